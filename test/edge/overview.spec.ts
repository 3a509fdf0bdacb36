import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import supertest from 'supertest';
import { signIn, type Person } from './open-house.js';
import { issue, stockedHouse, type StockedHouse } from './stocked-house.js';

let at: StockedHouse;
let operator: Person;
beforeAll(async () => {
  at = await stockedHouse();
  operator = await at.as('operator');
});
afterAll(() => at.close());

describe('the overview', () => {
  it('says what to do, worst first, each with its button and where it leads', async () => {
    await at.answer(at.listings[0] ?? '', [issue('weight-missing')]);
    await at.needs('connection', 'connection:1', [issue('token-expired', { params: { waktu: '10.05' } })]);
    await at.needs('match-lines', 'order:1', [issue('unknown-order-line', { params: { sku: 'S-9', nomor: 'N-1' } })]);
    const { body } = await operator.get('/api/overview').expect(200);
    expect(body.todo.map((entry: Record<string, unknown>) => [entry.kind, entry.severity, entry.href, entry.button])).toEqual([
      ['connection', 'stops', '/masalah?cause=token-expired', 'Masuk ke Toko Satu'], ['unmatched', 'decide', '/pesanan?decide=1', 'Cocokkan barang'], ['cause', 'blocks', '/masalah?cause=weight-missing', 'Isi berat'],
    ]);
    expect(body.shops.map((shop: { name: string }) => shop.name)).toEqual(['Toko Satu', 'Toko Dua']);
    expect(body.totals).toMatchObject({ products: 3, outOfStock: 0, failed: 1, waiting: 2, ordersToShip: 0, revenueToday: 0 });
  });

  it('counts today by the co-op\'s own day, whole rupiah, cancelled orders not', async () => {
    // The first instant of the day in Jakarta, and the last of the day before.
    await at.tx((t) => t.rows(
      `WITH day AS (SELECT date_trunc('day', app.now() AT TIME ZONE 'Asia/Jakarta') AT TIME ZONE 'Asia/Jakarta' AS begins)
       INSERT INTO app.orders (cooperative_id, shop_id, remote_id, group_id, number, status, raw_status, currency, total, placed_at, changed_at, read_at)
       SELECT $1, $2, x.id, x.id, x.id, x.status, 'X', 'IDR', x.total, day.begins + x.after, app.now(), app.now() FROM day, (VALUES ('A', 'to-ship', 50000, interval '0'), ('B', 'to-ship', 70000, interval '-1 second'), ('C', 'cancelled', 90000, interval '0'), ('D', 'unpaid', 3000000000, interval '0')) AS x (id, status, total, after)`, [at.parent, at.shops[0]]));
    const { totals, recent } = (await operator.get('/api/overview').expect(200)).body;
    expect(totals).toMatchObject({ ordersToShip: 2, ordersToday: 2, revenueToday: 3_000_050_000 });
    expect(recent.filter((entry: { kind: string }) => entry.kind === 'order')).toHaveLength(4);
    const found = async (q: string): Promise<string[]> => (await operator.get(`/api/orders?q=${q}`).expect(200)).body.items.map((order: { number: string }) => order.number);
    expect([await found('c'), await found('%25'), await found('_'), await found('%5C')]).toEqual([['C'], [], [], []]);
    expect((await (await at.as('unit')).get('/api/overview').expect(200)).body).toMatchObject({ shops: [], totals: { products: 1, ordersToday: 0, revenueToday: 0 } });
  });

  it('counts and finds what is old or much as it does what is new and little', async () => {
    await at.tx((t) => t.rows(
      `INSERT INTO app.orders (cooperative_id, shop_id, remote_id, group_id, number, status, raw_status, currency, total, placed_at, changed_at, read_at)
       SELECT $1, $2, 'Z-' || n, 'Z-' || n, 'Z-' || n, 'completed', 'X', 'IDR', 1, app.now() - interval '3 days', app.now(), app.now() FROM generate_series(1, 1001) n`, [at.parent, at.shops[1]]));
    const orders = async (query: string) => (await operator.get(`/api/orders?${query}`).expect(200)).body as { items: { number: string }[]; counts: object };
    expect((await orders('q=a')).items.map((order) => order.number)).toEqual(['A']);
    expect((await orders('limit=1')).counts).toEqual({ 'to-ship': 2, cancelled: 1, unpaid: 1, completed: 1001, decide: 0 });
    expect((await orders(`limit=1&shop=${at.shops[0]}`)).counts).toEqual({ 'to-ship': 2, cancelled: 1, unpaid: 1, decide: 0 });
    await at.tx((t) => t.rows(`UPDATE app.listing SET answered_rev = wanted_rev, live_rev = wanted_rev, state = 'live' WHERE id = ANY ($1)`, [at.listings]));
    const live = async (query: string): Promise<[number, number]> => { const { body } = await operator.get(`/api/products?listing=live${query}`).expect(200); return [body.total, body.items.length]; };
    expect([await live(''), await live(`&shop=${at.shops[0]}`), await live(`&shop=${at.shops[1]}`)]).toEqual([[3, 3], [3, 3], [0, 0]]);
    await at.tx((t) => t.rows('UPDATE app.listing SET paused_at = app.now() WHERE id = $1', [at.listings[1]]));
    expect([await live(''), await live('&status=archived'), await live('&q=tak-ada')]).toEqual([[2, 2], [0, 0], [0, 0]]);
  });
});

