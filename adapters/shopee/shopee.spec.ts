import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { plainTools } from '../../test/adapters/plain-tools.js';
import type { Session, WireRequest, WireResponse } from '../contract/index.js';
import { rulesOf } from './categories.js';
import { sign } from './client.js';
import { ShopeeCredentials, ShopeeSettings } from './credentials.js';
import { errorOf, nextQuota, table } from './errors.js';
import { adapter } from './index.js';
import { channelsFor, orderOf, priceBody, tierIndexOf, tiersOfDraft } from './mapping.js';
import { amount, channelOf, each, encode, id } from './wire.js';

const key = '57615053704d6470644f554a78656d50484143644964436a5568777544524579';
const credentials = Object.assign(new ShopeeCredentials(), { partner_id: '2001887', partner_key: key, shop_id: '14701711', access_token: 'token', refresh_token: 'refresh' });
const body = (value: string): Partial<WireResponse> => ({ body: Buffer.from(value) });
type Play = (request: WireRequest) => Partial<WireResponse>;
function open(play: Play): { session: Session<ShopeeCredentials>; tools: ReturnType<typeof plainTools<ShopeeCredentials>> } {
  const tools = plainTools(adapter, credentials, '', { answer: play });
  return { tools, session: adapter.connect({ remoteId: '14701711', country: 'ID', settings: new ShopeeSettings() }, tools) };
}
const caught = async (work: Promise<unknown>): Promise<{ verdict?: string; rawCode?: string; issues?: readonly { cause: string }[] }> => work.then(() => ({}), (error: unknown) => error as { verdict: string });

describe('signatures', () => {
  it.each([
    ['shop', ['2001887', '/api/v2/shop/get_shop_info', '1655714431', '59777174636562737266615546704c6d', '14701711'], 'b914bea03c13799deb036bb9d10e689f5a6bade160c44af568646f1ef7d796c1'],
    ['merchant', ['2001887', '/api/v2/global_product/get_category', '1655714431', '09777174636962737266615546704c6d', '1000000'], 'a50a2229b148e76048e21ad69a9d619885a21bd4aa7738bc524e1207df73a151'],
    ['public', ['2001887', '/api/v2/public/get_shops_by_partner', '1655714431'], '60ab8c4a535009ab33b8a0029ee18a667ef6eaeb16481ed3d573a5059122d4df'],
    ['token', ['2001887', '/api/v2/auth/token/get', '1700000000'], '64930e0e316f658d3c7456a09fe207efaf62438c2548aa77ade4730594303f48'],
  ] as const)('%s calls', (_, parts, expected) => {
    expect(sign(key, ...parts)).toBe(expected);
    expect(createHmac('sha256', Buffer.from(key, 'utf8')).update(parts.join('')).digest('hex')).toBe(expected);
  });

  it('signs what it sends: path, second, token and shop, not the query', async () => {
    const { session, tools } = open(() => body('{"error":"","shop_name":"Toko","region":"ID","request_id":"1"}'));
    expect(await session.check()).toEqual([{ remoteId: '14701711', name: 'Toko', country: 'ID' }]);
    const url = new URL(`http://x${tools.calls[0]?.path}`);
    const parts = ['2001887', url.pathname, url.searchParams.get('timestamp'), 'token', '14701711'];
    expect(url.searchParams.get('sign')).toBe(createHmac('sha256', key).update(parts.join('')).digest('hex'));
  });
});

