/** Codes and tokens: a code is good once within thirty minutes; a refresh token lasts as long as the consent. Unsigned calls, the secret in the query. */
import type { Answer, Call } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { App, Grant, Token } from './documents.js';
import { ok, refuse, wrong } from './envelope.js';
import type { World } from './world.js';

export const consentSeconds = 365 * 86_400;
const scopes = ['seller.authorization.info', 'seller.product.basic', 'seller.product.write', 'seller.order.info', 'seller.fulfillment.basic', 'seller.logistics', 'seller.return_refund.basic', 'seller.finance.info'];

export function issueTokens(world: World, grant: Grant) {
  const now = world.now();
  for (const old of world.tokens.all()) if (old.expiresAt < now - 86_400) world.tokens.drop(old.token);
  const make = (kind: Token['kind'], expiresAt: number) => {
    const token = `TTP_${world.kit.random(48)}`;
    world.tokens.put(token, { token, kind, grant: grant.id, expiresAt, used: false });
    return token;
  };
  const ends = Math.min(now + world.kit.settings().accessTokenSeconds, grant.consentEnds);
  return { access_token: make('access', ends), access_token_expire_in: ends, refresh_token: make('refresh', grant.consentEnds), refresh_token_expire_in: grant.consentEnds };
}

export function tokenCall(world: World, call: Call): Answer {
  if (call.method !== 'GET') throw refuse(36009010);
  const app = appOf(world, call.query);
  return call.path.endsWith('/get') ? exchange(world, app, call.query) : refresh(world, app, call.query);
}

function appOf(world: World, query: URLSearchParams): App {
  const app = world.apps.get(query.get('app_key') ?? '');
  if (!app || app.secret !== query.get('app_secret')) throw wrong('app_key or app_secret is invalid.');
  return app;
}

function exchange(world: World, app: App, query: URLSearchParams): Answer {
  if (query.get('grant_type') !== 'authorized_code') throw wrong('grant_type must be authorized_code.');
  const code = world.codes.get(query.get('auth_code') ?? '');
  const grant = world.grants.get(code?.grant ?? '');
  if (!code || code.used || code.expiresAt <= world.now() || !grant || grant.appKey !== app.key) throw refuse(36004004);
  world.codes.put(code.code, { ...code, used: true });
  const renewed = { ...grant, revoked: false, consentEnds: world.now() + consentSeconds };
  world.grants.put(grant.id, renewed);
  return tell(world, renewed, 'created');
}

function refresh(world: World, app: App, query: URLSearchParams): Answer {
  if (query.get('grant_type') !== 'refresh_token') throw wrong('grant_type must be refresh_token.');
  const token = world.tokens.get(query.get('refresh_token') ?? '');
  const grant = world.grants.get(token?.grant ?? '');
  if (!token || token.kind !== 'refresh' || !grant || grant.appKey !== app.key) throw refuse(36004005);
  if (grant.revoked) throw refuse(105001);
  if (token.expiresAt <= world.now() || (token.used && world.kit.unconfirmed('oldRefreshTokenDies') === true)) throw refuse(36004001);
  world.tokens.put(token.token, { ...token, used: true });
  return tell(world, grant, 'updated');
}

function tell(world: World, grant: Grant, effect: 'created' | 'updated'): Answer {
  const shop = world.shops.get(grant.shops[0] ?? '');
  const data = { ...issueTokens(world, grant), open_id: shop?.openId ?? '', seller_name: shop?.name ?? '', seller_base_region: 'ID', user_type: 0, granted_scopes: scopes };
  return ok(data, { effect, subject: `tokens ${grant.shops.join(',')}` });
}

export function listShops(world: World, { grant }: Asked): Answer {
  const shops = grant.shops.flatMap((id) => world.shops.get(id) ?? []);
  return ok({ shops: shops.map(({ id, name, cipher, code }) => ({ id, name, region: 'ID', seller_type: 'LOCAL', cipher, code })) });
}

/** Ends the life of all of a grant's tokens of one kind now. */
export function expireTokens(world: World, grant: string, kind: Token['kind']): void {
  for (const token of world.tokens.all()) if (token.kind === kind && token.grant === grant) world.tokens.put(token.token, { ...token, expiresAt: Math.min(token.expiresAt, world.now()) });
}
