import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../house/database.js';
import { root, serve, type TestHouse } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

/** As docker-compose runs it: a process that serves, one that works, one that keeps the schedules. */
let database: FreshDatabase, worker: TestHouse, scheduler: TestHouse, toy: ToyHouse;
beforeAll(async () => {
  database = await freshDatabase();
  const apart = { database, adapterDirs: [join(root, 'test', 'toy', 'adapters')], practiceUrl: () => toy.market.url };
  // Both are up before any shop exists, so the worker has no lane yet.
  worker = await serve({ ...apart, roles: 'worker' });
  scheduler = await serve({ ...apart, roles: 'scheduler' });
  toy = await toyHouse(['satu'], { database, roles: 'api' });
}, 60_000);
afterAll(async () => {
  await toy.stop();
  await scheduler.stop();
  await worker.stop();
  await database.drop();
});

it('a marketplace whose first shop is connected by another process gets its lanes on every worker', async () => {
  const { productId } = await toy.product('R-1', { stock: 4 });
  await toy.publish([productId], ['satu']);
  await toy.quiet(40_000);
  expect(await toy.sql('SELECT state FROM app.listing')).toEqual([{ state: 'live' }]);
}, 60_000);
