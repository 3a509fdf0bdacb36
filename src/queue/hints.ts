import { noScope, type Database, type Tx } from '../kernel/index.js';
import type { Backend, HintQueue } from './backend.js';
import { lanes, type StreamName } from './streams.js';

export const laneName = (lane: string, marketplace: string): string => `${lane}-${marketplace}`;

/**
 * Sends hints: "look at this stream of this shop". The queue never holds more than one waiting hint per shop and stream, and one more while that is being worked.
 * A lost hint loses nothing but time: the sweep finds what is due.
 */
export class Hints {
  readonly #queues = new Map<string, HintQueue>();
  readonly #places = new Map<string, { marketplace: string; cooperativeId: string }>();
  readonly #sending = new Map<string, { again: boolean }>();

  constructor(private readonly database: Database, private readonly backend: Backend, private readonly onError: (error: Error) => void) {}

  /** After this transaction's commit. */
  after(tx: Tx, stream: StreamName, shopIds: readonly string[]): void {
    if (shopIds.length > 0) tx.after(() => { for (const shopId of new Set(shopIds)) void this.send(stream, shopId); });
  }

  /** Never throws: what cannot be said now, the sweep says later. Calls for the same address while one is under way are folded into one more. */
  async send(stream: StreamName, shopId: string): Promise<void> {
    const key = `${stream}.${shopId}`;
    const under = this.#sending.get(key);
    if (under) {
      under.again = true;
      return;
    }
    const turn = { again: false };
    this.#sending.set(key, turn);
    try {
      do {
        turn.again = false;
        const place = await this.#place(shopId);
        if (!place) return;
        await this.queue(laneName(lanes[stream], place.marketplace)).add(stream, { shopId, cooperativeId: place.cooperativeId },
          { attempts: 1, removeOnComplete: true, removeOnFail: true, deduplication: { id: key, keepLastIfActive: true } });
      } while (turn.again);
    } catch (error) {
      this.onError(error as Error);
    } finally {
      this.#sending.delete(key);
    }
  }

  queue(name: string): HintQueue {
    let queue = this.#queues.get(name);
    if (!queue) this.#queues.set(name, (queue = this.backend.queue(name, this.onError)));
    return queue;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  async #place(shopId: string): Promise<{ marketplace: string; cooperativeId: string } | null> {
    const known = this.#places.get(shopId);
    if (known) return known;
    const row = await this.database.inScope(noScope, (tx) => tx.row<{ marketplace: string; cooperative_id: string }>('SELECT * FROM app.place_of($1)', [shopId]));
    if (!row) return null;
    const place = { marketplace: row.marketplace, cooperativeId: row.cooperative_id };
    this.#places.set(shopId, place);
    return place;
  }
}
