import { describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { sign } from './client.js';
import { LazadaCredentials } from './credentials.js';
import { detailsOf, errorOf, table } from './errors.js';
import { adapter, granted, shopsOf } from './index.js';
import { isoOf, money, orderOf, receiptOf } from './mapping.js';
import { amount, instant, productOf, xml } from './wire.js';

const credentials = (): LazadaCredentials => Object.assign(new LazadaCredentials(), { app_key: '100132', app_secret: 'testsecret', access_token: '50000testtoken', refresh_token: '50001r' });

describe('signatures', () => {
  const common = { app_key: '100132', sign_method: 'sha256', timestamp: '1735689600000' };
  it('V0: the official sample', () => expect(sign('helloworld', '/order/get', { app_key: '123456', access_token: 'test', timestamp: '1517820392000', sign_method: 'sha256', order_id: '1234' })).toBe('4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A'));
  it('V1: a list', () => expect(sign('testsecret', '/orders/get', { ...common, access_token: '50000testtoken', created_after: '2025-01-01T00:00:00+07:00', limit: '100', offset: '0', sort_by: 'updated_at', sort_direction: 'ASC', status: 'pending' })).toBe('07A3368896CCF81867DA235D9D5EB98C2452E5DFFF42915BC317579A67148B2A'));
  it('V3: a token call', () => expect(sign('testsecret', '/auth/token/create', { ...common, code: '0_100132_abcDEF' })).toBe('2B15A713CE9C6F0E146801E1A9D124A14C31BA32F20FC276C72564925A941D53'));
  it('sorts by bytes: upper case before underscore before lower case', () => expect(sign('s', '/p', { a: '1', _b: '2', Z: '3', empty: '', sign: 'x' })).toBe(sign('s', '/p', { Z: '3', _b: '2', a: '1' })));
});

describe('errors', () => {
  it('hold each code once', () => { const codes = table.flatMap((row) => row.codes); expect(new Set(codes).size).toBe(codes.length); });
  it.each([['ApiCallLimit', 'wait'], ['901', 'wait'], ['998', 'wait'], ['4147', 'retry'], ['ServiceTimeout', 'retry'], ['IllegalAccessToken', 'reauthorise'], ['IncompleteSignature', 'alarm'], ['4139', 'reject'], ['207', 'gone'], ['4151', 'park'], ['4170', 'park'], ['nobody-knows', 'reject']])('%s asks to %s', (code, verdict) => expect(errorOf({ code, message: 'x', effect: 'set' }).verdict).toBe(verdict));
  it.each([['1', 'E016: "9" Invalid Order ID', 'gone'], ['1', 'E001: Parameter limit must be from 1 to 50', 'alarm'], ['E208', 'x', 'gone'], ['IllegalTimestamp', 'The timestamp is not within 7200 seconds', 'retry']])('%s with "%s" asks to %s', (code, message, verdict) => expect(errorOf({ code, message, effect: 'set' }).verdict).toBe(verdict));
  it('waits a second for a ban, or as long as it is told', () => expect([null, 7_000].map((retryAfterMs) => errorOf({ code: 'ApiCallLimit', message: 'x', effect: 'set', retryAfterMs }).afterMs)).toEqual([1_000, 7_000]));
  it('never repeats an unclear create', () => expect(errorOf({ code: 'ServiceTimeout', message: 'x', effect: 'make' }).verdict).toBe('look-first'));
  it.each([[{ field: 'images', code: '4139', message: 'x' }, 'photo-missing'], [{ field: 'x', message: '4139: nothing' }, 'photo-missing'], ['At least one image is required', 'photo-missing'], [{ field: 'warranty_type', message: 'This field is mandatory' }, 'required-attribute'], [{ field: 'SellerSku', message: 'Duplicate seller sku' }, 'duplicate-sku'],
    [{ message: 'E4139' }, 'photo-missing'], [{ message: 'refused: BIZ_CHECK (4141)', code: '4141' }, 'duplicate-sku'], [{ field: 'price', message: 'must be at least 1000' }, 'price-out-of-range'], [{ field: 'x', message: 'at most 300 cm' }, 'refused-in-words'],
    [{ field: 'shelf_life', message: '4110: Shelf Life has an invalid value: lama' }, 'invalid-attribute'], [{ field: 'name', message: '4110: longer than 255' }, 'title-too-long'], [{ field: 'Price', message: '4162: locked by a campaign' }, 'price-locked-by-promotion']])('opens 500 by its detail: %j', (inside, cause) => {
    expect(errorOf({ code: '500', message: 'Create product failed', effect: 'make', detail: detailsOf({ detail: [inside] }) }).issues.map((issue) => issue.cause)).toEqual([cause]);
  });
  it('names the field and what was given', () => expect(errorOf({ code: '500', message: 'x', effect: 'make', detail: detailsOf({ detail: [{ field: 'shelf_life', message: '4110: Shelf Life has an invalid value: lama', seller_sku: 'K-1' }] }) }).issues).toMatchObject([{ field: 'attributes.shelf_life', sku: 'K-1', rawCode: '4110', params: { atribut: 'shelf_life', nilai: 'lama' } }]));
  it('lets what passes by itself win, and tells each field', () => {
    expect(errorOf({ code: '501', message: 'failed', effect: 'set', detail: detailsOf({ detail: [{ code: '4139', message: 'x' }, { code: '4151', message: 'x' }] }) }).verdict).toBe('park');
    expect(errorOf({ code: '501', message: 'failed', effect: 'set', detail: detailsOf({ detail: [{ code: '4139', message: 'x' }, { code: '4142', message: 'x' }] }) }).issues).toHaveLength(2);
  });
});

describe('QC', () => {
  const receipt = (status: string, reasons: string[] = [], skus: { status: string }[] = []) => receiptOf({ status, reasons, skus }, { itemId: '1', variants: {} });
  it.each([['Active', 'live'], ['Pending QC', 'review'], ['InActive', 'ended'], ['Rejected', 'refused'], ['Suspended', 'refused'], ['Locked', 'refused'], ['Deleted', 'ended'], ['Something New', 'review']])('%s is %s', (status, state) => expect(receipt(status).state).toBe(state));
  it('tells why', () => expect(receipt('Rejected', ['Blurred image']).issues[0]).toMatchObject({ cause: 'rejected-by-review', params: { alasan: 'Blurred image' } }));
  it('keeps offers open while an older version may sell', () => expect(receipt('Pending QC').offersOpen).toBe(true));
});

describe('orders', () => {
  const order = (id: string, at: string, more: object = {}) => ({ order_id: id, order_number: id, price: '40000.00', voucher: '1000', shipping_fee: '9000', created_at: '2025-01-01 10:00:00 +0700', updated_at: at, address_shipping: { first_name: 'S***', phone: '62***', city: 'Garut' }, ...more });
  const unit = (id: string, status: string) => ({ order_item_id: id, sku: 'P-1-1', shop_sku: '900_ID-500', sku_id: '500', product_id: '900', name: 'Kopi', item_price: '20000', paid_price: '19500', currency: 'IDR', status });
  it.each([[['unpaid'], 'unpaid'], [['pending', 'shipped'], 'to-ship'], [['delivered', 'canceled'], 'completed'], [['canceled'], 'cancelled'], [['new_state', 'shipped'], 'unknown']])('%j is %s', (states, status) => {
    const read = orderOf(order('1', '2025-01-01 10:00:00 +0700'), states.map((state, index) => unit(String(index + 1), state)), 'ID');
    expect([read.status, read.expiresAt]).toEqual([status, status === 'unpaid' ? read.placedAt + 1_800_000 : null]);
  });
  it('are ours to ship unless all of it lies in their warehouse', () => {
    const by = (...fbl: (number | undefined)[]) => orderOf(order('1', '2025-01-01 10:00:00 +0700'), fbl.map((is_fbl, index) => ({ ...unit(String(index), 'pending'), is_fbl })), 'ID').fulfilledBy;
    expect([by(undefined), by(0, 0), by(1, 0), by(1, 1)]).toEqual(['seller', 'seller', 'seller', 'marketplace']);
  });
});

describe('tokens', () => {
  const now = 1_735_689_600_000, day = 86_400;
  const answer = { access_token: 'A', refresh_token: 'R', expires_in: 30 * day, refresh_expires_in: 180 * day, country: 'id', account: 'a@b.c' };
  it('a refresh never moves the end of consent', () => {
    const first = granted({ ...answer, country_user_info: [{ country: 'id', seller_id: '1001', short_code: 'IDABC' }] }, credentials(), now, false);
    expect(first.endsAt).toBe(now + 180 * day * 1000);
    const later = granted(answer, first.credentials, now + 20 * day * 1000, true);
    expect([later.expiresAt, later.endsAt]).toEqual([now + 50 * day * 1000, first.endsAt]);
    expect(shopsOf(later.credentials, '')).toEqual([{ remoteId: '1001', name: 'IDABC', country: 'ID' }]);
  });
  it('0 means that nothing can be refreshed', () => {
    expect(granted({ ...answer, refresh_expires_in: 0 }, credentials(), now, false)).toMatchObject({ expiresAt: null, endsAt: now + 30 * day * 1000 });
    expect([{}, { refresh_token: undefined }, { refresh_expires_in: '0' }].map((more) => adapter.tokenLifeMs?.(Object.assign(credentials(), more)))).toEqual([6 * 3_600_000, null, null]);
  });
});

describe('webhooks', () => {
  const raw = '{"seller_id":"1234567","message_type":0,"data":{"order_status":"pending","trade_order_id":"260422900198363","trade_order_line_id":"260422900298363","status_update_time":1603698638},"timestamp":1603766859530,"site":"lazada_id"}';
  const read = (text: string, authorization = 'd7bb7f086cd82d7b3342441938c40660def4188eb32f00bc4e528960b98acb9e') => adapter.webhooks?.read({ url: 'https://x', headers: { authorization }, body: Buffer.from(text) }, credentials(), '');
  it('takes the official bytes', () => expect(read(raw)).toEqual({ notices: [{ shop: '1234567', kind: 'order', id: '260422900198363', dedupe: '0.1234567.260422900198363.260422900298363.pending.1603698638' }], reply: { status: 200, body: '' } }));
  it('refuses forged bytes and a bare call', () => { expect(() => read(`${raw} `)).toThrow('not signed'); expect(() => read(raw, '')).toThrow('not signed'); });
});

describe('wire', () => {
  it('reads both forms of a date', () => expect([instant('2025-01-01 10:00:00 +0700'), instant('2025-01-01T10:00:00+07:00'), instant(1_735_700_400), instant('x')]).toEqual([1_735_700_400_000, 1_735_700_400_000, 1_735_700_400_000, null]));
  it('writes dates, money and XML', () => expect([isoOf(1_735_700_400_000), money(4_550n, 2), money(45_000n, 0), xml({ A: { B: ['a&b', '<c>'] } })]).toEqual(['2025-01-01T03:00:00+00:00', '45.50', '45000', '<A><B>a&amp;b</B><B>&lt;c&gt;</B></A>']));
  it('keeps ids exact and amounts whole', () => expect([productOf(0)({ item_id: '9007199254740993', attributes: {}, skus: [] }).id, amount('45,000.00', 0), amount('1.005', 2)]).toEqual(['9007199254740993', 45_000n, 101n]));
});
