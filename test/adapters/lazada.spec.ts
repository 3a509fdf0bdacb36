import { describe, expect, it } from '@jest/globals';
import { LazadaCredentials } from '../../adapters/lazada/credentials.js';
import { adapter } from '../../adapters/lazada/index.js';
import { draft, edit, failing, kept, lazada, listings, made, offersOf, pass, picture, put, session, settings, shop, sized, tools, variantOf, usePracticeShop } from './lazada-shop.js';

const now = async (): Promise<number> => Date.parse((await lazada.ask<{ now: string }>('GET', '')).now);

usePracticeShop();

describe('pictures', () => {
  it.each(['error', 'empty'])('are migrated in a batch and polled until it is done (%s while it is not), before a product names them', async (batchPending) => {
    await settings({ unconfirmed: { batchPending } });
    const wanted = await draft('G-1', { photos: [await picture('a'), await picture('b')] });
    expect(await failing(put(wanted))).toMatchObject({ verdict: 'wait', rawCode: 'images-pending', scope: 'subject' });
    expect([made('images/migrate'), made('product/create')]).toEqual([1, 0]);
    await pass(61_000);
    expect(await put(wanted)).toMatchObject({ state: 'live' });
    expect([made('images/migrate'), made('product/create'), made('image/upload')]).toEqual([1, 1, 0]);
    expect(new Set((await listings())[0]?.photos).size).toBe(2);
  });

  it('that Lazada cannot fetch are uploaded, and the others of the batch too where it does not say whose is which', async () => {
    const wanted = await draft('G-2', { photos: [await picture('a'), await picture('gone', false), await picture('c')] });
    await failing(put(wanted));
    await pass(61_000);
    await put(wanted);
    expect([made('images/migrate'), made('image/upload')]).toEqual([1, 3]);
    expect(new Set((await listings())[0]?.photos).size).toBe(3);
  });

  it('of a batch that is forgotten there are asked for anew, of one that never ends uploaded', async () => {
    const photos = [await picture('a'), await picture('b'), await picture('c')], wanted = await draft('G-3', { photos });
    tools.known.set(`${photos[0]?.sha256} image-batch`, '0.1.0.unknown');
    await settings({ feedMs: 10 * 86_400_000 });
    for (let round = 0; round < 30 && (await listings()).length === 0; round += 1) await put(wanted).catch((error: { verdict: string }) => { if (error.verdict !== 'wait') throw error; });
    expect(new Set((await listings())[0]?.photos).size).toBe(3);
    expect([made('image/migrate'), made('image/upload'), [...tools.known.keys()].filter((key) => key.endsWith('image-batch'))]).toEqual([1, 2, []]);
  });

  it('are made known once, and anew when Lazada takes one no longer', async () => {
    const receipt = await put(await draft('G-4'));
    await put(await draft('G-4', { title: 'Kopi Bubuk Baru' }), receipt.ref);
    expect(made('image/migrate')).toBe(1);
    for (const key of [...tools.known.keys()]) if (key.endsWith(' image')) tools.known.set(key, 'https://elsewhere.example/x.jpg');
    expect(await failing(put(await draft('G-4', { title: 'Kopi Bubuk Lagi' }), receipt.ref))).toMatchObject({ verdict: 'reject', issues: [{ cause: 'photo-not-reachable', field: 'photos' }] });
    expect(await put(await draft('G-4', { title: 'Kopi Bubuk Lagi' }), receipt.ref)).toMatchObject({ state: 'review' });
    expect(made('image/migrate')).toBe(2);
  });
});

