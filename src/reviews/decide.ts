import type { Caller, Tx } from '../kernel/index.js';
import { reviewErrors } from './errors.js';
import { isConflict, type ReviewRow } from './review-view.js';

/** What to do with fields that somebody changed since: the proposal wins, or what stands now. */
export type Keep = 'proposed' | 'current';
interface Wish { readonly key: string; readonly value: unknown }
const productFields = 'title, description, brand, category_id, axes, attributes, archived_at';
const variantFields = 'sku, choice, price, barcode, grams, length_mm, width_mm, height_mm, cost, archived_at';

/** Locks these reviews, in order. */
export const lockReviews = (tx: Tx, ids: readonly string[]): Promise<unknown> => tx.rows('SELECT 1 FROM app.product_review WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE', [ids]);

/** Why this review cannot be approved now; null: it can. */
export function obstacle(row: ReviewRow, revision: number | undefined, keep: Keep | undefined): ReturnType<typeof reviewErrors.over> | null {
  if (row.state !== 'pending') return reviewErrors.over();
  if (!row.decides) return reviewErrors.notYours();
  if (revision !== undefined && revision !== row.revision) return reviewErrors.changed();
  const n = row.fields.filter(isConflict).length;
  return n > 0 && keep === undefined ? reviewErrors.conflict({ n }) : null;
}

/** Makes the proposals so, in one statement a table, and tells whoever sends. The scope holds the co-op above: nothing of this is turned into a proposal again. */
export async function approve(tx: Tx, caller: Caller, rows: readonly ReviewRow[], keep: Keep | undefined): Promise<void> {
  const wished = new Map(rows.map((row) => [row.product_id, row.fields.filter((field) => keep !== 'current' || !isConflict(field)).map((field): Wish => ({ key: field.key, value: field.wish }))]));
  const products: [string, object][] = [...wished].map(([id, wishes]) => [id, Object.fromEntries(wishes.filter((wish) => !wish.key.includes(':')).map((wish) => [wish.key, wish.value]))]);
  const all = [...wished.values()].flat();
  const variants = grouped(all, 'variant'), places = grouped(all.filter((wish) => wish.key.split(':').length === 3), 'photo');
  const photos = all.filter((wish) => /^photo:\d+$/.test(wish.key)).map((wish) => ({ id: wish.key.slice(6), stays: wish.value !== null }));
  await tx.rows(`UPDATE app.product p SET (${productFields}) = (SELECT ${productFields.replace(/\w+/g, 'x.$&')} FROM jsonb_populate_record(p, e.wish) x), draft = false, revision = p.revision + 1, updated_at = app.now() FROM unnest($1::bigint[], $2::jsonb[]) AS e (id, wish) WHERE p.id = e.id`, split(products));
  if (variants.length > 0) await tx.rows(`UPDATE app.variant v SET (${variantFields}) = (SELECT ${variantFields.replace(/\w+/g, 'x.$&')} FROM jsonb_populate_record(v, e.wish) x) FROM unnest($1::bigint[], $2::jsonb[]) AS e (id, wish) WHERE v.id = e.id`, split(variants)).catch(skuClash);
  if (places.length > 0) await tx.rows('UPDATE app.photo f SET (position, variant_id) = (SELECT x.position, x.variant_id FROM jsonb_populate_record(f, e.wish) x) FROM unnest($1::bigint[], $2::jsonb[]) AS e (id, wish) WHERE f.id = e.id', split(places));
  await tx.rows('UPDATE app.photo SET proposed = false WHERE id = ANY ($1::bigint[])', [photos.filter((photo) => photo.stays).map((photo) => photo.id)]);
  await tx.rows('DELETE FROM app.photo WHERE id = ANY ($1::bigint[])', [photos.filter((photo) => !photo.stays).map((photo) => photo.id)]);
  await close(tx, caller, rows.map((row) => row.id), 'approved');
  await tx.tell('product-changed', { productIds: [...wished.keys()], pricedVariantIds: [...new Set(all.filter((wish) => /^variant:\d+:(price|cost)$/.test(wish.key)).map((wish) => wish.key.split(':')[1] ?? ''))] });
}

/** Takes proposals back: what was approved stands as it did. A new product is put away, a proposed photo goes; a proposed variant stays archived. */
export async function withdraw(tx: Tx, caller: Caller, row: ReviewRow): Promise<void> {
  await close(tx, caller, [row.id], 'withdrawn');
  await tx.rows('DELETE FROM app.photo WHERE product_id = $1 AND proposed', [row.product_id]);
  if (row.kind === 'new') await tx.rows('UPDATE app.product SET archived_at = coalesce(archived_at, app.now()), revision = revision + 1 WHERE id = $1 AND draft', [row.product_id]);
}

export const close = (tx: Tx, caller: Caller, ids: readonly string[], state: 'approved' | 'withdrawn' | 'returned'): Promise<unknown> => tx.rows(
  `WITH done AS (UPDATE app.product_review SET state = $2, decided_by = $3, decided_at = app.now() WHERE id = ANY ($1::bigint[]) RETURNING cooperative_id), seen AS (SELECT DISTINCT cooperative_id FROM done)
   SELECT pg_notify('serentak_change', s.cooperative_id || ':' || topic) FROM seen s CROSS JOIN (VALUES ('reviews'), ('products')) t (topic)`, [ids, state, caller.userId]);

export const comment = (tx: Tx, caller: Caller, row: ReviewRow, text: string): Promise<unknown> => tx.rows('INSERT INTO app.review_comment (review_id, cooperative_id, user_id, name, text) VALUES ($1, $2, $3, $4, $5)', [row.id, row.cooperative_id, caller.userId, caller.name, text.trim()]);

function grouped(wishes: readonly Wish[], kind: string): [string, object][] {
  const found = new Map<string, Record<string, unknown>>();
  for (const { key, value } of wishes) {
    const [of, id = '', field = ''] = key.split(':');
    if (of === kind) found.set(id, { ...found.get(id), [field]: value });
  }
  return [...found];
}
const split = (entries: readonly [string, object][]): [string[], string[]] => [entries.map(([id]) => id), entries.map(([, wish]) => JSON.stringify(wish))];
function skuClash(error: unknown): never {
  if ((error as { driverError?: { code?: string } }).driverError?.code === '23505') throw reviewErrors.skuTaken();
  throw error;
}
