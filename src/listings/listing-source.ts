import type { Tx } from '../kernel/index.js';
import { readMappings, reviveRules } from '../mapping/index.js';
import { ownPrice, plannedIn, readPriceBook, type Place } from '../prices/index.js';
import type { ShopRecord } from '../shops/index.js';
import { fillTemplate } from './description-template.js';
import { big } from './held-prices.js';
import type { ListedSource, ListingSource, Overrides, VariantSource } from './source-shape.js';

interface ProductRow { id: string; cooperative_id: string; cooperative: string; code: string; title: string; description: string; brand: string | null; category_id: string | null; category: string | null; axes: string[]; attributes: Record<string, string>; archived_at: Date | null; template: string | null; overrides: Overrides | null; listing: ListedSource | null }
interface VariantRow { product_id: string; variant_id: string; offer_id: string | null; sku: string; choice: string[]; price: string; planned: string | null; cost: string | null; own: string | null; created: boolean; last: string | null; confirmed: string | null; free: string; buffer: number; cap: number; grams: number | null; length_mm: number | null; width_mm: number | null; height_mm: number | null; stock_rev: string; price_rev: string }
interface PhotoRow { product_id: string; sha256: string; width: number; height: number; variant_id: string | null }
interface LeafRow { remote_id: string; rules: unknown; fresh: boolean; leaf: boolean }

/** Reads a listing's source in one transaction, after the claim. Null when the product is not in the scope. */
export async function readListingSource(tx: Tx, listingId: string, shop: ShopRecord, place: Place): Promise<ListingSource | null> {
  const listing = await tx.row<{ product_id: string }>('SELECT product_id FROM app.listing WHERE id = $1', [listingId]);
  return (listing && (await readSources(tx, shop, place, [listing.product_id])).get(listing.product_id)) ?? null;
}

