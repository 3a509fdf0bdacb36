import { feeLines, feesFor, leastLeaving, type DatedFee, type FeeLine } from './fees.js';
import { floorOf, rulePrice, type PriceRule } from './price-rule.js';

/** What is priced: a variant as it would stand, or stands, in a shop. */
export interface Priced { readonly catalogue: bigint; /** A price that was planned for now stands in the catalogue's place. */ readonly planned?: boolean; readonly cost: bigint | null; readonly categoryId: string | null; /** The marketplace's leaf; null: not known. */ readonly leaf: string | null; /** Set for this shop alone: no rule counts. */ readonly own?: bigint | null }
export interface RuleFound { readonly rule: PriceRule; /** The co-op category whose rule it is; null: the shop's own. */ readonly categoryId: string | null }
export interface Quote extends RuleFound {
  readonly catalogue: bigint;
  /** It is made of a planned price, whose fall a person said yes to when planning it. */
  readonly planned: boolean;
  readonly price: bigint;
  /** The price is the shop's own for this variant, whatever the rule says. */
  readonly own: boolean;
  readonly fees: readonly FeeLine[];
  readonly left: bigint;
  readonly floor: bigint | null;
  /** The floor raised the price above what the rule alone says. */
  readonly lifted: boolean;
  readonly belowFloor: boolean;
  /** The floor is of the cost, and nobody has entered one. */
  readonly costMissing: boolean;
}

export interface PricedShop { readonly id: string; readonly cooperativeId: string; readonly marketplace: string; readonly name: string; readonly scopeKey: string; readonly country: string; readonly remoteId: string; readonly settings: object }
export interface Kept {
  readonly rule: PriceRule;
  /** Every category that a rule covers, with the nearest one's. */
  readonly byCategory: ReadonlyMap<string, RuleFound>;
  readonly fees: readonly DatedFee[];
  readonly day: string;
  readonly tier: string | null;
}

/** All that a shop's prices hang on, as it stood at one moment; asking it costs nothing. */
export class PriceBook {
  constructor(readonly shop: PricedShop, readonly kept: Kept) {}

  /** Whether the leaf a listing stands in makes a difference. */
  get asksLeaf(): boolean {
    return this.kept.fees.some((fee) => fee.category !== null);
  }

  asIf(other: Pick<Kept, 'rule' | 'tier'>): PriceBook {
    return new PriceBook(this.shop, { ...this.kept, ...other });
  }

  quote(priced: Priced, wouldBe?: PriceRule): Quote {
    const found: RuleFound = wouldBe ? { rule: wouldBe, categoryId: null } : (priced.categoryId === null ? undefined : this.kept.byCategory.get(priced.categoryId)) ?? { rule: this.kept.rule, categoryId: null };
    const { rule } = found;
    const rows = feesFor(this.kept.fees, this.kept.day, priced.leaf, this.kept.tier);
    const own = priced.own ?? null, plain = own ?? rulePrice(priced.catalogue, rule), floor = floorOf(priced.catalogue, priced.cost, rule);
    const price = own === null && floor !== null && rule.floor?.below === 'raise' ? leastLeaving(rows, floor, plain, rule) ?? plain : plain;
    const fees = feeLines(rows, price), left = fees.reduce((rest, line) => rest - line.amount, price);
    return { ...found, catalogue: priced.catalogue, planned: priced.planned ?? false, price, own: own !== null, fees, left, floor, lifted: price > plain, belowFloor: floor !== null && left < floor, costMissing: rule.floor?.base === 'cost' && priced.cost === null };
  }
}

/** A price that is half of what was last sent, or less, may be a slip: a person is asked. */
export const fallsFar = (price: bigint, last: bigint | null): boolean => last !== null && price * 2n <= last;
