import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importDemo } from '../src/apps/demo/demo-federation.js';
import { applyMovements } from '../src/inventory/index.js';
import { wish } from '../src/listings/index.js';
import { writeLargeCatalogue } from './lab/large-catalogue.js';
import { mapCategories, openPractised, publish, setPace, setRates } from './lab/practice.js';
import { exactly, median, percentile, raw, say, verdict } from './lab/report.js';
import { seedLive, settle } from './lab/seed.js';
import { pause } from './lab/service.js';

/** Each to a value that no other has, so that the request log tells which call carried it. The behind-phase lasts as long as B1's own work does. */
const changes = { idle: 1_000, behind: 1_000, among: 1_000 };
const everyMs = { idle: 125, behind: 200, among: 125 };
const neighbours = 20, rowsOfEach = 20_000, published = 170, waiting = 500;

const drained = 'SELECT o.id AS shop FROM unnest($1::bigint[]) AS o (id) WHERE NOT EXISTS (SELECT 1 FROM app.offer_side d WHERE d.shop_id = o.id AND d.due_at IS NOT NULL)';

interface Change { readonly value: number; readonly committedAt: number }
let nextValue = 1_000;

const dir = mkdtempSync(join(tmpdir(), 'serentak-catalogue-'));
const practised = await openPractised({ times: 1, latencyMs: 50 });
const { house, demo, sql } = practised;
try {
  await writeLargeCatalogue(dir, published + waiting);
  await importDemo(house, demo, dir, () => undefined);
  await mapCategories(practised);
  const products = (await sql.query<{ id: string }>('SELECT id FROM app.product ORDER BY id')).rows.map((row) => row.id);
  await setRates(practised, null);
  await publish(practised, products.slice(0, published), 120_000);
  await setRates(practised, 1);
  await setPace(practised, 50, true);
  await settle(practised);
  const variants = (await sql.query<{ id: string }>('SELECT id FROM app.variant WHERE product_id = ANY ($1::bigint[]) ORDER BY md5(id::text)', [products.slice(0, published)])).rows.map((row) => row.id);
  await pause(1_500);

  await measure('idle', 500, () => change(variants, changes.idle, everyMs.idle));

  await house.database.inScope(demo.scope, async (tx) => {
    const shopIds = practised.shops.map((shop) => shop.shopId);
    await wish(tx, { cooperativeId: demo.cooperativeId, userId: null, productIds: products.slice(published), shopIds, wanted: 'live', filter: {} });
    house.hints.after(tx, 'publish-listings', shopIds);
  });
  await pause(2_000);
  await measure('behind publishing', 1_000, () => change(variants, changes.behind, everyMs.behind));
  raw('listings still waiting when the last change was made', [await count(`SELECT count(*)::int AS n FROM app.listing WHERE wanted_rev > answered_rev`)], 'listings');
  await practised.quiet(240_000);

  const others = await connectPlain(Array.from({ length: neighbours }, (_, at) => `neighbour-${at}`)), [measured = ''] = await connectPlain(['measured']);
  await seedLive({ sql, cooperativeId: demo.cooperativeId }, others, rowsOfEach, 'N-', 7, ['stock']);
  const own = await seedLive({ sql, cooperativeId: demo.cooperativeId }, [measured], changes.among, 'M-', 7, ['stock']);
  await settle(practised);
  const drain = async (shop: string): Promise<void> => {
    await sql.query(`UPDATE app.offer_side SET wanted_rev = wanted_rev + 1 WHERE shop_id = $1`, [shop]);
    await house.hints.send('push-offers', shop);
  };
  for (const shop of others) await drain(shop);
  await pause(2_000);
  const inLane: Change[] = [];
  await measure(`while ${neighbours} other shops drain`, 2_000, async () => {
    const both: Change[] = [];
    for (let at = 0; at < changes.among; at += 1) {
      // A neighbour that has finished begins again, so that the load lasts as long as the changes do.
      if (at % 8 === 0) for (const { shop } of (await sql.query<{ shop: string }>(drained, [others])).rows) await drain(shop);
      both.push(...await change([variants[at % variants.length] ?? ''], 1, everyMs.among / 2));
      inLane.push(...await change([own[at] ?? ''], 1, everyMs.among / 2));
    }
    return both;
  });
  raw('rows the neighbours still had when the last change was made', [await count(`SELECT count(*)::int AS n FROM app.offer_side WHERE due_at IS NOT NULL AND shop_id <> ${measured}`)], 'rows');
  const seen = (await (await fetch(`${practised.plainUrl}/seen`)).json()) as { at: number; body: string }[];
  judge('a shop of the neighbours\' own lane', seen, inLane, 2_000);
} finally {
  await practised.stop();
  rmSync(dir, { recursive: true, force: true });
}

async function count(text: string): Promise<number> {
  return (await sql.query<{ n: number }>(text)).rows[0]?.n ?? 0;
}

function connectPlain(names: readonly string[]): Promise<string[]> {
  return practised.connect('plain', names, demo);
}

/** One stock change after another, each a transaction of its own; told when each was committed. */
async function change(variantIds: readonly string[], times: number, every: number): Promise<Change[]> {
  const made: Change[] = [];
  for (let at = 0; at < times; at += 1) {
    const startedAt = performance.now(), value = nextValue++, variantId = variantIds[at % variantIds.length] ?? '';
    let committedAt = 0;
    await house.database.inScope(demo.scope, async (tx) => {
      tx.after(() => { committedAt = house.database.clock.now(); });
      const level = await tx.row<{ free: number; on_hand: number }>('SELECT on_hand - reserved AS free, on_hand FROM app.stock_level WHERE variant_id = $1 FOR UPDATE', [variantId]);
      await applyMovements(tx, [{ variantId, quantity: value - (level?.free ?? 0), kind: 'correct', cause: `b2:${value}` }]);
      await tx.tell('stock-changed', { variantIds: [variantId] });
    });
    made.push({ value, committedAt });
    await pause(Math.max(0, every - (performance.now() - startedAt)));
  }
  return made;
}

async function measure(name: string, goalMs: number, work: () => Promise<Change[]>): Promise<void> {
  const marks = await Promise.all(practised.shops.map((shop) => practised.last(shop)));
  const made = await work();
  await pause(3_000);
  for (const [index, shop] of practised.shops.entries()) judge(`${name}, ${shop.marketplace}`, await practised.calls(shop, marks[index] ?? 0), made, goalMs);
}

function judge(name: string, calls: readonly { at: number; body: string | null }[], made: readonly Change[], goalMs: number): void {
  const waits = made.flatMap(({ value, committedAt }) => {
    const call = calls.find((entry) => entry.body !== null && new RegExp(`[:,]${value}\\D`).test(entry.body));
    return call ? [Math.max(0, call.at - committedAt)] : [];
  });
  exactly(`${name}: changes that arrived`, waits.length, made.length);
  raw(`${name}: median, p90, highest`, [median(waits), percentile(waits, 0.9), Math.max(...waits)], 'ms');
  verdict(`${name}: commit to arrival, p99`, percentile(waits, 0.99), { atMost: goalMs }, 'ms');
  if (waits.length < 100) say('  too few changes for a p99');
}
