import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { requestOf, signedQuery } from './client.js';

const keys = { consumer_key: 'ck_test', consumer_secret: 'cs_test' };
const nonce = 'abcdef0123456789abcdef0123456789';
const now = 1_735_689_600_000;
const plain = { signed: false, tunnelled: false };

describe('signing', () => {
  const query = { after: '2025-01-01T00:00:00', page: '1', per_page: '100', status: 'processing' };

  it('W1: the notes\' vector', () => {
    expect(signedQuery('GET', 'http://127.0.0.1:8080/wp-json/wc/v3/orders', query, keys, now, nonce).oauth_signature).toBe('dRxJknO9sPz/lX/9pnNkCUYozBX/1BpFZQHtwXcE8S8=');
  });

  it('W1 by hand: the base string is written out, colons twice encoded', () => {
    const base = 'GET&http%3A%2F%2F127.0.0.1%3A8080%2Fwp-json%2Fwc%2Fv3%2Forders&after%3D2025-01-01T00%253A00%253A00%26oauth_consumer_key%3Dck_test%26oauth_nonce%3Dabcdef0123456789abcdef0123456789'
      + '%26oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1735689600%26page%3D1%26per_page%3D100%26status%3Dprocessing';
    expect(signedQuery('GET', 'http://127.0.0.1:8080/wp-json/wc/v3/orders', query, keys, now, nonce).oauth_signature).toBe(createHmac('sha256', 'cs_test&').update(base).digest('base64'));
  });

  it('signs by the time and nonce of each build', () => {
    const one = signedQuery('GET', 'http://a/b', {}, keys, now, nonce), two = signedQuery('GET', 'http://a/b', {}, keys, now + 1000, nonce);
    expect(one.oauth_signature).not.toBe(two.oauth_signature);
    expect(two.oauth_timestamp).toBe('1735689601');
  });
});

describe('a request', () => {
  const call = { op: 'x', effect: 'set', method: 'PUT', path: '/products/7', body: { name: 'Kopi' } } as const;

  it('carries Basic over https and no key in its address', () => {
    const request = requestOf(call, { url: 'https://toko.id/', ...keys }, now, nonce, plain);
    expect(request.headers?.authorization).toBe(`Basic ${Buffer.from('ck_test:cs_test').toString('base64')}`);
    expect(request.path).toBe('/wp-json/wc/v3/products/7');
    expect(request.body).toBe('{"name":"Kopi"}');
  });

  it('makes a cached address new over https', () => {
    expect(requestOf({ op: 'x', effect: 'read', path: '/orders' }, { url: 'https://toko.id', ...keys }, now, nonce, plain).path).toBe('/wp-json/wc/v3/orders?_=abcdef012345');
  });

  it('is signed over http, under the shop\'s folder, and never sends the secret', () => {
    const request = requestOf(call, { url: 'http://127.0.0.1:4105/toko-1/', ...keys }, now, nonce, plain);
    const expected = signedQuery('PUT', 'http://127.0.0.1:4105/toko-1/wp-json/wc/v3/products/7', {}, keys, now, nonce).oauth_signature;
    expect(new URLSearchParams(request.path.split('?')[1]).get('oauth_signature')).toBe(expected);
    expect(JSON.stringify(request)).not.toContain('cs_test');
  });

  it('uses rest_route with plain permalinks, and signs it', () => {
    const request = requestOf({ op: 'x', effect: 'read', path: '/orders', query: { page: 2 } }, { url: 'http://toko.id/?rest_route=', ...keys }, now, nonce, plain);
    const sent = new URLSearchParams(request.path.split('?')[1]);
    expect(request.path.startsWith('/?rest_route=%2Fwc%2Fv3%2Forders&page=2&')).toBe(true);
    expect(sent.get('oauth_signature')).toBe(signedQuery('GET', 'http://toko.id/', { rest_route: '/wc/v3/orders', page: '2' }, keys, now, nonce).oauth_signature);
  });

  it('travels inside POST where a host refuses PUT', () => {
    const request = requestOf(call, { url: 'https://toko.id', ...keys }, now, nonce, { signed: false, tunnelled: true });
    expect(request.method).toBe('POST');
    expect(request.path).toBe('/wp-json/wc/v3/products/7?_method=PUT');
  });

  it('takes an address that was pasted with the API behind it', () => {
    expect(requestOf({ op: 'x', effect: 'read', path: '/orders' }, { url: 'http://toko.id/a/wp-json/wc/v3/', ...keys }, now, nonce, plain).path.startsWith('/wp-json/wc/v3/orders?')).toBe(true);
  });
});
