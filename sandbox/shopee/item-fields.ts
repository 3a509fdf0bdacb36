/** Judges the fields of add_item and, over what is there, of update_item: every field is validated again, also those that were not sent. */
import type { Fields, Given } from './documents.js';
import { refuse } from './envelope.js';
import type { Params } from './params.js';
import { attributes, brands, channels, leafOf, limits } from './rules.js';
import type { World } from './world.js';

export const fieldNames = [
  'description', 'weight', 'item_name', 'category_id', 'image', 'logistic_info', 'attribute_list', 'brand', 'item_sku', 'condition', 'item_status', 'dimension', 'pre_order',
  'description_type', 'description_info', 'item_dangerous', 'video_upload_id', 'wholesale', 'gtin_code', 'size_chart_info', 'complaint_policy', 'tax_info', 'scheduled_publish_time', 'certification_info', 'promotion_images',
];

export function codePoints(text: string): number {
  return [...text].length;
}

export function readFields(world: World, params: Params, before: Fields | null): Fields {
  const category = params.has('category_id') || !before ? Number(params.id('category_id')) : before.category;
  const leaf = leafOf(category);
  if (!leaf?.kind) throw refuse('error_invalid_category');
  const name = params.has('item_name') || !before ? params.text('item_name') : before.name;
  if (codePoints(name.trim()) < limits.nameMin) throw refuse('error_item_name_is_too_short');
  if (codePoints(name) > limits.nameMax) throw refuse('error_title_exceeds_max_length');
  if (/[\p{Cc}<>]/u.test(name)) throw refuse('error_title_character_forbidden');
  const description = params.has('description') || !before ? params.text('description') : before.description;
  if (codePoints(description.trim()) < limits.descriptionMin) throw refuse('error_desc_length_min_limit');
  if (codePoints(description) > limits.descriptionMax) throw refuse('error_param', 'The description exceeds the maximum length.');
  return {
    category, name, description, weight: weight(params, before), sku: readSku(params, 'item_sku', before?.sku ?? ''),
    condition: params.maybeWord('condition', ['NEW', 'USED']) ?? before?.condition ?? 'NEW', dimension: dimension(params) ?? before?.dimension ?? null,
    images: params.has('image') || !before ? images(world, params) : before.images,
    attributes: judgeAttributes(params.has('attribute_list') || !before ? given(params) : before.attributes, leaf.kind),
    brand: brand(params, before, leaf.kind === 'fashion'), logistics: params.has('logistic_info') || !before ? logistics(params) : before.logistics, ...preOrder(params, before),
  };
}

export function readSku(params: Params, name: string, otherwise: string): string {
  const sku = params.maybeText(name) ?? otherwise;
  if (codePoints(sku) > limits.skuMax) throw refuse('error_param', `${name} exceeds ${limits.skuMax} characters.`);
  return sku;
}

function weight(params: Params, before: Fields | null): number {
  const value = params.raw.weight ?? before?.weight;
  if (value === undefined || value === null) throw refuse('error_param', 'weight is required.');
  if (typeof value !== 'number' || !(value > 0) || value > limits.weightMax) throw refuse('error_param', `weight must be a number above 0, at most ${limits.weightMax} kg.`);
  return value;
}

function dimension(params: Params): Fields['dimension'] {
  const part = params.part('dimension');
  if (!part) return null;
  part.only(['package_height', 'package_length', 'package_width']);
  return { package_height: part.int('package_height', 1, 1000), package_length: part.int('package_length', 1, 1000), package_width: part.int('package_width', 1, 1000) };
}

function images(world: World, params: Params): string[] {
  const part = params.part('image');
  if (!part?.has('image_id_list')) throw refuse('error_image_num_min');
  const ids = part.words('image_id_list', 0, 1000);
  if (ids.length < limits.imageMin) throw refuse('error_image_num_min');
  if (ids.length > limits.imageMax) throw refuse('error_param', `At most ${limits.imageMax} images.`);
  for (const id of ids) theImage(world, id);
  return [...ids];
}

export function theImage(world: World, id: string): string {
  if (!world.images.get(id)) throw refuse('error_image_unavailable', `The image ${id} is not available.`);
  return id;
}

function given(params: Params): Given[] {
  if (!params.has('attribute_list')) return [];
  return params.rows('attribute_list', 0, 100).map((row) => ({
    attribute_id: Number(row.id('attribute_id')),
    attribute_value_list: row.rows('attribute_value_list', 0, 50).map((value) => ({
      value_id: Number(value.maybeId('value_id') ?? '0'), original_value_name: value.maybeText('original_value_name') ?? '', value_unit: value.maybeText('value_unit') ?? '',
    })),
  }));
}

