import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attribute } from './shelf-market.js';
import { ShelfHouse } from './shelf-house.js';

interface Suggested { treeRead: boolean; asked: string[]; items: { id: string; path: string; score: number; because: { kind: string; ours?: string; theirs?: string }[] }[] }

describe('one category of ours, confirmed once', () => {
  const at = new ShelfHouse();
  beforeAll(() => at.start());
  afterAll(() => at.stop());
  const leafOf = (code: string): string | undefined => at.market.sent(code)?.category;
  const suggest = (client = at.manager, shop = at.shopId): Promise<Suggested> => at.ok(client, 'GET', `/api/category-suggestions?shop=${shop}&categoryId=${at.category('Kopi Bubuk')}`);

  it('is suggested by its words, with the reason, and asking maps nothing', async () => {
    const { items, treeRead } = await suggest();
    expect(treeRead).toBe(true);
    expect(items[0]).toMatchObject({ id: 'kopi', path: 'Makanan & Minuman > Kopi Giling', because: expect.arrayContaining([{ kind: 'words', ours: 'bubuk', theirs: 'giling' }]) as unknown });
    expect((await at.ok<{ items: unknown[] }>(at.manager, 'GET', '/api/category-maps')).items).toEqual([]);
  });

  it("the marketplace's own recommender counts where it answers, and is not missed where it does not", async () => {
    await at.product('ASK-1', 'Kopi Bubuk');
    at.market.advice = ['kain'];
    const advised = await suggest();
    expect(advised.asked).toEqual(['Barang ASK-1']);
    expect(advised.items.find((item) => item.id === 'kain')?.because).toContainEqual({ kind: 'marketplace', title: 'Barang ASK-1' });
    expect(advised.items[0]?.id).toBe('kopi');
    at.market.advice = 'broken';
    const silent = await suggest();
    expect([silent.asked, silent.items[0]?.id]).toEqual([[], 'kopi']);
    at.market.advice = [];
  });

  it('keeps who confirmed it and when, and serves the units beneath', async () => {
    expect(await at.map('Kopi Bubuk', 'kopi')).toMatchObject({ confirmedBy: 'manager', confirmedAt: expect.any(String) as unknown });
    const [ours, theirs] = [await at.product('OURS-1', 'Kopi Bubuk'), await at.product('UNIT-1', 'Kopi Bubuk', { unit: true })];
    await at.publish(ours, theirs);
    expect([leafOf('OURS-1'), leafOf('UNIT-1')]).toEqual(['kopi', 'kopi']);
  });

  it('a unit inherits it and cannot change it, but has its own where it wants', async () => {
    const inherited = (await at.ok<{ items: { id: string; remoteId: string }[] }>(at.unit, 'GET', '/api/category-maps')).items;
    expect(inherited).toMatchObject([{ remoteId: 'kopi' }]);
    expect(await at.unit.send('DELETE', `/api/category-maps/${inherited[0]?.id ?? ''}`)).toMatchObject({ status: 404, body: { code: 'SRT-MAP-001' } });
    await at.map('Kopi Bubuk', 'teh', at.unit);
    await at.quiet();
    expect([leafOf('OURS-1'), leafOf('UNIT-1')]).toEqual(['kopi', 'teh']);
    const [own] = (await at.ok<{ items: { id: string; remoteId: string }[] }>(at.unit, 'GET', '/api/category-maps')).items.filter((map) => map.remoteId === 'teh');
    await at.ok(at.unit, 'DELETE', `/api/category-maps/${own?.id ?? ''}`);
    await at.quiet();
    expect(leafOf('UNIT-1')).toBe('kopi');
  });

  it('defaults per attribute are kept with it, and what is no list of values is refused in plain words', async () => {
    for (const broken of ['teks', [3], [{ nilai: 'x' }], [{}]]) expect(await at.manager.send('PUT', '/api/category-maps', { categoryId: at.category('Kopi Bubuk'), shopId: at.shopId, remoteId: 'kopi', attributes: { asal: broken } })).toMatchObject({ status: 422, body: { code: 'SRT-MAP-008' } });
    expect(await at.map('Kopi Bubuk', 'kopi', at.manager, { attributes: { asal: [{ text: 'Temanggung' }] } })).toMatchObject({ attributes: { asal: [{ text: 'Temanggung' }] } });
  });

  it('another federation sees nothing of it', async () => {
    for (const path of ['/api/category-maps', '/api/product-maps', '/api/value-maps']) expect((await at.ok<{ items: unknown[] }>(at.stranger, 'GET', path)).items).toEqual([]);
    for (const path of [`/api/category-suggestions?shop=${at.shopId}&categoryId=${at.category('Kopi Bubuk')}`, `/api/attribute-gaps?shop=${at.shopId}`, `/api/attribute-values?shop=${at.shopId}&leaf=kopi`, `/api/remote-categories?shop=${at.shopId}`, `/api/brand-suggestions?shop=${at.shopId}&leaf=kopi`]) expect([path, (await at.stranger.get(path)).status]).toEqual([path, 422]);
    expect((await at.stranger.send('PUT', '/api/category-maps', { categoryId: at.category('Kopi Bubuk'), shopId: at.shopId, remoteId: 'teh' })).status).toBe(422);
  });

  it('one product stands in another leaf, and comes back', async () => {
    const [one, other] = await at.publish(await at.product('ONE-1', 'Kopi Bubuk'), await at.product('ONE-2', 'Kopi Bubuk'));
    expect(await at.ok(at.manager, 'PUT', '/api/product-maps', { productId: one?.id, shopId: at.shopId, remoteId: 'teh' })).toMatchObject({ remoteId: 'teh', confirmedBy: 'manager' });
    await at.quiet();
    expect([leafOf('ONE-1'), leafOf('ONE-2')]).toEqual(['teh', 'kopi']);
    expect((await at.manager.send('PUT', '/api/product-maps', { productId: other?.id, shopId: at.shopId, remoteId: 'm' })).body).toMatchObject({ code: 'SRT-LST-004' });
    await at.ok(at.manager, 'DELETE', `/api/product-maps/${one?.id ?? ''}/${at.shopId}`);
    await at.quiet();
    expect(leafOf('ONE-1')).toBe('kopi');
  });

  it('a second shop whose tree holds the same leaf needs no second confirmation', async () => {
    const second = await at.connect('dua');
    const id = await at.product('TWICE-1', 'Kopi Bubuk');
    await at.ok(at.manager, 'POST', '/api/listings', { products: { ids: [id] }, shops: [second] });
    await at.quiet();
    expect(at.market.items.get('dua')).toHaveLength(1);
    expect(leafOf('TWICE-1')).toBe('kopi');
  });

  it('what a new leaf asks for is read as soon as it is confirmed', async () => {
    at.market.rules.kain = [attribute('motif', 'Motif', { required: true })];
    await at.map('Kemeja Batik Pria', 'kain');
    await at.quiet();
    expect(await at.ok(at.manager, 'GET', `/api/attribute-values?shop=${at.shopId}&category=${at.category('Kemeja Batik Pria')}`)).toMatchObject({ rulesRead: true, leaf: { id: 'kain' }, items: [{ id: 'motif', missing: true, level: null }] });
  });
});
