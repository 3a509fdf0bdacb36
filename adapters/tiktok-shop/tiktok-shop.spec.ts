import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { plainTools } from '../../test/adapters/plain-tools.js';
import type { Intent, ListingDraft, Session, WireRequest, WireResponse } from '../contract/index.js';
import { rulesOf } from './categories.js';
import { sign } from './client.js';
import { TikTokCredentials, TikTokSettings } from './credentials.js';
import { errorOf, table } from './errors.js';
import { adapter } from './index.js';
import { clearedIssue, money, orderOf, receiptOf } from './mapping.js';
import { productOf } from './wire.js';

const keys = { app_key: '68xu9ks5p4i8', app_secret: 'e59af819cc' };
const credentials = (more: Partial<TikTokCredentials> = {}): TikTokCredentials => Object.assign(new TikTokCredentials(), { ...keys, access_token: 'TTP_a', refresh_token: 'TTP_r', shop_ciphers: '7000=ROW_a,7001=ROW_b', ...more });
const body = (value: unknown): Partial<WireResponse> => ({ body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) });
const ok = (data: unknown): Partial<WireResponse> => body({ code: 0, message: 'Success', data, request_id: '1' });
const no = (code: number, message = 'x'): Partial<WireResponse> => body({ code, message, data: null, request_id: '1' });
type Play = (request: WireRequest, path: string) => Partial<WireResponse>;
type Opened = { session: Session<TikTokCredentials>; tools: ReturnType<typeof plainTools<TikTokCredentials>>; requests: WireRequest[] };
function open(play: Play, more: { credentials?: TikTokCredentials; remoteId?: string; settings?: Partial<TikTokSettings> } = {}): Opened {
  const requests: WireRequest[] = [];
  const tools = plainTools(adapter, more.credentials ?? credentials(), '', { answer: (request) => { requests.push(request); return play(request, request.path.split('?')[0] ?? ''); } });
  return { tools, requests, session: adapter.connect({ remoteId: more.remoteId ?? '7000', country: 'ID', settings: Object.assign(new TikTokSettings(), more.settings) }, tools) };
}
const caught = async (work: Promise<unknown>): Promise<{ verdict?: string; rawCode?: string; issues?: readonly { cause: string; field: string | null }[] }> => work.then(() => ({}), (error: unknown) => error as { verdict: string });
const sent = (request: WireRequest | undefined): Record<string, unknown> => JSON.parse(String(request?.body ?? '{}')) as Record<string, unknown>;

const photo = (sha256: string) => ({ sha256, url: null, render: async () => new Uint8Array([1, 2, 3]) });
const draft = (more: Partial<ListingDraft> = {}): ListingDraft => ({
  code: 'P-1', category: '600001', title: 'Kopi bubuk robusta lereng utara', description: 'Disangrai sedang.\n\nDigiling halus.', brand: '708', attributes: { 100392: [{ id: '1001533' }] }, photos: [photo('a')],
  variants: ['100 g', '250 g'].map((size, index) => ({ sku: `P-1-${index + 1}`, choice: { Isi: size }, price: 20_000n, quantity: 8, photo: null, grams: 250 + index, mm: [120, 80, 61] as const })), ...more,
});
const intent: Intent = { key: 'a1b2', openedAt: 0 };
const product = (more: object = {}) => ({ id: '1729000000000000001', title: 'Kopi', status: 'ACTIVATE', skus: [{ id: '11', seller_sku: 'P-1-1', price: { sale_price: '20000' }, inventory: [{ warehouse_id: 'W1', quantity: 3 }], sales_attributes: [{ name: 'Isi', value_name: '100 g' }] }, { id: '12', seller_sku: 'P-1-2', price: { tax_exclusive_price: '21000' }, inventory: [{ warehouse_id: 'W1', quantity: 4 }], sales_attributes: [{ name: 'Isi', value_name: '250 g' }] }], ...more });
const made = { product_id: '1729000000000000001', skus: [{ id: '11', seller_sku: 'P-1-1' }, { id: '12', seller_sku: 'P-1-2' }] };
const shop: (own?: Play) => Play = (own) => (request, path) => {
  const answer = own?.(request, path);
  if (answer && Object.keys(answer).length > 0) return answer;
  if (path.endsWith('/images/upload')) return ok({ uri: 'tos-1' });
  if (path.endsWith('/warehouses')) return ok({ warehouses: [{ id: 'W1', type: 'SALES_WAREHOUSE', is_default: true, effect_status: 'ENABLED' }, { id: 'R', type: 'RETURN_WAREHOUSE' }] });
  if (path.endsWith('/listing_check')) return ok({ check_result: 'PASS' });
  if (path === '/product/202309/products') return ok(made);
  if (path.endsWith('/products/search')) return ok({ products: [] });
  return /\/products\/\d+$/.test(path) ? ok(product()) : ok({});
};

