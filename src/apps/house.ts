import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { SettingsError, type Settings } from '../../config/settings.js';
import { DeclaredPermissions, type DeclaredRoute } from '../access/index.js';
import { AdoptionDesk } from '../adoption/index.js';
import { EditDesk } from '../editing/index.js';
import { Clock, createLog, Database, Facts, isMigrated, migrate, noScope, type Log, type Sealer } from '../kernel/index.js';
import { reachOf, subscribeListings } from '../listings/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { Digests, LiveEvents } from '../operations/index.js';
import { subscribeOrders } from '../orders/index.js';
import { Photos, PhotoStore } from '../photos/index.js';
import { placesOf, priceAnew, subscribePrices } from '../prices/index.js';
import { Hints, Lanes, openBackend, slots } from '../queue/index.js';
import { ReadinessKeeper, subscribeReadiness } from '../readiness/index.js';
import { Connecting, createEngine, subscribeFailures, subscribeLeaves, subscribeStreaks, subscribeSync, Sweep, type Gateway } from '../sync/index.js';
import { HouseModule } from './house.module.js';
import { configureHttp, Metrics, Readiness } from './http/index.js';
import { PhotoRenditions } from './photo-renditions.js';
import { assertApplicationRole } from './postgres/application-role.js';
import { startEmbedded, type Embedded } from './postgres/embedded.js';
import { openSealer } from './secrets.js';
import { startTracing, traceRequests } from './tracing.js';
import { keepResealing } from './upkeep/reseal.js';

export interface HouseOptions {
  readonly settings: Settings;
  readonly webDir: string;
  /** Progress for whoever started it. */
  readonly report?: (line: string) => void;
  /** Base addresses of practice marketplaces that run here; asked at each call, because they start after the house is built. */
  readonly practiceUrl?: (marketplace: string) => string | null;
  readonly clock?: Clock;
  readonly log?: Log;
  /** The sweep turns by itself; tests turn it by hand. */
  readonly sweeping?: boolean;
  /** Connections of the application's own pool; for tests. */
  readonly connections?: number;
  /** Its own PostgreSQL died and does not start again. */
  readonly lost?: (error: Error) => void;
}
export interface House {
  readonly url: string;
  readonly port: number;
  readonly database: Database;
  readonly sealer: Sealer;
  readonly marketplaces: Marketplaces;
  readonly hints: Hints;
  readonly sweep: Sweep;
  readonly keeper: ReadinessKeeper;
  readonly digests: Digests;
  readonly gateway: Gateway;
  readonly connecting: Connecting;
  readonly photos: Photos;
  readonly log: Log;
  /** Every route with the permission it declares. */
  routes(): DeclaredRoute[];
  stop(): Promise<void>;
}

/** Connections: the application's pool, the limits' pool, BullMQ's (a pinned client per worker), and a few for listening and migrating. */
/** `idleMs`: a connection that waits is kept this long: making one costs more than an idle minute of it. */
const pools = { application: 40, limits: 6, perWorker: 1, queueSpare: 12, idleMs: 60_000 };

/**
 * Puts everything together and serves. The life of a stop, one awaited list: not ready → the sweep and live events → HTTP closes → workers finish their slice → queues → BullMQ's pool → limits → TypeORM → PostgreSQL of our own.
 */
