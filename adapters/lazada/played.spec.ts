import { describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { plainTools } from '../../test/adapters/plain-tools.js';
import type { Intent, ListingDraft, Session, WireRequest, WireResponse } from '../contract/index.js';
import { sign } from './client.js';
import { LazadaCredentials, LazadaSettings } from './credentials.js';
import { adapter } from './index.js';
import { isoOf } from './mapping.js';

const keys = { app_key: '100132', app_secret: 'testsecret' };
const credentials = (more: Partial<LazadaCredentials> = {}): LazadaCredentials => Object.assign(new LazadaCredentials(), { ...keys, access_token: '50000testtoken', refresh_token: '50001r', ...more });
const body = (value: unknown): Partial<WireResponse> => ({ body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) });
const ok = (data: unknown, more: object = {}): Partial<WireResponse> => body({ code: '0', data, request_id: '1', ...more });
const no = (code: string, message = 'x', more: object = {}): Partial<WireResponse> => body({ code, type: 'ISV', message, request_id: '1', ...more });
type Params = Readonly<Record<string, string>>;
type Play = (path: string, params: Params, request: WireRequest) => Partial<WireResponse>;
const paramsOf = (request: WireRequest): Record<string, string> => Object.fromEntries([...new URLSearchParams(request.path.split('?')[1] ?? ''), ...(typeof request.body === 'string' ? new URLSearchParams(request.body) : [])]);
function open(play: Play, settings: Partial<LazadaSettings> = {}): { session: Session<LazadaCredentials>; tools: ReturnType<typeof plainTools<LazadaCredentials>>; sent: { path: string; params: Params; request: WireRequest }[] } {
  const sent: { path: string; params: Params; request: WireRequest }[] = [];
  const tools = plainTools(adapter, credentials(), '', { answer: (request) => {
    const path = (request.path.split('?')[0] ?? '').replace(/^\/rest/, ''), params = paramsOf(request);
    sent.push({ path, params, request });
    return play(path, params, request);
  } });
  return { tools, sent, session: adapter.connect({ remoteId: '1001', country: 'ID', settings: Object.assign(new LazadaSettings(), settings) }, tools) };
}
const caught = async (work: Promise<unknown>): Promise<{ verdict?: string; rawCode?: string; afterMs?: number | null; issues?: readonly { cause: string; field: string | null }[] }> => work.then(() => ({}), (error: unknown) => error as { verdict: string });
const payload = (params: Params | undefined): { Request: { Product: Record<string, unknown> & { Skus: { Sku: Record<string, unknown>[] } } } } => JSON.parse(params?.['payload'] ?? '{}') as never;

const photo = (sha256: string, url: string | null = `https://kopi.example/${sha256}.jpg`) => ({ sha256, url, render: async () => new Uint8Array([1, 2, 3]) });
const draft = (count = 2, more: Partial<ListingDraft> = {}): ListingDraft => ({
  code: 'P-1', category: '10002019', title: 'Kopi & gula', description: 'Disangrai.\n\nDigiling.', brand: '30768', attributes: { warranty_type: [{ id: 'No Warranty' }], package_content: [{ text: '1 bungkus' }] }, photos: [photo('a'), photo('b')],
  variants: Array.from({ length: count }, (_, index) => ({ sku: `P-1-${index + 1}`, choice: { Isi: `${index + 1}00 g` }, price: 20_000n, quantity: 8, photo: null, grams: 250, mm: [120, 80, 61] as const })), ...more,
});
const intent: Intent = { key: 'k', openedAt: 0 };
const attributes = [{ name: 'warranty_type', label: 'Garansi', id: 1, is_mandatory: 1, is_sale_prop: 0, attribute_type: 'normal', input_type: 'singleSelect', options: [{ id: 7, name: 'Tanpa', en_name: 'No Warranty' }] }, { name: 'package_content', label: 'Isi paket', id: 2, is_mandatory: 0, is_sale_prop: 0, attribute_type: 'sku', input_type: 'text', options: [] }, { name: 'brand', label: 'Merek', id: 3, is_mandatory: 1, input_type: 'singleSelect', attribute_type: 'normal' }];
const item = (count = 2, more: object = {}) => ({ item_id: '9007199254740993', primary_category: '10002019', status: 'Active', attributes: { name: 'Kopi' }, images: [], skus: Array.from({ length: count }, (_, index) => ({ SkuId: String(500 + index), SellerSku: `P-1-${index + 1}`, Status: 'active', price: '20000', multiWarehouseInventories: [{ warehouseCode: 'dropshipping', sellableQuantity: 5, occupyQuantity: 1, withholdQuantity: 2, totalQuantity: 8 }] })), ...more });
const shop: (own?: Play) => Play = (own) => {
  let made = 0;
  return (path, params, request) => {
    const answer = own?.(path, params, request);
    if (answer && Object.keys(answer).length > 0) return answer;
    if (path === '/category/attributes/get') return ok(attributes);
    if (path === '/images/migrate') return body({ code: '0', batch_id: 'B1', request_id: '1' });
    if (path === '/image/response/get') return ok({ images: [{ url: 'https://id-live.slatic.net/a.jpg' }, { url: 'https://id-live.slatic.net/b.jpg' }], errors: [] });
    if (path === '/image/upload') return ok({ image: { url: 'https://id-live.slatic.net/up.jpg' } });
    if (path === '/product/item/get') return ok(item());
    if (path !== '/product/create') return ok({});
    const skus = payload(params).Request.Product.Skus.Sku;
    return ok({ item_id: '9007199254740993', sku_list: skus.map((sku) => ({ seller_sku: sku['SellerSku'], sku_id: String(500 + made++) })), item_status: 'Pending QC' });
  };
};

