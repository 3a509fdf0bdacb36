import type { Cursor, Orders, Page, RemoteOrder } from '../contract/index.js';
import type { Client } from './client.js';
import { orderOf } from './mapping.js';
import { each, list, part, text, type Decoded } from './wire.js';

const day = 86_400_000;
const perRead = 50;

/** Lists what changed. A listed order is whole; one that comes without lines is read by its id. */
export class TikTokOrders implements Orders {
  readonly sees = 'every-change';
  /** No longest span is documented. */
  readonly windowMs = 60 * day;
  readonly freshMs = 5_000;
  readonly lagMs = 0;

  constructor(private readonly client: Client) {}
  /** Newest first and open at the end: an order that changes while pages are read moves to the front, so what a page token counts may be seen twice, never missed. */
  async changed(window: { readonly from: number; readonly to: number }, cursor: Cursor | null): Promise<Page<RemoteOrder>> {
    const data = await this.client.post('order/orders/search', '/order/202309/orders/search', 'read', { update_time_ge: Math.floor(window.from / 1000) },
      { page_size: '100', page_token: text(cursor?.['token']) || undefined, sort_field: 'update_time', sort_order: 'DESC' });
    const listed = list(data['orders']), bare = listed.filter((entry) => part(entry)['line_items'] === undefined && text(part(entry)['id']) !== '');
    const whole = each(listed.filter((entry) => !bare.includes(entry)), (raw) => orderOf(raw, this.client.country), (raw) => text(raw['id'] ?? raw['order_id']));
    const next = text(data['next_page_token']);
    return { items: [...whole, ...(await this.get(bare.map((entry) => text(part(entry)['id']))))], next: next === '' || listed.length === 0 ? null : { token: next } };
  }
  async get(ids: readonly string[]): Promise<readonly Decoded<RemoteOrder>[]> {
    const orders: Decoded<RemoteOrder>[] = [];
    for (let at = 0; at < ids.length; at += perRead) {
      const data = await this.client.get('order/orders', '/order/202507/orders', { ids: ids.slice(at, at + perRead).join(',') });
      orders.push(...each(list(data['orders']), (raw) => orderOf(raw, this.client.country), (raw) => text(raw['id'] ?? raw['order_id'])));
    }
    return orders;
  }
}
