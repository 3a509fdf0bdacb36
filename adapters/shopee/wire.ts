/** Shopee's shapes, decoded. Ids are strings always; money becomes whole minor units; what cannot be decoded is an alarm, or (in a list) a poison item beside the others. */
import { type Decoded, each, flag, isAdapterError, isDecoded, list, minorUnits, number, part, type Raw, record, text, undecodable } from '../contract/index.js';

export { each, flag, isDecoded, list, number, part, record, text, instantOfSeconds as instant, type Raw, type Decoded } from '../contract/index.js';
export interface Item { readonly itemId: string; readonly code: string; readonly title: string; readonly description: string; readonly status: string; readonly hasModels: boolean | null; readonly category: string; readonly photos: readonly string[]; readonly price: bigint | null; readonly sellable: number | null; readonly locked: number }
/** What is needed to know a model again. */
export interface Place { readonly modelId: string; readonly sku: string; readonly tierIndex: readonly number[] }
export interface Model extends Place { readonly price: bigint | null; readonly sellable: number | null; readonly locked: number }
export interface Tier { readonly name: string; readonly options: readonly { readonly name: string; readonly imageId: string | null; readonly photo?: string }[] }
export interface Channel { readonly id: string; readonly name: string; readonly enabled: boolean; readonly masked: boolean; readonly feeType: string; readonly sizeId: string | null; readonly maxKg: number; readonly minKg: number }

export const id = (value: unknown): string => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : typeof value === 'string' && /^\d+$/.test(value) ? value : undecodable('no id', value));
export function count(value: unknown, what = 'count'): number {
  const read = number(value);
  return read !== null && Number.isInteger(read) ? read : undecodable(`no ${what}`, value);
}
/** A price as whole minor units, rounded half up; `decimals` as the shop's country has them. */
export const amount = (value: unknown, decimals: number): bigint => (typeof value === 'number' || typeof value === 'string' ? minorUnits(value, decimals) : null) ?? undecodable('no amount', value);

const priceOf = (raw: Raw, decimals: number): bigint | null => { const price = part([raw['price_info']].flat()[0])['original_price'] ?? null; return price === null ? null : amount(price, decimals); };
/** `sellable` is what update_stock sets: promotion stock is sold too, and shown beside it as locked. */
function stockOf(raw: Raw): { sellable: number | null; locked: number } {
  const stock = part(raw['stock_info_v2']), summary = part(stock['summary_info']);
  const seller = list(stock['seller_stock'] ?? raw['seller_stock']).map((entry) => number(part(entry)['stock']) ?? 0);
  const free = number(summary['total_available_stock']) ?? (seller.length > 0 ? seller.reduce((sum, entry) => sum + entry, 0) : null), locked = number(summary['total_reserved_stock']) ?? 0;
  return { sellable: free === null ? null : free + locked, locked };
}
export const itemOf = (decimals: number) => (raw: Raw): Item => ({
  itemId: id(raw['item_id']), code: text(raw['item_sku']), title: text(raw['item_name']), description: text(raw['description']), status: text(raw['item_status']), hasModels: raw['has_model'] === undefined ? null : flag(raw['has_model']), category: text(raw['category_id']), photos: list(part(raw['image'])['image_url_list']).map(text).filter((url) => url !== ''),
  price: priceOf(raw, decimals), ...stockOf(raw),
});
const placeOf = (raw: Raw): Place => ({ modelId: id(raw['model_id']), sku: text(raw['model_sku']), tierIndex: list(raw['tier_index']).map((index) => count(index)) });
/** Of a create's answer only what names the new models is read: nothing else in it may make the end unclear. */
export const madeModels = (payload: Raw): readonly Place[] => list(payload['model']).map((model) => placeOf(record(model, 'model')));
export const madeItem = (payload: Raw): { readonly itemId: string; readonly status: string } => ({ itemId: id(payload['item_id']), status: text(payload['item_status']) });
export const modelOf = (decimals: number) => (raw: Raw): Model => ({ ...placeOf(raw), price: priceOf(raw, decimals), ...stockOf(raw) });
/** Both bodies: the older `tier_variation` and `standardise_tier_variation`. */
export function tiersOf(raw: Raw): readonly Tier[] {
  const tiers = (name: string, named: string, options: string): readonly Tier[] => list(raw[name]).map(part).map((tier) => ({ name: text(tier[named]), options: list(tier[options]).map(part).map((option) => {
    const image = name === 'tier_variation' ? part(option['image']) : option;
    return { name: text(option['option'] ?? option['variation_option_name']), imageId: text(image['image_id']) || null, photo: text(image['image_url']) };
  }) }));
  const older = tiers('tier_variation', 'name', 'option_list');
  return older.length > 0 ? older : tiers('standardise_tier_variation', 'variation_name', 'variation_option_list');
}

