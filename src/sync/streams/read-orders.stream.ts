import type { Database, Sealer, Tx } from '../../kernel/index.js';
import { ingestOrders } from '../../orders/index.js';
import type { Checkpoints, Held } from '../checkpoints.js';
import { notify } from '../failures.js';
import { letFloodPass } from '../flood.js';
import type { Gates } from '../gates.js';
import type { Runs } from '../runs.js';
import type { Troubles } from '../troubles.js';
import { readableOf, reportUnreadable } from '../unreadable-orders.js';
import { inParallel, type Stream, type Turn } from '../turn.js';

const leaseMs = 60_000;
const page = 50;
/** Where an order costs a call, so many are read at once. */
const width = 4;
const rereadMs = 600_000;
interface Receipt { id: string; remote_id: string; fence: string }
type End = 'stop' | 'again' | null;

/**
 * Reads orders by id: those a push named (a receipt is claimed before the read and done after it), unpaid ones past their expiry, which no clock of ours may release,
 * and, where a marketplace lists new orders only, every open one by schedule, so that cancellations and shipments arrive. A round of those re-reads what was last read before the instant it began with.
 */
export class ReadOrders implements Stream {
  readonly name = 'read-orders';

  constructor(private readonly database: Database, private readonly sealer: Sealer, private readonly checkpoints: Checkpoints, private readonly troubles: Troubles, private readonly ledger: { readonly runs: Runs; readonly gates: Gates }) {}

  async run(turn: Turn): Promise<boolean> {
    const { shop, session: { orders } } = turn;
    const held = orders.sees === 'new-only' ? await this.checkpoints.take(shop, this.name) : null;
    const before = held && (Number(held.cursor?.before ?? 0) || this.database.clock.now() - (orders.rereadMs ?? rereadMs) / 2);
    const asked = new Set<string>();
    for (;;) {
      await letFloodPass(turn.signal);
      const receipts = await this.#receipts(turn);
      const known = await this.#known(turn, [...asked], before);
      const ids = [...new Set([...receipts.map((row) => row.remote_id), ...known])];
      const openedAt = this.database.clock.now();
      const round: { end: End } = { end: null };
      for (const id of ids) asked.add(id);
      // Each order apart where it has a quota of its own: one that must wait keeps no other waiting.
      const groups = ids.length === 0 ? [] : orders.sees === 'new-only' ? ids.map((id) => [id]) : [ids];
      await inParallel(groups, width, async (group) => {
        const mine = receipts.filter((row) => group.includes(row.remote_id));
        if (round.end === 'stop') await this.#later(turn, mine, null, true);
        else round.end = (await turn.recorder.attempt(() => this.#read(turn, group, mine, openedAt))) ?? round.end;
      });
      if (round.end !== null || ids.length === 0 || turn.over()) {
        if (held) await this.#pause(turn, held, before, round.end === 'stop' ? 'failed' : ids.length === 0 ? 'done' : 'more');
        return round.end === 'again' || (round.end === null && ids.length > 0);
      }
    }
  }

  #receipts({ shop }: Turn): Promise<Receipt[]> {
    return this.database.inScope(shop.scope, (tx) => tx.rows<Receipt>(
      `WITH picked AS MATERIALIZED (SELECT id FROM app.webhook_receipt WHERE shop_id = $1 AND done_at IS NULL AND not_before <= app.now() AND (lease_until IS NULL OR lease_until <= app.now()) ORDER BY not_before, id LIMIT $2 FOR UPDATE SKIP LOCKED)
       UPDATE app.webhook_receipt r SET lease_until = app.now() + make_interval(secs => $3), fence = fence + 1, attempts = attempts + 1 FROM picked p WHERE r.id = p.id RETURNING r.id, r.remote_id, r.fence`, [shop.id, page, leaseMs / 1000]));
  }

  /** Orders we know that are to be read again, but for those this slice asked for already. What is under way changes seldom: it is read a few times a day. */
  async #known({ shop }: Turn, asked: readonly string[], before: number | null): Promise<string[]> {
    const rows = await this.database.inScope(shop.scope, (tx) => tx.rows<{ remote_id: string }>(
      `(SELECT remote_id FROM app.orders WHERE shop_id = $1 AND status = 'unpaid' AND expires_at <= app.now() AND remote_id <> ALL ($2) ORDER BY expires_at LIMIT $3)
       UNION (SELECT remote_id FROM app.orders WHERE shop_id = $1 AND status IN ('unpaid', 'held', 'to-ship', 'unknown', 'shipped') AND read_at < to_timestamp($4) - CASE status WHEN 'shipped' THEN interval '6 hours' ELSE interval '0' END
         AND placed_at > app.now() - interval '60 days' AND remote_id <> ALL ($2) ORDER BY read_at LIMIT $3)`, [shop.id, asked, page, before === null ? null : before / 1000]));
    return rows.map((row) => row.remote_id);
  }

