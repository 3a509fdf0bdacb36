import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until, type Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

interface Shown { readonly warnings: { cause: string; sku: string; severity: string; sentence: string }[]; readonly offers: { price: { sent: number; wanted: number; state: string } }[] }

describe('a price that sends its listing back to review', () => {
  let toy: ToyHouse, manager: Client, listing = '', variantId = '';
  beforeAll(async () => {
    toy = await toyHouse(['satu']);
    manager = await toy.as('manager');
    const made = await toy.product('H-1', { price: 10_000 });
    variantId = made.variantId;
    await toy.publish([made.productId], ['satu']);
    await until(async () => toy.market.variant('satu', 'H-1'), 'live there');
    await toy.quiet();
    await manager.send('PATCH', `/api/shops/${toy.shops.satu}/schedule`, { paused: true });
    listing = (await toy.sql<{ id: string }>('SELECT id FROM app.listing'))[0]?.id ?? '';
  });
  afterAll(() => toy.stop());

  const seen = async (): Promise<Shown> => (await manager.get<Shown>(`/api/listings/${listing}`)).body;
  const price = async (rupiah: number): Promise<void> => expect((await manager.send('PATCH', `/api/variants/${variantId}`, { price: rupiah })).status).toBe(200);

  it('is announced before it is sent, and only such a price', async () => {
    expect((await seen()).warnings).toEqual([]);
    await price(12_000);
    expect(await seen()).toMatchObject({ warnings: [], offers: [{ price: { sent: 10_000, wanted: 12_000, state: 'waiting' } }] });
    await price(25_000);
    expect((await seen()).warnings).toMatchObject([{ cause: 'price-returns-to-review', sku: 'H-1', severity: 'informs', sentence: expect.stringContaining('H-1') }]);
    expect(toy.market.variant('satu', 'H-1')?.price).toBe(10_000);
  });

  it('sent and accepted, it warns of nothing any more', async () => {
    await manager.send('PATCH', `/api/shops/${toy.shops.satu}/schedule`, { paused: false });
    await until(async () => toy.market.variant('satu', 'H-1')?.price === 25_000, 'sent');
    await toy.quiet();
    expect((await seen()).warnings).toEqual([]);
  });
});
