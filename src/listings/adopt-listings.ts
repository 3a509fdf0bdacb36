import { lockLevels } from '../inventory/index.js';
import type { Tx } from '../kernel/index.js';
import { quoteOffers, type PlaceOf } from '../prices/index.js';
import type { ShopRecord } from '../shops/index.js';
import { parkTheirs } from './field-rules.js';
import type { Adopted } from './source-shape.js';

/** A listing that stands there already, to be linked with one product; `rows` counts its variants there, also those that are not linked now. */
export interface AdoptItem {
  readonly itemId: string; readonly code: string; readonly state: 'review' | 'live' | 'refused' | 'ended'; readonly offersOpen: boolean; readonly rows: number;
  readonly shown: Pick<Adopted, 'title' | 'description' | 'photos' | 'unread'>; readonly productId: string;
  readonly offers: readonly { readonly key: string; readonly variantId: string; readonly remoteVariantId: string; readonly sku: string; readonly price: bigint | null; readonly stock: number | null }[];
}
/** Why an offer could not be linked: its item stands for another product, its product for another item, one of the two variants is linked already, or nobody has approved the product yet. */
export type NotLinked = 'item-elsewhere' | 'product-elsewhere' | 'linked-already' | 'unapproved';

/**
 * Links listings with products: rows as if the engine had published them, so that it makes nothing again. What a person lets win there is not sent; what differs on our side is due at once.
 * A wish that never reached the marketplace gives way. One of ours is never linked twice, nor one of theirs: the unique keys of the tables say no. Returns by offer key why it was not linked; null: it was.
 */
export async function adoptListings(tx: Tx, shop: ShopRecord, asked: readonly AdoptItem[], placeOf: PlaceOf): Promise<ReadonlyMap<string, NotLinked | null>> {
  const result = new Map<string, NotLinked | null>();
  const drafts = new Set((await tx.rows<{ id: string }>('SELECT id FROM app.product WHERE id = ANY ($1::bigint[]) AND draft', [asked.map((item) => item.productId)])).map((row) => row.id));
  const items = asked.filter((item) => !drafts.has(item.productId));
  for (const item of asked) if (drafts.has(item.productId)) for (const offer of item.offers) result.set(offer.key, 'unapproved');
  await lockLevels(tx, [...new Set(items.flatMap((item) => item.offers.map((offer) => offer.variantId)))]);
  const unsent = await tx.rows<{ id: string }>(
    `SELECT id FROM app.listing WHERE shop_id = $1 AND product_id = ANY ($2::bigint[]) AND remote_item_id IS NULL AND ticket IS NULL AND intent_key IS NULL AND (lease_until IS NULL OR lease_until <= app.now()) ORDER BY id FOR UPDATE`, [shop.id, items.map((item) => item.productId)]);
  await dropListings(tx, shop, unsent.map((row) => row.id));
  const known = await tx.rows<{ id: string; product_id: string; remote_item_id: string | null; adopted: boolean }>(
    'SELECT id, product_id, remote_item_id, adopted IS NOT NULL AS adopted FROM app.listing WHERE shop_id = $1 AND (product_id = ANY ($2::bigint[]) OR remote_item_id = ANY ($3)) ORDER BY id FOR UPDATE', [shop.id, items.map((item) => item.productId), items.map((item) => item.itemId)]);
  const made = await insertListings(tx, shop, items.filter((item) => !known.some((row) => row.product_id === item.productId || row.remote_item_id === item.itemId)));
  const ready: { item: AdoptItem; listingId: string }[] = [];
  for (const item of items) {
    const there = known.find((row) => row.remote_item_id === item.itemId), listingId = made.get(item.itemId) ?? (there?.product_id === item.productId ? there.id : undefined);
    if (listingId === undefined) for (const offer of item.offers) result.set(offer.key, there ? 'item-elsewhere' : 'product-elsewhere');
    else ready.push({ item, listingId });
  }
  const offers = await insertOffers(tx, shop, ready);
  for (const { item } of ready) for (const offer of item.offers) result.set(offer.key, offers.has(offer.key) ? null : 'linked-already');
  await settle(tx, shop, ready, [...offers.values()], placeOf);
  return result;
}

