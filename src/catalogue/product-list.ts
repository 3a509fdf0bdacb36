import type { Tx } from '../kernel/index.js';
import { catalogueErrors } from './errors.js';
import { openReview } from './product-view.js';

export interface ProductFilter {
  readonly q?: string; readonly cooperative?: string; readonly category?: string; readonly status?: string; readonly stock?: string; readonly shop?: string; readonly listing?: string; readonly readiness?: string; readonly marketplace?: string; readonly review?: string; readonly ids?: readonly string[];
}
export interface ProductPage extends ProductFilter { readonly sort?: string; readonly after?: string; readonly limit: number }

/** How many hits of a search a page is chosen from; an action takes them all. */
const searchTop = { page: 5_000, action: 1_000_000 };
const sorts: Readonly<Record<string, { by: string; direction: 'ASC' | 'DESC' }>> = {
  'newest': { by: 'p.id', direction: 'DESC' }, '-newest': { by: 'p.id', direction: 'ASC' }, 'oldest': { by: 'p.id', direction: 'ASC' },
  'name': { by: 'lower(p.title)', direction: 'ASC' }, '-name': { by: 'lower(p.title)', direction: 'DESC' }, 'code': { by: 'p.code', direction: 'ASC' }, '-code': { by: 'p.code', direction: 'DESC' },
};

/** The conditions of a filter, with its parameters from $1 on. Words are the state words of listings. `alone`: what the products are counted by without looking at them, where one condition is all there is (nothing is live, or ready or not, that is archived). */
function conditions(filter: ProductFilter, top = searchTop.page): { where: string; params: unknown[]; alone: string | null } {
  const params: unknown[] = [], listed: string[] = [];
  const p = (value: unknown): string => `$${params.push(value)}`;
  const among = (products: string): string => `p.id IN (SELECT ${(listed[listed.push(products) - 1] ?? '').replace('DISTINCT ', '')})`;
  const parts = [filter.status === 'archived' ? 'p.archived_at IS NOT NULL' : 'p.archived_at IS NULL'];
  if (filter.ids) parts.push(`p.id = ANY (${p(filter.ids)}::bigint[])`);
  if (filter.q?.trim()) parts.push(`p.id = ANY (ARRAY (SELECT app.search_products(${p(filter.q.slice(0, 200))}, ${top})))`);
  if (filter.cooperative && /^\d{1,19}$/.test(filter.cooperative)) parts.push(`p.cooperative_id = ${p(filter.cooperative)}`);
  if (filter.category && /^\d{1,19}$/.test(filter.category)) parts.push(`p.category_id IN (SELECT c.id FROM app.category c JOIN app.category top ON top.id = ${p(filter.category)} WHERE c.path = top.path OR starts_with(c.path, top.path || ' > '))`);
  if (filter.review) parts.push(`EXISTS (SELECT 1 FROM app.product_review r WHERE r.product_id = p.id AND r.state = ${p(filter.review)})`);
  if (filter.stock === 'out' || filter.stock === 'low') parts.push(`p.id IN (SELECT s.product_id FROM app.shelf s WHERE s.free < 6 AND s.free BETWEEN ${filter.stock === 'out' ? '0 AND 0' : '1 AND 5'})`);
  const shop = filter.shop && /^\d{1,19}$/.test(filter.shop) && (filter.listing || !filter.readiness) ? `AND l.shop_id = ${p(filter.shop)}` : '';
  if (filter.listing === 'none') parts.push(`NOT EXISTS (SELECT 1 FROM app.listing l WHERE l.product_id = p.id ${shop})`);
  else if (filter.listing === 'live') parts.push(among(`DISTINCT l.product_id FROM app.listing l WHERE NOT app.unsettled(l) ${shop}`));
  else if (filter.listing) parts.push(`EXISTS (SELECT 1 FROM app.listing l WHERE l.product_id = p.id ${shop} AND app.unsettled(l) AND app.listing_word(l) = ANY (${p(filter.listing === 'waiting' ? ['waiting', 'sending', 'queued', 'new'] : [filter.listing])}))`);
  else if (shop) parts.push(`EXISTS (SELECT 1 FROM app.listing l WHERE l.product_id = p.id ${shop})`);
  if (filter.readiness) parts.push(among(`${filter.shop ? '' : 'DISTINCT '}r.product_id FROM app.readiness r WHERE r.state = ${p(filter.readiness)} AND r.shop_id = ANY (ARRAY (SELECT n.id FROM app.shop_names() n WHERE (${p(filter.marketplace ?? null)}::text IS NULL OR n.marketplace = $${params.length}) AND (${p(filter.shop ?? null)}::text IS NULL OR n.id::text = $${params.length})))`));
  return { where: parts.join(' AND '), params, alone: filter.status !== 'archived' && parts.length === 2 ? listed[0] ?? null : null };
}

