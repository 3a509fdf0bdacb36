import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openDesk, openReceiver, type Desk, type ShopDesk } from './desk.fixture.js';

let desk: Desk;
let shop: ShopDesk;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
beforeAll(async () => { desk = await openDesk(); });
afterAll(() => desk.stop());
beforeEach(async () => {
  await desk.control('POST', '/reset', {});
  receiver = await openReceiver();
  shop = await desk.openShop();
  await shop.item({ item_sku: 'P', seller_stock: [{ stock: 1000 }] });
});
afterEach(() => receiver.close());

const subscribe = () => shop.post('push/set_app_push_config', { callback_url: receiver.url, set_push_config_on: [1, 2, 3, 4, 8, 16] }, { kind: 'public' });
const codes = () => receiver.received.map((one) => (JSON.parse(one.body) as { code: number }).code);
const deliveries = async () => [...(await shop.state()).deliveries as unknown as { id: string; event: string; state: string; attempts: { ok: boolean }[] }[]];
/** Settled: nothing is under way. Advancing by nothing answers only then. */
const settle = () => desk.control('POST', '/clock', { advanceMs: 0 });

test('a test push comes at once; an order is told, signed over address and raw body', async () => {
  expect(await subscribe()).toMatchObject({ error: '' });
  await receiver.until((all) => all.length === 1);
  expect(codes()).toEqual([0]);
  const order = await shop.order([{ sku: 'P', quantity: 1 }]);
  await receiver.until((all) => all.length === 2);
  const [, push] = receiver.received;
  expect(JSON.parse(push?.body ?? '')).toMatchObject({ code: 3, shop_id: Number(shop.id), data: { ordersn: order.id, status: 'READY_TO_SHIP' } });
  expect(push?.headers.authorization).toBe(createHmac('sha256', shop.credentials.partner_key).update(`${receiver.url}|${push?.body}`).digest('hex'));
  await settle();
  expect((await deliveries()).map((one) => one.state)).toEqual(['delivered', 'delivered']);
});

test('an answer with a body is no acknowledgement: three retries after 300, 1,800 and 10,800 seconds, then a lost message behind a watermark', async () => {
  await subscribe();
  await settle();
  receiver.answer = { status: 200, body: '{"ok":true}' };
  const order = await shop.order([{ sku: 'P', quantity: 1 }]);
  await settle();
  const tries = async () => (await deliveries()).find((one) => one.event === '3')?.attempts.length;
  expect(await tries()).toBe(1);
  for (const [ms, count] of [[299_000, 1], [1_000, 2], [1_799_000, 2], [1_000, 3], [10_799_000, 3], [1_000, 4]] as const) {
    await desk.control('POST', '/clock', { advanceMs: ms });
    expect(await tries()).toBe(count);
  }
  const now = Math.floor(Date.parse(String((await desk.control('GET', '')).now)) / 1000);
  const lost = () => shop.post('push/get_lost_push_message', {}, { kind: 'public', at: now });
  const first = await lost();
  expect(first.response).toMatchObject({ has_next_page: false, push_message_list: [{ code: 3, shop_id: Number(shop.id), data: expect.stringContaining(String(order.id)) }] });
  await shop.post('push/confirm_consumed_lost_push_message', { last_message_id: first.response?.last_message_id }, { kind: 'public', at: now });
  expect((await lost()).response?.push_message_list).toHaveLength(0);
});

test('one address: codes that are off, blocked shops and unknown codes', async () => {
  await subscribe();
  await settle();
  await shop.post('push/set_app_push_config', { callback_url: receiver.url, set_push_config_off: [3] }, { kind: 'public' });
  await shop.order([{ sku: 'P', quantity: 1 }]);
  await shop.post('push/set_app_push_config', { callback_url: receiver.url, set_push_config_on: [3], blocked_shop_id_list: [Number(shop.id)] }, { kind: 'public' });
  await shop.order([{ sku: 'P', quantity: 1 }]);
  await settle();
  expect(codes()).toEqual([0, 0, 0]);
  expect(await shop.post('push/set_app_push_config', { callback_url: receiver.url, set_push_config_on: [999] }, { kind: 'public' })).toMatchObject({ error: 'error_param' });
  expect(await shop.post('push/set_app_push_config', { callback_url: 'ftp://x' }, { kind: 'public' })).toMatchObject({ error: 'error_param' });
});

