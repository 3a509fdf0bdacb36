import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { noScope, type Database } from '../../kernel/index.js';

/** What Prometheus may ask: the process, calls by marketplace and end, and, over all co-ops, how much is due, how many failures are open, and how attempts end. No co-op's data, only counts. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #calls: Counter<'marketplace' | 'op' | 'end'>;
  readonly #pushes: Counter<'marketplace' | 'end'>;
  readonly #seconds: Histogram<'marketplace'>;
  readonly #due: Gauge<'marketplace' | 'stream'>;
  readonly #unknown: Gauge<'marketplace' | 'code'>;
  readonly #counts: Readonly<Record<string, Gauge<'marketplace' | 'label'>>>;

  constructor(private readonly database: Database) {
    collectDefaultMetrics({ register: this.#registry });
    this.#calls = new Counter({ name: 'serentak_calls_total', help: 'Calls to marketplaces', labelNames: ['marketplace', 'op', 'end'], registers: [this.#registry] });
    this.#pushes = new Counter({ name: 'serentak_pushes_total', help: 'Calls at the door for pushes: taken, unsigned, or to an unknown address', labelNames: ['marketplace', 'end'], registers: [this.#registry] });
    this.#seconds = new Histogram({ name: 'serentak_call_seconds', help: 'How long calls took', labelNames: ['marketplace'], buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15], registers: [this.#registry] });
    this.#due = new Gauge({ name: 'serentak_due_shops', help: 'Shops with something due now', labelNames: ['marketplace', 'stream'], registers: [this.#registry] });
    this.#unknown = new Gauge({ name: 'serentak_unknown_codes', help: 'How often marketplaces answered codes that nobody knows yet', labelNames: ['marketplace', 'code'], registers: [this.#registry] });
    const counted = (name: string, help: string) => new Gauge({ name, help, labelNames: ['marketplace', 'label'] as const, registers: [this.#registry] });
    this.#counts = { due: counted('serentak_due_rows', 'Rows whose time has come: listing, stock, price'), failure: counted('serentak_failures_open', 'Open failures by cause'), run: counted('serentak_sync_runs_recent', 'Attempts of the last five minutes, by operation and outcome') };
  }

  count(marketplace: string, op: string, end: string, ms: number): void {
    this.#calls.inc({ marketplace, op, end });
    this.#seconds.observe({ marketplace }, ms / 1000);
  }

  pushed(marketplace: string, end: string): void {
    this.#pushes.inc({ marketplace, end });
  }

  async text(): Promise<string> {
    const { streams, counts, unknown } = await this.database.inScope(noScope, async (tx) => ({
      streams: await tx.rows<{ marketplace: string; stream: string; n: number }>('SELECT marketplace, stream, count(*)::int AS n FROM app.due_streams() GROUP BY 1, 2'),
      counts: await tx.rows<{ what: string; marketplace: string; label: string; n: string }>('SELECT * FROM app.house_counts()'),
      unknown: await tx.rows<{ marketplace: string; code: string; n: string }>('SELECT * FROM app.unknown_code_counts()'),
    }));
    for (const gauge of [this.#due, this.#unknown, ...Object.values(this.#counts)]) gauge.reset();
    for (const { what, marketplace, label, n } of counts) this.#counts[what]?.set({ marketplace, label }, Number(n));
    for (const row of streams) this.#due.set({ marketplace: row.marketplace, stream: row.stream }, row.n);
    for (const row of unknown) this.#unknown.set({ marketplace: row.marketplace, code: row.code }, Number(row.n));
    return this.#registry.metrics();
  }
}
