import { isAdapterError, Wait, type Categories, type CategoryRules } from '../contract/index.js';
import type { Client } from './client.js';
import { attributeOf, isOwn, marketOf, type Attribute } from './mapping.js';
import { each, flag, id, isDecoded, list, number, part, record, text, type Raw } from './wire.js';

const perPage = 200, brandPages = 5;
const language = (client: Client): string => marketOf(client.country).language;
async function rawsOf(client: Client, category: string): Promise<readonly Raw[]> {
  const answer = await client.get('/category/attributes/get', { primary_category_id: category, language_code: language(client) }, { public: true });
  return list(answer['data']).map((entry) => record(entry, 'attribute'));
}
export const attributesOf = async (client: Client, category: string): Promise<readonly Attribute[]> => (await rawsOf(client, category)).map(attributeOf);

export class LazadaCategories implements Categories {
  readonly shared = 'country';
  readonly keepMs = 86_400_000;

  constructor(private readonly client: Client) {}

  async tree(): Promise<readonly { id: string; parentId: string | null; name: string; leaf: boolean }[]> {
    const answer = await this.client.get('/category/tree/get', { language_code: language(this.client) }, { public: true });
    const found: { id: string; parentId: string | null; name: string; leaf: boolean }[] = [];
    const walk = (entries: readonly unknown[], parentId: string | null): void => {
      for (const entry of entries) {
        const raw = record(entry, 'category'), own = id(raw['category_id']);
        found.push({ id: own, parentId, name: text(raw['name']), leaf: flag(raw['leaf']) });
        walk(list(raw['children']), own);
      }
    };
    walk(list(answer['data']), null);
    return found;
  }

  async describe(category: string): Promise<CategoryRules> {
    const raws = await rawsOf(this.client, category);
    // A create wants a brand also where the category does not list it.
    const brand = raws.find((raw) => ['brand', 'brand_id'].includes(text(raw['name']))), [none] = await this.#search((name) => /^(no brand|tidak ada merek|tanpa merek)$/i.test(name));
    return rulesOf(raws, brand === undefined || flag(brand['is_mandatory']), none?.id ?? null);
  }
  /** 701: no suggestion. */
  async suggest(title: string): Promise<readonly string[]> {
    try {
      const data = part((await this.client.get('/product/category/suggestion/get', { product_name: title }))['data']);
      return list(data['categorySuggestions']).map(part).map((entry) => text(entry['categoryId'] ?? entry['category_id'])).filter((entry) => entry !== '');
    } catch (error) {
      if (isAdapterError(error) && error.rawCode === '701') return [];
      throw error;
    }
  }

  brands(_category: string, query: string): Promise<readonly { id: string; name: string }[]> {
    return this.#search((name) => name.toLowerCase().includes(query.trim().toLowerCase()));
  }
  /** Brands are only listed, page by page. Beyond the quota comes a success with nothing in it, which must not be taken for the end. */
  async #search(fits: (name: string) => boolean): Promise<readonly { id: string; name: string }[]> {
    const found: { id: string; name: string }[] = [];
    for (let page = 0; page < brandPages; page += 1) {
      const data = part((await this.client.get('/category/brands/query', { startRow: String(page * perPage), pageSize: String(perPage) }, { public: true }))['data']), listed = list(data['module']);
      if (listed.length === 0) throw new Wait('brands came back empty', { rawCode: 'brands-empty', scope: 'op', afterMs: 2_000 });
      found.push(...each(listed, (raw) => ({ id: id(raw['brand_id']), name: text(raw['name']) || text(raw['name_en']) })).filter(isDecoded).filter((brand) => fits(brand.name)));
      if (listed.length < perPage || (page + 1) * perPage >= (number(data['total_record']) ?? Infinity)) break;
    }
    return found;
  }
}
/** Pure. Limits stand in Lazada's documents; only attributes are told by category. */
export function rulesOf(raws: readonly Raw[], branded: boolean, none: string | null): CategoryRules {
  const length = (min: number, max: number, countedIn: 'code-points' | 'bytes' = 'code-points') => ({ min, max, countedIn });
  return {
    title: length(1, 255, 'bytes'), description: length(1, 25_000), descriptionFormat: 'html',
    photos: { min: 1, max: 8, minPx: 330, maxPx: 5_000, maxBytes: 1_000_000, formats: ['jpeg', 'png'], square: 'free' },
    price: { min: 1n, max: 999_999_999n }, stock: { min: 0, max: 999_999 }, weight: { required: true, maxGrams: 40_000 }, size: { required: true, maxSumMm: 3_000 },
    variants: { axes: 2, max: 50, axisName: length(1, 15), value: length(1, 20) }, sku: length(1, 200), brand: { required: branded, none },
    attributes: raws.map(attributeOf).filter((attribute) => !isOwn(attribute.id)),
  };
}
