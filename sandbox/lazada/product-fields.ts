/** Judges what a payload says of a product and its SKUs. Throws the numbered code; `products.ts` puts it under its umbrella. */
import { leafOf, type Category, type Kind } from './category-tree.js';
import type { Item, Sku, Special, Variation } from './documents.js';
import { refuse } from './envelope.js';
import { hosted } from './images.js';
import type { Node } from './payload.js';
import { always, attributes, basics, brands, limits, sensitive, type Attribute } from './rules.js';
import type { World } from './world.js';

const skuFields = ['SellerSku', 'SkuId', 'Status', 'saleProp', 'quantity', 'price', 'special_price', 'special_from_date', 'special_to_date', 'package_height', 'package_length', 'package_width', 'package_weight', 'package_content', 'Images'];

export function readCategory(id: string | undefined): Category & { kind: Kind } {
  const leaf = leafOf(id ?? '');
  if (!leaf) throw refuse('201', 'E201: Invalid category', 'PrimaryCategory');
  return leaf;
}

export function readImages(world: World, node: Node): string[] | undefined {
  const images = node.node('Images')?.texts('Image');
  if (!images) return undefined;
  if (images.length > limits.images) throw refuse('4169', undefined, 'Images');
  for (const url of images) if (!hosted(world, url)) throw refuse('4138', `${url} is not hosted here`, 'Images');
  return images;
}

