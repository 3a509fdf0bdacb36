/** Cancellations as documents: opened by buyer, seller or system, and how they end. */
import type { Cancellation, Order } from './documents.js';
import { announceCancellation } from './webhooks.js';
import type { World } from './world.js';

export function openCancellation(world: World, order: Order, role: Cancellation['role'], reason: string, status: string): Cancellation {
  const one: Cancellation = { id: `40353${String(world.number('cancellation', 10_000_000)).padStart(13, '0')}`, shop: order.shop, order: order.id, role, reason, status, created: world.now(), updated: world.now() };
  world.cancellations(order.shop).put(one.id, one);
  announceCancellation(world, one);
  return one;
}

export function waitingCancellation(world: World, order: Order): Cancellation | undefined {
  return [...world.cancellations(order.shop).all()].find((one) => one.order === order.id && one.status === 'CANCELLATION_REQUEST_PENDING');
}

export function settleCancellation(world: World, one: Cancellation, status: string): void {
  Object.assign(one, { status, updated: world.now() });
  world.cancellations(one.shop).put(one.id, one);
  announceCancellation(world, one);
}
