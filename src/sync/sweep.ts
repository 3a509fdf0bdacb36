import { noScope, type Database, type Log } from '../kernel/index.js';
import { isStream, type Hints } from '../queue/index.js';
import { tellEndingConsents } from './ending-consents.js';
import { notify } from './failures.js';

const everyMs = 2_000;
const monthsEveryMs = 3_600_000;
const minuteMs = 60_000;
/** So many days of attempts are summed up in one round at most. */
const daysAtOnce = 40;

/** What else is due by the clock. `begin` is called at each round and not waited for, `priceAnew` every minute. `auditDays`: how long changes are remembered; 0: for ever. */
export interface Chores { readonly begin?: () => void; readonly priceAnew?: () => Promise<void>; readonly auditDays?: number }

/**
 * Repairs lost hints and keeps the schedules: every few seconds it asks which shops fell silent and which streams of which shops are due, and hints them. Two schedulers do no harm: a hint is folded, and a lease decides who works.
 */
export class Sweep {
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> = Promise.resolve();
  #monthsAt = -Infinity;
  #minuteAt = -Infinity;
  #failing = false;

  constructor(private readonly database: Database, private readonly hints: Hints, private readonly log: Log, private readonly chores: Chores = {}) {}

  start(): void {
    this.#timer ??= setInterval(() => {
      this.#round = this.#round.then(() => this.#turn());
    }, everyMs);
  }

  /** A database that is away is told when it goes and when it comes back, not every two seconds. */
  async #turn(): Promise<void> {
    try {
      await this.once();
      if (this.#failing) this.log.info({}, 'sweep.recovered');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.log.error({ err: error }, 'sweep.failed');
      this.#failing = true;
    }
  }

  /** One round; returns how many addresses were due. */
  async once(): Promise<number> {
    this.chores.begin?.();
    const rows = await this.database.inScope(noScope, async (tx) => {
      for (const shop of await tx.rows<{ cooperative_id: string }>('SELECT cooperative_id FROM app.fell_silent()')) await notify(tx, shop.cooperative_id, 'shops');
      return tx.rows<{ shop_id: string; stream: string }>('SELECT d.shop_id, d.stream FROM app.due_streams() d WHERE NOT EXISTS (SELECT 1 FROM app.held_streams() h WHERE h.shop_id = d.shop_id AND h.stream = d.stream)');
    });
    const due = rows.flatMap(({ shop_id, stream }) => (isStream(stream) ? [this.hints.send(stream, shop_id)] : []));
    await Promise.all(due);
    if (this.database.clock.now() - this.#minuteAt >= minuteMs) {
      this.#minuteAt = this.database.clock.now();
      // What fails here must not keep the rest of the round from its turn.
      await this.chores.priceAnew?.().catch((error: unknown) => this.log.error({ err: error }, 'sweep.prices-failed'));
      await tellEndingConsents(this.database);
    }
    const now = this.database.clock.monotonic();
    if (now - this.#monthsAt > monthsEveryMs) {
      this.#monthsAt = now;
      await this.database.inScope(noScope, async (tx) => {
        await tx.rows('SELECT app.open_months(), app.keep_runs($1)', [daysAtOnce]);
        if (this.chores.auditDays) await tx.rows('SELECT app.forget_audit($1)', [this.chores.auditDays]);
      });
    }
    return due.length;
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#round;
  }
}
