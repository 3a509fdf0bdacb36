import { readFile } from 'node:fs/promises';
import { afterAll, beforeEach, beforeAll, expect, test } from '@jest/globals';
import { jpeg, openDesk, type Desk, type ShopDesk } from './desk.fixture.js';

let desk: Desk;
let shop: ShopDesk;
beforeAll(async () => { desk = await openDesk(); });
afterAll(() => desk.stop());
beforeEach(async () => { shop = await desk.openShop(); });

const create = '/product/202309/products';
const codeOf = async (change: object, skus?: readonly object[]) => Number((await shop.post(create, await shop.draft(change, skus))).code);
const price = (amount: string) => shop.sku({ price: { amount, currency: 'IDR' } });
const stock = (id: string, skus: object[]) => shop.post(`${create}/${id}/inventory/update`, { skus });
const warehouse = async () => String((await shop.get('/logistics/202309/warehouses')).data?.warehouses?.[0]?.id);

test('every limit of a create, on both sides', async () => {
  const red = (n: number) => shop.sku({ seller_sku: `S-${n}`, sales_attributes: [{ name: 'Color', value_name: `Merah ${n}` }] });
  const cases: readonly (readonly [want: number, change: object, skus?: readonly object[]])[] = [
    [0, { title: 'x'.repeat(25) }], [12052051, { title: 'x'.repeat(24) }], [0, { title: 'x'.repeat(255) }], [12052051, { title: 'x'.repeat(256) }], [0, { title: '☕'.repeat(25) }],
    [12052013, { description: '' }], [0, { description: 'x'.repeat(10_000) }], [12052015, { description: 'x'.repeat(10_001) }], [12052722, { description: '<img src="https://elsewhere.example/a.jpg">' }],
    [12052023, { category_id: '999' }], [12052024, { category_id: '603001' }], [12052230, { category_version: 'v1' }], [12052230, { category_version: undefined }], [12052104, { product_attributes: [] }],
    [12052028, { main_images: [] }], [12052722, { main_images: [{ uri: 'tos-nothing' }] }], [36009004, { package_weight: { value: '250', unit: 'GRAM' } }], [36009004, { colour: 'red' }], [36009004, { category_id: 605001 }],
    [0, {}, [price('100')]], [36009004, {}, [price('99')]], [0, {}, [price('100000000')]], [36009004, {}, [price('100000001')]], [36009004, {}, [price('100.5')]],
    [0, {}, [shop.sku({ inventory: [{ quantity: 99_999 }] })]], [12052055, {}, [shop.sku({ inventory: [{ quantity: 100_000 }] })]], [0, {}, [shop.sku({ inventory: [{ quantity: 0 }] })]], [12052097, {}, [shop.sku({ inventory: [{ warehouse_id: '1', quantity: 1 }] })]],
    [0, {}, [shop.sku({ seller_sku: 'x'.repeat(50) })]], [12052054, {}, [shop.sku({ seller_sku: 'x'.repeat(51) })]], [12019059, {}, [shop.sku({ seller_sku: 'a b' })]],
    [0, {}, Array.from({ length: 100 }, (_, n) => red(n))], [12052050, {}, Array.from({ length: 101 }, (_, n) => red(n))], [12052525, {}, [red(1), red(1)]],
    [12052560, {}, [red(1), shop.sku({ sales_attributes: [{ name: 'Size', value_name: 'M' }] })]], [12052560, {}, [shop.sku({ sales_attributes: [{ name: 'x'.repeat(21), value_name: 'M' }] })]],
    [12052560, {}, [shop.sku({ sales_attributes: ['a', 'b', 'c', 'd'].map((name) => ({ name, value_name: 'M' })) })]], [12052220, { category_id: '605026', product_attributes: [], listing_platforms: ['TIKTOK_SHOP', 'TOKOPEDIA'] }], [36009004, { minimum_order_quantity: 21 }],
  ];
  for (const [want, change, skus] of cases) expect([JSON.stringify(change).slice(0, 60), JSON.stringify(skus)?.slice(0, 90), await codeOf(change, skus)]).toEqual([JSON.stringify(change).slice(0, 60), JSON.stringify(skus)?.slice(0, 90), want]);
});

