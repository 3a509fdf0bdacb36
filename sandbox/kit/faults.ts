/** Faults that were laid for calls to come: decoded, matched, counted. What they do to a call is played in `play-fault.ts`. */
import type { Call } from './call.js';
import { chance } from './chance.js';
import { Refusal } from './refusal.js';
import { Fields } from './fields.js';
import { stringifyLossless } from './lossless.js';

export type Fault =
  | { readonly kind: 'refuse'; readonly status: number; readonly body: string | null; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'vendor-error'; readonly code: string }
  | { readonly kind: 'rate-limit'; readonly retryAfter: number }
  | { readonly kind: 'hang'; readonly ms: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'truncate'; readonly bytes: number }
  | { readonly kind: 'html'; readonly status: 200 | 502 }
  | { readonly kind: 'drip'; readonly bytesPerSecond: number }
  | { readonly kind: 'endless' }
  | { readonly kind: 'partial'; readonly fail: number | readonly string[] };

export interface Laid {
  readonly id: string;
  readonly match: { readonly method?: string; readonly path?: string; readonly shop?: string; readonly body?: string };
  readonly times: number | null;
  readonly after: number;
  readonly probability: number;
  readonly seed: number;
  readonly when: 'before' | 'after';
  readonly fault: Fault;
  seen: number;
  struck: number;
}

/** Shapes of the kinds: what must stand in a fault besides `kind` and `when`. */
const shapes: Readonly<Record<Fault['kind'], readonly string[]>> = {
  refuse: ['status', 'body', 'headers'], 'vendor-error': ['code'], 'rate-limit': ['retryAfter'], hang: ['ms'], reset: [], truncate: ['bytes'],
  html: ['status'], drip: ['bytesPerSecond'], endless: [], partial: ['fail'],
};

export class Faults {
  private laid: (Laid & { readonly dice: () => number })[] = [];
  private count = 0;

  /** Throws `Refusal` for what cannot be read; `fits` for what this marketplace has not. */
  lay(body: unknown, fits: (fault: Fault, match: Laid['match']) => void): Laid {
    const fields = new Fields(body, ['match', 'times', 'after', 'probability', 'seed', 'fault', 'when']);
    const match = new Fields(fields.raw('match') ?? {}, ['method', 'path', 'shop', 'body'], 'match');
    const wish = new Fields(fields.raw('fault'), [...new Set(Object.values(shapes).flat()), 'kind', 'when'], 'fault');
    const kind = wish.oneOf('kind', Object.keys(shapes) as Fault['kind'][]);
    const fault = readFault(new Fields(fields.raw('fault'), ['kind', 'when', ...shapes[kind]], 'fault'), kind);
    const when = fields.has('when') ? fields.oneOf('when', ['before', 'after']) : wish.has('when') ? wish.oneOf('when', ['before', 'after']) : 'before';
    if (when === 'after' && ['vendor-error', 'rate-limit', 'partial'].includes(kind)) throw new Refusal(400, `A fault ${kind} happens instead of the effect: when must be "before".`);
    const probability = fields.number('probability') ?? 1;
    if (probability < 0 || probability > 1) throw new Refusal(400, 'probability must be from 0 to 1.');
    const laid = {
      id: String(++this.count), match: { method: match.text('method')?.toUpperCase(), path: match.text('path'), shop: match.text('shop'), body: match.text('body') },
      times: fields.whole('times') ?? null, after: fields.whole('after') ?? 0, probability, seed: fields.whole('seed') ?? 1, when, fault, seen: 0, struck: 0,
    };
    fits(fault, laid.match);
    this.laid.push({ ...laid, dice: chance(laid.seed) });
    return laid;
  }

  list(): readonly Laid[] {
    return this.laid.map(({ dice: _dice, ...laid }) => laid);
  }

  clear(): void {
    this.laid = [];
  }

  /** The first fault that strikes this call. */
  strike(call: Call, shop: string | null, isBatch: boolean): Laid | null {
    for (const laid of this.laid) {
      if (laid.fault.kind === 'partial' && !isBatch) continue;
      if (!matches(laid.match, call, shop)) continue;
      laid.seen++;
      if (laid.seen <= laid.after || (laid.times !== null && laid.struck >= laid.times) || laid.dice() >= laid.probability) continue;
      laid.struck++;
      return laid;
    }
    return null;
  }
}

function readFault(fields: Fields, kind: Fault['kind']): Fault {
  switch (kind) {
    case 'refuse': {
      const body = fields.raw('body');
      return { kind, status: fields.must('status', 200, 599), body: body === undefined ? null : typeof body === 'string' ? body : stringifyLossless(body), headers: fields.texts('headers') };
    }
    case 'vendor-error': return { kind, code: fields.mustText('code') };
    case 'rate-limit': return { kind, retryAfter: fields.whole('retryAfter') ?? 1 };
    case 'hang': return { kind, ms: fields.must('ms', 0, 3_600_000) };
    case 'truncate': return { kind, bytes: fields.must('bytes', 0, 1_000_000_000) };
    case 'html': return { kind, status: readPageStatus(fields.raw('status') ?? 502) };
    case 'drip': return { kind, bytesPerSecond: fields.must('bytesPerSecond', 1, 1_000_000_000) };
    case 'partial': return { kind, fail: readFail(fields.raw('fail')) };
    default: return { kind };
  }
}

function readPageStatus(value: unknown): 200 | 502 {
  if (value === 200 || value === 502) return value;
  throw new Refusal(400, 'fault.status of a page must be 200 or 502.');
}

function readFail(value: unknown): number | readonly string[] {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  if (Array.isArray(value) && value.length > 0 && value.every((sku): sku is string => typeof sku === 'string')) return value;
  throw new Refusal(400, 'fault.fail must be a whole number above 0 or a list of SKUs.');
}

function matches(match: Laid['match'], call: Call, shop: string | null): boolean {
  if (match.method !== undefined && match.method !== call.method) return false;
  if (match.shop !== undefined && match.shop !== shop) return false;
  if (match.path !== undefined && !holds(call.path, match.path)) return false;
  return match.body === undefined || call.body.includes(match.body);
}

function holds(path: string, part: string): boolean {
  if (!part.includes('*')) return path.includes(part);
  return new RegExp(part.split('*').map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')).test(path);
}
