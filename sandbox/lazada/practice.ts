/** The practice Lazada: answers its API's calls, and does what buyers, sellers and the system do. */
import { Refusal, TradingPractice, type Answer, type Call, type Kit, type Trade } from '../kit/index.js';
import { admit } from './auth.js';
import { person, personPaths, pushTypes } from './consent.js';
import type { App, Item, Order, Shop } from './documents.js';
import { failure, messageOf, refuse, Refused } from './envelope.js';
import { picturePath, runBatch, showPicture } from './images.js';
import { advance, moveOrder, movesOf, placeOrder } from './order-life.js';
import { readCall } from './params.js';
import { endReview, umbrellaOf } from './products.js';
import { announce } from './push.js';
import { forget } from './quota.js';
import { routes } from './routes.js';
import { editListing, unlock } from './seller-edits.js';
import { showListing, showOrder, showShop } from './show.js';
import { account, consentEnds, expireTokens, issueTokens, userInfo } from './tokens.js';
import { World } from './world.js';

const day = 86_400_000;

const trade: Trade<World, Shop, Order, Item> = {
  orders: (world, shop) => world.orders(shop),
  listings: (world, shop) => world.items(shop),
  showShop, showListing, showOrder, placeOrder, moveOrder, movesOf, editListing,
};

export class LazadaPractice extends TradingPractice<World, Shop, Order, Item> {
  constructor(kit: Kit) {
    super(new World(kit), trade);
    this.onListing('lazada/qc', 'item', (item) => { if (item.status === 'Pending QC') endReview(this.world, item, kit.settings().audit, 'Barang tidak memenuhi aturan kategori.'); });
    this.onListing('lazada/unlock', 'item', (item) => unlock(this.world, item));
    kit.schedule.on('lazada/migrate', ({ batch = '' }) => runBatch(this.world, batch));
    kit.schedule.on('lazada/unpaid', ({ shop = '', order: id = '' }) => {
      const order = this.world.orders(shop).get(id);
      const units = order?.units.filter((unit) => unit.status === 'unpaid') ?? [];
      if (order && units.length > 0) advance(this.world, order, units, 'canceled');
    });
    kit.schedule.on('lazada/expiring', ({ shop = '', token = '' }) => this.warn(shop, token));
  }

  async handle(call: Call): Promise<Answer> {
    if (personPaths.includes(call.path)) return person(this.world, call);
    if (picturePath.test(call.path)) return showPicture(this.world, call);
    if (call.rawQuery.length > 8_000) return { status: 414, headers: { 'content-type': 'text/html' }, body: '<html><body><h1>414 Request-URI Too Large</h1></body></html>\n' };
    try {
      const route = routes.get(call.path);
      if (!route || !route.methods.includes(call.method)) throw refuse('InvalidApiPath');
      return await route.run(this.world, admit(this.world, call, route));
    } catch (error) {
      if (error instanceof Refused) return this.refused(error);
      if (error instanceof Refusal) return this.refused(refuse('1', error.message));
      throw error;
    }
  }

  shopOf(call: Call): string | null {
    const given = call.query.get('access_token') ?? formValue(call, 'access_token');
    const refresh = given ?? call.query.get('refresh_token') ?? formValue(call, 'refresh_token');
    return (refresh && this.world.tokens.get(refresh)?.shop) || null;
  }

  rateLimited(_call: Call, retryAfterSeconds: number): Answer {
    return failure('ApiCallLimit', `The api access frequency exceeds the limit. this ban will last ${retryAfterSeconds} seconds`, this.status);
  }

  vendorError(code: string, call: Call | null): Answer | undefined {
    const message = messageOf(code);
    if (message === undefined) return undefined;
    const umbrella = call?.path.endsWith('/product/create') ? '500' : call?.path.endsWith('/product/update') ? '501' : null;
    const wrap = umbrella !== null && /^4\d{3}$/.test(code) && this.kit.unconfirmed('productErrors') === 'umbrella';
    return wrap ? umbrellaOf(umbrella, refuse(code, message, code === '4131' ? 'name' : ''), this.status) : this.refused(refuse(code, message));
  }

  serverError(): Answer {
    return this.refused(refuse('1000'));
  }

  openShop(wish: { name: string; app?: string; grant?: string }): { shop: string; credentials: Record<string, unknown> } {
    if (wish.grant !== undefined) throw new Refusal(400, 'A grant opens one shop of one country here.');
    const { world } = this;
    const app = this.app(wish.app, wish.name);
    const number = world.number('shop', 4_001_210_001);
    const shop: Shop = { id: String(number), userId: String(number + 300_000_000), name: wish.name, appKey: app.key, revoked: false, refreshEnds: consentEnds(world) };
    world.shops.put(shop.id, shop);
    return { shop: shop.id, credentials: { url: world.kit.url(), app_key: app.key, app_secret: app.secret, ...issueTokens(world, shop), ...account(shop), seller_id: shop.id, country_user_info: userInfo(shop) } };
  }

  expireToken(shop: string, kind: 'access' | 'refresh'): void {
    expireTokens(this.world, this.world.theShop(shop).id, kind);
  }

  revoke(shop: string): void {
    this.world.shops.put(shop, { ...this.world.theShop(shop), revoked: true });
  }

  override reset(shop?: string): void {
    super.reset(shop);
    forget(this.world);
    if (shop !== undefined) for (const image of this.world.images.all()) if (image.shop === shop) this.world.images.drop(image.hash);
  }

  private get status(): number {
    return Number(this.kit.unconfirmed('errorStatus'));
  }

  private refused(error: Refused): Answer {
    return failure(error.code, error.message, this.status);
  }

  /** Told daily, from 48 hours before an access token's end, while it is the shop's newest. */
  private warn(shopId: string, token: string): void {
    const held = this.world.tokens.get(token);
    const newest = [...this.world.tokens.all()].filter((one) => one.shop === shopId && one.kind === 'access').sort((a, b) => b.expiresAt - a.expiresAt)[0];
    if (!held || newest?.token !== token || held.expiresAt <= this.world.now()) return;
    announce(this.world, shopId, 8, { expires_at: held.expiresAt }, true);
    this.kit.schedule.at(this.world.now() + day, 'lazada/expiring', { shop: shopId, token });
  }

  /** An app by its key or name, or a new one. */
  private app(wish: string | undefined, shopName: string): App {
    const known = this.world.knownApp(wish);
    if (known) return known;
    const app: App = { key: String(this.world.number('app', 130_101)), secret: this.kit.random(32), name: wish ?? shopName, callback: '', types: [...pushTypes] };
    this.world.apps.put(app.key, app);
    return app;
  }
}

function formValue(call: Call, name: string): string | null {
  if (call.body.length === 0 || !/form/.test(call.headers['content-type'] ?? '')) return null;
  try {
    return readCall(call).params.get(name) ?? null;
  } catch {
    return null;
  }
}
