import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDesk, type Desk, type Json, type ShopDesk } from './desk.fixture.js';

let desk: Desk;
let shop: ShopDesk;
beforeAll(async () => {
  desk = await openDesk();
  shop = await desk.openShop();
  await shop.item({ item_sku: 'P', seller_stock: [{ stock: 1000 }] });
});
afterAll(() => desk.stop());

const stockOf = async (sku: string) => [...(await shop.state()).listings as unknown as { variants: { sku: string; stock: number }[] }[]].flatMap((one) => one.variants).find((one) => one.sku === sku)?.stock;
const move = (order: Json, to: string, more: object = {}) => desk.control('POST', `/orders/${order.id}/moves`, { to, ...more });
const window = (from = -3600, to = 3600) => ({ time_range_field: 'update_time', time_from: String(desk.now() + from), time_to: String(desk.now() + to), page_size: '100' });
const detail = async (order: Json, fields = '') => (await shop.get('order/get_order_detail', { order_sn_list: String(order.id), response_optional_fields: fields })).response?.order_list?.[0] as Json;

describe('buying', () => {
  test('takes the stock at once, also unpaid; refuses what is not there', async () => {
    const before = Number(await stockOf('P'));
    const order = await shop.order([{ sku: 'P', quantity: 3 }], { unpaid: true, buyer: 'Sari' });
    expect(order).toMatchObject({ status: 'UNPAID', buyer: 'Sari', total: 135_000, lines: [{ sku: 'P', quantity: 3 }] });
    expect(await stockOf('P')).toBe(before - 3);
    expect(await shop.order([{ sku: 'P', quantity: 100_000 }])).toMatchObject({ error: expect.stringContaining('in stock') });
    expect(await shop.order([{ sku: 'P', quantity: 600 }, { sku: 'P', quantity: 600 }])).toMatchObject({ error: expect.stringContaining('in stock') });
    expect(await shop.order([{ sku: 'TIADA', quantity: 1 }])).toMatchObject({ error: expect.any(String) });
    expect(await stockOf('P')).toBe(before - 3);
  });
  test('a cancelled order gives its stock back, once; a shipped one does not', async () => {
    const before = Number(await stockOf('P'));
    await move(await shop.order([{ sku: 'P', quantity: 2 }]), 'CANCELLED', { by: 'buyer', reason: 'berubah pikiran' });
    expect(await stockOf('P')).toBe(before);
    const order = await shop.order([{ sku: 'P', quantity: 2 }]);
    for (const to of ['PROCESSED', 'SHIPPED', 'CANCELLED']) expect(await move(order, to)).toMatchObject({ status: to });
    expect(await stockOf('P')).toBe(before - 2);
  });
  test('stock may be taken at payment instead', async () => {
    await desk.control('PATCH', '/settings', { unconfirmed: { stockTakenAt: 'paid' } });
    const before = Number(await stockOf('P'));
    const order = await shop.order([{ sku: 'P', quantity: 1 }], { unpaid: true });
    expect(await stockOf('P')).toBe(before);
    await move(order, 'READY_TO_SHIP');
    expect(await stockOf('P')).toBe(before - 1);
    await desk.control('PATCH', '/settings', { unconfirmed: { stockTakenAt: 'placed' } });
  });
  test('moves the life does not have are refused, with those it has', async () => {
    const order = await shop.order([{ sku: 'P', quantity: 1 }]);
    expect(await move(order, 'COMPLETED')).toMatchObject({ error: expect.any(String), known: ['PROCESSED', 'IN_CANCEL', 'CANCELLED'] });
    await move(order, 'IN_CANCEL');
    expect(await move(order, 'READY_TO_SHIP')).toMatchObject({ status: 'READY_TO_SHIP' });
  });
  test('an order may leave in parts', async () => {
    await shop.item({ item_sku: 'Q' });
    const order = await shop.order([{ sku: 'P', quantity: 2 }, { sku: 'Q', quantity: 1 }]);
    await move(order, 'PROCESSED');
    expect(await move(order, 'SHIPPED', { lines: [{ sku: 'P', quantity: 2 }] })).toMatchObject({ status: 'PROCESSED' });
    expect(await move(order, 'SHIPPED', { lines: [{ sku: 'P', quantity: 2 }] })).toMatchObject({ error: expect.any(String) });
    expect(await move(order, 'SHIPPED', { lines: [{ sku: 'Q', quantity: 1 }] })).toMatchObject({ status: 'SHIPPED' });
    expect((await detail(order, 'package_list')).package_list).toHaveLength(2);
  });
});

