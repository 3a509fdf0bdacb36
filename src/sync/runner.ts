import { noScope, span, type Database, type Log } from '../kernel/index.js';
import { laneName, lanes, type Hint, type Hints, type StreamName } from '../queue/index.js';
import { federationOf, readShop } from '../shops/index.js';
import type { Gateway } from './gateway.js';
import type { Stream } from './turn.js';

/** A slice may last this long while others wait, and this long otherwise. */
const shortSliceMs = 1_000;
const longSliceMs = 20_000;
const lookEveryMs = 500;

/** Turns a hint into one slice: opens the shop newly, runs its stream, and hints again, behind new hints, if more is due. */
export class Runner {
  readonly #streams: ReadonlyMap<StreamName, Stream>;
  readonly #stop = new AbortController();
  readonly #waiting = new Map<string, { at: number; others: boolean }>();

  constructor(private readonly database: Database, private readonly gateway: Gateway, private readonly hints: Hints, streams: readonly Stream[], private readonly log: Log) {
    this.#streams = new Map(streams.map((stream) => [stream.name, stream]));
    for (const name of Object.keys(lanes) as StreamName[]) if (!this.#streams.has(name)) throw new Error(`No stream is written for "${name}": add src/sync/streams/${name}.stream.ts.`);
  }

  async slice(name: StreamName, hint: Hint): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const stream = this.#streams.get(name) as Stream;
    const scope = await this.database.inScope(noScope, (tx) => federationOf(tx, hint.cooperativeId));
    const shop = await this.database.inScope({ ...scope, why: name }, (tx) => readShop(tx, hint.shopId));
    if (!shop) return;
    if (!shop.connected) {
      await stream.unconnected?.(shop, () => this.#stop.signal.aborted);
      return;
    }
    const gated = shop.gateUntil !== null && shop.gateUntil.getTime() > this.database.clock.now();
    if ((shop.paused || gated) && name !== 'refresh-tokens') return;
    const startedAt = this.database.clock.monotonic();
    const lane = lanes[name];
    const queue = laneName(lane, shop.marketplace);
    const over = (): boolean => {
      const ms = this.database.clock.monotonic() - startedAt;
      return this.#stop.signal.aborted || ms >= longSliceMs || (ms >= shortSliceMs && this.#othersWait(queue));
    };
    try {
      const open = await this.gateway.open(shop, { lane, signal: this.#stop.signal });
      const more = await span(`run ${name}`, { shop: shop.id, marketplace: shop.marketplace }, () => stream.run({ ...open, stream: name, signal: this.#stop.signal, over, hint: (other) => void this.hints.send(other, shop.id) }), null);
      if (more && !this.#stop.signal.aborted) await this.hints.send(name, shop.id);
    } catch (error) {
      this.log.error({ shop: shop.id, stream: name, err: error }, 'slice.failed');
    }
  }

  /** No new slice begins, running ones end after the step under way. */
  stop(): void {
    this.#stop.abort();
  }

  /** Asked often, looked up seldom; the answer is that of the last look. */
  #othersWait(queue: string): boolean {
    const now = this.database.clock.monotonic();
    const known = this.#waiting.get(queue) ?? { at: -Infinity, others: true };
    if (now - known.at > lookEveryMs) {
      this.#waiting.set(queue, { at: now, others: known.others });
      void this.hints.queue(queue).getJobCounts('waiting', 'prioritized').then((counts) => this.#waiting.set(queue, { at: now, others: Object.values(counts).some((count) => count > 0) })).catch(() => undefined);
    }
    return known.others;
  }
}
