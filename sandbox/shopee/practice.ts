/** The practice Shopee: answers its API's calls, and does what buyers, sellers and the system do. */
import { Refusal, TradingPractice, type Answer, type Call, type Kit, type Trade } from '../kit/index.js';
import { admit } from './auth.js';
import { consent, consentPaths, revokeShop } from './consent.js';
import type { App, Item, Order, Shop } from './documents.js';
import { messages, refusal, refuse, Refused } from './envelope.js';
import { endAudit, touch } from './items.js';
import { labelOf, moveOrder, nextOf, placeOrder } from './order-life.js';
import { trackingDue } from './parcels.js';
import { forgetTallies, pushEnded } from './push.js';
import { openReturn } from './returns.js';
import { routes } from './routes.js';
import { editListing, unlock } from './seller-edits.js';
import { showListing, showOrder, showShop } from './show.js';
import { consentSeconds, expireTokens, issueTokens } from './tokens.js';
import { World } from './world.js';

const trade: Trade<World, Shop, Order, Item> = {
  orders: (world, shop) => world.orders(shop),
  listings: (world, shop) => world.items(shop),
  showShop, showListing, showOrder, placeOrder, editListing,
  moveOrder: (world, order, wish) => {
    moveOrder(world, order, wish);
    if (wish.to === 'TO_RETURN') openReturn(world, order, wish.reason ?? 'NOT_RECEIPT');
    return order;
  },
  movesOf: (order) => nextOf(order).map((to) => ({ to, label: labelOf(order, to) })),
};

export class ShopeePractice extends TradingPractice<World, Shop, Order, Item> {
  constructor(kit: Kit) {
    super(new World(kit), trade);
    this.onListing('shopee/audit', 'item', (item) => { if (item.status === 'REVIEWING') endAudit(this.world, item, kit.settings().audit, 'Barang tidak memenuhi aturan kategori.'); });
    this.onListing('shopee/publish', 'item', (item) => { if (item.status === 'UNLIST') touch(this.world, Object.assign(item, { status: 'NORMAL', wanted: 'NORMAL' })); });
    this.onListing('shopee/unlock', 'item', (item) => unlock(this.world, item));
    kit.schedule.on('shopee/tracking', (data) => trackingDue(this.world, data));
  }

  handle(call: Call): Answer {
    if (consentPaths.includes(call.path)) return consent(this.world, call);
    try {
      const route = routes.get(call.path);
      if (!route || route.method !== call.method) throw refuse('error_not_found');
      return route.run(this.world, admit(this.world, call, route.kind, route.params));
    } catch (error) {
      if (error instanceof Refused) return this.refused(error);
      if (error instanceof Refusal) return this.refused(refuse('error_busi', error.message));
      throw error;
    }
  }

  shopOf(call: Call): string | null {
    const id = call.query.get('shop_id') ?? (call.path.startsWith('/api/v2/auth/') ? /"shop_id"\s*:\s*"?(\d+)/.exec(call.body.toString('utf8'))?.[1] : undefined);
    return id !== undefined && this.world.shops.get(id) ? id : null;
  }

  rateLimited(_call: Call, retryAfterSeconds: number): Answer {
    const answer = this.refused(refuse('error_rate_limit'));
    return this.kit.unconfirmed('sendRetryAfter') === true ? { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterSeconds) } } : answer;
  }

  vendorError(code: string): Answer | undefined {
    const known = messages[code] ?? messages[code.replace(/^\w+\./, '')];
    return known === undefined ? undefined : this.refused(refuse(code, known));
  }

  serverError(): Answer {
    return this.refused(refuse('error_server'));
  }

  openShop(wish: { name: string; app?: string; grant?: string }): { shop: string; credentials: Record<string, unknown> } {
    const { world } = this;
    const app = this.app(wish.app, wish.name);
    const now = world.now();
    const account = wish.grant === undefined ? null : this.account(wish.grant);
    const shop: Shop = { id: String(world.number('shop', 220_100_001)), name: wish.name, partnerId: app.partnerId, account, revoked: false, authorisedAt: now, consentEnds: now + consentSeconds, holiday: false };
    world.shops.put(shop.id, shop);
    const credentials = { url: world.kit.url(), partner_id: Number(app.partnerId), partner_key: app.key, shop_id: Number(shop.id), ...issueTokens(world, app.partnerId, [shop.id]) };
    return { shop: shop.id, credentials: account === null ? credentials : { ...credentials, main_account_id: Number(account) } };
  }

  expireToken(shop: string, kind: 'access' | 'refresh'): void {
    expireTokens(this.world, this.world.theShop(shop).id, kind);
  }

  revoke(shop: string): void {
    revokeShop(this.world, this.world.theShop(shop));
  }

  override reset(shop?: string): void {
    super.reset(shop);
    if (shop === undefined) forgetTallies(this.world);
    else for (const image of this.world.images.all()) if (image.shop === shop) this.world.images.drop(image.id);
  }

  pushEnded(push: { id: string; shop: string; subscription: string; ok: boolean }): void {
    pushEnded(this.world, push);
  }

  private refused(error: Refused): Answer {
    return refusal(error, Number(this.kit.unconfirmed('errorStatus')));
  }

  /** An app by its partner_id or name, or a new one. */
  private app(wish: string | undefined, shopName: string): App {
    const known = this.world.knownApp(wish);
    if (known) return known;
    const app: App = { partnerId: String(this.world.number('partner', 2_001_001)), key: this.kit.random(64), name: wish ?? shopName, callback: '', pushOn: [], blocked: [], suspended: false, confirmed: 0 };
    this.world.apps.put(app.partnerId, app);
    return app;
  }

  /** The number of a main account: the same for the same name. */
  private account(name: string): string {
    const accounts = this.kit.store.shelf<{ id: string }>('accounts');
    const id = accounts.get(name)?.id ?? String(this.world.number('account', 88_001));
    accounts.put(name, { id });
    return id;
  }
}
