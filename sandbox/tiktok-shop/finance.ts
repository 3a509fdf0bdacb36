/** Money, told daily: what completed orders brought, less a fee of five per cent. */
import type { Answer } from '../kit/index.js';
import type { ShopAsked } from './auth.js';
import type { Order, Shop } from './documents.js';
import { ok, wrong } from './envelope.js';
import { findOrder, totalOf } from './orders.js';
import { pageOf } from './page-of.js';
import type { World } from './world.js';

const day = 86_400;
const doneAt = (order: Order) => order.history.find(({ status }) => status === 'COMPLETED')?.at ?? 0;
const amounts = (total: number) => ({ currency: 'IDR', settlement_amount: String(total - feeOf(total)), revenue_amount: String(total), fee_amount: String(-feeOf(total)), adjustment_amount: '0' });
const feeOf = (total: number) => Math.round(total * 0.05);
const done = (world: World, shop: Shop) => [...world.orders(shop.id).all()].filter((order) => doneAt(order) > 0);
const transaction = (order: Order) => ({ id: `7${order.id}`, type: 'ORDER', order_id: order.id, order_create_time: order.created, ...amounts(totalOf(order)) });

export function listStatements(world: World, { shop, query }: ShopAsked): Answer {
  query.word('sort_field', ['statement_time']);
  const [from, to] = [query.digits('statement_time_ge', 0, 9_999_999_999, 0), query.digits('statement_time_lt', 0, 9_999_999_999, 9_999_999_999)];
  const paid = query.maybeWord('payment_status', ['PAID', 'FAILED', 'PROCESSING']);
  const sums = new Map<number, number>();
  for (const order of done(world, shop)) sums.set(Math.floor(doneAt(order) / day) * day, (sums.get(Math.floor(doneAt(order) / day) * day) ?? 0) + totalOf(order));
  const all = [...sums].map(([time, total]) => ({ id: String(time), statement_time: time, payment_status: world.now() >= time + 2 * day ? 'PAID' : 'PROCESSING', payment_id: `34${time}`, ...amounts(total) }))
    .filter((one) => one.statement_time >= from && one.statement_time < to && (paid === undefined || one.payment_status === paid));
  const page = pageOf(world, all, query, 100, (one) => one.statement_time, query.word('sort_order', ['ASC', 'DESC'], 'DESC') === 'DESC');
  return ok({ statements: page.rows, next_page_token: page.next });
}

export function statementTransactions(world: World, { shop, query, ids: [id = ''] }: ShopAsked): Answer {
  const all = done(world, shop).filter((order) => String(Math.floor(doneAt(order) / day) * day) === id);
  if (all.length === 0) throw wrong(`There is no statement ${id}.`);
  const page = pageOf(world, all, query, 100, doneAt, false);
  return ok({ id, transactions: page.rows.map(transaction), total_count: all.length, next_page_token: page.next });
}

export function orderTransactions(world: World, { shop, ids: [id = ''] }: ShopAsked): Answer {
  const order = findOrder(world, shop, id);
  return ok({ order_id: id, statement_transactions: doneAt(order) > 0 ? [transaction(order)] : [] });
}

export function unsettled(world: World, { shop, query }: ShopAsked): Answer {
  const all = [...world.orders(shop.id).all()].filter((order) => order.paid > 0 && doneAt(order) === 0 && order.status !== 'CANCELLED');
  const page = pageOf(world, all, query, 100, ({ created }) => created, true);
  return ok({ transactions: page.rows.map((order) => ({ order_id: order.id, est_settlement_amount: amounts(totalOf(order)).settlement_amount, currency: 'IDR' })), total_count: all.length, next_page_token: page.next });
}

export function payments(): Answer {
  throw wrong('This call is not available in this market.');
}

export const withdrawals = (): Answer => ok({ withdrawals: [], total_count: 0, next_page_token: '' });
