import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { causes, isCause } from '../../../adapters/contract/index.js';
import { noScope, type Database } from '../../kernel/index.js';
import { laneName, type Hints } from '../../queue/index.js';

/** A scrape asks the database at most this often, ms: the address is open to whoever reaches it. */
const freshMs = 1_000;
interface Seen {
  readonly streams: readonly { marketplace: string; stream: string; n: number }[]; readonly counts: readonly { what: string; marketplace: string; label: string; n: string }[];
  readonly state: readonly { what: string; marketplace: string; label: string; n: number }[]; readonly jobs: readonly { lane: string; state: string; n: number }[];
  readonly unknown: readonly { marketplace: string; code: string; n: string }[];
}
interface Pool { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number }

/** What Prometheus may ask: the process, calls by marketplace and end, and, over all co-ops, how much is due and for how long, what is closed, how many failures are open, and how attempts end. No co-op's data, only counts. Alerts on these: deploy/alerts.yml. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #calls: Counter<'marketplace' | 'op' | 'end'>;
  readonly #pushes: Counter<'marketplace' | 'end'>;
  readonly #seconds: Histogram<'marketplace'>;
  /** Filled anew at each scrape. By what it counts; `second`: the name of its second label. */
  readonly #gauges: Readonly<Record<string, { readonly gauge: Gauge; readonly second: string | null }>>;
  #seen: { readonly at: number; readonly what: Promise<Seen> } | null = null;

  constructor(private readonly database: Database, private readonly hints: Hints, private readonly pools: Readonly<Record<string, Pool>> = {}) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#calls = new Counter({ name: 'serentak_calls_total', help: 'Calls to marketplaces', labelNames: ['marketplace', 'op', 'end'], registers });
    this.#pushes = new Counter({ name: 'serentak_pushes_total', help: 'Calls at the door for pushes: taken, unsigned, or to an unknown address', labelNames: ['marketplace', 'end'], registers });
    this.#seconds = new Histogram({ name: 'serentak_call_seconds', help: 'How long calls took', labelNames: ['marketplace'], buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15], registers });
    const gauge = (name: string, help: string, second: string | null = 'label', first = 'marketplace') => ({ gauge: new Gauge({ name, help, labelNames: second === null ? [first] : [first, second], registers }), second });
    this.#gauges = {
      streams: gauge('serentak_due_shops', 'Shops with something due now', 'stream'), due: gauge('serentak_due_rows', 'Rows whose time has come: listing, stock, price'),
      failure: gauge('serentak_failures_open', 'Open failures by cause'), severity: gauge('serentak_failures_open_severity', 'Open failures by how bad they are', 'severity'), run: gauge('serentak_sync_runs_recent', 'Attempts of the last five minutes, by operation and outcome'),
      oldest: gauge('serentak_oldest_due_seconds', 'How long the oldest open work waits, by stream; paused shops left out', 'stream'), lag: gauge('serentak_orders_behind_seconds', 'Since when a shop of this marketplace has had no complete reading of its orders', null),
      gate: gauge('serentak_gates_closed', 'Shops that wait for their marketplace, by cause', 'cause'), shops: gauge('serentak_shops', 'Shops open and paused, connections without a grant', 'state'), pushes: gauge('serentak_pushes_unread', 'Pushes whose order was not read yet', null),
      unknown: gauge('serentak_unknown_codes', 'How often marketplaces answered codes that nobody knows yet', 'code'), jobs: gauge('serentak_queue_jobs', 'Hints in the queue', 'state', 'lane'), pool: gauge('serentak_pool_connections', 'Database connections of this process; waiting: callers without one', 'state', 'pool'),
    };
  }

  count(marketplace: string, op: string, end: string, ms: number): void {
    this.#calls.inc({ marketplace, op, end });
    this.#seconds.observe({ marketplace }, ms / 1000);
  }

  pushed(marketplace: string, end: string): void {
    this.#pushes.inc({ marketplace, end });
  }

  async text(): Promise<string> {
    const now = performance.now();
    if (!this.#seen || now - this.#seen.at > freshMs) {
      this.#seen = { at: now, what: this.#look() };
      this.#seen.what.catch(() => { this.#seen = null; });
    }
    const { streams, counts, state, unknown, jobs } = await this.#seen.what;
    for (const { gauge } of Object.values(this.#gauges)) gauge.reset();
    for (const { marketplace, stream, n } of streams) this.#set('streams', { marketplace, stream }, n);
    for (const { what, marketplace, label, n } of [...counts, ...state]) this.#set(what, { marketplace, ...this.#second(what, label) }, Number(n));
    for (const { marketplace, label, n } of counts.filter(({ what }) => what === 'failure')) this.#gauges.severity?.gauge.inc({ marketplace, severity: isCause(label) ? causes[label].severity : 'stops' }, Number(n));
    for (const { marketplace, code, n } of unknown) this.#set('unknown', { marketplace, code }, Number(n));
    for (const { lane, state: is, n } of jobs) this.#set('jobs', { lane, state: is }, n);
    for (const [pool, { totalCount, idleCount, waitingCount }] of Object.entries(this.pools)) for (const [is, n] of [['used', totalCount - idleCount], ['idle', idleCount], ['waiting', waitingCount]] as const) this.#set('pool', { pool, state: is }, n);
    return this.#registry.metrics();
  }

  #set(what: string, labels: Record<string, string>, n: number): void {
    this.#gauges[what]?.gauge.set(labels, n);
  }

  #second(what: string, label: string): Record<string, string> {
    const second = this.#gauges[what]?.second;
    return second ? { [second]: label } : {};
  }

  async #look(): Promise<Seen> {
    const { places, ...seen } = await this.database.inScope(noScope, async (tx) => ({
      streams: await tx.rows<Seen['streams'][number]>('SELECT marketplace, stream, count(*)::int AS n FROM app.due_streams() GROUP BY 1, 2'),
      counts: await tx.rows<Seen['counts'][number]>('SELECT * FROM app.house_counts()'), state: await tx.rows<Seen['state'][number]>('SELECT * FROM app.house_state() WHERE n IS NOT NULL'),
      unknown: await tx.rows<Seen['unknown'][number]>('SELECT * FROM app.unknown_code_counts()'),
      places: await tx.rows<{ marketplace: string }>('SELECT marketplace FROM app.places_in_use()'),
    }));
    const lanes = places.flatMap(({ marketplace }) => ['prompt', 'bulk'].map((lane) => laneName(lane, marketplace)));
    const jobs = await Promise.all(lanes.map(async (lane) => Object.entries(await this.hints.queue(lane).getJobCounts('waiting', 'active', 'delayed', 'failed')).map(([state, n]) => ({ lane, state, n }))));
    return { ...seen, jobs: jobs.flat() };
  }
}
