/** Reads the fields of a control call's body; refuses unknown ones with the list of known ones. */
import { Refusal } from './refusal.js';

export class Fields {
  private readonly values: Readonly<Record<string, unknown>>;

  constructor(body: unknown, known: readonly string[], private readonly within = '') {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refusal(400, `${within || 'The body'} must be a JSON object.`, known);
    this.values = body as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(body).filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new Refusal(400, `Unknown field ${unknown.map((name) => this.name(name)).join(', ')}.`, known);
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  raw(name: string): unknown {
    return this.values[name];
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value); // an id that was sent as a number
    if (typeof value === 'bigint') return value.toString();
    throw new Refusal(400, `${this.name(name)} must be a text.`);
  }

  mustText(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw new Refusal(400, `${this.name(name)} is missing.`);
    return value;
  }

  number(name: string): number | undefined {
    const value = this.values[name];
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
    throw new Refusal(400, `${this.name(name)} must be a number.`);
  }

  whole(name: string): number | undefined {
    const value = this.number(name);
    if (value !== undefined && (!Number.isInteger(value) || value < 0)) throw new Refusal(400, `${this.name(name)} must be a whole number from 0.`);
    return value;
  }

  must(name: string, least: number, most: number): number {
    const value = this.number(name);
    if (value === undefined || !Number.isInteger(value) || value < least || value > most) throw new Refusal(400, `${this.name(name)} must be a whole number from ${least} to ${most}.`);
    return value;
  }

  bool(name: string): boolean | undefined {
    const value = this.values[name];
    if (value === undefined || typeof value === 'boolean') return value;
    throw new Refusal(400, `${this.name(name)} must be true or false.`);
  }

  oneOf<T extends string>(name: string, words: readonly T[]): T {
    const value = words.find((word) => word === this.values[name]);
    if (value === undefined) throw new Refusal(400, `${this.name(name)} must be one of ${words.join(', ')}.`, words);
    return value;
  }

  texts(name: string): Record<string, string> {
    const value = this.values[name] ?? {};
    if (typeof value !== 'object' || value === null || Object.values(value).some((text) => typeof text !== 'string')) throw new Refusal(400, `${this.name(name)} must be an object of texts.`);
    return { ...value } as Record<string, string>;
  }

  /** ISO 8601 text or ms since 1970; answers ms. */
  instant(name: string): number | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    const ms = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : NaN;
    if (!Number.isFinite(ms)) throw new Refusal(400, `${this.name(name)} must be an ISO 8601 instant or milliseconds since 1970.`);
    return ms;
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || value.length === 0) throw new Refusal(400, `${this.name(name)} must be a list that is not empty.`);
    return value;
  }

  private name(field: string): string {
    return this.within ? `${this.within}.${field}` : field;
  }
}
