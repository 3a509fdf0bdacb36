import { expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { isAdapterError } from '../contract/index.js';
import { Credentials } from './credentials.js';
import { webhooks } from './webhooks.js';

const body = Buffer.from('{"id":101,"status":"processing","number":"101","total":"45000.00"}');
const vector = 'IiAxEOUFa3N0vBeUN2Ak1V9BqrxEhdxKq4lvlcNVOYU=';
const read = (headers: Record<string, string>, bytes: Uint8Array = body, secret = 'whsecret') => webhooks.read({ url: 'https://s/api/webhooks/woocommerce/k', headers, body: bytes }, new Credentials(), secret);
const told = { 'X-WC-Webhook-Topic': 'order.updated', 'X-WC-Webhook-Event': 'updated', 'X-WC-Webhook-Signature': vector };
const signed = (bytes: Buffer, topic = 'order.updated') => ({ ...told, 'X-WC-Webhook-Topic': topic, 'X-WC-Webhook-Signature': createHmac('sha256', 'whsecret').update(bytes).digest('base64') });

it('takes the notes\' vector', () => expect(read(told)).toMatchObject({ notices: [{ shop: null, kind: 'order', id: '101' }], reply: { status: 200 } }));

it('refuses a forged byte, wherever it is', () => {
  const refused = (make: () => unknown): boolean => {
    try {
      make();
      return false;
    } catch (error) {
      return isAdapterError(error) && error.verdict === 'reject';
    }
  };
  for (let at = 0; at < body.length; at++) {
    const forged = Buffer.from(body);
    forged[at] = (forged[at] ?? 0) ^ 1;
    expect(refused(() => read(told, forged))).toBe(true);
  }
  for (let at = 0; at < vector.length - 1; at++) {
    const sign = vector.slice(0, at) + (vector[at] === 'A' ? 'B' : 'A') + vector.slice(at + 1);
    expect(refused(() => read({ ...told, 'X-WC-Webhook-Signature': sign }))).toBe(true);
  }
  expect(refused(() => read({ 'X-WC-Webhook-Topic': 'order.updated' }))).toBe(true);
  expect(refused(() => read({ ...told, 'X-WC-Webhook-Signature': createHmac('sha256', '').update(body).digest('base64') }, body, ''))).toBe(true);
  expect(refused(() => read({}, Buffer.from('webhook_id=7&id=9')))).toBe(true);
});

it('answers the unsigned ping and believes nothing of it', () => expect(read({ 'content-type': 'application/x-www-form-urlencoded' }, Buffer.from('webhook_id=7'))).toEqual({ notices: [], reply: { status: 200, body: '' }, unsigned: true }));

it('says created and updated of one state once, and a new state anew', () => {
  const dedupe = (bytes: Buffer, topic: string) => read(signed(bytes, topic), bytes).notices[0]?.dedupe;
  expect(dedupe(body, 'order.created')).toBe(dedupe(body, 'order.updated'));
  expect(dedupe(Buffer.from(body.toString().replace('processing', 'completed')), 'order.updated')).not.toBe(dedupe(body, 'order.updated'));
});

it('keeps ids beyond 2^53 and passes over other topics', () => {
  const big = Buffer.from('{"id":9007199254740993}');
  expect(read(signed(big, 'order.deleted'), big).notices[0]?.id).toBe('9007199254740993');
  expect(read(signed(big, 'product.deleted'), big).notices[0]?.kind).toBe('listing');
  expect(read(signed(big, 'coupon.updated'), big).notices).toEqual([]);
});
