/** Calls on cancellations and returns: asked for, searched, approved, rejected. */
import type { Answer } from '../kit/index.js';
import type { ShopAsked } from './auth.js';
import { settleCancellation, waitingCancellation } from './cancellation-life.js';
import type { Cancellation, Return } from './documents.js';
import { ok, refuse, wrong } from './envelope.js';
import { cancel } from './order-life.js';
import { findOrder } from './orders.js';
import { pageOf } from './page-of.js';
import { settleReturn } from './return-life.js';
import type { World } from './world.js';

const cancelReasons = ['seller_cancel_reason_out_of_stock', 'seller_cancel_reason_wrong_price', 'seller_cancel_paid_reason_buyer_requested_cancellation'];
const rejectReasons = [{ name: 'seller_reject_apply_product_has_been_packed', text: 'Barang sudah dikemas.' }, { name: 'reverse_reject_request_reason_2', text: 'Barang tidak sesuai permintaan retur.' }] as const;
const pending = 'CANCELLATION_REQUEST_PENDING';

export function cancelOrder(world: World, { shop, query, body }: ShopAsked): Answer {
  if (query.has('idempotency_key')) throw wrong('This call takes no idempotency_key.');
  body.only(['order_id', 'cancel_reason', 'skus', 'order_line_item_ids']);
  const order = findOrder(world, shop, body.id('order_id'));
  if (body.has('skus') || body.has('order_line_item_ids')) throw wrong('A part of an order cannot be cancelled in this market.');
  if (!cancelReasons.includes(body.text('cancel_reason'))) throw refuse(25001014);
  if (['IN_TRANSIT', 'DELIVERED'].includes(order.status)) throw refuse(25001045);
  if (['COMPLETED', 'CANCELLED'].includes(order.status)) throw refuse(25001051);
  if (waitingCancellation(world, order)) throw refuse(25001011);
  if (!['ON_HOLD', 'AWAITING_SHIPMENT', 'AWAITING_COLLECTION'].includes(order.status)) throw refuse(25001014, `An order in ${order.status} cannot be cancelled by the seller.`);
  const id = cancel(world, order, 'SELLER', body.text('cancel_reason'));
  return ok({ cancel_id: id, cancel_status: 'CANCELLATION_REQUEST_COMPLETE' }, { effect: 'updated', subject: `order ${order.id}` });
}

export function searchCancellations(world: World, { shop, query, body }: ShopAsked): Answer {
  body.only(['cancel_ids', 'order_ids', 'cancel_status', 'create_time_ge', 'create_time_lt', 'update_time_ge', 'update_time_lt', 'locale']);
  const [ids, orders, status] = [body.texts('cancel_ids', 0, 50), body.texts('order_ids', 0, 50), body.texts('cancel_status', 0, 10)];
  const all = [...world.cancellations(shop.id).all()].filter((one) => (ids.length === 0 || ids.includes(one.id)) && (orders.length === 0 || orders.includes(one.order)) && (status.length === 0 || status.includes(one.status)));
  const page = pageOf(world, all, query, 50, ({ updated }) => updated, true);
  const rows = page.rows.map((one) => ({
    cancel_id: one.id, order_id: one.order, cancel_status: one.status, cancel_type: one.role === 'BUYER' ? 'BUYER_CANCEL' : 'CANCEL', role: one.role, cancel_reason: one.reason, create_time: one.created, update_time: one.updated,
    ...(one.status === pending ? { seller_next_action_response: [{ action: 'SELLER_RESPOND_CANCELLATION', deadline: one.created + 2 * 86_400 }] } : {}),
  }));
  return ok({ cancellations: rows, next_page_token: page.next, total_count: all.length });
}

export function approveCancellation(world: World, asked: ShopAsked): Answer {
  const one = findCancellation(world, asked);
  cancel(world, findOrder(world, asked.shop, one.order), 'BUYER', one.reason);
  return ok({}, { effect: 'updated', subject: `order ${one.order}` });
}

