import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import type { AdapterError, ListingDraft, Photo, Receipt, RemoteOrder, RemoteRef, Session } from '../../adapters/contract/index.js';
import { ShopeeCredentials, ShopeeSettings } from '../../adapters/shopee/credentials.js';
import { adapter } from '../../adapters/shopee/index.js';
import { plainTools, type PlainTools } from './plain-tools.js';
import sharp from 'sharp';
import { startSandboxes, type Sandboxes } from '../../sandbox/kit/index.js';
import { Doorstep, Practice, until } from './control-door.js';

interface Mapped { readonly leaf: string; readonly attributes?: ListingDraft['attributes']; readonly brand?: string | null }
const demo = JSON.parse(readFileSync(new URL('../../sandbox/shopee/demo.json', import.meta.url), 'utf8')) as { map: Mapped[] };
const mapped = demo.map[0] as Mapped;

let sandboxes: Sandboxes, shopee: Practice, shop: string, tools: PlainTools<ShopeeCredentials>, session: Session<ShopeeCredentials>;
beforeAll(async () => {
  sandboxes = await startSandboxes({ dirs: ['sandbox'], basePort: 0, only: ['shopee'] });
  shopee = new Practice(sandboxes.simulators['shopee']?.url ?? '');
});
afterAll(() => sandboxes?.stop());

/** One colour; another name, other bytes. */
const picture = (name: string): Photo => ({ sha256: name.padEnd(64, '0'), url: null, render: async () => sharp({ create: { width: 640, height: 640, channels: 3, background: `#${Buffer.from(name.padEnd(3, 'x')).toString('hex').slice(0, 6)}` } }).jpeg().toBuffer() });
const variantOf = (sku: string, more: Partial<ListingDraft['variants'][number]> = {}): ListingDraft['variants'][number] => ({ sku, choice: {}, price: 25_000n, quantity: 7, photo: null, grams: 250, mm: [120, 80, 60], ...more });
const control = (call: string, body?: object): Promise<Readonly<Record<string, unknown>>> => shopee.ask(call.split(' ')[0] ?? 'GET', call.split(' ')[1] ?? '', body);

async function openShop(): Promise<void> {
  const opened = await control('POST /shops', { name: 'Toko Latihan' });
  shop = String(opened['shop']);
  tools = plainTools(adapter, plainToInstance(ShopeeCredentials, opened['credentials']), shopee.url);
  session = adapter.connect({ remoteId: shop, country: 'ID', settings: new ShopeeSettings() }, tools);
}
beforeEach(async () => {
  await control('DELETE /faults');
  await openShop();
});

const draft = (code: string, more: Partial<ListingDraft> = {}): ListingDraft => ({
  code, category: mapped.leaf, title: `Kopi Bubuk ${code}`, description: 'Kopi bubuk dari kebun anggota, disangrai tiap pekan.', brand: mapped.brand ?? '0', attributes: mapped.attributes ?? {},
  photos: [picture('a'), picture('b')], variants: [variantOf(code)], ...more,
});
const coloured = (code: string, names: readonly string[]): ListingDraft => draft(code, { variants: names.map((name, index) => variantOf(`${code}-${name}`, { choice: { Warna: name }, price: 25_000n + BigInt(index * 1_000), quantity: 3 + index, photo: picture(`v${name}`) })) });
const intent = { key: 'key', openedAt: Date.now() };
const kept: RemoteRef[] = [];
const put = (wanted: ListingDraft, known: RemoteRef | null = null): Promise<Receipt> => session.listings.put(wanted, known, intent, async (ref) => { kept.push(ref); });
async function settled(receipt: Receipt): Promise<Receipt> {
  await control('POST /clock', { advanceMs: 2_000 });
  return receipt.state === 'review' ? session.listings.outcome(receipt.ref) : receipt;
}
interface Seen { id: string; title: string; live: boolean; state: string; variants: { id: string; sku: string; price: string; stock: number; reserved: number }[]; photos: string[] }
async function truth(): Promise<readonly Seen[]> {
  const state = await control(`GET /state?shop=${shop}`);
  return ((state['shops'] as { listings: Seen[] }[])[0]?.listings ?? []);
}
const failing = async (work: Promise<unknown>): Promise<AdapterError> => work.then(() => { throw new Error('it did not fail'); }, (error: unknown) => error as AdapterError);
const offersOf = (receipt: Receipt): { sku: string; itemId: string; variantId: string }[] => Object.entries(receipt.ref.variants).map(([sku, ref]) => ({ sku, ...ref }));
const fault = (path: string, what: object, more: object = {}): Promise<unknown> => control('POST /faults', { match: { path }, times: 1, fault: what, ...more });

