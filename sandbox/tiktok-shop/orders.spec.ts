import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openDesk, openReceiver, type Desk, type ShopDesk } from './desk.fixture.js';

let desk: Desk;
let shop: ShopDesk;
beforeAll(async () => { desk = await openDesk(); });
afterAll(() => desk.stop());
beforeEach(async () => {
  await desk.control('POST', '/reset', {});
  shop = await desk.openShop();
});

const stockThere = async () => Number((await shop.state()).listings?.[0]?.variants?.[0]?.stock);
const read = async (id: string) => (await shop.get('/order/202507/orders', { ids: id })).data?.orders?.[0];
const cancel = (order_id: string, cancel_reason = 'seller_cancel_reason_out_of_stock') => shop.post('/return_refund/202309/cancellations', { order_id, cancel_reason });

test('an order: one row per unit, held an hour, shipped, delivered, done', async () => {
  await shop.product();
  const id = String((await shop.order([{ sku: 'KP-01', quantity: 3 }], { unpaid: true })).id);
  expect(await stockThere()).toBe(7);
  expect(await read(id)).toMatchObject({ status: 'UNPAID', packages: [] });
  await shop.move(id, 'ON_HOLD');
  const held = await read(id);
  expect([held?.status, held?.line_items?.length, held?.recipient_address]).toEqual(['ON_HOLD', 3, undefined]);
  const parcel = String(held?.packages?.[0]?.id);
  const ship = () => shop.post(`/fulfillment/202309/packages/${parcel}/ship`, { handover_method: 'PICKUP' });
  expect(await ship()).toMatchObject({ code: 36009004 });
  await desk.control('POST', '/clock', { advanceMs: 3_600_000, skewMs: -3_600_000 });
  expect(await read(id)).toMatchObject({ status: 'AWAITING_SHIPMENT', tracking_number: '', payment: { total_amount: '135000' } });
  expect(await ship()).toMatchObject({ code: 0 });
  expect((await read(id))?.tracking_number).toMatch(/^JX\d+/);
  expect(await cancel(id, 'because')).toMatchObject({ code: 25001014 });
  for (const to of ['IN_TRANSIT', 'DELIVERED', 'COMPLETED']) expect(await shop.move(id, to)).toMatchObject({ status: to });
  expect(await cancel(id)).toMatchObject({ code: 25001051 });
  expect((await shop.move(id, 'UNPAID')).error).toMatch(/cannot become/);
  expect((await shop.get('/finance/202309/statements', { sort_field: 'statement_time', page_size: '10' })).data?.statements).toMatchObject([{ revenue_amount: '135000', settlement_amount: '128250' }]);
});

test('cancelled by the seller, or asked for by the buyer: the stock comes back', async () => {
  await shop.product();
  const [first, second] = [String((await shop.order([{ sku: 'KP-01', quantity: 2 }])).id), String((await shop.order([{ sku: 'KP-01', quantity: 1 }])).id)];
  expect(await cancel(first)).toMatchObject({ code: 0, data: { cancel_status: 'CANCELLATION_REQUEST_COMPLETE' } });
  await shop.move(second, 'AWAITING_SHIPMENT');
  await shop.move(second, 'CANCELLATION_REQUEST_PENDING', { by: 'buyer' });
  expect(await cancel(second)).toMatchObject({ code: 25001011 });
  const asked = (await shop.post('/return_refund/202309/cancellations/search', { cancel_status: ['CANCELLATION_REQUEST_PENDING'] }, { page_size: '10' })).data?.cancellations?.[0];
  expect(await shop.post(`/return_refund/202309/cancellations/${String(asked?.cancel_id)}/approve`, {})).toMatchObject({ code: 0 });
  expect(await read(second)).toMatchObject({ status: 'CANCELLED' });
  expect(await stockThere()).toBe(10);
  expect((await shop.order([{ sku: 'KP-01', quantity: 11 }])).error).toMatch(/in stock/);
});

