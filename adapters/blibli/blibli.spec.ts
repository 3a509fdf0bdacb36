import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { plainTools } from '../../test/adapters/plain-tools.js';
import { isAdapterError, type Cause, type ListingDraft, type RemoteRef, type Session, type WireRequest, type WireResponse } from '../contract/index.js';
import { limits, quotas, sign, wibDate } from './client.js';
import { BlibliCredentials, BlibliSettings } from './credentials.js';
import { errorOf, table } from './errors.js';
import { adapter } from './index.js';
import { ticketIn, ticketOf } from './listings.js';
import { attributeOf, axesOf } from './mapping.js';
import { feedOf } from './wire.js';

const at = 1_735_689_600_000;
const keys = { apiClientId: 'client', apiClientKey: 'secret', apiSellerKey: 'seller', storeCode: 'TOQ-15126', username: 'toko@example.test', channelId: 'koperasi', signatureKey: 'testsecret' };
const credentials = Object.assign(new BlibliCredentials(), keys);
type Play = (path: string, body: Record<string, unknown>, request: WireRequest) => object | number;
function open(play: Play): { session: Session<BlibliCredentials>; tools: ReturnType<typeof plainTools<BlibliCredentials>> } {
  const answer = (request: WireRequest): Partial<WireResponse> => {
    const said = play(new URL(`http://x${request.path}`).pathname.replace(/^\/v2\/proxy/, ''), JSON.parse(String(request.body ?? '{}')) as Record<string, unknown>, request);
    return typeof said === 'number' ? { status: said, body: Buffer.from('<html></html>') } : { body: Buffer.from(JSON.stringify(said)) };
  };
  const tools = plainTools(adapter, credentials, '', { answer });
  return { tools, session: adapter.connect({ remoteId: 'TOQ-15126', country: 'ID', settings: Object.assign(new BlibliSettings(), { pickupPointCode: 'PP-1', logistics: 'JNE' }) }, tools) };
}
const caught = async (work: Promise<unknown>): Promise<{ verdict?: string; rawCode?: string; scope?: string; afterMs?: number | null }> => work.then(() => ({}), (error: unknown) => error as { verdict: string });
const draft: ListingDraft = {
  code: 'KOPI', category: 'BL-1', title: 'Kopi Gayo', description: 'Kopi', brand: null, attributes: { AS: [{ text: 'Aceh' }] },
  photos: [{ sha256: 'f00', url: null, render: async () => Buffer.from('jpg') }],
  variants: [{ sku: 'KOPI-S', choice: { Ukuran: '200 g' }, price: 45_000n, quantity: 7, photo: null, grams: 220, mm: [100, 80, 40] }, { sku: 'KOPI-L', choice: { Ukuran: '1 kg' }, price: 180_000n, quantity: 3, photo: null, grams: 1_050, mm: [200, 120, 80] }],
};
const attributesAnswer = { content: [{ code: 'AS', name: 'Asal', mandatory: true, type: 'DESCRIPTIVE' }, { code: 'UK', name: 'ukuran', mandatory: true, variantCreating: true, type: 'DEFINING', options: ['200 g', '1 kg'] }] };
const variantsAnswer = { content: [{ blibliSku: 'TOQ-15126-00411-00001', sellerSku: 'KOPI-S', price: { regular: 45_000, sale: 45_000 }, availableStock: 7 }, { blibliSku: 'TOQ-15126-00411-00002', sellerSku: 'KOPI-L', price: { regular: 180_000, sale: 180_000 }, availableStock: 3 }], paging: { totalPage: 1 } };
const none = { content: [], paging: { totalPage: 0 } };

