import type { Caller, Tx } from '../kernel/index.js';
import { attributesHere, takeAttributesHere, type Place } from '../mapping/index.js';
import { listingErrors } from './errors.js';
import { parkTheirs } from './field-rules.js';

/** What one shop shall show otherwise. Photos: ids of those that come first. Null takes a field back. */
export interface OverrideChange { readonly title?: string | null; readonly description?: string | null; readonly photos?: readonly string[] | null; readonly prices?: readonly { readonly variantId: string; readonly price: number | null }[] }
interface Row { field: 'title' | 'description' | 'photos' | 'price'; variant_id: string; sku: string | null; given: unknown; set_at: Date; set_by: string | null }

export async function readOverrides(tx: Tx, place: Place, productId: string) {
  const rows = await tx.rows<Row>(
    `SELECT x.field, x.variant_id, v.sku, x.given, x.set_at, app.called(x.set_by) AS set_by FROM app.listing_override x LEFT JOIN app.variant v ON v.id = x.variant_id
     WHERE x.shop_id = $1 AND x.product_id = $2 ORDER BY x.field, v.position, x.variant_id`, [place.shopId, productId]);
  const attributes = await attributesHere(tx, place, productId);
  return [
    ...rows.map((row) => ({ field: row.field as string, variantId: row.variant_id === '0' ? null : row.variant_id, sku: row.sku, value: row.field === 'price' ? Number(row.given) : row.given, setBy: row.set_by, setAt: row.set_at })),
    ...attributes.map((row) => ({ field: `attributes.${row.attributeId}`, variantId: null, sku: null, value: row.given as unknown, setBy: row.setBy, setAt: row.setAt })),
  ];
}

/** Sets and takes back what is named, and nothing else. Words and photos make the listing due, prices the offers. A product's owner may word it in a shop of a co-op above; the price there is that co-op's. */
export async function changeOverrides(tx: Tx, caller: Caller, place: Place, productId: string, change: OverrideChange): Promise<void> {
  const product = /^\d{1,19}$/.test(productId) ? await tx.row<{ owner: string }>('SELECT cooperative_id AS owner FROM app.product WHERE id = $1 FOR NO KEY UPDATE', [productId]) : null;
  if (!product) throw listingErrors.noProduct();
  const words: [string, unknown][] = (['title', 'description'] as const).flatMap((field): [string, unknown][] => (change[field] === undefined ? [] : [[field, change[field]?.trim() || null]]));
  if (change.photos !== undefined) words.push(['photos', change.photos === null || change.photos.length === 0 ? null : await shasOf(tx, productId, change.photos)]);
  const write = async (field: string, variantId: string, given: unknown): Promise<void> => void (given === null
    ? await tx.rows('DELETE FROM app.listing_override WHERE shop_id = $1 AND product_id = $2 AND field = $3 AND variant_id = $4', [place.shopId, productId, field, variantId])
    : await tx.rows(
      `INSERT INTO app.listing_override (cooperative_id, owner_id, shop_id, product_id, field, variant_id, given, set_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (shop_id, product_id, field, variant_id) DO UPDATE SET given = excluded.given, set_by = excluded.set_by, set_at = app.now()`, [place.cooperativeId, product.owner, place.shopId, productId, field, variantId, JSON.stringify(given), caller.userId]));
  for (const [field, given] of words) await write(field, '0', given);
  const prices = change.prices ?? [];
  if (prices.length > 0) {
    if (!caller.scope.ids.includes(place.cooperativeId)) throw listingErrors.priceAbove({ toko: place.shop });
    const known = await tx.rows('SELECT id FROM app.variant WHERE product_id = $1 AND id = ANY ($2::bigint[])', [productId, prices.map((entry) => entry.variantId)]);
    if (known.length !== new Set(prices.map((entry) => entry.variantId)).size) throw listingErrors.noVariant();
    for (const { variantId, price } of prices) await write('price', variantId, price === null ? null : String(price));
    await priced(tx, place, productId, prices.map((entry) => entry.variantId));
  }
  if (words.length + prices.length > 0) await tx.tell('shown-changed', { marketplace: place.marketplace, shopId: place.shopId, productIds: [productId] });
}

/** Takes back one field ('title', 'price', 'attributes.12' …), or all. Returns how many values that were. */
export async function takeOverrides(tx: Tx, caller: Caller, place: Place, productId: string, field: string | null): Promise<number> {
  const attribute = field?.startsWith('attributes.') ? field.slice('attributes.'.length) : null;
  const attributes = field === null || attribute !== null || field === 'attributes' ? await takeAttributesHere(tx, place, productId, attribute) : 0;
  const mayPrice = caller.scope.ids.includes(place.cooperativeId);
  if (field === 'price' && !mayPrice) throw listingErrors.priceAbove({ toko: place.shop });
  const gone = await tx.rows<{ field: string; variant_id: string }>(`DELETE FROM app.listing_override WHERE shop_id = $1 AND product_id = $2 AND ($3::text IS NULL OR field = $3) AND ($4 OR field <> 'price') RETURNING field, variant_id`, [place.shopId, productId, field, mayPrice]);
  const variants = gone.filter((row) => row.field === 'price').map((row) => row.variant_id);
  if (variants.length > 0) await priced(tx, place, productId, variants);
  if (gone.length + attributes > 0) await tx.tell('shown-changed', { marketplace: place.marketplace, shopId: place.shopId, productIds: [productId] });
  return gone.length + attributes;
}

async function shasOf(tx: Tx, productId: string, photoIds: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.rows<{ id: string; sha256: string }>('SELECT id, sha256 FROM app.photo WHERE product_id = $1 AND id = ANY ($2::bigint[])', [productId, photoIds]);
  const shas = photoIds.flatMap((id) => rows.find((row) => row.id === id)?.sha256 ?? []);
  if (shas.length !== photoIds.length || new Set(photoIds).size !== photoIds.length) throw listingErrors.noPhoto();
  return shas;
}

async function priced(tx: Tx, place: Place, productId: string, variantIds: readonly string[]): Promise<void> {
  const offers = await tx.rows<{ id: string; listing_id: string }>('SELECT o.id, o.listing_id FROM app.offer o JOIN app.listing l ON l.id = o.listing_id WHERE l.shop_id = $1 AND l.product_id = $2 AND o.variant_id = ANY ($3::bigint[]) AND o.ended_at IS NULL', [place.shopId, productId, variantIds]);
  if (offers.length === 0) return;
  await parkTheirs(tx, { listingIds: [...new Set(offers.map((offer) => offer.listing_id))] });
  await tx.tell('prices-moved', { shopId: place.shopId, offerIds: offers.map((offer) => offer.id) });
}