describe.each(['umbrella', 'bare'])('refusals that come %s', (productErrors) => {
  const cases: readonly (readonly [string, string, string, Parameters<typeof draft>[1]])[] = [
    ['4110', 'required-attribute', 'attributes.shelf_life', { attributes: {} }], ['4110', 'invalid-attribute', 'attributes.shelf_life', { attributes: { shelf_life: [{ text: 'lama' }] } }], ['4110', 'title-too-long', 'title', { title: 'K'.repeat(256) }],
    ['4131', 'forbidden-word', 'title', { title: 'Kopi obat kuat' }], ['4142', 'brand-not-approved', 'brand', { brand: '151002' }], ['201', 'category-gone', 'category', { category: '1' }], ['4139', 'photo-missing', 'photos', { photos: [] }],
    ['4118', 'price-out-of-range', 'price', { variants: [variantOf('R-1', { price: 0n })] }], ['4164', 'package-too-heavy', 'grams', { variants: [variantOf('R-1', { grams: 41_000 })] }], ['4165', 'package-size-missing', 'size', { variants: [variantOf('R-1', { mm: [2_000, 1_000, 500] })] }],
  ];
  it.each(cases)('%s of a create: %s at %s', async (code, cause, field, change) => {
    await settings({ unconfirmed: { productErrors } });
    expect(await failing(put(await draft('R-1', change)))).toMatchObject({ verdict: 'reject', issues: [{ cause, rawCode: code, field: productErrors === 'umbrella' ? field : field.split('.')[0] }] });
    expect(await listings()).toEqual([]);
  });

  it('of an update, and a SellerSku that is taken', async () => {
    await settings({ unconfirmed: { productErrors } });
    const receipt = await put(await draft('R-2'));
    expect(await failing(put(await draft('R-2', { title: 'Senjata api mainan' }), receipt.ref))).toMatchObject({ verdict: 'reject', issues: [{ cause: 'forbidden-word', rawCode: '4131' }] });
    expect(await failing(put(await draft('R-2')))).toMatchObject({ verdict: 'reject', issues: [{ cause: 'duplicate-sku', rawCode: '4141' }] });
    expect((await listings()).map((listing) => listing.title)).toEqual(['Kopi Bubuk R-2']);
  });
});

describe('QC', () => {
  it('decides a new product: looked at soon, then ever more seldom', async () => {
    await settings({ unconfirmed: { newItemStatus: 'Pending QC' } });
    const receipt = await put(await draft('Q-1'));
    expect(receipt).toMatchObject({ state: 'review', askAfterMs: 15_000, note: '1', offersOpen: true });
    const waits: (number | undefined)[] = [];
    for (let note = receipt.note, looks = 0; looks < 6; looks += 1) {
      const seen = await session.listings.outcome(receipt.ref, note);
      waits.push(seen.askAfterMs);
      note = seen.note;
    }
    expect([...waits, (await session.listings.outcome(receipt.ref, null)).askAfterMs]).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000, 300_000]);
    await edit(receipt, { audit: 'approve' });
    expect(await session.listings.outcome(receipt.ref)).toMatchObject({ state: 'live', ref: receipt.ref, issues: [] });
  });

  it('refuses with its reason, and what was mended goes before it again', async () => {
    await settings({ unconfirmed: { newItemStatus: 'Pending QC' } });
    const receipt = await put(await draft('Q-2'));
    await edit(receipt, { audit: 'reject', reason: 'Foto buram' });
    expect(await session.listings.outcome(receipt.ref)).toMatchObject({ state: 'refused', offersOpen: false, issues: [{ cause: 'rejected-by-review', params: { alasan: expect.stringContaining('Foto buram') } }] });
    expect(await put(await draft('Q-2', { photos: [await picture('c')] }), receipt.ref)).toMatchObject({ state: 'review' });
    await edit(receipt, { audit: 'approve' });
    expect(await session.listings.outcome(receipt.ref)).toMatchObject({ state: 'live' });
  });

  it('of an edit leaves the old version on sale, with its offers', async () => {
    await settings({ unconfirmed: { newItemStatus: 'Pending QC' } });
    const receipt = await put(await draft('Q-3'));
    await edit(receipt, { audit: 'approve' });
    expect(await put(await draft('Q-3', { title: 'Kopi Bubuk Baru' }), receipt.ref)).toMatchObject({ state: 'review', offersOpen: true });
    expect(await listings()).toMatchObject([{ live: true, awaitsAudit: true }]);
    expect(await session.offers.set('stock', offersOf(receipt).map((ref) => ({ ...ref, value: 3n })))).toEqual([{ is: 'set' }]);
  });

  it('that holds a price up parks it, and tells of a ban by its reason', async () => {
    const receipt = await put(await draft('Q-4')), wishes = offersOf(receipt).map((ref) => ({ ...ref, value: 30_000n }));
    await lazada.fault({ path: '/product/price_quantity/update' }, { kind: 'vendor-error', code: '4151' });
    expect(await session.offers.set('price', wishes)).toMatchObject([{ is: 'failed', error: { verdict: 'park', issues: [{ cause: 'under-review' }] } }]);
    expect(await session.offers.set('price', wishes)).toEqual([{ is: 'set' }]);
    await edit(receipt, { ban: 'Barang tiruan' });
    expect(await session.listings.outcome(receipt.ref)).toMatchObject({ state: 'refused', offersOpen: false, issues: [{ cause: 'banned', params: { alasan: expect.stringContaining('Barang tiruan') } }] });
  });
});

