import type { RemoteOrder } from '../../../adapters/contract/index.js';
import type { Database, Sealer } from '../../kernel/index.js';
import { ingestOrders } from '../../orders/index.js';
import { notify } from '../failures.js';
import type { Gates } from '../gates.js';
import type { Runs } from '../runs.js';
import type { Troubles } from '../troubles.js';
import type { Stream, Turn } from '../turn.js';

const leaseMs = 60_000;
const page = 50;
interface Receipt { id: string; remote_id: string; fence: string }

/** Reads orders by id: those a push named (a receipt is claimed before the read and done after it), and unpaid ones past their expiry, which no clock of ours may release. */
export class ReadOrders implements Stream {
  readonly name = 'read-orders';

  constructor(private readonly database: Database, private readonly sealer: Sealer, private readonly troubles: Troubles, private readonly gates: Gates, private readonly runs: Runs) {}

  async run(turn: Turn): Promise<boolean> {
    const { shop } = turn;
    for (;;) {
      const receipts = await this.database.inScope(shop.scope, (tx) => tx.rows<Receipt>(
        `WITH picked AS MATERIALIZED (SELECT id FROM app.webhook_receipt WHERE shop_id = $1 AND done_at IS NULL AND not_before <= app.now() AND (lease_until IS NULL OR lease_until <= app.now()) ORDER BY not_before, id LIMIT $2 FOR UPDATE SKIP LOCKED)
         UPDATE app.webhook_receipt r SET lease_until = app.now() + make_interval(secs => $3), fence = fence + 1, attempts = attempts + 1 FROM picked p WHERE r.id = p.id RETURNING r.id, r.remote_id, r.fence`, [shop.id, page, leaseMs / 1000]));
      const expired = await this.database.inScope(shop.scope, (tx) => tx.rows<{ remote_id: string }>(`SELECT remote_id FROM app.orders WHERE shop_id = $1 AND status = 'unpaid' AND expires_at <= app.now() ORDER BY expires_at LIMIT $2`, [shop.id, page]));
      const ids = [...new Set([...receipts, ...expired].map((row) => row.remote_id))];
      if (ids.length === 0) return false;
      const openedAt = this.database.clock.now();
      const stop = await turn.recorder.attempt(() => this.#read(turn, ids, receipts, openedAt));
      if (stop !== null) return stop === 'again';
      if (turn.over()) return true;
    }
  }

  async #read(turn: Turn, ids: readonly string[], receipts: readonly Receipt[], openedAt: number): Promise<'stop' | 'again' | null> {
    const { shop } = turn;
    try {
      const orders: readonly RemoteOrder[] = await turn.session.orders.get(ids);
      await this.database.inScope(shop.scope, async (tx) => {
        const result = await ingestOrders(tx, orders, { shop, takenAt: turn.adapter.stockTakenAt, readAt: openedAt, sealer: this.sealer });
        await tx.rows(`UPDATE app.webhook_receipt r SET done_at = app.now(), lease_until = NULL FROM unnest($1::bigint[], $2::bigint[]) AS x (id, fence) WHERE r.id = x.id AND r.fence = x.fence`, [receipts.map((r) => r.id), receipts.map((r) => r.fence)]);
        // Still unpaid at its expiry: ask again in a minute, until the marketplace decides.
        await tx.rows(`UPDATE app.orders SET expires_at = app.now() + interval '1 minute' WHERE shop_id = $1 AND remote_id = ANY ($2) AND status = 'unpaid' AND expires_at <= app.now()`, [shop.id, ids]);
        await this.runs.record(tx, { shop, operation: 'read-orders', subject: ids.length === 1 ? `order:${ids[0]}` : 'shop', trigger: receipts.length > 0 ? 'webhook' : 'due', openedAt }, turn.recorder, { outcome: result.changed > 0 ? 'accepted' : 'nothing', subjects: ids.length });
        if (result.changed > 0) await notify(tx, shop.cooperativeId, 'orders');
      });
      await this.gates.fine(shop);
      return null;
    } catch (error) {
      const handled = await this.troubles.handle(turn, 'read-orders', error);
      await this.database.inScope(shop.scope, (tx) => tx.rows(
        `UPDATE app.webhook_receipt r SET lease_until = NULL, not_before = CASE WHEN $3 THEN r.not_before ELSE app.now() + make_interval(secs => least(300, 2 ^ least(r.attempts, 8))) END FROM unnest($1::bigint[], $2::bigint[]) AS x (id, fence) WHERE r.id = x.id AND r.fence = x.fence`,
        [receipts.map((r) => r.id), receipts.map((r) => r.fence), handled.again]));
      if (handled.error.rawCode === 'fault') throw error;
      return handled.again ? 'again' : 'stop';
    }
  }
}
