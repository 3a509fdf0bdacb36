import { AdapterError, isAdapterError, Reauthorise, Retry, type Adapter, type Session } from '../../adapters/contract/index.js';
import { outsideTransaction, type Database, type Log, type Sealer } from '../kernel/index.js';
import { openCredentials, sealCredentials, type ShopRecord } from '../shops/index.js';

const leaseSeconds = 60;
const refreshShare = 0.8;
const graceMs = 30_000;
const renewalSpanMs = 60_000;
const mostRenewals = 3;

/** When a token that lives until `expiresAt` should be refreshed: at 80 % of the life it has left. Null: never. */
export const refreshFrom = (now: number, expiresAt: number | null): Date | null => (expiresAt === null ? null : new Date(now + (expiresAt - now) * refreshShare));

/**
 * A connection's credentials. The life of a refresh: (1) one worker takes the connection's lease; (2) `refresh_started_at` is committed, so that a crash is seen; (3) the database connection that will save is taken,
 * then the call is made; (4) the new pair is saved with the next generation. Others wait for the generation to change. If the end of a refresh is unknown, the old access token is used while it lives
 * and the old refresh token is tried once more; then a person must sign in again.
 */
export class Tokens {
  readonly #open = new Map<string, { generation: number; credentials: object }>();

  constructor(private readonly database: Database, private readonly sealer: Sealer, private readonly log: Log) {}

  /** What to build a call with. Costs nothing while the generation stands. */
  async current(shop: ShopRecord, adapter: Adapter): Promise<object> {
    const known = this.#open.get(shop.connection.id);
    if (known && known.generation >= shop.connection.generation) return known.credentials;
    return this.#learn(shop.connection.id, shop.connection.generation, shop.connection.sealed, adapter);
  }

  /** When this process renewed a grant lately, ms: fresh tokens that are refused one after another are no token trouble. */
  readonly #renewals = new Map<string, number[]>();

  /** After the marketplace refused the token that `current` gave. True: another one is there now, try again. Throws `Reauthorise` when a person must sign in, `Retry` when it cannot be known yet. */
  async renew(shop: ShopRecord, adapter: Adapter, session: Session<object>, refused: AdapterError | null): Promise<true> {
    // The refused call was built at the earliest when its slice was opened. What this process knows by now may be newer already, and must not be refreshed for the refusal of an older one.
    const used = shop.connection.generation;
    if (refused && this.#lately(shop.connection.id).length >= mostRenewals) throw refused;
    for (let round = 0; round < 50; round += 1) {
      const row = await this.#row(shop);
      if (row.generation > used) {
        this.#learn(shop.connection.id, row.generation, row.sealed, adapter);
        return true;
      }
      if (row.dead) throw refused ?? new Reauthorise('signed out');
      if (!session.refresh) throw refused ?? new Reauthorise('this grant cannot be refreshed');
      const fence = await this.#lease(shop, used);
      if (fence !== null) return this.#refresh(shop, adapter, session.refresh, used, fence, row.tries);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Retry('another worker still refreshes this grant', { rawCode: 'refresh' });
  }

  /** No call can mend this grant: its shops' gates close, and one failure says so (written by the caller). */
  async bury(shop: ShopRecord): Promise<void> {
    await this.database.inScope(shop.scope, async (tx) => {
      await tx.rows('UPDATE app.connection SET dead_at = coalesce(dead_at, app.now()), lease_until = NULL WHERE id = $1', [shop.connection.id]);
      await tx.rows(`UPDATE app.shop SET gate_until = 'infinity', gate_cause = 'token-expired' WHERE connection_id = $1`, [shop.connection.id]);
    });
  }

  #learn(id: string, generation: number, sealed: string, adapter: Adapter): object {
    const credentials = openCredentials(this.sealer, id, sealed, adapter.credentials);
    this.#open.set(id, { generation, credentials });
    return credentials;
  }

  #row(shop: ShopRecord): Promise<{ generation: number; sealed: string; dead: boolean; tries: number }> {
    return this.database.inScope(shop.scope, async (tx) => {
      const row = await tx.row<{ generation: number; sealed: string; dead: boolean; tries: number }>('SELECT generation, sealed, dead_at IS NOT NULL AS dead, refresh_tries AS tries FROM app.connection WHERE id = $1', [shop.connection.id]);
      if (!row) throw new Error(`Connection ${shop.connection.id} is gone.`);
      return row;
    });
  }

  #lease(shop: ShopRecord, generation: number): Promise<string | null> {
    return this.database.inScope(shop.scope, async (tx) => (await tx.row<{ fence: string }>(
      `UPDATE app.connection SET lease_until = app.now() + make_interval(secs => $3), fence = fence + 1, refresh_started_at = app.now(), refresh_tries = refresh_tries + 1
       WHERE id = $1 AND generation = $2 AND dead_at IS NULL AND (lease_until IS NULL OR lease_until <= app.now()) RETURNING fence`, [shop.connection.id, generation, leaseSeconds]))?.fence ?? null);
  }

  async #refresh(shop: ShopRecord, adapter: Adapter, refresh: NonNullable<Session<object>['refresh']>, used: number, fence: string, triesBefore: number): Promise<true> {
    const id = shop.connection.id;
    const now = this.database.clock.now();
    try {
      const kept = await this.database.inScope(shop.scope, async (tx) => {
        const fresh = await outsideTransaction(async () => refresh(await this.current(shop, adapter)));
        const sealed = sealCredentials(this.sealer, id, fresh.credentials);
        const saved = await tx.rows(
          `UPDATE app.connection SET sealed = $3, generation = generation + 1, expires_at = $4, ends_at = coalesce($5, ends_at), refresh_from = $6, refresh_started_at = NULL, refresh_tries = 0, lease_until = NULL
           WHERE id = $1 AND generation = $2 RETURNING id`,
          [id, used, sealed, fresh.expiresAt === null ? null : new Date(fresh.expiresAt), fresh.endsAt === null ? null : new Date(fresh.endsAt), refreshFrom(now, fresh.expiresAt)]);
        return saved.length === 1 ? fresh.credentials : null;
      });
      // Only what was committed is known: else this worker would use tokens that no other can find.
      if (kept) this.#open.set(id, { generation: used + 1, credentials: kept });
      this.#renewals.set(id, [...this.#lately(id), this.database.clock.now()]);
      this.log.info({ connection: id, generation: used + 1 }, 'token.refreshed');
      return true;
    } catch (error) {
      const refused = isAdapterError(error) && (error.verdict === 'reauthorise' || error.verdict === 'reject' || error.verdict === 'gone');
      // Dead before the lease is given back: whoever waits for it must not try the same token again.
      await this.database.inScope(shop.scope, (tx) => tx.rows('UPDATE app.connection SET lease_until = NULL, dead_at = CASE WHEN $4 THEN coalesce(dead_at, app.now()) ELSE dead_at END, refresh_from = CASE WHEN refresh_from IS NULL THEN NULL ELSE app.now() + make_interval(secs => $3) END WHERE id = $1 AND fence = $2', [id, fence, graceMs / 1000, refused]));
      this.log.warn({ connection: id, refused, tries: triesBefore + 1, raw: isAdapterError(error) ? error.rawCode : undefined }, 'token.refresh-failed');
      if (refused) throw new Reauthorise((error as Error).message, { rawCode: (error as AdapterError).rawCode });
      throw error;
    }
  }

  #lately(connectionId: string): number[] {
    return (this.#renewals.get(connectionId) ?? []).filter((at) => this.database.clock.now() - at < renewalSpanMs);
  }
}
