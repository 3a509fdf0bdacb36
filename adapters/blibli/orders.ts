import { Alarm, isAdapterError, type Cursor, type Orders, type Page, type RemoteOrder } from '../contract/index.js';
import type { Client } from './client.js';
import { listedOrderOf, orderOf } from './mapping.js';
import { each, instant, list, matter, part, record, rowsOf, type Raw } from './wire.js';

const perPage = 50;

/** The unit is the order item. The list knows only what became ready to process; what happens to it later is read item by item. */
export class BlibliOrders implements Orders {
  readonly sees = 'new-only';
  readonly windowMs = 86_400_000;
  /** A hundred lists in half an hour: one a minute leaves room for catching up. */
  readonly freshMs = 60_000;
  readonly lagMs = 0;
  constructor(private readonly client: Client) {}

  /** Oldest first, and each page begins where the last one ended: a filter may stop at a hundred records. Only rows of one instant are paged. */
  async changed(window: { readonly from: number; readonly to: number }, cursor: Cursor | null): Promise<Page<RemoteOrder>> {
    const start = Number(cursor?.['from'] ?? window.from), page = Number(cursor?.['page'] ?? 0);
    const answer = await this.client.filter('order-list', '/seller/v1/orders/packages/filter', {
      filter: { orderItemStatuses: ['FP'], statusFPDateRange: { start, end: window.to } }, sorting: { by: 'statusFPUpdatedTimestamp', direction: 'ASC' }, paging: { page, size: perPage },
    });
    const { rows, more } = rowsOf(answer, page, perPage), items = rows.flatMap((row) => itemsIn(row));
    const newest = Math.max(start, ...items.map((item) => instant(part(part(item)['order'])['statusFPUpdatedTimestamp']) ?? 0));
    return { items: each(items, listedOrderOf), next: !more ? null : newest > start ? { from: newest, page: 0 } : { from: start, page: page + 1 } };
  }

  /** One call an item. What is not there is left out; one that cannot be decoded is an alarm only when nothing else was asked for. */
  async get(ids: readonly string[]): Promise<readonly RemoteOrder[]> {
    const orders: RemoteOrder[] = [];
    for (const itemId of ids) {
      try {
        orders.push(orderOf(record(matter(await this.client.read('order-detail', `/seller/v1/orders/items/${encodeURIComponent(itemId)}`, {}, itemId)))));
      } catch (error) {
        if (!isAdapterError(error) || (error.verdict !== 'gone' && (ids.length === 1 || !(error instanceof Alarm)))) {
          // What was read is not thrown away because a later item's quota is used up.
          if (isAdapterError(error) && error.verdict === 'wait' && error.scope === 'subject' && orders.length > 0) continue;
          throw error;
        }
      }
    }
    return orders;
  }
}
/** The items of a package; a row that is no package is kept as it is, to be told of. */
const itemsIn = (row: unknown): readonly unknown[] => {
  const inside = (part(row) as Raw)['orderItems'];
  return Array.isArray(inside) ? list(inside) : [row];
};
