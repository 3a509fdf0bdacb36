import { join } from 'node:path';
import { createProduct } from '../../src/catalogue/index.js';
import type { Tx } from '../../src/kernel/index.js';
import { root, serve, until, type Client, type TestHouse, type TestHouseOptions } from '../house/serve.js';
import { ToyMarket } from './toy-market.js';

export interface ToyHouse extends TestHouse {
  readonly market: ToyMarket;
  readonly shops: Readonly<Record<string, string>>;
  /** One product of one variant, in the parent or the unit. Returns the ids. */
  product(code: string, more?: { stock?: number; price?: number; grams?: number | null; unit?: boolean; title?: string }): Promise<{ productId: string; variantId: string }>;
  publish(productIds: readonly string[], shops: readonly string[], wanted?: 'live' | 'withdrawn'): Promise<void>;
  sql<T extends object>(sql: string, params?: readonly unknown[]): Promise<T[]>;
  /** Asks for these shops' orders now, as a person does who does not wish to wait. */
  pull(...shops: readonly string[]): Promise<void>;
  /** Nothing is due any more in these shops: every wish answered, every receipt read. */
  quiet(patienceMs?: number): Promise<void>;
}

/** The service with toy shops connected through its own API, one category that maps to the toy's only leaf. */
export async function toyHouse(names: readonly string[], options: TestHouseOptions = {}): Promise<ToyHouse> {
  let house: TestHouse | null = null;
  const market = new ToyMarket(() => (house ? house.clock.now() : Date.now()));
  await market.start();
  const served = await serve({ adapterDirs: [join(root, 'test', 'toy', 'adapters')], practiceUrl: () => market.url, ...options });
  house = served;
  const manager = await served.as('manager');
  const shops: Record<string, string> = {};
  for (const name of names) {
    market.open(name);
    const made = await manager.send<{ shops: { id: string }[] }>('POST', '/api/connections', { marketplace: 'toy', environment: 'practice', credentials: { shop_id: name, token: `key-of-${name}` } });
    if (made.status !== 201) throw new Error(`Not connected: ${JSON.stringify(made.body)}`);
    shops[name] = made.body.shops[0]?.id ?? '';
  }
  const sql = <T extends object>(text: string, params: readonly unknown[] = []): Promise<T[]> => served.house.database.inScope(served.scope, (tx: Tx) => tx.rows<T>(text, params));
  const category = await manager.send<{ id: string }>('POST', '/api/categories', { path: 'Barang > Mainan' });
  if (names[0]) {
    const mapped = await manager.send('PUT', '/api/category-maps', { categoryId: category.body.id, shopId: shops[names[0]], remoteId: 'toys' });
    if (mapped.status !== 200) throw new Error(`Not mapped: ${JSON.stringify(mapped.body)}`);
  }
  return {
    ...served, market, shops, sql,
    product: (code, more = {}) => served.house.database.inScope(served.scope, async (tx) => {
      const productId = await createProduct(tx, { cooperativeId: served.cooperativeId, userId: '1', scope: served.scope }, {
        code, title: more.title ?? `Barang ${code}`, description: 'Dibuat untuk uji.', categoryId: category.body.id, cooperativeId: more.unit ? served.unitId : served.cooperativeId, variants: [{ sku: code, price: more.price ?? 10_000, grams: more.grams === undefined ? 200 : more.grams, stock: more.stock ?? 10 }],
      });
      const variant = await tx.row<{ id: string }>('SELECT id FROM app.variant WHERE product_id = $1', [productId]);
      return { productId, variantId: variant?.id ?? '' };
    }),
    publish: async (productIds, chosen, wanted = 'live') => {
      const done = await manager.send('POST', '/api/listings', { products: { ids: productIds }, shops: chosen.map((name) => shops[name]), wanted });
      if (done.status !== 202) throw new Error(`Not published: ${JSON.stringify(done.body)}`);
    },
    pull: async (...chosen) => {
      for (const name of chosen) {
        const ask = (client: Client) => client.send('PATCH', `/api/shops/${shops[name]}/schedule`, { pullNow: true });
        let asked = await ask(manager);
        if (asked.status === 401) asked = await ask(await served.as('manager')); // the clock may have moved past the session
        if (asked.status !== 200) throw new Error(`Not pulled: ${JSON.stringify(asked.body)}`);
      }
    },
    quiet: async (patienceMs = 20_000) => {
      await until(async () => {
        const [row] = await sql<{ n: number }>(`SELECT (SELECT count(*) FROM app.listing WHERE wanted_rev > answered_rev AND paused_at IS NULL)::int + (SELECT count(*) FROM app.offer_side WHERE wanted_rev > answered_rev AND reason IS NULL)::int + (SELECT count(*) FROM app.webhook_receipt WHERE done_at IS NULL)::int AS n`);
        return row?.n === 0;
      }, 'nothing due', patienceMs);
    },
    stop: async () => {
      await served.stop();
      await market.stop();
    },
  };
}
