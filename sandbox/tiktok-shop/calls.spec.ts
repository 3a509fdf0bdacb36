import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDesk, type Desk, type ShopDesk, type Wire } from './desk.fixture.js';
import { pushSignature, signOf } from './sign.js';

let desk: Desk;
let shop: ShopDesk;
beforeAll(async () => { desk = await openDesk(); });
afterAll(() => desk.stop());
beforeAll(async () => { shop = await desk.openShop(); });

const shops = '/authorization/202309/shops';
const search = '/order/202309/orders/search';
const now = () => Math.floor(Date.now() / 1000);
const code = async (method: string, path: string, wire: Wire) => Number((await shop.call(method, path, wire)).code);

test('the vectors of the notes', () => {
  const pairs = (record: Record<string, string>) => Object.entries(record);
  expect(signOf('e59af819cc', shops, pairs({ timestamp: '1623812664', app_key: '29a39d' }), Buffer.alloc(0))).toBe('b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8');
  const body = Buffer.from('{"address":"https://partner.tiktokshop.com","event_type":"PACKAGE_UPDATE"}');
  const query = { app_key: '68xu9ks5p4i8', shop_cipher: 'ROW_xkMbgAAAeVAQra0eZWebFQq5aIKt', timestamp: '1696909648', sign: 'x', access_token: 'y' };
  expect(signOf('e59af819cc', '/event/202309/webhooks', pairs(query), body)).toBe('a75b9c8cd57140cab6dc95bf31c37bd6ffface74210768b6517c0ff81659b0ba');
  expect(signOf('e59af819cc', '/product/202309/images/upload', pairs({ app_key: '68xu9ks5p4i8', timestamp: '1700000000' }), null)).toBe('dd630b9fc5d68615d1965cbe9414698e75ca2f15f2d1011e979c8f5dfabd8e37');
  const first = '{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507","timestamp":1718305585,"data":{"is_on_hold_order":true,"order_id":"576653688135258178","order_status":"UNPAID","update_time":1718305585}}';
  expect(pushSignature('abcdef', '123', first)).toBe('5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05');
  const second = '{"type":11,"tts_notification_id":"7327112393057371910","shop_id":"7494049642642441621","timestamp":1644412885,"data":{"order_id":"576486316948490001","cancellations_role":"BUYER","cancel_status":"CANCELLATION_REQUEST_PENDING","cancel_id":"4035318504086604100","create_time":1627587600}}';
  expect(pushSignature('68xu9ks5p4i8', 'e59af819cc', second)).toBe('7f33177ef162f156154bd42e0ce2c912b018433bf75296654d36cd48199dd7fa');
});

test('a signed call is answered; any other byte is refused', async () => {
  expect(await shop.get(shops)).toMatchObject({ code: 0, data: { shops: [{ id: shop.id, region: 'ID', cipher: shop.credentials.shop_cipher }] } });
  const query = { page_size: '10' };
  expect(await code('POST', search, { query, body: { order_status: 'UNPAID' } })).toBe(0);
  expect(await code('POST', search, { query, body: { order_status: 'UNPAID' }, sent: '{"order_status": "UNPAID"}' })).toBe(106001);
  expect(await code('POST', search, { query, body: {}, change: (sent) => sent.set('page_size', '11') })).toBe(106001);
  expect(await code('POST', search, { query, body: {}, change: (sent) => sent.set('sign', (sent.get('sign') ?? '').toUpperCase()) })).toBe(106001);
  expect(await code('POST', search, { query, body: {}, change: (sent) => sent.delete('sign') })).toBe(36009004);
});

test('a body {} may be signed or left out, unless the setting says no', async () => {
  expect(await code('POST', search, { query: { page_size: '10' }, sent: '{}' })).toBe(0);
  await desk.unconfirmed({ emptyObjectSignedEitherWay: false });
  expect(await code('POST', search, { query: { page_size: '10' }, sent: '{}' })).toBe(106001);
  await desk.unconfirmed({ emptyObjectSignedEitherWay: true });
});

test('the clock window is five minutes back and half a minute ahead', async () => {
  for (const [at, want] of [[now() - 290, 0], [now() - 310, 36009004], [now() + 20, 0], [now() + 45, 36009004]] as const) expect([at, await code('GET', shops, { at })]).toEqual([at, want]);
});

