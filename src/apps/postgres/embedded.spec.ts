import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startEmbedded, type Embedded } from './embedded.js';

let home = '';
const running: Embedded[] = [];
const start = async (dataDir: string): Promise<Embedded> => {
  const server = await startEmbedded({ dataDir, throwaway: true });
  running.push(server);
  return server;
};
async function ask<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}
const pidOf = (server: Embedded): string => readFileSync(join(server.place, 'data', 'postmaster.pid'), 'utf8').split('\n')[0] ?? '';

beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'serentak-embedded-')); });
afterEach(async () => {
  for (const server of running.splice(0)) {
    await server.stop();
    rmSync(server.place, { recursive: true, force: true });
  }
  rmSync(home, { recursive: true, force: true });
});

describe('startEmbedded', () => {
  it('makes two roles that own no more than they should, and keeps what was written', async () => {
    const first = await start(join(home, 'one'));
    const roles = await ask(first.superUrl, `SELECT rolname, rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole AS mighty FROM pg_roles WHERE rolname LIKE 'serentak%' ORDER BY 1`);
    expect(roles).toEqual([{ rolname: 'serentak_app', mighty: false }, { rolname: 'serentak_owner', mighty: false }]);
    await ask(first.ownerUrl, 'CREATE SCHEMA kept; CREATE TABLE kept.thing AS SELECT 7 AS n');
    await expect(ask(first.appUrl, 'SELECT * FROM kept.thing')).rejects.toThrow(/permission denied/);
    await first.stop();
    const second = await start(join(home, 'one'));
    expect(await ask(second.ownerUrl, 'SELECT n FROM kept.thing')).toEqual([{ n: 7 }]);
  }, 60_000);

  it('uses a server again that outlived its parent, and puts no second one beside it', async () => {
    const first = await start(join(home, 'one'));
    const pid = pidOf(first);
    const second = await start(join(home, 'one'));
    expect([pidOf(second), second.appUrl]).toEqual([pid, first.appUrl]);
  }, 60_000);

  it('is not misled by a number that was given to another process', async () => {
    const [one, two] = [await start(join(home, 'one')), await start(join(home, 'two'))];
    await one.stop();
    writeFileSync(join(one.place, 'data', 'postmaster.pid'), `${pidOf(two)}\n${join(one.place, 'data')}\n0\n${new URL(one.appUrl).port}\n`);
    const again = await start(join(home, 'one'));
    expect(again.appUrl).not.toEqual(two.appUrl);
    expect(pidOf(again)).not.toEqual(pidOf(two));
  }, 60_000);

  it('gives two folders two servers, two places and other passwords', async () => {
    const [one, two] = [await start(join(home, 'one')), await start(join(home, 'two'))];
    expect(one.place).not.toEqual(two.place);
    expect(new URL(one.appUrl).port).not.toEqual(new URL(two.appUrl).port);
    expect(new URL(one.appUrl).password).not.toEqual(new URL(two.appUrl).password);
  }, 60_000);

  it('finds its data when the folder was moved', async () => {
    const first = await start(join(home, 'one'));
    await ask(first.ownerUrl, 'CREATE SCHEMA kept; CREATE TABLE kept.moved AS SELECT 1 AS n');
    await first.stop();
    renameSync(join(home, 'one'), join(home, 'elsewhere'));
    const again = await start(join(home, 'elsewhere'));
    expect(await ask(again.ownerUrl, 'SELECT n FROM kept.moved')).toEqual([{ n: 1 }]);
  }, 60_000);

  it('lets nobody in without the password', async () => {
    const server = await start(join(home, 'one'));
    await expect(ask(server.superUrl.replace(/:[0-9a-f]{48}@/, ':guess@'), 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  }, 60_000);
});