describe('signatures', () => {
  it('T1: the official example', () => expect(sign('e59af819cc', '/authorization/202309/shops', { app_key: '29a39d', timestamp: '1623812664' }, '')).toBe('b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8'));
  it('T2: a body', () => expect(sign('e59af819cc', '/event/202309/webhooks', { timestamp: '1696909648', shop_cipher: 'ROW_xkMbgAAAeVAQra0eZWebFQq5aIKt', app_key: '68xu9ks5p4i8' }, '{"address":"https://partner.tiktokshop.com","event_type":"PACKAGE_UPDATE"}')).toBe('a75b9c8cd57140cab6dc95bf31c37bd6ffface74210768b6517c0ff81659b0ba'));
  it('T4: an upload, without its body', () => expect(sign('e59af819cc', '/product/202309/images/upload', { app_key: '68xu9ks5p4i8', timestamp: '1700000000' }, '')).toBe('dd630b9fc5d68615d1965cbe9414698e75ca2f15f2d1011e979c8f5dfabd8e37'));
  it('signs the bytes and the decoded query it sends, with the shop\'s own cipher', async () => {
    const { session, requests } = open(() => ok({ orders: [] }), { remoteId: '7001' });
    await session.orders.changed({ from: 0, to: 1_000 }, { token: 'a+b/=' });
    const url = new URL(`http://x${requests[0]?.path}`), query = Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'sign').sort(([a], [b]) => (a < b ? -1 : 1)));
    expect(query).toMatchObject({ shop_cipher: 'ROW_b', page_token: 'a+b/=' });
    const base = `e59af819cc${url.pathname}${Object.entries(query).flat().join('')}${String(requests[0]?.body)}e59af819cc`;
    expect(url.searchParams.get('sign')).toBe(createHmac('sha256', 'e59af819cc').update(base).digest('hex'));
    expect(requests[0]?.headers?.['x-tts-access-token']).toBe('TTP_a');
  });
  it('asks for a cipher it lacks once, and never sends one where it is forbidden', async () => {
    const { session, requests } = open((_, path) => (path.endsWith('/shops') ? ok({ shops: [{ id: '7000', cipher: 'ROW_x', region: 'ID', name: 'A' }] }) : path.endsWith('upload') ? ok({ uri: 'u' }) : ok({ orders: [] })), { credentials: credentials({ shop_ciphers: undefined }) });
    await session.orders.changed({ from: 0, to: 1 }, null);
    await session.orders.changed({ from: 0, to: 1 }, null);
    expect(requests.map((request) => [request.path.split('?')[0], /shop_cipher=ROW_x/.test(request.path)])).toEqual([['/authorization/202309/shops', false], ['/order/202309/orders/search', true], ['/order/202309/orders/search', true]]);
  });
});

describe('grants', () => {
  const tokens = { access_token: 'TTP_n', refresh_token: 'TTP_m', access_token_expire_in: 1_660_556_783, refresh_token_expire_in: 1_691_487_031, user_type: 0 };
  const shops = { shops: [{ id: '7000', name: 'A', region: 'ID', cipher: 'ROW_1' }, { id: '7001', name: 'B', region: 'ID', cipher: 'ROW_2' }] };
  it('one grant opens several shops, each with its cipher', async () => {
    const { tools } = open((_, path) => (path === '/api/v2/token/get' ? ok(tokens) : ok(shops)));
    expect(await adapter.consent?.exchange(credentials(), { code: 'c' }, tools)).toMatchObject([{ expiresAt: 1_660_556_783_000, shops: [{ remoteId: '7000' }, { remoteId: '7001' }], credentials: { access_token: 'TTP_n', shop_ciphers: '7000=ROW_1,7001=ROW_2' } }]);
  });
  it('a refused consent is said', async () => expect((await caught(adapter.consent?.exchange(credentials(), { code: 'null', error: 'auth_denied' }, open(() => ok({})).tools) ?? Promise.resolve())).rawCode).toBe('auth_denied'));
  it('a refresh keeps the new pair even where the shops cannot be read', async () => {
    const { session } = open((_, path) => (path === '/api/v2/token/refresh' ? ok(tokens) : no(36009003)));
    expect(await session.refresh?.(credentials())).toMatchObject({ credentials: { access_token: 'TTP_n', refresh_token: 'TTP_m', shop_ciphers: '7000=ROW_a,7001=ROW_b' }, endsAt: 1_691_487_031_000 });
  });
  it('a dead refresh token asks a person', async () => expect((await caught(open(() => no(36004001)).session.refresh?.(credentials()) ?? Promise.resolve())).verdict).toBe('reauthorise'));
});

