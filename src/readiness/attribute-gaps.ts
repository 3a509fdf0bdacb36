import type { AttributeRule } from '../../adapters/contract/index.js';
import { fill, type Caller, type Tx } from '../kernel/index.js';
import { placeOf, plainValue, refusedByLeaves, reviveRules, setProductValues, type ValueBody } from '../mapping/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { readinessErrors } from './errors.js';
import { cursorOf, readCounts, sum, type Count, type ShopName } from './read-readiness.js';

const cause = 'required-attribute';
/** Products named per attribute; all are had by keyset. */
const namedEach = 20;
interface Member { shop_id: string; product_id: string; title: string; code: string; leaf_id: string; listing_id: string | null }
interface LeafRow { remote_id: string; name: string; rules: unknown }

const fieldOf = (attributeId: string): string => `attributes.${attributeId}`;
const shownMember = (row: Member) => ({ id: row.product_id, title: row.title, code: row.code, shopId: row.shop_id, leafId: row.leaf_id, listingId: row.listing_id });

/** Whoever lacks this attribute in a shop, from a product on. */
const lacking = (tx: Tx, shopId: string, attributeId: string, after: string, limit: number): Promise<Member[]> => tx.rows<Member>(
  `SELECT r.shop_id, r.product_id, p.title, p.code, r.leaf_id, (SELECT l.id FROM app.listing l WHERE l.shop_id = r.shop_id AND l.product_id = r.product_id AND l.part = 0 AND l.wanted = 'live') AS listing_id FROM app.readiness_reason r JOIN app.product p ON p.id = r.product_id
   WHERE r.shop_id = $1 AND r.cause = '${cause}' AND r.field = $2 AND r.product_id > $3 ORDER BY r.product_id LIMIT $4`, [shopId, fieldOf(attributeId), after, limit]);

export async function listGaps(tx: Tx, marketplaces: Marketplaces, shops: readonly ShopName[], only: string | null) {
  const counts = await readCounts(tx, shops), found = counts.filter((row) => row.what === cause && (only === null || row.field === fieldOf(only)));
  const rules = new Map<string, { name: string; attributes: readonly AttributeRule[] }>();
  for (const shop of shops) {
    const place = await placeOf(tx, marketplaces, shop.id), ids = [...new Set(found.filter((row) => row.shop_id === shop.id).map((row) => row.leaf_id))];
    for (const row of await tx.rows<LeafRow>('SELECT remote_id, name, rules FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND remote_id = ANY ($3)', [place.marketplace, place.scopeKey, ids])) rules.set(row.remote_id, { name: row.name, attributes: row.rules ? reviveRules(row.rules).attributes : [] });
  }
  const items = [], once = await countOnce(tx, shops, found);
  for (const field of new Set(found.map((row) => row.field))) {
    const group = found.filter((row) => row.field === field), id = field.slice(fieldOf('').length), leaves = [...new Set(group.map((row) => row.leaf_id))];
    const rule = leaves.flatMap((leaf) => rules.get(leaf)?.attributes.filter((entry) => entry.id === id) ?? [])[0];
    const named: Member[] = [];
    for (const shop of shops) if (named.length < namedEach) named.push(...await lacking(tx, shop.id, id, '0', namedEach - named.length));
    items.push({
      attribute: { id, name: rule?.name ?? group[0]?.name ?? id, kind: rule?.kind ?? 'text', options: rule?.values ?? [], units: rule?.units ?? [], custom: rule?.custom ?? true }, products: once.get(field) ?? 0,
      leaves: leaves.map((leaf) => ({ id: leaf, name: rules.get(leaf)?.name ?? leaf, products: sum(group.filter((row) => row.leaf_id === leaf)) })), items: named.map(shownMember),
    });
  }
  const all = (what: string): number => sum(counts.filter((row) => row.what === what));
  return { items: items.sort((a, b) => b.products - a.products), products: all('ready') + all('warnings') + all('blocked'), unmapped: all('category-not-mapped'), gone: all('category-gone'), unread: all('rules-not-read') };
}