describe('signatures', () => {
  it('writes Jakarta\'s date by hand', () => {
    expect(wibDate(at)).toBe('Wed Jan 01 07:00:00 WIB 2025');
    expect(wibDate(1_589_275_732_000)).toBe('Tue May 12 16:28:52 WIB 2020');
    expect(wibDate(1_735_664_400_000)).toBe('Wed Jan 01 00:00:00 WIB 2025');
  });
  it('B1 and B2', () => {
    expect(sign('testsecret', 'GET', '/seller/v1/orders/items/25000134053', '', at)).toBe('mJQDs6rCs/HiXD0binABT5BZ/Sapn7ImTDSPZcKI7LA=');
    expect(sign('testsecret', 'POST', '/seller/v1/orders/packages/filter', '{"filter":{"orderItemStatuses":["FP"]},"paging":{"page":0,"size":50}}', at)).toBe('HdgSYwnFf5/bEl8VKxryDDyP/IxG1wiHEJnrfF+o4hM=');
  });
  it('signs what it sends, the old family under its own name and without the query', async () => {
    let sent: WireRequest | null = null;
    const { session } = open((_path, _body, request) => { sent = request; return { success: true, value: [] }; });
    await session.categories.tree();
    const request = sent as unknown as WireRequest, headers = request.headers ?? {}, raw = ['GET', '', '', wibDate(Number(headers['signature-time'])), '/mtaapi/api/businesspartner/v1/product/getCategory'].join('\n');
    expect(headers['signature']).toBe(createHmac('sha256', 'testsecret').update(raw).digest('base64'));
    expect(headers['authorization']).toBe(`Basic ${Buffer.from('client:secret').toString('base64')}`);
    expect([...new URL(`http://x${request.path}`).searchParams.entries()].filter(([name]) => name !== 'requestId')).toEqual(Object.entries({ storeId: '10001', channelId: 'koperasi', username: 'toko@example.test', storeCode: 'TOQ-15126', businessPartnerCode: 'TOQ-15126' }));
  });
});

describe('pushes', () => {
  const url = 'https://hooks.example.test/blibli/newOrder', raw = '{"blibliSku":"TOQ-15126-00298-00001","quantity":2,"orderId":"12104566234","orderItemId":"121072766613","orderStatus":"FP","timestamp":1735689600000,"storeCode":"TOQ-15126"}', signature = 'mfozpf2W9bYwaHwNWXKJgBgBdjSF5Q8QhDTT/l+eHyw=';
  const read = (given: { url?: string; raw?: string; signature?: string; time?: string; type?: string; key?: string | null }): { notices: readonly unknown[]; reply: unknown } | undefined => adapter.webhooks?.read(
    { url: given.url ?? url, headers: { 'content-type': given.type ?? 'application/json', 'requestTime': given.time ?? String(at), 'Signature': given.signature ?? signature }, body: Buffer.from(given.raw ?? raw) },
    Object.assign(new BlibliCredentials(), keys, { signatureKey: given.key === undefined ? 'hooksecret' : (given.key ?? undefined) }), '');
  it('reads the vector as news of an order item with the instant it was signed, in base64 and in hex', () => {
    const expected = { notices: [{ shop: 'TOQ-15126', kind: 'order', id: '121072766613', dedupe: createHash('sha256').update(raw).digest('hex') }], reply: { status: 200, body: '' }, signedAt: at };
    expect(read({})).toEqual(expected);
    expect(read({ signature: Buffer.from(signature, 'base64').toString('hex'), type: 'application/json; charset=utf-8' })).toEqual(expected);
  });
  it.each([['body', { raw: raw.replace('"quantity":2', '"quantity":3') }], ['address', { url: `${url}x` }], ['second', { time: String(at + 1_000) }], ['signature', { signature: signature.replace('m', 'n') }], ['no signature', { signature: '' }], ['no time', { time: '' }], ['no key', { key: null }]])('refuses another %s', (_, given) => {
    expect(() => read(given)).toThrow('not signed');
  });
  it('tells listings from offers, and keeps ids beyond 2^53', () => {
    const told = (body: string): unknown => {
      const lines = ['POST', createHash('md5').update(body).digest('hex'), 'application/json', wibDate(at), url].join('\n');
      return read({ raw: body, signature: createHmac('sha256', 'hooksecret').update(lines).digest('base64') })?.notices;
    };
    expect(told('{"product":{"productSku":"TOQ-15126-00411"},"storeCode":"TOQ-15126"}')).toMatchObject([{ kind: 'listing', id: 'TOQ-15126-00411' }]);
    expect(told('{"blibliSku":"TOQ-15126-00411-00001","storeCode":"TOQ-15126"}')).toMatchObject([{ kind: 'offer', id: 'TOQ-15126-00411' }]);
    expect(told('{"productSku":"TOQ-15126-00411","blibliSku":"TOQ-15126-00411-00001","availableStock":3,"storeCode":"TOQ-15126"}')).toMatchObject([{ kind: 'offer', id: 'TOQ-15126-00411' }]);
    expect(told('{"orderItemId":90071992547409931,"storeCode":"TOQ-15126"}')).toMatchObject([{ kind: 'order', id: '90071992547409931' }]);
    expect(told('no json')).toEqual([]);
  });
});