describe('pushes', () => {
  const first = '{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507","timestamp":1718305585,"data":{"is_on_hold_order":true,"order_id":"576653688135258178","order_status":"UNPAID","update_time":1718305585}}';
  const second = '{"type":11,"tts_notification_id":"7327112393057371910","shop_id":"7494049642642441621","timestamp":1644412885,"data":{"order_id":"576486316948490001","cancellations_role":"BUYER","cancel_status":"CANCELLATION_REQUEST_PENDING","cancel_id":"4035318504086604100","create_time":1627587600}}';
  const read = (raw: string | Buffer, authorization: string, own = keys) => adapter.webhooks?.read({ url: 'x', headers: { authorization }, body: Buffer.from(raw) }, credentials(own), '');
  const signed = (raw: string): string => createHmac('sha256', keys.app_secret).update(keys.app_key + raw).digest('hex');
  it('TW1 and TW2', () => {
    expect(read(first, '5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05', { app_key: 'abcdef', app_secret: '123' })).toEqual({ notices: [{ shop: '7495540735365777507', kind: 'order', id: '576653688135258178', dedupe: '1.7380066284010030890' }], reply: { status: 200, body: '' } });
    expect(read(second, '7f33177ef162f156154bd42e0ce2c912b018433bf75296654d36cd48199dd7fa')?.notices).toMatchObject([{ id: '576486316948490001' }]);
  });
  it('refuses any changed byte of body or signature', () => {
    const bytes = Buffer.from(second), right = signed(second);
    for (let at = 0; at < bytes.length; at += 1) { const forged = Buffer.from(bytes); forged[at] = (forged[at] ?? 0) ^ 1; expect(() => read(forged, right)).toThrow(/not signed/); }
    for (let at = 0; at < right.length; at += 1) expect(() => read(second, right.slice(0, at) + (right[at] === '0' ? '1' : '0') + right.slice(at + 1))).toThrow(/not signed/);
    expect(() => read(second, '')).toThrow(/not signed/);
  });
  it('keeps numeric product ids beyond 2^53, names each order of a package, and knows a repetition without an id', () => {
    const audit = '{"type":37,"shop_id":"7000","data":{"product_id":1729592969712207123,"audit":{"status":"APPROVED"}}}', parcel = '{"type":4,"tts_notification_id":"9","shop_id":"7000","data":{"package_list":[{"package_id":"1","order_id_list":["5","6"]}]}}';
    expect(read(audit, signed(audit))?.notices).toMatchObject([{ kind: 'listing', id: '1729592969712207123' }]);
    expect(read(audit, signed(audit))?.notices[0]?.dedupe).toBe(read(audit, signed(audit))?.notices[0]?.dedupe);
    expect(read(parcel, signed(parcel))?.notices.map((notice) => [notice.id, notice.dedupe])).toEqual([['5', '4.9.5'], ['6', '4.9.6']]);
  });
});

