/**
 * The one clock. Everything that asks for the time asks here; the database asks app.now(), which is shifted alike.
 * Tests move it by hand; production refuses to.
 */
export class Clock {
  #shiftMs = 0;

  /** Milliseconds since 1970, UTC. */
  now(): number {
    return Date.now() + this.#shiftMs;
  }

  date(atMs = this.now()): Date {
    return new Date(atMs);
  }

  /** Only for measuring spans inside this process: never shifted, never set back. */
  monotonic(): number {
    return performance.now();
  }

  get shiftMs(): number {
    return this.#shiftMs;
  }

  advance(ms: number): void {
    this.#shiftMs += ms;
  }
}
