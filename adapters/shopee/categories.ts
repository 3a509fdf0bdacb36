import type { AttributeRule, Categories, CategoryRules, Length } from '../contract/index.js';
import type { Client } from './client.js';
import { decimalsOf, languageOf, spreadOf } from './mapping.js';
import { amount, flag, id, list, number, part, record, text, type Raw } from './wire.js';

const longest = 10;
/** Tree and rules as this shop has them: limits and attributes come from Shopee's own pre-check, never from here. */
export class ShopeeCategories implements Categories {
  readonly shared = 'shop'; readonly keepMs = 86_400_000;
  constructor(private readonly client: Client, private readonly country: string) {}
  async tree(): Promise<readonly { id: string; parentId: string | null; name: string; leaf: boolean }[]> {
    const payload = await this.client.get('/api/v2/product/get_category', { language: languageOf(this.country) });
    return list(payload['category_list']).map((entry) => record(entry, 'category')).map((entry) => {
      const parent = id(entry['parent_category_id'] ?? 0);
      return { id: id(entry['category_id']), parentId: parent === '0' ? null : parent, name: text(entry['display_category_name']) || text(entry['original_category_name']), leaf: !flag(entry['has_children']) };
    });
  }
  async describe(category: string): Promise<CategoryRules> {
    const limit = await this.client.get('/api/v2/product/get_item_limit', { category_id: category });
    const attributes = await this.client.get('/api/v2/product/get_attribute_tree', { category_id_list: category, language: languageOf(this.country) });
    const brands = await this.client.get('/api/v2/product/get_brand_list', { category_id: category, status: 1, offset: 0, page_size: 10 });
    return rulesOf(limit, attributes, brands, category, this.country);
  }
  async suggest(title: string): Promise<readonly string[]> {
    return list((await this.client.get('/api/v2/product/category_recommend', { item_name: title }))['category_id']).map(id);
  }
  async brands(category: string, query: string): Promise<readonly { id: string; name: string }[]> {
    const found: { id: string; name: string }[] = [];
    for (let offset = 0, page = 0; page < longest; page += 1) {
      const payload = await this.client.get('/api/v2/product/get_brand_list', { category_id: category, status: 1, offset, page_size: 100 });
      found.push(...list(payload['brand_list']).map(part).map((brand) => ({ id: id(brand['brand_id']), name: text(brand['display_brand_name']) || text(brand['original_brand_name']) })));
      offset = number(payload['next_offset']) ?? 0;
      if (payload['has_next_page'] !== true) break;
    }
    return found.filter((brand) => brand.name.toLowerCase().includes(query.trim().toLowerCase()));
  }
}
/** Pure. Where the pre-check leaves a limit out, the widest value known from Shopee's documents stands in. */
export function rulesOf(limit: Raw, attributes: Raw, brands: Raw, category: string, country: string): CategoryRules {
  const range = (name: string, min: number, max: number): { min: number; max: number } => ({ min: number(part(limit[name])['min_limit']) ?? min, max: number(part(limit[name])['max_limit']) ?? max });
  const length = (name: string, min: number, max: number): Length => ({ ...range(name, min, max), countedIn: 'code-points' });
  const decimals = decimalsOf(country), price = part(limit['price_limit']), rules = new Map<string, AttributeRule>();
  const tree = list(attributes['list']).map(part).find((entry) => text(entry['category_id']) === category) ?? {};
  collect(list(tree['attribute_tree']), rules, null);
  return {
    title: length('item_name_length_limit', 1, 255), description: length('item_description_length_limit', 1, 5_000), descriptionFormat: 'plain',
    photos: { ...range('item_image_count_limit', 1, 9), minPx: 0, maxBytes: 10 * 1024 * 1024, formats: ['jpeg', 'png'], square: 'advised' },
    price: { min: amount(price['min_limit'] ?? 1, decimals), max: amount(price['max_limit'] ?? 1_000_000_000, decimals), spread: spreadOf(country) },
    stock: range('stock_limit', 0, 9_999_999),
    weight: { required: true }, size: { required: flag(part(limit['dimension_limit'])['dimension_mandatory']) },
    variants: { axes: 2, max: 50, axisName: length('tier_variation_name_length_limit', 1, 14), value: length('tier_variation_option_length_limit', 1, 20) },
    sku: { min: 1, max: 100, countedIn: 'code-points' },
    brand: { required: flag(brands['is_mandatory']), none: '0' },
    attributes: [...rules.values()],
  };
}

const kinds: Readonly<Record<number, { kind: AttributeRule['kind']; custom: boolean }>> = { 1: { kind: 'one', custom: false }, 2: { kind: 'one', custom: true }, 3: { kind: 'text', custom: true }, 4: { kind: 'many', custom: false }, 5: { kind: 'many', custom: true } };
/** Attributes that hang below a value count only when that value was chosen. */
function collect(nodes: readonly unknown[], into: Map<string, AttributeRule>, under: { readonly attribute: string; readonly value: string } | null): void {
  for (const node of nodes.map((entry) => record(entry, 'attribute'))) {
    const info = part(node['attribute_info']), own = id(node['attribute_id']), known = into.get(own), values = list(node['attribute_value_list']).map(part);
    const { kind, custom } = kinds[number(info['input_type']) ?? 3] ?? { kind: 'text', custom: true }, validation = number(info['input_validation_type']);
    const units = list(info['attribute_unit_list']).map((unit) => text(typeof unit === 'object' ? part(unit)['unit'] : unit)).filter(Boolean);
    into.set(own, {
      id: own, name: text(node['name']) || text(node['original_attribute_name']), required: flag(node['mandatory']) || (known?.required ?? false),
      kind: kind === 'text' && (validation === 1 || validation === 3) ? 'number' : kind === 'text' && validation === 4 ? 'date' : kind, custom,
      values: values.map((value) => ({ id: id(value['value_id']), name: text(value['name']) || text(value['original_value_name']) })), units, variation: false,
      ...(under === null ? {} : { requiredIf: { [under.attribute]: [...(known?.requiredIf?.[under.attribute] ?? []), under.value] } }),
    });
    for (const value of values) collect(list(value['child_attribute_list']), into, { attribute: own, value: id(value['value_id']) });
  }
}
