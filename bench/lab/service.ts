import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { readSettings } from '../../config/settings.js';
import { startHouse, type House } from '../../src/apps/house.js';
import { startEmbedded, type Embedded } from '../../src/apps/postgres/embedded.js';
import { Clock, createLog, noScope, type Scope } from '../../src/kernel/index.js';
import { federationOf } from '../../src/shops/index.js';

/** dist/, where adapters, practice marketplaces and the benches' own markets stand beside each other. */
export const built = fileURLToPath(new URL('../..', import.meta.url));
export const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Service {
  readonly house: House;
  readonly clock: Clock;
  readonly database: Embedded;
  readonly cooperativeId: string;
  readonly scope: Scope;
  /** As the superuser, past row level security: for seeding and counting only. */
  readonly sql: pg.Pool;
  /** Connects shops of one of the benches' own markets, which answer without a call. Returns their ids. */
  connect(marketplace: string, names: readonly string[], owner?: Pick<Service, 'cooperativeId' | 'scope'>): Promise<string[]>;
  stop(): Promise<void>;
}
export interface ServiceOptions { readonly practiceUrl?: (marketplace: string) => string | null; readonly roles?: string; readonly sweeping?: boolean; readonly adapters?: boolean }

/** The whole service in this process on a PostgreSQL of its own that writes through to the disk, thrown away afterwards. */
export async function openService(options: ServiceOptions = {}): Promise<Service> {
  const dataDir = mkdtempSync(join(tmpdir(), 'serentak-bench-'));
  const database = await startEmbedded({ dataDir, throwaway: false });
  const closing: (() => Promise<unknown>)[] = [async () => { for (const folder of [dataDir, database.place]) rmSync(folder, { recursive: true, force: true }); }, () => database.stop()];
  const stop = async (): Promise<void> => { for (const close of closing.reverse()) await close(); };
  try {
    const dirs = [join(built, 'bench', 'markets'), ...(options.adapters ? [join(built, 'adapters')] : [])];
    const settings = readSettings({ PORT: '0', DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl, DATA_DIR: dataDir, LOG_LEVEL: 'error', APP_ROLES: options.roles ?? 'all', ENCRYPTION_KEY: '5b'.repeat(31) + '07', ADAPTER_DIRS: dirs.join(':') }, root, built);
    const clock = new Clock();
    const house = await startHouse({ settings, webDir: join(root, 'web', 'dist'), clock, log: createLog('error'), practiceUrl: options.practiceUrl ?? (() => 'http://127.0.0.1:9'), sweeping: options.sweeping });
    closing.push(() => house.stop());
    const founded = await house.database.inScope(noScope, (tx) => tx.row<{ id: string }>(`SELECT app.found_federation('Koperasi Ukur', 'UKR') AS id`));
    const cooperativeId = founded?.id ?? '';
    const scope = await house.database.inScope(noScope, (tx) => federationOf(tx, cooperativeId));
    const sql = new pg.Pool({ connectionString: Object.assign(new URL(database.superUrl), { pathname: '/serentak' }).href, max: 3 });
    sql.on('error', () => undefined);
    closing.push(() => sql.end());
    const connect = async (marketplace: string, names: readonly string[], owner: Pick<Service, 'cooperativeId' | 'scope'> = { cooperativeId, scope }): Promise<string[]> => {
      const ids: string[] = [];
      for (const name of names) {
        const connection = await house.connecting.connect(owner, { marketplace, environment: 'practice', url: null, credentials: { shop_id: name, token: `key-of-${name}` }, cooperativeId: owner.cooperativeId, settings: {} });
        const { rows } = await sql.query<{ id: string }>('SELECT id FROM app.shop WHERE connection_id = $1', [connection]);
        ids.push(rows[0]?.id ?? '');
      }
      return ids;
    };
    return { house, clock, database, cooperativeId, scope, sql, connect, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks until it is so; fails loudly when it never is. */
export async function until(what: string, look: () => Promise<boolean>, patienceMs: number, everyMs = 25): Promise<void> {
  const startedAt = performance.now();
  while (!(await look())) {
    if (performance.now() - startedAt > patienceMs) throw new Error(`Never came true within ${patienceMs} ms: ${what}`);
    await pause(everyMs);
  }
}
