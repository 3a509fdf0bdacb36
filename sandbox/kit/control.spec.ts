import { cp, mkdtemp, appendFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDesk, openReceiver, type Desk, type Json, type ShopDesk } from '../shopee/desk.fixture.js';
import { startSandboxes } from './index.js';

const dirs = [fileURLToPath(new URL('..', import.meta.url))];
let desk: Desk;
let shop: ShopDesk;
beforeAll(async () => {
  desk = await openDesk();
  shop = await desk.openShop();
});
afterAll(() => desk.stop());
const raw = (method: string, path: string, body?: string, headers?: Record<string, string>) => fetch(`${desk.url}${path}`, { method, body, headers });
const settings = (patch: object) => desk.control('PATCH', '/settings', patch);
const requests = async (after = 0) => [...(await desk.control('GET', `/requests?after=${after}&shop=${shop.id}`)).requests as unknown as Record<string, unknown>[]];

describe('the door', () => {
  test('says what one can do', async () => {
    expect(await desk.control('GET', '')).toMatchObject({ marketplace: 'shopee', ports: { api: Number(new URL(desk.url).port) }, now: expect.stringMatching(/Z$/), settings: { accessTokenSeconds: 14_400, unconfirmed: { errorStatus: 200 } }, calls: expect.any(Array) });
  });
  test.each([
    ['POST', '/shops', { name: 'A', colour: 1 }], ['POST', '/orders', { shop: '1', lines: [{ sku: 'A', quantity: 1, price: 5 }] }], ['POST', '/orders/1/moves', { to: 'X', speed: 1 }], ['PATCH', '/listings/1', { name: 'x' }],
    ['POST', '/faults', { match: { url: '/' }, fault: { kind: 'reset' } }], ['PATCH', '/settings', { latency: 5 }], ['PATCH', '/settings', { unconfirmed: { x: 1 } }], ['POST', '/tokens/expire', { shop: '1', kind: 'access', at: 1 }],
    ['POST', '/clock', { advance: 1 }], ['POST', '/webhooks/replay', { delivery: '1', count: 1 }], ['POST', '/reset', { all: true }],
  ])('%s %s with an unknown field: 400 and the list of known ones', async (method, path, body) => {
    const response = await raw(method, `/_control${path}`, JSON.stringify(body));
    expect([response.status, await response.json()]).toEqual([400, { error: expect.any(String), known: expect.any(Array) }]);
  });
  test('what is no JSON, no call, no value', async () => {
    const status = async (method: string, path: string, body?: string) => (await raw(method, `/_control${path}`, body)).status;
    expect([await status('POST', '/shops', '{'), await status('GET', '/nothing'), await status('PATCH', '/settings', '{"latencyMs":-1}'), await status('GET', '/state?shop=none'), await status('PATCH', '/settings', '{"webhookDrop":2}')]).toEqual([400, 404, 400, 404, 400]);
  });
  test('lists every call there is, and refuses a parameter that a call does not have', async () => {
    const { calls } = await desk.control('GET', '');
    for (const path of ['/_control', '/_control/webhooks?shop=', '/_control/state?shop=']) expect([...calls as unknown as { call: string }[]].map(({ call }) => call)).toContain(`GET ${path}`);
    for (const path of ['?shop=1', '/faults?x=1', '/webhooks?after=1', '/state?toko=1']) expect((await raw('GET', `/_control${path}`)).status).toBe(400);
    expect((await raw('POST', '/_control/orders/%zz/moves', '{"to":"SHIPPED"}')).status).toBe(404);
  });
  test('a behaviour that is left open takes only the words it has, of its own type', async () => {
    expect(await settings({ unconfirmed: { promotionStock: 'blok' } })).toEqual({ error: 'unconfirmed.promotionStock must be one of floor, block.', known: ['floor', 'block'] });
    expect(await settings({ unconfirmed: { errorStatus: '200' } })).toMatchObject({ error: 'unconfirmed.errorStatus must be a number.' });
  });
  test('other origins and other names do not get in', async () => {
    expect((await raw('POST', '/_control/reset', '{}', { origin: 'https://elsewhere.test' })).status).toBe(403);
    expect((await raw('POST', '/_seller/moves', '', { origin: 'https://elsewhere.test' })).status).toBe(403);
  });
});

