/** Who calls: parameters, clock, signature over exactly what the notes say, token, and whether the token is this shop's. */
import { readObject, sameText, type Call } from '../kit/index.js';
import type { App, Shop } from './documents.js';
import { refuse } from './envelope.js';
import { Params } from './params.js';
import { signOf } from './sign.js';
import type { World } from './world.js';

/** An admitted call. `shop` is null in public calls; `params` are the query's in a GET, the body's in a POST, without the common ones. */
export interface Asked { readonly call: Call; readonly app: App; readonly shop: Shop | null; readonly params: Params }

export const common = ['partner_id', 'timestamp', 'sign', 'access_token', 'shop_id', 'merchant_id'];
const windowSeconds = 300;

/** `kind` either: with a token it is signed as a shop's call, without one as a public one. */
export function admit(world: World, call: Call, kind: 'public' | 'shop' | 'either', known: readonly string[]): Asked {
  const { query } = call;
  const [partnerId, timestamp, sign, token, shopId] = ['partner_id', 'timestamp', 'sign', 'access_token', 'shop_id'].map((name) => query.get(name) ?? '');
  if (!partnerId || !/^\d+$/.test(partnerId)) throw refuse('error_param', 'There is no partner_id in query.');
  if (!timestamp) throw refuse('error_param', 'There is no timestamp in query.');
  if (!sign) throw refuse('error_param', 'There is no sign in query.');
  if (!/^\d{1,10}$/.test(timestamp) || Math.abs(world.now() - Number(timestamp)) > windowSeconds) throw refuse('error_param', 'Invalid timestamp.');
  const app = world.apps.get(partnerId);
  if (!app) throw refuse('invalid_partner_id');
  const asShop = kind === 'shop' || (kind === 'either' && token !== '');
  if (asShop && !token) throw refuse('error_param', 'There is no access_token in query.');
  if (asShop && (!shopId || !/^\d{1,19}$/.test(shopId))) throw refuse('error_param', 'There is no shop_id in query.');
  const right = asShop ? signOf(app.key, partnerId, call.path, timestamp, token ?? '', shopId ?? '') : signOf(app.key, partnerId, call.path, timestamp);
  if (!sameText(sign, right)) throw refuse('error_sign');
  const shop = asShop ? shopOf(world, app, token ?? '', shopId ?? '') : null;
  const params = paramsOf(call);
  if (world.kit.unconfirmed('refuseUnknownParameters') === true) params.only(call.method === 'GET' ? [...known, ...common] : known);
  return { call, app, shop, params };
}

function shopOf(world: World, app: App, given: string, shopId: string): Shop {
  const token = world.tokens.get(given);
  if (!token || token.kind !== 'access' || token.partnerId !== app.partnerId || !token.shops.includes(shopId)) throw refuse('invalid_acceess_token');
  const shop = world.shops.get(shopId);
  if (!shop || shop.revoked) throw refuse('error_auth', 'Invalid access_token.');
  if (shop.consentEnds <= world.now()) throw refuse('shop_access_expired');
  if (token.expiresAt <= world.now()) throw refuse('invalid_acceess_token');
  return shop;
}

function paramsOf(call: Call): Params {
  if (call.method === 'GET') return Params.ofQuery(call.query);
  if (/multipart\/form-data/.test(call.headers['content-type'] ?? '')) return new Params({});
  const strays = [...call.query.keys()].filter((name) => !common.includes(name));
  if (strays.length > 0) throw refuse('error_param', `${strays[0]} belongs into the body.`);
  if (call.body.length === 0) return new Params({});
  const body = readObject(call.body.toString('utf8'));
  if (!body) throw refuse('error_param', 'The request body is not a valid JSON object.');
  return new Params(body);
}
