import type { Tx } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { mappingErrors } from './errors.js';

/** Where something is mapped to: a shop's marketplace, and under which key its tree is cached there. */
export interface Place { readonly shopId: string; readonly shop: string; readonly marketplace: string; readonly scopeKey: string; readonly cooperativeId: string }

/** A shop of the scope, or of a co-op above in whose shop the scope's products sell. Throws `noShops`. */
export async function placeOf(tx: Tx, marketplaces: Marketplaces, shopId: string): Promise<Place> {
  const row = /^\d{1,19}$/.test(shopId) ? await tx.row<{ id: string; name: string; country: string; marketplace: string; cooperative_id: string }>('SELECT * FROM app.shop_place($1)', [shopId]) : null;
  if (!row) throw mappingErrors.noShops();
  return { shopId: row.id, shop: row.name, marketplace: row.marketplace, scopeKey: marketplaces.categoryScope(row), cooperativeId: row.cooperative_id };
}

/** The leaf stands in the tree as last read; true also while none was read. One statement: the tree may be read for the first time at this very moment. */
export async function leafStands(tx: Tx, place: Pick<Place, 'marketplace' | 'scopeKey'>, remoteId: string): Promise<boolean> {
  const known = await tx.row<{ read: boolean; leaf: boolean }>('SELECT count(*) > 0 AS read, coalesce(bool_or(leaf AND remote_id = $3), false) AS leaf FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2', [place.marketplace, place.scopeKey, remoteId]);
  return !known?.read || known.leaf;
}
