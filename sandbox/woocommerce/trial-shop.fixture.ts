import { createHmac, randomBytes } from 'node:crypto';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandboxes, type Sandboxes } from '../kit/index.js';

/** For specs: a running practice shop and a client that signs by the vendor's papers, with no line of the simulator's own check. */
export type Json = Record<string, unknown>;
export interface Got { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string; readonly body: Json; readonly list: Json[] }
export interface Keys { readonly url: string; readonly consumer_key: string; readonly consumer_secret: string }
export interface SignWish { readonly method?: string; readonly nonce?: string; readonly timestamp?: number; readonly algorithm?: 'HMAC-SHA1' | 'HMAC-SHA256' }
type Query = readonly (readonly [string, string])[];

const enc = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

export function signedQuery(keys: Keys, address: string, query: Query, wish: SignWish = {}): string {
  const algorithm = wish.algorithm ?? 'HMAC-SHA256';
  const all: Query = [...query, ['oauth_consumer_key', keys.consumer_key], ['oauth_nonce', wish.nonce ?? randomBytes(16).toString('hex')], ['oauth_signature_method', algorithm],
    ['oauth_timestamp', String(wish.timestamp ?? Math.floor(Date.now() / 1000))]];
  const pairs = all.map(([name, value]) => [enc(name), enc(value)] as const).sort(([one], [two]) => (one < two ? -1 : 1)).map(([name, value]) => `${name}=${value}`);
  const base = [wish.method ?? 'GET', enc(address), enc(pairs.join('&'))].join('&');
  const signature = createHmac(algorithm === 'HMAC-SHA1' ? 'sha1' : 'sha256', `${keys.consumer_secret}&`).update(base).digest('base64');
  return `${pairs.join('&')}&oauth_signature=${enc(signature)}`;
}

export async function http(method: string, url: string, body?: string, headers: Readonly<Record<string, string>> = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('error', reject).on('end', () => resolve(gotOf(answer.statusCode ?? 0, answer.headers, Buffer.concat(parts).toString('utf8'))));
    }).on('error', reject);
    outgoing.end(body);
  });
}

function gotOf(status: number, headers: IncomingHttpHeaders, text: string): Got {
  const read: unknown = /^\s*[[{]/.test(text) ? JSON.parse(text) : null;
  return { status, headers, text, list: Array.isArray(read) ? read as Json[] : [], body: typeof read === 'object' && read !== null && !Array.isArray(read) ? read as Json : {} };
}

export class TrialShop {
  private constructor(readonly sandboxes: Sandboxes, readonly base: string, readonly shop: string, readonly keys: Keys) {}

  /** `again`: what an earlier start with the same folder opened. */
  static async start(dataDir?: string, again?: TrialShop): Promise<TrialShop> {
    const sandboxes = await startSandboxes({ dirs: [dirname(dirname(fileURLToPath(import.meta.url)))], basePort: 0, only: ['woocommerce'], dataDir });
    const base = sandboxes.simulators.woocommerce?.url ?? '';
    if (again) return new TrialShop(sandboxes, base, again.shop, { ...again.keys, url: `${base}/${again.shop}` });
    const opened = await openShop(base, 'Toko Bengawan');
    return new TrialShop(sandboxes, base, opened.shop, opened.keys);
  }

  stop(): Promise<void> {
    return this.sandboxes.stop();
  }

  /** A call below /wp-json/wc/v3, signed. */
  call(method: string, path: string, body?: unknown, query: Query = [], keys: Keys = this.keys): Promise<Got> {
    const address = `${keys.url}/wp-json/wc/v3${path}`;
    return http(method, `${address}?${signedQuery(keys, address, query, { method })}`, body === undefined ? undefined : JSON.stringify(body));
  }

  get(path: string, query: Readonly<Record<string, string>> = {}): Promise<Got> {
    return this.call('GET', path, undefined, Object.entries(query));
  }

  control(method: string, path: string, body?: unknown): Promise<Got> {
    return http(method, `${this.base}/_control${path}`, body === undefined ? undefined : JSON.stringify(body));
  }

  async state(): Promise<{ listings: Json[]; orders: Json[]; webhooks: Json[] }> {
    const { body } = await this.control('GET', `/state?shop=${this.shop}`);
    const shop = (body.shops as Json[])[0] ?? {};
    return { listings: shop.listings as Json[], orders: shop.orders as Json[], webhooks: shop.webhooks as Json[] };
  }

  async product(fields: Json): Promise<Json> {
    const made = await this.call('POST', '/products', { name: 'Keripik Tempe', regular_price: '15000', manage_stock: true, stock_quantity: 10, ...fields });
    if (made.status !== 201) throw new Error(made.text);
    return made.body;
  }

  async order(lines: readonly { sku: string; quantity: number }[], more: Json = {}): Promise<Json> {
    const placed = await this.control('POST', '/orders', { shop: this.shop, lines, ...more });
    if (placed.status !== 201) throw new Error(placed.text);
    return placed.body;
  }

  /** The number the shop keeps for a SKU. */
  async quantity(sku: string): Promise<unknown> {
    return (await this.get('/products', { sku })).list[0]?.stock_quantity;
  }
}

export async function openShop(base: string, name: string): Promise<{ shop: string; keys: Keys }> {
  const { body } = await http('POST', `${base}/_control/shops`, JSON.stringify({ name }));
  return { shop: String(body.shop), keys: body.credentials as Keys };
}

/** A receiver that keeps what is posted to it, and serves `files`; `status` is what it answers. */
export class Receiver {
  readonly got: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  readonly files = new Map<string, Buffer>();
  status = 200;
  private waiting: { readonly count: number; readonly done: () => void }[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (incoming, out) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        if (incoming.method === 'GET') {
          const file = receiver.files.get(incoming.url ?? '');
          out.writeHead(file ? 200 : 404).end(file);
          return;
        }
        out.writeHead(receiver.status).end('{}');
        receiver.got.push({ headers: incoming.headers, body: Buffer.concat(parts).toString('utf8') });
        for (const wait of receiver.waiting) if (receiver.got.length >= wait.count) wait.done();
      });
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => resolve()); });
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when so many have come in all. */
  async until(count: number): Promise<void> {
    if (this.got.length < count) await new Promise<void>((done) => { this.waiting.push({ count, done }); });
  }

  clear(): void {
    this.got.length = 0;
    this.waiting = [];
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => { this.server.close(() => resolve()); this.server.closeAllConnections(); });
  }
}

/** A PNG of one pixel; the mark behind it makes its bytes unlike any other's. */
export function png(mark: string): Buffer {
  return Buffer.concat([Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'), Buffer.from(mark)]);
}
