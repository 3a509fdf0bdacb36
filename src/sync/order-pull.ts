import type { Cursor, RemoteOrder, Undecodable } from '../../adapters/contract/index.js';
import type { Database, Sealer, Tx } from '../kernel/index.js';
import { ingestOrders } from '../orders/index.js';
import type { ShopRecord } from '../shops/index.js';
import { notify } from './failures.js';
import { readableOf } from './unreadable-orders.js';
import type { Runs } from './runs.js';
import type { Turn } from './turn.js';

const leaseSeconds = 60;
/** Read again from a window's end, so that what was being written there is not lost. */
const overlapMs = 30_000;
/** A new shop's open orders of this long ago hold stock from the first pull on. */
const firstLookBackMs = 15 * 86_400_000;

interface Checkpoint { fence: string; watermark: Date | null; from_at: Date | null; to_at: Date | null; cursor: Cursor | null; interval_ms: number; asked_for: string }

/**
 * Pulls a shop's orders. A checkpoint is a window [from, to] with a cursor: (1) its lease is taken; (2) `to` is fixed, by the marketplace's clock; (3) each page is ingested in one transaction that also moves the cursor;
 * (4) a finished window sets the watermark, and when it reached the present the shop's `orders_seen_at` is the instant that window was fixed, less the list's lag. Long silence is split into the marketplace's windows.
 */
export class OrderPull {
  constructor(private readonly database: Database, private readonly sealer: Sealer, private readonly runs: Runs, private readonly offsetOf: (shopId: string) => number) {}

  /** 'held': another worker pulls right now, or (by schedule) it is not time yet. 'partly': time was up, the rest is due now. Errors of the marketplace are thrown, with the lease given back. */
  async run(turn: Turn, trigger: string, over: () => boolean): Promise<'done' | 'partly' | 'held'> {
    const { shop } = turn;
    const checkpoint = await this.database.inScope(shop.scope, (tx) => this.#lease(tx, shop.id, trigger !== 'schedule'));
    if (!checkpoint) return 'held';
    const openedAt = this.database.clock.now();
    let found = 0;
    try {
      for (;;) {
        const window = await this.#window(turn, checkpoint);
        for (let cursor = window.cursor; ;) {
          const readAt = this.database.clock.now();
          const page = await turn.session.orders.changed({ from: window.from, to: window.to }, cursor);
          cursor = page.next;
          found += await this.database.inScope(shop.scope, (tx) => this.#ingest(tx, turn, page.items, readAt, checkpoint.fence, cursor));
          if (cursor === null) break;
          if (over()) return await this.#pause(shop, checkpoint.fence);
        }
        const present = window.to >= window.fixedAt;
        await this.database.inScope(shop.scope, async (tx) => {
          await this.#finish(tx, shop, checkpoint, window, present, turn.session.orders.lagMs);
          if (turn.session.orders.sees === 'new-only') await openRounds(tx, shop, turn.session.orders.rereadMs);
          if (present && (trigger === 'schedule' || found > 0)) await this.runs.record(tx, { shop, operation: 'pull-orders', subject: 'shop', trigger, openedAt }, turn.recorder, { outcome: found > 0 ? 'accepted' : 'nothing', subjects: found });
        });
        if (present) return 'done';
        checkpoint.watermark = new Date(window.to);
        checkpoint.from_at = null;
        if (over()) return await this.#pause(shop, checkpoint.fence);
      }
    } catch (error) {
      await this.database.inScope(shop.scope, (tx) => tx.rows(
        `UPDATE app.checkpoint SET lease_until = NULL, attempts = attempts + 1, next_at = app.now() + make_interval(secs => least(300, 2 ^ least(attempts, 8))) WHERE shop_id = $1 AND stream = 'pull-orders' AND fence = $2`, [shop.id, checkpoint.fence]));
      throw error;
    }
  }

  /** By schedule only when its time has come: of two schedulers' hints the later finds nothing to do. A push needs its pull now. */
  async #lease(tx: Tx, shopId: string, now: boolean): Promise<Checkpoint | null> {
    return tx.row<Checkpoint>(
      `UPDATE app.checkpoint SET lease_until = app.now() + make_interval(secs => $2), fence = fence + 1, last_try_at = app.now() WHERE shop_id = $1 AND stream = 'pull-orders' AND (lease_until IS NULL OR lease_until <= app.now()) AND ($3 OR (next_at <= app.now() AND paused_at IS NULL))
       RETURNING fence, watermark, from_at, to_at, cursor, interval_ms, next_at::text AS asked_for`, [shopId, leaseSeconds, now]);
  }

  async #window(turn: Turn, checkpoint: Checkpoint): Promise<{ from: number; to: number; cursor: Cursor | null; fixedAt: number; ours: number }> {
    const ours = this.database.clock.now(), theirs = ours + this.offsetOf(turn.shop.id);
    if (checkpoint.from_at && checkpoint.to_at) return { from: checkpoint.from_at.getTime(), to: checkpoint.to_at.getTime(), cursor: checkpoint.cursor, fixedAt: theirs, ours };
    const from = (checkpoint.watermark?.getTime() ?? turn.shop.createdAt - firstLookBackMs) - overlapMs;
    // A clock that was set back there must not turn a window round.
    const to = Math.max(from + overlapMs, Math.min(theirs, from + turn.session.orders.windowMs));
    await this.database.inScope(turn.shop.scope, (tx) => tx.rows(`UPDATE app.checkpoint SET from_at = $3, to_at = $4, cursor = NULL WHERE shop_id = $1 AND stream = 'pull-orders' AND fence = $2`, [turn.shop.id, checkpoint.fence, new Date(from), new Date(to)]));
    return { from, to, cursor: null, fixedAt: theirs, ours };
  }