describe('pushes', () => {
  const url = 'https://hooks.example.test/shopee/push';
  const raw = '{"data":{"items":[],"ordersn":"220810QSK8S7BX","status":"PROCESSED","completed_scenario":"","update_time":1660123127},"shop_id":727720655,"code":3,"timestamp":1660123127}';
  const authorization = 'f7e86058a582d22c41ad816c7d876de2776c7fdd5e0f80cff2468b15bf442266';
  const read = (given: { url?: string; raw?: string | Buffer; authorization?: string }): ReturnType<NonNullable<typeof adapter.webhooks>['read']> | undefined =>
    adapter.webhooks?.read({ url: given.url ?? url, headers: { authorization: given.authorization ?? authorization }, body: Buffer.from(given.raw ?? raw) }, credentials, '');

  it('reads an order push as news, and acknowledges with nothing', () => {
    expect(read({})).toEqual({ notices: [{ shop: '727720655', kind: 'order', id: '220810QSK8S7BX', dedupe: '3.727720655.220810QSK8S7BX.PROCESSED..1660123127' }], reply: { status: 200, body: '' } });
  });
  it('keeps the query of the registered address in the signature', () => {
    expect(read({ url: 'http://127.0.0.1:8080/push?x=1', raw: '{"code":0,"timestamp":1700000000,"data":{}}', authorization: '42e574b910e887689032392186ef28f345da5c5020c240ca9c463240a7ce1757' })?.notices).toEqual([]);
  });
  it('refuses a push with any byte of body, address or signature changed', () => {
    const bytes = Buffer.from(raw);
    for (let at = 0; at < bytes.length; at += 1) {
      const forged = Buffer.from(bytes);
      forged[at] = (forged[at] ?? 0) ^ 1;
      expect(() => read({ raw: forged })).toThrow(/not signed/);
    }
    for (let at = 0; at < authorization.length; at += 1) expect(() => read({ authorization: authorization.slice(0, at) + (authorization[at] === '0' ? '1' : '0') + authorization.slice(at + 1) })).toThrow(/not signed/);
    expect(() => read({ url: `${url}/` })).toThrow(/not signed/);
    expect(() => read({ authorization: '' })).toThrow(/not signed/);
  });
  it('keeps ids beyond 2^53, also inside a lost push', async () => {
    const big = '{"code":8,"shop_id":7,"timestamp":1,"data":{"item_id":9007199254740993123,"action":"place_order"}}';
    const mine = createHmac('sha256', key).update(`${url}|${big}`).digest('hex');
    expect(read({ raw: big, authorization: mine })?.notices[0]?.id).toBe('9007199254740993123');
    const tools = plainTools(adapter, credentials, '', { answer: () => body(JSON.stringify({ error: '', response: { push_message_list: [{ data: big }, { data: '{' }], last_message_id: 5, has_next_page: false } })) });
    const page = await adapter.webhooks?.missed?.(null, tools);
    expect(page?.items).toEqual([expect.objectContaining({ kind: 'offer', id: '9007199254740993123' }), expect.objectContaining({ undecodable: expect.anything() })]);
    await adapter.webhooks?.missed?.(page?.next ?? null, tools);
    expect(tools.calls.map((call) => call.op)).toEqual(['push/get_lost_push_message', 'push/confirm_consumed_lost_push_message', 'push/get_lost_push_message']);
  });
});

