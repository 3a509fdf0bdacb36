import { laneName } from '../../src/queue/index.js';
import type { CallGate, PassingCall } from './call-gate.js';
import { until, type TestHouse } from './serve.js';
import type { WorkerProcess, WorkerYard } from './worker-process.js';

/** Longer than a lease (60 s) and a late backoff (80 s): on a slow machine a worker that lives may have to sit one out. */
const patienceMs = 150_000;

/** Rounds of work in which one worker after another is killed, each at another call, and what a house needs between two of them. */
export class DeathRounds {
  /** @param pass moves the marketplace's own clock by so many ms, where it has one. */
  constructor(private readonly served: TestHouse, private readonly marketplace: string, private readonly gate: CallGate, private readonly yard: WorkerYard, private readonly pass: (ms: number) => Promise<unknown> = async () => undefined) {}

  sql<T extends object>(text: string, params: readonly unknown[] = []): Promise<T[]> {
    return this.served.house.database.inScope(this.served.scope, (tx) => tx.rows<T>(text, params));
  }

  /** As if a minute had passed: leases of the dead are over, and so are their jobs and every backoff. The sweep then tells whoever works what is due. */
  async letGo(dead?: WorkerProcess): Promise<void> {
    // PostgreSQL may still carry out the last words of the dead.
    if (dead) await until(async () => (await this.sql('SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()', [dead.name])).length === 0, 'the database knows that it is dead');
    for (const table of ['listing', 'offer_side', 'checkpoint', 'webhook_receipt']) await this.sql(`UPDATE app.${table} SET lease_until = app.now() WHERE lease_until > app.now()`);
    await this.sql(`UPDATE app.listing SET not_before = '-infinity', intent_at = intent_at - interval '1 minute' WHERE wanted_rev > answered_rev AND reason IS NULL`);
    await this.sql(`UPDATE app.offer_side SET not_before = '-infinity' WHERE wanted_rev > answered_rev AND reason IS NULL`);
    await this.sql(`UPDATE app.shop SET gate_until = gate_until - interval '1 minute' WHERE gate_until IS NOT NULL`);
    await this.pass(20_000);
    for (const lane of ['prompt', 'bulk']) await this.served.house.hints.queue(laneName(lane, this.marketplace)).obliterate({ force: true });
  }

  /** What the lanes hold, by state. */
  hints(): Promise<object[]> {
    return Promise.all(['prompt', 'bulk'].map((lane) => this.served.house.hints.queue(laneName(lane, this.marketplace)).getJobCounts()));
  }

  /** The rows that are due, as they are. */
  due(): Promise<object[]> {
    return this.sql(
      `SELECT to_jsonb(listing) FROM app.listing WHERE wanted_rev > answered_rev UNION ALL SELECT to_jsonb(offer_side) FROM app.offer_side WHERE wanted_rev > answered_rev AND reason IS NULL UNION ALL SELECT to_jsonb(webhook_receipt) FROM app.webhook_receipt WHERE done_at IS NULL
       UNION ALL SELECT to_jsonb(checkpoint) FROM app.checkpoint WHERE stream IN ('pull-orders', 'refresh-categories') AND (next_at <= app.now() OR lease_until IS NOT NULL)`);
  }

  /** Whether nothing is due. What nobody was told of is told, as the scheduler does every two seconds. */
  async settled(): Promise<boolean> {
    const due = await this.due();
    if (due.length > 0) await this.served.house.sweep.once();
    return due.length === 0;
  }

  /** Each worker dies right after the first call, carried out, that has killed none before it, until one gets to the end. Returns the calls after which one died. @param counts which calls kill. */
  async killAfterEachCall(act: () => Promise<unknown>, done: () => Promise<boolean>, counts: (call: PassingCall) => boolean = () => true): Promise<string[]> {
    const deaths: string[] = [];
    let dead: WorkerProcess | undefined;
    for (let round = 1; round < 20; round += 1) {
      if (dead) await this.letGo(dead);
      const worker = await this.yard.start();
      this.gate.reset();
      this.gate.after = async (call) => {
        const which = `${call.method} ${call.path.split('?')[0]}`;
        if (deaths.length >= round || deaths.includes(which) || !counts(call)) return undefined;
        deaths.push(which);
        worker.signal('SIGKILL');
        await worker.ended;
        return 'cut';
      };
      await (dead ? this.served.house.sweep.once() : act());
      await until(async () => worker.over() || (await done()), 'the work ends, or the worker', patienceMs).catch(async (error: Error) => { throw new Error(`${error.message}, after ${deaths.join(', ')}; still due: ${JSON.stringify(await this.due())}; shops: ${JSON.stringify(await this.sql('SELECT id, gate_until, gate_cause, orders_seen_at FROM app.shop'))}; hints: ${JSON.stringify(await this.hints())}`); });
      if (!worker.over()) {
        this.gate.reset();
        await this.stop(worker);
        return deaths;
      }
      dead = worker;
    }
    throw new Error(`No worker came to the end; they died after ${deaths.join(', ')}`);
  }

  /** One worker does all that is due, and ends well. */
  async workOff(what: string, patienceMs?: number): Promise<void> {
    const worker = await this.yard.start();
    await until(() => this.settled(), what, patienceMs);
    await this.stop(worker);
  }

  /** A worker told to stop finishes its slice and ends well. */
  async stop(worker: WorkerProcess): Promise<void> {
    worker.signal('SIGTERM');
    const how = await worker.ended;
    if (how !== 0) throw new Error(`The worker did not end well: ${how}`);
  }
}
