import type { Categories, CategoryRules } from '../contract/index.js';
import { Kept, type Client } from './client.js';
import { attributeOf, type Attribute } from './mapping.js';
import { each, first, id, isDecoded, list, matter, part, rowsOf, text, type Raw } from './wire.js';

interface Node { readonly id: string; readonly parentId: string | null; readonly name: string; readonly leaf: boolean }
/** What each category asks for, by store. A create needs it, and its quota is five reads a day: what was read once is not read again by this process. */
const kept = new Kept<readonly Attribute[]>();

/** The tree and what its leaves ask for: five reads of each a day, so copies live for days. */
export class BlibliCategories implements Categories {
  readonly shared = 'marketplace'; readonly keepMs = 3 * 86_400_000;
  constructor(private readonly client: Client) {}

  /** Nested, or flat with the parent's code: both are seen. Only leaves take products. */
  async tree(): Promise<readonly Node[]> {
    const answer = await this.client.read('category-tree', '/mta/api/businesspartner/v1/product/getCategory'), inner = matter(answer), nodes: Node[] = [];
    const walk = (raw: Raw, parent: string | null): void => {
      const code = id(first(raw, 'categoryCode', 'code', 'id')), below = list(first(raw, 'children', 'childCategories', 'categories', 'subCategories')).map(part);
      nodes.push({ id: code, parentId: parent ?? (text(first(raw, 'parentCode', 'parentCategoryCode', 'parentId')) || null), name: text(first(raw, 'categoryName', 'name')), leaf: below.length === 0 });
      for (const child of below) walk(child, code);
    };
    for (const root of Array.isArray(inner) ? inner : list(first(part(inner), 'categories', 'children', 'content'))) walk(part(root), null);
    const parents = new Set(nodes.map((node) => node.parentId));
    return nodes.map((node) => ({ ...node, leaf: node.leaf && !parents.has(node.id) }));
  }

  async describe(categoryId: string): Promise<CategoryRules> {
    return rulesOf(await kept.learn(this.#key(categoryId), this.#read(categoryId)));
  }
  /** Throws what the call throws; costs one where this process has not read the category yet. */
  attributes(categoryId: string): Promise<readonly Attribute[]> {
    return kept.of(this.#key(categoryId), () => this.#read(categoryId));
  }
  forget(categoryId: string): void {
    kept.forget(this.#key(categoryId));
  }

  async brands(_categoryId: string, query: string): Promise<readonly { id: string; name: string }[]> {
    const answer = await this.client.read('brands', '/mta/api/businesspartner/v2/product/getBrands', { brandName: query, page: '0', size: '50' }), { rows } = rowsOf(answer, 0, 50);
    return each(rows, (raw) => ({ id: id(first(raw, 'brandCode', 'code', 'id', 'brandName')), name: text(first(raw, 'brandName', 'name')) })).filter(isDecoded);
  }

  #key(categoryId: string): string { return `${this.client.remoteId} ${categoryId}`; }
  async #read(categoryId: string): Promise<readonly Attribute[]> {
    const answer = await this.client.read('category-attributes', `/seller/v1/categories/${encodeURIComponent(categoryId)}/attributes`, {}, categoryId), inner = matter(answer);
    return each(Array.isArray(inner) ? inner : list(first(part(inner), 'attributes', 'content')), attributeOf).filter(isDecoded);
  }
}

/** Lengths of names and bounds of prices are not documented; these keep within what others take. */
export function rulesOf(attributes: readonly Attribute[]): CategoryRules {
  const upTo = (max: number, min = 1): { min: number; max: number; countedIn: 'code-points' } => ({ min, max, countedIn: 'code-points' });
  return {
    title: upTo(150), description: upTo(5_000), descriptionFormat: 'plain',
    photos: { min: 1, max: 8, minPx: 600, maxBytes: 4_000_000, formats: ['jpeg', 'png', 'webp'], square: 'advised' },
    price: { min: 1n, max: 1_000_000_000n }, stock: { min: 0, max: 999_999 }, weight: { required: true }, size: { required: true },
    variants: { axes: attributes.filter((attribute) => attribute.place === 'variant').length, max: 100, axisName: upTo(255), value: upTo(255) }, sku: upTo(255),
    brand: { required: true, none: null }, attributes: attributes.map(({ place: _place, ...rule }) => rule),
  };
}
