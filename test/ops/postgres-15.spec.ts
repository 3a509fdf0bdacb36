import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/kernel/index.js';
import { until } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';
import { Desk } from './desk.js';

/** The oldest PostgreSQL we promise, where a system has it (Debian 12: postgresql-15); everything else runs on the one in the packages. */
const bin = '/usr/lib/postgresql/15/bin';
const there = existsSync(join(bin, 'pg_ctl'));

(there ? describe : describe.skip)(there ? 'on PostgreSQL 15' : 'on PostgreSQL 15 (skipped: it is not installed here)', () => {
  let place: string, superUrl: string, toy: ToyHouse | undefined;
  const root = process.getuid?.() === 0;
  // It refuses to run as root.
  const as = (name: string, ...args: string[]): unknown => (root ? execFileSync('runuser', ['-u', 'postgres', '--', join(bin, name), ...args], { cwd: '/', stdio: 'ignore' }) : execFileSync(join(bin, name), args, { stdio: 'ignore' }));
  const at = (user: string, database = 'serentak'): string => `postgres://${user}:sandi-uji@127.0.0.1:${new URL(superUrl).port}/${database}`;
  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'serentak-pg15-'));
    if (root) {
      const [, , uid = '', gid = ''] = readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith('postgres:'))?.split(':') ?? [];
      chownSync(place, Number(uid), Number(gid));
    }
    chmodSync(place, 0o700);
    const port = await new Promise<number>((resolve) => { const probe = createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address() as AddressInfo; probe.close(() => resolve(port)); }); });
    as('initdb', '-D', join(place, 'data'), '-U', 'postgres', '--auth=trust', '--no-sync');
    as('pg_ctl', '-D', join(place, 'data'), '-w', '-l', join(place, 'log'), '-o', `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c fsync=off`, 'start');
    superUrl = `postgres://postgres@127.0.0.1:${port}/postgres`;
    const client = new pg.Client({ connectionString: superUrl });
    await client.connect();
    for (const statement of [`CREATE ROLE serentak_owner LOGIN PASSWORD 'sandi-uji'`, `CREATE ROLE serentak_app LOGIN PASSWORD 'sandi-uji'`, 'CREATE DATABASE serentak OWNER serentak_owner']) await client.query(statement);
    await client.end();
    await migrate(at('serentak_owner'));
  }, 60_000);
  afterAll(async () => {
    await toy?.stop();
    if (place) as('pg_ctl', '-D', join(place, 'data'), '-m', 'immediate', 'stop');
    if (place) rmSync(place, { recursive: true, force: true });
  });

  it('migrates, publishes, sells, keeps two shops equal, backs up and restores', async () => {
    const database = { ownerUrl: at('serentak_owner'), appUrl: at('serentak_app'), superUrl: at('postgres'), drop: async () => undefined };
    toy = await toyHouse(['satu', 'dua'], { database });
    const { productId, variantId } = await toy.product('A', { stock: 12 });
    await toy.publish([productId], ['satu', 'dua']);
    await toy.quiet();
    toy.market.buy('satu', 'A', 5);
    await toy.pull('satu');
    await until(async () => toy?.market.variant('dua', 'A')?.stock === 7, 'the other shop is told');
    const manager = await toy.as('manager');
    expect((await manager.send('POST', '/api/stock-movements', { variantId, kind: 'count', quantity: 30, reason: 'hitung ulang' })).status).toBe(201);
    await until(async () => ['satu', 'dua'].every((name) => toy?.market.variant(name, 'A')?.stock === 25), 'both are told');
    for (const path of ['/api/products?q=barang', '/api/orders', '/api/failures', '/api/shops', '/api/overview', '/metrics']) expect([path, (await manager.get(path)).status]).toEqual([path, 200]);
    const desk = new Desk(database);
    const doctor = JSON.parse((await desk.run('doctor', ['--json'])).said) as { findings: { check: string; state: string; said: string }[] };
    expect(doctor.findings.find(({ check }) => check === 'database')).toEqual(expect.objectContaining({ state: 'ok', said: expect.stringContaining('PostgreSQL 15') }));
    await desk.run('backup', [desk.file('a.backup')]);
    await toy.house.stop();
    await desk.run('restore', [desk.file('a.backup'), '--replace']);
    expect(await desk.sql('SELECT on_hand FROM app.stock_level')).toEqual([{ on_hand: 30 }]);
    rmSync(desk.place, { recursive: true, force: true });
  }, 120_000);
});