describe('calls', () => {
  it('signs what it sends, in query and form together', async () => {
    const { session, sent } = open(shop());
    await session.offers.set('stock', [{ sku: 'P-1-1', itemId: '9', variantId: '500', value: 3n }]);
    expect(sent[0]?.params['sign']).toBe(sign('testsecret', sent[0]?.path ?? '', sent[0]?.params ?? {}));
    expect(sent[0]?.params['payload']).toContain('<SellableQuantity>3</SellableQuantity>');
  });
  it('takes Lazada\'s own word whatever HTTP status it comes with, and a gateway\'s for an unclear end', async () => {
    const set = (status: number, code: string): Promise<unknown> => caught(open(shop((path) => (path.startsWith('/product/stock') ? { status, ...no(code) } : {}))).session.offers.set('stock', [{ sku: 'P-1-1', itemId: '9', variantId: '500', value: 3n }]).then(([answer]) => { throw answer?.is === 'failed' ? answer.error : new Error(answer?.is); }));
    expect([await set(500, '4170'), await set(400, 'IllegalAccessToken'), await set(503, 'ApiCallLimit'), await set(502, 'BadGateway')].map((error) => (error as { verdict?: string }).verdict)).toEqual(['park', 'reauthorise', 'wait', 'retry']);
  });
  it('takes HTML on a create for an unclear end', async () => {
    const { session } = open(shop((path) => (path === '/product/create' ? { status: 502, body: Buffer.from('<html>') } : {})));
    expect((await caught(session.listings.put(draft(), null, intent, async () => {}))).verdict).toBe('look-first');
  });
  it('asks the auth host, unsigned by a token', async () => {
    const { session, sent } = open(() => body({ code: '0', access_token: 'A', refresh_token: 'R', expires_in: 2_592_000, refresh_expires_in: 15_552_000, request_id: '1' }));
    const fresh = await session.refresh?.(credentials());
    expect(sent[0]).toMatchObject({ path: '/auth/token/refresh', request: { host: 'auth' } });
    expect(sent[0]?.params).not.toHaveProperty('access_token');
    expect(fresh?.credentials).toMatchObject({ access_token: 'A', refresh_token: 'R' });
  });
});

