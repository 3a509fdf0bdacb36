import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { item, openDesk, picture, type Desk, type ShopDesk } from './desk.fixture.js';

let desk: Desk;
let shop: ShopDesk;
beforeAll(async () => { desk = await openDesk(); });
afterAll(() => desk.stop());
beforeEach(async () => {
  await desk.control('POST', '/reset', {});
  shop = await desk.openShop();
});
const create = async (change: object) => (await shop.product(change)).queue.queueHistory?.[0];

test('accepted, made, reviewed, on sale: the queue tells the SKUs, the list follows', async () => {
  await desk.control('PATCH', '/settings', { auditMs: 60_000 });
  const { queue, sku, blibliSku } = await shop.product();
  expect(queue).toMatchObject({ queueFeed: { requestAction: 'createProductV3', status: 'FINISHED' }, queueHistory: [{ isSuccess: true, errorMessage: '', items: [{ sellerSku: 'KP-01' }] }] });
  expect(blibliSku).toBe(`${shop.id}-00001-00001`);
  const list = async (state?: string) => (await shop.post('/seller/v1/products/filter', { filter: { productSku: sku, ...(state ? { state } : {}) }, paging: { page: 0, size: 10 } })).body.content?.length;
  expect([await list(), await list('IN_PROGRESS')]).toEqual([0, 1]);
  await desk.control('POST', '/clock', { advanceMs: 60_000 });
  expect([await list(), await list('IN_PROGRESS')]).toEqual([1, 0]);
  expect((await shop.get(`/seller/v1/products/${sku}`)).body.content).toMatchObject({ product: { name: 'Kopi Bubuk Temanggung', state: 'ACTIVE' }, productItems: [{ blibliSku, sellerSku: 'KP-01', price: { regular: 45_000, sale: 45_000 }, stock: 10 }] });
  expect((await shop.post('/mta/api/businesspartner/v2/product/getProductList', { merchantSkus: ['KP-01'], page: 0, size: 100 })).body.value).toMatchObject([{ gdnSku: blibliSku, merchantSku: 'KP-01' }]);
});

test('what a create refuses, each in the queue', async () => {
  const bad: [object, string][] = [
    [{ categoryCode: 'RT-1' }, 'leaf'], [{ attributes: { 'AT-3000102': 'Halal' } }, 'mandatory'], [{ attributes: { 'AT-3000101': '-', 'AT-3000102': 'Halal' } }, 'absent'], [{ attributes: { 'AT-3000101': 'x', 'AT-3000102': 'Ya' } }, 'one of'],
    [{ attributes: { 'AT-3000101': 'x'.repeat(256), 'AT-3000102': 'Halal' } }, '255'], [{ description: 'x'.repeat(5001) }, '5000'], [{ description: 'Hubungi 081234567890' }, 'phone'], [{ uniqueSellingPoint: 'x'.repeat(401) }, '400'],
    [{ newBrand: 'Dua' }, 'Either'], [{ pickupPointCode: 'PP-1' }, 'pickupPointCode'], [{ imageMap: { a: await picture(599) } }, '600x600'], [{ imageMap: { a: 'AAAA' } }, 'jpg'], [{ imageMap: { a: 'http://example.test/a.jpg' } }, 'https'],
    [{ productItems: [item('A'), item('B')] }, 'variantAttribute'], [{ productItems: [item('A', { stock: -1 })] }, 'stock'], [{ productItems: [item('A', { price: 1.5 })] }, 'price'], [{ productItems: [item('A', { images: ['z'] })] }, 'imageMap'],
    [{ colour: 1 }, 'Unknown field'], [{ dimension: undefined }, 'dimension'],
  ];
  for (let n = 0; n < bad.length; n++) {
    const [change, word] = bad[n] ?? [{}, ''];
    expect([word, await create(change)]).toEqual([word, expect.objectContaining({ isSuccess: false, errorMessage: expect.stringContaining(word) })]);
  }
  expect((await shop.state()).listings).toHaveLength(0);
});

