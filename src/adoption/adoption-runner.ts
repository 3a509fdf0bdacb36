import { noScope, type Database, type Log, type Tx } from '../kernel/index.js';
import type { Hints } from '../queue/index.js';
import { federationOf, readShop } from '../shops/index.js';
import type { AdoptionDesk } from './adoption-desk.js';

/** Far enough never to turn by itself: the stream is woken by wishes, not by a schedule. */
const neverMs = 2_000_000_000;

/** Sees to it that what was asked is done: at once in this process, and by the shop's stream if this process ends before. */
export class AdoptionRunner {
  constructor(private readonly database: Database, private readonly hints: Hints, private readonly desk: AdoptionDesk, private readonly log: Log) {}

  /** In the transaction of the wish. Whoever held the stream's checkpoint loses it, so that giving it back cannot put the wish to sleep. */
  async wake(tx: Tx, shop: { readonly id: string; readonly cooperative_id: string }): Promise<void> {
    await tx.rows(
      `INSERT INTO app.checkpoint AS c (shop_id, stream, cooperative_id, interval_ms, next_at) VALUES ($1, 'adopt', $2, $3, app.now()) ON CONFLICT (shop_id, stream) DO UPDATE SET next_at = app.now(), attempts = 0, lease_until = NULL, fence = c.fence + 1, cursor = CASE WHEN EXISTS (SELECT 1 FROM app.adoption a WHERE a.shop_id = $1 AND a.state = 'reading' AND a.created_at < app.now()) THEN c.cursor END`,
      [shop.id, shop.cooperative_id, neverMs]);
    this.hints.after(tx, 'adopt', [shop.id]);
  }

  /** Never throws: what is not done here, the stream does. */
  async run(key: { readonly id: string; readonly cooperative_id: string }): Promise<void> {
    try {
      const scope = await this.database.inScope(noScope, (tx) => federationOf(tx, key.cooperative_id));
      const shop = await this.database.inScope(scope, (tx) => readShop(tx, key.id));
      if (shop) await this.desk.work(shop, () => false);
    } catch (error) {
      this.log.error({ shop: key.id, err: error }, 'adoption.failed');
    }
  }
}
