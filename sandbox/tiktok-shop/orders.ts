/** Reading orders: search by time and status, details by id, price breakdown. One row per unit. */
import type { Answer } from '../kit/index.js';
import type { ShopAsked } from './auth.js';
import type { Order, Shop } from './documents.js';
import { ok, wrong } from './envelope.js';
import { urlOf } from './images.js';
import { deliveryOption } from './knowledge.js';
import { pageOf } from './page-of.js';
import { waitingCancellation } from './cancellation-life.js';
import type { World } from './world.js';

const statuses = ['UNPAID', 'ON_HOLD', 'AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING', 'AWAITING_COLLECTION', 'IN_TRANSIT', 'DELIVERED', 'COMPLETED', 'CANCELLED'] as const;
const filters = ['order_status', 'create_time_ge', 'create_time_lt', 'update_time_ge', 'update_time_lt', 'shipping_type', 'buyer_user_id', 'is_buyer_request_cancel', 'warehouse_ids'];

export function searchOrders(world: World, { shop, query, body }: ShopAsked): Answer {
  body.only(filters);
  const field = query.word('sort_field', ['create_time', 'update_time'], 'create_time') === 'create_time' ? 'created' : 'updated';
  const falling = query.word('sort_order', ['ASC', 'DESC'], 'DESC') === 'DESC';
  const status = body.maybeWord('order_status', statuses);
  const [from, to, changedFrom, changedTo] = ['create_time_ge', 'create_time_lt', 'update_time_ge', 'update_time_lt'].map((name) => body.maybeWhole(name));
  const [shipping, buyer, warehouses] = [body.maybeWord('shipping_type', ['TIKTOK', 'SELLER']), body.maybeText('buyer_user_id'), body.texts('warehouse_ids', 0, 100)];
  const asks = body.has('is_buyer_request_cancel') ? body.bool('is_buyer_request_cancel') : null;
  const found = [...world.orders(shop.id).all()].filter((order) =>
    (status === undefined || order.status === status) && order.created >= (from ?? 0) && order.created < (to ?? Infinity) && order.updated >= (changedFrom ?? 0) && order.updated < (changedTo ?? Infinity)
    && shipping !== 'SELLER' && (buyer === undefined || order.buyerId === buyer) && (warehouses.length === 0 || warehouses.includes(order.warehouse))
    && (asks === null || (waitingCancellation(world, order) !== undefined) === asks));
  const page = pageOf(world, found, query, 100, (order) => order[field], falling);
  return ok({ orders: page.rows.map((order) => detail(world, order)), next_page_token: page.next, total_count: found.length });
}

export function getOrders(world: World, { shop, query }: ShopAsked): Answer {
  const ids = query.text('ids').split(',');
  if (ids.length > 50) throw wrong('At most 50 ids.');
  return ok({ orders: ids.flatMap((id) => { const order = world.orders(shop.id).get(id); return order ? [detail(world, order)] : []; }) });
}

export function findOrder(world: World, shop: Shop, id: string): Order {
  const order = world.orders(shop.id).get(id);
  if (!order) throw wrong(`There is no order ${id}.`);
  return order;
}

export const totalOf = (order: Order): number => order.units.reduce((sum, { price }) => sum + price, 0);

export function priceDetail(world: World, { shop, ids: [id = ''] }: ShopAsked): Answer {
  const order = findOrder(world, shop, id);
  const total = String(totalOf(order));
  return ok({ currency: 'IDR', total, payment: total, sku_list_price: total, sku_sale_price: total, shipping_sale_price: '0', line_items: order.units.map((unit) => ({ id: unit.id, currency: 'IDR', sku_sale_price: String(unit.price), total: String(unit.price) })) });
}

function detail(world: World, order: Order): object {
  const total = String(totalOf(order));
  const addressed = !['UNPAID', 'ON_HOLD'].includes(order.status);
  const waiting = waitingCancellation(world, order);
  return {
    id: order.id, status: order.status, create_time: order.created, update_time: order.updated, ...(order.paid > 0 ? { paid_time: order.paid, rts_sla_time: order.paid + 2 * 86_400, cancel_order_sla_time: order.paid + 7 * 86_400 } : {}),
    user_id: order.buyerId, fulfillment_type: 'FULFILLMENT_BY_SELLER', shipping_type: 'TIKTOK', delivery_option_id: deliveryOption, warehouse_id: order.warehouse, is_cod: false, commerce_platform: 'TIKTOK_SHOP', is_on_hold_order: order.status === 'ON_HOLD',
    is_buyer_request_cancel: waiting !== undefined, ...(order.cancelReason === '' ? {} : { cancel_reason: order.cancelReason, cancellation_initiator: order.cancelBy, cancel_time: order.updated }), buyer_message: '',
    payment: { currency: 'IDR', sub_total: total, shipping_fee: '0', seller_discount: '0', platform_discount: '0', original_total_product_price: total, total_amount: total },
    ...(addressed ? { recipient_address: { name: `${order.buyer.slice(0, 1)}***`, phone_number: '(+62)8**', full_address: '***, Surakarta', district_info: [], postal_code: '57***', region_code: 'ID' } } : {}),
    tracking_number: order.packages[0]?.tracking ?? '', packages: order.packages.map(({ id }) => ({ id })),
    line_items: order.units.map((unit) => ({
      id: unit.id, product_id: unit.product, product_name: unit.name, sku_id: unit.sku, sku_name: unit.option, seller_sku: unit.sellerSku, sku_image: urlOf(world, unit.image), currency: 'IDR', sale_price: String(unit.price), original_price: String(unit.price),
      display_status: order.status, ...(unit.package === '' ? {} : { package_id: unit.package, package_status: order.packages.find(({ id }) => id === unit.package)?.status }),
      tracking_number: order.packages.find(({ id }) => id === unit.package)?.tracking ?? '',
    })),
  };
}