describe('what codes mean', () => {
  it.each([
    [105002, '', 'reauthorise', 'token-expired'], [36009004, 'access_token is invalid', 'reauthorise', 'token-expired'], [36009004, 'app_key is invalid', 'reauthorise', 'access-revoked'], [36009004, 'timestamp is invalid', 'retry', undefined], [36009004, 'sign is missing', 'alarm', 'api-changed'],
    [36009004, 'unexpected shop_cipher', 'alarm', 'api-changed'], [106001, '', 'alarm', 'api-changed'], [106013, '', 'reauthorise', 'access-revoked'], [106011, '', 'reauthorise', 'access-revoked'], [101000, '', 'reauthorise', 'access-revoked'], [105001, '', 'reauthorise', 'access-revoked'], [105005, '', 'wait', 'permission-missing'],
    [36009033, '', 'wait', 'server-not-allowed'], [36009002, '', 'wait', undefined], [36009003, '', 'retry', undefined], [36009007, '', 'retry', undefined], [36009009, '', 'alarm', 'api-changed'], [36009014, '', 'alarm', 'api-changed'], [12052023, '', 'reject', 'category-gone'], [12052024, '', 'reject', 'category-gone'],
    [12052220, '', 'reject', 'category-restricted'], [12052227, '', 'reject', 'category-restricted'], [12052104, '', 'reject', 'required-attribute'], [12052182, '', 'reject', 'required-attribute'], [12052105, '', 'reject', 'permit-number-missing'], [12052051, 'title is too long', 'reject', 'title-too-long'], [12052051, 'at least 25', 'reject', 'title-too-short'],
    [12052028, '', 'reject', 'photo-missing'], [12052722, '', 'reject', 'photo-unreadable'], [12038002, '', 'reject', 'photo-unreadable'], [12038014, 'wrong dimension', 'reject', 'photo-too-small'], [12052054, '', 'reject', 'sku-not-accepted'], [12052996, '', 'reject', 'duplicate-sku'], [12052592, '', 'reject', 'possible-duplicate-listing'],
    [12052560, '', 'reject', 'too-many-options'], [12052055, '', 'reject', 'stock-out-of-range'], [12052097, '', 'reject', 'warehouse-missing'], [12052393, '', 'park', 'stock-locked-by-promotion'], [12052038, '', 'park', 'price-locked-by-promotion'], [12019045, '', 'park', 'price-locked-by-promotion'], [12052260, '', 'gone', 'deleted-there'], [12052048, '', 'gone', 'deleted-there'],
    [12052901, '', 'park', 'under-review'], [12052700, '', 'wait', 'shop-under-penalty'], [12052093, '', 'reject', 'listing-limit'], [12052332, '', 'park', 'under-review'], [12052109, '', 'wait', undefined], [10002014, '', 'retry', undefined], [99, 'never heard of', 'reject', 'unknown'],
  ] as const)('%s "%s" → %s %s', (code, message, verdict, cause) => {
    const error = errorOf({ code: String(code), message, effect: 'set' });
    expect([error.verdict, error.issues[0]?.cause, error.rawCode]).toEqual([verdict, cause, String(code)]);
  });
  it('never repeats a create whose end is unclear', () => {
    for (const code of ['36009003', '36009007']) expect(errorOf({ code, message: '', effect: 'make' }).verdict).toBe('look-first');
    expect(errorOf({ code: '36009004', message: 'timestamp', effect: 'make' }).verdict).toBe('retry');
  });
  it('names every cause once it can', () => expect(table.every((row) => row.cause !== undefined || ['retry', 'wait', 'look-first'].includes(row.verdict))).toBe(true));
  it.each([[{ status: 502, ...body('<html>') }, 'retry'], [{ status: 429, ...body('<html>'), headers: { 'retry-after': '7' } }, 'wait'], [{ status: 503, ...body('{}') }, 'retry'], [body('[1]'), 'alarm'], [no(105002), 'reauthorise'], [{ status: 400, ...no(105002) }, 'reauthorise']] as [Partial<WireResponse>, string][])(
    '%#: an answer to a read', async (answer, verdict) => expect((await caught(open(() => answer).session.check())).verdict).toBe(verdict));
});