export function rejectCancellation(world: World, asked: ShopAsked): Answer {
  const one = findCancellation(world, asked);
  if (!rejectReasons.some(({ name }) => name === asked.body.text('reject_reason'))) throw refuse(25001015);
  settleCancellation(world, one, 'CANCELLATION_REQUEST_CANCEL');
  return ok({}, { effect: 'updated', subject: `order ${one.order}` });
}

function findCancellation(world: World, { shop, ids: [id = ''], query }: ShopAsked): Cancellation {
  checkKey(query.maybeText('idempotency_key'));
  const one = world.cancellations(shop.id).get(id);
  if (!one) throw wrong(`There is no cancellation ${id}.`);
  if (one.status !== pending) throw refuse(25001051);
  return one;
}

function checkKey(key: string | undefined): void {
  if ((key ?? '').length > 255) throw wrong('idempotency_key must have at most 255 characters.');
}

export function searchReturns(world: World, { shop, query, body }: ShopAsked): Answer {
  body.only(['return_ids', 'order_ids', 'return_status', 'return_types', 'create_time_ge', 'create_time_lt', 'update_time_ge', 'update_time_lt', 'locale']);
  const [ids, orders, status] = [body.texts('return_ids', 0, 50), body.texts('order_ids', 0, 50), body.texts('return_status', 0, 10)];
  const all = [...world.returns(shop.id).all()].filter((one) => (ids.length === 0 || ids.includes(one.id)) && (orders.length === 0 || orders.includes(one.order)) && (status.length === 0 || status.includes(one.status)));
  const page = pageOf(world, all, query, 50, ({ updated }) => updated, true, 10);
  const rows = page.rows.map((one) => ({ return_id: one.id, order_id: one.order, return_type: one.type, return_status: one.status, return_reason: one.reason, role: 'BUYER', create_time: one.created, update_time: one.updated, return_line_items: one.units.map((id) => ({ order_line_item_id: id })) }));
  return ok({ return_orders: rows, next_page_token: page.next, total_count: all.length });
}

/** What a decision leads to, by the state the return is in. */
const approvals: Readonly<Record<string, readonly [from: string, to: string]>> = {
  APPROVE_REFUND: ['RETURN_OR_REFUND_REQUEST_PENDING', 'RETURN_OR_REFUND_REQUEST_COMPLETE'], APPROVE_RETURN: ['RETURN_OR_REFUND_REQUEST_PENDING', 'AWAITING_BUYER_SHIP'], APPROVE_RECEIVED_PACKAGE: ['BUYER_SHIPPED_ITEM', 'RETURN_OR_REFUND_REQUEST_COMPLETE'],
};
const rejections: Readonly<Record<string, readonly [from: string, to: string]>> = {
  REJECT_REFUND: ['RETURN_OR_REFUND_REQUEST_PENDING', 'REFUND_OR_RETURN_REQUEST_REJECT'], REJECT_RETURN: ['RETURN_OR_REFUND_REQUEST_PENDING', 'REFUND_OR_RETURN_REQUEST_REJECT'], REJECT_RECEIVED_PACKAGE: ['BUYER_SHIPPED_ITEM', 'REJECT_RECEIVE_PACKAGE'],
};

export const approveReturn = (world: World, asked: ShopAsked): Answer => decide(world, asked, approvals);

export function rejectReturn(world: World, asked: ShopAsked): Answer {
  if (!rejectReasons.some(({ name }) => name === asked.body.text('reject_reason'))) throw refuse(25001020);
  return decide(world, asked, rejections);
}

function decide(world: World, { shop, ids: [id = ''], query, body }: ShopAsked, table: Readonly<Record<string, readonly [from: string, to: string]>>): Answer {
  checkKey(query.maybeText('idempotency_key'));
  const one: Return | undefined = world.returns(shop.id).get(id);
  if (!one) throw wrong(`There is no return ${id}.`);
  const step = table[body.text('decision')];
  if (!step) throw wrong(`decision must be one of ${Object.keys(table).join(', ')}.`);
  if (one.status !== step[0]) throw refuse(25001051);
  settleReturn(world, one, step[1]);
  return ok({}, { effect: 'updated', subject: `return ${id}` });
}

export const listRejectReasons = (): Answer => ok({ reasons: rejectReasons });
