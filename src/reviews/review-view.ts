import type { Tx } from '../kernel/index.js';

export interface ReviewFilter { readonly state?: string; readonly cooperative?: string; readonly product?: string; readonly kind?: string; readonly mine?: boolean; readonly ids?: readonly string[] }
export interface ReviewRow {
  id: string; cooperative_id: string; cooperative: string; product_id: string; code: string; title: string; kind: 'new' | 'change'; state: string; revision: number; proposed_by: string | null; proposed_at: Date; decided_by: string | null; decided_at: Date | null;
  comments: number; decides: boolean; fields: Field[];
}
interface Field { key: string; was: unknown; wish: unknown; stands: unknown; sku: string | null }

/** Conditions with their parameters from $1 on; `open`: pending or returned. */
export function reviewConditions(filter: ReviewFilter): { where: string; params: unknown[] } {
  const params: unknown[] = [], p = (value: unknown): string => `$${params.push(value)}`;
  const parts = ['true'];
  if (filter.ids) parts.push(`r.id = ANY (${p(filter.ids)}::bigint[])`);
  if (filter.state === 'open') parts.push(`r.state IN ('pending', 'returned')`);
  else if (filter.state) parts.push(`r.state = ${p(filter.state)}`);
  if (filter.cooperative) parts.push(`r.cooperative_id = ${p(filter.cooperative)}`);
  if (filter.product) parts.push(`r.product_id = ${p(filter.product)}`);
  if (filter.kind) parts.push(`r.kind = ${p(filter.kind)}`);
  if (filter.mine) parts.push('app.decides(r.cooperative_id)');
  return { where: parts.join(' AND '), params };
}

/** Newest first, with every field's three values; `after`: the id of the last one seen. */
export function readReviews(tx: Tx, filter: ReviewFilter, after: string | null, limit: number): Promise<ReviewRow[]> {
  const { where, params } = reviewConditions(filter);
  return tx.rows<ReviewRow>(
    `SELECT r.id, r.cooperative_id, c.name AS cooperative, r.product_id, p.code, p.title, r.kind, r.state, r.revision, r.proposed_at, r.decided_at, app.decides(r.cooperative_id) AS decides,
       app.called(r.proposed_by) AS proposed_by, app.called(r.decided_by) AS decided_by, (SELECT count(*)::int FROM app.review_comment m WHERE m.review_id = r.id) AS comments,
       CASE WHEN r.state IN ('pending', 'returned') THEN (SELECT coalesce(jsonb_agg(jsonb_build_object('key', f.key, 'was', f.was, 'wish', f.wish, 'stands', f.stands,
         'sku', CASE WHEN f.key LIKE 'variant:%' THEN (SELECT v.sku FROM app.variant v WHERE v.id = split_part(f.key, ':', 2)::bigint) END) ORDER BY f.key), '[]') FROM app.review_fields(r) f)
       ELSE (SELECT coalesce(jsonb_agg(jsonb_build_object('key', e.key, 'was', e.value -> 'from', 'wish', e.value -> 'to', 'stands', NULL, 'sku', NULL) ORDER BY e.key), '[]') FROM jsonb_each(r.changes) e) END AS fields
     FROM app.product_review r JOIN app.product p ON p.id = r.product_id JOIN app.cooperative c ON c.id = r.cooperative_id
     WHERE ${where} AND ($${params.push(after)}::bigint IS NULL OR r.id < $${params.length}) ORDER BY r.id DESC LIMIT $${params.push(limit)}`, params);
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
/** Somebody changed this field since it was proposed, to something else than the wish. */
export const isConflict = (field: Pick<Field, 'was' | 'wish' | 'stands'>): boolean => !same(field.was, field.stands) && !same(field.wish, field.stands);

export function shownReview(row: ReviewRow) {
  const open = row.state === 'pending' || row.state === 'returned';
  const changes = row.fields.map((field) => ({ ...named(field), from: shownValue(field.key, field.was), to: shownValue(field.key, field.wish), ...(open && isConflict(field) ? { conflict: true, now: shownValue(field.key, field.stands) } : {}) }));
  return {
    id: row.id, kind: row.kind, state: row.state, revision: row.revision, product: { id: row.product_id, code: row.code, title: row.title }, cooperativeId: row.cooperative_id, cooperative: row.cooperative, changes, conflicts: changes.filter((change) => 'conflict' in change).length,
    comments: row.comments, proposedBy: row.proposed_by, proposedAt: row.proposed_at, decidedBy: row.decided_by, decidedAt: row.decided_at, mayDecide: row.decides && row.state === 'pending',
  };
}

/** 'variant:7:length_mm' → { field: 'lengthMm', variantId: '7', sku }. */
function named({ key, sku }: Field): { field: string; variantId?: string; sku?: string | null; photoId?: string } {
  const [kind = '', id, field] = key.split(':');
  const camel = (name: string): string => (name === 'archived_at' ? 'archived' : name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
  if (id === undefined) return { field: camel(kind) };
  return kind === 'variant' ? { field: camel(field ?? ''), variantId: id, sku } : { field: field === undefined ? 'photo' : camel(field), photoId: id };
}
const shownValue = (key: string, value: unknown): unknown => (key.endsWith('archived_at') ? value !== null : value);

/** How many proposals wait for the caller's own yes. */
export const countReviews = async (tx: Tx): Promise<number> => (await tx.row<{ n: number }>(`SELECT count(*)::int AS n FROM app.product_review r WHERE r.state = 'pending' AND app.decides(r.cooperative_id)`))?.n ?? 0;
