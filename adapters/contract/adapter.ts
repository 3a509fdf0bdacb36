/**
 * The ports of a marketplace. An adapter translates between these and the vendor's protocol, and does nothing else:
 * no database, no queue, no framework, no clock, no randomness. A port that is absent is a thing the marketplace cannot do.
 */
import type { AdapterError, Scope } from './errors.js';
import type { Bilingual, CategoryRules, Issue, ListingDraft, RawRequest, RemoteOrder, RemoteShop, SeenListing, SheetLayout, WireRequest, WireResponse } from './exchange.js';
import type { FeeRow } from './fees.js';

/** One marketplace. The folder's name is its name; nothing else in the house says it. */
export interface Adapter<C extends object = object, S extends object = object> {
  readonly marketplace: string;
  readonly title: string;                      // "TikTok Shop + Tokopedia"
  readonly short: string;                      // on chips: "TikTok"
  readonly sellerCentre?: string;              // where a seller mends what the API cannot; absent: the shop's own address
  readonly words: Readonly<Record<string, Bilingual>>; // labels and help of credential and setting fields
  readonly credentials: new () => C;           // class-validator: app keys and tokens, sealed per connection
  readonly settings: new () => S;              // class-validator: channel, warehouse, pickup point, language
  /** Base addresses by host name. In a practice connection every host name leads to the practice marketplace instead. */
  readonly hosts: Readonly<Record<'live' | 'test', Readonly<Record<string, string>>>>;
  /** Where the address belongs to the shop (a web shop of one's own): by host name, from the credentials; wins over `hosts` in every environment. */
  addresses?(credentials: C): Readonly<Record<string, string>> | null; // null: the usual hosts
  readonly limits: readonly Limit[];           // defaults; a shop may override. A call needs a token of every limit that names its op
  readonly stockTakenAt: 'placed' | 'paid';    // when the marketplace lowers its own number
  readonly lookupLagMs: number;                // how long a new item may stay invisible to recover()
  readonly photosByUrl: boolean;               // the shop fetches from us: preflight wants PUBLIC_URL
  /** What it keeps of a sale, as far as it is publicly known. Data, not code: discovery reads them from the folder's `fees.json`, where there is one. */
  readonly fees?: readonly FeeRow[];
  /** Sheets the seller centre hands out, which list what is on sale without the API. Absent: none is known. */
  readonly sheets?: readonly SheetLayout[];
  /** How long tokens that were typed in live from now, in ms; null or absent: they do not expire. */
  tokenLifeMs?(credentials: C): number | null;
  /** Identifies the app behind credentials: the key of limits `per: 'app'`, and of a webhook address. */
  app(credentials: C): string;
  readonly consent?: {                         // absent: keys are typed in (Blibli, WooCommerce)
    link(app: C, state: string, returnTo: string): { readonly host: string; readonly path: string };
    exchange(app: C, query: Readonly<Record<string, string>>, tools: Tools<C>): Promise<readonly Grant<C>[]>; // one for each set of tokens: some marketplaces have one for all shops, others one for each
  };
  readonly webhooks?: {
    /** Throws `Reject` unless signed. Yields news, never data; `reply` is what this marketplace calls an acknowledgement.
     *  `secret` is what `subscribe` was given; adapters whose pushes are signed with an app key ignore it. `unsigned`: answered all the same (the ping of a registration), and never a trace of anything. `signedAt`: the instant the
     *  signature covers, where it covers one; what is a quarter of an hour away from now is refused, be it signed or not. */
    read(request: RawRequest, credentials: C, secret: string): { notices: readonly Notice[]; reply: { status: number; body: string }; unsigned?: true; signedAt?: number };
    /** Called for each connection, and again every day and after a silence: idempotent, and wakes what the marketplace switched off. Absent: a person pastes the address. */
    subscribe?(address: string, secret: string, tools: Tools<C>): Promise<void>;
    missed?(cursor: Cursor | null, tools: Tools<C>): Promise<Page<Notice>>;            // pushes the marketplace kept for us
  };
  connect(shop: { readonly remoteId: string; readonly country: string; readonly settings: S }, tools: Tools<C>): Session<C>;
}
/** Tokens and the shops they open. `endsAt`: when consent itself ends. */
export interface Grant<C> { readonly credentials: C; readonly expiresAt: number | null; readonly shops: readonly RemoteShop[]; readonly endsAt?: number | null }
export interface Limit { readonly ops: readonly string[] | 'all'; readonly per: Scope; readonly calls: number; readonly everyMs: number; readonly burst: number }
export interface Notice { readonly shop: string | null; readonly kind: 'order' | 'listing' | 'offer' | 'shop'; readonly id: string; readonly dedupe: string }

