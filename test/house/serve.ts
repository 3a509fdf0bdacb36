import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../config/settings.js';
import { createUser } from '../../src/access/index.js';
import { hashPassword } from '../../src/access/passwords.js';
import { startHouse, type House } from '../../src/apps/house.js';
import { Clock, createLog, noScope, type Log, type Role, type Scope } from '../../src/kernel/index.js';
import { federationOf } from '../../src/shops/index.js';
import { asOwner, freshDatabase, type FreshDatabase } from './database.js';

export const root = new URL('../..', import.meta.url).pathname;
export interface Person { readonly email: string; readonly password: string }
export interface TestHouse {
  readonly house: House;
  readonly url: string;
  readonly clock: Clock;
  readonly database: FreshDatabase;
  readonly cooperativeId: string;
  readonly unitId: string;
  readonly scope: Scope;
  readonly people: Readonly<Record<Role, Person>>;
  as(role: Role): Promise<Client>;
  stop(): Promise<void>;
}
export interface Client {
  get<T = Record<string, unknown>>(path: string, headers?: Record<string, string>): Promise<Reply<T>>;
  send<T = Record<string, unknown>>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply<T>>;
}
/** `url`: where redirects led. */
export interface Reply<T> { readonly status: number; readonly body: T; readonly headers: Headers; readonly url: string }
export interface TestHouseOptions {
  readonly adapterDirs?: readonly string[];
  readonly practiceUrl?: (marketplace: string) => string | null;
  /** Redis carries the hints instead of PostgreSQL. */
  readonly redis?: boolean;
  readonly sweeping?: boolean;
  readonly roles?: string;
  readonly log?: Log;
  readonly env?: Readonly<Record<string, string>>;
  readonly database?: FreshDatabase;
  /** Connections of the application's own pool. */
  readonly connections?: number;
  /** Shops keep the limits of their marketplace. Those of a second are real waiting, for which a test that is not about them has no time; quotas of hours and days stay in any case. */
  readonly paced?: boolean;
}

/** The real service on a database of its own: a federation of one parent and one unit, one person per role, any free port. */
export async function serve(options: TestHouseOptions = {}): Promise<TestHouse> {
  const database = options.database ?? (await freshDatabase());
  const dataDir = mkdtempSync(join(tmpdir(), 'serentak-house-'));
  const clock = new Clock();
  const settings = readSettings({
    PORT: '0', DATABASE_URL: database.appUrl, DATA_DIR: dataDir, APP_ROLES: options.roles ?? 'all', LOG_LEVEL: process.env.TEST_LOG ?? 'fatal', ENCRYPTION_KEY: '8f'.repeat(31) + '11', ADAPTER_DIRS: (options.adapterDirs ?? [join(root, 'adapters')]).join(':'), ...(options.redis ? { REDIS_URL: process.env.TEST_REDIS_URL ?? '' } : {}), ...options.env,
  }, root, root);
  const house = await startHouse({ settings, webDir: join(root, 'web', 'dist'), clock, log: options.log ?? createLog(settings.logLevel), practiceUrl: options.practiceUrl, sweeping: options.sweeping, connections: options.connections });
  if (!options.paced && !options.database) await unpace(database, house);
  const made = await house.database.inScope(noScope, (tx) => tx.row<{ id: string }>(`SELECT app.found_federation('Koperasi Uji', 'UJI') AS id`));
  const cooperativeId = made?.id ?? '';
  const unit = await house.database.inScope({ ids: [cooperativeId] }, (tx) => tx.row<{ id: string }>(`INSERT INTO app.cooperative (parent_id, code, name) VALUES ($1, 'UNT', 'Unit Uji') RETURNING id`, [cooperativeId]));
  const people = {} as Record<Role, Person>;
  for (const role of ['administrator', 'manager', 'operator', 'viewer'] as const) {
    people[role] = { email: `${role}.${cooperativeId}@test.example`, password: `sandi-${role}-123` };
    await house.database.inScope({ ids: [cooperativeId] }, async (tx) => createUser(tx, { cooperativeId, name: role, role, email: people[role].email, hash: await hashOf(people[role].password) }));
  }
  const scope = await house.database.inScope(noScope, (tx) => federationOf(tx, cooperativeId));
  return {
    house, url: house.url, clock, database, cooperativeId, unitId: unit?.id ?? '', scope, people,
    as: (role) => signIn(house.url, people[role]),
    stop: async () => {
      await house.stop();
      if (!options.database) await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A hash takes a fiftieth of a second on purpose, and these are the same in every house. */
const hashes = new Map<string, Promise<string>>();
function hashOf(password: string): Promise<string> {
  const known = hashes.get(password) ?? hashPassword(password);
  hashes.set(password, known);
  return known;
}

/** Every shop that is connected here begins with its marketplace's longer limits only. */
async function unpace(database: FreshDatabase, house: House): Promise<void> {
  const slow = Object.fromEntries(house.marketplaces.all().map(({ marketplace, limits }) => [marketplace, limits.filter(({ everyMs }) => everyMs > 1_000)]));
  await asOwner(database, `CREATE FUNCTION app.unpaced() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.limits := coalesce(NEW.limits, $json$${JSON.stringify(slow)}$json$::jsonb -> NEW.marketplace); RETURN NEW; END $$;
    CREATE TRIGGER unpaced BEFORE INSERT ON app.shop FOR EACH ROW EXECUTE FUNCTION app.unpaced()`);
}

export async function signIn(url: string, person: Person): Promise<Client> {
  const answer = await fetch(`${url}/api/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(person) });
  if (answer.status !== 201) throw new Error(`Sign-in failed: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const send = async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply<T>> => {
    const raw = body instanceof Uint8Array;
    const reply = await fetch(`${url}${path}`, { method, headers: { cookie, 'x-requested-with': 'serentak', ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }), ...headers }, body: body === undefined ? undefined : raw ? Buffer.from(body) : JSON.stringify(body) });
    const type = reply.headers.get('content-type') ?? '', bytes = Buffer.from(await reply.arrayBuffer());
    return { status: reply.status, headers: reply.headers, url: reply.url, body: (bytes.length === 0 ? {} : /json/.test(type) ? JSON.parse(String(bytes)) : /spreadsheetml/.test(type) ? bytes : String(bytes)) as T };
  };
  return { get: (path, headers) => send('GET', path, undefined, headers), send };
}

/** Waits on a condition, never on luck. Fails with the last state seen. */
export async function until<T>(look: () => Promise<T | null | undefined | false>, what: string, patienceMs = 20_000): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() - startedAt > patienceMs) throw new Error(`Never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
