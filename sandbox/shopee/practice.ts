/** The practice Shopee: answers its API's calls, and does what buyers, sellers and the system do. */
import { Refusal, type Answer, type Call, type Kit, type ListingEdit, type ListingState, type MoveWish, type OrderState, type OrderWish, type Practice, type ShopState } from '../kit/index.js';
import { admit } from './auth.js';
import { consent, consentPaths, revokeShop } from './consent.js';
import type { App, Item, Order, Shop } from './documents.js';
import { messages, refusal, refuse, Refused } from './envelope.js';
import { endAudit, touch } from './items.js';
import { labelOf, moveOrder, nextOf, placeOrder } from './order-life.js';
import { trackingDue } from './parcels.js';
import { pushEnded } from './push.js';
import { openReturn } from './returns.js';
import { routes } from './routes.js';
import { editListing, findListing, unlock } from './seller-edits.js';
import { showListing, showOrder, showShop } from './show.js';
import { consentSeconds, expireTokens, issueTokens } from './tokens.js';
import { World } from './world.js';

export class ShopeePractice implements Practice {
  private readonly world: World;

  constructor(private readonly kit: Kit) {
    this.world = new World(kit);
    const onItem = (kind: string, act: (item: Item) => void) => kit.schedule.on(kind, ({ shop = '', item: id = '' }) => {
      const item = this.world.items(shop).get(id);
      if (item) act(item);
    });
    onItem('shopee/audit', (item) => { if (item.status === 'REVIEWING') endAudit(this.world, item, kit.settings().audit, 'Barang tidak memenuhi aturan kategori.'); });
    onItem('shopee/publish', (item) => { if (item.status === 'UNLIST') touch(this.world, Object.assign(item, { status: 'NORMAL', wanted: 'NORMAL' })); });
    onItem('shopee/unlock', (item) => unlock(this.world, item));
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

  shops(): readonly { id: string; name: string }[] {
    return [...this.world.shops.all()];
  }

  state(id: string): ShopState {
    return showShop(this.world, this.theShop(id));
  }

  placeOrder(wish: OrderWish): OrderState {
    return showOrder(placeOrder(this.world, this.theShop(wish.shop), wish));
  }

  moveOrder(wish: MoveWish): OrderState {
    const order = moveOrder(this.world, this.theOrder(wish.order, wish.shop), wish);
    if (wish.to === 'TO_RETURN') openReturn(this.world, order, wish.reason ?? 'NOT_RECEIPT');
    return showOrder(order);
  }

  movesOf(shop: string, id: string): readonly { to: string; label: string }[] {
    const order = this.theOrder(id, shop);
    return nextOf(order).map((to) => ({ to, label: labelOf(order, to) }));
  }

  editListing(wish: ListingEdit): ListingState {
    const item = findListing(this.world, wish);
    editListing(this.world, item, wish);
    return showListing(this.world, item);
  }

  expireToken(shop: string, kind: 'access' | 'refresh'): void {
    expireTokens(this.world, this.theShop(shop).id, kind);
  }

  revoke(shop: string): void {
    revokeShop(this.world, this.theShop(shop));
  }

  reset(shop?: string): void {
    if (shop === undefined) return;
    const { id } = this.theShop(shop);
    this.kit.store.clear(`shop/${id}/`);
    for (const image of this.world.images.all()) if (image.shop === id) this.world.images.drop(image.id);
  }

  pushEnded(push: { id: string; shop: string; subscription: string; ok: boolean }): void {
    pushEnded(this.world, push);
  }

  private refused(error: Refused): Answer {
    return refusal(error, Number(this.kit.unconfirmed('errorStatus')));
  }

  private theShop(id: string): Shop {
    const shop = this.world.shops.get(id);
    if (!shop) throw new Refusal(404, `There is no shop ${id}.`);
    return shop;
  }

  private theOrder(sn: string, shop?: string): Order {
    for (const { id } of this.world.shops.all()) {
      const order = shop === undefined || shop === id ? this.world.orders(id).get(sn) : undefined;
      if (order) return order;
    }
    throw new Refusal(404, `There is no order ${sn}.`);
  }

  /** An app by its partner_id or name, or a new one. */
  private app(wish: string | undefined, shopName: string): App {
    const { apps } = this.world;
    const known = wish === undefined ? undefined : apps.get(wish) ?? [...apps.all()].find((one) => one.name === wish);
    if (known) return known;
    const app: App = { partnerId: String(this.world.number('partner', 2_001_001)), key: this.kit.random(64), name: wish ?? shopName, callback: '', pushOn: [], blocked: [], suspended: false, confirmed: 0 };
    apps.put(app.partnerId, app);
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
