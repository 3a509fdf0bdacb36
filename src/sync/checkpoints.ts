import type { Cursor } from '../../adapters/contract/index.js';
import type { Database, Tx } from '../kernel/index.js';
import type { StreamName } from '../queue/index.js';
import type { ShopRecord } from '../shops/index.js';

const leaseSeconds = 120;
export interface Held { readonly fence: string; readonly cursor: Cursor | null }

/** The schedule of a stream that is no order pull: taken, moved page by page, and given back with its next time. */
export class Checkpoints {
  constructor(private readonly database: Database) {}

  take(shop: ShopRecord, stream: StreamName): Promise<Held | null> {
    return this.database.inScope(shop.scope, (tx) => tx.row<{ fence: string; cursor: Cursor | null }>(
      `UPDATE app.checkpoint SET lease_until = app.now() + make_interval(secs => $3), fence = fence + 1, last_try_at = app.now() WHERE shop_id = $1 AND stream = $2 AND paused_at IS NULL AND next_at <= app.now() AND (lease_until IS NULL OR lease_until <= app.now()) RETURNING fence, cursor`,
      [shop.id, stream, leaseSeconds]));
  }

  /** In the transaction of the page it belongs to. */
  async move(tx: Tx, shop: ShopRecord, stream: StreamName, held: Held, cursor: Cursor | null): Promise<void> {
    await tx.rows('UPDATE app.checkpoint SET cursor = $4, lease_until = app.now() + make_interval(secs => $5) WHERE shop_id = $1 AND stream = $2 AND fence = $3', [shop.id, stream, held.fence, cursor && JSON.stringify(cursor), leaseSeconds]);
  }

  /** 'done': the next turn is an interval away. 'more': now. 'failed': after a backoff. */
  async give(shop: ShopRecord, stream: StreamName, held: Held, end: 'done' | 'more' | 'failed'): Promise<void> {
    await this.database.inScope(shop.scope, (tx) => tx.rows(
      `UPDATE app.checkpoint SET lease_until = NULL, cursor = CASE WHEN $4 = 'done' THEN NULL ELSE cursor END, last_ok_at = CASE WHEN $4 = 'done' THEN app.now() ELSE last_ok_at END, attempts = CASE WHEN $4 = 'failed' THEN attempts + 1 ELSE 0 END,
         next_at = CASE $4 WHEN 'done' THEN app.now() + make_interval(secs => interval_ms / 1000.0) WHEN 'more' THEN app.now() ELSE app.now() + make_interval(secs => least(3600, 10 * 2 ^ least(attempts, 8))) END
       WHERE shop_id = $1 AND stream = $2 AND fence = $3`, [shop.id, stream, held.fence, end]));
  }
}
