/** Who calls: common parameters, clock window, signature over exactly the bytes that came, token, and the shop its cipher names. */
import { readObject, sameText, type Call } from '../kit/index.js';
import type { App, Grant, Shop } from './documents.js';
import { refuse, wrong } from './envelope.js';
import { Fields } from './fields.js';
import { signOf } from './sign.js';
import type { World } from './world.js';

/** An admitted call: `query` and `body` without the common parameters; `ids` what the path names. */
export interface Asked { readonly call: Call; readonly app: App; readonly grant: Grant; readonly query: Fields; readonly body: Fields; readonly ids: readonly string[] }
export interface ShopAsked extends Asked { readonly shop: Shop }
export type Form = 'json' | 'multipart';

const common = ['app_key', 'timestamp', 'sign', 'access_token', 'shop_cipher'];

export function admit(world: World, call: Call, form: Form, ids: readonly string[]): Asked {
  const { query } = call;
  const app = world.apps.get(query.get('app_key') ?? '');
  const [timestamp, sign] = [query.get('timestamp') ?? '', query.get('sign') ?? ''];
  if (!app) throw wrong('app_key is missing or invalid.');
  if (!/^\d{10}$/.test(timestamp)) throw wrong('timestamp is missing or invalid.');
  const age = world.now() - Number(timestamp);
  if (age > 300 || age < -30) throw wrong('timestamp is expired or too early.');
  if (sign === '') throw wrong('sign is missing.');
  const type = call.headers['content-type'] ?? '';
  const free = call.method === 'GET' && world.kit.unconfirmed('contentTypeOnGet') !== true;
  if (form === 'multipart' ? !/^multipart\/form-data\b/.test(type) : !free && !/^application\/json\b/.test(type)) throw refuse(36009022);
  if (!signed(world, app, call, form, sign)) throw refuse(106001);
  const grant = grantOf(world, app, call.headers['x-tts-access-token'] ?? '');
  const rest = new URLSearchParams([...query].filter(([name]) => !common.includes(name)));
  return { call, app, grant, ids, query: Fields.ofQuery(rest), body: form === 'json' ? bodyOf(call) : new Fields({}) };
}

function signed(world: World, app: App, call: Call, form: Form, sign: string): boolean {
  if (sameText(sign, signOf(app.secret, call.path, call.query, form === 'json' ? call.body : null))) return true;
  return world.kit.unconfirmed('emptyObjectSignedEitherWay') === true && call.body.toString('utf8') === '{}' && sameText(sign, signOf(app.secret, call.path, call.query, null));
}

function grantOf(world: World, app: App, given: string): Grant {
  const token = world.tokens.get(given);
  const grant = world.grants.get(token?.grant ?? '');
  if (!token || token.kind !== 'access' || !grant || grant.appKey !== app.key) throw wrong('x-tts-access-token is missing or invalid.');
  if (grant.revoked || grant.consentEnds <= world.now()) throw refuse(105001);
  if (token.expiresAt <= world.now()) throw refuse(105002);
  return grant;
}

export function withShop(world: World, asked: Asked): ShopAsked {
  const cipher = asked.call.query.get('shop_cipher');
  if (!cipher) throw refuse(106013);
  for (const shop of world.shops.all()) {
    if (shop.cipher !== cipher) continue;
    if (shop.appKey !== asked.app.key || !asked.grant.shops.includes(shop.id)) throw refuse(101000);
    return { ...asked, shop };
  }
  throw refuse(106011);
}

export function withoutShop(asked: Asked): Asked {
  if (asked.call.query.has('shop_cipher')) throw wrong('shop_cipher is not expected.');
  return asked;
}

function bodyOf(call: Call): Fields {
  if (call.body.length === 0) return new Fields({});
  const body = readObject(call.body.toString('utf8'));
  if (!body) throw wrong('The body is not a JSON object.');
  return new Fields(body);
}
