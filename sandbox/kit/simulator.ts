import type { SandboxClock } from './clock.js';
import type { Store } from './store.js';

/** One call as it arrived. `path` is without the query; `query` is as sent, without '?'. `local` is the address it came in by, such as 'http://127.0.0.1:4101'. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly local: string;
}
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** What the call did, for the log: the oracle of every test. */
  readonly effect?: 'none' | 'created' | 'updated' | 'deleted';
  readonly subject?: string | null;
}
/** A push to a receiver. The kit sends it at its time, again by `retryAfterMs` when `accepted` says no, and keeps every delivery. */
export interface Push {
  readonly shop: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** The vendor's schedule: waits before each retry, in sandbox ms; empty: never again. */
  readonly retryAfterMs: readonly number[];
  /** How long the receiver may take, ms. */
  readonly deadlineMs: number;
  accepted(status: number, body: string): boolean;
  /** Once it is given up, or accepted. */
  ended?(ok: boolean): void;
  /** Builds the very push at the time it leaves, where the vendor does so. */
  late?(): { readonly headers: Readonly<Record<string, string>>; readonly body: string | Uint8Array } | null;
}
export interface Settings {
  latencyMs: number; jitterMs: number; callsPerSecond: number; burst: number; searchLagMs: number; auditMs: number; audit: 'approve' | 'reject'; feedMs: number;
  webhookDelayMs: number; webhookDuplicates: number; webhookDrop: number; webhookShuffle: boolean; accessTokenSeconds: number; idsFrom: string; unconfirmed: Record<string, unknown>;
}
/** What the kit gives a simulator. */
export interface Ground {
  readonly clock: SandboxClock;
  readonly store: Store;
  readonly settings: Settings;
  /** This simulator's base address. */
  url(): string;
  push(push: Push): void;
  /** Runs `work` when its time has come, in sandbox time; `advanceMs` runs what falls due before it answers. Not kept over a restart: set it again from what is stored. */
  at(timeMs: number, work: () => void): void;
  random(hexDigits: number): string;
}
/** Refused by the control door: 400 with this sentence. */
export class ControlError extends Error {}

export interface OrderWish { readonly shop: string; readonly lines: readonly { readonly sku?: string; readonly id?: string; readonly quantity: number }[]; readonly buyer?: Readonly<Record<string, unknown>>; readonly unpaid?: boolean; readonly at?: number }

/** The uniform core of `GET /_control/state`, which every simulator fills: prices are whole rupiah as strings, stock is what buyers may buy. */
export interface ShopState { readonly id: string; readonly name: string; readonly listings: readonly ListingState[]; readonly orders: readonly OrderState[]; readonly webhooks: unknown; readonly [more: string]: unknown }
export interface ListingState {
  readonly id: string; readonly sku: string; readonly title: string; readonly state: string; /** Buyers can see it. */ readonly live: boolean; readonly category: string; readonly photos: readonly string[];
  readonly variants: readonly { readonly id: string; readonly sku: string; readonly price: string; readonly stock: number; readonly reserved: number; readonly options: Readonly<Record<string, string>> }[]; readonly [more: string]: unknown;
}
export interface OrderState { readonly id: string; readonly status: string; readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly title: string; readonly [more: string]: unknown }[]; readonly history: readonly unknown[]; readonly placedAt: number; readonly total: string; readonly [more: string]: unknown }

/** One running practice marketplace. */
export interface Simulation {
  openShop(wish: { readonly name: string; readonly app?: string; readonly grant?: string }): { readonly shop: string; readonly credentials: Readonly<Record<string, unknown>> };
  /** Which shop a call concerns, before it is judged; null where none can be told. For limits, faults and the log. */
  shopOf(call: Call): string | null;
  handle(call: Call): Answer | Promise<Answer>;
  /** The vendor's own envelope for a code, for faults; null: no such code here. */
  vendorError(code: string, call: Call): Answer | null;
  rateLimited(retryAfterSeconds: string | null): Answer;
  /** Makes that many (or these SKUs) of a batch fail, each in the vendor's form, while the rest takes effect. Null: this call is no batch. */
  partial?(call: Call, fail: number | readonly string[]): Answer | Promise<Answer> | null;
  state(shop: string | null): readonly ShopState[];
  order(wish: OrderWish): OrderState;
  moveOrder(id: string, move: Readonly<Record<string, unknown>> & { readonly to: string }): OrderState;
  patchListing(id: string, patch: Readonly<Record<string, unknown>>): ListingState;
  expireToken(shop: string, kind: 'access' | 'refresh'): void;
  revoke(shop: string): void;
  reset(shop: string | null): void;
  /** Buttons of the seller's page: what an order may become next, in the vendor's words. */
  nextMoves(order: OrderState): readonly string[];
  photo(hash: string): { readonly bytes: Uint8Array; readonly mime: string } | null;
}
export interface Simulator {
  readonly name: string;
  readonly title: string;
  /** Added to the base port; absent: any free port. */
  readonly portOffset?: number;
  /** Vendor specific defaults: ids' start, and what its papers leave open. */
  readonly defaults?: Partial<Settings>;
  /** Fields whose values are masked in the log. */
  readonly secrets: readonly string[];
  /** Where a vendor has no batches, a partial fault is refused. */
  readonly hasBatches: boolean;
  start(ground: Ground): Simulation;
}