function judgeAttributes(list: Given[], kind: keyof typeof attributes): Given[] {
  const rules = attributes[kind];
  for (const entry of list) if (!rules.some((rule) => rule.id === entry.attribute_id)) throw refuse('error_invalid_attribute', `Attribute ${entry.attribute_id} does not belong to this category.`);
  for (const rule of rules) {
    const values = list.find((entry) => entry.attribute_id === rule.id)?.attribute_value_list ?? [];
    if (values.length === 0 && rule.mandatory) throw refuse('error_less_required_attribute', `Attribute is mandatory: ${rule.name} (attribute_id ${rule.id}).`);
    if (values.length > rule.max) throw refuse('error_invalid_attribute', `Attribute ${rule.name} takes at most ${rule.max} values.`);
    for (const value of values) {
      const custom = value.value_id === 0;
      const known = rule.values.some(([id]) => id === value.value_id);
      if (custom ? value.original_value_name === '' || rule.input === 1 || rule.input === 4 : !known) throw refuse('error_invalid_attribute', `Attribute ${rule.name} (attribute_id ${rule.id}) has an invalid value.`);
      if (custom && rule.validation !== 'string' && !/^\d+$/.test(value.original_value_name)) throw refuse('error_invalid_attribute', `Attribute ${rule.name} (attribute_id ${rule.id}) must be a whole number.`);
      if (rule.units.length > 0 && !rule.units.includes(value.value_unit)) throw refuse('error_invalid_attribute', `Attribute ${rule.name} (attribute_id ${rule.id}) needs value_unit, one of ${rule.units.join(', ')}.`);
    }
  }
  return list;
}

function brand(params: Params, before: Fields | null, mandatory: boolean): number {
  const part = params.part('brand');
  if (!part && before) return before.brand;
  if (!part && mandatory) throw refuse('error_less_required_brand');
  if (!part) return 0;
  const id = Number(part.id('brand_id'));
  if (!brands.some(([known]) => known === id)) throw refuse('error_invalid_brand');
  return id;
}

function logistics(params: Params): Fields['logistics'] {
  if (!params.has('logistic_info')) throw refuse('error_invalid_logistic_info', 'logistic_info is required.');
  const list = params.rows('logistic_info', 0, 50).map((row) => ({ logistic_id: Number(row.id('logistic_id')), enabled: row.maybeBool('enabled') ?? false }));
  const usable = (id: number) => channels.some((channel) => channel.logistics_channel_id === id && channel.enabled && channel.mask_channel_id === 0);
  const on = list.filter((entry) => entry.enabled);
  if (on.length === 0) throw refuse('error_invalid_logistic_info', 'At least one logistics channel must be enabled.');
  for (const entry of on) if (!usable(entry.logistic_id)) throw refuse('error_invalid_logistic_info', `Logistics channel ${entry.logistic_id} is not enabled for this shop.`);
  return list;
}

function preOrder(params: Params, before: Fields | null): Pick<Fields, 'preOrder' | 'daysToShip'> {
  const part = params.part('pre_order');
  if (!part) return { preOrder: before?.preOrder ?? false, daysToShip: before?.daysToShip ?? limits.daysToShip };
  const preOrder = part.maybeBool('is_pre_order') ?? false;
  return { preOrder, daysToShip: preOrder ? part.int('days_to_ship', 7, 30) : limits.daysToShip };
}

/** Whole rupiah within the limits. */
export function readPrice(value: unknown, name = 'original_price'): number {
  if (value === undefined || value === null) throw refuse('error_param', `${name} is required.`);
  if (typeof value !== 'number' || !Number.isInteger(value)) throw refuse('error_invalid_price', 'The price must be a whole number in this market.');
  if (value < limits.priceMin) throw refuse('error_price_exceed_min_limitt', `The price is below the minimum of ${limits.priceMin}.`);
  if (value > limits.priceMax) throw refuse('error_price_exceed_max_limitt', `The price is above the maximum of ${limits.priceMax}.`);
  return value;
}

/** `seller_stock: [{stock, location_id?}]`: this shop has one warehouse, IDZ. */
export function readStock(params: Params, otherwise?: number): number {
  if (!params.has('seller_stock') && otherwise !== undefined) return otherwise;
  const [row, ...more] = params.rows('seller_stock', 1, 50);
  const location = row?.maybeText('location_id') ?? '';
  if (!row || more.length > 0 || (location !== '' && location !== 'IDZ')) throw refuse('error_param', 'This shop has one warehouse, IDZ.');
  return row.int('stock', 0, limits.stockMax);
}