describe('refusals', () => {
  it.each([
    ['ERR-PA400054', 'Store is not bound to this client', 'reauthorise', 'access-revoked'], ['ERR-PA404012', 'order item not found', 'gone', 'deleted-there'], ['ERR-PA429001', 'quota', 'wait', null],
    ['ERR-MA500007', 'server', 'retry', null], ['ERR-XX401001', '', 'reauthorise', 'access-revoked'], ['ERR-XX503001', '', 'retry', null], ['401', '', 'reauthorise', 'access-revoked'], ['ERR-PA400054', 'Attribute "Asal" is mandatory', 'reject', 'required-attribute'],
    ['ERR-PA400054', 'image is too small, min 600', 'reject', 'photo-too-small'], ['ERR-PA400054', 'price is out of range', 'reject', 'price-out-of-range'], ['ERR-PA400054', 'validation', 'reject', 'refused-in-words'], ['NEW', 'never seen', 'reject', 'unknown'],
  ] as [string, string, string, Cause | null][])('%s %s is %s', (code, message, verdict, cause) => {
    const error = errorOf({ code, message, effect: 'read' });
    expect([error.verdict, error.issues[0]?.cause ?? null]).toEqual([verdict, cause]);
    if (verdict === 'retry') expect(errorOf({ code, message, effect: 'make' }).verdict).toBe('look-first');
  });
  it('has every code the notes name', () => {
    for (const code of ['ERR-PA400054', 'ERR-PA404012', 'ERR-PA429001', 'ERR-MA500007']) expect(table.some((row) => row.code.source.includes(code))).toBe(true);
  });
  it('shuts the door a 429 stands before, for its window, and never guesses the end of a create', async () => {
    const { session } = open((path) => (path.includes('attributes') ? attributesAnswer : path.includes('async') ? 502 : 429));
    expect(await caught(session.orders.changed({ from: 0, to: at }, null))).toMatchObject({ verdict: 'wait', scope: 'op', afterMs: 1_800_000 });
    expect(await caught(session.orders.get(['1']))).toMatchObject({ verdict: 'wait', scope: 'subject', afterMs: 1_800_000 });
    expect(await caught(session.listings.put(draft, null, { key: 'k', openedAt: at }, async () => undefined))).toMatchObject({ verdict: 'look-first' });
  });
});

describe('quotas', () => {
  it('declares each, and keeps a day\'s plan within them', () => {
    for (const [op, quota] of Object.entries(quotas)) expect(limits.find((limit) => limit.ops.includes(op))).toMatchObject({ calls: quota.calls, everyMs: quota.everyMs, per: quota.per });
    for (const limit of limits) expect(limit.burst).toBeLessThan(limit.calls);
    const { session } = open(() => none), day = 86_400_000;
    expect((quotas['order-list'].everyMs / session.orders.freshMs) * 2 + quotas['order-list'].burst).toBeLessThanOrEqual(quotas['order-list'].calls);
    expect(day / session.categories.keepMs).toBeLessThan(quotas['category-tree'].calls);
  });
});

