import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openDesk, sign, type Desk, type ShopDesk } from './desk.fixture.js';
import { jakartaDate, signedPath, signOf } from './sign.js';

let desk: Desk;
let shop: ShopDesk;
beforeAll(async () => { desk = await openDesk(); });
afterAll(() => desk.stop());
beforeEach(async () => {
  await desk.control('POST', '/reset', {});
  shop = await desk.openShop();
});
const brands = '/mta/api/businesspartner/v2/product/getBrands';
const points = '/seller/v1/stores/pickup-points/filter';

test('the vectors: a call without a body, one with, and a webhook', () => {
  const ms = 1_735_689_600_000;
  expect(jakartaDate(ms)).toBe('Wed Jan 01 07:00:00 WIB 2025');
  expect(signOf('testsecret', 'GET', '', '', ms, '/seller/v1/orders/items/25000134053').toString('base64')).toBe('mJQDs6rCs/HiXD0binABT5BZ/Sapn7ImTDSPZcKI7LA=');
  const body = '{"filter":{"orderItemStatuses":["FP"]},"paging":{"page":0,"size":50}}';
  expect(signOf('testsecret', 'POST', body, 'application/json', ms, '/seller/v1/orders/packages/filter').toString('base64')).toBe('HdgSYwnFf5/bEl8VKxryDDyP/IxG1wiHEJnrfF+o4hM=');
  const push = '{"blibliSku":"TOQ-15126-00298-00001","quantity":2,"orderId":"12104566234","orderItemId":"121072766613","orderStatus":"FP","timestamp":1735689600000,"storeCode":"TOQ-15126"}';
  expect(signOf('hooksecret', 'POST', push, 'application/json', ms, 'https://hooks.example.test/blibli/newOrder').toString('base64')).toBe('mfozpf2W9bYwaHwNWXKJgBgBdjSF5Q8QhDTT/l+eHyw=');
  expect(signedPath('/v2/proxy/mta/api/businesspartner/v1/feed/list')).toBe('/mtaapi/api/businesspartner/v1/feed/list');
  expect(sign('testsecret', 'GET', '/seller/v1/orders/items/25000134053', '', ms)).toBe('mJQDs6rCs/HiXD0binABT5BZ/Sapn7ImTDSPZcKI7LA=');
});

test('a signed call of each family is let in, in its own envelope', async () => {
  expect((await shop.get(brands)).body).toMatchObject({ success: true, errorCode: '', value: expect.arrayContaining([{ brandCode: 'BR-4000001', brandName: 'no brand' }]), pageMetaData: { totalRecords: 3 } });
  expect((await shop.post(points, {})).body).toMatchObject({ content: [{ code: shop.credentials.pickupPointCode }], paging: { pageNumber: 0, totalPage: 1, totalRecord: 1 } });
});

test('who calls: a wrong pair, a foreign or missing seller key, a revoked one', async () => {
  const other = await desk.openShop('Lain');
  const as = (headers: Record<string, string>) => shop.call('GET', brands, { headers });
  expect(await as({ authorization: 'Basic eDp5' })).toMatchObject({ status: 401, body: { success: false, errorCode: 'ERR-PA401001' } });
  expect(await as({ 'api-seller-key': other.credentials.apiSellerKey })).toMatchObject({ status: 401, body: { errorMessage: 'Seller id not recognized' } });
  expect(await as({ 'api-seller-key': '' })).toMatchObject({ status: 401 });
  await desk.control('POST', '/tokens/revoke', { shop: shop.id });
  expect(await as({})).toMatchObject({ status: 401 });
  expect(await desk.control('POST', '/tokens/expire', { shop: shop.id, kind: 'access' })).toMatchObject({ error: expect.stringContaining('do not expire') });
});

