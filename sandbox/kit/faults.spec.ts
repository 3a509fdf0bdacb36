import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { openDesk, type Desk, type ShopDesk } from '../shopee/desk.fixture.js';

let desk: Desk;
let shop: ShopDesk;
beforeAll(async () => {
  desk = await openDesk();
  shop = await desk.openShop();
});
afterAll(() => desk.stop());
afterEach(() => desk.control('DELETE', '/faults'));

const lay = (fault: object, more: object = {}) => desk.control('POST', '/faults', { match: { method: 'POST', path: '/add_item' }, times: 1, fault, ...more });
const count = async () => Number((await shop.state()).listings?.length);
const add = async () => shop.raw('POST', 'product/add_item', { body: await shop.draft() });
const last = async () => [...(await desk.control('GET', '/requests')).requests as unknown as Record<string, unknown>[]].at(-1);

test.each([
  ['refuse', { kind: 'refuse', status: 503, body: 'sebentar', headers: { 'retry-after': '7' } }, async (response: Response) => [response.status, await response.text(), response.headers.get('retry-after')], [503, 'sebentar', '7']],
  ['vendor-error', { kind: 'vendor-error', code: 'error_limit' }, async (response: Response) => [response.status, ((await response.json()) as { error: string }).error], [200, 'error_limit']],
  ['rate-limit', { kind: 'rate-limit', retryAfter: 3 }, async (response: Response) => [((await response.json()) as { error: string }).error], ['error_rate_limit']],
  ['html', { kind: 'html' }, async (response: Response) => [response.status, (await response.text()).includes('502 Bad Gateway')], [502, true]],
  ['html with status 200', { kind: 'html', status: 200 }, async (response: Response) => [response.status, response.headers.get('content-type')], [200, 'text/html']],
  ['drip', { kind: 'drip', bytesPerSecond: 2000 }, async (response: Response) => [((await response.json()) as { error: string }).error], ['error_server']],
])('%s before the effect: nothing is made', async (_name, fault, look, seen) => {
  const before = await count();
  await lay(fault);
  expect(await look(await add())).toEqual(seen);
  expect(await count()).toBe(before);
  expect(await last()).toMatchObject({ effect: 'none', fault: expect.stringContaining('before') });
});

test.each([['reset', { kind: 'reset' }], ['truncate', { kind: 'truncate', bytes: 20 }]])('%s after the effect: the item is there, the answer is not', async (_name, fault) => {
  for (const when of ['before', 'after'] as const) {
    const before = await count();
    await lay({ ...fault, when });
    await expect(add().then((response) => response.text())).rejects.toThrow();
    expect(await count()).toBe(before + (when === 'after' ? 1 : 0));
    expect(await last()).toMatchObject({ effect: when === 'after' ? 'created' : 'none', subject: when === 'after' ? expect.stringMatching(/^listing \d+$/) : null });
  }
});

test.each([['refuse', { kind: 'refuse', status: 502 }], ['html', { kind: 'html' }]])('%s after a create is the classic double', async (_name, fault) => {
  const before = await count();
  await lay({ ...fault, when: 'after' });
  expect((await add()).status).toBe(502);
  expect(await count()).toBe(before + 1);
});

