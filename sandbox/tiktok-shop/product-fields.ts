/** Reads and judges the content of a product, whole (create, replace) or named parts of it (partial edit). Bad brands, GTINs and attribute values do not fail: they are cleared, with a warning. */
import type { Shop, Product, Version } from './documents.js';
import { platforms, type Platform } from './documents.js';
import { refuse, wrong } from './envelope.js';
import type { Fields } from './fields.js';
import { attributesOf, brands, checkLeaf, checkVersion } from './knowledge.js';
import { readSkus, type ReadSkus } from './sku-fields.js';
import type { World } from './world.js';

export const known = [
  'save_mode', 'idempotency_key', 'title', 'description', 'category_id', 'brand_id', 'main_images', 'package_weight', 'package_dimensions', 'product_attributes', 'category_version', 'listing_platforms', 'skus',
  'external_product_id', 'shipping_insurance_requirement', 'is_pre_owned', 'minimum_order_quantity', 'is_cod_allowed', 'certifications', 'size_chart', 'delivery_option_ids', 'manufacturer_ids', 'responsible_person_ids', 'video',
];
export interface Read { readonly version: Version; readonly skus: ReadSkus | null; readonly platforms: Platform[] | null; readonly warnings: { message: string }[] }

/** `base`: what stands where a part is not named; null: all that is needed must be there. `before`: the product whose SKUs keep their ids. */
export function readProduct(world: World, shop: Shop, body: Fields, base: Version | null, before: Product | null): Read {
  body.only(known);
  const warnings: { message: string }[] = [];
  const part = <T>(name: string, read: () => T, otherwise: T | undefined): T => (base && otherwise !== undefined && !body.has(name) ? otherwise : read());
  const category = part('category_id', () => readCategory(world, body), base?.category);
  const listed = body.has('listing_platforms') ? readPlatforms(body) : null;
  if ((listed ?? before?.platforms ?? ['TIKTOK_SHOP' as const]).some((one) => !checkLeaf(category).on.includes(one))) throw refuse(12052220);
  const skus = base && !body.has('skus') ? null : readSkus(world, shop, body, before);
  const version: Version = {
    category,
    title: part('title', () => readTitle(body), base?.title),
    description: part('description', () => readDescription(world, body), base?.description),
    brand: part('brand_id', () => readBrand(body, warnings), base?.brand),
    images: part('main_images', () => readImages(world, body), base?.images),
    externalId: part('external_product_id', () => readExternal(world, shop, body, before), base?.externalId),
    attributes: part('product_attributes', () => readAttributes(body, category, warnings), base?.attributes),
    weight: part('package_weight', () => readWeight(body), base?.weight),
    dimensions: part('package_dimensions', () => readDimensions(body), base?.dimensions),
    skus: skus?.skus ?? base?.skus ?? [],
  };
  if (base && category !== base.category) readRequired(version.attributes.map(({ id }) => id), category);
  if (body.has('minimum_order_quantity')) body.whole('minimum_order_quantity', 1, 20);
  if (skus) for (const message of skus.warnings) warnings.push({ message });
  return { version, skus, platforms: listed, warnings };
}

function readCategory(world: World, body: Fields): string {
  const id = body.maybeText('category_id');
  if (id === undefined || id === '') throw refuse(12052023);
  checkLeaf(id);
  checkVersion(world, body.maybeText('category_version'));
  return id;
}

/** 25 to 255 code points, as most markets of the region want. */
function readTitle(body: Fields): string {
  const title = body.maybeText('title') ?? '';
  const length = [...title].length;
  if (length < 25 || length > 255) throw refuse(12052051, `The title must have 25 to 255 characters, not ${length}.`);
  if (title.trim() === '' || /[\p{Cc}]/u.test(title)) throw refuse(12052261);
  return title;
}