describe('the log', () => {
  test('keeps order, effect and subject, masks secrets, keeps bodies to 64 KB', async () => {
    const from = Number((await desk.control('GET', '/requests')).last);
    const item = await shop.item({ item_sku: 'LOG' });
    await shop.post('product/delete_item', { item_id: 5, description: 'x'.repeat(70_000) });
    const { refresh_token, shop_id, partner_id } = shop.credentials;
    shop.credentials = { ...shop.credentials, ...(await shop.post('auth/access_token/get', { refresh_token, shop_id, partner_id }, { kind: 'public' }) as unknown as object) };
    const log = await requests(from);
    expect(log.map((one) => [one.method, String(one.path).split('/').pop(), one.effect])).toEqual([['POST', 'upload_image', 'created'], ['POST', 'add_item', 'created'], ['POST', 'delete_item', 'none'], ['POST', 'get', 'updated']]);
    expect(log[1]).toMatchObject({ n: from + 2, subject: `listing ${item}`, status: 200, shop: shop.id, fault: null, body: expect.stringContaining('Temanggung') });
    expect(String(log[2]?.body).length).toBeLessThan(66_000);
    const text = JSON.stringify(log);
    for (const secret of [refresh_token, shop.credentials.access_token, shop.credentials.partner_key]) expect(text).not.toContain(secret);
  });
  test('a reader sees only what came after', async () => {
    const [first] = await requests();
    expect((await requests(Number(first?.n)))[0]?.n).toBe(Number(first?.n) + 1);
  });
});

describe('settings', () => {
  test('calls per second and burst, per shop: a bucket of tokens', async () => {
    const other = await desk.openShop({ name: 'Lain' });
    await settings({ callsPerSecond: 0.01, burst: 3 });
    const ask = async (one: ShopDesk) => String((await one.get('shop/get_shop_info')).error);
    expect([await ask(shop), await ask(shop), await ask(shop), await ask(shop), await ask(other)]).toEqual(['', '', '', 'error_rate_limit', '']);
    await desk.control('POST', '/clock', { advanceMs: 100_000 });
    await desk.control('POST', '/clock', { skewMs: -100_000 });
    expect([await ask(shop), await ask(shop)]).toEqual(['', 'error_rate_limit']);
    await settings({ callsPerSecond: null, burst: null });
    await desk.control('POST', '/clock', { skewMs: 0 });
    await desk.control('POST', '/clock', { skewMs: -100_000 });
  });
  test('latency holds the answer back; the Date header is the sandbox\'s own', async () => {
    await settings({ latencyMs: 120 });
    const began = performance.now();
    await shop.get('shop/get_shop_info');
    expect(performance.now() - began).toBeGreaterThanOrEqual(115);
    await settings({ latencyMs: 0 });
    await desk.control('POST', '/clock', { skewMs: 3_600_000 });
    const now = Date.parse(String((await desk.control('GET', '')).now));
    const date = Date.parse((await shop.raw('GET', 'shop/get_shop_info')).headers.get('date') ?? '');
    expect(Math.abs(date - now)).toBeLessThan(5000);
    await desk.control('POST', '/clock', { skewMs: -100_000 });
  });
  test('ids begin where they are told', async () => {
    await settings({ idsFrom: '9223372036854775000' });
    expect(await shop.item()).toBe(9_223_372_036_854_775_000n);
  });
});

