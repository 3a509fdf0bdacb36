/** The practice TikTok Shop's truth in the kit's shape. */
import type { ListingState, OrderState, ShopState } from '../kit/index.js';
import { leaves } from './category-tree.js';
import type { Order, Product, Shop } from './documents.js';
import { stockSum } from './offers.js';
import { totalOf } from './orders.js';
import { platformStatuses } from './webhooks.js';
import type { World } from './world.js';

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

export function showShop(world: World, shop: Shop): ShopState {
  const products = [...world.products(shop.id).all()];
  const grant = world.grants.get(shop.grant);
  const uris = new Set(products.flatMap(({ live, waiting }) => [...live.images, ...(waiting?.images ?? []), ...live.skus.flatMap(({ choices }) => choices.map(({ image }) => image))]));
  return {
    id: shop.id, name: shop.name, app: shop.appKey, cipher: shop.cipher, revoked: grant?.revoked ?? true, consentEnds: iso(grant?.consentEnds ?? 0), listings: products.map((product) => showListing(world, product)),
    orders: [...world.orders(shop.id).all()].map(showOrder), cancellations: [...world.cancellations(shop.id).all()], returns: [...world.returns(shop.id).all()],
    webhooks: [...world.webhooks(shop.id).all()].map(({ event, address }) => ({ id: event, url: address, events: [event], active: true })),
    photos: [...uris].flatMap((uri) => { const image = world.images.get(uri); return image ? [{ id: uri, sha256: image.sha256, bytes: image.bytes }] : []; }),
  };
}

export function showListing(world: World, product: Product): ListingState {
  const { live } = product;
  return {
    id: product.id, code: live.externalId, title: live.title, description: live.description, state: product.status, live: product.status === 'ACTIVATE', ended: product.status === 'DELETED', awaitsAudit: product.audit === 'AUDITING',
    banned: product.status === 'PLATFORM_DEACTIVATED', category: live.category, categoryName: leaves.get(live.category)?.name ?? '', photos: live.images.map((uri) => world.images.get(uri)?.sha256 ?? ''), weight: live.weight, dimensions: live.dimensions,
    attributes: live.attributes, brand: live.brand, audit: product.audit, reasons: product.reasons, waiting: product.waiting, platforms: platformStatuses(product), createdAt: iso(product.created), updatedAt: iso(product.updated),
    variants: live.skus.map((sku) => {
      const offer = product.offers[sku.id];
      const lockedUntil = offer && offer.lockedUntil > 0 ? iso(offer.lockedUntil) : null;
      return { id: sku.id, sku: sku.sellerSku, price: offer?.price ?? 0, stock: offer ? stockSum(offer) : 0, reserved: offer?.reserved ?? 0, committed: offer?.committed ?? 0, options: sku.choices.map(({ value }) => value), externalId: sku.externalId, lockedUntil };
    }),
  };
}

/** Units of one SKU stand together here; in the API each is a row. */
export function showOrder(order: Order): OrderState {
  const lines = order.units.filter((unit, at) => order.units.findIndex(({ sku }) => sku === unit.sku) === at);
  return {
    id: order.id, status: order.status, buyer: order.buyer, total: totalOf(order), createdAt: iso(order.created), updatedAt: iso(order.updated), cancelBy: order.cancelBy, cancelReason: order.cancelReason, packages: order.packages,
    lines: lines.map((unit) => ({
      id: unit.id, sku: unit.sellerSku, title: unit.option === '' ? unit.name : `${unit.name} (${unit.option})`, quantity: order.units.filter(({ sku }) => sku === unit.sku).length, price: unit.price, productId: unit.product, skuId: unit.sku,
    })),
    history: order.history.map(({ at, status }) => ({ at: iso(at), status })),
  };
}
