/** The adapter against the practice Blibli, over real HTTP. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import sharp from 'sharp';
import { BlibliCredentials, BlibliSettings } from '../../adapters/blibli/credentials.js';
import { adapter } from '../../adapters/blibli/index.js';
import type { CategoryRules, ListingDraft, Photo, Receipt, Session } from '../../adapters/contract/index.js';
import { startSandboxes, type Sandboxes } from '../../sandbox/kit/index.js';
import { Practice } from './control-door.js';
import { plainTools, type PlainTools } from './plain-tools.js';

let sandboxes: Sandboxes, blibli: Practice, shop: string, tools: PlainTools<BlibliCredentials>, session: Session<BlibliCredentials>, leaf: string, brand: string, rules: CategoryRules;
const reopen = (): Session<BlibliCredentials> => (session = adapter.connect({ remoteId: shop, country: 'ID', settings: new BlibliSettings() }, tools));
beforeAll(async () => {
  sandboxes = await startSandboxes({ dirs: ['sandbox'], basePort: 0, only: ['blibli'] });
  blibli = new Practice(sandboxes.simulators['blibli']?.url ?? '');
});
afterAll(() => sandboxes?.stop());
beforeEach(async () => {
  const opened = await blibli.ask<{ shop: string; credentials: object }>('POST', '/shops', { name: 'Toko Latihan' });
  shop = opened.shop;
  tools = plainTools(adapter, plainToInstance(BlibliCredentials, opened.credentials), blibli.url);
  reopen();
  // The marketplace's clock was moved: the first answer tells by how much.
  await session.check().catch(() => undefined);
  leaf = (await session.categories.tree()).find((node) => node.leaf)?.id ?? '';
  rules = await session.categories.describe(leaf);
  brand = (await session.categories.brands?.(leaf, ''))?.[0]?.id ?? '';
});
const picture: Photo = { sha256: 'a'.repeat(64), url: null, render: async () => sharp({ create: { width: 700, height: 700, channels: 3, background: '#805030' } }).jpeg().toBuffer() };
const draft = (code: string, more: Partial<ListingDraft> = {}): ListingDraft => ({
  code, category: leaf, title: `Kopi Bubuk ${code}`, description: 'Kopi bubuk dari kebun anggota, disangrai tiap pekan.', brand, photos: [picture],
  attributes: Object.fromEntries(rules.attributes.filter((rule) => rule.required).map((rule) => [rule.id, [rule.values[0] ? { id: rule.values[0].id } : { text: 'Lainnya' }]])),
  variants: [{ sku: code, choice: {}, price: 25_000n, quantity: 7, photo: null, grams: 250, mm: [120, 80, 60] }], ...more,
});
const advance = (ms: number): Promise<unknown> => blibli.ask('POST', '/clock', { advanceMs: ms });
/** Looks until it is decided, moving the marketplace's clock past each wait the receipt asks for. */
async function decided(receipt: Receipt): Promise<Receipt> {
  let now = receipt;
  for (let looks = 0; (now.state === 'queued' || now.state === 'review') && looks < 12; looks += 1) {
    await advance(Math.max(240_000, now.askAfterMs ?? 0));
    now = await reopen().listings.outcome(now.ref);
  }
  return now;
}
const publish = async (wanted: ListingDraft): Promise<Receipt> => decided(await session.listings.put(wanted, null, { key: `key-${wanted.code}`, openedAt: Date.now() }, async () => undefined));

