import { AsyncLocalStorage } from 'node:async_hooks';

/** One call as the operator may see it: no query, no header, no body but the head of a troubled answer, with every credential masked. */
export interface ExchangeRecord {
  readonly op: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly status: number | null;
  readonly ms: number;
  readonly answer?: string;
}

const headLength = 2_000;
const longestRecord = 40;

/** Asked right before a call leaves, after it waited for its limits: throws when the caller's lease, or what its values rest on, is too old for a call that may last so long. */
export type Guard = (timeoutMs: number) => void;
interface Kept { calls: number; makes: number; readonly records: ExchangeRecord[]; readonly guard?: Guard }

/** One for the whole process: each such store is carried by every promise for as long as the process lives, so one for each slice would make all work slower with every slice. */
const attempts = new AsyncLocalStorage<{ readonly of: Recorder; readonly kept: Kept }>();

/** What was done on the wire, attempt by attempt: several attempts of one slice run at once, each with a record of its own. Keeps the newest calls; counts all. */
export class Recorder {
  readonly #slice: Kept = { calls: 0, makes: 0, records: [] };

  /** Everything that `work` sends is one attempt. */
  attempt<T>(work: () => Promise<T>, guard?: Guard): Promise<T> {
    return attempts.run({ of: this, kept: { calls: 0, makes: 0, records: [], guard } }, work);
  }

  guard(timeoutMs: number): void {
    this.#kept.guard?.(timeoutMs);
  }

  /** Said right before a call leaves, so that an attempt without one is known to have made nothing. */
  leaves(effect: 'read' | 'set' | 'make'): void {
    if (effect === 'make') this.#kept.makes += 1;
  }

  add(record: ExchangeRecord): void {
    const kept = this.#kept;
    kept.calls += 1;
    kept.records.push(record);
    if (kept.records.length > longestRecord) kept.records.shift();
  }

  get calls(): number {
    return this.#kept.calls;
  }

  /** How many calls that must not be repeated have left in this attempt. */
  get makes(): number {
    return this.#kept.makes;
  }

  get records(): readonly ExchangeRecord[] {
    return this.#kept.records;
  }

  get #kept(): Kept {
    const attempt = attempts.getStore();
    return attempt?.of === this ? attempt.kept : this.#slice;
  }
}

/** What stands under a secret's name in a JSON text, a cut-off one and one inside a text of another too. */
const named = /(\\?"[^"\\]*(?:token|secret|password|cipher|_key)[^"\\]*\\?"\s*:\s*\\?")(?:[^"\\]|\\[^"])+/gi;

/** Masks every value of the credentials that is long enough to be one, wherever it stands, and what is called a secret: the tokens of a refresh are in no credentials yet. */
export function mask(text: string, credentials: object): string {
  let masked = text.replace(named, '$1***');
  for (const value of Object.values(credentials)) if (typeof value === 'string' && value.length >= 6) masked = masked.split(value).join('***');
  return masked;
}

export const headOf = (body: Uint8Array, credentials: object): string => mask(Buffer.from(body.subarray(0, headLength * 2)).toString('utf8').replaceAll('\u0000', '').slice(0, headLength), credentials);
