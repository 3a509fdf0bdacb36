import { Retry } from '../../adapters/contract/index.js';
import type { Database } from '../kernel/index.js';
import type { OrderPull } from './order-pull.js';
import type { Turn } from './turn.js';

const patienceMs = 8_000;

/** R1's gate: is this shop's last finished order pull young enough for stock to be put on sale? If not, pull now, or wait for whoever pulls. */
export class FreshOrders {
  readonly #under = new Map<string, Promise<'pulled'>>();

  constructor(private readonly database: Database, private readonly pull: OrderPull) {}

  /** 'fresh': it was. 'pulled': it is now, so values read before are stale. Throws what the pull threw. */
  async ensure(turn: Turn): Promise<'fresh' | 'pulled'> {
    if (await this.#isFresh(turn)) return 'fresh';
    const { id } = turn.shop;
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
      if (end === 'done') return 'pulled';
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (await this.#isFresh(turn)) return 'pulled';
    }
    throw new Retry('the order pull did not end in time', { rawCode: 'stale' });
  }

  async #isFresh(turn: Turn): Promise<boolean> {
    const row = await this.database.inScope(turn.shop.scope, (tx) => tx.row<{ fresh: boolean }>('SELECT orders_seen_at >= app.wall() - make_interval(secs => $2) AS fresh FROM app.shop WHERE id = $1', [turn.shop.id, turn.session.orders.freshMs / 1000]));
    return row?.fresh ?? false;
  }
}
