import type { CauseEntry, Verdict } from '../../adapters/contract/index.js';

/** Codes that a marketplace's documents put into one class, with what they say of it; a code may stand with a message where it means several things. */
export interface Noted {
  readonly kind: string;
  readonly verdicts: readonly Verdict[];
  readonly owners: readonly CauseEntry['owner'][];
  readonly codes: readonly (string | readonly [code: string, message: string])[];
}
