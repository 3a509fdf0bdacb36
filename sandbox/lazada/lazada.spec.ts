import { readFile } from 'node:fs/promises';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { jpeg, openDesk, openReceiver, type Desk, type Json, type ShopDesk } from './desk.fixture.js';
import { overQuota } from './quota.js';
import { pushSignature, signOf } from './sign.js';
import type { World } from './world.js';

let desk: Desk;
let shop: ShopDesk;
beforeAll(async () => { desk = await openDesk(); });
afterAll(() => desk.stop());
beforeEach(async () => {
  await desk.control('POST', '/reset', {});
  shop = await desk.openShop();
});
const detail = (answer: Json) => `${answer.code} ${answer.detail?.[0]?.message}`;

describe('signatures: the vectors of the protocol notes', () => {
  test.each([
    ['V0', 'helloworld', '/order/get', { app_key: '123456', access_token: 'test', timestamp: '1517820392000', order_id: '1234', sign_method: 'sha256' }, '4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A'],
    ['V1', 'testsecret', '/orders/get', { app_key: '100132', access_token: '50000testtoken', timestamp: '1735689600000', sign_method: 'sha256', created_after: '2025-01-01T00:00:00+07:00', limit: '100', offset: '0', sort_by: 'updated_at', sort_direction: 'ASC', status: 'pending' }, '07A3368896CCF81867DA235D9D5EB98C2452E5DFFF42915BC317579A67148B2A'],
    ['V3', 'testsecret', '/auth/token/create', { app_key: '100132', timestamp: '1735689600000', sign_method: 'sha256', code: '0_100132_abcDEF' }, '2B15A713CE9C6F0E146801E1A9D124A14C31BA32F20FC276C72564925A941D53'],
  ])('%s', (_name, secret, path, params, sign) => {
    expect(signOf(secret, path, new Map(Object.entries({ ...params, sign: 'x', empty: '' })))).toBe(sign);
  });
  test('of a push', () => {
    const body = '{"seller_id":"1234567","message_type":0,"data":{"order_status":"pending","trade_order_id":"260422900198363","trade_order_line_id":"260422900298363","status_update_time":1603698638},"timestamp":1603766859530,"site":"lazada_id"}';
    expect(pushSignature('testsecret', '100132', body)).toBe('d7bb7f086cd82d7b3342441938c40660def4188eb32f00bc4e528960b98acb9e');
  });
});

describe('who may call', () => {
  test.each([
    ['no key', 'app_key', null, 'MissingParameter'], ['no signature', 'sign', null, 'MissingParameter'], ['no timestamp', 'timestamp', null, 'MissingParameter'], ['no method', 'sign_method', null, 'MissingParameter'], ['no token', 'access_token', null, 'IncompleteSignature'],
    ['lower case', 'sign', 'lower', 'IncompleteSignature'], ['another key', 'app_key', '1', 'InvalidAppKey'], ['another value', 'limit', '2', 'IncompleteSignature'],
  ])('%s', async (_name, name, value, code) => {
    const change = (params: Map<string, string>) => { if (value === null) params.delete(name); else params.set(name, value === 'lower' ? (params.get(name) ?? '').toLowerCase() : value); };
    expect(await shop.get('/products/get', { limit: '1' }, { change })).toMatchObject({ code });
  });
  test('two hours to both sides, in ms or as a UTC date; HTTP is 200 either way', async () => {
    const now = Date.now();
    const at = async (ms: number) => String((await shop.get('/products/get', {}, { at: now + ms })).code);
    expect([await at(-7_190_000), await at(7_190_000), await at(-7_210_000), await at(7_210_000)]).toEqual(['0', '0', 'IllegalTimestamp', 'IllegalTimestamp']);
    expect(await shop.get('/products/get', {}, { at: `${new Date(now).toISOString().slice(0, 19)}Z` })).toMatchObject({ code: '0' });
    expect((await shop.raw('GET', '/products/get', {}, { at: 1 })).status).toBe(200);
  });
  test('tokens made up, expired, revoked; open calls need none; unknown paths and parameters', async () => {
    expect(await shop.get('/products/get', {}, { token: 'x' })).toMatchObject({ code: 'IllegalAccessToken', type: 'SYSTEM' });
    expect(await shop.get('/category/tree/get', { language_code: 'id_ID' }, { token: null })).toMatchObject({ code: '0' });
    expect(await shop.get('/products/get', {}, { token: null })).toMatchObject({ code: 'MissingParameter' });
    expect(await shop.get('/products/all')).toMatchObject({ code: 'InvalidApiPath' });
    expect(await shop.get('/products/get', { colour: 'red' })).toMatchObject({ code: '1' });
    await desk.control('POST', '/tokens/expire', { shop: shop.id, kind: 'access' });
    expect(await shop.get('/products/get')).toMatchObject({ code: 'IllegalAccessToken' });
  });
  test('a JSON body carries nothing', async () => {
    expect(await shop.post('/product/create', { payload: '{}' }, { json: true })).toMatchObject({ code: '30' });
  });
});

