/** Lets so much through at once; the rest waits in the order it came. Work may weigh more than one; what weighs more than all there is goes alone. */
export class Turns {
  #free: number;
  readonly #waiting: { readonly weight: number; readonly go: () => void }[] = [];

  constructor(private readonly most: number) {
    this.#free = most;
  }

  async run<T>(work: () => Promise<T>, weight = 1): Promise<T> {
    const taken = Math.min(weight, this.most);
    if (this.#waiting.length > 0 || taken > this.#free) await new Promise<void>((go) => this.#waiting.push({ weight: taken, go }));
    else this.#free -= taken;
    try {
      return await work();
    } finally {
      this.#free += taken;
      for (let [next] = this.#waiting; next && next.weight <= this.#free; [next] = this.#waiting) {
        this.#waiting.shift();
        this.#free -= next.weight;
        next.go();
      }
    }
  }
}
