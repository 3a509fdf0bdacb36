export interface PriceRule { readonly percent: number; readonly fixed: number; readonly roundTo: number }

/**
 * What a variant costs in a shop, in whole rupiah: catalogue price + percent (rounded half up to whole rupiah) + fixed, then rounded *up* to a multiple of `roundTo`, and never below 1.
 * Percent is exact to four decimals.
 */
export function offerPrice(catalogue: bigint, rule: PriceRule): bigint {
  const tenThousandths = BigInt(Math.round(rule.percent * 10_000));
  const base = 1_000_000n;
  const raised = (catalogue * (base + tenThousandths) + base / 2n) / base + BigInt(Math.trunc(rule.fixed));
  const step = BigInt(Math.max(1, Math.trunc(rule.roundTo)));
  const rounded = ((raised + step - 1n) / step) * step;
  return rounded < 1n ? 1n : rounded;
}
