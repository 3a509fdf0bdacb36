import { isAdapterError, type Cursor, type Orders, type Page, type RemoteOrder } from '../contract/index.js';
import type { Client } from './client.js';
import { listedOrderOf, orderOf } from './mapping.js';
import { each, instant, list, matter, part, rowsOf, text, type Body, type Decoded, type Raw } from './wire.js';

const perPage = 50;
/** After so many records a filter may stop, whatever lies behind (unconfirmed). */
const cap = 100;
/** What is listed: paid and new, and the first steps after it, so that what was packed between two pulls is not missed. Where these are refused, new ones alone. */
const listed = ['FP', 'PU', 'BP'];
let newAlone = false;

/** The unit is the order item. Lists tell of items by when they were paid, not by when they changed: what happens to one later is read item by item. */
export class BlibliOrders implements Orders {
  readonly sees = 'new-only';
  /** Three of an item's five reads in half an hour; two are left for pushes. */
  readonly rereadMs = 600_000;
  readonly windowMs = 30 * 86_400_000;
  /** A hundred lists in half an hour: one a minute leaves room for catching up. */
  readonly freshMs = 60_000;
  readonly lagMs = 0;
  constructor(private readonly client: Client) {}

  /**
   * Oldest first, and each page begins at the newest instant of the one before; only rows of one instant are paged. Where the cap cuts one instant, it is read from its other end too:
   * two hundred items paid in one millisecond can be told apart, and more are not passed over in silence.
   */
  async changed(window: { readonly from: number; readonly to: number }, cursor: Cursor | null): Promise<Page<RemoteOrder>> {
    const from = Number(cursor?.['from'] ?? window.from), page = Number(cursor?.['page'] ?? 0), last = String(cursor?.['last'] ?? ''), back = last !== '';
    const { rows, more } = await this.#list(from, back ? from : window.to, back ? 'DESC' : 'ASC', page), items = each(rows.flatMap(itemsIn), listedOrderOf, (raw) => text(part(raw['order'])['itemId']));
    const newest = Math.max(from, ...rows.map(paidAt)), read = (page + 1) * perPage, full = rows.length >= perPage && read >= cap;
    const ids = items.flatMap((item) => item.id ?? []);
    if (back) {
      const next = from < window.to ? { from: from + 1, page: 0 } : null, met = ids.includes(last);
      if (met || (!more && !full)) return { items, next };
      return more ? { items, next: { from, page: page + 1, last } } : { items: [...items, { undecodable: `more than ${2 * cap} order items were paid at ${from}; those between could not be listed` }], next };
    }
    if (newest > from && (more || full)) return { items, next: { from: newest, page: 0 } };
    if (more) return { items, next: { from, page: page + 1 } };
    return { items, next: full ? { from, page: 0, last: ids.at(-1) ?? '-' } : null };
  }

  /** One call an item; what is not there is left out. */
  async get(ids: readonly string[]): Promise<readonly Decoded<RemoteOrder>[]> {
    const orders: Decoded<RemoteOrder>[] = [];
    for (const itemId of ids) {
      const answer = await this.client.read('order-detail', `/seller/v1/orders/items/${encodeURIComponent(itemId)}`, {}, itemId).catch((error: unknown) => { if (isAdapterError(error) && error.verdict === 'gone') return null; throw error; });
      if (answer) orders.push(...each([matter(answer)], orderOf, () => itemId));
    }
    return orders;
  }

  async #list(start: number, end: number, direction: 'ASC' | 'DESC', page: number): Promise<{ rows: readonly unknown[]; more: boolean }> {
    const body = (orderItemStatuses: readonly string[]): Body => ({ filter: { orderItemStatuses, statusFPDateRange: { start, end } }, sorting: { by: 'statusFPUpdatedTimestamp', direction }, paging: { page, size: perPage } });
    const ask = (): Promise<Raw> => this.client.filter('order-list', '/seller/v1/orders/packages/filter', body(newAlone ? ['FP'] : listed));
    const answer = await ask().catch((error: unknown) => {
      if (!isAdapterError(error) || error.verdict !== 'reject' || newAlone) throw error;
      newAlone = true;
      return ask();
    });
    return rowsOf(answer, page, perPage);
  }
}
/** What a row is sorted by: its earliest item. */
const paidAt = (row: unknown): number => Math.min(...itemsIn(row).map((item) => instant(part(part(item)['order'])['statusFPUpdatedTimestamp']) ?? Infinity).filter((at, _, all) => Number.isFinite(at) || all.length === 0));
/** The items of a package; a row that is no package is kept as it is, to be told of. */
const itemsIn = (row: unknown): readonly unknown[] => {
  const inside = part(row)['orderItems'];
  return Array.isArray(inside) ? list(inside) : [row];
};
