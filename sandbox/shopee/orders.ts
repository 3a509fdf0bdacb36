/** Reading orders: rows without content by time, details by number, most fields only when they are named; parcels to be worked on. */
import { Photos, type Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Order, Parcel } from './documents.js';
import { ok, refuse } from './envelope.js';
import { theShop } from './items.js';
import { channels } from './rules.js';
import type { World } from './world.js';

const windowSeconds = 15 * 86_400;
const carrier = channels[0]?.logistics_channel_name ?? '';
const listed = ['UNPAID', 'READY_TO_SHIP', 'PROCESSED', 'RETRY_SHIP', 'SHIPPED', 'TO_CONFIRM_RECEIVE', 'COMPLETED', 'IN_CANCEL', 'CANCELLED', 'TO_RETURN', 'INVOICE_PENDING', 'PENDING'] as const;

export function orderList(world: World, asked: Asked): Answer {
  const { params } = asked;
  const field = params.word('time_range_field', ['create_time', 'update_time']) === 'create_time' ? 'created' : 'updated';
  const [from, to, size] = [params.int('time_from', 0, 9_999_999_999), params.int('time_to', 0, 9_999_999_999), params.int('page_size', 1, 100)];
  if (from > to || to - from > windowSeconds) throw refuse('order.order_list_invalid_time');
  const status = params.maybeWord('order_status', listed);
  const optional = params.has('response_optional_fields') ? params.words('response_optional_fields', 0, 10) : [];
  const pending = params.maybeBool('request_order_status_pending') ?? false;
  const after = params.maybeText('cursor') ? readCursor(params.text('cursor'), field) : null;
  const all = [...world.orders(theShop(asked).id).all()]
    .filter((order) => order[field] >= from && order[field] <= to && (pending || order.status !== 'PENDING') && (status === undefined || order.status === status))
    .map((order) => ({ order, key: `${String(order[field]).padStart(10, '0')} ${order.sn}` }))
    .filter(({ key }) => after === null || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = all.slice(0, size);
  const more = all.length > size;
  return ok({
    more, next_cursor: more ? Buffer.from(`${field} ${page.at(-1)?.key ?? ''}`).toString('base64url') : '',
    order_list: page.map(({ order }) => ({ order_sn: order.sn, booking_sn: '', ...(optional.includes('order_status') ? { order_status: order.status } : {}) })),
  });
}

function readCursor(cursor: string, field: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!text.startsWith(`${field} `)) throw refuse('error_param', 'cursor is invalid.');
  return text.slice(field.length + 1);
}

/** Fields of a detail that come only when they are named. */
const gated: Readonly<Record<string, (order: Order, world: World) => unknown>> = {
  buyer_user_id: () => 258_065, buyer_username: (order) => order.buyer, estimated_shipping_fee: () => 0, actual_shipping_fee: () => 0, actual_shipping_fee_confirmed: () => false, goods_to_declare: () => false,
  recipient_address: () => ({ name: 'P****', phone: '******21', town: '', district: '****', city: 'KOTA SURAKARTA', state: 'JAWA TENGAH', region: 'ID', zipcode: '57***', full_address: '****' }),
  note: () => '', note_update_time: () => 0, item_list: (order, world) => itemsOf(order, world), pay_time: (order) => order.paid || null, dropshipper: () => '', dropshipper_phone: () => '',
  split_up: (order) => order.parcels.length > 1, buyer_cancel_reason: (order) => order.buyerCancelReason, cancel_by: (order) => order.cancelBy, cancel_reason: (order) => order.cancelReason,
  buyer_cpf_id: () => null, fulfillment_flag: () => 'fulfilled_by_local_seller', pickup_done_time: (order) => order.history.find((one) => one.status === 'SHIPPED')?.at ?? 0,
  package_list: (order) => order.parcels.map((parcel) => showParcel(order, parcel)), shipping_carrier: () => carrier, checkout_shipping_carrier: () => carrier, payment_method: () => 'ShopeePay',
  total_amount: (order) => totalOf(order), invoice_data: () => null, order_chargeable_weight_gram: () => 0, return_request_due_date: () => 0, edt: () => null, payment_info: () => [], reverse_shipping_fee: () => 0, prescription_images: () => [],
};

