import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { exactJson, Reject, type Adapter, type Notice } from '../contract/index.js';
import { Client } from './client.js';
import type { TikTokCredentials } from './credentials.js';
import { list, part, text, type Raw } from './wire.js';

/** What the types are news of; others change nothing we keep. */
const kinds: Readonly<Record<string, Notice['kind']>> = { 1: 'order', 3: 'order', 4: 'order', 11: 'order', 12: 'order', 5: 'listing', 15: 'listing', 16: 'listing', 18: 'listing', 37: 'listing', 27: 'offer', 6: 'shop', 7: 'shop', 35: 'shop' };
/** Asked for by `subscribe`, by the names the event list gives them. */
const asked = ['ORDER_STATUS_CHANGE', 'RECIPIENT_ADDRESS_UPDATE', 'PACKAGE_UPDATE', 'PRODUCT_STATUS_CHANGE', 'CANCELLATION_STATUS_CHANGE', 'RETURN_STATUS_CHANGE'] as const;

/** One push as news, with a key that is the same for each repetition; where no id is sent, the bytes are it. */
export function noticesOf(push: Raw, raw: Uint8Array): readonly Notice[] {
  const type = text(push['type']), data = part(push['data']), kind = kinds[type];
  if (kind === undefined) return [];
  const shop = text(push['shop_id'] ?? data['tts_shop_id']) || null, own = text(push['tts_notification_id']) || createHash('sha256').update(raw).digest('hex');
  const ids = kind === 'order' ? (type === '4' ? list(data['package_list']).map(part).flatMap((entry) => list(entry['order_id_list']).map(text)) : [text(data['order_id'])]) : kind === 'shop' ? [shop ?? ''] : [text(data['product_id'])];
  return [...new Set(ids)].filter((id) => id !== '' || kind === 'shop').map((id) => ({ shop, kind, id, dedupe: `${type}.${own}${ids.length > 1 ? `.${id}` : ''}` }));
}

export const webhooks: NonNullable<Adapter<TikTokCredentials>['webhooks']> = {
  /** `Authorization` is the HMAC of app key and raw bytes, without a scheme word or a time window. */
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
    return { notices: noticesOf(push, request.body), reply: { status: 200, body: '' } };
  },
  /** Addresses are set for each shop of the grant and each event. */
  async subscribe(address, _secret, tools) {
    const client = new Client(tools, '', 'ID', {});
    for (const shop of await client.shops()) for (const event_type of asked) await client.call({ op: 'event/webhooks', method: 'PUT', path: '/event/202309/webhooks', effect: 'set', cipher: shop.cipher, body: { event_type, address } });
  },
};
