import { withMarkup, type ListingDraft, type Photo } from '../contract/index.js';
import type { Settings } from './credentials.js';
import type { Item } from './wire.js';

/** Pure: our draft in the shop's words. */
export type Variant = ListingDraft['variants'][number];
/** By which a product of ours is known again: the intent it was made under, our code, and which of our photos its pictures are. */
export const keys = { intent: '_serentak_key', code: '_serentak_code', photos: '_serentak_photos' } as const;
export type Picture = { readonly id: number | string } | { readonly src: string; readonly alt: string };
export const mediaUse = 'media';

const axisNames = (draft: ListingDraft): readonly string[] => Object.keys(draft.variants[0]?.choice ?? {});
export const isSimple = (draft: ListingDraft): boolean => draft.variants.length === 1 && axisNames(draft).length === 0;
/** One SKU belongs to one product or variation of the shop, so a parent that is called like one of its variants goes by another name. */
export const parentSku = (draft: ListingDraft): string => (draft.variants.some((variant) => variant.sku === draft.code) ? `${draft.code}-PARENT` : draft.code);
export const ownSku = (draft: ListingDraft): string => (isSimple(draft) ? draft.variants[0]?.sku ?? draft.code : parentSku(draft));
/** Ids of the shop stay below 2^53 (PHP's and MySQL's in practice); one that does not is sent as it is read, as text, which the API takes too. */
export const numeric = (id: string): number | string => (Number.isSafeInteger(Number(id)) ? Number(id) : id);

export const photosOf = (draft: ListingDraft): readonly Photo[] => [...new Map(draft.photos.map((photo) => [photo.sha256, photo])).values()];

/** Everything of a product but its price and quantity. */
export function productFields(draft: ListingDraft, settings: Settings, images: readonly Picture[]): Record<string, unknown> {
  const first = draft.variants[0];
  return {
    name: escape(draft.title), description: withMarkup(draft.description), categories: [{ id: numeric(draft.category) }], images,
    ...(draft.brand === null ? {} : { brands: [{ id: numeric(draft.brand) }] }),
    attributes: [...axes(draft), ...traits(draft)],
    ...(first ? parcel(first, settings) : {}),
    meta_data: [{ key: keys.code, value: draft.code }, { key: keys.photos, value: photosOf(draft).map((photo) => photo.sha256).join(',') }],
  };
}
/** Only for what a call creates; afterwards price and stock travel as offers. */
export const opening = (variant: Variant): Record<string, unknown> => ({ regular_price: String(variant.price), ...stockFields(BigInt(variant.quantity)) });
/** With a count of its own and no backorders, 0 stops sales. */
export const stockFields = (quantity: bigint): Record<string, unknown> => ({ manage_stock: true, stock_quantity: Number(quantity), backorders: 'no' });

export const variationFields = (draft: ListingDraft, variant: Variant, settings: Settings): Record<string, unknown> =>
  ({ ...parcel(variant, settings), attributes: axisNames(draft).map((name) => ({ name, option: variant.choice[name] ?? '' })) });

/** Whether a variation already says what the draft says of it, its picture aside. */
export function sameVariation(there: Item, draft: ListingDraft, variant: Variant, settings: Settings): boolean {
  const { weight, dimensions } = parcel(variant, settings);
  const names = axisNames(draft);
  return names.every((name) => there.choice[name] === variant.choice[name]) && Object.keys(there.choice).length === names.length
    && Number(there.weight) === Number(weight) && [dimensions.length, dimensions.width, dimensions.height].every((side, index) => Number(side) === Number(there.size[index]));
}

function axes(draft: ListingDraft): Record<string, unknown>[] {
  return axisNames(draft).map((name, position) => ({
    id: 0, name, position, visible: true, variation: true, options: [...new Set(draft.variants.map((variant) => variant.choice[name] ?? '').filter((option) => option !== ''))],
  }));
}

/** What a category map adds: the shop's own attributes by id, others by name. */
function traits(draft: ListingDraft): Record<string, unknown>[] {
  return Object.entries(draft.attributes).filter(([, values]) => values.length > 0).map(([key, values], index) => ({
    ...(/^\d+$/.test(key) ? { id: numeric(key) } : { id: 0, name: key }), position: 10 + index, visible: true, variation: false,
    options: values.map((value) => [value.text ?? value.id ?? '', value.unit ?? ''].join(' ').trim()),
  }));
}

function parcel(variant: Variant, settings: Settings): { weight: string; dimensions: { length: string; width: string; height: string } } {
  const per = { m: 1000, cm: 10, mm: 1 }[settings.dimension_unit ?? 'cm'];
  const side = (mm: number): string => (mm > 0 ? decimal(mm / per) : '');
  const [length, width, height] = variant.mm;
  return { weight: variant.grams > 0 ? decimal(variant.grams / ((settings.weight_unit ?? 'kg') === 'kg' ? 1000 : 1)) : '', dimensions: { length: side(length), width: side(width), height: side(height) } };
}
const decimal = (value: number): string => String(Number(value.toFixed(4)));

const escape = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** Digits behind the point of a currency's minor unit. Rupiah are whole. */
const digits = (currency: string): number => (['IDR', 'JPY', 'KRW', 'VND', 'CLP', 'PYG', 'UGX', 'XAF', 'XOF', 'ISK'].includes(currency) ? 0 : 2);
/** Whole minor units of a decimal text, half a unit rounded up (away from zero); null when it is none. */
export function minor(text: string, currency: string): bigint | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!parts) return null;
  const places = digits(currency);
  const fraction = (parts[3] ?? '').padEnd(places + 1, '0');
  const value = BigInt(`${parts[2]}${fraction.slice(0, places)}`) + ((fraction[places] ?? '0') >= '5' ? 1n : 0n);
  return parts[1] === '-' ? -value : value;
}
