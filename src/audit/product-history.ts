import type { Caller, Tx } from '../kernel/index.js';
import { auditErrors } from './errors.js';
import { cursorOf, instant, micros, type AuditRow } from './read-audit.js';
import { linesOf, whyWords, type Names, type Told } from './history-words.js';

type Row = AuditRow & { readonly kind: 'audit' | 'stock'; readonly sku: string | null; readonly shop: string | null };

/**
 * What became of a product, newest first, one entry for each deed: all that one transaction changed. Stock moves come from the ledger, which is their own audit; what was shipped is told by the orders and left out here.
 * Keyset: (instant, kind, id).
 */
export async function viewHistory(tx: Tx, productId: string, after: string | null, limit: number, { language, timezone }: Pick<Caller, 'language' | 'timezone'>) {
  if (!/^\d{1,18}$/.test(productId) || !(await tx.row('SELECT 1 FROM app.product WHERE id = $1', [productId]))) throw auditErrors.noProduct();
  const [at, kind, id] = after === null ? [null, null, null] : cursorOf(after, 3);
  const older = (column: string, name: string): string => `($2::text IS NULL OR (${column}.at <= ${instant('$2')} AND (${column}.at, '${name}', ${column}.id) < (${instant('$2')}, $3::text, $4::bigint)))`;
  const rows = await tx.rows<Row>(
    `WITH told AS (
       SELECT * FROM (SELECT 'audit' AS kind, a.at, a.id, a.subject, a.deed, a.before, a.after, a.by_id, a.why FROM app.audit a WHERE a.product_id = $1 AND ${older('a', 'audit')} ORDER BY a.at DESC, a.id DESC LIMIT $5) x
       UNION ALL SELECT 'stock', m.at, m.id, 'variant:' || m.variant_id, 'changed', jsonb_build_object('stock', m.on_hand - m.quantity), jsonb_build_object('stock', m.on_hand, 'kind', m.kind, 'reason', m.reason), m.user_id, m.cause
         FROM app.variant v CROSS JOIN LATERAL (SELECT * FROM app.stock_movement m WHERE m.variant_id = v.id AND m.kind <> 'ship' AND ${older('m', 'stock')} ORDER BY m.id DESC LIMIT $5) m WHERE v.product_id = $1)
     SELECT t.*, ${micros('t.at')} AS micros, app.called(t.by_id) AS by, v.sku, s.name AS shop FROM (SELECT * FROM told ORDER BY at DESC, kind DESC, id DESC LIMIT $5) t
     CROSS JOIN LATERAL (SELECT split_part(t.subject, ':', 1) AS of) k CROSS JOIN LATERAL (SELECT CASE WHEN k.of IN ('variant', 'listing', 'offer') THEN split_part(t.subject, ':', 2)::bigint WHEN k.of = 'sale' THEN split_part(t.subject, ':', 3)::bigint WHEN k.of = 'override' THEN split_part(t.subject, ':', 4)::bigint END AS id) x
     LEFT JOIN app.offer o ON k.of = 'offer' AND o.id = x.id LEFT JOIN app.variant v ON v.id = CASE WHEN k.of IN ('variant', 'sale', 'override') THEN x.id ELSE o.variant_id END LEFT JOIN app.listing l ON l.id = CASE k.of WHEN 'listing' THEN x.id ELSE o.listing_id END
     LEFT JOIN app.shop_names() s ON s.id = CASE k.of WHEN 'override' THEN split_part(t.subject, ':', 3)::bigint ELSE l.shop_id END ORDER BY t.at DESC, t.kind DESC, t.id DESC`, [productId, at, kind, id, limit + 1]);
  const page = rows.slice(0, limit), last = page.at(-1);
  const names = await namesOf(tx, page);
  const entries: { id: string; at: Date; by: { id: string; name: string | null } | null; why: string | null; whyText: string | null; lines: string[] }[] = [];
  for (const row of page) {
    const told: Told = { at: row.at, subject: row.subject, deed: row.deed, before: row.before ?? {}, after: row.after ?? {}, sku: row.sku, shop: row.shop };
    const lines = linesOf(told, names, language, timezone), open = entries.at(-1);
    if (open && open.at.getTime() === row.at.getTime() && (open.by?.id ?? null) === row.by_id) open.lines.push(...lines.filter((line) => !open.lines.includes(line)));
    else entries.push({ id: `${row.micros}-${row.kind}-${row.id}`, at: row.at, by: row.by_id === null ? null : { id: row.by_id, name: row.by }, why: row.why, whyText: whyWords(row.why, language), lines });
  }
  return { items: entries, next: rows.length > limit && last ? `${last.micros}-${last.kind}-${last.id}` : null };
}

/** What the ids in these rows are called: categories, members, people. */
async function namesOf(tx: Tx, rows: readonly Row[]): Promise<Names> {
  const ids = (key: string): string[] => [...new Set(rows.flatMap((row) => [row.before?.[key], row.after?.[key]]).filter((id): id is number => typeof id === 'number').map(String))];
  const found = await tx.rows<{ key: string; name: string }>(
    `SELECT 'category_id ' || c.id AS key, c.path AS name FROM app.category c WHERE c.id = ANY ($1::bigint[]) UNION ALL SELECT 'member_id ' || m.id, m.name FROM app.member m WHERE m.id = ANY ($2::bigint[]) UNION ALL SELECT 'assigned_to ' || u, app.called(u) FROM unnest($3::bigint[]) u`, [ids('category_id'), ids('member_id'), ids('assigned_to')]);
  return new Map(found.map((row) => [row.key, row.name]));
}
