/** Reads what a caller sent, in the types the notes give: ids, money and page sizes are checked, not coerced. Wrong: 36009004 that names the field. */
import { isRecord } from '../kit/index.js';
import { wrong } from './envelope.js';

export type Json = Readonly<Record<string, unknown>>;

export class Fields {
  constructor(private readonly values: Json, private readonly within = '') {}

  static ofQuery(query: URLSearchParams): Fields {
    return new Fields(Object.fromEntries(query));
  }

  only(known: readonly string[]): void {
    for (const name of Object.keys(this.values)) if (!known.includes(name)) throw wrong(`${this.name(name)} is unknown.`);
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  text(name: string): string {
    const value = this.maybeText(name);
    if (value === undefined || value === '') throw wrong(`${this.name(name)} is required.`);
    return value;
  }

  maybeText(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || typeof value === 'string') return value;
    throw wrong(`${this.name(name)} must be a string.`);
  }

  /** Digits in a string: numbers are refused, for they lose ids beyond 2^53. */
  id(name: string): string {
    const value = this.text(name);
    if (!/^\d{1,20}$/.test(value)) throw wrong(`${this.name(name)} must be an id.`);
    return value;
  }

  word<T extends string>(name: string, words: readonly T[], otherwise?: T): T {
    const value = this.values[name] === undefined ? otherwise : words.find((word) => word === this.values[name]);
    if (value === undefined) throw wrong(`${this.name(name)} must be one of ${words.join(', ')}.`);
    return value;
  }

  maybeWord<T extends string>(name: string, words: readonly T[]): T | undefined {
    return this.has(name) ? this.word(name, words) : undefined;
  }

  /** A JSON integer. */
  whole(name: string, least = 0, most = Number.MAX_SAFE_INTEGER): number {
    const value = this.values[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) throw wrong(`${this.name(name)} must be an integer from ${least} to ${most}.`);
    return value;
  }

  maybeWhole(name: string, least = 0): number | undefined {
    return this.has(name) ? this.whole(name, least) : undefined;
  }

  /** An integer in the query, where all is text. */
  digits(name: string, least: number, most: number, otherwise?: number): number {
    const text = this.maybeText(name);
    if (text === undefined && otherwise !== undefined) return otherwise;
    const value = /^\d{1,10}$/.test(text ?? '') ? Number(text) : NaN;
    if (!(value >= least && value <= most)) throw wrong(`${this.name(name)} must be from ${least} to ${most}.`);
    return value;
  }

  bool(name: string): boolean {
    const value = this.values[name] ?? false;
    if (value === 'true' || value === true) return true;
    if (value === 'false' || value === false) return false;
    throw wrong(`${this.name(name)} must be true or false.`);
  }

  list(name: string, least: number, most: number): readonly unknown[] {
    const value = this.values[name] ?? [];
    if (!Array.isArray(value) || value.length < least || value.length > most) throw wrong(`${this.name(name)} must be a list of ${least} to ${most}.`);
    return value as unknown[];
  }

  texts(name: string, least: number, most: number): readonly string[] {
    return this.list(name, least, most).map((value) => { if (typeof value !== 'string' || value === '') throw wrong(`${this.name(name)} must hold strings.`); return value; });
  }

  rows(name: string, least: number, most: number): readonly Fields[] {
    return this.list(name, least, most).map((value, at) => { if (!isRecord(value)) throw wrong(`${this.name(name)} must hold objects.`); return new Fields(value, `${this.name(name)}[${at}]`); });
  }

  part(name: string): Fields {
    const value = this.values[name];
    if (!isRecord(value)) throw wrong(`${this.name(name)} must be an object.`);
    return new Fields(value, this.name(name));
  }

  /** A decimal in a string. */
  decimal(name: string): number {
    const value = this.text(name);
    if (!/^\d{1,12}(\.\d{1,4})?$/.test(value)) throw wrong(`${this.name(name)} must be a decimal string.`);
    return Number(value);
  }

  private name(field: string): string {
    return this.within === '' ? field : `${this.within}.${field}`;
  }
}
