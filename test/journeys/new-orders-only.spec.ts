import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { laneName } from '../../src/queue/index.js';
import { until, type Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

const minute = 60_000;

describe('a marketplace that lists new orders only', () => {
  let toy: ToyHouse, operator: Client;
  beforeAll(async () => {
    toy = await toyHouse(['baru', 'dua']);
    operator = await toy.as('operator');
    await toy.publish([(await toy.product('B-1', { stock: 40 })).productId], ['baru', 'dua']);
    await toy.quiet();
  });
  afterAll(() => toy.stop());

  const pull = (): Promise<unknown> => operator.send('PATCH', `/api/shops/${toy.shops.baru}/schedule`, { pullNow: true });
  const statuses = async (): Promise<Record<string, string>> => Object.fromEntries((await toy.sql<{ id: string; status: string }>('SELECT remote_id AS id, status FROM app.orders')).map((row) => [row.id, row.status]));
  const stock = async (): Promise<unknown> => (await operator.get<{ items: { stock: object }[] }>('/api/variants?sku=B-1')).body.items[0]?.stock;
  const idle = async (): Promise<boolean> => (await Promise.all(['prompt', 'bulk'].map((lane) => toy.house.hints.queue(laneName(lane, 'toy')).getJobCounts('active', 'waiting', 'delayed', 'prioritized')))).every((counts) => Object.values(counts).every((n) => n === 0));
  const later = async (ms: number): Promise<void> => {
    await until(idle, 'the workers are idle');
    toy.clock.advance(ms);
    await toy.house.sweep.once();
    await until(idle, 'the workers are idle again');
  };
  const read = (): string[] => toy.market.calls.splice(0).filter((call) => call.path.includes('/by-id')).map((call) => new URLSearchParams(call.path.split('?')[1]).get('ids') ?? '').sort();

  it('cancellations and shipments arrive by the schedule, one order a call, and the stock follows', async () => {
    const [kept, cancelled, shipped] = [1, 2, 3].map((quantity) => toy.market.buy('baru', 'B-1', quantity).id) as [string, string, string];
    await pull();
    await until(async () => Object.keys(await statuses()).length === 3, 'three orders');
    toy.market.move('baru', cancelled, 'cancelled');
    toy.market.move('baru', shipped, 'shipped');
    await later(2 * minute);
    expect(Object.values(await statuses())).toEqual(['to-ship', 'to-ship', 'to-ship']);
    toy.market.calls.length = 0;
    await later(9 * minute);
    await until(async () => (await statuses())[cancelled] === 'cancelled', 'the cancellation');
    expect(await statuses()).toEqual({ [kept]: 'to-ship', [cancelled]: 'cancelled', [shipped]: 'shipped' });
    expect(read()).toEqual([kept, cancelled, shipped].sort());
    expect(await stock()).toMatchObject({ onHand: 37, reserved: 1, available: 36 });
    await until(async () => toy.market.variant('dua', 'B-1')?.stock === 36, 'the other shop follows');
    await later(11 * minute);
    // What is over is not asked for any more, and what is under way only a few times a day.
    expect(read()).toEqual([kept]);
    expect(await toy.sql(`SELECT 1 FROM app.sync_run WHERE operation = 'read-orders' AND outcome = 'nothing'`)).toEqual([]);
  });

  it('"now" reads all that are open; one that cannot be decoded is told, and keeps no other unread', async () => {
    const [bad, good] = [toy.market.buy('baru', 'B-1', 1), toy.market.buy('baru', 'B-1', 1)];
    await pull();
    await until(async () => (await statuses())[good.id] === 'to-ship', 'both are there');
    await until(idle, 'idle');
    Object.assign(bad, { lines: undefined });
    toy.market.move('baru', good.id, 'cancelled');
    await pull();
    await until(async () => (await statuses())[good.id] === 'cancelled', 'the other is read');
    await until(async () => (await operator.get<{ causes: { cause: string }[] }>('/api/failures')).body.causes.some((cause) => cause.cause === 'order-unreadable'), 'a person is told');
    expect((await statuses())[bad.id]).toBe('to-ship');
  });
});