describe('many SKUs', () => {
  it('go by twenty, hidden until the last; after a cut the next put goes on', async () => {
    const wanted = await sized('S-1', 45);
    kept.length = 0;
    await lazada.ask('POST', '/faults', { match: { path: '/product/create' }, times: 1, after: 1, fault: { kind: 'reset', when: 'after' } });
    expect(await failing(put(wanted))).toMatchObject({ verdict: 'look-first' });
    expect(await listings()).toMatchObject([{ live: false }]);
    expect(Object.keys(kept.at(-1)?.variants ?? {})).toHaveLength(20);
    const receipt = await put(wanted, kept.at(-1) ?? null);
    expect(receipt).toMatchObject({ state: 'live' });
    expect(Object.keys(receipt.ref.variants)).toHaveLength(45);
    const [listing] = await listings();
    expect([listing?.live, listing?.variants.map((variant) => variant.stock)]).toEqual([true, wanted.variants.map((variant) => variant.quantity)]);
    expect(await listings()).toHaveLength(1);
  });

  it('are found by SellerSku among others that hold the same words', async () => {
    for (let n = 0; n < 55; n += 1) await put(await draft(`KOPI ${n}`));
    expect(await session.listings.recover(await draft('KOPI'), { key: 'key', openedAt: 0 })).toBe('absent');
    const { ref } = await put(await draft('KOPI'));
    expect(await session.listings.recover(await draft('KOPI'), { key: 'key', openedAt: 0 })).toEqual(ref);
    const seen = new Set<string>();
    for (let cursor = null as Parameters<typeof session.listings.all>[0], rounds = 0; rounds === 0 || cursor !== null; rounds += 1) {
      const page = await session.listings.all(cursor);
      for (const item of page.items) if (!('undecodable' in item)) seen.add(item.ref.itemId ?? '');
      cursor = page.next;
      expect(rounds).toBeLessThan(10);
    }
    expect(seen.size).toBe(56);
  });

  it('keep what somebody else added, and the options it needs', async () => {
    const receipt = await put(await sized('S-2', 2));
    const foreign = await sized('S-2', 3);
    await put(foreign, receipt.ref);
    expect(await put({ ...(await sized('S-2', 2)), title: 'Kopi Bubuk Baru' }, receipt.ref)).toMatchObject({ state: 'review' });
    expect((await listings())[0]?.variants.map((variant) => variant.sku)).toEqual(['S-2-1', 'S-2-2', 'S-2-3']);
  });
});