test('pictures are measured by their bytes', async () => {
  expect(await shop.upload(jpeg(300, 4000))).toMatchObject({ code: 0, data: { width: 300, height: 4000 } });
  expect(await shop.upload(jpeg(299, 600))).toMatchObject({ code: 12038005 });
  expect(await shop.upload(jpeg(600, 4001))).toMatchObject({ code: 12038005 });
  expect(await shop.upload(Buffer.from('no picture at all'))).toMatchObject({ code: 12038002 });
});

test('an idempotency key makes one product; bad brands and values are cleared with a warning', async () => {
  const body = await shop.draft({ idempotency_key: 'k-1', brand_id: '123', product_attributes: [{ id: '100392', values: [{ id: '5' }] }] });
  const [first, second] = [await shop.post(create, body), await shop.post(create, body)];
  expect(first.data?.warnings?.length).toBe(2);
  expect(second.data?.product_id).toBe(first.data?.product_id);
  expect((await shop.state()).listings?.length).toBe(1);
});

test('goods may stand in two warehouses: an update names all of a SKU\'s, and a buyer gets what is anywhere', async () => {
  await desk.unconfirmed({ secondWarehouse: true });
  const [one, two] = ((await shop.get('/logistics/202309/warehouses')).data?.warehouses as unknown as { id: string; type: string; is_default: boolean }[]).filter(({ type }) => type === 'SALES_WAREHOUSE').map(({ id }) => id);
  const id = String((await shop.post(create, await shop.draft({}, [shop.sku({ inventory: [{ warehouse_id: one, quantity: 1 }, { warehouse_id: two, quantity: 2 }] })]))).data?.product_id);
  await desk.pass(1_000);
  const sku = String((await shop.get(`${create}/${id}`)).data?.skus?.[0]?.id);
  const inner = async (inventory: object[]) => (await stock(id, [{ id: sku, inventory }])).data?.errors?.[0]?.detail?.extra_errors?.[0]?.code ?? 0;
  expect(await inner([{ warehouse_id: one, quantity: 5 }])).toBe(12019028);
  expect(await inner([{ warehouse_id: one, quantity: 1 }, { warehouse_id: two, quantity: 2 }])).toBe(0);
  await shop.order([{ id: sku, quantity: 3 }]);
  expect((await shop.post('/product/202309/inventory/search', { sku_ids: [sku] })).data?.inventory?.[0]?.skus?.[0]).toMatchObject({ total_available_quantity: 0, warehouse_inventory: [{ warehouse_id: one, available_quantity: 0 }, { warehouse_id: two, available_quantity: 0 }] });
  await desk.unconfirmed({ secondWarehouse: false });
});

