/** What someone edits in the seller centre, or the marketplace itself decides, past the API. */
import { Refusal, type ListingEdit } from '../kit/index.js';
import type { Item, Model } from './documents.js';
import { Refused } from './envelope.js';
import { endAudit, touch, unlistOne } from './items.js';
import { announceItem } from './push.js';
import type { World } from './world.js';

export function editListing(world: World, item: Item, wish: ListingEdit): void {
  if (item.status.endsWith('DELETE')) throw new Refusal(409, `The listing ${item.id} is deleted.`);
  const variant = wish.variant;
  const models = variant === undefined ? item.models : item.models.filter((model) => [model.id, model.sku, ...(item.tiers.length === 0 ? [item.id, item.sku] : [])].includes(variant));
  if (models.length === 0) throw new Refusal(404, `The listing ${item.id} has no variant ${variant ?? ''}.`);
  if (wish.audit !== undefined && item.status !== 'REVIEWING') throw new Refusal(409, `The listing ${item.id} is ${item.status}, not REVIEWING.`);
  if (wish.ban === null && item.status !== 'BANNED') throw new Refusal(409, `The listing ${item.id} is not banned.`);
  judge(models, wish);
  if (wish.unlist !== undefined) unlist(world, item, wish.unlist);
  if (wish.title !== undefined) item.name = wish.title;
  for (const model of models) {
    if (wish.price !== undefined) model.price = wish.price;
    if (wish.stock !== undefined) model.stock = wish.stock;
  }
  if (wish.lock !== undefined) lock(world, item, models, wish.lock);
  if (wish.delete === true) item.status = 'SELLER_DELETE';
  touch(world, item);
  if (wish.audit !== undefined) endAudit(world, item, wish.audit, wish.reason ?? 'Barang tidak memenuhi aturan kategori.');
  if (wish.ban !== undefined) ban(world, item, wish.ban);
}

function judge(models: readonly Model[], wish: ListingEdit): void {
  for (const model of models) {
    const stock = wish.stock ?? model.stock;
    if (wish.stock !== undefined && stock < model.reserved) throw new Refusal(409, `A promotion keeps ${model.reserved}: the stock cannot be less.`);
    if ((wish.lock?.quantity ?? 0) > stock) throw new Refusal(409, `Only ${stock} are there to keep for a promotion.`);
  }
}

function lock(world: World, item: Item, models: readonly Model[], wish: NonNullable<ListingEdit['lock']> | null): void {
  for (const model of models) Object.assign(model, wish === null ? { reserved: 0, lockedUntil: 0 } : { reserved: wish.quantity ?? model.stock, lockedUntil: Math.ceil(wish.until / 1000) });
  if (wish !== null) world.kit.schedule.at(Math.ceil(wish.until / 1000) * 1000, 'shopee/unlock', { shop: item.shop, item: item.id });
}

/** A promotion has come to its end: what it kept is free again. */
export function unlock(world: World, item: Item): void {
  for (const model of item.models) if (model.lockedUntil > 0 && model.lockedUntil <= world.now()) Object.assign(model, { reserved: 0, lockedUntil: 0 });
  touch(world, item);
}

function unlist(world: World, item: Item, hidden: boolean): void {
  try {
    unlistOne(world, item, hidden);
  } catch (error) {
    throw error instanceof Refused ? new Refusal(409, error.message) : error;
  }
}

function ban(world: World, item: Item, reason: string | null): void {
  Object.assign(item, reason === null ? { status: item.wanted, banReason: '', rejected: false } : { status: 'BANNED', banReason: reason, rejected: false });
  touch(world, item);
  announceItem(world, item);
}
