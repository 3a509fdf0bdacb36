import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ToyItem { id: string; code: string; title: string; shown: boolean; review?: boolean; variants: { id: string; sku: string; stock: number; price: number }[] }
export interface ToyOrder { id: string; number: string; status: string; placedAt: number; paidAt: number | null; changedAt: number; platform?: string; fulfilledBy?: 'seller' | 'marketplace'; lines: { id: string; itemId: string; variantId: string; sku: string; title: string; quantity: number; price: number }[] }
export interface ToyCall { readonly at: number; readonly shop: string; readonly method: string; readonly path: string; readonly body: unknown; readonly effect: string }
interface Sent { readonly sku: string; readonly ok: boolean; readonly why?: string }
type Strike = (call: { shop: string; method: string; path: string }) => 'down' | 'hang-before' | 'hang-after' | 'reset-after' | 'html' | number | null;

/** A marketplace for tests of the engine alone: real HTTP, many shops on one server, its clock the test's. A shop whose name begins with "baru" lists only orders that are new and to be shipped. */
export class ToyMarket {
  readonly items = new Map<string, ToyItem[]>();
  readonly orders = new Map<string, ToyOrder[]>();
  readonly calls: ToyCall[] = [];
  strike: Strike = () => null;
  refuseTitle: RegExp | null = null;
  latencyMs = 0;
  /** Offers are only taken into a queue; `work` does what lies in it. */
  queueing = false;
  readonly queue = new Map<string, { work(): Sent[]; results: Sent[] | null }>();
  /** What is created now is reviewed first. */
  reviewing = false;
  private next = 1;
  private readonly server: Server;

  constructor(private readonly now: () => number) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  open(shop: string): void {
    this.items.set(shop, []);
    this.orders.set(shop, []);
  }

  variant(shop: string, sku: string): { id: string; sku: string; stock: number; price: number } | undefined {
    return this.items.get(shop)?.flatMap((item) => item.variants).find((variant) => variant.sku === sku);
  }

  /** A buyer orders: stock there falls at once. Refuses what is not there. */
  buy(shop: string, sku: string, quantity: number, more: Partial<ToyOrder> = {}): ToyOrder {
    const item = this.items.get(shop)?.find((entry) => entry.variants.some((variant) => variant.sku === sku));
    const variant = item?.variants.find((entry) => entry.sku === sku);
    if (!item || !variant || variant.stock < quantity) throw new Error(`${shop} has no ${quantity} of ${sku}, only ${variant?.stock ?? 'nothing'}.`);
    variant.stock -= quantity;
    return this.order(shop, { sku, itemId: item.id, variantId: variant.id, title: item.title, price: variant.price, quantity }, more);
  }

  order(shop: string, line: { sku: string; itemId: string; variantId: string; title: string; price: number; quantity: number }, more: Partial<ToyOrder> = {}): ToyOrder {
    const id = String(this.next++);
    const order: ToyOrder = { id, number: `T${id}`, status: 'to-ship', placedAt: this.now(), paidAt: this.now(), changedAt: this.now(), lines: [{ id: `${id}-1`, ...line }], ...more };
    this.orders.get(shop)?.push(order);
    return order;
  }

  move(shop: string, id: string, status: string): void {
    const order = this.orders.get(shop)?.find((entry) => entry.id === id);
    if (!order) throw new Error(`No order ${id}.`);
    if (status === 'cancelled') for (const line of order.lines) { const variant = this.variant(shop, line.sku); if (variant) variant.stock += line.quantity; }
    order.status = status;
    order.changedAt = Math.max(this.now(), order.changedAt + 1);
  }