export function readAttributes(world: World, node: Node, kind: Kind, before: Readonly<Record<string, string>>): Record<string, string> {
  const rules = [...basics, ...attributes[kind]].filter((one) => one.type === 'normal');
  const given: Record<string, string> = { ...before };
  for (const name of node.names()) {
    if (name.startsWith('d_')) { delete given[name.slice(2)]; continue; }
    if (!always.includes(name) && !rules.some((rule) => rule.name === name)) throw refuse('4110', `Attribute ${name} does not belong to this category`, name);
    const value = node.text(name);
    if (value !== undefined) given[name] = value;
  }
  for (const rule of rules) if (rule.name !== 'brand') judgeValue(rule, given[rule.name]);
  const length = (text: string) => (world.kit.unconfirmed('nameCountedIn') === 'bytes' ? Buffer.byteLength(text) : [...text].length);
  if (length(given.name ?? '') > limits.name) throw refuse('4110', `The name is longer than ${limits.name}`, 'name');
  if ([...given.description ?? ''].length > limits.description) throw refuse('4110', `The description is longer than ${limits.description}`, 'description');
  if (sensitive.test(`${given.name} ${given.description ?? ''}`)) throw refuse('4131', undefined, 'name');
  for (const [, url] of (given.description ?? '').matchAll(/<img[^>]*\ssrc=["']([^"']*)/gi)) if (!hosted(world, url ?? '')) throw refuse('4138', `${url} is not hosted here`, 'description');
  const brand = brands.find((one) => (given.brand_id !== undefined ? one.id === given.brand_id : one.name === given.brand));
  if (given.brand_id === undefined && given.brand === undefined) throw refuse('4110', 'Brand is mandatory', 'brand');
  if (!brand || (brand.kind && brand.kind !== kind)) throw refuse('4142', undefined, 'brand');
  return { ...given, brand_id: brand.id, brand: brand.name };
}

function judgeValue(rule: Attribute, value: string | undefined): void {
  if (value === undefined) {
    if (rule.mandatory) throw refuse('4110', `${rule.label} is mandatory`, rule.name);
    return;
  }
  const words = rule.input.startsWith('multi') ? value.split(',').map((word) => word.trim()) : [value];
  if ((rule.input === 'singleSelect' || rule.input === 'multiSelect') && words.some((word) => !rule.options.includes(word))) throw refuse('4110', `${rule.label} has an invalid value: ${value}`, rule.name);
  if (rule.input === 'numeric' && !/^\d+(\.\d+)?$/.test(value)) throw refuse('4110', `${rule.label} must be a number`, rule.name);
  if (rule.input === 'date' && !/^\d{4}-\d\d-\d\d/.test(value)) throw refuse('4110', `${rule.label} must be a date`, rule.name);
}

export function readVariations(world: World, node: Node | undefined, kind: Kind): Variation[] {
  if (!node) return [];
  const names = node.names().sort();
  if (names.length > Number(world.kit.unconfirmed('maxVariations')) || names.some((name, n) => name.toLowerCase() !== `variation${n + 1}`)) throw refuse('4110', 'variation must be variation1, variation2', 'variation');
  return names.map((key, place) => {
    const one = node.node(key);
    const name = one?.text('name') ?? '';
    const [hasImage, customize] = [one?.text('hasImage') === 'true', one?.text('customize') === 'true'];
    const options = one?.node('options')?.texts('option') ?? [];
    if (name === '' || [...name].length > limits.variationName) throw refuse('4110', `The name of ${key} must have 1 to ${limits.variationName} characters`, key);
    if (!customize && !attributes[kind].some((rule) => rule.sale && rule.name === name)) throw refuse('4110', `${name} is no sale property of this category`, key);
    if (hasImage && place > 0) throw refuse('4110', 'Only variation1 may have images', key);
    if (options.length > limits.options || new Set(options).size !== options.length || options.some((option) => option === '' || [...option].length > limits.option)) throw refuse('4110', `Options of ${key}: at most ${limits.options}, each 1 to ${limits.option} characters, none twice`, key);
    return { name, hasImage, customize, options };
  });
}

/** A new SKU, or with `before` the changed one. */
export function readSku(world: World, node: Node, before: Sku | null): Sku {
  for (const name of node.names()) if (!skuFields.includes(name)) throw refuse('4167', `${name} is no field of a SKU`, name);
  const sellerSku = before?.sellerSku ?? node.text('SellerSku');
  if (sellerSku === undefined) throw refuse('4167', 'SellerSku is mandatory', 'SellerSku');
  const price = readPrice(world, node.text('price') ?? before?.price.toString(), 'price', sellerSku);
  const saleProp = node.node('saleProp');
  const size = (name: string, old: number | undefined) => decimal(node.text(name) ?? old?.toString(), name, sellerSku);
  const pack = { weight: size('package_weight', before?.pack.weight), length: size('package_length', before?.pack.length), width: size('package_width', before?.pack.width), height: size('package_height', before?.pack.height), content: node.text('package_content') ?? before?.pack.content ?? '' };
  if (pack.weight > limits.weight) throw refuse('4164', undefined, 'package_weight', sellerSku);
  if (pack.length + pack.width + pack.height > limits.sum) throw refuse('4165', undefined, 'package_length', sellerSku);
  const status = node.text('Status') ?? (before?.on === false ? 'inactive' : 'active');
  if (status !== 'active' && status !== 'inactive') throw refuse('4167', 'Status must be active or inactive', 'Status', sellerSku);
  const sku: Sku = {
    ...(before ?? { id: world.kit.nextId(), sellerSku, sellable: 0, withheld: 0, occupied: 0, locked: 0, lockedUntil: 0 }), on: status === 'active', price, pack,
    saleProp: saleProp ? Object.fromEntries(saleProp.names().map((name) => [name, saleProp.text(name) ?? ''])) : before?.saleProp ?? {}, images: readImages(world, node) ?? before?.images ?? [],
    special: readSpecial(world, node, price, 'special_price', ['special_from_date', 'special_to_date'], before?.special ?? null),
  };
  const quantity = node.text('quantity');
  if (quantity !== undefined) setTotal(sku, quantity, 'quantity');
  return sku;
}

export function readPrice(world: World, value: string | undefined, field: string, sku = ''): number {
  if (value === undefined) throw refuse('4167', `${field} is mandatory`, field, sku);
  if (!/^\d{1,12}(\.\d+)?$/.test(value) || (world.kit.unconfirmed('idrInteger') === true && !Number.isInteger(Number(value)))) throw refuse('4167', `${field} must be a whole number`, field, sku);
  if (Number(value) <= 0) throw refuse('4118', undefined, field, sku);
  return Number(value);
}

export function readSpecial(world: World, node: Node, price: number, name: string, dates: readonly [string, string], before: Special | null): Special | null {
  const value = node.text(name);
  const [from, to] = dates.map((date) => node.text(date) ?? '');
  if (value === undefined) {
    if (from || to) throw refuse('4157', 'Dates need a special price', dates[0]);
    if (before && before.price >= price) throw refuse('4157', undefined, name);
    return before;
  }
  const special = readPrice(world, value, name);
  if (special >= price) throw refuse('4157', undefined, name);
  for (const date of [from, to]) if (date && !/^\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?$/.test(date)) throw refuse('4157', `${date} is no date`, dates[0]);
  if (from && to && from >= to) throw refuse('4157', 'The special price ends before it begins', dates[0]);
  return { price: special, from: from ?? '', to: to ?? '' };
}

function decimal(value: string | undefined, field: string, sku: string): number {
  if (value === undefined) throw refuse('4167', `${field} is mandatory`, field, sku);
  if (!/^\d+(\.\d{1,2})?$/.test(value) || Number(value) <= 0) throw refuse('4167', `${field} must be above 0, with at most two decimals`, field, sku);
  return Number(value);
}

/** Quantity is the total: what orders and campaigns hold is part of it. */
export function setTotal(sku: Sku, value: string, field: string): void {
  setSellable(sku, whole(value, field, sku.sellerSku) - sku.withheld - sku.occupied, field);
}

export function setSellable(sku: Sku, sellable: number, field: string): void {
  if (sellable < 0) throw refuse('4170', `${field} is below what orders hold`, field, sku.sellerSku);
  if (sellable < sku.locked) throw refuse('4170', undefined, field, sku.sellerSku);
  sku.sellable = sellable;
}

export function whole(value: string | undefined, field: string, sku = ''): number {
  if (value === undefined || !/^-?\d{1,9}$/.test(value)) throw refuse('4167', `${field} must be a whole number`, field, sku);
  return Number(value);
}

/** What must hold of a product as a whole. */
export function judgeWhole(item: Pick<Item, 'skus' | 'images' | 'variations'>): void {
  const { skus, images, variations } = item;
  if (skus.length === 0) throw refuse('30', 'E030: No Sku');
  const withImages = skus.filter((sku) => sku.images.length > 0).length;
  if (images.length === 0 && withImages === 0) throw refuse('4139', undefined, 'Images');
  if ((withImages > 0 && withImages < skus.length) || (variations[0]?.hasImage && withImages < skus.length)) throw refuse('4139', 'If one SKU has images, all must', 'Images');
  if (skus.length > 1 && variations.length === 0) throw refuse('4110', 'Several SKUs need a variation', 'variation');
  const seen = new Set<string>();
  for (const sku of skus) {
    const names = Object.keys(sku.saleProp);
    if (names.length !== variations.length || variations.some((variation) => !(variation.name in sku.saleProp))) throw refuse('4110', 'saleProp must name every variation', 'saleProp', sku.sellerSku);
    for (const variation of variations) if (!variation.options.includes(sku.saleProp[variation.name] ?? '')) throw refuse('4110', `${sku.saleProp[variation.name]} is no option of ${variation.name}`, 'saleProp', sku.sellerSku);
    const key = JSON.stringify(variations.map((variation) => sku.saleProp[variation.name]));
    if (seen.has(key)) throw refuse('4110', 'Two SKUs have the same saleProp', 'saleProp', sku.sellerSku);
    seen.add(key);
  }
}
