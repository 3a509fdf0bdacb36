/** What falls due later (audits, promotions, retries), kept in the store so that a restart forgets nothing. Due by the clock's `elapsed`. */
import type { Clock } from './clock.js';
import type { Shelf, Store } from './store.js';

interface Task { id: string; due: number; kind: string; data: Readonly<Record<string, string>> }
type Handler = (data: Readonly<Record<string, string>>) => void | Promise<void>;

export class Schedule {
  private readonly handlers = new Map<string, Handler>();
  private readonly tasks: Shelf<Task>;
  private timer: NodeJS.Timeout | null = null;
  private count = 0;

  constructor(private readonly clock: Clock, private readonly store: Store) {
    this.tasks = store.shelf<Task>('kit/tasks');
    for (const task of this.tasks.all()) this.count = Math.max(this.count, Number(task.id));
  }

  /** Says what a kind of task does. Every kind must be named before `start`. */
  on(kind: string, handler: Handler): void {
    this.handlers.set(kind, handler);
  }

  /** `instant`: ms since 1970 as the marketplace's clock (`now`) shows it. */
  at(instant: number, kind: string, data: Readonly<Record<string, string>>): void {
    const id = String(++this.count);
    this.tasks.put(id, { id, due: this.clock.toElapsed(instant), kind, data });
    this.arm();
  }

  start(): void {
    this.arm();
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  /** Moves the clock on, stopping at each task on the way, and runs them in order. Resolves when all that fell due has been done. */
  async advance(ms: number): Promise<void> {
    const target = this.clock.elapsed() + ms;
    for (let task = this.next(); task && task.due <= target; task = this.next()) {
      this.clock.advance(Math.max(0, task.due - this.clock.elapsed()));
      await this.run(task);
    }
    this.clock.advance(Math.max(0, target - this.clock.elapsed()));
    this.arm();
  }

  private next(): Task | undefined {
    let first: Task | undefined;
    for (const task of this.tasks.all()) if (!first || task.due < first.due) first = task;
    return first;
  }

  private arm(): void {
    this.stop();
    const task = this.next();
    if (!task) return;
    this.timer = setTimeout(() => void this.runDue(), Math.min(Math.max(0, task.due - this.clock.elapsed()), 3_600_000));
    this.timer.unref();
  }

  private async runDue(): Promise<void> {
    for (let task = this.next(); task && task.due <= this.clock.elapsed(); task = this.next()) await this.run(task);
    this.arm();
  }

  private async run(task: Task): Promise<void> {
    this.tasks.drop(task.id);
    await this.handlers.get(task.kind)?.(task.data);
    this.store.commit();
  }
}
