import { noScope, type Database, type Log } from '../kernel/index.js';
import { isStream, type Hints, type Lanes } from '../queue/index.js';
import { tellEndingConsents } from './ending-consents.js';
import { notify } from './failures.js';

const everyMs = 2_000;
const monthsEveryMs = 3_600_000;

/**
 * Repairs lost hints and keeps the schedules: every few seconds it asks which shops fell silent and which streams of which shops are due, and hints them. Two schedulers do no harm: a hint is folded, and a lease decides who works.
 */
export class Sweep {
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> = Promise.resolve();
  #monthsAt = -Infinity;

  constructor(private readonly database: Database, private readonly hints: Hints, private readonly log: Log, private readonly lanes: Lanes | null, private readonly priceAnew: () => Promise<void> = async () => undefined) {}

  start(): void {
    this.#timer ??= setInterval(() => {
      this.#round = this.#round.then(async () => void (await this.once())).catch((error: unknown) => this.log.error({ err: error }, 'sweep.failed'));
    }, everyMs);
  }

  /** One round; returns how many addresses were due. */
  async once(): Promise<number> {
    await this.lanes?.openInUse();
    await this.priceAnew().catch((error: unknown) => this.log.error({ err: error }, 'sweep.prices-failed'));
    const due = await this.database.inScope(noScope, async (tx) => {
      for (const shop of await tx.rows<{ cooperative_id: string }>('SELECT cooperative_id FROM app.fell_silent()')) await notify(tx, shop.cooperative_id, 'shops');
      return tx.rows<{ shop_id: string; stream: string }>('SELECT shop_id, stream FROM app.due_streams()');
    });
    await Promise.all(due.map(async ({ shop_id, stream }) => { if (isStream(stream)) await this.hints.send(stream, shop_id); }));
    await tellEndingConsents(this.database);
    const now = this.database.clock.monotonic();
    if (now - this.#monthsAt > monthsEveryMs) {
      this.#monthsAt = now;
      await this.database.inScope(noScope, (tx) => tx.rows('SELECT app.open_months()'));
    }
    return due.length;
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#round;
  }
}