function readDescription(world: World, body: Fields): string {
  const text = body.maybeText('description') ?? '';
  if (text.trim() === '') throw refuse(12052013);
  if ([...text].length > 10_000) throw refuse(12052015);
  const images = [...text.matchAll(/<img\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]+)/gi)].map((found) => found[1] ?? '');
  if (images.length > 30) throw refuse(12052015, 'The description has more than 30 images.');
  if (images.some((src) => !src.startsWith(`${world.kit.url()}/_photo/`))) throw refuse(12052722, 'The description shows an image that was not uploaded.');
  return text;
}

function readBrand(body: Fields, warnings: { message: string }[]): string {
  const id = body.maybeText('brand_id') ?? '';
  if (id === '' || brands.some(([known]) => known === id)) return id;
  warnings.push({ message: `The [brand_id]:${id} field is incorrect and has been automatically cleared by the system.` });
  return '';
}

function readImages(world: World, body: Fields): string[] {
  const rows = body.rows('main_images', 0, 9);
  if (rows.length === 0) throw refuse(12052028);
  return rows.map((row) => {
    row.only(['uri']);
    const uri = row.text('uri');
    if (!world.images.get(uri)) throw refuse(12052722);
    return uri;
  });
}

function readExternal(world: World, shop: Shop, body: Fields, before: Product | null): string {
  const id = body.maybeText('external_product_id') ?? '';
  if (id !== '') for (const other of world.products(shop.id).all()) if (other.id !== before?.id && other.status !== 'DELETED' && other.live.externalId === id) throw refuse(12052996);
  return id;
}

function readRequired(given: readonly string[], category: string): void {
  const missing = attributesOf(category).find((one) => one.required && !given.includes(one.id));
  if (missing) throw refuse(12052104, `The required attribute ${missing.name} (${missing.id}) is missing.`);
}

function readAttributes(body: Fields, category: string, warnings: { message: string }[]): Version['attributes'] {
  const rows = body.rows('product_attributes', 0, 100).map((row) => ({ id: row.id('id'), values: row.rows('values', 1, 100) }));
  readRequired(rows.map(({ id }) => id), category);
  const clear = (id: string) => { warnings.push({ message: `The [product_attributes]:${id} field is incorrect and has been automatically cleared by the system.` }); return []; };
  return rows.flatMap(({ id, values }) => {
    const attribute = attributesOf(category).find((one) => one.id === id);
    if (!attribute || values.length > 1) return clear(id);
    const read = values.flatMap((value) => {
      value.only(['id', 'name']);
      const fixed = attribute.values.find(([known, name]) => known === value.maybeText('id') || (!value.has('id') && name === value.maybeText('name')));
      if (fixed) return [{ id: fixed[0], name: fixed[1] }];
      const text = value.maybeText('name') ?? '';
      return attribute.custom && !value.has('id') && text !== '' ? [{ id: '', name: text }] : [];
    });
    return read.length === values.length ? [{ id, values: read }] : clear(id);
  });
}

function readWeight(body: Fields): Version['weight'] {
  const weight = body.part('package_weight');
  weight.only(['value', 'unit']);
  weight.word('unit', ['KILOGRAM']);
  if (weight.decimal('value') <= 0) throw wrong('package_weight.value must be above 0.');
  return { value: weight.text('value'), unit: 'KILOGRAM' };
}

function readDimensions(body: Fields): Version['dimensions'] {
  if (!body.has('package_dimensions')) return null;
  const box = body.part('package_dimensions');
  box.only(['length', 'width', 'height', 'unit']);
  box.word('unit', ['CENTIMETER']);
  for (const side of ['length', 'width', 'height']) if (!/^[1-9]\d{0,4}$/.test(box.text(side))) throw wrong(`package_dimensions.${side} must be a whole number of centimetres.`);
  return { length: box.text('length'), width: box.text('width'), height: box.text('height'), unit: 'CENTIMETER' };
}

export function readPlatforms(body: Fields): Platform[] {
  const given = body.texts('listing_platforms', 1, 2);
  const found = platforms.filter((one) => given.includes(one));
  if (found.length !== given.length) throw wrong(`listing_platforms may hold ${platforms.join(', ')}.`);
  return found;
}