/** How many lack it, attribute by attribute: a product that lacks it in two shops of a marketplace is one product. */
async function countOnce(tx: Tx, shops: readonly ShopName[], counts: readonly Count[]): Promise<Map<string, number>> {
  const by = new Map<string, Count[]>();
  for (const row of counts) by.set(row.field, [...(by.get(row.field) ?? []), row]);
  const shared = [...by].filter(([, group]) => new Set(group.map((row) => row.shop_id)).size > 1).map(([field]) => field);
  const rows = shared.length === 0 ? [] : await tx.rows<{ field: string; n: number }>(`SELECT field, count(DISTINCT product_id)::int AS n FROM app.readiness_reason WHERE shop_id = ANY ($1::bigint[]) AND cause = '${cause}' AND field = ANY ($2) GROUP BY 1`, [shops.map((shop) => shop.id), shared]);
  return new Map([...[...by].map(([field, group]): [string, number] => [field, sum(group)]), ...rows.map((row): [string, number] => [row.field, row.n])]);
}

export async function membersOf(tx: Tx, shops: readonly ShopName[], attributeId: string, after: string | undefined, limit: number) {
  const [fromShop, fromProduct] = cursorOf(after), rows: Member[] = [];
  for (const shop of shops) if (BigInt(shop.id) >= BigInt(fromShop) && rows.length <= limit) rows.push(...await lacking(tx, shop.id, attributeId, shop.id === fromShop ? fromProduct : '0', limit + 1 - rows.length));
  const last = rows[limit - 1];
  return { items: rows.slice(0, limit).map(shownMember), next: rows.length > limit && last ? `${last.shop_id}.${last.product_id}` : null };
}

interface Fill { readonly attribute: string; readonly values: readonly ValueBody[]; readonly products?: readonly string[] }
interface Lacking { product_id: string; cooperative_id: string; category_id: string | null; code: string; leaf_id: string }

/** Sets the value at every product of the group whose leaf takes it. A value that a person set at the product meanwhile stays. */
export async function fillGaps(tx: Tx, marketplaces: Marketplaces, caller: Caller, shops: readonly ShopName[], { attribute, values, products }: Fill) {
  const set = new Set<string>(), refused = new Map<string, { id: string; code: string; error: { code: string; sentence: string; next: string } }>();
  for (const shop of shops) {
    const place = await placeOf(tx, marketplaces, shop.id);
    const rows = await tx.rows<Lacking>(
      `SELECT r.product_id, p.cooperative_id, p.category_id, p.code, r.leaf_id FROM app.readiness_reason r JOIN app.product p ON p.id = r.product_id
       WHERE r.shop_id = $1 AND r.cause = '${cause}' AND r.field = $2 AND ($3::bigint[] IS NULL OR r.product_id = ANY ($3)) ORDER BY r.product_id`, [shop.id, fieldOf(attribute), products ?? null]);
    if (rows.length === 0) continue;
    const said = await refusedByLeaves(tx, place, attribute, values, rows.map((row) => ({ productId: row.product_id, cooperativeId: row.cooperative_id, categoryId: row.category_id, leafId: row.leaf_id })));
    const fits = rows.filter((row) => {
      const error = said.get(row.product_id);
      if (!error) return true;
      const { entry, params } = error;
      refused.set(row.product_id, { id: row.product_id, code: row.code, error: { code: entry.code, sentence: fill(entry[caller.language].sentence, params), next: fill(entry[caller.language].next, params) } });
      return false;
    });
    for (const id of await setProductValues(tx, place, attribute, fits.map((row) => ({ productId: row.product_id, before: null, after: values.map(plainValue) })), caller.userId)) set.add(id);
  }
  if (set.size + refused.size === 0) throw readinessErrors.noGap();
  return { set: set.size, refused: [...refused.values()].filter((entry) => !set.has(entry.id)) };
}
