import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { laneName } from '../../src/queue/index.js';
import { until, type Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

interface Side { sku: string; sent: string | null; wanted: string; answered: string; ticket: string | null }

describe('a marketplace that only takes offers into a queue', () => {
  let toy: ToyHouse, operator: Client;
  const variants = new Map<string, string>(), skus = ['Q-1', 'Q-2', 'Q-3'];
  beforeAll(async () => {
    toy = await toyHouse(['satu']);
    operator = await toy.as('operator');
    const made = await Promise.all(skus.map(async (sku) => [sku, await toy.product(sku, { stock: 9 })] as const));
    for (const [sku, { variantId }] of made) variants.set(sku, variantId);
    await toy.publish(made.map(([, { productId }]) => productId), ['satu']);
    await toy.quiet();
    toy.market.queueing = true;
  });
  afterAll(() => toy.stop());
  beforeEach(() => {
    toy.market.strike = () => null;
    toy.market.calls.length = 0;
  });

  const count = (sku: string, quantity: number): Promise<unknown> => operator.send('POST', '/api/stock-movements', { variantId: variants.get(sku), kind: 'count', quantity, reason: 'hitung' });
  const sides = (): Promise<Side[]> => toy.sql<Side>(`SELECT o.remote_sku AS sku, s.sent_value AS sent, s.wanted_rev AS wanted, s.answered_rev AS answered, s.ticket FROM app.offer o JOIN app.offer_side s ON s.offer_id = o.id WHERE s.side = 'stock' ORDER BY 1`);
  const puts = (): unknown[] => toy.market.calls.filter((call) => call.effect === 'queued').map((call) => (call.body as { offers: { sku: string; value: number }[] }).offers.map(({ sku, value }) => `${sku}=${value}`).sort());
  const questions = (): number => toy.market.calls.filter((call) => call.path.startsWith('/queue/')).length;
  const idle = async (): Promise<boolean> => (await Promise.all(['prompt', 'bulk'].map((lane) => toy.house.hints.queue(laneName(lane, 'toy')).getJobCounts('active', 'waiting', 'delayed', 'prioritized')))).every((counts) => Object.values(counts).every((n) => n === 0));
  const later = async (ms: number): Promise<void> => {
    await until(idle, 'the workers are idle');
    toy.clock.advance(ms);
    await toy.house.sweep.once();
    await until(idle, 'the workers are idle again');
  };
  /** All of them in one call. */
  const together = async (value: number): Promise<void> => {
    await operator.send('PATCH', `/api/shops/${toy.shops.satu}/schedule`, { paused: true });
    for (const sku of skus) await count(sku, value);
    await operator.send('PATCH', `/api/shops/${toy.shops.satu}/schedule`, { paused: false });
    await until(async () => (await sides()).every((side) => side.ticket !== null) && (await idle()), 'all were taken into the queue');
  };
  const there = (): unknown[] => skus.map((sku) => toy.market.variant('satu', sku)?.stock);

  it('asks once for all that one call carried; the answer belongs to what was sent, and what was wished since goes out once more', async () => {
    await together(5);
    expect(puts()).toEqual([['Q-1=5', 'Q-2=5', 'Q-3=5']]);
    await count('Q-2', 3);
    await later(1_100);
    expect([puts().length, questions()]).toEqual([1, 1]);
    toy.market.work();
    await later(1_100);
    await until(async () => puts().length === 2 && (await idle()), 'the newer wish went out, and its ticket is kept');
    expect([puts()[1], questions()]).toEqual([['Q-2=3'], 2]);
    expect((await sides()).map(({ sku, sent, ticket }) => [sku, sent, ticket !== null])).toEqual([['Q-1', '5', false], ['Q-2', '5', true], ['Q-3', '5', false]]);
    toy.market.work();
    await later(1_100);
    expect((await sides()).map(({ sent, wanted, answered }) => [sent, wanted === answered])).toEqual([['5', true], ['3', true], ['5', true]]);
    expect(there()).toEqual([5, 3, 5]);
    await later(60_000);
    expect(puts()).toHaveLength(2);
  });

  it('trouble while asking sends nothing twice; a queue that was forgotten there does', async () => {
    await together(7);
    toy.market.strike = ({ path }) => (path.startsWith('/queue/') ? 503 : null);
    await later(1_100);
    expect((await sides()).every((side) => side.ticket !== null)).toBe(true);
    toy.market.strike = () => null;
    toy.market.work();
    await later(30_000);
    expect(puts()).toHaveLength(1);
    expect((await sides()).map(({ sent, wanted, answered }) => [sent, wanted === answered])).toEqual([['7', true], ['7', true], ['7', true]]);
    await together(8);
    toy.market.queue.clear();
    await later(1_100);
    await later(60_000);
    await until(async () => puts().length === 3, 'it was sent again');
    toy.market.work();
    await later(1_100);
    expect(there()).toEqual([8, 8, 8]);
  });

  it('a refusal by the queue is answered for the wish it carried, and told', async () => {
    await count('Q-3', 4);
    await until(async () => (await sides())[2]?.ticket, 'it was taken into the queue');
    const [item] = (toy.market.items.get('satu') ?? []).filter((entry) => entry.code === 'Q-3');
    const kept = item?.variants.splice(0) ?? [];
    toy.market.work();
    item?.variants.push(...kept);
    await later(1_100);
    const [, , side] = await sides();
    expect([side?.sent, side?.ticket, side?.wanted === side?.answered]).toEqual(['8', null, true]);
    expect((await operator.get<{ causes: { cause: string }[] }>('/api/failures')).body.causes).toMatchObject([{ cause: 'deleted-there' }]);
  });

  it('what waits for a day\'s quota to be asked about is shown as that, and nowhere as a failure', async () => {
    await toy.sql(`UPDATE app.shop SET limits = '[{"ops": ["settle"], "per": "shop", "calls": 2, "everyMs": 86400000, "burst": 1}]' WHERE id = $1`, [toy.shops.satu]);
    await count('Q-1', 6);
    await until(async () => (await sides())[0]?.ticket, 'it was taken into the queue');
    await later(1_100);
    await later(1_100);
    expect((await sides())[0]?.ticket).not.toBeNull();
    const shown = async (): Promise<unknown> => {
      const overview = await operator.get<{ totals: { waitingForQuota: number }; shops: { waitsForQuota: { rows: number } }[] }>('/api/overview');
      const { body } = await operator.get<{ waiting: { kind: string; count: number }[] }>('/api/failures');
      return [overview.body.totals.waitingForQuota, overview.body.shops[0]?.waitsForQuota.rows, body.waiting.find((entry) => entry.kind === 'allowance')?.count ?? 0];
    };
    expect(await shown()).toEqual([1, 1, 1]);
    expect((await operator.get<{ causes: { cause: string }[] }>('/api/failures')).body.causes.map((entry) => entry.cause)).not.toContain('quota-for-today');
    await toy.sql('UPDATE app.shop SET limits = NULL WHERE id = $1', [toy.shops.satu]);
    toy.market.work();
    await later(3_700_000);
    expect([(await sides())[0]?.sent, await shown()]).toEqual(['6', [0, 0, 0]]);
  });

  it('a create that is reviewed first: when its offers open, what it carried is not sent again, and what was wished since is', async () => {
    toy.market.queueing = false;
    toy.market.reviewing = true;
    const [still, edited] = await Promise.all(['R-1', 'R-2'].map((code) => toy.product(code, { stock: 6 }))) as [{ productId: string }, { productId: string; variantId: string }];
    await toy.publish([still.productId, edited.productId], ['satu']);
    const states = async (): Promise<string[]> => (await toy.sql<{ state: string }>(`SELECT state FROM app.listing WHERE remote_code LIKE 'R-%' ORDER BY remote_code`)).map((row) => row.state);
    await until(async () => (await states()).every((state) => state === 'review'), 'both are under review');
    variants.set('R-2', edited.variantId);
    await count('R-2', 2);
    for (const item of toy.market.items.get('satu') ?? []) item.review = false;
    await later(1_100);
    await until(async () => (await states()).every((state) => state === 'live'), 'both are live');
    await toy.quiet();
    await until(idle, 'the workers are idle');
    expect(toy.market.calls.filter((call) => call.path.startsWith('/offers/')).map((call) => [call.path, (call.body as { offers: object[] }).offers])).toEqual([['/offers/stock', [{ sku: 'R-2', value: 2 }]]]);
    expect(['R-1', 'R-2'].map((sku) => toy.market.variant('satu', sku)?.stock)).toEqual([6, 2]);
  });
});