describe('listings', () => {
  it('checks before it creates, under the key that was saved, and waits for the audit with closed offers', async () => {
    const { session, requests, tools } = open(shop()), kept: unknown[] = [];
    const receipt = await session.listings.put(draft(), null, intent, async (ref) => void kept.push(ref));
    expect(requests.map((request) => request.path.split('?')[0])).toEqual(['/product/202309/images/upload', '/logistics/202309/warehouses', '/product/202309/products/listing_check', '/product/202309/products']);
    expect(tools.calls.map((call) => call.effect)).toEqual(['set', 'read', 'read', 'make']);
    const ref = { itemId: made.product_id, variants: { 'P-1-1': { itemId: made.product_id, variantId: '11' }, 'P-1-2': { itemId: made.product_id, variantId: '12' } } };
    expect(receipt).toMatchObject({ state: 'review', offersOpen: false, ref, issues: [] });
    expect(kept).toEqual([ref]);
    expect(sent(requests[3])).toMatchObject({ idempotency_key: 'a1b2', save_mode: 'LISTING', listing_platforms: ['TIKTOK_SHOP', 'TOKOPEDIA'], brand_id: '708', package_weight: { value: '0.251', unit: 'KILOGRAM' }, package_dimensions: { length: '12', width: '8', height: '7' }, skus: [{ seller_sku: 'P-1-1', price: { amount: '20000', currency: 'IDR' }, inventory: [{ warehouse_id: 'W1', quantity: 8 }], sales_attributes: [{ name: 'Isi', value_name: '100 g' }] }, {}] });
    expect(sent(requests[2])).not.toHaveProperty('idempotency_key');
  });
  it('a failed check creates nothing and tells each reason', async () => {
    const { session, requests } = open(shop((_, path) => (path.endsWith('/listing_check') ? ok({ check_result: 'FAILED', fail_reasons: [{ code: 12052104, message: 'Missing [Bahan]' }, { code: 12052028, message: 'no image' }] }) : {})));
    expect((await caught(session.listings.put(draft(), null, intent, async () => undefined))).issues).toMatchObject([{ cause: 'required-attribute', field: 'attributes', params: { atribut: 'Bahan' } }, { cause: 'photo-missing' }]);
    expect(requests.some((request) => request.path.startsWith('/product/202309/products?'))).toBe(false);
  });
  it('tries the other category version when told', async () => {
    const { session, requests } = open(shop((request, path) => (path.endsWith('/listing_check') && sent(request)['category_version'] === 'v2' ? no(12052230, 'category version') : {})));
    expect((await session.listings.put(draft(), null, intent, async () => undefined)).state).toBe('review');
    expect(requests.filter((request) => request.path.startsWith('/product/202309/products?')).map((request) => sent(request)['category_version'])).toEqual(['v1']);
  });
  it('code 0 with errors inside is a refusal; a yes without a product must be looked up', async () => {
    const inner = { errors: [{ code: 12052990, message: 'Check failed', detail: { extra_errors: [{ code: 12052028, message: 'no main image' }] } }] };
    expect(await caught(open(shop((_, path) => (path === '/product/202309/products' ? ok(inner) : {}))).session.listings.put(draft(), null, intent, async () => undefined))).toMatchObject({ verdict: 'reject', issues: [{ cause: 'photo-missing' }] });
    expect(await caught(open(shop((_, path) => (path === '/product/202309/products' ? ok({}) : {}))).session.listings.put(draft(), null, intent, async () => undefined))).toMatchObject({ verdict: 'look-first' });
  });
  it('says which fields were cleared, when made and again when live', async () => {
    const warnings = [{ message: 'The [brand_id]:708 field is invalid and was cleared' }];
    const { session } = open(shop((_, path) => (path === '/product/202309/products' ? ok({ ...made, warnings }) : {})));
    const receipt = await session.listings.put(draft(), null, intent, async () => undefined);
    expect(receipt.issues).toMatchObject([{ cause: 'field-cleared-there', field: 'brand', value: '708', params: { atribut: 'brand_id' } }]);
    expect(receipt.ref.ticket).toBeUndefined();
    const after = await session.listings.outcome(receipt.ref, receipt.note ?? null);
    expect(after).toMatchObject({ state: 'live', offersOpen: true, issues: [{ field: 'brand' }] });
    expect(after.note).toBeUndefined();
    expect(clearedIssue('The [product_attributes]:5 was cleared')).toMatchObject({ cause: 'field-cleared-there', field: 'attributes' });
  });
  it('looks an unclear create up by its SKUs', async () => {
    expect(await open(shop()).session.listings.recover(draft(), intent)).toBe('absent');
    const { session, requests } = open(shop((_, path) => (path.endsWith('/products/search') ? ok({ products: [{ id: '5', status: 'DELETED' }, { id: '1729000000000000001', status: 'PENDING' }] }) : {})));
    expect(await session.listings.recover(draft(), intent)).toMatchObject({ itemId: '1729000000000000001', variants: { 'P-1-2': { variantId: '12' } } });
    expect(sent(requests[0])).toEqual({ seller_skus: ['P-1-1', 'P-1-2'] });
  });
  it('an edit of words leaves SKUs alone; one of variants names them all, with what they hold there', async () => {
    const known = { itemId: '1729000000000000001', variants: {} };
    const words = open(shop());
    expect((await words.session.listings.put(draft({ title: 'Kopi bubuk giling halus lereng' }), known, intent, async () => undefined)).state).toBe('live');
    expect(sent(words.requests.find((request) => request.path.includes('partial_edit')))).not.toHaveProperty('skus');
    const more = open(shop()), third = { ...draft().variants[0], sku: 'P-1-3', choice: { Isi: '500 g' }, price: 30_000n, quantity: 2 } as ListingDraft['variants'][number];
    await more.session.listings.put(draft({ variants: [...draft().variants, third] }), known, intent, async () => undefined);
    expect(sent(more.requests.find((request) => request.path.includes('partial_edit')))['skus']).toMatchObject([{ id: '11', price: { amount: '20000' }, inventory: [{ warehouse_id: 'W1', quantity: 3 }] }, { id: '12', price: { amount: '21000' }, inventory: [{ quantity: 4 }] }, { seller_sku: 'P-1-3', price: { amount: '30000' }, inventory: [{ quantity: 2 }] }]);
  });
  it.each([
    [{ status: 'PENDING' }, 'review', false, []], [{ status: 'ACTIVATE', audit: { status: 'AUDITING' } }, 'review', true, []], [{ status: 'ACTIVATE', audit: { status: 'APPROVED' } }, 'live', true, []],
    [{ status: 'FAILED', audit_failed_reasons: [{ position: 'Main image', reasons: ['Blurry'], suggestions: ['Use a sharp one'] }, { position: 'Product title', reasons: ['Bad word'] }] }, 'refused', false, [['rejected-by-review', 'photos'], ['rejected-by-review', 'title']]],
    [{ status: 'ACTIVATE', audit: { status: 'FAILED' }, audit_failed_reasons: [{ position: 'Description', reasons: ['x'] }] }, 'refused', true, [['rejected-by-review', 'description']]],
    [{ status: 'ACTIVATE', integrated_platform_statuses: [{ platform: 'TIKTOK_SHOP', status: 'ACTIVATE' }, { platform: 'TOKOPEDIA', status: 'PENDING' }] }, 'live', true, []],
    [{ status: 'ACTIVATE', integrated_platform_statuses: [{ platform: 'TOKOPEDIA', status: 'FAILED' }] }, 'live', true, [['rejected-by-review', 'platform']]],
    [{ status: 'FREEZE' }, 'refused', false, [['banned', 'listing']]], [{ status: 'SELLER_DEACTIVATED' }, 'ended', false, []], [{ status: 'NEW_WORD' }, 'review', false, []],
  ] as const)('%#: %o is %s', (more, state, offersOpen, issues) => {
    const receipt = receiptOf(productOf(0)(product(more)), undefined, []);
    expect([receipt.state, receipt.offersOpen, receipt.issues.map((entry) => [entry.cause, entry.field])]).toEqual([state, offersOpen, issues]);
  });
  it('tells where the product stands on each platform, and asks again while one lags', () => {
    const on = (...statuses: [string, string][]) => receiptOf(productOf(0)(product({ integrated_platform_statuses: statuses.map(([platform, status]) => ({ platform, status })) })), undefined, []);
    expect(on(['TIKTOK_SHOP', 'ACTIVATE'], ['TOKOPEDIA', 'PENDING'])).toMatchObject({ state: 'live', places: { TIKTOK_SHOP: 'live', TOKOPEDIA: 'review' }, askAfterMs: 300_000, issues: [] });
    expect(on(['TIKTOK_SHOP', 'LIVE'], ['TOKOPEDIA', 'NEVER_HEARD'])).toMatchObject({ places: { TOKOPEDIA: 'NEVER_HEARD' }, issues: [{ value: 'TOKOPEDIA' }] });
    expect(on(['TIKTOK_SHOP', 'ACTIVE']).askAfterMs).toBeUndefined();
  });
  it('lists what stands there, poison beside it', async () => {
    const { session } = open(shop((_, path) => (path.endsWith('/products/search') ? ok({ products: [{ id: '1729000000000000001' }, { title: 'no id' }], next_page_token: 'n' }) : {})));
    expect(await session.listings.all(null)).toMatchObject({ items: [{ state: 'live', seen: { title: 'Kopi', status: 'ACTIVATE', variants: [{ itemId: '1729000000000000001', variantId: '11', sku: 'P-1-1', price: 20_000n }, { sku: 'P-1-2', price: 21_000n }] } }, { undecodable: expect.stringContaining('no id') }], next: { token: 'n' } });
  });
  it('lists a refused edit as what it is, the old version on sale, and a deleted product as ended', async () => {
    const one = shop((_, path) => (path.endsWith('/products/search') ? ok({ products: [{ id: '1729000000000000001' }, { id: '6' }] }) : path.endsWith('/6') ? no(12052260) : /products\/\d+$/.test(path) ? ok(product({ audit: { status: 'FAILED' } })) : {}));
    expect(await open(one).session.listings.all(null)).toMatchObject({ items: [{ state: 'live', offersOpen: true, issues: [{ cause: 'rejected-by-review' }] }, { state: 'ended', ref: { itemId: '6' } }], next: null });
  });
  it('withdraws from all platforms; an inner refusal because it is off sale already is the end wanted', async () => {
    const refusal = { errors: [{ code: 12052901, message: 'status', detail: { product_id: '1729000000000000001' } }] }, ref = { itemId: '1729000000000000001', variants: {} };
    const play = (status: string): Play => shop((_, path) => (path.endsWith('/deactivate') ? ok(refusal) : /products\/\d+$/.test(path) ? ok(product({ status })) : {}));
    const off = open(play('SELLER_DEACTIVATED'));
    expect(await off.session.listings.withdraw(ref)).toMatchObject({ state: 'ended', offersOpen: false });
    expect(sent(off.requests[0])).toEqual({ product_ids: ['1729000000000000001'], listing_platforms: ['TIKTOK_SHOP', 'TOKOPEDIA'] });
    expect((await caught(open(play('PENDING')).session.listings.withdraw(ref))).verdict).toBe('park');
  });
});

