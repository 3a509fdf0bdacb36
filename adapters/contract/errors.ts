import { causes, type Cause } from './causes/index.js';
import type { Issue } from './exchange.js';

/** What an adapter's error asks the house to do; `sync/verdicts.ts` alone turns it into columns. */
export type Verdict = 'retry' | 'wait' | 'park' | 'reauthorise' | 'reject' | 'gone' | 'look-first' | 'alarm';

/** Who waits when a limit or a quota is met. */
export type Scope = 'subject' | 'op' | 'shop' | 'app';

export interface AdapterErrorDetail {
  /** The marketplace's own code and message, kept for the operator; never shown as the sentence. */
  readonly rawCode?: string;
  readonly scope?: Scope;
  /** Milliseconds from now; adapters have no clock. */
  readonly afterMs?: number | null;
  /** Or an instant the marketplace names (ms since 1970). */
  readonly until?: number | null;
  readonly issues?: readonly Issue[];
}

/** An error of an adapter *is* its verdict. Throw one of the classes below. `message` is the marketplace's own, for logs and the raw view. */
export abstract class AdapterError extends Error {
  abstract readonly verdict: Verdict;
  readonly rawCode: string;
  readonly scope: Scope;
  readonly afterMs: number | null;
  readonly until: number | null;
  readonly issues: readonly Issue[];

  constructor(message: string, detail: AdapterErrorDetail = {}) {
    super(message);
    this.name = new.target.name;
    this.rawCode = detail.rawCode ?? '';
    this.scope = detail.scope ?? 'subject';
    this.afterMs = detail.afterMs ?? null;
    this.until = detail.until ?? null;
    this.issues = detail.issues ?? [];
  }
}

/** Passing trouble: backoff on the row. */
export class Retry extends AdapterError { readonly verdict = 'retry'; }
/** A limit or quota: whoever `scope` names waits; the attempt is given back. */
export class Wait extends AdapterError { readonly verdict = 'wait'; }
/** Promotion, audit, holiday: this side or listing waits, shown as waiting, with the reason in `rawCode` and `issues`. */
export class Park extends AdapterError { readonly verdict = 'park'; }
/** The access token is not accepted. `issues` may name why (revoked, permission). */
export class Reauthorise extends AdapterError { readonly verdict = 'reauthorise'; }
/** The data are wrong: field-by-field issues, no retry. */
export class Reject extends AdapterError { readonly verdict = 'reject'; }
/** Deleted there. */
export class Gone extends AdapterError { readonly verdict = 'gone'; }
/** Unclear end of a call that must not be repeated: `recover` before anything else. */
export class LookFirst extends AdapterError { readonly verdict = 'look-first'; }
/** The API changed under us: an answer that cannot be decoded, a signature that is refused. No retry, evidence kept. */
export class Alarm extends AdapterError { readonly verdict = 'alarm'; }

const classes = { 'retry': Retry, 'wait': Wait, 'park': Park, 'reauthorise': Reauthorise, 'reject': Reject, 'gone': Gone, 'look-first': LookFirst, 'alarm': Alarm } as const;
/** The error that is this verdict, for adapters that judge by a table. */
export const errorAs = (verdict: Verdict, message: string, detail: AdapterErrorDetail): AdapterError => new classes[verdict](message, detail);
/** What a cause's sentence asks for, out of what is known; a dash for what is not. Shop and time are the house's to say. */
export const paramsFor = (cause: Cause, known: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries([...causes[cause].id.sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').filter((name) => name !== 'toko' && name !== 'waktu').map((name) => [name, known[name] ?? '—']));

/** Across module copies (an adapter loaded from another folder) `instanceof` is no proof; the shape is. */
export function isAdapterError(error: unknown): error is AdapterError {
  return error instanceof Error && typeof (error as Partial<AdapterError>).verdict === 'string' && Array.isArray((error as Partial<AdapterError>).issues);
}

/** What an error that names no cause stands for: every answer of a marketplace has one of the house. */
const plain: Readonly<Record<Verdict, Cause>> = {
  'retry': 'marketplace-slow', 'wait': 'call-limit', 'park': 'under-review', 'reauthorise': 'token-expired', 'reject': 'unknown', 'gone': 'deleted-there', 'look-first': 'marketplace-slow', 'alarm': 'api-changed',
};
export const causeOf = (error: AdapterError): Cause => error.issues[0]?.cause ?? plain[error.verdict];