describe('what codes mean', () => {
  it.each([
    ['invalid_acceess_token', '', 'reauthorise', 'token-expired'], ['error_auth', 'Invalid access_token.', 'reauthorise', 'token-expired'], ['shop_access_expired', '', 'reauthorise', 'token-expired'], ['error_shop_refresh_token', '', 'reauthorise', 'token-expired'],
    ['shop_no_linked', '', 'reauthorise', 'access-revoked'], ['error_sign', 'Wrong sign.', 'alarm', 'api-changed'], ['common.error_auth', 'Invalid sign', 'alarm', 'api-changed'], ['error_param', 'There is no sign in query.', 'alarm', 'api-changed'], ['error_param', 'Timestamp is expired.', 'retry', undefined],
    ['source_ip_undeclared', 'Request Source IP (10.1.2.3) is undeclared.', 'wait', 'server-not-allowed'], ['error_api_permission', '', 'wait', 'permission-missing'], ['error_auth', 'No permission to current api.', 'wait', 'permission-missing'], ['shop_banned', '', 'wait', 'shop-under-penalty'],
    ['error_rate_limit', '', 'wait', undefined], ['error_limit', '', 'wait', 'quota-for-today'], ['error_server', 'Something wrong. Please try later.', 'retry', undefined], ['error_inner', 'System error', 'retry', undefined], ['error_system_busy', '', 'retry', undefined], ['error_network', '', 'retry', undefined],
    ['error_invalid_category', '', 'reject', 'category-gone'], ['error_category_is_block', '', 'reject', 'category-restricted'], ['error_forbidden_category', '', 'reject', 'category-restricted'], ['error_less_required_attribute', '', 'reject', 'required-attribute'], ['error_invalid_attribute', '', 'reject', 'invalid-attribute'],
    ['error_less_required_brand', '', 'reject', 'brand-not-approved'], ['error_invalid_brand', '', 'reject', 'brand-not-approved'], ['error_title_exceeds_max_length', '', 'reject', 'title-too-long'], ['error_item_name_is_too_short', '', 'reject', 'title-too-short'], ['error_title_character_forbidden', '', 'reject', 'forbidden-word'],
    ['error_desc_length_min_limit', '', 'reject', 'description-too-short'], ['error_image_num_min', '', 'reject', 'photo-missing'], ['error_image_unavailable', '', 'reject', 'photo-unreadable'], ['error_price_exceed_min_limitt', '', 'reject', 'price-out-of-range'], ['error_price_exceed_max_limitt', '', 'reject', 'price-out-of-range'],
    ['error_invalid_price', '', 'reject', 'price-out-of-range'], ['error_invalid_logistic_info', '', 'reject', 'shipping-channel-missing'], ['error_repeated_mtsku', '', 'reject', 'possible-duplicate-listing'], ['error_reach_shop_item_limit', '', 'reject', 'listing-limit'], ['error_seller_under_penalty', '', 'reject', 'shop-under-penalty'],
    ['error_holiday_on_add_item', '', 'park', 'shop-on-holiday'], ['error_holiday_mode_change_stock', '', 'park', 'shop-on-holiday'], ['error_cannt_edit_stock_in_promotion', '', 'park', 'stock-locked-by-promotion'], ['error_promotion_cantnot_update_stock', '', 'park', 'stock-locked-by-promotion'],
    ['error_auth', 'Total stock must be more than reserved stock.', 'park', 'stock-locked-by-promotion'], ['error.param', 'Can not update item with stock less than reserved stock', 'park', 'stock-locked-by-promotion'], ['error_cannt_edit_price_in_promotion', '', 'park', 'price-locked-by-promotion'],
    ['error_in_item_promotion_item_price_lock', '', 'park', 'price-locked-by-promotion'], ['error_cannt_unlisted_in_promotion', '', 'park', 'price-locked-by-promotion'], ['error_item_not_found', 'Product not found', 'gone', 'deleted-there'], ['error_item_uneditable', '', 'reject', 'banned'],
    ['error_busi_cannot_delist_reviewing_or_banned_item', '', 'park', 'under-review'], ['error_tier_var_too_many', '', 'reject', 'too-many-options'], ['error_tier_opt_too_many', '', 'reject', 'too-many-variants'], ['error_model_count_over_limit', '', 'reject', 'too-many-variants'], ['error_never_heard_of', 'x', 'reject', 'unknown'],
  ])('%s "%s" → %s %s', (code, message, verdict, cause) => {
    const error = errorOf({ code, message, effect: 'set' });
    expect([error.verdict, error.issues[0]?.cause]).toEqual([verdict, cause]);
    expect(error.rawCode).toBe(code);
  });
  it('an unclear end of a create is looked up, never repeated', () => {
    for (const code of ['error_server', 'error_inner', 'error_network', 'error_system_busy']) expect(errorOf({ code, message: '', effect: 'make' }).verdict).toBe('look-first');
  });
  it('a daily quota ends at midnight of UTC+8', () => {
    const now = Date.parse('2026-03-01T15:59:59Z');
    expect(new Date(nextQuota(now)).toISOString()).toBe('2026-03-01T16:00:00.000Z');
    expect(new Date(nextQuota(now + 1_000)).toISOString()).toBe('2026-03-02T16:00:00.000Z');
  });
  it('names every cause once it can', () => expect(table.every((row) => row.cause !== undefined || row.verdict === 'retry' || row.verdict === 'wait')).toBe(true));
});