describe('listings', () => {
  it('reads what a day allows few readings of once, also when many are created at once', async () => {
    const { session: _first, tools } = open((path) => (path.endsWith('/attributes') ? attributesAnswer : path.endsWith('/async') ? { content: 'Q' } : { content: [{ code: 'PP-9', name: 'x' }] }));
    const session = adapter.connect({ remoteId: 'TOQ-777', country: 'ID', settings: new BlibliSettings() }, tools);
    await Promise.all(Array.from({ length: 6 }, (_, n) => session.listings.put({ ...draft, title: `Kopi ${n}` }, null, { key: `k${n}`, openedAt: at }, async () => undefined)));
    const ops = tools.calls.map((call) => call.op);
    expect(['category-attributes', 'pickup-points', 'logistics', 'create'].map((op) => ops.filter((one) => one === op).length)).toEqual([1, 1, 1, 6]);
  });
  it('walks from accepted over the queue and the review to live, and learns the SKUs', async () => {
    let feed: object = { queueFeed: { status: 'IN_PROGRESS', total: 1 }, queueHistory: [] }, state = 'IN_PROGRESS', created: Record<string, unknown> = {};
    const { session, tools } = open((path, body) => {
      if (path.endsWith('/attributes')) return attributesAnswer;
      if (path.endsWith('/products/async')) { created = body; return { requestId: 'r', content: { queueId: 'Q1' } }; }
      if (path.endsWith('/feed/detail')) return { success: true, value: feed };
      if (path.endsWith('/getProductList')) return 404;
      if (path.endsWith('/variants/filter')) return variantsAnswer;
      if (path.endsWith('/TOQ-15126-00411')) return { content: { product: { sku: 'TOQ-15126-00411', state } } };
      return (body['filter'] as { state: string }).state === state ? { content: [{ product: { sku: 'TOQ-15126-00411', name: 'Kopi Gayo', state } }], paging: { totalPage: 1 } } : none;
    });
    const kept: RemoteRef[] = [];
    const receipt = await session.listings.put(draft, null, { key: 'intent-1', openedAt: at }, async (ref) => void kept.push(ref));
    expect(receipt).toMatchObject({ state: 'queued', offersOpen: false, ref: { ticket: ticketOf('Q1', 0, 'Kopi Gayo', ['KOPI-S', 'KOPI-L']), variants: {} } });
    expect(kept).toEqual([receipt.ref]);
    expect(tools.calls.find((call) => call.op === 'create')?.path).toContain('requestId=intent-1');
    expect((created['product'] as unknown[])[0]).toMatchObject({ name: 'Kopi Gayo', categoryCode: 'BL-1', attributes: { AS: 'Aceh' }, dimension: { length: 20, width: 12, height: 8, weight: 1_050 }, imageMap: { f00: Buffer.from('jpg').toString('base64') }, productItems: [{ sellerSku: 'KOPI-S', stock: 7, variantAttribute: { UK: '200 g' } }, { sellerSku: 'KOPI-L' }] });
    const again = (): Session<BlibliCredentials> => adapter.connect({ remoteId: 'TOQ-15126', country: 'ID', settings: new BlibliSettings() }, tools);
    expect((await again().listings.put(draft, receipt.ref, { key: 'intent-1', openedAt: at }, async () => undefined)).state).toBe('queued');
    expect(tools.calls.filter((call) => call.op === 'create')).toHaveLength(1);
    expect((await again().listings.outcome(receipt.ref)).state).toBe('queued');
    feed = { queueFeed: { status: 'FINISHED', total: 1 }, queueHistory: [{ value: 'x', isSuccess: true }] };
    expect(await again().listings.outcome(receipt.ref)).toMatchObject({ state: 'review', offersOpen: false, ref: { itemId: 'TOQ-15126-00411' } });
    state = 'ACTIVE';
    expect(await again().listings.outcome(receipt.ref)).toEqual({ state: 'live', offersOpen: true, issues: [], ref: { itemId: 'TOQ-15126-00411', variants: { 'KOPI-S': { itemId: 'TOQ-15126-00411', variantId: 'TOQ-15126-00411-00001' }, 'KOPI-L': { itemId: 'TOQ-15126-00411', variantId: 'TOQ-15126-00411-00002' } } } });
    feed = { queueFeed: { status: 'FINISHED', total: 1 }, queueHistory: [{ isSuccess: false, errorMessage: 'Attribute "Asal" is mandatory' }] };
    expect(await again().listings.outcome(receipt.ref)).toMatchObject({ state: 'refused', ref: { variants: {} }, issues: [{ cause: 'required-attribute', params: { atribut: 'Asal' } }] });
  });
  it('looks before it creates again, and a queue in progress is no proof', async () => {
    let waiting: object[] = [{ requestId: 'Q' }];
    const { session } = open((path) => (path.endsWith('/feed/list') ? { success: true, value: waiting } : path.endsWith('/feed/detail') ? { success: false, errorCode: 'ERR-PA404001', errorMessage: 'no such queue' } : none));
    expect(await session.listings.recover(draft, { key: 'k', openedAt: at })).toBe('unsure');
    waiting = [];
    expect(await session.listings.recover(draft, { key: 'k', openedAt: at })).toBe('absent');
  });
  it('takes the SKUs the queue names, and asks the product itself what it became', async () => {
    const { session, tools } = open((path) => (path.endsWith('/feed/detail') ? { value: { queueFeed: { status: 'FINISHED' }, queueHistory: [{ productSku: 'TOQ-15126-00411', isSuccess: true, items: [{ sellerSku: 'KOPI-S', blibliSku: 'TOQ-15126-00411-00001' }] }] } } : { content: { product: { state: 'ACTIVE' } } }));
    expect(await session.listings.outcome({ ticket: ticketOf('Q1', 0, 'Kopi', ['KOPI-S']), variants: {} })).toMatchObject({ state: 'live', offersOpen: true, ref: { itemId: 'TOQ-15126-00411', variants: { 'KOPI-S': { variantId: 'TOQ-15126-00411-00001' } } } });
    expect(tools.calls.map((call) => call.op)).toEqual(['queue-detail', 'product-detail']);
  });
  it('looks at a queue soon, then less and less, within five looks of fifteen minutes', async () => {
    const { session } = open(() => ({ value: { queueFeed: { status: 'IN_PROGRESS' } } }));
    const waits: number[] = [2_000];
    let ref: RemoteRef = { ticket: ticketOf('Q1', 0, 'Kopi', ['KOPI-S']), variants: {} };
    for (let look = 0; look < 5; look += 1) {
      const receipt = await session.listings.outcome(ref);
      ref = receipt.ref;
      waits.push(receipt.askAfterMs ?? 0);
    }
    expect(waits).toEqual([2_000, 13_000, 60_000, 480_000, 480_000, 480_000]);
    for (let first = 0; first < waits.length; first += 1) {
      let sum = 0, looks = 1;
      for (const wait of waits.slice(first + 1)) if ((sum += wait) <= 900_000) looks += 1;
      expect(looks).toBeLessThanOrEqual(5);
    }
  });
  it('gives a product up that cannot be read twice: it was rejected', async () => {
    const { session } = open((path) => (path.endsWith('/TOQ-15126-00411') ? { success: false, errorCode: 'ERR-PA404001', errorMessage: 'not found' } : none));
    const once = await session.listings.outcome({ itemId: 'TOQ-15126-00411', variants: {} });
    expect(once).toMatchObject({ state: 'review', issues: [{ cause: 'under-review' }] });
    expect(await session.listings.outcome(once.ref)).toMatchObject({ state: 'refused', issues: [{ cause: 'rejected-by-review' }] });
  });
  it('archives, since nothing can be deleted; what is under review waits for its end', async () => {
    let state = 'ACTIVE', entry: object = { isSuccess: true };
    const { session, tools } = open((path) => (path.endsWith('/archive') ? { requestId: 'r', content: 'Q2' } : path.endsWith('/feed/detail') ? { value: { queueFeed: { status: 'FINISHED' }, queueHistory: [entry] } } : { content: { product: { state } } }));
    const ref = { itemId: 'TOQ-15126-00411', variants: {} }, receipt = await session.listings.withdraw(ref);
    expect(receipt).toMatchObject({ state: 'queued', ref: { ...ref, ticket: ticketOf('Q2', 0, 'archive', []) } });
    expect((await session.listings.outcome(receipt.ref)).state).toBe('ended');
    expect(tools.calls.map((call) => call.op)).toEqual(['archive', 'queue-detail']);
    entry = { isSuccess: false, errorMessage: 'Product is IN_PROGRESS' };
    state = 'IN_PROGRESS';
    const later = await session.listings.outcome(receipt.ref);
    expect(later).toMatchObject({ state: 'queued', askAfterMs: 1_800_000 });
    state = 'ACTIVE';
    expect(await session.listings.outcome(later.ref)).toMatchObject({ state: 'queued', ref: { ticket: ticketOf('Q2', 0, 'archive', []) } });
    expect(await session.listings.outcome(receipt.ref)).toMatchObject({ state: 'refused' });
    state = 'ARCHIVED';
    expect((await session.listings.outcome(receipt.ref)).state).toBe('ended');
    expect(tools.calls.some((call) => call.method === 'DELETE')).toBe(false);
  });
  it('opens what is archived before it is edited', async () => {
    const { session, tools } = open((path) => (path.endsWith('/attributes') ? attributesAnswer : path.endsWith('/detail') ? { success: false, errorCode: 'ERR-PA400054', errorMessage: 'Product is ARCHIVED' } : { requestId: 'r', content: 'Q3' }));
    expect(await caught(session.listings.put(draft, { itemId: 'TOQ-15126-00411', variants: { GONE: { itemId: 'TOQ-15126-00411', variantId: 'TOQ-15126-00411-00009' } } }, { key: 'k', openedAt: at }, async () => undefined))).toMatchObject({ verdict: 'park', rawCode: 'unarchiving' });
    expect(tools.calls.at(-2)).toMatchObject({ op: 'exact-stock', method: 'PUT', body: '{"availableStock":0}' });
    expect(tools.calls.at(-1)?.path).toContain('/statuses/unarchive');
  });
  it('keeps titles and SKUs of any letters in a ticket', () => {
    expect(ticketIn(ticketOf('01ABC', 2, 'Kopi & Teh  50%', ['A B', 'C/D']))).toEqual({ queueId: '01ABC', looks: 2, title: 'Kopi & Teh  50%', skus: ['A B', 'C/D'] });
  });
  it('finds an attribute for each axis, or says there is none', () => {
    const attributes = attributesAnswer.content.map((entry) => attributeOf(entry));
    expect(axesOf(draft, attributes).get('Ukuran')?.id).toBe('UK');
    expect(() => axesOf(draft, attributes.slice(0, 1))).toThrow('an axis has no attribute');
    expect(attributes[1]).toMatchObject({ variation: true, kind: 'one', place: 'variant' });
  });
});

