import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { http, openShop, TrialShop, type Json } from '../trial-shop.fixture.js';

let trial: TrialShop;
beforeAll(async () => { trial = await TrialShop.start(); });
afterAll(async () => { await trial.stop(); });
const move = (order: unknown, to: string, more: Json = {}) => trial.control('POST', `/orders/${String(order)}/moves`, { to, ...more });
const free = async (code: string) => ((await trial.state()).listings.find((entry) => entry.code === code)?.variants as Json[])[0]?.stock;

describe('orders and stock', () => {
  it('a paid order is processing and takes stock; the resource has the vendor\'s shape', async () => {
    await trial.product({ sku: 'A', regular_price: '20000' });
    const placed = await trial.order([{ sku: 'A', quantity: 3 }], { buyer: 'Sri' });
    expect(placed).toMatchObject({ status: 'processing', buyer: 'Sri', lines: [{ sku: 'A', quantity: 3, price: 20_000 }] });
    expect(await trial.quantity('A')).toBe(7);
    expect((await trial.get(`/orders/${String(placed.id)}`)).body).toMatchObject({
      id: Number(placed.id), number: placed.id, status: 'processing', currency: 'IDR', total: '75000.00', shipping_total: '15000.00', billing: { first_name: 'Sri', state: 'JT' },
      line_items: [{ sku: 'A', quantity: 3, subtotal: '60000.00', total: '60000.00', price: 20_000, variation_id: 0 }],
    });
    expect((await trial.get(`/orders/${String(placed.id)}`, { dp: '0' })).body.total).toBe('75000');
  });

  it('an unpaid order holds goods for an hour without lowering the number; paying takes them', async () => {
    await trial.product({ sku: 'B', stock_quantity: 5 });
    const { id, status } = await trial.order([{ sku: 'B', quantity: 4 }], { unpaid: true });
    expect([status, await trial.quantity('B'), await free('B')]).toEqual(['pending', 5, 1]);
    expect((await trial.control('POST', '/orders', { shop: trial.shop, lines: [{ sku: 'B', quantity: 2 }] })).status).toBe(409);
    await move(id, 'processing');
    expect([await trial.quantity('B'), await free('B')]).toEqual([1, 1]);
  });

  it('an unpaid order is cancelled by cron when its time is up', async () => {
    await trial.product({ sku: 'C', stock_quantity: 5 });
    const { id } = await trial.order([{ sku: 'C', quantity: 4 }], { unpaid: true });
    await trial.control('POST', '/clock', { advanceMs: 61 * 60_000 });
    await trial.control('POST', '/clock', { skewMs: -61 * 60_000 });
    expect((await trial.get(`/orders/${String(id)}`)).body.status).toBe('cancelled');
    expect([await trial.quantity('C'), await free('C')]).toEqual([5, 5]);
  });

  it('on-hold takes stock, cancelled gives it back once, processing takes it again, completed leaves it', async () => {
    await trial.product({ sku: 'D', stock_quantity: 5 });
    const { id } = await trial.order([{ sku: 'D', quantity: 2 }], { unpaid: true });
    const seen: unknown[] = [];
    for (const to of ['on-hold', 'cancelled', 'failed', 'processing', 'completed', 'cancelled', 'refunded']) {
      expect((await trial.call('PUT', `/orders/${String(id)}`, { status: to })).status).toBe(200);
      seen.push(await trial.quantity('D'));
    }
    expect(seen).toEqual([3, 5, 5, 3, 3, 5, 5]);
    const order = (await trial.state()).orders.find((entry) => entry.id === id);
    expect((order?.history as Json[]).map((entry) => entry.status)).toEqual(['pending', 'on-hold', 'cancelled', 'failed', 'processing', 'completed', 'cancelled', 'refunded']);
  });

  it('a buyer cannot have what is sold out, hidden or unknown, nor a variable product as such', async () => {
    await trial.product({ sku: 'E', stock_quantity: 1 });
    const hidden = await trial.product({ sku: 'F', status: 'draft' });
    await trial.product({ sku: 'G', type: 'variable', manage_stock: false });
    for (const [line, status] of [[{ sku: 'E', quantity: 2 }, 409], [{ sku: 'F', quantity: 1 }, 409], [{ id: String(hidden.id), quantity: 1 }, 409], [{ sku: 'TIDAK-ADA', quantity: 1 }, 404], [{ sku: 'G', quantity: 1 }, 409]] as const) {
      expect((await trial.control('POST', '/orders', { shop: trial.shop, lines: [line] })).status).toBe(status);
    }
  });

  it('variations sell from their own stock, and a line says what was chosen', async () => {
    const { id } = await trial.product({ name: 'Sambal', sku: 'H', type: 'variable', manage_stock: false, attributes: [{ name: 'Rasa', variation: true, visible: true, options: ['Pedas', 'Sedang'] }] });
    const child = await trial.call('POST', `/products/${String(id)}/variations`, { sku: 'H-1', regular_price: '12000', manage_stock: true, stock_quantity: 3, attributes: [{ name: 'Rasa', option: 'Pedas' }] });
    const placed = await trial.order([{ sku: 'H-1', quantity: 1 }]);
    expect((await trial.get(`/orders/${String(placed.id)}`)).body.line_items).toMatchObject([{ product_id: id, variation_id: child.body.id, sku: 'H-1', name: 'Sambal - Pedas', parent_name: 'Sambal', meta_data: [{ key: 'rasa', value: 'Pedas' }] }]);
    expect(await trial.quantity('H-1')).toBe(2);
    await trial.call('DELETE', `/products/${String(id)}`, undefined, [['force', 'true']]);
    expect((await trial.get(`/orders/${String(placed.id)}`)).body.line_items).toMatchObject([{ sku: '' }]);
  });

  it('orders by API: set_paid takes stock, no stock is checked, lines need a product', async () => {
    const { id } = await trial.product({ sku: 'I', stock_quantity: 1, regular_price: '5000' });
    const made = await trial.call('POST', '/orders', { set_paid: true, payment_method: 'bacs', line_items: [{ product_id: id, quantity: 3 }], shipping_lines: [{ method_id: 'flat_rate', method_title: 'JNE', total: '9000' }] });
    expect(made).toMatchObject({ status: 201, body: { status: 'processing', total: '24000.00', created_via: 'rest-api' } });
    expect(await trial.quantity('I')).toBe(-2);
    expect(await trial.call('POST', '/orders', { line_items: [{ quantity: 1 }] })).toMatchObject({ status: 400, body: { code: 'woocommerce_rest_required_product_reference' } });
    expect((await trial.call('PUT', `/orders/${String(made.body.id)}`, { status: 'hilang' })).body.code).toBe('rest_invalid_param');
    expect(await trial.get('/orders/99999')).toMatchObject({ status: 404, body: { code: 'woocommerce_rest_shop_order_invalid_id' } });
  });
});

