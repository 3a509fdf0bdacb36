/** Ways back, and the push that tells of each step. */
import { Refusal } from '../kit/index.js';
import type { Order, Reverse, Unit } from './documents.js';
import { announce } from './push.js';
import type { World } from './world.js';

const ended = ['REFUND_SUCCESS', 'REQUEST_REJECT', 'CANCEL_SUCCESS'];

/** Opens a wish; the marketplace pushes it. */
export function openReverse(world: World, order: Order, units: readonly Unit[], type: Reverse['type'], status: string, reason: string): Reverse {
  if (type !== 'CANCEL' && units.some((unit) => unit.reverse !== '' && !ended.includes(world.reverses(order.shop).get(unit.reverse)?.status ?? 'REQUEST_REJECT'))) throw new Refusal(409, 'A return of these goods is under way.');
  const one: Reverse = { id: world.kit.nextId(), shop: order.shop, order: order.id, type, status, reason, units: units.map(({ id }) => id), created: world.now(), updated: world.now() };
  for (const unit of units) Object.assign(unit, { reverse: one.id, reason });
  putReverse(world, one, status);
  return one;
}

export function putReverse(world: World, one: Reverse, status: string): void {
  Object.assign(one, { status, updated: world.now() });
  world.reverses(one.shop).put(one.id, one);
  announce(world, one.shop, 10, { reverse_order_id: one.id, trade_order_id: one.order, reverse_status: status, request_type: one.type, reverse_order_update_time: Math.floor(world.now() / 1000) }, true);
}
