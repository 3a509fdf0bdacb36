import { causeOf, type AdapterError } from '../../adapters/contract/index.js';
import type { Clock, Database, Log } from '../kernel/index.js';
import type { ShopRecord } from '../shops/index.js';
import { houseIssue, notify } from './failures.js';
import { waitUntil } from './verdicts.js';

/** So many calls in a row may end in trouble before the shop's gate closes. */
const patience = 5;
const shortestMs = 10_000;
const longestMs = 300_000;

/** Who waits. A closed gate is one failure, or none; never ten thousand. Waiting subjects spend no attempt. */
export class Gates {
  constructor(private readonly database: Database, private readonly log: Log) {}

  get clock(): Clock {
    return this.database.clock;
  }

  /** A call ended in trouble (time-out, cut, 5xx, unreachable). True: the gate is closed now, stop. */
  async trouble(shop: ShopRecord, error: AdapterError): Promise<boolean> {
    return this.database.inScope(shop.scope, async (tx) => {
      const row = await tx.row<{ strikes: number }>('UPDATE app.shop SET gate_strikes = gate_strikes + 1 WHERE id = $1 RETURNING gate_strikes AS strikes', [shop.id]);
      const strikes = row?.strikes ?? 0;
      // So that the next good answer of this very slice counts: only troubles in a row close a gate.
      shop.gateStrikes = strikes;
      if (strikes < patience) return false;
      const ms = Math.min(longestMs, shortestMs * 2 ** Math.min(10, strikes - patience));
      await tx.rows(`UPDATE app.shop SET gate_until = greatest(coalesce(gate_until, '-infinity'), app.now() + make_interval(secs => $2)), gate_cause = 'marketplace-down' WHERE id = $1 AND gate_cause IS DISTINCT FROM 'token-expired'`, [shop.id, ms / 1000]);
      await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: shop.cooperativeId, operation: 'gate', subject: 'shop', issues: [houseIssue('marketplace-down', { waktu: this.database.clock.date().toISOString() }, { code: error.rawCode, message: error.message })] });
      await notify(tx, shop.cooperativeId, 'shops');
      this.log.warn({ shop: shop.id, strikes, ms, raw: error.rawCode }, 'gate.closed');
      return true;
    });
  }

  /** A call was answered. Costs nothing while there was no trouble. */
  async fine(shop: ShopRecord): Promise<void> {
    if (shop.gateStrikes === 0) return;
    await this.database.inScope(shop.scope, async (tx) => {
      await tx.rows(`UPDATE app.shop SET gate_strikes = 0, gate_until = NULL, gate_cause = NULL WHERE id = $1 AND gate_cause IS DISTINCT FROM 'token-expired'`, [shop.id]);
      await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: shop.cooperativeId, operation: 'gate', subject: 'shop', issues: [] });
      await notify(tx, shop.cooperativeId, 'shops');
    });
    shop.gateStrikes = 0;
  }

  /** The marketplace said whom to keep waiting. Returns until when; the subject's own row is the caller's. True in `stop` when the whole shop (or more) waits. */
  async wait(shop: ShopRecord, op: string, error: AdapterError): Promise<{ until: number; stop: boolean }> {
    const until = waitUntil(error, this.database.clock.now());
    if (error.scope === 'subject') return { until, stop: false };
    const cause = error.issues[0]?.cause ?? (error.rawCode || 'limit');
    await this.database.inScope(shop.scope, async (tx) => {
      if (error.scope === 'shop') await tx.rows(`UPDATE app.shop SET gate_until = greatest(coalesce(gate_until, '-infinity'), to_timestamp($2)), gate_cause = $3 WHERE id = $1 AND gate_cause IS DISTINCT FROM 'token-expired'`, [shop.id, until / 1000, causeOf(error)]);
      else await tx.rows('INSERT INTO app.gate (scope, key, op, until, cause) VALUES ($1, $2, $3, to_timestamp($4), $5) ON CONFLICT (scope, key, op) DO UPDATE SET until = excluded.until, cause = excluded.cause',
        [error.scope, error.scope === 'app' ? `${shop.marketplace}.${shop.connection.app}` : shop.id, error.scope === 'app' ? '' : op, until / 1000, cause]);
      await notify(tx, shop.cooperativeId, 'shops');
    });
    return { until, stop: true };
  }

  /** The grant is dead: one failure, "sign in again", whatever number of shops it opened. */
  async dead(shop: ShopRecord, error: AdapterError): Promise<void> {
    const named = error.issues.length > 0 ? error.issues : [houseIssue('token-expired', { waktu: this.database.clock.date().toISOString() }, { code: error.rawCode, message: error.message })];
    await this.database.inScope(shop.scope, async (tx) => {
      const first = await tx.row<{ id: string; cooperative_id: string }>('SELECT id, cooperative_id FROM app.shop WHERE connection_id = $1 ORDER BY id LIMIT 1', [shop.connection.id]);
      if (first) await tx.tell('needs-person', { shopId: first.id, cooperativeId: first.cooperative_id, ownerId: first.cooperative_id, operation: 'connection', subject: `connection:${shop.connection.id}`, issues: named });
      await notify(tx, shop.cooperativeId, 'shops');
    });
    this.log.warn({ shop: shop.id, connection: shop.connection.id, raw: error.rawCode }, 'connection.dead');
  }
}
