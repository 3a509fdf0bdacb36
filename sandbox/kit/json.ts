import { isSafeNumber, parse } from 'lossless-json';

/** Parses without losing digits: integers beyond 2^53 arrive as strings. Throws SyntaxError. */
export function readJson(text: string): unknown {
  return /[\d.]{16,}/.test(text) ? parse(text, null, (value) => (isSafeNumber(value) ? Number(value) : value)) : (JSON.parse(text) as unknown);
}

/** A number too large for JavaScript, written to JSON without quotes. */
export class BigNumber {
  constructor(readonly digits: string) {}
}
export const big = (digits: string): BigNumber => new BigNumber(digits);

/** JSON with `big()` numbers written as numbers. */
export function writeJson(value: unknown): string {
  const marks: string[] = [];
  const text = JSON.stringify(value, (_, entry: unknown) => {
    if (!(entry instanceof BigNumber)) return entry;
    if (Number.isSafeInteger(Number(entry.digits))) return Number(entry.digits);
    marks.push(entry.digits);
    return `\u0001big${marks.length - 1}\u0001`;
  });
  return marks.length === 0 ? text : text.replace(/"\\u0001big(\d+)\\u0001"/g, (_, index: string) => marks[Number(index)] ?? '0');
}

/** Like `readJson`, but a number that JavaScript cannot hold stays apart from text that only looks like one: it arrives as `BigNumber`. */
export function readTyped(text: string): unknown {
  return /[\d.]{16,}/.test(text) ? parse(text, null, (value) => (isSafeNumber(value) ? Number(value) : new BigNumber(value))) : (JSON.parse(text) as unknown);
}

/** The digits of a whole number that was sent as a number; null for text, fractions and everything else. */
export function wholeDigits(value: unknown): string | null {
  if (value instanceof BigNumber) return /^\d+$/.test(value.digits) ? value.digits : null;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? String(value) : null;
}
