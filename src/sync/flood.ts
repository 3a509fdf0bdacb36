const windowMs = 250;
/** So many pushes within two windows are a flood: two hundred a second. */
const many = 100;
const stepMs = 50, mostMs = 1_500;

/** How fast pushes arrive at this process. A marketplace waits for its acknowledgement, and stops pushing to whom it must wait for too often; what was pushed can be read a second later. */
class Flood {
  #window = 0;
  #now = 0;
  #before = 0;

  note(): void {
    this.#turn();
    this.#now += 1;
  }

  get on(): boolean {
    this.#turn();
    return this.#now + this.#before >= many;
  }

  #turn(): void {
    const window = Math.floor(performance.now() / windowMs);
    if (window === this.#window) return;
    this.#before = window === this.#window + 1 ? this.#now : 0;
    this.#now = 0;
    this.#window = window;
  }
}
export const flood = new Flood();

/** Before the next page of orders is read: lets a flood pass, for a second and a half at most. */
export async function letFloodPass(signal: AbortSignal): Promise<void> {
  for (let waited = 0; flood.on && waited < mostMs && !signal.aborted; waited += stepMs) await new Promise((resolve) => setTimeout(resolve, stepMs));
}
