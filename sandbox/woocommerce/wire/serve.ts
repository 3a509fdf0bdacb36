import type { Answer, Call } from '../../kit/index.js';
import type { ApiKey } from '../documents.js';
import { attributeRoutes } from '../goods/attributes.js';
import { productRoutes } from '../goods/products.js';
import { taxonomyRoutes } from '../goods/taxonomies.js';
import { variationRoutes } from '../goods/variations.js';
import { webhookRoutes } from '../hooks/webhooks.js';
import { orderRoutes } from '../orders/orders.js';
import { refundRoutes } from '../orders/refunds.js';
import { reportRoutes } from '../orders/reports.js';
import type { Shop } from '../shop.js';
import { encodeJson } from './encode-json.js';
import { readParams, trim, type Read } from './read-call.js';
import type { Reply, Route } from './rest.js';
import { statusRoutes } from './status.js';
import { verifyOAuth } from './verify-oauth.js';
import { WpError, authentication, noRoute, nobody } from './wp-error.js';

/** The REST API of one shop: the key first, then the route, then what the key may do. */
const API = '/wc/v3';
// the more particular first: /products/categories must not be taken for a product
const routes: readonly Route[] = [...statusRoutes, ...taxonomyRoutes, ...attributeRoutes, ...variationRoutes, ...productRoutes, ...refundRoutes, ...orderRoutes, ...webhookRoutes, ...reportRoutes];

export async function serve(shop: Shop, call: Call, read: Read): Promise<Answer> {
  try {
    return written(shop, read, await reply(shop, call, read));
  } catch (error) {
    if (!(error instanceof WpError)) throw error;
    return written(shop, read, { status: error.status, body: error.body() });
  }
}

async function reply(shop: Shop, call: Call, read: Read): Promise<Reply> {
  const route = read.route ?? '/';
  if (route === '/') return { status: 200, body: { name: shop.name, description: '', url: shop.world.home(), home: shop.world.home(), namespaces: ['oembed/1.0', 'wc/v1', 'wc/v2', 'wc/v3', 'wp/v2'], authentication: [], routes: {} } };
  if (route.startsWith('/wp/v2/media')) throw new WpError('rest_cannot_create', 401, 'Sorry, you are not allowed to create posts as this user.');
  if (!route.startsWith(API)) throw noRoute();
  const key = recognise(shop, call, read);
  const place = route.slice(API.length);
  const method = read.method === 'HEAD' ? 'GET' : read.method;
  if (place === '' && method === 'GET') return { status: 200, body: { namespace: 'wc/v3', routes: {} } };
  for (const candidate of routes) {
    const match = candidate.methods.includes(method) ? candidate.pattern.exec(place) : null;
    if (!match) continue;
    if (!key) throw nobody(read.method);
    allow(key, read.method);
    const params = readParams(call, read.query);
    return candidate.answer({ shop, path: [...match.slice(1), place.slice(1)], params, query: read.query, partial: call.partial });
  }
  throw noRoute();
}

/** Over plain HTTP only OAuth counts. `unconfirmed.https` makes the shop believe that it stands behind TLS: then keys in the query, or Basic, do. */
function recognise(shop: Shop, call: Call, read: Read): ApiKey | null {
  if (shop.world.unconfirmed('https') === true) {
    const basic = /^Basic (.+)$/i.exec(call.headers.authorization ?? '')?.[1];
    const [user = '', ...rest] = basic ? Buffer.from(basic, 'base64').toString().split(':') : [];
    const inQuery = typeof read.query.consumer_key === 'string' && typeof read.query.consumer_secret === 'string';
    const [name, secret] = inQuery ? [String(read.query.consumer_key), String(read.query.consumer_secret)] : [user, rest.join(':')];
    if (name !== '' && secret !== '') {
      const key = shop.key(name);
      if (!key) throw authentication.key();
      if (key.consumerSecret !== secret) throw authentication.secret();
      return key;
    }
  }
  const url = `${new URL(shop.world.home()).origin}${call.path}`;
  return verifyOAuth({ method: call.method, url, query: read.signed, header: call.headers.authorization }, (name) => {
    const key = shop.key(name);
    return key && { ...key, secret: key.consumerSecret, nonces: shop.noncesOf(key) };
  }, Math.floor(shop.world.now() / 1000));
}

function allow(key: ApiKey, method: string): void {
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && key.permissions === 'write') throw authentication.permission('read');
  if (!isRead && method !== 'OPTIONS' && key.permissions === 'read') throw authentication.permission('write');
}

function written(shop: Shop, read: Read, reply: Reply): Answer {
  const notice = shop.world.unconfirmed('phpNotices') === true ? '<br />\n<b>Notice</b>:  Undefined variable $toko in <b>/var/www/html/wp-content/plugins/lama/lama.php</b> on line <b>17</b><br />\n' : '';
  const body = read.method === 'HEAD' ? '' : `${notice}${encodeJson(reply.status < 400 ? trim(reply.body, read.query._fields) : reply.body)}`;
  return {
    status: reply.status, body, effect: reply.effect ?? 'none', subject: reply.subject,
    headers: { 'content-type': 'application/json; charset=UTF-8', 'x-robots-tag': 'noindex', 'x-content-type-options': 'nosniff', ...reply.headers },
  };
}
