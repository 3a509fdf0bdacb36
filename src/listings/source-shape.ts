import type { CategoryRules, ListingDraft } from '../../adapters/contract/index.js';
import type { LeafChoice, Mapping } from '../mapping/index.js';
import type { Quote } from '../prices/index.js';

/** What is compared and shown: a draft without prices, quantities and functions. */
export interface DraftContent {
  readonly title: string; readonly description: string; readonly category: string; readonly brand: string | null;
  readonly attributes: ListingDraft['attributes'];
  readonly photos: readonly string[];
  readonly variants: readonly { readonly sku: string; readonly choice: Readonly<Record<string, string>>; readonly photo: string | null; readonly grams: number; readonly mm: readonly number[] }[];
}

/** What stood there when a listing was linked. `whole`: every variant there is linked to one of ours and the other way round, each under a SKU; only then can a draft say which is which. `shas`: its photos, once they were needed. `unread`: only a sheet told of it, which knows no description and no photos; no draft is sent until it was read there. */
export interface Adopted { readonly title: string; readonly description: string; readonly photos: readonly string[]; readonly whole: boolean; readonly unread?: boolean; readonly shas?: readonly string[] }
/** What an adopted listing keeps of what stood there; photos by content. */
export interface Theirs { readonly title?: string; readonly description?: string; readonly photos?: readonly string[] }
/** What one shop shows otherwise; photos: those that come first, by content. */
export interface Overrides { readonly title?: string; readonly description?: string; readonly photos?: readonly string[] }

/** Everything a draft is made of, as it stands now. */
export interface ListingSource {
  readonly product: { readonly id: string; readonly cooperativeId: string; readonly code: string; readonly cooperative: string; readonly title: string; readonly description: string; readonly brand: string | null; readonly categoryId: string | null; readonly category: string | null; readonly axes: readonly string[]; readonly attributes: Readonly<Record<string, string>>; readonly archived: boolean };
  readonly variants: readonly VariantSource[];
  readonly photos: readonly { readonly sha256: string; readonly width: number; readonly height: number; readonly variantId: string | null }[];
  readonly listing: ListedSource | null;
  readonly overrides: Overrides;
  /** The description as the marketplace's template makes it; null: there is no template. */
  readonly template: string | null;
  readonly map: LeafChoice | null;
  readonly mapping: Mapping;
  /** As last read; null: never. */
  readonly rules: CategoryRules | null;
  /** Not expired. */
  readonly rulesFresh: boolean;
  /** The mapped leaf stands in the tree as last read; true also while no tree was read. */
  readonly leafKnown: boolean;
}
/** Where it stands there, if it was ever wished for. */
export interface ListedSource { readonly id: string; readonly code: string; readonly wanted: 'live' | 'withdrawn'; /** It was accepted there before. */ readonly live: boolean; readonly accepted: DraftContent | null; readonly adopted: Adopted | null }
export interface VariantSource {
  readonly variantId: string; /** Null: no offer was made yet. */ readonly offerId: string | null; readonly sku: string; readonly choice: readonly string[]; readonly free: number; readonly buffer: number; readonly cap: number;
  readonly grams: number | null; readonly mm: readonly [number | null, number | null, number | null];
  readonly stockRev: string; readonly priceRev: string;
  /** What it costs there, and the guard's memory; `created`: it exists there already, so that its price is the offer's affair. */
  readonly quote: Quote; readonly created: boolean; readonly last: bigint | null; readonly confirmed: bigint | null;
}
