/** How a catalogue price becomes a shop's. Whole rupiah; percents exact to four decimals. */
export interface PriceRule {
  /** Added to the catalogue price, in percent; may be negative. */
  readonly percent: number;
  /** Then added; may be negative. */
  readonly fixed: number;
  /** Then rounded to this grid; 1: not at all. */
  readonly roundTo: number;
  /** Up to a multiple (the default), to the nearest one, or up to the next price that ends in `ending` ('charm': 900 of every 1000). */
  readonly rounding?: 'up' | 'nearest' | 'charm';
  /** For 'charm', below `roundTo`; left out: nine tenths of it. */
  readonly ending?: number | null;
  /** What must be left after the marketplace's fees; left out: nothing is demanded. */
  readonly floor?: PriceFloor | null;
}
/** At least the base (the catalogue price, or what the goods cost) plus percent plus fixed. `below`: raise the price until it is, or send it only when a person agrees. */
export interface PriceFloor { readonly base: 'catalogue' | 'cost'; readonly percent: number; readonly fixed: number; readonly below: 'raise' | 'ask' }
export const noRule: PriceRule = { percent: 0, fixed: 0, roundTo: 1 };

const whole = 1_000_000n;
/** Millionths: 6.5 % is 65,000. */
export const millionths = (percent: number): bigint => BigInt(Math.round(percent * 10_000));
/** A share of an amount that is not negative, half a rupiah rounded up. */
export const shareOf = (amount: bigint, ppm: bigint): bigint => (amount * ppm + whole / 2n) / whole;

/** The catalogue price plus percent plus fixed, before rounding; may be below 1. */
export const raised = (catalogue: bigint, rule: PriceRule): bigint => (catalogue * (whole + millionths(rule.percent)) + whole / 2n) / whole + BigInt(Math.trunc(rule.fixed));

/** The prices a rule may answer with: every `step` rupiah, `offset` above its multiples. */
interface Grid { readonly step: bigint; readonly offset: bigint }
export function gridOf(rule: PriceRule): Grid {
  const step = BigInt(Math.max(1, Math.trunc(rule.roundTo)));
  return { step, offset: rule.rounding === 'charm' ? BigInt(Math.max(0, Math.trunc(rule.ending ?? (rule.roundTo * 9) / 10))) % step : 0n };
}
/** The least point of the grid that is not below `value`; of a grid without offset that may be 0. */
export function upTo(value: bigint, { step, offset }: Grid): bigint {
  const above = value - offset;
  return (above <= 0n ? 0n : (above + step - 1n) / step) * step + offset;
}

/** What the rule alone says, whatever the fees. */
export function rulePrice(catalogue: bigint, rule: PriceRule): bigint {
  const value = raised(catalogue, rule), grid = gridOf(rule);
  const price = upTo(rule.rounding === 'nearest' ? value - (grid.step - 1n) / 2n : value, grid);
  return price < 1n ? 1n : price;
}

/** A charm ending that its own grid never reaches. */
export const badEnding = (rule: PriceRule): boolean => rule.rounding === 'charm' && (rule.ending ?? 0) >= rule.roundTo;

/** What must be left, a broken rupiah rounded up. Null: nothing is demanded. A cost nobody has entered is taken to be the catalogue price. */
export function floorOf(catalogue: bigint, cost: bigint | null, rule: PriceRule): bigint | null {
  if (!rule.floor) return null;
  const base = rule.floor.base === 'cost' ? cost ?? catalogue : catalogue;
  return (base * (whole + millionths(rule.floor.percent)) + whole - 1n) / whole + BigInt(Math.trunc(rule.floor.fixed));
}
