/**
 * The truth as `GET /_control/state` shows it: the same core on every marketplace; each may add fields of its own.
 * Ids are strings. Prices are numbers of whole rupiah. Instants are ISO 8601 text in UTC.
 */
export interface ShopState {
  readonly id: string;
  readonly name: string;
  readonly listings: readonly ListingState[];
  readonly orders: readonly OrderState[];
  /** Subscriptions. Deliveries are added by the kit. */
  readonly webhooks: readonly { readonly id: string; readonly url: string; readonly events: readonly string[]; readonly active: boolean }[];
  readonly photos: readonly { readonly id: string; readonly sha256: string; readonly bytes: number }[];
  readonly [more: string]: unknown;
}

export interface ListingState {
  readonly id: string;
  /** The parent SKU. */
  readonly code: string;
  readonly title: string;
  readonly description: string;
  /** The vendor's own word. */
  readonly state: string;
  /** Whether a buyer can see it. */
  readonly live: boolean;
  /** Deleted: nothing more can be done with it. */
  readonly ended?: boolean;
  readonly awaitsAudit?: boolean;
  readonly banned?: boolean;
  readonly category: string;
  /** SHA-256 of the bytes, the cover first. */
  readonly photos: readonly string[];
  /** At least one; a listing without variants has one whose id the vendor would use in an order. */
  readonly variants: readonly VariantState[];
  readonly [more: string]: unknown;
}

export interface VariantState {
  readonly id: string;
  readonly sku: string;
  readonly price: number;
  /** What a buyer can order now, promotion stock included. */
  readonly stock: number;
  /** How much of it is kept for a promotion. */
  readonly reserved: number;
  /** Option values in the order of the tiers; empty without variants. */
  readonly options: readonly string[];
  readonly [more: string]: unknown;
}

export interface OrderState {
  readonly id: string;
  /** The vendor's own word. */
  readonly status: string;
  readonly buyer: string;
  readonly lines: readonly { readonly id: string; readonly sku: string; readonly title: string; readonly quantity: number; readonly price: number }[];
  readonly total: number;
  readonly history: readonly { readonly at: string; readonly status: string }[];
  readonly [more: string]: unknown;
}