  async #ingest(tx: Tx, turn: Turn, items: readonly (RemoteOrder | Undecodable)[], readAt: number, fence: string, cursor: Cursor | null): Promise<number> {
    const { shop } = turn;
    const result = await ingestOrders(tx, await readableOf(tx, shop, items), { shop, takenAt: turn.adapter.stockTakenAt, readAt, sealer: this.sealer });
    const kept = await tx.rows(`UPDATE app.checkpoint SET cursor = $3, lease_until = app.now() + make_interval(secs => $4) WHERE shop_id = $1 AND stream = 'pull-orders' AND fence = $2 RETURNING shop_id`, [shop.id, fence, cursor && JSON.stringify(cursor), leaseSeconds]);
    if (kept.length === 0) throw new Error('The pull was taken over by another worker.');
    if (result.changed > 0) await notify(tx, shop.cooperativeId, 'orders');
    return result.changed;
  }

  async #finish(tx: Tx, shop: ShopRecord, checkpoint: Checkpoint, window: { to: number; ours: number }, present: boolean, lagMs: number): Promise<void> {
    await tx.rows(
      `UPDATE app.checkpoint SET watermark = $3, from_at = NULL, to_at = NULL, cursor = NULL, attempts = 0, reason = NULL, last_ok_at = CASE WHEN $4 THEN app.now() ELSE last_ok_at END,
         next_at = CASE WHEN $4 AND next_at = $5::timestamptz THEN app.now() + app.pull_every(interval_ms, (SELECT silent_since IS NOT NULL FROM app.push_rhythm WHERE shop_id = $1)) ELSE next_at END, lease_until = CASE WHEN $4 THEN NULL ELSE lease_until END WHERE shop_id = $1 AND stream = 'pull-orders' AND fence = $2`,
      // Somebody who asked for a pull meanwhile may mean what this window did not see: their time stands.
      [shop.id, checkpoint.fence, new Date(window.to), present, checkpoint.asked_for]);
    if (present) await tx.rows('UPDATE app.shop SET orders_seen_at = greatest(orders_seen_at, $2) WHERE id = $1', [shop.id, new Date(window.ours - lagMs)]);
  }

  async #pause(shop: ShopRecord, fence: string): Promise<'partly'> {
    await this.database.inScope(shop.scope, (tx) => tx.rows(`UPDATE app.checkpoint SET lease_until = NULL, next_at = app.now() WHERE shop_id = $1 AND stream = 'pull-orders' AND fence = $2`, [shop.id, fence]));
    return 'partly';
  }
}

/** Where only new orders are listed, open ones are read again by id: that round gets its schedule with the first pull. */
const openRounds = (tx: Tx, shop: ShopRecord, everyMs = 600_000): Promise<unknown> =>
  tx.rows(`INSERT INTO app.checkpoint (shop_id, stream, cooperative_id, interval_ms, next_at) VALUES ($1, 'read-orders', $2, $3::int, app.now() + make_interval(secs => $3 / 1000.0)) ON CONFLICT DO NOTHING`, [shop.id, shop.cooperativeId, everyMs]);
