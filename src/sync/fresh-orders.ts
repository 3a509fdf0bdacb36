import { Retry } from '../../adapters/contract/index.js';
import type { Database } from '../kernel/index.js';
import type { OrderPull } from './order-pull.js';
import type { Turn } from './turn.js';

const patienceMs = 8_000;

/** R1's gate: is this shop's last finished order pull young enough for stock to be put on sale? If not, pull now, or wait for whoever pulls. */
export class FreshOrders {
  readonly #under = new Map<string, Promise<'pulled'>>();
  /** Until when, by our clock, the newest pull seen of a shop is young enough. */
  readonly #until = new Map<string, number>();

  constructor(private readonly database: Database, private readonly pull: OrderPull) {}

  /** 'fresh': it was. 'pulled': it is now, so values read before are stale. Throws what the pull threw. */
  async ensure(turn: Turn): Promise<'fresh' | 'pulled'> {
    const { id } = turn.shop;
    if (this.still(id) || (await this.#isFresh(turn))) return 'fresh';
    let under = this.#under.get(id);
    if (!under) {
      under = this.#refresh(turn).finally(() => this.#under.delete(id));
      this.#under.set(id, under);
    }
    return under;
  }

  async #refresh(turn: Turn): Promise<'pulled'> {
    const startedAt = this.database.clock.monotonic();
    while (this.database.clock.monotonic() - startedAt < patienceMs) {
      const end = await this.pull.run(turn, 'push', () => false);
      if (end === 'done') {
        await this.#isFresh(turn);
        return 'pulled';
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (await this.#isFresh(turn)) return 'pulled';
    }
    throw new Retry('the order pull did not end in time', { rawCode: 'stale' });
  }

  /** Costs no query; asked again at the last moment before a push leaves. */
  still(shopId: string): boolean {
    return this.database.clock.now() <= (this.#until.get(shopId) ?? 0);
  }

  async #isFresh(turn: Turn): Promise<boolean> {
    const row = await this.database.inScope(turn.shop.scope, (tx) => tx.row<{ seen: string | null }>(`SELECT CASE WHEN orders_seen_at > '-infinity' THEN (extract(epoch FROM orders_seen_at) * 1000)::bigint::text END AS seen FROM app.shop WHERE id = $1`, [turn.shop.id]));
    if (!row?.seen) return false;
    this.#until.set(turn.shop.id, Number(row.seen) + turn.session.orders.freshMs);
    return this.still(turn.shop.id);
  }
}
