import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Sealer, sealedColumns } from '../../src/kernel/index.js';
import { reseal } from '../../src/apps/upkeep/reseal.js';
import { until } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';
import { Desk } from './desk.js';

const old = '8f'.repeat(31) + '11';

describe('a change of the key while the house works', () => {
  let toy: ToyHouse, desk: Desk, file: string;
  beforeAll(async () => {
    const place = new Desk({ appUrl: '', ownerUrl: '', superUrl: '', drop: async () => undefined });
    file = place.file('key');
    writeFileSync(file, `${old}\n`);
    toy = await toyHouse(['satu', 'dua'], { env: { ENCRYPTION_KEY: undefined as unknown as string, ENCRYPTION_KEY_FILE: file } });
    desk = new Desk(toy.database, { ENCRYPTION_KEY: undefined as unknown as string, ENCRYPTION_KEY_FILE: file });
  });
  afterAll(async () => {
    await toy.stop();
    rmSync(desk.place, { recursive: true, force: true });
  });
  const hanging = async (): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const { table, column } of sealedColumns()) for (const { id, n } of await desk.sql<{ id: string; n: number }>(`SELECT split_part(${column}, '.', 2) AS id, count(*)::int AS n FROM app.${table} WHERE ${column} LIKE 's1.%' GROUP BY 1`)) found[id] = (found[id] ?? 0) + n;
    return found;
  };

  it('reaches every sealed text, while orders and calls go on; then the old key may go', async () => {
    const before = new Sealer([old]).current;
    const { productId } = await toy.product('A', { stock: 500 });
    await toy.publish([productId], ['satu', 'dua']);
    await toy.quiet();
    for (let n = 0; n < 30; n += 1) toy.market.buy('satu', 'A', 1);
    await toy.pull('satu');
    await until(async () => (await toy.sql<{ n: number }>('SELECT count(*)::int AS n FROM app.orders'))[0]?.n === 30, 'orders are in');
    let going = true, served = 0;
    const manager = await toy.as('manager');
    const rush = (async () => {
      while (going) {
        toy.market.buy('dua', 'A', 1);
        await toy.pull('dua');
        const { status, body } = await manager.get<{ items: unknown[] }>('/api/orders');
        if (status !== 200) throw new Error(JSON.stringify(body));
        served += 1;
      }
    })();
    const { said } = await desk.run('keys:rotate');
    const during = served;
    await until(async () => served > during + 2, 'requests went on');
    going = false;
    await rush;
    expect(during).toBeGreaterThan(3);
    expect(said).toMatch(/All secrets hang on the key ([0-9a-f]{8}).*old key [0-9a-f]{8} may be removed/s);
    const now = /hang on the key ([0-9a-f]{8})/.exec(said)?.[1] ?? '';
    await until(async () => (await toy.sql<{ n: number }>('SELECT count(*)::int AS n FROM app.orders'))[0]?.n === toy.market.orders.get('dua')!.length + 30, 'the last orders are in');
    const after = await hanging();
    expect(now).not.toBe(before);
    expect(Object.keys(after)).toEqual([now]);
    expect(after[now]).toBeGreaterThan(60);
    expect((await desk.run('keys:rotate', ['--finish'])).said).toMatch(/is removed/);
    await expect(desk.run('keys:rotate', ['--finish'])).rejects.toThrow(/only one key/);
    // Still opened by whoever serves.
    const { body: { items } } = await manager.get<{ items: { id: string }[] }>('/api/orders');
    expect((await manager.get(`/api/orders/${items[0]?.id}`)).status).toBe(200);
    const stock = toy.market.variant('satu', 'A')?.stock;
    toy.market.buy('satu', 'A', 1);
    await toy.pull('satu');
    await until(async () => toy.market.variant('dua', 'A')?.stock === Number(stock) - 1, 'calls go out with what was sealed anew');
  }, 120_000);

  it('goes on where it was cut, a few rows at a time, and leaves alone what it cannot open', async () => {
    const [first, second] = ['a1'.repeat(32), 'b2'.repeat(32)];
    const there = new Sealer([readFileSync(file, 'utf8').trim(), first]).current;
    const next = new Sealer([first, readFileSync(file, 'utf8').trim()]);
    const all = (await hanging())[there] ?? 0;
    const some = await reseal(toy.house.database, next, 1);
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(all);
    expect(some + (await reseal(toy.house.database, next))).toBe(all);
    expect(await reseal(toy.house.database, next)).toBe(0);
    expect(await reseal(toy.house.database, new Sealer([second]))).toBe(0);
    expect(Object.keys(await hanging())).toEqual([next.current]);
  }, 60_000);

  it('knows every column that may hold a sealed text', async () => {
    const named = await desk.sql<{ name: string }>(`SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'app' AND data_type = 'text' AND column_name ~ '(sealed|secret)' ORDER BY 1`);
    expect(named.map((row) => row.name).sort()).toEqual(sealedColumns().map(({ table, column }) => `${table}.${column}`).sort());
  });
});
