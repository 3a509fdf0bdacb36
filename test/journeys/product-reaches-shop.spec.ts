import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

describe('a product reaches its shops, and its stock comes back', () => {
  let toy: ToyHouse;
  beforeAll(async () => { toy = await toyHouse(['satu', 'dua']); });
  afterAll(() => toy.stop());

  it('publishes once per shop, with price and stock, and pushes nothing twice', async () => {
    const { productId } = await toy.product('A-1', { stock: 7, price: 12_500 });
    await toy.publish([productId], ['satu', 'dua']);
    await toy.quiet();
    for (const shop of ['satu', 'dua']) {
      expect(toy.market.items.get(shop)).toHaveLength(1);
      expect(toy.market.variant(shop, 'A-1')).toMatchObject({ stock: 7, price: 12_500 });
    }
    expect(toy.market.calls.filter((call) => call.path.startsWith('/offers')).length).toBe(0);
    // Wished again, unchanged: answered without a call.
    const before = toy.market.calls.length;
    await toy.publish([productId], ['satu']);
    await toy.quiet();
    expect(toy.market.calls.slice(before).filter((call) => call.effect !== 'none')).toEqual([]);
  });

  it('several people wish for the same at once: nobody is refused, and it is one listing', async () => {
    const manager = await toy.as('manager');
    for (let round = 0; round < 25; round += 1) {
      const { productId } = await toy.product(`BERSAMA-${round}`);
      const replies = await Promise.all(Array.from({ length: 4 }, () => manager.send('POST', '/api/listings', { products: { ids: [productId] }, shops: [toy.shops.satu] })));
      expect(replies.map((reply) => reply.status)).toEqual([202, 202, 202, 202]);
    }
    await toy.quiet();
    expect(toy.market.items.get('satu')?.filter((item) => item.code.startsWith('BERSAMA-'))).toHaveLength(25);
  }, 60_000);

  it('an order in one shop lowers stock in the other', async () => {
    toy.market.buy('satu', 'A-1', 2);
    const operator = await toy.as('operator');
    await toy.pull('satu');
    await until(async () => toy.market.variant('dua', 'A-1')?.stock === 5, 'stock falls in the other shop');
    await toy.quiet();
    expect(toy.market.variant('satu', 'A-1')?.stock).toBe(5);
    const orders = await operator.get<{ items: { status: string; lines: { held: number }[] }[] }>('/api/orders');
    expect(orders.body.items).toHaveLength(1);
    expect(orders.body.items[0]?.lines[0]?.held).toBe(2);
  });

  it('the last unit sold twice: one is served, the other is told to a person, and no number is negative', async () => {
    const { productId, variantId } = await toy.product('L-1', { stock: 1 });
    await toy.publish([productId], ['satu', 'dua']);
    await toy.quiet();
    toy.market.buy('satu', 'L-1', 1);
    toy.market.buy('dua', 'L-1', 1);
    const operator = await toy.as('operator');
    await toy.pull('satu', 'dua');
    const failures = await until(async () => {
      const { body } = await operator.get<{ causes: { cause: string; count: number; title: string }[] }>('/api/failures');
      return body.causes.find((cause) => cause.cause === 'sold-what-was-not-there');
    }, 'the oversold unit is a failure');
    expect(failures.count).toBe(1);
    const orders = await operator.get<{ items: { number: string; decide: boolean }[] }>('/api/orders?decide=1');
    expect(orders.body.items).toHaveLength(1);
    const variants = await operator.get<{ items: { id: string; stock: { available: number; short: number } }[] }>('/api/variants?sku=L-1');
    expect(variants.body.items[0]?.stock).toMatchObject({ available: 0, short: 1 });
    // Goods come in: nobody is needed any more.
    await operator.send('POST', '/api/stock-movements', { variantId, kind: 'receive', quantity: 1, reason: 'kiriman anggota' });
    expect((await operator.get<{ causes: unknown[] }>('/api/failures')).body.causes).toEqual([]);
  });

  it('a product without weight is refused before any call, found under failures, mended and retried', async () => {
    const before = toy.market.calls.length;
    const { productId, variantId } = await toy.product('W-1', { grams: null });
    await toy.publish([productId], ['satu']);
    await toy.quiet();
    expect(toy.market.calls.slice(before).filter((call) => call.method === 'POST')).toEqual([]);
    const manager = await toy.as('manager');
    const { body } = await manager.get<{ causes: { cause: string; products: number }[] }>('/api/failures');
    expect(body.causes).toEqual([expect.objectContaining({ cause: 'weight-missing', products: 1 })]);
    const members = await manager.get<{ items: { id: string; field: string; sentence: string }[] }>('/api/failures/members?cause=weight-missing');
    expect(members.body.items[0]?.field).toBe('grams');
    await manager.send('PATCH', `/api/variants/${variantId}`, { grams: 250 });
    const retried = await manager.send<{ action: string }>('POST', `/api/failures/${members.body.items[0]?.id}/retries`);
    expect([202, 404]).toContain(retried.status);
    await toy.quiet();
    expect(toy.market.variant('satu', 'W-1')).toBeDefined();
    await until(async () => (await manager.get<{ causes: unknown[] }>('/api/failures')).body.causes.length === 0, 'the failure closes');
  });
});