test('ten at most, names unique, valid ones go on when others fail, faults in part', async () => {
  const draft = async (name: string, change: object = {}) => shop.draft({ name, ...change });
  const send = (product: unknown[]) => shop.post('/seller/v1/products/async', { product });
  expect(await send(await Promise.all(Array.from({ length: 11 }, (_, n) => draft(`P${n}`))))).toMatchObject({ status: 400, body: { errorCode: 'ERR-PA400054' } });
  expect(await send([await draft('P'), await draft('P')])).toMatchObject({ status: 400 });
  await desk.control('POST', '/faults', { match: { path: '/products/async' }, times: 1, fault: { kind: 'partial', fail: ['F'] } });
  const made = await send([await draft('P', { categoryCode: 'x' }), await draft('Q'), await draft('R', { productItems: [item('F')] })]);
  await desk.settle();
  expect((await shop.queue(String(made.body.content?.queueId))).queueHistory).toMatchObject([{ isSuccess: false }, { isSuccess: true }, { isSuccess: false, errorMessage: 'Internal server error' }]);
});

test('bulk update: delta or exact, price with sale price, whole or not at all, archived refused', async () => {
  const { sku, blibliSku: gdnSku } = await shop.product();
  const variant = async () => (await shop.state()).listings?.[0]?.variants?.[0];
  for (const [wrong, word] of [[{ stock: 1, exactStock: 1 }, 'together'], [{ price: 1000 }, 'together'], [{ exactStock: -1 }, 'exactStock'], [{ price: 1000, salePrice: 2000 }, 'above']] as const) {
    expect(await shop.bulk([{ gdnSku, ...wrong }])).toMatchObject({ status: 200, body: { success: false, errorCode: 'ERR-PA400054', errorMessage: expect.stringContaining(word) } });
  }
  expect(await shop.bulk([{ gdnSku, stock: 1 }, { gdnSku, stock: 1 }])).toMatchObject({ body: { errorMessage: expect.stringContaining('Duplicate') } });
  expect((await shop.bulk([{ gdnSku, stock: -3 }])).body.success).toBe(true);
  expect(await variant()).toMatchObject({ stock: 10 });
  await desk.settle();
  expect(await variant()).toMatchObject({ stock: 7 });
  await shop.bulk([{ gdnSku, exactStock: 4, price: 50_000, salePrice: 48_000 }]);
  await desk.settle();
  expect(await variant()).toMatchObject({ stock: 4, price: 48_000, regularPrice: 50_000 });
  const below = await shop.bulk([{ gdnSku, stock: -5 }]);
  await desk.settle();
  expect((await shop.queue(String(below.body.value?.queueId))).queueHistory?.[0]).toMatchObject({ isSuccess: false });
  await desk.control('PATCH', `/listings/${sku}`, { unlist: true });
  expect((await shop.bulk([{ gdnSku, exactStock: 1 }])).body.success).toBe(false);
  expect((await shop.call('PUT', `/seller/v1/products/${gdnSku}/stock`, { body: { availableStock: 2 } })).status).toBe(204);
  expect(await variant()).toMatchObject({ stock: 2 });
});

test('bulk update names the pickup point, and null is absent save among attributes', async () => {
  const { blibliSku } = await shop.product();
  expect((await shop.bulk([{ gdnSku: blibliSku, exactStock: 4, pickupPointCode: 'PP-1' }])).body).toMatchObject({ success: false, errorCode: 'ERR-PA400054' });
  const { body } = await shop.bulk([{ gdnSku: blibliSku, exactStock: 4, stock: null, price: null, salePrice: null, pickupPointCode: shop.credentials.pickupPointCode }]);
  await desk.settle();
  expect((await shop.state()).listings?.[0]?.variants?.[0]).toMatchObject({ stock: 4 });
  expect((await shop.queue(String(body.value?.queueFeedId))).queueFeed).toMatchObject({ status: 'FINISHED' });
  const nulls = await shop.draft({ attributes: { 'AT-3000101': '12 bulan', 'AT-3000102': 'Halal', 'AT-3000103': null }, uniqueSellingPoint: null, name: 'Kopi tanpa' });
  await shop.post('/seller/v1/products/async', { product: [nulls] });
  await desk.settle();
  expect((await shop.state()).listings).toHaveLength(1);
});

