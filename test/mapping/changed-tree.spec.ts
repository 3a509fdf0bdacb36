import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attribute } from './shelf-market.js';
import { ShelfHouse, type Made } from './shelf-house.js';

describe('a tree that changes under us', () => {
  const at = new ShelfHouse();
  let made: readonly Made[] = [];
  beforeAll(async () => {
    await at.start();
    await at.map('Kopi Bubuk', 'kopi');
    await at.map('Teh', 'teh');
    made = await at.publish(await at.product('K-1', 'Kopi Bubuk'), await at.product('K-2', 'Kopi Bubuk'), await at.product('K-3', 'Kopi Bubuk', { unit: true }), await at.product('T-1', 'Teh'));
  });
  afterAll(() => at.stop());
  const live = async (): Promise<number> => (await at.sql(`SELECT 1 FROM app.listing WHERE state = 'live' AND live_rev = wanted_rev`)).length;

  it('a demand that grew is one failure for the leaf, with all it touches, before any publish fails', async () => {
    at.market.rules.kopi = [attribute('halal', 'Nomor halal', { required: true })];
    await at.nextDay();
    const failures = await at.failures();
    expect(failures).toMatchObject([{ cause: 'required-attribute', operation: 'refresh-categories', subject: 'leaf:kopi', product: null, touches: { count: 3 } }]);
    expect(failures[0]?.touches?.products.map((product) => product.id)).toEqual(made.slice(0, 3).map((entry) => entry.id));
    expect(await live()).toBe(4);
    expect((await at.ok<{ causes: object[] }>(at.manager, 'GET', '/api/failures')).causes).toMatchObject([{ cause: 'required-attribute', count: 1, products: 3 }]);
  });

  it('an edit that meets it adds no failure of its own', async () => {
    const [first] = made, now = await at.manager.get<{ revision: number }>(`/api/products/${first?.id ?? ''}`);
    expect((await at.manager.send('PATCH', `/api/products/${first?.id ?? ''}`, { title: 'Barang K-1 baru' }, { 'if-match': `"${now.body.revision}"` })).status).toBe(200);
    await at.quiet();
    expect(await live()).toBe(3);
    expect(await at.failures()).toMatchObject([{ subject: 'leaf:kopi', touches: { count: 3 } }]);
    const shown = await at.manager.get<{ issues: { cause: string }[] }>(`/api/listings/${first?.listingId ?? ''}`);
    expect(shown.body.issues).toMatchObject([{ cause: 'required-attribute' }]);
  });

  it('filled in, it closes, and what was refused goes out', async () => {
    await at.ok(at.unit, 'PUT', '/api/attribute-values', { shop: at.shopId, product: made[2]?.id, attribute: 'halal', values: [{ text: 'ID-3' }] });
    expect(await at.failures()).toMatchObject([{ touches: { count: 2 } }]);
    await at.ok(at.manager, 'PUT', '/api/attribute-values', { shop: at.shopId, category: at.category('Kopi Bubuk'), attribute: 'halal', values: [{ text: 'ID-1' }] });
    expect(await at.failures()).toEqual([]);
    await at.quiet();
    expect(await live()).toBe(4);
    expect([at.market.sent('K-1'), at.market.sent('K-3')]).toMatchObject([{ title: 'Barang K-1 baru', attributes: { halal: [{ text: 'ID-1' }] } }, { attributes: { halal: [{ text: 'ID-3' }] } }]);
  });

  it('a leaf that is gone is one failure; another leaf, confirmed once, mends it for all', async () => {
    at.market.tree = at.market.tree.filter((node) => node.id !== 'kopi').concat({ id: 'kopi2', parentId: 'm', name: 'Kopi Bubuk', leaf: true });
    at.market.rules.kopi2 = [];
    await at.nextDay();
    expect(await at.failures()).toMatchObject([{ cause: 'category-gone', subject: 'leaf:kopi', touches: { count: 3 } }]);
    await at.ok(at.manager, 'POST', '/api/bulk-actions', { kind: 'retry', filter: { cause: 'category-gone' } });
    await at.quiet();
    expect(await at.failures()).toMatchObject([{ cause: 'category-gone', subject: 'leaf:kopi', touches: { count: 3 } }]);
    const suggested = await at.ok<{ items: { id: string }[] }>(at.manager, 'GET', `/api/category-suggestions?shop=${at.shopId}&categoryId=${at.category('Kopi Bubuk')}`);
    expect(suggested.items[0]?.id).toBe('kopi2');
    await at.map('Kopi Bubuk', 'kopi2');
    expect(await at.failures()).toEqual([]);
    await at.quiet();
    expect([at.market.sent('K-1')?.category, at.market.sent('K-3')?.category, at.market.sent('T-1')?.category]).toEqual(['kopi2', 'kopi2', 'teh']);
    expect(await live()).toBe(4);
  });

  it('a product that moved to another category is no longer touched', async () => {
    at.market.rules.teh = [attribute('halal', 'Nomor halal', { required: true })];
    await at.nextDay();
    expect(await at.failures()).toMatchObject([{ subject: 'leaf:teh', touches: { count: 1 } }]);
    const id = made[3]?.id ?? '', now = await at.manager.get<{ revision: number }>(`/api/products/${id}`);
    await at.manager.send('PATCH', `/api/products/${id}`, { categoryId: at.category('Kopi Bubuk') }, { 'if-match': `"${now.body.revision}"` });
    await at.quiet();
    expect(await at.failures()).toEqual([]);
    expect(at.market.sent('T-1')?.category).toBe('kopi2');
  });
});
