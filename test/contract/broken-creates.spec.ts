import { describe, expect } from '@jest/globals';
import { until } from '../house/serve.js';
import type { ContractShop, Made } from './contract-shop.js';
import { useStand } from './stand.js';
import { byCarrier, type Step } from './terms.js';
import { dieAfter, impatient } from './worker-death.js';

describe.each(await byCarrier())('%s on %s: creates that are broken off', (name, carrier, terms) => {
  const { stand, scenario } = useStand(name, terms, carrier);
  const choices = ['100 g', '250 g'];

  /** One listing, whole, for sale, and made once. */
  const whole = async (shop: ContractShop, product: Made): Promise<void> => {
    const listings = await shop.there(product);
    expect(listings).toMatchObject([{ live: true }]);
    expect(listings[0]?.variants.map(({ sku, price, stock }) => [sku, price, stock])).toEqual(product.skus.map((sku, index) => [sku, 20_000 + index * 1_000, 8]));
    // The log tells a call's effect when its answer left, or would have.
    const made = async (): Promise<number> => (await shop.calls(0, terms.create[0])).filter((call) => call.effect === 'created' && (call.body ?? '').includes(product.code)).length;
    await until(async () => (await made()) > 0, 'the create is in the log');
    expect(await made()).toBe(1);
    expect(await shop.causes()).toEqual([]);
  };

  terms.create.forEach((step, index) => {
    scenario(`timeout after the effect of step ${index + 1} of a create`, async (shop) => {
      const product = await shop.product({ stock: 8, choices });
      await shop.fault(step, { kind: 'hang', ms: 900, when: 'after' });
      await impatient(400, async () => {
        await shop.wish([product]);
        await until(async () => (await shop.open()).n > 0 && (await stand.idle()), 'the house gave up waiting');
      });
      await shop.settle();
      await whole(shop, product);
    });

    scenario(`crash after step ${index + 1} of a create`, async (shop) => {
      const product = await shop.product({ stock: 8, choices });
      await dieAfter(stand, step, () => shop.wish([product]));
      await shop.settle();
      await whole(shop, product);
    });

    scenario(`a cut answer after step ${index + 1} of a create`, async (shop) => {
      const product = await shop.product({ stock: 8, choices });
      await shop.fault(step, { kind: 'reset', when: 'after' });
      await shop.publish(product);
      await whole(shop, product);
    });
  });

  scenario('a look-up that lags makes no second listing', async (shop) => {
    const product = await shop.product({ stock: 8 });
    const lag = stand.house.house.marketplaces.get(name).lookupLagMs;
    await stand.control('PATCH', '/settings', { searchLagMs: Math.max(0, lag - 2_000) });
    await shop.fault(terms.create[0], { kind: 'reset', when: 'after' });
    await shop.publish(product);
    await whole(shop, product);
  });

  for (const status of [200, 502]) {
    const make: Step = terms.create[0];
    scenario(`HTML for JSON (${status}) before and after a create`, async (shop) => {
      const before = await shop.product({ stock: 8 }), after = await shop.product({ stock: 8 });
      await shop.fault({ ...make, body: before.code }, { kind: 'html', status });
      await shop.fault({ ...make, body: after.code }, { kind: 'html', status, when: 'after' });
      await shop.publish(before, after);
      await whole(shop, before);
      await whole(shop, after);
    });
  }

  scenario('an endless answer to a create', async (shop) => {
    const product = await shop.product({ stock: 8 });
    await shop.fault(terms.create[0], { kind: 'endless', when: 'after' });
    await shop.publish(product);
    await whole(shop, product);
  });
});
