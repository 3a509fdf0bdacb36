import { describe, expect } from '@jest/globals';
import type { ContractShop, Made } from './contract-shop.js';
import { useStand } from './stand.js';
import { byCarrier } from './terms.js';
import { dieAfter, onceAfter } from './worker-death.js';

const day = 86_400_000;

describe.each(await byCarrier())('%s on %s: orders', (name, carrier, terms) => {
  const { stand, scenario } = useStand(name, terms, carrier);
  const many = terms.ordersPerPage * 2 + 3;

  /** A product on sale. With `silent`, no push tells of orders: only pulls find them. */
  const onSale = async (shop: ContractShop, stock: number, silent = true): Promise<Made> => {
    const product = await shop.product({ stock });
    await shop.publish(product);
    if (silent) await stand.control('PATCH', '/settings', { webhookDrop: 1 });
    return product;
  };
  const now = async (): Promise<number> => Date.parse((await stand.control<{ now: string }>('GET', '')).now);
  const place = async (shop: ContractShop, product: Made, n: number): Promise<string[]> => {
    const at = Math.floor((await now()) / 1000) * 1000;
    const ids: string[] = [];
    for (let round = 0; round < n; round += 10) ids.push(...(await Promise.all(Array.from({ length: Math.min(10, n - round) }, () => shop.order(product.code, 1, { at })))));
    return ids;
  };

  scenario('many of the same second, over several pages: each once', async (shop) => {
    const product = await onSale(shop, 1_000);
    const ids = await place(shop, product, many);
    const mark = await shop.mark();
    await shop.pull();
    expect((await shop.orders()).map((order) => order.remote_id).sort()).toEqual([...ids].sort());
    expect((await shop.calls(mark, terms.orders)).length).toBeGreaterThan(2);
    expect(await shop.stock(product.code)).toMatchObject({ onHand: 1_000, reserved: many, available: 1_000 - many });
    expect(await shop.stockThere(product.code)).toBe(1_000 - many);
  });

  scenario('one that moves between the pages while they are read: none is lost, its newest state stands', async (shop) => {
    const product = await onSale(shop, 1_000);
    const ids = await place(shop, product, many);
    await onceAfter(stand, terms.orders, async () => void (await shop.move(ids[0] ?? '', terms.moves.cancelled)), () => shop.pull());
    expect((await shop.orders()).map((order) => order.remote_id)).toEqual(expect.arrayContaining(ids.slice(1)));
    await shop.pull();
    const orders = await shop.orders();
    expect(orders).toHaveLength(many);
    expect(orders.filter((order) => order.status === 'cancelled').map((order) => order.remote_id)).toEqual([ids[0]]);
    expect(await shop.stock(product.code)).toMatchObject({ reserved: many - 1, available: 1_000 - many + 1 });
  });

  scenario('seen twice, by pushes that come three times and by pulls at once: one order, exact stock', async (shop) => {
    const product = await onSale(shop, 30, false);
    await stand.control('PATCH', '/settings', { webhookDuplicates: 2, webhookShuffle: true });
    const [, ...orders] = await Promise.all([shop.pull(), ...Array.from({ length: 5 }, () => shop.order(product.code, 2))]);
    await Promise.all([shop.pull(), shop.pull(), shop.pull()]);
    await shop.settle();
    expect((await shop.orders()).map((order) => [order.remote_id, order.lines]).sort()).toEqual(orders.map((id) => [id, terms.linePerUnit ? 2 : 1]).sort());
    expect(await shop.stock(product.code)).toMatchObject({ onHand: 30, reserved: 10, available: 20 });
    expect(await shop.stockThere(product.code)).toBe(20);
  });

  scenario('after 40 days of silence all of that time are read', async (shop) => {
    const product = await onSale(shop, 50);
    const at = await now();
    const ids: string[] = [];
    for (const ago of [39, 21, 16, 2]) ids.push(await shop.order(product.code, 1, { at: at - ago * day }));
    await shop.sql(`UPDATE app.checkpoint SET watermark = app.now() - interval '40 days' WHERE shop_id = $1 AND stream = 'pull-orders'`, [shop.id]);
    await shop.pull();
    expect((await shop.orders()).map((order) => order.remote_id).sort()).toEqual([...ids].sort());
    expect(await shop.stock(product.code)).toMatchObject({ reserved: 4, available: 46 });
    expect(await shop.causes()).toEqual([]);
  });

  scenario('unpaid, then paid: held at once, counted once, and never put on sale again', async (shop) => {
    const product = await onSale(shop, 10);
    const order = await shop.order(product.code, 2, { unpaid: true });
    await shop.pull();
    expect(await shop.orders()).toMatchObject([{ remote_id: order, status: 'unpaid' }]);
    expect(await shop.stock(product.code)).toMatchObject({ onHand: 10, reserved: 2, available: 8 });
    expect(await shop.stockThere(product.code)).toBe(8);
    await shop.count(product.variantIds[0], 9);
    await shop.settle();
    expect(await shop.stockThere(product.code)).toBe(7);
    await shop.move(order, terms.moves.paid);
    await shop.pull();
    expect(await shop.orders()).toMatchObject([{ remote_id: order, status: 'to-ship' }]);
    expect(await shop.stock(product.code)).toMatchObject({ onHand: 9, reserved: 2, available: 7 });
    expect(await shop.stockThere(product.code)).toBe(7);
    const other = await shop.order(product.code, 3, { unpaid: true });
    await shop.pull();
    expect(await shop.stockThere(product.code)).toBe(4);
    await shop.move(other, terms.moves.cancelled);
    await shop.pull();
    expect(await shop.stock(product.code)).toMatchObject({ onHand: 9, reserved: 2, available: 7 });
    expect(await shop.stockThere(product.code)).toBe(7);
  });

  scenario('HTML, a cut and an endless answer to a pull lose no order', async (shop) => {
    const product = await onSale(shop, 20);
    let sold = 0;
    for (const fault of [{ kind: 'html', status: 200 }, { kind: 'html', status: 502 }, { kind: 'truncate', bytes: 40 }, { kind: 'endless' }]) {
      await shop.order(product.code);
      sold += 1;
      await shop.fault(terms.orders, fault);
      await shop.pull();
      expect(await shop.orders()).toHaveLength(sold);
    }
    expect(await shop.stock(product.code)).toMatchObject({ reserved: sold, available: 20 - sold });
    expect(await shop.causes()).toEqual([]);
  });

  scenario('a worker that dies after a page was read leaves no order out, and counts none twice', async (shop) => {
    const product = await onSale(shop, 20);
    for (let n = 0; n < 3; n += 1) await shop.order(product.code);
    await dieAfter(stand, terms.orders, async () => void (await stand.api('PATCH', `/api/shops/${shop.id}/schedule`, { pullNow: true })));
    await shop.settle();
    expect(await shop.orders()).toHaveLength(3);
    expect(await shop.stock(product.code)).toMatchObject({ reserved: 3, available: 17 });
    expect(await shop.stockThere(product.code)).toBe(17);
  });
});