test('an audit takes its time, and decides; stock waits for it', async () => {
  await desk.control('PATCH', '/settings', { auditMs: 3_600_000 });
  const id = String((await shop.post(create, await shop.draft())).data?.product_id);
  const sku = String((await shop.get(`${create}/${id}`)).data?.skus?.[0]?.id);
  expect(await shop.get(`${create}/${id}`)).toMatchObject({ data: { status: 'PENDING', audit: { status: 'AUDITING' } } });
  expect(await stock(id, [{ id: sku, inventory: [{ quantity: 4 }] }])).toMatchObject({ code: 12052901 });
  await desk.control('PATCH', `/listings/${id}`, { audit: 'reject', reason: 'Foto buram' });
  expect(await shop.get(`${create}/${id}`)).toMatchObject({ data: { status: 'FAILED', audit_failed_reasons: [{ reasons: ['Foto buram'] }] } });
  expect(await shop.post(`/product/202509/products/${id}/partial_edit`, { title: 'Kopi Bubuk Arabika Temanggung' })).toMatchObject({ code: 0 });
  await desk.control('PATCH', `/listings/${id}`, { audit: 'approve' });
  expect(await shop.get(`${create}/${id}`)).toMatchObject({ data: { status: 'ACTIVATE', title: 'Kopi Bubuk Arabika Temanggung' } });
  await shop.post(`/product/202509/products/${id}/partial_edit`, { title: 'Kopi Bubuk Liberika Temanggung' });
  expect(await shop.get(`${create}/${id}`)).toMatchObject({ data: { status: 'ACTIVATE', title: 'Kopi Bubuk Arabika Temanggung' } });
  expect(await shop.get(`${create}/${id}`, { return_under_review_version: 'true' })).toMatchObject({ data: { title: 'Kopi Bubuk Liberika Temanggung' } });
  expect(await stock(id, [{ id: sku, inventory: [{ quantity: 4 }] }])).toMatchObject({ code: 0, data: {} });
  await desk.control('PATCH', '/settings', { auditMs: 300 });
});

test('a replace drops the SKUs it leaves out, and keeps the ids it names', async () => {
  const size = (name: string, more: object = {}) => shop.sku({ seller_sku: `KP-${name}`, sales_attributes: [{ name: 'Size', value_name: name }], ...more });
  const { id, skus } = await shop.product({}, [size('S'), size('M')]);
  const answer = await shop.call('PUT', `/product/202509/products/${id}`, { body: await shop.draft({}, [size('M', { id: skus[1] }), size('L')]) });
  expect(answer.data?.skus?.[0]?.id).toBe(skus[1]);
  await desk.control('PATCH', `/listings/${id}`, { audit: 'approve' });
  expect((await shop.state()).listings?.[0]?.variants).toMatchObject([{ sku: 'KP-M' }, { sku: 'KP-L' }]);
});

test('price and stock answer row by row; a promotion locks them', async () => {
  const { id, skus: [sku = ''] } = await shop.product();
  expect(await stock(id, [{ id: sku, inventory: [{ warehouse_id: await warehouse(), quantity: 7 }] }, { id: '1', inventory: [{ quantity: 1 }] }])).toMatchObject({ code: 0, data: { errors: [{ code: 12052990, detail: { sku_id: '1' } }] } });
  expect((await shop.state()).listings?.[0]?.variants?.[0]).toMatchObject({ stock: 7 });
  expect(await stock(id, [{ id: sku, inventory: [{ warehouse_id: '5', quantity: 7 }] }])).toMatchObject({ data: { errors: [{ detail: { extra_errors: [{ code: 12052097 }] } }] } });
  await desk.control('PATCH', `/listings/${id}`, { lock: { until: Date.now() + 86_400_000 } });
  expect(await stock(id, [{ id: sku, inventory: [{ quantity: 6 }] }])).toMatchObject({ data: { errors: [{ detail: { extra_errors: [{ code: 12052393 }] } }] } });
  expect(await shop.post(`${create}/${id}/prices/update`, { skus: [{ id: sku, price: { amount: '50000', currency: 'IDR' } }] })).toMatchObject({ data: { errors: [{ detail: { extra_errors: [{ code: 12052038 }] } }] } });
  expect(await shop.post('/product/202309/inventory/search', { product_ids: [id] })).toMatchObject({ data: { inventory: [{ product_id: id, skus: [{ total_available_quantity: 7 }] }] } });
});

