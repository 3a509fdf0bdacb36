import type { Issue } from '../../adapters/contract/index.js';
import type { FactIssue, Reader, Tx } from '../kernel/index.js';
import { linkOf, viewIssue } from '../listings/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import type { State } from './measure-products.js';
import { readinessErrors } from './errors.js';

export interface ReadinessFilter { readonly marketplace?: string; readonly shop?: string; readonly product?: string; readonly readiness?: State; readonly cause?: string; readonly field?: string; readonly after?: string; readonly limit: number }
export interface ShopName { readonly id: string; readonly name: string; readonly marketplace: string }
interface Row { shop_id: string; product_id: string; state: State; issues: Omit<Issue, 'rawCode' | 'rawMessage'>[]; checked_at: Date; title: string; code: string; category: string | null; sha: string | null; overridden: string[] | null }
export interface Count { shop_id: string; what: string; field: string; leaf_id: string; name: string; n: number }

/** The shops that a filter looks at, one's own and those of co-ops above, in order of their ids. */
export async function shopsLookedAt(tx: Tx, filter: Pick<ReadinessFilter, 'marketplace' | 'shop'>): Promise<readonly ShopName[]> {
  const shops = await tx.rows<{ id: string; name: string; marketplace: string }>('SELECT id, name, marketplace FROM app.shop_names() WHERE ($1::text IS NULL OR marketplace = $1) AND ($2::bigint IS NULL OR id = $2) ORDER BY id', [filter.marketplace ?? null, filter.shop ?? null]);
  if (shops.length === 0 && (filter.shop ?? filter.marketplace) !== undefined) throw readinessErrors.noShop();
  return shops;
}

/** One page, shop by shop and product by product: the cursor is the last row's. A shop's part of the page is one walk along an index, however many products there are. */
export async function listReadiness(tx: Tx, marketplaces: Marketplaces, shops: readonly ShopName[], filter: ReadinessFilter, reader: Reader) {
  const [fromShop, fromProduct] = cursorOf(filter.after), rows: Row[] = [];
  for (const shop of shops) {
    if (BigInt(shop.id) < BigInt(fromShop) || rows.length > filter.limit) continue;
    rows.push(...await tx.rows<Row>(
      `SELECT r.shop_id, r.product_id, r.state, r.issues, r.checked_at, p.title, p.code, c.path AS category, (SELECT f.sha256 FROM app.photo f WHERE f.product_id = p.id ORDER BY f.position, f.id LIMIT 1) AS sha,
         (SELECT array_agg(DISTINCT x.field ORDER BY x.field) FROM (SELECT o.field FROM app.listing_override o WHERE o.shop_id = r.shop_id AND o.product_id = r.product_id UNION ALL SELECT 'attributes' FROM app.attribute_value v WHERE v.level = 'listing' AND v.marketplace = $6 AND v.subject = r.shop_id || ':' || r.product_id) x) AS overridden
       FROM app.readiness r JOIN app.product p ON p.id = r.product_id LEFT JOIN app.category c ON c.id = p.category_id
       WHERE r.shop_id = $1 AND r.product_id > $2 ${filter.product === undefined ? '' : 'AND r.product_id = $7::bigint'} ${filter.readiness === undefined ? '' : 'AND r.state = $3'}
         ${filter.cause === undefined ? '' : 'AND r.product_id IN (SELECT q.product_id FROM app.readiness_reason q WHERE q.shop_id = $1 AND q.cause = $4 AND ($5::text IS NULL OR q.field = $5) AND q.product_id > $2)'}
         AND ($3::text IS NULL OR true) AND ($4::text IS NULL OR true) AND ($5::text IS NULL OR true) AND ($7::bigint IS NULL OR true) ORDER BY r.product_id LIMIT $8`,
      [shop.id, shop.id === fromShop ? fromProduct : '0', filter.readiness ?? null, filter.cause ?? null, filter.field ?? null, shop.marketplace, filter.product ?? null, filter.limit + 1 - rows.length]));
  }
  const names = new Map(shops.map((shop) => [shop.id, shop]));
  const items = rows.slice(0, filter.limit).map((row) => {
    const shop = names.get(row.shop_id);
    return {
      product: { id: row.product_id, title: row.title, code: row.code, category: row.category, photo: row.sha && `/api/photos/${row.sha}?w=160` }, shop: { id: row.shop_id, name: shop?.name ?? '', marketplace: shop?.marketplace ?? '' },
      readiness: row.state, issues: row.issues.map((issue) => ({ ...viewIssue({ ...issue, rawCode: '', rawMessage: '' } satisfies FactIssue, shop?.name ?? '', reader), link: linkOf({ cause: issue.cause, product: row.product_id, marketplace: shop?.marketplace ?? '' }, marketplaces) })), overridden: row.overridden ?? [], checkedAt: row.checked_at,
    };
  });
  const last = rows[filter.limit - 1];
  return { items, next: rows.length > filter.limit && last ? `${last.shop_id}.${last.product_id}` : null };
}

/** How many products are ready, ready with warnings, blocked, and by what; in each shop and, each product once, in all that were asked for. */
export async function countReadiness(tx: Tx, shops: readonly ShopName[], reader: Reader) {
  const counts = await readCounts(tx, shops);
  const of = (which: readonly Count[]) => Object.fromEntries((['ready', 'warnings', 'blocked'] as const).map((state) => [state, sum(which.filter((row) => row.what === state))])) as Record<State, number>;
  const reasons = new Map<string, Count[]>();
  for (const row of counts) if (!isState(row.what)) reasons.set(`${row.what} ${row.field}`, [...(reasons.get(`${row.what} ${row.field}`) ?? []), row]);
  return {
    counts: of(counts), shops: shops.map((shop) => ({ id: shop.id, name: shop.name, marketplace: shop.marketplace, ...of(counts.filter((row) => row.shop_id === shop.id)) })),
    causes: [...reasons.values()].flatMap((group) => {
      const [first] = group;
      if (!first || sum(group) === 0) return [];
      const { code, severity, title } = viewIssue({ cause: first.what, field: first.field, params: {}, rawCode: '', rawMessage: '' }, '', reader);
      return [{ cause: first.what, code, severity, title, field: first.field || null, name: first.name || null, products: sum(group) }];
    }).sort((a, b) => b.products - a.products),
  };
}

/** What was counted, by shop, cause, field and leaf. */
export const readCounts = (tx: Tx, shops: readonly ShopName[]): Promise<Count[]> =>
  tx.rows<Count>(`SELECT shop_id, what, field, leaf_id, max(name) AS name, sum(n)::int AS n FROM app.readiness_count WHERE shop_id = ANY ($1::bigint[]) AND n > 0 GROUP BY 1, 2, 3, 4`, [shops.map((shop) => shop.id)]);

/** How many changes still wait to be worked out: while there are some, lists and counts may be a little behind. */
export const pendingOf = async (tx: Tx): Promise<number> => (await tx.row<{ n: number }>('SELECT count(*)::int AS n FROM (SELECT 1 FROM app.readiness_due LIMIT 1000) x'))?.n ?? 0;

export const sum = (rows: readonly { readonly n: number }[]): number => rows.reduce((all, row) => all + row.n, 0);
const isState = (what: string): what is State => what === 'ready' || what === 'warnings' || what === 'blocked';

export function cursorOf(after: string | undefined): readonly [shop: string, product: string] {
  if (after === undefined) return ['0', '0'];
  const [, shop, product] = /^(\d{1,19})\.(\d{1,19})$/.exec(after) ?? [];
  if (shop === undefined || product === undefined) throw readinessErrors.badCursor();
  return [shop, product];
}
