/** The practice Lazada's truth in the kit's shape. */
import type { ListingState, OrderState, ShopState } from '../kit/index.js';
import { leafOf } from './category-tree.js';
import type { Item, Order, Shop } from './documents.js';
import { picturePath } from './images.js';
import { sells, statusesOf } from './order-life.js';
import { totalOf } from './orders.js';
import type { World } from './world.js';

const iso = (ms: number) => new Date(ms).toISOString();

export function showShop(world: World, shop: Shop): ShopState {
  const app = world.apps.get(shop.appKey);
  return {
    id: shop.id, name: shop.name, app: shop.appKey, revoked: shop.revoked, consentEnds: iso(shop.refreshEnds), listings: [...world.items(shop.id).all()].map((item) => showListing(world, item)), orders: [...world.orders(shop.id).all()].map(showOrder),
    webhooks: app && app.callback !== '' ? [{ id: app.key, url: app.callback, events: app.types.map(String), active: true }] : [],
    photos: [...world.images.all()].filter((image) => image.shop === shop.id).map(({ hash, sha256, bytes }) => ({ id: hash, sha256, bytes })),
  };
}

export function showListing(world: World, item: Item): ListingState {
  const pictures = item.images.length > 0 ? item.images : item.skus.flatMap((sku) => sku.images.slice(0, 1));
  return {
    id: item.id, code: item.skus[0]?.sellerSku ?? '', title: item.attributes.name ?? '', description: item.attributes.description ?? '', state: item.status, live: sells(world, item), ended: item.status === 'Deleted', awaitsAudit: item.status === 'Pending QC', banned: item.banned,
    category: item.category, categoryName: leafOf(item.category)?.en ?? '', photos: pictures.map((url) => world.images.get(picturePath.exec(new URL(url).pathname)?.[1] ?? '')?.sha256 ?? ''), attributes: item.attributes, reason: item.reason, tiers: item.variations.map((one) => one.name),
    createdAt: iso(item.created), updatedAt: iso(item.updated),
    variants: item.skus.map((sku) => ({
      id: sku.id, sku: sku.sellerSku, price: sku.price, stock: sku.sellable, reserved: sku.locked, options: item.variations.map((one) => sku.saleProp[one.name] ?? ''), on: sku.on, withheld: sku.withheld, occupied: sku.occupied, special: sku.special,
      package: sku.pack, lockedUntil: sku.lockedUntil > 0 ? iso(sku.lockedUntil) : null,
    })),
  };
}

export function showOrder(order: Order): OrderState {
  const lines = new Map<string, { id: string; sku: string; title: string; quantity: number; price: number }>();
  for (const unit of order.units) {
    const line = lines.get(unit.sku) ?? { id: unit.id, sku: unit.sellerSku, title: unit.name, quantity: 0, price: unit.price };
    lines.set(unit.sku, { ...line, quantity: line.quantity + 1 });
  }
  return {
    id: order.id, status: statusesOf(order).join(','), buyer: order.buyer, total: totalOf(order), createdAt: iso(order.created), updatedAt: iso(order.updated), lines: [...lines.values()], units: order.units.map(({ id, sellerSku, status, packageId }) => ({ id, sku: sellerSku, status, packageId })),
    cancelPending: order.cancelPending, history: order.history.map(({ at, status }) => ({ at: iso(at), status })),
  };
}
