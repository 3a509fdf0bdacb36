import { Alarm, causeOf, isAdapterError, type AdapterError, type Issue, type Verdict } from '../../adapters/contract/index.js';
import type { OfferEnd, Put } from '../listings/index.js';
import { houseIssue } from './failures.js';
import { Gated, Throttled } from './limits.js';

/** What a verdict does to a listing and to a side of an offer. This table alone turns verdicts into columns. */
interface Row { readonly listing: Put['what']; readonly offer: OfferEnd; readonly needsPerson: boolean; readonly trouble: boolean }
const table: Readonly<Record<Verdict, Row>> = {
  'retry': { listing: 'retry', offer: 'retry', needsPerson: false, trouble: true },
  'wait': { listing: 'wait', offer: 'wait', needsPerson: false, trouble: false },
  'park': { listing: 'park', offer: 'park', needsPerson: false, trouble: false },
  'reauthorise': { listing: 'wait', offer: 'wait', needsPerson: false, trouble: false },
  'reject': { listing: 'refused', offer: 'answered', needsPerson: true, trouble: false },
  'gone': { listing: 'gone', offer: 'answered', needsPerson: true, trouble: false },
  'look-first': { listing: 'look-first', offer: 'unclear', needsPerson: false, trouble: true },
  'alarm': { listing: 'refused', offer: 'answered', needsPerson: true, trouble: false },
};

export interface Judged {
  readonly error: AdapterError;
  readonly row: Row;
  /** Empty unless a person is needed. */
  readonly issues: readonly Issue[];
  /** Our own limit or a closed gate: the call was never made. */
  readonly unsent: boolean;
}

/** Anything thrown, judged. What is no adapter's error is our own fault: answered, with the evidence, never repeated blindly. */
export function judge(thrown: unknown): Judged {
  const error = isAdapterError(thrown) ? thrown : new Alarm(thrown instanceof Error ? thrown.message : String(thrown), { rawCode: 'fault', issues: [houseIssue('our-fault', { kode: 'SRT-SYN-048' }, { code: 'fault', message: thrown instanceof Error ? thrown.message : String(thrown) })] });
  const row = table[error.verdict];
  return { error, row, issues: row.needsPerson ? issuesOf(error) : [], unsent: error instanceof Throttled || error instanceof Gated };
}

function issuesOf(error: AdapterError): readonly Issue[] {
  if (error.issues.length > 0) return error.issues;
  return [houseIssue(causeOf(error), { kode: error.rawCode || '—' }, { code: error.rawCode, message: error.message })];
}

/** Backoff of a row's n-th attempt, ms: doubling from 2 s, at most 10 minutes, with jitter so that a thousand rows do not come back at once. */
export const backoffMs = (attempts: number, random: () => number): number => Math.min(600_000, 1_000 * 2 ** Math.min(attempts, 12)) * (0.5 + random());

/** Until when a wait lasts, ms since 1970. `absurdMs` caps what a marketplace asks for without naming a quota. */
export function waitUntil(error: AdapterError, now: number, absurdMs = 3_600_000): number {
  const until = error.until ?? now + (error.afterMs ?? 5_000);
  return Math.max(now + 50, Math.min(until, now + (error.until === null ? absurdMs : 26 * 3_600_000)));
}
