import { describe, expect, it } from '@jest/globals';
import { codes, elementFault, fault, type Effect } from './errors.js';

const answer = (status: number, code: string | null, data: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  ({ status, headers, now: 1_000_000_000_000, body: code === null ? null : { code, message: 'Kata toko.', data: { status, ...data } } });
const verdict = (status: number, code: string | null, effect: Effect = 'set') => fault(answer(status, code), effect).verdict;

describe('what the shop\'s codes mean', () => {
  it.each([
    ['rest_invalid_param', 400, 'reject'], ['rest_missing_callback_param', 400, 'reject'], ['product_invalid_sku', 400, 'reject'], ['woocommerce_product_image_upload_error', 400, 'reject'],
    ['woocommerce_rest_product_invalid_id', 400, 'gone'], ['woocommerce_rest_product_invalid_id', 404, 'gone'], ['woocommerce_rest_shop_order_invalid_id', 404, 'gone'], ['woocommerce_rest_term_invalid', 404, 'reject'],
    ['rest_no_route', 404, 'alarm'], ['woocommerce_rest_already_trashed', 410, 'gone'], ['woocommerce_rest_trash_not_supported', 501, 'reject'], ['woocommerce_rest_request_entity_too_large', 413, 'alarm'],
    ['woocommerce_rest_authentication_error', 401, 'reauthorise'], ['woocommerce_rest_authentication_missing_parameter', 401, 'reauthorise'],
    ['woocommerce_rest_cannot_view', 401, 'reauthorise'], ['woocommerce_rest_cannot_create', 403, 'reauthorise'], ['woocommerce_rest_cannot_edit', 401, 'reauthorise'], ['woocommerce_rest_cannot_delete', 403, 'reauthorise'],
    ['internal_server_error', 500, 'retry'], ['a_plugin_says_no', 400, 'reject'], ['a_plugin_broke', 500, 'retry'],
  ])('%s (%i) is %s', (code, status, expected) => {
    expect(verdict(status, code)).toBe(expected);
    expect(fault(answer(status, code), 'read').rawCode).toBe(code);
  });

  it('keeps code and message beside a cause of the house', () => {
    for (const code of Object.keys(codes)) {
      const error = fault(answer(400, code), 'read');
      expect(error.message).toBe('Kata toko.');
      for (const issue of error.issues) expect([issue.rawCode, issue.rawMessage]).toEqual([code, 'Kata toko.']);
    }
  });

  it('looks first when a SKU is still being processed', () => expect(verdict(400, 'woocommerce_rest_product_not_created', 'make')).toBe('look-first'));
  it('names each refused field', () => {
    const { issues } = fault(answer(400, 'rest_invalid_param', { params: { regular_price: 'bukan teks', images: 'bukan daftar' } }), 'set');
    expect(issues.map((issue) => [issue.cause, issue.field, issue.rawMessage])).toEqual([['field-not-accepted', 'price', 'bukan teks'], ['photo-unreadable', 'photos', 'bukan daftar']]);
  });
});

describe('what is not the shop\'s own answer', () => {
  it.each([502, 503, 504, 500, 200])('%i without JSON is unclear', (status) => {
    expect(verdict(status, null, 'make')).toBe('look-first');
    expect(verdict(status, null, 'read')).toBe('retry');
    expect(fault(answer(status, null), 'set')).toMatchObject({ verdict: 'retry', rawCode: 'unclear' });
  });
  it('looks first after any 5xx of a create, whoever wrote it', () => expect(verdict(500, 'internal_server_error', 'make')).toBe('look-first'));
  it.each([['7', 7_000], [undefined, 5_000], ['soon', 5_000], ['Sun, 09 Sep 2001 01:47:10 GMT', 30_000], ['999999999', 999_999_999_000]])('429 with Retry-After %s waits %i ms', (said, afterMs) => {
    expect(fault(answer(429, null, {}, said === undefined ? {} : { 'retry-after': said }), 'make')).toMatchObject({ verdict: 'wait', scope: 'shop', afterMs });
  });
  it('names a redirect', () => expect(fault(answer(301, null, {}, { location: 'https://www.toko.id/' }), 'read').message).toContain('https://www.toko.id/'));
});

it('an element of a batch keeps its own verdict and SKU', () => {
  const error = elementFault({ code: 'product_invalid_sku', message: 'dipakai', data: { status: 400, unique_sku: 'KOPI-1-1' } }, 'set', 'KOPI-1');
  expect(error.issues[0]).toMatchObject({ cause: 'duplicate-sku', sku: 'KOPI-1', params: { sku: 'KOPI-1' } });
  expect(elementFault({ code: 'woocommerce_rest_product_invalid_id', message: '', data: {} }, 'set').verdict).toBe('gone');
});
