import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { laneName } from '../../src/queue/index.js';
import { until } from '../house/serve.js';
import { WorkerYard } from '../house/worker-process.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';
import { OwnRedis } from './own-redis.js';

/** The server that carries the hints: how it is named to the house, and how it goes down for a moment, with everything it held in memory. */
interface Carrier { env(keyspace?: number): Record<string, string>; start(): Promise<void>; bounce(toy: ToyHouse, meanwhile: () => Promise<void>): Promise<void>; stop(): Promise<void> }

/** The database refuses everybody and cuts who is connected: what a restart of PostgreSQL is to its clients. */
const postgres: Carrier = {
  env: () => ({}), start: async () => undefined, stop: async () => undefined,
  bounce: async (toy, meanwhile) => {
    const url = new URL(toy.database.superUrl), name = url.pathname.slice(1);
    const client = new pg.Client({ connectionString: Object.assign(url, { pathname: '/postgres' }).href });
    await client.connect();
    try {
      await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
      await meanwhile();
    } finally {
      await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await client.end();
    }
  },
};
const server = new OwnRedis();
const redis: Carrier = {
  env: (keyspace = 0) => ({ REDIS_URL: `${server.url}/${keyspace}` }), start: () => server.start(), stop: () => server.kill(),
  bounce: async (_toy, meanwhile) => {
    await server.kill();
    await meanwhile();
    await server.start();
  },
};

const carriers: [string, Carrier, string | null][] = [['PostgreSQL', postgres, null], ['Redis', redis, process.env.TEST_REDIS_URL ? null : 'redis-server is not installed here']];

