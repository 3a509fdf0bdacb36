import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createUser } from '../../src/access/index.js';
import { readArchive } from '../../src/apps/upkeep/archive.js';
import { SnapshotLoader, type About } from '../../src/apps/upkeep/snapshot.js';
import { migrations } from '../../src/kernel/index.js';
import { freshDatabase, type FreshDatabase } from '../house/database.js';
import { root, serve, signIn, type TestHouse } from '../house/serve.js';

const folder = join(root, 'test', 'upgrade');
const files = readdirSync(folder).filter((name) => name.endsWith('.backup'));

it('there is a snapshot, and each is small', () => {
  expect(files.length).toBeGreaterThan(0);
  for (const name of files) expect(statSync(join(folder, name)).size).toBeLessThan(1_000_000);
});

describe.each(files)('an upgrade from %s', (name) => {
  let database: FreshDatabase, house: TestHouse | undefined, owner: pg.Client, about: About, left: Record<string, number>;
  beforeAll(async () => {
    database = await freshDatabase();
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
  }, 60_000);
  afterAll(async () => {
    await house?.house.stop();
    await owner.end();
    await database.drop();
  });

  it('migrates with every row kept', async () => {
    let loader: SnapshotLoader | undefined;
    await owner.query('BEGIN');
    for await (const { kind, bytes } of readArchive(join(folder, name))) {
      if (kind === 'about') {
        about = JSON.parse(bytes.toString()) as About;
        loader = new SnapshotLoader(owner, about);
        await loader.begin();
        expect((await owner.query('SELECT name FROM app.migration ORDER BY id')).rows.map((row: { name: string }) => row.name)).toEqual(about.steps);
      } else if (kind === 'table') await loader?.table(JSON.parse(bytes.toString()) as { name: string; columns: string[] });
      else if (kind === 'data') await loader?.data(bytes);
      else left = (JSON.parse(bytes.toString()) as { rows: Record<string, number> }).rows;
    }
    await loader?.finish();
    await owner.query('COMMIT');
    expect(loader?.rows).toEqual(left);
    expect(new Set((await owner.query('SELECT name FROM app.migration')).rows.map((row: { name: string }) => row.name))).toEqual(new Set(migrations.map((migration) => migration.name)));
    expect(migrations.length).toBeGreaterThan(about.steps.length);
    for (const table of ['product', 'variant', 'stock_level', 'listing', 'offer', 'offer_side', 'orders', 'order_line', 'reservation', 'shop', 'sync_run']) {
      expect([table, left[table]]).toEqual([table, expect.any(Number)]);
      expect([table, left[table] === 0]).toEqual([table, false]);
      expect([table, (await owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM app.${table}`)).rows[0]?.n]).toEqual([table, left[table]]);
    }
  }, 60_000);

  it('and the house works on it: lists, opens what is sealed, takes an edit and a count', async () => {
    house = await serve({ database, sweeping: false, roles: 'api' });
    const { rows: [federation] } = await owner.query<{ id: string; ids: string[] }>('SELECT min(id) AS id, array_agg(id ORDER BY id) AS ids FROM app.cooperative WHERE id <> ALL ($1) GROUP BY split_part(path, \'/\', 2)', [house.scope.ids]);
    await house.house.database.inScope({ ids: federation?.ids ?? [] }, (tx) => createUser(tx, { cooperativeId: federation?.id ?? '', name: 'Penguji', email: 'naik@test.example', role: 'manager', password: 'sandi-naik-versi-1' }));
    const manager = await signIn(house.url, { email: 'naik@test.example', password: 'sandi-naik-versi-1' });
    for (const [path, table] of [['products', 'product'], ['orders', 'orders'], ['shops', 'shop']] as const) {
      const { status, body } = await manager.get<{ items: { id: string }[] }>(`/api/${path}?limit=50`);
      expect([path, status]).toEqual([path, 200]);
      expect([path, body.items.length]).toEqual([path, Math.min(50, left[table] ?? 0)]);
    }
    const orders = (await manager.get<{ items: { id: string }[] }>('/api/orders')).body.items;
    const order = await manager.get<{ lines: { sku: string }[] }>(`/api/orders/${orders[0]?.id}`);
    expect([order.status, order.body.lines.length > 0]).toEqual([200, true]);
    const { rows: [offered] } = await owner.query<{ product_id: string; variant_id: string; revision: number }>(`SELECT l.product_id, o.variant_id, p.revision FROM app.offer o JOIN app.listing l ON l.id = o.listing_id JOIN app.product p ON p.id = l.product_id JOIN app.offer_side d ON d.offer_id = o.id AND d.side = 'stock' WHERE l.state = 'live' AND d.reason IS NULL AND l.wanted_rev = l.answered_rev LIMIT 1`);
    const due = async (): Promise<number> => (await owner.query<{ n: number }>('SELECT ((SELECT count(*) FROM app.offer_side WHERE wanted_rev > answered_rev AND reason IS NULL) + (SELECT count(*) FROM app.listing WHERE wanted_rev > answered_rev))::int AS n')).rows[0]?.n ?? 0;
    const before = await due();
    expect((await manager.send('POST', '/api/stock-movements', { variantId: offered?.variant_id, kind: 'count', quantity: 3, reason: 'hitung ulang' })).status).toBe(201);
    expect((await manager.send('PATCH', `/api/products/${offered?.product_id}`, { title: 'Judul sesudah naik versi' }, { 'if-match': `"${offered?.revision}"` })).status).toBe(200);
    expect(await due()).toBeGreaterThan(before);
    expect((await fetch(`${house.url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${house.url}/metrics`)).status).toBe(200);
  }, 60_000);
});
