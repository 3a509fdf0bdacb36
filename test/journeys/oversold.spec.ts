import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyMovements } from '../../src/inventory/index.js';
import { until } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

describe('more was sold than is there', () => {
  let toy: ToyHouse;
  beforeAll(async () => {
    toy = await toyHouse(['satu', 'dua']);
  });
  afterAll(() => toy.stop());

  const reserved = async (variantId: string): Promise<number | undefined> => (await toy.sql<{ reserved: number }>('SELECT reserved FROM app.stock_level WHERE variant_id = $1', [variantId]))[0]?.reserved;
  const told = async (): Promise<string[]> => (await toy.sql<{ number: string }>(`SELECT o.number FROM app.failure f JOIN app.orders o ON o.id = f.order_id WHERE f.cause = 'sold-what-was-not-there' AND f.closed_at IS NULL ORDER BY o.id`)).map((row) => row.number);

  it('what a cancellation puts back by itself in an oversold shop is taken off sale again', async () => {
    const { productId, variantId } = await toy.product('S-1', { stock: 2 });
    await toy.publish([productId], ['satu', 'dua']);
    await toy.quiet();
    const first = toy.market.buy('satu', 'S-1', 2), second = toy.market.buy('dua', 'S-1', 2);
    await Promise.all([toy.pull('satu'), toy.pull('dua')]);
    await until(async () => (await reserved(variantId)) === 4, 'both orders hold stock');
    expect(await told()).toHaveLength(1);
    await toy.quiet();
    toy.market.move('dua', second.id, 'cancelled');
    expect(toy.market.variant('dua', 'S-1')?.stock).toBe(2);
    await toy.pull('dua');
    await until(async () => (await reserved(variantId)) === 2, 'the cancellation was read');
    await until(async () => toy.market.variant('dua', 'S-1')?.stock === 0, 'nothing is on sale there');
    expect(await told()).toEqual([]);
    expect(first.status).toBe('to-ship');
  });

  it('a count below what open orders hold names the order that goes without, once', async () => {
    const { productId, variantId } = await toy.product('S-2', { stock: 5 });
    await toy.publish([productId], ['satu']);
    await toy.quiet();
    const order = toy.market.buy('satu', 'S-2', 4);
    await toy.pull('satu');
    await until(async () => (await reserved(variantId)) === 4, 'the order holds stock');
    expect(await told()).toEqual([]);
    const count = (quantity: number, cause: string): Promise<void> => toy.house.database.inScope(toy.scope, async (tx) => {
      await applyMovements(tx, [{ variantId, quantity, kind: 'correct', cause }]);
      await tx.tell('stock-changed', { variantIds: [variantId] });
    });
    await count(-3, 'fewer');
    await count(-1, 'fewer still');
    expect(await told()).toEqual([order.number]);
    await count(9, 'found again');
    expect(await told()).toEqual([]);
  });

  it("a unit's count below what its parent's order holds is told to the parent, and closed when it is found again", async () => {
    const { productId, variantId } = await toy.product('S-3', { unit: true, stock: 5 });
    await toy.publish([productId], ['satu']);
    await toy.quiet();
    const order = toy.market.buy('satu', 'S-3', 4);
    await toy.pull('satu');
    await until(async () => (await reserved(variantId)) === 4, 'the order holds stock');
    const count = (quantity: number, cause: string): Promise<void> => toy.house.database.inScope({ ids: [toy.unitId] }, async (tx) => {
      await applyMovements(tx, [{ variantId, quantity, kind: 'correct', cause }]);
      await tx.tell('stock-changed', { variantIds: [variantId] });
      expect(await tx.rows('SELECT id FROM app.orders')).toEqual([]); // still the unit's own scope
    });
    await count(-3, 'fewer in the unit');
    expect(await told()).toEqual([order.number]);
    await count(9, 'found again in the unit');
    expect(await told()).toEqual([]);
  });
});
