import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { feesFor, leastLeaving, leftOf, type DatedFee } from './fees.js';
import { floorOf, gridOf, noRule, rulePrice, type PriceRule } from './price-rule.js';
import { fallsFar, PriceBook } from './quote.js';

const fee = (more: Partial<DatedFee>): DatedFee => ({ kind: 'commission', category: null, tier: null, percent: null, rupiah: null, cap: null, from: '2026-01-01', to: null, source: null, readOn: '2026-01-01', note: null, owner: 0, id: null, ...more });
const percent = fc.integer({ min: 0, max: 150_000 }).map((n) => n / 10_000);
const anyFee = fc.record({ kind: fc.constantFrom('commission', 'service', 'payment', 'order', 'campaign'), percent: fc.option(percent), rupiah: fc.option(fc.integer({ min: 0, max: 500 })), cap: fc.option(fc.integer({ min: 0, max: 200 })) }).map((more) => fee(more as Partial<DatedFee>));
const anyRule = fc.record({ percent: fc.integer({ min: -300_000, max: 900_000 }).map((n) => n / 10_000), fixed: fc.integer({ min: -2_000, max: 2_000 }), roundTo: fc.constantFrom(1, 50, 100, 500, 1_000), rounding: fc.constantFrom('up', 'nearest', 'charm') }) as fc.Arbitrary<PriceRule>;

describe('the price a rule says', () => {
  it.each<[bigint, Partial<PriceRule>, bigint]>([
    [45_000n, {}, 45_000n], [10_000n, { percent: 12.3456 }, 11_235n], [10_000n, { percent: 7.5, fixed: 250 }, 11_000n], [1_001n, { roundTo: 500 }, 1_500n], [10_000n, { percent: -20, fixed: -9_000 }, 1n],
    [45_249n, { roundTo: 500, rounding: 'nearest' }, 45_000n], [45_250n, { roundTo: 500, rounding: 'nearest' }, 45_500n], [10n, { roundTo: 500, rounding: 'nearest' }, 1n],
    [45_000n, { roundTo: 1_000, rounding: 'charm' }, 45_900n], [45_901n, { roundTo: 1_000, rounding: 'charm' }, 46_900n], [45_000n, { roundTo: 10_000, rounding: 'charm', ending: 9_500 }, 49_500n], [100n, { roundTo: 1_000, rounding: 'charm' }, 900n],
  ])('%s with %o is %s', (catalogue, more, price) => {
    expect(rulePrice(catalogue, { ...noRule, ...more })).toBe(price);
  });

  it('stands on its grid, is never below 1, and never falls when the catalogue price rises', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 0, max: 1_000 }), anyRule, (catalogue, more, rule) => {
      const price = rulePrice(BigInt(catalogue), rule), { step, offset } = gridOf(rule);
      return (price === 1n || price % step === offset) && price >= 1n && rulePrice(BigInt(catalogue + more), rule) >= price;
    }));
  });

  it('keeps four decimals of a percent exactly, however large the price', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), fc.integer({ min: 0, max: 9_000_000 }), (catalogue, tenThousandths) =>
      rulePrice(BigInt(catalogue), { ...noRule, percent: tenThousandths / 10_000 }) === (BigInt(catalogue) * BigInt(1_000_000 + tenThousandths) + 500_000n) / 1_000_000n));
  });
});

describe('the floor', () => {
  it('is the least price of the grid that leaves enough: found by counting up, it is the same', () => {
    fc.assert(fc.property(fc.array(anyFee, { maxLength: 5 }), fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), anyRule, (fees, floor, start, rule) => {
      const from = rulePrice(BigInt(start), rule), { step, offset } = gridOf(rule);
      let price: bigint | null = from;
      while (price !== null && leftOf(fees, price) < BigInt(floor)) price = price > 100_000n ? null : price < offset ? offset : price - (price - offset) % step + step;
      return leastLeaving(fees, BigInt(floor), from, rule) === price;
    }), { numRuns: 600 });
  });

  it('is found though a rupiah more may leave a rupiah less', () => {
    const twice = [fee({ percent: 50 }), fee({ kind: 'service', percent: 12.5 })];
    expect([3n, 4n].map((price) => leftOf(twice, price))).toEqual([1n, 1n]);
    fc.assert(fc.property(fc.integer({ min: 0, max: 500 }), (floor) => {
      let price = 1n;
      while (leftOf(twice, price) < BigInt(floor)) price += 1n;
      return leastLeaving(twice, BigInt(floor), 1n, noRule) === price;
    }));
  });

  it('out of reach where fees take everything', () => {
    expect(leastLeaving([fee({ percent: 60 }), fee({ kind: 'service', percent: 40 })], 1n, 1n, noRule)).toBeNull();
  });

  it('is the catalogue price, or the cost with its margin; a cost nobody knows is the catalogue price', () => {
    const rule = (base: 'catalogue' | 'cost'): PriceRule => ({ ...noRule, floor: { base, percent: 12.5, fixed: 100, below: 'raise' } });
    expect([floorOf(1_001n, 500n, rule('catalogue')), floorOf(1_001n, 501n, rule('cost')), floorOf(1_001n, null, rule('cost')), floorOf(1_001n, 1n, noRule)]).toEqual([1_227n, 664n, 1_227n, null]);
  });
});

