import type { ListingState, OrderState, ShopState, VariantState } from '../kit/index.js';
import type { Item, Order } from './documents.js';
import { held, isLive, ownPrice, stockHolder, stockStatusOf } from './goods/sellable.js';
import { totalOf } from './orders/present-order.js';
import type { Shop } from './shop.js';

/** The whole truth of a shop. `stock` is what a buyer can have: the shop's number (`quantity`) less what unpaid checkouts hold (`held`). */
export function showShop(shop: Shop): ShopState {
  const { items, orders, webhooks, pictures, terms } = shop.shelves;
  return {
    id: shop.slug, name: shop.name, url: shop.world.home(),
    listings: [...items.all()].filter((item) => item.parent === 0).map((item) => showListing(shop, item)),
    orders: [...orders.all()].map((order) => showOrder(order)),
    webhooks: [...webhooks.all()].map((webhook) => ({ id: String(webhook.id), url: webhook.url, events: [webhook.topic], active: webhook.status === 'active', status: webhook.status, failures: webhook.failures })),
    photos: [...pictures.all()].map((picture) => ({ id: String(picture.id), sha256: picture.sha256, bytes: picture.bytes, source: picture.source })),
    categories: [...terms.all()].filter((term) => term.taxonomy === 'category').map((term) => ({ id: String(term.id), parent: String(term.parent), name: term.name })),
  };
}

export function showListing(shop: Shop, item: Item): ListingState {
  const children = shop.children(item).filter((child) => child.status !== 'trash' || item.status === 'trash');
  const shas = (images: Item['images']) => images.map((image) => shop.shelves.pictures.get(image.id)?.sha256).filter((sha) => sha !== undefined);
  const variants = item.type === 'variable' ? children : [item];
  return {
    id: String(item.id), code: item.sku, title: item.name, description: item.description, state: item.status, live: isLive(shop, item), type: item.type,
    category: String(item.categories[0] ?? ''), categories: item.categories.map(String), photos: shas(item.images), modified: new Date(item.modified).toISOString(),
    meta: Object.fromEntries(item.meta.map((meta) => [meta.key, meta.value])), axes: item.attributes.filter((attribute) => attribute.variation).map(({ name, options }) => ({ name, options })),
    attributes: item.attributes.filter((attribute) => !attribute.variation).map(({ id, name, options }) => ({ id: String(id), name, options })),
    variants: variants.map((variant) => ({ ...showVariant(shop, variant), photos: variant === item ? [] : shas(variant.images) })),
  };
}

function showVariant(shop: Shop, item: Item): VariantState {
  const holder = stockHolder(shop, item);
  const kept = holder ? held(shop, holder) : 0;
  const unlimited = stockStatusOf(shop, item) === 'outofstock' ? 0 : 999_999;
  return {
    id: String(item.id), sku: item.sku, price: Number(ownPrice(item, shop.now()) || 0), stock: holder ? Math.max(0, holder.stock - kept) : unlimited, reserved: 0,
    options: item.choices.map((choice) => choice.option), quantity: holder?.stock ?? null, held: kept, managed: holder !== null, status: item.status, weight: item.weight,
    regular: item.regular, sale: item.sale, dimensions: [item.length, item.width, item.height],
  };
}

export function showOrder(order: Order): OrderState {
  return {
    id: String(order.id), status: order.status, buyer: `${order.billing.first_name ?? ''} ${order.billing.last_name ?? ''}`.trim(), total: totalOf(order),
    lines: order.lines.map((line) => ({
      id: String(line.id), sku: line.sku, title: line.name, quantity: line.quantity, price: line.quantity === 0 ? 0 : line.total / line.quantity, product: String(line.productId), variation: String(line.variationId), reduced: line.reduced, refunded: line.refunded,
    })),
    history: order.history.map(({ at, status }) => ({ at: new Date(at).toISOString(), status })),
    notes: order.notes.map((note) => note.text), refunds: order.refunds.map((refund) => ({ id: String(refund.id), amount: refund.amount })),
  };
}
