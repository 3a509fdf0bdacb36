import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Reject, type Adapter, type Notice, type RawRequest, type Tools } from '../contract/index.js';
import { Client } from './client.js';
import type { Credentials } from './credentials.js';
import { doc, id, words } from './wire.js';

/** Changes of products are not among them: each of our own pushes would come back as news. */
const topics = ['order.created', 'order.updated', 'order.deleted', 'product.deleted'] as const;
const kinds: Readonly<Record<string, Notice['kind']>> = { order: 'order', product: 'listing' };

/**
 * Verifies a delivery: base64 of HMAC-SHA256 over its very bytes. Only the ping that follows a registration is not signed; it says nothing, so it is answered and yields no news.
 * The news' name is what it says: created and updated fire together, and a body is built when it leaves, so equal bodies are one piece of news.
 */
function read(request: RawRequest, _credentials: Credentials, secret: string): { notices: readonly Notice[]; reply: { status: number; body: string }; unsigned?: true } {
  const reply = { status: 200, body: '' };
  const headers = new Map(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const body = Buffer.from(request.body);
  const given = Buffer.from(headers.get('x-wc-webhook-signature') ?? '', 'utf8');
  const due = Buffer.from(createHmac('sha256', secret).update(body).digest('base64'), 'utf8');
  if (secret === '' || given.length !== due.length || !timingSafeEqual(given, due)) {
    if (given.length === 0 && body.length < 64 && /^webhook_id=\d+$/.test(body.toString('latin1'))) return { notices: [], reply, unsigned: true };
    throw new Reject('The delivery is not signed with this shop\'s secret.', { rawCode: 'signature' });
  }
  const kind = kinds[(headers.get('x-wc-webhook-topic') ?? '').split('.')[0] ?? ''];
  const remoteId = /^\s*\{\s*"id"\s*:\s*"?(\d{1,20})/.exec(body.toString('utf8'))?.[1];
  if (!kind || remoteId === undefined) return { notices: [], reply };
  const event = headers.get('x-wc-webhook-event') === 'deleted' ? 'deleted' : '';
  return { notices: [{ shop: null, kind, id: remoteId, dedupe: `${kind}-${remoteId}-${createHash('sha256').update(body).update(event).digest('hex').slice(0, 24)}` }], reply };
}

/** Makes the shop's hooks lead here: those it has are set right (a hook that failed too often stands disabled), those of an older address of ours are removed, the rest is made. */
async function subscribe(address: string, secret: string, tools: Tools<Credentials>): Promise<void> {
  const client = new Client(tools);
  const key = address.slice(address.lastIndexOf('/'));
  const hooks = (await client.all({ op: 'webhooks', path: '/webhooks' })).map((row) => doc(row, 'webhook'));
  const ours = hooks.filter((hook) => words(hook.delivery_url).endsWith(`/api/webhooks/woocommerce${key}`));
  const kept = new Map<string, string>();
  for (const hook of ours) {
    const hookId = id(hook.id, 'webhook.id'), topic = words(hook.topic);
    if (words(hook.delivery_url) === address && topics.some((one) => one === topic) && !kept.has(topic)) kept.set(topic, hookId);
    else await client.send({ op: 'webhooks', effect: 'set', method: 'DELETE', path: `/webhooks/${hookId}`, query: { force: 'true' } });
  }
  for (const topic of topics) {
    const hookId = kept.get(topic);
    await client.send(hookId ? { op: 'webhooks', effect: 'set', method: 'PUT', path: `/webhooks/${hookId}`, body: { status: 'active', secret } }
      : { op: 'webhooks', effect: 'make', method: 'POST', path: '/webhooks', body: { name: `Serentak ${topic}`, topic, delivery_url: address, secret, status: 'active' } });
  }
}

export const webhooks: NonNullable<Adapter<Credentials>['webhooks']> = { read, subscribe };
