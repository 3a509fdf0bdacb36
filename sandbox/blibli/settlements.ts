/** What was earned: one settlement for each day (Jakarta's) on which items were delivered, paid on the next working day. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Line, Shop } from './documents.js';
import { invalid, Refused, seller } from './envelope.js';
import { pageOf } from './knowledge.js';
import { readPaging } from './product-lists.js';
import type { World } from './world.js';

const dayMs = 86_400_000, wib = 7 * 3_600_000;
interface Settlement { readonly id: string; readonly from: number; readonly paidAt: number; readonly lines: readonly Line[] }

const money = (line: Line) => {
  const sales = line.price * (line.quantity - line.cancelled), commission = Math.round(sales * 0.05), transactionFee = Math.round(sales * 0.02), pph23 = Math.round(commission * 0.02);
  return { orderItemNo: line.id, sales, commission, transactionFee, pph23, sellerShipping: 0, totalPayment: sales - commission - transactionFee + pph23 };
};
const totalOf = ({ lines }: Settlement) => lines.reduce((sum, line) => sum + money(line).totalPayment, 0);

function settlementsOf(world: World, shop: Shop): Settlement[] {
  const days = new Map<number, Line[]>();
  for (const line of [...world.orders(shop.id).all()].flatMap((order) => order.lines).filter(({ status }) => status === 'D')) {
    const day = Math.floor((line.statusAt + wib) / dayMs);
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  return [...days].map(([day, lines]) => {
    let pays = day + 1;
    while ([0, 6].includes(new Date(pays * dayMs).getUTCDay())) pays += 1;
    return { id: `${shop.id}-${new Date(day * dayMs).toISOString().slice(0, 10).replaceAll('-', '')}`, from: day * dayMs - wib, paidAt: pays * dayMs - wib + 10 * 3_600_000, lines };
  }).sort((a, b) => b.from - a.from);
}

export function filterSettlements(world: World, { body, shop, requestId }: Asked): Answer {
  body.only('filter paging sorting', world.strict());
  const filter = body.node('filter');
  filter?.only('periodStartDate periodEndDate paymentStartDate paymentEndDate status', world.strict());
  const at = (name: string, otherwise: number) => filter?.whole(name, 0, 9_999_999_999_999) ?? otherwise;
  const [status, { page, size }] = [filter?.text('status'), readPaging(body, 30)];
  if (status !== undefined && status !== 'PAID') throw invalid('filter.status must be PAID');
  const found = settlementsOf(world, shop).filter((one) => one.from + dayMs > at('periodStartDate', 0) && one.from <= at('periodEndDate', Infinity) && one.paidAt >= at('paymentStartDate', 0) && one.paidAt <= at('paymentEndDate', Infinity) && (status === undefined || one.paidAt <= world.now()));
  const answer = found.slice(page * size, (page + 1) * size).map((one) => ({ settlementId: one.id, status: one.paidAt <= world.now() ? 'PAID' : 'PENDING', paymentDate: one.paidAt, totalPayment: totalOf(one), paymentHold: 0 }));
  return seller(requestId, answer, { paging: { page, size, total: found.length }, pagingAs: 'pageMetaData' });
}

export function settlementItems(world: World, { shop, requestId, query, ids: [id = ''] }: Asked): Answer {
  const one = settlementsOf(world, shop).find((settlement) => settlement.id === id), { page, size } = pageOf(query, 100);
  if (!one) throw new Refused('ERR-PA404001', `Settlement ${id} is not found`);
  return seller(requestId, one.lines.slice(page * size, (page + 1) * size).map(money), { paging: { page, size, total: one.lines.length }, pagingAs: 'pageMetaData' });
}