describe('answers', () => {
  it.each([
    [{ status: 502, ...body('<html>') }, 'retry'], [{ status: 200, ...body('<html>') }, 'retry'], [{ status: 429, ...body('<html>'), headers: { 'retry-after': '7' } }, 'wait'], [{ status: 503, ...body('{}') }, 'retry'],
    [{ ...body('{"error":"error_rate_limit","message":"x"}') }, 'wait'], [{ ...body('[1]') }, 'alarm'],
  ] as [Partial<WireResponse>, string][])('%#: a read', async (answer, verdict) => expect((await caught(open(() => answer).session.check())).verdict).toBe(verdict));
  it('takes a blank or a dash for no error', async () => expect(await open(() => body('{"error":" - ","message":"","request_id":"1","shop_name":"A"}')).session.check()).toHaveLength(1));
  it('obeys a sane Retry-After and has its own where there is none', async () => {
    expect(await caught(open(() => ({ status: 429, headers: { 'retry-after': '7' } })).session.check())).toMatchObject({ afterMs: 7_000, scope: 'shop' });
    expect(await caught(open(() => ({ status: 429 })).session.check())).toMatchObject({ afterMs: 1_000 });
  });
});

describe('numbers', () => {
  it('keeps ids beyond 2^53 both ways', () => {
    expect(encode({ item_id: BigInt('9007199254740993123'), name: 'a"b', gone: undefined, list: [1, null, true] })).toBe('{"item_id":9007199254740993123,"name":"a\\"b","list":[1,null,true]}');
    expect(id('9007199254740993123')).toBe('9007199254740993123');
    expect(() => id(9007199254740993)).toThrow();
  });
  it('reads prices as whole minor units', () => {
    expect([amount(1004.0, 0), amount('12500', 0), amount('99.5', 0), amount(123.3, 2), amount('0.005', 2), amount(999_999_999, 0)]).toEqual([1004n, 12500n, 100n, 12330n, 1n, 999_999_999n]);
    expect(() => amount('Rp 5', 0)).toThrow();
    expect([encode(priceBody(12500n, 0)), encode(priceBody(12330n, 2))]).toEqual(['12500', '123.3']);
  });
});

describe('orders', () => {
  const order = { order_sn: '2404A', region: 'ID', currency: 'IDR', order_status: 'READY_TO_SHIP', total_amount: 90_000, create_time: 1_700_000_000, update_time: 1_700_000_100, pay_time: 1_700_000_050, ship_by_date: 1_700_200_000,
    recipient_address: { name: 'M****', phone: '', full_address: '' }, item_list: [{ item_id: '9007199254740993123', item_sku: 'P', model_id: 0, model_sku: '', item_name: 'Kopi', model_quantity_purchased: 2, model_original_price: 50_000, model_discounted_price: 45_000, order_item_id: 1, promotion_group_id: 0 }] };
  it('become ours', () => expect(orderOf(order, 'ID')).toMatchObject({
    id: '2404A', status: 'to-ship', paidAt: 1_700_000_050_000, changedAt: 1_700_000_100_000, total: 90_000n,
    lines: [{ itemId: '9007199254740993123', variantId: '', sku: 'P', quantity: 2, unitPaid: 45_000n, sellerDiscount: 10_000n }],
  }));
  it.each([['UNPAID', 'unpaid'], ['PENDING', 'held'], ['READY_TO_SHIP', 'to-ship'], ['PROCESSED', 'to-ship'], ['RETRY_SHIP', 'to-ship'], ['SHIPPED', 'shipped'], ['TO_CONFIRM_RECEIVE', 'shipped'], ['TO_RETURN', 'shipped'], ['COMPLETED', 'completed'], ['IN_CANCEL', 'held'], ['CANCELLED', 'cancelled'], ['INVOICE_PENDING', 'held'], ['NEW_WORD', 'unknown']])('%s is %s', (raw, status) =>
    expect(orderOf({ ...order, order_status: raw }, 'ID')).toMatchObject({ status, rawStatus: raw }));
  it('keep lines apart that look the same', () => expect(new Set(orderOf({ ...order, item_list: [order.item_list[0], order.item_list[0]] }, 'ID').lines.map((line) => line.id)).size).toBe(2));
  it('a poison one stands beside the others', async () => {
    const { session, tools } = open((request) => body(request.path.includes('get_order_list') ? '{"error":"","response":{"more":true,"next_cursor":"abc","order_list":[{"order_sn":"2404A"},{"order_sn":"X"},{}]}}' : `{"error":"","response":{"order_list":[${JSON.stringify(order)},{"order_sn":"X"}]}}`));
    const page = await session.orders.changed({ from: 1_700_000_000_000, to: 1_700_000_500_500 }, null);
    expect(page.next).toEqual({ cursor: 'abc' });
    expect(page.items.map((item) => ('undecodable' in item ? 'poison' : item.id))).toEqual(['poison', '2404A', 'poison']);
    expect(tools.calls[0]?.path).toMatch(/time_from=1700000000&time_to=1700000501/);
    expect(each([{ model_id: 1 }], channelOf)).toEqual([{ undecodable: '{"model_id":1}' }]);
  });
});