describe('publishing', () => {
  it('a simple product', async () => {
    const receipt = await settled(await put(draft('S-1')));
    expect(receipt).toMatchObject({ state: 'live', offersOpen: true, ref: { variants: { 'S-1': { variantId: '' } } } });
    const [item] = await truth();
    expect(item).toMatchObject({ id: receipt.ref.itemId, live: true, title: 'Kopi Bubuk S-1' });
    expect(item?.variants).toMatchObject([{ price: '25000', stock: 7 }]);
    expect(item?.photos).toHaveLength(2);
    expect(BigInt(receipt.ref.itemId ?? 0) > 2n ** 53n).toBe(true);
  });

  it('twice is once, and pictures go up once', async () => {
    const receipt = await put(draft('S-1'));
    await put(draft('S-1'), receipt.ref);
    expect(await truth()).toHaveLength(1);
    expect(tools.calls.filter((call) => call.op === 'media_space/upload_image')).toHaveLength(1);
  });

  it('with variants: hidden until the last step, every SKU known', async () => {
    kept.length = 0;
    const receipt = await settled(await put(coloured('V-1', ['Merah', 'Biru', 'Hijau'])));
    expect(receipt.state).toBe('live');
    expect(Object.keys(receipt.ref.variants)).toEqual(['V-1-Merah', 'V-1-Biru', 'V-1-Hijau']);
    expect(kept.map((ref) => Object.keys(ref.variants).length)).toEqual([0, 3]);
    const [item] = await truth();
    expect(item?.live).toBe(true);
    expect(item?.variants.map((variant) => [variant.sku, variant.price, variant.stock])).toEqual([['V-1-Merah', '25000', 3], ['V-1-Biru', '26000', 4], ['V-1-Hijau', '27000', 5]]);
    expect(tools.calls.filter((call) => call.effect !== 'read').map((call) => call.op)).toEqual(['media_space/upload_image', 'product/add_item', 'product/init_tier_variation', 'product/unlist_item']);
  });

  it('edits fields, removes and moves variants, and leaves price and stock of those that stay', async () => {
    const first = await put(coloured('V-2', ['Merah', 'Biru', 'Hijau']));
    const [red] = offersOf(first);
    if (red) await session.offers.set('stock', [{ ...red, value: 11n }]);
    const second = await put({ ...coloured('V-2', ['Biru', 'Merah']), title: 'Kopi Bubuk Baru' }, first.ref);
    expect(second.ref.variants['V-2-Merah']).toEqual(first.ref.variants['V-2-Merah']);
    expect(second.ref.variants['V-2-Hijau']).toBeUndefined();
    const [item] = await truth();
    expect(item?.title).toBe('Kopi Bubuk Baru');
    expect(Object.fromEntries(item?.variants.map((variant) => [variant.sku, variant.stock]) ?? [])).toEqual({ 'V-2-Biru': 4, 'V-2-Merah': 11 });
  });

  it('adds a variant beside the others, which keep their ids, price and stock', async () => {
    const first = await put(coloured('V-3', ['Merah', 'Biru']));
    const second = await put(coloured('V-3', ['Kuning', 'Merah', 'Biru']), first.ref);
    expect(second.ref.variants).toMatchObject(first.ref.variants);
    const [item] = await truth();
    expect(item?.live).toBe(true);
    expect(Object.fromEntries(item?.variants.map((variant) => [variant.sku, variant.stock]) ?? [])).toEqual({ 'V-3-Kuning': 3, 'V-3-Merah': 3, 'V-3-Biru': 4 });
  });

  it('a product that gets variants, and one whose kinds of choice change', async () => {
    const simple = await put(draft('V-4'));
    const varied = await put(coloured('V-4', ['Merah', 'Biru']), simple.ref);
    const two = coloured('V-4', ['Merah', 'Biru']);
    const both = await put({ ...two, variants: two.variants.map((variant) => ({ ...variant, choice: { ...variant.choice, Berat: '250 g' } })) }, varied.ref);
    expect([Object.keys(varied.ref.variants), Object.keys(both.ref.variants)]).toEqual([['V-4-Merah', 'V-4-Biru'], ['V-4-Merah', 'V-4-Biru']]);
    expect(both.ref.itemId).toBe(simple.ref.itemId);
    expect((await truth())[0]?.variants.map((variant) => variant.id)).toEqual(Object.values(both.ref.variants).map((ref) => ref.variantId));
  });

  it('withdraws, and shows again', async () => {
    const receipt = await put(draft('S-2'));
    expect(await session.listings.withdraw(receipt.ref)).toMatchObject({ state: 'ended' });
    expect((await truth())[0]?.live).toBe(false);
    expect(await session.listings.withdraw(receipt.ref)).toMatchObject({ state: 'ended' });
    expect(await settled(await put(draft('S-2'), receipt.ref))).toMatchObject({ state: 'live' });
    expect((await truth())[0]?.live).toBe(true);
  });

  it('refuses with reasons', async () => {
    const noAttributes = await failing(put(draft('R-1', { attributes: {} })));
    expect(noAttributes).toMatchObject({ verdict: 'reject', issues: [{ cause: 'required-attribute' }] });
    expect(await failing(put(draft('R-2', { title: 'ab' })))).toMatchObject({ verdict: 'reject', issues: [{ cause: 'title-too-short' }] });
    expect(await failing(put(draft('R-3', { category: '1' })))).toMatchObject({ verdict: 'reject', issues: [{ cause: 'category-gone' }] });
    expect(await truth()).toHaveLength(0);
  });

  it('names the ban and its reason', async () => {
    const receipt = await settled(await put(draft('B-1')));
    await control(`PATCH /listings/${receipt.ref.itemId}`, { ban: 'Melanggar aturan' });
    expect(await session.listings.outcome(receipt.ref)).toMatchObject({ state: 'refused', issues: [{ cause: 'banned', params: { alasan: expect.stringContaining('Melanggar') } }] });
  });

  it('lists all that stands there', async () => {
    const simple = await put(draft('L-1')), varied = await put(coloured('L-2', ['Merah', 'Biru']));
    const page = await session.listings.all(null);
    expect(page.next).toBeNull();
    const refs = page.items.map((item) => ('undecodable' in item ? null : item.ref));
    expect(refs).toEqual(expect.arrayContaining([simple.ref, varied.ref]));
  });
});

