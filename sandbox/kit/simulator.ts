/**
 * What a practice marketplace is made of. A folder `sandbox/<name>/index.ts` exports `simulator`; the kit gives it a door to the world (`Kit`)
 * and gets a `Practice` that answers the vendor's calls, and does what buyers, sellers and the system do.
 */
import type { Answer, Call } from './call.js';
import type { Clock } from './clock.js';
import type { Photos } from './photos.js';
import type { Pushes, PushRules } from './pushes.js';
import type { Schedule } from './schedule.js';
import type { OpenBehaviour, Settings } from './settings.js';
import type { Store } from './store.js';
import type { ListingState, OrderState, ShopState } from './state.js';

export interface Simulator {
  readonly name: string;
  readonly title: string;
  /** Added to SANDBOX_PORT (shopee 0, woocommerce 4). Absent: any free port. */
  readonly portOffset?: number;
  /** Settings that start otherwise here than in `settings.ts`. */
  readonly defaults?: { readonly [K in keyof Settings]?: Settings[K] };
  /** What the protocol notes leave open: the names a client may set in `unconfirmed`. */
  readonly unconfirmed: Readonly<Record<string, OpenBehaviour>>;
  readonly pushes: PushRules;
  /** The calls that take several elements; only they can fail in part. Empty or absent: a fault `partial` is refused. */
  isBatch?(call: Pick<Call, 'method' | 'path'>): boolean;
  open(kit: Kit): Practice;
}

/** All that a simulator may use of the world around it. */
export interface Kit {
  /** http://127.0.0.1:4101, no slash at the end; known once the server listens. */
  url(): string;
  readonly clock: Clock;
  /** Live: read when needed. */
  settings(): Settings;
  unconfirmed(name: string): string | number | boolean;
  readonly store: Store;
  readonly photos: Photos;
  readonly schedule: Schedule;
  readonly pushes: Pushes;
  /** The next 64-bit id as digits, unique within the simulator; begins at `idsFrom`. */
  nextId(): string;
  /** Random text of so many hexadecimal digits. */
  random(digits: number): string;
}

export interface Practice {
  /** Answers a vendor call. Everything that is put into the store meanwhile is written down before the answer leaves. */
  handle(call: Call): Answer | Promise<Answer>;
  /** The shop a call is for, for the log, limits and faults; null: none or unknown. No check of signatures. */
  shopOf(call: Call): string | null;
  rateLimited(call: Call, retryAfterSeconds: number): Answer;
  /** The vendor's envelope for an error code of its own; undefined: the vendor has no such code. `call` is null while a fault is being laid. */
  vendorError(code: string, call: Call | null): Answer | undefined;
  /** The vendor's passing trouble, for cut answers without an effect. */
  serverError(call: Call): Answer;

  openShop(wish: { name: string; app?: string; grant?: string }): { shop: string; credentials: Record<string, unknown> };
  shops(): readonly { id: string; name: string }[];
  state(shop: string): ShopState;
  placeOrder(wish: OrderWish): OrderState;
  moveOrder(wish: MoveWish): OrderState;
  /** The moves the seller centre offers for this order now. */
  movesOf(shop: string, order: string): readonly { to: string; label: string }[];
  editListing(wish: ListingEdit): ListingState;
  expireToken(shop: string, kind: 'access' | 'refresh'): void;
  revoke(shop: string): void;
  /** Back to empty: this shop's or, without one, all that the simulator keeps outside the store. The kit empties the store. */
  reset(shop?: string): void;
  /** Told after each delivery ends: delivered or given up. */
  pushEnded?(push: { id: string; shop: string; subscription: string; ok: boolean }): void;
}

export interface OrderWish {
  readonly shop: string;
  readonly lines: readonly { readonly sku?: string; readonly id?: string; readonly quantity: number }[];
  readonly buyer?: string;
  readonly unpaid?: boolean;
  /** ms since 1970; absent: now. */
  readonly at?: number;
}

export interface MoveWish {
  readonly order: string;
  /** Needed where two shops may have the same order number. */
  readonly shop?: string;
  /** The vendor's own status word. */
  readonly to: string;
  readonly by?: 'buyer' | 'seller' | 'system';
  readonly reason?: string;
  readonly tracking?: string;
  /** Only these lines move (partly shipped, partly returned). */
  readonly lines?: readonly { readonly sku?: string; readonly id?: string; readonly quantity: number }[];
}

/** One edit in the seller centre; what is absent stays as it is. What the marketplace has not is refused. */
export interface ListingEdit {
  readonly listing: string;
  readonly shop?: string;
  /** A variant's id or SKU, for price, stock and lock; absent: all of them. */
  readonly variant?: string;
  readonly title?: string;
  /** Whole rupiah. */
  readonly price?: number;
  readonly stock?: number;
  /** true hides, false shows again. */
  readonly unlist?: boolean;
  readonly delete?: boolean;
  /** The reason; null lifts the ban. */
  readonly ban?: string | null;
  readonly audit?: 'approve' | 'reject';
  /** Why an audit is rejected. */
  readonly reason?: string;
  /** Keeps `quantity` (absent: all of the stock) for a promotion until the instant (ms since 1970). */
  readonly lock?: { readonly quantity?: number; readonly until: number } | null;
}
