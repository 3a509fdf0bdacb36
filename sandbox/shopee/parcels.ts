/** The parcels of an order: their logistics status, tracking numbers that show later, and leaving one by one. */
import { Refusal, type MoveWish } from '../kit/index.js';
import type { Line, Order, Parcel } from './documents.js';
import { announceTracking } from './push.js';
import type { World } from './world.js';

const statusOf: Readonly<Record<string, string>> = {
  UNPAID: 'LOGISTICS_NOT_START', PENDING: 'LOGISTICS_PENDING_ARRANGE', READY_TO_SHIP: 'LOGISTICS_READY', PROCESSED: 'LOGISTICS_REQUEST_CREATED', RETRY_SHIP: 'LOGISTICS_PICKUP_RETRY', SHIPPED: 'LOGISTICS_PICKUP_DONE',
  TO_CONFIRM_RECEIVE: 'LOGISTICS_DELIVERY_DONE', CANCELLED: 'LOGISTICS_REQUEST_CANCELED',
};
const gone = 'LOGISTICS_PICKUP_DONE';

export function newParcel(world: World, lines: readonly Line[], status = 'LOGISTICS_NOT_START'): Parcel {
  return { number: `OFG${world.number('parcel', 180_000_000_001)}`, status, tracking: '', trackingFrom: 0, lines: lines.map((line) => ({ line: line.id, quantity: line.quantity })), document: 'none' };
}

export function setParcels(order: Order): void {
  const status = statusOf[order.status];
  if (status === undefined) return;
  for (const one of order.parcels) if (one.status !== gone || order.status !== 'PROCESSED') one.status = status;
}

/** Gives a parcel its tracking number, which shows, and is pushed, only after `trackingDelaySeconds`. */
export function arrange(world: World, order: Order, one: Parcel, tracking?: string): void {
  if (one.tracking !== '') return;
  one.tracking = tracking ?? `ID${world.number('tracking', 2_100_000_001)}X`;
  one.trackingFrom = world.now() + Number(world.kit.unconfirmed('trackingDelaySeconds'));
  world.kit.schedule.at(one.trackingFrom * 1000, 'shopee/tracking', { shop: order.shop, order: order.sn, parcel: one.number });
}

export function trackingDue(world: World, data: Readonly<Record<string, string>>): void {
  const order = world.orders(data.shop ?? '').get(data.order ?? '');
  const one = order?.parcels.find((other) => other.number === data.parcel);
  if (order && one) announceTracking(world, order, one);
}

/** The named lines leave in a parcel of their own. Answers whether the whole order is on its way now. */
export function shipPart(world: World, order: Order, wished: NonNullable<MoveWish['lines']>): boolean {
  const open = order.parcels.find((one) => one.status !== gone);
  if (!open) return true;
  const going = wished.map((wish) => {
    const line = order.lines.find((one) => (wish.id !== undefined ? [one.id, one.model, one.item].includes(wish.id) : [one.modelSku, one.itemSku].includes(wish.sku ?? '')));
    const there = open.lines.find((one) => one.line === line?.id);
    if (!line || !there || there.quantity < wish.quantity) throw new Refusal(409, `So many of ${wish.sku ?? wish.id ?? ''} are not waiting in this order.`);
    return { line: line.id, quantity: wish.quantity };
  });
  for (const part of going) for (const there of open.lines) if (there.line === part.line) there.quantity -= part.quantity;
  open.lines = open.lines.filter((one) => one.quantity > 0);
  const parcel: Parcel = { ...newParcel(world, [], gone), lines: going };
  arrange(world, order, parcel);
  order.parcels = [...order.parcels.filter((one) => one !== open || open.lines.length > 0), parcel];
  return order.parcels.every((one) => one.status === gone);
}