describe('reading orders', () => {
  test('rows are bare; order_status comes when it is named; PENDING hides', async () => {
    const order = await shop.order([{ sku: 'P', quantity: 1 }], { unpaid: true });
    await move(order, 'PENDING');
    const rows = async (more: Record<string, string> = {}) => [...(await shop.get('order/get_order_list', { ...window(), ...more })).response?.order_list as unknown as { order_sn: string; order_status?: string }[]];
    expect((await rows()).every((row) => row.order_status === undefined && row.order_sn !== String(order.id))).toBe(true);
    expect((await rows({ request_order_status_pending: 'true', response_optional_fields: 'order_status' })).find((row) => row.order_sn === String(order.id))).toMatchObject({ order_status: 'PENDING' });
  });
  test('windows of at most fifteen days, pages of at most a hundred', async () => {
    const list = (query: object) => shop.get('order/get_order_list', { ...window(), ...query });
    expect(await list({ time_from: String(desk.now() - 15 * 86_400 - 1), time_to: String(desk.now()) })).toMatchObject({ error: 'order.order_list_invalid_time' });
    expect(await list({ time_from: String(desk.now()), time_to: String(desk.now() - 10) })).toMatchObject({ error: 'order.order_list_invalid_time' });
    expect(await list({ page_size: '101' })).toMatchObject({ error: 'error_param' });
    expect(await list({ time_range_field: 'pay_time' })).toMatchObject({ error: 'error_param' });
    expect(await list({ order_status: 'NEW' })).toMatchObject({ error: 'error_param' });
  });
  test('the cursor is opaque and leads through all, none twice', async () => {
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page = (await shop.get('order/get_order_list', { ...window(), page_size: '2', cursor })).response as Json;
      seen.push(...[...page.order_list as unknown as { order_sn: string }[]].map((row) => row.order_sn));
      cursor = String(page.next_cursor);
      if (String(page.more) !== 'true') break;
    }
    const shown = [...(await shop.state()).orders as unknown as { id: string; status: string }[]].filter((order) => order.status !== 'PENDING').map((order) => order.id);
    expect([...seen].sort()).toEqual([...shown].sort());
    expect(await shop.get('order/get_order_list', { ...window(), cursor: 'abc' })).toMatchObject({ error: 'error_param' });
  });
  test('details show most fields only when they are named', async () => {
    const order = await shop.order([{ sku: 'P', quantity: 2 }], { buyer: 'Budi' });
    expect(Object.keys(await detail(order))).not.toContain('item_list');
    const full = await detail(order, 'item_list,total_amount,buyer_username,pay_time');
    expect(full).toMatchObject({ order_status: 'READY_TO_SHIP', total_amount: 90_000, buyer_username: 'Budi', item_list: [{ item_sku: 'P', model_id: 0, model_quantity_purchased: 2, model_discounted_price: 45_000 }] });
    expect(await shop.get('order/get_order_detail', { order_sn_list: Array.from({ length: 51 }, (_, n) => `X${n}`).join(',') })).toMatchObject({ error: 'error_param' });
  });
});

