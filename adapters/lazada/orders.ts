import { isAdapterError, type Cursor, type Orders, type Page, type RemoteOrder } from '../contract/index.js';
import type { Client } from './client.js';
import { isoOf, itemsOf, orderOf } from './mapping.js';
import { each, instant, list, part, text, type Decoded, type Raw } from './wire.js';

const perPage = 100, perRead = 50, deepest = 5_000, day = 86_400_000;

/** Orders and their items are two calls: a page is listed, then its items are read, fifty orders at once. */
export class LazadaOrders implements Orders {
  readonly sees = 'every-change';
  /** No longest span is documented: one that hardly anybody would call too long. */
  readonly windowMs = 6 * day;
  readonly freshMs = 5_000;
  readonly lagMs = 0;

  constructor(private readonly client: Client) {}
  /** Oldest change first; each page starts where the last one ended, so that an order which moves to the end meanwhile shifts nobody out of sight. Only a second that holds a whole page is paged by offset. */
  async changed(window: { readonly from: number; readonly to: number }, cursor: Cursor | null): Promise<Page<RemoteOrder>> {
    const from = Number(cursor?.['from'] ?? window.from), offset = Number(cursor?.['offset'] ?? 0);
    // Both ends may be exclusive: a second more on each side.
    const answer = await this.client.get('/orders/get', { update_after: isoOf(from - 1_000), update_before: isoOf(window.to + 2_000), sort_by: 'updated_at', sort_direction: 'ASC', limit: String(perPage), offset: String(offset) });
    // What changed before the second where the last page ended was on that page.
    const listed = list(part(answer['data'])['orders']), items = await this.#whole(listed.filter((entry) => cursor === null || (instant(part(entry)['updated_at']) ?? Infinity) >= from));
    if (listed.length < perPage) return { items, next: null };
    const last = Math.max(...listed.map((entry) => instant(part(entry)['updated_at']) ?? 0)), start = Math.floor(last / 1000) * 1000;
    if (start > from + 1_000) return { items, next: { from: start, offset: 0 } };
    return { items, next: offset + perPage <= deepest ? { from, offset: offset + perPage } : { from: start + 1_000, offset: 0 } };
  }
  async get(ids: readonly string[]): Promise<readonly Decoded<RemoteOrder>[]> {
    const listed: unknown[] = [];
    for (const id of ids) {
      const order = await this.client.get('/order/get', { order_id: id }).catch((error: unknown) => { if (isAdapterError(error) && (error.verdict === 'gone' || error.verdict === 'reject')) return null; throw error; });
      if (order) listed.push(order['data']);
    }
    return this.#whole(listed);
  }

  async #whole(listed: readonly unknown[]): Promise<readonly Decoded<RemoteOrder>[]> {
    const ids = listed.map((entry) => text(part(entry)['order_id'])).filter((id) => /^\d+$/.test(id)), items = new Map<string, Raw>();
    for (let at = 0; at < ids.length; at += perRead) {
      const answer = await this.client.get('/orders/items/get', { order_ids: `[${ids.slice(at, at + perRead).join(',')}]` });
      for (const entry of list(answer['data']).map(part)) items.set(text(entry['order_id']), entry);
    }
    return each(listed, (raw) => orderOf(raw, itemsOf(items.get(text(raw['order_id'])) ?? {}), this.client.country), (raw) => text(raw['order_id']));
  }
}