test('a shipping document that is ready is told', async () => {
  await shop.post('push/set_app_push_config', { callback_url: receiver.url, set_push_config_on: [15] }, { kind: 'public' });
  await desk.control('PATCH', '/settings', { unconfirmed: { trackingDelaySeconds: 0 } });
  const order_sn = String((await shop.order([{ sku: 'P', quantity: 1 }])).id);
  await shop.post('logistics/ship_order', { order_sn, dropoff: {} });
  await shop.post('logistics/create_shipping_document', { order_list: [{ order_sn }] });
  await desk.control('PATCH', '/settings', { unconfirmed: { trackingDelaySeconds: 60 } });
  await receiver.until((all) => all.length === 2);
  expect(JSON.parse(receiver.received[1]?.body ?? '')).toMatchObject({ code: 15, data: { ordersn: order_sn, package_number: expect.any(String), status: 'READY' } });
});

test('reserved stock, violations, tracking numbers and a withdrawn grant are told', async () => {
  await subscribe();
  const item = String(([...(await shop.state()).listings as unknown as { id: string }[]])[0]?.id);
  await desk.control('PATCH', `/listings/${item}`, { lock: { quantity: 10, until: Date.now() + 3_600_000 } });
  const order = await shop.order([{ sku: 'P', quantity: 2 }]);
  await desk.control('POST', `/orders/${order.id}/moves`, { to: 'PROCESSED' });
  await desk.control('PATCH', `/listings/${item}`, { ban: 'barang terlarang' });
  await desk.control('POST', '/tokens/revoke', { shop: shop.id });
  await desk.control('POST', '/clock', { advanceMs: 61_000 });
  expect([...codes()].sort((a, b) => a - b)).toEqual([0, 2, 3, 3, 4, 8, 16]);
  const reserved = receiver.received.map((one) => JSON.parse(one.body) as { code: number; data: Record<string, unknown> }).find((one) => one.code === 8);
  expect(reserved?.data).toMatchObject({ action: 'place_order', changed_values: [{ old: 10, new: 8 }] });
});

test('more than 600 pushes of which hardly any arrive end the subscription', async () => {
  await subscribe();
  await settle();
  receiver.answer = { status: 500, body: '' };
  for (let n = 0; n < 61; n++) await Promise.all(Array.from({ length: 10 }, () => shop.order([{ sku: 'P', quantity: 1 }])));
  await desk.control('POST', '/clock', { advanceMs: 13_200_000 });
  expect((await shop.state()).webhooks).toMatchObject([{ active: false }]);
  const before = (await deliveries()).length;
  await shop.order([{ sku: 'P', quantity: 1 }]);
  expect(await deliveries()).toHaveLength(before);
}, 120_000);

test('replayed, and forged by one flipped byte', async () => {
  await subscribe();
  await shop.order([{ sku: 'P', quantity: 1 }]);
  await settle();
  const { id } = (await deliveries()).find((one) => one.event === '3') ?? { id: '' };
  await desk.control('POST', '/webhooks/replay', { delivery: id, times: 2 });
  await desk.control('POST', '/webhooks/replay', { delivery: id, times: 1, flipByte: 3 });
  const [, first, second, third, forged] = receiver.received;
  expect(second?.body).toBe(first?.body);
  expect(third?.body).toBe(first?.body);
  expect(forged?.body).not.toBe(first?.body);
  expect(forged?.headers.authorization).toBe(first?.headers.authorization);
});
