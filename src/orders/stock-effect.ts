import type { RemoteOrder } from '../../adapters/contract/index.js';

export type Hold = 'held' | 'taken' | 'released';
export interface HeldLine { readonly state: Hold; readonly quantity: number }

/** What an order's status means for stock. `unknown` keeps whatever is held. */
const meaning: Readonly<Record<RemoteOrder['status'], Hold | 'keep'>> = {
  'unpaid': 'held', 'held': 'held', 'to-ship': 'held', 'shipped': 'taken', 'completed': 'taken', 'cancelled': 'released', 'unknown': 'keep',
};

/**
 * Pure: what a line holds next. A line that was shipped stays shipped: a cancellation after it is a return, which a person books.
 * An order that was already over when it was first seen, and is older than the shop's connection, is history: it takes nothing.
 */
export function nextHold(before: HeldLine | null, status: RemoteOrder['status'], quantity: number, history: boolean): HeldLine | null {
  const wanted = meaning[status];
  if (before?.state === 'taken') return before;
  if (wanted === 'keep') return before;
  if (wanted === 'taken' && before === null && history) return null;
  if (wanted === 'released') return before && { state: 'released', quantity: 0 };
  return { state: wanted, quantity };
}

/** Pure: the same for what the marketplace ships from its own warehouse: our shelf has nothing to do with it. */
export const nextElsewhere = (before: HeldLine | null): HeldLine | null => (before?.state === 'held' ? { state: 'released', quantity: 0 } : before);

/** Pure: how the level's `reserved` changes, and how many pieces leave the shelf. */
export function effectOf(before: HeldLine | null, after: HeldLine | null): { readonly reserved: number; readonly shipped: number } {
  const was = before?.state === 'held' ? before.quantity : 0;
  const is = after?.state === 'held' ? after.quantity : 0;
  return { reserved: is - was, shipped: after?.state === 'taken' && before?.state !== 'taken' ? after.quantity : 0 };
}