test('search by SKU, pages without gaps, unlist, relist with an audit, delete, recover', async () => {
  const made = [];
  for (let n = 0; n < 5; n++) made.push(await shop.product({}, [shop.sku({ seller_sku: `P-${n}` })]));
  expect((await shop.post(`${create}/search`.replace('202309', '202502'), { seller_skus: ['P-3'] }, { page_size: '10' })).data?.products).toMatchObject([{ id: made[3]?.id }]);
  const seen: string[] = [];
  for (let token = ''; ;) {
    const page = await shop.post('/product/202502/products/search', {}, { page_size: '2', ...(token === '' ? {} : { page_token: token }) });
    seen.push(...(page.data?.products as unknown as { id: string }[]).map(({ id }) => id));
    token = String(page.data?.next_page_token);
    if (token === '') break;
  }
  expect([...seen].sort()).toEqual(made.map(({ id }) => id).sort());
  const id = made[0]?.id ?? '';
  const statusOf = async () => String((await shop.get(`${create}/${id}`)).data?.status);
  expect(await shop.post(`${create}/deactivate`, { product_ids: [id, '12'] })).toMatchObject({ code: 0, data: { errors: [{ code: 12052260 }] } });
  expect(await statusOf()).toBe('SELLER_DEACTIVATED');
  await desk.control('PATCH', '/settings', { auditMs: 3_600_000 });
  await shop.post(`${create}/activate`, { product_ids: [id] });
  expect(await statusOf()).toBe('PENDING');
  await desk.control('PATCH', '/settings', { auditMs: 300 });
  expect(await shop.call('DELETE', create, { body: { product_ids: [id] } })).toMatchObject({ code: 0 });
  expect(await statusOf()).toBe('DELETED');
  expect(await shop.post(`/product/202509/products/${id}/partial_edit`, { title: 'Kopi Bubuk Arabika Temanggung' })).toMatchObject({ code: 12052901 });
  await desk.unconfirmed({ deletedAreHidden: true });
  expect(await shop.get(`${create}/${id}`)).toMatchObject({ code: 12052260 });
  await desk.unconfirmed({ deletedAreHidden: false });
  expect(await shop.post(`${create}/recover`, { product_ids: [id] })).toMatchObject({ code: 0, data: {} });
  expect(await statusOf()).toBe('SELLER_DEACTIVATED');
  expect((await shop.post(`${create}/deactivate`, { product_ids: Array.from({ length: 21 }, () => id) })).code).toBe(36009004);
});

test('a product that was banned while its audit ended comes back as the audit left it', async () => {
  for (const [verdict, back] of [['approve', 'ACTIVATE'], ['reject', 'FAILED']] as const) {
    await desk.control('PATCH', '/settings', { auditMs: 60_000, audit: verdict });
    const { data } = await shop.post(create, await shop.draft());
    const edit = (change: object) => desk.control('PATCH', `/listings/${String(data?.product_id)}`, change);
    expect((await edit({ ban: 'Merek' })).state).toBe('PLATFORM_DEACTIVATED');
    await desk.control('POST', '/clock', { advanceMs: 60_000, skewMs: -60_000 });
    expect((await edit({ ban: null })).state).toBe(back);
    await desk.control('POST', '/clock', { skewMs: 0 });
  }
  await desk.control('PATCH', '/settings', { auditMs: 300, audit: 'approve' });
});

test('every category of the demo leads to a leaf that takes a product with these defaults, on both platforms', async () => {
  interface Mapped { category: string; leaf: string; attributes: Record<string, { id?: string; text?: string }[]> }
  const { map } = JSON.parse(await readFile(new URL('demo.json', import.meta.url), 'utf8')) as { map: Mapped[] };
  expect(new Set(map.map(({ category }) => category)).size).toBe(37);
  for (const { category, leaf, attributes } of map) {
    const product_attributes = Object.entries(attributes).map(([id, values]) => ({ id, values: values.map((value) => ({ id: value.id })) }));
    const answer = await shop.post(create, await shop.draft({ category_id: leaf, product_attributes, listing_platforms: ['TIKTOK_SHOP', 'TOKOPEDIA'] }));
    expect([category, answer.code, answer.data?.warnings?.length]).toEqual([category, 0, 0]);
  }
});