describe('offers', () => {
  const batch = ['11', '12'].map((variantId, index) => ({ sku: `P-1-${index + 1}`, itemId: '1729', variantId, value: BigInt(index) }));
  const two: Play = (_, path) => (path.endsWith('/warehouses') ? ok({ warehouses: [{ id: 'W1', type: 'SALES_WAREHOUSE' }, { id: 'W2', type: 'SALES_WAREHOUSE', is_default: true }] })
    : path.endsWith('/inventory/search') ? ok({ inventory: [{ product_id: '1729', skus: [{ id: '11', total_available_quantity: 5, total_committed_quantity: 2, warehouse_inventory: [{ warehouse_id: 'W1' }, { warehouse_id: 'W2' }] }, { id: '12', warehouse_inventory: [{ warehouse_id: 'W2' }] }] }] }) : {});
  it('names all warehouses of a SKU: all stock in one, zero in the others', async () => {
    const { session, requests } = open(shop(two));
    expect(await session.offers.set('stock', batch)).toEqual([{ is: 'set' }, { is: 'set' }]);
    expect(sent(requests.at(-1))).toEqual({ skus: [{ id: '11', inventory: [{ warehouse_id: 'W2', quantity: 0 }, { warehouse_id: 'W1', quantity: 0 }] }, { id: '12', inventory: [{ warehouse_id: 'W2', quantity: 1 }] }] });
  });
  it('code 0 with errors inside fails whom it names; whom nobody names is halved', async () => {
    const inner = (detail: object) => shop((_, path) => (path.endsWith('/inventory/update') ? ok({ errors: [{ code: 12052990, message: 'Check failed', detail: { ...detail, extra_errors: [{ warehouse_id: '7', code: 12052055, message: 'range' }] } }] }) : {}));
    expect(await open(inner({ sku_id: '12' })).session.offers.set('stock', batch)).toMatchObject([{ is: 'set' }, { is: 'failed', error: { verdict: 'reject', rawCode: '12052055', issues: [{ cause: 'stock-out-of-range', sku: 'P-1-2' }] } }]);
    expect(await open(inner({})).session.offers.set('stock', batch)).toEqual([{ is: 'mixed' }, { is: 'mixed' }]);
  });
  it('where 0 is not taken, what is sold out goes off sale with all its SKUs, and counts as 0 there', async () => {
    const range = { code: 12052990, message: 'Check failed', detail: { sku_id: '11', extra_errors: [{ code: 12052055, message: 'range' }] } };
    const { session, requests } = open(shop((_, path) => (path.endsWith('/inventory/update') ? ok({ errors: [range] }) : /products\/\d+$/.test(path) ? ok(product({ status: 'SELLER_DEACTIVATED' })) : {})));
    expect(await session.offers.set('stock', batch)).toEqual([{ is: 'set' }, { is: 'set' }]);
    expect(sent(requests.at(-1))).toEqual({ product_ids: ['1729'], listing_platforms: ['TIKTOK_SHOP', 'TOKOPEDIA'] });
    expect(await session.offers.read(batch)).toMatchObject([{ sellable: 0 }, { sellable: 0 }]);
    expect(await session.offers.set('stock', [{ sku: 'P-1-1', itemId: '1729', variantId: '11', value: 100_000n }])).toMatchObject([{ is: 'failed', error: { rawCode: '12052055' } }]);
  });
  it('what was hidden there takes no stock: a person is told', async () => expect(await open(shop((_, path) => (path.endsWith('/update') ? no(12052901) : /products\/\d+$/.test(path) ? ok(product({ status: 'SELLER_DEACTIVATED' })) : {}))).session.offers.set('stock', batch)).toMatchObject([{ is: 'failed', error: { verdict: 'reject', issues: [{ cause: 'hidden-there' }] } }, { is: 'failed' }]));
  it('parks what is under audit', async () => expect(await open(shop((_, path) => (path.endsWith('/update') ? no(12052901) : {}))).session.offers.set('stock', batch)).toMatchObject([{ is: 'failed', error: { verdict: 'park' } }, { is: 'failed' }]));
  it('reads back what buyers may buy and the price', async () => expect(await open(shop((request, path) => (/\/products\/\d+$/.test(path) ? ok(product()) : two(request, path)))).session.offers.read(batch)).toEqual([{ sellable: 5, locked: 0, price: 20_000n }, { sellable: null, locked: 0, price: 21_000n }]));
});

