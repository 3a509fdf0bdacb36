/**
 * What may stand on the notice board (`Facts`, beside the transaction): how a room makes another act without importing it. Every id is a decimal string.
 */
export interface FactIssue {
  readonly cause: string;
  readonly field: string | null;
  readonly value?: string;
  readonly rule?: string;
  readonly sku?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly rawCode: string;
  readonly rawMessage: string;
}
export interface FactMap {
  /** The caller holds these variants' stock_level rows. `sold`: the marketplace of `shopId` has lowered its own number by `quantities` (aligned with variantIds) at `takenAt` (ms). */
  'stock-changed': { readonly variantIds: readonly string[]; readonly sold?: { readonly shopId: string; readonly quantities: readonly number[]; readonly takenAt: number } };
  /** What lies there by a file or a new product: inventory makes it so, with a movement where it differs. The teller tells `stock-changed` afterwards, for what moved. */
  'stock-counted': { readonly counts: readonly { readonly variantId: string; readonly onHand: number; readonly kind: 'receive' | 'import'; readonly cause: string; readonly reason?: string; readonly userId?: string }[] };
  /** Rows named photos by their addresses: they wait to be fetched. */
  'photos-mentioned': Readonly<Record<never, never>>;
  /** Products have a photo more, or another one in a photo's place (`photoId` null), and a revision more. `importId`: whose row asked for it. */
  'photos-arrived': { readonly arrivals: readonly { readonly productId: string; readonly importId: string | null; readonly photoId: string | null }[] };
  /** Content of products: title, description, photos, category, weight, variants. `pricedVariantIds`: those whose price changed. */
  'product-changed': { readonly productIds: readonly string[]; readonly pricedVariantIds?: readonly string[] };
  /** The leaf, an attribute's value or the words of these categories and products: their listings there are composed anew. */
  'mapping-changed': { readonly categoryIds: readonly string[]; readonly productIds?: readonly string[]; readonly marketplace: string };
  /** What one shop (null: every shop of the marketplace) shows of these products (null: of all in the scope) beside the catalogue: its own words, the marketplace's template. */
  'shown-changed': { readonly marketplace: string; readonly shopId: string | null; readonly productIds: readonly string[] | null };
  /** A shop's stock rule, or its price rule or tier: `price` holds these two as they were. */
  'rules-changed': { readonly shopId: string; readonly price: { readonly rule: unknown; readonly tier: string | null } | null; readonly stock: boolean };
  /** What these offers of one shop should cost is different now. The scope is their federation's. */
  'prices-moved': { readonly shopId: string; readonly offerIds: readonly string[] };
  /** A shop was connected, resumed, or its grant renewed: its gate is open, look again. */
  'shop-opened': { readonly shopId: string; readonly cooperativeId: string };
  /** A person said "go on" to a shop that stopped itself. */
  'resume-asked': { readonly shopId: string; readonly cooperativeId: string };
  /** The issues that stand now for a subject: they replace the open ones; none = mended. `subject` is 'listing:7', 'order:9', 'shop' … */
  'needs-person': {
    readonly shopId: string; readonly cooperativeId: string; readonly ownerId: string; readonly operation: string; readonly subject: string;
    readonly productId?: string; readonly orderId?: string; /** All products that the failure of each cause touches, where it is about more than one. */ readonly touched?: Readonly<Record<string, readonly string[]>>; readonly issues: readonly FactIssue[];
  };
}
export type FactName = keyof FactMap;
