import type { Webhook } from '../documents.js';
import { gmt, local } from '../dates.js';
import { inOrder, inTime, listed } from '../goods/list-items.js';
import { dated, paging } from '../goods/rules.js';
import type { Shop } from '../shop.js';
import { checkParams, type Params, type Rules } from '../wire/check-params.js';
import { WpError, noTrash } from '../wire/wp-error.js';
import { batch, changed, gone, id, made, ok, paged, type Ask, type Reply, type Route } from '../wire/rest.js';

/** /webhooks: who is told of what. The secret is written, never read. */
const STATUSES = ['active', 'paused', 'disabled'];
const TOPIC = /^((order|product|coupon)\.(created|updated|deleted|restored)|customer\.(created|updated|deleted)|action\.[a-z0-9_]+)$/;
const fields: Rules = { name: { type: 'string' }, status: { type: 'string', enum: STATUSES }, topic: { type: 'string' }, delivery_url: { type: 'string' }, secret: { type: 'string' } };
const fresh: Rules = { ...fields, topic: { type: 'string', required: true }, delivery_url: { type: 'string', required: true } };
const listRules: Rules = { ...paging, ...dated, orderby: { type: 'string', enum: ['date', 'id', 'title'], default: 'date' }, status: { type: 'string', enum: ['all', ...STATUSES], default: 'all' } };
const writes = ['POST', 'PUT', 'PATCH'];

export const webhookRoutes: readonly Route[] = [
  { methods: ['GET'], pattern: /^\/webhooks$/, answer: (ask) => list(ask) },
  { methods: ['POST'], pattern: /^\/webhooks$/, answer: (ask) => create(ask.shop, ask.params) },
  { methods: writes, pattern: /^\/webhooks\/batch$/, answer: (ask) => batch(ask, 'webhooks', {
    create: (given) => create(ask.shop, given), update: (target, given) => update(ask.shop, target, given), delete: (target) => remove(ask.shop, target, true) }) },
  { methods: ['GET'], pattern: /^\/webhooks\/(\d+)$/, answer: (ask) => ok(present(existing(ask.shop, id(ask)))) },
  { methods: writes, pattern: /^\/webhooks\/(\d+)$/, answer: (ask) => update(ask.shop, id(ask), ask.params) },
  { methods: ['DELETE'], pattern: /^\/webhooks\/(\d+)$/, answer: (ask) => remove(ask.shop, id(ask), checkParams(ask.params, { force: { type: 'boolean', default: false } }).force === true) },
];

function list(ask: Ask): Reply {
  const params = checkParams(ask.params, listRules);
  const search = typeof params.search === 'string' ? params.search.toLowerCase() : '';
  const found = [...ask.shop.shelves.webhooks.all()].filter((webhook) => (params.status === 'all' || webhook.status === params.status) && listed(params, webhook.id)
    && inTime(params, webhook.created, webhook.modified) && webhook.name.toLowerCase().includes(search));
  return paged(ask, params, inOrder(found, params.orderby === 'title' ? (webhook) => webhook.name : (webhook) => webhook.id, params.order === 'asc'), present);
}

function existing(shop: Shop, target: number): Webhook {
  const webhook = shop.shelves.webhooks.get(target);
  if (!webhook) throw new WpError('woocommerce_rest_shop_webhook_invalid_id', 404, 'Invalid ID.');
  return webhook;
}

function checkPlace(topic: string, url: string): void {
  if (!TOPIC.test(topic)) throw new WpError('woocommerce_rest_invalid_webhook_topic', 400, 'Webhook topic must be valid.');
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw new WpError('woocommerce_rest_invalid_webhook_delivery_url', 400, 'Webhook delivery URL must be a valid URL starting with http:// or https://.');
}

function create(shop: Shop, given: Params): Reply {
  const params = checkParams(given, fresh);
  checkPlace(String(params.topic), String(params.delivery_url));
  const webhook: Webhook = {
    id: shop.next('rows'), name: String(params.name ?? `Webhook created on ${local(shop.now()) ?? ''}`), status: String(params.status ?? 'active'), topic: String(params.topic), url: String(params.delivery_url),
    secret: typeof params.secret === 'string' && params.secret !== '' ? params.secret : shop.world.random(50), failures: 0, created: shop.now(), modified: shop.now(),
  };
  shop.shelves.webhooks.put(webhook);
  if (webhook.status === 'active') shop.world.ping(webhook);
  return made(present(webhook), `webhook ${webhook.id}`);
}

function update(shop: Shop, target: number, given: Params): Reply {
  const before = existing(shop, target);
  const params = checkParams(given, fields);
  const webhook: Webhook = {
    ...before, name: String(params.name ?? before.name), status: String(params.status ?? before.status), topic: String(params.topic ?? before.topic), url: String(params.delivery_url ?? before.url),
    secret: typeof params.secret === 'string' ? params.secret : before.secret, failures: params.status === 'active' ? 0 : before.failures, modified: shop.now(),
  };
  checkPlace(webhook.topic, webhook.url);
  shop.shelves.webhooks.put(webhook);
  if (webhook.url !== before.url && webhook.status === 'active') shop.world.ping(webhook);
  return changed(present(webhook), `webhook ${target}`);
}

function remove(shop: Shop, target: number, force: boolean): Reply {
  const webhook = existing(shop, target);
  if (!force) throw noTrash('Webhooks');
  shop.shelves.webhooks.drop(target);
  return gone(present(webhook), `webhook ${target}`);
}

function present(webhook: Webhook): Params {
  const [resource = '', event = ''] = webhook.topic.split('.');
  return {
    id: webhook.id, name: webhook.name, status: webhook.status, topic: webhook.topic, resource, event, hooks: hooksOf(resource, event), delivery_url: webhook.url,
    date_created: local(webhook.created), date_created_gmt: gmt(webhook.created), date_modified: local(webhook.modified), date_modified_gmt: gmt(webhook.modified),
  };
}

function hooksOf(resource: string, event: string): string[] {
  if (resource === 'action') return [event];
  const verb: Readonly<Record<string, string>> = { created: 'new', updated: 'update', deleted: 'delete', restored: 'untrash' };
  return [`woocommerce_${verb[event] ?? event}_${resource}`];
}