describe('tokens', () => {
  test('a refresh does not move the day the refreshing ends; the old refresh token is spent', async () => {
    const { refresh_token, refresh_expires_in, access_token } = shop.credentials;
    expect([refresh_expires_in, shop.credentials.expires_in]).toEqual([180 * 86_400, 30 * 86_400]);
    await desk.pass(10 * 86_400_000);
    const fresh = await shop.get('/auth/token/refresh', { refresh_token }, { token: null });
    expect(fresh).toMatchObject({ code: '0', expires_in: 30 * 86_400, country_user_info_list: [{ country: 'id', seller_id: shop.id }] });
    expect(Number(fresh.refresh_expires_in)).toBeLessThanOrEqual(170 * 86_400);
    expect(await shop.get('/auth/token/refresh', { refresh_token }, { token: null })).toMatchObject({ code: 'IllegalRefreshToken' });
    expect(await shop.get('/products/get', {}, { token: access_token })).toMatchObject({ code: '0' });
    await desk.pass(171 * 86_400_000);
    expect(await shop.get('/auth/token/refresh', { refresh_token: String(fresh.refresh_token) }, { token: null })).toMatchObject({ code: 'IllegalRefreshToken' });
  });
  test('a code serves once', async () => {
    const page = `${desk.url}/oauth/authorize?response_type=code&force_auth=true&client_id=${shop.credentials.app_key}&redirect_uri=http://127.0.0.1/back&state=s`;
    expect((await fetch(page)).status).toBe(200);
    expect((await fetch(`${page}&uuid=1`)).status).toBe(400);
    const decided = await fetch(`${desk.url}/oauth/decide`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ shop: shop.id, client_id: shop.credentials.app_key, redirect_uri: 'http://127.0.0.1/back', state: 's' }) });
    const code = new URL(decided.headers.get('location') ?? '').searchParams.get('code') ?? '';
    expect(await shop.post('/auth/token/create', { code }, { token: null })).toMatchObject({ code: '0', account_platform: 'seller_center', country_user_info: [{ seller_id: shop.id }] });
    expect(await shop.post('/auth/token/create', { code }, { token: null })).toMatchObject({ code: 'InvalidCode' });
  });
});

