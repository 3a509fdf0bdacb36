/** The practice Blibli: answers its API's calls, and does what buyers, sellers and the system do. */
import { Refusal, TradingPractice, type Answer, type Call, type Kit, type Trade } from '../kit/index.js';
import { admit } from './auth.js';
import type { App, Feed, Order, Product, Shop } from './documents.js';
import { codes, invalid, refusal, Refused, type Family } from './envelope.js';
import { runFeed } from './feeds.js';
import { moveOrder, nextOf, placeOrder } from './order-life.js';
import { archive } from './product-edits.js';
import { endReview, makeProduct } from './products.js';
import { send } from './push.js';
import { forget, take } from './quota.js';
import { routeOf } from './routes.js';
import { sellerCenter, serveSellerCenter } from './seller-center.js';
import { editListing, unlock } from './seller-edits.js';
import { showListing, showOrder, showShop } from './show.js';
import { applyChange } from './stock-price.js';
import { World } from './world.js';

const trade: Trade<World, Shop, Order, Product> = {
  orders: (world, shop) => world.orders(shop),
  listings: (world, shop) => world.products(shop),
  showListing: (_world, product) => showListing(product),
  showShop, showOrder, placeOrder, moveOrder, editListing, movesOf: nextOf,
};

export class BlibliPractice extends TradingPractice<World, Shop, Order, Product> {
  constructor(kit: Kit) {
    super(new World(kit), trade);
    this.onListing('blibli/review', 'product', (product) => endReview(this.world, product, kit.settings().audit === 'approve' ? 'approve' : 'correct', 'Foto atau uraian perlu diperbaiki.'));
    this.onListing('blibli/unlock', 'product', (product) => unlock(this.world, product));
    kit.schedule.on('blibli/feed', async ({ shop = '', feed: id = '' }) => {
      const feed = this.world.feeds(shop).get(id);
      const owner = this.world.shops.get(shop);
      if (feed && owner) await this.work(feed, owner);
    });
  }

  async handle(call: Call): Promise<Answer> {
    if (sellerCenter.test(call.path)) return serveSellerCenter(this.world, call);
    const family: Family = call.path.startsWith('/v2/proxy/mta/') ? 'mta' : 'seller';
    try {
      const found = routeOf(call);
      if (!found || !this.detailPathFits(call)) throw new Refused('ERR-PA404001', 'API is not found');
      const { route, ids } = found;
      const asked = admit(this.world, call, route.family, route.params, ids);
      const subject = route.each ? ids[0] ?? asked.requestId : '';
      if (route.quota) take(this.world, route.quota, `${asked.shop.id} ${route.name} ${subject}`);
      return await route.run(this.world, asked);
    } catch (error) {
      if (error instanceof Refused) return this.refused(error, call, family);
      if (error instanceof Refusal) return this.refused(invalid(error.message), call, family);
      throw error;
    }
  }

  shopOf(call: Call): string | null {
    return this.world.shopOfKey(call.headers['api-seller-key'] ?? '')?.id ?? null;
  }

  rateLimited(call: Call, retryAfterSeconds: number): Answer {
    const answer = this.refused(new Refused('ERR-PA429001'), call);
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterSeconds) } };
  }

  vendorError(code: string, call: Call | null): Answer | undefined {
    return codes[code] ? this.refused(new Refused(code), call) : undefined;
  }

  serverError(call: Call): Answer {
    return this.refused(new Refused('ERR-MA500007'), call);
  }

  openShop(wish: { name: string; app?: string; grant?: string }): { shop: string; credentials: Record<string, unknown> } {
    if (wish.grant !== undefined) throw new Refusal(400, 'Blibli knows no grants of several stores: each store has a key of its own.');
    const { world } = this;
    const app = this.app(wish.app, wish.name);
    const letters = wish.name.replace(/[^A-Za-z]/g, '').toUpperCase().padEnd(3, 'X').slice(0, 3);
    const signed = this.kit.unconfirmed('signatureKeyAtOpening') === true;
    const shop: Shop = {
      id: `${letters}-${world.number('store', 60_101)}`, name: wish.name, clientId: app.clientId, username: `${letters.toLowerCase()}@koperasi.example`, pickupPoint: `PP-${world.number('pickup', 3_003_332)}`,
      sellerKey: this.kit.random(64).toUpperCase(), signatureKey: signed ? this.kit.random(32) : '', revoked: false, hooks: {}, hookToken: '',
    };
    world.shops.put(shop.id, shop);
    return {
      shop: shop.id, credentials: {
        url: `${this.kit.url()}/v2`, apiClientId: app.clientId, apiClientKey: app.key, apiSellerKey: shop.sellerKey, signatureKey: shop.signatureKey, storeCode: shop.id, businessPartnerCode: shop.id, storeId: '10001', channelId: app.name,
        username: shop.username, pickupPointCode: shop.pickupPoint, sellerCenter: `${this.kit.url()}/seller-center/${shop.id}`,
      },
    };
  }

  expireToken(shop: string): void {
    throw new Refusal(409, `The keys of ${this.world.theShop(shop).id} do not expire: they can only be revoked.`);
  }

  revoke(shop: string): void {
    const found = this.world.theShop(shop);
    found.revoked = true;
    this.world.shops.put(found.id, found);
  }

  override reset(shop?: string): void {
    forget(this.world);
    super.reset(shop);
  }

  private async work(feed: Feed, shop: Shop): Promise<void> {
    await runFeed(this.world, feed, (entry) => {
      if (feed.action === 'createProductV3') return makeProduct(this.world, shop, entry);
      return feed.action === 'updateProduct' ? applyChange(this.world, shop, entry) : archive(this.world, shop, entry, feed.action === 'archiveProduct');
    });
    send(this.world, shop.id, 'queue_feed', { requestId: feed.id, requestAction: feed.action, status: 'FINISHED' });
  }

  private detailPathFits({ path }: Call): boolean {
    if (!path.endsWith('/detail') || path.includes('/feed/')) return true;
    return /\/products\/[^/]+\/detail$/.test(path) === (this.kit.unconfirmed('detailPath') === 'products');
  }

  private refused(error: Refused, call: Call | null, family: Family = call?.path.startsWith('/v2/proxy/mta/') ? 'mta' : 'seller'): Answer {
    return refusal(error, call?.query.get('requestId') ?? '', family, Number(this.kit.unconfirmed('mtaFailureStatus')));
  }

  /** An app by its client id or name, or a new one. */
  private app(wish: string | undefined, shopName: string): App {
    const known = this.world.knownApp(wish);
    if (known) return known;
    const app: App = { clientId: `mta-api-${this.kit.random(8)}-${this.kit.random(4)}`, key: `mta-api-${this.kit.random(32)}`, name: wish ?? shopName };
    this.world.apps.put(app.clientId, app);
    return app;
  }
}