export function orderDetail(world: World, asked: Asked): Answer {
  const { params } = asked;
  const numbers = params.words('order_sn_list', 1, 50);
  const named = params.has('response_optional_fields') ? params.words('response_optional_fields', 0, 100) : [];
  const pending = params.maybeBool('request_order_status_pending') ?? false;
  const orders = numbers.map((sn) => world.orders(theShop(asked).id).get(sn)).filter((order) => order !== undefined);
  if (orders.length === 0) throw refuse('error_not_found', 'The order is not found.');
  return ok({
    order_list: orders.map((order) => ({
      order_sn: order.sn, region: 'ID', currency: 'IDR', cod: false, order_status: order.status === 'PENDING' && !pending ? 'READY_TO_SHIP' : order.status, message_to_seller: '', create_time: order.created,
      update_time: order.updated, days_to_ship: 2, ship_by_date: order.shipBy, ...(pending ? { pending_terms: order.status === 'PENDING' ? ['SYSTEM_PENDING'] : [] } : {}),
      ...Object.fromEntries(named.filter((name) => name in gated).map((name) => [name, gated[name]?.(order, world)])),
    })),
  }, { warning: orders.length < numbers.length ? 'Some orders were not found.' : '' });
}

function itemsOf(order: Order, world: World): object[] {
  return order.lines.map((line) => ({
    item_id: BigInt(line.item), item_name: line.name, item_sku: line.itemSku, model_id: BigInt(line.model), model_name: line.modelName, model_sku: line.modelSku, model_quantity_purchased: line.quantity,
    model_original_price: line.price, model_discounted_price: line.price, wholesale: false, weight: world.items(order.shop).get(line.item)?.weight ?? 0, add_on_deal: false, main_item: false, add_on_deal_id: 0,
    promotion_type: line.promotion ? 'product_promotion' : '', promotion_id: 0, order_item_id: BigInt(line.id), promotion_group_id: 0, product_location_id: ['IDZ'], is_prescription_item: false,
    image_info: { image_url: line.image === '' ? '' : `${world.kit.url()}${Photos.path(world.images.get(line.image)?.sha256 ?? '')}` },
  }));
}

export function totalOf(order: Order): number {
  return order.lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
}

function showParcel(order: Order, parcel: Parcel): object {
  return {
    package_number: parcel.number, logistics_status: parcel.status, logistics_channel_id: channels[0]?.logistics_channel_id ?? 0, shipping_carrier: carrier, allow_self_design_awb: false,
    item_list: parcel.lines.map((part) => {
      const line = order.lines.find((one) => one.id === part.line);
      return { item_id: BigInt(line?.item ?? 0), model_id: BigInt(line?.model ?? 0), model_quantity: part.quantity, order_item_id: BigInt(part.line), promotion_group_id: 0, product_location_id: 'IDZ' };
    }),
  };
}

/** filter.package_status: 0 all, 1 pending, 2 to process, 3 processed. */
export function searchPackages(world: World, asked: Asked): Answer {
  const wanted = asked.params.part('filter')?.maybeInt('package_status', 0, 3) ?? 0;
  const paging = asked.params.part('pagination');
  const [size, at] = [paging?.maybeInt('page_size', 1, 100) ?? 100, Number(paging?.maybeText('cursor') || '0')];
  const group = (order: Order) => (order.status === 'PENDING' ? 1 : order.status === 'READY_TO_SHIP' ? 2 : order.status === 'PROCESSED' || order.status === 'RETRY_SHIP' ? 3 : null);
  const all = [...world.orders(theShop(asked).id).all()].filter((order) => group(order) !== null && (wanted === 0 || group(order) === wanted)).flatMap((order) => order.parcels.map((parcel) => ({ order, parcel })));
  const more = at + size < all.length;
  return ok({
    packages_list: all.slice(at, at + size).map(({ order, parcel }) => ({ order_sn: order.sn, package_number: parcel.number, logistics_status: parcel.status, fulfillment_status: parcel.status, shipping_carrier: carrier })),
    pagination: { total_count: all.length, next_cursor: more ? String(at + size) : '', more },
  });
}

export function theOrder(world: World, asked: Asked): Order {
  const order = world.orders(theShop(asked).id).get(asked.params.text('order_sn'));
  if (!order) throw refuse('error_not_found', 'The order is not found.');
  return order;
}

/** Refuses, in the vendor's words, what the order's state does not allow. */
export function mustBe(order: Order, ...statuses: readonly string[]): void {
  if (!statuses.includes(order.status)) throw refuse('error_busi', `The order is ${order.status}; this needs ${statuses.join(' or ')}.`);
}
