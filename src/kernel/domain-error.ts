/**
 * Errors a person can meet. Each room declares its own once, with `defineErrors`; the http edge turns them into problem+json in the reader's language.
 * A code is for ever. `{name}` in a sentence is filled from `params`; both languages hold the same placeholders (a spec checks).
 */
export interface ErrorWords {
  readonly sentence: string;
  /** What to do about it. */
  readonly next: string;
}
export interface ErrorEntry {
  readonly code: string;
  readonly status: number;
  readonly id: ErrorWords;
  readonly en: ErrorWords;
}
export type ErrorParams = Readonly<Record<string, string | number>>;

const declared = new Map<string, ErrorEntry>();

export class DomainError extends Error {
  constructor(readonly entry: ErrorEntry, readonly params: ErrorParams = {}, readonly extra: Readonly<Record<string, unknown>> = {}) {
    super(`${entry.code} ${fill(entry.en.sentence, params)}`);
    this.name = 'DomainError';
  }
}

/** `defineErrors({ notFound: { code: 'SRT-CAT-001', status: 404, id: {...}, en: {...} } })` → `errors.notFound({ … })` makes the error to throw. `extra` becomes members of the problem document. */
export function defineErrors<K extends string>(table: Readonly<Record<K, ErrorEntry>>): Readonly<Record<K, (params?: ErrorParams, extra?: Readonly<Record<string, unknown>>) => DomainError>> {
  const made = {} as Record<K, (params?: ErrorParams, extra?: Readonly<Record<string, unknown>>) => DomainError>;
  for (const name of Object.keys(table) as K[]) {
    const entry = table[name];
    const other = declared.get(entry.code);
    if (other && other.en.sentence !== entry.en.sentence) throw new Error(`Error code ${entry.code} is declared twice.`);
    declared.set(entry.code, entry);
    made[name] = (params = {}, extra = {}) => new DomainError(entry, params, extra);
  }
  return made;
}

export const declaredErrors = (): readonly ErrorEntry[] => [...declared.values()];

/** Fills `{name}`; a missing value leaves an ellipsis rather than a hole in the sentence. */
export const fill = (sentence: string, params: ErrorParams): string => sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '…'));

/** Fills a text of several sentences and leaves out those whose values nobody gave; empty where none is whole. What a marketplace refuses it does not always count out. */
export const fillWhole = (text: string, params: ErrorParams): string => text.split(/(?<=[.?])\s/).filter((sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => !['', '—'].includes(String(params[name] ?? '')))).map((sentence) => fill(sentence, params)).join(' ');
