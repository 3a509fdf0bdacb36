import type { Tx } from '../kernel/index.js';

/** What can be changed of many rows at once: price (whole rupiah) and weight (grams) of variants, category (id) and attributes (those named; null takes one away) of products. */
export type ManyField = 'price' | 'weight' | 'category' | 'attributes';
export interface ManyRow { readonly id: string; readonly before: unknown; readonly after: unknown }

const columns = { price: 'price', weight: 'grams', category: 'category_id' } as const;

/**
 * Changes rows that still are as they were (`before`), and tells the facts of a change made one by one. Returns the ids that were changed: the others were changed by somebody else meanwhile, archived, or are out of the scope.
 * Locks are taken in the order of ids; a deadlock is the caller's transaction's to try again.
 */
export async function changeMany(tx: Tx, field: ManyField, rows: readonly ManyRow[]): Promise<ReadonlySet<string>> {
  const table = field === 'price' || field === 'weight' ? 'variant' : 'product', column = field === 'attributes' ? null : columns[field];
  const same = column ? `t.${column} IS NOT DISTINCT FROM a.before::bigint` : `NOT EXISTS (SELECT 1 FROM jsonb_each(a.before::jsonb) e WHERE nullif(e.value, 'null') IS DISTINCT FROM t.attributes -> e.key)`;
  const set = column ? `${column} = a.after::bigint` : `attributes = jsonb_strip_nulls(t.attributes || a.after::jsonb)`;
  const text = (value: unknown): string | null => (value === null || value === undefined ? null : typeof value === 'object' ? JSON.stringify(value) : String(value));
  const changed = await tx.rows<{ id: string; product_id: string }>(
    `WITH asked AS (SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[]) AS a (id, before, after)),
       locked AS MATERIALIZED (SELECT t.id, a.after FROM app.${table} t JOIN asked a ON a.id = t.id WHERE t.archived_at IS NULL AND ${same} ORDER BY t.id FOR UPDATE OF t)
     UPDATE app.${table} t SET ${set} FROM locked a WHERE t.id = a.id RETURNING t.id, ${table === 'variant' ? 't.product_id' : 't.id AS product_id'}`,
    [rows.map((row) => row.id), rows.map((row) => text(row.before)), rows.map((row) => text(row.after))]);
  const ids = changed.map((row) => row.id), productIds = [...new Set(changed.map((row) => row.product_id))];
  if (ids.length > 0) {
    await tx.rows(
      `WITH locked AS MATERIALIZED (SELECT id FROM app.product WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE), raised AS (UPDATE app.product p SET revision = p.revision + 1, updated_at = app.now() FROM locked l WHERE p.id = l.id RETURNING p.cooperative_id)
       SELECT pg_notify('serentak_change', c.cooperative_id || ':products') FROM (SELECT DISTINCT cooperative_id FROM raised) c`, [productIds]);
    await tx.tell('product-changed', { productIds: field === 'price' ? [] : productIds, pricedVariantIds: field === 'price' ? ids : [] });
  }
  return new Set(ids);
}
