import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyChange, type Change } from './apply-change.js';

const price = (before: number | null, change: Change): unknown => {
  const changed = applyChange('price', before, change);
  return 'after' in changed ? changed.after : changed.refused;
};

describe('what a change makes of a value', () => {
  it.each<[number | null, Change, unknown]>([
    [10_000, { how: 'set', value: 12_500 }, 12_500], [10_000, { how: 'add', value: -2_500 }, 7_500], [10_000, { how: 'percent', value: 12.5 }, 11_250], [12_345, { how: 'percent', value: -50 }, 6_173], [9_999, { how: 'percent', value: 0.0001 }, 9_999],
    [12_345, { how: 'round', round: { to: 500, way: 'up' } }, 12_500], [12_345, { how: 'round', round: { to: 500, way: 'down' } }, 12_000], [12_345, { how: 'round', round: { to: 500, way: 'nearest' } }, 12_500], [12_500, { how: 'round', round: { to: 500, way: 'down' } }, 12_500],
    [12_345, { how: 'round', round: { to: 1_000, way: 'up', ending: 900 } }, 12_900], [12_345, { how: 'round', round: { to: 1_000, way: 'down', ending: 900 } }, 11_900], [10_000, { how: 'percent', value: 7, round: { to: 1_000, way: 'nearest' } }, 11_000],
    [400, { how: 'round', round: { to: 500, way: 'down' } }, 'out-of-range'], [1, { how: 'round', round: { to: 3, way: 'nearest' } }, 'out-of-range'], [100, { how: 'add', value: -100 }, 'out-of-range'], [900_000_000, { how: 'percent', value: 50 }, 'out-of-range'], [null, { how: 'add', value: 5 }, 'no-value'], [null, { how: 'set', value: 5 }, 5],
  ])('%j by %j is %j', (before, change, after) => expect(price(before, change)).toEqual(after));

  it('stock falls to nothing, and no further', () => {
    expect([applyChange('stock', 5, { how: 'add', value: -5 }), applyChange('stock', 5, { how: 'add', value: -6 }), applyChange('stock', 0, { how: 'percent', value: 50 })]).toEqual([{ after: 0 }, { refused: 'below-zero' }, { after: 0 }]);
    expect(applyChange('stock', 5, { how: 'round', round: { to: 12, way: 'nearest' } })).toEqual({ after: 0 });
    expect([applyChange('category', 7, { how: 'set', value: null }), applyChange('weight', null, { how: 'set', value: 250 })]).toEqual([{ after: null }, { after: 250 }]);
  });

  it('rounding lands on the grid, on the right side, less than a step away; doing it twice is doing it once', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 500_000_000 }), fc.integer({ min: 1, max: 100_000 }), fc.nat(99_999), fc.constantFrom('up', 'down', 'nearest'), (before, to, end, way) => {
      const round = { to, way, ending: end % to } as const, after = price(before, { how: 'round', round });
      if (typeof after !== 'number') return before < to + (end % to);
      const side = way === 'up' ? after >= before && after - before < to : way === 'down' ? after <= before && before - after < to : Math.abs(after - before) * 2 <= to || after < to + round.ending;
      return (after - round.ending) % to === 0 && side && price(after, { how: 'round', round }) === after;
    }));
  });
});
