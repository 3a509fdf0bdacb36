import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { http, openShop, signedQuery, TrialShop, type Json } from './trial-shop.fixture.js';

let trial: TrialShop;
beforeAll(async () => { trial = await TrialShop.start(); });
afterAll(async () => { await trial.stop(); });

describe('the demo\'s category map', () => {
  it('names a leaf of a new shop for each of the 37 categories', async () => {
    const demo = JSON.parse(readFileSync(new URL('demo.json', import.meta.url), 'utf8')) as { port: number; map: { category: string; leaf: string }[] };
    const { list } = await trial.get('/products/categories', { per_page: '100' });
    const parents = new Set(list.map((entry) => String(entry.parent)));
    expect([demo.port, demo.map.length, new Set(demo.map.map((entry) => entry.leaf)).size]).toEqual([4105, 37, 37]);
    for (const { leaf } of demo.map) expect([leaf, list.some((entry) => String(entry.id) === leaf), parents.has(leaf)]).toEqual([leaf, true, false]);
    expect(list.find((entry) => String(entry.id) === demo.map[0]?.leaf)?.name).toBe('Kopi Giling');
  });
});

describe('several shops in one process', () => {
  it('keep apart what they own, below addresses of their own', async () => {
    const other = await openShop(trial.base, 'Toko Kedua');
    expect([trial.keys.url, other.keys.url]).toEqual([`${trial.base}/toko-1`, `${trial.base}/toko-2`]);
    await trial.product({ sku: 'BERSAMA' });
    expect((await trial.call('POST', '/products', { name: 'X', sku: 'BERSAMA' }, [], other.keys)).status).toBe(201);
    expect((await http('GET', `${trial.base}/toko-9/wp-json/wc/v3/products`)).status).toBe(404);
    expect((await http('GET', `${trial.keys.url}/wp-json/`)).body).toMatchObject({ name: 'Toko Bengawan', url: trial.keys.url });
  });

  it('a grant is refused', async () => {
    expect((await trial.control('POST', '/shops', { name: 'X', grant: 'g' })).status).toBe(400);
  });
});

describe('what may stand in the way', () => {
  it('a body that is no JSON is refused; a JSON body without its content type is not read', async () => {
    const address = `${trial.keys.url}/wp-json/wc/v3/products`;
    const url = () => `${address}?${signedQuery(trial.keys, address, [], { method: 'POST' })}`;
    expect(await http('POST', url(), '{"name":')).toMatchObject({ status: 400, body: { code: 'rest_invalid_json' } });
    expect((await http('POST', url(), '{"name":"Ada"}', { 'content-type': 'text/plain' })).body.name).toBe('');
  });

  it('lists in a query are signed with their index', async () => {
    await trial.product({ sku: 'L' });
    const order = await trial.order([{ sku: 'L', quantity: 1 }]);
    const found = await trial.call('GET', '/orders', undefined, [['status[0]', 'processing'], ['status[1]', 'on-hold']]);
    expect(found.list.map((entry) => entry.id)).toEqual([Number(order.id)]);
    expect((await trial.call('GET', '/orders', undefined, [['status[]', 'processing']])).status).toBe(401);
  });

  it('a plugin\'s notices in front of the JSON', async () => {
    await trial.control('PATCH', '/settings', { unconfirmed: { phpNotices: true } });
    const got = await trial.get('/products');
    await trial.control('PATCH', '/settings', { unconfirmed: { phpNotices: false } });
    expect(got.text).toMatch(/^<br \/>\n<b>Notice<\/b>.*\n\[/s);
  });

  it('the host\'s own limit answers 429 in HTML', async () => {
    await trial.control('PATCH', '/settings', { callsPerSecond: 1, burst: 1 });
    const got = await Promise.all([trial.get('/products'), trial.get('/products')]);
    await trial.control('PATCH', '/settings', { callsPerSecond: null, burst: null });
    const refused = got.find((one) => one.status === 429);
    expect([refused?.headers['content-type'], refused?.headers['retry-after']]).toEqual(['text/html', '1']);
  });

  it('faults in the vendor\'s form; what happened is in the log', async () => {
    await trial.control('POST', '/faults', { match: { method: 'POST', path: '/products' }, times: 1, fault: { kind: 'vendor-error', code: 'internal_server_error' } });
    expect(await trial.call('POST', '/products', { name: 'X', sku: 'GAGAL' })).toMatchObject({ status: 500, body: { code: 'internal_server_error', data: { status: 500 } } });
    expect((await trial.get('/products', { sku: 'GAGAL' })).list).toEqual([]);
    await trial.control('POST', '/faults', { match: { method: 'POST', path: '/products' }, times: 1, fault: { kind: 'html', status: 502, when: 'after' } });
    expect((await trial.call('POST', '/products', { name: 'X', sku: 'JADI' })).status).toBe(502);
    const made = (await trial.get('/products', { sku: 'JADI' })).list;
    expect(made).toHaveLength(1);
    const { body } = await trial.control('GET', `/requests?shop=${trial.shop}`);
    expect((body.requests as Json[]).filter((entry) => entry.subject === `product ${String(made[0]?.id)}`)).toMatchObject([{ effect: 'created', method: 'POST' }]);
  });

  it('an order of the past was changed in the past', async () => {
    await trial.product({ sku: 'LAMA' });
    const order = await trial.order([{ sku: 'LAMA', quantity: 1 }], { at: Date.parse('2026-01-02T03:04:05Z') });
    expect((await trial.get(`/orders/${String(order.id)}`)).body).toMatchObject({ date_created_gmt: '2026-01-02T03:04:05', date_modified_gmt: '2026-01-02T03:04:05', date_created: '2026-01-02T10:04:05' });
  });
});