describe('a create', () => {
  it('migrates pictures, polls, and only then names them', async () => {
    let asked = 0;
    const { session, sent, tools } = open(shop((path) => (path === '/image/response/get' && (asked += 1) === 1 ? ok({}) : {})));
    const kept: unknown[] = [];
    const receipt = await session.listings.put(draft(), null, intent, async (ref) => void kept.push(ref));
    expect(sent.map((call) => call.path)).toEqual(['/category/attributes/get', '/images/migrate', '/image/response/get', '/image/response/get', '/product/create']);
    const product = payload(sent.at(-1)?.params).Request.Product;
    expect(product).toMatchObject({ PrimaryCategory: '10002019', Images: { Image: ['https://id-live.slatic.net/a.jpg', 'https://id-live.slatic.net/b.jpg'] }, variation: { variation1: { name: 'Isi', customize: true, options: { option: ['100 g', '200 g'] } } }, Attributes: { name: 'Kopi & gula', warranty_type: 'No Warranty' } });
    expect(product.Skus.Sku[0]).toMatchObject({ SellerSku: 'P-1-1', price: '20000', quantity: '8', saleProp: { Isi: '100 g' }, package_weight: '0.25', package_height: '6.1', package_content: '1 bungkus', Status: 'active' });
    expect(receipt).toMatchObject({ state: 'review', ref: { itemId: '9007199254740993', variants: { 'P-1-2': { variantId: '501' } } } });
    expect(kept).toHaveLength(1);
    expect(tools.known.get('a image')).toBe('https://id-live.slatic.net/a.jpg');
  });
  it('migrates a single picture at once, and uploads it where it cannot be fetched', async () => {
    const one = draft(1, { photos: [photo('a')] }), taken = open(shop((path) => (path === '/image/migrate' ? ok({ image: { url: 'https://id-live.slatic.net/m.jpg', hash_code: 'h' } }) : {})));
    await taken.session.listings.put(one, null, intent, async () => {});
    expect(taken.sent.map((call) => call.path)).toEqual(['/category/attributes/get', '/image/migrate', '/product/create']);
    const refused = open(shop((path) => (path === '/image/migrate' ? no('301', 'cannot fetch') : {})));
    await refused.session.listings.put(one, null, intent, async () => {});
    expect(refused.sent.map((call) => call.path)).toContain('/image/upload');
  });
  it('waits for a batch that is not done, and asks the same one later', async () => {
    let done = false;
    const { session, sent } = open(shop((path) => (path === '/image/response/get' && !done ? ok({ images: [], errors: [] }) : {})));
    expect(await caught(session.listings.put(draft(), null, intent, async () => {}))).toMatchObject({ verdict: 'wait', rawCode: 'images-pending' });
    expect(sent.some((call) => call.path === '/product/create')).toBe(false);
    done = true;
    await session.listings.put(draft(), null, intent, async () => {});
    expect(sent.filter((call) => call.path === '/images/migrate')).toHaveLength(1);
  });
  it('uploads what cannot be fetched', async () => {
    const { session, sent } = open(shop((path) => (path === '/image/response/get' ? ok({ images: [{ url: 'https://id-live.slatic.net/a.jpg', original_url: 'https://kopi.example/a.jpg' }], errors: [{ field: 'Url', msg: 'timeout', original_url: 'https://kopi.example/b.jpg' }] }) : {})));
    await session.listings.put(draft(), null, intent, async () => {});
    expect(sent.filter((call) => call.path === '/image/upload')).toHaveLength(1);
    expect(payload(sent.at(-1)?.params).Request.Product['Images']).toEqual({ Image: ['https://id-live.slatic.net/a.jpg', 'https://id-live.slatic.net/up.jpg'] });
  });
  it('goes by twenty, hidden until the last; a cut between keeps what was made', async () => {
    let cut = true;
    const { session, sent } = open(shop((path, params) => (path === '/product/item/get' ? ok(item(45)) : path === '/product/create' && cut && payload(params).Request.Product['AssociatedSku'] ? no('6') : {})));
    const kept: { variants: object }[] = [];
    expect((await caught(session.listings.put(draft(45), null, intent, async (ref) => void kept.push(ref)))).verdict).toBe('look-first');
    expect(Object.keys(kept[0]?.variants ?? {})).toHaveLength(20);
    cut = false;
    const whole = open(shop((path) => (path === '/product/item/get' ? ok(item(45)) : {})));
    const receipt = await whole.session.listings.put(draft(45), null, intent, async () => {});
    const creates = whole.sent.filter((call) => call.path === '/product/create').map((call) => payload(call.params).Request.Product);
    expect(creates.map((product) => product.Skus.Sku.length)).toEqual([20, 20, 5]);
    expect(creates.every((product) => product.Skus.Sku.every((sku) => sku['Status'] === 'inactive'))).toBe(true);
    expect(whole.sent.filter((call) => call.path === '/product/update')).toHaveLength(3);
    expect(receipt.state).toBe('live');
    expect(sent.some((call) => call.path === '/product/update')).toBe(false);
  });
  it('is taken off sale with all its SKUs, as the document writes them', async () => {
    const { session, sent } = open(shop());
    await session.listings.withdraw({ itemId: '9', variants: { 'A': { itemId: '9', variantId: '500' }, 'B & C': { itemId: '9', variantId: '501' } } });
    expect(sent[0]?.params['apiRequestBody']).toBe('<Request><Product><ItemId>9</ItemId><Skus><SkuId>500</SkuId><SkuId>501</SkuId><SellerSku>A</SellerSku><SellerSku>B &amp; C</SellerSku></Skus></Product></Request>');
  });
  it('is found again by SellerSku', async () => {
    expect(await open(shop((path) => (path === '/products/get' ? ok({ total_products: 1, products: [item()] }) : {}))).session.listings.recover(draft(), intent)).toMatchObject({ itemId: '9007199254740993', variants: { 'P-1-1': { variantId: '500' } } });
    expect(await open(shop((path) => (path === '/products/get' ? ok({ total_products: 0, products: [] }) : {}))).session.listings.recover(draft(), intent)).toBe('absent');
    expect(await open(shop((path) => (path === '/products/get' ? ok({ products: [{ poison: 1 }] }) : {}))).session.listings.recover(draft(), intent)).toBe('unsure');
  });
  it('lists what was deleted after what stands', async () => {
    const { session } = open(shop((path, params) => (path === '/products/get' ? ok({ products: [item(1, params['filter'] === 'deleted' ? { item_id: '77', status: '' } : {}), ...(params['filter'] === 'all' ? [{ poison: 1 }] : [])] }) : {})));
    const first = await session.listings.all(null), second = await session.listings.all(first.next);
    expect([first.items[0], first.items[1], second.items[0], second.next]).toMatchObject([{ state: 'live' }, { undecodable: '{"poison":1}' }, { state: 'ended', ref: { itemId: '77' } }, null]);
  });
  it.each([['up', 1], ['down', -1]])('lists on from the date where a page ended, oldest or newest first (%s)', async (way, step) => {
    const at = (n: number): number => 1_735_689_600_000 + step * 1_000 * n, asked: Params[] = [];
    const { session } = open(shop((path, params) => { if (path === '/products/get') asked.push(params); return path === '/products/get' ? ok({ products: Array.from({ length: asked.length < 3 ? 50 : 1 }, (_, n) => item(1, { item_id: String(n), created_time: String(at(asked.length === 1 ? n : 49)) })) }) : {}; }));
    const first = await session.listings.all(null), second = await session.listings.all(first.next), third = await session.listings.all(second.next);
    expect([first.next, second.next, third.next]).toEqual([{ filter: 'all', way, edge: at(49) }, { filter: 'all', way, edge: at(49), offset: 50 }, { filter: 'deleted' }]);
    expect(asked.map((params) => [params['create_after'] ?? params['create_before'], params['offset']])).toEqual([[undefined, '0'], [isoOf(at(49) + (step > 0 ? -1_000 : 2_000)), '0'], [isoOf(at(49) + (step > 0 ? -1_000 : 2_000)), '50']]);
  });
  it('lists by offset what stands in no order of time', async () => {
    const { session } = open(shop((path) => (path === '/products/get' ? ok({ products: Array.from({ length: 50 }, (_, n) => item(1, { created_time: String(1_735_689_600_000 + (n % 7) * 5_000) })) }) : {})));
    expect((await session.listings.all(null)).next).toEqual({ filter: 'all', offset: 50 });
    await expect(session.listings.all({ filter: 'all', offset: 9_950 })).rejects.toMatchObject({ verdict: 'alarm' });
  });
  it('sends an option by their English name', async () => {
    const { session, sent } = open(shop((path) => (path === '/category/attributes/get' ? ok([...attributes, { name: 'color_family', label: 'Warna', id: 9, is_mandatory: 0, is_sale_prop: 1, attribute_type: 'sku', input_type: 'multiEnumInput', options: [{ id: 1, name: 'Merah', en_name: 'Red' }] }]) : {})));
    const [one, two] = draft(2).variants;
    await session.listings.put(draft(2, { variants: [{ ...one, choice: { warna: 'merah' } }, { ...two, choice: { warna: 'Jingga' } }] as never }), null, intent, async () => {});
    expect(payload(sent.at(-1)?.params).Request.Product).toMatchObject({ variation: { variation1: { name: 'color_family', customize: false, options: { option: ['Red', 'Jingga'] } } }, Skus: { Sku: [{ saleProp: { color_family: 'Red' } }, { saleProp: { color_family: 'Jingga' } }] } });
  });
  it('never sends price or stock of what stands, removes what went, adds what came', async () => {
    const { session, sent } = open(shop((path) => (path === '/product/item/get' ? ok(item(3)) : {})));
    const known = { itemId: '9007199254740993', variants: Object.fromEntries([1, 2, 3].map((n) => [`P-1-${n}`, { itemId: '9007199254740993', variantId: String(499 + n) }])) };
    const next = draft(5);
    await session.listings.put({ ...next, variants: next.variants.filter((variant) => !['P-1-3', 'P-1-5'].includes(variant.sku)) }, known, intent, async () => {});
    const update = payload(sent.find((call) => call.path === '/product/update')?.params).Request.Product.Skus.Sku;
    expect(update.map((sku) => [sku['SkuId'], sku['price'], sku['quantity']])).toEqual([['500', undefined, undefined], ['501', undefined, undefined]]);
    expect(payload(sent.find((call) => call.path === '/product/create')?.params).Request.Product).toMatchObject({ AssociatedSku: 'P-1-1', Skus: { Sku: [{ SellerSku: 'P-1-4' }] } });
    expect(sent.find((call) => call.path === '/product/sku/remove')?.params['payload']).toContain('<SkuId>502</SkuId>');
  });
});

