import type { Tx } from '../kernel/index.js';
import { auditErrors } from './errors.js';

export interface AuditFilter { readonly subject?: string; readonly by?: string; readonly from?: string; readonly to?: string; readonly after?: string; readonly limit: number }
export type Values = Readonly<Record<string, unknown>>;
export interface AuditRow { readonly id: string; readonly at: Date; readonly micros: string; readonly cooperative_id: string; readonly subject: string; readonly product_id: string | null; readonly deed: 'made' | 'changed' | 'gone'; readonly before: Values | null; readonly after: Values | null; readonly by_id: string | null; readonly by: string | null; readonly why: string | null }

/** An instant to the microsecond, as the rows are sorted; the parameter is text of digits. */
export const instant = (parameter: string): string => `(timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond')`;
export const micros = (column: string): string => `(extract(epoch FROM ${column}) * 1000000)::bigint::text`;

/** Newest first, by keyset (instant, id). One probe for each co-op of the scope, so that a unit's few rows are found at once among its federation's many. */
export async function readAudit(tx: Tx, filter: AuditFilter) {
  const params: unknown[] = [], p = (value: unknown): string => `$${params.push(value)}`;
  const parts = ['true'];
  if (filter.subject?.includes(':')) parts.push(`a.subject = ${p(filter.subject)}`);
  else if (filter.subject) parts.push(`a.subject >= ${p(`${filter.subject}:`)} AND a.subject < ${p(`${filter.subject};`)}`);
  if (filter.by) parts.push(`a.by_id = ${p(filter.by)}`);
  if (filter.from) parts.push(`a.at >= ${p(filter.from)}::timestamptz`);
  if (filter.to) parts.push(`a.at < ${p(filter.to)}::timestamptz`);
  if (filter.after) {
    const [at, id] = cursorOf(filter.after, 2);
    parts.push(`(a.at, a.id) < (${instant(p(at))}, ${p(id)}::bigint)`);
  }
  const newest = `ORDER BY a.at DESC, a.id DESC LIMIT ${p(filter.limit + 1)}`, where = parts.join(' AND ');
  const from = filter.subject?.includes(':') || filter.by ? `(SELECT * FROM app.audit a WHERE ${where} ${newest}) a` : `unnest(${p(tx.scope.ids)}::bigint[]) AS c (id) CROSS JOIN LATERAL (SELECT * FROM app.audit a WHERE a.cooperative_id = c.id AND ${where} ${newest}) a`;
  const rows = await tx.rows<AuditRow>(`WITH page AS MATERIALIZED (SELECT a.* FROM ${from} ${newest}), people AS MATERIALIZED (SELECT x.id, app.called(x.id) AS name FROM (SELECT DISTINCT by_id AS id FROM page) x)
     SELECT a.*, ${micros('a.at')} AS micros, w.name AS by FROM page a LEFT JOIN people w ON w.id = a.by_id ORDER BY a.at DESC, a.id DESC`, params);
  const last = rows[filter.limit - 1];
  return {
    items: rows.slice(0, filter.limit).map((row) => ({ id: row.id, at: row.at, cooperativeId: row.cooperative_id, subject: row.subject, productId: row.product_id, deed: row.deed, before: row.before, after: row.after, by: row.by_id && { id: row.by_id, name: row.by }, why: row.why })),
    next: rows.length > filter.limit && last ? `${last.micros}-${last.id}` : null,
  };
}

/** The parts of a page mark, `12-ab-7`. */
export function cursorOf(text: string, parts: number): string[] {
  const found = text.split('-');
  if (found.length !== parts || !/^\d{1,17}$/.test(found[0] ?? '') || !/^\d{1,18}$/.test(found.at(-1) ?? '')) throw auditErrors.badCursor();
  return found;
}
