/** Shopee Open Platform v2. Facts and their sources: this folder's README. */
import { isAdapterError, Reject, type Adapter, type Grant, type RemoteShop, type Session, type Tools } from '../contract/index.js';
import { ShopeeCategories } from './categories.js';
import { Client, Pictures } from './client.js';
import { ShopeeCredentials, ShopeeSettings, words } from './credentials.js';
import { ShopeeListings } from './listings.js';
import { channelsFor, decimalsOf } from './mapping.js';
import { ShopeeOffers } from './offers.js';
import { ShopeeOrders } from './orders.js';
import { webhooks } from './webhooks.js';
import { channelOf, each, id, instant, isDecoded, Items, list, number, part, text, type Body, type Raw } from './wire.js';

const hosts = {
  live: { api: 'https://partner.shopeemobile.com', consent: 'https://open.shopee.com' },
  test: { api: 'https://openplatform.sandbox.test-stable.shopee.sg', consent: 'https://open.sandbox.test-stable.shopee.com' },
} as const;
/** Consent pages that stand apart from their API address; elsewhere both are one. */
const consentOf: Readonly<Record<string, string>> = {
  [hosts.live.api]: hosts.live.consent, [hosts.test.api]: hosts.test.consent, 'https://openplatform.shopee.cn': 'https://open.shopee.cn', 'https://openplatform.shopee.com.br': 'https://open.shopee.com.br',
};
/** Above `absoluteFrom`, `expire_in` is an instant in seconds, not a span. */
const absoluteFrom = 1_000_000_000, usualSeconds = 4 * 3_600;
/** ms the access token lives from now. One given as an instant cannot be judged without a clock: it is refreshed at once. */
function tokenLifeMs(credentials: ShopeeCredentials): number | null {
  const seconds = number(credentials.expire_in) ?? usualSeconds;
  return !credentials.access_token ? null : seconds > absoluteFrom ? 0 : seconds * 1000;
}

function granted(payload: Raw, answered: number, known: ShopeeCredentials, shopId: string): { credentials: ShopeeCredentials; expiresAt: number } {
  const { access_token, refresh_token } = payload, seconds = number(payload['expire_in']) ?? usualSeconds;
  if (text(access_token) === '' || text(refresh_token) === '') throw new Reject('the answer holds no tokens', { rawCode: 'undecodable' });
  const expiresAt = seconds > absoluteFrom ? seconds * 1000 : answered + seconds * 1000;
  return { credentials: Object.assign(new (known.constructor as new () => ShopeeCredentials)(), known, { shop_id: shopId, access_token: text(access_token), refresh_token: text(refresh_token), expire_in: String(seconds) }), expiresAt };
}
/** The refresh token works once and is replaced by this call; the caller holds the connection's lease. */
async function refresh(client: Client, now: ShopeeCredentials): ReturnType<NonNullable<Session<ShopeeCredentials>['refresh']>> {
  const { payload, answered } = await client.app('/api/v2/auth/access_token/get', 'make', () => ({ refresh_token: now.refresh_token ?? '', shop_id: BigInt(client.shopId), partner_id: BigInt(now.partner_id) }));
  return { ...granted(payload, answered, now, client.shopId), endsAt: null };
}
/** The shop behind a grant, and when its consent ends; `as`: with other tokens than the connection's. */
async function readShop(client: Client, as?: ShopeeCredentials): Promise<{ readonly shop: RemoteShop; readonly endsAt: number | null }> {
  const payload = await client.get('/api/v2/shop/get_shop_info', {}, as);
  return { shop: { remoteId: client.shopId, name: text(payload['shop_name']) || `Shopee ${client.shopId}`, country: text(payload['region']) || 'ID' }, endsAt: instant(payload['expire_time']) };
}

