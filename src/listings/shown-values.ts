import { plainText } from '../../adapters/contract/index.js';
import { decided } from '../mapping/index.js';
import type { DraftContent, ListingSource, Theirs } from './source-shape.js';

/** Who decided a value: this shop alone, what stood there, the marketplace's template, or the catalogue. */
export type Origin = 'override' | 'theirs' | 'template' | 'catalogue';
interface Shown<T> { readonly value: T; readonly from: Origin }

/** The one rule of precedence of words and photos; README of this room shows it beside that of prices and attributes. The nearest to the listing wins. */
export function shownValues({ product, overrides, template, photos }: Pick<ListingSource, 'product' | 'overrides' | 'template' | 'photos'>, theirs: Theirs): { readonly title: Shown<string>; readonly description: Shown<string>; readonly photos: Shown<readonly string[]> } {
  const first = <T>(...layers: readonly (readonly [Origin, T | null | undefined])[]): Shown<T> => {
    const [from, value] = layers.find(([, given]) => given !== null && given !== undefined) ?? [];
    if (from === undefined || value === null || value === undefined) throw new Error('The catalogue has a value of everything.');
    return { value, from };
  };
  const all = photos.map((photo) => photo.sha256), order = overrides.photos?.filter((sha256) => all.includes(sha256));
  return {
    title: first(['override', overrides.title], ['theirs', theirs.title], ['catalogue', product.title.trim()]),
    description: first(['override', overrides.description && plainText(overrides.description)], ['theirs', theirs.description], ['template', template], ['catalogue', plainText(product.description.trim())]),
    // A photo that left the product left the order too; one that came since stands behind.
    photos: first(['override', order && order.length > 0 ? [...order, ...all.filter((sha256) => !order.includes(sha256))] : null], ['theirs', theirs.photos], ['catalogue', all]),
  };
}

/** For the listing's view: who decided each value, prices by SKU and attributes by id included. */
export function originsOf(source: ListingSource, theirs: Theirs, sent: DraftContent['attributes']) {
  const { title, description, photos } = shownValues(source, theirs);
  return {
    title: title.from, description: description.from, photos: photos.from,
    price: Object.fromEntries(source.variants.map(({ sku, quote }) => [sku, quote.own ? 'override' as const : quote.planned ? 'planned' as const : quote.price === quote.catalogue ? 'catalogue' as const : 'rule' as const])),
    attributes: Object.fromEntries(Object.keys(sent).map((id) => {
      const rule = source.rules?.attributes.find((entry) => entry.id === id), level = (rule ? decided(rule, source.mapping) : source.mapping.layers.get(id)?.[0])?.level;
      return [id, level === 'listing' ? 'override' as const : level === 'field' ? 'catalogue' as const : level ?? 'catalogue' as const];
    })),
  };
}
