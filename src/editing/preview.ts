import { fill, type Caller, type Tx } from '../kernel/index.js';
import type { Field, Refused } from './apply-change.js';
import type { ChosenRow } from './chosen-rows.js';
import { editErrors } from './errors.js';

/** Beyond these a person says yes first: a price, stock or weight that falls or rises by more than so many percent, more rows than that, more stocks than that to nothing. */
export interface Limits { readonly fallPercent: number; readonly risePercent: number; readonly rows: number; readonly toZero: number }
export const usualLimits: Limits = { fallPercent: 50, risePercent: 100, rows: 500, toZero: 0 };

export interface Sample { readonly id: string; readonly code: string; readonly title: string; readonly before: unknown; readonly after: unknown }
export interface PreviewFacts {
  readonly limits: Limits; readonly total: number; readonly changing: number; readonly unchanged: number; readonly refused: Readonly<Partial<Record<Refused, number>>>;
  readonly falls: number; readonly rises: number; readonly toZero: number; readonly lowest: number | null; readonly highest: number | null; readonly samples: readonly Sample[];
}
const samplesKept = 10;

/** Gathers counts and extremes of what would be changed; the samples are the rows that move furthest. */
export class Preview {
  #counts = { total: 0, changing: 0, unchanged: 0, falls: 0, rises: 0, toZero: 0 };
  #refused: Partial<Record<Refused, number>> = {};
  #lowest: number | null = null;
  #highest: number | null = null;
  #samples: { far: number; sample: Sample }[] = [];

  constructor(private readonly field: Field, private readonly limits: Limits) {}

  refuse(why: Refused): void {
    this.#counts.total += 1;
    this.#refused[why] = (this.#refused[why] ?? 0) + 1;
  }

  keep(): void {
    this.#counts.total += 1;
    this.#counts.unchanged += 1;
  }

  change({ id, code, title, before }: Pick<ChosenRow, 'id' | 'code' | 'title' | 'before'>, after: unknown): void {
    this.#counts.total += 1;
    this.#counts.changing += 1;
    let far = 0;
    if (typeof after === 'number') {
      this.#lowest = Math.min(this.#lowest ?? after, after);
      this.#highest = Math.max(this.#highest ?? after, after);
      if (typeof before === 'number') {
        far = Math.abs(after - before) / Math.max(1, before);
        if ((before - after) * 100 > before * this.limits.fallPercent) this.#counts.falls += 1;
        if (before > 0 && (after - before) * 100 > before * this.limits.risePercent) this.#counts.rises += 1;
        if (this.field === 'stock' && after === 0) this.#counts.toZero += 1;
      }
    }
    if (this.#samples.length < samplesKept || far > (this.#samples.at(-1)?.far ?? 0)) this.#samples = [...this.#samples, { far, sample: { id, code, title, before, after } }].sort((a, b) => b.far - a.far).slice(0, samplesKept);
  }

  facts(): PreviewFacts {
    return { limits: this.limits, ...this.#counts, refused: this.#refused, lowest: this.#lowest, highest: this.#highest, samples: this.#samples.map(({ sample }) => sample) };
  }
}

const nouns = { price: { id: 'harga', en: 'prices' }, stock: { id: 'stok', en: 'stocks' }, weight: { id: 'berat', en: 'weights' }, category: { id: 'kategori', en: 'categories' }, attributes: { id: 'atribut', en: 'attributes' }, 'marketplace-attribute': { id: 'isian marketplace', en: 'marketplace attributes' } } as const;
const sentences = {
  falls: { id: '{n} {what} turun lebih dari {percent} %', en: '{n} {what} fall by more than {percent} %' }, rises: { id: '{n} {what} naik lebih dari {percent} %', en: '{n} {what} rise by more than {percent} %' },
  rows: { id: '{n} baris berubah, lebih dari {most}', en: '{n} rows change, more than {most}' }, 'to-zero': { id: '{n} stok menjadi 0', en: '{n} stocks become 0' },
} as const;

/** What goes beyond the limits, worst first; empty: nothing has to be confirmed. */
export function warningsOf(field: Field, facts: PreviewFacts, language: Caller['language']): { readonly kind: keyof typeof sentences; readonly count: number; readonly sentence: string }[] {
  const { limits, falls, rises, toZero, changing } = facts, say = (kind: keyof typeof sentences, n: number) => ({ kind, count: n, sentence: fill(sentences[kind][language], { n, what: nouns[field][language], percent: kind === 'rises' ? limits.risePercent : limits.fallPercent, most: limits.rows }) });
  return [...(falls > 0 ? [say('falls', falls)] : []), ...(rises > 0 ? [say('rises', rises)] : []), ...(toZero > limits.toZero ? [say('to-zero', toZero)] : []), ...(changing > limits.rows ? [say('rows', changing)] : [])];
}

/** Refuses what goes beyond the limits and was not said yes to. */
export function demandConfirmation(field: Field, facts: PreviewFacts, confirmed: boolean | undefined, language: Caller['language']): void {
  const warnings = warningsOf(field, facts, language);
  if (warnings.length > 0 && confirmed !== true) throw editErrors.confirm({ rincian: warnings.map((warning) => warning.sentence).join('; ') }, { warnings, preview: facts });
}

/** The nearest co-op's own limits, else the house's. */
export async function limitsOf(tx: Tx, cooperativeId: string): Promise<Limits> {
  const row = await tx.row<{ limits: Limits }>(`SELECT up.edit_limits AS limits FROM app.cooperative mine JOIN app.cooperative up ON mine.path LIKE up.path || '%' WHERE mine.id = $1 AND up.edit_limits IS NOT NULL ORDER BY length(up.path) DESC LIMIT 1`, [cooperativeId]);
  return row?.limits ?? usualLimits;
}
