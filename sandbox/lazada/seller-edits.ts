/** What someone edits in the seller centre, or the marketplace itself decides, past the API. */
import { Refusal, type ListingEdit } from '../kit/index.js';
import type { Item } from './documents.js';
import { endReview, review, shownStatus } from './products.js';
import { announceItem } from './push.js';
import type { World } from './world.js';

export function editListing(world: World, item: Item, wish: ListingEdit): void {
  if (item.status === 'Deleted') throw new Refusal(409, `The listing ${item.id} is deleted.`);
  const skus = item.skus.filter((sku) => wish.variant === undefined || sku.id === wish.variant || sku.sellerSku === wish.variant);
  if (skus.length === 0) throw new Refusal(404, `The listing ${item.id} has no variant ${wish.variant ?? ''}.`);
  if (wish.audit !== undefined && item.status !== 'Pending QC') throw new Refusal(409, `The listing ${item.id} is ${item.status}, not Pending QC.`);
  if (wish.ban === null && !item.banned) throw new Refusal(409, `The listing ${item.id} is not banned.`);
  for (const sku of skus) {
    if (wish.stock !== undefined && wish.stock < sku.locked) throw new Refusal(409, `A campaign keeps ${sku.locked}: the stock cannot be less.`);
    if ((wish.lock?.quantity ?? 0) > (wish.stock ?? sku.sellable)) throw new Refusal(409, `Only ${sku.sellable} are there to keep for a campaign.`);
  }
  for (const sku of skus) {
    Object.assign(sku, { price: wish.price ?? sku.price, sellable: wish.stock ?? sku.sellable, on: wish.unlist === undefined ? sku.on : !wish.unlist });
    if (wish.lock !== undefined) Object.assign(sku, wish.lock === null ? { locked: 0, lockedUntil: 0 } : { locked: wish.lock.quantity ?? sku.sellable, lockedUntil: wish.lock.until });
  }
  if (wish.lock) world.kit.schedule.at(wish.lock.until, 'lazada/unlock', { shop: item.shop, item: item.id });
  if (wish.title !== undefined) item.attributes = { ...item.attributes, name: wish.title };
  if (wish.ban !== undefined) Object.assign(item, { banned: wish.ban !== null, reason: wish.ban ?? '' });
  if (wish.delete === true) item.status = 'Deleted';
  else if (wish.ban !== undefined || (wish.unlist !== undefined && (item.status === 'Active' || item.status === 'InActive'))) item.status = shownStatus(item);
  if (wish.ban === null && item.approvedOnce !== true && world.kit.unconfirmed('newItemStatus') === 'Pending QC') review(world, item);
  world.putItem(item);
  if (wish.audit !== undefined) endReview(world, item, wish.audit, wish.reason ?? 'Barang tidak memenuhi aturan kategori.');
  else if (wish.ban) announceItem(world, item, 1, 'LIVE_REJECTED');
  else announceItem(world, item, wish.delete === true ? 5 : 4);
}

/** A campaign has come to its end. */
export function unlock(world: World, item: Item): void {
  for (const sku of item.skus) if (sku.lockedUntil > 0 && sku.lockedUntil <= world.now()) Object.assign(sku, { locked: 0, lockedUntil: 0 });
  world.putItem(item);
}
