import { Alarm, isAdapterError, withoutEntities, withoutMarkup, type Undecodable } from '../contract/index.js';
import type { ErrorBody } from './errors.js';

/** The shop's documents, decoded: what we read of them, and nothing else. What does not fit throws `Alarm` with `rawCode` 'undecodable'. */
export type Doc = Readonly<Record<string, unknown>>;
export interface Item {
  readonly id: string; readonly parentId: string; readonly type: string; readonly status: string; readonly name: string; readonly sku: string;
  readonly images: readonly string[]; readonly image: string | null; readonly variations: readonly string[];
  readonly description: string; readonly category: string; readonly photos: readonly string[]; readonly photo: string | null;
  readonly choice: Readonly<Record<string, string>>; readonly meta: Readonly<Record<string, string>>;
  readonly regularPrice: string; readonly managed: boolean; readonly stock: number | null; readonly stockStatus: string;
  readonly weight: string; readonly size: readonly [string, string, string];
}
export interface Term { readonly id: string; readonly parentId: string | null; readonly name: string }
export interface BatchElement { readonly id: string; readonly error: ErrorBody | null; readonly doc: Doc }
const wrong = (what: string, value: unknown): Alarm => new Alarm(`${what} cannot be read: ${JSON.stringify(value)?.slice(0, 120) ?? 'absent'}`, { rawCode: 'undecodable' });

export function doc(value: unknown, what: string): Doc {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(what, value);
  return value as Doc;
}
export function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === undefined || value === null || value === '') return [];
  throw wrong(what, value);
}
/** Ids are digits, whatever their length; they are never calculated with. */
export function id(value: unknown, what: string): string {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : typeof value === 'string' ? value : '';
  if (!/^\d{1,20}$/.test(text)) throw wrong(what, value);
  return text;
}
export const words = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
export function whole(value: unknown, what: string): number {
  const read = typeof value === 'string' && /^-?\d+(\.0+)?$/.test(value) ? Number(value) : value;
  if (typeof read !== 'number' || !Number.isFinite(read)) throw wrong(what, value);
  return Math.trunc(read);
}
/** ms since 1970 of a `…_gmt` field, which has no zone; null when blank. */
export function gmt(value: unknown, what: string): number | null {
  if (value === null || value === undefined || value === '') return null;
  const at = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(value) ? Date.parse(`${value}Z`) : NaN;
  if (Number.isNaN(at)) throw wrong(what, value);
  return at;
}

export function item(value: unknown): Item {
  const d = doc(value, 'product');
  const image = d.image === null || d.image === undefined || Array.isArray(d.image) ? null : doc(d.image, 'product.image');
  const size = d.dimensions === undefined || Array.isArray(d.dimensions) ? {} : doc(d.dimensions, 'product.dimensions');
  return {
    id: id(d.id, 'product.id'), parentId: d.parent_id === undefined || d.parent_id === null ? '0' : id(d.parent_id, 'product.parent_id'),
    type: words(d.type), status: words(d.status), name: plainText(words(d.name)), sku: words(d.sku),
    images: list(d.images, 'product.images').map((entry) => id(doc(entry, 'image').id, 'image.id')), image: image === null || image.id === undefined || image.id === 0 ? null : id(image.id, 'image.id'),
    description: withoutMarkup(words(d.description)), category: words(list(d.categories, 'product.categories').map((entry) => doc(entry, 'category').id).at(-1)), photos: list(d.images, 'product.images').map((entry) => words(doc(entry, 'image').src)), photo: image === null ? null : words(image.src) || null,
    variations: list(d.variations, 'product.variations').map((entry) => id(entry, 'variation')),
    choice: Object.fromEntries(list(d.attributes, 'product.attributes').map((entry) => doc(entry, 'attribute')).filter((entry) => entry.option !== undefined).map((entry) => [plainText(words(entry.name)), plainText(words(entry.option))])),
    meta: Object.fromEntries(list(d.meta_data, 'product.meta_data').map((entry) => doc(entry, 'meta')).map((entry) => [words(entry.key), words(entry.value)])),
    regularPrice: words(d.regular_price), managed: d.manage_stock === true || d.manage_stock === 'parent', stock: d.stock_quantity === null || d.stock_quantity === undefined ? null : whole(d.stock_quantity, 'product.stock_quantity'),
    stockStatus: words(d.stock_status), weight: words(d.weight), size: [words(size.length), words(size.width), words(size.height)],
  };
}

/** What is not counted there has no number, unless it is said to be out of stock. */
export const stockOf = (there: Item): number | null => (there.managed && there.stock !== null ? Math.max(0, there.stock) : there.stockStatus === 'outofstock' ? 0 : null);

export function term(value: unknown): Term {
  const d = doc(value, 'term');
  const parent = d.parent === undefined ? '0' : id(d.parent, 'term.parent');
  return { id: id(d.id, 'term.id'), parentId: parent === '0' ? null : parent, name: plainText(words(d.name)) };
}

/** One side of a batch's answer, in the order it was asked. */
export function batchOf(value: unknown, side: 'create' | 'update' | 'delete'): readonly BatchElement[] {
  return list(doc(value, 'batch')[side], `batch.${side}`).map((entry) => {
    const d = doc(entry, 'batch element');
    return { id: d.id === undefined ? '0' : id(d.id, 'element.id'), error: errorBody(d.error), doc: d };
  });
}

export function errorBody(value: unknown): ErrorBody | null {
  if (typeof value !== 'object' || value === null || !('code' in value) || (typeof value.code !== 'string' && typeof value.code !== 'number')) return null;
  const { code } = value;
  const data: unknown = 'data' in value ? value.data : null;
  return { code: String(code), message: 'message' in value ? words(value.message) : '', data: typeof data === 'object' && data !== null ? { ...data } : {} };
}

const named = (row: unknown): string => (typeof row === 'object' && row !== null && 'id' in row ? words(row.id) : '');
/** A document that cannot be read is kept as it came, with its id where that can be read; its page goes on. */
export function tolerant<T>(rows: readonly unknown[], decode: (row: unknown) => T): (T | Undecodable)[] {
  return rows.map((row) => {
    try {
      return decode(row);
    } catch (error) {
      if (isAdapterError(error) && error.rawCode === 'undecodable') return { undecodable: JSON.stringify(row) ?? '', ...(/^\d+$/.test(named(row)) ? { id: named(row) } : {}) };
      throw error;
    }
  });
}
/** Of a list that only looks something up: what can be read of it. */
export const readable = <T extends object>(rows: unknown, decode: (row: unknown) => T): T[] => tolerant(Array.isArray(rows) ? rows : [], decode).filter((row): row is T => !('undecodable' in row));

/** WordPress hands out names with HTML entities. */
export const plainText = withoutEntities;
