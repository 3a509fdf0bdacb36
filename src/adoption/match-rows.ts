import { choiceLikeness, priceLikeness, rarityOf, titleLikeness, tokensOf } from './similar-titles.js';

export interface OurVariant { readonly variantId: string; readonly productId: string; readonly sku: string; readonly title: string; readonly choice: readonly string[]; readonly price: bigint; /** Stands for another row of this shop already. */ readonly taken: boolean }
export interface TheirRow { readonly id: string; readonly item: string; readonly sku: string; readonly title: string; readonly choice: readonly string[]; readonly price: bigint | null }
/** How alike, 0 to 1, as a whole and by what. */
export interface Candidate { readonly variantId: string; readonly productId: string; readonly score: number; readonly title: number; readonly choice: number; readonly price: number }
/** `how`: 'sku' to the letter, 'near' by letters and digits, 'title' by likeness, 'doubled' a SKU that several have, 'taken' ours stands for another row, 'split' the rest of the listing is another product's. */
export interface Match {
  readonly rowId: string; readonly class: 'matched' | 'ambiguous' | 'unknown'; readonly how: 'sku' | 'near' | 'title' | 'doubled' | 'taken' | 'split' | null;
  readonly variantId: string | null; readonly score: number | null; readonly candidates: readonly Candidate[];
}

export const nearKey = (sku: string): string => sku.toUpperCase().replace(/[^A-Z0-9]/g, '');
const enough = 0.55;
const shown = 3;
const looked = 25;
/** Rows between two breaths: likeness is work for the processor, and others wait for it. */
const atOnce = 20;

/**
 * Pure. A row is matched only by its SKU, and only where that is unique on both sides: first to the letter, then by letters and digits alone. All other likeness is a proposal for a person.
 * One of ours is matched once, and what is matched can be linked: all rows of one listing belong to one product, all of one product to one listing. `breathe` is awaited now and then.
 */
export async function matchRows(ours: readonly OurVariant[], theirs: readonly TheirRow[], breathe: () => Promise<void> = async () => undefined): Promise<readonly Match[]> {
  const hits = new Map<string, { how: 'sku' | 'near'; variant: OurVariant }>(), doubts = new Map<string, { how: 'doubled' | 'taken' | 'split'; variants: readonly OurVariant[] }>(), used = new Set<string>();
  for (const [how, keyOf] of [['sku', (sku: string) => sku], ['near', nearKey]] as const) {
    const mine = grouped(ours, (variant) => keyOf(variant.sku)), others = grouped(theirs, (row) => keyOf(row.sku));
    for (const row of theirs) {
      const key = keyOf(row.sku), variants = mine.get(key) ?? [], [variant] = variants;
      if (hits.has(row.id) || doubts.has(row.id) || nearKey(key) === '' || !variant) continue;
      if (variants.length > 1 || (others.get(key)?.length ?? 0) > 1) doubts.set(row.id, { how: 'doubled', variants });
      else if (variant.taken || used.has(variant.variantId)) doubts.set(row.id, { how: 'taken', variants });
      else {
        hits.set(row.id, { how, variant });
        used.add(variant.variantId);
      }
    }
  }
  for (const [rowId, variant] of splitOff(theirs, hits)) {
    hits.delete(rowId);
    used.delete(variant.variantId);
    doubts.set(rowId, { how: 'split', variants: [variant] });
  }
  const propose = proposer(ours.filter((variant) => !variant.taken && !used.has(variant.variantId)), theirs, hits);
  const matches: Match[] = [];
  for (const [index, row] of theirs.entries()) {
    const hit = hits.get(row.id), doubt = doubts.get(row.id);
    if (index % atOnce === 0) await breathe();
    const candidates = hit ? [] : doubt ? doubt.variants.slice(0, shown).map((variant) => compare(variant, row, 1)) : propose(row);
    matches.push(hit ? { rowId: row.id, class: 'matched', how: hit.how, variantId: hit.variant.variantId, score: 1, candidates }
      : { rowId: row.id, class: candidates.length > 0 ? 'ambiguous' : 'unknown', how: doubt?.how ?? (candidates.length > 0 ? 'title' : null), variantId: null, score: candidates[0]?.score ?? null, candidates });
  }
  return matches;
}

