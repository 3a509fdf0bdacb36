import { isAdapterError, type Receipt, type Standing } from '../../../adapters/contract/index.js';
import type { Database, Tx } from '../../kernel/index.js';
import { meetAdopted, readRef } from '../../listings/index.js';
import { quoteOffers, type Place } from '../../prices/index.js';
import type { ShopRecord } from '../../shops/index.js';
import type { Checkpoints } from '../checkpoints.js';
import { houseIssue, notify } from '../failures.js';
import type { Gates } from '../gates.js';
import { placeOfTurn } from '../remote-categories.js';
import type { Runs } from '../runs.js';
import type { Troubles } from '../troubles.js';
import { inParallel, type Stream, type Turn } from '../turn.js';

interface Known { offer_id: string; listing_id: string; product_id: string; owner_id: string; remote_sku: string; remote_item_id: string; remote_variant_id: string; stock: string | null; price: string | null; quiet_stock: boolean; quiet_price: boolean }
interface Seen { readonly sellable: number | null; readonly locked: number; readonly price: bigint | null }

/**
 * Reads what is on sale there and compares it with what was last accepted. Only quiet sides are judged: one with an open wish will be sent anyway.
 * Stock that differs is always made equal again (R1). A price that differs is shown, and sent again (drift: correct) or taken over as the sent value until the next change here (drift: adopt).
 */
export class ReadBack implements Stream {
  readonly name = 'read-back';

  constructor(private readonly database: Database, private readonly checkpoints: Checkpoints, private readonly troubles: Troubles, private readonly ledger: { readonly runs: Runs; readonly gates: Gates }) {}

  async run(turn: Turn): Promise<boolean> {
    const { shop } = turn;
    const held = await this.checkpoints.take(shop, this.name);
    if (!held) return false;
    const openedAt = this.database.clock.now();
    let cursor = held.cursor;
    const since = Number(cursor?.since ?? openedAt);
    try {
      for (;;) {
        const page = await turn.session.listings.all(cursor);
        const receipts = page.items.filter((item): item is Standing => !('undecodable' in item));
        const drifted = await this.#compare(turn, receipts);
        if (drifted > 0) turn.hint('push-offers');
        cursor = page.next && { ...page.next, since };
        await this.database.inScope(shop.scope, async (tx) => {
          await this.checkpoints.move(tx, shop, this.name, held, cursor);
          if (drifted > 0) await this.ledger.runs.record(tx, { shop, operation: this.name, subject: 'shop', trigger: 'schedule', openedAt }, turn.recorder, { outcome: 'partly', subjects: drifted, code: 'changed-there' });
        });
        if (cursor === null) break;
        if (turn.over()) {
          await this.checkpoints.give(shop, this.name, held, 'more');
          return true;
        }
      }
      await this.#missed(turn, since);
      await this.checkpoints.give(shop, this.name, held, 'done');
      await this.ledger.gates.fine(shop);
      return false;
    } catch (error) {
      const handled = await this.troubles.handle(turn, this.name, error);
      await this.checkpoints.give(shop, this.name, held, handled.again ? 'more' : 'failed');
      if (handled.error.rawCode === 'fault') throw error;
      return handled.again;
    }
  }

  async #compare(turn: Turn, receipts: readonly Standing[]): Promise<number> {
    const { shop } = turn;
    if ((await this.database.inScope(shop.scope, (tx) => meetAdopted(tx, shop.id, receipts))) > 0) turn.hint('publish-listings');
    const items = receipts.map((receipt) => receipt.ref.itemId).filter((id): id is string => id !== undefined);
    const known = await this.database.inScope(shop.scope, (tx) => tx.rows<Known>(
      `SELECT o.id AS offer_id, o.listing_id, l.product_id, o.owner_id, o.remote_sku, o.remote_item_id, o.remote_variant_id, st.sent_value AS stock, pr.sent_value AS price,
         st.wanted_rev = st.answered_rev AND st.lease_until IS NULL AS quiet_stock, pr.wanted_rev = pr.answered_rev AND pr.lease_until IS NULL AS quiet_price
       FROM app.offer o JOIN app.listing l ON l.id = o.listing_id JOIN app.offer_side st ON st.offer_id = o.id AND st.side = 'stock' JOIN app.offer_side pr ON pr.offer_id = o.id AND pr.side = 'price'
       WHERE o.shop_id = $1 AND l.remote_item_id = ANY ($2) AND o.remote_item_id IS NOT NULL AND l.state = 'live' ORDER BY o.id`, [shop.id, items]));
    await this.#place(shop, receipts);
    await this.database.inScope(shop.scope, (tx) => tx.rows(`UPDATE app.listing SET seen_at = app.now() WHERE shop_id = $1 AND remote_item_id = ANY ($2) AND state = 'live'`, [shop.id, items]));
    let drifted = await this.#ended(turn, receipts);
    const batches = turn.session.offers.batches(known.map((row) => ({ sku: row.remote_sku, itemId: row.remote_item_id, variantId: row.remote_variant_id })), 'stock');
    const byKey = new Map(known.map((row) => [`${row.remote_item_id} ${row.remote_variant_id}`, row]));
    await inParallel(batches, 2, async (batch) => {
      const seen = await turn.session.offers.read(batch);
      await this.database.inScope(shop.scope, async (tx) => {
        for (const [index, ref] of batch.entries()) {
          const row = byKey.get(`${ref.itemId} ${ref.variantId}`), there = seen[index];
          if (row && there && (await this.#drift(tx, shop, row, there, placeOfTurn(turn)))) drifted += 1;
        }
      });
    });
    return drifted;
  }

  /** Where each listing stands on the platforms of its marketplace, as seen now. */
  async #place(shop: ShopRecord, receipts: readonly Receipt[]): Promise<void> {
    const placed = receipts.filter((receipt) => receipt.places !== undefined && receipt.ref.itemId !== undefined);
    if (placed.length > 0) await this.database.inScope(shop.scope, (tx) => tx.rows(
      `UPDATE app.listing l SET places = x.places FROM unnest($2::text[], $3::jsonb[]) AS x (item, places) WHERE l.shop_id = $1 AND l.remote_item_id = x.item AND l.places <> x.places AND l.lease_until IS NULL`,
      [shop.id, placed.map((receipt) => receipt.ref.itemId), placed.map((receipt) => JSON.stringify(receipt.places))]));
  }

