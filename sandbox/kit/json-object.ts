/** JSON that must be an object, as nearly every body must. */
import { parseLossless } from './lossless.js';

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null: no JSON, or no object. `parse` may lose the digits of large integers where a marketplace has none. */
export function readObject(text: string, parse: (text: string) => unknown = parseLossless): Readonly<Record<string, unknown>> | null {
  try {
    const value = parse(text);
    return isRecord(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