describe('webhooks', () => {
  test('doubled, dropped, shuffled, delayed', async () => {
    const receiver = await openReceiver();
    await shop.post('push/set_app_push_config', { callback_url: receiver.url, set_push_config_on: [3] }, { kind: 'public' });
    await shop.item({ item_sku: 'W', seller_stock: [{ stock: 500 }] });
    const buy = () => shop.order([{ sku: 'W', quantity: 1 }]);
    const settle = () => desk.control('POST', '/clock', { advanceMs: 0 });
    const got = async (act: () => Promise<unknown>) => { const before = receiver.received.length; await act(); await settle(); return receiver.received.length - before; };
    await settle();
    await settings({ webhookDuplicates: 2 });
    expect(await got(buy)).toBe(3);
    await settings({ webhookDuplicates: 0, webhookDrop: 1 });
    expect(await got(buy)).toBe(0);
    await settings({ webhookDrop: 0, webhookDelayMs: 60_000 });
    expect(await got(buy)).toBe(0);
    expect(await got(() => desk.control('POST', '/clock', { advanceMs: 60_000 }))).toBe(1);
    await settings({ webhookDelayMs: 0, webhookShuffle: true });
    const before = receiver.received.length;
    const made: string[] = [];
    for (let n = 0; n < 12; n++) made.push(String((await buy()).id));
    await desk.control('POST', '/clock', { advanceMs: 1000 });
    const came = receiver.received.slice(before).map((one) => (JSON.parse(one.body) as { data: { ordersn: string } }).data.ordersn);
    expect([...came].sort()).toEqual([...made].sort());
    expect(came).not.toEqual(made);
    await settings({ webhookShuffle: false });
    receiver.close();
  });
});

describe('what people see', () => {
  test('buying with a click lowers the stock; the seller centre moves the order', async () => {
    const seen = await openDesk();
    const mine = await seen.openShop({ name: 'Toko <Terlihat>' });
    await mine.varied({ item_sku: 'LIHAT', item_name: 'Kopi Terlihat' });
    const page = async (path: string) => (await fetch(`${seen.url}${path}`)).text();
    const front = await page('/_shop');
    expect(front).toContain('Toko &#60;Terlihat&#62;');
    expect(front).toContain('>Beli</button>');
    expect(front).toContain('Stok 10');
    const photo = /\/_photo\/[0-9a-f]{64}/.exec(front)?.[0] ?? '';
    expect((await fetch(`${seen.url}${photo}`)).headers.get('content-type')).toBe('image/jpeg');
    const variant = /<option value="([^"]+)"/.exec(front)?.[1] ?? '';
    const post = (path: string, fields: Record<string, string>) => fetch(`${seen.url}${path}`, { method: 'POST', body: new URLSearchParams(fields) }).then((response) => response.text());
    expect(await post('/_shop/orders', { shop: mine.id, variant, quantity: '2' })).toContain('Stok 8');
    expect(await post('/_shop/orders', { shop: mine.id, variant, quantity: '99' })).toContain('Tidak bisa');
    const seller = await page('/_seller');
    expect(seller).toContain('READY_TO_SHIP');
    const order = ((await mine.state()).orders?.[0] as Json).id;
    expect(await post('/_seller/moves', { shop: mine.id, order: String(order), to: 'CANCELLED' })).toContain('CANCELLED');
    expect(await page('/_shop')).toContain('Stok 10');
    const listing = String(((await mine.state()).listings?.[0] as Json).id);
    expect(await post('/_seller/listings', { shop: mine.id, listing, do: 'set', price: 'murah' })).toContain('price must be a number');
    expect(await post('/_seller/listings', { shop: mine.id, listing, do: 'title', title: 'Kopi Berganti Nama' })).toContain('Kopi Berganti Nama: NORMAL');
    expect(await post('/_seller/listings', { shop: mine.id, listing, do: 'lock' })).toContain('Akhiri promosi');
    expect(((await mine.state()).listings?.[0] as Json).variants?.[0]).toMatchObject({ reserved: 5 });
    expect(await post('/_seller/listings', { shop: mine.id, listing, do: 'unlock' })).toContain('Promosi 1 jam');
    await post('/_seller/listings', { shop: mine.id, listing, do: 'unlist' });
    expect(await page('/_shop')).not.toContain('>Beli</button>');
    await seen.stop();
  });
});

