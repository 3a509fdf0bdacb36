import { isAdapterError, type Notice } from '../../../adapters/contract/index.js';
import type { Database, Log, Sealer } from '../../kernel/index.js';
import type { Checkpoints, Held } from '../checkpoints.js';
import { notify } from '../failures.js';
import type { Gates } from '../gates.js';
import type { News } from '../news.js';
import type { Troubles } from '../troubles.js';
import type { Stream, Turn } from '../turn.js';

/** Where marketplaces reach this house; null where this process does not know. `local`: practice marketplaces only. */
export type PushTo = () => { readonly url: string; readonly local: boolean } | null;
interface Address { id: string; key: string; secret: string; current: string | null; stale: boolean; fetched: boolean }

/**
 * Keeps a shop's pushes coming. Where there is a call for it, the address is registered for each connection: at once, when it changed, every day (a hook that failed too often stands disabled there), and when the shop
 * fell silent. Pushes that never arrived are fetched where the marketplace keeps them: written down first, confirmed with the next page.
 */
export class KeepWebhooks implements Stream {
  readonly name = 'keep-webhooks';

  constructor(private readonly database: Database, private readonly checkpoints: Checkpoints, private readonly news: News, private readonly ends: { readonly troubles: Troubles; readonly gates: Gates; readonly log: Log }, private readonly door: { readonly sealer: Sealer; readonly pushTo: PushTo }) {}

  async run(turn: Turn): Promise<boolean> {
    const { shop, adapter } = turn;
    const held = await this.checkpoints.take(shop, this.name);
    if (!held) return false;
    try {
      const address = adapter.webhooks && await this.#address(turn);
      if (address) {
        // A registration that is refused keeps nobody from fetching what is kept.
        const refused = await this.#register(turn, address).then(() => null, (error: unknown) => ({ error }));
        if (!(await this.#catchUp(turn, address, held))) {
          await this.checkpoints.give(shop, this.name, held, 'more');
          return true;
        }
        if (refused) throw refused.error;
      }
      await this.checkpoints.give(shop, this.name, held, 'done');
      await this.ends.gates.fine(shop);
      return false;
    } catch (error) {
      const handled = await this.ends.troubles.handle(turn, this.name, error);
      await this.checkpoints.give(shop, this.name, held, handled.again ? 'more' : 'failed');
      if (handled.error.rawCode === 'fault') throw error;
      return handled.again;
    }
  }

  #address({ shop }: Turn): Promise<Address | null> {
    return this.database.inScope(shop.scope, (tx) => tx.row<Address>(
      `SELECT a.id, a.key, a.secret, c.subscribed_as AS current, c.subscribed_at IS NULL OR c.subscribed_at <= app.now() - interval '1 day' OR coalesce(c.subscribed_at < r.silent_since, false) AS stale,
         coalesce(a.missed_at > app.now() - interval '1 hour' AND r.silent_since IS NULL, false) AS fetched
       FROM app.shop s JOIN app.connection c ON c.id = s.connection_id JOIN app.webhook_address a ON a.id = c.webhook_address_id LEFT JOIN app.push_rhythm r ON r.shop_id = s.id WHERE s.id = $1`, [shop.id]));
  }

  async #register(turn: Turn, address: Address): Promise<void> {
    const { shop, adapter, tools } = turn, place = this.door.pushTo();
    // An address on this machine reaches practice marketplaces only.
    if (!adapter.webhooks?.subscribe || !place || (place.local && shop.connection.environment !== 'practice')) return;
    const full = `${place.url}/api/webhooks/${shop.marketplace}/${address.key}`;
    if (address.current === full && !address.stale) return;
    try {
      await adapter.webhooks.subscribe(full, this.door.sealer.open(address.secret, `webhook:${shop.marketplace}:${shop.connection.app}`), tools);
    } catch (error) {
      this.ends.log.warn({ shop: shop.id, raw: isAdapterError(error) ? error.rawCode : undefined, err: error }, 'webhook.not-subscribed');
      throw error;
    }
    await this.database.inScope(shop.scope, async (tx) => {
      await tx.rows('UPDATE app.connection SET subscribed_as = $2, subscribed_at = app.now() WHERE id = $1', [shop.connection.id, full]);
      await notify(tx, shop.cooperativeId, 'shops');
    });
  }

  /** The queue of lost pushes is the app's: whichever of its shops comes first fetches for all. False: time was up. */
  async #catchUp(turn: Turn, address: Address, held: Held): Promise<boolean> {
    const { shop, adapter, tools } = turn;
    if (!adapter.webhooks?.missed || (address.fetched && held.cursor === null)) return true;
    for (let { cursor } = held; ;) {
      const page = await adapter.webhooks.missed(cursor, tools);
      const notices = page.items.filter((item): item is Notice => !('undecodable' in item));
      if (notices.length > 0) await this.news.write(address.id, notices, null);
      if (notices.length < page.items.length) this.ends.log.warn({ shop: shop.id, n: page.items.length - notices.length }, 'webhook.undecodable');
      cursor = page.next;
      await this.database.inScope(shop.scope, async (tx) => {
        await this.checkpoints.move(tx, shop, this.name, held, cursor);
        if (cursor === null) await tx.rows('UPDATE app.webhook_address SET missed_at = app.now() WHERE id = $1', [address.id]);
      });
      if (cursor === null) return true;
      if (turn.over()) return false;
    }
  }
}