/** The only way out: no other network, clock, randomness or storage. */
export interface Tools<C> {
  send(call: {
    readonly op: string;             // one kind of call, as limits name it
    readonly subject?: string;       // for limits per SKU, product, queue id
    /** 'make' must not be repeated: any unclear end (timeout, cut, 5xx, HTML) is thrown as look-first. */
    readonly effect: 'read' | 'set' | 'make';
    readonly timeoutMs?: number;     // default 15 s; always well below the row's lease
    /** Runs once the limits granted the call: timestamp, nonce, token are fresh; nothing is resent verbatim. `now` is the remote host's clock as known. */
    build(credentials: C, now: number, nonce: string): WireRequest;
  }): Promise<WireResponse>;
  /** Lossless: integers beyond 2^53 arrive as strings. */
  json(response: WireResponse): unknown;
  /** Their ids of our photos in this shop, kept between runs; `use` names place and rendition. */
  readonly media: { find(sha256: string, use: string): string | null; learn(sha256: string, use: string, id: string): Promise<void>; forget(sha256: string, use: string): Promise<void> };
}

/** One shop, opened. An absent port is a thing this marketplace cannot do; fulfilment, returns, finance join the same way. */
export interface Session<C> {
  check(): Promise<readonly RemoteShop[]>; // cheapest read; one grant may open several shops
  choices(): Promise<Readonly<Record<string, readonly { id: string; label: string }[]>>>; // fills the settings form
  readonly listings: Listings;
  readonly offers: Offers;
  readonly orders: Orders;
  readonly categories: Categories;
  readonly refresh?: (now: C) => Promise<{ credentials: C; expiresAt: number | null; endsAt: number | null }>; // the caller holds the connection's lease; endsAt: when consent itself ends
}

export interface Listings {
  /** Makes the remote equal the draft. `keep` is awaited after each effect that must not be repeated (add_item before
   *  init_tier_variation, parent before variations). What has variants is born hidden and shown last. */
  put(draft: ListingDraft, known: RemoteRef | null, intent: Intent, keep: (ref: RemoteRef) => Promise<void>): Promise<Receipt>;
  /** What became of an intent with no recorded end? 'absent' is proof; 'unsure' means ask later, never create. */
  recover(draft: ListingDraft, intent: Intent): Promise<RemoteRef | 'absent' | 'unsure'>;
  outcome(ref: RemoteRef, note?: string | null): Promise<Receipt>; // feed, audit, QC: at `askAfterMs` or on a notice; `note` of the last receipt
  withdraw(ref: RemoteRef): Promise<Receipt>;
  /** Everything the shop has, whoever made it: for drift and adoption. May repeat an item, never leaves one out. `whole` (adoption): also what costs a call for each listing, such as texts that its list does not tell. */
  all(cursor: Cursor | null, whole?: boolean): Promise<Page<Standing>>;
}
/** `key` is stored before the call: TikTok's idempotency_key, Blibli's requestId, WooCommerce's meta_data. */
/** `keyLost`: the house was restored from a backup, so that another key may have made it: what bears the draft's code or SKUs counts as ours. */
export interface Intent { readonly key: string; readonly openedAt: number; readonly keyLost?: boolean }
export interface RemoteRef {
  readonly ticket?: string; // Blibli queue id: no item yet
  readonly itemId?: string;
  readonly variants: Readonly<Record<string, { readonly itemId: string; readonly variantId: string }>>; // by our SKU; variantId '' where there are none
}
export interface Receipt {
  /** queued: accepted, nothing exists yet, never put again · review: exists, undecided, an older version may sell */
  readonly state: 'queued' | 'review' | 'live' | 'refused' | 'ended';
  readonly ref: RemoteRef;
  readonly offersOpen: boolean;      // TikTok takes stock only when ACTIVATE
  readonly askAfterMs?: number;
  readonly issues: readonly Issue[]; // refused: what to fix; live: fields the marketplace cleared
  readonly note?: string;            // the adapter's words to itself: kept until the next receipt, and handed to the outcome it waits for
  /** Where one listing stands on several platforms: platform → one of the states above or, where none fits, the marketplace's own word. `words` may name the platform. */
  readonly places?: Readonly<Record<string, string>>;
}

