import { type Answer, type Call, type Kit, type Practice, Refusal } from '../kit/index.js';
import { Books } from './books.js';
import { consent, makeKey } from './consent.js';
import type { Item, Order } from './documents.js';
import { extensionOf } from './goods/images.js';
import { Announcer } from './hooks/announce.js';
import { setStatus } from './orders/move-order.js';
import { buy, edit, move, moves } from './seller.js';
import type { Shop } from './shop.js';
import { showListing, showOrder, showShop } from './show-state.js';
import { encodeJson } from './wire/encode-json.js';
import { readCall } from './wire/read-call.js';
import { serve } from './wire/serve.js';
import { WpError, wpErrorOf } from './wire/wp-error.js';

/** Several web shops of the same make in one process, told apart by the folder in their address. */
export function openPractice(kit: Kit): Practice {
  const announcer = new Announcer((push) => void kit.pushes.send(push));
  const books = new Books(kit, announcer);
  kit.schedule.on('cancel-unpaid', ({ shop = '', order = '' }) => {
    const found = books.find(shop);
    const unpaid = found?.shelves.orders.get(Number(order));
    if (found && unpaid?.status === 'pending') setStatus(found, unpaid, 'cancelled', 'Unpaid order cancelled - time limit reached.');
  });
  /** Ids count per shop, so a bare id may belong to several. */
  const locate = <T extends Item | Order>(what: string, id: string, shop: string | undefined, find: (shop: Shop) => T | undefined): readonly [Shop, T] => {
    const hits = (shop === undefined ? books.all() : [books.must(shop)]).flatMap((one) => { const doc = find(one); return doc ? [[one, doc] as const] : []; });
    const [first, ...others] = hits;
    if (!first) throw new Refusal(404, `There is no ${what} ${id}.`);
    if (others.length > 0) throw new Refusal(409, `Several shops have a ${what} ${id}: name the shop.`, hits.map(([one]) => one.slug));
    return first;
  };
  const orderOf = (id: string, shop?: string) => locate('order', id, shop, (one) => one.shelves.orders.get(Number(id)));

  return {
    handle: (call) => handle(books, call),
    shopOf: (call) => {
      const read = readCall(call);
      return read?.route !== null && read?.route !== undefined && books.find(read.slug) ? read.slug : null;
    },
    rateLimited: (_call, seconds) => ({ status: 429, headers: { 'content-type': 'text/html', 'retry-after': String(seconds) }, body: '<html><head><title>429 Too Many Requests</title></head><body><h1>Too Many Requests</h1></body></html>' }),
    vendorError: (code) => {
      const error = wpErrorOf(code);
      return error ? failure(error) : undefined;
    },
    serverError: () => failure(new WpError('internal_server_error', 500, 'There has been a critical error on this website.')),
    openShop: ({ name, app, grant }) => {
      if (grant !== undefined) throw new Refusal(400, 'A web shop is opened by its own keys: there is no grant for several.');
      const shop = books.create(name);
      const key = makeKey(shop, app ?? 'Serentak', 'read_write');
      return { shop: shop.slug, credentials: { url: shop.world.home(), consumer_key: key.consumerKey, consumer_secret: key.consumerSecret } };
    },
    shops: () => books.all().map((shop) => ({ id: shop.slug, name: shop.name })),
    state: (id) => showShop(books.must(id)),
    placeOrder: (wish) => showOrder(buy(books.must(wish.shop), wish)),
    moveOrder: (wish) => {
      const [shop, order] = orderOf(wish.order, wish.shop);
      return showOrder(move(shop, order, wish));
    },
    movesOf: (shop, id) => moves(orderOf(id, shop)[1]),
    editListing: (wish) => {
      const [shop, item] = locate('product', wish.listing, wish.shop, (one) => one.product(Number(wish.listing)));
      return showListing(shop, edit(shop, item, wish));
    },
    expireToken: () => { throw new Refusal(400, 'Keys of WooCommerce do not expire; revoke them.'); },
    revoke: (id) => {
      const { keys } = books.must(id).shelves;
      for (const key of [...keys.all()]) keys.put({ ...key, revoked: true });
    },
    reset: (shop) => (shop === undefined ? books.forget() : books.empty(shop)),
    pushEnded: ({ shop, subscription, ok }) => {
      const found = books.find(shop);
      if (found) announcer.ended(found, subscription, ok);
    },
  };

  async function handle(shops: Books, call: Call): Promise<Answer> {
    const read = readCall(call);
    const shop = read ? shops.find(read.slug) : undefined;
    if (!read || !shop) return page(404, 'Tidak ada toko di alamat ini.');
    if (read.route !== null) return serve(shop, call, read);
    const step = /^\/wc-auth\/v1\/(\w+)\/?$/.exec(read.place)?.[1];
    if (step) return consent(shop, call, step, read.query);
    const picture = /^\/wp-content\/uploads\/(\d+)-/.exec(read.place)?.[1];
    if (picture) return showPicture(shop, Number(picture));
    if (read.place === '' || read.place === '/' || read.place.startsWith('/produk/')) return { status: 302, headers: { location: `/_shop?shop=${shop.slug}` }, body: '' };
    return page(404, 'Halaman tidak ditemukan.');
  }

  function showPicture(shop: Shop, id: number): Answer {
    const picture = shop.shelves.pictures.get(id);
    const bytes = picture && kit.photos.get(picture.sha256);
    return bytes ? { status: 200, headers: { 'content-type': picture.mime, 'content-disposition': `inline; filename="${id}.${extensionOf(picture.mime)}"` }, body: bytes } : page(404, 'Gambar tidak ada.');
  }
}

const failure = (error: WpError): Answer => ({ status: error.status, headers: { 'content-type': 'application/json; charset=UTF-8' }, body: encodeJson(error.body()) });
const page = (status: number, words: string): Answer => ({ status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: `<!doctype html><html lang="id"><title>${words}</title><p>${words}</p>` });
