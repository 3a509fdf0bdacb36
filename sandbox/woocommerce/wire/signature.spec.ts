import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signature } from '../hooks/announce.js';
import { http, openShop, signedQuery, TrialShop, type SignWish } from '../trial-shop.fixture.js';
import { parseQuery } from './parse-query.js';
import { baseString, sign } from './verify-oauth.js';

describe('vectors of the protocol notes', () => {
  const query = 'after=2025-01-01T00:00:00&page=1&per_page=100&status=processing';
  const oauth = 'oauth_consumer_key=ck_test&oauth_nonce=abcdef0123456789abcdef0123456789&oauth_signature_method=HMAC-SHA256&oauth_timestamp=1735689600';

  it('W1: the signature of a list of orders', () => {
    const base = baseString('GET', 'http://127.0.0.1:8080/wp-json/wc/v3/orders', parseQuery(`${query}&${oauth}`));
    expect(base).toContain('after%3D2025-01-01T00%253A00%253A00');
    expect(sign(base, 'cs_test', 'HMAC-SHA256')).toBe('dRxJknO9sPz/lX/9pnNkCUYozBX/1BpFZQHtwXcE8S8=');
  });

  it('W1 computed apart from the simulator', () => {
    const base = 'GET&http%3A%2F%2F127.0.0.1%3A8080%2Fwp-json%2Fwc%2Fv3%2Forders&after%3D2025-01-01T00%253A00%253A00%26oauth_consumer_key%3Dck_test'
      + '%26oauth_nonce%3Dabcdef0123456789abcdef0123456789%26oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1735689600%26page%3D1%26per_page%3D100%26status%3Dprocessing';
    expect(createHmac('sha256', 'cs_test&').update(base).digest('base64')).toBe('dRxJknO9sPz/lX/9pnNkCUYozBX/1BpFZQHtwXcE8S8=');
  });

  it('the webhook vector', () => {
    const body = '{"id":101,"status":"processing","number":"101","total":"45000.00"}';
    expect(signature('whsecret', body)).toBe('IiAxEOUFa3N0vBeUN2Ak1V9BqrxEhdxKq4lvlcNVOYU=');
    expect(createHmac('sha256', 'whsecret').update(body).digest('base64')).toBe('IiAxEOUFa3N0vBeUN2Ak1V9BqrxEhdxKq4lvlcNVOYU=');
  });

  it('lists in the query are signed by their index', () => {
    const base = baseString('GET', 'http://a.test/x', parseQuery('status[]=processing&status[]=on-hold'));
    expect(base).toBe('GET&http%3A%2F%2Fa.test%2Fx&status%255B0%255D%3Dprocessing%26status%255B1%255D%3Don-hold');
  });
});

