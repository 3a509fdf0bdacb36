import { join } from 'node:path';
import { createUser } from '../../src/access/index.js';
import { noScope } from '../../src/kernel/index.js';
import { laneName } from '../../src/queue/index.js';
import { root, serve, signIn, until, type Client, type TestHouse } from '../house/serve.js';
import { ShelfMarket } from './shelf-market.js';

export interface Made { readonly id: string; readonly listingId: string }
interface ProductWish { readonly brand?: string; readonly category?: string | null; readonly axes?: readonly string[]; readonly choices?: readonly (readonly string[])[]; readonly unit?: boolean; readonly title?: string }

/** The real house beside a shelf market: one shop of the parent, a manager of the parent, one of its unit, one of a federation that has nothing to do with either. */
export class ShelfHouse {
  house!: TestHouse;
  market!: ShelfMarket;
  manager!: Client;
  unit!: Client;
  stranger!: Client;
  shopId = '';
  readonly categories: Record<string, string> = {};

  async start(): Promise<void> {
    this.market = new ShelfMarket(() => this.house.clock.now());
    await this.market.start();
    this.market.open('satu');
    this.house = await serve({ adapterDirs: [join(root, 'test', 'mapping', 'adapters')], practiceUrl: () => this.market.url });
    this.manager = await this.house.as('manager');
    this.unit = await this.#person('unit', this.house.unitId);
    const other = await this.house.house.database.inScope(noScope, (tx) => tx.row<{ id: string }>(`SELECT app.found_federation('Koperasi Lain', 'LAIN') AS id`));
    this.stranger = await this.#person('lain', other?.id ?? '');
    this.shopId = await this.connect('satu');
    for (const path of ['Makanan & Minuman > Kopi > Kopi Bubuk', 'Makanan & Minuman > Teh', 'Fesyen > Batik > Kemeja Batik Pria']) this.categories[path.split(' > ').at(-1) ?? ''] = (await this.ok<{ id: string }>(this.manager, 'POST', '/api/categories', { path })).id;
  }

  async connect(name: string): Promise<string> {
    this.market.open(name);
    const made = await this.ok<{ shops: { id: string }[] }>(this.manager, 'POST', '/api/connections', { marketplace: 'shelf', environment: 'practice', credentials: { shop_id: name, token: `key-of-${name}` } });
    const id = made.shops[0]?.id ?? '';
    await until(async () => (await this.ok<{ items: unknown[] }>(this.manager, 'GET', `/api/remote-categories?shop=${id}`)).items.length > 0, 'the tree is read');
    return id;
  }

  async ok<T = Record<string, unknown>>(client: Client, method: string, path: string, body?: unknown): Promise<T> {
    const reply = await client.send<T>(method, path, body);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  category(name: string): string {
    return this.categories[name] ?? '';
  }

  map(name: string, remoteId: string, client = this.manager, more: object = {}): Promise<{ id: string; confirmedBy: string | null; confirmedAt: string | null }> {
    return this.ok(client, 'PUT', '/api/category-maps', { categoryId: this.category(name), shopId: this.shopId, remoteId, ...more });
  }

  async product(code: string, category: string | null, more: ProductWish = {}): Promise<string> {
    const choices = more.choices ?? [[]];
    return (await this.ok<{ id: string }>(more.unit ? this.unit : this.manager, 'POST', '/api/products', {
      code, title: more.title ?? `Barang ${code}`, description: 'Dibuat untuk uji.', brand: more.brand ?? null, categoryId: category === null ? null : this.category(category), axes: more.axes ?? [],
      variants: choices.map((choice, index) => ({ sku: choices.length === 1 ? code : `${code}-${index + 1}`, choice, price: 20_000, grams: 250, stock: 5 })),
    })).id;
  }

  /** Wanted live in the shop; answered when this returns. */
  async publish(...productIds: readonly string[]): Promise<readonly Made[]> {
    await this.ok(this.manager, 'POST', '/api/listings', { products: { ids: productIds }, shops: [this.shopId] });
    await this.quiet();
    return Promise.all(productIds.map(async (id) => ({ id, listingId: (await this.sql<{ id: string }>('SELECT id FROM app.listing WHERE product_id = $1 AND shop_id = $2', [id, this.shopId]))[0]?.id ?? '' })));
  }

  async quiet(): Promise<void> {
    await until(async () => {
      const [row] = await this.sql<{ n: number }>('SELECT count(*)::int AS n FROM app.listing WHERE wanted_rev > answered_rev');
      const queues = await Promise.all(['prompt', 'bulk'].map((lane) => this.house.house.hints.queue(laneName(lane, 'shelf')).getJobCounts('active', 'waiting', 'prioritized', 'delayed')));
      return row?.n === 0 && queues.every((counts) => Object.values(counts).every((n) => n === 0));
    }, 'every wish is answered and nobody works');
  }

  /** A day later: the tree and what the mapped leaves ask for are read anew. */
  async nextDay(): Promise<void> {
    this.house.clock.advance(24 * 3_600_000 + 60_000);
    const since = new Date(this.house.clock.now());
    await this.house.house.sweep.once();
    await until(async () => (await this.sql(`SELECT 1 FROM app.checkpoint WHERE shop_id = $1 AND stream = 'refresh-categories' AND last_ok_at >= $2`, [this.shopId, since])).length > 0, 'the daily reading is over');
    await this.quiet();
    this.manager = await this.house.as('manager');
    this.unit = await signIn(this.house.url, this.#people.unit as { email: string; password: string });
  }

  failures(client = this.manager): Promise<readonly { id: string; cause: string; subject: string; operation: string; product: { id: string } | null; touches: { count: number; products: { id: string }[] } | null; issues: { field: string | null; sentence: string; value: unknown }[] }[]> {
    return this.ok<{ items: [] }>(client, 'GET', '/api/failures/members?limit=200').then((page) => page.items);
  }

  sql<T extends object>(text: string, params: readonly unknown[] = []): Promise<T[]> {
    return this.house.house.database.inScope(this.house.scope, (tx) => tx.rows<T>(text, params));
  }

  async stop(): Promise<void> {
    await this.house?.stop();
    await this.market?.stop();
  }

  readonly #people: Record<string, { email: string; password: string }> = {};
  async #person(name: string, cooperativeId: string): Promise<Client> {
    const person = { email: `${name}.${cooperativeId}@test.example`, password: 'sandi-cukup-panjang' };
    await this.house.house.database.inScope({ ids: [cooperativeId] }, (tx) => createUser(tx, { cooperativeId, name, role: 'manager', ...person }));
    this.#people[name] = person;
    return signIn(this.house.url, person);
  }
}
