/** What someone edits in the seller centre, or the marketplace itself decides, past the API. */
import { Refusal, type ListingEdit } from '../kit/index.js';
import { endAudit } from './audits.js';
import type { Offer, Product } from './documents.js';
import { stockSum } from './offers.js';
import { announceInformation, announceProduct } from './webhooks.js';
import type { World } from './world.js';

export function editListing(world: World, product: Product, wish: ListingEdit): void {
  if (product.status === 'DELETED') throw new Refusal(409, `The listing ${product.id} is deleted.`);
  const offers = product.live.skus.filter(({ id, sellerSku }) => wish.variant === undefined || [id, sellerSku].includes(wish.variant)).flatMap(({ id }) => product.offers[id] ?? []);
  if (offers.length === 0) throw new Refusal(404, `The listing ${product.id} has no variant ${wish.variant ?? ''}.`);
  if (wish.audit !== undefined && product.audit !== 'AUDITING') throw new Refusal(409, `The listing ${product.id} is not being audited.`);
  if (wish.unlist === true && product.status !== 'ACTIVATE') throw new Refusal(409, `The listing ${product.id} is ${product.status}.`);
  if (wish.unlist === false && product.status !== 'SELLER_DEACTIVATED') throw new Refusal(409, `The listing ${product.id} is ${product.status}.`);
  for (const offer of offers) judge(offer, wish);
  if (wish.title !== undefined) product.live = { ...product.live, title: wish.title };
  for (const offer of offers) change(world, product, offer, wish);
  if (wish.unlist !== undefined) Object.assign(product, wish.unlist ? { status: 'SELLER_DEACTIVATED', off: [...product.platforms] } : { status: 'ACTIVATE', off: [] });
  if (wish.delete === true) product.status = 'DELETED';
  world.putProduct(product);
  if (wish.title !== undefined) announceInformation(world, product, ['title']);
  if (wish.audit !== undefined) endAudit(world, product, wish.audit, wish.reason ?? 'Foto utama tidak jelas.');
  if (wish.ban !== undefined) ban(world, product, wish.ban);
  else if (wish.unlist !== undefined || wish.delete === true) announceProduct(world, product, 'PRODUCT_STATUS_CHANGED');
}

function judge(offer: Offer, wish: ListingEdit): void {
  const stock = wish.stock ?? stockSum(offer);
  if (wish.stock !== undefined && stock < offer.reserved) throw new Refusal(409, `A promotion keeps ${offer.reserved}: the stock cannot be less.`);
  if ((wish.lock?.quantity ?? 0) > stock) throw new Refusal(409, `Only ${stock} are there to keep for a promotion.`);
}

function change(world: World, product: Product, offer: Offer, wish: ListingEdit): void {
  const warehouse = Object.keys(offer.stock)[0] ?? '';
  if (wish.price !== undefined) offer.price = wish.price;
  if (wish.stock !== undefined) offer.stock = { [warehouse]: wish.stock };
  if (wish.lock === null) Object.assign(offer, { reserved: 0, lockedUntil: 0 });
  else if (wish.lock !== undefined) {
    const until = Math.ceil(wish.lock.until / 1000);
    Object.assign(offer, { reserved: wish.lock.quantity ?? stockSum(offer), lockedUntil: until });
    world.kit.schedule.at(until * 1000, 'tiktok-shop/unlock', { shop: product.shop, product: product.id });
  }
}

/** A promotion has come to its end: what it kept is free again. */
export function unlock(world: World, product: Product): void {
  for (const offer of Object.values(product.offers)) if (offer.lockedUntil > 0 && offer.lockedUntil <= world.now()) Object.assign(offer, { reserved: 0, lockedUntil: 0 });
  world.putProduct(product);
}

/** An audit may have ended meanwhile. */
function afterBan({ beforeBan, audit }: Product): Product['status'] {
  if (beforeBan === 'PENDING' && audit !== 'AUDITING') return audit === 'APPROVED' ? 'ACTIVATE' : 'FAILED';
  return beforeBan ?? 'ACTIVATE';
}

function ban(world: World, product: Product, reason: string | null): void {
  const banned = product.status === 'PLATFORM_DEACTIVATED';
  if (reason === null && !banned) throw new Refusal(409, `The listing ${product.id} is not banned.`);
  if (reason === null) Object.assign(product, { status: afterBan(product), beforeBan: null, reasons: [] });
  else Object.assign(product, { beforeBan: banned ? product.beforeBan : product.status, status: 'PLATFORM_DEACTIVATED', reasons: [reason] });
  world.putProduct(product);
  announceProduct(world, product, 'PRODUCT_STATUS_CHANGED');
}
