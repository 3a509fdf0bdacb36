/** Decoders for what the server sends: a wrong shape is an error with its place, never a silent undefined. */
export type Decode<T> = (value: unknown, at: string) => T;
export type Wire<D> = D extends Decode<infer T> ? T : never;

export class WireError extends Error {
  constructor(at: string, wanted: string, value: unknown) {
    super(`${at}: ${wanted} expected, got ${value === null ? 'null' : typeof value}`);
  }
}

export const text: Decode<string> = (value, at) => {
  if (typeof value !== 'string') throw new WireError(at, 'text', value);
  return value;
};
export const number: Decode<number> = (value, at) => {
  if (typeof value !== 'number') throw new WireError(at, 'number', value);
  return value;
};
export const flag: Decode<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw new WireError(at, 'flag', value);
  return value;
};
export const anything: Decode<unknown> = (value) => value;
export const nothing: Decode<null> = () => null;

/** Null and absent are the same. */
export const maybe = <T>(decode: Decode<T>): Decode<T | null> => (value, at) => (value === null || value === undefined ? null : decode(value, at));
export const or = <T>(decode: Decode<T>, otherwise: T): Decode<T> => (value, at) => (value === null || value === undefined ? otherwise : decode(value, at));
export const list = <T>(decode: Decode<T>): Decode<T[]> => (value, at) => {
  if (!Array.isArray(value)) throw new WireError(at, 'list', value);
  return value.map((entry: unknown, index) => decode(entry, `${at}[${index}]`));
};
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
export const dict = <T>(decode: Decode<T>): Decode<Record<string, T>> => (value, at) => {
  if (!isRecord(value)) throw new WireError(at, 'record', value);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, decode(entry, `${at}.${key}`)]));
};
export const shape = <S extends Record<string, Decode<unknown>>>(fields: S): Decode<{ [K in keyof S]: Wire<S[K]> }> => (value, at) => {
  if (!isRecord(value)) throw new WireError(at, 'record', value);
  return Object.fromEntries(Object.entries(fields).map(([key, decode]) => [key, decode(value[key], `${at}.${key}`)])) as { [K in keyof S]: Wire<S[K]> };
};
export const page = <T>(decode: Decode<T>): Decode<{ items: T[]; next: string | null }> => shape({ items: list(decode), next: maybe(text) });