describe('against the practice Blibli', () => {
  it('opens, names its store and its choices', async () => {
    expect(await session.check()).toMatchObject([{ remoteId: shop }]);
    expect((await session.choices())['pickupPointCode']?.length).toBeGreaterThan(0);
  });
  it('publishes: queued, then decided, then live with its SKUs', async () => {
    const accepted = await session.listings.put(draft('BL-A'), null, { key: 'k1', openedAt: Date.now() }, async () => undefined);
    expect(accepted.state).toBe('queued');
    const live = await decided(accepted);
    expect(live.issues).toEqual([]);
    expect(live.state).toBe('live');
    const [seen] = (await blibli.shop(shop)).listings;
    expect(seen).toMatchObject({ live: true, title: 'Kopi Bubuk BL-A', variants: [{ sku: 'BL-A', price: 25_000, stock: 7, id: live.ref.variants['BL-A']?.variantId }] });
  });
  it('sets stock and price by the queue, reads them back, and archives', async () => {
    const live = await publish(draft('BL-B')), ref = live.ref.variants['BL-B'];
    expect(live.state).toBe('live');
    const offer = { sku: 'BL-B', itemId: ref?.itemId ?? '', variantId: ref?.variantId ?? '' };
    for (const [side, value] of [['stock', 0n], ['stock', 12n], ['price', 31_000n]] as const) {
      const [answer] = await reopen().offers.set(side, [{ ...offer, value }]);
      expect(answer?.is).toBe('queued');
      await advance(60_000);
      expect(await reopen().offers.settle?.(answer?.is === 'queued' ? answer.ticket : '', [offer])).toEqual([{ is: 'set' }]);
    }
    expect(await session.offers.read([offer])).toEqual([{ sellable: 12, locked: 0, price: 31_000n }]);
    expect((await decided(await session.listings.withdraw(live.ref))).state).toBe('ended');
    expect((await blibli.shop(shop)).listings[0]?.live).toBe(false);
  });
  it('edits what exists without touching price and stock, and recovers what it made', async () => {
    const live = await publish(draft('BL-C'));
    expect(await reopen().listings.recover(draft('BL-C'), { key: 'key-BL-C', openedAt: Date.now() })).toEqual(live.ref);
    const edited = await decided(await reopen().listings.put(draft('BL-C', { description: 'Disangrai sedang.', variants: [{ ...draft('BL-C').variants[0]!, price: 1_000n, quantity: 99 }] }), live.ref, { key: 'x', openedAt: Date.now() }, async () => undefined));
    expect(edited.state).toBe('live');
    expect((await blibli.shop(shop)).listings[0]?.variants).toMatchObject([{ price: 25_000, stock: 7 }]);
  });
  it('is read whole for adoption: description, category and what each variant chooses; for drift without a call more', async () => {
    const axis = rules.attributes.find((rule) => rule.variation), values = axis?.values.length ? axis.values.slice(0, 2).map((value) => value.name) : ['250 gram', '500 gram'];
    const sold = draft('BL-E', { variants: values.map((value, n) => ({ ...draft('BL-E').variants[0]!, sku: `BL-E-${n}`, choice: { [axis?.name ?? 'Varian']: value } })) });
    expect((await publish(sold)).state).toBe('live');
    const [whole] = (await reopen().listings.all(null, true)).items, [quick] = (await reopen().listings.all(null)).items;
    const seen = { title: 'Kopi Bubuk BL-E', category: leaf, photos: [expect.stringMatching(/^http/)], variants: values.map((value, n) => ({ sku: `BL-E-${n}`, choice: { [axis?.name ?? 'Varian']: value }, price: 25_000n, stock: 7 })) };
    expect(whole).toMatchObject({ state: 'live', seen: { ...seen, description: 'Kopi bubuk dari kebun anggota, disangrai tiap pekan.' } });
    expect(quick).toMatchObject({ state: 'live', seen: { ...seen, description: '' } });
  });
  it('hears of an order by list and by item', async () => {
    await publish(draft('BL-D'));
    const made = await blibli.ask<{ id: string }>('POST', '/orders', { shop, lines: [{ sku: 'BL-D', quantity: 2 }], buyer: 'Sari' });
    const { now } = await blibli.ask<{ now: number | string }>('POST', '/clock', { advanceMs: 1_000 }), to = typeof now === 'number' ? now : Date.parse(now);
    const page = await reopen().orders.changed({ from: to - 3_600_000, to: to + 1_000 }, null);
    expect(made.id).toBeDefined();
    expect(page.items).toMatchObject([{ status: 'to-ship', rawStatus: 'FP', lines: [{ sku: 'BL-D', quantity: 2, unitPaid: 25_000n }] }]);
    const [first] = page.items, itemId = first?.id ?? '';
    expect(await session.orders.get([itemId])).toMatchObject([{ id: itemId, status: 'to-ship', lines: [{ sku: 'BL-D', quantity: 2 }] }]);
  });
});

/** The other way of everything that Blibli's documents leave open. */
const otherWays = [{ signatureKeyAtOpening: false }, { bodylessPostType: 'json' }, { bodylessPostType: 'empty' }, { mtaFailureStatus: 400 }, { refuseUnknownFields: false }, { replayProtection: true }, { descriptionEncoding: 'base64' }, { detailPath: 'bare' }, { minimumPrice: 100 }, { orderCap: 0 }, { stockTakenAt: 'paid' }, { refuseLoopback: true }];
describe('a listing\'s whole life', () => {
  it.each(otherWays)('goes its way with %j', async (unconfirmed) => {
    const { unconfirmed: before } = (await blibli.ask<{ settings: { unconfirmed: object } }>('GET', '')).settings;
    await blibli.ask('PATCH', '/settings', { unconfirmed });
    try {
      const opened = await blibli.ask<{ shop: string; credentials: object }>('POST', '/shops', { name: 'Toko Lain' }), skewMs = tools.skewMs;
      shop = opened.shop;
      tools = plainTools(adapter, plainToInstance(BlibliCredentials, opened.credentials), blibli.url);
      tools.skewMs = skewMs;
      await reopen().check().catch(() => undefined);
      const wanted = draft('H-1');
      let live = await publish(wanted);
      if (live.state === 'refused') live = await publish(wanted); // a person tries it once more
      expect(live).toMatchObject({ state: 'live' });
      const offers = [{ sku: 'H-1', ...live.ref.variants['H-1'] as { itemId: string; variantId: string } }];
      for (const [side, value] of [['stock', 4n], ['price', 26_000n]] as const) {
        const [answer] = await session.offers.set(side, offers.map((ref) => ({ ...ref, value })));
        await advance(60_000);
        expect(await session.offers.settle?.(answer?.is === 'queued' ? answer.ticket : '', offers)).toEqual([{ is: 'set' }]);
      }
      expect(await session.offers.read(offers)).toEqual([{ sellable: 4, locked: 0, price: 26_000n }]);
      expect(await session.listings.put({ ...wanted, title: 'Kopi Bubuk Baru', description: 'Uraian baru.' }, live.ref, { key: 'k9', openedAt: 0 }, async () => undefined)).toMatchObject({ state: 'live' });
      expect((await blibli.shop(shop)).listings).toMatchObject([{ title: 'Kopi Bubuk Baru', description: 'Uraian baru.' }]);
      expect(await decided(await session.listings.withdraw(live.ref))).toMatchObject({ state: 'ended' });
    } finally {
      await blibli.ask('PATCH', '/settings', { unconfirmed: before });
    }
  });
});
