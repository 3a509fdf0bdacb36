import { feeKinds, type FeeKind, type FeeRow } from '../../adapters/contract/index.js';
import { gridOf, millionths, shareOf, upTo, type PriceRule } from './price-rule.js';

/** `owner`: how deep in the federation's tree the co-op stands whose row this is; 0: shipped with the adapter. */
export interface DatedFee extends FeeRow { readonly owner: number; readonly id: string | null }
export interface FeeLine { readonly kind: FeeKind; readonly percent: number | null; readonly amount: bigint; readonly known: boolean; readonly row: DatedFee }

/** Of each kind the row that counts: a co-op's own before the shipped one, the nearest co-op's before its parent's, then the one for this leaf, then for this tier, then the youngest. */
export function feesFor(rows: readonly DatedFee[], day: string, leaf: string | null, tier: string | null): readonly DatedFee[] {
  const fits = rows.filter((row) => row.from <= day && (row.to === null || row.to >= day) && (row.category === null || row.category === leaf) && (row.tier === null || row.tier === tier));
  const better = (a: DatedFee, b: DatedFee): number => b.owner - a.owner || Number(b.category !== null) - Number(a.category !== null) || Number(b.tier !== null) - Number(a.tier !== null) || (a.from < b.from ? 1 : a.from > b.from ? -1 : 0) || Number(b.id ?? 0) - Number(a.id ?? 0);
  return feeKinds.flatMap((kind) => fits.filter((row) => row.kind === kind).sort(better).slice(0, 1));
}

const percentPart = (row: FeeRow, price: bigint): bigint => {
  const share = shareOf(price, millionths(row.percent ?? 0));
  return row.cap !== null && share > BigInt(row.cap) ? BigInt(row.cap) : share;
};
/** What one sale of one piece at this price costs, fee by fee; each percentage is rounded to whole rupiah by itself, half up. */
export const feeLines = (rows: readonly DatedFee[], price: bigint): readonly FeeLine[] =>
  rows.map((row) => ({ kind: row.kind, percent: row.percent, amount: percentPart(row, price) + BigInt(row.rupiah ?? 0), known: row.percent !== null || row.rupiah !== null, row }));
export const leftOf = (rows: readonly DatedFee[], price: bigint): bigint => feeLines(rows, price).reduce((left, line) => left - line.amount, price);

/** Dearer than this nothing is sold; a floor that asks for more is out of reach. */
const dearest = 1_000_000_000_000n;
const whole = 1_000_000n;

/**
 * The least price of the rule's grid, from `from` on, that leaves at least `floor`; null: out of reach.
 * Rounded fees make what is left stumble (a rupiah more may cost two fees a rupiah each), so it is no place for halving; but unrounded it only rises. So: halve to the first price
 * whose unrounded remainder, each fee granted its half rupiah, reaches the floor (none below can), then walk the grid.
 */
export function leastLeaving(rows: readonly DatedFee[], floor: bigint, from: bigint, rule: PriceRule): bigint | null {
  if (leftOf(rows, from) >= floor) return from;
  const rates = rows.map((row) => ({ ppm: millionths(row.percent ?? 0), cap: row.cap === null ? null : BigInt(row.cap) * whole }));
  if (rates.reduce((sum, rate) => sum + rate.ppm, 0n) >= whole) return null;
  const fixed = rows.reduce((sum, row) => sum + BigInt(row.rupiah ?? 0), 0n);
  const generous = (price: bigint): bigint => rates.reduce((left, { ppm, cap }) => left - (cap !== null && price * ppm > cap ? cap : price * ppm), (price - fixed) * whole) + (BigInt(rates.length) * whole) / 2n;
  let low = from, high = dearest;
  if (generous(high) < floor * whole) return null;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (generous(middle) >= floor * whole) high = middle;
    else low = middle + 1n;
  }
  const grid = gridOf(rule);
  for (let price = upTo(low, grid); price <= dearest; price = upTo(price + 1n, grid)) if (leftOf(rows, price) >= floor) return price;
  return null;
}