  async #read(turn: Turn, ids: readonly string[], receipts: readonly Receipt[], openedAt: number): Promise<End> {
    const { shop } = turn;
    try {
      const read = await turn.session.orders.get(ids);
      await this.database.inScope(shop.scope, async (tx) => {
        const was = await stateOf(tx, shop.id, ids);
        const orders = await readableOf(tx, shop, read);
        await ingestOrders(tx, orders, { shop, takenAt: turn.adapter.stockTakenAt, readAt: openedAt, sealer: this.sealer });
        const changed = was !== (await stateOf(tx, shop.id, ids));
        await done(tx, receipts);
        // Still unpaid at its expiry: ask again in a minute, until the marketplace decides.
        await tx.rows(`UPDATE app.orders SET expires_at = app.now() + interval '1 minute' WHERE shop_id = $1 AND remote_id = ANY ($2) AND status = 'unpaid' AND expires_at <= app.now()`, [shop.id, ids]);
        // Asked for, and not there: its turn is over all the same.
        await tx.rows('UPDATE app.orders SET read_at = greatest(read_at, to_timestamp($3)) WHERE shop_id = $1 AND remote_id = ANY ($2)', [shop.id, ids.filter((id) => !orders.some((order) => order.id === id)), openedAt / 1000]);
        if (changed || receipts.length > 0) await this.ledger.runs.record(tx, { shop, operation: this.name, subject: ids.length === 1 ? `order:${ids[0]}` : 'shop', trigger: receipts.length > 0 ? 'webhook' : 'due', openedAt }, turn.recorder, { outcome: changed ? 'accepted' : 'nothing', subjects: ids.length });
        if (changed) await notify(tx, shop.cooperativeId, 'orders');
      });
      await this.ledger.gates.fine(shop);
      return null;
    } catch (error) {
      const handled = await this.troubles.handle(turn, this.name, error);
      if (handled.error.verdict === 'alarm' && handled.error.rawCode === 'undecodable') return this.#unreadable(turn, ids, receipts, openedAt, handled.error.message);
      await this.#later(turn, receipts, handled.until, handled.again);
      if (handled.error.rawCode === 'fault') throw error;
      if (handled.again) return 'again';
      // An order that waits for its own quota, or cannot be read at all, is no reason to leave the others unread.
      if (ids.length > 1 || handled.stop || !['wait', 'alarm', 'reject', 'gone'].includes(handled.error.verdict)) return 'stop';
      if (handled.error.verdict === 'alarm') await this.database.inScope(shop.scope, (tx) => reportUnreadable(tx, shop, { undecodable: handled.error.message, id: ids[0] }));
      return null;
    }
  }

  /** Read each by itself, it shows whose fault it was. That one is told and asked for no more, until a person asks or the marketplace tells of it again. */
  async #unreadable(turn: Turn, ids: readonly string[], receipts: readonly Receipt[], openedAt: number, why: string): Promise<End> {
    const [id] = ids;
    if (ids.length === 1) await this.database.inScope(turn.shop.scope, async (tx) => { await reportUnreadable(tx, turn.shop, { undecodable: why, id }); await done(tx, receipts); });
    else for (const [index, one] of ids.entries()) {
      const end = await this.#read(turn, [one], receipts.filter((row) => row.remote_id === one), openedAt);
      if (end === null) continue;
      await this.#later(turn, receipts.filter((row) => ids.indexOf(row.remote_id) > index), null, true);
      return end;
    }
    return null;
  }

  async #later({ shop }: Turn, receipts: readonly Receipt[], until: number | null, atOnce: boolean): Promise<null> {
    if (receipts.length > 0) await this.database.inScope(shop.scope, (tx) => tx.rows(
      `UPDATE app.webhook_receipt r SET lease_until = NULL, not_before = CASE WHEN $3 THEN r.not_before ELSE coalesce(to_timestamp($4), app.now() + make_interval(secs => least(300, 2 ^ least(r.attempts, 8)))) END FROM unnest($1::bigint[], $2::bigint[]) AS x (id, fence) WHERE r.id = x.id AND r.fence = x.fence`,
      [receipts.map((r) => r.id), receipts.map((r) => r.fence), atOnce, until === null ? null : until / 1000]));
    return null;
  }

  async #pause({ shop }: Turn, held: Held, before: number | null, end: 'done' | 'more' | 'failed'): Promise<void> {
    await this.database.inScope(shop.scope, (tx) => this.checkpoints.move(tx, shop, this.name, held, end === 'done' || before === null ? null : { before }));
    await this.checkpoints.give(shop, this.name, held, end);
  }
}

const done = (tx: Tx, receipts: readonly Receipt[]): Promise<unknown> => tx.rows(`UPDATE app.webhook_receipt r SET done_at = app.now(), lease_until = NULL FROM unnest($1::bigint[], $2::bigint[]) AS x (id, fence) WHERE r.id = x.id AND r.fence = x.fence`, [receipts.map((r) => r.id), receipts.map((r) => r.fence)]);

/** What is known of these orders, to tell a change from a mere re-reading. */
const stateOf = async (tx: Tx, shopId: string, ids: readonly string[]): Promise<string | null> =>
  (await tx.row<{ state: string | null }>(`SELECT string_agg(concat_ws(' ', remote_id, raw_status, status, total, changed_at), ',' ORDER BY remote_id) AS state FROM app.orders WHERE shop_id = $1 AND remote_id = ANY ($2)`, [shopId, ids]))?.state ?? null;