describe('sync runs', () => {
  it('are read newest first, page by page, and one with its exchange', async () => {
    await at.tx(async (t) => {
      for (const [operation, outcome, owner] of [['publish-listings', 'refused', at.unit], ['pull-orders', 'nothing', at.parent], ['publish-listings', 'accepted', at.parent]]) {
        await t.rows(`INSERT INTO app.sync_run (cooperative_id, owner_id, shop_id, operation, subject, trigger, outcome, calls, closed_at, exchange) VALUES ($1, $2, $3, $4, 'listing:1', 'due', $5, 2, app.wall() + interval '40 milliseconds', '[{"status":200}]')`, [at.parent, owner, at.shops[0], operation, outcome]);
      }
    });
    const page = (await operator.get('/api/sync-runs?operation=publish-listings&limit=1').expect(200)).body;
    expect(page.items).toEqual([expect.objectContaining({ operation: 'publish-listings', outcome: 'accepted', shop: 'Toko Satu', calls: 2 })]);
    expect(page.items[0].exchange).toBeUndefined();
    const rest = (await operator.get(`/api/sync-runs?operation=publish-listings&limit=1&after=${page.next}`).expect(200)).body;
    expect([rest.items[0].outcome, rest.next]).toEqual(['refused', null]);
    expect((await operator.get(`/api/sync-runs/${page.items[0].id}`).expect(200)).body.exchange).toEqual([{ status: 200 }]);
    expect((await operator.get('/api/sync-runs?outcome=refused').expect(200)).body.items).toHaveLength(1);
    expect((await operator.get('/api/sync-runs?subject=listing:1&outcome=nothing').expect(200)).body.items).toHaveLength(1);
    expect((await operator.get('/api/sync-runs/days').expect(200)).body.items).toMatchObject([{ runs: 3, calls: 6, outcomes: { refused: 1, nothing: 1, accepted: 1 } }]);
    await operator.get('/api/sync-runs/days?from=2026-02-31').expect(400);
    // The unit sees the attempt on its own product, in its parent's shop, and no other.
    const unit = await at.as('unit');
    expect((await unit.get('/api/sync-runs').expect(200)).body.items.map((run: { outcome: string }) => run.outcome)).toEqual(['refused']);
    await unit.get(`/api/sync-runs/${page.items[0].id}`).expect(404);
  });
});

