import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { dateOf, openDesk, openReceiver, ShopDesk, type Desk } from './desk.fixture.js';

let desk: Desk;
let shop: ShopDesk;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
beforeAll(async () => { desk = await openDesk(); });
afterAll(() => desk.stop());
beforeEach(async () => {
  await desk.control('POST', '/reset', {});
  receiver = await openReceiver();
  shop = await desk.openShop();
  await shop.product();
});
afterEach(() => receiver.close());
const list = (body: object) => shop.post('/seller/v1/orders/packages/filter', body);
const stock = async () => (await shop.state()).listings?.[0]?.variants?.[0]?.stock;

test('an order lowers stock, is listed and read, packed, fulfilled, labelled', async () => {
  const order = await shop.order([{ sku: 'KP-01', quantity: 2 }]);
  expect(await stock()).toBe(8);
  const itemId = String(order.lines?.[0]?.id);
  expect((await list({ filter: { orderItemStatuses: ['FP'] }, paging: { page: 0, size: 50 } })).body).toMatchObject({ content: [{ packageId: null, orderItems: [{ order: { id: order.id, itemId, itemStatus: 'FP', quantity: 2 }, product: { sellerSku: 'KP-01', price: 45_000 } }] }], paging: { totalRecord: 1 } });
  expect((await list({ paging: { page: 0, size: 51 } })).status).toBe(400);
  expect((await shop.get(`/seller/v1/orders/items/${itemId}`)).body.content).toMatchObject({ itemId, status: 'FP', quantity: 2, histories: [{ status: 'FP' }] });
  expect(await shop.get('/seller/v1/orders/items/1')).toMatchObject({ status: 404, body: { errorCode: 'ERR-PA404012' } });
  const packed = await shop.post('/mta/api/businesspartner/v1/order/createPackage', { orderItemIds: [itemId] });
  const id = String(packed.body.value?.packageId);
  expect((await shop.get(`/seller/v1/orders/${id}/shippingLabel`)).status).toBe(400);
  expect((await shop.post(`/seller/v1/orders/regular/${id}/fulfill`, { awbNo: 'X1' })).status).toBe(400);
  expect((await shop.post(`/seller/v1/orders/regular/${id}/fulfill`, {})).status).toBe(204);
  expect(Buffer.from(String((await shop.get(`/seller/v1/orders/${id}/shippingLabel`)).body.content?.document), 'base64').toString()).toContain('%PDF');
  const move = (to: string) => desk.control('POST', `/orders/${order.id}/moves`, { to });
  expect(await move('D')).toMatchObject({ error: expect.stringContaining('PU') });
  expect([(await move('CX')).status, (await move('D')).status]).toEqual(['CX', 'D']);
});

test('cancelling: a listed reason takes all, another text the quantity; an unpaid order is unseen', async () => {
  const order = await shop.order([{ sku: 'KP-01', quantity: 5 }]);
  const cancel = (reason: string, cancellationQuantity: number) => shop.post(`/seller/v1/orders/items/${order.lines?.[0]?.id as unknown as string}/cancellations`, { reason, cancellationQuantity });
  expect([(await cancel('stok habis', 2)).status, await stock()]).toEqual([204, 7]);
  expect((await cancel('lain', 4)).status).toBe(400);
  expect([(await cancel('Stok habis', 1)).status, await stock()]).toEqual([204, 10]);
  expect((await shop.state()).orders?.[0]?.status).toBe('X');
  const unpaid = await shop.order([{ sku: 'KP-01', quantity: 1 }], { unpaid: true });
  expect((await list({ filter: { orderItemStatuses: ['FP'] } })).body.content).toHaveLength(0);
  await desk.control('POST', `/orders/${unpaid.id}/moves`, { to: 'FP' });
  expect((await list({ filter: { orderItemStatuses: ['FP'] } })).body.content).toHaveLength(1);
  expect(await shop.order([{ sku: 'KP-01', quantity: 100 }])).toMatchObject({ error: expect.stringContaining('in stock') });
});

test('what is delivered is settled by the day and paid on the next working one', async () => {
  const order = await shop.order([{ sku: 'KP-01', quantity: 2 }]);
  for (const to of ['PU', 'PF', 'CR', 'CX', 'D']) await desk.control('POST', `/orders/${order.id}/moves`, { to });
  const ask = (filter: object) => shop.post('/seller/v1/settlements/filter', { filter, paging: { page: 0, size: 30 } });
  const [one] = ((await ask({ periodStartDate: 0, periodEndDate: 9_999_999_999_999, status: null })).body.content ?? []) as unknown as { settlementId: string; status: string }[];
  expect(one).toMatchObject({ status: 'PENDING', totalPayment: 83_790, paymentHold: 0 });
  expect((await ask({ status: 'PAID' })).body).toMatchObject({ content: [], pageMetaData: { totalRecord: 0 } });
  await desk.pass(4 * 86_400_000);
  expect((await ask({ status: 'PAID' })).body).toMatchObject({ content: [{ settlementId: one?.settlementId, status: 'PAID' }] });
  expect((await shop.get(`/seller/v1/settlements/${one?.settlementId}/orderItems`)).body).toMatchObject({ content: [{ sales: 90_000, commission: 4_500, transactionFee: 1_800, pph23: 90, totalPayment: 83_790 }], pageMetaData: { totalRecord: 1 } });
  expect((await shop.post('/seller/v1/settlements/filter', { paging: { page: 0, size: 31 } })).status).toBe(400);
});

test('a webhook is flat and signed over its body, time and address; a flipped byte is not', async () => {
  await shop.sellerCenter({ new_order: receiver.url, returned_order: receiver.url });
  const order = await shop.order([{ sku: 'KP-01', quantity: 2 }]);
  await receiver.until((all) => all.length === 1);
  const right = ({ headers, body }: (typeof receiver.received)[number]) => headers.signature === createHmac('sha256', shop.credentials.signatureKey)
    .update(['POST', createHash('md5').update(body).digest('hex'), 'application/json', dateOf(Number(headers.requesttime)), receiver.url].join('\n')).digest('base64');
  const [push] = receiver.received;
  expect(JSON.parse(push?.body ?? '')).toMatchObject({ sellerSku: 'KP-01', quantity: 2, initialQuantity: 2, orderId: order.id, orderStatus: 'FP', storeCode: shop.id, autoCancelTimeStamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/) });
  const { deliveries } = await desk.control('GET', `/webhooks?shop=${shop.id}`);
  await desk.control('POST', '/webhooks/replay', { delivery: deliveries?.[0]?.id, times: 1, flipByte: 3 });
  await receiver.until((all) => all.length === 2);
  expect(receiver.received.map(right)).toEqual([true, false]);
  expect((await shop.sellerCenter({ nothing: 'x' })).status).toBe(400);
});

test('a shop outlives a restart', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'blibli-'));
  const first = await openDesk(dir);
  const before = await first.openShop();
  const { sku } = await before.product();
  await first.stop();
  const second = await openDesk(dir);
  const again = new ShopDesk(second, before.id, { ...before.credentials, url: `${second.url}/v2` });
  expect((await again.get(`/seller/v1/products/${sku}`)).body.content?.product).toMatchObject({ sku, state: 'ACTIVE' });
  await second.stop();
  await rm(dir, { recursive: true });
});
