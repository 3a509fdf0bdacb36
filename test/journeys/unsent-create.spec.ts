import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../house/serve.js';
import { adapter } from '../toy/adapters/toy/index.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

const lagMs = 30_000;

describe('a create that never left', () => {
  let toy: ToyHouse;
  beforeAll(async () => {
    toy = await toyHouse(['satu'], { sweeping: false });
    // As slow as a real marketplace to show what is new.
    Object.assign(adapter, { lookupLagMs: lagMs });
    await until(async () => (await toy.sql('SELECT 1 FROM app.remote_category')).length > 0, 'the category tree is read');
  });
  afterAll(async () => {
    Object.assign(adapter, { lookupLagMs: 0 });
    await toy.stop();
  });

  const row = async (code: string) => (await toy.sql<{ intent_key: string | null; state: string; wait: number }>(`SELECT intent_key, state, (extract(epoch FROM not_before - app.now()) * 1000)::float8 AS wait FROM app.listing WHERE remote_code = $1`, [code]))[0];
  /** No create may leave for an hour; gates go by the real clock. */
  const close = (): Promise<unknown> => toy.sql(`INSERT INTO app.gate (scope, key, op, until, cause) VALUES ('op', $1, 'create', app.wall() + interval '1 hour', 'quota')`, [toy.shops.satu]);
  const open = (): Promise<unknown> => toy.sql(`DELETE FROM app.gate`);
  const calls = (from: number, path: RegExp): number => toy.market.calls.slice(from).filter((call) => path.test(`${call.method} ${call.path}`)).length;
  const passTime = async (ms: number): Promise<void> => {
    toy.clock.advance(ms);
    await toy.house.sweep.once();
  };

  it('is made as soon as its limit allows, without looking for it first', async () => {
    await close();
    const { productId } = await toy.product('U-1');
    const before = toy.market.calls.length;
    await toy.publish([productId], ['satu']);
    await until(async () => ((await row('U-1'))?.wait ?? 0) > 1_000, 'it waits for its limit');
    expect(await row('U-1')).toMatchObject({ intent_key: null, state: 'new' });
    await open();
    await passTime(3_601_000);
    await until(async () => (await row('U-1'))?.state === 'live', 'live');
    expect([calls(before, /GET \/items\?code/), calls(before, /POST \/items$/)]).toEqual([0, 1]);
  });

  it('one that may have left is looked for, also after a later attempt was kept from leaving', async () => {
    const { productId } = await toy.product('U-2');
    const before = toy.market.calls.length;
    toy.market.strike = (call) => (call.method === 'POST' && call.path === '/items' ? 'down' : null);
    await toy.publish([productId], ['satu']);
    await until(async () => ((await row('U-2'))?.wait ?? 0) > 1_000, 'its end is unclear');
    const key = (await row('U-2'))?.intent_key;
    expect(key).not.toBeNull();
    toy.market.strike = () => null;
    await close();
    await passTime(2 * lagMs + 1_000);
    await until(async () => calls(before, /GET \/items\?code/) === 1 && ((await row('U-2'))?.wait ?? 0) > 1_000, 'it was looked for, and waits for its limit');
    expect(await row('U-2')).toMatchObject({ intent_key: key });
    await open();
    await passTime(3_601_000);
    await until(async () => (await row('U-2'))?.state === 'live', 'live');
    expect([calls(before, /GET \/items\?code/), calls(before, /POST \/items$/)]).toEqual([2, 1]);
    expect(toy.market.items.get('satu')?.filter((item) => item.code === 'U-2')).toHaveLength(1);
  });
});
