/** Who may call: key, clock, method, signature, token; in this order. */
import { sameText, type Call, type Part } from '../kit/index.js';
import type { App, Shop } from './documents.js';
import { refuse } from './envelope.js';
import { bad, Params, readCall } from './params.js';
import { signOf } from './sign.js';
import type { World } from './world.js';

export interface Asked { readonly call: Call; readonly app: App; readonly shop: Shop; readonly params: Params; readonly files: readonly Part[] }
export interface Gate { readonly open: boolean; readonly params: readonly string[] }

const common = ['app_key', 'timestamp', 'sign_method', 'sign', 'access_token', 'partner_id'];
const windowMs = 7_200_000;
export const root = '/rest';
const nobody: Shop = { id: '', userId: '', name: '', appKey: '', revoked: false, refreshEnds: 0 };

export function admit(world: World, call: Call, gate: Gate): Asked {
  const { params, files } = readCall(call);
  const [key, timestamp, method, sign] = [params.must('app_key'), params.must('timestamp'), params.must('sign_method'), params.must('sign')];
  const at = /^\d{13}$/.test(timestamp) ? Number(timestamp) : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(timestamp) ? Date.parse(timestamp) : NaN;
  if (!(Math.abs(world.now() - at) <= windowMs)) throw refuse(String(world.kit.unconfirmed('timestampCode')), 'The timestamp is not within 7200 seconds');
  const app = world.apps.get(key);
  if (!app) throw refuse(String(world.kit.unconfirmed('appKeyCode')), 'The app key is unknown');
  if (method !== 'sha256') throw bad('sign_method', 'must be sha256');
  if (!sameText(sign, signOf(app.secret, call.path.slice(root.length), params.all))) throw refuse('IncompleteSignature');
  const shop = gate.open ? nobody : shopOf(world, app, params.must('access_token'));
  if (world.kit.unconfirmed('refuseUnknownParameters') === true) for (const name of params.all.keys()) if (!common.includes(name) && !gate.params.includes(name)) throw bad(name, 'is unknown');
  if (call.method === 'POST' && /json/.test(call.headers['content-type'] ?? '') && call.body.length > 0) throw refuse('30', 'E030: Empty Request');
  return { call, app, shop, params, files };
}

function shopOf(world: World, app: App, given: string): Shop {
  const token = world.tokens.get(given);
  const shop = token && world.shops.get(token.shop);
  if (!shop || token.kind !== 'access' || shop.appKey !== app.key || shop.revoked || token.expiresAt <= world.now()) throw refuse('IllegalAccessToken');
  return shop;
}
