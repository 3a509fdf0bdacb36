import { createHmac, timingSafeEqual } from 'node:crypto';
import { exactJson, Reject, type Adapter, type Notice } from '../contract/index.js';
import type { LazadaCredentials } from './credentials.js';
import { part, text, type Raw } from './wire.js';

/** What the message types are news of; others change nothing we keep. */
const kinds: Readonly<Record<string, Notice['kind']>> = { 0: 'order', 10: 'order', 14: 'order', 1: 'listing', 3: 'listing', 4: 'listing', 5: 'listing', 6: 'offer', 8: 'shop', 13: 'shop' };

/** One push as news. At least once and one for each order line: the same line in the same state is the same news. */
export function noticesOf(push: Raw): readonly Notice[] {
  const type = text(push['message_type']), data = part(push['data']), kind = kinds[type], shop = text(push['seller_id']) || null;
  if (kind === undefined) return [];
  const id = kind === 'order' ? text(data['trade_order_id'] ?? data['order_id']) : kind === 'shop' ? (shop ?? '') : text(data['item_id'] ?? data['itemId'] ?? data['product_id']);
  if (id === '' && kind !== 'shop') return [];
  const when = text(data['status_update_time'] ?? data['reverse_order_update_time']) || text(push['timestamp']);
  const what = [data['trade_order_line_id'] ?? data['reverse_order_line_id'] ?? data['package_id'], data['order_status'] ?? data['reverse_status'] ?? data['status'], when].map(text).filter(Boolean);
  return [{ shop, kind, id, dedupe: [type, shop ?? '', id, ...what].join('.') }];
}

/** A person pastes the address in Lazada's app console; lost pushes are not kept there. */
export const webhooks: NonNullable<Adapter<LazadaCredentials>['webhooks']> = {
  /** `Authorization` is the lower-case hex HMAC of app key and raw bytes. */
  read(request, credentials) {
    const given = Buffer.from(request.headers['authorization'] ?? request.headers['Authorization'] ?? '', 'utf8');
    const right = Buffer.from(createHmac('sha256', credentials.app_secret).update(credentials.app_key).update(request.body).digest('hex'), 'utf8');
    if (given.length !== right.length || !timingSafeEqual(given, right)) throw new Reject('the push is not signed', { rawCode: 'signature' });
    let push: Raw = {};
    try {
      push = part(exactJson(Buffer.from(request.body).toString('utf8')));
    } catch {
      // Signed, yet no JSON: no news, but received.
    }
    return { notices: noticesOf(push), reply: { status: 200, body: '' } };
  },
};