describe('sending', () => {
  test('exactly one way; the tracking number comes later; documents after it', async () => {
    const order = await shop.order([{ sku: 'P', quantity: 1 }]);
    const order_sn = String(order.id);
    expect(await shop.get('logistics/get_tracking_number', { order_sn })).toMatchObject({ error: 'error_busi' });
    expect((await shop.get('logistics/get_shipping_parameter', { order_sn })).response?.info_needed).toMatchObject({ pickup: ['address_id', 'pickup_time_id'] });
    expect(await shop.post('logistics/ship_order', { order_sn })).toMatchObject({ error: 'error_param' });
    expect(await shop.post('logistics/ship_order', { order_sn, dropoff: {}, pickup: {} })).toMatchObject({ error: 'error_param' });
    expect(await shop.post('logistics/ship_order', { order_sn, dropoff: {}, package_number: '' })).toMatchObject({ error: 'logistics.error_param' });
    expect(await shop.post('logistics/ship_order', { order_sn, pickup: { address_id: 234, pickup_time_id: 'slot_1' } })).toMatchObject({ error: '' });
    expect((await shop.get('logistics/get_tracking_number', { order_sn })).response?.tracking_number).toBe('');
    expect(await shop.post('logistics/create_shipping_document', { order_list: [{ order_sn }] })).toMatchObject({ error: 'logistics.error_busi' });
    await desk.control('POST', '/clock', { advanceMs: 60_000 });
    await desk.control('POST', '/clock', { skewMs: -59_000 });
    await desk.control('POST', '/clock', { skewMs: 0 });
    expect((await shop.get('logistics/get_tracking_number', { order_sn })).response?.tracking_number).toMatch(/^ID\d+X$/);
    expect(await shop.post('logistics/create_shipping_document', { order_list: [{ order_sn }] })).toMatchObject({ error: '' });
    const pdf = await shop.raw('POST', 'logistics/download_shipping_document', { body: { order_list: [{ order_sn }] } });
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
  });
  test('splitting needs every line in one package; only READY_TO_SHIP can be split or cancelled by the seller', async () => {
    const { item, models } = await shop.varied({ item_sku: 'V' });
    const order = await shop.order([{ sku: 'KP-01-0', quantity: 1 }, { sku: 'KP-01-1', quantity: 1 }]);
    const parts = (list: readonly (bigint | undefined)[]) => ({ order_sn: String(order.id), package_list: list.map((model_id) => ({ item_list: [{ item_id: item, model_id }] })) });
    expect(await shop.post('order/split_order', parts([models[0], models[0]]))).toMatchObject({ error: 'error_param' });
    expect(await shop.post('order/split_order', parts(models))).toMatchObject({ error: '' });
    expect(await shop.post('logistics/ship_order', { order_sn: String(order.id), dropoff: {} })).toMatchObject({ error: 'logistics.error_param' });
    expect(await shop.post('order/cancel_order', { order_sn: String(order.id), cancel_reason: 'OUT_OF_STOCK' })).toMatchObject({ error: 'error_param' });
    expect(await shop.post('order/cancel_order', { order_sn: String(order.id), cancel_reason: 'CUSTOMER_REQUEST' })).toMatchObject({ error: '' });
    expect(await shop.post('order/split_order', parts(models))).toMatchObject({ error: 'error_busi' });
  });
  test('a buyer\'s wish to cancel is accepted or rejected', async () => {
    const order = await shop.order([{ sku: 'P', quantity: 1 }]);
    const answer = (operation: string) => shop.post('order/handle_buyer_cancellation', { order_sn: String(order.id), operation });
    expect(await answer('ACCEPT')).toMatchObject({ error: 'error_busi' });
    await move(order, 'IN_CANCEL', { reason: 'salah alamat' });
    expect(await answer('REJECT')).toMatchObject({ error: '' });
    expect(await detail(order)).toMatchObject({ order_status: 'READY_TO_SHIP' });
    await move(order, 'IN_CANCEL');
    await answer('ACCEPT');
    expect(await detail(order, 'cancel_by')).toMatchObject({ order_status: 'CANCELLED', cancel_by: 'buyer' });
  });
  test('returns and payouts', async () => {
    const order = await shop.order([{ sku: 'P', quantity: 1 }]);
    for (const to of ['PROCESSED', 'SHIPPED', 'TO_CONFIRM_RECEIVE', 'TO_RETURN']) await move(order, to);
    const found = (await shop.get('returns/get_return_list', { page_no: '1', page_size: '40' })).response?.return?.[0] as Json;
    expect(found).toMatchObject({ order_sn: String(order.id), status: 'REQUESTED', refund_amount: 45_000 });
    expect(await shop.post('returns/dispute', { return_sn: String(found.return_sn) })).toMatchObject({ error: '' });
    expect(await shop.post('returns/confirm', { return_sn: String(found.return_sn) })).toMatchObject({ error: 'error_busi' });
    expect((await shop.get('payment/get_escrow_detail', { order_sn: String(order.id) })).response?.order_income).toMatchObject({ buyer_total_amount: 45_000, escrow_amount: 41_400 });
  });
});
