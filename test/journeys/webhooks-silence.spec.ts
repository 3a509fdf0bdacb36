import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until, type Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

const minute = 60_000;
interface Shown { readonly id: string; readonly webhook: { way: string | null; address: string; registeredAt: string | null; lastDeliveryAt: string | null; state: string; usualMs: number; silentSince: string | null }; readonly schedule: { orders: { intervalMs: number; everyMs: number; lastOkAt: string | null; nextAt: string } } }

describe('pushes that fall silent', () => {
  let toy: ToyHouse, operator: Client, serial = 0;
  beforeAll(async () => {
    toy = await toyHouse(['satu', 'dua'], { sweeping: false });
    operator = await toy.as('operator');
    await until(async () => (await shown('satu')).schedule.orders.lastOkAt, 'the first pull is over');
  });
  afterAll(() => toy.stop());

  const shown = async (name: string): Promise<Shown> => {
    const reply = await operator.get<Shown>(`/api/shops/${toy.shops[name]}`);
    if (reply.status === 401) operator = await toy.as('operator');
    return reply.status === 401 ? shown(name) : reply.body;
  };
  const push = async (): Promise<void> => {
    const { pathname } = new URL((await shown('satu')).webhook.address);
    const answer = await fetch(toy.url + pathname, { method: 'POST', headers: { 'x-toy-key': 'key-of-satu', 'content-type': 'application/json' }, body: JSON.stringify({ order: `tak-ada-${(serial += 1)}`, at: serial }) });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  };
  const passTime = async (ms: number): Promise<void> => {
    toy.clock.advance(ms);
    await toy.house.sweep.once();
    await toy.house.sweep.once();
  };
  const polled = async (ms: number): Promise<void> => {
    const before = (await shown('satu')).schedule.orders.lastOkAt;
    await passTime(ms);
    await until(async () => (await shown('satu')).schedule.orders.lastOkAt !== before, 'orders were read');
  };
  /** How long from its last end to its next turn. */
  const gap = async (): Promise<number> => {
    const { orders } = (await shown('satu')).schedule;
    return Date.parse(orders.nextAt) - Date.parse(orders.lastOkAt ?? '');
  };

  it('a shop that never had one is "not seen", however long', async () => {
    expect((await shown('satu')).webhook).toMatchObject({ way: 'pasted', state: 'not-seen', lastDeliveryAt: null, registeredAt: null });
    await polled(10 * 24 * 60 * minute);
    expect((await shown('satu')).webhook.state).toBe('not-seen');
    expect((await shown('satu')).schedule.orders).toMatchObject({ intervalMs: 120_000, everyMs: 120_000 });
  });

  it('learns what is usual, and calls nothing silence before', async () => {
    for (let n = 0; n < 6; n += 1) {
      await push();
      await passTime(20 * minute);
    }
    await push();
    const { webhook } = await shown('satu');
    expect(webhook.state).toBe('ok');
    expect(Math.round(webhook.usualMs / minute)).toBe(20);
    expect(Date.parse(webhook.lastDeliveryAt ?? '')).toBeGreaterThan(toy.clock.now() - minute);
    await polled(35 * minute);
    expect((await shown('satu')).webhook.state).toBe('ok');
    expect(await gap()).toBe(120_000);
  });

  it('longer than usual: the shop says so, and is read four times as often', async () => {
    await passTime(10 * minute);
    await until(async () => (await shown('satu')).webhook.state === 'silent', 'silent');
    const { webhook, schedule } = await shown('satu');
    expect(webhook.silentSince).not.toBeNull();
    expect(schedule.orders).toMatchObject({ intervalMs: 120_000, everyMs: 30_000 });
    await polled(31_000);
    expect(await gap()).toBe(30_000);
    await polled(31_000);
    expect((await shown('dua')).webhook.state).toBe('not-seen');
    expect((await shown('dua')).schedule.orders.everyMs).toBe(120_000);
  });

  it('the next delivery ends it, and the interval is the shop\'s own again', async () => {
    await push();
    expect((await shown('satu')).webhook).toMatchObject({ state: 'ok', silentSince: null });
    expect((await shown('satu')).schedule.orders.everyMs).toBe(120_000);
    await polled(121_000);
    expect(await gap()).toBe(120_000);
    // The silence has not become the rule.
    expect((await shown('satu')).webhook.usualMs).toBeLessThanOrEqual(48 * minute);
  });
});
