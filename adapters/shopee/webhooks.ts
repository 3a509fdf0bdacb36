import { createHmac, timingSafeEqual } from 'node:crypto';
import { exactJson, Reject, type Adapter, type Notice } from '../contract/index.js';
import { Client } from './client.js';
import type { ShopeeCredentials } from './credentials.js';
import { each, isDecoded, list, part, text, type Raw } from './wire.js';
/** What the codes are news of; others change nothing we keep. */
const kinds: Readonly<Record<string, Notice['kind']>> = { 1: 'shop', 2: 'shop', 12: 'shop', 3: 'order', 4: 'order', 15: 'order', 30: 'order', 37: 'order', 47: 'order', 6: 'listing', 16: 'listing', 27: 'listing', 7: 'offer', 8: 'offer', 9: 'offer', 22: 'offer' };
/** Asked for by `subscribe`: those whose content is documented. */
const asked = [1, 2, 3, 4, 8, 12, 16] as const;
/** One push as news: which shop, of what, and a key that is the same for each repetition. */
export function noticesOf(push: Raw): readonly Notice[] {
  const code = text(push['code']), data = part(push['data']), kind = kinds[code];
  if (kind === undefined) return [];
  const shops = [push['shop_id'], data['shop_id'], data['shopid'], ...list(data['shop_id_list']), ...(Array.isArray(data['shop_expire_soon']) ? data['shop_expire_soon'] : [])].map((entry) => text(typeof entry === 'object' ? part(entry)['shop_id'] : entry)).filter(Boolean);
  const id = kind === 'order' ? text(data['ordersn'] ?? data['order_sn']) : kind === 'shop' ? '' : text(data['item_id']);
  if (kind !== 'shop' && id === '') return [];
  const state = [data['status'] ?? data['fulfillment_status'] ?? data['item_status'] ?? data['action'] ?? data['tracking_no'], data['package_number'], data['update_time'] ?? push['timestamp']].map(text).join('.');
  return (shops.length > 0 ? [...new Set(shops)] : [null]).map((shop) => ({ shop, kind, id: id || (shop ?? ''), dedupe: `${code}.${shop ?? ''}.${id}.${state}` }));
}

export const webhooks: NonNullable<Adapter<ShopeeCredentials>['webhooks']> = {
  /** `Authorization` is the HMAC of the registered address, a bar, and the raw bytes. Only a 2xx without a body counts as received. */
  read(request, credentials) {
    const given = Buffer.from(request.headers['authorization'] ?? request.headers['Authorization'] ?? '', 'utf8');
    const right = Buffer.from(createHmac('sha256', credentials.partner_key).update(`${request.url}|`).update(request.body).digest('hex'), 'utf8');
    if (given.length !== right.length || !timingSafeEqual(given, right)) throw new Reject('the push is not signed', { rawCode: 'signature' });
    let push: Raw = {};
    try {
      push = part(exactJson(Buffer.from(request.body).toString('utf8')));
    } catch {
      // Signed, yet no JSON: no news, but received.
    }
    return { notices: noticesOf(push), reply: { status: 200, body: '' } };
  },
  async subscribe(address, _secret, tools) {
    await new Client(tools, '').app('/api/v2/push/set_app_push_config', 'set', () => ({ callback_url: address, set_push_config_on: asked }));
  },
  /** The earliest hundred pushes kept for us; they are confirmed when the next page is asked for, hence after they were written down. */
  async missed(cursor, tools) {
    const client = new Client(tools, ''), seen = text(cursor?.['last']);
    if (seen !== '') await client.app('/api/v2/push/confirm_consumed_lost_push_message', 'set', () => ({ last_message_id: BigInt(seen) }));
    const { payload } = await client.app('/api/v2/push/get_lost_push_message', 'read', () => ({}));
    const messages = list(payload['push_message_list'] ?? payload['lost_push_message_list'] ?? payload['message_list']);
    const read = each(messages, (message) => noticesOf(typeof message['data'] === 'string' ? part(exactJson(message['data'])) : message));
    const last = text(payload['last_message_id']);
    return { items: read.flatMap((entry): (Notice | { undecodable: string })[] => (isDecoded(entry) ? [...entry] : [entry])), next: messages.length > 0 && last !== '' && last !== seen ? { last } : null };
  },
};
