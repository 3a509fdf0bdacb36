/** Returns as documents: a buyer asks, the seller decides. */
import type { Order, Return } from './documents.js';
import { announceReturn } from './webhooks.js';
import type { World } from './world.js';

export function openReturn(world: World, order: Order, reason: string): Return {
  const one: Return = {
    id: `40354${String(world.number('return', 10_000_000)).padStart(13, '0')}`, shop: order.shop, order: order.id, type: 'RETURN_AND_REFUND', reason, units: order.units.map(({ id }) => id), status: 'RETURN_OR_REFUND_REQUEST_PENDING',
    created: world.now(), updated: world.now(),
  };
  world.returns(order.shop).put(one.id, one);
  announceReturn(world, one);
  return one;
}

export function settleReturn(world: World, one: Return, status: string): void {
  Object.assign(one, { status, updated: world.now() });
  world.returns(one.shop).put(one.id, one);
  announceReturn(world, one);
}