test('cipher, token, path, method, version, content type and unknown parameters', async () => {
  const other = await desk.openShop();
  const query = { page_size: '10' };
  expect(await code('GET', shops, { cipher: shop.credentials.shop_cipher })).toBe(36009004);
  expect(await code('POST', search, { query, body: {}, cipher: null })).toBe(106013);
  expect(await code('POST', search, { query, body: {}, cipher: 'ROW_nobody' })).toBe(106011);
  expect(await code('POST', search, { query, body: {}, cipher: other.credentials.shop_cipher })).toBe(101000);
  expect(await code('POST', search, { query, body: {}, token: other.credentials.access_token })).toBe(36009004);
  expect(await code('GET', '/order/202309/nothing', {})).toBe(36009009);
  expect(await code('GET', search, {})).toBe(36009010);
  expect(await code('POST', '/order/202001/orders/search', { query, body: {} })).toBe(36009014);
  expect(await code('POST', search, { query, body: {}, type: 'text/plain' })).toBe(36009022);
  expect(await code('POST', search, { query: { ...query, colour: 'red' }, body: {} })).toBe(36009004);
  expect(await code('POST', search, { query: { page_size: '101' }, body: {} })).toBe(36009004);
});

test('tokens: expired, refreshed once, used up, revoked', async () => {
  const one = await desk.openShop();
  await desk.control('POST', '/tokens/expire', { shop: one.id, kind: 'access' });
  expect(await one.get(shops)).toMatchObject({ code: 105002 });
  const old = one.credentials.refresh_token;
  const fresh = await one.token('refresh', { refresh_token: old, grant_type: 'refresh_token' });
  expect(fresh).toMatchObject({ code: 0, data: { user_type: 0, seller_base_region: 'ID' } });
  expect(Math.abs(Number(fresh.data?.access_token_expire_in) - now() - 604_800)).toBeLessThan(5);
  one.credentials = { ...one.credentials, access_token: String(fresh.data?.access_token), refresh_token: String(fresh.data?.refresh_token) };
  expect(await one.get(shops)).toMatchObject({ code: 0 });
  expect(await one.token('refresh', { refresh_token: old, grant_type: 'refresh_token' })).toMatchObject({ code: 36004001 });
  expect(await one.token('refresh', { refresh_token: 'TTP_none', grant_type: 'refresh_token' })).toMatchObject({ code: 36004005 });
  await desk.control('POST', '/tokens/revoke', { shop: one.id });
  expect(await one.get(shops)).toMatchObject({ code: 105001 });
});

test('consent leads back with a code that is good once; a refusal says so', async () => {
  const one = await desk.openShop();
  const page = await (await fetch(`${desk.url}/open/authorize?service_id=${one.credentials.service_id}&state=s1`)).text();
  const grant = /name="grant" value="(\d+)"/.exec(page)?.[1] ?? '';
  const decide = async (answer: string) => new URL((await fetch(`${desk.url}/open/authorize/decide`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ service_id: one.credentials.service_id, state: 's1', grant, answer, redirect_uri: 'http://127.0.0.1:9/back' }) })).headers.get('location') ?? '').searchParams;
  const yes = await decide('ya');
  expect(yes.get('state')).toBe('s1');
  const exchange = () => one.token('get', { auth_code: yes.get('code') ?? '', grant_type: 'authorized_code' });
  expect(await exchange()).toMatchObject({ code: 0 });
  expect(await exchange()).toMatchObject({ code: 36004004 });
  const no = await decide('tidak');
  expect([no.get('code'), no.get('error')]).toEqual(['null', 'auth_denied']);
});

test('a rate limit is told with HTTP 429 and 36009002', async () => {
  await desk.control('PATCH', '/settings', { callsPerSecond: 1, burst: 2 });
  const answers = [];
  for (let n = 0; n < 4; n++) answers.push(await shop.raw('GET', '/logistics/202309/warehouses'));
  await desk.control('PATCH', '/settings', { callsPerSecond: null, burst: null });
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
  expect(await answers[2]?.json()).toMatchObject({ code: 36009002 });
});
