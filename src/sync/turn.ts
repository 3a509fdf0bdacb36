import type { StreamName } from '../queue/index.js';
import type { ShopRecord } from '../shops/index.js';
import type { OpenShop } from './gateway.js';

/** One slice of one stream of one shop. */
export interface Turn extends OpenShop {
  readonly stream: StreamName;
  readonly signal: AbortSignal;
  /** Time is up: 1 s while other shops wait, else 20 s, or the house is stopping. Finish what is begun, then return. */
  over(): boolean;
  /** What this slice made due in another stream of the same shop: look there without waiting for the sweep. */
  hint(stream: StreamName): void;
}

/** A kind of work: how it claims, and what one slice of it does. Returns whether more is due now. Every outcome of a call is written to rows; what a stream throws is our own fault. */
export interface Stream {
  readonly name: StreamName;
  run(turn: Turn): Promise<boolean>;
  /** What is done for a shop without API access; without this, nothing. */
  unconnected?(shop: ShopRecord, over: () => boolean): Promise<void>;
}

/** Works a list with at most `width` at once; stops taking new ones when `stop` says so. The first error ends it after the ones under way. */
export async function inParallel<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as T);
  }));
}
