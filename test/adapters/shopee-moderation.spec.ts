import { describe, expect, it } from '@jest/globals';
import { ShopeeCredentials } from '../../adapters/shopee/credentials.js';
import { adapter } from '../../adapters/shopee/index.js';
import { Doorstep, until } from './control-door.js';
import { coloured, control, draft, failing, offersOf, put, session, settled, shop, tools, truth, usePracticeShop } from './shopee-shop.js';

usePracticeShop();

describe('review', () => {
  it.each(['approve', 'reject'])('ends with %s', async (audit) => {
    await control('PATCH /settings', { unconfirmed: { newItemStatus: 'REVIEWING' }, auditMs: 3_600_000 });
    try {
      for (const receipt of [await put(coloured('M-1', ['Merah', 'Biru'])), await put(draft('M-2'))]) {
        expect(receipt).toMatchObject({ state: 'review', askAfterMs: expect.any(Number) });
        expect(await session.listings.outcome(receipt.ref)).toMatchObject({ state: 'review' });
        await control(`PATCH /listings/${receipt.ref.itemId}`, { audit, reason: 'Foto buram' });
        const end = await session.listings.outcome(receipt.ref);
        if (audit === 'approve') expect(end).toMatchObject({ state: 'live', ref: receipt.ref });
        else expect(end).toMatchObject({ state: 'refused', issues: [{ cause: 'banned', params: { alasan: 'Foto buram' } }] });
      }
      expect((await truth()).map((item) => item.live)).toEqual(audit === 'approve' ? [true, true] : [false, false]);
    } finally {
      await control('PATCH /settings', { unconfirmed: { newItemStatus: 'NORMAL' }, auditMs: 500 });
    }
  });
});

describe('a remark beside a yes', () => {
  const said = 'Attribute 4990 is not supported in this category and was ignored.', remark = [{ cause: 'taken-with-remark', params: { alasan: said }, rawMessage: said }];
  it('is told with the listing, also when its review ends, until an edit is taken without one', async () => {
    await control('PATCH /settings', { unconfirmed: { writeWarning: said } });
    try {
      const made = await put(draft('M-6'));
      expect(made).toMatchObject({ state: 'live', issues: remark });
      await control('PATCH /settings', { unconfirmed: { newItemStatus: 'REVIEWING' } });
      const reviewed = await put(coloured('M-7', ['Merah', 'Biru']));
      expect(reviewed).toMatchObject({ state: 'review', issues: remark });
      await control(`PATCH /listings/${reviewed.ref.itemId}`, { audit: 'approve' });
      expect(await session.listings.outcome(reviewed.ref, reviewed.note)).toMatchObject({ state: 'live', issues: remark });
      await control('PATCH /settings', { unconfirmed: { writeWarning: '', newItemStatus: 'NORMAL' } });
      expect(await put(draft('M-6'), made.ref)).toMatchObject({ state: 'live', issues: [] });
    } finally {
      await control('PATCH /settings', { unconfirmed: { writeWarning: '', newItemStatus: 'NORMAL' } });
    }
  });
});

describe('promotion', () => {
  it.each(['floor', 'block'])('stock below what is reserved and a locked price wait (%s)', async (promotionStock) => {
    await control('PATCH /settings', { unconfirmed: { promotionStock } });
    const receipt = await settled(await put(draft('M-3')));
    const offers = offersOf(receipt);
    await control(`PATCH /listings/${receipt.ref.itemId}`, { lock: { quantity: 4, until: Date.parse(String((await control('GET '))['now'])) + 3_600_000 } });
    expect(await session.offers.read(offers)).toEqual([{ sellable: 7, locked: 4, price: 25_000n }]);
    expect(await session.offers.set('stock', offers.map((ref) => ({ ...ref, value: 3n })))).toMatchObject([{ is: 'failed', error: { verdict: 'park', issues: [{ cause: 'stock-locked-by-promotion' }] } }]);
    expect(await session.offers.set('price', offers.map((ref) => ({ ...ref, value: 20_000n })))).toMatchObject([{ is: 'failed', error: { verdict: 'park', issues: [{ cause: 'price-locked-by-promotion' }] } }]);
    expect(await failing(session.listings.withdraw(receipt.ref))).toMatchObject({ verdict: 'park' });
    if (promotionStock === 'floor') {
      expect(await session.offers.set('stock', offers.map((ref) => ({ ...ref, value: 9n })))).toEqual([{ is: 'set' }]);
      expect((await session.offers.read(offers))[0]).toMatchObject({ sellable: 9, locked: 4 });
    }
    await control('PATCH /settings', { unconfirmed: { promotionStock: 'floor' } });
  });
});

describe('consent', () => {
  it('a seller agrees, the code becomes tokens of that shop, once', async () => {
    const app = Object.assign(new ShopeeCredentials(), { partner_id: tools.credentials.partner_id, partner_key: tools.credentials.partner_key });
    const link = adapter.consent?.link(app, 'state-1', 'http://127.0.0.1:9/back');
    const page = await fetch(`${tools.credentials.url}${link?.path}`);
    expect([link?.host, page.status]).toEqual(['consent', 200]);
    const fields = [...(await page.text()).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map((match) => [match[1] ?? '', (match[2] ?? '').replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))] as [string, string]);
    const agreed = await fetch(`${tools.credentials.url}/auth/decide`, { method: 'POST', redirect: 'manual', body: new URLSearchParams([...fields, ['shop', shop] as [string, string]]) });
    const query = Object.fromEntries(new URL(agreed.headers.get('location') ?? '').searchParams);
    expect(query).toMatchObject({ state: 'state-1', shop_id: shop });
    const [granted] = (await adapter.consent?.exchange(app, query, tools)) ?? [];
    expect(granted).toMatchObject({ shops: [{ remoteId: shop, name: 'Toko Latihan' }], credentials: { shop_id: shop, partner_key: app.partner_key } });
    expect(granted?.expiresAt).toBeGreaterThan(0);
    expect(await failing(adapter.consent?.exchange(app, query, tools) ?? Promise.resolve())).toMatchObject({ verdict: 'reauthorise', rawCode: 'invalid_code' });
  });
});

describe('pushes that never arrived', () => {
  it('are kept, read once they are asked for, and confirmed after that', async () => {
    const door = await new Doorstep().open();
    door.answer = 500;
    try {
      await adapter.webhooks?.subscribe?.(`${door.url}/lost`, '', tools);
      await settled(await put(draft('M-4')));
      const id = String((await control('POST /orders', { shop, lines: [{ sku: 'M-4', quantity: 1 }] }))['id']);
      const tries = (): number => door.got.filter((request) => request.body.includes(id)).length;
      for (const [index, advanceMs] of [301_000, 1_801_000, 10_801_000].entries()) {
        await until(`try ${index + 1}`, () => tries() === index + 1);
        await control('POST /clock', { advanceMs });
        tools.skewMs += advanceMs;
      }
      let page = await adapter.webhooks?.missed?.(null, tools);
      await until('the lost push', async () => ((page = await adapter.webhooks?.missed?.(null, tools))?.items.length ?? 0) > 0);
      expect(tries()).toBe(4);
      expect(page?.items).toContainEqual(expect.objectContaining({ kind: 'order', id, shop }));
      expect(await adapter.webhooks?.missed?.(page?.next ?? null, tools)).toMatchObject({ items: [], next: null });
      expect(await adapter.webhooks?.missed?.(null, tools)).toMatchObject({ items: [], next: null });
    } finally {
      await door.close();
    }
  });
});
