import type { Client } from './client.js';
import { decimalsOf } from './mapping.js';
import { each, isDecoded, itemOf, list, modelOf, part, record, text, tiersOf, id, number, type Decoded, type Item, type Model, type Raw, type Tier } from './wire.js';

export const deleted = new Set(['SELLER_DELETE', 'SHOPEE_DELETE']);
export interface Listed { readonly itemId: string; readonly status: string }

/** Reading what stands in the shop: items by id, their models, the list of all, the search by SKU. */
export class Items {
  readonly decimals: number;
  constructor(private readonly client: Client, country: string) {
    this.decimals = decimalsOf(country);
  }

  async read(itemIds: readonly string[]): Promise<readonly Item[]> {
    return (await this.readEach(itemIds)).filter(isDecoded);
  }

  async readEach(itemIds: readonly string[]): Promise<readonly Decoded<Item>[]> {
    const found: Decoded<Item>[] = [];
    for (let at = 0; at < itemIds.length; at += 50) found.push(...each(list((await this.client.get('/api/v2/product/get_item_base_info', { item_id_list: itemIds.slice(at, at + 50).join(',') }))['item_list']), itemOf(this.decimals)));
    return found;
  }

  /** Throws an alarm for models that cannot be decoded: what is written to them depends on all of them. */
  async models(itemId: string): Promise<{ readonly tiers: readonly Tier[]; readonly models: readonly Model[] }> {
    const payload = await this.client.get('/api/v2/product/get_model_list', { item_id: itemId });
    return { tiers: tiersOf(payload), models: this.modelsIn(payload) };
  }

  readonly modelsIn = (payload: Raw): readonly Model[] => list(payload['model']).map((model) => modelOf(this.decimals)(record(model, 'model')));

  /** One page of the shop's items. `next` null: the end. */
  async page(offset: number, statuses: readonly string[], changedFrom?: number): Promise<{ readonly items: readonly Decoded<Listed>[]; readonly next: number | null }> {
    const payload = await this.client.get('/api/v2/product/get_item_list', { offset, page_size: 50, item_status: statuses, ...(changedFrom === undefined ? {} : { update_time_from: Math.max(0, Math.floor(changedFrom / 1000)) }) });
    const items = each(list(payload['item']), (raw): Listed => ({ itemId: id(raw['item_id']), status: text(raw['item_status']) }));
    return { items, next: payload['has_next_page'] === true ? (number(payload['next_offset']) ?? offset + 50) : null };
  }

  /** Ids the search finds for a SKU; it matches like a keyword and may lag, so each hit is read before it counts. */
  async search(sku: string): Promise<readonly string[]> {
    const payload = await this.client.get('/api/v2/product/search_item', { item_sku: sku, page_size: 50 });
    return list(payload['item_id_list']).map((entry) => id(typeof entry === 'object' ? part(entry)['item_id'] : entry));
  }
}
