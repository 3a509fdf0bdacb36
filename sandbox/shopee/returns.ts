/** Returns and their negotiation. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Order, Return } from './documents.js';
import { ok, refuse } from './envelope.js';
import { theShop } from './items.js';
import { setStatus } from './order-life.js';
import { totalOf } from './orders.js';
import { announce } from './push.js';
import type { World } from './world.js';

/** A buyer asks for a return: when an order moves to TO_RETURN. */
export function openReturn(world: World, order: Order, reason: string): void {
  const now = world.now();
  put(world, {
    sn: `${order.sn.slice(0, 6)}${world.number('return', 10_000_001)}`, order: order.sn, shop: order.shop, status: 'REQUESTED', reason, amount: totalOf(order), created: now, updated: now,
    lines: order.lines.map((line) => ({ line: line.id, quantity: line.quantity })),
  });
}

function put(world: World, one: Return): void {
  one.updated = world.now();
  world.returns(one.shop).put(one.sn, one);
  const shop = world.shops.get(one.shop);
  if (shop) announce(world, shop, 29, { return_sn: one.sn, order_sn: one.order, return_status: one.status, update_time: one.updated });
}

export function returnList(world: World, asked: Asked): Answer {
  const { params } = asked;
  const [page, size] = [params.maybeInt('page_no', 0, 1_000_000) ?? 1, params.maybeInt('page_size', 1, 100) ?? 40];
  const status = params.maybeText('status');
  const within = (name: string, at: number) => at >= (params.maybeInt(`${name}_from`, 0, 9_999_999_999) ?? 0) && at <= (params.maybeInt(`${name}_to`, 0, 9_999_999_999) ?? Infinity);
  const all = [...world.returns(theShop(asked).id).all()].filter((one) => (!status || one.status === status) && within('create_time', one.created) && within('update_time', one.updated));
  const first = Math.max(0, page - 1) * size;
  return ok({ more: first + size < all.length, return: all.slice(first, first + size).map((one) => show(world, one)) });
}

export function returnDetail(world: World, asked: Asked): Answer {
  return ok(show(world, theReturn(world, asked)));
}

export function solutions(world: World, asked: Asked): Answer {
  const one = theReturn(world, asked);
  const range = { eligibility: one.status === 'REQUESTED', min_refund_amount: 0, max_refund_amount: one.amount };
  return ok({ RETURN_REFUND: range, REFUND: range });
}

export function answerReturn(status: 'ACCEPTED' | 'PROCESSING' | 'SELLER_DISPUTE', from: readonly string[]): (world: World, asked: Asked) => Answer {
  return (world, asked) => {
    const one = theReturn(world, asked);
    if (!from.includes(one.status)) throw refuse('error_busi', `The return is ${one.status}; this needs ${from.join(' or ')}.`);
    if (asked.params.has('proposed_solution')) asked.params.word('proposed_solution', ['RETURN_REFUND', 'REFUND']);
    if (asked.params.has('proposed_adjusted_refund_amount')) one.amount = asked.params.int('proposed_adjusted_refund_amount', 0, one.amount);
    one.status = status;
    put(world, one);
    const order = world.orders(one.shop).get(one.order);
    if (status === 'ACCEPTED' && order?.status === 'TO_RETURN') setStatus(world, order, 'CANCELLED');
    return ok({ return_sn: one.sn }, { effect: 'updated', subject: `return ${one.sn}` });
  };
}

function theReturn(world: World, asked: Asked): Return {
  const one = world.returns(theShop(asked).id).get(asked.params.text('return_sn'));
  if (!one) throw refuse('error_not_found', 'The return is not found.');
  return one;
}

function show(world: World, one: Return): object {
  const order = world.orders(one.shop).get(one.order);
  return {
    return_sn: one.sn, order_sn: one.order, status: one.status, reason: one.reason, text_reason: '', refund_amount: one.amount, currency: 'IDR', create_time: one.created, update_time: one.updated,
    due_date: one.created + 3 * 86_400, negotiation: { negotiation_status: '' }, item: one.lines.map((part) => {
      const line = order?.lines.find((other) => other.id === part.line);
      return { item_id: BigInt(line?.item ?? 0), model_id: BigInt(line?.model ?? 0), name: line?.name, item_sku: line?.itemSku, variation_sku: line?.modelSku, amount: part.quantity, item_price: line?.price };
    }),
  };
}
