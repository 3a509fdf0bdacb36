/** Webhooks: an address per event and store, flat bodies, signed like a call with the address in the path's place. */
import { randomUUID } from 'node:crypto';
import type { Item, Line, Order, Product, Return } from './documents.js';
import { jakartaDate, signOf } from './sign.js';
import type { World } from './world.js';

export const events = [
  'new_order', 'waiting_for_payment_order', 'delivered_order', 'cancelled_payment_expired_order', 'returned_order', 'stock_update_changes', 'product_changes', 'product_variant_changes', 'product_submission_created',
  'product_submission_approved', 'product_submission_need_correction', 'product_submission_rejected', 'queue_feed', 'store_opened', 'store_info_update', 'pickup_point_updated', 'new_order_item',
] as const;
export type Event = (typeof events)[number];

export function send(world: World, shopId: string, event: Event, fields: object): void {
  const shop = world.shops.get(shopId);
  const url = shop?.hooks[event];
  if (!shop || shop.revoked || url === undefined || url === '') return;
  const ms = world.now();
  const body = JSON.stringify({ ...fields, timestamp: ms, storeCode: shop.id });
  const signature = signOf(shop.signatureKey, 'POST', body, 'application/json', ms, url).toString(world.kit.unconfirmed('webhookSignature') === 'hex' ? 'hex' : 'base64');
  const headers = { 'content-type': 'application/json', requestId: randomUUID(), requestTime: String(ms), ...(shop.hookToken === '' ? {} : { token: shop.hookToken }), ...(shop.signatureKey === '' ? {} : { Signature: signature }) };
  world.kit.pushes.send({ shop: shop.id, subscription: event, event, url, headers, body });
}

export function announceLine(world: World, order: Order, line: Line, event: Event): void {
  const shop = world.shops.get(order.shop);
  const [, month = '', day = '', time = '', year = ''] = /^\w+ (\w+) (\d\d) (\d\d:\d\d):\d\d WIB (\d+)$/.exec(jakartaDate(order.cancelBy)) ?? [];
  const monthNumber = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].indexOf(month) + 1;
  send(world, order.shop, event, {
    blibliSku: line.item, sellerSku: line.sellerSku, blibliSkuName: line.title, quantity: line.quantity - line.cancelled, initialQuantity: line.quantity, orderId: order.id, orderItemId: line.id, packageId: line.packageId,
    orderStatus: line.status, logisticProductCode: 'BES', logisticProductName: 'Blibli Express Service', pickupPointCode: shop?.pickupPoint ?? '', instantPickup: false,
    autoCancelTimeStamp: `${year}-${String(monthNumber).padStart(2, '0')}-${day} ${time}`, orderDate: order.created,
  });
}

export function announceReturn(world: World, one: Return): void {
  send(world, one.shop, 'returned_order', { returnId: one.id, rmaNumber: `RMA-${one.id}`, status: one.status });
}

export function announceSubmission(world: World, product: Product, event: Event): void {
  send(world, product.shop, event, {
    product: {
      brand: product.brand, productCode: product.code, productName: product.name, productSku: product.sku,
      productItems: product.items.map((item) => ({ blibliSku: item.sku, sellerSku: item.sellerSku, productItemCode: `${product.code}-${item.sku.slice(-5)}`, generatedItemName: item.name, upcCode: item.upc })),
    },
    flags: { postLive: product.postLive },
  });
}

export function announceProduct(world: World, product: Product): void {
  send(world, product.shop, 'product_changes', { productSku: product.sku, productName: product.name, archived: product.state === 'ARCHIVED', suspended: product.state === 'SUSPENDED' });
}

export function announceItem(world: World, product: Product, item: Item): void {
  send(world, product.shop, 'product_variant_changes', { productSku: product.sku, blibliSku: item.sku, sellerSku: item.sellerSku, price: item.regular, salePrice: item.sale, buyable: item.buyable });
}

export function announceStock(world: World, product: Product, item: Item): void {
  send(world, product.shop, 'stock_update_changes', { productSku: product.sku, blibliSku: item.sku, sellerSku: item.sellerSku, availableStock: item.stock });
}
