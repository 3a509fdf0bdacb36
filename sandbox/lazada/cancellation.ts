/** The seller cancels items, or decides about a buyer's wish to. Some reasons mean that there is nothing to sell: then the SKU's stock is zeroed. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Order, Unit } from './documents.js';
import { okResult, refuse } from './envelope.js';
import { advance, there } from './order-life.js';
import { theOrder } from './orders.js';
import { bad } from './params.js';
import { readList } from './removal.js';
import { openReverse, putReverse } from './reverses.js';
import type { World } from './world.js';

const reasons = [{ reason_id: '15', reason_name: 'Out of stock', zeroes: true }, { reason_id: '21', reason_name: 'Wrong price', zeroes: true }, { reason_id: '10', reason_name: 'Sourcing delay', zeroes: false }];
const open = ['pending', 'repacked', 'packed', 'ready_to_ship_pending', 'ready_to_ship'];

export function validateCancel(world: World, asked: Asked): Answer {
  chosen(world, asked);
  return okResult({ tip_type: 'NONE', tip_content: '', reason_options: reasons.map(({ reason_id, reason_name }) => ({ reason_id, reason_name })) });
}

export function createCancel(world: World, asked: Asked): Answer {
  const { order, units } = chosen(world, asked);
  const reason = reasons.find((one) => one.reason_id === asked.params.must('reason_id')) ?? none();
  const reverse = openReverse(world, order, units, 'CANCEL', 'CANCEL_SUCCESS', reason.reason_name).id;
  advance(world, order, units, 'canceled');
  if (reason.zeroes) for (const unit of units) {
    const found = there(world, order, unit);
    if (!found) continue;
    found.sku.sellable = 0;
    world.putItem(found.item);
  }
  return okResult({ reverse_order_id: BigInt(reverse), tip_type: 'NONE' }, { effect: 'updated', subject: `order ${order.id}` });
}

export function decideCancel(world: World, { params, shop }: Asked): Answer {
  const id = params.id('reverse_order_id');
  const agree = params.word('agree_cancel', ['true', 'false'], 'true') === 'true';
  for (const order of world.orders(shop.id).all()) {
    const units = order.units.filter((unit) => unit.reverse === id && open.includes(unit.status));
    if (units.length === 0 || !order.cancelPending) continue;
    order.cancelPending = false;
    const asked = world.reverses(shop.id).get(id);
    if (asked) putReverse(world, asked, agree ? 'CANCEL_SUCCESS' : 'REQUEST_REJECT');
    if (agree) advance(world, order, units, 'canceled');
    else world.putOrder(order);
    return okResult({}, { effect: 'updated', subject: `order ${order.id}` });
  }
  throw refuse('1', `There is no open request ${id}`, 'reverse_order_id');
}

/** A package is canceled whole. */
function chosen(world: World, { params, shop }: Asked): { order: Order; units: Unit[] } {
  const order = theOrder(world, shop, params.id('order_id'));
  const ids = readList(params.must('order_item_id_list'), 'order_item_id_list');
  const named = order.units.filter((unit) => ids.includes(unit.id));
  if (ids.length === 0 || named.length < ids.length) throw bad('order_item_id_list', 'names items that are not of this order');
  if (named.some((unit) => !open.includes(unit.status))) throw bad('order_item_id_list', 'names items that cannot be canceled any more');
  const parcels = new Set(named.map((unit) => unit.packageId).filter((id) => id !== ''));
  return { order, units: order.units.filter((unit) => named.includes(unit) || parcels.has(unit.packageId)) };
}

function none(): never {
  throw bad('reason_id', 'is unknown');
}
