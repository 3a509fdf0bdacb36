/** The seller's answers to what buyers wish back; cancellations stand in the same list. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Reverse } from './documents.js';
import { okTop, okResult, refuse } from './envelope.js';
import { advance } from './order-life.js';
import { bad } from './params.js';
import { readList } from './removal.js';
import { putReverse } from './reverses.js';
import type { World } from './world.js';

const steps: Readonly<Record<string, { readonly from: string; readonly to: string; readonly returned?: true }>> = {
  agreeReturn: { from: 'REQUEST_INITIATE', to: 'RTM_INIT' }, confirmDelivery: { from: 'RTM_INIT', to: 'RTM_RECEIVE_ITEM', returned: true }, instantRefund: { from: 'REQUEST_INITIATE', to: 'REFUND_SUCCESS', returned: true },
  refuseReturn: { from: 'REQUEST_INITIATE', to: 'REQUEST_REJECT' }, agreeRefund: { from: 'RTM_RECEIVE_ITEM', to: 'REFUND_SUCCESS' }, refuseRefund: { from: 'RTM_RECEIVE_ITEM', to: 'REQUEST_REJECT' },
};
const alone: typeof steps = { agreeRefund: { from: 'REQUEST_INITIATE', to: 'REFUND_SUCCESS' }, refuseRefund: { from: 'REQUEST_INITIATE', to: 'REQUEST_REJECT' } };
export function listReverses(world: World, { params, shop }: Asked): Answer {
  const [page, size] = [params.whole('page_no', 1, 1_000_000, 1), params.whole('page_size', 1, 100, 20)];
  const [own, order] = [params.get('reverse_order_id'), params.get('trade_order_id')];
  const statuses = params.get('reverse_status_list') === undefined ? null : readList(params.must('reverse_status_list'), 'reverse_status_list');
  const within = (at: number, range: string) => at >= params.whole(`${range}Start`, 0, 9_999_999_999_999, 0) && at <= params.whole(`${range}End`, 0, 9_999_999_999_999, 9_999_999_999_999);
  const found = [...world.reverses(shop.id).all()].filter((one) => (own === undefined || one.id === own) && (order === undefined || one.order === order) && (statuses === null || statuses.includes(one.status))
    && within(one.created, 'ReverseOrderLineTimeRange') && within(one.updated, 'ReverseOrderLineModifiedTimeRange')).sort((a, b) => b.created - a.created);
  return okTop({ result: { success: true, error_code: '0', error_msg: '', total: found.length, page_no: page, page_size: size, items: found.slice((page - 1) * size, page * size).map((one) => show(world, one)) } });
}

export function reverseDetail(world: World, asked: Asked): Answer {
  return okResult(show(world, theReverse(world, asked, ['RETURN', 'ONLY_REFUND', 'CANCEL'])));
}

function show(world: World, one: Reverse): object {
  const order = world.orders(one.shop).get(one.order), amount = (rupiah: number) => (world.kit.unconfirmed('reverseAmounts') === 'cents' ? rupiah * 100 : rupiah);
  return {
    reverse_order_id: BigInt(one.id), trade_order_id: BigInt(one.order), request_type: one.type, is_rtm: one.type === 'RETURN', reverse_order_lines: (order?.units ?? []).filter((unit) => one.units.includes(unit.id)).map((unit) => ({
      reverse_order_line_id: BigInt(unit.id), trade_order_line_id: BigInt(unit.id), reverse_status: one.status, reason_text: one.reason, refund_amount: amount(unit.price), item_unit_price: amount(unit.price), seller_sku_id: unit.sellerSku,
      product: { product_id: BigInt(unit.item), product_sku: unit.sellerSku }, trade_order_gmt_create: order?.created ?? 0, return_order_line_gmt_create: one.created, return_order_line_gmt_modified: one.updated,
    })),
  };
}

export const updateReturn = answerWith(steps, 'RETURN');
export const decideRefund = answerWith(alone, 'ONLY_REFUND');

function answerWith(known: typeof steps, type: Reverse['type']): (world: World, asked: Asked) => Answer {
  return (world, asked) => {
    const one = theReverse(world, asked, [type]), { params } = asked, action = params.word('action', Object.keys(known), 'none'), step = known[action];
    if (!step) throw bad('action', `must be one of ${Object.keys(known).join(', ')}`);
    if (action === 'refuseReturn') for (const name of ['reason_id', 'comment', 'image_info']) params.must(name);
    if (one.status !== step.from) throw refuse('1', `E001: ${action} needs ${step.from}, not ${one.status}`, 'action');
    const order = world.orders(one.shop).get(one.order), units = order?.units.filter((unit) => one.units.includes(unit.id) && unit.status === 'delivered') ?? [];
    putReverse(world, one, step.to);
    if (step.returned && order && units.length > 0) advance(world, order, units, 'returned');
    return okResult({ reverse_order_id: BigInt(one.id) }, { effect: 'updated', subject: `return ${one.id}` });
  };
}

function theReverse(world: World, { params, shop }: Asked, types: readonly Reverse['type'][]): Reverse {
  const one = world.reverses(shop.id).get(params.id('reverse_order_id'));
  if (!one || !types.includes(one.type)) throw refuse('1', 'E001: There is no such reverse order', 'reverse_order_id');
  return one;
}
