import type { Marketplaces } from '../marketplaces/index.js';
import type { ShopRecord } from '../shops/index.js';
import type { Reach } from './check-source.js';

export type ReachOf = (shop: Pick<ShopRecord, 'marketplace' | 'connection'>) => Reach;

/** Practice marketplaces run here and reach our own address. */
export const reachOf = (marketplaces: Marketplaces, publicUrl: string | null): ReachOf => (shop) => ({ photosByUrl: marketplaces.find(shop.marketplace)?.photosByUrl ?? false, photosReachable: publicUrl !== null || shop.connection.environment === 'practice' });