describe('the fee that counts', () => {
  const rows = [
    fee({ percent: 5 }), fee({ percent: 6, from: '2026-06-01' }), fee({ percent: 7, category: 'kopi' }), fee({ percent: 4, tier: 'star' }), fee({ percent: 1, to: '2026-03-31', category: 'teh' }),
    fee({ kind: 'order', rupiah: 1_250 }), fee({ kind: 'order', rupiah: 900, owner: 3, id: '1' }), fee({ kind: 'order', rupiah: 800, owner: 5, id: '2', from: '2026-10-01' }),
  ];
  const at = (day: string, leaf: string | null = null, tier: string | null = null) => feesFor(rows, day, leaf, tier).map((row) => row.percent ?? row.rupiah);
  it.each([
    ['2026-02-01', null, null, [5, 900]], ['2026-06-01', null, null, [6, 900]], ['2026-06-01', 'kopi', null, [7, 900]], ['2026-06-01', 'kopi', 'star', [7, 900]], ['2026-06-01', null, 'star', [4, 900]],
    ['2026-03-31', 'teh', null, [1, 900]], ['2026-04-01', 'teh', null, [5, 900]], ['2026-10-01', null, null, [6, 800]], ['2025-12-31', null, null, []],
  ] as const)('on %s, leaf %s, tier %s: %o', (day, leaf, tier, counted) => {
    expect(at(day, leaf, tier)).toEqual(counted);
  });
});

describe('a quote', () => {
  const shop = { id: '1', cooperativeId: '1', marketplace: 'pasar', name: 'Toko', scopeKey: '', country: 'ID', remoteId: '1', settings: {} };
  const book = (rule: PriceRule) => new PriceBook(shop, { rule, byCategory: new Map([['kopi', { rule: { ...noRule, percent: 50 }, categoryId: 'minuman' }]]), fees: [fee({ percent: 6.5 }), fee({ kind: 'order', rupiah: 1_250 }), fee({ kind: 'payment' })], day: '2026-11-24', tier: null });
  it('of the issue: 45,000 becomes 50,900, of which 6.5 % is 3,309', () => {
    const quote = book({ ...noRule, roundTo: 1_000, rounding: 'charm', floor: { base: 'catalogue', percent: 2, fixed: 0, below: 'raise' } }).quote({ catalogue: 45_000n, cost: null, categoryId: null, leaf: null });
    expect(quote).toMatchObject({ price: 50_900n, left: 46_341n, floor: 45_900n, lifted: true, belowFloor: false });
    expect(quote.fees.map((line) => [line.kind, line.amount, line.known])).toEqual([['commission', 3_309n, true], ['payment', 0n, false], ['order', 1_250n, true]]);
  });
  it("takes a category's rule before the shop's, and a would-be rule before both", () => {
    const priced = { catalogue: 10_000n, cost: null, categoryId: 'kopi', leaf: null };
    expect([book(noRule).quote(priced).price, book(noRule).quote({ ...priced, categoryId: 'teh' }).price, book(noRule).quote(priced, { ...noRule, percent: 10 }).price]).toEqual([15_000n, 10_000n, 11_000n]);
  });
  it('falls far at exactly half, and never from nothing', () => {
    expect([fallsFar(20_000n, 40_000n), fallsFar(20_001n, 40_000n), fallsFar(20_000n, 40_001n), fallsFar(1n, null)]).toEqual([true, false, true, false]);
  });
  it('that only asks stays below its floor, and says so', () => {
    expect(book({ ...noRule, floor: { base: 'cost', percent: 0, fixed: 0, below: 'ask' } }).quote({ catalogue: 10_000n, cost: 9_000n, categoryId: null, leaf: null })).toMatchObject({ price: 10_000n, left: 8_100n, belowFloor: true, costMissing: false });
  });
});