describe('orders', () => {
  const order = (more: object = {}) => ({ id: '576486316948490001', status: 'AWAITING_SHIPMENT', create_time: 1, update_time: 2, paid_time: 1, fulfillment_type: 'FULFILLMENT_BY_SELLER', commerce_platform: 'TOKOPEDIA', payment: { currency: 'IDR', total_amount: '15000' }, line_items: ['1', '2', '3'].map((id) => ({ id, product_id: '1729000000000000001', sku_id: '11', seller_sku: 'P-1-1', sale_price: '5000', original_price: '6000', display_status: 'AWAITING_SHIPMENT' })), ...more });
  it('has one line for each unit', () => expect(orderOf(order(), 'ID')).toMatchObject({ status: 'to-ship', platform: 'TOKOPEDIA', fulfilledBy: 'seller', total: 15_000n, lines: [{ id: '1', quantity: 1, unitPaid: 5_000n, sellerDiscount: 1_000n }, { id: '2', quantity: 1 }, { id: '3', quantity: 1, itemId: '1729000000000000001' }], raw: { commerce_platform: 'TOKOPEDIA' } }));
  it.each([['UNPAID', 'unpaid'], ['ON_HOLD', 'held'], ['PARTIALLY_SHIPPING', 'to-ship'], ['AWAITING_COLLECTION', 'to-ship'], ['IN_TRANSIT', 'shipped'], ['DELIVERED', 'shipped'], ['COMPLETED', 'completed'], ['CANCELLED', 'cancelled'], ['CANCEL', 'cancelled'], ['NEW', 'unknown']])('%s is %s', (status, ours) => expect(orderOf(order({ status }), 'ID').status).toBe(ours));
  it('never asks the seller to ship what the platform ships', () => { for (const fulfillment_type of ['FULFILLMENT_BY_TIKTOK', 'FULFILLMENT_BY_DILAYANI_TOKOPEDIA']) expect(orderOf(order({ fulfillment_type }), 'ID')).toMatchObject({ status: 'held', fulfilledBy: 'marketplace' }); });
  it('keeps a poison order beside the others, and reads one that came without lines', async () => {
    const { session, requests } = open((_, path) => (path.includes('202507') ? ok({ orders: [order({ id: '8' })] }) : ok({ orders: [order(), { id: '7', line_items: [] }, { id: '8', status: 'UNPAID' }], next_page_token: '' })));
    expect(await session.orders.changed({ from: 1_500, to: 2_500 }, null)).toMatchObject({ items: [{ id: '576486316948490001' }, { undecodable: expect.stringContaining('"7"') }, { id: '8' }], next: null });
    expect(sent(requests[0])).toEqual({ update_time_ge: 1 });
    expect(requests[0]?.path).toContain('sort_order=DESC');
  });
});

describe('small words', () => {
  it('writes money as TikTok wants it', () => expect([money(150_000n, 0), money(5n, 2), money(12_345n, 2)]).toEqual(['150000', '0.05', '123.45']));
  it('reads rules with TikTok\'s own spelling', () => {
    const rules = rulesOf({ attributes: [{ id: '1', name: 'Bahan', type: 'PRODUCT_PROPERTY', is_requried: true, values: [{ id: '2', name: 'Katun' }] }, { id: '3', name: 'Warna', type: 'SALES_PROPERTY' }, { id: '4', name: 'Izin', requirement_conditions: [{ attribute_id: '1', attribute_value_id: '2' }] }] }, { package_dimension: { is_required: true } }, 'ID');
    expect(rules).toMatchObject({ title: { min: 25, max: 255 }, size: { required: true }, attributes: [{ required: true, kind: 'one', variation: false }, { variation: true }, { required: true, requiredIf: { 1: ['2'] } }] });
  });
});
