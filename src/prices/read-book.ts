import type { FeeKind, FeeRow } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import type { DatedFee } from './fees.js';
import type { PriceRule } from './price-rule.js';
import { PriceBook, type Priced, type Quote, type RuleFound } from './quote.js';

/** What a shop's marketplace brings to its prices: the fees its folder ships, and the key of its category tree. */
export interface Place { readonly fees: readonly FeeRow[]; readonly scopeKey: string }
export type PlaceOf = (shop: { readonly id: string; readonly country: string; readonly marketplace: string }) => Place;
/** A marketplace whose folder is gone ships nothing; what the co-op entered still counts. */
export const placesOf = (marketplaces: Marketplaces): PlaceOf => (shop) => ({ fees: marketplaces.find(shop.marketplace)?.fees ?? [], scopeKey: marketplaces.find(shop.marketplace) ? marketplaces.categoryScope(shop) : '' });

interface ShopRow { id: string; cooperative_id: string; marketplace: string; country: string; remote_id: string; settings: object; name: string; tier: string | null; price_rule: PriceRule; day: string }
export interface FeeRecord {
  id: string; cooperative_id: string; marketplace: string; kind: FeeKind; category: string | null; tier: string | null; percent: number | null; rupiah: string | null; cap: string | null; valid_from: string; valid_to: string | null; source: string; read_on: string; note: string | null; revision: number; depth: number;
}
export const feeColumns = `f.id, f.cooperative_id, f.marketplace, f.kind, f.category, f.tier, f.percent::float8 AS percent, f.rupiah, f.cap, f.valid_from::text AS valid_from, f.valid_to::text AS valid_to, f.source, f.read_on::text AS read_on, f.note, f.revision`;
/** How deep the owner stands in the federation: the nearer to the shop, the deeper. */
export const depthOf = `(length(owner.path) - length(replace(owner.path, '/', '')))::int AS depth`;

export const ownFee = (row: FeeRecord): DatedFee => ({
  kind: row.kind, category: row.category, tier: row.tier, percent: row.percent, rupiah: row.rupiah === null ? null : Number(row.rupiah), cap: row.cap === null ? null : Number(row.cap), from: row.valid_from, to: row.valid_to, source: row.source, readOn: row.read_on,
  note: row.note === null ? null : { id: row.note, en: row.note }, owner: row.depth, id: row.id,
});

/** A shop's book as it stands now, or as it would on another day; null when the shop is not in the scope. */
export async function readPriceBook(tx: Tx, shopId: string, placeOf: PlaceOf, day: string | null = null): Promise<PriceBook | null> {
  const shop = await tx.row<ShopRow>(
    `SELECT s.id, s.cooperative_id, s.marketplace, s.country, s.remote_id, s.settings, s.name, s.tier, s.price_rule, coalesce($2::date, (app.now() AT TIME ZONE c.timezone)::date)::text AS day FROM app.shop s JOIN app.cooperative c ON c.id = s.cooperative_id WHERE s.id = $1`, [shopId, day]);
  if (!shop) return null;
  const rules = await tx.rows<{ id: string; rule: PriceRule; of: string }>(
    `WITH RECURSIVE down AS (SELECT r.category_id AS id, r.rule, r.category_id AS of, 0 AS far FROM app.price_rule r WHERE r.shop_id = $1
       UNION ALL SELECT c.id, d.rule, d.of, d.far + 1 FROM down d JOIN app.category c ON c.parent_id = d.id WHERE d.far < 20)
     SELECT DISTINCT ON (id) id, rule, of FROM down ORDER BY id, far`, [shopId]);
  const fees = await tx.rows<FeeRecord>(
    `SELECT ${feeColumns}, ${depthOf} FROM app.fee f JOIN app.cooperative owner ON owner.id = f.cooperative_id JOIN app.cooperative mine ON mine.id = $1 WHERE f.marketplace = $2 AND mine.path LIKE owner.path || '%'`, [shop.cooperative_id, shop.marketplace]);
  const place = placeOf(shop);
  return new PriceBook({ id: shop.id, cooperativeId: shop.cooperative_id, marketplace: shop.marketplace, name: shop.name, scopeKey: place.scopeKey, country: shop.country, remoteId: shop.remote_id, settings: shop.settings }, {
    rule: shop.price_rule, byCategory: new Map(rules.map((row): [string, RuleFound] => [row.id, { rule: row.rule, categoryId: row.of }])),
    fees: [...place.fees.map((row): DatedFee => ({ ...row, owner: 0, id: null })), ...fees.map(ownFee)], day: shop.day, tier: shop.tier,
  });
}

