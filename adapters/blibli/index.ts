/** Blibli Seller API. Facts and what is unconfirmed: this folder's README. */
import type { Adapter, Session } from '../contract/index.js';
import { BlibliCategories } from './categories.js';
import { Client, limits } from './client.js';
import { BlibliCredentials, BlibliSettings, words } from './credentials.js';
import { BlibliListings, logisticsOf, pickupPointsOf } from './listings.js';
import { BlibliOffers } from './offers.js';
import { BlibliOrders } from './orders.js';
import { rowsOf } from './wire.js';
import { webhooks } from './webhooks.js';

export const adapter: Adapter<BlibliCredentials, BlibliSettings> = {
  marketplace: 'blibli', title: 'Blibli', short: 'Blibli', sellerCentre: 'https://sellercenter.blibli.com', words, credentials: BlibliCredentials, settings: BlibliSettings,
  hosts: { live: { api: 'https://api.blibli.com' }, test: { api: 'https://api-uata.gdn-app.com' } },
  limits,
  /** Unconfirmed: the earlier moment never puts a unit back on sale. */
  stockTakenAt: 'placed',
  /** An accepted create may stand in the queue, unlisted, for minutes. */
  lookupLagMs: 300_000,
  photosByUrl: false, app: (credentials) => credentials.apiClientId, webhooks,

  connect(shop, tools): Session<BlibliCredentials> {
    const client = new Client(tools, shop.remoteId, shop.settings), categories = new BlibliCategories(client);
    return {
      /** No call names the store; a list of one product proves the keys. */
      check: async () => {
        rowsOf(await client.filter('product-list', '/seller/v1/products/filter', { filter: {}, paging: { page: 0, size: 1 } }), 0, 1);
        return [{ remoteId: client.storeCode, name: client.storeCode, country: shop.country || 'ID' }];
      },
      choices: async () => ({ pickupPointCode: await pickupPointsOf(client), logistics: await logisticsOf(client) }),
      listings: new BlibliListings(client, categories), offers: new BlibliOffers(client), orders: new BlibliOrders(client), categories,
    };
  },
};