describe('offers', () => {
  const refs = Array.from({ length: 120 }, (_, index) => ({ sku: `S${index}`, itemId: index < 110 ? '1' : '2', variantId: String(index + 1) }));
  it('groups by item, fifty a call', () => expect(open(() => body('')).session.offers.batches(refs, 'stock').map((batch) => batch.length)).toEqual([50, 50, 10, 10]));
  const two = refs.slice(0, 2).map((ref) => ({ ...ref, value: 5n }));
  it('answers each by name', async () => {
    const { session, tools } = open(() => body('{"error":"","response":{"success_list":[{"model_id":1}],"failure_list":[{"model_id":2,"failed_reason":"Total stock must be more than reserved stock."}]}}'));
    expect(await session.offers.set('stock', two)).toEqual([{ is: 'set' }, { is: 'failed', error: expect.objectContaining({ verdict: 'park' }) }]);
    expect(tools.calls[0]?.body).toBe('{"item_id":1,"stock_list":[{"model_id":1,"seller_stock":[{"stock":5}]},{"model_id":2,"seller_stock":[{"stock":5}]}]}');
  });
  it('does not guess whose fault a refused call was', async () => {
    expect(await open(() => body('{"error":"error_param","message":"x"}')).session.offers.set('price', two)).toEqual([{ is: 'mixed' }, { is: 'mixed' }]);
    expect(await open(() => body('{"error":"error_item_not_found","message":"x"}')).session.offers.set('price', two)).toMatchObject([{ is: 'failed' }, { is: 'failed' }]);
    expect(await caught(open(() => body('{"error":"error_server","message":"x"}')).session.offers.set('price', two))).toMatchObject({ verdict: 'retry' });
  });
});

