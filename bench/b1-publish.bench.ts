import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importDemo } from '../src/apps/demo/demo-federation.js';
import { writeLargeCatalogue } from './lab/large-catalogue.js';
import { mapCategories, openPractised, publish, setPace, type Practised } from './lab/practice.js';
import { exactly, raw, say, verdict } from './lab/report.js';
import { settle } from './lab/seed.js';

const products = 500;
const dir = mkdtempSync(join(tmpdir(), 'serentak-catalogue-'));
const practised = await openPractised({ times: 1, latencyMs: 50 });
try {
  await writeLargeCatalogue(dir, products);
  await importDemo(practised.house, practised.demo, dir, () => undefined);
  await mapCategories(practised);
  await settle(practised);
  const { rows } = await practised.sql.query<{ id: string }>('SELECT id FROM app.product ORDER BY id');
  exactly('products in the catalogue', rows.length, products);
  const floors = await floorsOf(practised);
  await setPace(practised, 50, true);

  globalThis.gc?.();
  let highest = 0;
  const sampler = setInterval(() => { highest = Math.max(highest, process.memoryUsage.rss()); }, 100);
  const startedAt = performance.now();
  await publish(practised, rows.map((row) => row.id), 400_000);
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(sampler);

  let listings = 0;
  for (const shop of practised.shops) {
    const state = (await practised.control(shop, 'GET', '/state')) as { shops: readonly { listings: readonly { live: boolean; code: string }[] }[] };
    const live = (state.shops[0]?.listings ?? []).filter((listing) => listing.live);
    exactly(`${shop.marketplace}: different codes among its live listings`, new Set(live.map((listing) => listing.code)).size, live.length);
    listings += live.length;
    const calls = await practised.calls(shop, 0);
    const writes = calls.filter((call) => call.method !== 'GET' && call.effect !== 'none');
    raw(`${shop.marketplace}: fewest calls; calls that wrote; all calls; refused for their pace`, [floors.get(shop.shopId) ?? 0, writes.length, calls.length, calls.filter((call) => call.status === 429 || call.status === 503).length], 'calls');
  }
  exactly('live listings', listings, products * practised.shops.length);
  const floor = Math.max(...practised.shops.map((shop) => ((floors.get(shop.shopId) ?? 0) - shop.rate) / shop.rate));
  raw('published; floor of the slower shop', [seconds, floor], 's');
  verdict('published over the floor', seconds / floor, { atMost: 1.15 }, '×');
  verdict('memory of the whole service while publishing, highest', highest / 1024 / 1024, { atMost: 350 }, 'MB');
} finally {
  await practised.stop();
  rmSync(dir, { recursive: true, force: true });
}

/** The calls that must be made, by shop: reads are not counted. */
async function floorsOf({ sql, shops }: Practised): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql.query<{ photos: string[]; variants: number; varied: boolean }>(
    `SELECT p.id, coalesce((SELECT array_agg(DISTINCT f.sha256) FROM app.photo f WHERE f.product_id = p.id), '{}') AS photos, (SELECT count(*)::int FROM app.variant v WHERE v.product_id = p.id) AS variants, cardinality(p.axes) > 0 AS varied FROM app.product p ORDER BY p.id`);
  const seen = new Set<string>();
  let shopee = 0, web = 0;
  for (const row of rows) {
    const fresh = row.photos.filter((sha256) => !seen.has(sha256));
    for (const sha256 of fresh) seen.add(sha256);
    shopee += Math.ceil(fresh.length / 9) + 1 + (row.varied ? 2 : 0);
    web += 1 + (row.varied ? Math.ceil(row.variants / 100) + 1 : 0);
  }
  say(`  ${rows.length} products, ${rows.filter((row) => row.varied).length} with choices, ${seen.size} photos`);
  return new Map(shops.map((shop) => [shop.shopId, shop.marketplace === 'shopee' ? shopee : web]));
}
