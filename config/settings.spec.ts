import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError } from './settings.js';

const key = 'ab'.repeat(31) + '01';
const production = { NODE_ENV: 'production', DATABASE_URL: 'postgres://serentak_app:long-secret-1@db/serentak', ENCRYPTION_KEY: key };
const read = (env: Record<string, string>) => readSettings(env, '/project', '/project/dist');
const problems = (env: Record<string, string>): readonly string[] => {
  try {
    read(env);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
};
const folder = mkdtempSync(join(tmpdir(), 'serentak-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('settings', () => {
  it('needs none of them on one machine', () => {
    expect(read({})).toMatchObject({ production: false, port: 3000, host: '127.0.0.1', databaseUrl: null, redisUrl: null, practice: true, dataDir: '/project/.data', photoDir: '/project/.data/photos', adapterDirs: ['/project/dist/adapters'] });
    expect([...read({}).roles]).toEqual(['api', 'worker', 'scheduler']);
  });

  it('reads each also from a file', () => {
    writeFileSync(join(folder, 'port'), '4000\n');
    expect(read({ PORT_FILE: join(folder, 'port') }).port).toBe(4000);
    expect(problems({ PORT_FILE: join(folder, 'none') })).toEqual([expect.stringContaining('cannot be read')]);
    expect(problems({ PORT: '1', PORT_FILE: join(folder, 'port') })).toEqual([expect.stringContaining('both set')]);
  });

  it('tells everything that is wrong at once', () => {
    expect(problems({ PORT: '99999', APP_ROLES: 'api,cook', DATABASE_URL: 'mysql://x', ENCRYPTION_KEY: 'short', PRACTICE_URLS: 'shopee' })).toHaveLength(5);
  });

  it.each([['DATABSE_URL', 'DATABASE_URL'], ['REDIS_ULR_FILE', 'REDIS_URL'], ['ENCRYPTON_KEY', 'ENCRYPTION_KEY']])('knows %s for a misspelt %s', (wrong, right) => {
    expect(problems({ [wrong]: 'x' })).toEqual([expect.stringContaining(`did you mean ${right}`)]);
  });
  it('refuses a setting of ours that does not exist, and leaves the system\'s alone', () => {
    expect(problems({ SERENTAK_COLOUR: 'red' })).toEqual([expect.stringContaining('SERENTAK_COLOUR is not a setting')]);
    expect(problems({ PATH: '/bin', HOSTNAME: 'x', HOME: '/root', PWD: '/', LOGNAME: 'a', TERM: 'x' })).toEqual([]);
  });

  it('starts in production with what it needs', () => expect(read(production)).toMatchObject({ production: true, practice: false, host: '0.0.0.0' }));
  it.each([
    ['DATABASE_URL', { DATABASE_URL: '' }], ['ENCRYPTION_KEY', { ENCRYPTION_KEY: '' }], ['PRACTICE_URLS', { PRACTICE_URLS: 'shopee=http://127.0.0.1:4101' }], ['SANDBOX_PORT', { SANDBOX_PORT: '4101' }], ['SANDBOX_DIRS', { SANDBOX_DIRS: 'dist/sandbox' }],
    ['ENCRYPTION_KEY', { ENCRYPTION_KEY: '0'.repeat(64) }], ['PUBLIC_URL', { PUBLIC_URL: 'http://shop.example' }], ['DATABASE_URL', { DATABASE_URL: 'postgres://serentak_app:serentak@db/serentak' }], ['DATABASE_OWNER_URL', { DATABASE_OWNER_URL: 'postgres://serentak_owner@db/serentak' }],
  ])('refuses production for %s: %j', (name, change) => {
    expect(problems({ ...production, ...change })).toEqual([expect.stringContaining(name)]);
  });
});
