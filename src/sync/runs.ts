import type { Database, Log, Tx } from '../kernel/index.js';
import type { ShopRecord } from '../shops/index.js';
import type { Recorder } from './exchange-record.js';
import { countWrites, metIn, writes, type Met } from './streaks.js';

export type Outcome = 'accepted' | 'refused' | 'waiting' | 'retrying' | 'unclear' | 'nothing' | 'partly';
export interface RunStart { readonly shop: ShopRecord; readonly operation: string; readonly subject: string; readonly trigger: string; readonly ownerId?: string; readonly fence?: string; readonly openedAt: number }
/** `took`, `refused`: how many subjects the marketplace accepted and refused, where the outcome alone does not say; `why`: of a refusal. */
export interface RunEnd { readonly outcome: Outcome; readonly code?: string; readonly subjects?: number; readonly took?: number; readonly refused?: number; readonly why?: Met }

/** The ledger of attempts: one row and one log line per attempt, written with its answer (an attempt that never ended is seen by its row's lease, not here). */
export class Runs {
  constructor(private readonly database: Database, private readonly log: Log) {}

  async record(tx: Tx, start: RunStart, recorder: Recorder, end: RunEnd): Promise<void> {
    const { shop } = start;
    const called = recorder.calls > 0, took = called ? end.took ?? (end.outcome === 'accepted' ? end.subjects ?? 1 : 0) : 0, refused = called ? end.refused ?? (end.outcome === 'refused' ? end.subjects ?? 1 : 0) : 0;
    await tx.rows(
      `WITH calm AS (UPDATE app.shop SET fail_streak = 0 WHERE id = $4 AND $14 AND fail_streak > 0 AND halted_at IS NULL)
       INSERT INTO app.sync_run (opened_at, closed_at, cooperative_id, owner_id, shop_id, operation, subject, trigger, fence, outcome, code, subjects, calls, exchange)
       VALUES (to_timestamp($1), app.wall(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [start.openedAt / 1000, shop.cooperativeId, start.ownerId ?? shop.cooperativeId, shop.id, start.operation, start.subject, start.trigger, start.fence ?? null, end.outcome, end.code ?? null, end.subjects ?? 1, recorder.calls, JSON.stringify(recorder.records), took > 0 && writes.has(start.operation)]);
    await countWrites(tx, shop, start.operation, took, refused, end.why ?? metIn([], end.code));
    this.log.info({ shop: shop.id, operation: start.operation, subject: start.subject, trigger: start.trigger, outcome: end.outcome, code: end.code, calls: recorder.calls, ms: Math.round(this.database.clock.now() - start.openedAt) }, 'run.closed');
  }
}