describe('offers', () => {
  const wish = (n: number) => ({ sku: `P-1-${n}`, itemId: '9', variantId: String(499 + n), value: 5n });
  it('go by twenty', () => expect(open(shop()).session.offers.batches(Array.from({ length: 45 }, (_, n) => wish(n)), 'stock').map((batch) => batch.length)).toEqual([20, 20, 5]));
  it('name the warehouse only where one was chosen', async () => {
    const { session, sent } = open(shop(), { warehouse_code: 'GUDANG' });
    await session.offers.set('stock', [wish(1)]);
    expect(sent[0]?.params['payload']).toContain('<MultiWarehouseInventory><WarehouseCode>GUDANG</WarehouseCode><SellableQuantity>5</SellableQuantity></MultiWarehouseInventory>');
  });
  it('leave a refused batch unclear unless one is alone', async () => {
    const { session } = open(shop((path) => (path === '/product/price_quantity/update' ? no('501', 'failed', { detail: [{ field: 'Price', message: '4118' }] }) : {})));
    expect(await session.offers.set('price', [wish(1), wish(2)])).toEqual([{ is: 'mixed' }, { is: 'mixed' }]);
    expect((await session.offers.set('price', [wish(1)]))[0]).toMatchObject({ is: 'failed', error: { verdict: 'reject', issues: [{ cause: 'price-out-of-range' }] } });
  });
  it('announce a price that returns to QC, before it is sent', () => {
    const warned = (sent: bigint | null, value: bigint, side: 'stock' | 'price' = 'price') => open(shop()).session.offers.warns?.(side, [{ ...wish(1), sent, value }]).map((issue) => [issue.cause, issue.sku]);
    expect([warned(20_000n, 36_000n), warned(20_000n, 4_000n)]).toEqual([[['price-returns-to-review', 'P-1-1']], [['price-returns-to-review', 'P-1-1']]]);
    expect([warned(20_000n, 35_999n), warned(20_000n, 4_001n), warned(null, 1n), warned(10n, 0n, 'stock')]).toEqual([[], [], [], []]);
  });
  it('read what buyers may still buy', async () => expect(await open(shop()).session.offers.read([wish(1)])).toEqual([{ sellable: 5, locked: 0, price: 20_000n }]));
});

