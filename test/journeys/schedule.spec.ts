import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { root, serve, until, type Client, type TestHouse } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

const minute = 60_000;

describe('schedules', () => {
  let toy: ToyHouse, second: TestHouse, operator: Client;
  beforeAll(async () => {
    toy = await toyHouse(['satu'], { sweeping: false });
    second = await serve({ database: toy.database, adapterDirs: [join(root, 'test', 'toy', 'adapters')], practiceUrl: () => toy.market.url, sweeping: false });
    operator = await toy.as('operator');
    await until(async () => lastOk() , 'the first pull is over');
  });
  afterAll(async () => {
    await second.stop();
    await toy.stop();
  });

  const lastOk = async (): Promise<string | null> => (await operator.get<{ items: { schedule: { orders: { lastOkAt: string | null } } }[] }>('/api/shops')).body.items[0]?.schedule.orders.lastOkAt ?? null;
  const pulls = (): number => toy.market.calls.filter((call) => call.path.startsWith('/orders?')).length;
  const passTime = async (ms: number): Promise<void> => {
    toy.clock.advance(ms);
    second.clock.advance(ms);
    // Both schedulers look at once, several times.
    for (let round = 0; round < 3; round += 1) await Promise.all([toy.house.sweep.once(), second.house.sweep.once()]);
  };

  it('two schedulers, one poll per interval', async () => {
    for (let interval = 0; interval < 3; interval += 1) {
      const before = await lastOk(), polled = pulls();
      await passTime(2 * minute + 1_000);
      await until(async () => (await lastOk()) !== before, 'the interval is polled');
      await passTime(0);
      expect(pulls() - polled).toBe(1);
    }
  });

  it('another interval counts from the last poll; a paused shop is not polled, and catches up when it goes on', async () => {
    await operator.send('PATCH', `/api/shops/${toy.shops.satu}/schedule`, { orders: { intervalMs: 10 * minute } });
    const polled = pulls();
    const settled = await lastOk();
    await passTime(10 * minute + 1_000);
    await until(async () => (await lastOk()) !== settled, 'polled after ten minutes');
    const paused = await operator.send<{ paused: boolean }>('PATCH', `/api/shops/${toy.shops.satu}/schedule`, { paused: true });
    expect(paused.body.paused).toBe(true);
    const before = await lastOk(), count = pulls();
    expect(count).toBeGreaterThan(polled);
    await passTime(60 * minute);
    expect(await lastOk()).toBe(before);
    expect(pulls()).toBe(count);
    await operator.send('PATCH', `/api/shops/${toy.shops.satu}/schedule`, { paused: false });
    await until(async () => (await lastOk()) !== before, 'it catches up');
  });

  it('what changes while a shop is paused waits on its rows and goes out as the newest state', async () => {
    const { productId, variantId } = await toy.product('S-1', { stock: 5 });
    await toy.publish([productId], ['satu']);
    await toy.quiet();
    await operator.send('PATCH', `/api/shops/${toy.shops.satu}/schedule`, { paused: true });
    const calls = toy.market.calls.length;
    for (const quantity of [4, 3, 2]) await operator.send('POST', '/api/stock-movements', { variantId, kind: 'count', quantity, reason: 'hitung' });
    await passTime(5 * minute);
    expect(toy.market.calls.length).toBe(calls);
    const shops = await operator.get<{ items: { due: { offers: number } }[] }>('/api/shops');
    expect(shops.body.items[0]?.due.offers).toBe(1);
    await operator.send('PATCH', `/api/shops/${toy.shops.satu}/schedule`, { paused: false });
    await until(async () => toy.market.variant('satu', 'S-1')?.stock === 2, 'the newest stock arrives');
    expect(toy.market.calls.slice(calls).filter((call) => call.path === '/offers/stock')).toHaveLength(1);
  });

  it('drift there is found by reading back, and made equal', async () => {
    const variant = toy.market.variant('satu', 'S-1');
    if (!variant) throw new Error('no variant');
    Object.assign(variant, { stock: 9, price: 1 });
    await passTime(6 * 60 * minute + minute);
    await until(async () => variant.stock === 2 && variant.price === 10_000, 'stock and price are ours again');
  });

  it('a listing withdrawn, and published again', async () => {
    const [row] = await toy.sql<{ product_id: string; id: string }>(`SELECT product_id, id FROM app.listing WHERE remote_code = 'S-1'`);
    await toy.publish([row?.product_id ?? ''], ['satu'], 'withdrawn');
    await until(async () => toy.market.items.get('satu')?.find((item) => item.code === 'S-1')?.shown === false, 'hidden there');
    await toy.quiet();
    const manager = await toy.as('manager');
    expect((await manager.get<{ state: string }>(`/api/listings/${row?.id}`)).body.state).toBe('withdrawn');
    await manager.send('PATCH', `/api/listings/${row?.id}`, { wanted: 'live' });
    await until(async () => toy.market.items.get('satu')?.find((item) => item.code === 'S-1')?.shown === true, 'shown again');
    await toy.quiet();
    const listing = await manager.get<{ state: string; diff: unknown[]; accepted: { title: string } }>(`/api/listings/${row?.id}`);
    expect(listing.body).toMatchObject({ state: 'live', diff: [], accepted: { title: 'Barang S-1' } });
    const product = await manager.get<{ revision: number }>(`/api/products/${row?.product_id}`);
    await manager.send('PATCH', `/api/listings/${row?.id}`, { paused: true });
    await manager.send('PATCH', `/api/products/${row?.product_id}`, { title: 'Barang S-1 baru' }, { 'if-match': `"${product.body.revision}"` });
    const diff = await manager.get<{ state: string; diff: { field: string; before: string; after: string }[] }>(`/api/listings/${row?.id}`);
    expect(diff.body).toMatchObject({ state: 'paused', diff: [{ field: 'title', before: 'Barang S-1', after: 'Barang S-1 baru' }] });
  });
});
