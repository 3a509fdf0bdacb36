import { withMarkup, type AttributeRule, type CategoryRules, type Issue, type Length, type ListingDraft } from '../../adapters/contract/index.js';
import { axisRule, isDue, optionOf } from '../mapping/index.js';
import { heldPrice } from './held-prices.js';
import type { ListingSource } from './source-shape.js';

type Found = Omit<Issue, 'rawCode' | 'rawMessage'>;
type Params = Readonly<Record<string, string>>;

const issue = (cause: Issue['cause'], field: string, params: Params = {}, more: Partial<Found> = {}): Issue => ({ cause, field, params, rawCode: '', rawMessage: '', ...more });

/** The marketplace's own way of counting. */
export const measure = (text: string, by: Length['countedIn']): number => (by === 'bytes' ? Buffer.byteLength(text) : by === 'utf16' ? text.length : [...text].length);

/** A description as this marketplace gets and counts it. */
export const asSent = (description: string, rules: CategoryRules | null): string => (rules?.descriptionFormat === 'html' ? withMarkup(description) : description);

/** Pure: what this marketplace would refuse in this category, found before any call. No issue: it may be sent. */
export function preflight(draft: ListingDraft, source: ListingSource, reach: { readonly photosByUrl: boolean; readonly photosReachable: boolean }): readonly Issue[] {
  if (!source.map) return [issue('category-not-mapped', 'category', { kategori: source.product.category ?? '—' }, { value: source.product.category ?? '' })];
  if (!source.leafKnown) return [issue('category-gone', 'category', { kategori: source.product.category ?? '—' }, { value: source.map.remoteId })];
  const rules = source.rules;
  if (!rules) return [];
  return [
    ...text(draft, rules), ...photos(draft, source, rules, reach), ...prices(draft, rules), ...held(source), ...parcels(draft, rules), ...variants(draft, source, rules), ...options(source, rules), ...brand(draft, source, rules),
    ...rules.attributes.flatMap((rule) => attribute(draft, rule)),
  ];
}

function text(draft: ListingDraft, rules: CategoryRules): Issue[] {
  const found: Issue[] = [];
  for (const [field, value, rule] of [['title', draft.title, rules.title], ['description', draft.description, rules.description]] as const) {
    const n = measure(field === 'description' ? asSent(value, rules) : value, rule.countedIn);
    const params = (bound: number): Params => ({ n: String(n), batas: String(bound) });
    if (n < rule.min) found.push(issue(`${field}-too-short`, field, params(rule.min), { value, rule: `≥ ${rule.min}` }));
    if (n > rule.max) found.push(issue(`${field}-too-long`, field, params(rule.max), { value, rule: `≤ ${rule.max}` }));
  }
  return found;
}

function photos(draft: ListingDraft, source: ListingSource, rules: CategoryRules, reach: { photosByUrl: boolean; photosReachable: boolean }): Issue[] {
  const rule = rules.photos;
  if (draft.photos.length < rule.min) return [issue('photo-missing', 'photos', { n: String(draft.photos.length), batas: String(rule.min) }, { value: String(draft.photos.length), rule: `≥ ${rule.min}` })];
  const found: Issue[] = [];
  const main = source.photos.find((photo) => photo.sha256 === draft.photos[0]?.sha256);
  // Squared with white, a strip keeps its longer side: only what is small in both is too small.
  if (main && Math.max(main.width, main.height) < rule.minPx) found.push(issue('photo-too-small', 'photos', { lebar: String(main.width), tinggi: String(main.height), batas: String(rule.minPx) }, { value: `${main.width} × ${main.height}`, rule: `≥ ${rule.minPx}` }));
  if (reach.photosByUrl && !reach.photosReachable && draft.photos.length > 0) found.push(issue('photo-not-reachable', 'photos'));
  return found;
}

function prices(draft: ListingDraft, rules: CategoryRules): Issue[] {
  const rp = (amount: bigint): string => `Rp ${amount.toLocaleString('id-ID')}`;
  const found = draft.variants.filter((variant) => variant.price < rules.price.min || variant.price > rules.price.max).map((variant) =>
    issue('price-out-of-range', 'price', { harga: rp(variant.price), min: rp(rules.price.min), maks: rp(rules.price.max) }, { value: String(variant.price), rule: `${rules.price.min}…${rules.price.max}`, sku: variant.sku }));
  const all = draft.variants.map((variant) => variant.price).sort((a, b) => (a < b ? -1 : 1));
  const low = all[0], high = all.at(-1);
  if (rules.price.spread !== undefined && low !== undefined && high !== undefined && Number(high) > Number(low) * rules.price.spread) {
    const x = (Math.ceil((Number(high) / Number(low)) * 10) / 10).toLocaleString('id-ID');
    found.push(issue('price-spread', 'price', { x, batas: String(rules.price.spread) }, { value: x, rule: `≤ ${rules.price.spread} ×` }));
  }
  return found;
}

