import type { Stand } from './stand.js';
import type { Step } from './terms.js';
import { until } from '../house/serve.js';

const bodyOf = (body: unknown): string => (typeof body === 'string' ? body : body instanceof Uint8Array ? Buffer.from(body).toString('latin1') : '');

/** Runs `work` while the house's calls go through `seen`, which hears of each answer before the house does, and may hold it back. */
export async function overhear(stand: Stand, seen: (method: string, path: string, body: string) => void | Promise<void>, work: () => Promise<void>): Promise<void> {
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const answer = await real(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin === stand.url && !url.pathname.startsWith('/_')) await seen(init?.method ?? 'GET', url.pathname, bodyOf(init?.body));
    return answer;
  };
  try {
    await work();
  } finally {
    globalThis.fetch = real;
  }
}

/**
 * The worker dies the moment the answer to `step` has arrived: from then on nothing it does reaches the database, as after a kill; its leases stay.
 * `work` begins what makes the call. Afterwards it is alive again, with everything it held still held.
 */
export async function dieAfter(stand: Stand, step: Step, work: () => Promise<void>): Promise<void> {
  const { database } = stand.house.house;
  const real = database.inScope.bind(database);
  let dead = false, refused = 0;
  const whenDead: typeof database.inScope = async (scope, inside) => {
    if (!dead) return real(scope, async (tx) => {
      const result = await inside(tx);
      if (dead) throw new Error('this worker died before its commit');
      return result;
    });
    refused += 1;
    throw new Error('this worker is dead');
  };
  database.inScope = whenDead;
  try {
    await overhear(stand, (method, path, body) => { if (stand.isStep(step, method, path, body)) dead = true; }, async () => {
      await work();
      await until(async () => dead && refused > 0, `the worker died after ${step.method} ${step.path}`);
      await until(() => stand.idle(), 'the dead worker is gone');
    });
  } finally {
    database.inScope = real;
  }
}

/** Runs `act` once, when the answer to the next call of `step` has arrived and before the house reads it. */
export async function onceAfter(stand: Stand, step: Step, act: () => Promise<void>, work: () => Promise<void>): Promise<void> {
  let done = false;
  await overhear(stand, async (method, path, body) => {
    if (done || !stand.isStep(step, method, path, body)) return;
    done = true;
    await act();
  }, work);
  if (!done) throw new Error(`${step.method} ${step.path} was never called.`);
}

/** No call of the house waits longer than this, ms: so that a time-out need not be sat out. */
export async function impatient(ms: number, work: () => Promise<void>): Promise<void> {
  const real = AbortSignal.timeout;
  AbortSignal.timeout = (wanted) => real.call(AbortSignal, Math.min(wanted, ms));
  try {
    await work();
  } finally {
    AbortSignal.timeout = real;
  }
}
