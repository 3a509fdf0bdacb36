/** What a create and its edits say of a product, field by field. */
import type { Item, Product, Shop } from './documents.js';
import { attributesOf, brands, leaves, logistics, type Leaf } from './category-tree.js';
import { invalid } from './envelope.js';
import type { Body } from './params.js';
import type { World } from './world.js';

export const productFields = 'name brandCode newBrand categoryCode productType description uniqueSellingPoint videoUrl pickupPointCode dimension attributes logistics imageMap preOrder productItems';
const itemFields = 'sellerSku upcCode price stock minimumStock buyable images variantAttribute specialAttribute wholesale';
export type DraftItem = Omit<Item, 'sku' | 'pictures' | 'name'> & { readonly images: readonly string[] };
export type Draft = Pick<Product, 'name' | 'description' | 'usp' | 'brand' | 'category' | 'type' | 'attributes' | 'logistics' | 'dimension' | 'videoUrl' | 'postLive'> & { readonly items: readonly DraftItem[]; readonly pictures: Readonly<Record<string, string>> };

const forbidden = /(\+62|\b08)[\d -]{8,}|[\w.]+@[\w-]+\.\w+|\b(instagram|whatsapp|facebook|wa\.me|COD)\b/i;

export function readDraft(world: World, shop: Shop, body: Body): Draft {
  body.only(productFields, world.strict());
  const category = body.mustText('categoryCode');
  const leaf = leaves.get(category);
  if (!leaf) throw invalid(`categoryCode ${category} is not a leaf category`);
  const point = body.mustText('pickupPointCode');
  if (point !== shop.pickupPoint) throw invalid(`pickupPointCode ${point} is not one of the store`);
  const type = body.whole('productType', 0, 1000) ?? 1;
  const pictures = body.node('imageMap');
  const keys = Object.keys(pictures?.fields ?? {});
  if (keys.length === 0) throw invalid('imageMap must not be empty');
  const items = body.nodes('productItems', 1, 100).map((item) => readItem(world, item, leaf, keys));
  checkVariants(items);
  return {
    name: readName(world, body), description: readDescription(world, body), usp: readUsp(body), brand: readBrand(body), category, type: [1, 2, 3].includes(type) ? type : 1, attributes: readAttributes(body, leaf),
    logistics: readLogistics(body), dimension: readDimension(body), videoUrl: body.text('videoUrl') ?? '', postLive: leaf.postLive, items,
    pictures: Object.fromEntries(keys.map((key) => [key, pictures?.mustText(key, 8_000_000) ?? ''])),
  };
}

export function readName(world: World, body: Body): string {
  return clean('name', body.mustText('name', Number(world.kit.unconfirmed('nameLength'))));
}

export function readDescription(world: World, body: Body): string {
  const given = body.mustText('description');
  if (world.kit.unconfirmed('descriptionEncoding') !== 'base64') return limited(given);
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(given)) throw invalid('description must be base64');
  return limited(Buffer.from(given, 'base64').toString('utf8'));
}

function limited(text: string): string {
  if ([...text].length > 5000) throw invalid('description must not be longer than 5000 characters');
  return clean('description', text);
}

export function readUsp(body: Body): string {
  return clean('uniqueSellingPoint', body.text('uniqueSellingPoint', 400) ?? '');
}

function clean(field: string, text: string): string {
  if (forbidden.test(text)) throw invalid(`${field} must not hold a phone number, an email, social media or COD`);
  return text;
}

function readBrand(body: Body): string {
  const [code, fresh] = [body.text('brandCode'), body.text('newBrand', 100)];
  if ((code === undefined) === (fresh === undefined)) throw invalid('Either brandCode or newBrand must be given');
  if (fresh !== undefined) return body.mustText('newBrand');
  const known = brands.find((brand) => brand.code === code);
  if (!known) throw invalid(`brandCode ${code} is not known`);
  return known.name;
}

function readAttributes(body: Body, leaf: Leaf): Record<string, string> {
  const given = body.map('attributes', 255);
  const known = attributesOf(leaf).filter((one) => !one.variantCreating);
  for (const { code, name, mandatory, type, options } of known) {
    const value = given[code];
    if (value === undefined && mandatory) throw invalid(`attributes.${code} (${name}) is mandatory`);
    if (value !== undefined && type === 'PREDEFINED' && !options.includes(value)) throw invalid(`attributes.${code} must be one of ${options.join(', ')}`);
  }
  const stray = Object.keys(given).find((code) => !known.some((one) => one.code === code));
  if (stray !== undefined) throw invalid(`attributes.${stray} does not belong to the category`);
  return given;
}

function readLogistics(body: Body): string[] {
  const given = body.texts('logistics');
  const stray = given.find((code) => !logistics.some((one) => one.code === code));
  if (stray !== undefined) throw invalid(`logistics ${stray} is not known`);
  return [...given];
}

function readDimension(body: Body): Record<string, number> {
  const node = body.node('dimension');
  if (!node) throw invalid('dimension must not be null');
  const found: Record<string, number> = {};
  for (const name of ['length', 'width', 'height', 'weight']) {
    const value = node.fields[name];
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) throw invalid(`dimension.${name} must be a number above 0`);
    found[name] = value;
  }
  return found;
}

export function readItem(world: World, body: Body, leaf: Leaf, keys: readonly string[]): DraftItem {
  body.only(itemFields, world.strict());
  const images = body.texts('images', 1, 8);
  const stray = images.find((key) => !keys.includes(key));
  if (stray !== undefined) throw invalid(`images: ${stray} is not in imageMap`);
  const options = body.map('variantAttribute', 255);
  const wrong = Object.keys(options).find((code) => !attributesOf(leaf).some((one) => one.variantCreating && one.code === code));
  if (wrong !== undefined) throw invalid(`variantAttribute.${wrong} makes no variants in the category`);
  return {
    sellerSku: body.mustText('sellerSku', 50), upc: body.text('upcCode', 30) ?? '', ...readPrice(world, body, 'price'), stock: body.must('stock', 0, 9_999_999), minimumStock: body.whole('minimumStock') ?? 0,
    buyable: body.bool('buyable') ?? true, reserved: 0, lockedUntil: 0, options, images,
  };
}

/** A whole number, or {regular, sale}. */
export function readPrice(world: World, body: Body, name: string): { regular: number; sale: number } {
  const least = Number(world.kit.unconfirmed('minimumPrice'));
  if (typeof body.fields[name] === 'number') {
    const price = body.must(name, least);
    return { regular: price, sale: price };
  }
  const node = body.node(name);
  if (!node) throw invalid(`${name} must not be null`);
  node.only('regular sale', world.strict());
  const regular = node.must('regular', least);
  const sale = node.whole('sale', least) ?? regular;
  if (sale > regular) throw invalid('sale price must not be above the regular price');
  return { regular, sale };
}

export function checkVariants(items: readonly Pick<DraftItem, 'options' | 'sellerSku'>[]): void {
  const shape = (item: Pick<DraftItem, 'options'>) => Object.keys(item.options).sort().join();
  const first = items[0];
  if (items.length > 1 && first && (shape(first) === '' || items.some((item) => shape(item) !== shape(first)))) throw invalid('Every variant must have the same variantAttribute');
  if (new Set(items.map((item) => JSON.stringify(Object.entries(item.options).sort()))).size < items.length) throw invalid('Two variants have the same variantAttribute');
  if (new Set(items.map((item) => item.sellerSku)).size < items.length) throw invalid('Two variants have the same sellerSku');
}
