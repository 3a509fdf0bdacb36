import { isAdapterError, type AttributeRule, type Categories, type CategoryRules } from '../contract/index.js';
import type { Client } from './client.js';
import { doc, id, plainText, readable, term, words } from './wire.js';

/** No limit of the API; these keep a listing within what its database and its pages bear. */
const text = (min: number, max: number) => ({ min, max, countedIn: 'code-points' as const });

/** The shop's own categories. A product may stand in any of them, and none of them asks for anything. */
export class ShopCategories implements Categories {
  readonly shared = 'shop'; readonly keepMs = 86_400_000;
  #attributes: Promise<readonly AttributeRule[]> | null = null;
  constructor(private readonly client: Client) {}

  async tree(): Promise<readonly { id: string; parentId: string | null; name: string; leaf: boolean }[]> {
    return readable(await this.client.all({ op: 'read-categories', path: '/products/categories' }), term).map((row) => ({ ...row, leaf: true }));
  }
  /** Throws `Reject` with `category-gone` where the shop has no such category. */
  async describe(categoryId: string): Promise<CategoryRules> {
    await this.client.send({ op: 'read-categories', effect: 'read', path: `/products/categories/${categoryId}` });
    this.#attributes ??= this.#read();
    return {
      title: text(1, 255), description: text(0, 1_000_000), descriptionFormat: 'html',
      photos: { min: 0, max: 10, minPx: 1, maxBytes: 10_000_000, formats: ['jpeg', 'png', 'webp'], square: 'free' },
      price: { min: 1n, max: 1_000_000_000_000n }, stock: { min: 0, max: 2_147_483_647 }, weight: { required: false }, size: { required: false },
      variants: { axes: 10, max: 500, axisName: text(1, 200), value: text(1, 200) },
      // A list asks for SKUs separated by commas, so one that holds a comma could never be found again.
      sku: { ...text(1, 100), pattern: /^[^,]+$/ },
      brand: { required: false, none: null }, attributes: await this.#attributes,
    };
  }
  /** Shops older than 9.4 have no brands of their own. */
  async brands(_categoryId: string, query: string): Promise<readonly { id: string; name: string }[]> {
    try {
      return readable(await this.client.all({ op: 'read-categories', path: '/products/brands', query: query === '' ? {} : { search: query } }), term).map(({ id: brandId, name }) => ({ id: brandId, name }));
    } catch (error) {
      if (isAdapterError(error) && error.rawCode === 'rest_no_route') return [];
      throw error;
    }
  }
  async #read(): Promise<readonly AttributeRule[]> {
    const rows = await this.client.send({ op: 'read-categories', effect: 'read', path: '/products/attributes' });
    return readable(rows, (row) => doc(row, 'attribute')).map((d) => ({ id: id(d.id, 'attribute.id'), name: plainText(words(d.name)), required: false, kind: 'many', values: [], custom: true, units: [], variation: false }));
  }
}
