import { expect, test } from '@jest/globals';
import { Clock } from './clock.js';
import { RequestLog } from './request-log.js';

function logged(type: string, body: string, rawQuery = ''): Record<string, unknown> {
  const log = new RequestLog(new Clock());
  log.open({ method: 'POST', path: '/x', rawQuery, body: Buffer.from(body), headers: { 'content-type': type } }, null);
  return log.read(0, null)[0] ?? {};
}

test.each([
  ['a form', 'application/x-www-form-urlencoded', 'refresh_token=5000111122223333&item=Kopi+%26+Teh&code=0_1&sign=ABCDEF0123456789', 'refresh_token=…3333&item=Kopi+%26+Teh&code=…&sign=…6789'],
  ['a JSON text', 'application/json', '{"signatureKey":"kunci-rahasia-1234","sku":"KP-01","secret":"pendek"}', '{"signatureKey":"…1234","sku":"KP-01","secret":"…"}'],
  ['what is neither', 'text/plain', 'token=terbuka', 'token=terbuka'],
])('secrets of %s are masked, the rest stays as it was sent', (_name, type, body, shown) => {
  expect(logged(type, body).body).toBe(shown);
});

test('secrets of a query are masked', () => {
  expect(logged('', '', 'auth_code=ROW_0123456789abcdef&app_secret=x&page_size=10').query).toEqual({ auth_code: '…cdef', app_secret: '…', page_size: '10' });
});
