/** Work that falls due in sandbox time. Real time drives it; moving the clock on runs at once whatever became due. */
export class Timers {
  private readonly due: { at: number; work: () => void }[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly now: () => number) {}

  at(time: number, work: () => void): void {
    this.due.push({ at: time, work });
    this.due.sort((a, b) => a.at - b.at);
    this.arm();
  }

  run(): void {
    for (let first = this.due[0]; first && first.at <= this.now(); first = this.due[0]) {
      this.due.shift();
      first.work();
    }
    this.arm();
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.due.length = 0;
  }

  private arm(): void {
    if (this.timer) clearTimeout(this.timer);
    const first = this.due[0];
    this.timer = first ? setTimeout(() => this.run(), Math.min(2 ** 30, Math.max(0, first.at - this.now()))) : null;
    this.timer?.unref();
  }
}
