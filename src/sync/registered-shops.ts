import type { RemoteShop } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';
import { syncErrors } from './errors.js';

export interface Registered { readonly id: string; readonly name: string; readonly cooperative_id: string }
/** A shop of a grant that a person takes: whose it becomes (else the asker's), and which registered shop it is ('new': none of them). */
export interface Choice { readonly remoteId: string; readonly cooperativeId?: string; readonly shopId?: string | null }
export interface Asked { readonly marketplace: string; readonly cooperativeId: string; readonly shopId?: string | null; /** None where a connection is only renewed. */ readonly choices?: readonly Choice[] }
export interface Place { readonly cooperativeId: string; readonly registered: Registered | null }

/** What a grant offers: its shops that nobody has connected, and the registered ones that wait for API access, held until the transaction ends. Throws where all of them are another co-operative's. */
export async function offered(tx: Tx, marketplace: string, shops: readonly RemoteShop[]) {
  const owners = await tx.rows<{ remote_id: string; owner: string }>('SELECT x.id AS remote_id, app.shop_taken($1, x.id) AS owner FROM unnest($2::text[]) AS x (id) WHERE app.shop_taken($1, x.id) IS NOT NULL', [marketplace, shops.map((shop) => shop.remoteId)]);
  const known = new Set(owners.filter((row) => tx.scope.ids.includes(row.owner)).map((row) => row.remote_id)), taken = new Set(owners.map((row) => row.remote_id));
  const fresh = shops.filter((shop) => !taken.has(shop.remoteId)), theirs = shops.find((shop) => taken.has(shop.remoteId) && !known.has(shop.remoteId));
  if (theirs && fresh.length === 0 && known.size === 0) throw syncErrors.takenShop({ name: theirs.name });
  const waiting = await tx.rows<Registered>('SELECT id, name, cooperative_id FROM app.shop WHERE marketplace = $1 AND connection_id IS NULL ORDER BY id FOR UPDATE', [marketplace]);
  return { known, fresh, waiting, told: { offered: fresh.map(({ remoteId, name }) => ({ remoteId, name })), registered: waiting.map(({ id, name, cooperative_id }) => ({ id, name, cooperativeId: cooperative_id })) } };
}

/**
 * Which shops of a grant are taken beside those that are connected already, and where each goes, by remote id. Of several new ones a person chooses. A registered shop is known by being named or by its name:
 * where that leaves a doubt a person is asked, because what was linked by a sheet would go to another shop.
 */
export async function placeShops(tx: Tx, asked: Asked, shops: readonly RemoteShop[]): Promise<ReadonlyMap<string, Place>> {
  const { known, fresh, waiting, told } = await offered(tx, asked.marketplace, shops), names = (rows: readonly { readonly name: string }[]): string => rows.map((row) => row.name).join(', ');
  const chosen = asked.choices && (asked.choices.length > 0 || known.size > 0) ? asked.choices : null;
  if (!chosen && fresh.length > 1) throw syncErrors.chooseShops({ n: fresh.length, names: names(fresh) }, told);
  const places = new Map<string, Place>(), unnamed = new Set<string>();
  for (const choice of chosen ?? fresh.map(({ remoteId }): Choice => ({ remoteId, shopId: asked.shopId }))) {
    const shop = fresh.find(({ remoteId }) => remoteId === choice.remoteId), cooperativeId = choice.cooperativeId ?? asked.cooperativeId;
    if (!shop || places.has(shop.remoteId) || !tx.scope.ids.includes(cooperativeId)) throw syncErrors.notFound();
    const open = waiting.filter((row) => ![...places.values()].some((place) => place.registered === row));
    const mates = choice.shopId ? open.filter((row) => row.id === choice.shopId) : open.filter((row) => row.cooperative_id === cooperativeId && row.name.trim().toLowerCase() === shop.name.trim().toLowerCase());
    const registered = mates.length === 1 ? mates[0] ?? null : null;
    if (choice.shopId && choice.shopId !== 'new' && !registered) throw syncErrors.notFound();
    if (!choice.shopId && !registered) unnamed.add(cooperativeId);
    places.set(shop.remoteId, { cooperativeId: registered?.cooperative_id ?? cooperativeId, registered });
  }
  const doubtful = waiting.filter((row) => unnamed.has(row.cooperative_id) && ![...places.values()].some((place) => place.registered === row));
  if (doubtful.length > 0) throw syncErrors.whichShop({ names: names(doubtful) }, { shops: doubtful.map(({ id, name }) => ({ id, name })), ...told });
  return places;
}
