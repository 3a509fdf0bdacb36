/** Blibli's shapes, decoded. Most bodies are known from clients only, so each field is read under every name seen; what cannot be decoded is an alarm, or (in a list) a poison item beside the others. */
import { each, id, isDecoded, isRecord, list, number, part, type Raw, text } from '../contract/index.js';

export { each, id, isDecoded, isRecord, list, number, part, text, type Raw, type Decoded } from '../contract/index.js';
export type Body = string | number | boolean | readonly Body[] | { readonly [key: string]: Body | undefined };
/** The first of these names that holds something. */
export const first = (raw: Raw, ...names: readonly string[]): unknown => names.map((name) => raw[name]).find((value) => value !== undefined && value !== null && value !== '');
export const instant = (value: unknown): number | null => ((number(value) ?? 0) > 0 ? Math.round(number(value) ?? 0) : null);
/** Whole rupiah, rounded half up; null where there is no amount. */
export function rupiah(value: unknown): bigint | null {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(typeof value === 'number' ? value.toFixed(2) : text(value).trim());
  return match ? BigInt(match[1] ?? '0') + ((match[2] ?? '').charAt(0) >= '5' ? 1n : 0n) : null;
}

/** Where answers keep their matter: `content` (seller/v1) or `value` (mtaapi). */
export const matter = (answer: Raw): unknown => answer['content'] ?? answer['value'];
/** The rows of an answer, and whether more pages follow `page`. */
export function rowsOf(answer: Raw, page: number, size: number): { readonly rows: readonly unknown[]; readonly more: boolean } {
  const inner = matter(answer), rows = Array.isArray(inner) ? list(inner) : list(part(inner)['content'] ?? part(inner)['products'] ?? part(inner)['items'] ?? part(inner)['queueHistory']);
  const paging = part(answer['paging'] ?? answer['pageMetaData'] ?? part(inner)['paging'] ?? part(inner)['pageMetaData']), pages = number(paging['totalPage']), total = number(first(paging, 'totalRecord', 'totalRecords'));
  return { rows, more: rows.length > 0 && (pages !== null ? pages > page + 1 : total !== null ? total > (page + 1) * size : rows.length >= size) };
}
/** The id of the queue that took a write. Where an answer names none, the request's own id is asked for. */
export function queueIdOf(answer: Raw): string {
  const inner = matter(answer), named = typeof inner === 'string' ? inner : text(first(part(inner), 'queueId', 'queueFeedId', 'queueHistoryId', 'requestId', 'id'));
  return named || text(answer['queueId']) || id(answer['requestId']);
}

/** Addresses of pictures, as a row or page names them. */
export const imagesIn = (raw: Raw): readonly string[] => list(raw['images']).map((image) => text(part(image)['path'] ?? image)).filter((address) => address !== '');

export interface Product { readonly productSku: string; readonly name: string; readonly state: string; readonly raw: Raw }
export const productOf = (raw: Raw): Product => {
  const product = isRecord(raw['product']) ? raw['product'] : raw;
  return { productSku: id(first(product, 'sku', 'productSku')), name: text(first(product, 'name', 'productName')), state: text(first(product, 'state', 'status')), raw };
};
export interface Variant { readonly blibliSku: string; readonly sellerSku: string; readonly price: bigint | null; readonly stock: number | null; readonly pickupPoint: string; /** What tells it apart, by attribute code; empty where that is not told. */ readonly choice: Readonly<Record<string, string>>; readonly photo: string | null }
/** One variant at one pickup point. */
export const variantOf = (raw: Raw): Variant => {
  const price = raw['price'] ?? raw['prices'], priced = isRecord(price) ? first(price, 'sale', 'salePrice', 'offered', 'regular', 'price') : raw['salePrice'] ?? price;
  const stock = raw['stock'] ?? raw['stocks'] ?? raw['availableStock'];
  return {
    blibliSku: id(first(raw, 'blibliSku', 'gdnSku', 'itemSku', 'sku')), sellerSku: text(first(raw, 'sellerSku', 'merchantSku')), price: rupiah(priced),
    stock: number(isRecord(stock) ? first(stock, 'available', 'availableStock', 'stock') : stock), pickupPoint: text(raw['pickupPointCode'] ?? part(raw['pickupPoint'])['code']),
    choice: Object.fromEntries(Object.entries(part(first(raw, 'variantAttribute', 'variantAttributes', 'attributesMap'))).map(([code, value]) => [code, text(value)]).filter(([, value]) => value !== '')),
    photo: imagesIn(raw)[0] ?? null,
  };
};

/** What became of a queue id. `done` false: ask later. */
export interface Feed { readonly done: boolean; readonly entries: readonly FeedEntry[] }
export interface FeedEntry { readonly ok: boolean; readonly sku: string; readonly message: string; readonly code: string; readonly items: readonly Variant[] }
export function feedOf(answer: Raw): Feed {
  const inner = part(matter(answer)), head = isRecord(inner['queueFeed']) ? inner['queueFeed'] : inner;
  const rows = list(Array.isArray(matter(answer)) ? matter(answer) : first(inner, 'queueHistory', 'queueHistories', 'histories', 'items')).map(part);
  const entries = rows.map((row) => {
    const said = first(row, 'isSuccess', 'success', 'status'), message = text(first(row, 'errorMessage', 'message', 'reason'));
    const ok = typeof said === 'boolean' ? said : said === undefined ? message === '' : /^(true|success|succeeded|ok|finished)$/i.test(text(said));
    return { ok, sku: text(first(row, 'gdnSku', 'blibliSku', 'itemSku', 'productSku', 'value')), message, code: text(row['errorCode']), items: each(Array.isArray(row['items']) ? row['items'] : [], variantOf).filter(isDecoded) };
  });
  const status = text(first(head, 'status', 'queueStatus')).toUpperCase(), total = number(first(head, 'total', 'totalRecord'));
  return { done: status !== '' ? status === 'FINISHED' : entries.length > 0 && entries.length >= (total ?? 0), entries };
}
