import { Alarm, type Cursor, type Orders, type Page, type RemoteOrder, type Undecodable } from '../contract/index.js';
import { listed, type Client } from './client.js';
import type { Settings } from './credentials.js';
import { minor } from './mapping.js';
import { doc, gmt, id, list, plainText, readable, tolerant, whole, words, type Doc } from './wire.js';

/** How long an unpaid order keeps its goods, unless the shop says otherwise; ways to pay whose stock is taken when the order is placed, long before `date_paid`. */
const holdMinutes = 60, minuteMs = 60_000, takenAtOnce = new Set(['bacs', 'cheque', 'cod']);
const statuses: Readonly<Record<string, RemoteOrder['status']>> = {
  'pending': 'unpaid', 'on-hold': 'held', 'processing': 'to-ship', 'completed': 'completed', 'cancelled': 'cancelled', 'failed': 'cancelled', 'refunded': 'cancelled',
};

/** Orders, by the time they were last changed. The shop answers by id; `page` of the client keeps hold of the place while orders come and go. */
export class ShopOrders implements Orders {
  readonly sees = 'every-change';
  readonly windowMs = 3_650 * 86_400_000; readonly freshMs = 5_000; readonly lagMs = 1_000;
  constructor(private readonly client: Client, private readonly settings: Settings) {}
  /** Open at its end: an order that changes while its window is read stays in the list, so that no page shifts under the reader. */
  async changed(window: { readonly from: number; readonly to: number }, cursor: Cursor | null): Promise<Page<RemoteOrder>> {
    const from = Math.floor(window.from / 1000) * 1000 - 1000;
    const at = cursor ? { offset: Number(cursor.offset), last: String(cursor.last) } : null;
    const { rows, next } = await this.client.page({ op: 'read-orders', path: '/orders', query: { modified_after: new Date(from).toISOString().slice(0, 19), dates_are_gmt: 'true' } }, at);
    const items = await this.#orders(rows);
    const older = items.find((entry) => !('undecodable' in entry) && entry.changedAt < from - minuteMs);
    if (older) throw new Alarm('The shop does not honour modified_after: WooCommerce 5.8 or newer is needed.', { rawCode: 'modified-after-ignored' });
    return { items, next };
  }
  async get(ids: readonly string[]): Promise<readonly (RemoteOrder | Undecodable)[]> {
    const wanted = [...new Set(ids.filter((one) => /^\d{1,20}$/.test(one)))];
    const found: (RemoteOrder | Undecodable)[] = [];
    for (let start = 0; start < wanted.length; start += listed) {
      const rows = await this.client.send({ op: 'read-orders', effect: 'read', path: '/orders', query: { include: wanted.slice(start, start + listed).join(','), per_page: listed } });
      found.push(...(await this.#orders(list(rows, 'orders'))));
    }
    return found;
  }
  async #orders(rows: readonly unknown[]): Promise<readonly (RemoteOrder | Undecodable)[]> {
    const refunds = new Map<string, readonly unknown[]>();
    for (const row of readable(rows, (value) => doc(value, 'order'))) {
      if (!Array.isArray(row.refunds) || row.refunds.length === 0 || statuses[words(row.status)] === 'cancelled' || !/^\d+$/.test(words(row.id))) continue;
      const one = words(row.id);
      refunds.set(one, await this.client.all({ op: 'read-orders', path: `/orders/${one}/refunds` }));
    }
    return tolerant(rows, (row) => order(row, refunds, this.settings.hold_stock_minutes ?? holdMinutes));
  }
}

/** One order, decoded. `refunds`: the refunds of orders that have any, by the order's id. Throws `Alarm` ('undecodable'). */
export function order(value: unknown, refunds: ReadonlyMap<string, readonly unknown[]>, holds: number): RemoteOrder {
  const d = doc(value, 'order');
  const orderId = id(d.id, 'order.id'), rawStatus = words(d.status), status = statuses[rawStatus] ?? 'unknown', currency = words(d.currency) || 'IDR';
  const placedAt = gmt(d.date_created_gmt, 'order.date_created_gmt');
  if (placedAt === null) throw new Alarm('order.date_created_gmt is blank', { rawCode: 'undecodable' });
  const said = gmt(d.date_paid_gmt, 'order.date_paid_gmt');
  const open = status === 'held' || status === 'to-ship' || status === 'completed';
  const returned = returnedBy(refunds.get(orderId) ?? []);
  return {
    id: orderId, groupId: orderId, number: words(d.number) || orderId, placedAt,
    // When the shop lowered its own number, at the latest: never after the true instant, so that no push is taken for older than the sale.
    paidAt: said !== null && !takenAtOnce.has(words(d.payment_method)) ? said : said !== null || open ? placedAt : null,
    changedAt: gmt(d.date_modified_gmt, 'order.date_modified_gmt') ?? placedAt,
    expiresAt: status === 'unpaid' ? placedAt + holds * minuteMs : null, shipBy: null,
    status, rawStatus, currency, total: money(d.total, currency, 'order.total'), buyer: buyer(d),
    lines: list(d.line_items, 'order.line_items').map((entry) => line(doc(entry, 'line'), currency, returned)), raw: value,
  };
}

function line(d: Doc, currency: string, returned: ReadonlyMap<string, number>): RemoteOrder['lines'][number] {
  const lineId = id(d.id, 'line.id'), quantity = whole(d.quantity, 'line.quantity');
  const variation = d.variation_id === undefined || d.variation_id === null ? '0' : id(d.variation_id, 'line.variation_id');
  const total = money(d.total, currency, 'line.total'), tax = money(d.total_tax ?? '0', currency, 'line.total_tax'), before = money(d.subtotal ?? d.total, currency, 'line.subtotal');
  const paid = total + tax, count = BigInt(Math.max(1, quantity));
  return {
    id: lineId, itemId: id(d.product_id ?? 0, 'line.product_id'), variantId: variation === '0' ? '' : variation, sku: words(d.sku), title: plainText(words(d.name)),
    quantity, cancelled: Math.min(quantity, returned.get(lineId) ?? 0), unitPaid: (paid + count / 2n) / count, sellerDiscount: before > total ? before - total : 0n, platformDiscount: 0n,
  };
}

/** Pieces given back, by the order's line. A refund's line names the one it takes back in its meta data. */
function returnedBy(refunds: readonly unknown[]): ReadonlyMap<string, number> {
  const pieces = new Map<string, number>();
  for (const entry of refunds) {
    for (const back of list(doc(entry, 'refund').line_items, 'refund.line_items').map((value) => doc(value, 'refund line'))) {
      const mark = list(back.meta_data, 'refund meta').map((value) => doc(value, 'meta')).find((meta) => meta.key === '_refunded_item_id');
      const of = words(mark?.value);
      if (of !== '') pieces.set(of, (pieces.get(of) ?? 0) + Math.abs(whole(back.quantity ?? 0, 'refund.quantity')));
    }
  }
  return pieces;
}

function money(value: unknown, currency: string, what: string): bigint {
  const text = words(value), read = text === '' ? 0n : minor(text, currency);
  if (read === null) throw new Alarm(`${what} is no amount: ${text}`, { rawCode: 'undecodable' });
  return read;
}

function buyer(d: Doc): RemoteOrder['buyer'] {
  const part = (value: unknown): Doc => (typeof value === 'object' && value !== null && !Array.isArray(value) ? doc(value, 'address') : {});
  const billing = part(d.billing), shipping = part(d.shipping);
  const to = words(shipping.address_1) === '' ? billing : shipping;
  const said = (from: Doc, ...fields: string[]): string[] => fields.map((field) => words(from[field]).trim()).filter((text) => text !== '');
  const name = said(to, 'first_name', 'last_name').join(' ') || said(billing, 'first_name', 'last_name').join(' ');
  const phone = words(to.phone) || words(billing.phone);
  const address = said(to, 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country').join(', ');
  return name === '' && phone === '' && address === '' ? null : { name, phone, address };
}
