import type { RemoteShop } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';
import { syncErrors } from './errors.js';

export interface Registered { readonly id: string; readonly name: string; readonly cooperative_id: string }
interface Asked { readonly marketplace: string; readonly cooperativeId: string; readonly shopId?: string | null }

/** Registered shops that wait for API access: the one that is named, else all of the co-op's at this marketplace. Held until the transaction ends. */
export const waitingShops = (tx: Tx, { marketplace, cooperativeId, shopId }: Asked): Promise<Registered[]> =>
  tx.rows<Registered>('SELECT id, name, cooperative_id FROM app.shop WHERE marketplace = $1 AND connection_id IS NULL AND (id = $3 OR ($3::bigint IS NULL AND cooperative_id = $2)) ORDER BY id FOR UPDATE', [marketplace, cooperativeId, shopId ?? null]);

export const whichOf = (waiting: readonly Registered[]): Error => syncErrors.whichShop({ names: waiting.map((row) => row.name).join(', ') }, { shops: waiting.map(({ id, name }) => ({ id, name })) });

/**
 * Which registered shops a grant connects, by remote id: the one that a person named; unnamed, the only one that waits where one shop is new; else those of the same name. Where that leaves a doubt a person is asked, because what was linked by a sheet would go to another shop.
 */
export async function registeredFor(tx: Tx, { marketplace, cooperativeId, shopId }: Asked, shops: readonly RemoteShop[]): Promise<ReadonlyMap<string, Registered>> {
  if (shopId === 'new') return new Map();
  const waiting = await waitingShops(tx, { marketplace, cooperativeId, shopId });
  if (waiting.length === 0 && shopId) throw syncErrors.notFound();
  const there = new Set((await tx.rows<{ remote_id: string }>('SELECT remote_id FROM app.shop WHERE marketplace = $1 AND remote_id = ANY ($2)', [marketplace, shops.map((shop) => shop.remoteId)])).map((row) => row.remote_id));
  const fresh = shops.filter((shop) => !there.has(shop.remoteId)), [one] = waiting, [only] = fresh;
  if (waiting.length === 0 || fresh.length === 0) return new Map();
  if (one && only && waiting.length === 1 && fresh.length === 1) return new Map([[only.remoteId, one]]);
  const bare = (name: string): string => name.trim().toLowerCase();
  const pairs = fresh.flatMap((shop) => { const mates = waiting.filter((row) => bare(row.name) === bare(shop.name)); return mates.length === 1 && mates[0] ? [[shop.remoteId, mates[0]] as const] : []; });
  if (pairs.length < Math.min(waiting.length, fresh.length)) throw whichOf(waiting);
  return new Map(pairs);
}
