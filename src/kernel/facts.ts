import type { Tx } from './transaction.js';

/**
 * The notice board: how a lower room makes a higher one act without importing it. A fact is told inside the transaction that made it true and heard inside the same one,
 * so what it causes is committed with it or not at all. Every id is a decimal string.
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
  /** Content of products: title, description, photos, category, weight, variants. `pricedVariantIds`: those whose price changed. */
  'product-changed': { readonly productIds: readonly string[]; readonly pricedVariantIds?: readonly string[] };
  /** Category → leaf, or attribute defaults, of these categories. */
  'mapping-changed': { readonly categoryIds: readonly string[]; readonly marketplace: string };
  /** A shop's price or stock rule. */
  'rules-changed': { readonly shopId: string; readonly price: boolean; readonly stock: boolean };
  /** A shop was connected, resumed, or its grant renewed: its gate is open, look again. */
  'shop-opened': { readonly shopId: string; readonly cooperativeId: string };
  /** The issues that stand now for a subject: they replace the open ones; none = mended. `subject` is 'listing:7', 'order:9', 'shop' … */
  'needs-person': {
    readonly shopId: string; readonly cooperativeId: string; readonly ownerId: string; readonly operation: string; readonly subject: string;
    readonly productId?: string; readonly orderId?: string; readonly issues: readonly FactIssue[];
  };
}
export type FactName = keyof FactMap;
type Hearer<N extends FactName> = (tx: Tx, fact: FactMap[N]) => Promise<void>;

export class Facts {
  readonly #hearers = new Map<FactName, Hearer<never>[]>();

  /** Subscribed at boot, in floor order; a hearer that throws ends the teller's transaction. */
  hear<N extends FactName>(name: N, hearer: Hearer<N>): void {
    this.#hearers.set(name, [...(this.#hearers.get(name) ?? []), hearer]);
  }

  async tell<N extends FactName>(tx: Tx, name: N, fact: FactMap[N]): Promise<void> {
    for (const hearer of this.#hearers.get(name) ?? []) await (hearer as Hearer<N>)(tx, fact);
  }
}
