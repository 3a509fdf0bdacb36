import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { http, Receiver, TrialShop, type Json } from '../trial-shop.fixture.js';

let trial: TrialShop;
let inbox: Receiver;
beforeAll(async () => { [trial, inbox] = await Promise.all([TrialShop.start(), Receiver.start()]); });
afterAll(async () => { await Promise.all([trial.stop(), inbox.stop()]); });

async function subscribe(topic: string, more: Json = {}): Promise<Json> {
  const made = await trial.call('POST', '/webhooks', { topic, delivery_url: inbox.url, secret: 'whsecret', ...more });
  if (made.status !== 201) throw new Error(made.text);
  await inbox.until(1);
  inbox.clear();
  return made.body;
}
/** Everything that was under way has arrived. */
const settle = () => trial.control('POST', '/clock', { advanceMs: 0 });

describe('webhooks', () => {
  afterEach(async () => {
    inbox.status = 200;
    for (const { id } of (await trial.get('/webhooks')).list) await trial.call('DELETE', `/webhooks/${String(id)}`, undefined, [['force', 'true']]);
    await settle();
    inbox.clear();
  });

  it('a new one is greeted with an unsigned form', async () => {
    const made = await trial.call('POST', '/webhooks', { topic: 'order.updated', delivery_url: inbox.url, secret: 'whsecret' });
    await inbox.until(1);
    expect(made).toMatchObject({ status: 201, body: { status: 'active', topic: 'order.updated', resource: 'order', event: 'updated', delivery_url: inbox.url } });
    expect(made.body.secret).toBeUndefined();
    expect(inbox.got).toMatchObject([{ body: `webhook_id=${String(made.body.id)}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } }]);
    expect(inbox.got[0]?.headers['x-wc-webhook-signature']).toBeUndefined();
  });

  it('an order tells both created and updated, signed over the raw body, with exactly the resource', async () => {
    await trial.product({ sku: 'A' });
    await subscribe('order.created');
    const { id } = await subscribe('order.updated');
    const order = await trial.order([{ sku: 'A', quantity: 1 }]);
    await inbox.until(2);
    const updated = inbox.got.find((got) => got.headers['x-wc-webhook-topic'] === 'order.updated');
    expect(inbox.got.map((got) => got.headers['x-wc-webhook-event']).sort()).toEqual(['created', 'updated']);
    expect(updated?.headers).toMatchObject({ 'x-wc-webhook-source': `${trial.keys.url}/`, 'x-wc-webhook-resource': 'order', 'x-wc-webhook-id': String(id), 'content-type': 'application/json' });
    expect(updated?.headers['x-wc-webhook-delivery-id']).toMatch(/^[0-9a-f]{32}$/);
    expect(updated?.headers['x-wc-webhook-signature']).toBe(createHmac('sha256', 'whsecret').update(updated?.body ?? '').digest('base64'));
    expect(updated?.body).toBe((await trial.get(`/orders/${String(order.id)}`)).text);
  });

  it('the payload is made at delivery: two quick changes show the latest twice', async () => {
    const { id } = await trial.product({ sku: 'B', name: 'Nol' });
    await subscribe('product.updated');
    await trial.control('PATCH', '/settings', { webhookDelayMs: 600_000 });
    for (const name of ['Satu', 'Dua']) await trial.call('PUT', `/products/${String(id)}`, { name });
    await trial.control('POST', '/clock', { advanceMs: 600_000 });
    await trial.control('PATCH', '/settings', { webhookDelayMs: 0 });
    await trial.control('POST', '/clock', { skewMs: -600_000 });
    expect(inbox.got.map((got) => (JSON.parse(got.body) as Json).name)).toEqual(['Dua', 'Dua']);
  });

  it('deleted sends the id alone; a sale tells the product', async () => {
    const { id } = await trial.product({ sku: 'C' });
    await subscribe('product.deleted');
    await subscribe('product.updated');
    await trial.order([{ sku: 'C', quantity: 1 }]);
    await inbox.until(1);
    expect(JSON.parse(inbox.got[0]?.body ?? '{}')).toMatchObject({ id, stock_quantity: 9 });
    await trial.call('DELETE', `/products/${String(id)}`);
    await inbox.until(2);
    expect(inbox.got[1]?.body).toBe(`{"id":${String(id)}}`);
  });

  it('a failure is lost: nothing is tried again; the sixth in a row switches the webhook off, a success in between does not', async () => {
    const { id } = await trial.product({ sku: 'D' });
    const hook = await subscribe('product.updated');
    const change = async (status: number) => { inbox.status = status; await trial.call('PUT', `/products/${String(id)}`, { name: `N${status}` }); await settle(); };
    const status = async () => (await trial.get(`/webhooks/${String(hook.id)}`)).body.status;
    for (let n = 0; n < 5; n++) await change(500);
    await trial.control('POST', '/clock', { advanceMs: 86_400_000 });
    await trial.control('POST', '/clock', { skewMs: -86_400_000 });
    expect([inbox.got.length, await status()]).toEqual([5, 'active']);
    await change(302); // a redirect counts as received and is not followed
    for (let n = 0; n < 5; n++) await change(404);
    expect(await status()).toBe('active');
    await change(404);
    expect([inbox.got.length, await status()]).toEqual([12, 'disabled']);
    await change(200);
    expect(inbox.got.length).toBe(12);
    await trial.call('PUT', `/webhooks/${String(hook.id)}`, { status: 'active' });
    await change(200);
    expect(inbox.got.length).toBe(13);
  });

  it('can be replayed and forged', async () => {
    await trial.product({ sku: 'E' });
    await subscribe('order.created');
    await trial.order([{ sku: 'E', quantity: 1 }]);
    await inbox.until(1);
    const { body } = await trial.control('GET', `/webhooks?shop=${trial.shop}`);
    const delivery = (body.deliveries as Json[]).filter((entry) => entry.event === 'order.created').pop();
    await trial.control('POST', '/webhooks/replay', { delivery: delivery?.id, times: 1 });
    await trial.control('POST', '/webhooks/replay', { delivery: delivery?.id, times: 1, flipByte: 3 });
    await inbox.until(3);
    const isSigned = inbox.got.map((got) => createHmac('sha256', 'whsecret').update(got.body).digest('base64') === got.headers['x-wc-webhook-signature']);
    expect(isSigned).toEqual([true, true, false]);
  });

  it('topics and addresses are checked; receivers on this machine are refused when the shop is strict', async () => {
    for (const [wish, code] of [[{ topic: 'order.eaten', delivery_url: inbox.url }, 'woocommerce_rest_invalid_webhook_topic'], [{ topic: 'order.created', delivery_url: 'ftp://x' }, 'woocommerce_rest_invalid_webhook_delivery_url'], [{ topic: 'order.created' }, 'rest_missing_callback_param']] as const) {
      expect(await trial.call('POST', '/webhooks', wish)).toMatchObject({ status: 400, body: { code } });
    }
    await trial.control('PATCH', '/settings', { unconfirmed: { refuseLoopback: true } });
    const made = await trial.call('POST', '/webhooks', { topic: 'product.created', delivery_url: inbox.url });
    await trial.product({ sku: 'F' });
    await settle();
    await trial.control('PATCH', '/settings', { unconfirmed: { refuseLoopback: false } });
    expect(inbox.got).toEqual([]);
    expect((await trial.state()).webhooks.find((hook) => hook.id === String(made.body.id))).toMatchObject({ failures: 1 });
  });
});

describe('consent', () => {
  const ask = (step: string, more: Record<string, string> = {}) => {
    const query = { app_name: 'Serentak', scope: 'read', user_id: 'koop-7', return_url: 'http://127.0.0.1:9/kembali?a=1', callback_url: inbox.url, ...more };
    return http('GET', `${trial.keys.url}/wc-auth/v1/${step}?${new URLSearchParams(query).toString()}`);
  };

  it('the key is posted to the callback before the browser is led back; it may only what was asked for', async () => {
    inbox.clear();
    expect((await ask('authorize')).text).toContain('Izinkan');
    expect(inbox.got).toEqual([]);
    const back = await ask('access_granted');
    expect([back.status, back.headers.location]).toEqual([302, 'http://127.0.0.1:9/kembali?a=1&success=1&user_id=koop-7']);
    const key = JSON.parse(inbox.got[0]?.body ?? '{}') as Record<string, string>;
    expect(key).toMatchObject({ user_id: 'koop-7', key_permissions: 'read', consumer_key: expect.stringMatching(/^ck_[0-9a-f]{40}$/) });
    const keys = { url: trial.keys.url, consumer_key: key.consumer_key ?? '', consumer_secret: key.consumer_secret ?? '' };
    expect((await trial.call('GET', '/products', undefined, [], keys)).status).toBe(200);
    expect(await trial.call('POST', '/products', { name: 'X' }, [], keys)).toMatchObject({ status: 401, body: { message: 'The API key provided does not have write permissions.' } });
  });

  it('denied, incomplete, over plain http, or a callback that fails', async () => {
    expect((await ask('access_denied')).headers.location).toContain('success=0');
    expect((await ask('authorize', { scope: 'all' })).status).toBe(401);
    expect((await ask('authorize', { callback_url: 'http://example.test/x' })).text).toContain('needs to be over SSL');
    inbox.status = 500;
    expect((await ask('access_granted')).status).toBe(500);
    inbox.status = 200;
  });
});

describe('what outlives a restart', () => {
  it('shops, keys, products, orders and the hold of an unpaid one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'woo-'));
    const first = await TrialShop.start(folder);
    await first.product({ sku: 'Z', stock_quantity: 3 });
    const { id } = await first.order([{ sku: 'Z', quantity: 1 }], { unpaid: true });
    await first.stop();
    const again = await TrialShop.start(folder, first);
    expect((await again.get('/products', { sku: 'Z' })).list).toMatchObject([{ stock_quantity: 3 }]);
    expect((await again.call('POST', '/products', { name: 'X', sku: 'Z' })).body.code).toBe('product_invalid_sku');
    await again.control('POST', '/clock', { advanceMs: 3_700_000 });
    expect((await again.control('GET', `/state?shop=${again.shop}`)).text).toContain('cancelled');
    expect((await again.control('POST', '/reset', { shop: again.shop })).status).toBe(200);
    await again.control('POST', '/clock', { skewMs: -3_700_000 });
    expect([(await again.get('/products')).list, (await again.get(`/orders/${String(id)}`)).status, (await again.get('/products/categories')).list.length]).toEqual([[], 404, 10]);
    await again.stop();
    rmSync(folder, { recursive: true });
  });
});
