import { describe, expect, it } from '@jest/globals';
import type { Cursor } from '../../adapters/contract/index.js';
import { adapter } from '../../adapters/woocommerce/index.js';
import { until } from './control-door.js';
import { variant, verdict, webShop } from './web-shop.js';

const at = webShop();

describe('offers', () => {
  it('are set and read back, 0 stops sales', async () => {
    const { ref } = await at.put(at.kinds());
    const refs = Object.entries(ref.variants).map(([sku, at]) => ({ sku, ...at }));
    expect(at.session().offers.batches(refs, 'stock')).toHaveLength(1);
    expect(await at.session().offers.set('stock', refs.map((offer, index) => ({ ...offer, value: BigInt(index * 7) })))).toEqual([{ is: 'set' }, { is: 'set' }]);
    expect(await at.session().offers.set('price', refs.map((offer) => ({ ...offer, value: 50_000n })))).toEqual([{ is: 'set' }, { is: 'set' }]);
    expect(await at.session().offers.read(refs)).toEqual([{ sellable: 0, locked: 0, price: 50_000n }, { sellable: 7, locked: 0, price: 50_000n }]);
    await expect(at.practice.ask('POST', '/orders', { shop: at.shop, lines: [{ sku: 'KOPI-S', quantity: 1 }] })).rejects.toThrow();
  });
  it('fail one by one', async () => {
    const { ref } = await at.put(at.kinds());
    const refs = Object.entries(ref.variants).map(([sku, at]) => ({ sku, ...at, value: 9n }));
    await at.practice.fault({ path: '/variations/batch', shop: at.shop }, { kind: 'partial', fail: ['KOPI-L'] });
    expect(await at.session().offers.set('stock', refs)).toMatchObject([{ is: 'set' }, { is: 'failed', error: { verdict: 'retry' } }]);
    expect(await at.session().offers.set('stock', [...refs, { sku: 'X', itemId: ref.itemId ?? '', variantId: '999999', value: 1n }])).toMatchObject([{ is: 'set' }, { is: 'set' }, { is: 'failed', error: { verdict: 'gone' } }]);
  });
  it.each([['7', 7_000], [undefined, 5_000], ['99999999', 99_999_999_000]])('wait when the host throttles (Retry-After %s)', async (said, afterMs) => {
    const { ref } = await at.put(at.simple());
    await at.practice.fault({ shop: at.shop }, { kind: 'refuse', status: 429, body: '<h1>Too many</h1>', headers: said === undefined ? {} : { 'retry-after': said } });
    await expect(at.session().offers.read([{ sku: 'KOPI-1', itemId: ref.itemId ?? '', variantId: '' }])).rejects.toMatchObject({ verdict: 'wait', scope: 'shop', afterMs });
  });
  it('are answered though a plugin prints notices before the JSON', async () => {
    await at.practice.ask('PATCH', '/settings', { unconfirmed: { phpNotices: true } });
    try {
      const { ref } = await at.put(at.kinds());
      const refs = Object.entries(ref.variants).map(([sku, at]) => ({ sku, ...at }));
      expect(await at.session().offers.read(refs)).toMatchObject([{ sellable: 12 }, { sellable: 3 }]);
    } finally {
      await at.practice.ask('PATCH', '/settings', { unconfirmed: { phpNotices: false } });
    }
  });
});

