/** Shopee Open Platform v2. Facts and their sources: this folder's README. */
import { isAdapterError, type Adapter, type Session } from '../contract/index.js';
import { ShopeeCategories } from './categories.js';
import { Client } from './client.js';
import { ShopeeCredentials, ShopeeSettings, words } from './credentials.js';
import { Items } from './items.js';
import { ShopeeListings } from './listings.js';
import { channelsFor } from './mapping.js';
import { ShopeeOffers } from './offers.js';
import { ShopeeOrders } from './orders.js';
import { Pictures } from './pictures.js';
import { consent, readShop, refresh, tokenLifeMs } from './tokens.js';
import { webhooks } from './webhooks.js';
import { channelOf, each, isDecoded, list, part, text } from './wire.js';

const hosts = {
  live: { api: 'https://partner.shopeemobile.com', consent: 'https://open.shopee.com' },
  test: { api: 'https://openplatform.sandbox.test-stable.shopee.sg', consent: 'https://open.sandbox.test-stable.shopee.com' },
} as const;
/** Consent pages that stand apart from their API address; elsewhere both are one. */
const consentOf: Readonly<Record<string, string>> = {
  [hosts.live.api]: hosts.live.consent, [hosts.test.api]: hosts.test.consent, 'https://openplatform.shopee.cn': 'https://open.shopee.cn', 'https://openplatform.shopee.com.br': 'https://open.shopee.com.br',
};

export const adapter: Adapter<ShopeeCredentials, ShopeeSettings> = {
  marketplace: 'shopee', title: 'Shopee', short: 'Shopee', words, credentials: ShopeeCredentials, settings: ShopeeSettings, hosts,
  addresses(credentials) {
    const url = credentials.url?.replace(/\/$/, '');
    return url ? { api: url, consent: consentOf[url] ?? url } : null;
  },
  /** Shopee publishes no number: ten a second on the long run, ten more at once, per shop. */
  limits: [{ ops: 'all', per: 'shop', calls: 20, everyMs: 1_000, burst: 10 }],
  stockTakenAt: 'placed', lookupLagMs: 30_000, photosByUrl: false, tokenLifeMs, app: (credentials) => credentials.partner_id, consent, webhooks,

  connect(shop, tools): Session<ShopeeCredentials> {
    const client = new Client(tools, shop.remoteId), items = new Items(client, shop.country);
    const settings = { decimals: items.decimals, locationId: shop.settings.location_id, logisticIds: (shop.settings.logistic_ids ?? '').split(',').map((entry) => entry.trim()).filter(Boolean) };
    return {
      check: async () => [await readShop(client)],
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
