import { createHash } from 'node:crypto';
import type { ListingDraft, Photo } from '../../adapters/contract/index.js';
import { axisRule, brandOf, fillAttributes, optionText } from '../mapping/index.js';
import { shownValues } from './shown-values.js';
import type { DraftContent, ListingSource, Theirs } from './source-shape.js';

/**
 * Pure: the newest state of a product as this shop should show it. Photos beyond the rules' maximum are left out, in order. A weight or size that is not known is 0, which preflight refuses where it matters.
 */
export function composeListing(source: ListingSource, code: string, photoOf: (sha256: string) => Photo, theirs: Theirs = {}): ListingDraft {
  const { product, rules } = source;
  const shown = shownValues(source, theirs);
  const stockMax = rules?.stock.max ?? Number.MAX_SAFE_INTEGER;
  const words = product.axes.map((axis, index) => optionsOf(source, axis, index));
  return {
    code, category: source.map?.remoteId ?? '', title: shown.title.value, description: shown.description.value,
    brand: brandOf(rules, source.mapping, product.brand),
    attributes: fillAttributes(rules, source.mapping),
    photos: shown.photos.value.slice(0, rules?.photos.max).map(photoOf),
    variants: source.variants.map((variant) => {
      const own = shown.photos.from === 'theirs' ? undefined : source.photos.find((photo) => photo.variantId === variant.variantId);
      return {
        sku: variant.sku,
        choice: Object.fromEntries(product.axes.map((axis, index) => [axis, words[index]?.get(variant.choice[index] ?? '') ?? ''])),
        price: variant.quote.price,
        quantity: Math.min(stockMax, Math.max(0, Math.min(variant.cap, variant.free - variant.buffer))),
        photo: own ? photoOf(own.sha256) : null,
        grams: variant.grams ?? 0,
        mm: [variant.mm[0] ?? 0, variant.mm[1] ?? 0, variant.mm[2] ?? 0] as const,
      };
    }),
  };
}

/** Options of an axis in the marketplace's words. Where two of ours would become one there, all stay in ours. */
function optionsOf(source: ListingSource, axis: string, index: number): ReadonlyMap<string, string> {
  const rule = axisRule(source.rules, axis), ours = [...new Set(source.variants.map((variant) => variant.choice[index] ?? ''))];
  const theirs = ours.map((option) => optionText(rule, option, source.mapping.meant));
  return new Map(ours.map((option, at) => [option, new Set(theirs).size === ours.length ? theirs[at] ?? option : option]));
}

export function contentOf(draft: ListingDraft): DraftContent {
  return {
    title: draft.title, description: draft.description, category: draft.category, brand: draft.brand, attributes: draft.attributes, photos: draft.photos.map((photo) => photo.sha256),
    variants: draft.variants.map(({ sku, choice, photo, grams, mm }) => ({ sku, choice, photo: photo?.sha256 ?? null, grams, mm })),
  };
}

/** "Equal" means this digest of the draft last accepted, never a read-back: marketplaces rewrite text. */
export const digestOf = (content: DraftContent): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');

/** The same words for the same content, whatever the order of its keys: jsonb keeps its own. */
const written = (value: unknown): string | undefined => JSON.stringify(value, (_, part: unknown) => (typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part));

/** Which fields will change: before is what was last accepted (null: nothing yet). */
export function differences(accepted: DraftContent | null, next: DraftContent): readonly { field: keyof DraftContent; before: unknown; after: unknown }[] {
  const fields: readonly (keyof DraftContent)[] = ['title', 'description', 'category', 'brand', 'attributes', 'photos', 'variants'];
  return fields.filter((field) => written(accepted?.[field]) !== written(next[field])).map((field) => ({ field, before: accepted?.[field] ?? null, after: next[field] }));
}
