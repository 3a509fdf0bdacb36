import type { Notice } from '../../adapters/contract/index.js';
import { noScope, type Database, type Tx } from '../kernel/index.js';
import type { Hints } from '../queue/index.js';
import { federationOf } from '../shops/index.js';
import { notify } from './failures.js';
import { learnGap, silentAfter } from './usual-gap.js';

interface Heard { since: number; gaps: number; usual: string; silent: boolean }

/** News of marketplaces, written down per shop, each in the scope of its own co-op: one row per shop and event, due until its order was read; a listing under review is asked again. */
export class News {
  constructor(private readonly database: Database, private readonly hints: Hints) {}

  /** @param pushed it came by itself: the shop is not silent, and its rhythm is learned. */
  async write(addressId: string, notices: readonly Notice[], pushed: boolean): Promise<void> {
    const shops = await this.database.inScope(noScope, (tx) => tx.rows<{ shop_id: string; remote_id: string; cooperative_id: string }>('SELECT * FROM app.webhook_shops($1)', [addressId]));
    for (const shop of shops) {
      // News without a shop concerns the only one, or all that this app opens.
      const mine = notices.filter((notice) => notice.shop === null || notice.shop === shop.remote_id);
      if (mine.length === 0) continue;
      const scope = await this.database.inScope(noScope, (tx) => federationOf(tx, shop.cooperative_id));
      await this.database.inScope(scope, async (tx) => {
        if (pushed) await this.#hear(tx, shop);
        const orders = mine.filter((notice) => notice.kind === 'order');
        const fresh = orders.length === 0 ? [] : await tx.rows(
          `INSERT INTO app.webhook_receipt (cooperative_id, shop_id, dedupe, kind, remote_id) SELECT $1, $2, n.dedupe, 'order', n.id FROM unnest($3::text[], $4::text[]) AS n (dedupe, id) ON CONFLICT (shop_id, dedupe) DO NOTHING RETURNING id`,
          [shop.cooperative_id, shop.shop_id, orders.map((notice) => notice.dedupe), orders.map((notice) => notice.id)]);
        if (fresh.length > 0) this.hints.after(tx, 'read-orders', [shop.shop_id]);
        const items = mine.filter((notice) => notice.kind === 'listing').map((notice) => notice.id);
        if (items.length > 0) {
          const asked = await tx.rows('UPDATE app.listing SET ask_at = app.now() WHERE shop_id = $1 AND remote_item_id = ANY ($2) AND (ticket IS NOT NULL OR state = $3) RETURNING id', [shop.shop_id, items, 'review']);
          if (asked.length > 0) this.hints.after(tx, 'ask-outcomes', [shop.shop_id]);
        }
        await notify(tx, shop.cooperative_id, 'shops');
      });
    }
  }

  /** A burst is heard once a second; two workers that hear at once learn the same. */
  async #hear(tx: Tx, shop: { shop_id: string; cooperative_id: string }): Promise<void> {
    const row = await tx.row<Heard>('SELECT (extract(epoch FROM app.now() - last_at) * 1000)::float8 AS since, gaps, usual_ms AS usual, silent_since IS NOT NULL AS silent FROM app.push_rhythm WHERE shop_id = $1', [shop.shop_id]);
    if (row && row.since < 1_000 && !row.silent) return;
    const after = row ? learnGap({ gaps: row.gaps, usualMs: Number(row.usual) }, row.since) : { gaps: 0, usualMs: 0 };
    await tx.rows(
      `INSERT INTO app.push_rhythm (shop_id, cooperative_id, gaps, usual_ms, silent_from) VALUES ($1, $2, $3, $4, app.now() + make_interval(secs => $5))
       ON CONFLICT (shop_id) DO UPDATE SET last_at = app.now(), gaps = excluded.gaps, usual_ms = excluded.usual_ms, silent_from = excluded.silent_from, silent_since = NULL`, [shop.shop_id, shop.cooperative_id, after.gaps, after.usualMs, silentAfter(after) / 1000]);
  }
}
