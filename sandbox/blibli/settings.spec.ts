import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { item, openDesk, openReceiver, type Desk, type ShopDesk } from './desk.fixture.js';

let desk: Desk;
let shop: ShopDesk;
beforeAll(async () => { desk = await openDesk(); });
afterAll(() => desk.stop());
beforeEach(async () => {
  await desk.control('POST', '/reset', {});
  shop = await desk.openShop();
});
const set = (unconfirmed: object) => desk.control('PATCH', '/settings', { unconfirmed });

test('a requestId that was seen makes a second product, or the same queue', async () => {
  const body = { product: [await shop.draft()] };
  const send = async () => String((await shop.post('/seller/v1/products/async', body, { requestId: 'sama' })).body.content?.requestId);
  expect(await send()).not.toBe(await send());
  await set({ replayProtection: true });
  expect(await send()).toBe(await send());
  await set({ replayProtection: false });
});

test('a description in base64, the other path of the detail, refusals of the older family with their status', async () => {
  const { sku } = await shop.product();
  const texts = (path: string, description: string) => shop.call('PUT', path, { body: { description } });
  const [long, bare] = [`/seller/v1/products/${sku}/detail`, `/seller/v1/${sku}/detail`];
  expect([(await texts(long, 'Baru.')).status, (await texts(bare, 'Baru.')).status]).toEqual([204, 404]);
  await set({ detailPath: 'bare', descriptionEncoding: 'base64' });
  expect([(await texts(long, 'QmFydQ==')).status, (await texts(bare, 'QmFydQ==')).status, (await texts(bare, 'Baru.')).status]).toEqual([404, 204, 400]);
  expect((await shop.state()).listings?.[0]?.description).toBe('Baru');
  await set({ detailPath: 'products', descriptionEncoding: 'plain', mtaFailureStatus: 400 });
  expect(await shop.bulk([])).toMatchObject({ status: 400, body: { success: false } });
  await set({ mtaFailureStatus: 200 });
});

test('sizes of batches: a hundred SKUs and no more', async () => {
  const many = Array.from({ length: 101 }, (_, n) => `${shop.id}-00001-${String(n).padStart(5, '0')}`);
  expect(await shop.bulk(many.map((gdnSku) => ({ gdnSku, exactStock: 1 })))).toMatchObject({ body: { success: false, errorMessage: expect.stringContaining('100') } });
  expect((await shop.post('/seller/v1/products/statuses/archive', { productSkus: many })).status).toBe(400);
  expect((await shop.post('/seller/v1/products/statuses/archive', { productSkus: many.slice(1) })).status).toBe(202);
});

test('a filter of orders stops after so many records; time ranges and pages hold', async () => {
  await shop.product({ productItems: [item('KP-01', { stock: 500 })] });
  const begin = Date.now() - 3_600_000;
  for (let n = 0; n < 101; n++) await shop.order([{ sku: 'KP-01', quantity: 1 }], { at: begin + n * 1000 });
  const list = async (filter: object, page: number) => (await shop.post('/seller/v1/orders/packages/filter', { filter, sorting: { by: 'statusFPUpdatedTimestamp', direction: 'ASC' }, paging: { page, size: 50 } })).body;
  const all = { statusFPDateRange: { start: begin, end: begin + 200_000 } };
  expect((await list(all, 0)).paging).toMatchObject({ totalRecord: 100, totalPage: 2 });
  expect((await list(all, 2)).content).toHaveLength(0);
  expect((await list({ statusFPDateRange: { start: begin + 90_000, end: begin + 200_000 } }, 0)).content).toHaveLength(11);
  await set({ orderCap: 0 });
  expect((await list(all, 2)).content).toHaveLength(1);
  await set({ orderCap: 100 });
});

test('a payment that came too late: expired, then new for the very same item', async () => {
  await shop.product();
  const receiver = await openReceiver();
  await shop.sellerCenter({ cancelled_payment_expired_order: receiver.url, new_order: receiver.url });
  const order = await shop.order([{ sku: 'KP-01', quantity: 3 }], { unpaid: true });
  const stock = async () => (await shop.state()).listings?.[0]?.variants?.[0]?.stock;
  const move = async (to: string) => { await desk.control('POST', `/orders/${order.id}/moves`, { to }); return stock(); };
  expect([await stock(), await move('X'), await move('FP')]).toEqual([7, 10, 7]);
  await receiver.until((all) => all.length === 2);
  expect(receiver.received.map((one) => { const { orderItemId, orderStatus } = JSON.parse(one.body) as Record<string, string>; return [orderItemId, orderStatus]; }).sort()).toEqual([[order.lines?.[0]?.id, 'FP'], [order.lines?.[0]?.id, 'X']]);
  receiver.close();
});