test('one SKU: exact stock at once, five prices an hour; a campaign keeps stock and price', async () => {
  const { sku, blibliSku } = await shop.product();
  const price = (regular: number) => shop.call('PUT', `/seller/v1/products/${blibliSku}`, { body: { price: { regular, sale: regular } } });
  for (let n = 1; n <= 5; n++) expect((await price(40_000 + n)).status).toBe(204);
  expect((await price(1000)).status).toBe(429);
  const now = Date.parse(String((await desk.control('GET', '')).now));
  await desk.control('PATCH', `/listings/${sku}`, { lock: { quantity: 4, until: now + 7_200_000 } });
  const stock = (availableStock: unknown) => shop.call('PUT', `/seller/v1/products/${blibliSku}/stock`, { body: { availableStock } });
  expect([(await stock(3)).status, (await stock(4)).status, (await stock('4')).status]).toEqual([400, 204, 400]);
  await desk.control('POST', '/clock', { advanceMs: 3_600_000 });
  expect(await price(9000)).toMatchObject({ status: 400, body: { errorMessage: expect.stringContaining('frozen') } });
  await desk.control('POST', '/clock', { advanceMs: 3_600_000 });
  expect([(await stock(0)).status, (await price(9000)).status]).toEqual([204, 204]);
});

test('archive and back, need of correction, suspension; nothing is deleted', async () => {
  const { sku } = await shop.product();
  const state = async () => (await shop.state()).listings?.[0]?.state;
  const to = async (where: string) => { await shop.post(`/seller/v1/products/statuses/${where}`, { productSkus: [sku] }); await desk.settle(); return state(); };
  expect([await to('archive'), await to('unarchive')]).toEqual(['ARCHIVED', 'ACTIVE']);
  expect(await desk.control('PATCH', `/listings/${sku}`, { delete: true })).toMatchObject({ error: expect.stringContaining('deletes no product') });
  expect(await desk.control('PATCH', `/listings/${sku}`, { ban: 'Merek' })).toMatchObject({ state: 'SUSPENDED', live: false });
  expect(await desk.control('PATCH', `/listings/${sku}`, { ban: null })).toMatchObject({ state: 'ACTIVE' });
  expect(await desk.control('PATCH', `/listings/${sku}`, { ban: null })).toMatchObject({ error: expect.stringContaining('not banned') });
  const walk = async (...edits: object[]) => { const states: unknown[] = []; for (const edit of edits) states.push((await desk.control('PATCH', `/listings/${sku}`, edit)).state); return states; };
  expect(await walk({ unlist: true }, { ban: 'Merek' }, { ban: null }, { unlist: false })).toEqual(['ARCHIVED', 'SUSPENDED', 'ARCHIVED', 'ACTIVE']);
  expect(await walk({ ban: 'Merek' }, { unlist: true }, { unlist: false }, { ban: null })).toEqual(['SUSPENDED', 'ARCHIVED', 'SUSPENDED', 'ACTIVE']);
  await desk.control('PATCH', '/settings', { audit: 'reject' });
  await shop.product({ name: 'Kedua', productItems: [item('K-2')] });
  expect((await shop.state()).listings?.[1]).toMatchObject({ state: 'NEED_CORRECTION', live: false });
});

test('variants: a full list, old ones keep price and stock, gone ones go', async () => {
  const two = ['100 g', '250 g'].map((size, n) => item(`V-${n}`, { variantAttribute: { 'VA-3000001': size } }));
  const { sku, blibliSku } = await shop.product({ productItems: two });
  const again = [{ ...item('V-0', { variantAttribute: { 'VA-3000001': '100 g' }, price: 1, stock: 99 }), blibliSku, images: undefined }, item('V-2', { variantAttribute: { 'VA-3000001': '500 g' } })];
  const got = await shop.post(`/seller/v1/products/${sku}/variants`, { productItems: again, imageMap: { a: await picture() } });
  expect(got.status).toBe(204);
  expect((await shop.state()).listings?.[0]?.variants).toMatchObject([{ sku: 'V-0', price: 45_000, stock: 10 }, { sku: 'V-2', id: `${sku}-00003`, stock: 10 }]);
});

test('every category of the demo leads to a leaf that takes a product with these defaults', async () => {
  const { map } = JSON.parse(await readFile(new URL('demo.json', import.meta.url), 'utf8')) as { map: { category: string; leaf: string; brand: string; attributes: Record<string, { id?: string; text?: string }[]> }[] };
  expect(new Set(map.map((one) => one.leaf)).size).toBe(37);
  await desk.control('PATCH', '/settings', { unconfirmed: { quotas: false } });
  for (const { category, leaf, brand, attributes } of map) {
    const given = Object.fromEntries(Object.entries(attributes).map(([code, [value]]) => [code, value?.id ?? value?.text]));
    expect([category, await create({ categoryCode: leaf, brandCode: brand, attributes: given })]).toEqual([category, expect.objectContaining({ isSuccess: true })]);
  }
});
