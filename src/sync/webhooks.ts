import { isAdapterError } from '../../adapters/contract/index.js';
import { noScope, type Database, type Log, type Sealer } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import type { Hints } from '../queue/index.js';
import { federationOf, openCredentials } from '../shops/index.js';
import { syncErrors } from './errors.js';
import { notify } from './failures.js';

interface Address { address_id: string; app: string; secret: string; connection_id: string; cooperative_id: string; sealed: string }
export interface Delivery { readonly marketplace: string; readonly key: string; readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array }

/**
 * A push is mere news: verified, one insert per shop and event, committed, then the marketplace's own kind of acknowledgement. The order is read from the API, never believed from the push.
 * A call that is not signed writes nothing.
 */
export class Webhooks {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces, private readonly sealer: Sealer, private readonly hints: Hints, private readonly log: Log) {}

  async take(delivery: Delivery): Promise<{ status: number; body: string }> {
    const adapter = this.marketplaces.find(delivery.marketplace);
    const rows = adapter?.webhooks ? await this.database.inScope(noScope, (tx) => tx.rows<Address>('SELECT * FROM app.webhook_of($1, $2)', [delivery.marketplace, delivery.key])) : [];
    const newest = rows[0];
    if (!adapter?.webhooks || !newest) throw syncErrors.unknownAddress();
    const credentials = openCredentials(this.sealer, newest.connection_id, newest.sealed, adapter.credentials);
    const secret = this.sealer.open(newest.secret, `webhook:${delivery.marketplace}:${newest.app}`);
    let news: ReturnType<NonNullable<typeof adapter.webhooks>['read']>;
    try {
      news = adapter.webhooks.read({ url: delivery.url, headers: delivery.headers, body: delivery.body }, credentials, secret);
    } catch (error) {
      if (!isAdapterError(error)) throw error;
      this.log.warn({ marketplace: delivery.marketplace, raw: error.rawCode }, 'webhook.refused');
      throw syncErrors.unsigned();
    }
    const shops = await this.database.inScope(noScope, (tx) => tx.rows<{ shop_id: string; remote_id: string; cooperative_id: string }>('SELECT * FROM app.webhook_shops($1)', [newest.address_id]));
    for (const shop of shops) {
      // News without a shop concerns the only one, or all that this app opens.
      const mine = news.notices.filter((notice) => notice.shop === null || notice.shop === shop.remote_id);
      const scope = await this.database.inScope(noScope, (tx) => federationOf(tx, shop.cooperative_id));
      await this.database.inScope(scope, async (tx) => {
        await tx.rows('UPDATE app.webhook_address SET seen_at = app.now() WHERE id = $1', [newest.address_id]);
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
    return news.reply;
  }
}
