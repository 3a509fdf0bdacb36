/** Reading orders: lists by time, one by number, and their items, which are calls of their own. One item per unit. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Order, Shop, Unit } from './documents.js';
import { ok, refuse } from './envelope.js';
import { moves, statusesOf, tabs } from './order-life.js';
import { bad, missing } from './params.js';
import { shopSku } from './products.js';
import { readList } from './removal.js';
import type { World } from './world.js';

export function getOrders(world: World, { params, shop }: Asked): Answer {
  const [createdAfter, createdBefore, updatedAfter, updatedBefore] = ['created_after', 'created_before', 'update_after', 'update_before'].map((name) => params.instant(name));
  if (createdAfter === undefined && updatedAfter === undefined) missing('created_after');
  const days = Number(world.kit.unconfirmed('orderWindowDays'));
  for (const [from, to] of [[createdAfter, createdBefore], [updatedAfter, updatedBefore]]) if (days > 0 && from !== undefined && (to ?? world.now()) - from > days * 86_400_000) throw bad('created_after', `the window is at most ${days} days`);
  const status = params.get('status');
  if (status !== undefined && !(status in moves) && !(status in tabs)) throw bad('status', 'is unknown');
  const by = params.word('sort_by', ['created_at', 'updated_at'], 'created_at') === 'created_at' ? 'created' as const : 'updated' as const;
  const sign = params.word('sort_direction', ['ASC', 'DESC'], 'ASC') === 'ASC' ? 1 : -1;
  const [limit, offset] = [params.whole('limit', 1, 100, 100), params.whole('offset', 0, 5000, 0)];
  const second = (ms: number) => Math.floor(ms / 1000) * 1000;
  const within = (ms: number, after: number | undefined, before: number | undefined) => second(ms) >= second(after ?? 0) && second(ms) <= (before ?? Infinity);
  const all = [...world.orders(shop.id).all()].filter((order) => within(order.created, createdAfter, createdBefore) && within(order.updated, updatedAfter, updatedBefore) && (status === undefined || statusesOf(order).some((one) => (tabs[status] ?? [status]).includes(one))))
    .sort((a, b) => sign * (a[by] - b[by] || (BigInt(a.id) < BigInt(b.id) ? -1 : 1)));
  const page = all.slice(offset, offset + limit);
  return ok({ count: page.length, countTotal: all.length, orders: page.map((order) => showOrder(world, order)) });
}

export function getOrder(world: World, { params, shop }: Asked): Answer {
  return ok(showOrder(world, theOrder(world, shop, params.id('order_id'))));
}

export function getOrderItems(world: World, { params, shop }: Asked): Answer {
  const order = theOrder(world, shop, params.id('order_id'));
  return ok(order.units.map((unit) => showUnit(world, order, unit)));
}

export function getManyItems(world: World, { params, shop }: Asked): Answer {
  const ids = readList(params.must('order_ids'), 'order_ids');
  if (ids.length === 0 || ids.length > 50) throw bad('order_ids', 'must have 1 to 50 elements');
  const found = ids.map((id) => world.orders(shop.id).get(id)).filter((order) => order !== undefined);
  return ok(found.map((order) => ({ order_id: BigInt(order.id), order_number: BigInt(order.id), order_items: order.units.map((unit) => showUnit(world, order, unit)) })));
}

export function theOrder(world: World, shop: Shop, id: string): Order {
  const order = world.orders(shop.id).get(id);
  if (!order) throw refuse('1', `E016: "${id}" Invalid Order ID`, 'order_id');
  return order;
}

export const totalOf = (order: Order) => order.units.reduce((sum, unit) => sum + unit.price, 0);

function dateOf(world: World, ms: number): string {
  const local = new Date(ms + 7 * 3_600_000).toISOString();
  return world.kit.unconfirmed('orderDates') === 'iso' ? `${local.slice(0, 19)}+07:00` : `${local.slice(0, 19).replace('T', ' ')} +0700`;
}

function showOrder(world: World, order: Order): object {
  const address = { first_name: order.buyer.slice(0, 1).padEnd(5, '*'), last_name: '', phone: '62********21', phone2: '', address1: '****', address2: '', address3: 'Jawa Tengah', address4: 'Kota Surakarta', address5: '****', city: 'Kota Surakarta', post_code: '57***', country: 'Indonesia' };
  return {
    order_id: BigInt(order.id), order_number: BigInt(order.id), statuses: statusesOf(order), price: `${totalOf(order)}.00`, voucher: 0, voucher_seller: 0, voucher_platform: 0, shipping_fee: 0, shipping_fee_original: 0, shipping_fee_discount_seller: 0, shipping_fee_discount_platform: 0,
    payment_method: statusesOf(order).includes('unpaid') ? '' : 'MIXEDCARD', items_count: order.units.length, address_shipping: address, address_billing: address, buyer_note: '', warehouse_code: 'dropshipping', created_at: dateOf(world, order.created), updated_at: dateOf(world, order.updated),
    need_cancel_confirm: order.cancelPending, is_cancel_pending: order.cancelPending, customer_first_name: address.first_name, customer_last_name: '', remarks: '', gift_option: false, gift_message: '', branch_number: '', tax_code: '',
  };
}

function showUnit(world: World, order: Order, unit: Unit): object {
  return {
    order_item_id: BigInt(unit.id), order_id: BigInt(order.id), sku: unit.sellerSku, shop_sku: shopSku({ id: unit.item }, { id: unit.sku }), sku_id: unit.sku, product_id: unit.item, name: unit.name, variation: unit.variation, item_price: unit.price, paid_price: unit.price, currency: 'IDR', voucher_amount: 0, voucher_seller: 0,
    voucher_platform: 0, shipping_amount: 0, status: unit.status, package_id: unit.packageId, tracking_code: unit.tracking, shipment_provider: unit.packageId === '' ? '' : 'LEX ID', shipping_type: 'Dropshipping', delivery_option_sof: 0, is_fbl: 0, is_digital: 0, reason: unit.reason, reason_detail: '',
    sla_time_stamp: dateOf(world, order.created + 2 * 86_400_000), cancel_trigger_time: '', reverse_order_id: unit.reverse, product_main_image: unit.image, created_at: dateOf(world, order.created), updated_at: dateOf(world, order.updated),
  };
}
