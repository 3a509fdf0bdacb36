import { Reject, Retry, type Adapter, type CategoryRules, type ListingDraft, type RemoteRef, type Session, type Tools } from '../../../../adapters/contract/index.js';
import { adapter as toy, ToyKeys, ToySettings } from '../../../toy/adapters/toy/index.js';

interface Item { id: string; variants: { id: string; sku: string }[] }
type Stored = Omit<CategoryRules, 'price' | 'sku' | 'brand'> & { brandRequired: boolean };

/** The toy with a tree, rules, a recommender and brands that its market holds, and with all of a draft in what it sends. */
export const adapter: Adapter<ToyKeys, ToySettings> = { ...toy, marketplace: 'shelf', title: 'Shelf', short: 'Shelf', connect: (shop, tools) => open(toy.connect(shop, tools), tools) };

function open(session: Session<ToyKeys>, tools: Tools<ToyKeys>): Session<ToyKeys> {
  const call = async <T>(op: string, effect: 'read' | 'set' | 'make', path: string, body?: unknown): Promise<T> => {
    const response = await tools.send({ op, effect, build: (keys) => ({ host: 'api', method: body === undefined ? 'GET' : 'POST', path: `/${keys.shop_id}${path}`, headers: { authorization: keys.token, 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) }) });
    if (response.status === 404) throw new Reject('no such leaf', { rawCode: '404', issues: [{ cause: 'category-gone', field: 'category', rawCode: '404', rawMessage: '' }] });
    if (response.status >= 500) throw new Retry('server trouble', { rawCode: String(response.status) });
    return tools.json(response) as T;
  };
  const refOf = (item: Item): RemoteRef => ({ itemId: item.id, variants: Object.fromEntries(item.variants.map((variant) => [variant.sku, { itemId: item.id, variantId: variant.id }])) });
  const content = (draft: ListingDraft) => ({
    code: draft.code, title: draft.title, description: draft.description, photos: draft.photos.map((photo) => photo.sha256), category: draft.category, brand: draft.brand, attributes: draft.attributes, variants: draft.variants.map((variant) => ({ sku: variant.sku, choice: variant.choice, stock: variant.quantity, price: Number(variant.price) })),
  });
  return {
    ...session,
    listings: {
      ...session.listings,
      put: async (draft, known, _intent, keep) => {
        const item = known?.itemId ? await call<Item>('edit', 'set', `/items/${known.itemId}`, content(draft)) : await call<Item>('create', 'make', '/items', content(draft));
        if (!known?.itemId) await keep(refOf(item));
        return { state: 'live', ref: refOf(item), offersOpen: true, issues: [] };
      },
    },
    categories: {
      shared: 'shop', keepMs: 86_400_000,
      tree: async () => (await call<{ tree: { id: string; parentId: string | null; name: string; leaf: boolean }[] }>('tree', 'read', '/tree')).tree,
      describe: async (id) => {
        const { brandRequired, ...stored } = await call<Stored>('describe', 'read', `/leaves/${id}`);
        return { ...stored, price: { min: 1n, max: 1_000_000_000n }, sku: { min: 1, max: 60, countedIn: 'code-points' }, brand: { required: brandRequired, none: null } };
      },
      suggest: async (title) => (await call<{ ids: string[] }>('suggest', 'read', `/advice?title=${encodeURIComponent(title)}`)).ids,
      brands: async (_id, query) => (await call<{ brands: { id: string; name: string }[] }>('brands', 'read', '/brands')).brands.filter((brand) => brand.name.toLowerCase().includes(query.toLowerCase())),
    },
  };
}
