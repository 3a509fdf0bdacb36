/** The practice TikTok Shop: answers its API's calls, and does what buyers, sellers and the system do. */
import { TradingPractice, type Answer, type Call, type Kit, type Trade } from '../kit/index.js';
import { auditDue } from './audits.js';
import { admit, withoutShop, withShop, type Asked } from './auth.js';
import { consent, consentPaths } from './consent.js';
import type { Order, Product, Shop } from './documents.js';
import { messages, refusal, refuse, Refused } from './envelope.js';
import { holdOver, moveOrder, movesFor, placeOrder } from './order-life.js';
import { openShop } from './open-shop.js';
import { label, labels } from './packages.js';
import { findRoute } from './routes.js';
import { editListing, unlock } from './seller-edits.js';
import { showListing, showOrder, showShop } from './show.js';
import { expireTokens, tokenCall } from './tokens.js';
import { announce } from './webhooks.js';
import { World } from './world.js';

const tokenPaths = ['/api/v2/token/get', '/api/v2/token/refresh'];

const trade: Trade<World, Shop, Order, Product> = {
  orders: (world, shop) => world.orders(shop),
  listings: (world, shop) => world.products(shop),
  showShop, showOrder, placeOrder, moveOrder, editListing, showListing, movesOf: movesFor,
};

export class TiktokShopPractice extends TradingPractice<World, Shop, Order, Product> {
  constructor(kit: Kit) {
    super(new World(kit), trade);
    kit.schedule.on('tiktok-shop/audit', (data) => auditDue(this.world, data));
    kit.schedule.on('tiktok-shop/hold', ({ shop = '', order = '' }) => holdOver(this.world, this.world.orders(shop).get(order)));
    this.onListing('tiktok-shop/unlock', 'product', (product) => unlock(this.world, product));
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

  expireToken(shop: string, kind: 'access' | 'refresh'): void {
    expireTokens(this.world, this.world.theShop(shop).grant, kind);
  }

  revoke(id: string): void {
    const shop = this.world.theShop(id);
    const grant = this.world.grants.get(shop.grant);
    if (!grant) return;
    this.world.grants.put(grant.id, { ...grant, revoked: true });
    for (const one of grant.shops) announce(this.world, this.world.theShop(one), 6, { message: 'The seller has withdrawn the authorization.' });
  }

  private refused(error: Refused): Answer {
    return refusal(error, Number(this.kit.unconfirmed('errorStatus')));
  }
}