describe('a year of attempts', () => {
  const months = () => at.tx((t) => t.rows<{ name: string }>(`SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'app.sync_run'::regclass AND c.relname ~ '[0-9]$' ORDER BY 1`)).then((rows) => rows.map((row) => row.name));
  const days = async () => (await (await at.as('operator')).get('/api/sync-runs/days').expect(200)).body.items as { day: string; runs: number; outcomes: Record<string, number> }[];

  it('has its months open ahead, is summed up by day, and lets go of a month when it is a year old', async () => {
    expect((await months()).length).toBeGreaterThanOrEqual(4);
    const before = await days();
    const day = 86_400_000, clock = at.house.database.clock;
    clock.advance(3 * day);
    await at.house.sweep.once();
    const sums = await at.tx((t) => t.rows<{ runs: number; outcome: string }>('SELECT sum(runs)::int AS runs, outcome FROM app.sync_run_day GROUP BY outcome ORDER BY outcome'));
    expect(sums).toEqual([{ outcome: 'accepted', runs: 1 }, { outcome: 'nothing', runs: 1 }, { outcome: 'refused', runs: 1 }]);
    // Told from the sums now, and the same.
    expect(await at.tx((t) => t.rows('DELETE FROM app.sync_run RETURNING id'))).toHaveLength(3);
    const { body } = await supertest(at.url).get('/api/sync-runs/days').set('Cookie', await signIn(at.url, 'operator@uji.example')).expect(200);
    expect(body.items.map((entry: { runs: number; outcomes: object }) => [entry.runs, entry.outcomes])).toEqual(before.map((entry) => [entry.runs, entry.outcomes]));
    const [first] = await months();
    clock.advance(400 * day);
    for (let round = 0; round < 12; round += 1) await at.tx((t) => t.rows('SELECT app.open_months(), app.keep_runs(40)'));
    expect(await months()).not.toContain(first);
    expect((await at.tx((t) => t.row<{ n: number }>('SELECT sum(runs)::int AS n FROM app.sync_run_day')))?.n).toBe(3);
    clock.advance(-403 * day);
  });
});

describe('live events', () => {
  it('tell what changed within the scope, gathered, and after a lost connection that anything may have', async () => {
    const parents = await listen(at.url, operator.cookie), units = await listen(at.url, (await at.as('unit')).cookie);
    const say = (cooperative: string, topic: string) => at.tx((t) => t.rows(`SELECT pg_notify('serentak_change', $1)`, [`${cooperative}:${topic}`]));
    await at.tx((t) => t.rows(`SELECT pg_notify('serentak_change', $1 || ':orders'), pg_notify('serentak_change', $1 || ':shops'), pg_notify('serentak_change', $1 || ':orders')`, [at.parent]));
    await parents.until((events) => events.flatMap((event) => event.topics).length >= 2);
    expect(parents.events.flatMap((event) => event.topics).sort()).toEqual(['orders', 'shops']);
    await say(at.unit, 'products');
    await Promise.all([parents, units].map((stream) => stream.until((events) => events.some((event) => event.topics.includes('products')))));
    expect(units.events).toEqual([{ topics: ['products'] }]);
    // What failed in the middle of a transaction is never told.
    await at.tx(async (t) => { await t.rows(`SELECT pg_notify('serentak_change', $1)`, [`${at.unit}:never`]); throw new Error('undone'); }).catch(() => undefined);

    const admin = new pg.Client({ connectionString: at.superUrl });
    await admin.connect();
    const cut = await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'serentak events' AND datname = current_database()`);
    await admin.end();
    expect(cut.rowCount).toBe(1);
    await units.until((events) => events.some((event) => event.topics.includes('failures') && event.topics.includes('listings')));
    // Whose session ended meanwhile is not known either: everybody comes again, who may.
    await units.over;
    const again = await listen(at.url, (await at.as('unit')).cookie);
    await say(at.unit, 'orders');
    await again.until((events) => events.some((event) => event.topics.includes('orders')));
    expect([...units.events, ...again.events].flatMap((event) => event.topics)).not.toContain('never');
    parents.close();
    again.close();
  });
});

interface Stream { readonly events: { topics: string[] }[]; until(met: (events: { topics: string[] }[]) => boolean): Promise<void>; readonly over: Promise<unknown>; close(): void }

/** Reads server-sent events as a browser would; `until` resolves at the event that meets the condition. */
async function listen(url: string, cookie: string): Promise<Stream> {
  const events: { topics: string[] }[] = [];
  let heard = (): void => undefined;
  const response = await new Promise<IncomingMessage>((resolve, reject) => get(`${url}/api/events`, { headers: { cookie, accept: 'text/event-stream', 'accept-encoding': 'gzip' } }, resolve).on('error', reject));
  expect([response.statusCode, response.headers['content-type'], response.headers['content-encoding']]).toEqual([200, 'text/event-stream; charset=utf-8', undefined]);
  let text = '';
  response.setEncoding('utf8').on('error', () => undefined).on('data', (chunk: string) => {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) if (block.startsWith('event: change\n')) events.push(JSON.parse(block.slice(block.indexOf('data: ') + 6)) as { topics: string[] });
    heard();
  });
  return {
    events, over: once(response, 'close'), close: () => void response.destroy(),
    until: async (met) => { while (!met(events)) await new Promise<void>((resolve) => { heard = resolve; }); },
  };
}
