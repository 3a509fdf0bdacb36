import { Reject, type Adapter, type RemoteShop, type Session, type Tools } from '../contract/index.js';
import { Client, type Body } from './client.js';
import type { ShopeeCredentials } from './credentials.js';
import { id, list, number, record, text, type Raw } from './wire.js';

/** Above this, `expire_in` is an instant in seconds, not a span. */
const absoluteFrom = 1_000_000_000;
const usualSeconds = 4 * 3_600;

/** ms the access token lives from now. One given as an instant cannot be judged without a clock: it is refreshed at once. */
export function tokenLifeMs(credentials: ShopeeCredentials): number | null {
  if (!credentials.access_token) return null;
  const seconds = number(credentials.expire_in) ?? usualSeconds;
  return seconds > absoluteFrom ? 0 : seconds * 1000;
}

function granted(payload: Raw, answered: number, known: ShopeeCredentials, shopId: string): { credentials: ShopeeCredentials; expiresAt: number } {
  const { access_token, refresh_token } = record(payload, 'tokens');
  const seconds = number(payload['expire_in']) ?? usualSeconds;
  if (text(access_token) === '' || text(refresh_token) === '') throw new Reject('the answer holds no tokens', { rawCode: 'undecodable' });
  const expiresAt = seconds > absoluteFrom ? seconds * 1000 : answered + seconds * 1000;
  return { credentials: Object.assign(new (known.constructor as new () => ShopeeCredentials)(), known, { shop_id: shopId, access_token: text(access_token), refresh_token: text(refresh_token), expire_in: String(seconds) }), expiresAt };
}

/** The refresh token works once and is replaced by this call; the caller holds the connection's lease. */
export async function refresh(client: Client, now: ShopeeCredentials): ReturnType<NonNullable<Session<ShopeeCredentials>['refresh']>> {
  const { payload, answered } = await client.app('/api/v2/auth/access_token/get', 'make', () => ({ refresh_token: now.refresh_token ?? '', shop_id: BigInt(client.shopId), partner_id: BigInt(now.partner_id) }));
  return { ...granted(payload, answered, now, client.shopId), endsAt: null };
}

/** The shop behind a grant; `as`: with other tokens than the connection's. */
export async function readShop(client: Client, as?: ShopeeCredentials): Promise<RemoteShop> {
  const payload = await client.get('/api/v2/shop/get_shop_info', {}, as);
  return { remoteId: client.shopId, name: text(payload['shop_name']) || `Shopee ${client.shopId}`, country: text(payload['region']) || 'ID' };
}

export const consent: NonNullable<Adapter<ShopeeCredentials>['consent']> = {
  link(app, state, returnTo) {
    const query = new URLSearchParams({ partner_id: app.partner_id, auth_type: 'seller', redirect_uri: returnTo, response_type: 'code', state });
    return { host: 'consent', path: `/auth?${query}` };
  },

  /** A shop's sign-in names the shop; a main account's names its shops in the answer. One connection holds one shop's pair of tokens, so a main account must open exactly one. */
  async exchange(app, query, tools: Tools<ShopeeCredentials>) {
    const { code = '', shop_id, main_account_id } = query;
    if (code === '' || (!shop_id && !main_account_id)) throw new Reject('Shopee sent back no code', { rawCode: 'invalid_code' });
    const whose: { [key: string]: Body } = shop_id ? { shop_id: BigInt(shop_id) } : { main_account_id: BigInt(main_account_id ?? '0') };
    const { payload, answered } = await new Client(tools, shop_id ?? '').app('/api/v2/auth/token/get', 'make', () => ({ code, ...whose, partner_id: BigInt(app.partner_id) }));
    const shops = shop_id ? [shop_id] : list(payload['shop_id_list']).map(id);
    const [only, second] = shops;
    if (only === undefined || second !== undefined) throw new Reject(`A main account with ${shops.length} shops signed in: sign in with the shop's own account, once per shop.`, { rawCode: 'main_account' });
    const fresh = granted(payload, answered, app, only);
    return { ...fresh, shops: [await readShop(new Client(tools, only), fresh.credentials)] };
  },
};
