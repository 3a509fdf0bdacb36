import { createUser } from '../src/access/index.js';
import { percentile, raw, say, verdict } from './lab/report.js';
import { seedLedgers, seedReadiness } from './lab/ledgers.js';
import { seedLive, settle } from './lab/seed.js';
import { openService } from './lab/service.js';

/** Every list of the dashboard with its filters, over a year of a large co-op; a first argument makes it smaller: `node dist/bench/b8-lists.bench.js 0.02`. */
const scale = Number(process.argv[2] ?? 1), rounds = 30, products = Math.round(100_000 * scale), runs = Math.round(1_000_000 * scale);
const goalMs = 50, goalTimes = 10;
interface Case { readonly name: string; readonly path: string; /** What a hand would write for the same rows, without row security, session or words. */ readonly bare: string; readonly params?: readonly unknown[] }

const service = await openService({ roles: 'api', sweeping: false });
try {
  const { sql, house, cooperativeId } = service;
  const startedAt = performance.now();
  const shops = await service.connect('instant', ['satu', 'dua', 'tiga', 'empat']);
  const [shop = '', other = ''] = shops;
  await seedLive(service, [shop], products, 'B8-', 7);
  await seedLive(service, [other], Math.round(products / 10), 'B8X-', 7);
  await seedLedgers(service, shops, { runs, orders: Math.round(50_000 * scale), failures: Math.round(20_000 * scale), movements: Math.round(200_000 * scale) });
  await seedReadiness(service, shops);
  await settle(service);
  const { rows: [some] } = await sql.query<{ run: string; product: string; code: string; number: string; action: string }>(
    `SELECT (SELECT max(id) - 1000 FROM app.sync_run)::text AS run, (SELECT id FROM app.product ORDER BY id OFFSET $1 LIMIT 1)::text AS product, (SELECT code FROM app.product ORDER BY id OFFSET $1 LIMIT 1) AS code, (SELECT number FROM app.orders ORDER BY id OFFSET 10 LIMIT 1) AS number`, [Math.floor(products / 2)]);
  say(`  seeded ${products} products, ${runs} runs in ${Math.round((performance.now() - startedAt) / 1000)} s`);
  const email = 'ukur@bench.example', password = 'sandi-ukur-123';
  const me = await house.database.inScope(service.scope, (tx) => createUser(tx, { cooperativeId, email, name: 'Ukur', role: 'manager', password }));
  await sql.query('UPDATE app.failure SET assigned_to = $1 WHERE closed_at IS NULL AND id % 40 = 0', [me]);
  await sql.query('VACUUM ANALYZE app.failure');
  const session = await fetch(`${house.url}/api/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  await session.arrayBuffer();

  const run = `SELECT r.id, r.shop_id, s.name, r.operation, r.subject, r.trigger, r.outcome, r.code, r.calls, r.subjects, r.opened_at, r.closed_at FROM app.sync_run r JOIN app.shop s ON s.id = r.shop_id WHERE`, newest = 'ORDER BY r.id DESC LIMIT 51';
  const product = (where: string, by = 'p.id DESC'): string => `SELECT p.*, (SELECT jsonb_agg(jsonb_build_object('id', l.id, 'shop', l.shop_id, 'state', app.listing_word(l))) FROM app.listing l WHERE l.product_id = p.id) AS listings, v.*, (SELECT count(*) FROM app.product p WHERE p.archived_at IS NULL AND ${where}) AS total
    FROM app.product p CROSS JOIN LATERAL (SELECT min(price), max(price), sum(k.on_hand), sum(k.reserved) FROM app.variant v LEFT JOIN app.stock_level k ON k.variant_id = v.id WHERE v.product_id = p.id) v WHERE p.archived_at IS NULL AND ${where} ORDER BY ${by} LIMIT 51`;
  const listing = (where: string): string => `SELECT l.*, app.listing_word(l), p.title, (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'sku', o.remote_sku, 'sent', s.sent_value, 'side', s.side)) FROM app.offer o JOIN app.offer_side s ON s.offer_id = o.id WHERE o.listing_id = l.id) AS offers FROM app.listing l JOIN app.product p ON p.id = l.product_id WHERE ${where} ORDER BY l.id LIMIT 51`;
  const order = (where: string): string => `SELECT o.*, (SELECT jsonb_agg(l.*) FROM app.order_line l WHERE l.order_id = o.id) AS lines FROM app.orders o WHERE ${where} ORDER BY o.id DESC LIMIT 51`;
  const cause = (where: string): string => `SELECT f.cause, count(*), count(DISTINCT f.product_id), min(f.first_at), max(f.last_at), jsonb_agg(DISTINCT f.shop_id) FROM app.failure f WHERE f.closed_at IS NULL AND ${where} GROUP BY 1`;
  const ready = (where: string): string => `SELECT r.shop_id, r.product_id, r.state, r.issues, p.title, p.code FROM app.readiness r JOIN app.product p ON p.id = r.product_id WHERE ${where} ORDER BY r.shop_id, r.product_id LIMIT 51`;
  const reason = (where: string): string => ready(`r.shop_id = ${shop} AND r.product_id IN (SELECT q.product_id FROM app.readiness_reason q WHERE q.shop_id = ${shop} AND ${where})`);
  const cases: readonly Case[] = [
    { name: 'sync runs', path: '/api/sync-runs', bare: `${run} true ${newest}` },
    { name: 'sync runs, a later page', path: `/api/sync-runs?after=${some?.run}`, bare: `${run} r.id < $1 ${newest}`, params: [some?.run] },
    { name: 'sync runs of a shop', path: `/api/sync-runs?shop=${other}`, bare: `${run} r.shop_id = $1 ${newest}`, params: [other] },
    { name: 'sync runs, a rare end', path: '/api/sync-runs?outcome=unclear', bare: `${run} r.outcome = 'unclear' ${newest}` },
    { name: 'sync runs, a rare kind', path: '/api/sync-runs?operation=adopt', bare: `${run} r.operation = 'adopt' ${newest}` },
    { name: 'sync runs, kind and end', path: '/api/sync-runs?operation=push-offers&outcome=refused', bare: `${run} r.operation = 'push-offers' AND r.outcome = 'refused' ${newest}` },
    { name: 'sync runs of a listing', path: '/api/sync-runs?subject=listing:77', bare: `${run} r.subject = 'listing:77' ${newest}` },
    { name: 'sync runs by day, a month', path: '/api/sync-runs/days', bare: `SELECT day, outcome, sum(runs), sum(calls) FROM app.sync_run_day WHERE day > current_date - 31 GROUP BY 1, 2` },
    { name: 'sync runs by day, a year of a shop', path: `/api/sync-runs/days?shop=${shop}&from=2000-01-01`, bare: `SELECT day, outcome, sum(runs), sum(calls) FROM app.sync_run_day WHERE shop_id = $1 GROUP BY 1, 2`, params: [shop] },
    { name: 'products', path: '/api/products', bare: product('true') },
    { name: 'products by name', path: '/api/products?sort=name', bare: product('true', 'lower(p.title), p.id') },
    { name: 'products, search', path: '/api/products?q=barang%20ukur%20777', bare: product(`p.search @@ to_tsquery('simple', 'barang & ukur & 777:*')`) },
    { name: 'products, search by code', path: `/api/products?q=${some?.code}`, bare: product('p.code = $1'), params: [some?.code] },
    { name: 'products out of stock', path: '/api/products?stock=out', bare: product('NOT EXISTS (SELECT 1 FROM app.variant v JOIN app.stock_level k ON k.variant_id = v.id WHERE v.product_id = p.id AND k.on_hand > k.reserved)') },
    { name: 'products that failed', path: '/api/products?listing=failed', bare: product(`EXISTS (SELECT 1 FROM app.listing l WHERE l.product_id = p.id AND l.state = 'refused')`) },
    { name: 'products that are live', path: '/api/products?listing=live', bare: product(`EXISTS (SELECT 1 FROM app.listing l WHERE l.product_id = p.id AND l.state = 'live')`) },
    { name: 'listings', path: '/api/listings', bare: listing('true') },
    { name: 'listings of a shop', path: `/api/listings?shop=${other}`, bare: listing('l.shop_id = $1'), params: [other] },
    { name: 'listings that failed', path: '/api/listings?state=failed', bare: listing(`l.state = 'refused'`) },
    { name: 'orders', path: '/api/orders', bare: order('true') },
    { name: 'orders to ship', path: '/api/orders?state=to-ship', bare: order(`o.status = 'to-ship'`) },
    { name: 'orders, search', path: `/api/orders?q=${some?.number}`, bare: order('o.number = $1'), params: [some?.number] },
    { name: 'failures by cause', path: '/api/failures', bare: cause('true') },
    { name: 'failures of a shop', path: `/api/failures?shop=${shop}`, bare: cause('f.shop_id = $1'), params: [shop] },
    { name: 'failures, members', path: '/api/failures/members?cause=weight-missing', bare: `SELECT f.*, p.title FROM app.failure f LEFT JOIN app.product p ON p.id = f.product_id WHERE f.closed_at IS NULL AND f.cause = 'weight-missing' ORDER BY f.id LIMIT 51` },
    { name: 'failures of mine', path: '/api/failures/members?assigned=me', bare: 'SELECT f.*, p.title FROM app.failure f LEFT JOIN app.product p ON p.id = f.product_id WHERE f.closed_at IS NULL AND f.assigned_to = $1 ORDER BY f.id LIMIT 51', params: [me] },
    { name: 'readiness', path: '/api/readiness', bare: ready('true') },
    { name: 'readiness, blocked in a shop', path: `/api/readiness?readiness=blocked&shop=${shop}`, bare: ready(`r.shop_id = ${shop} AND r.state = 'blocked'`) },
    { name: 'readiness, one attribute', path: `/api/readiness?cause=required-attribute&field=attributes.a1&shop=${shop}`, bare: reason(`q.cause = 'required-attribute' AND q.field = 'attributes.a1'`) },
    { name: 'readiness, a rare cause', path: `/api/readiness?cause=brand-not-approved&shop=${shop}`, bare: reason(`q.cause = 'brand-not-approved'`) },
    { name: 'attributes that lack', path: '/api/attribute-gaps?marketplace=instant', bare: `SELECT field, count(DISTINCT product_id) FROM app.readiness_reason WHERE cause = 'required-attribute' GROUP BY 1` },
    { name: 'attributes that lack, members', path: '/api/attribute-gaps/members?marketplace=instant&attribute=a1', bare: reason(`q.cause = 'required-attribute' AND q.field = 'attributes.a1'`) },
    { name: 'products blocked at a shop', path: `/api/products?readiness=blocked&shop=${shop}`, bare: product(`EXISTS (SELECT 1 FROM app.readiness r WHERE r.product_id = p.id AND r.shop_id = ${shop} AND r.state = 'blocked')`) },
    { name: 'products blocked somewhere', path: '/api/products?readiness=blocked&marketplace=instant', bare: product(`EXISTS (SELECT 1 FROM app.readiness r WHERE r.product_id = p.id AND r.state = 'blocked')`) },
    { name: 'products nearly sold out', path: '/api/products?stock=low', bare: product('p.id IN (SELECT v.product_id FROM app.variant v JOIN app.stock_level k ON k.variant_id = v.id GROUP BY 1 HAVING sum(k.on_hand - k.reserved) BETWEEN 1 AND 5)') },
    { name: 'movements', path: '/api/stock-movements', bare: 'SELECT m.*, v.sku FROM app.stock_movement m JOIN app.variant v ON v.id = m.variant_id ORDER BY m.id DESC LIMIT 51' },
    { name: 'movements of a product', path: `/api/stock-movements?product=${some?.product}`, bare: 'SELECT m.*, v.sku FROM app.stock_movement m JOIN app.variant v ON v.id = m.variant_id WHERE v.product_id = $1 ORDER BY m.id DESC LIMIT 51', params: [some?.product] },
    { name: 'bulk actions', path: '/api/bulk-actions', bare: `SELECT a.*, (SELECT jsonb_object_agg(x.became, x.n) FROM (SELECT CASE WHEN l.live_rev >= m.revision THEN 'succeeded' WHEN l.answered_rev < m.revision THEN 'waiting' ELSE 'failed' END AS became, count(*) AS n FROM app.bulk_action_member m JOIN app.listing l ON l.id = m.listing_id WHERE m.action_id = a.id GROUP BY 1) x) AS ends FROM app.bulk_action a ORDER BY a.id DESC LIMIT 51` },
    { name: 'shops', path: '/api/shops', bare: 'SELECT s.*, (SELECT jsonb_object_agg(x.word, x.n) FROM (SELECT app.listing_word(l) AS word, count(*) AS n FROM app.listing l WHERE l.shop_id = s.id GROUP BY 1) x) AS states FROM app.shop s' },
    { name: 'overview', path: '/api/overview', bare: `SELECT (SELECT count(*) FROM app.product), (SELECT count(*) FROM app.variant v WHERE NOT EXISTS (SELECT 1 FROM app.stock_level k WHERE k.variant_id = v.id AND k.on_hand > k.reserved)), (SELECT jsonb_object_agg(word, n) FROM (SELECT app.listing_word(l) AS word, count(*) AS n FROM app.listing l GROUP BY 1) x)` },
  ];
  let worstMs = 0, worstTimes = 0;
  for (const entry of cases) {
    const ours: number[] = [], theirs: number[] = [];
    for (let round = -3; round < rounds; round += 1) {
      const before = performance.now();
      const answer = await fetch(house.url + entry.path, { headers: { cookie } });
      const body = (await answer.json()) as { items?: unknown[] };
      if (answer.status !== 200) throw new Error(`${entry.path} answered ${answer.status}: ${JSON.stringify(body)}`);
      const between = performance.now();
      await sql.query(entry.bare, [...(entry.params ?? [])]);
      if (round >= 0) { ours.push(between - before); theirs.push(performance.now() - between); }
    }
    const ms = percentile(ours, 0.95), bare = percentile(theirs, 0.95);
    raw(`${entry.name}: p95 of ours, of the bare SQL, times`, [ms, bare, ms / bare], '');
    if (ms > goalMs) say(`  MISS ${entry.name}: ${Math.round(ms)} ms`);
    worstMs = Math.max(worstMs, ms);
    worstTimes = Math.max(worstTimes, ms / bare);
  }
  verdict('slowest list, p95', worstMs, { atMost: goalMs }, 'ms');
  verdict('worst list over its bare SQL, p95', worstTimes, { atMost: goalTimes }, '×');
} finally {
  await service.stop();
}