describe('keeping', () => {
  test('what was answered survives a kill, a torn last line too; numbers and settings go on', async () => {
    const home = await mkdtemp(join(tmpdir(), 'latihan-'));
    const [live, copy] = [join(home, 'live'), join(home, 'copy')];
    const first = await openDesk(live);
    const mine = await first.openShop({ name: 'Tetap' });
    const { item } = await mine.varied({ item_sku: 'TETAP' });
    const order = await mine.order([{ sku: 'KP-01-0', quantity: 1 }]);
    await first.control('PATCH', '/settings', { searchLagMs: 5 });
    await cp(live, copy, { recursive: true }); // what a kill would leave
    await first.stop();
    await appendFile(join(copy, 'shopee', 'journal.jsonl'), '["shops","99",{"id":');
    const second = await openDesk(copy);
    const state = (await second.control('GET', '/state')).shops?.[0] as Json;
    expect(state).toMatchObject({ id: mine.id, listings: [{ id: String(item), variants: [{ stock: 4 }, { stock: 5 }] }], orders: [{ id: order.id }] });
    const photo = ((state.listings as Json)[0]?.photos as Json)[0];
    expect((await fetch(`${second.url}/_photo/${String(photo)}`)).status).toBe(200);
    expect((await second.control('GET', '')).settings).toMatchObject({ searchLagMs: 5 });
    Object.assign(mine, { desk: second });
    expect(await mine.item() > item).toBe(true);
    await second.control('POST', '/reset', {});
    expect((await second.control('GET', '/state')).shops).toHaveLength(0);
    await second.stop();
    await rm(home, { recursive: true });
  });
  test('a shop that was reset tells nothing of what it was before, not even what waited to be told', async () => {
    const one = await openDesk();
    const receiver = await openReceiver();
    const mine = await one.openShop();
    await mine.post('push/set_app_push_config', { callback_url: receiver.url, set_push_config_on: [3] }, { kind: 'public' });
    await mine.item({ item_sku: 'W' });
    await one.control('PATCH', '/settings', { webhookDelayMs: 60_000 });
    await mine.order([{ sku: 'W', quantity: 1 }]);
    expect((await mine.state()).deliveries).toHaveLength(2);
    await one.control('POST', '/reset', { shop: mine.id });
    expect((await mine.state()).deliveries).toHaveLength(0);
    await one.pass(60_000);
    expect(receiver.received.filter(({ body }) => body.includes('"code":3'))).toHaveLength(0);
    receiver.close();
    await one.stop();
  });
  test('resetting one shop leaves its keys and the others alone', async () => {
    const one = await openDesk();
    const [mine, other] = [await one.openShop({ name: 'Satu' }), await one.openShop({ name: 'Dua' })];
    await mine.item();
    await other.item();
    await one.control('POST', '/reset', { shop: mine.id });
    expect((await mine.state()).listings).toHaveLength(0);
    expect((await other.state()).listings).toHaveLength(1);
    expect(await mine.get('shop/get_shop_info')).toMatchObject({ error: '' });
    await one.stop();
  });
});

describe('starting', () => {
  test('never in production', async () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    await expect(startSandboxes({ dirs })).rejects.toThrow('NODE_ENV=production');
    process.env.NODE_ENV = before;
  });
  test('a taken port: one sentence with the port and SANDBOX_PORT', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as AddressInfo;
    await expect(startSandboxes({ dirs, basePort: port, only: ['shopee'] })).rejects.toThrow(new RegExp(`Port ${port}.*SANDBOX_PORT`));
    squatter.close();
  });
  test('an unknown name', async () => {
    await expect(startSandboxes({ dirs, only: ['pasar'] })).rejects.toThrow('no practice marketplace "pasar"');
  });
  test('stopping does not wait for open sockets', async () => {
    const one = await openDesk();
    const mine = await one.openShop();
    await one.control('POST', '/faults', { match: {}, fault: { kind: 'hang', ms: 600_000 } });
    const hanging = mine.get('shop/get_shop_info').then(() => 'answered', () => 'cut');
    while (Number((await one.control('GET', '/requests')).last) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await one.stop();
    expect(await hanging).toBe('cut');
  });
});