describe('lists of orders', () => {
  it('modified_after with dates_are_gmt, by id, honoured or ignored', async () => {
    const { id } = await trial.product({ sku: 'J', stock_quantity: 50 });
    const early = await trial.order([{ sku: 'J', quantity: 1 }]);
    await trial.control('POST', '/clock', { advanceMs: 5_000 });
    const late = await trial.order([{ sku: 'J', quantity: 1 }]);
    const since = String((await trial.get(`/orders/${String(early.id)}`)).body.date_modified_gmt);
    const query = { modified_after: since, dates_are_gmt: 'true', orderby: 'id', order: 'asc', per_page: '100', product: String(id) };
    expect((await trial.get('/orders', query)).list.map((entry) => entry.id)).toEqual([Number(late.id)]);
    await trial.control('POST', '/clock', { advanceMs: 5_000 });
    await move(early.id, 'completed');
    expect((await trial.get('/orders', query)).list.map((entry) => entry.id)).toEqual([Number(early.id), Number(late.id)]);
    await trial.control('PATCH', '/settings', { unconfirmed: { modifiedFilter: false } });
    expect((await trial.get('/orders', { ...query, modified_after: '2100-01-01T00:00:00' })).list).toHaveLength(2);
    await trial.control('PATCH', '/settings', { unconfirmed: { modifiedFilter: true } });
  });

  it('status by comma or list, plugin states among them; the bin only when asked for', async () => {
    const { id } = await trial.order([{ sku: 'J', quantity: 1 }]);
    await move(id, 'dikirim', { by: 'seller', tracking: 'JNE17' });
    expect((await trial.get('/orders', { status: 'dikirim,failed' })).list.map((entry) => entry.id)).toEqual([Number(id)]);
    expect((await trial.get(`/orders/${String(id)}/notes`, { type: 'customer' })).list).toMatchObject([{ note: 'Nomor resi: JNE17', customer_note: true }]);
    expect((await trial.call('DELETE', `/orders/${String(id)}`)).body.status).toBe('trash');
    expect((await trial.get('/orders', { include: String(id) })).list).toEqual([]);
    expect((await trial.get('/orders', { status: 'trash' })).list).toHaveLength(1);
  });
});

