import { describe, expect } from '@jest/globals';
import { until } from '../house/serve.js';
import type { ContractShop, SeenDelivery } from './contract-shop.js';
import { useStand } from './stand.js';
import { byCarrier } from './terms.js';

interface Replayed { readonly attempts: readonly { readonly status: number | null }[] }

describe.each(await byCarrier())('%s on %s: pushes', (name, carrier, terms) => {
  const { stand, scenario } = useStand(name, terms, carrier);
  const receipts = async (shop: ContractShop): Promise<number> => (await shop.sql<{ n: number }>('SELECT count(*)::int AS n FROM app.webhook_receipt WHERE shop_id = $1', [shop.id]))[0]?.n ?? -1;
  const replay = (delivery: SeenDelivery | undefined, more: object = {}): Promise<Replayed> => stand.control('POST', '/webhooks/replay', { delivery: delivery?.id, times: 1, ...more });
  /** Signed deliveries, the shortest first. */
  const sent = async (shop: ContractShop): Promise<SeenDelivery[]> => (await shop.seen()).deliveries.filter((delivery) => delivery.state === 'delivered' && delivery.body?.startsWith('{')).sort((a, b) => (a.body?.length ?? 0) - (b.body?.length ?? 0));
  /** What a replay now is answered. */
  const answerTo = ({ attempts }: SeenDelivery): number => (terms.signsInstant && stand.house.clock.now() - Date.parse(attempts[0]?.at ?? '') > 14 * 60_000 ? 401 : 200);
  /** An order that only its push can have told of. */
  const told = async (shop: ContractShop): Promise<{ order: string; sku: string }> => {
    const product = await shop.product({ stock: 10 });
    await shop.publish(product);
    await stand.api('PATCH', `/api/shops/${shop.id}/schedule`, { orders: { paused: true } });
    const order = await shop.order(product.code, 2, terms.paidFirst ? {} : { unpaid: true });
    await until(async () => (await shop.orders()).length === 1, 'the order was read');
    return { order, sku: product.code };
  };

  scenario('a push brings its order', async (shop) => {
    const { order, sku } = await told(shop);
    expect(await shop.orders()).toMatchObject([{ remote_id: order, status: terms.paidFirst ? 'to-ship' : 'unpaid' }]);
    expect(await shop.stock(sku)).toMatchObject({ reserved: 2 });
  });

  scenario('what is banned there while it sells is told by its push, and sells on when it is let back', async (shop) => {
    const product = await shop.product({ stock: 10 });
    await shop.publish(product);
    const [listing] = await shop.there(product), ban = async (reason: string | null): Promise<void> => {
      await stand.control('PATCH', `/listings/${listing?.id}`, { shop: shop.remote, ban: reason });
      await until(async () => (await shop.sql('SELECT 1 FROM app.listing WHERE shop_id = $1 AND ask_at IS NOT NULL', [shop.id])).length === 1, 'the push was heard');
      await stand.passTime(1_800_000); // more than the minute it takes: Blibli reads one product five times in half an hour
      await until(async () => (await shop.sql('SELECT 1 FROM app.listing WHERE shop_id = $1 AND ask_at IS NULL', [shop.id])).length === 1, 'the listing was looked at');
      await shop.settle();
    };
    await ban('Barang tiruan');
    expect(await shop.causes()).toEqual(['banned']);
    await shop.count(product.variantIds[0], 7);
    await shop.settle();
    expect(await shop.stockThere(product.skus[0])).toBe(10);
    await ban(null);
    expect(await shop.causes()).toEqual([]);
    expect(await shop.stockThere(product.skus[0])).toBe(7);
  });

  scenario('forged in any byte, a push is refused and writes nothing', async (shop) => {
    await told(shop);
    const [listing] = (await shop.seen()).listings;
    await stand.control('PATCH', `/listings/${listing?.id}`, { shop: shop.remote, ...(terms.cannot['read back: what was deleted there is told, and not made again'] ? { unlist: true } : { delete: true }) });
    await until(async () => (await sent(shop)).length > 1 && (await shop.open()).n === 0, 'pushes have arrived');
    const [shortest] = (await sent(shop)).filter((delivery) => answerTo(delivery) === 200);
    expect((await replay(shortest)).attempts.map((attempt) => attempt.status)).toEqual([200]);
    const before = await receipts(shop);
    const length = Buffer.byteLength(shortest?.body ?? '');
    expect(length).toBeGreaterThan(5);
    const statuses = new Set<number | null>();
    for (let at = 0; at < length; at += 1) for (const attempt of (await replay(shortest, { flipByte: at })).attempts) statuses.add(attempt.status);
    expect([...statuses]).toEqual([401]);
    expect(await receipts(shop)).toBe(before);
  });

  scenario('replayed, a push changes nothing', async (shop) => {
    const { sku } = await told(shop);
    await shop.settle();
    const before = await receipts(shop);
    for (const delivery of await sent(shop)) expect(new Set((await replay(delivery, { times: 4 })).attempts.map((attempt) => attempt.status))).toEqual(new Set([answerTo(delivery)]));
    await shop.settle();
    expect(await receipts(shop)).toBe(before);
    expect(await shop.orders()).toHaveLength(1);
    expect(await shop.stock(sku)).toMatchObject({ reserved: 2, available: 8 });
  });

  scenario('late and out of order, old news does not undo what is newer', async (shop) => {
    const { order, sku } = await told(shop);
    const [first] = await sent(shop);
    const { then, status } = terms.paidFirst ?? { then: [terms.moves.paid], status: 'to-ship' };
    for (const move of then) await shop.move(order, move);
    await until(async () => (await shop.orders())[0]?.status === status, 'the newer state was told');
    await stand.passTime(3_600_000);
    expect((await replay(first)).attempts[0]?.status).toBe(terms.signsInstant ? 401 : 200);
    await shop.settle();
    expect(await shop.orders()).toMatchObject([{ remote_id: order, status }]);
    expect(await shop.stock(sku)).toMatchObject({ reserved: status === 'to-ship' ? 2 : 0, available: 8 });
  });
});
