import type { Tx } from '../kernel/index.js';
import type { VariantRow } from './product-view.js';

export interface VariantFilter { readonly sku?: string; readonly product?: string; readonly after?: string; readonly limit: number }
type Reading<R> = (tx: Tx, where: string, params: readonly unknown[], limit?: number) => Promise<R[]>;

/** One page by keyset on the id, read by `rows`: the list shows variants alone, an export names their products. */
export async function listVariants<R extends { id: string }>(tx: Tx, rows: Reading<R>, page: VariantFilter): Promise<{ items: R[]; next: string | null }> {
  const found = await rows(tx, '($1::text IS NULL OR v.sku_key = lower($1)) AND ($2::bigint IS NULL OR v.product_id = $2) AND ($3::bigint IS NULL OR v.id > $3) ORDER BY v.id', [page.sku ?? null, page.product ?? null, page.after ?? null], page.limit + 1);
  return { items: found.slice(0, page.limit), next: found.length > page.limit ? found[page.limit - 1]?.id ?? null : null };
}

export interface StockRow extends VariantRow { code: string; title: string; unit: string }
/** `where` holds conditions and an order, written here in the room, never from input. */
export const stockRows: Reading<StockRow> = (tx, where, params, limit) => tx.rows<StockRow>(
  `SELECT v.*, p.code, p.title, c.name AS unit, coalesce(k.on_hand, 0)::int AS on_hand, coalesce(k.reserved, 0)::int AS reserved FROM app.variant v JOIN app.product p ON p.id = v.product_id JOIN app.cooperative c ON c.id = v.cooperative_id
     LEFT JOIN LATERAL (SELECT sum(on_hand) AS on_hand, sum(reserved) AS reserved FROM app.stock_level x WHERE x.variant_id = v.id) k ON true WHERE ${where} ${limit === undefined ? '' : `LIMIT ${limit}`}`, params);
