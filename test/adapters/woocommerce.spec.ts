import { describe, expect, it } from '@jest/globals';
import { isAdapterError, type RemoteRef } from '../../adapters/contract/index.js';
import { Credentials } from '../../adapters/woocommerce/credentials.js';
import { adapter } from '../../adapters/woocommerce/index.js';
import { plainTools } from './plain-tools.js';
import { intent, variant, verdict, webShop } from './web-shop.js';

const at = webShop();
const writes = async (mark: number) => (await at.practice.since(mark)).filter((call) => call.method !== 'GET');

describe('keys', () => {
  it('are checked by a read, and the shop says who it is', async () => {
    expect(await at.session().check()).toEqual([{ remoteId: at.tools.credentials.url.replace(/^https?:\/\//, ''), name: expect.any(String), country: 'ID' }]);
  });
  it('that are wrong or revoked must be given anew', async () => {
    const right = at.tools.credentials;
    at.tools.credentials = Object.assign(new Credentials(), right, { consumer_secret: 'cs_lain' });
    expect(await verdict(at.session().check())).toBe('reauthorise woocommerce_rest_authentication_error');
    at.tools.credentials = right;
    await at.practice.ask('POST', '/tokens/revoke', { shop: at.shop });
    expect(await verdict(at.session().check())).toBe('reauthorise woocommerce_rest_authentication_error');
  });
  it('work with a clock that is an hour wrong', async () => {
    await at.practice.ask('POST', '/clock', { skewMs: 3_600_000 });
    expect(await at.session().check()).toHaveLength(1);
    await at.practice.ask('POST', '/clock', { skewMs: 0 });
  });
  it('work with plain permalinks', async () => {
    at.tools.credentials = Object.assign(new Credentials(), at.tools.credentials, { url: `${at.tools.credentials.url}/?rest_route=` });
    expect(await at.session().check()).toHaveLength(1);
  });
});

describe('publishing', () => {
  it('makes a product without choices in one call', async () => {
    const mark = await at.practice.mark();
    const receipt = await at.put(at.simple());
    expect((await writes(mark)).map((call) => call.status)).toEqual([201]);
    const { listings, photos } = await at.practice.shop(at.shop);
    expect(listings).toMatchObject([{ id: receipt.ref.itemId, live: true, title: 'Kopi Gayo & Susu', photos: [at.photo('satu').sha256, at.photo('dua').sha256], variants: [{ sku: 'KOPI-1', price: 45_000, stock: 12 }] }]);
    expect(photos).toHaveLength(2);
  });
  it('makes one with choices in three, and sends no picture twice', async () => {
    const mark = await at.practice.mark();
    const receipt = await at.put(at.kinds());
    expect(await writes(mark)).toHaveLength(3);
    const { listings, photos } = await at.practice.shop(at.shop);
    expect(listings).toMatchObject([{ live: true, code: 'KOPI', variants: [{ sku: 'KOPI-S', price: 45_000, stock: 12 }, { sku: 'KOPI-L', price: 160_000, stock: 3 }] }]);
    expect(listings[0]?.variants.map((one) => one.id)).toEqual(Object.values(receipt.ref.variants).map((one) => one.variantId));
    await at.put({ ...at.kinds(), title: 'Kopi Baru' }, receipt.ref);
    expect(photos).toHaveLength(2);
    expect((await at.practice.shop(at.shop)).photos).toHaveLength(2);
  });
  it('edits without touching price and stock; adds and removes variations', async () => {
    const { ref } = await at.put(at.kinds());
    await at.session().offers.set('stock', [{ sku: 'KOPI-S', itemId: ref.itemId ?? '', variantId: ref.variants['KOPI-S']?.variantId ?? '', value: 5n }]);
    const next = at.draft([variant('KOPI-S', { Berat: '200 g' }), variant('KOPI-XL', { Berat: '2 kg' }, { quantity: 1 })], { title: 'Kopi Lain' });
    const receipt = await at.put(next, ref);
    expect(Object.keys(receipt.ref.variants)).toEqual(['KOPI-S', 'KOPI-XL']);
    expect((await at.practice.shop(at.shop)).listings).toMatchObject([{ title: 'Kopi Lain', variants: [{ sku: 'KOPI-S', stock: 5 }, { sku: 'KOPI-XL', stock: 1 }] }]);
    const mark = await at.practice.mark();
    await at.put(next, receipt.ref);
    expect(await writes(mark)).toHaveLength(1); // equal already: only the parent is said again
  });
  it('turns a product without choices into one with, and back', async () => {
    const { ref } = await at.put(at.simple());
    const turned = await at.put(at.draft([variant('KOPI-1', { Berat: '1 kg' }), variant('KOPI-2', { Berat: '2 kg' })]), ref);
    expect((await at.practice.shop(at.shop)).listings).toMatchObject([{ live: true, variants: [{ sku: 'KOPI-1' }, { sku: 'KOPI-2' }] }]);
    await at.put(at.simple(), turned.ref);
    expect((await at.practice.shop(at.shop)).listings).toMatchObject([{ live: true, variants: [{ sku: 'KOPI-1', stock: 12 }] }]);
  });
  it('withdraws and shows again; what was deleted there is gone until a person publishes it anew', async () => {
    const { ref } = await at.put(at.simple());
    expect((await at.session().listings.withdraw(ref)).state).toBe('ended');
    expect((await at.practice.shop(at.shop)).listings[0]?.live).toBe(false);
    expect((await at.session().listings.outcome(ref)).state).toBe('ended');
    expect((await at.put(at.simple(), ref)).state).toBe('live');
    await at.practice.ask('PATCH', `/listings/${ref.itemId}`, { shop: at.shop, delete: true });
    expect(await verdict(at.put(at.simple(), ref))).toMatch(/^gone/);
    expect((await at.session().listings.withdraw(ref)).state).toBe('ended');
    expect((await at.put(at.simple(), null)).state).toBe('live');
    expect((await at.practice.shop(at.shop)).listings.filter((listing) => listing.live)).toHaveLength(1);
  });
  it('tells whose SKU it is, and which photo cannot be fetched', async () => {
    await at.put({ ...at.simple(), code: 'LAIN' });
    await expect(at.session().listings.put(at.simple(), null, { key: 'kunci-2', openedAt: 0 }, async () => undefined)).rejects.toMatchObject({ verdict: 'reject', issues: [{ cause: 'duplicate-sku', sku: 'KOPI-1' }] });
    const broken = { ...at.draft([variant('TEH-1')]), code: 'TEH', photos: [{ ...at.photo('tiga'), url: `${at.door.url}/tidak-ada.jpg` }] };
    await expect(at.put(broken)).rejects.toMatchObject({ verdict: 'reject', issues: [{ cause: 'photo-not-reachable', field: 'photos' }] });
  });
});

describe('no double listing', () => {
  const steps = [['POST', '/wp-json/wc/v3/products'], ['POST', '/variations/batch'], ['PUT', '/products/']] as const;
  it.each(['reset', 'html', 'truncate'])('%s after each effect of a publish', async (kind) => {
    for (const [method, path] of steps) {
      const code = `${kind}-${path.length}`;
      const what = { ...at.kinds(), code, variants: at.kinds().variants.map((one) => ({ ...one, sku: `${code}-${one.sku}` })) };
      await at.practice.fault({ method, path, shop: at.shop }, { kind, when: 'after', ...(kind === 'truncate' ? { bytes: 20 } : {}), ...(kind === 'html' ? { status: 502 } : {}) });
      at.kept = [];
      const first = await verdict(at.put(what));
      expect(first).toMatch(method === 'PUT' ? /^retry unclear/ : /^look-first/);
      const known = at.kept.at(-1) ?? (await at.session().listings.recover(what, intent));
      expect(known).not.toBe('absent');
      expect((await at.put(what, known as RemoteRef)).state).toBe('live');
      const mine = (await at.practice.shop(at.shop)).listings.filter((listing) => listing.code === code);
      expect(mine).toMatchObject([{ live: true, variants: [{ stock: 12 }, { stock: 3 }] }]);
    }
    expect((await at.practice.shop(at.shop)).photos).toHaveLength(2);
  });
  it('a host that lets no PUT through gets POST', async () => {
    const { ref } = await at.put(at.simple());
    await at.practice.fault({ method: 'PUT', shop: at.shop }, { kind: 'refuse', status: 501, body: '<h1>Not Implemented</h1>' });
    expect((await at.put({ ...at.simple(), title: 'Lewat POST' }, ref)).state).toBe('live');
    expect((await at.practice.shop(at.shop)).listings[0]?.title).toBe('Lewat POST');
    expect(at.tools.calls.at(-1)).toMatchObject({ method: 'POST', status: 200 });
  });
  it('an answer without an end, and one that never comes, are unclear', async () => {
    const impatient = plainTools(adapter, at.tools.credentials, at.practice.url, { timeoutMs: 400 });
    for (const kind of [{ kind: 'endless' }, { kind: 'hang', ms: 2_000 }]) {
      await at.practice.fault({ method: 'POST', path: '/wp-json/wc/v3/products', shop: at.shop }, { ...kind, when: 'after' });
      const what = { ...at.simple(), code: kind.kind, variants: [variant(`${kind.kind}-1`)] };
      const there = adapter.connect({ remoteId: '', country: 'ID', settings: {} }, impatient).listings;
      expect(await verdict(there.put(what, null, intent, async () => undefined))).toBe('look-first unclear');
      const found = await at.session().listings.recover(what, intent);
      expect(found).toMatchObject({ variants: { [`${kind.kind}-1`]: { variantId: '' } } });
    }
  });
  it('two at once under one intent make one', async () => {
    const both = await Promise.all([at.put(at.simple()), at.put(at.simple())].map((work) => work.then(() => 'made', (error: unknown) => (isAdapterError(error) ? error.verdict : Promise.reject(error)))));
    expect(both).toContain('made');
    expect((await at.practice.shop(at.shop)).listings).toHaveLength(1);
  });
  it('an intent that was never carried out is proven absent', async () => {
    await at.practice.fault({ method: 'POST', path: '/wp-json/wc/v3/products', shop: at.shop }, { kind: 'reset', when: 'before' });
    expect(await verdict(at.put(at.simple()))).toMatch(/^look-first/);
    expect(await at.session().listings.recover(at.simple(), intent)).toBe('absent');
  });
});
