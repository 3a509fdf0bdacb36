/** TikTok Shop's shapes, decoded. Ids are strings always; money becomes minor units; what cannot be decoded is an alarm, or (in a list) a poison item beside the others. */
import { flag, id, isRecord, list, minorUnits, number, part, type Raw, record, text, undecodable } from '../contract/index.js';

export { each, flag, id, isDecoded, list, number, part, record, text, instantOfSeconds as instant, type Raw, type Decoded } from '../contract/index.js';
export type Body = string | number | boolean | readonly Body[] | { readonly [key: string]: Body | undefined };
/** A list of texts, whatever form it came in. */
export const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map((entry) => (isRecord(entry) ? text(entry['message'] ?? entry['reason']) : text(entry))) : [text(value)]).filter((entry) => entry !== '');
/** A decimal string as whole minor units, rounded half up. */
export const amount = (value: unknown, decimals: number): bigint => minorUnits(typeof value === 'number' ? value : text(value), decimals) ?? undecodable('no amount', value);
export interface Shop { readonly remoteId: string; readonly name: string; readonly country: string; readonly cipher: string }
export const shopOf = (raw: Raw): Shop => ({ remoteId: id(raw['id']), name: text(raw['name']) || `TikTok Shop ${text(raw['code'])}`, country: text(raw['region']) || 'ID', cipher: text(raw['cipher']) });
export interface Warehouse { readonly id: string; readonly name: string; readonly isDefault: boolean; readonly open: boolean; readonly forSales: boolean }
export const warehouseOf = (raw: Raw): Warehouse => ({
  id: id(raw['id']), name: text(raw['name']) || id(raw['id']), isDefault: flag(raw['is_default']), open: ['', 'ENABLED', 'NORMAL'].includes(text(raw['effect_status'])), forSales: text(raw['type']) !== 'RETURN_WAREHOUSE',
});
/** One thing a batch refused although the call's code is 0. A wrapper's own reasons come instead of it; `skuId` null: it does not say of which. */
export interface Inner { readonly code: string; readonly message: string; readonly skuId: string | null; readonly productId: string | null }
export function innerErrors(data: Raw): readonly Inner[] {
  return list(data['errors']).map(part).flatMap((entry) => {
    const detail = part(entry['detail']), skuId = text(detail['sku_id']) || null, productId = text(detail['product_id']) || null;
    const extra = list(detail['extra_errors']).map(part);
    return (extra.length > 0 ? extra : [entry]).map((one) => ({ code: text(one['code']), message: text(one['message']), skuId, productId }));
  });
}
/** `warnings` is a list after a create and an object after a check. */
export const warningsOf = (data: Raw): readonly string[] => (Array.isArray(data['warnings']) ? data['warnings'] : data['warnings'] === undefined || data['warnings'] === null ? [] : [data['warnings']]).flatMap((entry: unknown) => texts([entry]));
export interface Sku { readonly id: string; readonly sku: string; readonly price: bigint | null; readonly stock: readonly { readonly warehouseId: string; readonly quantity: number }[]; readonly choice: Readonly<Record<string, string>>; readonly image: string; readonly photo: string }
export interface Product {
  readonly id: string; readonly title: string; readonly description: string; readonly status: string; readonly audit: string; readonly category: string; readonly images: readonly string[];
  readonly reasons: readonly { readonly position: string; readonly reasons: readonly string[]; readonly suggestions: readonly string[]; readonly platform: string }[];
  readonly platforms: Readonly<Record<string, string>>; readonly skus: readonly Sku[];
}
/** A SKU's name where an answer has one; its price under whichever of its names. */
const skuOf = (decimals: number) => (raw: Raw): Sku => {
  const price = part(raw['price']), written = price['amount'] ?? price['tax_exclusive_price'] ?? price['sale_price'];
  const choices = list(raw['sales_attributes']).map(part), picture = part(part(choices[0])['sku_img']);
  return {
    id: id(raw['id']), sku: text(raw['seller_sku']), price: written === undefined ? null : amount(written, decimals),
    stock: list(raw['inventory']).map(part).map((entry) => ({ warehouseId: text(entry['warehouse_id']), quantity: number(entry['quantity']) ?? 0 })),
    choice: Object.fromEntries(choices.map((entry) => [text(entry['name']), text(entry['value_name'])])), image: text(picture['uri']), photo: text(list(picture['urls'])[0]),
  };
};
export const productOf = (decimals: number) => (raw: Raw): Product => ({
  id: id(raw['id'] ?? raw['product_id']), title: text(raw['title']), description: text(raw['description']), status: text(raw['status']), audit: text(part(raw['audit'])['status']),
  category: text(part(list(raw['category_chains']).map(part).find((entry) => flag(entry['is_leaf'])))['id']) || text(raw['category_id']),
  images: list(raw['main_images']).map(part).map((image) => text(list(image['urls'])[0]) || text(image['url'])).filter((url) => url !== ''),
  reasons: list(raw['audit_failed_reasons']).map(part).map((entry) => ({ position: text(entry['position']), reasons: texts(entry['reasons']), suggestions: texts(entry['suggestions']), platform: text(entry['listing_platform']) })),
  platforms: Object.fromEntries(list(raw['integrated_platform_statuses']).map(part).map((entry) => [text(entry['platform']), text(entry['status'])])),
  skus: list(raw['skus']).map((entry) => skuOf(decimals)(record(entry, 'SKU'))),
});
