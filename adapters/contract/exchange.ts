import type { Cause } from './causes/index.js';

/**
 * What crosses the counter between the house and an adapter.
 * Money: whole minor units (rupiah) as bigint. Weights: grams. Sizes: millimetres. Instants: ms since 1970, UTC. Remote ids: strings, always.
 */
export type Bilingual = Readonly<Record<'id' | 'en', string>>;
export interface RemoteShop { readonly remoteId: string; readonly name: string; readonly country: string }

/** One delivery of a push, as it arrived. `url` is the registered address (signatures cover it), not what a proxy made of it. */
export interface RawRequest { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array }
/** `host` names one of the adapter's hosts; the gateway knows the address (live, test, practice). `path` may hold a query. */
export interface WireRequest { readonly host: string; readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; readonly path: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: Uint8Array | string }
/** `remoteDate`: the answer's Date header, from which the gateway keeps each host's clock offset. */
export interface WireResponse { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array; readonly receivedAt: number; readonly remoteDate: number | null }

export interface Length { readonly min: number; readonly max: number; readonly countedIn: 'code-points' | 'utf16' | 'bytes' }
export interface AttributeRule {
  readonly id: string; readonly name: string; readonly required: boolean;
  readonly kind: 'one' | 'many' | 'text' | 'number' | 'date';
  readonly values: readonly { readonly id: string; readonly name: string }[];
  readonly custom: boolean;               // a value of one's own may be given
  readonly units: readonly string[]; readonly length?: Length;
  readonly requiredIf?: Readonly<Record<string, readonly string[]>>; // other attribute id → value ids
  readonly variation: boolean;            // may be (or must be) a variation axis
}
/** All that preflight needs to refuse, before any call, what this marketplace would refuse in this category. Absent = no such rule. */
export interface CategoryRules {
  readonly title: Length; readonly description: Length; readonly descriptionFormat: 'plain' | 'html';
  readonly photos: { readonly min: number; readonly max: number; readonly minPx: number; readonly maxPx?: number; readonly maxBytes: number; readonly formats: readonly ('jpeg' | 'png' | 'webp')[]; readonly square: 'demanded' | 'advised' | 'free' };
  readonly price: { readonly min: bigint; readonly max: bigint; readonly spread?: number };   // dearest ÷ cheapest variant
  readonly stock: { readonly min: number; readonly max: number };
  readonly weight: { readonly required: boolean; readonly maxGrams?: number }; readonly size: { readonly required: boolean; readonly maxSumMm?: number };
  readonly variants: { readonly axes: number; readonly max: number; readonly axisName: Length; readonly value: Length };
  readonly sku: Length & { readonly pattern?: RegExp };
  readonly brand: { readonly required: boolean; readonly none: string | null };               // remote id that means "no brand"
  readonly attributes: readonly AttributeRule[];
}

export interface AttributeValue { readonly id?: string; readonly text?: string; readonly unit?: string }
export interface Photo { readonly sha256: string; readonly url: string | null; render(use: string): Promise<Uint8Array> }
export interface ListingDraft {
  readonly code: string; // sent as parent SKU where there is one; unique in the shop, frozen at the first create
  /** Title and description are words, never markup; where rules say 'html', the adapter sends `withMarkup(description)`. */
  readonly category: string; readonly title: string; readonly description: string; readonly brand: string | null;
  readonly attributes: Readonly<Record<string, readonly AttributeValue[]>>;
  readonly photos: readonly Photo[];
  /** `price` and `quantity` are used only for what this call creates; on what exists they belong to Offers (R1). */
  readonly variants: readonly { readonly sku: string; readonly choice: Readonly<Record<string, string>>; readonly price: bigint; readonly quantity: number; readonly photo: Photo | null; readonly grams: number; readonly mm: readonly [number, number, number] }[];
}
/** What a person must mend. `cause` is one of the house's closed list (never a vendor's word); the raw code and message are kept beside it. */
export interface Issue { readonly cause: Cause; readonly field: string | null; readonly value?: string; readonly rule?: string; readonly sku?: string; readonly params?: Readonly<Record<string, string>>; readonly rawCode: string; readonly rawMessage: string }

/** `id`: the smallest thing that changes as a whole (Blibli: an order item inside `groupId`). `changedAt` orders its news. */
export interface RemoteOrder {
  readonly id: string; readonly groupId: string; readonly number: string;
  readonly placedAt: number; readonly paidAt: number | null; readonly changedAt: number;
  readonly expiresAt: number | null; // when an unpaid order lapses: re-read it then
  readonly shipBy: number | null;
  /** unpaid, held, to-ship: hold stock · shipped, completed: take it · cancelled: release · unknown: keep what is held, tell a person */
  readonly status: 'unpaid' | 'held' | 'to-ship' | 'shipped' | 'completed' | 'cancelled' | 'unknown';
  readonly rawStatus: string; readonly currency: string; readonly total: bigint;
  readonly buyer: { readonly name: string; readonly phone: string; readonly address: string } | null; // often masked; sealed at rest
  readonly lines: readonly { readonly id: string; readonly itemId: string; readonly variantId: string; readonly sku: string; readonly title: string; readonly quantity: number; readonly cancelled: number; readonly unitPaid: bigint; readonly sellerDiscount: bigint; readonly platformDiscount: bigint }[];
  readonly platform?: string;                      // where the marketplace has several (TOKOPEDIA); `words` may name it
  readonly fulfilledBy?: 'seller' | 'marketplace'; // marketplace: shipped from its own warehouse, which holds none of our stock; absent: seller
  readonly raw: unknown;
}

/** A listing as it stands there, in the house's words. Texts are plain, whatever markup they are kept in. */
export interface SeenListing {
  readonly code: string;      // what the seller calls the whole (parent SKU); '' where there is no such thing, or none is given
  readonly title: string; readonly description: string;
  readonly category: string;  // leaf's id; '' where it is not told
  readonly status: string;    // their word for its state
  readonly photos: readonly string[]; // addresses, the main one first
  readonly variants: readonly SeenVariant[]; // every one, also without SKU, and one with an empty choice where there are no variants
  readonly places?: Readonly<Record<string, string>>; // state by platform, where one listing is shown on several
}
/** `variantId` as in a reference: '' where there are no variants. `sku` to the letter. Null: not told. `stock`: what buyers may still buy, as `Offers.set` would set it. */
export interface SeenVariant {
  readonly itemId: string; readonly variantId: string; readonly sku: string; readonly choice: Readonly<Record<string, string>>;
  readonly price: bigint | null; readonly stock: number | null; readonly photo: string | null;
}
/**
 * A sheet of a seller centre. Columns are found by key or label in whichever row names them, never by their place; cells above the data are told from data by the item's id, which is all digits.
 * `stock` may fit several columns (warehouses): they are added, an empty one is 0. `none`: what stands for "no variants" in the columns of variant and choice. `ended`: a status that is not on sale.
 */
export interface SheetLayout {
  readonly columns: Readonly<Record<'item' | 'title' | 'variant' | 'choice' | 'sku' | 'price' | 'stock', RegExp>> & Readonly<Partial<Record<'code' | 'status', RegExp>>>;
  readonly none: RegExp; readonly ended?: RegExp;
}