/** The same for many products at one shop, listed there or not, in a dozen questions however many they are; by product id. */
export async function readSources(tx: Tx, shop: Pick<ShopRecord, 'id' | 'marketplace'>, place: Place, productIds: readonly string[]): Promise<ReadonlyMap<string, ListingSource>> {
  const { scopeKey } = place, { marketplace } = shop;
  const book = await readPriceBook(tx, shop.id, () => place);
  if (!book) return new Map();
  const products = await tx.rows<ProductRow>(
    `SELECT p.*, c.path AS category, mine.name AS cooperative,
       (SELECT t.body FROM app.description_template t JOIN app.cooperative o ON o.id = t.cooperative_id WHERE t.marketplace = $2 AND starts_with(mine.path, o.path) ORDER BY length(o.path) DESC LIMIT 1) AS template,
       (SELECT jsonb_object_agg(x.field, x.given) FROM app.listing_override x WHERE x.shop_id = $1 AND x.product_id = p.id AND x.variant_id = 0) AS overrides,
       (SELECT jsonb_build_object('id', l.id::text, 'code', l.remote_code, 'wanted', l.wanted, 'live', l.live_rev > 0, 'accepted', l.accepted, 'adopted', l.adopted) FROM app.listing l WHERE l.shop_id = $1 AND l.product_id = p.id AND l.part = 0) AS listing
     FROM app.product p JOIN app.cooperative mine ON mine.id = p.cooperative_id LEFT JOIN app.category c ON c.id = p.category_id WHERE p.id = ANY ($3::bigint[])`, [shop.id, marketplace, productIds]);
  const variants = grouped(await tx.rows<VariantRow>(
    `SELECT v.product_id, v.id AS variant_id, o.id AS offer_id, coalesce(o.remote_sku, v.sku) AS sku, v.choice, v.price, ${plannedIn('$1')} AS planned, v.cost, ${ownPrice('$1')}, o.remote_item_id IS NOT NULL AS created, pr.last_value AS last, pr.confirmed_value AS confirmed,
       coalesce(s.free, 0) + coalesce(app.untaken(o.shop_id, v.id), 0) AS free, coalesce(o.buffer, h.keep_back) AS buffer, coalesce(o.cap, h.cap) AS cap, v.grams, v.length_mm, v.width_mm, v.height_mm, coalesce(st.wanted_rev, 0) AS stock_rev, coalesce(pr.wanted_rev, 0) AS price_rev
     FROM app.variant v JOIN app.shop h ON h.id = $1 LEFT JOIN app.listing l ON l.shop_id = $1 AND l.product_id = v.product_id AND l.part = 0 LEFT JOIN app.offer o ON o.listing_id = l.id AND o.variant_id = v.id
       LEFT JOIN app.offer_side st ON st.offer_id = o.id AND st.side = 'stock' LEFT JOIN app.offer_side pr ON pr.offer_id = o.id AND pr.side = 'price'
       LEFT JOIN LATERAL (SELECT sum(on_hand - reserved) AS free FROM app.stock_level x WHERE x.variant_id = v.id) s ON true
     WHERE v.product_id = ANY ($2::bigint[]) AND v.archived_at IS NULL AND CASE WHEN o.id IS NULL THEN coalesce((l.adopted ->> 'whole')::boolean, true) ELSE o.ended_at IS NULL END ORDER BY v.position, v.id`, [shop.id, productIds]), (row) => row.product_id);
  const photos = grouped(await tx.rows<PhotoRow>('SELECT product_id, sha256, width, height, variant_id FROM app.photo WHERE product_id = ANY ($1::bigint[]) AND NOT proposed ORDER BY position, id', [productIds]), (row) => row.product_id);
  const mappings = await readMappings(tx, { marketplace, scopeKey }, products.map((product) => ({ productId: product.id, cooperativeId: product.cooperative_id, categoryId: product.category_id, shopId: shop.id, own: product.attributes })));
  const leafIds = [...new Set([...mappings.values()].flatMap((mapping) => mapping.leaf?.remoteId ?? []))];
  const leaves = new Map((await tx.rows<LeafRow>('SELECT remote_id, rules, coalesce(expires_at > app.now(), false) AS fresh, leaf FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND remote_id = ANY ($3)', [marketplace, scopeKey, leafIds])).map((row) => [row.remote_id, { ...row, rules: row.rules ? reviveRules(row.rules) : null }]));
  const treeRead = leaves.size > 0 || (await tx.row('SELECT 1 FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 LIMIT 1', [marketplace, scopeKey])) !== null;
  return new Map(products.flatMap((row): [string, ListingSource][] => {
    const mapping = mappings.get(row.id), map = mapping?.leaf ?? null, leaf = map === null ? undefined : leaves.get(map.remoteId);
    if (!mapping) return [];
    const product = { id: row.id, cooperativeId: row.cooperative_id, cooperative: row.cooperative, code: row.code, title: row.title, description: row.description, brand: row.brand, categoryId: row.category_id, category: row.category, axes: row.axes, attributes: row.attributes, archived: row.archived_at !== null };
    const own = (variants.get(row.id) ?? []).map((entry): VariantSource => ({
      variantId: entry.variant_id, offerId: entry.offer_id, sku: entry.sku, choice: entry.choice, free: Number(entry.free), buffer: entry.buffer, cap: entry.cap, grams: entry.grams,
      mm: [entry.length_mm, entry.width_mm, entry.height_mm], stockRev: entry.stock_rev, priceRev: entry.price_rev,
      quote: book.quote({ catalogue: BigInt(entry.planned ?? entry.price), planned: entry.planned !== null, cost: big(entry.cost), categoryId: row.category_id, leaf: map?.remoteId ?? null, own: big(entry.own) }), created: entry.created, last: big(entry.last), confirmed: big(entry.confirmed),
    }));
    return [[row.id, {
      product, variants: own, photos: (photos.get(row.id) ?? []).map((photo) => ({ sha256: photo.sha256, width: photo.width, height: photo.height, variantId: photo.variant_id })),
      listing: row.listing, overrides: row.overrides ?? {}, template: row.template === null ? null : fillTemplate(row.template, { product, variants: own }),
      map, mapping, rules: leaf?.rules ?? null, rulesFresh: leaf?.fresh ?? false, leafKnown: leaf ? leaf.leaf : !treeRead,
    }]];
  }));
}

/** Rows by key, in their order. */
function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row); else groups.set(keyOf(row), [row]);
  }
  return groups;
}
