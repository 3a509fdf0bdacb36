import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isAdapterError, type Cursor, type Intent, type ListingDraft, type Photo, type RemoteRef } from '../../adapters/contract/index.js';
import { Credentials } from '../../adapters/woocommerce/credentials.js';
import { adapter } from '../../adapters/woocommerce/index.js';
import { startSandboxes, type Sandboxes } from '../../sandbox/kit/index.js';
import { plainTools, type PlainTools } from './plain-tools.js';
import { Doorstep, Practice, until } from './control-door.js';

/** The whole adapter against the practice shop, over real HTTP. */
let sandboxes: Sandboxes, practice: Practice, door: Doorstep, shop: string, tools: PlainTools<Credentials>, serial = 0;
beforeAll(async () => {
  sandboxes = await startSandboxes({ dirs: ['sandbox'], basePort: 0, only: ['woocommerce'] });
  practice = new Practice(sandboxes.simulators.woocommerce?.url ?? '');
  door = await new Doorstep().open();
});
afterAll(async () => {
  await sandboxes?.stop();
  await door?.close();
});
beforeEach(async () => {
  await practice.ask('DELETE', '/faults');
  const opened = await practice.ask<{ shop: string; credentials: Credentials }>('POST', '/shops', { name: `Toko ${++serial}` });
  shop = opened.shop;
  tools = plainTools(adapter, Object.assign(new Credentials(), opened.credentials), practice.url);
});

const session = () => adapter.connect({ remoteId: '', country: 'ID', settings: {} }, tools);
const photo = (name: string): Photo => ({ ...door.show(name), render: () => Promise.reject(new Error('sent by link')) });
const variant = (sku: string, choice: Record<string, string> = {}, more: Partial<ListingDraft['variants'][number]> = {}): ListingDraft['variants'][number] => ({ sku, choice, price: 45_000n, quantity: 12, photo: null, grams: 250, mm: [100, 50, 200], ...more });
let category = '';
const draft = (variants: ListingDraft['variants'], more: Partial<ListingDraft> = {}): ListingDraft => ({ code: 'KOPI', category, title: 'Kopi Gayo & Susu', description: 'Satu\n\n<dua>', brand: null, attributes: {}, photos: [photo('satu'), photo('dua')], variants, ...more });
const simple = () => draft([variant('KOPI-1')]);
const kinds = () => draft([variant('KOPI-S', { Berat: '250 g' }), variant('KOPI-L', { Berat: '1 kg' }, { price: 160_000n, quantity: 3, photo: photo('dua') })]);
const intent: Intent = { key: 'kunci-1', openedAt: 0 };
let kept: RemoteRef[] = [];
const put = (what: ListingDraft, known: RemoteRef | null = null) => session().listings.put(what, known, intent, async (ref) => void kept.push(ref));
const verdict = async (work: Promise<unknown>): Promise<string> => work.then(() => 'none', (error: unknown) => (isAdapterError(error) ? `${error.verdict} ${error.rawCode}` : Promise.reject(error)));
const writes = async (mark: number) => (await practice.since(mark)).filter((call) => call.method !== 'GET');
beforeEach(async () => {
  kept = [];
  category = (await session().categories.tree()).at(-1)?.id ?? '';
});

