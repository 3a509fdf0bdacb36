import { ControlError, type Call, type Simulation, type Simulator } from './simulator.js';

const kinds = ['refuse', 'vendor-error', 'rate-limit', 'hang', 'reset', 'truncate', 'html', 'drip', 'endless', 'partial'] as const;
export interface Fault { readonly kind: (typeof kinds)[number]; readonly status?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>>; readonly code?: string; readonly retryAfter?: string | number; readonly ms?: number; readonly bytes?: number; readonly bytesPerSecond?: number; readonly fail?: number | readonly string[]; readonly when: 'before' | 'after' }
export interface Rule { readonly id: number; readonly match: { readonly method?: string; readonly path?: string; readonly shop?: string; readonly body?: string }; times: number | null; after: number; readonly probability: number; readonly fault: Fault; random: () => number }

const needs: Readonly<Record<Fault['kind'], readonly string[]>> = { 'refuse': ['status'], 'vendor-error': ['code'], 'rate-limit': [], 'hang': ['ms'], 'reset': [], 'truncate': ['bytes'], 'html': [], 'drip': ['bytesPerSecond'], 'endless': [], 'partial': ['fail'] };
const may: Readonly<Record<Fault['kind'], readonly string[]>> = { 'refuse': ['body', 'headers'], 'vendor-error': [], 'rate-limit': ['retryAfter'], 'hang': [], 'reset': [], 'truncate': [], 'html': ['status'], 'drip': [], 'endless': [], 'partial': [] };

/** What goes wrong on purpose. A rule matches calls by method, path (exact, or '*' for anything), shop and a piece of the body; it lets `after` calls pass, strikes `times`, each with its probability (from its own seed, so that a run can be repeated). */
export class Faults {
  private rules: Rule[] = [];
  private next = 1;

  constructor(private readonly simulator: Simulator, private readonly simulation: () => Simulation) {}

  add(wish: Readonly<Record<string, unknown>>): Rule {
    only(wish, ['match', 'times', 'after', 'probability', 'seed', 'fault'], 'a fault rule');
    const match = (wish.match ?? {}) as Rule['match'];
    only(match as Record<string, unknown>, ['method', 'path', 'shop', 'body'], 'match');
    const fault = (wish.fault ?? {}) as Record<string, unknown>;
    const kind = fault.kind as Fault['kind'];
    if (!kinds.includes(kind)) throw new ControlError(`fault.kind must be one of ${kinds.join(', ')}.`);
    only(fault, ['kind', 'when', ...needs[kind], ...may[kind]], `fault ${kind}`);
    for (const field of needs[kind]) if (fault[field] === undefined) throw new ControlError(`fault ${kind} needs ${field}.`);
    if (fault.when !== undefined && fault.when !== 'before' && fault.when !== 'after') throw new ControlError("fault.when is 'before' or 'after' the effect.");
    if (kind === 'vendor-error' && !this.simulation().vendorError(String(fault.code), blank)) throw new ControlError(`${this.simulator.title} has no error ${String(fault.code)}.`);
    if (kind === 'partial' && !this.simulator.hasBatches) throw new ControlError(`${this.simulator.title} has no batches that could fail partly.`);
    const rule: Rule = { id: this.next++, match, times: wish.times === undefined ? null : Number(wish.times), after: Number(wish.after ?? 0), probability: Number(wish.probability ?? 1), random: seeded(Number(wish.seed ?? 1)), fault: { when: 'before', ...fault } as Fault };
    this.rules.push(rule);
    return rule;
  }

  strike(call: Call, shop: string | null): Fault | null {
    for (const rule of this.rules) {
      if (rule.times === 0 || !matches(rule.match, call, shop)) continue;
      if (rule.after > 0) {
        rule.after -= 1;
        continue;
      }
      if (rule.probability < 1 && rule.random() >= rule.probability) continue;
      if (rule.times !== null) rule.times -= 1;
      return rule.fault;
    }
    return null;
  }

  list(): readonly unknown[] {
    return this.rules.map(({ id, match, times, after, probability, fault }) => ({ id, match, times, after, probability, fault }));
  }

  clear(): void {
    this.rules = [];
  }
}

const blank: Call = { method: 'GET', path: '/', query: '', headers: {}, body: Buffer.alloc(0), local: '' };

function matches(match: Rule['match'], call: Call, shop: string | null): boolean {
  if (match.method && match.method.toUpperCase() !== call.method) return false;
  if (match.shop && match.shop !== shop) return false;
  if (match.path) {
    const pattern = new RegExp(`^${match.path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
    if (!pattern.test(call.path)) return false;
  }
  return !match.body || call.body.toString('utf8').includes(match.body);
}

/** mulberry32: the same seed, the same strikes. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Unknown fields are refused, with the list of known ones. */
export function only(given: Readonly<Record<string, unknown>>, known: readonly string[], where: string): void {
  const odd = Object.keys(given).filter((field) => !known.includes(field));
  if (odd.length > 0) throw new ControlError(`Unknown in ${where}: ${odd.join(', ')}. Known: ${known.join(', ')}.`);
}
