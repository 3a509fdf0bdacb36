import { noScope, type Database } from '../kernel/index.js';
import type { Backend, HintWorker } from './backend.js';
import { laneName } from './hints.js';
import { isStream, type Hint, type Lane, type StreamName } from './streams.js';

/** One slice of one stream of one shop; `urgent` says whether others wait. Throws only for our own faults: rows carry every other outcome. */
export type Slice = (stream: StreamName, hint: Hint) => Promise<void>;

/** How many slices run at once per lane: they mostly wait for HTTP, so there are many. */
export const slots: Readonly<Record<Lane, number>> = { prompt: 24, bulk: 8 };

const lookEveryMs = 5_000;

/** The workers. A lane opens with its marketplace's first shop, on every worker process. */
export class Lanes {
  readonly #open = new Map<string, HintWorker>();
  #closing = false;
  #watch: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database, private readonly backend: Backend, private readonly slice: Slice, private readonly onError: (error: Error) => void) {}

  /** Opens the lanes of all marketplaces that have a shop, and goes on looking: the first shop of a marketplace may be connected by another process. */
  async start(): Promise<void> {
    await this.openInUse();
    this.#watch = setInterval(() => void this.openInUse().catch(this.onError), lookEveryMs);
  }

  async openInUse(): Promise<void> {
    const rows = await this.database.inScope(noScope, (tx) => tx.rows<{ marketplace: string }>('SELECT marketplace FROM app.places_in_use()'));
    for (const { marketplace } of rows) await this.open(marketplace);
  }

  async open(marketplace: string): Promise<void> {
    for (const lane of ['prompt', 'bulk'] as const) {
      const name = laneName(lane, marketplace);
      if (this.#open.has(name) || this.#closing) continue;
      const worker = this.backend.worker(name, slots[lane], async (job) => {
        if (isStream(job.name)) await this.slice(job.name, job.data);
      }, this.onError);
      this.#open.set(name, worker);
      await worker.waitUntilReady();
    }
  }

  /** Waits until each worker has finished its slice. */
  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#watch);
    await Promise.all([...this.#open.values()].map((worker) => worker.close()));
  }
}
