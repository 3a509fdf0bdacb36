import type { Shop } from '../shop.js';
import { WpError, busySku, takenSku } from '../wire/wp-error.js';

const COLUMN = 100;

/** A SKU belongs to one product or variation of the shop, also while that lies in the bin. `self` is the one that asks. */
export function claimSku(shop: Shop, sku: string, self: number): void {
  if (sku === '') return;
  if ([...sku].length > COLUMN) throw new WpError('product_invalid_sku', 400, 'Invalid or duplicated SKU.', { resource_id: 0, unique_sku: '' });
  const owner = shop.skuOwners(sku).find((id) => id !== self);
  if (owner !== undefined) throw takenSku(owner, freeSku(shop, sku));
}

/** Keeps a second create of one SKU out while the first is busy with its pictures. */
export async function whileBusy<T>(shop: Shop, sku: string, make: () => Promise<T>): Promise<T> {
  if (sku === '') return make();
  if (shop.busySkus.has(sku)) throw busySku(sku);
  shop.busySkus.add(sku);
  try {
    return await make();
  } finally {
    shop.busySkus.delete(sku);
  }
}

function freeSku(shop: Shop, sku: string): string {
  let n = 1;
  while (shop.skuOwners(`${sku}-${n}`).length > 0) n++;
  return `${sku}-${n}`;
}