describe('keys', () => {
  it('are checked by a read, and the shop says who it is', async () => {
    expect(await session().check()).toEqual([{ remoteId: tools.credentials.url.replace(/^https?:\/\//, ''), name: expect.any(String), country: 'ID' }]);
  });
  it('that are wrong or revoked must be given anew', async () => {
    const right = tools.credentials;
    tools.credentials = Object.assign(new Credentials(), right, { consumer_secret: 'cs_lain' });
    expect(await verdict(session().check())).toBe('reauthorise woocommerce_rest_authentication_error');
    tools.credentials = right;
    await practice.ask('POST', '/tokens/revoke', { shop });
    expect(await verdict(session().check())).toBe('reauthorise woocommerce_rest_authentication_error');
  });
  it('work with a clock that is an hour wrong', async () => {
    await practice.ask('POST', '/clock', { skewMs: 3_600_000 });
    expect(await session().check()).toHaveLength(1);
    await practice.ask('POST', '/clock', { skewMs: 0 });
  });
  it('work with plain permalinks', async () => {
    tools.credentials = Object.assign(new Credentials(), tools.credentials, { url: `${tools.credentials.url}/?rest_route=` });
    expect(await session().check()).toHaveLength(1);
  });
});

describe('publishing', () => {
  it('makes a product without choices in one call', async () => {
    const mark = await practice.mark();
    const receipt = await put(simple());
    expect((await writes(mark)).map((call) => call.status)).toEqual([201]);
    const { listings, photos } = await practice.shop(shop);
    expect(listings).toMatchObject([{ id: receipt.ref.itemId, live: true, title: 'Kopi Gayo & Susu', photos: [photo('satu').sha256, photo('dua').sha256], variants: [{ sku: 'KOPI-1', price: 45_000, stock: 12 }] }]);
    expect(photos).toHaveLength(2);
  });
  it('makes one with choices in three, and sends no picture twice', async () => {
    const mark = await practice.mark();
    const receipt = await put(kinds());
    expect(await writes(mark)).toHaveLength(3);
    const { listings, photos } = await practice.shop(shop);
    expect(listings).toMatchObject([{ live: true, code: 'KOPI', variants: [{ sku: 'KOPI-S', price: 45_000, stock: 12 }, { sku: 'KOPI-L', price: 160_000, stock: 3 }] }]);
    expect(listings[0]?.variants.map((one) => one.id)).toEqual(Object.values(receipt.ref.variants).map((one) => one.variantId));
    await put({ ...kinds(), title: 'Kopi Baru' }, receipt.ref);
    expect(photos).toHaveLength(2);
    expect((await practice.shop(shop)).photos).toHaveLength(2);
  });
  it('edits without touching price and stock; adds and removes variations', async () => {
    const { ref } = await put(kinds());
    await session().offers.set('stock', [{ sku: 'KOPI-S', itemId: ref.itemId ?? '', variantId: ref.variants['KOPI-S']?.variantId ?? '', value: 5n }]);
    const next = draft([variant('KOPI-S', { Berat: '200 g' }), variant('KOPI-XL', { Berat: '2 kg' }, { quantity: 1 })], { title: 'Kopi Lain' });
    const receipt = await put(next, ref);
    expect(Object.keys(receipt.ref.variants)).toEqual(['KOPI-S', 'KOPI-XL']);
    expect((await practice.shop(shop)).listings).toMatchObject([{ title: 'Kopi Lain', variants: [{ sku: 'KOPI-S', stock: 5 }, { sku: 'KOPI-XL', stock: 1 }] }]);
    const mark = await practice.mark();
    await put(next, receipt.ref);
    expect(await writes(mark)).toHaveLength(1); // equal already: only the parent is said again
  });
  it('turns a product without choices into one with, and back', async () => {
    const { ref } = await put(simple());
    const turned = await put(draft([variant('KOPI-1', { Berat: '1 kg' }), variant('KOPI-2', { Berat: '2 kg' })]), ref);
    expect((await practice.shop(shop)).listings).toMatchObject([{ live: true, variants: [{ sku: 'KOPI-1' }, { sku: 'KOPI-2' }] }]);
    await put(simple(), turned.ref);
    expect((await practice.shop(shop)).listings).toMatchObject([{ live: true, variants: [{ sku: 'KOPI-1', stock: 12 }] }]);
  });
  it('withdraws and shows again; what was deleted there is gone until a person publishes it anew', async () => {
    const { ref } = await put(simple());
    expect((await session().listings.withdraw(ref)).state).toBe('ended');
    expect((await practice.shop(shop)).listings[0]?.live).toBe(false);
    expect((await session().listings.outcome(ref)).state).toBe('ended');
    expect((await put(simple(), ref)).state).toBe('live');
    await practice.ask('PATCH', `/listings/${ref.itemId}`, { shop, delete: true });
    expect(await verdict(put(simple(), ref))).toMatch(/^gone/);
    expect((await session().listings.withdraw(ref)).state).toBe('ended');
    expect((await put(simple(), null)).state).toBe('live');
    expect((await practice.shop(shop)).listings.filter((listing) => listing.live)).toHaveLength(1);
  });
  it('tells whose SKU it is, and which photo cannot be fetched', async () => {
    await put({ ...simple(), code: 'LAIN' });
    await expect(session().listings.put(simple(), null, { key: 'kunci-2', openedAt: 0 }, async () => undefined)).rejects.toMatchObject({ verdict: 'reject', issues: [{ cause: 'duplicate-sku', sku: 'KOPI-1' }] });
    const broken = { ...draft([variant('TEH-1')]), code: 'TEH', photos: [{ ...photo('tiga'), url: `${door.url}/tidak-ada.jpg` }] };
    await expect(put(broken)).rejects.toMatchObject({ verdict: 'reject', issues: [{ cause: 'photo-not-reachable', field: 'photos' }] });
  });
});

describe('no double listing', () => {
  const steps = [['POST', '/wp-json/wc/v3/products'], ['POST', '/variations/batch'], ['PUT', '/products/']] as const;
  it.each(['reset', 'html', 'truncate'])('%s after each effect of a publish', async (kind) => {
    for (const [method, path] of steps) {
      const code = `${kind}-${path.length}`;
      const what = { ...kinds(), code, variants: kinds().variants.map((one) => ({ ...one, sku: `${code}-${one.sku}` })) };
      await practice.fault({ method, path, shop }, { kind, when: 'after', ...(kind === 'truncate' ? { bytes: 20 } : {}), ...(kind === 'html' ? { status: 502 } : {}) });
      kept = [];
      const first = await verdict(put(what));
      expect(first).toMatch(method === 'PUT' ? /^retry unclear/ : /^look-first/);
      const known = kept.at(-1) ?? (await session().listings.recover(what, intent));
      expect(known).not.toBe('absent');
      expect((await put(what, known as RemoteRef)).state).toBe('live');
      const mine = (await practice.shop(shop)).listings.filter((listing) => listing.code === code);
      expect(mine).toMatchObject([{ live: true, variants: [{ stock: 12 }, { stock: 3 }] }]);
    }
    expect((await practice.shop(shop)).photos).toHaveLength(2);
  });
  it('a host that lets no PUT through gets POST', async () => {
    const { ref } = await put(simple());
    await practice.fault({ method: 'PUT', shop }, { kind: 'refuse', status: 501, body: '<h1>Not Implemented</h1>' });
    expect((await put({ ...simple(), title: 'Lewat POST' }, ref)).state).toBe('live');
    expect((await practice.shop(shop)).listings[0]?.title).toBe('Lewat POST');
    expect(tools.calls.at(-1)).toMatchObject({ method: 'POST', status: 200 });
  });
  it('an answer without an end, and one that never comes, are unclear', async () => {
    const impatient = plainTools(adapter, tools.credentials, practice.url, { timeoutMs: 400 });
    for (const kind of [{ kind: 'endless' }, { kind: 'hang', ms: 2_000 }]) {
      await practice.fault({ method: 'POST', path: '/wp-json/wc/v3/products', shop }, { ...kind, when: 'after' });
      const what = { ...simple(), code: kind.kind, variants: [variant(`${kind.kind}-1`)] };
      const there = adapter.connect({ remoteId: '', country: 'ID', settings: {} }, impatient).listings;
      expect(await verdict(there.put(what, null, intent, async () => undefined))).toBe('look-first unclear');
      const found = await session().listings.recover(what, intent);
      expect(found).toMatchObject({ variants: { [`${kind.kind}-1`]: { variantId: '' } } });
    }
  });
  it('two at once under one intent make one', async () => {
    const both = await Promise.all([put(simple()), put(simple())].map((work) => work.then(() => 'made', (error: unknown) => (isAdapterError(error) ? error.verdict : Promise.reject(error)))));
    expect(both).toContain('made');
    expect((await practice.shop(shop)).listings).toHaveLength(1);
  });
  it('an intent that was never carried out is proven absent', async () => {
    await practice.fault({ method: 'POST', path: '/wp-json/wc/v3/products', shop }, { kind: 'reset', when: 'before' });
    expect(await verdict(put(simple()))).toMatch(/^look-first/);
    expect(await session().listings.recover(simple(), intent)).toBe('absent');
  });
});

describe('offers', () => {
  it('are set and read back, 0 stops sales', async () => {
    const { ref } = await put(kinds());
    const refs = Object.entries(ref.variants).map(([sku, at]) => ({ sku, ...at }));
    expect(session().offers.batches(refs, 'stock')).toHaveLength(1);
    expect(await session().offers.set('stock', refs.map((offer, index) => ({ ...offer, value: BigInt(index * 7) })))).toEqual([{ is: 'set' }, { is: 'set' }]);
    expect(await session().offers.set('price', refs.map((offer) => ({ ...offer, value: 50_000n })))).toEqual([{ is: 'set' }, { is: 'set' }]);
    expect(await session().offers.read(refs)).toEqual([{ sellable: 0, locked: 0, price: 50_000n }, { sellable: 7, locked: 0, price: 50_000n }]);
    await expect(practice.ask('POST', '/orders', { shop, lines: [{ sku: 'KOPI-S', quantity: 1 }] })).rejects.toThrow();
  });
  it('fail one by one', async () => {
    const { ref } = await put(kinds());
    const refs = Object.entries(ref.variants).map(([sku, at]) => ({ sku, ...at, value: 9n }));
    await practice.fault({ path: '/variations/batch', shop }, { kind: 'partial', fail: ['KOPI-L'] });
    expect(await session().offers.set('stock', refs)).toMatchObject([{ is: 'set' }, { is: 'failed', error: { verdict: 'retry' } }]);
    expect(await session().offers.set('stock', [...refs, { sku: 'X', itemId: ref.itemId ?? '', variantId: '999999', value: 1n }])).toMatchObject([{ is: 'set' }, { is: 'set' }, { is: 'failed', error: { verdict: 'gone' } }]);
  });
  it.each([['7', 7_000], [undefined, 5_000], ['99999999', 99_999_999_000]])('wait when the host throttles (Retry-After %s)', async (said, afterMs) => {
    const { ref } = await put(simple());
    await practice.fault({ shop }, { kind: 'refuse', status: 429, body: '<h1>Too many</h1>', headers: said === undefined ? {} : { 'retry-after': said } });
    await expect(session().offers.read([{ sku: 'KOPI-1', itemId: ref.itemId ?? '', variantId: '' }])).rejects.toMatchObject({ verdict: 'wait', scope: 'shop', afterMs });
  });
  it('are answered though a plugin prints notices before the JSON', async () => {
    await practice.ask('PATCH', '/settings', { unconfirmed: { phpNotices: true } });
    try {
      const { ref } = await put(kinds());
      const refs = Object.entries(ref.variants).map(([sku, at]) => ({ sku, ...at }));
      expect(await session().offers.read(refs)).toMatchObject([{ sellable: 12 }, { sellable: 3 }]);
    } finally {
      await practice.ask('PATCH', '/settings', { unconfirmed: { phpNotices: false } });
    }
  });
});

describe('orders', () => {
  const all = async (from: number, to: number) => {
    const found = new Map<string, string>();
    let cursor: Cursor | null = null;
    do {
      const page = await session().orders.changed({ from, to }, cursor);
      for (const order of page.items) if (!('undecodable' in order)) found.set(order.id, order.status);
      cursor = page.next;
    } while (cursor);
    return found;
  };
  const now = async () => Date.parse((await practice.ask<{ now: string }>('GET', '')).now);
  const order = (more: object = {}) => practice.ask<{ id: string }>('POST', '/orders', { shop, lines: [{ sku: 'KOPI-1', quantity: 1 }], ...more });

  it('are read as they change, and by id', async () => {
    const { ref } = await put(simple());
    const from = await now();
    const paid = await order({ buyer: 'Sri' }), unpaid = await order({ unpaid: true });
    const read = await session().orders.get([paid.id, unpaid.id, '99999999']);
    const byId = new Map(read.map((one) => [one.id, one]));
    expect(byId.get(paid.id)).toMatchObject({ status: 'to-ship', currency: 'IDR', lines: [{ itemId: ref.itemId, variantId: '', sku: 'KOPI-1', quantity: 1, unitPaid: 45_000n }] });
    expect(byId.get(paid.id)?.paidAt).not.toBeNull();
    expect(byId.get(unpaid.id)).toMatchObject({ status: 'unpaid', paidAt: null });
    expect(byId.get(unpaid.id)?.expiresAt).toBe((byId.get(unpaid.id)?.placedAt ?? 0) + 3_600_000);
    expect([...await all(from, await now())].sort()).toEqual([[paid.id, 'to-ship'], [unpaid.id, 'unpaid']].sort());
    await practice.ask('POST', `/orders/${paid.id}/moves`, { shop, to: 'completed' });
    await practice.ask('POST', `/orders/${unpaid.id}/moves`, { shop, to: 'cancelled' });
    expect([...await all(from, await now())].sort()).toEqual([[paid.id, 'completed'], [unpaid.id, 'cancelled']].sort());
  });
  it('are all found, though many were placed in one second and some change while pages are read', async () => {
    await put(draft([variant('KOPI-1', {}, { quantity: 500 })], { photos: [] }));
    const at = await now(), ids: string[] = [];
    for (let n = 0; n < 230; n++) ids.push((await order({ at })).id);
    const found = new Set<string>();
    let cursor: Cursor | null = null, page = 0;
    do {
      const read: Awaited<ReturnType<ReturnType<typeof session>['orders']['changed']>> = await session().orders.changed({ from: at - 1_000, to: at + 60_000 }, cursor);
      for (const one of read.items) if (!('undecodable' in one)) found.add(one.id);
      if (page++ === 0) for (const id of ids.slice(0, 20)) await practice.ask('POST', `/orders/${id}/moves`, { shop, to: 'completed' });
      cursor = read.next;
    } while (cursor);
    expect([...found].sort()).toEqual([...ids].sort());
  });
  it('R1: stock that is taken at once counts from when it was placed, and what a refund gave back is no longer sold', async () => {
    await put(simple());
    const placed = await practice.ask<{ id: string }>('POST', '/orders', { shop, lines: [{ sku: 'KOPI-1', quantity: 3 }], unpaid: true });
    await practice.ask('POST', `/orders/${placed.id}/moves`, { shop, to: 'on-hold' });
    const [held] = await session().orders.get([placed.id]);
    expect(held).toMatchObject({ status: 'held', paidAt: held?.placedAt });
    await practice.ask('POST', `/orders/${placed.id}/moves`, { shop, to: 'processing' });
    await practice.ask('POST', `/orders/${placed.id}/moves`, { shop, to: 'refunded', lines: [{ sku: 'KOPI-1', quantity: 1 }] });
    expect((await session().orders.get([placed.id]))[0]).toMatchObject({ status: 'to-ship', lines: [{ quantity: 3, cancelled: 1 }] });
  });
  it('of a shop too old to filter by change are an alarm, not years of reading', async () => {
    await put(simple());
    await order();
    await practice.ask('POST', '/clock', { advanceMs: 3_600_000 });
    await practice.ask('PATCH', '/settings', { unconfirmed: { modifiedFilter: false } });
    const from = (await now()) - 60_000;
    expect(await verdict(session().orders.changed({ from, to: from + 60_000 }, null))).toBe('alarm modified-after-ignored');
    await practice.ask('PATCH', '/settings', { unconfirmed: { modifiedFilter: true } });
  });
  it('that did not change since are not read', async () => {
    await put(simple());
    await order();
    await practice.ask('POST', '/clock', { advanceMs: 3_600_000 });
    expect([...await all((await now()) - 60_000, await now())]).toEqual([]);
  });
});

describe('webhooks', () => {
  it('are registered once, verified, and disbelieved when forged', async () => {
    const address = `${door.url}/api/webhooks/woocommerce/k${serial}`;
    await adapter.webhooks?.subscribe?.(address, 'rahasia', tools);
    await adapter.webhooks?.subscribe?.(address, 'rahasia', tools);
    const { webhooks } = await practice.shop(shop);
    expect(webhooks.map((hook) => hook.events).flat().sort()).toEqual(['order.created', 'order.deleted', 'order.updated', 'product.deleted']);
    await put(simple());
    const placed = await practice.ask<{ id: string }>('POST', '/orders', { shop, lines: [{ sku: 'KOPI-1', quantity: 1 }] });
    const mine = () => door.got.filter((one) => one.url.endsWith(`/k${serial}`));
    await until('the order was told', () => mine().some((one) => String(one.headers['x-wc-webhook-topic'] ?? '').startsWith('order.')));
    const read = (body: Buffer, headers: object, secret = 'rahasia') => adapter.webhooks?.read({ url: address, headers: headers as Record<string, string>, body }, tools.credentials, secret);
    for (const { body, headers } of mine()) {
      if (headers['x-wc-webhook-topic'] === undefined) {
        expect(read(body, headers)).toEqual({ notices: [], reply: { status: 200, body: '' } }); // the ping
        continue;
      }
      expect(read(body, headers)?.notices).toMatchObject([{ kind: 'order', id: placed.id }]);
      expect(() => read(body, headers, 'lain')).toThrow();
      const forged = Buffer.from(body);
      forged[5] = (forged[5] ?? 0) ^ 1;
      expect(() => read(forged, headers)).toThrow();
    }
  });
  it('moves to a new address, and wakes a hook that was switched off', async () => {
    const key = `p${serial}`;
    await adapter.webhooks?.subscribe?.(`${door.url}/lama/api/webhooks/woocommerce/${key}`, 'rahasia', tools);
    await adapter.webhooks?.subscribe?.(`${door.url}/api/webhooks/woocommerce/${key}`, 'rahasia', tools);
    expect((await practice.shop(shop)).webhooks).toHaveLength(4);
    await put(simple());
    door.answer = 500;
    try {
      for (let n = 0; n < 7; n++) {
        await practice.ask('POST', '/orders', { shop, lines: [{ sku: 'KOPI-1', quantity: 1 }] });
        const told = () => door.got.filter((one) => one.url.endsWith(`/${key}`) && one.headers['x-wc-webhook-topic'] === 'order.created').length;
        await until('the failure arrived', async () => told() > n || (await practice.shop(shop)).webhooks.some((hook) => !hook.active));
      }
      await until('a hook stands disabled', async () => (await practice.shop(shop)).webhooks.some((hook) => !hook.active));
    } finally {
      door.answer = 200;
    }
    await adapter.webhooks?.subscribe?.(`${door.url}/api/webhooks/woocommerce/${key}`, 'rahasia', tools);
    expect((await practice.shop(shop)).webhooks.every((hook) => hook.active)).toBe(true);
  });
});

describe('categories and read-back', () => {
  it('give the shop\'s own tree and rules', async () => {
    const tree = await session().categories.tree();
    expect(tree.length).toBeGreaterThan(30);
    expect(tree.filter((node) => node.parentId !== null).every((node) => tree.some((parent) => parent.id === node.parentId))).toBe(true);
    expect((await session().categories.describe(tree[0]?.id ?? '')).variants.max).toBeGreaterThan(10);
    await expect(session().categories.describe('999999')).rejects.toMatchObject({ verdict: 'reject', issues: [{ cause: 'category-gone' }] });
    expect(await session().categories.brands?.('', '')).toEqual(expect.any(Array));
  });
  it('list what is there with its variants, the bin last', async () => {
    const two = await put(kinds());
    const one = await put({ ...simple(), code: 'TEH', variants: [variant('TEH-1')] });
    await practice.ask('PATCH', `/listings/${one.ref.itemId}`, { shop, delete: true });
    const items: unknown[] = [];
    let cursor: Cursor | null = null;
    do {
      const page: Awaited<ReturnType<ReturnType<typeof session>['listings']['all']>> = await session().listings.all(cursor);
      items.push(...page.items);
      cursor = page.next;
    } while (cursor);
    expect(items[0]).toMatchObject({ state: 'live', ref: two.ref });
    expect(items.slice(1)).toEqual(items.slice(1).map(() => expect.objectContaining({ state: 'ended' })));
  });
});
