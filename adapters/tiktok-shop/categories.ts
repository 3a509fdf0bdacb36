import { withMarkup, type AttributeRule, type Categories, type CategoryRules } from '../contract/index.js';
import type { Client } from './client.js';
import { marketOf } from './mapping.js';
import { flag, id, list, part, record, text, type Raw } from './wire.js';

const longest = 10;
/** Tree and rules as this shop has them. Where several platforms are served, only a category that all of them have is one. */
export class TikTokCategories implements Categories {
  readonly shared = 'shop';
  readonly keepMs = 86_400_000;

  constructor(private readonly client: Client) {}
  tree(): Promise<readonly { id: string; parentId: string | null; name: string; leaf: boolean }[]> {
    return this.client.versioned(async (version) => {
      const trees = [];
      for (const platform of this.client.platforms) trees.push(nodesOf(await this.client.get('product/categories', '/product/202309/categories', { locale: marketOf(this.client.country).locale, category_version: version, listing_platform: platform })));
      const [first = [], ...others] = trees;
      return first.filter((node) => others.every((tree) => tree.some((entry) => entry.id === node.id)));
    });
  }

  describe(category: string): Promise<CategoryRules> {
    return this.client.versioned(async (version) => {
      const query = { category_version: version, locale: marketOf(this.client.country).locale };
      const attributes = await this.client.get('product/attributes', `/product/202309/categories/${category}/attributes`, query);
      return rulesOf(attributes, await this.client.get('product/rules', `/product/202309/categories/${category}/rules`, query), this.client.country);
    });
  }

  async suggest(title: string, description: string): Promise<readonly string[]> {
    const data = await this.client.versioned((version) => this.client.post('product/categories/recommend', '/product/202309/categories/recommend', 'read', { product_title: title, description: withMarkup(description), category_version: version }));
    const leaf = text(data['leaf_category_id']);
    return leaf === '' ? [] : [leaf];
  }

  brands(category: string, query: string): Promise<readonly { id: string; name: string }[]> {
    return this.client.versioned(async (version) => {
      const found: { id: string; name: string }[] = [];
      let token: string | undefined;
      for (let page = 0; page < longest; page += 1) {
        const data = await this.client.get('product/brands', '/product/202309/brands', { page_size: '100', page_token: token, category_id: category, brand_name: query.trim() || undefined, category_version: version });
        found.push(...list(data['brands']).map(part).map((brand) => ({ id: id(brand['id']), name: text(brand['name']) })));
        token = text(data['next_page_token']) || undefined;
        if (token === undefined) break;
      }
      return found.filter((brand) => brand.name.toLowerCase().includes(query.trim().toLowerCase()));
    });
  }
}
const nodesOf = (data: Raw): { id: string; parentId: string | null; name: string; leaf: boolean }[] => list(data['categories']).map((entry) => record(entry, 'category')).map((entry) => {
  const parent = text(entry['parent_id']);
  return { id: id(entry['id']), parentId: parent === '' || parent === '0' ? null : parent, name: text(entry['local_name']) || text(entry['name']), leaf: flag(entry['is_leaf']) };
});
/** Pure. TikTok's limits stand in its documents; only package size, attributes and their conditions are told by category. */
export function rulesOf(attributes: Raw, rules: Raw, country: string): CategoryRules {
  const market = marketOf(country), length = (min: number, max: number) => ({ min, max, countedIn: 'code-points' as const });
  const dimension = part(rules['package_dimension']);
  return {
    title: length(market.titleMin, market.titleMax), description: length(1, 10_000), descriptionFormat: 'html',
    photos: { min: 1, max: 9, minPx: 300, maxPx: 4_000, maxBytes: 10_000_000, formats: ['jpeg', 'png', 'webp'], square: 'advised' },
    price: { min: market.price[0], max: market.price[1] }, stock: { min: 0, max: 99_999 }, weight: { required: true }, size: { required: flag(dimension['is_required']) || flag(dimension['is_requried']) },
    variants: { axes: 3, max: market.skus, axisName: length(1, 20), value: length(1, 50) }, sku: { ...length(1, 50), pattern: /^\S+$/ }, brand: { required: false, none: null },
    attributes: list(attributes['attributes']).map((entry) => attributeOf(record(entry, 'attribute'))),
  };
}
function attributeOf(raw: Raw): AttributeRule {
  const values = list(raw['values']).map(part).map((value) => ({ id: id(value['id']), name: text(value['name']) }));
  const conditions = list(raw['requirement_conditions']).map(part).filter((entry) => text(entry['attribute_id']) !== '');
  const when = new Map<string, string[]>();
  for (const entry of conditions) when.set(text(entry['attribute_id']), [...(when.get(text(entry['attribute_id'])) ?? []), text(entry['attribute_value_id'] ?? entry['value_id'])]);
  const required = flag(raw['is_requried']) || flag(raw['is_required']);
  return {
    id: id(raw['id']), name: text(raw['name']), required: required || when.size > 0, kind: values.length === 0 ? 'text' : flag(raw['is_multiple_selection']) ? 'many' : 'one', values,
    custom: values.length === 0 || flag(raw['is_customizable']), units: [], variation: text(raw['type']) === 'SALES_PROPERTY', ...(when.size > 0 && !required ? { requiredIf: Object.fromEntries(when) } : {}),
  };
}
