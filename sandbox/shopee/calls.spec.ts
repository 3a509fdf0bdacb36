import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDesk, type Desk, type ShopDesk } from './desk.fixture.js';
import { pushSignature, signOf } from './sign.js';

let desk: Desk;
let shop: ShopDesk;
beforeAll(async () => {
  desk = await openDesk();
  shop = await desk.openShop();
});
afterAll(() => desk.stop());

describe('signatures: the vectors of the protocol notes', () => {
  const key = '57615053704d6470644f554a78656d50484143644964436a5568777544524579';
  test.each([
    ['S1', ['2001887', '/api/v2/shop/get_shop_info', '1655714431', '59777174636562737266615546704c6d', '14701711'], 'b914bea03c13799deb036bb9d10e689f5a6bade160c44af568646f1ef7d796c1'],
    ['S2', ['2001887', '/api/v2/global_product/get_category', '1655714431', '09777174636962737266615546704c6d', '1000000'], 'a50a2229b148e76048e21ad69a9d619885a21bd4aa7738bc524e1207df73a151'],
    ['S3', ['2001887', '/api/v2/public/get_shops_by_partner', '1655714431'], '60ab8c4a535009ab33b8a0029ee18a667ef6eaeb16481ed3d573a5059122d4df'],
    ['S4', ['2001887', '/api/v2/auth/token/get', '1700000000'], '64930e0e316f658d3c7456a09fe207efaf62438c2548aa77ade4730594303f48'],
  ])('%s', (_name, parts, sign) => {
    expect(signOf(key, ...parts)).toBe(sign);
  });

  test.each([
    ['S7', 'https://hooks.example.test/shopee/push', '{"data":{"items":[],"ordersn":"220810QSK8S7BX","status":"PROCESSED","completed_scenario":"","update_time":1660123127},"shop_id":727720655,"code":3,"timestamp":1660123127}', 'f7e86058a582d22c41ad816c7d876de2776c7fdd5e0f80cff2468b15bf442266'],
    ['S8', 'http://127.0.0.1:8080/push?x=1', '{"code":0,"timestamp":1700000000,"data":{}}', '42e574b910e887689032392186ef28f345da5c5020c240ca9c463240a7ce1757'],
  ])('%s', (_name, url, body, sign) => {
    expect(pushSignature(key, url, body)).toBe(sign);
  });
});