test('a split ships a part; a return is decided', async () => {
  await shop.product();
  const id = String((await shop.order([{ sku: 'KP-01', quantity: 2 }])).id);
  await shop.move(id, 'AWAITING_SHIPMENT');
  expect(await shop.move(id, 'PARTIALLY_SHIPPING', { lines: [{ sku: 'KP-01', quantity: 1 }] })).toMatchObject({ status: 'PARTIALLY_SHIPPING' });
  expect((await read(id))?.packages?.length).toBe(2);
  for (const to of ['AWAITING_COLLECTION', 'IN_TRANSIT', 'DELIVERED', 'RETURN_OR_REFUND_REQUEST_PENDING']) await shop.move(id, to);
  const asked = (await shop.post('/return_refund/202309/returns/search', {}, { page_size: '10' })).data?.return_orders?.[0];
  const decide = (decision: string) => shop.post(`/return_refund/202309/returns/${String(asked?.return_id)}/approve`, { decision });
  expect(await decide('APPROVE_RECEIVED_PACKAGE')).toMatchObject({ code: 25001051 });
  expect(await decide('APPROVE_RETURN')).toMatchObject({ code: 0 });
  expect((await shop.state()).returns).toMatchObject([{ status: 'AWAITING_BUYER_SHIP' }]);
});

test('search by time, status and pages that do not shift', async () => {
  await shop.product({}, [shop.sku({ inventory: [{ quantity: 100 }] })]);
  const at = Date.now() - 100_000_000;
  const ids: string[] = [];
  for (let n = 0; n < 7; n++) ids.push(String((await shop.order([{ sku: 'KP-01', quantity: 1 }], { at: at + n * 1000 })).id));
  const search = (body: object, query: object) => shop.post('/order/202309/orders/search', body, { page_size: '3', sort_field: 'create_time', sort_order: 'ASC', ...query });
  const seen: string[] = [];
  for (let token = ''; ;) {
    const page = await search({ create_time_ge: Math.floor(at / 1000), create_time_lt: Math.floor(at / 1000) + 6 }, token === '' ? {} : { page_token: token });
    seen.push(...(page.data?.orders as unknown as { id: string }[]).map(({ id }) => id));
    token = String(page.data?.next_page_token);
    if (token === '') break;
  }
  expect(seen).toEqual(ids.slice(0, 6));
  expect(await search({ order_status: 'UNPAID' }, {})).toMatchObject({ data: { total_count: 0 } });
  expect(await search({ order_status: 'NOTHING' }, {})).toMatchObject({ code: 36009004 });
  expect(await shop.get('/order/202507/orders', { ids: Array.from({ length: 51 }, () => '1').join(',') })).toMatchObject({ code: 36009004 });
});

test('webhooks: signed over key and raw body, tried again by the vendor\'s hours, numbers beyond 2^53', async () => {
  const receiver = await openReceiver();
  try {
    const hook = (event_type: string, address = receiver.url) => shop.call('PUT', '/event/202309/webhooks', { body: { event_type, address } });
    expect(await hook('NOTHING')).toMatchObject({ code: 36009004 });
    expect(await hook('ORDER_STATUS_CHANGE', 'https://shop.example:8443/x')).toMatchObject({ code: 36009004 });
    for (const event of ['ORDER_STATUS_CHANGE', 'PRODUCT_STATUS_CHANGE']) expect(await hook(event)).toMatchObject({ code: 0 });
    const { id } = await shop.product();
    await receiver.until((all) => all.some(({ body }) => body.includes('PRODUCT_FIRST_PASS_REVIEW')));
    expect(receiver.received[0]?.body).toContain(`"product_id":${id}`);
    receiver.answer.body = 'ok';
    await shop.order([{ sku: 'KP-01', quantity: 1 }]);
    await receiver.until((all) => all.some(({ body }) => body.includes('"type":1,')));
    receiver.answer.body = '';
    await desk.control('POST', '/clock', { advanceMs: 120_000, skewMs: -120_000 });
    const orders = receiver.received.filter(({ body }) => body.includes('"type":1,'));
    expect(orders.length).toBe(2);
    expect(orders[1]?.body).toBe(orders[0]?.body);
    const { app_key, app_secret } = shop.credentials;
    for (const { headers, body } of receiver.received) expect(headers.authorization).toBe(createHmac('sha256', app_secret).update(app_key + body).digest('hex'));
    expect((await shop.get('/event/202309/webhooks')).data?.total_count).toBe(2);
    expect(await shop.call('DELETE', '/event/202309/webhooks', { body: { event_type: 'ORDER_STATUS_CHANGE' } })).toMatchObject({ code: 0 });
    expect((await shop.state()).webhooks?.length).toBe(1);
  } finally {
    receiver.close();
  }
});
