import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until, type Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

interface Shown { readonly status: string; readonly platform: { id: string; name: string } | null; readonly fulfilledBy: string; readonly decide: boolean; readonly lines: { held: number }[] }

describe('orders of another platform, and from another warehouse', () => {
  let toy: ToyHouse, operator: Client;
  beforeAll(async () => {
    toy = await toyHouse(['satu', 'dua']);
    operator = await toy.as('operator');
    const made = await toy.product('E-1', { stock: 20 });
    await toy.publish([made.productId], ['satu', 'dua']);
    await toy.quiet();
  });
  afterAll(() => toy.stop());

  const stock = async () => (await operator.get<{ items: { stock: { onHand: number; reserved: number } }[] }>('/api/variants?sku=E-1')).body.items[0]?.stock;
  const pull = (): Promise<unknown> => operator.send('PATCH', `/api/shops/${toy.shops.satu}/schedule`, { pullNow: true });
  const seen = async (number: string): Promise<Shown | undefined> => (await operator.get<{ items: Shown[] }>(`/api/orders?q=${number}`)).body.items[0];
  const ours = () => toy.market.variant('satu', 'E-1');
  const order = (more: object, sku = 'E-1') => toy.market.order('satu', { sku, itemId: 'lain', variantId: 'lain', title: 'Barang E-1', price: 10_000, quantity: 4 }, more);

  it('shows the platform by its name, and holds as ever', async () => {
    const placed = toy.market.buy('satu', 'E-1', 2, { platform: 'PASAR_SEBELAH' });
    await pull();
    await until(() => seen(placed.number), 'the order is there');
    expect(await seen(placed.number)).toMatchObject({ platform: { id: 'PASAR_SEBELAH', name: 'Pasar Sebelah' }, fulfilledBy: 'seller', lines: [{ held: 2 }] });
    expect(await stock()).toMatchObject({ onHand: 20, reserved: 2 });
  });

  it('what the marketplace ships from its own warehouse holds nothing, takes nothing, and asks nobody to match it', async () => {
    const known = order({ fulfilledBy: 'marketplace' }), unknown = order({ fulfilledBy: 'marketplace' }, 'tak-dikenal');
    await pull();
    await until(async () => (await seen(known.number)) && seen(unknown.number), 'both are there');
    expect(await seen(known.number)).toMatchObject({ fulfilledBy: 'marketplace', platform: null, lines: [{ held: 0 }] });
    expect(await seen(unknown.number)).toMatchObject({ decide: false });
    expect((await operator.get<{ causes: unknown[] }>('/api/failures')).body.causes).toEqual([]);
    expect(await stock()).toMatchObject({ onHand: 20, reserved: 2 });
    for (const status of ['shipped', 'cancelled']) {
      toy.market.move('satu', status === 'shipped' ? known.id : unknown.id, status);
      await pull();
      await until(async () => (await seen(status === 'shipped' ? known.number : unknown.number))?.status === status, status);
    }
    expect(await stock()).toMatchObject({ onHand: 20, reserved: 2 });
    await toy.quiet();
    for (const shop of ['satu', 'dua']) expect(toy.market.variant(shop, 'E-1')?.stock).toBe(18);
  });

  it('an order that moves to the marketplace\'s warehouse gives our stock back', async () => {
    const placed = toy.market.buy('satu', 'E-1', 5);
    await pull();
    await until(async () => (await stock())?.reserved === 7, 'held');
    Object.assign(placed, { fulfilledBy: 'marketplace', changedAt: toy.clock.now() + 1 });
    const there = ours();
    if (there) there.stock += 5;
    await pull();
    await until(async () => (await stock())?.reserved === 2, 'given back');
    await toy.quiet();
    expect(toy.market.variant('dua', 'E-1')?.stock).toBe(18);
  });
});
