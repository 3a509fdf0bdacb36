import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { noScope } from '../../src/kernel/index.js';
import { root, until } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

/** Tables that belong to no co-op: nothing in them says whose anything is. A new one must be added here by hand, with its reason. */
const open: Readonly<Record<string, string>> = {
  gate: 'who waits for which limit, by number', limit_bucket: 'how much of a limit is used', migration: 'which migrations ran', remote_category: 'what a marketplace tells everybody', webhook_address: 'read by a definer function alone; its secret is sealed',
};

describe('no query outside a scope', () => {
  let toy: ToyHouse, owner: pg.Client;
  let tables: { name: string; policed: boolean; rows: number }[] = [];
  beforeAll(async () => {
    toy = await toyHouse(['satu']);
    const manager = await toy.as('manager');
    const { productId } = await toy.product('S-1', { stock: 9 });
    const refused = await toy.product('S-2', { grams: null });
    await toy.publish([productId, refused.productId], ['satu']);
    await toy.quiet();
    toy.market.buy('satu', 'S-1', 2);
    await toy.pull('satu');
    await until(async () => (await toy.sql('SELECT 1 FROM app.reservation')).length > 0, 'the order is there');
    await manager.send('POST', '/api/imports?name=a.csv', new TextEncoder().encode('kode,judul\n,\n'), { 'content-type': 'text/csv' });
    await manager.send('POST', '/api/members', { cooperativeId: toy.cooperativeId, name: 'Bu Tini' });
    owner = new pg.Client({ connectionString: toy.database.ownerUrl });
    await owner.connect();
    const { rows } = await owner.query<{ name: string; policed: boolean }>(`SELECT c.relname AS name, c.relrowsecurity AS policed FROM pg_class c WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1`);
    tables = await Promise.all(rows.map(async (row) => ({ ...row, rows: Number((await owner.query<{ n: string }>(`SELECT count(*) AS n FROM app.${row.name}`)).rows[0]?.n) })));
  });
  afterAll(async () => {
    await owner?.end();
    await toy?.stop();
  });

  it('every table has row level security, but these', () => {
    expect(tables.length).toBeGreaterThan(30);
    expect(tables.filter((table) => !table.policed).map((table) => table.name)).toEqual(Object.keys(open));
  });

  it('every policed table shows no row to a query without a scope, though it holds some', async () => {
    const full = tables.filter((table) => table.policed && table.rows > 0).map((table) => table.name);
    expect(full).toEqual(expect.arrayContaining(['app_user', 'category', 'category_map', 'checkpoint', 'connection', 'cooperative', 'failure', 'listing', 'offer', 'offer_side', 'order_line', 'orders', 'product', 'reservation', 'session', 'shop', 'stock_level', 'stock_movement', 'sync_run', 'variant']));
    for (const table of tables.filter((entry) => entry.policed)) {
      const seen = await toy.house.database.inScope(noScope, (tx) => tx.rows(`SELECT 1 FROM app.${table.name} LIMIT 1`).then((rows) => rows.length, (error: Error) => (/permission denied/.test(error.message) ? 0 : Promise.reject(error))));
      expect([table.name, seen]).toEqual([table.name, 0]);
    }
  });

  it("another co-op's scope sees none of them, and can write none", async () => {
    const stranger = { ids: ['999999'] };
    for (const table of tables.filter((entry) => entry.policed && entry.rows > 0)) {
      const seen = await toy.house.database.inScope(stranger, (tx) => tx.rows(`SELECT 1 FROM app.${table.name} LIMIT 1`).then((rows) => rows.length, (error: Error) => (/permission denied/.test(error.message) ? 0 : Promise.reject(error))));
      expect([table.name, seen]).toEqual([table.name, 0]);
    }
    await expect(toy.house.database.inScope(stranger, (tx) => tx.rows(`INSERT INTO app.member (cooperative_id, name) VALUES ($1, 'x')`, [toy.cooperativeId]))).rejects.toThrow(/row-level security/);
    expect(await toy.house.database.inScope(stranger, (tx) => tx.rows(`UPDATE app.product SET title = 'x' RETURNING id`))).toEqual([]);
  });

  it('the application owns nothing, is no superuser, and cannot pass the policies', async () => {
    const { rows } = await owner.query(`SELECT r.rolsuper, r.rolbypassrls, (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid AND c.relnamespace = 'app'::regnamespace) AS owned FROM pg_roles r WHERE rolname = 'serentak_app'`);
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, owned: 0 }]);
  });

  it('the house has one door to the database; the few others ask nothing that is anybody\'s', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.startsWith('migrations/'));
    const asking = files.filter((name) => /createQueryRunner|createQueryBuilder|getRepository|source\.query\(|(?<!manager)\.query(<[^(]*>)?\(|new pg\.Client/.test(readFileSync(join(root, 'src', name), 'utf8')));
    expect(asking.sort()).toEqual([
      'apps/house.ts', // how many connections the server allows
      'apps/postgres/application-role.ts', 'apps/postgres/embedded.ts', // who the roles are
      ...['after-restore', 'backup', 'doctor-database', 'doctor-shops', 'doctor', 'owner-database', 'restore', 'rotate-keys', 'snapshot'].map((name) => `apps/upkeep/${name}.ts`), // an operator's commands: no request comes here
      'kernel/migrate.ts', 'kernel/transaction.ts',
      'operations/events.ts', // listens to which topics changed
      'sync/limits.ts', // gates and buckets
    ]);
  });
});
