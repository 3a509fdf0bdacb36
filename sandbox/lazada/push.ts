/** Pushes: one address per app, signed over key and raw body; one message per order line. */
import { stringifyLossless } from '../kit/index.js';
import type { Item, Order, Unit } from './documents.js';
import { pushSignature } from './sign.js';
import type { World } from './world.js';

/** `inSeconds`: whether this type's timestamp is in seconds; the types differ. */
export function announce(world: World, shopId: string, type: number, data: object, inSeconds = false): void {
  const shop = world.shops.get(shopId);
  const app = shop && world.apps.get(shop.appKey);
  if (!app || app.callback === '' || !app.types.includes(type)) return;
  const body = stringifyLossless({ seller_id: shop.id, message_type: type, data, timestamp: inSeconds ? Math.floor(world.now() / 1000) : world.now(), site: 'lazada_id' });
  world.kit.pushes.send({ shop: shop.id, subscription: app.key, event: String(type), url: app.callback, body, headers: { 'content-type': 'application/json', authorization: pushSignature(app.secret, app.key, body) } });
}

export function announceUnit(world: World, order: Order, unit: Unit): void {
  announce(world, order.shop, 0, { order_status: unit.status, trade_order_id: order.id, trade_order_line_id: unit.id, status_update_time: Math.floor(world.now() / 1000) });
}

export function announceItem(world: World, item: Item, type: 1 | 3 | 4 | 5, status?: string): void {
  announce(world, item.shop, type, { item_id: item.id, ...(status === undefined ? {} : { status, reason: item.reason }) }, type !== 1);
}
