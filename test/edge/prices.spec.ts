import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { root, serve, signIn, type Client, type TestHouse } from '../house/serve.js';
import { createUser } from '../../src/access/index.js';
import { wish } from '../../src/listings/index.js';

const noRule = { percent: 0, fixed: 0, roundTo: 1 };
const fee = { marketplace: 'toy', kind: 'commission', percent: 5, from: '2026-01-01', source: 'seller-centre.pdf', readOn: '2026-11-24' };

/** A parent with a shop, its unit with one of its own; three products of the parent and one of the unit; no worker, so that wishes stay as they are raised. */
describe('the API of prices', () => {
  let at: TestHouse, manager: Client, operator: Client, unit: Client, shop = '', unitShop = '', category = '', child = '';
  const sql = <T extends object>(text: string, params: readonly unknown[] = []): Promise<T[]> => at.house.database.inScope(at.scope, (tx) => tx.rows<T>(text, params));
  const wishes = async (of: string): Promise<number[]> => (await sql<{ rev: string }>(`SELECT s.wanted_rev AS rev FROM app.offer_side s JOIN app.offer o ON o.id = s.offer_id WHERE s.shop_id = $1 AND s.side = 'price' ORDER BY o.variant_id`, [of])).map((row) => Number(row.rev));
  const code = (reply: { status: number; body: unknown }): [number, unknown] => [reply.status, (reply.body as { code?: string }).code];
  beforeAll(async () => {
    at = await serve({ adapterDirs: [join(root, 'test', 'toy', 'adapters')], roles: 'api' });
    [manager, operator] = [await at.as('manager'), await at.as('operator')];
    await at.house.database.inScope(at.scope, (tx) => createUser(tx, { cooperativeId: at.unitId, email: 'unit@harga.example', name: 'unit', role: 'manager', password: 'cukup-panjang-1' }));
    unit = await signIn(at.url, { email: 'unit@harga.example', password: 'cukup-panjang-1' });
    child = (await manager.send<{ id: string }>('POST', '/api/categories', { path: 'Makanan > Kopi' })).body.id;
    [category, shop, unitShop] = await at.house.database.inScope(at.scope, async (tx) => {
      const parent = await tx.row<{ id: string }>(`SELECT id FROM app.category WHERE path = 'Makanan'`);
      const shops: string[] = [];
      for (const [owner, name] of [[at.cooperativeId, 'induk'], [at.unitId, 'unit']] as const) {
        const connection = await tx.row<{ id: string }>(`INSERT INTO app.connection (cooperative_id, marketplace, environment, app, sealed) VALUES ($1, 'toy', 'practice', $2, 'x') RETURNING id`, [owner, name]);
        shops.push((await tx.row<{ id: string }>(`INSERT INTO app.shop (cooperative_id, connection_id, marketplace, remote_id, name) VALUES ($1, $2, 'toy', $3, $3) RETURNING id`, [owner, connection?.id, name]))?.id ?? '');
      }
      const products: string[] = [];
      for (const [n, owner, of] of [[1, at.cooperativeId, child], [2, at.cooperativeId, parent?.id], [3, at.cooperativeId, null], [4, at.unitId, child]] as const) {
        const product = await tx.row<{ id: string }>('INSERT INTO app.product (cooperative_id, code, title, category_id) VALUES ($1, $2, $2, $3) RETURNING id', [owner, `P-${n}`, of]);
        await tx.rows('INSERT INTO app.variant (cooperative_id, product_id, sku, price) VALUES ($1, $2, $3, 10000)', [owner, product?.id, `S-${n}`]);
        products.push(product?.id ?? '');
      }
      await wish(tx, { cooperativeId: at.cooperativeId, userId: null, productIds: products, shopIds: shops, wanted: 'live', filter: {} });
      return [parent?.id ?? '', ...shops] as [string, string, string];
    });
  }, 60_000);
  afterAll(() => at?.stop());

  it('a rule raises exactly the offers whose price it moves: those it covers, in that shop, and not where a nearer rule says the same', async () => {
    expect((await manager.send('PUT', `/api/price-rules/${shop}/${child}`, { ...noRule, percent: 10 })).status).toBe(200);
    expect([await wishes(shop), await wishes(unitShop)]).toEqual([[2, 1, 1, 2], [1, 1, 1, 1]]);
    expect((await manager.send('PUT', `/api/price-rules/${shop}/${category}`, { ...noRule, percent: 10 })).status).toBe(200);
    expect(await wishes(shop)).toEqual([2, 2, 1, 2]);
    // The same answer by another rule moves nothing.
    const rule = await manager.get<{ revision: number }>(`/api/price-rules/${shop}/${child}`);
    expect(rule.headers.get('etag')).toBe(`"${rule.body.revision}"`);
    expect((await manager.send('DELETE', `/api/price-rules/${shop}/${child}`, undefined, { 'if-match': '"1"' })).status).toBe(204);
    expect(await wishes(shop)).toEqual([2, 2, 1, 2]);
    const own = await manager.get<{ revision: number; rule: object }>(`/api/price-rules/${shop}`);
    expect(own.body.rule).toEqual({ ...noRule, rounding: 'up', ending: null, floor: null });
    for (const body of [{ priceRule: [] }, { stockRule: [] }]) expect((await manager.send('PATCH', `/api/shops/${shop}`, body, { 'if-match': `"${own.body.revision}"` })).status).toBe(400);
    expect((await manager.send('PATCH', `/api/shops/${shop}`, { priceRule: { ...noRule, fixed: 500 } }, { 'if-match': `"${own.body.revision}"` })).status).toBe(200);
    expect(await wishes(shop)).toEqual([2, 2, 2, 2]);
    expect((await manager.get<{ items: object[] }>(`/api/price-rules?shop=${shop}`)).body.items).toMatchObject([{ categoryId: null, rule: { fixed: 500 } }, { categoryId: category, category: 'Makanan', rule: { percent: 10 } }]);
  });

  it("a unit's shop sells its parent's goods: its rule raises those too, though its manager sees none of them", async () => {
    const before = await unit.get<{ revision: number }>(`/api/price-rules/${unitShop}`);
    expect((await unit.send('PUT', `/api/price-rules/${unitShop}`, { ...noRule, percent: 1 }, { 'if-match': `"${before.body.revision}"` })).status).toBe(200);
    expect(await wishes(unitShop)).toEqual([2, 2, 2, 2]);
  });

  it('fees and tiers: only shops of that marketplace beneath the co-op, only where a floor hangs on them', async () => {
    const own = await manager.get<{ revision: number }>(`/api/price-rules/${shop}`);
    const floor = { base: 'catalogue', percent: 0, fixed: 0, below: 'raise' };
    expect((await manager.send('PUT', `/api/price-rules/${shop}`, { ...noRule, floor }, { 'if-match': `"${own.body.revision}"` })).status).toBe(200);
    const [before, unitBefore] = [await wishes(shop), await wishes(unitShop)];
    const made = await manager.send<{ id: string; revision: number; own: boolean }>('POST', '/api/fees', fee);
    expect(made).toMatchObject({ status: 201, body: { own: true, percent: 5, revision: 1 } });
    const raised = before.map((n, index) => (index === 2 ? n + 1 : n)); // the others have a rule without a floor
    expect([await wishes(shop), await wishes(unitShop)]).toEqual([raised, unitBefore]);
    expect((await unit.get<{ items: object[] }>('/api/fees?marketplace=toy')).body.items).toMatchObject([{ id: made.body.id, own: false }]);
    // Another tier has another row; the shop's own word chooses it.
    expect((await manager.send('POST', '/api/fees', { ...fee, tier: 'Star', percent: 2.5 })).status).toBe(201);
    expect(await wishes(shop)).toEqual(raised);
    const shopNow = await manager.get<{ revision: number }>(`/api/shops/${shop}`);
    expect((await manager.send('PATCH', `/api/shops/${shop}`, { tier: 'Star' }, { 'if-match': `W/"${shopNow.body.revision}"` })).body).toMatchObject({ tier: 'Star' });
    expect(await wishes(shop)).toEqual(raised.map((n, index) => (index === 2 ? n + 1 : n)));
    const preview = await manager.get<{ tier: string; items: { price: number; left: number; lines: { kind: string; source?: string; own?: boolean }[] }[] }>(`/api/price-preview?shop=${shop}&variantId=${(await sql<{ id: string }>(`SELECT id FROM app.variant WHERE sku = 'S-3'`))[0]?.id}`);
    expect(preview.body).toMatchObject({ tier: 'Star', items: [{ price: 10_256, left: 10_000, lines: [{ kind: 'catalogue' }, { kind: 'rule' }, { kind: 'price' }, { kind: 'fee', own: true, source: 'seller-centre.pdf' }, { kind: 'left' }] }] });
    const changed = await manager.send('PATCH', `/api/fees/${made.body.id}`, { percent: 4, note: 'turun' }, { 'if-match': '"1"' });
    expect([changed.body, await wishes(shop)]).toMatchObject([{ percent: 4, note: 'turun', revision: 2 }, raised.map((n, index) => (index === 2 ? n + 1 : n))]);
  });

  it('a would-be rule is previewed in both languages, and writes nothing', async () => {
    const before = await wishes(shop);
    const body = { shop, variantId: (await sql<{ id: string }>(`SELECT id FROM app.variant WHERE sku = 'S-1'`))[0]?.id, rule: { ...noRule, percent: 12.5, roundTo: 1_000, rounding: 'charm', ending: 900 } };
    const said = async (language: string): Promise<unknown> => (await operator.send<{ items: unknown[] }>('POST', '/api/price-preview', body, { 'accept-language': language })).body.items[0];
    expect(await said('id')).toMatchObject({ price: 11_900, ruleOf: 'proposed', sentence: 'Rp 10.000 → Toy Rp 11.900: komisi 2,5 % Rp 298, sisa Rp 11.602', warnings: [] });
    expect(await said('en')).toMatchObject({ sentence: 'Rp 10,000 → Toy Rp 11,900: commission 2.5 % Rp 298, left Rp 11,602' });
    expect(await wishes(shop)).toEqual(before);
  });

  it('tells beforehand what the marketplace sets off by itself, and what would be held', async () => {
    const [offer] = await sql<{ id: string; variant_id: string }>(`SELECT o.id, o.variant_id FROM app.offer o WHERE o.shop_id = $1 AND o.remote_sku = 'S-1'`, [shop]);
    const warnings = async (sent: number): Promise<string> => {
      await sql(`UPDATE app.offer SET remote_item_id = '9', remote_variant_id = '9' WHERE id = $1`, [offer?.id]);
      await sql(`UPDATE app.offer_side SET sent_value = $2, sent_at = clock_timestamp() WHERE offer_id = $1 AND side = 'price'`, [offer?.id, sent]);
      return (await manager.get<{ items: { warnings: string[] }[] }>(`/api/price-preview?shop=${shop}&variantId=${offer?.variant_id}`)).body.items[0]?.warnings.join() ?? '-';
    };
    expect([await warnings(11_000), await warnings(5_000), await warnings(22_000)]).toEqual(['', expect.stringMatching(/^Harga baru S-1 membuat induk memeriksa tayangan ini lagi/), expect.stringMatching(/^Turun separuh atau lebih dari Rp 22\.000/)]);
  });

  it('says what does not fit, by code', async () => {
    const put = (path: string, body: object, match?: string) => manager.send('PUT', `/api/price-rules/${path}`, body, match ? { 'if-match': match } : {});
    expect(code(await put(shop, noRule))).toEqual([428, 'SRT-PRI-006']);
    expect(code(await put(shop, noRule, '"99"'))).toEqual([412, 'SRT-PRI-007']);
    expect(code(await put(`${shop}/${category}`, noRule))).toEqual([428, 'SRT-PRI-006']);
    expect(code(await put(`${shop}/${child}`, noRule, '"1"'))).toEqual([412, 'SRT-PRI-007']); // none there any more
    expect(code(await put('999999', noRule))).toEqual([404, 'SRT-PRI-001']);
    expect(code(await put(`${shop}/999999`, noRule))).toEqual([404, 'SRT-PRI-002']);
    expect(code(await manager.send('DELETE', `/api/price-rules/${shop}/${child}`, undefined, { 'if-match': '"1"' }))).toEqual([404, 'SRT-PRI-003']);
    expect(code(await put(shop, { ...noRule, roundTo: 100, rounding: 'charm', ending: 100 }))).toEqual([422, 'SRT-PRI-011']);
    for (const wrong of [{ percent: 1.23456 }, { fixed: 0.5 }, { roundTo: 0 }, { floor: { base: 'harga' } }, { floor: { base: 'cost', percent: 0, fixed: 0, below: 'maybe' } }]) expect([wrong, ...code(await put(shop, { ...noRule, ...wrong }, '"1"'))]).toEqual([wrong, 400, 'SRT-APP-400']);
    for (const wrong of [{ from: '2026-02-30' }, { kind: 'tip' }, { percent: 100 }, { rupiah: 0.5 }, { source: ' ' }]) expect([wrong, ...code(await manager.send('POST', '/api/fees', { ...fee, ...wrong }))]).toEqual([wrong, 400, 'SRT-APP-400']);
    expect(code(await manager.send('POST', '/api/fees', { ...fee, percent: null }))).toEqual([422, 'SRT-PRI-008']);
    expect(code(await manager.send('POST', '/api/fees', { ...fee, to: '2025-12-31' }))).toEqual([422, 'SRT-PRI-009']);
    expect(code(await manager.send('POST', '/api/fees', { ...fee, marketplace: 'pasar' }))).toEqual([422, 'SRT-PRI-010']);
    expect(code(await manager.get(`/api/price-preview?shop=${shop}`))).toEqual([404, 'SRT-PRI-005']);
    expect(code(await manager.send('POST', '/api/bulk-actions', { kind: 'confirm', filter: { cause: 'price-falls' } }))).toEqual([422, 'SRT-OPS-003']);
  });

  it("another's shop, fee and rules are not there; who may not is told so", async () => {
    const [row] = (await manager.get<{ items: { id: string }[] }>('/api/fees?marketplace=toy')).body.items;
    for (const reply of [await unit.get(`/api/price-rules/${shop}`), await unit.send('PUT', `/api/price-rules/${shop}`, noRule, { 'if-match': '"1"' }), await unit.get(`/api/price-preview?shop=${shop}&productId=1`)]) expect(code(reply)).toEqual([404, 'SRT-PRI-001']);
    expect(code(await unit.send('PATCH', `/api/fees/${row?.id}`, { percent: 1 }, { 'if-match': '"2"' }))).toEqual([404, 'SRT-PRI-004']);
    for (const reply of [await operator.send('PUT', `/api/price-rules/${shop}`, noRule), await operator.send('POST', '/api/fees', fee), await operator.send('POST', '/api/failures/1/confirmations'), await operator.send('POST', '/api/bulk-actions', { kind: 'confirm', filter: {} })]) expect(code(reply)).toEqual([403, 'SRT-ACC-004']);
  });

  it('one that ended counts on its days alone', async () => {
    const { body } = await manager.get<{ items: { id: string; revision: number; tier: string | null }[] }>('/api/fees?marketplace=toy&date=2026-11-24');
    expect(body.items).toHaveLength(2);
    const star = body.items.find((row) => row.tier === 'Star');
    expect(code(await manager.send('DELETE', `/api/fees/${star?.id}`))).toEqual([428, 'SRT-PRI-006']);
    expect((await manager.send('DELETE', `/api/fees/${star?.id}`, undefined, { 'if-match': `"${star?.revision}"` })).status).toBe(204);
    const day = new Date(at.clock.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    const on = async (date: string): Promise<number> => (await manager.get<{ items: object[] }>(`/api/fees?marketplace=toy&date=${date}`)).body.items.length;
    expect([await on(day), await on('2026-06-01')]).toEqual([1, 2]);
  });

  it('a release that ships another table moves what hangs on it, once', async () => {
    const minute = async (): Promise<void> => { at.clock.advance(60_000); await at.house.sweep.once(); };
    await minute(); // the first look remembers the table as it is
    const before = await wishes(shop);
    await sql(`UPDATE app.shop SET priced_fees = $2 WHERE id = $1`, [shop, JSON.stringify([{ kind: 'payment', category: null, tier: null, percent: 2, rupiah: null, cap: null, from: '2026-01-01', to: null, source: 'https://toy.example', readOn: '2026-01-01', note: null }])]);
    await minute();
    await minute();
    expect(await wishes(shop)).toEqual(before.map((n, index) => (index === 2 ? n + 1 : n)));
  });

  it('is told in the OpenAPI document', async () => {
    const { paths } = (await manager.get<{ paths: Record<string, object> }>('/docs/json')).body;
    for (const path of ['/api/price-rules/{shop}', '/api/price-rules/{shop}/{category}', '/api/fees', '/api/fees/{id}', '/api/price-preview', '/api/failures/{id}/confirmations']) expect([path, paths[path] !== undefined]).toEqual([path, true]);
  });
});
