import type { CategoryRules } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';
import { readMappings, reviveRules, type LeafChoice, type Mapping } from '../mapping/index.js';
import { plannedIn, readPriceBook, type Place, type Quote } from '../prices/index.js';
import type { ShopRecord } from '../shops/index.js';
import { big } from './held-prices.js';

/** Everything a draft is made of, as it stands now. */
export interface ListingSource {
  readonly product: { readonly id: string; readonly cooperativeId: string; readonly code: string; readonly title: string; readonly description: string; readonly brand: string | null; readonly categoryId: string | null; readonly category: string | null; readonly axes: readonly string[]; readonly attributes: Readonly<Record<string, string>>; readonly archived: boolean };
  readonly variants: readonly VariantSource[];
  readonly photos: readonly { readonly sha256: string; readonly width: number; readonly height: number; readonly variantId: string | null }[];
  readonly map: LeafChoice | null;
  readonly mapping: Mapping;
  /** Null: never read, or expired. */
  readonly rules: CategoryRules | null;
  /** The mapped leaf stands in the tree as last read; true also while no tree was read. */
  readonly leafKnown: boolean;
}
export interface VariantSource {
  readonly variantId: string; readonly offerId: string; readonly sku: string; readonly choice: readonly string[]; readonly free: number; readonly buffer: number; readonly cap: number;
  readonly grams: number | null; readonly mm: readonly [number | null, number | null, number | null];
  readonly stockRev: string; readonly priceRev: string;
  /** What it costs there, and the guard's memory; `created`: it exists there already, so that its price is the offer's affair. */
  readonly quote: Quote; readonly created: boolean; readonly last: bigint | null; readonly confirmed: bigint | null;
}

interface ProductRow { id: string; cooperative_id: string; code: string; title: string; description: string; brand: string | null; category_id: string | null; category: string | null; axes: string[]; attributes: Record<string, string>; archived_at: Date | null }
interface VariantRow { variant_id: string; offer_id: string; remote_sku: string; choice: string[]; price: string; planned: string | null; cost: string | null; created: boolean; last: string | null; confirmed: string | null; free: string; buffer: number; cap: number; grams: number | null; length_mm: number | null; width_mm: number | null; height_mm: number | null; stock_rev: string; price_rev: string }

/** Reads a listing's source in one transaction, after the claim. Null when the product is not in the scope. */
export async function readListingSource(tx: Tx, listingId: string, shop: ShopRecord, place: Place): Promise<ListingSource | null> {
  const { scopeKey } = place;
  const product = await tx.row<ProductRow>(
    `SELECT p.*, c.path AS category FROM app.listing l JOIN app.product p ON p.id = l.product_id LEFT JOIN app.category c ON c.id = p.category_id WHERE l.id = $1`, [listingId]);
  const book = await readPriceBook(tx, shop.id, () => place);
  if (!product || !book) return null;
  const variants = await tx.rows<VariantRow>(
    `SELECT v.id AS variant_id, o.id AS offer_id, o.remote_sku, v.choice, v.price, ${plannedIn('o.shop_id')} AS planned, v.cost, o.remote_item_id IS NOT NULL AS created, pr.last_value AS last, pr.confirmed_value AS confirmed, coalesce(s.free, 0) + app.untaken(o.shop_id, v.id) AS free, o.buffer, o.cap, v.grams, v.length_mm, v.width_mm, v.height_mm, st.wanted_rev AS stock_rev, pr.wanted_rev AS price_rev
     FROM app.offer o JOIN app.variant v ON v.id = o.variant_id AND v.archived_at IS NULL
       JOIN app.offer_side st ON st.offer_id = o.id AND st.side = 'stock' JOIN app.offer_side pr ON pr.offer_id = o.id AND pr.side = 'price'
       LEFT JOIN LATERAL (SELECT sum(on_hand - reserved) AS free FROM app.stock_level x WHERE x.variant_id = v.id) s ON true
     WHERE o.listing_id = $1 AND o.ended_at IS NULL ORDER BY v.position, v.id`, [listingId]);
  const photos = await tx.rows<{ sha256: string; width: number; height: number; variant_id: string | null }>('SELECT sha256, width, height, variant_id FROM app.photo WHERE product_id = $1 AND NOT proposed ORDER BY position, id', [product.id]);
  const mapping = (await readMappings(tx, { marketplace: shop.marketplace, scopeKey }, [{ productId: product.id, cooperativeId: product.cooperative_id, categoryId: product.category_id, listingId }])).get(product.id);
  if (!mapping) return null;
  const map = mapping.leaf;
  const leaf = map && await tx.row<{ rules: unknown; fresh: boolean; leaf: boolean }>(
    'SELECT rules, coalesce(expires_at > app.now(), false) AS fresh, leaf FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND remote_id = $3', [shop.marketplace, scopeKey, map.remoteId]);
  const treeRead = leaf ? true : (await tx.row('SELECT 1 FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 LIMIT 1', [shop.marketplace, scopeKey])) !== null;
  return {
    product: { id: product.id, cooperativeId: product.cooperative_id, code: product.code, title: product.title, description: product.description, brand: product.brand, categoryId: product.category_id, category: product.category, axes: product.axes, attributes: product.attributes, archived: product.archived_at !== null },
    variants: variants.map((row) => ({
      variantId: row.variant_id, offerId: row.offer_id, sku: row.remote_sku, choice: row.choice, free: Number(row.free), buffer: row.buffer, cap: row.cap, grams: row.grams,
      mm: [row.length_mm, row.width_mm, row.height_mm], stockRev: row.stock_rev, priceRev: row.price_rev,
      quote: book.quote({ catalogue: BigInt(row.planned ?? row.price), planned: row.planned !== null, cost: big(row.cost), categoryId: product.category_id, leaf: map?.remoteId ?? null }), created: row.created, last: big(row.last), confirmed: big(row.confirmed),
    })),
    photos: photos.map((row) => ({ sha256: row.sha256, width: row.width, height: row.height, variantId: row.variant_id })),
    map, mapping,
    rules: leaf?.fresh && leaf.rules ? reviveRules(leaf.rules) : null,
    leafKnown: leaf ? leaf.leaf : !treeRead,
  };
}