  work(): void {
    for (const entry of this.queue.values()) entry.results ??= entry.work();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('date', new Date(this.now()).toUTCString());
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = new URL(request.url ?? '/', 'http://toy');
    const [, shop = '', ...rest] = url.pathname.split('/');
    const path = `/${rest.join('/')}`;
    const body = (parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : null) as Record<string, unknown> | null;
    if (this.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    const strike = this.strike({ shop, method: request.method ?? 'GET', path });
    const send = (status: number, value: unknown, headers: Record<string, string> = {}): void => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
    const note = (effect: string): void => void this.calls.push({ at: Date.now(), shop, method: request.method ?? 'GET', path: path + url.search, body, effect });
    if (strike === 'down') return void request.socket.destroy();
    if (strike === 'hang-before') { note('none'); return; }
    if (strike === 'html') { note('none'); return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'); }
    if (typeof strike === 'number') { note('none'); return send(strike, {}, strike === 429 ? { 'retry-after': '1' } : {}); }
    const [status, value, effect] = this.route(shop, request.method ?? 'GET', path, url.searchParams, body);
    note(effect);
    if (strike === 'hang-after') return;
    if (strike === 'reset-after') return void request.socket.destroy();
    send(status, value);
  }

  private route(shop: string, method: string, path: string, query: URLSearchParams, body: Record<string, unknown> | null): [number, unknown, string] {
    const items = this.items.get(shop), orders = this.orders.get(shop);
    if (!items || !orders) return [401, {}, 'none'];
    if (path === '/shop') return [200, { id: shop }, 'none'];
    if (path === '/items' && method === 'GET') return [200, { items: query.has('code') ? items.filter((item) => item.code === query.get('code')) : items }, 'none'];
    const draft = body as { code: string; title: string; variants: { sku: string; stock: number; price: number }[] } | null;
    if (path === '/items' && draft) {
      if (this.refuseTitle?.test(draft.title)) return [422, { refused: 'title' }, 'none'];
      const item: ToyItem = { id: `i${this.next++}`, code: draft.code, title: draft.title, shown: true, review: this.reviewing, variants: draft.variants.map((variant) => ({ id: `v${this.next++}`, ...variant })) };
      items.push(item);
      return [200, item, 'created'];
    }
    const [, id = '', deed] = /^\/items\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    const item = items.find((entry) => entry.id === id);
    if (id && !item) return [404, {}, 'none'];
    if (item && deed === 'hide') { item.shown = false; return [200, item, 'updated']; }
    if (item && method === 'GET') return [200, item, 'none'];
    if (item && draft) {
      if (this.refuseTitle?.test(draft.title)) return [422, { refused: 'title' }, 'none'];
      item.title = draft.title;
      item.shown = true;
      item.variants = draft.variants.map((variant) => item.variants.find((old) => old.sku === variant.sku) ?? { id: `v${this.next++}`, ...variant });
      return [200, item, 'updated'];
    }
    const side = /^\/offers\/(stock|price)$/.exec(path)?.[1] as 'stock' | 'price' | undefined;
    if (side && body) {
      const offers = body.offers as { sku: string; value: number }[];
      const work = (): Sent[] => offers.map(({ sku, value }) => {
        const variant = this.variant(shop, sku);
        if (!variant) return { sku, ok: false, why: 'gone' };
        variant[side] = value;
        return { sku, ok: true };
      });
      if (!this.queueing) return [200, { results: work() }, 'updated'];
      const ticket = `q${this.next++}`;
      this.queue.set(ticket, { work, results: null });
      return [202, { ticket }, 'queued'];
    }
    const [, ticket] = /^\/queue\/(\w+)$/.exec(path) ?? [];
    if (ticket) return this.queue.has(ticket) ? [200, { results: this.queue.get(ticket)?.results ?? null }, 'none'] : [404, {}, 'none'];
    if (path === '/orders') {
      const newOnly = shop.startsWith('baru');
      const found = orders.filter((order) => !newOnly || order.status === 'to-ship').map((order) => (newOnly ? { ...order, changedAt: order.placedAt } : order)).filter((order) => order.changedAt >= Number(query.get('from')) && order.changedAt <= Number(query.get('to'))).sort((a, b) => a.changedAt - b.changedAt || Number(a.id) - Number(b.id));
      const at = Number(query.get('at'));
      return [200, { orders: found.slice(at, at + 20), next: found.length > at + 20 ? at + 20 : null }, 'none'];
    }
    if (path === '/orders/by-id') return [200, { orders: orders.filter((order) => (query.get('ids') ?? '').split(',').includes(order.id)) }, 'none'];
    return [404, {}, 'none'];
  }
}
