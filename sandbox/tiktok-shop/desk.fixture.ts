/** A client for the specs of the practice TikTok Shop: signs on its own, from the protocol notes, and speaks to the control door. */
import { createHmac } from 'node:crypto';
import { ControlDesk, SellerDesk, startOne, type Json } from '../kit/desk.fixture.js';
import { parseLossless } from '../kit/index.js';

export { openReceiver } from '../kit/receiver.fixture.js';

export interface Credentials { url: string; auth_url: string; app_key: string; app_secret: string; service_id: string; access_token: string; refresh_token: string; access_token_expire_in: number; refresh_token_expire_in: number; shop_id: string; shop_cipher: string }
export interface Wire { readonly query?: Readonly<Record<string, string>>; readonly body?: unknown; readonly form?: FormData; readonly cipher?: string | null; readonly token?: string; readonly at?: number; readonly change?: (query: URLSearchParams) => void; readonly type?: string; readonly sent?: string }

export async function openDesk(dataDir?: string): Promise<Desk> {
  const { url, stop } = await startOne('tiktok-shop', dataDir);
  return new Desk(url, stop);
}

export class Desk extends ControlDesk {
  async openShop(wish: object = { name: 'Koperasi Uji' }): Promise<ShopDesk> {
    const { shop, credentials } = await this.openAccount<Credentials>(wish);
    return new ShopDesk(this, shop, credentials);
  }
}

export class ShopDesk extends SellerDesk<Desk, Credentials> {
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
