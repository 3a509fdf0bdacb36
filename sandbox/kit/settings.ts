/** What `PATCH /_control/settings` turns. Durations in ms, instants by the sandbox's clock. */
import { Refusal } from './refusal.js';

export interface Settings {
  latencyMs: number;
  /** A random part on top of the latency, 0 to this. */
  jitterMs: number;
  /** Per shop; null: no limit. */
  callsPerSecond: number | null;
  /** How many calls may come at once; null: one second's worth. */
  burst: number | null;
  /** How long a new or changed listing stays invisible to the vendor's search. */
  searchLagMs: number;
  auditMs: number;
  audit: 'approve' | 'reject';
  feedMs: number;
  webhookDelayMs: number;
  /** Each delivery is sent so many more times. */
  webhookDuplicates: number;
  /** The chance, 0 to 1, that a delivery is lost on the way: never sent, and the marketplace does not know. */
  webhookDrop: number;
  /** Deliveries overtake each other (each waits a random 0 to 400 ms more). */
  webhookShuffle: boolean;
  accessTokenSeconds: number;
  /** Digits: the first 64-bit id given from now on. */
  idsFrom: string;
}

export const startSettings: Readonly<Settings> = {
  latencyMs: 0, jitterMs: 0, callsPerSecond: null, burst: null, searchLagMs: 0, auditMs: 300, audit: 'approve', feedMs: 300,
  webhookDelayMs: 0, webhookDuplicates: 0, webhookDrop: 0, webhookShuffle: false, accessTokenSeconds: 14_400, idsFrom: '9007199254742001',
};

const checks: { readonly [K in keyof Settings]: { readonly want: string; ok(value: unknown): boolean } } = {
  latencyMs: count(), jitterMs: count(),
  callsPerSecond: { want: 'a number above 0, or null', ok: (v) => v === null || (number(v) && v > 0) },
  burst: { want: 'a whole number above 0, or null', ok: (v) => v === null || (whole(v) && v > 0) },
  searchLagMs: count(), auditMs: count(), feedMs: count(),
  audit: { want: '"approve" or "reject"', ok: (v) => v === 'approve' || v === 'reject' },
  webhookDelayMs: count(), webhookDuplicates: count(),
  webhookDrop: { want: 'a chance from 0 to 1', ok: (v) => number(v) && v >= 0 && v <= 1 },
  webhookShuffle: { want: 'true or false', ok: (v) => typeof v === 'boolean' },
  accessTokenSeconds: count(),
  idsFrom: { want: 'the digits of an id up to 9223372036854775807, as text', ok: (v) => typeof v === 'string' && /^[1-9]\d{0,18}$/.test(v) && BigInt(v) < 2n ** 63n },
};

/** The likelier value, whose type is the type demanded; or a list: only these words, the likelier first. */
export type OpenBehaviour = string | number | boolean | readonly [string, ...string[]];
export type Unconfirmed = Record<string, string | number | boolean>;

/** What is left open, as it is before anybody turns it. */
export function startUnconfirmed(open: Readonly<Record<string, OpenBehaviour>>): Unconfirmed {
  return Object.fromEntries(Object.entries(open).map(([name, value]) => [name, typeof value === 'object' ? value[0] : value]));
}

/** Throws `Refusal` for an unknown name or a value that does not fit; then nothing is changed. */
export function changeSettings(settings: Settings, unconfirmed: Unconfirmed, open: Readonly<Record<string, OpenBehaviour>>, patch: Readonly<Record<string, unknown>>): void {
  const known = [...Object.keys(checks), 'unconfirmed'];
  for (const [name, value] of Object.entries(patch)) {
    if (name === 'unconfirmed') { checkUnconfirmed(open, value); continue; }
    if (!(name in checks)) throw new Refusal(400, `There is no setting ${name}.`, known);
    const check = checks[name as keyof Settings];
    if (!check.ok(value)) throw new Refusal(400, `${name} must be ${check.want}.`);
  }
  const { unconfirmed: chosen, ...rest } = patch;
  Object.assign(settings, rest);
  Object.assign(unconfirmed, chosen);
}

function checkUnconfirmed(open: Readonly<Record<string, OpenBehaviour>>, patch: unknown): void {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) throw new Refusal(400, 'unconfirmed must be an object.');
  for (const [name, value] of Object.entries(patch)) {
    const known = Object.hasOwn(open, name) ? open[name] : undefined;
    if (known === undefined) throw new Refusal(400, `There is no unconfirmed behaviour ${name} here.`, Object.keys(open));
    if (typeof known === 'object' && !known.some((word) => word === value)) throw new Refusal(400, `unconfirmed.${name} must be one of ${known.join(', ')}.`, known);
    if (typeof known !== 'object' && typeof value !== typeof known) throw new Refusal(400, `unconfirmed.${name} must be a ${typeof known}.`);
  }
}

function number(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
function whole(value: unknown): value is number {
  return number(value) && Number.isInteger(value);
}
function count(): { want: string; ok(value: unknown): boolean } {
  return { want: 'a whole number from 0', ok: (v) => whole(v) && v >= 0 };
}
