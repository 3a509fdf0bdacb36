/** A practice marketplace's own time: ours, plus what the control door moved it on, plus how wrong its clock goes. */
export class SandboxClock {
  private moved = 0;
  skewMs = 0;

  /** ms since 1970, as this marketplace believes. */
  now(): number {
    return Date.now() + this.moved + this.skewMs;
  }

  advance(ms: number): void {
    this.moved += ms;
  }
}
