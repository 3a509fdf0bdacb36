/** What orders take from stock and give back; goods of a promotion come out of what it keeps. */
import { nothingOnSale } from '../kit/index.js';
import type { Item, Line, Model, Order, Shop } from './documents.js';
import { touch } from './items.js';
import { announceReserved } from './push.js';
import type { World } from './world.js';

export function take(world: World, order: Order): void {
  order.holdsStock = true;
  each(world, order, (item, model, line) => {
    model.stock = Math.max(0, model.stock - line.quantity);
    if (model.lockedUntil === 0) return;
    const before = model.reserved;
    model.reserved = Math.max(0, Math.min(model.stock, before - line.quantity));
    announceReserved(world, item, model, before, 'place_order', order.sn);
  });
}

export function giveBack(world: World, order: Order): void {
  order.holdsStock = false;
  each(world, order, (item, model, line) => {
    model.stock += line.quantity;
    if (model.lockedUntil === 0 || !line.promotion) return;
    const before = model.reserved;
    model.reserved += line.quantity;
    announceReserved(world, item, model, before, 'cancel_order', order.sn);
  });
}

function each(world: World, order: Order, change: (item: Item, model: Model, line: Line) => void): void {
  for (const line of order.lines) {
    const item = world.items(order.shop).get(line.item);
    const model = item?.models.find((one) => one.id === line.model);
    if (!item || !model) continue;
    change(item, model, line);
    touch(world, item);
  }
}

/** The chosen option of each tier. */
export function optionsOf(item: Item, model: Model): string[] {
  return model.tierIndex.map((place, tier) => item.tiers[tier]?.options[place]?.name ?? '');
}

/** A live item's model by its SKU or id; of an item without variants by the item's. */
export function findOnSale(world: World, shop: Shop, wish: { sku?: string; id?: string }): { item: Item; model: Model } {
  for (const item of world.items(shop.id).all()) {
    if (item.status !== 'NORMAL') continue;
    const plain = item.tiers.length === 0;
    for (const model of item.models) {
      if (wish.id !== undefined ? wish.id === (plain ? item.id : model.id) : wish.sku === (plain ? item.sku : model.sku)) return { item, model };
    }
  }
  throw nothingOnSale(wish);
}
