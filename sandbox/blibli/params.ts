/** Reads a body's fields: required, typed, bounded; every refusal is the generic validation error that names the field. Null is absent, as Java clients write it, but not among attributes. */
import { isRecord } from '../kit/index.js';
import { invalid } from './envelope.js';

export type Fields = Readonly<Record<string, unknown>>;

export class Body {
  constructor(readonly fields: Fields, private readonly where = '') {}

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  only(known: string, strict: boolean): void {
    const names = known.split(' ');
    const stray = strict ? Object.keys(this.fields).find((name) => !names.includes(name)) : undefined;
    if (stray !== undefined) throw invalid(`Unknown field ${this.name(stray)}`);
  }

  text(name: string, most = 100_000): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw invalid(`${this.name(name)} must be a string`);
    if ([...value].length > most) throw invalid(`${this.name(name)} must not be longer than ${most} characters`);
    return value;
  }

  mustText(name: string, most?: number): string {
    const value = this.text(name, most);
    if (value === undefined || value.trim() === '') throw invalid(`${this.name(name)} must not be blank`);
    return value;
  }

  whole(name: string, least = 0, most = 2_000_000_000): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) throw invalid(`${this.name(name)} must be a whole number from ${least} to ${most}`);
    return value;
  }

  must(name: string, least?: number, most?: number): number {
    const value = this.whole(name, least, most);
    if (value === undefined) throw invalid(`${this.name(name)} must not be null`);
    return value;
  }

  bool(name: string): boolean | undefined {
    const value = this.value(name);
    if (value !== undefined && typeof value !== 'boolean') throw invalid(`${this.name(name)} must be a boolean`);
    return value;
  }

  node(name: string): Body | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!isRecord(value)) throw invalid(`${this.name(name)} must be an object`);
    return new Body(value, this.name(name));
  }

  list(name: string, least = 0, most = 10_000): readonly unknown[] {
    const value = this.value(name) ?? [];
    if (!Array.isArray(value) || value.length < least || value.length > most) throw invalid(`${this.name(name)} must hold ${least} to ${most} elements`);
    return value;
  }

  nodes(name: string, least = 0, most = 10_000): readonly Body[] {
    return this.list(name, least, most).map((value, n) => {
      if (!isRecord(value)) throw invalid(`${this.name(name)}[${n}] must be an object`);
      return new Body(value, `${this.name(name)}[${n}]`);
    });
  }

  texts(name: string, least = 0, most = 10_000): readonly string[] {
    return this.list(name, least, most).map((value, n) => {
      if (typeof value !== 'string' || value === '') throw invalid(`${this.name(name)}[${n}] must be a string`);
      return value;
    });
  }

  /** An object of texts, none of them empty or a dash: what is optional must be absent. */
  map(name: string, most: number): Record<string, string> {
    const node = this.node(name);
    const found: Record<string, string> = {};
    for (const key of Object.keys(node?.fields ?? {})) {
      const value = node?.mustText(key, most) ?? '';
      if (value === '-') throw invalid(`${this.name(name)}.${key} must be absent rather than "-"`);
      found[key] = value;
    }
    return found;
  }

  private value(name: string): unknown {
    return this.fields[name] ?? undefined;
  }

  private name(field: string): string {
    return this.where === '' ? field : `${this.where}.${field}`;
  }
}