/** `seen` null: deleted there, nothing of it is left to be shown. */
export interface Standing extends Receipt { readonly seen: SeenListing | null }

export type Side = 'stock' | 'price';
export interface OfferRef { readonly sku: string; readonly itemId: string; readonly variantId: string; readonly locationId?: string }
export interface Change extends OfferRef { readonly value: bigint; readonly sent: bigint | null }
export interface Offers {
  /** Pure: how calls group here (50 models of one item, variations of one parent, any 100 SKUs). */
  batches(offers: readonly OfferRef[], side: Side): readonly (readonly OfferRef[])[];
  /** Absolute: what buyers may still buy now, or the price. 0 stops sales, by whatever means exist here. One answer each. */
  set(side: Side, batch: readonly (OfferRef & { readonly value: bigint })[]): Promise<readonly Answer[]>;
  /** Pure: what a change sets off there beside itself (a price that sends the listing back to review), told before it is sent. `sent`: what was last accepted. */
  warns?(side: Side, batch: readonly Change[]): readonly Issue[];
  settle?(ticket: string, batch: readonly OfferRef[]): Promise<readonly Answer[]>; // asynchronous writes
  read(batch: readonly OfferRef[]): Promise<readonly { sellable: number | null; locked: number; price: bigint | null }[]>;
}
export type Answer =
  | { readonly is: 'set' }
  | { readonly is: 'queued'; readonly ticket: string; readonly askAfterMs: number }
  | { readonly is: 'failed'; readonly error: AdapterError } // its verdict says what happens
  | { readonly is: 'mixed' };                               // the batch failed without naming whom: the engine halves it

export interface Orders {
  readonly sees: 'every-change' | 'new-only'; // new-only (Blibli): the engine re-reads open orders by get(), one id a call
  readonly rereadMs?: number;                 // new-only: how often each of them, so that pushes find room in an order's own quota (default: 10 minutes)
  readonly windowMs: number;                  // longest span of one query
  readonly freshMs: number;                   // R1's gate: how old a finished pull may be when stock is pushed (5,000; more where quotas are small)
  readonly lagMs: number;                     // how long a placed order may stay invisible to changed()
  /** All orders changed in [from, to], in any order, repeats allowed. Re-anchors rather than shifting offsets. */
  changed(window: { readonly from: number; readonly to: number }, cursor: Cursor | null): Promise<Page<RemoteOrder>>;
  get(ids: readonly string[]): Promise<readonly (RemoteOrder | Undecodable)[]>; // batches by itself
}

export interface Categories {
  readonly shared: 'marketplace' | 'country' | 'shop'; // who may use the cached copy
  readonly keepMs: number;                             // Blibli: five reads a day
  tree(): Promise<readonly { id: string; parentId: string | null; name: string; leaf: boolean }[]>;
  describe(id: string): Promise<CategoryRules>;
  suggest?(title: string, description: string): Promise<readonly string[]>; // the marketplace's own recommender
  brands?(id: string, query: string): Promise<readonly { id: string; name: string }[]>;
}

/** `next` null: the end. A poison item never stops a page. */
export type Cursor = Readonly<Record<string, string | number>>;
export interface Page<T> { readonly items: readonly (T | Undecodable)[]; readonly next: Cursor | null }
/** What cannot be decoded, as it came; `id`: its own where that at least can be told, so that it can be read again. */
export interface Undecodable { readonly undecodable: string; readonly id?: string }