describe('unclear ends', () => {
  it.each([['hang', { kind: 'reset', when: 'after' }], ['HTML', { kind: 'html', when: 'after' }], ['a 502', { kind: 'refuse', status: 502, body: 'bad gateway', when: 'after' }], ['a cut answer', { kind: 'truncate', bytes: 12, when: 'after' }]])('of a create (%s) are looked up and adopted', async (_, what) => {
    await fault('/api/v2/product/add_item', what);
    expect(await failing(put(draft('U-1')))).toMatchObject({ verdict: 'look-first' });
    await control('POST /clock', { advanceMs: 60_000 });
    const found = await session.listings.recover(draft('U-1'), intent);
    expect(found).toEqual({ itemId: (await truth())[0]?.id, variants: { 'U-1': { itemId: (await truth())[0]?.id, variantId: '' } } });
    expect(await truth()).toHaveLength(1);
  });

  it('without effect is absent', async () => {
    await fault('/api/v2/product/add_item', { kind: 'reset', when: 'before' });
    expect(await failing(put(draft('U-2')))).toMatchObject({ verdict: 'look-first' });
    expect(await session.listings.recover(draft('U-2'), intent)).toBe('absent');
  });

  it.each(['/api/v2/product/init_tier_variation', '/api/v2/product/unlist_item'])('between the steps (%s): the next put goes on', async (path) => {
    for (const when of ['before', 'after']) {
      kept.length = 0;
      const code = `U-3-${when}`;
      await fault(path, { kind: 'reset', when });
      await failing(put(coloured(code, ['Merah', 'Biru'])));
      const known = kept.at(-1);
      expect(known?.itemId).toBeDefined();
      const receipt = await settled(await put(coloured(code, ['Merah', 'Biru']), known ?? null));
      expect(receipt).toMatchObject({ state: 'live' });
      expect(Object.keys(receipt.ref.variants)).toHaveLength(2);
      const mine = (await truth()).filter((item) => item.id === receipt.ref.itemId);
      expect(mine).toMatchObject([{ live: true }]);
      expect(mine[0]?.variants).toHaveLength(2);
    }
    expect(await truth()).toHaveLength(2);
  });

  it('a limit is a wait, with its Retry-After', async () => {
    await fault('/api/v2/product/add_item', { kind: 'rate-limit', retryAfter: 7 });
    expect(await failing(put(draft('U-4')))).toMatchObject({ verdict: 'wait', afterMs: 7_000 });
  });
});

