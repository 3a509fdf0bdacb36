import type { Change, Issue, Side } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { placesOf, quoteOffers } from '../prices/index.js';
import type { ShopRecord } from '../shops/index.js';

/** What these changes would set off at the shop's marketplace, asked of its adapter without a call. What stays as it was warns of nothing. */
export function warningsOf(marketplaces: Marketplaces, shop: Pick<ShopRecord, 'marketplace' | 'country' | 'remoteId' | 'settings'>, side: Side, changes: readonly Change[]): readonly Issue[] {
  const real = changes.filter((change) => change.value !== change.sent);
  if (real.length === 0 || !marketplaces.find(shop.marketplace)) return [];
  return marketplaces.unconnected(shop).offers.warns?.(side, real) ?? [];
}

/** The same for the prices that would be sent next for one listing; of what is not there yet nothing can return. */
export async function warningsOfListing(tx: Tx, marketplaces: Marketplaces, shop: ShopRecord, listingId: string): Promise<readonly Issue[]> {
  const offers = await tx.rows<{ id: string; sku: string; item: string; variant: string; sent: string | null }>(
    `SELECT o.id, o.remote_sku AS sku, o.remote_item_id AS item, o.remote_variant_id AS variant, s.sent_value AS sent FROM app.offer o JOIN app.offer_side s ON s.offer_id = o.id AND s.side = 'price'
     WHERE o.listing_id = $1 AND o.ended_at IS NULL AND o.remote_item_id IS NOT NULL ORDER BY o.id`, [listingId]);
  const wanted = await quoteOffers(tx, shop.id, offers.map((offer) => offer.id), placesOf(marketplaces));
  return warningsOf(marketplaces, shop, 'price', offers.flatMap((offer) => {
    const value = wanted.get(offer.id)?.price;
    return value === undefined ? [] : [{ sku: offer.sku, itemId: offer.item, variantId: offer.variant, value, sent: offer.sent === null ? null : BigInt(offer.sent) }];
  }));
}