export async function startHouse(options: HouseOptions): Promise<House> {
  const { settings } = options;
  const report = options.report ?? (() => undefined);
  const log = options.log ?? createLog(settings.logLevel);
  const closing: [string, () => Promise<unknown>][] = [];
  const close = async (): Promise<void> => {
    for (const [name, work] of closing.reverse()) await work().catch((error: unknown) => log.error({ part: name, err: error }, 'stop.failed'));
  };
  let over = false;
  // A server that stops cuts the last idle connections: worth a line only when we did not ask for it.
  const poolError = (error: Error): void => { if (!over) log.warn({ err: error }, 'pool.error'); };
  try {
    const endTracing = await startTracing(settings.tracing);
    if (endTracing) closing.push(['traces', endTracing]);
    let embedded: Embedded | null = null;
    if (settings.databaseUrl === null) {
      report('database: starting');
      const started = await startEmbedded({ dataDir: settings.dataDir });
      embedded = started;
      started.watch({ restarted: () => log.error({}, 'postgres.restarted'), lost: (error) => { log.fatal({ err: error }, 'postgres.lost'); options.lost?.(error); } });
      closing.push(['postgres', () => started.stop()]);
    }
    const databaseUrl = settings.databaseUrl ?? embedded?.appUrl ?? '';
    const ownerUrl = settings.databaseUrl === null ? embedded?.ownerUrl ?? null : settings.databaseOwnerUrl;
    if (ownerUrl) {
      report('database: migrating');
      await migrate(ownerUrl);
      // A database that was empty a moment ago has owners only now.
      if (settings.production) await assertApplicationRole(databaseUrl);
    }
    const source = new DataSource({ type: 'postgres', url: databaseUrl, schema: 'app', entities: [], extra: { max: options.connections ?? pools.application, application_name: 'serentak', idleTimeoutMillis: pools.idleMs }, poolErrorHandler: poolError });
    await source.initialize();
    closing.push(['database', () => source.destroy()]);
    if (!ownerUrl && !(await isMigrated(source))) throw new SettingsError(['The database is not up to date: set DATABASE_OWNER_URL (the role that owns it) for one start, so that it is migrated.']);
    const database = new Database(source, options.clock ?? new Clock(), new Facts());

    const marketplaces = await Marketplaces.discover(settings.adapterDirs);
    const workers = marketplaces.all().length * 2;
    await assertConnections(source, pools.application + pools.limits + workers * pools.perWorker + pools.queueSpare);
    const limitsPool = new pg.Pool({ connectionString: databaseUrl, max: pools.limits, options: '-c synchronous_commit=off', application_name: 'serentak limits', idleTimeoutMillis: pools.idleMs });
    limitsPool.on('error', poolError);
    closing.push(['limits', () => limitsPool.end()]);
    const onError = (error: Error): void => { if (!over) log.warn({ err: error }, 'queue.error'); };
    const backend = openBackend({ databaseUrl, redisUrl: settings.redisUrl, poolSize: workers * pools.perWorker + pools.queueSpare, onError });
    closing.push(['queue backend', () => backend.close()]);
    const hints = new Hints(database, backend, onError);
    closing.push(['queues', () => hints.close()]);

    const sealer = openSealer(settings), metrics = new Metrics(database, hints, { application: (source.driver as unknown as { master: pg.Pool }).master, limits: limitsPool }), readiness = new Readiness();
    const store = new PhotoStore(settings.photoDir);
    await store.open();
    const photos = new Photos(store, () => sealer.derived('photo links'));
    let ownPort = settings.port;
    const ownUrl = (): string => `http://127.0.0.1:${ownPort}`;
    const practiceUrl = (name: string): string | null => (settings.practice ? settings.practiceUrls[name] ?? options.practiceUrl?.(name) ?? null : null);
    const placeOf = placesOf(marketplaces);
    const renditions = new PhotoRenditions(photos, database.clock, { publicUrl: settings.publicUrl, ownUrl }), adoption = new AdoptionDesk(database, hints, renditions, log, placeOf);
    const sight = { marketplaces, reachOf: reachOf(marketplaces, settings.publicUrl) }, keeper = new ReadinessKeeper(database, marketplaces, sight.reachOf, log);
    const { gateway, runner } = createEngine({ database, marketplaces, sealer, hints, log, limitsPool, photos: renditions, sight, adoption: adoption.work, traffic: { practiceUrl, count: (...call) => metrics.count(...call), pushed: (...call) => metrics.pushed(...call) },
      // Live shops push to the public address; practice shops run here and reach our own, where this process serves it.
      pushTo: () => (settings.publicUrl ? { url: settings.publicUrl, local: false } : settings.roles.has('api') ? { url: ownUrl(), local: true } : null) });

    const lanes = settings.roles.has('worker') ? new Lanes(database, backend, (stream, hint) => runner.slice(stream, hint), onError) : null;
    const connecting = new Connecting(database, gateway, marketplaces, sealer, settings);
    subscribeFailures(database.facts);
    subscribeStreaks(database.facts, hints);
    subscribePrices(database.facts, placeOf);
    subscribeListings(database.facts, hints);
    subscribeReadiness(database.facts);
    subscribeLeaves(database.facts, sight, hints);
    subscribeOrders(database.facts);
    subscribeSync(database.facts, hints, () => void lanes?.openInUse().catch(onError));
    if (lanes) {
      closing.push(['workers', () => { runner.stop(); return lanes.close(); }]);
      await lanes.start();
    }
    const edits = new EditDesk(database, log);
    closing.push(['edits', () => edits.stop()]);
    const sweep = new Sweep(database, hints, log, { begin: edits.turn, priceAnew: () => priceAnew(database, marketplaces), auditDays: settings.auditDays });
    if (settings.roles.has('scheduler') && options.sweeping !== false) sweep.start();
    closing.push(['sweep', () => sweep.stop()]);
    if (settings.roles.has('scheduler') && options.sweeping !== false) keeper.start();
    closing.push(['readiness', () => keeper.stop()]);
    if (settings.roles.has('scheduler') && options.sweeping !== false) closing.push(['resealing', keepResealing(database, sealer, log)]);

    const events = new LiveEvents(databaseUrl, database.clock, log);
    const settled = { ...settings, get port() { return ownPort; } };
    const digests = new Digests(database, marketplaces, sealer, log, settled);
    if (settings.roles.has('scheduler') && options.sweeping !== false) digests.start();
    closing.push(['digests', () => digests.stop()]);
    const app = await NestFactory.create<NestExpressApplication>(HouseModule.of({ settings: settled, log, database, sealer, marketplaces, hints, gateway, photos, adoption, events, metrics, readiness, keeper }), { logger: ['error', 'warn'], bodyParser: false, abortOnError: false });
    app.set('trust proxy', 'loopback, uniquelocal');
    configureHttp(app, { log, production: settings.production, webDir: options.webDir, before: settings.tracing ? traceRequests : null });
    if (settings.roles.has('api')) {
      await events.start();
      const server = app.getHttpServer() as Server;
      await listen(app, server, settings);
      ownPort = (server.address() as AddressInfo).port;
      closing.push(['http', async () => { server.closeIdleConnections(); const done = app.close(); setTimeout(() => server.closeAllConnections(), 2_000).unref(); await done; }]);
      closing.push(['events', () => events.stop()]);
    }
    readiness.ready = true;
    await database.inScope(noScope, (tx) => tx.rows('SELECT app.open_months()'));
    log.info({ port: ownPort, roles: [...settings.roles], queue: backend.kind, slots }, 'house.open');
    let stopping: Promise<void> | null = null;
    return {
      url: ownUrl(), port: ownPort, database, sealer, marketplaces, hints, sweep, keeper, digests, gateway, connecting, photos, log,
      routes: () => app.get(DeclaredPermissions, { strict: false }).routes(),
      stop: () => (stopping ??= (async () => { readiness.ready = false; over = true; await close(); log.info('house.closed'); })()),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(app: NestExpressApplication, server: Server, settings: Settings): Promise<void> {
  try {
    await app.listen(settings.port, settings.host);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new Error(`Port ${settings.port} is taken by another program: stop it, or start with another port (PORT=3001 npm start).`);
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw new Error(`Port ${settings.port} may not be opened by this account: choose one above 1023 (PORT=3000 npm start).`);
    throw error;
  }
  server.keepAliveTimeout = 65_000;
  // An archive of photos over a slow line takes longer than Node's five minutes.
  server.requestTimeout = 3_600_000;
}

/** A pool that is starved waits silently; better not to start. */
async function assertConnections(source: DataSource, needed: number): Promise<void> {
  const [row] = (await source.query('SELECT setting::int AS n FROM pg_settings WHERE name = $1', ['max_connections'])) as { n: number }[];
  if (row && needed > row.n - 10) throw new Error(`PostgreSQL allows ${row.n} connections, this process needs ${needed} and leaves 10 to others: raise max_connections.`);
}
