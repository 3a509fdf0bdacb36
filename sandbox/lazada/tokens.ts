/** Codes and tokens. A refresh begins a new access life, whose end is told from 48 hours before; the day the refreshing ends stays where the consent put it. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Shop, Token } from './documents.js';
import { okTop, refuse } from './envelope.js';
import type { World } from './world.js';

const day = 86_400_000;

export function consentEnds(world: World): number {
  return world.now() + Number(world.kit.unconfirmed('refreshTokenDays')) * day;
}

export function issueTokens(world: World, shop: Shop): { access_token: string; refresh_token: string; expires_in: number; refresh_expires_in: number } {
  const { accessTokenSeconds } = world.kit.settings();
  const refreshable = world.kit.unconfirmed('refreshable') === true;
  for (const old of world.tokens.all()) if (old.expiresAt < world.now() - day) world.tokens.drop(old.token);
  const make = (kind: Token['kind'], expiresAt: number) => {
    const token = `5000${kind === 'access' ? '0' : '1'}${world.kit.random(40)}`;
    world.tokens.put(token, { token, kind, shop: shop.id, expiresAt });
    return token;
  };
  const access = make('access', world.now() + accessTokenSeconds * 1000);
  world.kit.schedule.at(world.now() + accessTokenSeconds * 1000 - 2 * day, 'lazada/expiring', { shop: shop.id, token: access });
  return {
    access_token: access, refresh_token: make('refresh', shop.refreshEnds), expires_in: accessTokenSeconds,
    refresh_expires_in: refreshable ? Math.max(0, Math.round((shop.refreshEnds - world.now()) / 1000)) : 0,
  };
}

export function account(shop: Shop): { country: string; account: string; account_platform: string } {
  return { country: 'id', account: `${shop.id}@toko.latihan`, account_platform: 'seller_center' };
}

export const userInfo = (shop: Shop) => [{ country: 'id', seller_id: shop.id, user_id: shop.userId, short_code: `ID${shop.id}` }];

export function makeCode(world: World, shop: Shop): string {
  const code = `0_${shop.appKey}_${world.kit.random(24)}`;
  world.codes.put(code, { code, shop: shop.id, expiresAt: world.now() + 1_800_000, used: false });
  return code;
}

export function createToken(world: World, { app, params }: Asked): Answer {
  const code = world.codes.get(params.must('code'));
  const shop = code && world.shops.get(code.shop);
  if (!code || !shop || code.used || code.expiresAt <= world.now() || shop.appKey !== app.key) throw refuse('InvalidCode');
  world.codes.put(code.code, { ...code, used: true });
  const granted = { ...shop, revoked: false, refreshEnds: consentEnds(world) };
  world.shops.put(shop.id, granted);
  return okTop({ ...issueTokens(world, granted), ...account(shop), country_user_info: userInfo(shop) }, { effect: 'created', subject: `tokens ${shop.id}` });
}

export function refreshToken(world: World, { app, params }: Asked): Answer {
  const token = world.tokens.get(params.must('refresh_token'));
  const shop = token && world.shops.get(token.shop);
  if (!shop || token.kind !== 'refresh' || shop.appKey !== app.key || shop.revoked || token.expiresAt <= world.now()) throw refuse('IllegalRefreshToken');
  if (world.kit.unconfirmed('refreshable') !== true) throw refuse('AUTH_TYPE_UNSUPPORTED');
  if (world.kit.unconfirmed('oldRefreshTokenDies') === true) world.tokens.drop(token.token);
  if (world.kit.unconfirmed('oldAccessTokenDies') === true) expireTokens(world, shop.id, 'access');
  return okTop({ ...issueTokens(world, shop), ...account(shop), country_user_info_list: userInfo(shop) }, { effect: 'updated', subject: `tokens ${shop.id}` });
}

export function expireTokens(world: World, shop: string, kind: Token['kind']): void {
  for (const token of world.tokens.all()) if (token.kind === kind && token.shop === shop) world.tokens.put(token.token, { ...token, expiresAt: Math.min(token.expiresAt, world.now()) });
}
