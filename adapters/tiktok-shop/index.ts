/** TikTok Shop Partner API, which also serves Tokopedia. Facts and what is unconfirmed: this folder's README. */
import { Reject, type Adapter, type RemoteShop, type Session } from '../contract/index.js';
import { TikTokCategories } from './categories.js';
import { ciphersText, Client } from './client.js';
import { platforms, TikTokCredentials, TikTokSettings, words } from './credentials.js';
import { TikTokListings } from './listings.js';
import { Places, TikTokOffers } from './offers.js';
import { TikTokOrders } from './orders.js';
import { instant, text, warehouseOf, type Raw, type Shop } from './wire.js';
import { webhooks } from './webhooks.js';

const usual = { api: 'https://open-api.tiktokglobalshop.com', auth: 'https://auth.tiktok-shops.com', consent: 'https://services.tiktokshop.com' } as const;
const hour = 3_600_000;

/** The pair of tokens in an answer; its ends are instants. */
function granted(data: Raw, known: TikTokCredentials): { credentials: TikTokCredentials; expiresAt: number | null; endsAt: number | null } {
  const access_token = text(data['access_token']), refresh_token = text(data['refresh_token']) || known.refresh_token;
  if (access_token === '') throw new Reject('the answer holds no token', { rawCode: 'undecodable' });
  const access_token_expire_in = text(data['access_token_expire_in']) || undefined, refresh_token_expire_in = text(data['refresh_token_expire_in']) || known.refresh_token_expire_in;
  const credentials = Object.assign(new (known.constructor as new () => TikTokCredentials)(), known, { access_token, refresh_token, access_token_expire_in, refresh_token_expire_in });
  return { credentials, expiresAt: instant(data['access_token_expire_in']), endsAt: instant(data['refresh_token_expire_in']) };
}

const keep = (credentials: TikTokCredentials, shops: readonly Shop[]): TikTokCredentials => Object.assign(credentials, { shop_ciphers: ciphersText(shops) });
const plain = (shops: readonly Shop[]): readonly RemoteShop[] => shops.map(({ remoteId, name, country }) => ({ remoteId, name, country }));

/** The new pair is worth more than the ciphers: where these cannot be read now, the old ones stay. */
async function refresh(client: Client, now: TikTokCredentials): ReturnType<NonNullable<Session<TikTokCredentials>['refresh']>> {
  const fresh = granted(await client.token('/api/v2/token/refresh', (known) => ({ refresh_token: now.refresh_token ?? known.refresh_token ?? '', grant_type: 'refresh_token' })), now);
  const shops = await client.shops(fresh.credentials).catch(() => []);
  return shops.length === 0 ? fresh : { ...fresh, credentials: keep(fresh.credentials, shops) };
}

const consent: NonNullable<Adapter<TikTokCredentials>['consent']> = {
  /** Where the seller comes back to is set in Partner Center, not here. */
  link: (app, state) => ({ host: 'consent', path: `/open/authorize?${new URLSearchParams({ service_id: app.service_id ?? app.app_key, state })}` }),
  /** One grant may open several shops; a refusal comes back with `code=null`. */
  async exchange(app, query, tools) {
    const code = query['code'] ?? '';
    if (code === '' || code === 'null' || query['error']) throw new Reject(`TikTok sent back no code${query['error'] ? `: ${query['error']}` : ''}`, { rawCode: query['error'] ?? 'no_code' });
    const client = new Client(tools, '', 'ID', {});
    const data = await client.token('/api/v2/token/get', () => ({ auth_code: code, grant_type: 'authorized_code' }));
    if (text(data['user_type']) !== '' && text(data['user_type']) !== '0') throw new Reject('This account is not a seller: sign in with the shop\'s main account.', { rawCode: `user_type ${text(data['user_type'])}` });
    const fresh = granted(data, app), shops = await client.shops(fresh.credentials);
    return [{ credentials: keep(fresh.credentials, shops), expiresAt: fresh.expiresAt, shops: plain(shops), endsAt: fresh.endsAt }];
  },
};

export const adapter: Adapter<TikTokCredentials, TikTokSettings> = {
  marketplace: 'tiktok-shop', title: 'TikTok Shop + Tokopedia', short: 'TikTok', sellerCentre: 'https://seller-id.tokopedia.com', words, credentials: TikTokCredentials, settings: TikTokSettings,
  /** Development shops answer on the usual hosts. */
  hosts: { live: usual, test: usual },
  addresses: (credentials) => (credentials.authorize_url ? { ...usual, consent: credentials.authorize_url.replace(/\/$/, '') } : null),
  /** Documented as fifty a second for each endpoint, later as "dynamic": half of it for all together. */
  limits: [{ ops: 'all', per: 'shop', calls: 40, everyMs: 1_000, burst: 20 }],
  sheets: [{ none: /^(default)?$/i, ended: /^(nonaktif|inactive|deactivated)/i, columns: {
    item: /^(product_id|id produk)$/i, title: /^(product_name|nama produk)$/i, variant: /^(sku_id|id sku)$/i, choice: /^(variation_value|nilai variasi)$/i, sku: /^(seller_sku|sku penjual)$/i,
    price: /^(price|harga ritel.*)$/i, stock: /^(quantity_w\d+|kuantitas di .+)$/i, status: /^status$/i,
  } }],
  stockTakenAt: 'placed', lookupLagMs: 30_000, photosByUrl: false,
  /** A typed-in token dies at an instant, which cannot be judged without a clock: it is renewed within hours, which also learns the ciphers. */
  tokenLifeMs: (credentials) => (credentials.access_token && credentials.refresh_token ? 6 * hour : null),
  app: (credentials) => credentials.app_key, consent, webhooks,

  connect(shop, tools): Session<TikTokCredentials> {
    const client = new Client(tools, shop.remoteId, shop.country || 'ID', shop.settings), places = new Places(client);
    return {
      check: async () => plain(await client.shops()),
      choices: async () => ({
        warehouse_id: (await client.warehouses()).map(warehouseOf).filter((place) => place.forSales).map((place) => ({ id: place.id, label: place.name })),
        listing_platforms: [...platforms.map((platform) => ({ id: platform, label: words[platform]?.id ?? platform })), { id: platforms.join(','), label: 'TikTok Shop + Tokopedia' }],
      }),
      listings: new TikTokListings(client, places),
      offers: new TikTokOffers(client, places),
      orders: new TikTokOrders(client),
      categories: new TikTokCategories(client),
      refresh: (now) => refresh(client, now),
    };
  },
};
