import type { Undecodable } from './adapter.js';
import { Alarm } from './errors.js';

/** For answers in JSON, read field by field: what is needed and cannot be read is an alarm ('undecodable'), or in a list a poison item beside the others. */
export type Raw = Readonly<Record<string, unknown>>;
export type Decoded<T> = T | Undecodable;

export const undecodable = (what: string, value: unknown): never => { throw new Alarm(`${what}: ${JSON.stringify(value)?.slice(0, 300)}`, { rawCode: 'undecodable' }); };
export const isRecord = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);
export const record = (value: unknown, what = 'object'): Raw => (isRecord(value) ? value : undecodable(`no ${what}`, value));
/** An object that may be missing: then an empty one. */
export const part = (value: unknown): Raw => (isRecord(value) ? value : {});
/** A list that may be missing, null or an empty text: then an empty one. */
export const list = (value: unknown): readonly unknown[] => (value === undefined || value === null || value === '' ? [] : Array.isArray(value) ? (value as readonly unknown[]) : undecodable('no list', value));
/** '' for what is no text, number or boolean. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '');
export const flag = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true';
/** An id as text; ids beyond 2^53 come as text already (`exactJson`). */
export const id = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : undecodable('no id', value));
/** A number, also written as text; null where there is none. */
export function number(value: unknown): number | null {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : null;
}
/** Seconds since 1970, as ms; 0 and absent are no instant. */
export const instantOfSeconds = (value: unknown): number | null => ((number(value) ?? 0) > 0 ? Math.round((number(value) ?? 0) * 1000) : null);

/** Decodes one by one: a poison item never stops a page. `idOf`: what it is called, where it is worth reading again. */
export function each<T>(values: readonly unknown[], decode: (raw: Raw) => T, idOf: (raw: Raw) => string = () => ''): readonly Decoded<T>[] {
  return values.map((value) => {
    try {
      return decode(record(value));
    } catch {
      const name = idOf(part(value));
      return { undecodable: JSON.stringify(value) ?? 'undefined', ...(name === '' ? {} : { id: name }) };
    }
  });
}
export const isDecoded = <T>(entry: Decoded<T>): entry is T => !(isRecord(entry) && 'undecodable' in entry);
