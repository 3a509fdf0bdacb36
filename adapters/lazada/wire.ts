/** Lazada's shapes, decoded. Ids are strings always; money becomes minor units; what cannot be decoded is an alarm, or (in a list) a poison item beside the others. */
import { id, isRecord, list, minorUnits, number, part, type Raw, record, text, undecodable } from '../contract/index.js';

export { each, flag, id, isDecoded, list, number, part, record, text, type Raw, type Decoded } from '../contract/index.js';
export type Body = string | boolean | readonly Body[] | { readonly [key: string]: Body | undefined };
export const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [value]).map((entry: unknown) => (isRecord(entry) ? [...new Set(Object.values(entry).map(text))].filter(Boolean).join('; ') : text(entry))).filter((entry) => entry !== '');
/** `2025-01-01 10:00:00 +0700`, `2025-01-01T10:00:00+07:00`, seconds or milliseconds, as ms since 1970. A date without a zone is taken as UTC. */
export function instant(value: unknown): number | null {
  const given = number(value);
  if (given !== null) return given <= 0 ? null : given < 100_000_000_000 ? Math.round(given * 1000) : Math.round(given);
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)\s*(Z|[+-]\d\d:?\d\d)?$/.exec(text(value).trim());
  if (!match) return null;
  const zone = match[3] ?? 'Z', read = Date.parse(`${match[1]}T${match[2]}${zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(-2)}`}`);
  return Number.isFinite(read) ? read : null;
}
/** A decimal string, thousands parted by commas or not, as whole minor units, rounded half up. */
export const amount = (value: unknown, decimals: number): bigint => minorUnits(typeof value === 'number' ? value : text(value).replaceAll(',', ''), decimals) ?? undecodable('no amount', value);

const escaped = (words: string): string => words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
/** A body as XML: a list repeats its tag. */
export const xml = (body: { readonly [key: string]: Body | undefined }): string => Object.entries(body).map(([name, value]) => (value === undefined ? '' : (Array.isArray(value) ? value as readonly Body[] : [value as Body])
  .map((one) => `<${name}>${typeof one === 'object' ? xml(one as { readonly [key: string]: Body | undefined }) : escaped(String(one))}</${name}>`).join(''))).join('');

export interface Sku { readonly id: string; readonly sku: string; readonly status: string; readonly price: bigint | null; readonly sellable: number | null; /** What campaigns hold of it. */ readonly locked: number; readonly choice: Readonly<Record<string, string>>; readonly images: readonly string[] }
export interface Product { readonly id: string; readonly status: string; readonly category: string; readonly title: string; readonly description: string; readonly images: readonly string[]; readonly reasons: readonly string[]; readonly skus: readonly Sku[] }
const skuOf = (decimals: number) => (raw: Raw): Sku => {
  const places = list(raw['multiWarehouseInventories']).map(part), channels = list(raw['channelInventories']).map(part);
  const sum = (rows: readonly Raw[]): number => rows.reduce((total, row) => total + (number(row['sellableQuantity']) ?? 0), 0);
  return {
    id: text(raw['SkuId']) || text(raw['ShopSku']).replace(/^.*-/, ''), sku: text(raw['SellerSku']), status: text(raw['Status']).toLowerCase(),
    price: text(raw['price']) === '' ? null : amount(raw['price'], decimals),
    sellable: places.length > 0 ? sum(places) : number(raw['Available'] ?? raw['quantity']),
    locked: sum(channels),
    choice: Object.fromEntries(Object.entries(part(raw['saleProp'])).map(([name, value]) => [name, text(value)])),
    images: list(raw['Images']).map(text).filter((url) => url !== ''),
  };
};
export const productOf = (decimals: number) => (raw: Raw): Product => {
  const attributes = part(raw['attributes']);
  return {
    id: id(raw['item_id']), status: [text(raw['status']), text(raw['subStatus'])].filter(Boolean).join(' '), category: text(raw['primary_category']), title: text(attributes['name']), description: text(attributes['description']),
    images: (typeof raw['images'] === 'string' ? [raw['images']] : list(raw['images'])).map(text).filter((url) => url !== ''), reasons: texts(raw['rejectReason']), skus: list(raw['skus']).map((entry) => skuOf(decimals)(record(entry, 'SKU'))),
  };
};
