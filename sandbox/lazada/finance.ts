/** Money: what delivered items brought and cost, row by row, and the statement of each week. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Shop } from './documents.js';
import { ok } from './envelope.js';
import { bad, missing } from './params.js';
import type { World } from './world.js';

interface Row { readonly at: number; readonly type: number; readonly name: string; readonly amount: number; readonly order: string; readonly unit: string; readonly sku: string; readonly status: string }
const day = 86_400_000, week = 7 * day, monday = 4 * day;
const dateOf = (ms: number) => new Date(ms + 7 * 3_600_000).toISOString().slice(0, 10);
const weekOf = (ms: number) => Math.floor((ms - monday) / week) * week + monday;
const money = (amount: number) => amount.toFixed(2);

function rowsOf(world: World, shop: Shop): Row[] {
  return [...world.orders(shop.id).all()].flatMap((order) => order.units.filter(({ status }) => status === 'delivered' || status === 'returned').flatMap((unit): Row[] => {
    const at = (status: string) => order.history.find((step) => step.status === status)?.at ?? order.updated;
    const row = (type: number, name: string, amount: number, status = 'delivered'): Row => ({ at: at(status), type, name, amount, order: order.id, unit: unit.id, sku: unit.sellerSku, status: unit.status });
    return [row(13, 'Item Price Credit', unit.price), row(16, 'Commission', -Math.round(unit.price * 0.05)), row(3, 'Payment Fee', -Math.round(unit.price * 0.018)), ...(unit.status === 'returned' ? [row(14, 'Reversal Item Price', -unit.price, 'returned')] : [])];
  })).sort((a, b) => a.at - b.at);
}

export function transactions(world: World, { params, shop }: Asked): Answer {
  const [from, to] = ['start_time', 'end_time'].map((name) => {
    const value = params.must(name), ms = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T00:00:00+07:00`) : NaN;
    if (!Number.isFinite(ms)) throw bad(name, 'must be a date');
    return ms;
  }) as [number, number];
  if (to < from || to - from >= 180 * day) throw bad('end_time', 'the window is below 180 days');
  const type = params.get('trans_type') ?? '-1', order = params.get('trade_order_id'), [limit, offset] = [params.whole('limit', 1, 500, 500), params.whole('offset', 0, 1_000_000, 0)];
  if (!/^-?\d{1,4}$/.test(type)) throw bad('trans_type', 'must be a number');
  const found = rowsOf(world, shop).filter((row) => row.at >= from && row.at < to + day && (type === '-1' || row.type === Number(type)) && (order === undefined || row.order === order));
  return ok(found.slice(offset, offset + limit).map((row) => ({
    transaction_date: dateOf(row.at), transaction_type: 'Orders-Sales', transaction_number: `${row.unit}-${row.type}`, order_no: row.order, orderItem_no: row.unit, orderItem_status: row.status, seller_sku: row.sku, fee_name: row.name, fee_type: String(row.type), amount: money(row.amount),
    VAT_in_amount: '0.00', WHT_amount: '0.00', WHT_included_in_amount: 'No', statement: statementOf(shop, row.at), paid_status: world.now() >= weekOf(row.at) + week ? 'paid' : 'Not paid', reference: '', details: '', comment: '', payment_ref_id: '',
  })));
}

const statementOf = (shop: Shop, at: number) => `ID${shop.id}-${dateOf(weekOf(at))}`;

export function payouts(world: World, { params, shop }: Asked): Answer {
  if (params.get('created_after') === undefined) missing('created_after');
  const value = params.must('created_after'), from = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T00:00:00+07:00`) : params.instant('created_after') ?? 0;
  const weeks = new Map<number, Row[]>();
  for (const row of rowsOf(world, shop)) weeks.set(weekOf(row.at), [...(weeks.get(weekOf(row.at)) ?? []), row]);
  return ok([...weeks].filter(([begins]) => begins + week >= from).map(([begins, rows]) => {
    const sum = (fits: (row: Row) => boolean) => rows.filter(fits).reduce((total, row) => total + row.amount, 0), paid = world.now() >= begins + week;
    return {
      statement_number: statementOf(shop, begins), created_at: `${dateOf(begins + week)} 00:00:00`, updated_at: `${dateOf(begins + week)} 00:00:00`, opening_balance: '0.00', item_revenue: money(sum(({ type }) => type === 13)), fees_total: money(sum(({ type }) => type === 16 || type === 3)),
      refunds: money(sum(({ type }) => type === 14)), shipment_fee: '0.00', closing_balance: money(sum(() => true)), payout: `${money(sum(() => true))} IDR`, paid: paid ? '1' : '0',
    };
  }));
}
