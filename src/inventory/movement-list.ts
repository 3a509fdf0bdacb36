import type { Tx } from '../kernel/index.js';

export interface MovementRow { id: string; variant_id: string; sku: string; quantity: number; on_hand: number; kind: string; reason: string | null; cause: string; user_id: string | null; at: Date; code: string; by: string | null }
export interface MovementFilter { readonly variant?: string; readonly product?: string; readonly after?: string; readonly limit: number }

/** The ledger, newest first. Keyset: ids below `after`. */
export async function listMovements(tx: Tx, filter: MovementFilter): Promise<{ items: MovementRow[]; next: string | null }> {
  const rows = await tx.rows<MovementRow>(
    `SELECT m.*, v.sku, p.code, CASE WHEN m.user_id IS NOT NULL THEN coalesce(u.name, app.called(m.user_id)) END AS by FROM app.stock_movement m JOIN app.variant v ON v.id = m.variant_id JOIN app.product p ON p.id = v.product_id LEFT JOIN app.app_user u ON u.id = m.user_id
     WHERE ($1::bigint IS NULL OR m.variant_id = $1) AND ($2::bigint IS NULL OR v.product_id = $2) AND ($3::bigint IS NULL OR m.id < $3) ORDER BY m.id DESC LIMIT $4`,
    [filter.variant ?? null, filter.product ?? null, filter.after ?? null, filter.limit + 1]);
  return { items: rows.slice(0, filter.limit), next: rows.length > filter.limit ? rows[filter.limit - 1]?.id ?? null : null };
}
