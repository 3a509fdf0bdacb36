/**
 * The only clock of the sandbox. Two hands: `now` is what the marketplace says and judges by, `elapsed` is what things fall due by;
 * they differ by the skew. Both in ms since 1970.
 */
export class Clock {
  private skewMs = 0;
  private advancedMs = 0;

  now(): number {
    return this.elapsed() + this.skewMs;
  }

  elapsed(): number {
    return Date.now() + this.advancedMs;
  }

  /** Turns an instant by `now` into one by `elapsed`. */
  toElapsed(instant: number): number {
    return instant - this.skewMs;
  }

  skew(ms: number): void {
    this.skewMs = ms;
  }

  advance(ms: number): void {
    this.advancedMs += ms;
  }

  /** Back to the time of the machine. */
  reset(): void {
    this.skewMs = 0;
    this.advancedMs = 0;
  }

  get hands(): { skewMs: number; advancedMs: number } {
    return { skewMs: this.skewMs, advancedMs: this.advancedMs };
  }
}
