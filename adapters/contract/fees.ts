import type { Bilingual } from './exchange.js';

/** What a marketplace keeps of a sale. Of each kind one row counts: the most exact one that is valid on the day. */
export const feeKinds = ['commission', 'service', 'payment', 'order', 'campaign'] as const;
export type FeeKind = (typeof feeKinds)[number];

/**
 * One dated row of a marketplace's fee table. Neither `percent` nor `rupiah`: the fee exists and its figure is not known; `note` says why, and nothing is counted.
 * A row that was shipped is never edited: it gets its end, and the new figure a row of its own, so that a past day still answers as it did.
 */
export interface FeeRow {
  readonly kind: FeeKind;
  /** Remote id of the leaf it is for; null: every category. */
  readonly category: string | null;
  /** The seller's standing, in the marketplace's own word; null: every seller. */
  readonly tier: string | null;
  /** Of the price, at most four decimals. */
  readonly percent: number | null;
  /** Whole rupiah an order. */
  readonly rupiah: number | null;
  /** The percentage never takes more than this many rupiah. */
  readonly cap: number | null;
  /** First and last day (YYYY-MM-DD, the co-op's own days); `to` null: no end known. */
  readonly from: string;
  readonly to: string | null;
  /** Address or document, and the day it was read there. Null: nobody has named one. */
  readonly source: string | null;
  readonly readOn: string;
  readonly note: Bilingual | null;
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const most: Readonly<Record<'percent' | 'rupiah' | 'cap', number>> = { percent: 99.9999, rupiah: 100_000_000, cap: 100_000_000 };

/** A fee table as a folder holds it (`fees.json`). Throws, naming the row and the member that does not fit. */
export function decodeFees(table: unknown, file: string): readonly FeeRow[] {
  if (!Array.isArray(table)) throw new Error(`${file}: a list of fees was expected.`);
  return table.map((entry: unknown, index) => {
    const row = (typeof entry === 'object' && entry !== null ? entry : {}) as Readonly<Record<string, unknown>>;
    const wrong = (name: string): never => { throw new Error(`${file}: \`${name}\` of row ${index + 1} does not fit.`); };
    const text = (name: string): string | null => { const value = row[name] ?? null; return value === null || (typeof value === 'string' && value !== '') ? value : wrong(name); };
    const date = (name: string): string | null => { const value = text(name); return value === null || (day.test(value) && !Number.isNaN(Date.parse(value))) ? value : wrong(name); };
    const amount = (name: 'percent' | 'rupiah' | 'cap'): number | null => {
      const value = row[name] ?? null;
      if (value === null) return null;
      return typeof value === 'number' && value >= 0 && value <= most[name] && Number.isInteger(name === 'percent' ? Math.round(value * 1e8) / 1e4 : value) ? value : wrong(name);
    };
    const note = (row['note'] ?? null) as Partial<Bilingual> | null;
    if (note !== null && (typeof note.id !== 'string' || typeof note.en !== 'string')) wrong('note');
    return {
      kind: feeKinds.find((kind) => kind === row['kind']) ?? wrong('kind'), category: text('category'), tier: text('tier'), percent: amount('percent'), rupiah: amount('rupiah'), cap: amount('cap'),
      from: date('from') ?? wrong('from'), to: date('to'), source: text('source'), readOn: date('readOn') ?? wrong('readOn'), note: note as Bilingual | null,
    };
  });
}
