import { describe, expect, it } from '@jest/globals';
import { migrate } from '../../src/kernel/index.js';
import { toyHouse } from '../toy/toy-house.js';

describe('migrations', () => {
  it('run again over a house that worked: a second start finds what its queue made for itself', async () => {
    const toy = await toyHouse(['satu']);
    try {
      const { productId } = await toy.product('M-1');
      await toy.publish([productId], ['satu']);
      await toy.quiet();
      await migrate(toy.database.ownerUrl);
      const before = toy.market.calls.length;
      await toy.publish([(await toy.product('M-2')).productId], ['satu']);
      await toy.quiet();
      expect(toy.market.calls.length).toBeGreaterThan(before);
      expect(toy.market.variant('satu', 'M-2')).toBeDefined();
    } finally {
      await toy.stop();
    }
  });
});
