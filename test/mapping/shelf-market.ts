import type { AttributeRule } from '../../adapters/contract/index.js';
import { ToyMarket } from '../toy/toy-market.js';

export interface ShelfDraft { readonly code: string; readonly title: string; readonly description: string; readonly photos: readonly string[]; readonly category: string; readonly brand: string | null; readonly attributes: Readonly<Record<string, readonly { id?: string; text?: string; unit?: string }[]>>; readonly variants: readonly { readonly sku: string; readonly choice: Readonly<Record<string, string>> }[] }
const length = { min: 0, max: 5_000, countedIn: 'code-points' as const };

/** An attribute that may be left empty and takes any text, unless said otherwise. */
export const attribute = (id: string, name: string, more: Partial<AttributeRule> = {}): AttributeRule => ({ id, name, required: false, kind: 'text', values: [], custom: true, units: [], variation: false, ...more });

/** The toy market with shelves that change: a tree, what each leaf asks for, advice and brands. What is sent last stands in `sent`. */
export class ShelfMarket extends ToyMarket {
  tree: { id: string; parentId: string | null; name: string; leaf: boolean }[] = [
    { id: 'm', parentId: null, name: 'Makanan & Minuman', leaf: false }, { id: 'kopi', parentId: 'm', name: 'Kopi Giling', leaf: true }, { id: 'teh', parentId: 'm', name: 'Daun Teh', leaf: true },
    { id: 'p', parentId: null, name: 'Pakaian', leaf: false }, { id: 'kemeja', parentId: 'p', name: 'Kemeja Pria', leaf: true }, { id: 'kain', parentId: 'p', name: 'Kain', leaf: true },
  ];
  rules: Record<string, readonly AttributeRule[]> = { kopi: [], teh: [], kemeja: [], kain: [] };
  axes = 2;
  brandRequired = false;
  /** Limits of every leaf that are not the usual ones. */
  limits: { title?: object; description?: object; weight?: object; photos?: object } = {};
  brands: { id: string; name: string }[] = [{ id: 'b-0', name: 'No Brand' }, { id: 'b-7', name: 'Sumbing Raya' }];
  advice: string[] | 'broken' = [];

  sent(code: string): ShelfDraft | undefined {
    return this.calls.map((call) => call.body as ShelfDraft | null).filter((body) => body?.code === code).at(-1) ?? undefined;
  }

  protected override route(shop: string, method: string, path: string, query: URLSearchParams, body: Record<string, unknown> | null): [number, unknown, string] {
    if (path === '/tree') return [200, { tree: this.tree }, 'none'];
    if (path === '/advice') return this.advice === 'broken' ? [500, {}, 'none'] : [200, { ids: this.advice }, 'none'];
    if (path === '/brands') return [200, { brands: this.brands }, 'none'];
    const leaf = /^\/leaves\/(\w+)$/.exec(path)?.[1];
    if (leaf === undefined) return super.route(shop, method, path, query, body);
    if (!this.tree.some((node) => node.id === leaf)) return [404, {}, 'none'];
    return [200, {
      title: length, description: length, descriptionFormat: 'plain', photos: { min: 0, max: 9, minPx: 1, maxBytes: 2_000_000, formats: ['jpeg'], square: 'free' }, stock: { min: 0, max: 999_999 }, weight: { required: false }, size: { required: false },
      variants: { axes: this.axes, max: 50, axisName: length, value: length }, brandRequired: this.brandRequired, attributes: this.rules[leaf] ?? [], ...this.limits,
    }, 'none'];
  }
}