describe('listings', () => {
  const photo = (sha256: string): { sha256: string; url: null; render: () => Promise<Uint8Array> } => ({ sha256, url: null, render: async () => Buffer.from(sha256) });
  const variant = (sku: string, choice: Record<string, string>, sha: string | null) => ({ sku, choice, price: 10_000n, quantity: 3, photo: sha === null ? null : photo(sha), grams: 250, mm: [100, 80, 31] as const });
  const draft = { code: 'P-1', category: '77', title: 'Kopi', description: 'Kopi enak', brand: null, attributes: {}, photos: [photo('a')], variants: [variant('R', { Warna: 'Merah', Ukuran: 'S' }, 'r'), variant('B', { Warna: 'Biru', Ukuran: 'S' }, 'b')] };
  it('numbers tiers in order and pictures the first', () => {
    const tiers = tiersOfDraft(draft, (sha) => `id-${sha}`);
    expect(tiers).toEqual([{ name: 'Warna', options: [{ name: 'Merah', imageId: 'id-r' }, { name: 'Biru', imageId: 'id-b' }] }, { name: 'Ukuran', options: [{ name: 'S', imageId: null }] }]);
    expect(draft.variants.map((entry) => tierIndexOf(entry, tiers))).toEqual([[0, 0], [1, 0]]);
    expect(tiersOfDraft({ ...draft, variants: [draft.variants[0], variant('B', { Warna: 'Biru', Ukuran: 'S' }, null)].filter((entry) => entry !== undefined) }, (sha) => sha)[0]?.options.every((option) => option.imageId === null)).toBe(true);
  });
  it('chooses channels that carry the parcel', () => {
    const channels = [{ logistics_channel_id: 1, enabled: true, mask_channel_id: 0, fee_type: 'SIZE_INPUT', weight_limit: { item_max_weight: 1 } }, { logistics_channel_id: 2, enabled: true, mask_channel_id: 9 }, { logistics_channel_id: 3, enabled: false, mask_channel_id: 0 }].map(channelOf);
    expect(channelsFor(channels, 900, []).map((channel) => channel.id)).toEqual(['1']);
    expect(channelsFor(channels, 1_100, [])).toEqual([]);
    expect(channelsFor(channels, 900, ['3'])).toEqual([]);
  });
  const play = (answers: Record<string, string>): Play => (request) => body(answers[Object.keys(answers).find((name) => request.path.includes(name)) ?? ''] ?? '{"error":"error_param","message":"not played"}');
  const channel = '{"error":"","response":{"logistics_channel_list":[{"logistics_channel_id":80101,"enabled":true,"mask_channel_id":0,"fee_type":"SIZE_INPUT"}]}}';
  const upload = '{"error":"","response":{"image_info_list":[{"id":0,"image_info":{"image_id":"i0"}},{"id":1,"image_info":{"image_id":"i1"}},{"id":2,"image_info":{"image_id":"i2"}}]}}';
  const made = '{"error":"","response":{"item_id":9007199254740993123,"item_status":"UNLIST"}}';
  const models = '{"error":"","response":{"model":[{"tier_index":[0,0],"model_id":9007199254740993001,"model_sku":"R"},{"tier_index":[1,0],"model_id":9007199254740993002,"model_sku":"B"}]}}';
  it('is born hidden, keeps its reference after each step, and is shown last', async () => {
    const { session, tools } = open(play({ upload_image: upload, get_channel_list: channel, add_item: made, init_tier_variation: models, unlist_item: '{"error":"","response":{"success_list":[{"item_id":1}],"failure_list":[]}}' }));
    const kept: unknown[] = [];
    const receipt = await session.listings.put(draft, null, { key: 'k', openedAt: 0 }, async (ref) => { kept.push(ref); });
    expect(tools.calls.map((call) => call.op.split('/')[1])).toEqual(['upload_image', 'get_channel_list', 'add_item', 'init_tier_variation', 'unlist_item']);
    const ref = { itemId: '9007199254740993123', variants: { R: { itemId: '9007199254740993123', variantId: '9007199254740993001' }, B: { itemId: '9007199254740993123', variantId: '9007199254740993002' } } };
    expect(kept).toEqual([{ itemId: '9007199254740993123', variants: {} }, ref]);
    expect(receipt).toMatchObject({ state: 'live', ref, offersOpen: true });
    expect(tools.calls[2]?.body).toContain('"item_status":"UNLIST"');
    expect(tools.calls[2]?.body).toContain('"dimension":{"package_length":10,"package_width":8,"package_height":4}');
    expect(tools.calls[4]?.body).toBe('{"item_list":[{"item_id":9007199254740993123,"unlist":false}]}');
  });
  it('a create whose answer cannot be read is looked up', async () => {
    for (const answer of ['{"error":"","response":{}}', '<html>', '{"error":"error_server","message":""}']) expect(await caught(open(play({ upload_image: upload, get_channel_list: channel, add_item: answer })).session.listings.put(draft, null, { key: 'k', openedAt: 0 }, async () => undefined))).toMatchObject({ verdict: 'look-first' });
  });
  it('is absent only when neither search nor list knows its code', async () => {
    const base = '{"error":"","response":{"item_list":[{"item_id":5,"item_sku":"P-10","item_status":"NORMAL"}]}}';
    const none = { search_item: '{"error":"","response":{"item_id_list":[5]}}', get_item_base_info: base, get_item_list: '{"error":"","response":{"item":[],"has_next_page":false}}', get_model_list: '{"error":"","response":{"model":[]}}' };
    expect(await open(play(none)).session.listings.recover(draft, { key: 'k', openedAt: 0 })).toBe('absent');
    const found = { ...none, get_item_base_info: base.replace('P-10', 'P-1') };
    expect(await open(play(found)).session.listings.recover(draft, { key: 'k', openedAt: 0 })).toEqual({ itemId: '5', variants: {} });
  });
});