describe('products', () => {
  test('QC decides; found by SellerSku; ids beyond 2^53', async () => {
    const made = await shop.create(await shop.product());
    expect(made).toMatchObject({ code: '0', data: { item_status: 'Pending QC', sku_list: [{ seller_sku: 'KP-01' }] } });
    expect(BigInt(String(made.data?.item_id)) > 2n ** 53n).toBe(true);
    expect((await shop.get('/products/get', { filter: 'pending' })).data).toMatchObject({ total_products: 1 });
    await desk.pass(400);
    expect((await shop.get('/products/get', { filter: 'live', sku_seller_list: '["KP-01"]' })).data).toMatchObject({ total_products: 1, products: [{ status: 'Active', skus: [{ SellerSku: 'KP-01', price: 45_000, quantity: 10 }] }] });
    expect((await shop.get('/products/get', { sku_seller_list: '["KP-0"]' })).data).toMatchObject({ total_products: 0 });
  });
  test.each<[string, Parameters<ShopDesk['product']>[0], string]>([
    ['a category that is no leaf', { product: { PrimaryCategory: '10000510' } }, '500 201'], ['a foreign picture', { product: { Images: { Image: ['https://example.com/a.jpg'] } } }, '500 4138'], ['no picture', { product: { Images: {} } }, '500 4139'],
    ['a name too long', { attributes: { name: 'x'.repeat(256) } }, '500 4110'], ['a mandatory attribute missing', { attributes: { shelf_life: undefined } }, '500 4110'], ['a brand of other goods', { attributes: { brand_id: '151002' } }, '500 4142'], ['a sensitive word', { attributes: { name: 'Obat kuat madu' } }, '500 4131'],
    ['price zero', { sku: { price: '0' } }, '500 4118'], ['a price with decimals', { sku: { price: '1.5' } }, '500 4167'], ['a special price above', { sku: { special_price: '50000' } }, '500 4157'], ['too heavy', { sku: { package_weight: '40.01' } }, '500 4164'],
    ['too large', { sku: { package_length: '281' } }, '500 4165'], ['three decimals', { sku: { package_weight: '0.255' } }, '500 4167'], ['Sku is no list', { product: { Skus: { Sku: { SellerSku: 'A' } } } }, '1001 undefined'],
  ])('%s', async (_name, change, expected) => {
    expect(detail(await shop.create(await shop.product(change)))).toMatch(new RegExp(`^${expected}`));
  });
  test('bare codes where the setting says so; a SellerSku serves once; XML with CDATA', async () => {
    await desk.unconfirmed({ productErrors: 'bare' });
    await shop.item();
    expect(await shop.create(await shop.product())).toMatchObject({ code: '4141', type: 'ISV' });
    const url = await shop.picture();
    const payload = `<Request><Product><PrimaryCategory>10002019</PrimaryCategory><Images><Image>${url}</Image></Images><Attributes><name><![CDATA[Kopi & Gula]]></name><brand_id>30768</brand_id><shelf_life>6</shelf_life></Attributes><Skus><Sku><SellerSku>X-1</SellerSku><quantity>3</quantity><price>9000</price><package_height>1</package_height><package_length>1</package_length><package_width>1</package_width><package_weight>1</package_weight></Sku></Skus></Product></Request>`;
    expect(await shop.post('/product/create', { payload })).toMatchObject({ code: '0' });
    expect(await shop.post('/product/create', { payload: '<Request><Product>' })).toMatchObject({ code: '5' });
  });
  test('variants: named, joined later, removed', async () => {
    const sku = (name: string, weight: string) => ({ SellerSku: name, saleProp: { net_weight: weight }, quantity: '4', price: '20000', package_height: '1', package_length: '1', package_width: '1', package_weight: '1' });
    const variation = (...option: string[]) => ({ variation1: { name: 'net_weight', hasImage: false, customize: false, options: { option } } });
    const made = await shop.create(await shop.product({ product: { variation: variation('100 g', '250 g'), Skus: { Sku: [sku('V-1', '100 g'), sku('V-2', '250 g')] } } }));
    expect(made).toMatchObject({ code: '0' });
    expect(detail(await shop.create(await shop.product({ product: { variation: variation('x'.repeat(21)), Skus: { Sku: [sku('V-9', 'x'.repeat(21))] } } })))).toMatch(/^500 4110/);
    const item = String(made.data?.item_id);
    expect(await shop.create({ AssociatedSku: 'V-1', Skus: { Sku: [sku('V-3', '1 kg')] } })).toMatchObject({ code: '0', data: { sku_list: [{ seller_sku: 'V-3' }] } });
    const remove = (id: string) => shop.post('/product/sku/remove', { payload: JSON.stringify({ Request: { Product: { ItemId: item, Skus: { Sku: [{ SkuId: id }] } } } }) });
    expect(await remove(String(made.data?.sku_list?.[0]?.sku_id))).toMatchObject({ code: '0' });
    expect(await remove('1')).toMatchObject({ code: '207' });
    expect((await shop.state()).listings?.[0]?.variants).toMatchObject([{ sku: 'V-2', stock: 4 }, { sku: 'V-3', stock: 4 }]);
  });
  test('updates name SkuId and Attributes; hidden and shown again; removed', async () => {
    const { item, sku } = await shop.item();
    expect(detail(await shop.update({ ItemId: item, Skus: { Sku: [{ SkuId: sku }] } }))).toMatch(/^501 4110/);
    expect(await shop.update({ ItemId: item, Attributes: {}, Skus: { Sku: [{ SellerSku: 'KP-01' }] } })).toMatchObject({ code: '207' });
    expect(await shop.update({ ItemId: item, Attributes: { name: 'Kopi Baru' } })).toMatchObject({ code: '0', data: { item_status: 'Pending QC' } });
    expect((await shop.state()).listings?.[0]).toMatchObject({ live: true, title: 'Kopi Baru' });
    await desk.pass(400);
    await shop.post('/product/deactivate', { apiRequestBody: `<Request><Product><ItemId>${item}</ItemId></Product></Request>` });
    expect((await shop.state()).listings?.[0]).toMatchObject({ live: false, state: 'InActive' });
    expect(await shop.update({ ItemId: item, Attributes: {}, Skus: { Sku: [{ SkuId: sku, Status: 'active' }] } })).toMatchObject({ data: { item_status: 'Active' } });
    expect(await shop.post('/product/remove', { sku_id_list: `["SkuId_${item}_${sku}"]` })).toMatchObject({ code: '0' });
    expect(await shop.get('/product/item/get', { item_id: item })).toMatchObject({ code: '208' });
  });
  test('every category of the demo leads to a leaf that takes a product with these defaults', async () => {
    const { map } = JSON.parse(await readFile(new URL('demo.json', import.meta.url), 'utf8')) as { map: { leaf: string; brand: string; attributes: Record<string, { id?: string; text?: string }[]> }[] };
    expect(map).toHaveLength(37);
    for (const [n, { leaf, brand, attributes }] of map.entries()) {
      const given = Object.fromEntries(Object.entries(attributes).map(([name, [value]]) => [name, value?.id ?? value?.text]));
      const product = await shop.product({ sku: { SellerSku: `D-${n}` } });
      expect([leaf, (await shop.create({ ...product, PrimaryCategory: leaf, Attributes: { name: 'Barang', brand_id: brand, ...given } })).code]).toEqual([leaf, '0']);
    }
  });
});