describe('offers', () => {
  it('sets and reads stock and price, also zero', async () => {
    const varied = await put(coloured('O-1', ['Merah', 'Biru'])), simple = await put(draft('O-2'));
    const refs = [...offersOf(varied), ...offersOf(simple)];
    for (const [side, value] of [['stock', 0n], ['stock', 42n], ['price', 31_000n]] as const) {
      for (const batch of session.offers.batches(refs, side)) expect(await session.offers.set(side, batch.map((ref) => ({ ...ref, value })))).toEqual(batch.map(() => ({ is: 'set' })));
      const seen = await session.offers.read(refs);
      expect(seen.map((entry) => (side === 'stock' ? entry.sellable : entry.price))).toEqual(refs.map(() => (side === 'stock' ? Number(value) : value)));
    }
  });

  it('half of a batch refused: each has its own end', async () => {
    const refs = offersOf(await put(coloured('O-3', ['Merah', 'Biru'])));
    await fault('/api/v2/product/update_stock', { kind: 'partial', fail: 1 });
    const answers = await session.offers.set('stock', refs.map((ref) => ({ ...ref, value: 9n })));
    expect(answers.map((answer) => answer.is).sort()).toEqual(['failed', 'set']);
  });

  it('a deleted item is gone', async () => {
    const receipt = await put(draft('O-4'));
    await control(`PATCH /listings/${receipt.ref.itemId}`, { delete: true });
    expect(await session.offers.set('stock', offersOf(receipt).map((ref) => ({ ...ref, value: 1n })))).toMatchObject([{ is: 'failed', error: { verdict: 'gone' } }]);
    expect(await failing(put(draft('O-4'), receipt.ref))).toMatchObject({ verdict: 'gone' });
  });
});

describe('orders', () => {
  const all = async (from: number, to: number): Promise<RemoteOrder[]> => {
    const found: RemoteOrder[] = [];
    for (let cursor: Parameters<typeof session.orders.changed>[1] = null, page = 0; page < 50; page += 1) {
      const answer = await session.orders.changed({ from, to }, cursor);
      for (const item of answer.items) if (!('undecodable' in item)) found.push(item);
      cursor = answer.next;
      if (cursor === null) break;
    }
    return found;
  };
  const now = async (): Promise<number> => Number((await control('GET '))['now']);

  it('are listed by change, paged, read by number, and follow their life', async () => {
    const receipt = await settled(await put(draft('P-1', { variants: [variantOf('P-1', { quantity: 200 })] })));
    const ids: string[] = [];
    for (let n = 0; n < 53; n += 1) ids.push(String((await control('POST /orders', { shop, lines: [{ sku: 'P-1', quantity: 1 }], unpaid: n === 0 }))['id']));
    const window = { from: (await now()) - 3_600_000, to: (await now()) + 1_000 };
    const orders = await all(window.from, window.to);
    expect(new Set(orders.map((order) => order.id))).toEqual(new Set(ids));
    const [first] = await session.orders.get([ids[0] ?? '']);
    expect(first).toMatchObject({ status: 'unpaid', paidAt: null, lines: [{ itemId: receipt.ref.itemId, variantId: '', sku: 'P-1', quantity: 1, unitPaid: 25_000n }] });
    expect((await session.offers.read(offersOf(receipt)))[0]?.sellable).toBe(147);
    await control(`POST /orders/${ids[0]}/moves`, { to: 'READY_TO_SHIP' });
    await control(`POST /orders/${ids[1]}/moves`, { to: 'CANCELLED' });
    const [paid, cancelled] = await Promise.all([ids[0], ids[1]].map(async (id) => (await session.orders.get([id ?? '']))[0]));
    expect(paid).toMatchObject({ status: 'to-ship', paidAt: expect.any(Number) });
    expect(cancelled).toMatchObject({ status: 'cancelled' });
  });

  it('takes the widest window it claims', async () => {
    const to = await now();
    expect(await all(to - session.orders.windowMs, to)).toEqual([]);
  });
});

