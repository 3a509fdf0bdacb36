import { createHash, createHmac } from 'node:crypto';
import type { Push } from '../../kit/index.js';
import type { Webhook } from '../documents.js';
import { isPrivate } from '../goods/images.js';
import { presentItem } from '../goods/present-item.js';
import { presentOrder } from '../orders/present-order.js';
import type { Resource, ResourceEvent, Shop } from '../shop.js';
import { encodeJson } from '../wire/encode-json.js';

/**
 * Tells a shop's webhooks. The payload is made when it is delivered, so two quick changes show the same latest state twice.
 * Nothing is tried again; more than five failures in a row switch a webhook off.
 */
const MOST_FAILURES = 5;
const AGENT = 'WooCommerce/11.1.0 Hookshot (WordPress/7.0)';
const PING = 'ping:';

export const signature = (secret: string, body: string) => createHmac('sha256', secret).update(body).digest('base64');

export class Announcer {
  /** One request tells a webhook of one thing only once. */
  private told = new Set<string>();

  constructor(private readonly send: (push: Push) => void) {}

  announce(shop: Shop, resource: Resource, event: ResourceEvent, id: number): void {
    for (const webhook of shop.shelves.webhooks.all()) {
      const mark = `${shop.slug} ${webhook.id} ${id}`;
      if (webhook.status !== 'active' || webhook.topic !== `${resource}.${event}` || this.told.has(mark)) continue;
      if (this.told.size === 0) queueMicrotask(() => this.told.clear());
      this.told.add(mark);
      if (this.isBlocked(shop, webhook.url)) this.ended(shop, String(webhook.id), false);
      else this.deliver(shop, webhook, resource, event, id);
    }
  }

  /** A form body, unsigned, whenever a webhook gets an address. */
  ping(shop: Shop, webhook: Webhook): void {
    if (this.isBlocked(shop, webhook.url)) return;
    this.send({
      shop: shop.slug, subscription: `${PING}${webhook.id}`, event: 'ping', url: webhook.url, body: `webhook_id=${webhook.id}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': AGENT },
    });
  }

  ended(shop: Shop, subscription: string, ok: boolean): void {
    const webhook = subscription.startsWith(PING) ? undefined : shop.shelves.webhooks.get(Number(subscription));
    if (!webhook || (ok && webhook.failures === 0)) return;
    const failures = ok ? 0 : webhook.failures + 1;
    const isOff = failures > MOST_FAILURES;
    shop.shelves.webhooks.put({ ...webhook, failures, status: isOff ? 'disabled' : webhook.status });
  }

  private isBlocked(shop: Shop, url: string): boolean {
    return shop.world.unconfirmed('refuseLoopback') === true && isPrivate(new URL(url).hostname);
  }

  private deliver(shop: Shop, webhook: Webhook, resource: Resource, event: ResourceEvent, id: number): void {
    this.send({
      shop: shop.slug, subscription: String(webhook.id), event: webhook.topic, url: webhook.url, body: () => payload(shop, resource, event, id),
      headers: (body) => ({
        'content-type': 'application/json', 'user-agent': AGENT,
        'x-wc-webhook-source': `${shop.world.home()}/`, 'x-wc-webhook-topic': webhook.topic, 'x-wc-webhook-resource': resource, 'x-wc-webhook-event': event,
        'x-wc-webhook-signature': signature(webhook.secret, body), 'x-wc-webhook-id': String(webhook.id),
        'x-wc-webhook-delivery-id': createHash('md5').update(`${webhook.id} ${Math.floor(shop.world.now() / 1000)}`).digest('hex'), // not unique within a second, as in the shop
      }),
    });
  }
}

function payload(shop: Shop, resource: Resource, event: ResourceEvent, id: number): string | null {
  if (event === 'deleted') return encodeJson({ id });
  const item = resource === 'product' ? shop.shelves.items.get(id) : undefined;
  const order = resource === 'order' ? shop.shelves.orders.get(id) : undefined;
  const body = item ? presentItem(shop, item) : order ? presentOrder(shop, order) : null;
  return body === null ? null : encodeJson(body);
}
