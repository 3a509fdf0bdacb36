import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until, type Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

describe('orders come back', () => {
  let toy: ToyHouse, operator: Client;
  let variantId = '', webhook = '';
  beforeAll(async () => {
    toy = await toyHouse(['satu', 'dua']);
    operator = await toy.as('operator');
    const made = await toy.product('O-1', { stock: 50 });
    variantId = made.variantId;
    await toy.publish([made.productId], ['satu', 'dua']);
    await toy.quiet();
    const shops = await operator.get<{ items: { id: string; webhook: { address: string } }[] }>('/api/shops');
    webhook = new URL(shops.body.items.find((shop) => shop.id === toy.shops.satu)?.webhook.address ?? '').pathname;
  });
  afterAll(() => toy.stop());

  const stock = async (): Promise<{ onHand: number; reserved: number; available: number }> => (await operator.get<{ items: { stock: { onHand: number; reserved: number; available: number } }[] }>(`/api/variants?sku=O-1`)).body.items[0]?.stock ?? { onHand: -1, reserved: -1, available: -1 };
  const pull = (): Promise<void> => toy.pull('satu');
  const push = (order: string, at: number, key = 'key-of-satu'): Promise<Response> => fetch(toy.url + webhook, { method: 'POST', headers: { 'x-toy-key': key, 'content-type': 'application/json' }, body: JSON.stringify({ order, at }) });
  const status = async (number: string): Promise<string | undefined> => (await operator.get<{ items: { status: string }[] }>(`/api/orders?q=${number}`)).body.items[0]?.status;

  it('by webhook and poll at once, three times each: one order, exact stock', async () => {
    const order = toy.market.buy('satu', 'O-1', 3);
    await Promise.all([push(order.id, 1), push(order.id, 1), pull(), push(order.id, 2), pull(), pull()]);
    await until(async () => (await status(order.number)) === 'to-ship', 'the order is there');
    await toy.quiet();
    expect(await stock()).toMatchObject({ onHand: 50, reserved: 3, available: 47 });
    expect((await toy.sql('SELECT id FROM app.orders')).length).toBe(1);
    await until(async () => toy.market.variant('dua', 'O-1')?.stock === 47, 'the other shop follows');
    expect(toy.market.variant('satu', 'O-1')?.stock).toBe(47);
  });

  it('shipped: held stock becomes a movement, once', async () => {
    const [order] = toy.market.orders.get('satu') ?? [];
    toy.market.move('satu', order?.id ?? '', 'shipped');
    await pull();
    await until(async () => (await status(order?.number ?? '')) === 'shipped', 'shipped');
    toy.market.move('satu', order?.id ?? '', 'completed');
    await pull();
    await until(async () => (await status(order?.number ?? '')) === 'completed', 'completed');
    expect(await stock()).toMatchObject({ onHand: 47, reserved: 0, available: 47 });
  });

  it('unpaid holds, cancelled releases, and the number there is made equal', async () => {
    const order = toy.market.buy('satu', 'O-1', 5, { status: 'unpaid', paidAt: null });
    await push(order.id, 3);
    await until(async () => (await status(order.number)) === 'unpaid', 'unpaid');
    expect(await stock()).toMatchObject({ reserved: 5, available: 42 });
    toy.market.move('satu', order.id, 'cancelled');
    await push(order.id, 4);
    await until(async () => (await status(order.number)) === 'cancelled', 'cancelled');
    await toy.quiet();
    expect(await stock()).toMatchObject({ onHand: 47, reserved: 0, available: 47 });
    for (const shop of ['satu', 'dua']) expect(toy.market.variant(shop, 'O-1')?.stock).toBe(47);
  });

  it('older news never wins', async () => {
    const order = toy.market.buy('satu', 'O-1', 1);
    await push(order.id, 5);
    await until(async () => (await status(order.number)) === 'to-ship', 'to ship');
    const { ingestOrders } = await import('../../src/orders/index.js');
    const { readShop } = await import('../../src/shops/index.js');
    await toy.house.database.inScope(toy.scope, async (tx) => {
      const shop = await readShop(tx, toy.shops.satu ?? '');
      if (!shop) throw new Error('no shop');
      const old = { id: order.id, groupId: order.id, number: order.number, placedAt: order.placedAt, paidAt: null, changedAt: order.changedAt - 60_000, expiresAt: null, shipBy: null, status: 'cancelled' as const, rawStatus: 'cancelled', currency: 'IDR', total: 0n, buyer: null, lines: [], raw: {} };
      expect(await ingestOrders(tx, [old], { shop, takenAt: 'placed', readAt: toy.clock.now(), sealer: toy.house.sealer })).toMatchObject({ changed: 0 });
    });
    expect(await status(order.number)).toBe('to-ship');
  });

  it('a forged push writes nothing, a replayed one changes nothing', async () => {
    const count = async (): Promise<number> => (await toy.sql<{ n: number }>('SELECT count(*)::int AS n FROM app.webhook_receipt'))[0]?.n ?? -1;
    const before = await count();
    for (let n = 0; n < 5; n += 1) expect((await push('999', n, 'wrong key')).status).toBe(401);
    expect((await fetch(`${toy.url}/api/webhooks/toy/${'0'.repeat(32)}`, { method: 'POST', body: '{}' })).status).toBe(404);
    expect(await count()).toBe(before);
    const [order] = toy.market.orders.get('satu') ?? [];
    for (let n = 0; n < 3; n += 1) expect((await push(order?.id ?? '', 1)).status).toBe(200);
    expect(await count()).toBe(before);
  });

  it('a line whose SKU nobody knows is a failure with a fix; matched once, it holds stock', async () => {
    const other = await toy.product('O-2', { stock: 8 });
    const order = toy.market.order('satu', { sku: 'ASING-1', itemId: 'x', variantId: 'y', title: 'Barang asing', price: 5_000, quantity: 2 });
    await pull();
    await until(async () => (await operator.get<{ causes: { cause: string }[] }>('/api/failures')).body.causes.some((cause) => cause.cause === 'unknown-order-line'), 'told to a person');
    const found = await operator.get<{ items: { id: string; lines: { id: string }[] }[] }>(`/api/orders?q=${order.number}`);
    const matched = await operator.send<{ lines: { held: number }[] }>('PATCH', `/api/orders/${found.body.items[0]?.id}/lines/${found.body.items[0]?.lines[0]?.id}`, { variantId: other.variantId });
    expect(matched.body.lines[0]?.held).toBe(2);
    expect((await operator.get<{ causes: unknown[] }>('/api/failures')).body.causes).toEqual([]);
  });

  it('an order that cannot be read is one failure with its payload, holds up no other, and is read again when a person asks', async () => {
    type Row = { id: string; cause: string; times: number; sentence: string; raw: { message: string } | null };
    const told = async (): Promise<Row[]> => (await operator.get<{ items: Row[] }>('/api/failures/members?cause=order-unreadable')).body.items;
    const broken = toy.market.order('satu', { sku: 'O-1', itemId: 'x', variantId: 'y', title: 'x', price: 1, quantity: 1 }) as { id: string; number: string; changedAt: number; lines?: unknown }, { lines } = broken;
    broken.lines = undefined;
    const good = toy.market.buy('satu', 'O-1', 1);
    await pull();
    await until(async () => (await status(good.number)) === 'to-ship', 'the good one is there');
    await until(async () => (await told()).length > 0, 'the broken one is told');
    // It changes, and is read again and again: the same failure, with what came last.
    Object.assign(broken, { changedAt: toy.clock.now(), status: 'shipped' });
    await pull();
    await until(async () => (await told())[0]?.raw?.message.includes('shipped'), 'the newest payload is kept');
    const [failure] = await told();
    expect([(await told()).length, failure?.sentence, JSON.parse(failure?.raw?.message ?? '')]).toEqual([1, expect.stringContaining(broken.id), expect.objectContaining({ id: broken.id, status: 'shipped' })]);
    // Asked for beside another, it fails the call of both: each is then read by itself, and asked for no more.
    await toy.sql(`INSERT INTO app.webhook_receipt (cooperative_id, shop_id, dedupe, kind, remote_id) SELECT cooperative_id, id, 'retry:beside', 'order', $1 FROM app.shop WHERE id = $2`, [good.id, toy.shops.satu]);
    const receipts = async () => (await toy.sql<{ open: number; all: number }>(`SELECT count(*) FILTER (WHERE done_at IS NULL)::int AS open, count(*)::int AS all FROM app.webhook_receipt WHERE dedupe LIKE 'retry:%'`))[0];
    const retry = async (): Promise<void> => expect((await operator.send('POST', `/api/failures/${failure?.id}/retries`)).status).toBe(202);
    const times = failure?.times ?? 0;
    await retry();
    await until(async () => (await told())[0]?.times !== times, 'it was read again');
    await until(async () => (await receipts())?.open === 0, 'and is asked for no more');
    expect(await receipts()).toEqual({ open: 0, all: 2 });
    broken.lines = lines;
    await retry();
    await until(async () => (await told()).length === 0, 'mended');
    await until(async () => (await status(broken.number)) === 'shipped', 'it is there');
    void variantId;
  });

  it('after 40 days of silence every order of that time is read, in windows', async () => {
    const at = toy.clock.now();
    // They lie there before our clock gets to them, so that no pull on the way could have passed them by.
    const late = [2, 17, 33].map((day) => toy.market.buy('satu', 'O-1', 1, { placedAt: at + day * 86_400_000, paidAt: at + day * 86_400_000, changedAt: at + day * 86_400_000 }));
    toy.clock.advance(40 * 86_400_000);
    operator = await toy.as('operator'); // the session of forty days ago is over
    await pull();
    await until(async () => (await Promise.all(late.map((order) => status(order.number)))).every((word) => word === 'to-ship'), 'all are read');
  });

  it('many at the same second, over several pages, moving between pages: all read, none doubled', async () => {
    const at = toy.clock.now();
    const many = Array.from({ length: 30 }, () => toy.market.order('satu', { sku: 'TAK-ADA', itemId: 'x', variantId: 'y', title: 'x', price: 1, quantity: 1 }, { changedAt: at, placedAt: at }));
    await pull();
    await until(async () => (await toy.sql<{ n: number }>(`SELECT count(*)::int AS n FROM app.orders WHERE number = ANY ($1)`, [many.map((order) => order.number)]))[0]?.n === 30, 'all thirty');
  });
});