describe.each(carriers)('hints on %s', (name, carrier, reason) => {
  if (reason !== null) {
    it.skip(`${name}: ${reason}`, () => undefined);
    return;
  }
  let toy: ToyHouse;
  let variantId = '', shopId = '';
  beforeAll(async () => {
    await carrier.start();
    toy = await toyHouse(['satu'], { sweeping: false, env: carrier.env() });
    shopId = toy.shops.satu ?? '';
    const made = await toy.product('Q-1', { stock: 50 });
    variantId = made.variantId;
    await toy.publish([made.productId], ['satu']);
    await toy.quiet();
  }, 60_000);
  afterAll(async () => {
    await toy?.stop();
    await carrier.stop();
  });

  const count = async (quantity: number): Promise<void> => {
    const operator = await toy.as('operator');
    expect((await operator.send('POST', '/api/stock-movements', { variantId, kind: 'count', quantity, reason: 'hitung' })).status).toBe(201);
  };
  const there = (): number | undefined => toy.market.variant('satu', 'Q-1')?.stock;
  const pushes = (): number => toy.market.calls.filter((call) => call.path === '/offers/stock').length;
  const lane = (which: 'prompt' | 'bulk') => toy.house.hints.queue(laneName(which, 'toy'));
  const idle = async (): Promise<boolean> => (await Promise.all((['prompt', 'bulk'] as const).map((which) => lane(which).getJobCounts('active', 'waiting', 'prioritized', 'delayed')))).every((counts) => Object.values(counts).every((n) => n === 0));

  it('a hint brings the work at once; a lost one costs only time: the row is due by itself, and the sweep finds it', async () => {
    await count(49);
    await until(async () => there() === 49, 'the hint brought it');
    const { hints } = toy.house;
    const send = hints.send.bind(hints);
    hints.send = async () => undefined;
    await count(48);
    hints.send = send;
    await until(idle, 'nobody works');
    expect(there()).toBe(49);
    expect(await toy.house.sweep.once()).toBeGreaterThan(0);
    await until(async () => there() === 48, 'the sweep found it');
  });

  it('a hint given twenty times, also past its folding, is one push', async () => {
    await toy.quiet();
    const before = pushes();
    await count(47);
    await Promise.all([
      ...Array.from({ length: 20 }, () => toy.house.hints.send('push-offers', shopId)),
      ...Array.from({ length: 20 }, () => lane('prompt').add('push-offers', { shopId, cooperativeId: toy.cooperativeId }, { removeOnComplete: true })),
    ]);
    await toy.quiet();
    await until(idle, 'every hint is worked');
    expect(there()).toBe(47);
    expect(pushes() - before).toBe(1);
  });

  it('the queue never holds more than one waiting hint of a stream and shop', async () => {
    toy.market.latencyMs = 150;
    await count(46);
    await until(async () => (await lane('prompt').getJobCounts('active')).active === 1, 'a slice runs');
    await Promise.all(Array.from({ length: 30 }, () => toy.house.hints.send('push-offers', shopId)));
    const counts = await lane('prompt').getJobCounts('active', 'waiting', 'prioritized', 'delayed');
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(2);
    toy.market.latencyMs = 0;
    await toy.quiet();
  });

  it('the queue wiped in the middle of forty creates: nothing is lost, nothing made twice', async () => {
    const made = await Promise.all(Array.from({ length: 40 }, (_, index) => toy.product(`W-${index}`)));
    toy.market.latencyMs = 20;
    await toy.publish(made.map((product) => product.productId), ['satu']);
    await until(async () => (toy.market.items.get('satu')?.length ?? 0) > 3, 'some are made');
    for (const which of ['prompt', 'bulk'] as const) await lane(which).obliterate({ force: true });
    await until(async () => { await toy.house.sweep.once(); return (toy.market.items.get('satu')?.length ?? 0) >= 41; }, 'all are made');
    toy.market.latencyMs = 0;
    await toy.quiet();
    const codes = toy.market.items.get('satu')?.map((item) => item.code) ?? [];
    expect(codes).toHaveLength(41);
    expect(new Set(codes).size).toBe(41);
  });

  it('the carrier restarted: what was wished meanwhile goes out, and hints bring work again', async () => {
    await until(idle, 'nobody works');
    await carrier.bounce(toy, async () => {
      // Whoever may not even write now tries again; whoever may is not held up by a queue that is away.
      if (name === 'Redis') await count(30);
      else await expect(count(30)).rejects.toThrow();
    });
    await until(async () => count(29).then(() => true, () => false), 'the house writes again');
    await until(async () => { await toy.house.sweep.once().catch(() => 0); return there() === 29; }, 'what was wished goes out');
    await until(idle, 'nobody works');
    await count(28);
    await until(async () => there() === 28, 'a hint alone brings work again');
  }, 60_000);

  it('a worker killed in the middle of a call: its hint is given to another, its row is sent once more', async () => {
    const house = await toyHouse(['dua'], { roles: 'api', sweeping: false, env: carrier.env(1) });
    const yard = new WorkerYard({ DATABASE_URL: house.database.appUrl, PRACTICE_URLS: `toy=${house.market.url}`, ...carrier.env(1) });
    try {
      const first = await yard.start();
      const { productId } = await house.product('K-1', { stock: 7 });
      let held = 0;
      house.market.strike = ({ method, path }) => (method === 'POST' && path === '/items' && held++ === 0 ? 'hang-after' : null);
      await house.publish([productId], ['dua']);
      await until(async () => held === 1, 'the create was carried out, its answer is not there yet');
      first.signal('SIGKILL');
      await first.ended;
      // As if the lease's time had passed; that of the hint passes by itself, in the queue.
      await house.sql('UPDATE app.listing SET lease_until = app.now() WHERE lease_until IS NOT NULL');
      await yard.start();
      await until(async () => (await house.sql(`SELECT 1 FROM app.listing WHERE product_id = $1 AND state = 'live'`, [productId])).length === 1, 'the other worker ends it', 40_000);
      expect(house.market.items.get('dua')).toMatchObject([{ code: 'K-1', shown: true, variants: [{ stock: 7 }] }]);
      expect(house.market.calls.filter((call) => call.effect === 'created')).toHaveLength(1);
    } finally {
      await yard.close();
      await house.stop();
    }
  }, 90_000);
});
