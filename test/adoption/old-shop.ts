import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { adapter } from '../../adapters/shopee/index.js';
import type { ListingDraft, Photo } from '../../adapters/contract/index.js';
import { startSandboxes } from '../../sandbox/kit/index.js';
import { plainTools } from '../adapters/plain-tools.js';
import { root, serve, until, type Client, type TestHouse } from '../house/serve.js';

export interface SeenThere { readonly id: string; readonly code: string; readonly title: string; readonly live: boolean; readonly variants: readonly { readonly id: string; readonly sku: string; readonly price: number; readonly stock: number }[] }
export interface AdoptionRow { readonly id: string; readonly class: string; readonly how: string | null; readonly decision: string; readonly theirs: { readonly itemId: string; readonly title: string; readonly sku: string; readonly choice: readonly { readonly axis: string; readonly value: string }[] }; readonly ours: { readonly sku: string } | null; readonly candidates: readonly { readonly variantId: string; readonly sku: string; readonly score: number }[] }
export interface ActionView { readonly id: string; readonly state: string; readonly total: number; readonly done: number; readonly skipped: number; readonly undone: number; readonly passedOver: { readonly items: readonly { readonly code: string; readonly sku: string; readonly reason: string }[] } }
type Variant = { sku: string; choice?: Record<string, string>; price?: number; stock?: number; photo?: string };