describe('orders', () => {
  const order = (id: string, at: string, more: object = {}) => ({ order_id: id, order_number: id, price: '40000.00', voucher: '1000', shipping_fee: '9000', created_at: '2025-01-01 10:00:00 +0700', updated_at: at, address_shipping: { first_name: 'S***', phone: '62***', city: 'Garut' }, ...more });
  const unit = (id: string, status: string) => ({ order_item_id: id, sku: 'P-1-1', shop_sku: '900_ID-500', sku_id: '500', product_id: '900', name: 'Kopi', item_price: '20000', paid_price: '19500', currency: 'IDR', status });
  it('are listed, then read in a second call; an id beyond 2^53 stays exact', async () => {
    const big = '9007199254740995';
    const { session, sent } = open((path) => (path === '/orders/get' ? body(`{"code":"0","data":{"orders":[${JSON.stringify(order('X', '2025-01-01 10:00:00 +0700')).replace('"order_id":"X"', `"order_id":${big}`)},{"poison":1}]}}`) : body(`{"code":"0","data":[{"order_id":${big},"order_items":[${JSON.stringify(unit('1', 'pending'))},${JSON.stringify(unit('2', 'canceled'))}]}]}`)));
    const page = await session.orders.changed({ from: 0, to: 1_000 }, null);
    expect(sent.map((call) => call.path)).toEqual(['/orders/get', '/orders/items/get']);
    expect(sent[1]?.params['order_ids']).toBe(`[${big}]`);
    expect(page.items[0]).toMatchObject({ id: big, status: 'to-ship', total: 48_000n, lines: [{ id: '1', quantity: 1, cancelled: 0, unitPaid: 19_500n, sellerDiscount: 500n }, { id: '2', cancelled: 1 }] });
    expect(page.items[1]).toHaveProperty('undecodable');
  });
  it('re-anchors a page instead of shifting it, and pages a crowded second by offset', async () => {
    const at = (second: number): string => `2025-01-01T00:00:${String(second).padStart(2, '0')}+00:00`, from = Date.parse('2025-01-01T00:00:00Z');
    const play = (second: (index: number) => number): Play => (path) => (path === '/orders/get' ? ok({ orders: Array.from({ length: 100 }, (_, index) => order(String(index + 1), at(second(index)))) }) : ok([]));
    expect((await open(play((index) => Math.floor(index / 10))).session.orders.changed({ from, to: from + 60_000 }, null)).next).toEqual({ from: from + 9_000, offset: 0 });
    expect((await open(play(() => 0)).session.orders.changed({ from, to: from + 60_000 }, null)).next).toEqual({ from, offset: 100 });
    const second = open(play((index) => Math.floor(index / 10)));
    expect((await second.session.orders.changed({ from, to: from + 60_000 }, { from: from + 9_000, offset: 0 })).items).toHaveLength(10);
    expect(second.sent.filter((call) => call.path === '/orders/items/get').map((call) => call.params['order_ids']?.split(',').length)).toEqual([10]);
  });
});

describe('brands', () => {
  it('that come back empty are asked for again: beyond the quota that is how Lazada answers', async () => {
    expect(await caught(open(shop((path) => (path === '/category/brands/query' ? ok({ module: [], total_record: 0 }) : {}))).session.categories.describe('10002019'))).toMatchObject({ verdict: 'wait', rawCode: 'brands-empty' });
    const rules = await open(shop((path) => (path === '/category/brands/query' ? ok({ module: [{ brand_id: 30768, name: 'No Brand' }], total_record: 1 }) : {}))).session.categories.describe('10002019');
    expect(rules.brand).toEqual({ required: true, none: '30768' }); // demanded, although no attribute says so
    const optional = [{ ...attributes[0], name: 'brand', is_mandatory: 0 }], brands = ok({ module: [{ brand_id: 30768, name: 'No Brand' }], total_record: 1 });
    expect((await open(shop((path) => (path === '/category/brands/query' ? brands : path === '/category/attributes/get' ? ok(optional) : {}))).session.categories.describe('10002019')).brand).toEqual({ required: false, none: '30768' });
  });
});