describe('orders', () => {
  const all = async (from: number, to: number) => {
    const found = new Map<string, string>();
    let cursor: Cursor | null = null;
    do {
      const page = await at.session().orders.changed({ from, to }, cursor);
      for (const order of page.items) if (!('undecodable' in order)) found.set(order.id, order.status);
      cursor = page.next;
    } while (cursor);
    return found;
  };
  const now = async () => Date.parse((await at.practice.ask<{ now: string }>('GET', '')).now);
  const order = (more: object = {}) => at.practice.ask<{ id: string }>('POST', '/orders', { shop: at.shop, lines: [{ sku: 'KOPI-1', quantity: 1 }], ...more });

  it('are read as they change, and by id', async () => {
    const { ref } = await at.put(at.simple());
    const from = await now();
    const paid = await order({ buyer: 'Sri' }), unpaid = await order({ unpaid: true });
    const read = await at.session().orders.get([paid.id, unpaid.id, '99999999']);
    const byId = new Map(read.flatMap((one) => ('undecodable' in one ? [] : [[one.id, one]])));
    expect(byId.get(paid.id)).toMatchObject({ status: 'to-ship', currency: 'IDR', lines: [{ itemId: ref.itemId, variantId: '', sku: 'KOPI-1', quantity: 1, unitPaid: 45_000n }] });
    expect(byId.get(paid.id)?.paidAt).not.toBeNull();
    expect(byId.get(unpaid.id)).toMatchObject({ status: 'unpaid', paidAt: null });
    expect(byId.get(unpaid.id)?.expiresAt).toBe((byId.get(unpaid.id)?.placedAt ?? 0) + 3_600_000);
    expect([...await all(from, await now())].sort()).toEqual([[paid.id, 'to-ship'], [unpaid.id, 'unpaid']].sort());
    await at.practice.ask('POST', `/orders/${paid.id}/moves`, { shop: at.shop, to: 'completed' });
    await at.practice.ask('POST', `/orders/${unpaid.id}/moves`, { shop: at.shop, to: 'cancelled' });
    expect([...await all(from, await now())].sort()).toEqual([[paid.id, 'completed'], [unpaid.id, 'cancelled']].sort());
  });
  it('are all found, though many were placed in one second and some change while pages are read', async () => {
    await at.put(at.draft([variant('KOPI-1', {}, { quantity: 500 })], { photos: [] }));
    const placedAt = await now(), ids: string[] = [];
    for (let n = 0; n < 230; n++) ids.push((await order({ at: placedAt })).id);
    const found = new Set<string>();
    let cursor: Cursor | null = null, page = 0;
    do {
      const read: Awaited<ReturnType<ReturnType<typeof at.session>['orders']['changed']>> = await at.session().orders.changed({ from: placedAt - 1_000, to: placedAt + 60_000 }, cursor);
      for (const one of read.items) if (!('undecodable' in one)) found.add(one.id);
      if (page++ === 0) for (const id of ids.slice(0, 20)) await at.practice.ask('POST', `/orders/${id}/moves`, { shop: at.shop, to: 'completed' });
      cursor = read.next;
    } while (cursor);
    expect([...found].sort()).toEqual([...ids].sort());
  });
  it('R1: stock that is taken at once counts from when it was placed, and what a refund gave back is no longer sold', async () => {
    await at.put(at.simple());
    const placed = await at.practice.ask<{ id: string }>('POST', '/orders', { shop: at.shop, lines: [{ sku: 'KOPI-1', quantity: 3 }], unpaid: true });
    await at.practice.ask('POST', `/orders/${placed.id}/moves`, { shop: at.shop, to: 'on-hold' });
    const [held] = await at.session().orders.get([placed.id]);
    expect(held).toMatchObject({ status: 'held', paidAt: held && 'placedAt' in held ? held.placedAt : undefined });
    await at.practice.ask('POST', `/orders/${placed.id}/moves`, { shop: at.shop, to: 'processing' });
    await at.practice.ask('POST', `/orders/${placed.id}/moves`, { shop: at.shop, to: 'refunded', lines: [{ sku: 'KOPI-1', quantity: 1 }] });
    expect((await at.session().orders.get([placed.id]))[0]).toMatchObject({ status: 'to-ship', lines: [{ quantity: 3, cancelled: 1 }] });
  });
  it('of a shop too old to filter by change are an alarm, not years of reading', async () => {
    await at.put(at.simple());
    await order();
    await at.practice.ask('POST', '/clock', { advanceMs: 3_600_000 });
    await at.practice.ask('PATCH', '/settings', { unconfirmed: { modifiedFilter: false } });
    const from = (await now()) - 60_000;
    expect(await verdict(at.session().orders.changed({ from, to: from + 60_000 }, null))).toBe('alarm modified-after-ignored');
    await at.practice.ask('PATCH', '/settings', { unconfirmed: { modifiedFilter: true } });
  });
  it('that did not change since are not read', async () => {
    await at.put(at.simple());
    await order();
    await at.practice.ask('POST', '/clock', { advanceMs: 3_600_000 });
    expect([...await all((await now()) - 60_000, await now())]).toEqual([]);
  });
});