const consent: NonNullable<Adapter<ShopeeCredentials>['consent']> = {
  link: (app, state, returnTo) => ({ host: 'consent', path: `/auth?${new URLSearchParams({ partner_id: app.partner_id, auth_type: 'seller', redirect_uri: returnTo, response_type: 'code', state })}` }),
  /** A shop's sign-in names the shop, a main account's the shops it opens. Their common first refresh token may be used once for each: after that every shop has a pair of its own. */
  async exchange(app, query, tools: Tools<ShopeeCredentials>) {
    const { code = '', shop_id, main_account_id } = query;
    if (code === '' || (!shop_id && !main_account_id)) throw new Reject('Shopee sent back no code', { rawCode: 'invalid_code' });
    const whose: { [key: string]: Body } = shop_id ? { shop_id: BigInt(shop_id) } : { main_account_id: BigInt(main_account_id ?? '0') };
    const { payload, answered } = await new Client(tools, shop_id ?? '').app('/api/v2/auth/token/get', 'make', () => ({ code, ...whose, partner_id: BigInt(app.partner_id) }));
    const shops = shop_id ? [shop_id] : list(payload['shop_id_list']).map(id), [own] = shops;
    if (own === undefined) throw new Reject('Shopee named no shop that this account may open', { rawCode: 'invalid_shop_id' });
    const first = granted(payload, answered, app, own), grants: Grant<ShopeeCredentials>[] = [];
    let lost: unknown;
    for (const shopId of shops) try {
      const client = new Client(tools, shopId), fresh = shops.length === 1 ? first : await refresh(client, first.credentials);
      const { shop, endsAt } = await readShop(client, fresh.credentials);
      grants.push({ ...fresh, shops: [shop], endsAt });
    } catch (error) { lost = error; } // one that is banned or was left out of the grant stops no other
    if (grants.length === 0) throw lost;
    return grants;
  },
};

export const adapter: Adapter<ShopeeCredentials, ShopeeSettings> = {
  marketplace: 'shopee', title: 'Shopee', short: 'Shopee', sellerCentre: 'https://seller.shopee.co.id', words, credentials: ShopeeCredentials, settings: ShopeeSettings, hosts,
  addresses(credentials) {
    const url = credentials.url?.replace(/\/$/, '');
    return url ? { api: url, consent: consentOf[url] ?? url } : null;
  },
  /** Shopee publishes no number: ten a second on the long run, ten more at once, per shop. */
  limits: [{ ops: 'all', per: 'shop', calls: 20, everyMs: 1_000, burst: 10 }],
  sheets: [{ none: /^0?$/, columns: {
    item: /^(et_title_product_id|kode produk)$/i, title: /^(et_title_product_name|nama produk)$/i, code: /^(et_title_parent_sku|sku induk)$/i, variant: /^(et_title_variation_id|kode variasi)$/i, choice: /^(et_title_variation_name|nama variasi)$/i,
    sku: /^(et_title_variation_sku|sku)$/i, price: /^(et_title_variation_price|harga)$/i, stock: /^(et_title_variation_stock|stok)$/i,
  } }],
  stockTakenAt: 'placed', lookupLagMs: 30_000, photosByUrl: false, tokenLifeMs, app: (credentials) => credentials.partner_id, consent, webhooks,

  connect(shop, tools): Session<ShopeeCredentials> {
    const client = new Client(tools, shop.remoteId), items = new Items(client, decimalsOf(shop.country));
    const settings = { decimals: items.decimals, locationId: shop.settings.location_id, logisticIds: (shop.settings.logistic_ids ?? '').split(',').map((entry) => entry.trim()).filter(Boolean) };
    return {
      check: async () => [(await readShop(client)).shop],
      async choices() {
        const channels = each(list((await client.get('/api/v2/logistics/get_channel_list'))['logistics_channel_list']), channelOf).filter(isDecoded);
        // A shop with one warehouse answers this with a refusal.
        const warehouses = await client.get('/api/v2/shop/get_warehouse_detail').catch((error: unknown) => { if (isAdapterError(error) && error.verdict === 'reject') return []; throw error; });
        return {
          logistic_ids: channelsFor(channels, 0, []).map((channel) => ({ id: channel.id, label: channel.name })),
          location_id: list(Array.isArray(warehouses) ? warehouses : part(warehouses)['warehouse_list']).map(part).map((place) => ({ id: text(place['location_id']), label: text(place['warehouse_name']) || text(place['location_id']) })),
        };
      },
      listings: new ShopeeListings(client, items, new Pictures(client), settings),
      offers: new ShopeeOffers(client, items, settings),
      orders: new ShopeeOrders(client, shop.country),
      categories: new ShopeeCategories(client, shop.country),
      refresh: (now) => refresh(client, now),
    };
  },
};
