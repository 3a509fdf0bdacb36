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

/** What one sync run did on the wire. Keeps the newest calls; counts all. */
export class Recorder {
  #calls = 0;
  readonly #kept: ExchangeRecord[] = [];

  add(record: ExchangeRecord): void {
    this.#calls += 1;
    this.#kept.push(record);
    if (this.#kept.length > longestRecord) this.#kept.shift();
  }

  get calls(): number {
    return this.#calls;
  }

  get records(): readonly ExchangeRecord[] {
    return this.#kept;
  }
}

/** Masks every value of the credentials that is long enough to be one, wherever it stands. */
export function mask(text: string, credentials: object): string {
  let masked = text;
  for (const value of Object.values(credentials)) if (typeof value === 'string' && value.length >= 6) masked = masked.split(value).join('***');
  return masked;
}

export const headOf = (body: Uint8Array, credentials: object): string => mask(Buffer.from(body.subarray(0, headLength * 2)).toString('utf8').replaceAll('\u0000', '').slice(0, headLength), credentials);
