import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CallGate } from '../house/call-gate.js';
import { DeathRounds } from '../house/death-rounds.js';
import { until } from '../house/serve.js';
import { WorkerYard, type WorkerProcess } from '../house/worker-process.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

/** The house answers and sweeps by hand; workers are processes that are killed or frozen at an exact call. */
describe('a worker that dies or freezes', () => {
  let toy: ToyHouse, gate: CallGate, yard: WorkerYard, rounds: DeathRounds, operator: Awaited<ReturnType<ToyHouse['as']>>;
  beforeAll(async () => {
    toy = await toyHouse(['satu', 'dua'], { roles: 'api,scheduler', sweeping: false });
    operator = await toy.as('operator');
    gate = new CallGate(() => toy.market.url);
    yard = new WorkerYard({ DATABASE_URL: toy.database.appUrl, PRACTICE_URLS: `toy=${await gate.open()}` });
    rounds = new DeathRounds(toy, 'toy', gate, yard);
    // What connecting left to do is done by a first worker.
    await rounds.workOff('the shops are open');
  }, 60_000);
  afterEach(() => gate.reset());
  afterAll(async () => {
    await yard.close();
    await gate.close();
    await toy.stop();
  });

  const settled = (): Promise<boolean> => rounds.settled();
  const stockOf = async (variantId: string) => (await toy.sql<{ on_hand: number; reserved: number }>('SELECT on_hand, reserved FROM app.stock_level WHERE variant_id = $1', [variantId]))[0];

  it('killed after each call of a publish: exactly one listing, exact price and stock', async () => {
    const { productId } = await toy.product('KILL-1', { stock: 6, price: 15_000 });
    const deaths = await rounds.killAfterEachCall(() => toy.publish([productId], ['satu']), settled);
    expect(deaths.slice(0, 2)).toEqual(['POST /satu/items', expect.stringMatching(/^(GET|POST) \/satu\/items/)]);
    expect(toy.market.items.get('satu')?.filter((item) => item.code === 'KILL-1')).toHaveLength(1);
    expect(toy.market.calls.filter((call) => call.effect === 'created' && call.shop === 'satu')).toHaveLength(1);
    expect(toy.market.variant('satu', 'KILL-1')).toMatchObject({ stock: 6, price: 15_000 });
    expect(await toy.sql(`SELECT state FROM app.listing WHERE product_id = $1`, [productId])).toEqual([{ state: 'live' }]);
  }, 300_000);

  it('killed after each call of an ingest and what follows it: one order, held once, exact stock in both shops', async () => {
    const { productId, variantId } = await toy.product('KILL-2', { stock: 10 });
    const quick = await yard.start();
    await toy.publish([productId], ['satu', 'dua']);
    await until(settled, 'both shops have it');
    await rounds.stop(quick);
    toy.market.buy('satu', 'KILL-2', 3);
    const deaths = await rounds.killAfterEachCall(() => toy.pull('satu'), async () => (await settled()) && (await stockOf(variantId))?.reserved === 3);
    expect(deaths[0]).toBe('GET /satu/orders');
    expect(deaths.length).toBeGreaterThanOrEqual(2);
    expect(await toy.sql('SELECT id FROM app.orders')).toHaveLength(1);
    expect(await toy.sql('SELECT quantity, state FROM app.reservation')).toEqual([{ quantity: 3, state: 'held' }]);
    expect(await stockOf(variantId)).toEqual({ on_hand: 10, reserved: 3 });
    for (const shop of ['satu', 'dua']) expect(toy.market.variant(shop, 'KILL-2')?.stock).toBe(7);
  }, 300_000);

  it('frozen in the middle of a create, it wakes when another has finished: its late answer changes nothing', async () => {
    const { productId, variantId } = await toy.product('LATE-1', { stock: 5, title: 'Judul pertama' });
    const slow = await yard.start();
    let wake = (): void => undefined;
    const frozen = new Promise<void>((resolve) => {
      gate.after = async (call) => {
        if (call.n !== 1) return undefined;
        slow.signal('SIGSTOP');
        await new Promise<void>((free) => { wake = free; resolve(); });
        return undefined;
      };
    });
    await toy.publish([productId], ['satu']);
    await frozen;
    await rounds.letGo();
    const other = await yard.start();
    await toy.house.sweep.once();
    await until(settled, 'another worker finishes');
    const manager = await toy.as('manager');
    const product = await manager.get(`/api/products/${productId}`);
    expect((await manager.send('PATCH', `/api/products/${productId}`, { title: 'Judul kedua' }, { 'if-match': product.headers.get('etag') ?? '' })).status).toBe(200);
    await operator.send('POST', '/api/stock-movements', { variantId, kind: 'count', quantity: 2, reason: 'hitung' });
    await until(async () => (await settled()) && toy.market.items.get('satu')?.find((item) => item.code === 'LATE-1')?.title === 'Judul kedua', 'the edit arrives');
    const [before] = await toy.sql<{ wanted_rev: string }>('SELECT wanted_rev FROM app.listing WHERE product_id = $1', [productId]);
    slow.signal('SIGCONT');
    wake();
    // The late answer meets a higher fence, which raises the wish.
    await until(async () => BigInt((await toy.sql<{ wanted_rev: string }>('SELECT wanted_rev FROM app.listing WHERE product_id = $1', [productId]))[0]?.wanted_rev ?? 0) > BigInt(before?.wanted_rev ?? 0), 'the late answer is heard');
    await toy.house.sweep.once();
    await until(settled, 'and answered');
    const items = toy.market.items.get('satu')?.filter((item) => item.code === 'LATE-1');
    expect(items).toHaveLength(1);
    expect(items?.[0]).toMatchObject({ title: 'Judul kedua', variants: [{ sku: 'LATE-1', stock: 2 }] });
    expect(await toy.sql('SELECT state, accepted->>$2 AS title FROM app.listing WHERE product_id = $1', [productId, 'title'])).toEqual([{ state: 'live', title: 'Judul kedua' }]);
    await Promise.all([rounds.stop(slow), rounds.stop(other)]);
  }, 300_000);

  it('an old number that arrives late at the marketplace is set right again', async () => {
    const { productId, variantId } = await toy.product('LATE-2', { stock: 9 });
    const slow = await yard.start();
    await toy.publish([productId], ['dua']);
    await until(settled, 'it is live');
    let wake = (): void => undefined;
    const frozen = new Promise<void>((resolve) => {
      gate.before = async (call) => {
        if (!call.path.startsWith('/dua/offers/stock') || gate.passed.some((other) => other.n < call.n && other.path === call.path)) return undefined;
        slow.signal('SIGSTOP');
        await new Promise<void>((free) => { wake = free; resolve(); });
        return undefined;
      };
    });
    gate.passed = [];
    await operator.send('POST', '/api/stock-movements', { variantId, kind: 'count', quantity: 8, reason: 'hitung' });
    await frozen;
    await rounds.letGo();
    const other = await yard.start();
    await operator.send('POST', '/api/stock-movements', { variantId, kind: 'count', quantity: 1, reason: 'hitung' });
    await toy.house.sweep.once();
    await until(async () => (await settled()) && toy.market.variant('dua', 'LATE-2')?.stock === 1, 'the newer number is there');
    const sent = (): number[] => toy.market.calls.filter((call) => call.shop === 'dua' && call.path === '/offers/stock').flatMap((call) => (call.body as { offers: { sku: string; value: number }[] }).offers.filter((offer) => offer.sku === 'LATE-2').map((offer) => offer.value));
    const known = sent().length;
    slow.signal('SIGCONT');
    wake();
    await until(async () => sent().slice(known).includes(8), 'the old number arrives after all');
    await until(async () => (await settled()) && sent().lastIndexOf(8) < sent().lastIndexOf(1), 'the newest number goes out once more');
    expect(toy.market.variant('dua', 'LATE-2')?.stock).toBe(1);
    await Promise.all([rounds.stop(slow), rounds.stop(other)]);
  }, 300_000);

  it('a shop that paused itself stays so through kills, restarts and several workers; it is counted once, and goes on once', async () => {
    const shop = async () => (await toy.sql<{ streak: number; halted: Date | null }>('SELECT fail_streak AS streak, halted_at AS halted FROM app.shop WHERE id = $1', [toy.shops.satu]))[0];
    const refusals = async (): Promise<number> => (await toy.sql(`SELECT 1 FROM app.sync_run r JOIN app.listing l ON r.subject = 'listing:' || l.id JOIN app.product p ON p.id = l.product_id AND p.code LIKE 'HALT-%' WHERE r.outcome = 'refused'`)).length;
    const told = () => toy.sql<{ times: number; open: boolean }>(`SELECT times, closed_at IS NULL AS open FROM app.failure WHERE cause = 'too-many-in-a-row'`);
    const sent = (): number => gate.passed.filter((call) => call.method === 'POST' && call.path === '/satu/items').length;
    const dies = (worker: WorkerProcess, at: number): void => {
      gate.after = async () => {
        if (sent() !== at || worker.over()) return undefined;
        worker.signal('SIGKILL');
        await worker.ended;
        return 'cut';
      };
    };
    // One after another: each empties the same queues, which nobody may open meanwhile.
    const over = async (...workers: WorkerProcess[]): Promise<void> => {
      for (const worker of workers) worker.signal('SIGKILL');
      for (const worker of workers) { await worker.ended; await rounds.letGo(worker); }
    };
    toy.market.refuseTitle = /HALT-/;
    const products = await Promise.all(Array.from({ length: 45 }, (_, n) => toy.product(`HALT-${n}`)));
    const first = await yard.start();
    gate.reset();
    dies(first, 12);
    await toy.publish(products.map((made) => made.productId), ['satu']);
    await first.ended;
    await rounds.letGo(first);
    // What it had been told and not written down is not counted; what it had written down is.
    expect([(await shop())?.streak, (await shop())?.halted]).toEqual([await refusals(), null]);
    const two = await Promise.all([yard.start(), yard.start()]);
    await until(async () => { await toy.house.sweep.once(); return (await shop())?.halted != null; }, 'the shop has paused itself');
    await over(...two);
    const { streak, halted } = (await shop()) ?? {};
    expect([streak, (streak ?? 0) >= 30]).toEqual([await refusals(), true]);
    expect(await told()).toEqual([{ times: 1, open: true }]);
    // A new process, much to do, and nothing leaves.
    const next = await yard.start();
    gate.reset();
    await toy.house.sweep.once();
    await toy.pull('satu');
    await until(async () => { await toy.house.sweep.once(); return (await toy.sql(`SELECT 1 FROM app.checkpoint WHERE shop_id = $1 AND stream = 'pull-orders' AND next_at > app.now() AND lease_until IS NULL`, [toy.shops.satu])).length === 1; }, 'it works for this shop');
    expect([sent(), await shop()]).toEqual([0, { streak, halted }]);
    // "Go on", and the one that tests dies over it: tested again, once.
    toy.market.refuseTitle = null;
    dies(next, 1);
    operator = await toy.as('operator');
    expect((await operator.send('PATCH', `/api/shops/${toy.shops.satu}/schedule`, { paused: false })).status).toBe(200);
    await until(async () => { await toy.house.sweep.once(); return next.over(); }, 'it dies over the test');
    expect((await shop())?.halted).toEqual(halted);
    await rounds.letGo(next);
    await toy.sql('UPDATE app.shop SET probe_until = app.now() WHERE probe_until > app.now()');
    const last = await Promise.all([yard.start(), yard.start()]);
    await until(async () => { await toy.house.sweep.once(); return (await shop())?.halted === null; }, 'the shop goes on');
    await until(settled, 'and does the rest');
    expect([(await shop())?.streak, await told()]).toEqual([0, [{ times: 1, open: false }]]);
    const made = (toy.market.items.get('satu') ?? []).filter((item) => item.code.startsWith('HALT-')).map((item) => item.code);
    expect([made.length, new Set(made).size]).toEqual([45 - (await toy.sql(`SELECT 1 FROM app.listing l JOIN app.product p ON p.id = l.product_id AND p.code LIKE 'HALT-%' WHERE l.state = 'refused'`)).length, made.length]);
    await Promise.all(last.map((worker) => rounds.stop(worker)));
  }, 300_000);
});
