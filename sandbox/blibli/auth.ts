/** Who calls: the integrator's pair, the store's key, the common parameters, and the signature where the seller has set a key. */
import { readObject, sameText, type Call } from '../kit/index.js';
import type { Shop } from './documents.js';
import { invalid, Refused, type Family } from './envelope.js';
import { Body } from './params.js';
import { signedPath, signOf } from './sign.js';
import type { World } from './world.js';

export interface Asked { readonly call: Call; readonly shop: Shop; readonly requestId: string; readonly query: URLSearchParams; readonly body: Body; readonly ids: readonly string[] }

const common = ['requestId', 'storeId', 'channelId', 'username', 'storeCode', 'businessPartnerCode'];
const denied = (message: string) => new Refused('ERR-PA401001', message);

export function admit(world: World, call: Call, family: Family, known: readonly string[], ids: readonly string[]): Asked {
  const shop = identify(world, call);
  checkSignature(world, call, shop);
  if (!/application\/json/.test(call.headers.accept ?? '')) throw invalid('Accept must be application/json');
  if (call.body.length > 0 && !/^application\/json(;|$)/.test(call.headers['content-type'] ?? '')) throw invalid('Content-Type must be application/json');
  const { query } = call;
  for (const name of ['requestId', 'channelId', 'username']) if (!query.get(name)) throw invalid(`${name} must not be blank`);
  if (query.get('storeId') !== '10001') throw invalid('storeId must be 10001');
  const code = family === 'seller' ? 'storeCode' : 'businessPartnerCode';
  if (!query.get(code)) throw invalid(`${code} must not be blank`);
  for (const name of ['storeCode', 'businessPartnerCode']) if (query.has(name) && query.get(name) !== shop.id) throw invalid('Store is not bound to the API seller key');
  const strict = world.strict();
  const stray = strict ? [...query.keys()].find((name) => !common.includes(name) && !known.includes(name)) : undefined;
  if (stray !== undefined) throw invalid(`Unknown parameter ${stray}`);
  return { call, shop, requestId: query.get('requestId') ?? '', query, body: readBody(call), ids };
}

function identify(world: World, call: Call): Shop {
  const [scheme = '', encoded = ''] = (call.headers.authorization ?? '').split(' ');
  if (scheme !== 'Basic' || encoded === '') throw denied('Authorization is missing');
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const app = world.apps.get(pair.slice(0, pair.indexOf(':')));
  if (!app || !sameText(pair, `${app.clientId}:${app.key}`)) throw denied('API client is not recognized');
  const shop = world.shopOfKey(call.headers['api-seller-key'] ?? '');
  if (!shop || shop.clientId !== app.clientId || shop.revoked) throw denied('Seller id not recognized');
  return shop;
}

function checkSignature(world: World, call: Call, shop: Shop): void {
  if (shop.signatureKey === '') return;
  const { signature = '', 'signature-time': time = '' } = call.headers;
  if (signature === '' || time === '') throw denied('Seller id not recognized');
  const ms = Number(time);
  if (!/^\d{13}$/.test(time) || Math.abs(world.now() - ms) > Number(world.kit.unconfirmed('signatureWindowSeconds')) * 1000) throw denied('Signature-Time is not valid');
  const json = 'application/json';
  const bare = call.method !== 'GET' && call.body.length === 0;
  const wanted = world.kit.unconfirmed('bodylessPostType');
  const types = call.method === 'GET' ? [''] : !bare || wanted === 'json' ? [json] : wanted === 'empty' ? [''] : [json, ''];
  const right = types.some((type) => sameText(signature, signOf(shop.signatureKey, call.method, call.body, type, ms, signedPath(call.path)).toString('base64')));
  if (!right) throw denied('Signature is not valid');
}

function readBody(call: Call): Body {
  if (call.body.length > 60 * 1024 * 1024) throw invalid('Payload must not be larger than 60 MB');
  if (call.body.length === 0) return new Body({});
  const body = readObject(call.body.toString('utf8'), JSON.parse);
  if (!body) throw invalid('The request body is not a valid JSON object');
  return new Body(body);
}