describe('offers', () => {
  it('are what buyers may still buy, twenty a call', async () => {
    const receipt = await put(await sized('O-1', 45)), offers = offersOf(receipt), batches = session.offers.batches(offers, 'stock');
    expect(batches.map((batch) => batch.length)).toEqual([20, 20, 5]);
    await lazada.ask('POST', '/orders', { shop, lines: [{ sku: 'O-1-5', quantity: 2 }], buyer: 'Sari', unpaid: true });
    for (const batch of batches) expect(await session.offers.set('stock', batch.map((ref) => ({ ...ref, value: 9n })))).toEqual(batch.map(() => ({ is: 'set' })));
    expect((await listings())[0]?.variants.every((variant) => variant.stock === 9)).toBe(true);
    const before = tools.calls.length, read = await session.offers.read(offers);
    expect(tools.calls.length - before).toBe(3);
    expect(read.find((_, index) => offers[index]?.sku === 'O-1-5')).toEqual({ sellable: 9, locked: 0, price: 25_000n });
  });

  it('of one that is being edited, deleted or banned hold up no other', async () => {
    const [first, second] = [await put(await draft('O-2')), await put(await draft('O-3'))], wishes = [...offersOf(first), ...offersOf(second)].map((ref) => ({ ...ref, value: 4n }));
    await lazada.fault({ path: '/sellable/update' }, { kind: 'partial', fail: ['O-3'] });
    expect((await session.offers.set('stock', wishes)).map((answer) => answer.is)).toEqual(['mixed', 'mixed']);
    await edit(second, { delete: true });
    expect((await session.offers.set('stock', wishes)).map((answer) => answer.is)).toEqual(['mixed', 'mixed']);
    expect(await session.offers.set('stock', wishes.slice(0, 1))).toEqual([{ is: 'set' }]);
    expect(await session.offers.set('stock', wishes.slice(1))).toMatchObject([{ is: 'failed', error: { verdict: 'gone' } }]);
    expect((await session.offers.read(wishes)).map((seen) => seen.sellable)).toEqual([4, null]);
  });

  it('wait for the end of a campaign, each side for its own reason', async () => {
    const receipt = await put(await draft('O-4')), [ref] = offersOf(receipt);
    await edit(receipt, { lock: { quantity: 4, until: (await now()) + 3_600_000 } });
    const set = (side: 'stock' | 'price', value: bigint) => session.offers.set(side, ref ? [{ ...ref, value }] : []);
    expect(await set('stock', 3n)).toMatchObject([{ is: 'failed', error: { verdict: 'park', issues: [{ cause: 'stock-locked-by-promotion' }] } }]);
    expect(await set('price', 20_000n)).toMatchObject([{ is: 'failed', error: { verdict: 'park', issues: [{ cause: 'price-locked-by-promotion' }] } }]);
    expect(await set('stock', 4n)).toEqual([{ is: 'set' }]);
    expect(await session.offers.read(ref ? [ref] : [])).toEqual([{ sellable: 4, locked: 4, price: 25_000n }]);
    await pass(3_601_000);
    expect(await set('price', 20_000n)).toEqual([{ is: 'set' }]);
  });
});

describe('consent', () => {
  const day = 86_400_000;
  it('is given on Lazada\'s page, once, and no refresh makes it last longer', async () => {
    const app = Object.assign(new LazadaCredentials(), { app_key: tools.credentials.app_key, app_secret: tools.credentials.app_secret });
    const link = adapter.consent?.link(app, 'state-1', 'http://127.0.0.1:9/back');
    const page = await fetch(`${lazada.url}${link?.path}`);
    expect([link?.host, page.status]).toEqual(['auth', 200]);
    const fields = [...(await page.text()).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map((match) => [match[1] ?? '', (match[2] ?? '').replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))] as [string, string]);
    const agreed = await fetch(`${lazada.url}/oauth/decide`, { method: 'POST', redirect: 'manual', body: new URLSearchParams([...fields, ['shop', shop] as [string, string]]) });
    const query = Object.fromEntries(new URL(agreed.headers.get('location') ?? '').searchParams);
    expect(query).toMatchObject({ state: 'state-1' });
    const [granted] = (await adapter.consent?.exchange(app, query, tools)) ?? [], ends = Number(granted?.credentials.refresh_ends_at);
    expect(granted?.shops).toMatchObject([{ remoteId: shop, country: 'ID' }]);
    expect(Math.abs(ends - (await now()) - 180 * day)).toBeLessThan(60_000);
    expect(await failing(adapter.consent?.exchange(app, query, tools) ?? Promise.resolve())).toMatchObject({ verdict: 'reauthorise', rawCode: 'InvalidCode' });
    if (granted) tools.credentials = granted.credentials;
    for (const days of [29, 29, 100]) {
      await pass(days * day);
      const fresh = await session.refresh?.(tools.credentials);
      expect(Math.abs((fresh?.endsAt ?? 0) - ends)).toBeLessThan(60_000);
      if (fresh) tools.credentials = fresh.credentials;
      expect(await session.check()).toMatchObject([{ remoteId: shop }]);
    }
    await pass(23 * day);
    expect(session.refresh && (await failing(session.refresh(tools.credentials)))).toMatchObject({ verdict: 'reauthorise', rawCode: 'IllegalRefreshToken', issues: [{ cause: 'access-revoked' }] });
  });
});

