import { isAdapterError, type Adapter, type RemoteShop, type Session } from '../contract/index.js';
import { ShopCategories } from './categories.js';
import { Client } from './client.js';
import { Credentials, Settings, shopIdOf, siteOf } from './credentials.js';
import { ShopListings } from './listings.js';
import { ShopOffers } from './offers.js';
import { ShopOrders } from './orders.js';
import { webhooks } from './webhooks.js';
import { doc, plainText, words } from './wire.js';

/** A web shop of one's own, on WooCommerce REST API v3. */
export const adapter: Adapter<Credentials, Settings> = {
  marketplace: 'woocommerce', title: 'WooCommerce', short: 'Web',
  words: {
    'url': { id: 'Alamat toko', en: 'Shop address' },
    'url.help': { id: 'Alamat depan web toko, misalnya https://toko.koperasi.id. Bila tautan permanennya “polos”, akhiri dengan /?rest_route=', en: 'The shop\'s home address, such as https://shop.example. With plain permalinks, end it with /?rest_route=' },
    'consumer_key': { id: 'Kunci konsumen', en: 'Consumer key' },
    'consumer_key.help': { id: 'Dibuat di WooCommerce → Pengaturan → Lanjutan → REST API, izin Baca/Tulis; mulai dengan ck_', en: 'Made in WooCommerce → Settings → Advanced → REST API with Read/Write permission; begins with ck_' },
    'consumer_secret': { id: 'Rahasia konsumen', en: 'Consumer secret' },
    'consumer_secret.help': { id: 'Ditampilkan sekali saat kunci dibuat; mulai dengan cs_', en: 'Shown once when the key is made; begins with cs_' },
    'weight_unit': { id: 'Satuan berat toko', en: 'The shop\'s weight unit' },
    'weight_unit.help': { id: 'Sama dengan WooCommerce → Pengaturan → Produk; biasanya kg', en: 'As in WooCommerce → Settings → Products; usually kg' },
    'dimension_unit': { id: 'Satuan ukuran toko', en: 'The shop\'s size unit' },
    'dimension_unit.help': { id: 'Sama dengan WooCommerce → Pengaturan → Produk; biasanya cm', en: 'As in WooCommerce → Settings → Products; usually cm' },
    'hold_stock_minutes': { id: 'Menit stok ditahan', en: 'Hold stock (minutes)' },
    'hold_stock_minutes.help': { id: 'Berapa menit pesanan yang belum dibayar menahan stok di toko; biasanya 60', en: 'How many minutes an unpaid order holds stock in the shop; usually 60' },
  },
  credentials: Credentials, settings: Settings,
  hosts: { live: {}, test: {} }, addresses: (credentials) => ({ shop: siteOf(credentials.url).base }), app: (credentials) => shopIdOf(credentials.url),
  // WooCommerce sets none, hosts do: twenty calls a second, and as many at once.
  limits: [{ ops: 'all', per: 'shop', calls: 40, everyMs: 1_000, burst: 20 }],
  stockTakenAt: 'paid',
  // A create whose answer was lost may still download pictures; should it end later than this, the SKU keeps a second one out.
  lookupLagMs: 10_000,
  photosByUrl: true, webhooks,
  connect(shop, tools): Session<Credentials> {
    const client = new Client(tools);
    return {
      check: () => check(client, shop.country), choices: async () => ({}),
      listings: new ShopListings(client, shop.settings), offers: new ShopOffers(client, 'IDR'), orders: new ShopOrders(client, shop.settings), categories: new ShopCategories(client),
    };
  },
};

/** One order's id proves the keys; the shop's name is asked for beside it, and where that door is shut its address will do. */
async function check(client: Client, country: string): Promise<readonly RemoteShop[]> {
  await client.send({ op: 'check', effect: 'read', path: '/orders', query: { per_page: 1, _fields: 'id' } });
  const remoteId = shopIdOf(client.url);
  return [{ remoteId, name: (await nameOf(client)) || remoteId, country }];
}

const nameOf = (client: Client): Promise<string> => client.send({ op: 'check', effect: 'read', space: '', path: '/', query: { _fields: 'name' }, timeoutMs: 5_000 })
  .then((site) => plainText(words(doc(site, 'site').name))).catch((error: unknown) => (isAdapterError(error) ? '' : Promise.reject(error)));
