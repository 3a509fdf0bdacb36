import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { noScope, type Database } from '../../kernel/index.js';

/** What Prometheus may ask: the process, calls by marketplace and end, and, over all co-ops, how much is due and how many failures are open. No co-op's data, only counts. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #calls: Counter<'marketplace' | 'op' | 'end'>;
  readonly #seconds: Histogram<'marketplace'>;
  readonly #due: Gauge<'marketplace' | 'stream'>;

  constructor(private readonly database: Database) {
    collectDefaultMetrics({ register: this.#registry });
    this.#calls = new Counter({ name: 'serentak_calls_total', help: 'Calls to marketplaces', labelNames: ['marketplace', 'op', 'end'], registers: [this.#registry] });
    this.#seconds = new Histogram({ name: 'serentak_call_seconds', help: 'How long calls took', labelNames: ['marketplace'], buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15], registers: [this.#registry] });
    this.#due = new Gauge({ name: 'serentak_due_shops', help: 'Shops with something due now', labelNames: ['marketplace', 'stream'], registers: [this.#registry] });
  }

  count(marketplace: string, op: string, end: string, ms: number): void {
    this.#calls.inc({ marketplace, op, end });
    this.#seconds.observe({ marketplace }, ms / 1000);
  }

  async text(): Promise<string> {
    const rows = await this.database.inScope(noScope, (tx) => tx.rows<{ marketplace: string; stream: string; n: number }>('SELECT marketplace, stream, count(*)::int AS n FROM app.due_streams() GROUP BY 1, 2'));
    this.#due.reset();
    for (const row of rows) this.#due.set({ marketplace: row.marketplace, stream: row.stream }, row.n);
    return this.#registry.metrics();
  }
}