export function channelOf(raw: Raw): Channel {
  const limit = part(raw['weight_limit']), size = list(raw['size_list']).map(part)[0], masked = raw['mask_channel_id'];
  return {
    id: id(raw['logistics_channel_id'] ?? raw['logistic_id']), name: text(raw['logistics_channel_name'] ?? raw['logistic_name']), enabled: flag(raw['enabled']), masked: masked !== undefined && masked !== null && id(masked) !== '0',
    feeType: text(raw['fee_type']), sizeId: size ? text(size['size_id']) : null, maxKg: number(limit['item_max_weight']) || Infinity, minKg: number(limit['item_min_weight']) ?? 0,
  };
}

export type Body = string | number | boolean | bigint | null | readonly Body[] | { readonly [key: string]: Body | undefined };
/** JSON in which an id beyond 2^53, given as a bigint, stays a number. */
export function encode(value: Body): string {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly Body[]).map(encode).join(',')}]`;
  return `{${Object.entries(value as { readonly [key: string]: Body | undefined }).flatMap(([key, entry]) => (entry === undefined ? [] : [`${JSON.stringify(key)}:${encode(entry)}`])).join(',')}}`;
}

export const deleted = new Set(['SELLER_DELETE', 'SHOPEE_DELETE']);
export interface Listed { readonly itemId: string; readonly status: string }
/** None of the ids asked for is there: an empty answer, not trouble. */
export const noneOf = (error: unknown): Raw => { if (isAdapterError(error) && error.verdict === 'gone') return {}; throw error; };
/** Reading what stands in the shop: items by id, their models, the list of all, the search by SKU. */
export class Items {
  constructor(private readonly client: { get(path: string, query: Readonly<Record<string, string | number | readonly string[]>>): Promise<Raw> }, readonly decimals: number) {}
  readonly read = async (itemIds: readonly string[]): Promise<readonly Item[]> => (await this.readEach(itemIds)).filter(isDecoded);
  async readEach(itemIds: readonly string[]): Promise<readonly Decoded<Item>[]> {
    const found: Decoded<Item>[] = [];
    for (let at = 0; at < itemIds.length; at += 50) {
      const payload = await this.client.get('/api/v2/product/get_item_base_info', { item_id_list: itemIds.slice(at, at + 50).join(',') }).catch(noneOf);
      for (const item of each(list(payload['item_list']), itemOf(this.decimals))) found.push(isDecoded(item) && item.hasModels === null ? { ...item, hasModels: (await this.models(item.itemId)).models.length > 0 } : item);
    }
    return found;
  }
  /** Throws an alarm for models that cannot be decoded: what is written to them depends on all of them. */
  async models(itemId: string): Promise<{ readonly tiers: readonly Tier[]; readonly models: readonly Model[] }> {
    const payload = await this.client.get('/api/v2/product/get_model_list', { item_id: itemId });
    return { tiers: tiersOf(payload), models: list(payload['model']).map((model) => modelOf(this.decimals)(record(model, 'model'))) };
  }
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
