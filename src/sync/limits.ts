import type pg from 'pg';
import type { Limit, Scope } from '../../adapters/contract/index.js';
import { Wait } from '../../adapters/contract/index.js';
import type { Clock } from '../kernel/index.js';
import type { Lane } from '../queue/index.js';

/** Refused by our own limit for longer than a slice may wait: rows are given back, nobody is told. */
export class Throttled extends Wait {}
/** Somebody the marketplace told to wait (a row in `gate`): the call was not made. */
export class Gated extends Wait {}

/** The call came too late: its lease, or the order pull its value rests on, is too old by now. Nothing was sent. */
export class TooLate extends Throttled {
  constructor(why: string) {
    super(why, { scope: 'op', afterMs: 0, rawCode: 'late' });
  }
}

/** Bulk work may use this share of a burst, so that a prompt call need not queue behind it. */
const bulkShare = 0.7;
const longestWaitMs = 5_000;

export interface Asker { readonly marketplace: string; readonly shopId: string; readonly app: string; readonly lane: Lane; readonly limits: readonly Limit[] }

/** `scope`: who waits when these are used up: the subject alone (a SKU, an order, a queue id), or all calls of the op. */
interface Asked { readonly names: readonly string[]; readonly costs: readonly number[]; readonly bursts: readonly number[]; readonly scope: 'subject' | 'op' }

const keyOf = (asker: Asker, index: number, per: Scope, op: string, subject: string): string => {
  const whose: Readonly<Record<Scope, string>> = { subject: `${asker.shopId}.${subject}`, op: `${asker.shopId}.${op}`, shop: asker.shopId, app: asker.app };
  return `${asker.marketplace}.${index}.${per}.${whose[per]}`;
};

/**
 * Marketplace limits by GCRA, one row per limit in PostgreSQL, so that all workers share them. For N calls per T with burst B one call costs T ÷ (N − B).
 * Its pool runs with synchronous_commit = off: a lost token costs a call, never a fact. Waiters of one lane queue in this process, so that they do not race each other.
 */
export class Limits {
  readonly #turns = new Map<string, Promise<void>>();

  constructor(private readonly pool: pg.Pool, private readonly clock: Clock) {}

  /** Returns when the call may go. Throws `Throttled` after 5 s, `Gated` when a gate is closed. */
  async take(asker: Asker, op: string, subject: string, signal: AbortSignal): Promise<void> {
    const names: string[] = [], costs: number[] = [], bursts: number[] = [], scopes = new Set<Scope>();
    asker.limits.forEach((limit, index) => {
      if (limit.ops !== 'all' && !limit.ops.includes(op)) return;
      const cost = limit.everyMs / 1000 / Math.max(1, limit.calls - limit.burst);
      names.push(keyOf(asker, index, limit.per, op, subject));
      scopes.add(limit.per);
      costs.push(cost);
      bursts.push(Math.max(cost, cost * limit.burst * (asker.lane === 'bulk' ? bulkShare : 1)));
    });
    const turn = `${asker.lane}.${names.join(' ') || asker.shopId}`;
    const before = this.#turns.get(turn) ?? Promise.resolve();
    const mine = before.then(() => this.#wait(asker, op, { names, costs, bursts, scope: scopes.size === 1 && scopes.has('subject') ? 'subject' : 'op' }, signal));
    const settled = mine.catch(() => undefined);
    this.#turns.set(turn, settled);
    try {
      await mine;
    } finally {
      if (this.#turns.get(turn) === settled) this.#turns.delete(turn);
    }
  }

  async #wait(asker: Asker, op: string, { names, costs, bursts, scope }: Asked, signal: AbortSignal): Promise<void> {
    let waited = 0;
    for (;;) {
      const { rows } = await this.#ask<{ gate: string | null; cause: string | null; wait: number | null }>(
        `WITH closed AS (SELECT until, cause FROM app.gate WHERE until > app.wall() AND ((scope = 'op' AND key = $4 AND op = $5) OR (scope = 'app' AND key = $6 AND op IN ('', $5))) ORDER BY until DESC LIMIT 1)
         SELECT (SELECT (extract(epoch FROM until) * 1000)::bigint::text FROM closed) AS gate, (SELECT cause FROM closed) AS cause,
           CASE WHEN NOT EXISTS (SELECT 1 FROM closed) AND cardinality($1::text[]) > 0 THEN app.take_tokens($1::text[], $2::float8[], $3::float8[]) ELSE 0 END AS wait`,
        [names, costs, bursts, asker.shopId, op, `${asker.marketplace}.${asker.app}`]);
      const answer = rows[0];
      if (answer?.gate) throw new Gated(`${op} waits`, { scope: 'op', until: Number(answer.gate), rawCode: answer.cause ?? '' });
      const wait = answer?.wait ?? 0;
      if (wait === 0) return;
      if (waited + wait > longestWaitMs || signal.aborted) throw new Throttled(`${op} waits ${wait} ms for its limit`, { scope, afterMs: wait, rawCode: 'limit' });
      waited += wait;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** Outside every transaction, so a clock that was moved (in tests only) has to be told to the connection. */
  async #ask<T extends pg.QueryResultRow>(text: string, params: unknown[]): Promise<pg.QueryResult<T>> {
    if (this.clock.shiftMs === 0) return this.pool.query<T>(text, params);
    const client = await this.pool.connect();
    try {
      await client.query(`SELECT set_config('app.clock_shift', $1, false)`, [`${this.clock.shiftMs} milliseconds`]);
      return await client.query<T>(text, params);
    } finally {
      client.release();
    }
  }
}
