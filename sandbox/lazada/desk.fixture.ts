/** A client for the specs of the practice Lazada: signs on its own, from the protocol notes, and speaks to the control door. */
import { createHmac } from 'node:crypto';
import { ControlDesk, SellerDesk, startOne, type Json } from '../kit/desk.fixture.js';
import { parseLossless } from '../kit/index.js';

export type { Json };
export { openReceiver } from '../kit/receiver.fixture.js';

export interface Credentials { url: string; app_key: string; app_secret: string; access_token: string; refresh_token: string; expires_in: number; refresh_expires_in: number; seller_id: string }
export interface Wire { readonly change?: (params: Map<string, string>) => void; readonly at?: number | string; readonly token?: string | null; readonly resign?: boolean; readonly json?: boolean }

export async function openDesk(dataDir?: string): Promise<Desk> {
  const { url, stop } = await startOne('lazada', dataDir);
  return new Desk(url, stop);
}

export function sign(secret: string, path: string, params: Iterable<readonly [string, string]>): string {
  const base = [...params].filter(([name, value]) => name !== 'sign' && value !== '').sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => name + value).join('');
  return createHmac('sha256', secret).update(path + base).digest('hex').toUpperCase();
}

export class Desk extends ControlDesk {
  async openShop(wish: object = { name: 'Koperasi Uji' }): Promise<ShopDesk> {
    const { shop, credentials } = await this.openAccount<Credentials>(wish);
    return new ShopDesk(this, shop, credentials);
  }
}

export class ShopDesk extends SellerDesk<Desk, Credentials> {
  async raw(method: 'GET' | 'POST', path: string, business: Readonly<Record<string, string>> = {}, wire: Wire = {}, file?: Uint8Array): Promise<Response> {
    const { app_key, app_secret, access_token } = this.credentials;
    const now = Date.parse(String((await this.desk.control('GET', '')).now));
    const token = wire.token === undefined ? access_token : wire.token;
    const params = new Map(Object.entries({ ...business, app_key, sign_method: 'sha256', timestamp: String(wire.at ?? now), ...(token === null ? {} : { access_token: token }) }));
    params.set('sign', sign(app_secret, path, params));
    wire.change?.(params);
    if (wire.resign) params.set('sign', sign(app_secret, path, params));
    const query = new URLSearchParams([...params].filter(([name]) => method === 'GET' || !(name in business) || wire.json));
    const form = new URLSearchParams([...params].filter(([name]) => name in business));
    const multipart = new FormData();
    if (file) multipart.append('image', new Blob([Buffer.from(file)]), 'foto.jpg');
    const body = file ? multipart : wire.json ? '{"a":1}' : form;
    return fetch(`${this.desk.url}/rest${path}?${query}`, { method, ...(method === 'GET' ? {} : { body, ...(wire.json ? { headers: { 'content-type': 'application/json' } } : {}) }) });
  }

  async get(path: string, business: Readonly<Record<string, string>> = {}, wire: Wire = {}): Promise<Json> {
    return parseLossless(await (await this.raw('GET', path, business, wire)).text()) as Json;
  }

  async post(path: string, business: Readonly<Record<string, string>> = {}, wire: Wire = {}): Promise<Json> {
    return parseLossless(await (await this.raw('POST', path, business, wire)).text()) as Json;
  }

  async upload(bytes: Uint8Array): Promise<Json> {
    return parseLossless(await (await this.raw('POST', '/image/upload', {}, {}, bytes)).text()) as Json;
  }

  async picture(): Promise<string> {
    return String((await this.upload(jpeg())).data?.image?.url);
  }

  async product(change: { product?: object; sku?: object; attributes?: object } = {}): Promise<Record<string, unknown>> {
    return {
      PrimaryCategory: '10002019', Images: { Image: [await this.picture()] }, Attributes: { name: 'Kopi Bubuk Temanggung', description: '<p>Kopi bubuk robusta</p>', brand_id: '30768', shelf_life: '12', ...change.attributes },
      Skus: { Sku: [{ SellerSku: 'KP-01', quantity: '10', price: '45000', package_height: '10', package_length: '10', package_width: '10', package_weight: '0.25', ...change.sku }] }, ...change.product,
    };
  }

  create(product: object): Promise<Json> {
    return this.post('/product/create', { payload: JSON.stringify({ Request: { Product: product } }) });
  }

  update(product: object): Promise<Json> {
    return this.post('/product/update', { payload: JSON.stringify({ Request: { Product: product } }) });
  }

  /** A product that QC has let through. */
  async item(change: Parameters<ShopDesk['product']>[0] = {}): Promise<{ item: string; sku: string }> {
    const made = await this.create(await this.product(change));
    if (String(made.code) !== '0') throw new Error(JSON.stringify(made));
    await this.desk.pass(400);
    return { item: String(made.data?.item_id), sku: String(made.data?.sku_list?.[0]?.sku_id) };
  }

  rows(path: string, ...rows: object[]): Promise<Json> {
    return this.post(path, { payload: JSON.stringify({ Request: { Product: { Skus: { Sku: rows } } } }) });
  }

  subscribe(callback_url: string): Promise<Response> {
    return fetch(`${this.desk.url}/console/push`, { method: 'POST', body: new URLSearchParams({ app_key: this.credentials.app_key, callback_url }) });
  }
}

let picture = 0;
/** Bytes that are a JPEG by their headers, each time others. */
export function jpeg(width = 700, height = 700, length = 64): Uint8Array {
  const bytes = Buffer.alloc(length, 1);
  Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8]).copy(bytes);
  bytes.writeUInt16BE(height, 7);
  bytes.writeUInt16BE(width, 9);
  bytes.writeUInt32BE(++picture, 20);
  return bytes;
}