/** Where a product belongs in this shop: the leaf it was last accepted in, else its own, else the one its category is mapped to. `l`, `p` name listing and product; $1, $2 are marketplace and scope key. */
export const leafOf = `coalesce(l.accepted->>'category', (SELECT m.remote_id FROM app.product_map m WHERE m.product_id = p.id AND m.marketplace = $1 AND m.scope_key = $2), (SELECT m.remote_id FROM app.category_map m JOIN app.cooperative owner ON owner.id = m.cooperative_id JOIN app.cooperative mine ON mine.id = p.cooperative_id
  WHERE m.category_id = p.category_id AND m.marketplace = $1 AND m.scope_key = $2 AND mine.path LIKE owner.path || '%' ORDER BY length(owner.path) DESC LIMIT 1))`;
/** The price planned for now of variant `v` in a shop (an SQL expression), a shop's own before one for all; null: none. */
export const plannedIn = (shop: string): string => `(SELECT x.price FROM app.sale_price x WHERE x.variant_id = v.id AND (x.shop_id IS NULL OR x.shop_id = ${shop}) AND x.starts_at <= app.now() AND x.ends_at > app.now() ORDER BY x.shop_id NULLS LAST LIMIT 1)`;
/** The price set for one shop alone; `shop` is its parameter, `v` names the variant. */
export const ownPrice = (shop: string): string => `(SELECT x.given #>> '{}' FROM app.listing_override x WHERE x.shop_id = ${shop} AND x.product_id = v.product_id AND x.field = 'price' AND x.variant_id = v.id) AS own`;
export interface PricedRow { id: string; price: string; planned: string | null; cost: string | null; category_id: string | null; leaf: string | null; own: string | null }
export const pricedOf = (row: PricedRow): Priced => ({ catalogue: BigInt(row.planned ?? row.price), planned: row.planned !== null, cost: row.cost === null ? null : BigInt(row.cost), categoryId: row.category_id, leaf: row.leaf, own: row.own === null ? null : BigInt(row.own) });

/** Offers of the book's shop (`ids` null: all), as their catalogue stands now. */
export const pricedOffers = (tx: Tx, book: PriceBook, ids: readonly string[] | null, asksLeaf = book.asksLeaf): Promise<PricedRow[]> => tx.rows<PricedRow>(
  `SELECT o.id, v.price, ${plannedIn('o.shop_id')} AS planned, v.cost, p.category_id, CASE WHEN $5 THEN ${leafOf} END AS leaf, ${ownPrice('$3')} FROM app.offer o JOIN app.variant v ON v.id = o.variant_id JOIN app.listing l ON l.id = o.listing_id JOIN app.product p ON p.id = l.product_id
   WHERE o.shop_id = $3 AND ($4::bigint[] IS NULL OR o.id = ANY ($4::bigint[])) AND o.ended_at IS NULL ORDER BY o.id`, [book.shop.marketplace, book.shop.scopeKey, book.shop.id, ids, asksLeaf]);

/** What these offers of one shop cost there now. Offers of another shop, and all where the shop is not in the scope, are left out. */
export async function quoteOffers(tx: Tx, shopId: string, offerIds: readonly string[], placeOf: PlaceOf): Promise<ReadonlyMap<string, Quote>> {
  const book = await readPriceBook(tx, shopId, placeOf);
  if (!book) return new Map();
  return new Map((await pricedOffers(tx, book, offerIds)).map((row) => [row.id, book.quote(pricedOf(row))]));
}