test('pictures: form, size in bytes and pixels; migrated in a batch that takes its time', async () => {
  expect([(await shop.upload(jpeg(329, 700))).code, (await shop.upload(jpeg(700, 5001))).code, (await shop.upload(jpeg(700, 700, 1_048_577))).code, (await shop.upload(Buffer.from('GIF89a'))).code]).toEqual(['304', '304', '303', '302']);
  const url = await shop.picture();
  expect((await fetch(url)).status).toBe(200);
  const many = await shop.post('/images/migrate', { payload: `<Request><Images><Url>${url}</Url><Url>${desk.url}/nothing.jpg</Url></Images></Request>` });
  const ask = () => shop.get('/image/response/get', { batch_id: String(many.batch_id) });
  await desk.control('PATCH', '/settings', { feedMs: 500 });
  expect(['0', '1000']).toContain(String((await ask()).code));
  await desk.pass(600);
  expect((await ask()).data).toMatchObject({ images: [{ url }], errors: [{ original_url: `${desk.url}/nothing.jpg` }] });
});

test('stock: total, sellable, delta; floors of orders and campaigns; batches of fifty', async () => {
  const { item, sku } = await shop.item();
  const row = (more: object) => ({ ItemId: item, SkuId: sku, SellerSku: 'KP-01', ...more });
  await shop.order([{ sku: 'KP-01', quantity: 3 }]);
  expect(await shop.rows('/product/price_quantity/update', row({ Quantity: '2' }))).toMatchObject({ code: '4170' });
  expect(await shop.rows('/product/price_quantity/update', row({ Quantity: '5', Price: '50000' }))).toMatchObject({ code: '0', data: {} });
  expect((await shop.state()).listings?.[0]?.variants?.[0]).toMatchObject({ stock: 2, occupied: 3, price: 50_000 });
  expect(await shop.rows('/product/stock/sellable/adjust', row({ SellableQuantity: '-3' }))).toMatchObject({ code: '4170' });
  await desk.control('PATCH', `/listings/${item}`, { lock: { quantity: 2, until: Date.now() + 3_600_000 } });
  expect(await shop.rows('/product/stock/sellable/update', row({ SellableQuantity: '1' }))).toMatchObject({ code: '4170' });
  await desk.pass(3_700_000);
  expect(await shop.rows('/product/stock/sellable/update', row({ SellableQuantity: '0' }))).toMatchObject({ code: '0' });
  expect(await shop.rows('/product/price_quantity/update', ...Array.from({ length: 51 }, () => row({ Quantity: '5' })))).toMatchObject({ code: '204' });
  expect(await shop.rows('/product/price_quantity/update', row({ MultiWarehouseInventories: { MultiWarehouseInventory: [{ WarehouseCode: 'dropshipping', Quantity: '1' }] } }))).toMatchObject({ code: '1' });
});

