import { fill, type DomainError, type Tx } from '../kernel/index.js';
import { adoptionErrors, passedOver, type PassedOver } from './errors.js';

interface Head { id: string; shop_id: string; shop: string; source: string; name: string | null; state: string; created_at: Date; read_at: Date | null; ready_at: Date | null; tries: number | null; next_at: Date | null; items: number; unreadable: number; rows: number; counts: { class: string | null; how: string | null; decision: string | null; n: number }[] | null }
export interface RowFilter { readonly class?: string; readonly how?: string; readonly decision?: string; readonly item?: string; readonly after?: string; readonly limit: number }

/** Adoptions of these shops, newest first, with how many rows fell where. */
export async function viewAdoptions(tx: Tx, where: { readonly id?: string; readonly shopId?: string }) {
  const rows = await tx.rows<Head>(
    `SELECT a.id, a.shop_id, s.name AS shop, a.source, a.name, a.state, a.created_at, a.read_at, a.ready_at, c.attempts AS tries, c.next_at, (SELECT count(*)::int FROM app.adoption_item i WHERE i.adoption_id = a.id AND i.unreadable IS NULL) AS items, (SELECT count(*)::int FROM app.adoption_item i WHERE i.adoption_id = a.id AND i.unreadable IS NOT NULL) AS unreadable,
       (SELECT count(*)::int FROM app.adoption_row r WHERE r.adoption_id = a.id) AS rows, (SELECT jsonb_agg(x) FROM (SELECT class, how, decision, count(*)::int AS n FROM app.adoption_row r WHERE r.adoption_id = a.id GROUP BY 1, 2, 3) x) AS counts
     FROM app.adoption a JOIN app.shop s ON s.id = a.shop_id LEFT JOIN app.checkpoint c ON c.shop_id = a.shop_id AND c.stream = 'adopt' AND c.attempts > 0 AND a.state <> 'ready' WHERE ($1::bigint IS NULL OR a.id = $1) AND ($2::bigint IS NULL OR a.shop_id = $2) ORDER BY a.id DESC LIMIT 50`, [where.id ?? null, where.shopId ?? null]);
  return rows.map((row) => {
    const sum = (fits: (count: NonNullable<Head['counts']>[number]) => boolean): number => (row.counts ?? []).filter(fits).reduce((total, count) => total + count.n, 0);
    const hows = [...new Set((row.counts ?? []).map((count) => count.how).filter((how): how is string => how !== null))];
    return {
      id: row.id, shopId: row.shop_id, shop: row.shop, source: row.source, name: row.name, state: row.state, createdAt: row.created_at, readAt: row.read_at, readyAt: row.ready_at, retry: row.tries === null ? null : { tries: row.tries, at: row.next_at }, listings: row.items, rows: row.rows, unreadable: row.unreadable,
      classes: { matched: sum((count) => count.class === 'matched'), ambiguous: sum((count) => count.class === 'ambiguous'), unknown: sum((count) => count.class === 'unknown') }, how: Object.fromEntries(hows.map((how) => [how, sum((count) => count.how === how)])),
      linked: sum((count) => count.decision === 'linked'), ignored: sum((count) => count.decision === 'ignored'), open: sum((count) => count.decision === null),
    };
  });
}

interface Own { variantId: string; productId: string; code: string; title: string; sku: string; choice: string[]; price: number; available: number }
interface Row { id: string; remote_item_id: string; remote_variant_id: string; sku: string; choice: [string, string][]; price: string | null; stock: number | null; photo: string | null; title: string; state: string; class: string | null; how: string | null; score: number | null; decision: string | null; ours: Own | null; candidates: (Own & { score: number; title_score: number; choice_score: number; price_score: number })[] | null }
const own = (v: string, p: string): string => `'variantId', ${v}.id::text, 'productId', ${p}.id::text, 'code', ${p}.code, 'title', ${p}.title, 'sku', ${v}.sku, 'choice', ${v}.choice, 'price', ${v}.price,
  'available', (SELECT coalesce(sum(on_hand - reserved), 0) FROM app.stock_level k WHERE k.variant_id = ${v}.id)`;