/** A practice shop in which a seller has sold before, and the house beside it. */
export async function oldShop() {
  const sandboxes = await startSandboxes({ dirs: [join(root, 'sandbox')], only: ['shopee'] }), url = sandboxes.simulators['shopee']?.url ?? '';
  const control = async <T = object>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/_control${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const house: TestHouse = await serve({ practiceUrl: () => url });
  const manager: Client = await house.as('manager');
  const leaf = (JSON.parse(readFileSync(join(root, 'sandbox', 'shopee', 'demo.json'), 'utf8')) as { map: [{ category: string; leaf: string; attributes: ListingDraft['attributes']; brand: string }] }).map[0];
  const category = (await manager.send<{ id: string }>('POST', '/api/categories', { path: leaf.category })).body.id;
  const picture = async (colour: string): Promise<Photo> => {
    const bytes = await sharp({ create: { width: 600, height: 600, channels: 3, background: colour } }).jpeg().toBuffer();
    return { sha256: Buffer.from(colour).toString('hex').padEnd(64, '0'), url: null, render: async () => bytes };
  };
  const sql = <T extends object>(text: string, params: readonly unknown[] = []): Promise<T[]> => house.house.database.inScope(house.scope, (tx) => tx.rows<T>(text, params));
  const open = async (name: string) => {
    const opened = await control<{ shop: string; credentials: Record<string, unknown> }>('POST', '/shops', { name });
    const tools = plainTools(adapter, Object.assign(new adapter.credentials(), opened.credentials), url), session = adapter.connect({ remoteId: opened.shop, country: 'ID', settings: new adapter.settings() }, tools);
    let id = '', serial = 0;
    return {
      remote: opened.shop,
      credentials: opened.credentials,
      get id() { return id; },
      /** Typed in at the seller centre. Returns the item's id. */
      async type(code: string, title: string, variants: readonly Variant[], colours: readonly string[] = ['#804020']): Promise<string> {
        const draft: ListingDraft = {
          code, category: leaf.leaf, title, description: `Keterangan ${title}, ditulis penjual.`, brand: leaf.brand, attributes: leaf.attributes, photos: await Promise.all(colours.map(picture)),
          variants: await Promise.all(variants.map(async (variant) => ({ sku: variant.sku, choice: variant.choice ?? {}, price: BigInt(variant.price ?? 20_000), quantity: variant.stock ?? 5, photo: variant.photo ? await picture(variant.photo) : null, grams: 250, mm: [100, 80, 60] as const }))),
        };
        return (await session.listings.put(draft, null, { key: `k-${serial++}`, openedAt: 0 }, async () => undefined)).ref.itemId ?? '';
      },
      /** Taken off sale at the seller centre. */
      async hide(itemId: string): Promise<void> { await session.listings.withdraw({ itemId, variants: {} }); },
      /** Without API access. */
      async register(): Promise<void> {
        id = (await manager.send<{ id: string }>('POST', '/api/shops', { name, marketplace: 'shopee' })).body.id;
      },
      async connect(shopId?: string): Promise<void> {
        const made = await manager.send<{ shops: { id: string }[] }>('POST', '/api/connections', { marketplace: 'shopee', environment: 'practice', credentials: opened.credentials, shopId });
        id = made.body.shops[0]?.id ?? '';
        await sql(`UPDATE app.shop SET limits = '[]' WHERE id = $1`, [id]);
        await until(async () => (await manager.get<{ items: unknown[] }>(`/api/remote-categories?shop=${id}`)).body.items.length > 0, 'the category tree is read');
        const mapped = await manager.send('PUT', '/api/category-maps', { categoryId: category, shopId: id, remoteId: leaf.leaf, attributes: leaf.attributes, brand: leaf.brand });
        if (mapped.status !== 200) throw new Error(JSON.stringify(mapped.body));
      },
      there: async (): Promise<readonly SeenThere[]> => (await control<{ shops: [{ listings: SeenThere[] }] }>('GET', `/state?shop=${opened.shop}`)).shops[0].listings,
      calls: async (after = 0) => (await control<{ requests: { n: number; path: string; query: Record<string, string>; effect: string; body: string | null }[] }>('GET', `/requests?after=${after}&shop=${opened.shop}`)).requests,
      mark: async (): Promise<number> => (await control<{ last: number }>('GET', `/requests?after=999999999&shop=${opened.shop}`)).last,
      /** Reads the shop, or a sheet, and waits until it is matched. */
      async read(sheet?: { bytes: Uint8Array }): Promise<string> {
        const started = await manager.send<{ id: string }>('POST', `/api/shops/${id}/adoptions`, sheet?.bytes, sheet ? { 'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } : {});
        if (started.status !== 202) throw new Error(JSON.stringify(started.body));
        await until(async () => (await manager.get<{ state: string }>(`/api/adoptions/${started.body.id}`)).body.state === 'ready', 'read and matched');
        return started.body.id;
      },
    };
  };
  return {
    house, manager, control, sql, open, category,
    /** One of ours. Returns the variants' ids by SKU. */
    async product(code: string, title: string, variants: readonly Variant[], axes: readonly string[] = []): Promise<{ id: string; variants: Readonly<Record<string, string>> }> {
      const made = await manager.send<{ id: string; variants: { id: string; sku: string }[] }>('POST', '/api/products', {
        code, title, description: `Keterangan ${title}, dari katalog koperasi.`, categoryId: category, axes, variants: variants.map((variant) => ({ sku: variant.sku, price: variant.price ?? 20_000, stock: variant.stock ?? 5, grams: 250, choice: Object.values(variant.choice ?? {}) })),
      });
      if (made.status !== 201) throw new Error(JSON.stringify(made.body));
      await manager.send('POST', `/api/products/${made.body.id}/photos`, new Uint8Array(await (await picture('#101010')).render('')), { 'content-type': 'image/jpeg' });
      return { id: made.body.id, variants: Object.fromEntries(made.body.variants.map((variant) => [variant.sku, variant.id])) };
    },
    rows: async (adoption: string, query = ''): Promise<readonly AdoptionRow[]> => (await manager.get<{ items: AdoptionRow[] }>(`/api/adoptions/${adoption}/rows?limit=200${query}`)).body.items,
    async act(adoption: string, body: object): Promise<ActionView> {
      const asked = await manager.send<{ id: string }>('POST', `/api/adoptions/${adoption}/actions`, body);
      if (asked.status !== 202) throw new Error(JSON.stringify(asked.body));
      return over(asked.body.id);
    },
    async undo(action: string): Promise<ActionView> {
      const asked = await manager.send<{ id: string }>('POST', `/api/adoption-actions/${action}/undo`);
      if (asked.status !== 202) throw new Error(JSON.stringify(asked.body));
      return over(asked.body.id);
    },
    /** Until no wish of this shop is open that may go on. */
    quiet: (shopId: string) => until(async () => (await sql(`SELECT 1 FROM app.listing WHERE shop_id = $1 AND wanted_rev > answered_rev UNION ALL SELECT 1 FROM app.offer_side WHERE shop_id = $1 AND (lease_until IS NOT NULL OR (wanted_rev > answered_rev AND reason IS NULL)) LIMIT 1`, [shopId])).length === 0, 'every wish is answered'),
    stop: async () => { await house.stop(); await sandboxes.stop(); },
  };
  async function over(id: string): Promise<ActionView> {
    return until(async () => { const { body } = await manager.get<ActionView>(`/api/adoption-actions/${id}`); return body.state === 'done' && body; }, `action ${id} is done`);
  }
}