test('so many calls a second, by the clock: the others are over the quota', () => {
  let now = 0;
  const world = { kit: { clock: { elapsed: () => now } } } as unknown as World;
  const over = (times: number) => Array.from({ length: times }, () => overQuota(world, 'stock 1', 50)).filter(Boolean).length;
  expect(over(60)).toBe(10);
  now += 500;
  expect([over(30), overQuota(world, 'stock 2', 50)]).toEqual([5, false]);
});

describe('orders', () => {
  test('one item a unit; unpaid lapses after half an hour; paid, packed, ready, canceled', async () => {
    await shop.item();
    const order = await shop.order([{ sku: 'KP-01', quantity: 2 }], { unpaid: true });
    const variant = async () => (await shop.state()).listings?.[0]?.variants?.[0];
    expect(await variant()).toMatchObject({ stock: 8, withheld: 2 });
    expect(await shop.get('/orders/get')).toMatchObject({ code: 'MissingParameter' });
    expect((await shop.get('/orders/get', { update_after: '2025-01-01T00:00:00+07:00' })).data).toMatchObject({ count: 1, countTotal: 1, orders: [{ statuses: ['unpaid'], items_count: 2, price: '90000.00' }] });
    await desk.pass(1_800_100);
    expect((await shop.get('/order/items/get', { order_id: String(order.id) })).data).toMatchObject([{ status: 'canceled', sku: 'KP-01' }, { status: 'canceled' }]);
    expect(await variant()).toMatchObject({ stock: 10, withheld: 0 });
    const paid = String((await shop.order([{ sku: 'KP-01', quantity: 2 }])).id);
    const many = await shop.get('/orders/items/get', { order_ids: `[${paid}]` });
    const ids = [0, 1].map((n) => String(many.data?.[0]?.order_items?.[n]?.order_item_id));
    const pack = (list: readonly string[]) => shop.post('/order/fulfill/pack', { packReq: `{"pack_order_list":[{"order_id":${paid},"order_item_list":[${list.join()}]}],"delivery_type":"dropship","shipping_allocate_type":"TFS"}` });
    const packed = await pack(ids.slice(0, 1));
    expect(packed).toMatchObject({ code: '0', result: { success: true, data: { pack_order_list: [{ order_item_list: [{ item_err_code: '0' }] }] } } });
    expect((await pack(ids.slice(0, 1))).result?.data?.pack_order_list?.[0]?.order_item_list?.[0]?.item_err_code).not.toBe('0');
    const parcel = String(packed.result?.data?.pack_order_list?.[0]?.order_item_list?.[0]?.package_id);
    expect((await shop.get('/order/get', { order_id: paid })).data?.statuses).toEqual(['packed', 'pending']);
    await shop.post('/order/package/rts', { readyToShipReq: `{"packages":[{"package_id":"${parcel}"}]}` });
    expect(await variant()).toMatchObject({ stock: 8, occupied: 1 });
    await shop.get('/order/reverse/cancel/create', { order_id: paid, order_item_id_list: `[${ids[1]}]`, reason_id: '15' });
    expect(await variant()).toMatchObject({ stock: 0, occupied: 0 });
    expect(await desk.control('POST', `/orders/${paid}/moves`, { to: 'delivered' })).toMatchObject({ error: expect.stringContaining('cannot become delivered') });
    const found = async (status: string): Promise<unknown> => { const answer = await shop.get('/orders/get', { created_after: '2025-01-01T00:00:00+07:00', status }); return answer.data?.count ?? answer.code; };
    expect([await found('toship'), await found('topack'), await found('shipping'), await found('lost'), await found('ready_to_ship_pending'), await found('lost_at_sea')]).toEqual([1, 0, 0, 0, 0, '1']);
  });

  test('come back: asked for by the buyer, answered by the seller; money and statements tell of it', async () => {
    await shop.item();
    const id = String((await shop.order([{ sku: 'KP-01', quantity: 2 }])).id);
    for (const to of ['packed', 'ready_to_ship', 'shipped', 'delivered']) await desk.control('POST', `/orders/${id}/moves`, { to });
    const today = new Date(Date.parse(String((await desk.control('GET', '')).now)) + 7 * 3_600_000).toISOString().slice(0, 10), span = { start_time: today, end_time: today };
    expect((await shop.get('/finance/transaction/details/get', { ...span, trans_type: '-1' })).data).toHaveLength(6);
    expect((await shop.get('/finance/transaction/details/get', { ...span, trans_type: '16', limit: '1' })).data).toMatchObject([{ order_no: id, amount: '-2250.00', fee_type: '16', paid_status: 'Not paid', seller_sku: 'KP-01' }]);
    expect(await shop.get('/finance/transaction/details/get', { start_time: '2025-01-01', end_time: '2025-06-30' })).toMatchObject({ code: '1' });
    expect((await shop.get('/finance/payout/status/get', { created_after: today })).data).toMatchObject([{ item_revenue: '90000.00', fees_total: '-6120.00', payout: '83880.00 IDR', paid: '0' }]);
    await desk.control('POST', `/orders/${id}/moves`, { to: 'RETURN', lines: [{ sku: 'KP-01', quantity: 1 }], reason: 'Rusak' });
    expect(await desk.control('POST', `/orders/${id}/moves`, { to: 'RETURN' })).toMatchObject({ error: expect.stringContaining('under way') });
    const list = (await shop.get('/reverse/getreverseordersforseller', { page_no: '1', page_size: '10', trade_order_id: id })).result;
    expect(list).toMatchObject({ total: 1, items: [{ request_type: 'RETURN', is_rtm: true, reverse_order_lines: [{ reverse_status: 'REQUEST_INITIATE', refund_amount: 4_500_000, reason_text: 'Rusak' }] }] });
    const reverse_order_id = String(list?.items?.[0]?.reverse_order_id), act = (action: string, more: object = {}): Promise<Json> => shop.post('/order/reverse/return/update', { reverse_order_id, action, ...more });
    expect(await act('refuseReturn', { comment: 'x' })).toMatchObject({ code: 'MissingParameter' });
    expect(await act('confirmDelivery')).toMatchObject({ code: '1' });
    for (const action of ['agreeReturn', 'confirmDelivery', 'agreeRefund']) expect(await act(action)).toMatchObject({ code: '0', result: { success: true } });
    expect((await shop.get('/order/get', { order_id: id })).data?.statuses).toEqual(['returned', 'delivered']);
    expect((await shop.get('/order/reverse/return/detail/list', { reverse_order_id })).result?.data?.reverse_order_lines).toMatchObject([{ reverse_status: 'REFUND_SUCCESS' }]);
    expect((await shop.get('/finance/payout/status/get', { created_after: today })).data).toMatchObject([{ refunds: '-45000.00' }]);
    await desk.control('POST', `/orders/${id}/moves`, { to: 'ONLY_REFUND', lines: [{ sku: 'KP-01', quantity: 1 }] });
    const alone = (await shop.get('/reverse/getreverseordersforseller', { reverse_status_list: '["REQUEST_INITIATE"]' })).result?.items?.[0];
    expect(await shop.post('/order/reverse/onlyrefund/seller/decide', { reverse_order_id: String(alone?.reverse_order_id), action: 'agreeRefund' })).toMatchObject({ code: '0' });
  });

  test('carry papers: old documents, invoice numbers, an own fleet\'s ends; nothing digital is sold', async () => {
    await shop.item();
    const id = String((await shop.order([{ sku: 'KP-01', quantity: 1 }])).id), unit = String((await shop.get('/order/items/get', { order_id: id })).data?.[0]?.order_item_id);
    const paper = { doc_type: 'invoice', order_item_ids: `[${unit}]` };
    expect(await shop.get('/order/document/get', paper)).toMatchObject({ code: '1' });
    for (const to of ['packed', 'ready_to_ship']) await desk.control('POST', `/orders/${id}/moves`, { to });
    expect((await shop.get('/order/document/get', paper)).data?.document).toMatchObject({ document_type: 'invoice', file: expect.any(String) });
    expect(await shop.post('/order/invoice_number/set', { order_item_id: unit, invoice_number: 'INV/1' })).toMatchObject({ code: '0', data: { invoice_number: 'INV/1' } });
    expect(await shop.post('/order/digital/delivered', { digitalDeliveryReq: `{"orders":[{"order_id":${id}}]}` })).toMatchObject({ code: '1' });
    const parcel = String((await shop.get('/order/items/get', { order_id: id })).data?.[0]?.package_id), own = { dbsDeliveryReq: `{"packages":[{"package_id":"${parcel}"}]}` };
    expect((await shop.post('/order/package/sof/delivered', own)).result?.data?.packages).toMatchObject([{ item_err_code: '0' }]);
    expect((await shop.get('/order/get', { order_id: id })).data?.statuses).toEqual(['delivered']);
    expect((await shop.get('/product/seller/item/limit')).data).toMatchObject({ item_count: 1 });
  });

  test('stock of several warehouses only where a seller has them, and one SKU off sale as the document writes it', async () => {
    const { item, sku } = await shop.item(), many = { ItemId: item, SkuId: sku, MultiWarehouseInventories: { MultiWarehouseInventory: [{ WarehouseCode: 'dropshipping', SellableQuantity: '4' }] } };
    expect(await shop.rows('/product/stock/sellable/update', many)).toMatchObject({ code: '1' });
    await desk.control('PATCH', '/settings', { unconfirmed: { multiWarehouse: true } });
    expect(await shop.rows('/product/stock/sellable/update', many)).toMatchObject({ code: '0' });
    await desk.control('PATCH', '/settings', { unconfirmed: { multiWarehouse: false } });
    expect((await shop.state()).listings?.[0]?.variants?.[0]).toMatchObject({ stock: 4 });
    expect(await shop.post('/product/deactivate', { apiRequestBody: `\n<?xml version="1.0" encoding="UTF-8"?>\n<Request><Product><ItemId>${item}</ItemId><Skus><SkuId>${sku}</SkuId><SellerSku>KP-02</SellerSku></Skus></Product></Request>` })).toMatchObject({ code: '207' });
    expect(await shop.post('/product/deactivate', { apiRequestBody: JSON.stringify({ Request: { Product: { ItemId: item, Skus: { SkuId: sku } } } }) })).toMatchObject({ code: '0' });
    expect((await shop.state()).listings?.[0]).toMatchObject({ state: 'InActive', live: false });
  });
});

test('pushes: one a unit, signed over key and raw body, tried again every half hour', async () => {
  const receiver = await openReceiver();
  await shop.item();
  expect((await shop.subscribe(receiver.url)).status).toBe(200);
  receiver.answer.status = 500;
  const order = await shop.order([{ sku: 'KP-01', quantity: 2 }]);
  const lines = () => receiver.received.filter(({ body }) => (JSON.parse(body) as { message_type: number }).message_type === 0);
  await receiver.until(() => lines().length === 2);
  const [push] = lines();
  expect(JSON.parse(push?.body ?? '')).toMatchObject({ seller_id: shop.id, site: 'lazada_id', data: { order_status: 'pending', trade_order_id: order.id } });
  expect(push?.headers.authorization).toBe(createHmac('sha256', shop.credentials.app_secret).update(shop.credentials.app_key + push?.body).digest('hex'));
  await desk.pass(0);
  receiver.answer.status = 200;
  await desk.pass(1_799_000);
  expect(lines()).toHaveLength(2);
  await desk.pass(2_000);
  expect(lines()).toHaveLength(4);
  receiver.close();
});
