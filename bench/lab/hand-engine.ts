import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { startEmbedded } from '../../src/apps/postgres/embedded.js';
import { Clock, createLog, Database, Facts, migrate, noScope, Sealer, type Scope } from '../../src/kernel/index.js';
import { subscribeListings } from '../../src/listings/index.js';
import { Marketplaces } from '../../src/marketplaces/index.js';
import { subscribeOrders } from '../../src/orders/index.js';
import { Hints, openBackend, type StreamName } from '../../src/queue/index.js';
import { federationOf, sealCredentials } from '../../src/shops/index.js';
import { createEngine, subscribeFailures, subscribeSync, Sweep } from '../../src/sync/index.js';
import { built, type Service } from './service.js';

/** Hints that a hand carries: kept, folded by address, given out in order. */
class HandHints extends Hints {
  readonly waiting = new Map<string, { stream: StreamName; shopId: string }>();
  override async send(stream: StreamName, shopId: string): Promise<void> {
    this.waiting.set(`${stream}.${shopId}`, { stream, shopId });
  }
}

export interface HandEngine {
  readonly database: Database;
  readonly clock: Clock;
  readonly scope: Scope;
  readonly cooperativeId: string;
  readonly sql: pg.Pool;
  connect(marketplace: string, names: readonly string[]): Promise<string[]>;
  sweep(): Promise<void>;
  /** Works every hint, and those that follow from it. */
  work(): Promise<void>;
  seeder(): Pick<Service, 'sql' | 'cooperativeId'>;
  stop(): Promise<void>;
}

/** The engine on a real database with the queue, the sweep and the clock turned by hand. Speed is not measured here, so its PostgreSQL does not wait for the disk. */
export async function openHandEngine(): Promise<HandEngine> {
  const dataDir = mkdtempSync(join(tmpdir(), 'serentak-bench-'));
  const embedded = await startEmbedded({ dataDir, throwaway: true });
  await migrate(embedded.ownerUrl);
  const source = await new DataSource({ type: 'postgres', url: embedded.appUrl, schema: 'app', entities: [], extra: { max: 10 }, poolErrorHandler: () => undefined }).initialize();
  const clock = new Clock(), log = createLog('error'), sealer = new Sealer(['5b'.repeat(31) + '07']);
  const database = new Database(source, clock, new Facts());
  const marketplaces = await Marketplaces.discover([join(built, 'bench', 'markets')]);
  const backend = openBackend({ databaseUrl: embedded.appUrl, redisUrl: null, poolSize: 2, onError: () => undefined });
  const hints = new HandHints(database, backend, () => undefined);
  const limitsPool = new pg.Pool({ connectionString: embedded.appUrl, max: 2 });
  limitsPool.on('error', () => undefined);
  const { runner } = createEngine({ database, marketplaces, sealer, hints, log, limitsPool, sight: { marketplaces, reachOf: () => ({ photosByUrl: false, photosReachable: true }) }, photos: { reachable: () => true, takeFrom: async () => [], photo: () => { throw new Error('No photos at a fair.'); } }, adoption: async () => false, traffic: { practiceUrl: () => 'http://127.0.0.1:9', count: () => undefined, pushed: () => undefined }, pushTo: () => null });
  subscribeFailures(database.facts);
  subscribeListings(database.facts, hints);
  subscribeOrders(database.facts);
  subscribeSync(database.facts, hints, () => undefined);
  const founded = await database.inScope(noScope, (tx) => tx.row<{ id: string }>(`SELECT app.found_federation('Koperasi Pasar', 'PSR') AS id`));
  const cooperativeId = founded?.id ?? '', scope = await database.inScope(noScope, (tx) => federationOf(tx, cooperativeId));
  const sql = new pg.Pool({ connectionString: Object.assign(new URL(embedded.superUrl), { pathname: '/serentak' }).href, max: 2 });
  sql.on('error', () => undefined);
  const sweep = new Sweep(database, hints, log);
  return {
    database, clock, scope, cooperativeId, sql, seeder: () => ({ sql, cooperativeId }),
    connect: async (marketplace, names) => {
      const ids: string[] = [];
      for (const name of names) {
        const { rows: [connection] } = await sql.query<{ id: string }>(`INSERT INTO app.connection (cooperative_id, marketplace, environment, app, sealed) VALUES ($1, $2, 'practice', $3, '') RETURNING id`, [cooperativeId, marketplace, name]);
        await sql.query('UPDATE app.connection SET sealed = $2 WHERE id = $1', [connection?.id, sealCredentials(sealer, connection?.id ?? '', { shop_id: name, token: `key-of-${name}` })]);
        const { rows: [shop] } = await sql.query<{ id: string }>('INSERT INTO app.shop (cooperative_id, connection_id, marketplace, remote_id, name) VALUES ($1, $2, $3, $4, $4) RETURNING id', [cooperativeId, connection?.id, marketplace, name]);
        await sql.query(`INSERT INTO app.checkpoint (shop_id, stream, cooperative_id, interval_ms) VALUES ($1, 'pull-orders', $2, 1800000)`, [shop?.id, cooperativeId]);
        ids.push(shop?.id ?? '');
      }
      return ids;
    },
    sweep: async () => void (await sweep.once()),
    work: async () => {
      for (let first = hints.waiting.entries().next(); !first.done; first = hints.waiting.entries().next()) {
        const [key, hint] = first.value;
        hints.waiting.delete(key);
        await runner.slice(hint.stream, { shopId: hint.shopId, cooperativeId });
      }
    },
    stop: async () => {
      await limitsPool.end();
      await backend.close();
      await sql.end();
      await source.destroy();
      await embedded.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
