import type { Place } from '../mapping/index.js';
import { millionths, shareOf, upTo } from '../prices/index.js';

export type Field = 'price' | 'stock' | 'weight' | 'category' | 'attributes' | 'marketplace-attribute';
export interface Rounding { /** The grid: every `to`, `ending` above its multiples. */ readonly to: number; readonly way: 'up' | 'down' | 'nearest'; readonly ending?: number }
/** `shop`, `attribute`: of a marketplace's attribute, which one, and by which of its shops it is meant; `place`: what that shop stands for. set: to `value`. add: by `value`, which may be negative. percent: by `value` percent, exact to four decimals, half a unit rounded up. round: only that. After any of them `round`, if given. */
export interface Change { readonly how: 'set' | 'add' | 'percent' | 'round'; readonly value?: unknown; readonly round?: Rounding; readonly shop?: string; readonly attribute?: string; readonly place?: Pick<Place, 'marketplace' | 'scopeKey'> }
export type Refused = 'out-of-range' | 'below-zero' | 'no-value' | 'not-mapped' | 'no-attribute' | 'not-taken' | 'needs-approval';
export type Changed = { readonly after: unknown } | { readonly refused: Refused };

/** What each number may be: rupiah, pieces, grams. */
const bounds = { price: [1, 1_000_000_000], stock: [0, 1_000_000_000], weight: [1, 1_000_000] } as const;

/** What a change makes of one value; what it would spoil is refused, never bent to fit. */
export function applyChange(field: Field, before: unknown, change: Change): Changed {
  if (field === 'category' || field === 'marketplace-attribute') return { after: change.value ?? null };
  if (field === 'attributes') return { after: change.value };
  if (change.how !== 'set' && before === null) return { refused: 'no-value' };
  const value = rounded(raw(typeof before === 'number' ? before : 0, change), change.round), [least, most] = bounds[field];
  if (value < 0n && field === 'stock') return { refused: 'below-zero' };
  return value < BigInt(least) || value > BigInt(most) ? { refused: 'out-of-range' } : { after: Number(value) };
}

function raw(before: number, { how, value }: Change): bigint {
  const by = typeof value === 'number' ? value : 0;
  if (how === 'set') return BigInt(by);
  if (how === 'add') return BigInt(before) + BigInt(by);
  return how === 'percent' ? shareOf(BigInt(before), 1_000_000n + millionths(by)) : BigInt(before);
}

function rounded(value: bigint, round: Rounding | undefined): bigint {
  if (!round || value <= 0n) return value;
  const step = BigInt(round.to), grid = { step, offset: BigInt(round.ending ?? 0) };
  if (round.way === 'up') return upTo(value, grid);
  if (round.way === 'nearest') return upTo(value - (step - 1n) / 2n, grid);
  // Down to 0 is no price and no weight: the caller's bounds refuse it.
  return upTo(value + 1n, grid) - step;
}