/** Hits that cannot be linked beside the others of their listing or product: where the two disagree, the most rows win, the earlier listing at a tie. */
function splitOff(theirs: readonly TheirRow[], hits: ReadonlyMap<string, { readonly variant: OurVariant }>): [string, OurVariant][] {
  const count = new Map<string, number>(), pair = (row: TheirRow, variant: OurVariant): string => `${row.item} ${variant.productId}`;
  for (const row of theirs) {
    const hit = hits.get(row.id);
    if (hit) count.set(pair(row, hit.variant), (count.get(pair(row, hit.variant)) ?? 0) + 1);
  }
  const productOf = new Map<string, string>(), itemOf = new Map<string, string>();
  for (const [key] of [...count].sort((a, b) => b[1] - a[1])) {
    const [item = '', product = ''] = key.split(/ (?=\d+$)/);
    if (productOf.has(item) || itemOf.has(product)) continue;
    productOf.set(item, product);
    itemOf.set(product, item);
  }
  return theirs.flatMap((row): [string, OurVariant][] => {
    const variant = hits.get(row.id)?.variant;
    return variant && productOf.get(row.item) !== variant.productId ? [[row.id, variant]] : [];
  });
}

/** Likeness of title, choice and price. Where other rows of a listing are matched, only that product is thought of; else only products that belong to no listing yet. */
function proposer(free: readonly OurVariant[], theirs: readonly TheirRow[], hits: ReadonlyMap<string, { readonly variant: OurVariant }>): (row: TheirRow) => readonly Candidate[] {
  const products = grouped(free, (variant) => variant.productId);
  const mainOf = new Map<string, string>();
  for (const row of theirs) mainOf.set(row.item, mainOf.get(row.item) ?? hits.get(row.id)?.variant.productId ?? '');
  const linked = new Set(mainOf.values());
  const titles = [...products].map(([productId, variants]) => ({ productId, tokens: tokensOf(variants[0]?.title ?? ''), variants }));
  const rarity = rarityOf(titles.map((title) => title.tokens));
  const byToken = new Map<string, (typeof titles)[number][]>();
  for (const title of titles) for (const token of new Set(title.tokens)) byToken.set(token, [...(byToken.get(token) ?? []), title]);
  const known = new Map<string, ReadonlyMap<string, number>>();
  const likely = (row: TheirRow): ReadonlyMap<string, number> => {
    const main = mainOf.get(row.item) ?? '', key = `${main} ${row.title}`, found = known.get(key);
    if (found) return found;
    const tokens = tokensOf(row.title), weights = new Map<string, number>();
    if (main === '') for (const token of new Set(tokens)) for (const title of byToken.get(token) ?? []) weights.set(title.productId, (weights.get(title.productId) ?? 0) + rarity(token));
    else weights.set(main, 1);
    const best = [...weights].filter(([productId]) => productId === main || !linked.has(productId)).sort((a, b) => b[1] - a[1]).slice(0, looked);
    const likeness = new Map(best.flatMap(([productId]) => { const [first] = products.get(productId) ?? []; return first ? [[productId, titleLikeness(tokensOf(first.title), tokens, rarity)] as const] : []; }));
    known.set(key, likeness);
    return likeness;
  };
  return (row) => [...likely(row)].flatMap(([productId, title]) => (products.get(productId) ?? []).map((variant) => compare(variant, row, title))).filter((candidate) => candidate.title >= enough && candidate.score >= enough)
    .sort((a, b) => b.score - a.score).slice(0, shown);
}

function compare(variant: OurVariant, row: TheirRow, title: number): Candidate {
  const choice = choiceLikeness(variant.choice, row.choice), price = priceLikeness(variant.price, row.price);
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return { variantId: variant.variantId, productId: variant.productId, score: round(0.6 * title + 0.3 * choice + 0.1 * price), title: round(title), choice: round(choice), price: round(price) };
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
