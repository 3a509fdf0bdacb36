import type { Cursor, Orders, Page, RemoteOrder } from '../contract/index.js';
import type { Client } from './client.js';
import { orderOf } from './mapping.js';
import { each, list, noneOf, part, text, type Decoded } from './wire.js';

const day = 86_400_000, perRead = 50;
const fields = 'buyer_username,item_list,recipient_address,total_amount,pay_time,cancel_reason,cancel_by,buyer_cancel_reason,note,fulfillment_flag,package_list,shipping_carrier,payment_method';
/** Lists what changed, page by page, and reads each page's orders whole: the list alone holds no lines. */
export class ShopeeOrders implements Orders {
  readonly sees = 'every-change';
  /** Fifteen days, less what rounding to seconds may add. */
  readonly windowMs = 15 * day - 2_000;
  readonly freshMs = 5_000; readonly lagMs = 0;
  constructor(private readonly client: Client, private readonly country: string) {}
  async changed(window: { readonly from: number; readonly to: number }, cursor: Cursor | null): Promise<Page<RemoteOrder>> {
    const payload = await this.client.get('/api/v2/order/get_order_list', {
      time_range_field: 'update_time', time_from: Math.floor(window.from / 1000), time_to: Math.ceil(window.to / 1000), page_size: perRead, cursor: String(cursor?.['cursor'] ?? ''),
      response_optional_fields: 'order_status', request_order_status_pending: true,
    });
    const listed = list(payload['order_list']), numbers = listed.map((entry) => text(part(entry)['order_sn']));
    const nameless = listed.filter((_, index) => numbers[index] === '').map((entry) => ({ undecodable: JSON.stringify(entry) ?? 'undefined' }));
    const next = text(payload['next_cursor']);
    return { items: [...nameless, ...(await this.get(numbers.filter((number) => number !== '')))], next: payload['more'] === true && next !== '' ? { cursor: next } : null };
  }

  async get(numbers: readonly string[]): Promise<readonly Decoded<RemoteOrder>[]> {
    const orders: Decoded<RemoteOrder>[] = [];
    for (let at = 0; at < numbers.length; at += perRead) {
      const payload = await this.client.get('/api/v2/order/get_order_detail', { order_sn_list: numbers.slice(at, at + perRead).join(','), request_order_status_pending: true, response_optional_fields: fields }).catch(noneOf);
      orders.push(...each(list(payload['order_list']), (raw) => orderOf(raw, this.country), (raw) => text(raw['order_sn'])));
    }
    return orders;
  }
}
