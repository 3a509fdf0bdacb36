/** JSON without loss: integers beyond 2^53 come as bigint and go out as digits. */
import { parse, stringify } from 'lossless-json';

/** Safe integers and decimals become numbers, larger integers bigint. Throws SyntaxError. */
export function parseLossless(text: string): unknown {
  return /\d{16}/.test(text) ? parse(text, undefined, readNumber) : JSON.parse(text) as unknown;
}

export function stringifyLossless(value: unknown): string {
  return stringify(value) ?? 'null';
}

function readNumber(digits: string): number | bigint {
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits)) ? BigInt(digits) : Number(digits);
}