/** Ids of everything that matches: what an action on a filter freezes. */
export async function productIdsMatching(tx: Tx, filter: ProductFilter): Promise<string[]> {
  const { where, params } = conditions(filter, searchTop.action);
  return (await tx.rows<{ id: string }>(`SELECT p.id FROM app.product p WHERE ${where} ORDER BY p.id`, params)).map((row) => row.id);
}

interface Row {
  id: string; code: string; title: string; cooperative_id: string; cooperative: string; category_id: string | null; category: string | null; sha: string | null; photos: number; low: string | null; high: string | null; on_hand: number; reserved: number; available: number; variants: number;
  archived_at: Date | null; draft: boolean; review: { id: string; state: string } | null; revision: number; sort_key: string; listings: { id: string; shopId: string; state: string }[] | null;
}

/** One page, by keyset: the cursor is the last row's sort key and id. */
export async function listProducts(tx: Tx, page: ProductPage) {
  const sort = sorts[page.sort ?? 'newest'] ?? (sorts.newest as { by: string; direction: 'ASC' | 'DESC' });
  const { where, params, alone } = conditions(page);
  const total = (await tx.row<{ n: number }>(`SELECT count(*)::int AS n FROM ${alone === null ? `app.product p WHERE ${where}` : `(SELECT ${alone}) x`}`, params))?.n ?? 0;
  let after = '';
  if (page.after) {
    const [key, id] = decodeCursor(page.after);
    const op = sort.direction === 'ASC' ? '>' : '<';
    after = sort.by === 'p.id' ? `AND p.id ${op} $${params.push(id)}` : `AND (${sort.by}, p.id) ${op} ($${params.push(key)}, $${params.push(id)}::bigint)`;
  }
  const rows = await tx.rows<Row>(
    `WITH page AS MATERIALIZED (SELECT p.*, (${sort.by})::text AS sort_key FROM app.product p WHERE ${where} ${after} ORDER BY ${sort.by} ${sort.direction}, p.id ${sort.direction} LIMIT $${params.push(page.limit + 1)})
     SELECT p.id, p.code, p.title, p.cooperative_id, c.name AS cooperative, p.category_id, g.path AS category, p.archived_at, p.draft, ${openReview} AS review, p.revision, p.sort_key,
       (SELECT f.sha256 FROM app.photo f WHERE f.product_id = p.id ORDER BY f.position, f.id LIMIT 1) AS sha, (SELECT count(*)::int FROM app.photo f WHERE f.product_id = p.id) AS photos, v.low, v.high, v.variants, v.on_hand, v.reserved, v.available,
       (SELECT jsonb_agg(jsonb_build_object('id', l.id::text, 'shopId', l.shop_id::text, 'state', app.listing_word(l)) ORDER BY l.shop_id) FROM app.listing l WHERE l.product_id = p.id) AS listings
     FROM page p JOIN app.cooperative c ON c.id = p.cooperative_id LEFT JOIN app.category g ON g.id = p.category_id
     LEFT JOIN LATERAL (SELECT min(v.price) AS low, max(v.price) AS high, count(*)::int AS variants, coalesce(sum(k.on_hand), 0)::int AS on_hand, coalesce(sum(k.reserved), 0)::int AS reserved, coalesce(sum(greatest(0, k.on_hand - k.reserved)), 0)::int AS available
       FROM app.variant v LEFT JOIN app.stock_level k ON k.variant_id = v.id WHERE v.product_id = p.id AND v.archived_at IS NULL) v ON true
     ORDER BY ${sort.by} ${sort.direction}, p.id ${sort.direction}`, params);
  const items = rows.slice(0, page.limit).map((row) => ({
    id: row.id, code: row.code, title: row.title, cooperativeId: row.cooperative_id, cooperative: row.cooperative, category: row.category_id && { id: row.category_id, path: row.category }, photo: row.sha && `/api/photos/${row.sha}?w=160`, photos: row.photos,
    price: { min: Number(row.low ?? 0), max: Number(row.high ?? 0) }, stock: { onHand: row.on_hand, reserved: row.reserved, available: row.available }, variants: row.variants, archivedAt: row.archived_at, draft: row.draft, review: row.review, revision: row.revision, listings: row.listings ?? [],
  }));
  const last = rows[page.limit - 1];
  return { items, next: rows.length > page.limit && last ? encodeCursor(last.sort_key, last.id) : null, total };
}

const encodeCursor = (key: string, id: string): string => Buffer.from(JSON.stringify([key, id])).toString('base64url');
function decodeCursor(text: string): [string, string] {
  try {
    const [key, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [unknown, unknown];
    if (typeof key === 'string' && typeof id === 'string' && /^\d{1,19}$/.test(id)) return [key, id];
  } catch {
    // Falls through: anything that is no cursor of ours is told the same way.
  }
  throw catalogueErrors.badCursor();
}