test('hang: a caller who leaves meanwhile has had no effect before it, and one after it', async () => {
  const impatient = async (when: string) => {
    const before = await count();
    await lay({ kind: 'hang', ms: 300, when });
    const body = await shop.draft();
    const url = new URL(desk.url);
    const text = JSON.stringify(body);
    const target = await pathOf(shop);
    const socket = connect(Number(url.port), url.hostname);
    socket.write(`POST ${target} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    await untilTrue(async () => [...(await desk.control('GET', '/faults')).faults as unknown as { struck: number }[]].every((one) => one.struck === 1));
    socket.destroy();
    await untilTrue(async () => Number((await last())?.ms) >= 250);
    await desk.control('DELETE', '/faults');
    return await count() - before;
  };
  expect([await impatient('before'), await impatient('after')]).toEqual([0, 1]);
});

test('endless: the answer never ends', async () => {
  await lay({ kind: 'endless' });
  const reader = (await add()).body?.getReader();
  let bytes = 0;
  while (bytes < 2_000_000) bytes += (await reader?.read())?.value?.length ?? 0;
  await reader?.cancel();
  expect(bytes).toBeGreaterThanOrEqual(2_000_000);
});

test('partial: so many of a batch, or the named SKUs, fail in the vendor\'s form', async () => {
  const { item, models } = await shop.varied();
  const update = () => shop.post('product/update_stock', { item_id: item, stock_list: models.map((model_id) => ({ model_id, seller_stock: [{ stock: 3 }] })) });
  for (const [fail, left] of [[1, models[1]], [['KP-01-1'], models[0]]] as const) {
    await desk.control('POST', '/faults', { match: { path: 'update_stock' }, times: 1, fault: { kind: 'partial', fail } });
    expect(await update()).toMatchObject({ error: '', response: { success_list: [{ model_id: left }], failure_list: [{ failed_reason: expect.stringContaining('error_inner') }] } });
  }
});

test('match, after, times, probability with a seed', async () => {
  const read = async () => String((await shop.get('shop/get_shop_info')).error);
  const many = async (n: number) => { const seen: string[] = []; for (let i = 0; i < n; i++) seen.push(await read()); return seen; };
  await desk.control('POST', '/faults', { match: { path: '/shop/*_info', method: 'get', shop: shop.id }, after: 1, times: 2, fault: { kind: 'vendor-error', code: 'error_inner' } });
  expect(await many(4)).toEqual(['', 'error_inner', 'error_inner', '']);
  const other = await desk.openShop({ name: 'Lain' });
  await desk.control('DELETE', '/faults');
  await desk.control('POST', '/faults', { match: { shop: shop.id }, fault: { kind: 'vendor-error', code: 'error_inner' } });
  expect([(await other.get('shop/get_shop_info')).error, await read()]).toEqual(['', 'error_inner']);
  const dice = async () => { await desk.control('DELETE', '/faults'); await desk.control('POST', '/faults', { match: {}, probability: 0.5, seed: 9, fault: { kind: 'vendor-error', code: 'error_inner' } }); return many(20); };
  const thrown = await dice();
  expect(new Set(thrown).size).toBe(2);
  expect(await dice()).toEqual(thrown);
  await desk.control('DELETE', '/faults');
  await desk.control('POST', '/faults', { match: { body: 'KHUSUS' }, fault: { kind: 'vendor-error', code: 'error_inner' } });
  expect([(await shop.post('product/delete_item', { item_id: 1 })).error, (await shop.post('product/search_package_list', { x: 'KHUSUS' })).error]).toEqual(['error_item_not_found', 'error_inner']);
});

test.each([
  ['an unknown kind', { kind: 'rain' }], ['an unknown field', { kind: 'reset', ms: 3 }], ['a code the vendor has not', { kind: 'vendor-error', code: 'E-404' }], ['hang without ms', { kind: 'hang' }],
  ['a vendor error after the effect', { kind: 'vendor-error', code: 'error_inner', when: 'after' }], ['partial of nothing', { kind: 'partial', fail: 0 }], ['a page of another status', { kind: 'html', status: 404 }],
])('%s is refused, not ignored', async (_name, fault) => {
  expect(await lay(fault)).toMatchObject({ error: expect.any(String) });
  expect((await desk.control('GET', '/faults')).faults).toHaveLength(0);
});

test('partial where there is no batch is refused', async () => {
  expect(await desk.control('POST', '/faults', { match: { path: '/api/v2/product/add_item' }, fault: { kind: 'partial', fail: 1 } })).toMatchObject({ error: expect.stringContaining('no batch') });
});

/** The signed target of an add_item call. */
async function pathOf(one: ShopDesk): Promise<string> {
  let target = '';
  await one.raw('POST', 'product/search_package_list', { body: {}, change: (query) => { target = query.toString(); } });
  const query = new URLSearchParams(target);
  const { partner_id, partner_key, access_token, shop_id } = one.credentials;
  query.set('sign', createHmac('sha256', partner_key).update(`${partner_id}/api/v2/product/add_item${query.get('timestamp')}${access_token}${shop_id}`).digest('hex'));
  return `/api/v2/product/add_item?${query}`;
}

async function untilTrue(holds: () => Promise<boolean>): Promise<void> {
  while (!await holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

