/** Codes and tokens: a code is good once within ten minutes; a refresh token once (a main account's first: once for each shop); the access token before it five minutes more. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Code, Shop, Token } from './documents.js';
import { okTop, refuse } from './envelope.js';
import { announceGrant } from './push.js';
import type { World } from './world.js';

const graceSeconds = 300;
const refreshSeconds = 30 * 86_400;
export const consentSeconds = 365 * 86_400;

export function issueTokens(world: World, partnerId: string, shops: readonly string[]): { access_token: string; refresh_token: string; expire_in: number } {
  const now = world.now();
  const life = world.kit.settings().accessTokenSeconds;
  for (const old of world.tokens.all()) {
    if (old.expiresAt < now - 86_400) world.tokens.drop(old.token);
    else if (old.kind === 'access' && old.partnerId === partnerId && old.shops.length === 1 && shops.includes(old.shops[0] ?? '')) {
      world.tokens.put(old.token, { ...old, expiresAt: Math.min(old.expiresAt, now + graceSeconds) });
    }
  }
  const make = (kind: Token['kind'], seconds: number) => {
    const token = world.kit.random(40);
    world.tokens.put(token, { token, kind, partnerId, shops, expiresAt: now + seconds, usedBy: [] });
    return token;
  };
  return { access_token: make('access', life), refresh_token: make('refresh', refreshSeconds), expire_in: life };
}

export function makeCode(world: World, partnerId: string, shops: readonly string[], account: string | null): Code {
  const code = { code: world.kit.random(32), partnerId, shops, account, expiresAt: world.now() + 600, used: false };
  world.codes.put(code.code, code);
  return code;
}

export function exchangeCode(world: World, { app, params }: Asked): Answer {
  if (params.id('partner_id') !== app.partnerId) throw refuse('invalid_partner_id');
  const [shopId, account] = [params.maybeId('shop_id'), params.maybeId('main_account_id')];
  if ((shopId === undefined) === (account === undefined)) throw refuse('error_param', 'Exactly one of shop_id and main_account_id is required.');
  const code = world.codes.get(params.text('code'));
  if (!code || code.used || code.expiresAt <= world.now() || code.partnerId !== app.partnerId) throw refuse('invalid_code');
  if (shopId !== undefined && (code.account !== null || code.shops[0] !== shopId)) throw refuse('invalid_shop_id');
  if (account !== undefined && code.account !== account) throw refuse('error_param', 'main_account_id does not match the code.');
  world.codes.put(code.code, { ...code, used: true });
  for (const id of code.shops) grant(world, id);
  const pair = issueTokens(world, app.partnerId, code.shops);
  const list = account === undefined ? {} : { shop_id_list: code.shops.map(BigInt), merchant_id_list: [] };
  return okTop({ ...pair, ...list }, { effect: 'created', subject: `tokens ${code.shops.join(',')}` });
}

function grant(world: World, id: string): void {
  const shop = world.shops.get(id);
  if (!shop) throw refuse('invalid_shop_id');
  world.shops.put(id, { ...shop, revoked: false, authorisedAt: world.now(), consentEnds: world.now() + consentSeconds });
  announceGrant(world, shop, 1);
}

export function refreshTokens(world: World, { app, params }: Asked): Answer {
  if (params.id('partner_id') !== app.partnerId) throw refuse('invalid_partner_id');
  if (params.has('merchant_id')) throw refuse('error_merchant_refresh_token');
  const shopId = params.id('shop_id');
  const shop = world.shops.get(shopId);
  if (!shop || shop.partnerId !== app.partnerId) throw refuse('invalid_shop_id');
  const token = world.tokens.get(params.text('refresh_token'));
  if (!token || token.kind !== 'refresh' || token.partnerId !== app.partnerId || !token.shops.includes(shopId) || token.usedBy.includes(shopId)) throw refuse('error_shop_refresh_token');
  if (shop.revoked) throw refuse('shop_no_linked');
  if (shop.consentEnds <= world.now()) throw refuse('shop_access_expired');
  if (token.expiresAt <= world.now()) throw refuse('refresh_token_expired');
  world.tokens.put(token.token, { ...token, usedBy: [...token.usedBy, shopId] });
  return okTop({ partner_id: BigInt(app.partnerId), shop_id: BigInt(shopId), ...issueTokens(world, app.partnerId, [shopId]) }, { effect: 'updated', subject: `tokens ${shopId}` });
}

export function listGrants(world: World, { app, params }: Asked): Answer {
  const [page, size] = [params.int('page_no', 1, 1_000_000), params.int('page_size', 1, 100)];
  const all = [...world.shops.all()].filter((shop) => shop.partnerId === app.partnerId && !shop.revoked && shop.consentEnds > world.now());
  const rows = all.slice((page - 1) * size, page * size).map((shop) => ({
    shop_id: BigInt(shop.id), region: 'ID', auth_time: shop.authorisedAt, expire_time: shop.consentEnds, sip_affi_shop_list: [],
  }));
  return okTop({ authed_shop_list: rows, more: page * size < all.length });
}

export function shopInfo(shop: Shop): Answer {
  return okTop({
    shop_name: shop.name, region: 'ID', status: 'NORMAL', is_sip: false, is_cb: false, is_cnsc: false, auth_time: shop.authorisedAt, expire_time: shop.consentEnds,
    shop_fulfillment_flag: 'Others', is_main_shop: false, is_direct_shop: false, linked_main_shop_id: 0, linked_direct_shop_list: [], merchant_id: null,
  });
}

/** Ends the life of all of a shop's tokens of one kind now. */
export function expireTokens(world: World, shop: string, kind: Token['kind']): void {
  for (const token of world.tokens.all()) if (token.kind === kind && token.shops.includes(shop)) world.tokens.put(token.token, { ...token, expiresAt: Math.min(token.expiresAt, world.now()) });
}