describe('who may call', () => {
  test('a rightly signed shop call is answered, at top level', async () => {
    expect(await shop.get('shop/get_shop_info')).toMatchObject({ error: '', shop_name: 'Koperasi Uji', region: 'ID' });
  });
  test('a refusal is HTTP 200 with the error in the body', async () => {
    const response = await shop.raw('GET', 'shop/get_shop_info', { change: (query) => query.set('sign', 'f'.repeat(64)) });
    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([200, 'error_sign']);
  });
  test.each([
    ['no partner_id', 'partner_id', null, 'error_param'], ['no timestamp', 'timestamp', null, 'error_param'], ['no sign', 'sign', null, 'error_param'], ['no token', 'access_token', null, 'error_param'], ['no shop', 'shop_id', null, 'error_param'],
    ['an upper-case signature', 'sign', 'upper', 'error_sign'], ['a foreign partner', 'partner_id', '999', 'invalid_partner_id'], ['another shop id', 'shop_id', '1', 'error_sign'],
  ])('%s', async (_name, name, value, error) => {
    const change = (query: URLSearchParams) => (value === null ? query.delete(name) : query.set(name, value === 'upper' ? (query.get(name) ?? '').toUpperCase() : value));
    expect(await shop.get('shop/get_shop_info', {}, { change })).toMatchObject({ error });
  });
  test('the clock window is five minutes to both sides', async () => {
    const at = (seconds: number) => shop.get('shop/get_shop_info', {}, { at: desk.now() + seconds });
    expect([(await at(-290)).error, (await at(290)).error, (await at(-310)).error, (await at(310)).error]).toEqual(['', '', 'error_param', 'error_param']);
  });
  test('the key is text, not hex', async () => {
    const change = (query: URLSearchParams) => query.set('sign', createHmac('sha256', Buffer.from(shop.credentials.partner_key, 'hex')).update(`${shop.credentials.partner_id}/api/v2/shop/get_shop_info${query.get('timestamp')}${shop.credentials.access_token}${shop.credentials.shop_id}`).digest('hex'));
    expect(await shop.get('shop/get_shop_info', {}, { change })).toMatchObject({ error: 'error_sign' });
  });
  test('a token of another shop, of another app, made up', async () => {
    const other = await desk.openShop({ name: 'Lain' });
    const sister = await desk.openShop({ name: 'Saudara', app: String(shop.credentials.partner_id) });
    const call = (token: string) => { const twin = Object.assign(Object.create(shop) as ShopDesk, { credentials: { ...shop.credentials, access_token: token } }); return twin.get('shop/get_shop_info'); };
    for (const token of [other.credentials.access_token, sister.credentials.access_token, 'x']) expect(await call(token)).toMatchObject({ error: 'invalid_acceess_token' });
  });
  test('a path that is not, a method that is not', async () => {
    expect(await shop.get('product/get_nothing')).toMatchObject({ error: 'error_not_found' });
    expect(await shop.get('product/add_item')).toMatchObject({ error: 'error_not_found' });
  });
  test('unknown parameters are refused, unless the setting is off', async () => {
    expect(await shop.get('product/get_category', { colour: 'red' })).toMatchObject({ error: 'error_param' });
    await desk.control('PATCH', '/settings', { unconfirmed: { refuseUnknownParameters: false } });
    expect(await shop.get('product/get_category', { colour: 'red' })).toMatchObject({ error: '' });
    await desk.control('PATCH', '/settings', { unconfirmed: { refuseUnknownParameters: true } });
  });
  test('a body must be a JSON object; business parameters of a POST belong into it', async () => {
    expect(await shop.post('product/delete_item', [1])).toMatchObject({ error: 'error_param' });
    expect(await shop.post('product/delete_item', { item_id: 1 }, { query: { item_id: '1' } })).toMatchObject({ error: 'error_param' });
  });
});

