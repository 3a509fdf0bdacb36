import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '../../config/settings.js';
import { startHouse, type House } from '../../src/apps/house.js';
import { createLog } from '../../src/kernel/index.js';
import { root, until } from '../house/serve.js';

describe('a PostgreSQL of our own that dies alone', () => {
  let house: House, dataDir: string, place: string;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'serentak-dies-'));
    house = await startHouse({ settings: readSettings({ PORT: '0', DATA_DIR: dataDir, ADAPTER_DIRS: join(root, 'test', 'toy', 'adapters') }, root, root), webDir: join(root, 'web', 'dist'), log: createLog('silent') });
    place = (JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as { place: string }).place;
  }, 60_000);
  afterAll(async () => {
    await house?.stop();
    for (const dir of [place, dataDir]) rmSync(dir, { recursive: true, force: true });
  });

  it('is started again, with what was committed, and the house serves as before', async () => {
    const pid = (): number => Number(readFileSync(join(place, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const ready = async (): Promise<boolean> => (await fetch(`${house.url}/health/ready`)).status === 200;
    await house.database.inScope({ ids: [] }, (tx) => tx.rows(`SELECT app.found_federation('Koperasi Tahan', 'THN')`));
    expect(await ready()).toBe(true);
    const first = pid();
    process.kill(first, 'SIGKILL');
    await until(async () => !(await ready()), 'it is seen to be gone', 30_000);
    await until(ready, 'it is back', 60_000);
    expect(pid()).not.toBe(first);
    expect(await house.database.inScope({ ids: [] }, (tx) => tx.row('SELECT app.any_federation() AS any'))).toEqual({ any: true });
    // The queue works again as well: a hint goes through it.
    await until(async () => { await house.sweep.once(); return true; }, 'the sweep turns');
  }, 120_000);
});
