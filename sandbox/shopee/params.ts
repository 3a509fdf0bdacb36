/** Reads a call's parameters by name, type and range; what does not fit is `error_param` with a message that names it. */
import { isRecord } from '../kit/index.js';
import { refuse } from './envelope.js';

export type Raw = Readonly<Record<string, unknown>>;
const largest = 2n ** 63n - 1n;

/** An integer of JSON as digits; null for anything else, texts included. */
export function digitsOf(value: unknown): string | null {
  if (typeof value === 'bigint') return value >= 0n && value <= largest ? value.toString() : null;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : null;
}

export class Params {
  constructor(readonly raw: Raw, private readonly within = '') {}

  /** Of a query: every value is text; a repeated or comma-joined key is read by `ids` and `words`. */
  static ofQuery(query: URLSearchParams): Params {
    const raw: Record<string, unknown> = {};
    for (const name of new Set(query.keys())) {
      const values = query.getAll(name);
      raw[name.replace(/\[\]$/, '')] = new QueryText(values);
    }
    return new Params(raw);
  }

  has(name: string): boolean {
    return this.raw[name] !== undefined && this.raw[name] !== null;
  }

  id(name: string): string {
    return this.maybeId(name) ?? this.missing(name);
  }

  maybeId(name: string): string | undefined {
    if (!this.has(name)) return undefined;
    const value = this.raw[name];
    const digits = value instanceof QueryText ? value.digits() : digitsOf(value);
    if (digits === null) throw refuse('error_param', `${this.name(name)} must be an int64.`);
    return digits;
  }

  int(name: string, least: number, most: number): number {
    return this.maybeInt(name, least, most) ?? this.missing(name);
  }

  maybeInt(name: string, least: number, most: number): number | undefined {
    const digits = this.maybeId(name);
    if (digits === undefined) return undefined;
    if (BigInt(digits) < BigInt(least) || BigInt(digits) > BigInt(most)) throw refuse('error_param', `${this.name(name)} should be between ${least} and ${most}.`);
    return Number(digits);
  }

  text(name: string): string {
    return this.maybeText(name) ?? this.missing(name);
  }

  maybeText(name: string): string | undefined {
    if (!this.has(name)) return undefined;
    const value = this.raw[name];
    if (value instanceof QueryText) return value.values[0] ?? '';
    if (typeof value !== 'string') throw refuse('error_param', `${this.name(name)} must be a string.`);
    return value;
  }

  maybeBool(name: string): boolean | undefined {
    if (!this.has(name)) return undefined;
    const value = this.raw[name];
    if (value instanceof QueryText && /^(true|false)$/i.test(value.values[0] ?? '')) return /^true$/i.test(value.values[0] ?? '');
    if (typeof value !== 'boolean') throw refuse('error_param', `${this.name(name)} must be a boolean.`);
    return value;
  }

  word<T extends string>(name: string, words: readonly T[]): T {
    return this.maybeWord(name, words) ?? this.missing(name);
  }

  maybeWord<T extends string>(name: string, words: readonly T[]): T | undefined {
    const given = this.maybeText(name);
    if (given === undefined) return undefined;
    const word = words.find((one) => one === given);
    if (word === undefined) throw refuse('error_param', `${this.name(name)} should be one of ${words.join(', ')}.`);
    return word;
  }

  /** Objects of a list. */
  rows(name: string, least: number, most: number): readonly Params[] {
    return this.list(name, least, most).map((value, index) => {
      if (!isRecord(value)) throw refuse('error_param', `${this.name(name)}[${index}] must be an object.`);
      return new Params(value, `${this.name(name)}[${index}]`);
    });
  }

  part(name: string): Params | undefined {
    if (!this.has(name)) return undefined;
    const value = this.raw[name];
    if (!isRecord(value)) throw refuse('error_param', `${this.name(name)} must be an object.`);
    return new Params(value, this.name(name));
  }

  /** A list in a body, or a comma-joined or repeated key in a query. */
  list(name: string, least: number, most: number): readonly unknown[] {
    const value = this.raw[name];
    const list = value instanceof QueryText ? value.split() : value;
    if (!Array.isArray(list)) throw refuse('error_param', `${this.name(name)} is required and must be a list.`);
    if (list.length < least || list.length > most) throw refuse('error_param', `${this.name(name)} should have ${least} to ${most} elements.`);
    return list;
  }

  words(name: string, least: number, most: number): readonly string[] {
    return this.list(name, least, most).map((value) => {
      if (typeof value !== 'string') throw refuse('error_param', `${this.name(name)} must be a list of strings.`);
      return value;
    });
  }

  ids(name: string, least: number, most: number): readonly string[] {
    return this.list(name, least, most).map((value) => {
      const digits = typeof value === 'string' && this.raw[name] instanceof QueryText ? new QueryText([value]).digits() : digitsOf(value);
      if (digits === null) throw refuse('error_param', `${this.name(name)} must be a list of int64.`);
      return digits;
    });
  }

  /** Refuses names that the call does not have. */
  only(known: readonly string[]): void {
    for (const name of Object.keys(this.raw)) if (!known.includes(name)) throw refuse('error_param', `Unknown parameter ${this.name(name)}.`);
  }

  private name(name: string): string {
    return this.within ? `${this.within}.${name}` : name;
  }

  private missing(name: string): never {
    throw refuse('error_param', `${this.name(name)} is required.`);
  }
}

class QueryText {
  constructor(readonly values: readonly string[]) {}

  digits(): string | null {
    const text = this.values[0] ?? '';
    return this.values.length === 1 && /^\d{1,19}$/.test(text) && BigInt(text) <= largest ? BigInt(text).toString() : null;
  }

  split(): string[] {
    return this.values.flatMap((value) => value.replace(/^\[|\]$/g, '').split(',')).map((value) => value.trim()).filter((value) => value !== '');
  }
}
