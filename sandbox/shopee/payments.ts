/** What is paid out for an order. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Order } from './documents.js';
import { ok, refuse } from './envelope.js';
import { theShop } from './items.js';
import { theOrder, totalOf } from './orders.js';
import type { World } from './world.js';

export function escrow(world: World, asked: Asked): Answer {
  return ok(income(theOrder(world, asked)));
}

/** The vendor's page says GET, its gateway needs POST. */
export function escrowBatch(world: World, asked: Asked): Answer {
  const orders = asked.params.words('order_sn_list', 1, 50).map((sn) => world.orders(theShop(asked).id).get(sn));
  if (orders.some((order) => !order)) throw refuse('error_not_found', 'An order is not found.');
  return ok(orders.flatMap((order) => (order ? [{ escrow_detail: income(order) }] : [])));
}

export function escrowList(world: World, asked: Asked): Answer {
  const { params } = asked;
  const [page, size] = [params.maybeInt('page_no', 1, 1_000_000) ?? 1, params.maybeInt('page_size', 1, 100) ?? 40];
  const all = completed(world, asked, params.int('release_time_from', 0, 9_999_999_999), params.int('release_time_to', 0, 9_999_999_999));
  return ok({ more: page * size < all.length, escrow_list: all.slice((page - 1) * size, page * size).map((order) => ({ order_sn: order.sn, payout_amount: payout(order), escrow_release_time: order.updated })) });
}

export function wallet(world: World, asked: Asked): Answer {
  const [from, to] = [asked.params.int('create_time_from', 0, 9_999_999_999), asked.params.int('create_time_to', 0, 9_999_999_999)];
  if (from >= to || to - from > 15 * 86_400) throw refuse('error_param', 'The window must be at most 15 days.');
  const rows = completed(world, asked, from, to);
  return ok({ transaction_list: rows.map((order) => ({ status: 'COMPLETED', transaction_type: 'ESCROW_VERIFIED_ADD', order_sn: order.sn, amount: payout(order), create_time: order.updated })), more: false });
}

function completed(world: World, asked: Asked, from: number, to: number): Order[] {
  return [...world.orders(theShop(asked).id).all()].filter((order) => order.status === 'COMPLETED' && order.updated >= from && order.updated <= to);
}

function fees(order: Order): { commission_fee: number; service_fee: number } {
  return { commission_fee: Math.round(totalOf(order) * 0.06), service_fee: Math.round(totalOf(order) * 0.02) };
}

function payout(order: Order): number {
  return order.status === 'CANCELLED' ? 0 : totalOf(order) - fees(order).commission_fee - fees(order).service_fee;
}

function income(order: Order): object {
  return {
    order_sn: order.sn, buyer_user_name: order.buyer, return_order_sn_list: [], order_income: {
      escrow_amount: payout(order), escrow_amount_after_adjustment: payout(order), buyer_total_amount: totalOf(order), original_price: totalOf(order), seller_discount: 0, shopee_discount: 0, voucher_from_seller: 0,
      voucher_from_shopee: 0, ...fees(order), seller_transaction_fee: 0, escrow_tax: 0, buyer_paid_shipping_fee: 0, actual_shipping_fee: 0, final_shipping_fee: 0,
      items: order.lines.map((line) => ({
        item_id: BigInt(line.item), item_sku: line.itemSku, model_id: BigInt(line.model), model_sku: line.modelSku, quantity_purchased: line.quantity, original_price: line.price * line.quantity, discounted_price: line.price * line.quantity,
      })),
    },
  };
}
