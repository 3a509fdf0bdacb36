import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import type { Clock } from './clock.js';
import type { FactMap, FactName } from './facts.js';
import { currentTrace } from './trace.js';

/**
 * Which co-ops' rows a transaction may touch (`ids`), and whose categories and maps it may read besides (`above`: their ancestors). Decimal strings.
 * `by` and `why` stand in the audit beside all that is changed in it: the user, and where it came from in the house's own words ('edit:12', a stream's name).
 */
export interface Scope {
  readonly ids: readonly string[];
  readonly above?: readonly string[];
  readonly by?: string;
  readonly why?: string;
}
export const noScope: Scope = { ids: [] };

const inside = new AsyncLocalStorage<true>();
/** Asked by the gateway: no transaction may be open across a marketplace's call. */
export const insideTransaction = (): boolean => inside.getStore() === true;
/** For the one exception, saving a refreshed token on a connection that was taken before the call. */
export const outsideTransaction = <T>(work: () => Promise<T>): Promise<T> => inside.exit(work);

/** One open transaction. */
export class Tx {
  readonly #after: (() => void | Promise<void>)[] = [];

  constructor(readonly manager: EntityManager, readonly scope: Scope, private readonly facts: Facts) {}

  async rows<T extends ObjectLiteral = ObjectLiteral>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    const answer: unknown = await this.manager.query(sql, [...params]);
    // TypeORM answers [rows, count] to UPDATE and DELETE, and rows to everything else.
    return (Array.isArray(answer) && answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number' ? answer[0] : answer) as T[];
  }

  async row<T extends ObjectLiteral = ObjectLiteral>(sql: string, params: readonly unknown[] = []): Promise<T | null> {
    return (await this.rows<T>(sql, params))[0] ?? null;
  }

  tell<N extends FactName>(name: N, fact: FactMap[N]): Promise<void> {
    return this.facts.tell(this, name, fact);
  }

  /** Does in this transaction what the house owes co-ops beyond its scope (a parent's order that a unit's count leaves short). `work` answers nothing: none of those rows may reach the caller. */
  async widened(scope: Scope, work: (tx: Tx) => Promise<void>): Promise<void> {
    const wide = new Tx(this.manager, scope, this.facts);
    await this.manager.query(`SELECT set_config('app.scope', '${list(scope.ids)}', true)`);
    await work(wide);
    await this.manager.query(`SELECT set_config('app.scope', '${list(this.scope.ids)}', true)`);
    this.after(() => wide.runAfter());
  }

  /** Runs once the transaction has been committed, outside of it; a failure there loses a hint, never a fact. */
  after(work: () => void | Promise<void>): void {
    this.#after.push(work);
  }

  async runAfter(): Promise<void> {
    for (const work of this.#after) await work();
  }
}

type Hearer<N extends FactName> = (tx: Tx, fact: FactMap[N]) => Promise<void>;

/**
 * The notice board. A fact is told inside the transaction that made it true and heard inside the same one, so what it causes is committed with it or not at all.
 */
export class Facts {
  readonly #hearers = new Map<FactName, Hearer<never>[]>();

  /** Subscribed at boot, in floor order; a hearer that throws ends the teller's transaction. */
  hear<N extends FactName>(name: N, hearer: Hearer<N>): void {
    this.#hearers.set(name, [...(this.#hearers.get(name) ?? []), hearer]);
  }

  async tell<N extends FactName>(tx: Tx, name: N, fact: FactMap[N]): Promise<void> {
    for (const hearer of this.#hearers.get(name) ?? []) await (hearer as Hearer<N>)(tx, fact);
  }
}

/** The only door to the database. */
export class Database {
  constructor(readonly source: DataSource, readonly clock: Clock, readonly facts: Facts) {}

  /** Opens a transaction (READ COMMITTED) that sees only `scope`. A deadlock is tried again twice: `work` must have no effect outside its transaction. */
  async inScope<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let round = 1; ; round += 1) {
      try {
        return await this.#once(scope, work);
      } catch (error) {
        if (round >= 3 || !isTransient(error)) throw error;
      }
    }
  }

  /** One statement that needs no scope (a definer function's), in a transaction of its own: once there and back. */
  async ask<T extends ObjectLiteral>(sql: string, params: readonly unknown[]): Promise<T[]> {
    if (this.clock.shiftMs !== 0) return this.inScope(noScope, (tx) => tx.rows<T>(sql, params));
    return (await this.source.query(sql, [...params])) as T[];
  }

  /** Opens a transaction that reads one moment: what others commit meanwhile is not seen, and nothing can be written. For exports, which read many pages. */
  inSnapshot<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#once(scope, work, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  }

  async #once<T>(scope: Scope, work: (tx: Tx) => Promise<T>, begin = 'BEGIN'): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.connect();
      const set = [`set_config('app.scope', '${list(scope.ids)}', true)`, `set_config('app.above', '${list(scope.above ?? [])}', true)`];
      if (scope.by !== undefined) set.push(`set_config('app.by', '${list([scope.by])}', true)`);
      if (scope.why !== undefined) set.push(`set_config('app.why', '${word(scope.why)}', true)`);
      if (this.clock.shiftMs !== 0) set.push(`set_config('app.clock_shift', '${this.clock.shiftMs} milliseconds', true)`);
      // What this transaction makes due remembers the trace it belongs to.
      const trace = currentTrace();
      if (trace !== null) set.push(`set_config('app.trace', '${trace}', true)`);
      await runner.query(`${begin}; SELECT ${set.join(', ')}`);
      // So that TypeORM joins this transaction instead of opening (and closing) its own.
      Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
      const tx = new Tx(runner.manager, scope, this.facts);
      let result: T;
      try {
        result = await inside.run(true, () => work(tx));
        await runner.query('COMMIT');
      } catch (error) {
        await runner.query('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
      }
      await inside.exit(() => tx.runAfter());
      return result;
    } finally {
      await runner.release();
    }
  }
}

const list = (ids: readonly string[]): string => {
  for (const id of ids) if (!/^\d{1,19}$/.test(id)) throw new Error(`Not an id: ${JSON.stringify(id)}`);
  return ids.join(',');
};

const word = (text: string): string => {
  if (!/^[\w:. -]{1,120}$/.test(text)) throw new Error(`Not a word for the audit: ${JSON.stringify(text)}`);
  return text;
};

const isTransient = (error: unknown): boolean => {
  const code = (error as { code?: unknown; driverError?: { code?: unknown } } | null)?.driverError?.code ?? (error as { code?: unknown } | null)?.code;
  return code === '40P01' || code === '40001';
};
