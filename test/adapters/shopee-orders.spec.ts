import { describe, expect, it } from '@jest/globals';
import type { RemoteOrder } from '../../adapters/contract/index.js';
import { ShopeeCredentials } from '../../adapters/shopee/credentials.js';
import { adapter } from '../../adapters/shopee/index.js';
import { Doorstep, until } from './control-door.js';
import { control, draft, failing, mapped, offersOf, put, session, settled, shop, tools, variantOf, usePracticeShop } from './shopee-shop.js';

usePracticeShop();

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
  const now = async (): Promise<number> => Date.parse(String((await control('GET '))['now']));

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
    expect(await session.orders.get(['000000NOTHING'])).toEqual([]);
    expect(await session.orders.get(['000000NOTHING', ids[2] ?? ''])).toHaveLength(1);
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