describe('tokens', () => {
  it('an expired one asks for a refresh, and the new pair works', async () => {
    await control('POST /tokens/expire', { shop, kind: 'access' });
    expect(await failing(session.check())).toMatchObject({ verdict: 'reauthorise' });
    const before = tools.credentials;
    const fresh = await session.refresh?.(before);
    expect(fresh?.expiresAt).toBeGreaterThan(Date.now());
    tools.credentials = fresh?.credentials ?? before;
    expect(await session.check()).toMatchObject([{ remoteId: shop, name: 'Toko Latihan' }]);
    expect(await failing(session.refresh?.(before) ?? Promise.resolve())).toMatchObject({ verdict: 'reauthorise' });
  });
  it('a revoked one cannot be refreshed', async () => {
    await control('POST /tokens/revoke', { shop });
    expect(await failing(session.check())).toMatchObject({ verdict: 'reauthorise' });
    expect(await failing(session.refresh?.(tools.credentials) ?? Promise.resolve())).toMatchObject({ verdict: 'reauthorise' });
  });
  it('a wrong key is an alarm', async () => {
    tools.credentials = Object.assign(new ShopeeCredentials(), tools.credentials, { partner_key: 'not the right key at all' });
    expect(await failing(session.check())).toMatchObject({ verdict: 'alarm' });
  });
  it('a clock that is off by ten minutes is tried again', async () => {
    tools.skewMs = 600_000;
    expect(await failing(session.check())).toMatchObject({ verdict: 'retry' });
    expect(await session.check()).toHaveLength(1);
  });
});

describe('categories', () => {
  it('tree and rules come from the shop', async () => {
    const tree = await session.categories.tree();
    expect(tree.find((node) => node.id === mapped.leaf)?.leaf).toBe(true);
    const rules = await session.categories.describe(mapped.leaf);
    expect(rules.title.max).toBeGreaterThan(50);
    for (const rule of rules.attributes) if (rule.required) expect(mapped.attributes?.[rule.id]).toBeDefined();
    expect(await session.categories.brands?.(mapped.leaf, '')).toEqual(expect.any(Array));
    expect((await session.choices())['logistic_ids']?.length).toBeGreaterThan(0);
  });
});

describe('pushes', () => {
  it('arrive signed, are news, and want an empty answer', async () => {
    const door = await new Doorstep().open();
    const address = `${door.url}/api/webhooks/shopee/key`;
    try {
      await adapter.webhooks?.subscribe?.(address, '', tools);
      await settled(await put(draft('W-1')));
      const id = String((await control('POST /orders', { shop, lines: [{ sku: 'W-1', quantity: 1 }] }))['id']);
      const news = (): string[] => door.got.flatMap((request) => adapter.webhooks?.read({ url: address, headers: request.headers as Record<string, string>, body: request.body }, tools.credentials, '').notices ?? [])
        .filter((notice) => notice.kind === 'order' && notice.shop === shop).map((notice) => notice.id);
      await until('the push of the order', () => news().includes(id));
      expect(await adapter.webhooks?.missed?.(null, tools)).toMatchObject({ items: [], next: null });
    } finally {
      await door.close();
    }
  });
});
