import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '../../config/settings.js';
import { startHouse } from '../../src/apps/house.js';
import { createLog } from '../../src/kernel/index.js';
import { root } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';
import { Desk } from './desk.js';

interface Finding { readonly check: string; readonly state: string; readonly said: string; readonly next?: string }

describe('the doctor', () => {
  let toy: ToyHouse, desk: Desk;
  beforeAll(async () => {
    toy = await toyHouse(['satu', 'dua'], { sweeping: false });
    await toy.pull('satu', 'dua');
    await toy.quiet();
    desk = new Desk(toy.database, { PORT: String(toy.house.port), PUBLIC_URL: toy.url, ADAPTER_DIRS: join(root, 'test', 'toy', 'adapters'), PRACTICE_URLS: `toy=${toy.market.url}`, LOG_LEVEL: 'fatal' });
  });
  afterAll(async () => {
    await toy.stop();
    rmSync(desk.place, { recursive: true, force: true });
  });
  const look = async (env: Readonly<Record<string, string>> = {}): Promise<{ code: number; all: Finding[]; of: (check: string) => Finding[] }> => {
    const { said, code } = await desk.run('doctor', ['--json'], env);
    const { ok, findings } = JSON.parse(said) as { ok: boolean; findings: Finding[] };
    expect(ok).toBe(code === 0);
    for (const { state, next } of findings) expect(state === 'ok' || Boolean(next)).toBe(true);
    for (const secret of ['key-of-satu', '8f8f8f8f', new URL(toy.database.appUrl).password]) expect(said).not.toContain(secret);
    return { code, all: findings, of: (check) => findings.filter((finding) => finding.check === check) };
  };

  it('finds all well where all is well', async () => {
    const { code, all, of } = await look();
    expect(all.filter(({ state }) => state === 'bad')).toEqual([]);
    expect(code).toBe(0);
    for (const check of ['settings', 'service', 'data folder', 'photo folder', 'database', 'database role', 'connections', 'clock', 'migrations', 'keys', 'photos', 'queue', 'shop 1', 'shop 2']) expect([check, of(check).length]).toEqual([check, 1]);
    expect((await desk.run('doctor')).said).toMatch(/^ok {4}database {7}PostgreSQL 1\d/m);
    expect((await desk.run('doctor', [], { LANG: 'id_ID' })).said).toMatch(/Jam mesin ini dan jam database/);
    await expect(desk.run('doctor', ['--loud'])).rejects.toThrow(/Usage: npm run doctor/);
  });

  it('beside it, no house starts for real shops on a database of practice ones', async () => {
    const settings = readSettings({ NODE_ENV: 'production', PORT: '0', DATABASE_URL: toy.database.appUrl, DATA_DIR: desk.place, ENCRYPTION_KEY: `${'8f'.repeat(31)}11`, ADAPTER_DIRS: join(root, 'test', 'toy', 'adapters') }, root, root);
    await expect(startHouse({ settings, webDir: '/nowhere', log: createLog('silent') })).rejects.toThrow('This database holds practice shops');
  });

  it('names what is wrong, and what to do', async () => {
    await toy.sql(`UPDATE app.shop SET gate_until = app.now() + interval '1 hour', gate_cause = 'marketplace-down' WHERE id = $1`, [toy.shops.satu]);
    await toy.sql(`UPDATE app.checkpoint SET last_ok_at = app.now() - interval '5 hours' WHERE shop_id = $1`, [toy.shops.dua]);
    await toy.sql(`UPDATE app.connection SET ends_at = app.now() + interval '3 days'`);
    const { code, of } = await look();
    expect(code).toBe(1);
    expect(of('shop 1').map(({ state }) => state)).toEqual(['warn', 'warn', 'warn']);
    expect(of('shop 2').map(({ said }) => said).join(' ')).toMatch(/orders were last read 5 h ago/);
    await toy.sql('UPDATE app.connection SET dead_at = app.now()');
    expect((await look()).of('shop 2').some(({ state, said }) => state === 'bad' && /grant is dead/.test(said))).toBe(true);
    await toy.sql('UPDATE app.connection SET dead_at = NULL, ends_at = NULL');
    await toy.sql('UPDATE app.shop SET gate_until = NULL');
  });

  it('sees a lost or old key, a wrong role, a wrong address, a service that does not run, and settings that cannot be read', async () => {
    const lost = await look({ ENCRYPTION_KEY: 'cd'.repeat(31) + '01' });
    expect([lost.code, lost.of('keys')[0]?.state]).toEqual([1, 'bad']);
    const old = await look({ ENCRYPTION_KEY: `${'cd'.repeat(31)}01,${'8f'.repeat(31)}11` });
    expect([old.of('keys')[0]?.state, old.of('keys')[0]?.said]).toEqual(['warn', expect.stringMatching(/^\d+ secrets still hang on the old key/)]);
    expect((await look({ DATABASE_URL: toy.database.ownerUrl })).of('database role')[0]?.state).toBe('bad');
    const away = await look({ PORT: '9', PUBLIC_URL: 'http://127.0.0.1:9' });
    expect(away.of('service')[0]?.state).toBe('warn');
    expect(away.of('PUBLIC_URL').every(({ state }) => state === 'warn')).toBe(true);
    expect((await look({ PUBLIC_URL: 'http://127.0.0.1:9' })).of('PUBLIC_URL').some(({ state }) => state === 'bad')).toBe(true);
    expect((await look({ DATABASE_URL: 'postgres://a:b@127.0.0.1:9/x' })).of('database')).toEqual([expect.objectContaining({ state: 'bad' })]);
    expect((await look({ REDIS_URL: 'redis://127.0.0.1:9' })).of('queue')[0]?.state).toBe('bad');
    expect((await look({ PORT: 'many' })).all).toEqual([expect.objectContaining({ check: 'settings', state: 'bad' })]);
    const file = desk.file('open-key');
    writeFileSync(file, '8f'.repeat(31) + '11');
    chmodSync(file, 0o644);
    expect((await look({ ENCRYPTION_KEY: undefined as unknown as string, ENCRYPTION_KEY_FILE: file })).of('key file')[0]?.state).toBe('warn');
    writeFileSync(desk.file('not-a-folder'), '');
    expect((await look({ PHOTO_DIR: desk.file('not-a-folder') })).of('photo folder')[0]?.state).toBe('bad');
  });
});