/** Under its own code, else ours, else ours with the unit's: the first that is free in this shop. */
async function insertListings(tx: Tx, shop: ShopRecord, items: readonly AdoptItem[]): Promise<ReadonlyMap<string, string>> {
  if (items.length === 0) return new Map();
  const rows = await tx.rows<{ id: string; remote_item_id: string }>(
    `WITH asked AS (
       SELECT x.*, p.cooperative_id AS owner_id, p.code AS own, c.code AS unit, row_number() OVER (PARTITION BY lower(btrim(x.code)) ORDER BY x.n) AS nth, row_number() OVER (PARTITION BY lower(p.code) ORDER BY x.n) AS own_nth
       FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::jsonb[]) WITH ORDINALITY AS x (product_id, item_id, code, state, offers_open, adopted, n) JOIN app.product p ON p.id = x.product_id JOIN app.cooperative c ON c.id = p.cooperative_id)
     INSERT INTO app.listing (cooperative_id, owner_id, shop_id, product_id, mode, wanted, wanted_rev, answered_rev, live_rev, state, offers_open, remote_code, remote_item_id, adopted, ask_at)
     SELECT $2, a.owner_id, $1, a.product_id, 'linked', CASE a.state WHEN 'ended' THEN 'withdrawn' ELSE 'live' END, 1, 1, CASE a.state WHEN 'live' THEN 1 ELSE 0 END, a.state, a.offers_open,
       CASE WHEN btrim(a.code) <> '' AND a.nth = 1 AND NOT EXISTS (SELECT 1 FROM app.listing l WHERE l.shop_id = $1 AND l.code_key = lower(btrim(a.code))) AND NOT EXISTS (SELECT 1 FROM asked o WHERE o.n <> a.n AND lower(o.own) = lower(btrim(a.code))) THEN btrim(a.code)
            WHEN a.own_nth = 1 AND NOT EXISTS (SELECT 1 FROM app.listing l WHERE l.shop_id = $1 AND l.code_key = lower(a.own)) THEN a.own ELSE a.own || '-' || a.unit END,
       a.item_id, a.adopted, CASE a.state WHEN 'review' THEN app.now() END
     FROM asked a ORDER BY a.n ON CONFLICT DO NOTHING RETURNING id, remote_item_id`,
    [shop.id, shop.cooperativeId, items.map((item) => item.productId), items.map((item) => item.itemId), items.map((item) => item.code), items.map((item) => item.state), items.map((item) => item.offersOpen), items.map((item) => JSON.stringify({ ...item.shown, whole: false }))]);
  return new Map(rows.map((row) => [row.remote_item_id, row.id]));
}

/** Offers with both sides, answered with what stands there. The SKU is theirs where there is one that is free; a stand-in is told by its difference. */
async function insertOffers(tx: Tx, shop: ShopRecord, ready: readonly { item: AdoptItem; listingId: string }[]): Promise<ReadonlyMap<string, string>> {
  const asked = ready.flatMap(({ item, listingId }) => item.offers.map((offer) => ({ ...offer, listingId, itemId: item.itemId })));
  if (asked.length === 0) return new Map();
  const unsent = await tx.rows<{ id: string }>('SELECT o.id FROM app.offer o JOIN unnest($1::bigint[], $2::bigint[]) AS x (listing_id, variant_id) ON x.listing_id = o.listing_id AND x.variant_id = o.variant_id WHERE o.remote_item_id IS NULL ORDER BY o.id', [asked.map((offer) => offer.listingId), asked.map((offer) => offer.variantId)]);
  await dropOffers(tx, unsent.map((row) => row.id));
  const rows = await tx.rows<{ id: string; key: string }>(
    `WITH asked AS (
       SELECT x.*, l.owner_id, l.offers_open, v.sku AS own, c.code AS unit, s.keep_back, s.cap, row_number() OVER (PARTITION BY lower(x.sku) ORDER BY x.n) AS nth, row_number() OVER (PARTITION BY lower(v.sku) ORDER BY x.n) AS own_nth
       FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::int[]) WITH ORDINALITY AS x (key, listing_id, variant_id, item_id, remote_variant_id, sku, price, stock, n)
       JOIN app.listing l ON l.id = x.listing_id JOIN app.variant v ON v.id = x.variant_id AND v.product_id = l.product_id JOIN app.cooperative c ON c.id = l.owner_id JOIN app.shop s ON s.id = $1
     ), made AS (
       INSERT INTO app.offer (cooperative_id, owner_id, listing_id, shop_id, variant_id, remote_sku, remote_item_id, remote_variant_id, buffer, cap)
       SELECT $2, a.owner_id, a.listing_id, $1, a.variant_id,
         CASE WHEN btrim(a.sku) <> '' AND a.nth = 1 AND NOT EXISTS (SELECT 1 FROM app.offer o WHERE o.shop_id = $1 AND o.sku_key = lower(a.sku)) AND NOT EXISTS (SELECT 1 FROM asked o WHERE o.n <> a.n AND lower(o.own) = lower(a.sku)) THEN a.sku
              WHEN a.own_nth = 1 AND NOT EXISTS (SELECT 1 FROM app.offer o WHERE o.shop_id = $1 AND o.sku_key = lower(a.own)) THEN a.own ELSE a.own || '-' || a.unit END,
         a.item_id, a.remote_variant_id, a.keep_back, a.cap
       FROM asked a ORDER BY a.listing_id, a.variant_id ON CONFLICT DO NOTHING RETURNING id, listing_id, variant_id, owner_id
     ), sides AS (
       INSERT INTO app.offer_side (offer_id, side, shop_id, listing_id, cooperative_id, owner_id, wanted_rev, answered_rev, sent_value, last_value, reason, not_before)
       SELECT m.id, s.side, $1, m.listing_id, $2, m.owner_id, 1, 1, CASE s.side WHEN 'stock' THEN a.stock ELSE a.price END, CASE s.side WHEN 'price' THEN a.price END, CASE WHEN a.offers_open THEN NULL ELSE 'not-open' END, CASE WHEN a.offers_open THEN '-infinity'::timestamptz ELSE 'infinity' END
       FROM made m JOIN asked a ON a.listing_id = m.listing_id AND a.variant_id = m.variant_id CROSS JOIN (VALUES ('stock'), ('price')) AS s (side) RETURNING offer_id
     ) SELECT m.id, a.key FROM made m JOIN asked a ON a.listing_id = m.listing_id AND a.variant_id = m.variant_id WHERE EXISTS (SELECT 1 FROM sides)`,
    [shop.id, shop.cooperativeId, asked.map((offer) => offer.key), asked.map((offer) => offer.listingId), asked.map((offer) => offer.variantId), asked.map((offer) => offer.itemId), asked.map((offer) => offer.remoteVariantId), asked.map((offer) => offer.sku),
      asked.map((offer) => offer.price?.toString() ?? null), asked.map((offer) => offer.stock)]);
  return new Map(rows.map((row) => [row.key, row.id]));
}

