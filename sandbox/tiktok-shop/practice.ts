/** The practice TikTok Shop: answers its API's calls, and does what buyers, sellers and the system do. */
import { Refusal, type Answer, type Call, type Kit, type ListingEdit, type ListingState, type MoveWish, type OrderState, type OrderWish, type Practice, type ShopState } from '../kit/index.js';
import { auditDue } from './audits.js';
import { admit, withoutShop, withShop, type Asked } from './auth.js';
import { consent, consentPaths } from './consent.js';
import type { Order, Shop } from './documents.js';
import { messages, refusal, refuse, Refused } from './envelope.js';
import { holdOver, moveOrder, movesFor, placeOrder } from './order-life.js';
import { openShop } from './open-shop.js';
import { label, labels } from './packages.js';
import { findRoute } from './routes.js';
import { editListing, findListing, unlock } from './seller-edits.js';
import { showListing, showOrder, showShop } from './show.js';
import { expireTokens, tokenCall } from './tokens.js';
import { announce } from './webhooks.js';
import { World } from './world.js';

const tokenPaths = ['/api/v2/token/get', '/api/v2/token/refresh'];

export class TiktokShopPractice implements Practice {
  private readonly world: World;

  constructor(private readonly kit: Kit) {
    this.world = new World(kit);
    kit.schedule.on('tiktok-shop/audit', (data) => auditDue(this.world, data));
    kit.schedule.on('tiktok-shop/hold', ({ shop = '', order = '' }) => holdOver(this.world, this.world.orders(shop).get(order)));
    kit.schedule.on('tiktok-shop/unlock', ({ shop = '', product = '' }) => unlock(this.world, this.world.products(shop).get(product)));
  }

  handle(call: Call): Answer {
    try {
      if (tokenPaths.includes(call.path)) return tokenCall(this.world, call);
      if (consentPaths.includes(call.path)) return consent(this.world, call);
      if (call.method === 'GET' && call.path.startsWith(labels)) return label(this.world, call);
      const { route, ids } = findRoute(call.method, call.path);
      const asked = this.admitted(call, route.form, ids, route.params);
      return route.run.shopless ? route.run.act(this.world, withoutShop(asked)) : route.run.act(this.world, withShop(this.world, asked));
    } catch (error) {
      if (error instanceof Refused) return this.refused(error);
      throw error;
    }
  }

  private admitted(call: Call, form: 'json' | 'multipart', ids: readonly string[], params: readonly string[]): Asked {
    const asked = admit(this.world, call, form, ids);
    if (this.kit.unconfirmed('refuseUnknownParameters') === true) asked.query.only(params);
    return asked;
  }

  shopOf(call: Call): string | null {
    const { world } = this;
    const cipher = call.query.get('shop_cipher');
    if (cipher) for (const shop of world.shops.all()) if (shop.cipher === cipher) return shop.id;
    const token = world.tokens.get(call.headers['x-tts-access-token'] ?? call.query.get('refresh_token') ?? '');
    const grant = world.grants.get(token?.grant ?? world.codes.get(call.query.get('auth_code') ?? '')?.grant ?? '');
    return grant?.shops[0] ?? null;
  }

  rateLimited(_call: Call, retryAfterSeconds: number): Answer {
    const answer = this.refused(refuse(36009002));
    return this.kit.unconfirmed('sendRetryAfter') === true ? { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterSeconds) } } : answer;
  }

  vendorError(code: string): Answer | undefined {
    return /^\d+$/.test(code) && messages[Number(code)] !== undefined ? this.refused(refuse(Number(code))) : undefined;
  }

  serverError(): Answer {
    return this.refused(refuse(36009003));
  }

  openShop(wish: { name: string; app?: string; grant?: string }): { shop: string; credentials: Record<string, unknown> } {
    return openShop(this.world, wish);
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
    return showOrder(moveOrder(this.world, this.theOrder(wish.order, wish.shop), wish));
  }

  movesOf(shop: string, id: string): readonly { to: string; label: string }[] {
    return movesFor(this.theOrder(id, shop));
  }

  editListing(wish: ListingEdit): ListingState {
    const product = findListing(this.world, wish);
    editListing(this.world, product, wish);
    return showListing(this.world, product);
  }

  expireToken(shop: string, kind: 'access' | 'refresh'): void {
    expireTokens(this.world, this.theShop(shop).grant, kind);
  }

  revoke(id: string): void {
    const shop = this.theShop(id);
    const grant = this.world.grants.get(shop.grant);
    if (!grant) return;
    this.world.grants.put(grant.id, { ...grant, revoked: true });
    for (const one of grant.shops) announce(this.world, this.theShop(one), 6, { message: 'The seller has withdrawn the authorization.' });
  }

  reset(shop?: string): void {
    if (shop !== undefined) this.kit.store.clear(`shop/${this.theShop(shop).id}/`);
  }

  private refused(error: Refused): Answer {
    return refusal(error, Number(this.kit.unconfirmed('errorStatus')));
  }

  private theShop(id: string): Shop {
    const shop = this.world.shops.get(id);
    if (!shop) throw new Refusal(404, `There is no shop ${id}.`);
    return shop;
  }

  private theOrder(number: string, shop?: string): Order {
    for (const { id } of this.world.shops.all()) {
      const order = shop === undefined || shop === id ? this.world.orders(id).get(number) : undefined;
      if (order) return order;
    }
    throw new Refusal(404, `There is no order ${number}.`);
  }
}
