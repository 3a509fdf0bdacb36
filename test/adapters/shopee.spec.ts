import { describe, expect, it } from '@jest/globals';
import { control, coloured, draft, failing, fault, intent, kept, offersOf, put, session, settled, tools, truth, usePracticeShop } from './shopee-shop.js';

usePracticeShop();

describe('publishing', () => {
  it('a simple product', async () => {
    const receipt = await settled(await put(draft('S-1')));
    expect(receipt).toMatchObject({ state: 'live', offersOpen: true, ref: { variants: { 'S-1': { variantId: '' } } } });
    const [item] = await truth();
    expect(item).toMatchObject({ id: receipt.ref.itemId, live: true, title: 'Kopi Bubuk S-1' });
    expect(item?.variants).toMatchObject([{ price: 25_000, stock: 7 }]);
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
    expect(item?.variants.map((variant) => [variant.sku, variant.price, variant.stock])).toEqual([['V-1-Merah', 25_000, 3], ['V-1-Biru', 26_000, 4], ['V-1-Hijau', 27_000, 5]]);
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

  it('adds a variant beside the others, which keep their price and stock', async () => {
    const first = await put(coloured('V-3', ['Merah', 'Biru']));
    await session.offers.set('stock', offersOf(first).map((ref) => ({ ...ref, value: 12n })));
    await session.offers.set('price', offersOf(first).map((ref) => ({ ...ref, value: 33_000n })));
    const second = await put(coloured('V-3', ['Kuning', 'Merah', 'Biru']), first.ref);
    const [item] = await truth();
    expect(item?.live).toBe(true);
    expect(Object.fromEntries(item?.variants.map((variant) => [variant.sku, [variant.price, variant.stock]]) ?? [])).toEqual({ 'V-3-Kuning': [25_000, 3], 'V-3-Merah': [33_000, 12], 'V-3-Biru': [33_000, 12] });
    expect(item?.variants.map((variant) => variant.id).sort()).toEqual(Object.values(second.ref.variants).map((ref) => ref.variantId).sort());
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
    const seen = page.items.map((item) => ('undecodable' in item ? null : item.seen));
    expect(seen).toContainEqual(expect.objectContaining({ code: 'L-1', title: draft('L-1').title, variants: [expect.objectContaining({ variantId: '', sku: 'L-1', choice: {}, price: 25_000n, stock: draft('L-1').variants[0]?.quantity })] }));
    const two = seen.find((entry) => entry?.code === 'L-2');
    expect(two?.photos[0]).toMatch(/^http/);
    expect(two?.variants.map(({ itemId, variantId, sku, choice }) => [sku, Object.values(choice), { itemId, variantId }])).toEqual(['Merah', 'Biru'].map((colour, index) => {
      const sku = coloured('L-2', ['Merah', 'Biru']).variants[index]?.sku ?? '';
      return [sku, [colour], varied.ref.variants[sku]];
    }));
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
    await control('PATCH /settings', { unconfirmed: { sendRetryAfter: true } });
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
