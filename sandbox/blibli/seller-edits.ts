/** What someone edits in Seller Center, or Blibli itself decides, past the API. Nothing is ever deleted here. */
import { Refusal, type ListingEdit } from '../kit/index.js';
import type { Item, Product } from './documents.js';
import { setArchived } from './product-edits.js';
import { endReview } from './products.js';
import { announceItem, announceProduct, announceStock } from './push.js';
import type { World } from './world.js';

export function editListing(world: World, product: Product, wish: ListingEdit): void {
  if (wish.delete === true) throw new Refusal(409, 'Blibli deletes no product: archive it with unlist.');
  if (product.state === 'REJECTED') throw new Refusal(409, `The listing ${product.sku} was rejected.`);
  if (wish.audit !== undefined && product.state !== 'IN_PROGRESS') throw new Refusal(409, `The listing ${product.sku} is ${product.state}, not IN_PROGRESS.`);
  if (wish.ban === null && product.state !== 'SUSPENDED') throw new Refusal(409, `The listing ${product.sku} is not banned.`);
  const items = wish.variant === undefined ? product.items : product.items.filter((item) => item.sku === wish.variant || item.sellerSku === wish.variant);
  if (items.length === 0) throw new Refusal(404, `The listing ${product.sku} has no variant ${wish.variant ?? ''}.`);
  for (const item of items) judge(item, wish);
  if (wish.title !== undefined) product.name = wish.title;
  for (const item of items) apply(world, product, item, wish);
  world.putProduct(product);
  if (wish.title !== undefined) announceProduct(world, product);
  if (wish.unlist !== undefined && wish.unlist !== (product.state === 'ARCHIVED')) setArchived(world, product, wish.unlist);
  if (wish.audit !== undefined) endReview(world, product, wish.audit === 'approve' ? 'approve' : 'correct', wish.reason ?? 'Foto atau uraian perlu diperbaiki.');
  if (wish.ban !== undefined) ban(world, product, wish.ban);
}

function judge(item: Item, wish: ListingEdit): void {
  const stock = wish.stock ?? item.stock;
  if (wish.stock !== undefined && stock < item.reserved) throw new Refusal(409, `A campaign keeps ${item.reserved}: the stock cannot be less.`);
  if ((wish.lock?.quantity ?? 0) > stock) throw new Refusal(409, `Only ${stock} are there to keep for a campaign.`);
}

function apply(world: World, product: Product, item: Item, wish: ListingEdit): void {
  if (wish.price !== undefined) {
    Object.assign(item, { regular: wish.price, sale: wish.price });
    announceItem(world, product, item);
  }
  if (wish.stock !== undefined) {
    item.stock = wish.stock;
    announceStock(world, product, item);
  }
  if (wish.lock === undefined) return;
  Object.assign(item, wish.lock === null ? { reserved: 0, lockedUntil: 0 } : { reserved: wish.lock.quantity ?? item.stock, lockedUntil: wish.lock.until });
  if (wish.lock !== null) world.kit.schedule.at(wish.lock.until, 'blibli/unlock', { shop: product.shop, product: product.sku });
}

export function unlock(world: World, product: Product): void {
  for (const item of product.items) if (item.lockedUntil > 0 && item.lockedUntil <= world.now()) Object.assign(item, { reserved: 0, lockedUntil: 0 });
  world.putProduct(product);
}

function ban(world: World, product: Product, reason: string | null): void {
  if (reason === null) Object.assign(product, { state: product.beforeBan ?? 'ACTIVE', reason: '' });
  else Object.assign(product, { beforeBan: product.state === 'SUSPENDED' ? product.beforeBan : product.state, state: 'SUSPENDED', reason });
  world.putProduct(product);
  announceProduct(world, product);
}
