/** Sending orders: arranging a pickup or drop-off, tracking numbers, splitting, cancelling. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Order, Parcel } from './documents.js';
import { ok, refuse } from './envelope.js';
import { moveOrder, setStatus } from './order-life.js';
import { mustBe, theOrder } from './orders.js';
import { arrange, newParcel } from './parcels.js';
import type { Params } from './params.js';
import type { World } from './world.js';

const addressId = 234;

export function shippingParameter(world: World, asked: Asked): Answer {
  mustBe(theOrder(world, asked), 'READY_TO_SHIP', 'RETRY_SHIP');
  const slots = [1, 2, 3].map((n) => ({ date: world.now() + n * 86_400, pickup_time_id: `slot_${n}`, time_text: '09:00-15:00' }));
  return ok({
    info_needed: { pickup: ['address_id', 'pickup_time_id'], dropoff: [] }, dropoff: { branch_list: null },
    pickup: { address_list: [{ address_id: addressId, region: 'ID', state: 'JAWA TENGAH', city: 'KOTA SURAKARTA', address: 'Jl. Koperasi 1', zipcode: '57111', address_flag: ['default_address', 'pickup_address'], time_slot_list: slots }] },
  });
}

export function shipOrder(world: World, asked: Asked): Answer {
  const order = theOrder(world, asked);
  const { params } = asked;
  mustBe(order, 'READY_TO_SHIP');
  if (['pickup', 'dropoff', 'non_integrated'].filter((way) => params.has(way)).length !== 1) throw refuse('error_param', 'Exactly one of pickup, dropoff, non_integrated is required.');
  const one = theParcel(order, params, order.parcels.length > 1);
  const pickup = params.part('pickup');
  if (pickup) mustFit(pickup);
  if (one.tracking !== '') throw refuse('error_busi', 'The package has been arranged already.');
  arrange(world, order, one, params.part('non_integrated')?.text('tracking_number'));
  one.status = 'LOGISTICS_REQUEST_CREATED';
  if (order.parcels.every((other) => other.tracking !== '')) setStatus(world, order, 'PROCESSED');
  else world.putOrder(order);
  return ok({}, { effect: 'updated', subject: `order ${order.sn}` });
}

function mustFit(pickup: Params): void {
  if (pickup.int('address_id', 0, 2 ** 31) !== addressId || !/^slot_[1-3]$/.test(pickup.text('pickup_time_id'))) throw refuse('logistics.error_param', 'The pickup address or time does not exist.');
}

export function theParcel(order: Order, params: Params, needed: boolean): Parcel {
  const number = params.maybeText('package_number');
  if (number === '') throw refuse('logistics.error_param', 'package_number must not be empty.');
  if (number === undefined && needed) throw refuse('logistics.error_param', 'package_number is required for an order that is split.');
  const one = number === undefined ? order.parcels[0] : order.parcels.find((other) => other.number === number);
  if (!one) throw refuse('logistics.error_param', 'The package does not exist.');
  return one;
}

export function trackingNumber(world: World, asked: Asked): Answer {
  const order = theOrder(world, asked);
  const one = theParcel(order, asked.params, order.parcels.length > 1);
  if (one.tracking === '') throw refuse('error_busi', 'The order has not been arranged for shipment yet.');
  const known = one.trackingFrom <= world.now();
  return ok({ tracking_number: known ? one.tracking : '', plp_number: '', first_mile_tracking_number: '', last_mile_tracking_number: '', hint: known ? '' : 'The tracking number is not ready yet.' });
}

export function updateShipping(world: World, asked: Asked): Answer {
  const order = theOrder(world, asked);
  mustBe(order, 'RETRY_SHIP');
  const pickup = asked.params.part('pickup');
  if (!pickup) throw refuse('error_param', 'pickup is required.');
  mustFit(pickup);
  setStatus(world, order, 'PROCESSED');
  return ok({}, { effect: 'updated', subject: `order ${order.sn}` });
}

export function cancelOrder(world: World, asked: Asked): Answer {
  const order = theOrder(world, asked);
  mustBe(order, 'UNPAID', 'PENDING', 'READY_TO_SHIP');
  const reason = asked.params.word('cancel_reason', ['OUT_OF_STOCK', 'CUSTOMER_REQUEST', 'COD_NOT_SUPPORTED']);
  if (reason === 'OUT_OF_STOCK') asked.params.rows('item_list', 1, 100).forEach((row) => [row.id('item_id'), row.id('model_id')]);
  moveOrder(world, order, { to: 'CANCELLED', by: 'seller', reason });
  return ok({ update_time: order.updated }, { effect: 'updated', subject: `order ${order.sn}` });
}

export function answerCancellation(world: World, asked: Asked): Answer {
  const order = theOrder(world, asked);
  mustBe(order, 'IN_CANCEL');
  const accepted = asked.params.word('operation', ['ACCEPT', 'REJECT']) === 'ACCEPT';
  moveOrder(world, order, { to: accepted ? 'CANCELLED' : order.before, by: 'buyer' });
  return ok({ update_time: order.updated }, { effect: 'updated', subject: `order ${order.sn}` });
}

export function splitOrder(world: World, asked: Asked): Answer {
  const order = theOrder(world, asked);
  mustBe(order, 'READY_TO_SHIP');
  const groups = asked.params.rows('package_list', 2, 5).map((row) => row.rows('item_list', 1, 100).map((item) => {
    const [id, model] = [item.id('item_id'), item.id('model_id')];
    const line = order.lines.find((one) => one.item === id && one.model === model);
    if (!line) throw refuse('error_param', `The item ${id} is not in this order.`);
    return line;
  }));
  const ids = (lines: readonly { id: string }[]) => lines.map((line) => line.id).sort().join();
  if (ids(groups.flat()) !== ids(order.lines)) throw refuse('error_param', 'Each line of the order must be in exactly one package.');
  order.parcels = groups.map((lines) => newParcel(world, lines, 'LOGISTICS_READY'));
  world.putOrder(order);
  return ok({ order_sn: order.sn, package_list: order.parcels.map((one) => ({ package_number: one.number })) }, { effect: 'updated', subject: `order ${order.sn}` });
}

export function unsplitOrder(world: World, asked: Asked): Answer {
  const order = theOrder(world, asked);
  mustBe(order, 'READY_TO_SHIP');
  order.parcels = [newParcel(world, order.lines, 'LOGISTICS_READY')];
  world.putOrder(order);
  return ok({}, { effect: 'updated', subject: `order ${order.sn}` });
}
