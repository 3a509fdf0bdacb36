/** The practice Blibli's truth in the kit's shape. */
import type { ListingState, OrderState, ShopState } from '../kit/index.js';
import { leaves } from './category-tree.js';
import type { Order, Product, Shop } from './documents.js';
import { statusOf } from './order-life.js';
import { isLive, stateOf } from './products.js';
import type { World } from './world.js';

const iso = (ms: number) => new Date(ms).toISOString();

export function showShop(world: World, shop: Shop): ShopState {
  const products = [...world.products(shop.id).all()];
  const photos = new Map(products.flatMap((product) => product.items.flatMap((item) => item.pictures)).map((one) => [one.sha256, { id: one.path, sha256: one.sha256, bytes: one.bytes }]));
  return {
    id: shop.id, name: shop.name, app: shop.clientId, revoked: shop.revoked, listings: products.map(showListing), orders: [...world.orders(shop.id).all()].map(showOrder),
    returns: [...world.returns(shop.id).all()], queues: [...world.feeds(shop.id).all()].map(({ id, action, done, outcomes }) => ({ id, action, done, outcomes })),
    webhooks: Object.entries(shop.hooks).map(([event, url]) => ({ id: event, url, events: [event], active: !shop.revoked })), photos: [...photos.values()],
  };
}

export function showListing(product: Product): ListingState {
  return {
    id: product.sku, code: product.items[0]?.sellerSku ?? '', title: product.name, description: product.description, state: stateOf(product), live: isLive(product), ended: product.state === 'REJECTED', awaitsAudit: product.state === 'IN_PROGRESS',
    banned: product.state === 'SUSPENDED', category: product.category, categoryName: leaves.get(product.category)?.name ?? '', photos: [...new Set(product.items.flatMap((item) => item.pictures.map((one) => one.sha256)))],
    productCode: product.code, brand: product.brand, attributes: product.attributes, reason: product.reason, dimension: product.dimension, createdAt: iso(product.created), updatedAt: iso(product.updated),
    variants: product.items.map((item) => ({
      id: item.sku, sku: item.sellerSku, price: item.sale, regularPrice: item.regular, stock: item.stock, reserved: item.reserved, options: Object.values(item.options), buyable: item.buyable, lockedUntil: item.lockedUntil > 0 ? iso(item.lockedUntil) : null,
    })),
  };
}

export function showOrder(order: Order): OrderState {
  return {
    id: order.id, status: statusOf(order), buyer: order.buyer, total: order.lines.reduce((sum, line) => sum + line.price * (line.quantity - line.cancelled), 0), createdAt: iso(order.created), delivery: order.delivery,
    lines: order.lines.map((line) => ({ id: line.id, sku: line.sellerSku, title: line.title, quantity: line.quantity, price: line.price, blibliSku: line.item, status: line.status, cancelled: line.cancelled, packageId: line.packageId, awb: line.awb })),
    history: order.history.map(({ at, status }) => ({ at: iso(at), status })),
  };
}