/** What would be born with a price that a person must agree to. */
const held = (source: ListingSource): Issue[] => source.variants.flatMap((variant) => (variant.created ? [] : heldPrice(variant.quote, variant) ?? []));

function parcels(draft: ListingDraft, rules: CategoryRules): Issue[] {
  const found: Issue[] = [];
  const light = draft.variants.find((variant) => variant.grams <= 0);
  if (rules.weight.required && light) found.push(issue('weight-missing', 'grams', {}, { sku: light.sku }));
  const heavy = draft.variants.find((variant) => rules.weight.maxGrams !== undefined && variant.grams > rules.weight.maxGrams);
  if (heavy) found.push(issue('package-too-heavy', 'grams', { berat: `${heavy.grams} g`, batas: `${rules.weight.maxGrams} g` }, { value: String(heavy.grams), rule: `≤ ${rules.weight.maxGrams}`, sku: heavy.sku }));
  const flat = draft.variants.find((variant) => variant.mm.some((side) => side <= 0));
  if (rules.size.required && flat) found.push(issue('package-size-missing', 'size', {}, { sku: flat.sku }));
  return found;
}

function variants(draft: ListingDraft, source: ListingSource, rules: CategoryRules): Issue[] {
  const rule = rules.variants;
  const found: Issue[] = [];
  const n = draft.variants.length;
  if (n > 1 && n > rule.max) found.push(issue('too-many-variants', 'variants', { produk: source.product.title, n: String(n), batas: String(rule.max) }, { value: String(n), rule: `≤ ${rule.max}` }));
  if (source.product.axes.length > rule.axes) found.push(issue('too-many-options', 'variants', { n: String(source.product.axes.length), batas: String(rule.axes) }, { value: source.product.axes.join(' × '), rule: `≤ ${rule.axes}` }));
  const long = (value: string, length: Length): void => {
    if (measure(value, length.countedIn) > length.max) found.push(issue('option-text-too-long', 'variants', { nilai: value, batas: String(length.max) }, { value, rule: `≤ ${length.max}` }));
  };
  for (const axis of source.product.axes) long(axis, rule.axisName);
  for (const value of new Set(draft.variants.flatMap((variant) => Object.values(variant.choice)))) long(value, rule.value);
  for (const { sku } of draft.variants) {
    const size = measure(sku, rules.sku.countedIn);
    if (size < rules.sku.min || size > rules.sku.max || (rules.sku.pattern && !rules.sku.pattern.test(sku))) found.push(issue('sku-not-accepted', 'sku', { sku, batas: `${rules.sku.min}–${rules.sku.max}` }, { value: sku, sku }));
  }
  return found;
}

/** Options of ours that a demanded, closed axis of the leaf does not have: matched once, they are known. */
function options(source: ListingSource, rules: CategoryRules): Issue[] {
  return source.product.axes.flatMap((axis, index) => {
    const rule = axisRule(rules, axis);
    if (!rule?.required || rule.custom || rule.values.length === 0) return [];
    return [...new Set(source.variants.map((variant) => variant.choice[index] ?? ''))].filter((ours) => optionOf(rule, ours, source.mapping.meant) === null).map((ours) => issue('invalid-attribute', `attributes.${rule.id}`, { nilai: ours, atribut: rule.name }, { value: ours, rule: rule.name }));
  });
}

const brand = (draft: ListingDraft, source: ListingSource, rules: CategoryRules): Issue[] => (rules.brand.required && draft.brand === null ? [issue('brand-not-approved', 'brand', { merek: source.product.brand ?? '—' })] : []);

function attribute(draft: ListingDraft, rule: AttributeRule): Issue[] {
  const given = draft.attributes[rule.id] ?? [];
  if (given.length === 0) return isDue(rule, draft.attributes) ? [issue('required-attribute', `attributes.${rule.id}`, { atribut: rule.name }, { rule: rule.name })] : [];
  const unknown = (value: string, demanded = rule.name): Issue => issue('invalid-attribute', `attributes.${rule.id}`, { nilai: value, atribut: rule.name }, { value, rule: demanded });
  return given.flatMap((value) => {
    if (value.id !== undefined) return rule.values.length > 0 && !rule.values.some((known) => known.id === value.id) ? [unknown(value.id)] : [];
    const text = value.text ?? '';
    if (rule.values.length > 0 && !rule.custom) return [unknown(text)];
    if (rule.units.length > 0 && !rule.units.includes(value.unit ?? '')) return [unknown([text, value.unit].filter(Boolean).join(' '), rule.units.join(', '))];
    return rule.length && measure(text, rule.length.countedIn) > rule.length.max ? [unknown(text, `≤ ${rule.length.max}`)] : [];
  });
}