/** Rows with both sides, keyset by id. */
export async function viewRows(tx: Tx, adoptionId: string, filter: RowFilter) {
  const rows = await tx.rows<Row>(
    `SELECT r.id, r.remote_item_id, r.remote_variant_id, r.sku, r.choice, r.price, r.stock, coalesce(r.photo, i.photos[1]) AS photo, i.title, i.state, r.class, r.how, r.score, r.decision, CASE WHEN v.id IS NOT NULL THEN jsonb_build_object(${own('v', 'p')}) END AS ours,
       (SELECT jsonb_agg(jsonb_build_object(${own('w', 'q')}, 'score', c.score, 'title_score', c.title, 'choice_score', c.choice, 'price_score', c.price) ORDER BY c.score DESC)
        FROM jsonb_to_recordset(r.candidates) AS c ("variantId" bigint, score float8, title float8, choice float8, price float8) JOIN app.variant w ON w.id = c."variantId" JOIN app.product q ON q.id = w.product_id) AS candidates
     FROM app.adoption_row r JOIN app.adoption_item i ON i.id = r.item_id LEFT JOIN app.variant v ON v.id = r.variant_id LEFT JOIN app.product p ON p.id = v.product_id
     WHERE r.adoption_id = $1 AND ($2::text IS NULL OR r.class = $2) AND ($3::text IS NULL OR r.how = $3) AND ($4::text IS NULL OR coalesce(r.decision, 'open') = $4) AND ($5::text IS NULL OR r.remote_item_id = $5) AND ($6::bigint IS NULL OR r.id > $6) ORDER BY r.id LIMIT $7`,
    [adoptionId, filter.class ?? null, filter.how ?? null, filter.decision ?? null, filter.item ?? null, filter.after ?? null, filter.limit + 1]);
  const items = rows.slice(0, filter.limit).map((row) => ({
    id: row.id, class: row.class, how: row.how, score: row.score, decision: row.decision ?? 'open',
    theirs: { itemId: row.remote_item_id, variantId: row.remote_variant_id, title: row.title, sku: row.sku, choice: row.choice.map(([axis, value]) => ({ axis, value })), price: row.price === null ? null : Number(row.price), stock: row.stock, photo: row.photo, state: row.state },
    ours: row.ours, candidates: (row.candidates ?? []).map(({ title_score, choice_score, price_score, score, ...variant }) => ({ ...variant, score, by: { title: title_score, choice: choice_score, price: price_score } })),
  }));
  return { items, next: rows.length > filter.limit ? items.at(-1)?.id ?? null : null };
}

/** Listings that could not be read, as they came. */
export const viewUnreadable = (tx: Tx, adoptionId: string) => tx.rows<{ id: string; raw: string }>('SELECT id, unreadable AS raw FROM app.adoption_item WHERE adoption_id = $1 AND unreadable IS NOT NULL ORDER BY id LIMIT 200', [adoptionId]);

interface ActionRow { id: string; adoption_id: string; what: string; undoes: string | null; created_at: Date; done_at: Date | null; by: string | null; total: number; done: number; skipped: number; undone: number; bare: number }

/** `notes`: what is to be done about products that an action made. */
export async function viewAdoptionActions(tx: Tx, where: { readonly id?: string; readonly adoptionId?: string }, language: 'id' | 'en') {
  const rows = await tx.rows<ActionRow>(
    `SELECT a.id, a.adoption_id, a.what, a.undoes, a.created_at, a.done_at, app.called(a.user_id) AS by, count(m.row_id)::int AS total, count(*) FILTER (WHERE m.result = 'done')::int AS done, count(*) FILTER (WHERE m.result = 'skipped')::int AS skipped, count(*) FILTER (WHERE m.result = 'undone')::int AS undone,
       count(DISTINCT p.id) FILTER (WHERE NOT EXISTS (SELECT 1 FROM app.photo f WHERE f.product_id = p.id))::int AS bare
     FROM app.adoption_action a LEFT JOIN app.adoption_member m ON m.action_id = a.id LEFT JOIN app.product p ON p.id = m.product_id AND a.what = 'create' AND p.archived_at IS NULL WHERE ($1::bigint IS NULL OR a.id = $1) AND ($2::bigint IS NULL OR a.adoption_id = $2) GROUP BY a.id ORDER BY a.id DESC LIMIT 50`, [where.id ?? null, where.adoptionId ?? null]);
  return rows.map((row) => ({ id: row.id, adoptionId: row.adoption_id, what: row.what, undoes: row.undoes, state: row.done_at === null ? 'running' : 'done', createdAt: row.created_at, doneAt: row.done_at, by: row.by, total: row.total, done: row.done, skipped: row.skipped, undone: row.undone, waiting: row.total - row.done - row.skipped - row.undone, notes: row.bare > 0 ? [said(adoptionErrors.withoutPhoto({ n: row.bare }), language)] : [] }));
}

/** In the reader's language, with what to do. */
const said = ({ entry, params }: DomainError, language: 'id' | 'en') => ({ code: entry.code, reason: fill(entry[language].sentence, params), next: entry[language].next });

/** Rows an action passed over, with the reason and what to do. */
export async function viewSkipped(tx: Tx, actionId: string, after: string | null, limit: number, language: 'id' | 'en') {
  const rows = await tx.rows<{ row_id: string; why: PassedOver; note: Record<'id' | 'en', string> | null; title: string; sku: string; remote_item_id: string }>(
    `SELECT m.row_id, m.why, m.note, i.title, r.sku, r.remote_item_id FROM app.adoption_member m JOIN app.adoption_row r ON r.id = m.row_id JOIN app.adoption_item i ON i.id = r.item_id WHERE m.action_id = $1 AND m.result = 'skipped' AND ($2::bigint IS NULL OR m.row_id > $2) ORDER BY m.row_id LIMIT $3`, [actionId, after, limit + 1]);
  const items = rows.slice(0, limit).map((row) => {
    return { rowId: row.row_id, itemId: row.remote_item_id, title: row.title, sku: row.sku, ...said(passedOver[row.why]({ sebab: row.note?.[language] ?? '' }), language) };
  });
  return { items, next: rows.length > limit ? items.at(-1)?.rowId ?? null : null };
}
