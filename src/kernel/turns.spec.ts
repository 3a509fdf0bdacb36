import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Turns } from './turns.js';

it('lets never more through than there is, in the order they came, and all of them in the end', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 30 }), fc.infiniteStream(fc.integer({ min: 0, max: 3 })), async (weights, waits) => {
    const turns = new Turns(40), begun: number[] = [];
    let open = 0;
    await Promise.all(weights.map((weight, n) => turns.run(async () => {
      begun.push(n);
      open += Math.min(weight, 40);
      expect(open).toBeLessThanOrEqual(40);
      for (let left = waits.next().value ?? 0; left > 0; left -= 1) await Promise.resolve();
      open -= Math.min(weight, 40);
      if (n % 5 === 4) throw new Error('one of them fails');
    }, weight).catch(() => undefined)));
    expect(begun).toEqual(weights.map((_, n) => n));
  }), { numRuns: 100 });
});