describe('rules and credentials', () => {
  it('come from the pre-check, nested attributes only under their value', () => {
    const rules = rulesOf({ price_limit: { min_limit: 99, max_limit: 150_000_000 }, item_name_length_limit: { min_limit: 5, max_limit: 100 }, dimension_limit: { dimension_mandatory: true } }, { list: [{ category_id: 7, attribute_tree: [{ attribute_id: 1, mandatory: true, name: 'Bentuk', attribute_info: { input_type: 1 }, attribute_value_list: [{ value_id: 10, name: 'Bubuk', child_attribute_list: [{ attribute_id: 2, mandatory: true, name: 'Giling', attribute_info: { input_type: 3, input_validation_type: 1 } }] }] }] }] }, { is_mandatory: true }, '7', 'ID');
    expect(rules).toMatchObject({ title: { min: 5, max: 100 }, price: { min: 99n, max: 150_000_000n, spread: 7 }, size: { required: true }, brand: { required: true, none: '0' } });
    expect(rules.attributes).toMatchObject([{ id: '1', required: true, kind: 'one', values: [{ id: '10', name: 'Bubuk' }] }, { id: '2', kind: 'number', required: true, requiredIf: { 1: ['10'] } }]);
  });
  it('take numbers and text alike, and refuse what is no key', async () => {
    const given = plainToInstance(ShopeeCredentials, { partner_id: 2001887, partner_key: key, shop_id: 5, access_token: 'a', refresh_token: 'b', expire_in: 14_400, url: 'http://127.0.0.1:4101' });
    expect(await validate(given, { whitelist: true })).toEqual([]);
    expect(given).toMatchObject({ partner_id: '2001887', shop_id: '5', expire_in: '14400' });
    expect(adapter.tokenLifeMs?.(given)).toBe(14_400_000);
    expect(adapter.addresses?.(given)).toEqual({ api: 'http://127.0.0.1:4101', consent: 'http://127.0.0.1:4101' });
    expect(adapter.addresses?.(credentials)).toBeNull();
    expect((await validate(plainToInstance(ShopeeCredentials, { partner_id: 'x', partner_key: '' }))).map((error) => error.property)).toEqual(['partner_id', 'partner_key']);
  });
  it('read an expiry given as an instant', async () => {
    const tools = plainTools(adapter, credentials, '', { answer: () => body('{"error":"","access_token":"A","refresh_token":"R","expire_in":1900000000,"request_id":"1"}') });
    const fresh = await adapter.connect({ remoteId: '14701711', country: 'ID', settings: new ShopeeSettings() }, tools).refresh?.(credentials);
    expect(fresh).toMatchObject({ expiresAt: 1_900_000_000_000, credentials: { access_token: 'A', refresh_token: 'R', partner_key: key } });
    expect(tools.calls[0]).toMatchObject({ effect: 'make', body: '{"refresh_token":"refresh","shop_id":14701711,"partner_id":2001887}' });
  });
});
