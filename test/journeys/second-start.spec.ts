import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { startSandboxes, type Sandboxes } from '../../sandbox/kit/index.js';
import { connectPractice, followPractice } from '../../src/apps/demo/demo-shops.js';
import { freshDatabase } from '../house/database.js';
import { root, serve, until, type TestHouse } from '../house/serve.js';

const dirs = [join(root, 'sandbox')], dataDir = mkdtempSync(join(tmpdir(), 'serentak-moved-'));
let sandboxes: Sandboxes | null = null, house: TestHouse | null = null;
afterAll(async () => {
  await house?.stop();
  await sandboxes?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('a second start at other addresses: calls go where the practice marketplaces are now, and their pushes come to where the house is', async () => {
  // One that has a call to register our address, one whose console it is typed into, and one whose own address is among its keys.
  const names = ['shopee', 'lazada', 'woocommerce'], database = await freshDatabase();
  const begin = async (): Promise<{ first: TestHouse; urlOf: (name: string) => string }> => {
    const running = (sandboxes = await startSandboxes({ dirs, basePort: 0, only: names, dataDir })), urlOf = (name: string): string => running.simulators[name]?.url ?? '';
    return { first: (house = await serve({ database, practiceUrl: urlOf })), urlOf };
  };
  const before = await begin(), demo = { cooperativeId: before.first.cooperativeId, scope: before.first.scope, signIns: [] };
  const shops = await Promise.all(names.map((name) => connectPractice(before.first.house, demo, name, before.urlOf(name), join(root, 'sandbox'))));
  const told = async (urlOf: (name: string) => string): Promise<string[]> => Promise.all(names.map(async (name) => {
    const { shops: [shop] } = (await (await fetch(`${urlOf(name)}/_control/state`)).json()) as { shops: [{ webhooks: { url: string }[] }] };
    return new URL(shop.webhooks[0]?.url ?? 'http://nowhere').origin;
  }));
  const known = async ({ first, urlOf }: typeof before): Promise<boolean> => (await told(urlOf)).every((origin) => origin === first.url);
  await until(() => known(before), 'the marketplaces know where the house is');
  await before.first.house.stop();
  await sandboxes?.stop();

  const after = await begin();
  expect([after.first.url === before.first.url, names.some((name) => after.urlOf(name) === before.urlOf(name)), await known(after)]).toEqual([false, false, false]);
  const movedAt = Date.now();
  await followPractice(after.first.house, demo, after.urlOf, join(root, 'sandbox'), true);
  await until(() => known(after), 'they know where it is now');
  await until(async () => (await after.first.house.database.inScope(demo.scope, (tx) => tx.rows(`SELECT 1 FROM app.checkpoint WHERE shop_id = ANY ($1::bigint[]) AND stream = 'pull-orders' AND last_ok_at > to_timestamp($2)`, [shops, movedAt / 1000]))).length === names.length, 'each shop is read from again');
  await after.first.stop();
  house = null;
  await database.drop();
}, 60_000);

/** Built code: what `npm test` makes first. */
it.each([['npm alone, as a supervisor does', 'SIGTERM', 1], ['npm alone', 'SIGINT', 1], ['all of them, as Ctrl-C does', 'SIGINT', -1]] as const)('a stop that is told to %s (%s) reaches what it started, which ends well', async (_, signal, group) => {
  const npm = spawn('npm', ['run', '-s', 'sandbox'], { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, SANDBOX_PORT: '0', SANDBOX_DIRS: join(root, 'dist', 'sandbox') } });
  const [said] = (await once(npm.stdout, 'data')) as [Buffer], url = /http:\S+/.exec(String(said))?.[0] ?? '';
  expect((await fetch(`${url}/_control/state`)).status).toBe(200);
  process.kill(group * (npm.pid ?? 0), signal);
  expect((await once(npm, 'exit'))[0]).toBe(0);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
}, 30_000);
