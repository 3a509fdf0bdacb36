import { isAdapterError } from '../../adapters/contract/index.js';
import { noScope, type Database, type Sealer } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { openCredentials } from '../shops/index.js';
import { syncErrors } from './errors.js';
import type { News } from './news.js';
import type { Traffic } from './traffic.js';

interface Address { address_id: string; app: string; secret: string; connection_id: string; cooperative_id: string; sealed: string }
export interface Delivery { readonly marketplace: string; readonly key: string; readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array }

/**
 * A push is mere news: verified, one insert per shop and event, committed, then the marketplace's own kind of acknowledgement. The order is read from the API, never believed from the push.
 * A call that is not signed writes nothing, neither a row nor a line of the log: it is counted.
 */
export class Webhooks {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces, private readonly sealer: Sealer, private readonly news: News, private readonly traffic: Traffic) {}

  async take(delivery: Delivery): Promise<{ status: number; body: string }> {
    const adapter = this.marketplaces.find(delivery.marketplace);
    const rows = adapter?.webhooks ? await this.database.inScope(noScope, (tx) => tx.rows<Address>('SELECT * FROM app.webhook_of($1, $2)', [delivery.marketplace, delivery.key])) : [];
    const newest = rows[0];
    if (!adapter?.webhooks || !newest) {
      this.traffic.pushed(adapter?.marketplace ?? '', 'unknown');
      throw syncErrors.unknownAddress();
    }
    const credentials = openCredentials(this.sealer, newest.connection_id, newest.sealed, adapter.credentials);
    const secret = this.sealer.open(newest.secret, `webhook:${delivery.marketplace}:${newest.app}`);
    let read: ReturnType<NonNullable<typeof adapter.webhooks>['read']>;
    try {
      read = adapter.webhooks.read({ url: delivery.url, headers: delivery.headers, body: delivery.body }, credentials, secret);
    } catch (error) {
      if (!isAdapterError(error)) throw error;
      this.traffic.pushed(adapter.marketplace, 'unsigned');
      throw syncErrors.unsigned();
    }
    this.traffic.pushed(adapter.marketplace, read.unsigned ? 'unsigned' : 'taken');
    if (read.unsigned) return read.reply;
    // A burst is noted once a second.
    await this.database.inScope(noScope, (tx) => tx.rows(`UPDATE app.webhook_address SET seen_at = app.now() WHERE id = $1 AND (seen_at IS NULL OR seen_at < app.now() - interval '1 second')`, [newest.address_id]));
    await this.news.write(newest.address_id, read.notices, true);
    return read.reply;
  }
}