describe('tokens', () => {
  test('a refresh token serves once; the access token before it five minutes more', async () => {
    const mine = await desk.openShop({ name: 'Segar' });
    const { refresh_token, shop_id, partner_id } = mine.credentials;
    const refresh = () => mine.post('auth/access_token/get', { refresh_token, shop_id, partner_id }, { kind: 'public' });
    const fresh = await refresh();
    expect(fresh).toMatchObject({ error: '', shop_id, partner_id, expire_in: 14_400 });
    expect(await refresh()).toMatchObject({ error: 'error_shop_refresh_token' });
    expect(await mine.get('shop/get_shop_info')).toMatchObject({ error: '' });
    await desk.control('POST', '/clock', { advanceMs: 301_000 });
    const at = desk.now() + 301;
    expect(await mine.get('shop/get_shop_info', {}, { at })).toMatchObject({ error: 'invalid_acceess_token' });
    mine.credentials = { ...mine.credentials, access_token: String(fresh.access_token) };
    expect(await mine.get('shop/get_shop_info', {}, { at })).toMatchObject({ error: '' });
    await desk.control('POST', '/clock', { skewMs: -301_000 });
  });
  test('expired and revoked', async () => {
    const mine = await desk.openShop({ name: 'Habis' });
    await desk.control('POST', '/tokens/expire', { shop: mine.id, kind: 'access' });
    expect(await mine.get('shop/get_shop_info')).toMatchObject({ error: 'invalid_acceess_token' });
    await desk.control('POST', '/tokens/expire', { shop: mine.id, kind: 'refresh' });
    const { refresh_token, shop_id, partner_id } = mine.credentials;
    expect(await mine.post('auth/access_token/get', { refresh_token, shop_id, partner_id }, { kind: 'public' })).toMatchObject({ error: 'refresh_token_expired' });
    const gone = await desk.openShop({ name: 'Dicabut' });
    await desk.control('POST', '/tokens/revoke', { shop: gone.id });
    expect(await gone.get('shop/get_shop_info')).toMatchObject({ error: 'error_auth', message: 'Invalid access_token.' });
  });
  test('a code serves once, for ten minutes, for its shop, both forms of consent', async () => {
    const { partner_id, shop_id, partner_key } = shop.credentials;
    const back = 'http://127.0.0.1:3000/kembali?a=1';
    const page = await fetch(`${desk.url}/auth?${new URLSearchParams({ partner_id: String(partner_id), auth_type: 'seller', redirect_uri: back, response_type: 'code', state: 'rahasia' })}`);
    expect(await page.text()).toContain('Beri izin');
    const timestamp = String(desk.now());
    const path = '/api/v2/shop/auth_partner';
    const legacy = (sign: string) => fetch(`${desk.url}${path}?${new URLSearchParams({ partner_id: String(partner_id), redirect: back, timestamp, sign })}`).then((response) => response.text());
    expect(await legacy(createHmac('sha256', partner_key).update(`${partner_id}${path}${timestamp}`).digest('hex'))).toContain('Beri izin');
    expect(await legacy('x')).toContain('error_sign');
    const click = async () => {
      const response = await fetch(`${desk.url}/auth/decide`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ partner: String(partner_id), back, state: 'rahasia', shop: shop.id, ending: '' }) });
      return new URL(response.headers.get('location') ?? '');
    };
    const landed = await click();
    expect([landed.searchParams.get('a'), landed.searchParams.get('state'), landed.searchParams.get('shop_id')]).toEqual(['1', 'rahasia', shop.id]);
    const exchange = (code: string | null, id: number = shop_id) => shop.post('auth/token/get', { code, shop_id: id, partner_id }, { kind: 'public' });
    expect(await exchange('made-up')).toMatchObject({ error: 'invalid_code' });
    const code = landed.searchParams.get('code');
    expect(await exchange(code, shop_id + 1)).toMatchObject({ error: 'invalid_shop_id' });
    const made = await exchange(code);
    expect(made).toMatchObject({ error: '', expire_in: 14_400 });
    expect(await exchange(code)).toMatchObject({ error: 'invalid_code' });
    shop.credentials = { ...shop.credentials, access_token: String(made.access_token), refresh_token: String(made.refresh_token) };
    expect(await shop.get('public/get_shops_by_partner', { page_no: '1', page_size: '100' }, { kind: 'public' })).toMatchObject({ more: false, authed_shop_list: expect.arrayContaining([expect.objectContaining({ shop_id })]) });
  });
  test('a main account: its first refresh token serves once for each shop', async () => {
    const one = await desk.openShop({ name: 'Satu', app: 'Bersama', grant: 'induk' });
    const two = await desk.openShop({ name: 'Dua', app: 'Bersama', grant: 'induk' });
    const { partner_id, main_account_id } = one.credentials;
    const response = await fetch(`${desk.url}/auth/decide`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ partner: String(partner_id), back: 'http://127.0.0.1/x', shop: `main:${main_account_id}` }) });
    const code = new URL(response.headers.get('location') ?? '').searchParams.get('code');
    const made = await one.post('auth/token/get', { code, main_account_id, partner_id }, { kind: 'public' });
    expect(made).toMatchObject({ error: '', shop_id_list: [Number(one.id), Number(two.id)] });
    const refresh = (id: string) => one.post('auth/access_token/get', { refresh_token: made.refresh_token, shop_id: Number(id), partner_id }, { kind: 'public' });
    const results = [await refresh(one.id), await refresh(two.id), await refresh(one.id)].map((answer) => answer.error);
    expect(results).toEqual(['', '', 'error_shop_refresh_token']);
  });
});
