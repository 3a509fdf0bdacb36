import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until, type Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

interface Sale { id: string; name: string; state: string; from: string; to: string; prices: number; preview: { warnings: { sentence: string }[] } }

/** Two shops of a practice marketplace, whose workers push for real; the clock and the sweep are turned by hand. */
describe('scheduled prices', () => {
  let toy: ToyHouse, manager: Client, variant = '', product = '';
  const code = (reply: { status: number; body: unknown }): [number, unknown] => [reply.status, (reply.body as { code?: string }).code];
  const there = (shop: string): number | undefined => toy.market.variant(shop, 'S-1')?.price;
  const become = (shop: string, price: number) => until(async () => there(shop) === price, `${shop} sells at ${price}, not ${there(shop)}`);
  /** The co-op's own clock says this, `ms` from now. */
  const local = (ms: number): string => new Date(toy.clock.now() + ms + 7 * 3_600_000).toISOString().slice(0, 19);
  const plan = async (body: object): Promise<Sale> => {
    const reply = await manager.send<Sale>('POST', '/api/scheduled-prices', body);
    expect([reply.status, reply.body]).toMatchObject([201, { state: expect.any(String) }]);
    return reply.body;
  };
  const turn = async (ms: number): Promise<void> => {
    toy.clock.advance(ms);
    await toy.house.sweep.once();
  };
  const is = (id: string, state: string) => until(async () => {
    await toy.house.sweep.once();
    return (await manager.get<Sale>(`/api/scheduled-prices/${id}`)).body.state === state;
  }, `sale ${id} is ${state}`);
  const hour = 3_600_000;
  beforeAll(async () => {
    toy = await toyHouse(['satu', 'dua']);
    manager = await toy.as('manager');
    ({ productId: product, variantId: variant } = await toy.product('S-1', { stock: 9, price: 10_000 }));
    await toy.publish([product], ['satu', 'dua']);
    await toy.quiet();
  }, 60_000);
  afterAll(() => toy?.stop());

  it('stands in the catalogue price\'s place from its first moment to its last, and then the catalogue counts as it is then', async () => {
    const sale = await plan({ name: 'Harbolnas', from: local(hour), to: local(3 * hour), prices: [{ variantId: variant, price: 8_000 }] });
    expect(sale).toMatchObject({ state: 'planned', prices: 1, preview: { warnings: [] } });
    await turn(hour - 5_000);
    await toy.quiet();
    expect([there('satu'), there('dua')]).toEqual([10_000, 10_000]);
    await turn(6_000);
    await is(sale.id, 'running');
    await become('satu', 8_000);
    await become('dua', 8_000);
    // An edit of the catalogue price is not shown yet; it is what is gone back to.
    await manager.send('PATCH', `/api/variants/${variant}`, { price: 11_000 });
    await toy.quiet();
    expect([there('satu'), there('dua')]).toEqual([8_000, 8_000]);
    const preview = await manager.get<{ items: { price: number; lines: { text: string }[] }[] }>(`/api/price-preview?shop=${toy.shops.satu}&variantId=${variant}`);
    expect(preview.body.items[0]).toMatchObject({ price: 8_000, lines: expect.arrayContaining([expect.objectContaining({ text: 'Harga terjadwal', amount: 8_000 })]) });
    await turn(2 * hour);
    await is(sale.id, 'ended');
    await become('satu', 11_000);
    await become('dua', 11_000);
    const told = (await manager.get<{ items: { lines: string[]; whyText: string | null }[] }>(`/api/products/${product}/history`)).body.items;
    expect(told.flatMap((entry) => entry.lines)).toEqual(expect.arrayContaining([expect.stringMatching(/^Harga terjadwal: Rp 8\.000, \d/)]));
  });

  it('of one shop alone, and before one for all; a fall of half or more, agreed to when planned, asks nobody again', async () => {
    const refused = await manager.send<Sale>('POST', '/api/scheduled-prices', { from: local(hour), to: local(2 * hour), shops: [toy.shops.satu], products: { ids: [product] }, change: { how: 'percent', value: -60 } });
    expect([code(refused), refused.body]).toMatchObject([[409, 'SRT-EDT-004'], { warnings: [{ sentence: '1 harga turun lebih dari 50 %' }] }]);
    const one = await plan({ from: local(hour), to: local(2 * hour), shops: [toy.shops.satu], products: { ids: [product] }, change: { how: 'percent', value: -60, round: { to: 100, way: 'up' } }, confirm: true });
    const all = await plan({ from: local(hour), to: local(4 * hour), prices: [{ variantId: variant, price: 9_000 }] });
    await turn(hour + 1_000);
    await is(one.id, 'running');
    await become('satu', 4_400);
    await become('dua', 9_000);
    await turn(hour);
    await is(one.id, 'ended');
    await become('satu', 9_000);
    expect((await manager.send('DELETE', `/api/scheduled-prices/${all.id}`)).status).toBe(204);
    await become('satu', 11_000);
    await become('dua', 11_000);
    expect([(await manager.get<Sale>(`/api/scheduled-prices/${all.id}`)).body.state, code(await manager.send('DELETE', `/api/scheduled-prices/${all.id}`))]).toEqual(['cancelled', [409, 'SRT-EDT-024']]);
  });

  it('two at the same time are refused, naming one; side by side they are not', async () => {
    const first = await plan({ name: 'Pekan ini', from: local(hour), to: local(3 * hour), prices: [{ variantId: variant, price: 9_500 }] });
    const overlapping = await manager.send<{ detail: string }>('POST', '/api/scheduled-prices', { from: local(2 * hour), to: local(5 * hour), prices: [{ variantId: variant, price: 9_400 }] });
    expect([code(overlapping), JSON.stringify(overlapping.body)]).toEqual([[409, 'SRT-EDT-022'], expect.stringContaining('misalnya S-1 di Pekan ini')]);
    const next = await plan({ from: local(3 * hour), to: local(5 * hour), prices: [{ variantId: variant, price: 9_400 }] });
    for (const { id } of [first, next]) await manager.send('DELETE', `/api/scheduled-prices/${id}`);
    expect((await manager.get<{ items: Sale[] }>('/api/scheduled-prices?state=cancelled')).body.items.map((sale) => sale.id).slice(0, 2)).toEqual([next.id, first.id]);
    await plan({ from: local(2 * hour), to: local(2.5 * hour), prices: [{ variantId: variant, price: 9_400 }] }).then(({ id }) => manager.send('DELETE', `/api/scheduled-prices/${id}`));
  });

  it('is changed before it begins, and its end while it runs; the history says what was', async () => {
    const change = (id: string, body: object) => manager.send<Sale>('PATCH', `/api/scheduled-prices/${id}`, body);
    const other = await plan({ name: 'Sesudahnya', from: local(6 * hour), to: local(8 * hour), prices: [{ variantId: variant, price: 9_900 }] });
    const sale = await plan({ name: 'Rencana', from: local(2 * hour), to: local(5 * hour), prices: [{ variantId: variant, price: 9_000 }] });
    expect(code(await change(sale.id, { to: local(7 * hour) }))).toEqual([409, 'SRT-EDT-022']);
    expect(code(await change(sale.id, { prices: [{ variantId: variant, price: 2_000 }] }))).toEqual([409, 'SRT-EDT-004']);
    expect(code(await change(sale.id, { prices: [{ variantId: '999999', price: 2_000 }] }))).toEqual([422, 'SRT-EDT-002']);
    const late = local(5 * hour), early = local(hour);
    expect(code(await change(sale.id, { from: late, to: late }))).toEqual([422, 'SRT-EDT-021']);
    expect([code(await change('999999', {})), code(await (await toy.as('operator')).send('PATCH', `/api/scheduled-prices/${sale.id}`, {}))]).toEqual([[404, 'SRT-EDT-020'], [403, 'SRT-ACC-004']]);
    const changed = await change(sale.id, { from: early, prices: [{ variantId: variant, price: 8_500 }], name: 'Lebih awal' });
    expect([changed.status, changed.body]).toMatchObject([200, { name: 'Lebih awal', from: new Date(`${early}+07:00`).toISOString(), to: sale.to, state: 'planned' }]);
    expect((await change(sale.id, { change: { how: 'percent', value: -20 } })).status).toBe(200);
    await turn(hour + 1_000);
    await is(sale.id, 'running');
    await become('satu', 8_800);
    for (const wrong of [{ from: local(2 * hour) }, { prices: [{ variantId: variant, price: 9_000 }] }, { change: { how: 'add', value: -1 } }]) expect(code(await change(sale.id, wrong))).toEqual([409, 'SRT-EDT-026']);
    expect((await change(sale.id, { to: local(hour) })).body).toMatchObject({ from: changed.body.from, state: 'running' });
    await turn(hour - 60_000);
    await toy.quiet();
    expect(there('satu')).toBe(8_800);
    await turn(120_000);
    await is(sale.id, 'ended');
    await become('satu', 11_000);
    expect(code(await change(sale.id, { to: local(hour) }))).toEqual([409, 'SRT-EDT-024']);
    await manager.send('DELETE', `/api/scheduled-prices/${other.id}`);
    const lines = (await manager.get<{ items: { by: { name: string } | null; lines: string[] }[] }>(`/api/products/${product}/history`)).body.items.flatMap((entry) => entry.lines.map((line) => `${entry.by?.name}: ${line}`));
    expect(lines.slice(0, 4)).toEqual([expect.stringMatching(/^manager: Harga terjadwal dihentikan/), expect.stringMatching(/^manager: Harga terjadwal diubah: sampai .+ → .+/), expect.stringMatching(/^manager: Harga terjadwal diubah: Rp 8\.500 → Rp 8\.800/), expect.stringMatching(/^manager: Harga terjadwal diubah: (Rp 9\.000 → Rp 8\.500|mulai .+ → .+)/)]);
  });

  it('what fell due while the house was down is made when it comes up; what passed meanwhile was missed, and nothing is sent for it', async () => {
    const missed = await plan({ from: local(hour), to: local(2 * hour), prices: [{ variantId: variant, price: 7_000 }] }), running = await plan({ from: local(3 * hour), to: local(6 * hour), prices: [{ variantId: variant, price: 7_500 }] });
    const calls = toy.market.calls.length;
    toy.clock.advance(4 * hour);
    await is(running.id, 'running');
    expect((await manager.get<Sale>(`/api/scheduled-prices/${missed.id}`)).body.state).toBe('missed');
    await become('satu', 7_500);
    await become('dua', 7_500);
    await toy.quiet();
    expect(toy.market.calls.slice(calls).filter((call) => /offers\/price/.test(call.path)).length).toBe(2);
    await turn(3 * hour);
    await is(running.id, 'ended');
    await become('satu', 11_000);
  });

  it('days are of the co-op\'s own clock, an end that is a day includes it, and what cannot be is refused', async () => {
    const day = (ms: number): string => local(ms).slice(0, 10);
    const sale = await plan({ from: day(48 * hour), to: day(72 * hour), prices: [{ variantId: variant, price: 9_000 }] });
    expect([sale.from, sale.to]).toEqual([new Date(Date.parse(`${day(48 * hour)}T00:00:00Z`) - 7 * hour).toISOString(), new Date(Date.parse(`${day(96 * hour)}T00:00:00Z`) - 7 * hour).toISOString()]);
    const send = (body: object) => manager.send('POST', '/api/scheduled-prices', { from: local(hour), to: local(2 * hour), prices: [{ variantId: variant, price: 9_000 }], ...body });
    for (const wrong of [{ to: local(-hour) }, { from: local(3 * hour) }, { from: '2020-01-01', to: '2020-01-02' }]) expect([wrong, ...code(await send(wrong))]).toEqual([wrong, 422, 'SRT-EDT-021']);
    for (const wrong of [{ from: '2026-02-30' }, { from: 'besok' }, { prices: [] }, { prices: [{ variantId: variant, price: 0 }] }, { shops: ['x'] }]) expect([wrong, ...code(await send(wrong))]).toEqual([wrong, 400, 'SRT-APP-400']);
    expect(code(await send({ shops: ['999999'] }))).toEqual([422, 'SRT-EDT-023']);
    expect(code(await send({ prices: [{ variantId: '999999', price: 9_000 }] }))).toEqual([422, 'SRT-EDT-002']);
    expect(code(await send({ change: { how: 'percent', value: -10 } }))).toEqual([422, 'SRT-EDT-003']);
    expect(code(await send({ prices: undefined, products: { ids: [product] }, change: { how: 'add', value: -11_000 } }))).toEqual([422, 'SRT-EDT-025']);
    expect(code(await manager.get('/api/scheduled-prices/999999'))).toEqual([404, 'SRT-EDT-020']);
    expect(code(await (await toy.as('operator')).send('POST', '/api/scheduled-prices', {}))).toEqual([403, 'SRT-ACC-004']);
  });
});