test('the signature covers method, body, type, time and path, byte for byte; the query is free', async () => {
  const now = Date.now();
  const { signatureKey: key } = shop.credentials;
  const signed = (signature: string, body = '{"paging":{"page":0}}') => shop.call('POST', points, { body, at: now, headers: { signature } });
  const body = '{"paging":{"page":0}}';
  expect(await signed(sign(key, 'POST', points, body, now))).toMatchObject({ status: 200 });
  for (const wrong of [sign('x', 'POST', points, body, now), sign(key, 'PUT', points, body, now), sign(key, 'POST', `${points}x`, body, now), sign(key, 'POST', points, `${body} `, now), sign(key, 'POST', points, body, now, ''), sign(key, 'POST', points, body, now + 1000)]) {
    expect(await signed(wrong)).toMatchObject({ status: 401, body: { errorMessage: 'Signature is not valid' } });
  }
  expect(await shop.call('GET', brands, { headers: { signature: '' } })).toMatchObject({ status: 401 });
  for (const late of [-901_000, 901_000]) expect(await shop.call('GET', brands, { at: Date.now() + late })).toMatchObject({ status: 401, body: { errorMessage: 'Signature-Time is not valid' } });
  expect(await shop.get(brands, { brandName: 'ben' })).toMatchObject({ status: 200, body: { value: [{ brandName: 'Bengawan' }] } });
  await shop.sellerCenter({ signatureKey: '' });
  expect(await shop.call('GET', brands, { headers: { signature: '', 'signature-time': '' } })).toMatchObject({ status: 200 });
});

test('a POST without a body: either third line, or the one that the setting says', async () => {
  const path = '/seller/v1/orders/shipping-by-seller/1/ready-to-ship';
  const now = Date.now();
  const status = async (type: string) => (await shop.call('POST', path, { at: now, headers: { signature: sign(shop.credentials.signatureKey, 'POST', path, '', now, type) } })).status;
  expect([await status(''), await status('application/json')]).toEqual([404, 404]);
  await desk.control('PATCH', '/settings', { unconfirmed: { bodylessPostType: 'json' } });
  expect([await status(''), await status('application/json')]).toEqual([401, 404]);
});

test('common parameters, unknown ones, bodies that are no JSON, other addresses', async () => {
  for (const drop of ['requestId', 'channelId', 'username', 'storeId', 'businessPartnerCode']) {
    expect(await shop.call('GET', brands, { drop })).toMatchObject({ status: 200, body: { success: false, errorCode: 'ERR-PA400054', errorMessage: expect.stringContaining(drop) } });
  }
  expect(await shop.call('POST', points, { body: {}, drop: 'storeCode' })).toMatchObject({ status: 400, body: { errorCode: 'ERR-PA400054' } });
  expect(await shop.post(points, {}, { storeCode: 'TOQ-1' })).toMatchObject({ status: 400, body: { errorMessage: expect.stringContaining('not bound') } });
  expect(await shop.get(brands, { colour: 'red' })).toMatchObject({ body: { success: false } });
  expect(await shop.call('POST', points, { body: '[1' })).toMatchObject({ status: 400 });
  expect(await shop.get('/seller/v1/nothing')).toMatchObject({ status: 404 });
  expect(await shop.get(brands, { size: '101' })).toMatchObject({ body: { errorMessage: 'size must be from 1 to 100' } });
});

test('quotas are small, per store or per id, and come back with their window', async () => {
  const tree = () => shop.get('/mta/api/businesspartner/v1/product/getCategory');
  for (let n = 0; n < 5; n++) expect((await tree()).body.success).toBe(true);
  expect(await tree()).toMatchObject({ status: 429, body: { errorCode: 'ERR-PA429001' } });
  expect((await (await desk.openShop('Lain')).get('/mta/api/businesspartner/v1/product/getCategory')).status).toBe(200);
  await desk.control('POST', '/clock', { advanceMs: 86_400_000 });
  expect((await tree()).status).toBe(200);
});

test('the door lays errors of Blibli only, and throttles', async () => {
  expect(await desk.control('POST', '/faults', { match: {}, fault: { kind: 'vendor-error', code: 'nope' } })).toMatchObject({ error: expect.stringContaining('nope') });
  await desk.control('POST', '/faults', { match: { path: 'getBrands' }, times: 1, fault: { kind: 'vendor-error', code: 'ERR-MA500007' } });
  expect(await shop.get(brands)).toMatchObject({ status: 500, body: { success: false, errorCode: 'ERR-MA500007' } });
  await desk.control('PATCH', '/settings', { callsPerSecond: 0.1, burst: 1 });
  await shop.get(brands);
  expect(await shop.get(brands)).toMatchObject({ status: 429 });
});