describe('refunds and moves', () => {
  it('part of an order comes back into stock; all of it makes the order refunded; too much is refused', async () => {
    await trial.product({ sku: 'K', regular_price: '10000', stock_quantity: 10 });
    const { id } = await trial.order([{ sku: 'K', quantity: 2 }]);
    const [line] = (await trial.get(`/orders/${String(id)}`)).body.line_items as Json[];
    const part = await trial.call('POST', `/orders/${String(id)}/refunds`, { amount: '10000', reason: 'Rusak', line_items: [{ id: line?.id, quantity: 1, refund_total: 10_000 }] });
    expect(part).toMatchObject({ status: 201, body: { amount: '10000.00', reason: 'Rusak', refunded_payment: true } });
    expect(await trial.quantity('K')).toBe(9);
    expect((await trial.get(`/orders/${String(id)}`)).body).toMatchObject({ status: 'processing', refunds: [{ total: '-10000.00' }] });
    expect((await trial.call('POST', `/orders/${String(id)}/refunds`, { amount: '99999999' })).body.code).toBe('woocommerce_rest_cannot_create_order_refund');
    expect(await trial.call('POST', `/orders/${String(id)}/refunds`, { amount: '0' })).toMatchObject({ status: 400, body: { code: 'woocommerce_rest_invalid_order_refund' } });
    expect((await trial.call('POST', `/orders/${String(id)}/refunds`, { amount: '25000', api_restock: false })).status).toBe(201);
    expect([(await trial.get(`/orders/${String(id)}`)).body.status, await trial.quantity('K')]).toEqual(['refunded', 9]);
  });

  it('a gateway that cannot refund says so unless api_refund is false', async () => {
    const { id } = await trial.product({ sku: 'L' });
    const { body } = await trial.call('POST', '/orders', { set_paid: true, payment_method: 'bacs', line_items: [{ product_id: id, quantity: 1 }] });
    expect((await trial.call('POST', `/orders/${String(body.id)}/refunds`, { amount: '1000' })).status).toBe(500);
    expect((await trial.call('POST', `/orders/${String(body.id)}/refunds`, { amount: '1000', api_refund: false })).status).toBe(201);
  });

  it('the staff refunds lines, edits prices and stock, hides and bins; what a web shop has not is refused', async () => {
    const { id } = await trial.product({ sku: 'M', stock_quantity: 4 });
    const order = await trial.order([{ sku: 'M', quantity: 3 }]);
    expect((await move(order.id, 'refunded', { lines: [{ sku: 'M', quantity: 1 }] })).body.lines).toMatchObject([{ refunded: 1 }]);
    expect(await trial.quantity('M')).toBe(2);
    expect((await trial.control('PATCH', `/listings/${String(id)}`, { price: 7000, stock: 9, title: 'Baru' })).body).toMatchObject({ title: 'Baru', variants: [{ price: 7000, stock: 9 }] });
    expect((await trial.control('PATCH', `/listings/${String(id)}`, { unlist: true })).body).toMatchObject({ state: 'draft', live: false });
    expect((await trial.control('PATCH', `/listings/${String(id)}`, { delete: true })).body.state).toBe('trash');
    for (const odd of [{ ban: 'x' }, { audit: 'approve' }, { lock: { until: 1 } }]) expect((await trial.control('PATCH', `/listings/${String(id)}`, odd)).status).toBe(400);
    for (const [to, status] of [['hilang', 400], ['processing', 409]] as const) expect((await move(order.id, to)).status).toBe(status);
  });

  it('two shops have the same ids: a bare one is refused', async () => {
    const other = await openShop(trial.base, 'Toko Kedua');
    const made = await trial.call('POST', '/products', { name: 'Pertama', sku: 'A', regular_price: '1' }, [], other.keys);
    expect(made.status).toBe(201);
    expect((await trial.control('PATCH', `/listings/${String(made.body.id)}`, { price: 5 })).status).toBe(409);
    expect((await trial.control('PATCH', `/listings/${String(made.body.id)}`, { price: 5, shop: other.shop })).body.code).toBe('A');
  });

  it('reports count', async () => {
    expect((await trial.get('/reports/orders/totals')).list.find((entry) => entry.slug === 'completed')).toMatchObject({ total: 1 });
    expect((await trial.get('/reports/sales', { date_min: '2020-01-01', date_max: '2100-01-01' })).list[0]?.total_orders).toBeGreaterThan(3);
  });
});

describe('pages', () => {
  it('buyers and staff see the shop', async () => {
    const shop = await http('GET', `${trial.base}/_shop?shop=${trial.shop}`);
    expect([shop.status, shop.text.includes('Beli')]).toEqual([200, true]);
    expect((await http('GET', `${trial.base}/_seller?shop=${trial.shop}`)).text).toContain('Kembalikan dana');
  });
});
