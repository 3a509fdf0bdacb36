import { describe, expect } from '@jest/globals';
import { until } from '../house/serve.js';
import { useStand } from './stand.js';
import { byCarrier } from './terms.js';
import { dieAfter, impatient } from './worker-death.js';

const sixHours = 6 * 3_600_000;

describe.each(await byCarrier())('%s on %s: stock and price', (name, carrier, terms) => {
  const { stand, scenario } = useStand(name, terms, carrier);
  const choices = ['100 g', '250 g', '500 g', '1 kg'];
  const numbers = async (shop: Parameters<Parameters<typeof scenario>[1]>[0], skus: readonly string[]): Promise<unknown[]> => Promise.all(skus.map((sku) => shop.stockThere(sku)));

  scenario('half of a batch refused: the other half is set at once, the rest is told or tried again, and all is equal in the end', async (shop) => {
    const product = await shop.product({ stock: 9, choices });
    await shop.publish(product);
    // By our SKU, or by the marketplace's own id where its calls carry only that.
    const ids = (await shop.there(product)).flatMap((listing) => listing.variants).filter(({ sku }) => [product.skus[1], product.skus[3]].includes(sku)).map(({ id }) => id);
    await shop.fault(terms.stock, { kind: 'partial', fail: [product.skus[1], product.skus[3], ...ids] });
    const mark = await shop.mark();
    await stand.api('PATCH', `/api/shops/${shop.id}/schedule`, { paused: true });
    for (const [index, id] of product.variantIds.entries()) await shop.count(id, 20 + index);
    await stand.api('PATCH', `/api/shops/${shop.id}/schedule`, { paused: false });
    await until(async () => (await shop.calls(mark, terms.stock)).length > 0 && (await stand.idle()), 'the batch was sent');
    await shop.decided();
    expect(await numbers(shop, product.skus)).toEqual([20, 9, 22, 9]);
    const unsent = await shop.sql<{ sku: string }>(`SELECT o.remote_sku AS sku FROM app.offer o JOIN app.offer_side s ON s.offer_id = o.id AND s.side = 'stock' WHERE o.shop_id = $1 AND coalesce(s.sent_value, -1) NOT IN (20, 22) ORDER BY 1`, [shop.id]);
    expect(unsent.map((row) => row.sku)).toEqual([product.skus[1], product.skus[3]]);
    if ((await shop.causes()).length > 0) expect((await stand.api('POST', '/api/bulk-actions', { kind: 'retry', filter: { shop: shop.id } })).status).toBe(202);
    await shop.settle();
    expect(await numbers(shop, product.skus)).toEqual([20, 21, 22, 23]);
    expect(await shop.causes()).toEqual([]);
  });

  scenario('a push whose answer never comes is sent once more, and the newest number stands', async (shop) => {
    const product = await shop.product({ stock: 9 });
    await shop.publish(product);
    await shop.fault(terms.stock, { kind: 'hang', ms: 1_500, when: 'after' });
    const mark = await shop.mark();
    await impatient(700, async () => {
      await shop.count(product.variantIds[0], 4);
      await until(async () => (await shop.calls(mark, terms.stock)).length > 0 && (await stand.idle()), 'the house gave up waiting');
    });
    await shop.count(product.variantIds[0], 3);
    await shop.settle();
    expect(await shop.stockThere(product.code)).toBe(3);
  });

  scenario('a worker that dies after its push leaves nothing wrong', async (shop) => {
    const product = await shop.product({ stock: 9 });
    await shop.publish(product);
    await dieAfter(stand, terms.stock, () => shop.count(product.variantIds[0], 2));
    await shop.count(product.variantIds[0], 6);
    await shop.settle();
    expect(await shop.stockThere(product.code)).toBe(6);
  });

  scenario('read back: what was changed there is made equal again', async (shop) => {
    const product = await shop.product({ stock: 9, price: 22_000 });
    await shop.publish(product);
    const [listing] = await shop.there(product);
    await stand.control('PATCH', `/listings/${listing?.id}`, { shop: shop.remote, stock: 500, price: 1_000 });
    await stand.passTime(sixHours + 60_000);
    await shop.settle();
    expect(await shop.there(product)).toMatchObject([{ live: true, variants: [{ stock: 9, price: 22_000 }] }]);
  });

  scenario('read back: what was deleted there is told, and not made again', async (shop) => {
    const product = await shop.product({ stock: 9 });
    await shop.publish(product);
    const [listing] = await shop.there(product);
    if (terms.hidesDeleted) await stand.control('PATCH', '/settings', terms.hidesDeleted);
    await stand.control('PATCH', `/listings/${listing?.id}`, { shop: shop.remote, delete: true });
    await stand.passTime(sixHours + 60_000);
    await shop.settle();
    expect(await shop.causes()).toHaveLength(1);
    expect((await shop.there(product)).filter((entry) => entry.live)).toEqual([]);
    expect((await shop.calls(0, terms.create[0])).filter((call) => call.effect === 'created')).toHaveLength(1);
  });

  scenario('HTML and an endless answer to a push change no number for good', async (shop) => {
    const product = await shop.product({ stock: 9 });
    await shop.publish(product);
    for (const [value, fault] of [[5, { kind: 'html', status: 200, when: 'after' }], [4, { kind: 'html', status: 502 }], [3, { kind: 'endless', when: 'after' }]] as const) {
      await shop.fault(terms.stock, fault);
      await shop.count(product.variantIds[0], value);
      await shop.settle();
      expect(await shop.stockThere(product.code)).toBe(value);
    }
    expect(await shop.causes()).toEqual([]);
  });
});