describe('keys and signatures', () => {
  let trial: TrialShop;
  beforeAll(async () => { trial = await TrialShop.start(); });
  afterAll(async () => { await trial.stop(); });
  const orders = () => `${trial.keys.url}/wp-json/wc/v3/orders`;
  const ask = (wish: SignWish, keys = trial.keys) => http('GET', `${orders()}?${signedQuery(keys, orders(), [], wish)}`);

  it('both hashes are taken, another is not', async () => {
    expect((await ask({ algorithm: 'HMAC-SHA1' })).status).toBe(200);
    const odd = await http('GET', `${orders()}?${signedQuery(trial.keys, orders(), []).replace('HMAC-SHA256', 'PLAINTEXT')}`);
    expect(odd).toMatchObject({ status: 401, body: { code: 'woocommerce_rest_authentication_error', message: 'Invalid signature - signature method is invalid.' } });
  });

  it('an unknown key, the key of another shop, a wrong secret', async () => {
    expect(await ask({}, { ...trial.keys, consumer_key: 'ck_none' })).toMatchObject({ status: 401, body: { message: 'Consumer key is invalid.', data: { status: 401 } } });
    const other = await openShop(trial.base, 'Toko Lain');
    expect((await ask({}, { ...other.keys, url: trial.keys.url })).body.message).toBe('Consumer key is invalid.');
    expect((await ask({}, { ...trial.keys, consumer_secret: 'cs_wrong' })).body.message).toBe('Invalid signature - provided signature does not match.');
  });

  it('every query parameter is signed', async () => {
    const query = signedQuery(trial.keys, orders(), [['page', '1']]);
    expect((await http('GET', `${orders()}?${query.replace('page=1', 'page=2')}`)).status).toBe(401);
  });

  it('a nonce is refused the second time', async () => {
    const query = signedQuery(trial.keys, orders(), []);
    expect((await http('GET', `${orders()}?${query}`)).status).toBe(200);
    expect(await http('GET', `${orders()}?${query}`)).toMatchObject({ status: 401, body: { message: 'Invalid nonce - nonce has already been used.' } });
  });

  it('a badly signed request does not use its nonce up', async () => {
    expect((await ask({ nonce: 'n-once' }, { ...trial.keys, consumer_secret: 'cs_wrong' })).status).toBe(401);
    expect((await ask({ nonce: 'n-once' })).status).toBe(200);
  });

  it('the clock may be fifteen minutes off, no more', async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const [off, status] of [[-840, 200], [840, 200], [-960, 401], [960, 401]] as const) expect((await ask({ timestamp: now + off })).status).toBe(status);
    expect((await ask({ timestamp: now - 960 })).body.message).toBe('Invalid timestamp.');
  });

  it('the clock of the shop can be set apart from ours', async () => {
    await trial.control('POST', '/clock', { skewMs: 3_600_000 });
    expect((await ask({})).body.message).toBe('Invalid timestamp.');
    await trial.control('POST', '/clock', { skewMs: 0 });
    expect((await ask({})).status).toBe(200);
  });

  it('a missing parameter is named', async () => {
    const query = signedQuery(trial.keys, orders(), []).replace(/&?oauth_nonce=[^&]*/, '');
    expect(await http('GET', `${orders()}?${query}`)).toMatchObject({
      status: 401, body: { code: 'woocommerce_rest_authentication_missing_parameter', message: 'Missing OAuth parameter oauth_nonce' },
    });
  });

  it('Basic and keys in the query count for nothing over http, but do behind TLS', async () => {
    const basic = { authorization: `Basic ${Buffer.from(`${trial.keys.consumer_key}:${trial.keys.consumer_secret}`).toString('base64')}` };
    const inQuery = `consumer_key=${trial.keys.consumer_key}&consumer_secret=${trial.keys.consumer_secret}`;
    expect(await http('GET', orders(), undefined, basic)).toMatchObject({ status: 401, body: { code: 'woocommerce_rest_cannot_view' } });
    expect((await http('GET', `${orders()}?${inQuery}`)).status).toBe(401);
    await trial.control('PATCH', '/settings', { unconfirmed: { https: true } });
    expect((await http('GET', orders(), undefined, basic)).status).toBe(200);
    expect((await http('GET', `${orders()}?${inQuery}`)).status).toBe(200);
    expect((await http('GET', `${orders()}?${inQuery}x`)).body.message).toBe('Consumer secret is invalid.');
    await trial.control('PATCH', '/settings', { unconfirmed: { https: false } });
  });

  it('the signature may come in a header', async () => {
    const header = signedQuery(trial.keys, orders(), []).split('&').map((pair) => pair.replace(/=(.*)$/, '="$1"')).join(', ');
    expect((await http('GET', orders(), undefined, { authorization: `OAuth ${header}` })).status).toBe(200);
  });

  it('the address signed is the shop\'s own, not the one called', async () => {
    const called = orders().replace('127.0.0.1', 'localhost');
    const url = `${orders()}?${signedQuery(trial.keys, called, [])}`;
    expect((await http('GET', url)).body.message).toBe('Invalid signature - provided signature does not match.');
  });

  it('plain permalinks: the route travels in the query and is signed with it', async () => {
    const address = `${trial.keys.url}/`;
    expect((await http('GET', `${address}?${signedQuery(trial.keys, address, [['rest_route', '/wc/v3/orders']])}`)).status).toBe(200);
  });

  it('_method overrides POST, which is what is signed', async () => {
    const product = await trial.product({ sku: 'METHOD' });
    const address = `${trial.keys.url}/wp-json/wc/v3/products/${String(product.id)}`;
    const query = signedQuery(trial.keys, address, [['_method', 'DELETE'], ['force', 'true']], { method: 'POST' });
    expect((await http('POST', `${address}?${query}`)).status).toBe(200);
    expect((await trial.get(`/products/${String(product.id)}`)).status).toBe(404);
  });

  it('a revoked key is unknown, and keys do not expire', async () => {
    const other = await openShop(trial.base, 'Toko Dicabut');
    expect((await trial.call('GET', '/orders', undefined, [], other.keys)).status).toBe(200);
    await trial.control('POST', '/tokens/revoke', { shop: other.shop });
    expect((await trial.call('GET', '/orders', undefined, [], other.keys)).body.message).toBe('Consumer key is invalid.');
    expect((await trial.control('POST', '/tokens/expire', { shop: other.shop, kind: 'access' })).status).toBe(400);
  });
});
