import type { Order, Refund } from '../documents.js';
import type { Shop } from '../shop.js';
import { checkParams, isObject } from '../wire/check-params.js';
import { WpError, noTrash } from '../wire/wp-error.js';
import { gone, id, made, ok, type Ask, type Reply, type Route } from '../wire/rest.js';
import { reduce, saveOrder, setStatus } from './move-order.js';
import { orderOf } from './orders.js';
import { presentRefund, refundedOf, totalOf } from './present-order.js';
import * as rules from './rules.js';

/** /orders/{id}/refunds: never changed once made. A refund of all that is left sets the order to `refunded`. */
const GATEWAYS_THAT_REFUND = ['midtrans'];

export const refundRoutes: readonly Route[] = [
  { methods: ['GET'], pattern: /^\/orders\/(\d+)\/refunds$/, answer: (ask) => {
    const order = orderOf(ask.shop, id(ask));
    return ok(order.refunds.map((refund) => presentRefund(order, refund)).reverse());
  } },
  { methods: ['POST'], pattern: /^\/orders\/(\d+)\/refunds$/, answer: (ask) => create(ask) },
  { methods: ['GET'], pattern: /^\/orders\/(\d+)\/refunds\/(\d+)$/, answer: (ask) => {
    const order = orderOf(ask.shop, id(ask));
    return ok(presentRefund(order, refundOf(order, id(ask, 1))));
  } },
  { methods: ['DELETE'], pattern: /^\/orders\/(\d+)\/refunds\/(\d+)$/, answer: (ask) => remove(ask) },
];

function create(ask: Ask): Reply {
  const { shop } = ask;
  const order = orderOf(shop, id(ask));
  const params = checkParams(ask.params, rules.refund);
  const wanted = (Array.isArray(params.line_items) ? params.line_items : []).filter(isObject).map((entry) => ({ line: Number(entry.id ?? 0), quantity: Number(entry.quantity ?? 0), total: Number(entry.refund_total ?? 0) }));
  for (const entry of wanted) {
    const line = order.lines.find((candidate) => candidate.id === entry.line);
    if (!line) throw new WpError('woocommerce_rest_invalid_item_id', 400, 'Order item ID provided is not associated with order.');
    if (entry.quantity < 0 || entry.quantity > line.quantity - line.refunded) throw new WpError('woocommerce_rest_cannot_create_order_refund', 500, 'Invalid refund quantity.');
  }
  const amount = typeof params.amount === 'string' ? Number(params.amount) : wanted.reduce((sum, entry) => sum + entry.total, 0);
  if (!(amount > 0)) throw new WpError('woocommerce_rest_invalid_order_refund', 400, 'Refund amount must be greater than zero.');
  if (amount > totalOf(order) - refundedOf(order)) throw new WpError('woocommerce_rest_cannot_create_order_refund', 500, 'Invalid refund amount.');
  if (params.api_refund === true && !GATEWAYS_THAT_REFUND.includes(order.paymentMethod)) {
    throw new WpError('woocommerce_rest_cannot_create_order_refund', 500, 'The payment gateway for this order does not support automatic refunds.');
  }
  const refund = refundOrder(shop, order, { amount, reason: String(params.reason ?? ''), byGateway: params.api_refund === true, restock: params.api_restock === true, lines: wanted });
  return made(presentRefund(orderOf(shop, order.id), refund), `refund ${refund.id} of order ${order.id}`);
}

export interface RefundWish { readonly amount: number; readonly reason: string; readonly byGateway: boolean; readonly restock: boolean; readonly lines: readonly { readonly line: number; readonly quantity: number; readonly total: number }[] }

export function refundOrder(shop: Shop, order: Order, wish: RefundWish): Refund {
  const refund: Refund = { id: shop.next('posts'), created: shop.now(), amount: wish.amount, reason: wish.reason, byGateway: wish.byGateway, lines: wish.lines.map((entry) => ({ id: shop.next('rows'), ...entry })) };
  const lines = order.lines.map((line) => {
    const back = wish.lines.filter((entry) => entry.line === line.id).reduce((sum, entry) => sum + entry.quantity, 0);
    const restocked = wish.restock ? reduce(shop, line, -Math.min(back, line.reduced)) : line;
    return { ...restocked, refunded: line.refunded + back };
  });
  const next: Order = { ...order, lines, refunds: [...order.refunds, refund] };
  if (refundedOf(next) >= totalOf(next) && next.status !== 'refunded') setStatus(shop, next, 'refunded', '');
  else saveOrder(shop, next);
  return refund;
}

function refundOf(order: Order, target: number): Refund {
  const refund = order.refunds.find((entry) => entry.id === target);
  if (!refund) throw new WpError('woocommerce_rest_invalid_order_refund_id', 404, 'Invalid order refund ID.');
  return refund;
}

function remove(ask: Ask): Reply {
  const order = orderOf(ask.shop, id(ask));
  const refund = refundOf(order, id(ask, 1));
  if (checkParams(ask.params, rules.forced).force !== true) throw noTrash('Order refunds');
  saveOrder(ask.shop, { ...order, refunds: order.refunds.filter((entry) => entry !== refund) });
  return gone(presentRefund(order, refund), `refund ${refund.id} of order ${order.id}`);
}
