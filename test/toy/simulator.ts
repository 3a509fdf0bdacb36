import { randomBytes } from 'node:crypto';
import type { Answer, Call, Kit, ListingState, OrderState, Practice, Simulator } from '../../sandbox/kit/index.js';

interface Variant { readonly id: string; readonly sku: string; stock: number; price: number }
interface Item { readonly id: string; readonly code: string; title: string; shown: boolean; variants: Variant[] }
interface Order { readonly id: string; readonly number: string; status: string; readonly placedAt: number; readonly paidAt: number | null; changedAt: number; readonly lines: { id: string; itemId: string; variantId: string; sku: string; title: string; quantity: number; price: number }[] }
interface Shop { readonly id: string; readonly name: string; readonly token: string; readonly items: Item[]; readonly orders: Order[] }
interface Draft { readonly code: string; readonly title: string; readonly variants: readonly { readonly sku: string; readonly stock: number; readonly price: number }[] }

/** The practice marketplace of the toy adapter, on the sandbox's kit: what somebody who adds a marketplace would write first. It imports nothing of the kit but its types. */
class ToyPractice implements Practice {
  readonly #shops = new Map<string, Shop>();

  constructor(private readonly kit: Kit) {}

  handle(call: Call): Answer {
    const [, id = '', ...rest] = call.path.split('/');
    const shop = this.#shops.get(id);
    if (!shop || call.headers.authorization !== shop.token) return said(401, {});
    const path = `/${rest.join('/')}`;
    const body = call.body.length === 0 ? null : (JSON.parse(call.body.toString()) as Draft & { readonly offers?: readonly { sku: string; value: number }[] });
    if (path === '/shop') return said(200, { id: shop.id });
    if (path === '/items' && call.method === 'GET') return said(200, { items: shop.items.filter((item) => !call.query.has('code') || item.code === call.query.get('code')) });
    if (path === '/items' && body) return this.#create(shop, body);
    if (path === '/orders') return said(200, { orders: shop.orders.filter((order) => order.changedAt >= Number(call.query.get('from')) && order.changedAt <= Number(call.query.get('to'))), next: null });
    if (path === '/orders/by-id') return said(200, { orders: shop.orders.filter((order) => (call.query.get('ids') ?? '').split(',').includes(order.id)) });
    const side = /^\/offers\/(stock|price)$/.exec(path)?.[1] as 'stock' | 'price' | undefined;
    if (side && body?.offers) return { ...said(200, { results: body.offers.map((offer) => { const variant = this.#variant(shop, offer.sku); if (variant) variant[side] = offer.value; return variant ? { ok: true } : { ok: false, why: 'gone' }; }) }), effect: 'updated', subject: side };
    const [, itemId = '', deed] = /^\/items\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    const item = shop.items.find((entry) => entry.id === itemId);
    if (!item) return said(404, {});
    if (call.method === 'GET') return said(200, item);
    item.shown = deed !== 'hide';
    if (body?.title) item.title = body.title;
    return { ...said(200, item), effect: 'updated', subject: `item ${item.id}` };
  }

  #create(shop: Shop, draft: Draft): Answer {
    const item: Item = { id: this.kit.nextId(), code: draft.code, title: draft.title, shown: true, variants: draft.variants.map((variant) => ({ id: this.kit.nextId(), sku: variant.sku, stock: variant.stock, price: variant.price })) };
    shop.items.push(item);
    return { ...said(200, item), effect: 'created', subject: `item ${item.id}` };
  }

  #variant(shop: Shop, sku: string | undefined): Variant | undefined {
    return shop.items.flatMap((item) => item.variants).find((variant) => variant.sku === sku);
  }

  #must(id: string): Shop {
    const shop = this.#shops.get(id);
    if (!shop) throw new Error(`There is no shop ${id}.`);
    return shop;
  }

  shopOf = (call: Call): string | null => call.path.split('/')[1] ?? null;
  rateLimited = (_call: Call, seconds: number): Answer => ({ ...said(429, {}), headers: { 'retry-after': String(seconds) } });
  vendorError = (): undefined => undefined;
  serverError = (): Answer => said(500, {});
  openShop({ name }: { name: string }): { shop: string; credentials: Record<string, unknown> } {
    const shop: Shop = { id: this.kit.nextId(), name, token: randomBytes(8).toString('hex'), items: [], orders: [] };
    this.#shops.set(shop.id, shop);
    return { shop: shop.id, credentials: { shop_id: shop.id, token: shop.token } };
  }
  shops = (): { id: string; name: string }[] => [...this.#shops.values()].map(({ id, name }) => ({ id, name }));
  state(id: string): ReturnType<Practice['state']> {
    const shop = this.#must(id);
    const listing = (item: Item): ListingState => ({ id: item.id, code: item.code, title: item.title, description: '', state: item.shown ? 'shown' : 'hidden', live: item.shown, category: 'toys', photos: [], variants: item.variants.map((variant) => ({ ...variant, reserved: 0, options: [] })) });
    return { id: shop.id, name: shop.name, listings: shop.items.map(listing), orders: shop.orders.map(shown), webhooks: [], photos: [] };
  }
  placeOrder({ shop: id, lines }: { readonly shop: string; readonly lines: readonly { readonly sku?: string; readonly quantity: number }[] }): OrderState {
    const shop = this.#must(id), now = this.kit.clock.now(), number = this.kit.nextId();
    const order: Order = { id: number, number, status: 'to-ship', placedAt: now, paidAt: now, changedAt: now, lines: lines.map(({ sku, quantity }, index) => {
      const item = shop.items.find((entry) => entry.variants.some((variant) => variant.sku === sku)), variant = this.#variant(shop, sku);
      if (!item || !variant || variant.stock < quantity) throw new Error(`There are not ${quantity} of ${sku ?? ''}.`);
      variant.stock -= quantity;
      return { id: `${number}-${index}`, itemId: item.id, variantId: variant.id, sku: variant.sku, title: item.title, quantity, price: variant.price };
    }) };
    shop.orders.push(order);
    return shown(order);
  }
  moveOrder = (): OrderState => { throw new Error('Nothing moves here.'); };
  movesOf = (): [] => [];
  editListing = (): ListingState => { throw new Error('Nobody edits here.'); };
  expireToken = (): void => undefined;
  revoke = (): void => undefined;
  reset = (): void => this.#shops.clear();
}

const said = (status: number, body: unknown): Answer => ({ status, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const shown = (order: Order): OrderState => ({ id: order.id, status: order.status, buyer: '', total: 0, history: [], lines: order.lines.map(({ id, sku, title, quantity, price }) => ({ id, sku, title, quantity, price })) });

export const simulator: Simulator = { name: 'toy', title: 'Toy', unconfirmed: {}, pushes: { deadlineMs: 1_000, retriesMs: [], accepts: (status) => status === 200 }, open: (kit) => new ToyPractice(kit) };
