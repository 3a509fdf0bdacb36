/** A call's parameters: the query and a form body, merged; values are always text. */
import { boundaryOf, readParts, type Call, type Part } from '../kit/index.js';
import { refuse } from './envelope.js';

export class Params {
  constructor(readonly all: ReadonlyMap<string, string>) {}

  get(name: string): string | undefined {
    const value = this.all.get(name);
    return value === '' ? undefined : value;
  }

  must(name: string): string {
    return this.get(name) ?? missing(name);
  }

  whole(name: string, least: number, most: number, otherwise: number): number {
    const value = this.get(name);
    if (value === undefined) return otherwise;
    if (!/^\d{1,15}$/.test(value) || Number(value) < least || Number(value) > most) throw bad(name, `must be from ${least} to ${most}`);
    return Number(value);
  }

  id(name: string): string {
    const value = this.must(name);
    if (!/^[1-9]\d{0,18}$/.test(value)) throw bad(name, 'must be an id');
    return value;
  }

  word<T extends string>(name: string, words: readonly T[], otherwise: T): T {
    const value = this.get(name);
    if (value === undefined) return otherwise;
    return words.find((word) => word === value) ?? thrown(bad(name, `must be one of ${words.join(', ')}`));
  }

  /** ISO 8601 with a zone, as ms. */
  instant(name: string): number | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(value) ? Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) : NaN;
    if (!Number.isFinite(ms)) throw bad(name, 'must be an ISO 8601 date with a zone');
    return ms;
  }
}

export const bad = (name: string, why: string) => refuse('1', `E001: Parameter ${name} ${why}`, name);

export function missing(name: string): never {
  throw refuse('MissingParameter', `The input parameter "${name}" that is mandatory for processing this request is not supplied`, name);
}

function thrown(error: Error): never {
  throw error;
}

/** Form bodies only: a JSON body carries no parameter here. */
export function readCall(call: Call): { params: Params; files: readonly Part[] } {
  const all = new Map<string, string>(call.query);
  const type = call.headers['content-type'] ?? '';
  const boundary = boundaryOf(call);
  const parts = boundary === null ? [] : readParts(call.body, boundary);
  if (!parts) throw refuse('5', 'The multipart body is damaged');
  for (const part of parts) if (!part.file) all.set(part.name, part.bytes.toString('utf8'));
  if (type.startsWith('application/x-www-form-urlencoded')) for (const [name, value] of new URLSearchParams(call.body.toString('utf8'))) all.set(name, value);
  return { params: new Params(all), files: parts.filter((part) => part.file) };
}
