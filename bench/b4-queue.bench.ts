import { readdirSync, readFileSync } from 'node:fs';
import { openBackend } from '../src/queue/index.js';
import { exactly, median, raw, say, verdict } from './lab/report.js';
import { seedLive, settle } from './lab/seed.js';
import { openService, pause, until, type Service } from './lab/service.js';
import { ear } from './markets/instant/index.js';

const closing: (() => Promise<unknown>)[] = [];
const rows = 20_000, jobs = 4_000, rounds = 3, hints = 40, concurrency = 24;

const service = await openService();
try {
  const [shopId = ''] = await service.connect('instant', ['b4']);
  await seedLive(service, [shopId], rows, 'B4-', 7);
  await settle(service);
  await pause(1_000);
  const ours: number[] = [], theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    theirs.push(await drainJobs());
    ours.push(await drainOffers(service, shopId));
  }
  raw('BullMQ on the same PostgreSQL', theirs, 'jobs/s');
  raw('due offers drained', ours, 'rows/s');
  verdict('drain: rows/s over raw jobs/s', median(ours) / median(theirs), { atLeast: 8 }, '×');

  const pickups = await pickup(service, shopId);
  raw('BullMQ pickup of one job, median', [median(pickups.theirs)], 'ms');
  raw('hint to slice, median', [median(pickups.opened)], 'ms');
  raw('hint to the value at the marketplace, median', [median(pickups.set)], 'ms');
  verdict('pickup of one hint over raw', median(pickups.opened) / median(pickups.theirs), { atMost: 3 }, '×');

  await service.connect('instant', Array.from({ length: 19 }, (_, index) => `idle-${index}`));
  // Idle, not clearing up after the drains and not looking through the catalogue for nineteen new shops.
  await until('what the new shops lack is worked out', async () => (await service.sql.query('SELECT 1 FROM app.readiness_due LIMIT 1')).rowCount === 0, 900_000, 1_000);
  await settle(service);
  await pause(15_000);
  const idle = await busyShare(20_000);
  raw('idle with 20 shops, the service', [idle.service * 100], '% of a core');
  raw('idle with 20 shops, its PostgreSQL', [idle.database * 100], '% of a core');
  verdict('idle with 20 shops, both', (idle.service + idle.database) * 100, { atMost: 2 }, '% of a core');
} finally {
  await service.stop();
}

/** Jobs that do nothing, added before the clock starts: what the queue alone can carry. */
async function drainJobs(): Promise<number> {
  const backend = openBackend({ databaseUrl: service.database.appUrl, redisUrl: null, poolSize: 12, onError: (error) => say(`  queue: ${error.message}`) });
  const name = `raw-${Math.round(performance.now())}`;
  const queue = backend.queue(name, () => undefined);
  for (let at = 0; at < jobs; at += 50) await Promise.all(Array.from({ length: 50 }, () => queue.add('raw', { shopId: '1', cooperativeId: '1' }, { attempts: 1, removeOnComplete: true, removeOnFail: true })));
  let done = 0;
  const startedAt = performance.now();
  const all = new Promise<void>((resolve) => {
    const worker = backend.worker(name, concurrency, async () => { if (++done === jobs) resolve(); }, () => undefined);
    closing.push(() => worker.close());
  });
  await all;
  const seconds = (performance.now() - startedAt) / 1000;
  for (const close of closing.splice(0)) await close();
  await queue.close();
  await backend.close();
  return jobs / seconds;
}

async function drainOffers({ house, sql }: Service, shop: string): Promise<number> {
  let arrived = 0;
  ear.set = (_, __, batch) => { arrived += batch.length; };
  await sql.query(`UPDATE app.offer_side SET wanted_rev = wanted_rev + 1 WHERE shop_id = $1 AND side = 'stock'`, [shop]);
  const startedAt = performance.now();
  await house.hints.send('push-offers', shop);
  await until('nothing due', async () => (await sql.query('SELECT 1 FROM app.offer_side WHERE shop_id = $1 AND due_at IS NOT NULL LIMIT 1', [shop])).rowCount === 0, 60_000, 10);
  const seconds = (performance.now() - startedAt) / 1000;
  exactly('offers that arrived', arrived, rows);
  return rows / seconds;
}

async function pickup({ house, sql }: Service, shop: string): Promise<{ theirs: number[]; opened: number[]; set: number[] }> {
  const result = { theirs: [] as number[], opened: [] as number[], set: [] as number[] };
  const backend = openBackend({ databaseUrl: service.database.appUrl, redisUrl: null, poolSize: 12, onError: () => undefined });
  const queue = backend.queue('raw-pickup', () => undefined);
  let picked: (at: number) => void = () => undefined;
  const worker = backend.worker('raw-pickup', concurrency, async () => picked(performance.now()), () => undefined);
  await worker.waitUntilReady();
  for (let round = 0; round < hints; round += 1) {
    await pause(60);
    const job = new Promise<number>((resolve) => { picked = resolve; });
    const askedAt = performance.now();
    await queue.add('raw', { shopId: '1', cooperativeId: '1' }, { attempts: 1, removeOnComplete: true, removeOnFail: true });
    result.theirs.push((await job) - askedAt);

    // The ears are open before the row is due: the sweep may be quicker than the hint, and then the round does not count.
    let hintedAt = 0;
    const opened = new Promise<number>((resolve) => { ear.opened = () => { if (hintedAt > 0) resolve(performance.now()); }; });
    const set = new Promise<number>((resolve) => { ear.set = () => resolve(performance.now()); });
    await sql.query(`UPDATE app.offer_side SET wanted_rev = wanted_rev + 1 WHERE side = 'stock' AND offer_id = (SELECT min(offer_id) + $2 FROM app.offer_side WHERE shop_id = $1)`, [shop, round]);
    hintedAt = performance.now();
    await house.hints.send('push-offers', shop);
    result.opened.push((await opened) - hintedAt);
    result.set.push((await set) - hintedAt);
  }
  await worker.close();
  await queue.close();
  await backend.close();
  return result;
}

/** Shares of a core, over that span: this process, and PostgreSQL with all its children. */
async function busyShare(ms: number): Promise<{ service: number; database: number }> {
  const before = { own: process.cpuUsage(), database: databaseTicks(), at: performance.now() };
  await pause(ms);
  const own = process.cpuUsage(before.own), span = performance.now() - before.at;
  return { service: (own.user + own.system) / 1000 / span, database: ((databaseTicks() - before.database) * 10) / span };
}

/** Ticks of 10 ms spent by the postmaster and its living and ended children; 0 where /proc is not. */
function databaseTicks(): number {
  try {
    const postmaster = readFileSync(`${service.database.place}/data/postmaster.pid`, 'utf8').split('\n')[0] ?? '';
    let ticks = 0;
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const fields = statOf(pid);
      if (!fields) continue;
      if (pid === postmaster) ticks += Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]);
      else if (fields[1] === postmaster) ticks += Number(fields[11]) + Number(fields[12]);
    }
    return ticks;
  } catch {
    return 0;
  }
}

/** Fields of /proc/<pid>/stat after the name: [0] state, [1] parent, [11] user, [12] system, [13] and [14] those of ended children. */
function statOf(pid: string): readonly string[] | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  } catch {
    return null;
  }
}
