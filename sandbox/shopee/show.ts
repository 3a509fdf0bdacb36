/** The practice Shopee's truth in the kit's shape. */
import type { ListingState, OrderState, ShopState } from '../kit/index.js';
import type { Item, Order, Shop } from './documents.js';
import { optionsOf } from './order-stock.js';
import { totalOf } from './orders.js';
import { leafOf } from './rules.js';
import type { World } from './world.js';

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

export function showShop(world: World, shop: Shop): ShopState {
  const app = world.apps.get(shop.partnerId);
  return {
    id: shop.id, name: shop.name, app: shop.partnerId, revoked: shop.revoked, consentEnds: iso(shop.consentEnds), listings: [...world.items(shop.id).all()].map((item) => showListing(world, item)),
    orders: [...world.orders(shop.id).all()].map(showOrder), returns: [...world.returns(shop.id).all()],
    webhooks: app && app.callback !== '' ? [{ id: app.partnerId, url: app.callback, events: app.pushOn.map(String), active: !app.suspended && !app.blocked.includes(shop.id) }] : [],
    photos: [...world.images.all()].filter((image) => image.shop === shop.id).map(({ id, sha256, bytes }) => ({ id, sha256, bytes })),
    lostPushes: [...world.lost.all()].filter((one) => one.partnerId === shop.partnerId && Number(one.id) > (app?.confirmed ?? 0)).length,
  };
}

export function showListing(world: World, item: Item): ListingState {
  const plain = item.tiers.length === 0;
  return {
    id: item.id, code: item.sku, title: item.name, description: item.description, state: item.status, live: item.status === 'NORMAL', ended: item.status.endsWith('DELETE'), awaitsAudit: item.status === 'REVIEWING', banned: item.status === 'BANNED', category: String(item.category), categoryName: leafOf(item.category)?.name ?? '',
    photos: item.images.map((id) => world.images.get(id)?.sha256 ?? ''), weightKg: item.weight, dimension: item.dimension, attributes: item.attributes, brand: item.brand, banReason: item.banReason, tiers: item.tiers.map((tier) => tier.name),
    createdAt: iso(item.created), updatedAt: iso(item.updated),
    variants: item.models.map((model) => ({
      id: plain ? item.id : model.id, sku: plain ? item.sku : model.sku, price: model.price, stock: model.stock, reserved: model.reserved, options: optionsOf(item, model), modelId: model.id,
      lockedUntil: model.lockedUntil > 0 ? iso(model.lockedUntil) : null,
    })),
  };
}

export function showOrder(order: Order): OrderState {
  return {
    id: order.sn, status: order.status, buyer: order.buyer, total: totalOf(order), createdAt: iso(order.created), updatedAt: iso(order.updated), cancelBy: order.cancelBy, cancelReason: order.cancelReason, parcels: order.parcels,
    lines: order.lines.map((line) => ({ id: line.id, sku: line.modelSku || line.itemSku, title: line.modelName ? `${line.name} (${line.modelName})` : line.name, quantity: line.quantity, price: line.price, itemId: line.item, modelId: line.model })),
    history: order.history.map(({ at, status }) => ({ at: iso(at), status })),
  };
}