  /** What no page held was deleted where deleted things are left out: it is asked for, and over where that is said of it. */
  async #missed(turn: Turn, since: number): Promise<void> {
    const { shop } = turn, gone: Standing[] = [];
    const refs = await this.database.inScope(shop.scope, async (tx) => {
      const rows = await tx.rows<{ id: string }>(`SELECT id FROM app.listing WHERE shop_id = $1 AND state = 'live' AND wanted = 'live' AND wanted_rev = answered_rev AND lease_until IS NULL AND ticket IS NULL AND remote_item_id IS NOT NULL
        AND greatest(accepted_at, seen_at) < to_timestamp($2 / 1000.0) ORDER BY id LIMIT 50`, [shop.id, since]);
      return Promise.all(rows.map((row) => readRef(tx, row.id)));
    });
    for (const ref of refs) if (ref) await turn.session.listings.outcome(ref).catch((error: unknown) => {
      if (!isAdapterError(error) || error.verdict !== 'gone') throw error;
      gone.push({ state: 'ended', ref, offersOpen: false, issues: [], seen: null });
    });
    await this.#ended(turn, gone);
  }

  /** A listing of ours that is over there: said to a person, never recreated by itself. */
  async #ended(turn: Turn, receipts: readonly Standing[]): Promise<number> {
    const { shop } = turn;
    const over = receipts.filter((receipt) => receipt.state === 'ended' || receipt.state === 'refused').map((receipt) => receipt.ref.itemId).filter((id): id is string => id !== undefined);
    if (over.length === 0) return 0;
    return this.database.inScope(shop.scope, async (tx) => {
      const lost = await tx.rows<{ id: string; product_id: string; owner_id: string; title: string; remote_item_id: string }>(
        `UPDATE app.listing l SET state = 'ended', offers_open = false FROM app.product p WHERE p.id = l.product_id AND l.shop_id = $1 AND l.remote_item_id = ANY ($2) AND l.state = 'live' AND l.wanted = 'live' AND l.wanted_rev = l.answered_rev AND l.lease_until IS NULL
         RETURNING l.id, l.product_id, l.owner_id, p.title, l.remote_item_id`, [shop.id, over]);
      for (const row of lost) {
        const receipt = receipts.find((entry) => entry.ref.itemId === row.remote_item_id);
        await tx.rows(`UPDATE app.offer_side SET reason = 'not-open', not_before = 'infinity', sent_value = NULL WHERE listing_id = $1`, [row.id]);
        await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: row.owner_id, operation: 'publish-listings', subject: `listing:${row.id}`, productId: row.product_id, issues: receipt && receipt.issues.length > 0 ? receipt.issues : [houseIssue(receipt?.seen ? 'hidden-there' : 'deleted-there', { produk: row.title })] });
      }
      if (lost.length > 0) await notify(tx, shop.cooperativeId, 'listings');
      return lost.length;
    });
  }

  async #drift(tx: Tx, shop: ShopRecord, row: Known, there: Seen, place: Place): Promise<boolean> {
    let differs = false;
    await tx.rows('UPDATE app.offer SET locked = $2 WHERE id = $1 AND locked <> $2', [row.offer_id, there.locked]);
    if (there.sellable !== null && row.quiet_stock && row.stock !== null && BigInt(there.sellable) !== BigInt(row.stock)) {
      differs = true;
      await tx.rows(`UPDATE app.offer_side SET wanted_rev = wanted_rev + 1, sent_value = $2, attempts = 0, urgency = 1 WHERE offer_id = $1 AND side = 'stock' AND wanted_rev = answered_rev AND lease_until IS NULL`, [row.offer_id, there.sellable]);
    }
    if (there.price !== null && row.quiet_price && row.price !== null) {
      const ours = (await quoteOffers(tx, shop.id, [row.offer_id], () => place)).get(row.offer_id)?.price ?? there.price;
      const changed = there.price !== BigInt(row.price);
      if (changed) {
        differs = true;
        if (shop.drift === 'adopt') await tx.rows(`UPDATE app.offer_side SET sent_value = $2 WHERE offer_id = $1 AND side = 'price' AND wanted_rev = answered_rev AND lease_until IS NULL`, [row.offer_id, there.price.toString()]);
        else await tx.rows(`UPDATE app.offer_side SET wanted_rev = wanted_rev + 1, sent_value = $2, attempts = 0, urgency = 1 WHERE offer_id = $1 AND side = 'price' AND wanted_rev = answered_rev AND lease_until IS NULL`, [row.offer_id, there.price.toString()]);
      }
      const issues = shop.drift === 'adopt' && there.price !== ours ? [houseIssue('changed-there', { harga: `Rp ${there.price.toLocaleString('id-ID')}` })] : [];
      if (changed || shop.drift === 'adopt') await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: row.owner_id, operation: 'read-back', subject: `offer:${row.offer_id}:price`, productId: row.product_id, issues });
    }
    return differs;
  }
}