/** What differs is wished for; what is theirs waits; and whether a draft could stand for the whole listing is written down. */
async function settle(tx: Tx, shop: ShopRecord, ready: readonly { item: AdoptItem; listingId: string }[], offerIds: readonly string[], placeOf: PlaceOf): Promise<void> {
  if (ready.length === 0) return;
  const listingIds = ready.map((entry) => entry.listingId), offers = ready.flatMap(({ item }) => item.offers);
  // A SKU that stands for a missing or doubled one there is no name by which a put could find its variant.
  await tx.rows(
    `UPDATE app.listing l SET adopted = l.adopted || '{"standIn": true}' WHERE l.id = ANY ($1::bigint[]) AND EXISTS (SELECT 1 FROM app.offer o JOIN unnest($2::bigint[], $3::text[]) AS t (variant_id, sku) ON t.variant_id = o.variant_id WHERE o.listing_id = l.id AND t.sku <> o.remote_sku)`,
    [listingIds, offers.map((offer) => offer.variantId), offers.map((offer) => offer.sku)]);
  await tx.rows(
    `UPDATE app.listing l SET adopted = l.adopted || jsonb_build_object('whole', NOT l.adopted ? 'standIn' AND (SELECT count(*) FROM app.offer o WHERE o.listing_id = l.id) = x.rows
       AND NOT EXISTS (SELECT 1 FROM app.variant v WHERE v.product_id = l.product_id AND v.archived_at IS NULL AND NOT EXISTS (SELECT 1 FROM app.offer o WHERE o.listing_id = l.id AND o.variant_id = v.id)))
     FROM unnest($1::bigint[], $2::int[]) AS x (listing_id, rows) WHERE l.id = x.listing_id AND l.adopted IS NOT NULL`, [listingIds, ready.map((entry) => entry.item.rows)]);
  await tx.rows('SELECT * FROM app.mark_offers($1::bigint[])', [[...new Set(offers.map((offer) => offer.variantId))]]);
  const prices = await quoteOffers(tx, shop.id, offerIds, placeOf);
  await tx.rows(
    `UPDATE app.offer_side s SET wanted_rev = s.wanted_rev + 1, urgency = 1 FROM unnest($1::bigint[], $2::bigint[]) AS p (offer_id, value) WHERE s.offer_id = p.offer_id AND s.side = 'price' AND s.sent_value IS DISTINCT FROM p.value`, [[...prices.keys()], [...prices.values()].map((quote) => quote.price.toString())]);
  await parkTheirs(tx, { listingIds });
}

/** Forgets listings with their offers; what stands there stays as it is. Open failures of theirs are over. */
export async function dropListings(tx: Tx, shop: ShopRecord, listingIds: readonly string[]): Promise<void> {
  if (listingIds.length === 0) return;
  const offers = await tx.rows<{ id: string }>('SELECT id FROM app.offer WHERE listing_id = ANY ($1::bigint[]) ORDER BY id', [listingIds]);
  await dropOffers(tx, offers.map((row) => row.id));
  await tx.rows('DELETE FROM app.listing WHERE id = ANY ($1::bigint[])', [listingIds]);
  for (const id of listingIds) await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: shop.cooperativeId, operation: 'publish-listings', subject: `listing:${id}`, issues: [] });
}

export async function dropOffers(tx: Tx, offerIds: readonly string[]): Promise<void> {
  if (offerIds.length === 0) return;
  await tx.rows('DELETE FROM app.offer_side WHERE offer_id = ANY ($1::bigint[])', [offerIds]);
  await tx.rows('DELETE FROM app.offer WHERE id = ANY ($1::bigint[])', [offerIds]);
}