describe('webhooks', () => {
  it('are registered once, verified, and disbelieved when forged', async () => {
    const address = `${at.door.url}/api/webhooks/woocommerce/k${at.serial}`;
    await adapter.webhooks?.subscribe?.(address, 'rahasia', at.tools);
    await adapter.webhooks?.subscribe?.(address, 'rahasia', at.tools);
    const { webhooks } = await at.practice.shop(at.shop);
    expect(webhooks.map((hook) => hook.events).flat().sort()).toEqual(['order.created', 'order.deleted', 'order.updated', 'product.deleted']);
    await at.put(at.simple());
    const placed = await at.practice.ask<{ id: string }>('POST', '/orders', { shop: at.shop, lines: [{ sku: 'KOPI-1', quantity: 1 }] });
    const mine = () => at.door.got.filter((one) => one.url.endsWith(`/k${at.serial}`));
    await until('the order was told', () => mine().some((one) => String(one.headers['x-wc-webhook-topic'] ?? '').startsWith('order.')));
    const read = (body: Buffer, headers: object, secret = 'rahasia') => adapter.webhooks?.read({ url: address, headers: headers as Record<string, string>, body }, at.tools.credentials, secret);
    for (const { body, headers } of mine()) {
      if (headers['x-wc-webhook-topic'] === undefined) {
        expect(read(body, headers)).toEqual({ notices: [], reply: { status: 200, body: '' }, unsigned: true }); // the ping
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
    const key = `p${at.serial}`;
    await adapter.webhooks?.subscribe?.(`${at.door.url}/lama/api/webhooks/woocommerce/${key}`, 'rahasia', at.tools);
    await adapter.webhooks?.subscribe?.(`${at.door.url}/api/webhooks/woocommerce/${key}`, 'rahasia', at.tools);
    expect((await at.practice.shop(at.shop)).webhooks).toHaveLength(4);
    await at.put(at.simple());
    at.door.answer = 500;
    try {
      for (let n = 0; n < 7; n++) {
        await at.practice.ask('POST', '/orders', { shop: at.shop, lines: [{ sku: 'KOPI-1', quantity: 1 }] });
        const told = () => at.door.got.filter((one) => one.url.endsWith(`/${key}`) && one.headers['x-wc-webhook-topic'] === 'order.created').length;
        await until('the failure arrived', async () => told() > n || (await at.practice.shop(at.shop)).webhooks.some((hook) => !hook.active));
      }
      await until('a hook stands disabled', async () => (await at.practice.shop(at.shop)).webhooks.some((hook) => !hook.active));
    } finally {
      at.door.answer = 200;
    }
    await adapter.webhooks?.subscribe?.(`${at.door.url}/api/webhooks/woocommerce/${key}`, 'rahasia', at.tools);
    expect((await at.practice.shop(at.shop)).webhooks.every((hook) => hook.active)).toBe(true);
  });
});

describe('categories and read-back', () => {
  it('give the shop\'s own tree and rules', async () => {
    const tree = await at.session().categories.tree();
    expect(tree.length).toBeGreaterThan(30);
    expect(tree.filter((node) => node.parentId !== null).every((node) => tree.some((parent) => parent.id === node.parentId))).toBe(true);
    expect((await at.session().categories.describe(tree[0]?.id ?? '')).variants.max).toBeGreaterThan(10);
    await expect(at.session().categories.describe('999999')).rejects.toMatchObject({ verdict: 'reject', issues: [{ cause: 'category-gone' }] });
    expect(await at.session().categories.brands?.('', '')).toEqual(expect.any(Array));
  });
  it('list what is there with its variants, the bin last', async () => {
    const two = await at.put(at.kinds());
    const one = await at.put({ ...at.simple(), code: 'TEH', variants: [variant('TEH-1')] });
    await at.practice.ask('PATCH', `/listings/${one.ref.itemId}`, { shop: at.shop, delete: true });
    const items: unknown[] = [];
    let cursor: Cursor | null = null;
    do {
      const page: Awaited<ReturnType<ReturnType<typeof at.session>['listings']['all']>> = await at.session().listings.all(cursor);
      items.push(...page.items);
      cursor = page.next;
    } while (cursor);
    expect(items[0]).toMatchObject({ state: 'live', ref: two.ref, seen: { title: 'Kopi Gayo & Susu', description: 'Satu\n\n<dua>', photos: [expect.stringMatching(/^http/), expect.any(String)], variants: [{ sku: 'KOPI-S', choice: { Berat: '250 g' }, price: 45_000n, stock: 12 }, { sku: 'KOPI-L', price: 160_000n, stock: 3 }] } });
    expect(items.slice(1)).toEqual(items.slice(1).map(() => expect.objectContaining({ state: 'ended' })));
  });
});