describe('orders', () => {
  it('are two calls; one that is unknown is no trouble', async () => {
    await put(await draft('P-1'));
    const { id } = await lazada.ask<{ id: string }>('POST', '/orders', { shop, lines: [{ sku: 'P-1', quantity: 2 }], buyer: 'Sari' });
    const before = tools.calls.length, at = await now();
    const page = await session.orders.changed({ from: at - 60_000, to: at + 1_000 }, null);
    expect(tools.calls.slice(before).map((call) => call.op)).toEqual(['orders/get', 'orders/items/get']);
    expect(page).toMatchObject({ next: null, items: [{ id, status: 'to-ship', total: 50_000n, lines: [{ sku: 'P-1', quantity: 1 }, { sku: 'P-1', quantity: 1 }] }] });
    expect((await session.orders.get(['99', id])).map((order) => order.id)).toEqual([id]);
  });
});

/** The other way of everything that Lazada's documents leave open. */
const otherWays = [{ errorStatus: 400 }, { errorStatus: 500 }, { productErrors: 'bare' }, { attributesListBasics: false }, { newItemStatus: 'Pending QC' }, { updateToQc: false }, { liveWhilePending: false }, { nameCountedIn: 'bytes' }, { idrInteger: false }, { maxVariations: 4 }, { skuSearch: 'exact' }, { batchPending: 'empty' }, { orderWindowDays: 7 }, { orderDates: 'iso' }, { priceToQc: 0 }, { refuseLoopback: true }, { oldRefreshTokenDies: false, oldAccessTokenDies: true }, { refuseUnknownParameters: false }];
describe('a listing\'s whole life', () => {
  it.each(otherWays)('goes its way with %j', async (unconfirmed) => {
    const { unconfirmed: before } = (await lazada.ask<{ settings: { unconfirmed: object } }>('GET', '')).settings;
    await settings({ unconfirmed, auditMs: 1_000 });
    try {
      const wanted = await sized('H-1', 2), rules = await session.categories.describe(wanted.category);
      let receipt = await put({ ...wanted, brand: rules.brand.none }).catch(async () => { await pass(61_000); return put({ ...wanted, brand: rules.brand.none }); });
      await pass(2_000);
      receipt = await session.listings.outcome(receipt.ref);
      expect(receipt).toMatchObject({ state: 'live', offersOpen: true });
      expect(await failing(put({ ...wanted, brand: null, variants: wanted.variants.map((variant) => ({ ...variant, grams: 41_000 })) }))).toMatchObject({ verdict: 'reject', issues: [{ cause: 'package-too-heavy' }] });
      expect(await session.offers.set('stock', offersOf(receipt).map((ref) => ({ ...ref, value: 4n })))).toEqual([{ is: 'set' }, { is: 'set' }]);
      expect(await session.offers.set('price', offersOf(receipt).map((ref) => ({ ...ref, value: 26_000n })))).toEqual([{ is: 'set' }, { is: 'set' }]);
      expect(await session.offers.read(offersOf(receipt))).toEqual([{ sellable: 4, locked: 0, price: 26_000n }, { sellable: 4, locked: 0, price: 26_000n }]);
      const { id } = await lazada.ask<{ id: string }>('POST', '/orders', { shop, lines: [{ sku: 'H-1-1', quantity: 2 }] }), now = Date.now() + tools.skewMs;
      expect((await session.orders.changed({ from: now - session.orders.windowMs + 60_000, to: now + 60_000 }, null)).items).toMatchObject([{ id, status: 'to-ship', lines: [{ sku: 'H-1-1' }, { sku: 'H-1-1' }] }]);
      expect(await session.orders.get([id, '9'])).toMatchObject([{ id }]);
      await put({ ...wanted, brand: rules.brand.none, title: 'Kopi Bubuk Baru' }, receipt.ref);
      await pass(2_000);
      expect(await session.listings.recover(wanted, { key: 'key', openedAt: 0 })).toEqual(receipt.ref);
      expect((await session.listings.all(null)).items).toMatchObject([{ seen: { title: 'Kopi Bubuk Baru', variants: [{ stock: 2 }, { stock: 4 }] } }]);
      expect(await session.listings.withdraw(receipt.ref)).toMatchObject({ state: 'ended' });
      expect(await listings()).toMatchObject([{ live: false }]);
    } finally {
      await settings({ unconfirmed: before });
    }
  });
});
