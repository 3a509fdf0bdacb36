import { describe, expect } from '@jest/globals';
import { until } from '../house/serve.js';
import { useStand } from './stand.js';
import { byCarrier } from './terms.js';

describe.each(await byCarrier())('%s on %s: throttled', (name, carrier, terms) => {
  const { stand, scenario } = useStand(name, terms, carrier);
  const hour = 3_600_000;

  const kinds = [['with a sane Retry-After', '7', 7_000, 9_000], ['without a Retry-After', null, 100, hour], ['with an absurd Retry-After', '99999999', hour - 10_000, hour + 1_000]] as const;
  for (const [what, header, least, most] of kinds) {
    scenario(`throttled ${what}, it waits that long and tells nobody`, async (shop) => {
      const product = await shop.product({ stock: 5 });
      await shop.fault(terms.create[0], terms.throttle(header));
      await shop.wish([product]);
      await until(async () => (await shop.calls(0, terms.create[0])).length === 1 && (await stand.idle()), 'it was throttled');
      const { n, wait } = await shop.open();
      expect(n).toBeGreaterThan(0);
      expect(wait).toBeGreaterThan(least - 2_000);
      expect(wait).toBeLessThan(most);
      for (let round = 0; round < 3; round += 1) await stand.house.house.sweep.once();
      await until(() => stand.idle(), 'nothing is tried meanwhile');
      expect(await shop.calls(0, terms.create[0])).toHaveLength(1);
      expect(await shop.causes()).toEqual([]);
      const waiting = await stand.api<{ waiting: { shopId: string }[] }>('GET', '/api/failures');
      expect(waiting.body.waiting.some((entry) => entry.shopId === shop.id)).toBe(true);
      await shop.settle();
      expect(await shop.there(product)).toMatchObject([{ live: true, variants: [{ stock: 5 }] }]);
      expect(await shop.causes()).toEqual([]);
    });
  }
});