describe('offers', () => {
  const offers = Array.from({ length: 230 }, (_, index) => ({ sku: `S${index}`, itemId: 'P', variantId: `V${index}` }));
  it('groups a hundred SKUs of any product, none twice', () => {
    const { session } = open(() => none);
    expect(session.offers.batches(offers, 'stock').map((batch) => batch.length)).toEqual([100, 100, 30]);
    expect(session.offers.batches([...offers.slice(0, 2), ...offers.slice(0, 1)], 'stock').map((batch) => batch.length)).toEqual([2, 1]);
  });
  it('is only queued until the queue tells of each SKU', async () => {
    let feed: object = { queueFeed: { status: 'IN_PROGRESS' } }, sent: Record<string, unknown> = {};
    const { session, tools } = open((path, body) => { if (path.endsWith('/feed/detail')) return { value: feed }; sent = body; return { success: true, value: { queueFeedId: 'Q9' } }; });
    const batch = offers.slice(0, 2).map((offer) => ({ ...offer, value: 0n }));
    expect(await session.offers.set('stock', batch)).toEqual([0, 1].map(() => ({ is: 'queued', ticket: 'Q9 0', askAfterMs: 2_000 })));
    expect(sent['productRequests']).toEqual([{ gdnSku: 'V0', pickupPointCode: 'PP-1', exactStock: 0 }, { gdnSku: 'V1', pickupPointCode: 'PP-1', exactStock: 0 }]);
    await session.offers.set('price', [{ ...batch[0]!, value: 45_000n }]);
    expect(sent['productRequests']).toEqual([{ gdnSku: 'V0', pickupPointCode: 'PP-1', price: 45_000, salePrice: 45_000 }]);
    expect(await session.offers.settle?.('Q9 0', batch)).toEqual([0, 1].map(() => ({ is: 'queued', ticket: 'Q9 1', askAfterMs: 13_000 })));
    feed = { queueFeed: { status: 'FINISHED' }, queueHistory: [{ gdnSku: 'V0', isSuccess: true }, { gdnSku: 'V1', isSuccess: false, errorMessage: 'product is in campaign' }] };
    const before = tools.calls.length, [one, two] = (await session.offers.settle?.('Q9 1', batch)) ?? [];
    expect(one).toEqual({ is: 'set' });
    expect(two?.is === 'failed' && two.error.verdict).toBe('park');
    expect(tools.calls.length - before).toBe(1);
  });
  it('halves what is refused without a name, and says success:false is no success', async () => {
    const { session } = open(() => ({ success: false, errorCode: 'ERR-PA400054', errorMessage: 'price is out of range' }));
    expect((await session.offers.set('price', offers.slice(0, 2).map((offer) => ({ ...offer, value: 1n })))).map((answer) => answer.is)).toEqual(['mixed', 'mixed']);
    expect((await session.offers.set('price', offers.slice(0, 1).map((offer) => ({ ...offer, value: 1n })))).map((answer) => answer.is)).toEqual(['failed']);
  });
  it('knows a queue by its history where no state is told', () => {
    expect(feedOf({ value: { queueFeed: { total: 2 }, queueHistory: [{ gdnSku: 'a', success: true }] } }).done).toBe(false);
    expect(feedOf({ value: { queueFeed: { total: 1 }, queueHistory: [{ gdnSku: 'a', success: true }] } }).done).toBe(true);
  });
});

describe('keys', () => {
  it('takes the vendor\'s names and refuses what is missing', async () => {
    expect(await validate(plainToInstance(BlibliCredentials, { ...keys, signatureKey: ' ' }))).toEqual([]);
    expect((await validate(plainToInstance(BlibliCredentials, { ...keys, storeCode: 'toko saya', apiSellerKey: '' }))).map((entry) => entry.property).sort()).toEqual(['apiSellerKey', 'storeCode']);
    for (const name of [...Object.keys(keys), 'pickupPointCode', 'logistics']) expect(adapter.words[name]).toBeDefined();
  });
  it('has no refresh and no consent, and names its store by the keys', async () => {
    const { session } = open(() => none);
    expect([session.refresh, adapter.consent, adapter.tokenLifeMs]).toEqual([undefined, undefined, undefined]);
    expect(await session.check()).toEqual([{ remoteId: 'TOQ-15126', name: 'TOQ-15126', country: 'ID' }]);
    expect(isAdapterError(errorOf({ code: 'x', message: '', effect: 'read' }))).toBe(true);
  });
});
