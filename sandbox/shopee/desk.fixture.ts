/** A client for the specs of the practice Shopee: signs on its own, from the protocol notes, and speaks to the control door. */
import { createHmac } from 'node:crypto';
import { ControlDesk, SellerDesk, startOne, type Json } from '../kit/desk.fixture.js';
import { parseLossless, stringifyLossless } from '../kit/index.js';
import * as receivers from '../kit/receiver.fixture.js';

export type { Json };
export interface Credentials { url: string; partner_id: number; partner_key: string; shop_id: number; access_token: string; refresh_token: string; expire_in: number; main_account_id?: number }

export async function openDesk(dataDir?: string): Promise<Desk> {
  const { url, stop } = await startOne('shopee', dataDir);
  return new Desk(url, stop);
}

/** Its address has a query, which the signature covers. */
export const openReceiver = () => receivers.openReceiver('/push?x=1');

export class Desk extends ControlDesk {
  async openShop(wish: object = { name: 'Koperasi Uji' }): Promise<ShopDesk> {
    const { shop, credentials } = await this.openAccount<Credentials>(wish);
    return new ShopDesk(this, shop, credentials);
  }

  now(): number {
    return Math.floor(Date.now() / 1000);
  }
}

export interface Wire { readonly query?: Readonly<Record<string, string | readonly string[]>>; readonly body?: unknown; readonly form?: FormData; readonly change?: (query: URLSearchParams) => void; readonly kind?: 'public' | 'shop'; readonly at?: number }

export class ShopDesk extends SellerDesk<Desk, Credentials> {
  async raw(method: 'GET' | 'POST', path: string, wire: Wire = {}): Promise<Response> {
    const { partner_id, partner_key, access_token, shop_id } = this.credentials;
    const full = path.startsWith('/') ? path : `/api/v2/${path}`;
    const timestamp = String(wire.at ?? this.desk.now());
    const shop = wire.kind !== 'public';
    const base = `${partner_id}${full}${timestamp}${shop ? `${access_token}${shop_id}` : ''}`;
    const query = new URLSearchParams({ partner_id: String(partner_id), timestamp, ...(shop ? { access_token, shop_id: String(shop_id) } : {}) });
    query.set('sign', createHmac('sha256', partner_key).update(base).digest('hex'));
    for (const [name, value] of Object.entries(wire.query ?? {})) for (const one of [value].flat()) query.append(name, one);
    wire.change?.(query);
    return fetch(`${this.desk.url}${full}?${query}`, { method, body: wire.form ?? (wire.body === undefined ? undefined : stringifyLossless(wire.body)), ...(wire.form ? {} : { headers: { 'content-type': 'application/json' } }) });
  }

  async get(path: string, query: Wire['query'] = {}, more: Wire = {}): Promise<Json> {
    return parseLossless(await (await this.raw('GET', path, { ...more, query })).text()) as Json;
  }

  async post(path: string, body: unknown = {}, more: Wire = {}): Promise<Json> {
    return parseLossless(await (await this.raw('POST', path, { ...more, body })).text()) as Json;
  }

  async upload(...files: Uint8Array[]): Promise<Json> {
    const form = new FormData();
    files.forEach((bytes, n) => form.append('image', new Blob([Buffer.from(bytes)]), `foto-${n}.jpg`));
    return parseLossless(await (await this.raw('POST', 'media_space/upload_image', { form })).text()) as Json;
  }

  /** A body that add_item accepts. */
  async draft(change: object = {}): Promise<Record<string, unknown>> {
    const image = (await this.upload(jpeg())).response?.image_info?.image_id as unknown;
    return {
      item_name: 'Kopi Bubuk Temanggung', description: 'Kopi bubuk robusta dari lereng Sumbing.', original_price: 45_000, weight: 0.25, category_id: 101_001, image: { image_id_list: [image] }, item_sku: 'KP-01',
      logistic_info: [{ logistic_id: 80_101, enabled: true }], seller_stock: [{ stock: 10 }], brand: { brand_id: 0, original_brand_name: 'NoBrand' },
      attribute_list: [{ attribute_id: 200_101, attribute_value_list: [{ value_id: 2101 }] }, { attribute_id: 200_102, attribute_value_list: [{ value_id: 0, original_value_name: '12', value_unit: 'month' }] }], ...change,
    };
  }

  async item(change: object = {}): Promise<bigint> {
    const answer = await this.post('product/add_item', await this.draft(change));
    if (String(answer.error) !== '') throw new Error(stringifyLossless(answer));
    return answer.response?.item_id as unknown as bigint;
  }

  async varied(change: object = {}): Promise<{ item: bigint; models: bigint[] }> {
    const item = await this.item(change);
    const answer = await this.post('product/init_tier_variation', tiers(item));
    if (String(answer.error) !== '') throw new Error(stringifyLossless(answer));
    return { item, models: ([...(answer.response?.model as unknown as { model_id: bigint }[])]).map((model) => model.model_id) };
  }
}

let picture = 0;
/** Bytes that are a JPEG by their beginning, each time others. */
export function jpeg(length = 64): Uint8Array {
  const bytes = Buffer.alloc(length, ++picture % 251);
  Buffer.from([0xff, 0xd8, 0xff, 0xe0]).copy(bytes);
  bytes.writeUInt32BE(picture, 8);
  return bytes;
}

export function tiers(item: bigint, prices: readonly number[] = [20_000, 30_000]): object {
  return {
    item_id: item, standardise_tier_variation: [{ variation_id: 0, variation_name: 'Berat', variation_option_list: prices.map((_price, n) => ({ variation_option_id: 0, variation_option_name: `${(n + 1) * 100} g` })) }],
    model: prices.map((price, n) => ({ tier_index: [n], original_price: price, model_sku: `KP-01-${n}`, seller_stock: [{ stock: 5 }] })),
  };
}
