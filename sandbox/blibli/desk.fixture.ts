/** A client for the specs of the practice Blibli: signs on its own, from the protocol notes, and speaks to the control door. */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { ControlDesk, SellerDesk, startOne, type Json } from '../kit/desk.fixture.js';

export { openReceiver } from '../kit/receiver.fixture.js';

export interface Credentials { url: string; apiClientId: string; apiClientKey: string; apiSellerKey: string; signatureKey: string; storeCode: string; username: string; channelId: string; pickupPointCode: string; sellerCenter: string }
export interface Got { readonly status: number; readonly body: Json; readonly text: string }
export interface Wire { readonly query?: Readonly<Record<string, string>>; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>>; readonly at?: number; readonly drop?: string }

export function dateOf(ms: number): string {
  const [week = '', day = '', month = '', year = '', time = ''] = new Date(ms + 25_200_000).toUTCString().replace(',', '').split(' ');
  return `${week} ${month} ${day} ${time} WIB ${year}`;
}

export function sign(key: string, method: string, path: string, body: string, ms: number, type = method === 'GET' ? '' : 'application/json'): string {
  const md5 = body === '' ? '' : createHash('md5').update(body).digest('hex');
  return createHmac('sha256', key).update([method, md5, type, dateOf(ms), path].join('\n')).digest('base64');
}

export async function openDesk(dataDir?: string): Promise<Desk> {
  const { url, stop } = await startOne('blibli', dataDir);
  return new Desk(url, stop);
}

export class Desk extends ControlDesk {
  async openShop(name = 'Koperasi Uji'): Promise<ShopDesk> {
    const { shop, credentials } = await this.openAccount<Credentials>({ name });
    return new ShopDesk(this, shop, credentials);
  }

  /** Lets queues and reviews come to their end. */
  settle(): Promise<Json> {
    return this.pass(1000);
  }
}

export class ShopDesk extends SellerDesk<Desk, Credentials> {
  /** `path` below /proxy, without a query. */
  async call(method: string, path: string, wire: Wire = {}): Promise<Got> {
    const { url, apiClientId, apiClientKey, apiSellerKey, signatureKey, username, channelId } = this.credentials;
    const body = wire.body === undefined ? '' : typeof wire.body === 'string' ? wire.body : JSON.stringify(wire.body);
    const ms = wire.at ?? Date.parse(String((await this.desk.control('GET', '')).now));
    const query = new URLSearchParams({ requestId: `uji-${randomUUID()}`, storeId: '10001', channelId, username, storeCode: this.id, businessPartnerCode: this.id, ...wire.query });
    if (wire.drop) query.delete(wire.drop);
    const headers = {
      authorization: `Basic ${Buffer.from(`${apiClientId}:${apiClientKey}`).toString('base64')}`, 'api-seller-key': apiSellerKey, accept: 'application/json', 'content-type': 'application/json',
      ...(signatureKey === '' ? {} : { signature: sign(signatureKey, method, path.replace(/^\/mta\//, '/mtaapi/'), body, ms), 'signature-time': String(ms) }), ...wire.headers,
    };
    const response = await fetch(`${url}/proxy${path}?${query}`, { method, headers, body: body === '' ? undefined : body });
    const text = await response.text();
    return { status: response.status, text, body: (text === '' ? {} : JSON.parse(text)) as Json };
  }

  get(path: string, query: Wire['query'] = {}): Promise<Got> {
    return this.call('GET', path, { query });
  }

  post(path: string, body: unknown, query: Wire['query'] = {}): Promise<Got> {
    return this.call('POST', path, { body, query });
  }

  async draft(change: object = {}): Promise<Record<string, unknown>> {
    return {
      name: 'Kopi Bubuk Temanggung', brandCode: 'BR-4000001', categoryCode: await firstLeaf(this), productType: 1, description: 'Kopi robusta dari lereng Sumbing.', pickupPointCode: this.credentials.pickupPointCode,
      dimension: { length: 10, width: 10, height: 5, weight: 0.25 }, attributes: { 'AT-3000101': '12 bulan', 'AT-3000102': 'Halal' }, imageMap: { a: await picture() }, productItems: [item('KP-01')], ...change,
    };
  }

  /** Makes a product and lets it be reviewed; answers what the queue says of it. */
  async product(change: object = {}): Promise<{ queue: Json; sku: string; blibliSku: string }> {
    const made = await this.post('/seller/v1/products/async', { product: [await this.draft(change)] });
    if (made.status !== 202) throw new Error(made.text);
    await this.desk.settle();
    const queue = await this.queue(String(made.body.content?.requestId));
    const sku = String(queue.queueHistory?.[0]?.productSku);
    return { queue, sku, blibliSku: String(queue.queueHistory?.[0]?.items?.[0]?.blibliSku) };
  }

  async queue(id: string): Promise<Json> {
    const got = await this.get('/mta/api/businesspartner/v1/feed/detail', { requestId: id });
    if (got.status !== 200 || String(got.body.success) !== 'true') throw new Error(got.text);
    return got.body.value as Json;
  }

  bulk(requests: object[]): Promise<Got> {
    return this.post('/mta/api/businesspartner/v1/product/updateProduct', { merchantCode: this.id, productRequests: requests });
  }

  async sellerCenter(settings: object): Promise<Response> {
    return fetch(this.credentials.sellerCenter, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(settings) });
  }
}

export function item(sellerSku: string, change: object = {}): object {
  return { sellerSku, price: 45_000, stock: 10, images: ['a'], ...change };
}

let leaf = '';
async function firstLeaf(shop: ShopDesk): Promise<string> {
  if (leaf === '') leaf = String((await shop.get('/mta/api/businesspartner/v1/product/getCategory')).body.value?.[0]?.children?.[0]?.children?.[0]?.categoryCode);
  return leaf;
}

let shade = 0;
export async function picture(side = 600): Promise<string> {
  return (await sharp({ create: { width: side, height: side, channels: 3, background: { r: ++shade % 256, g: 90, b: 60 } } }).jpeg().toBuffer()).toString('base64');
}
