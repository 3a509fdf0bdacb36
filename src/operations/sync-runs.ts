import type { Tx } from '../kernel/index.js';

interface Row { id: string; shop_id: string; shop: string; operation: string; subject: string; trigger: string; state: string; outcome: string | null; code: string | null; calls: number; subjects: number; opened_at: Date; closed_at: Date | null; exchange: unknown }
export interface RunFilter { readonly shop?: string; readonly operation?: string; readonly outcome?: string; readonly subject?: string; readonly id?: string; readonly after?: string; readonly limit: number }

/** Attempts, newest first. Keyset: ids below `after`. The exchange is shown only for a single one. */
export async function viewRuns(tx: Tx, filter: RunFilter) {
  const rows = await tx.rows<Row>(
    `SELECT r.id, r.shop_id, s.name AS shop, r.operation, r.subject, r.trigger, r.state, r.outcome, r.code, r.calls, r.subjects, r.opened_at, r.closed_at, CASE WHEN $5::bigint IS NULL THEN NULL ELSE r.exchange END AS exchange
     FROM app.sync_run r JOIN app.shop_names() s ON s.id = r.shop_id WHERE ($1::bigint IS NULL OR r.shop_id = $1) AND ($2::text IS NULL OR r.operation = $2) AND ($3::text IS NULL OR r.outcome = $3) AND ($4::text IS NULL OR r.subject = $4) AND ($5::bigint IS NULL OR r.id = $5) AND ($6::bigint IS NULL OR r.id < $6)
     ORDER BY r.id DESC LIMIT $7`, [filter.shop ?? null, filter.operation ?? null, filter.outcome ?? null, filter.subject ?? null, filter.id ?? null, filter.after ?? null, filter.limit + 1]);
  const items = rows.slice(0, filter.limit).map((row) => ({
    id: row.id, shopId: row.shop_id, shop: row.shop, operation: row.operation, subject: row.subject, trigger: row.trigger, state: row.state, outcome: row.outcome, code: row.code, calls: row.calls, subjects: row.subjects, openedAt: row.opened_at, closedAt: row.closed_at,
    ms: row.closed_at ? row.closed_at.getTime() - row.opened_at.getTime() : null, ...(filter.id ? { exchange: row.exchange } : {}),
  }));
  return { items, next: rows.length > filter.limit ? items.at(-1)?.id ?? null : null };
}
