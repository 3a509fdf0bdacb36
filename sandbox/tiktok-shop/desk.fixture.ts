/** A client for the specs of the practice TikTok Shop: signs on its own, from the protocol notes, and speaks to the control door. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseLossless, startSandboxes } from '../kit/index.js';

export type Json = { readonly [name: string]: Json } & { readonly [index: number]: Json } & { readonly length: number };
export interface Credentials { url: string; auth_url: string; app_key: string; app_secret: string; service_id: string; access_token: string; refresh_token: string; access_token_expire_in: number; refresh_token_expire_in: number; shop_id: string; shop_cipher: string }
export interface Wire { readonly query?: Readonly<Record<string, string>>; readonly body?: unknown; readonly form?: FormData; readonly cipher?: string | null; readonly token?: string; readonly at?: number; readonly change?: (query: URLSearchParams) => void; readonly type?: string; readonly sent?: string }

export async function openDesk(dataDir?: string): Promise<Desk> {
  const sandboxes = await startSandboxes({ dirs: [fileURLToPath(new URL('..', import.meta.url))], only: ['tiktok-shop'], dataDir });
  return new Desk(sandboxes.simulators['tiktok-shop']?.url ?? '', () => sandboxes.stop());
}

export class Desk {
  constructor(readonly url: string, readonly stop: () => Promise<void>) {}

  /** A call to the control door; answers the body whatever the status. */
  async control(method: string, path: string, body?: unknown): Promise<Json> {
    const response = await fetch(`${this.url}/_control${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
    return await response.json() as Json;
  }

  async openShop(wish: object = { name: 'Koperasi Uji' }): Promise<ShopDesk> {
    const { shop, credentials } = await this.control('POST', '/shops', wish) as unknown as { shop: string; credentials: Credentials };
    return new ShopDesk(this, shop, credentials);
  }

  unconfirmed(change: object): Promise<Json> {
    return this.control('PATCH', '/settings', { unconfirmed: change });
  }
}

export class ShopDesk {
  constructor(readonly desk: Desk, readonly id: string, public credentials: Credentials) {}

  /** `sent` replaces the body after it was signed. */
  async raw(method: string, path: string, wire: Wire = {}): Promise<Response> {
    const { app_key, app_secret, access_token, shop_cipher } = this.credentials;
    const shopless = /^\/authorization\/|images\/upload$/.test(path);
    const cipher = wire.cipher === undefined ? (shopless ? null : shop_cipher) : wire.cipher;
    const query = new URLSearchParams({ app_key, timestamp: String(wire.at ?? Math.floor(Date.now() / 1000)), ...(cipher === null ? {} : { shop_cipher: cipher }), ...wire.query });
    const body = wire.body === undefined ? '' : typeof wire.body === 'string' ? wire.body : JSON.stringify(wire.body);
    const joined = [...query.keys()].sort().map((name) => `${name}${query.get(name) ?? ''}`).join('');
    query.set('sign', createHmac('sha256', app_secret).update(`${app_secret}${path}${joined}${wire.form ? '' : body}${app_secret}`).digest('hex'));
    wire.change?.(query);
    const content = wire.form ?? (wire.sent ?? (body === '' ? undefined : body));
    return fetch(`${this.desk.url}${path}?${query}`, { method, body: content, headers: { 'x-tts-access-token': wire.token ?? access_token, ...(wire.form ? {} : { 'content-type': wire.type ?? 'application/json' }) } });
  }

  async call(method: string, path: string, wire: Wire = {}): Promise<Json> {
    return parseLossless(await (await this.raw(method, path, wire)).text()) as Json;
  }

  post(path: string, body: unknown, query: Readonly<Record<string, string>> = {}): Promise<Json> {
    return this.call('POST', path, { body, query });
  }

  get(path: string, query: Readonly<Record<string, string>> = {}): Promise<Json> {
    return this.call('GET', path, { query });
  }

  async token(path: 'get' | 'refresh', more: Readonly<Record<string, string>>): Promise<Json> {
    const { app_key, app_secret } = this.credentials;
    return await (await fetch(`${this.desk.url}/api/v2/token/${path}?${new URLSearchParams({ app_key, app_secret, ...more })}`)).json() as Json;
  }

  async upload(bytes = jpeg()): Promise<Json> {
    const form = new FormData();
    form.append('data', new Blob([Buffer.from(bytes)]), 'foto.jpg');
    form.append('use_case', 'MAIN_IMAGE');
    return this.call('POST', '/product/202309/images/upload', { form });
  }

  /** A body that create accepts. */
  async draft(change: object = {}, skus: readonly object[] = [this.sku()]): Promise<Record<string, unknown>> {
    const uri = (await this.upload()).data?.uri as unknown;
    return {
      save_mode: 'LISTING', title: 'Kopi Bubuk Robusta Temanggung', description: '<p>Kopi dari lereng Sumbing.</p>', category_id: '605001', category_version: 'v2', main_images: [{ uri }], package_weight: { value: '0.25', unit: 'KILOGRAM' },
      product_attributes: [{ id: '100392', values: [{ id: '1001534' }] }], skus, ...change,
    };
  }

  sku(change: object = {}): object {
    return { seller_sku: 'KP-01', price: { amount: '45000', currency: 'IDR' }, inventory: [{ quantity: 10 }], ...change };
  }

  /** Creates, and lets the audit pass. */
  async product(change: object = {}, skus?: readonly object[]): Promise<{ id: string; skus: string[] }> {
    const made = await this.post('/product/202309/products', await this.draft(change, skus));
    if (Number(made.code) !== 0) throw new Error(JSON.stringify(made));
    await this.desk.control('POST', '/clock', { advanceMs: 1_000 });
    await this.desk.control('POST', '/clock', { skewMs: 0 });
    const rows = made.data?.skus as unknown as { id: string }[];
    return { id: String(made.data?.product_id), skus: rows.map(({ id }) => id) };
  }

  async state(): Promise<Json> {
    return (await this.desk.control('GET', `/state?shop=${this.id}`)).shops?.[0] as Json;
  }

  order(lines: object[], more: object = {}): Promise<Json> {
    return this.desk.control('POST', '/orders', { shop: this.id, lines, ...more });
  }

  move(order: string, to: string, more: object = {}): Promise<Json> {
    return this.desk.control('POST', `/orders/${order}/moves`, { shop: this.id, to, ...more });
  }
}

let picture = 0;
/** Bytes that are a JPEG of that size by their beginning, each time others. */
export function jpeg(width = 600, height = 600): Uint8Array {
  const bytes = Buffer.alloc(64);
  Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0x00, 0x11, 0x08]).copy(bytes);
  bytes.writeUInt16BE(height, 7);
  bytes.writeUInt16BE(width, 9);
  bytes.writeUInt32BE(++picture, 40);
  return bytes;
}

export interface Received { readonly headers: IncomingHttpHeaders; readonly body: string }

/** A receiver of pushes; `until` waits for a condition on what came in. */
export async function openReceiver() {
  const received: Received[] = [];
  const waiting: (() => void)[] = [];
  const answer = { status: 200, body: '' };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(answer.status).end(answer.body);
      for (const wake of waiting.splice(0)) wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const until = async (enough: (all: readonly Received[]) => boolean): Promise<void> => { while (!enough(received)) await new Promise<void>((resolve) => waiting.push(resolve)); };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/push`, received, answer, until, close: () => { server.closeAllConnections(); server.close(); } };
}
