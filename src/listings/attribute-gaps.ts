import type { AttributeRule, CategoryRules } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';
import { fillAttributes, missingIn, readMappings, reviveRules } from '../mapping/index.js';

/** What one product lacks to stand in its leaf at a shop. `leaf` null: not mapped. `stands` false: the leaf is gone from the tree. `read` false: what the leaf asks for was never read. */
export interface Gap {
  readonly productId: string; readonly title: string; readonly code: string; readonly listingId: string | null; /** Was accepted there before. */ readonly live: boolean;
  readonly leaf: { readonly id: string; readonly name: string; readonly stands: boolean; readonly read: boolean } | null; readonly missing: readonly AttributeRule[];
}
interface Row { id: string; cooperative_id: string; category_id: string | null; title: string; code: string; listing_id: string | null; live: boolean }
interface LeafRow { remote_id: string; name: string; leaf: boolean; rules: unknown }

/** All products of the scope at this shop, or only those wanted there. The database's own knowledge, no call; rules that expired count until they are read anew. */
export async function readGaps(tx: Tx, place: { readonly shopId: string; readonly marketplace: string; readonly scopeKey: string }, which: 'all' | 'wanted'): Promise<readonly Gap[]> {
  const rows = await tx.rows<Row>(
    `SELECT p.id, p.cooperative_id, p.category_id, p.title, p.code, l.id AS listing_id, coalesce(l.live_rev > 0, false) AS live FROM app.product p LEFT JOIN app.listing l ON l.product_id = p.id AND l.shop_id = $1 AND l.part = 0 AND l.wanted = 'live'
     WHERE p.archived_at IS NULL AND ($2 OR l.id IS NOT NULL) ORDER BY p.id`, [place.shopId, which === 'all']);
  const mappings = await readMappings(tx, place, rows.map((row) => ({ productId: row.id, cooperativeId: row.cooperative_id, categoryId: row.category_id, listingId: row.listing_id })));
  const ids = [...new Set([...mappings.values()].flatMap((mapping) => mapping.leaf?.remoteId ?? []))];
  const leaves = new Map((await tx.rows<LeafRow>('SELECT remote_id, name, leaf, rules FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND remote_id = ANY ($3)', [place.marketplace, place.scopeKey, ids])).map((row) => [row.remote_id, row]));
  const treeRead = leaves.size > 0 || (await tx.row('SELECT 1 FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 LIMIT 1', [place.marketplace, place.scopeKey])) !== null;
  const rules = new Map<string, CategoryRules>([...leaves].flatMap(([id, row]) => (row.rules ? [[id, reviveRules(row.rules)] as const] : [])));
  return rows.map((row) => {
    const mapping = mappings.get(row.id), leafId = mapping?.leaf?.remoteId, known = leafId === undefined ? undefined : leaves.get(leafId), rule = leafId === undefined ? undefined : rules.get(leafId);
    const stands = known ? known.leaf : !treeRead;
    return {
      productId: row.id, title: row.title, code: row.code, listingId: row.listing_id, live: row.live,
      leaf: leafId === undefined ? null : { id: leafId, name: known?.name ?? leafId, stands, read: rule !== undefined }, missing: mapping && rule && stands ? missingIn(rule, fillAttributes(rule, mapping)) : [],
    };
  });
}
