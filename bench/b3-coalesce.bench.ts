import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createProduct, ensureCategory } from '../src/catalogue/index.js';
import { applyMovements, type Movement } from '../src/inventory/index.js';
import { mapCategories, openPractised, publish, setPace, setRates, type PracticeShop, type Practised } from './lab/practice.js';
import { exactly, raw, say, verdict } from './lab/report.js';
import { settle } from './lab/seed.js';
import { root } from './lab/service.js';

const products = 200, perProduct = 50, changes = 5, chunk = 500;

const practised = await openPractised({ times: 10, latencyMs: 50 });
try {
  const productIds = await makeProducts(practised);
  await mapCategories(practised);
  await setPace(practised, 0, false);
  await setRates(practised, null);
  await publish(practised, productIds, 120_000);
  say(`  prepared: ${products} products of ${perProduct} variants, live in ${practised.shops.length} shops`);
  await setRates(practised, 1);
  await setPace(practised, 50, true);
  await settle(practised);

  await practised.sql.query('UPDATE app.shop SET paused_at = now()');
  const marks = new Map<PracticeShop, number>();
  for (const shop of practised.shops) marks.set(shop, await practised.last(shop));
  const before = await ends(practised);
  const seconds = await shake(practised);
  raw('changes written while shut', [seconds], 's');
  const after = await ends(practised);
  const groups = new Set([...after].filter(([sku, value]) => before.get(sku) !== value).map(([sku]) => sku.slice(0, sku.lastIndexOf('-')))).size;

  const openedAt = performance.now();
  await practised.sql.query('UPDATE app.shop SET paused_at = NULL');
  await practised.house.database.inScope(practised.demo.scope, async (tx) => {
    for (const shop of practised.shops) await tx.tell('shop-opened', { shopId: shop.shopId, cooperativeId: practised.demo.cooperativeId });
  });
  await practised.quiet(120_000);
  raw('opened until nothing is due', [(performance.now() - openedAt) / 1000], 's');

  for (const shop of practised.shops) {
    const sent = (await practised.calls(shop, marks.get(shop) ?? 0)).filter((call) => /update_stock|\/batch$/.test(call.path));
    const fewest = groups;
    raw(`${shop.marketplace}: calls that carried stock, fewest possible`, [sent.length, fewest], 'calls');
    verdict(`${shop.marketplace}: calls over the fewest possible`, sent.length / fewest, { atMost: 1.05 }, '×');
    const { listings } = firstShop(await practised.control(shop, 'GET', '/state'));
    const there = new Map(listings.flatMap((listing) => listing.variants.map((variant) => [variant.sku, variant.stock] as const)));
    exactly(`${shop.marketplace}: ends that are equal`, [...after].filter(([sku, value]) => there.get(sku) === value).length, products * perProduct);
  }
} finally {
  await practised.stop();
}

interface StateListing { readonly variants: readonly { readonly sku: string; readonly stock: number }[] }
function firstShop(state: Record<string, unknown>): { listings: readonly StateListing[] } {
  return (state.shops as { listings: readonly StateListing[] }[])[0] ?? { listings: [] };
}

async function makeProducts({ house, demo }: Practised): Promise<string[]> {
  const dir = join(root, 'demo', 'photos');
  const facts = await house.photos.take(await readFile(join(dir, (await readdir(dir))[0] ?? '')));
  const ids: string[] = [];
  const categoryId = await house.database.inScope(demo.scope, (tx) => ensureCategory(tx, demo.cooperativeId, 'Makanan & Minuman > Camilan > Keripik', null));
  const makeProduct = (n: number): Promise<string> => {
    const code = `B3${String(n).padStart(3, '0')}`;
    return house.database.inScope(demo.scope, async (tx) => {
      const id = await createProduct(tx, { cooperativeId: demo.cooperativeId, userId: '1', scope: demo.scope }, {
        code, title: `Keripik ukur nomor ${n} untuk diuji kecepatannya`, description: 'Keripik renyah yang dipakai untuk mengukur kecepatan. '.repeat(3), categoryId: String(categoryId), axes: ['Rasa', 'Berat'],
        variants: Array.from({ length: perProduct }, (_, at) => ({ sku: `${code}-${String(at).padStart(2, '0')}`, choice: [`Rasa ${Math.floor(at / 10) + 1}`, `${(at % 10) + 1}00 gram`], price: 15_000, grams: 200, lengthMm: 100, widthMm: 100, heightMm: 50, stock: 10 })),
      });
      await tx.rows(`INSERT INTO app.photo (cooperative_id, product_id, sha256, position, width, height, bytes, format) VALUES ($1, $2, $3, 0, $4, $5, $6, $7)`, [demo.cooperativeId, id, facts.sha256, facts.width, facts.height, facts.bytes, facts.format]);
      return id;
    });
  };
  let next = 0;
  await Promise.all(Array.from({ length: 6 }, async () => {
    for (let n = next++; n < products; n = next++) ids.push(await makeProduct(n));
  }));
  return ids;
}

/** Every variant counted anew five times: by one piece up or down each time, spread over ten seconds or as long as it takes. */
async function shake({ house, demo, sql }: Practised): Promise<number> {
  const { rows } = await sql.query<{ id: string }>('SELECT id FROM app.variant ORDER BY id');
  const startedAt = performance.now();
  for (let round = 0; round < changes; round += 1) {
    for (let at = 0; at < rows.length; at += chunk) {
      const moves: Movement[] = rows.slice(at, at + chunk).map(({ id }, index) => ({ variantId: id, quantity: (index + round) % 3 === 0 ? -1 : 1, kind: 'correct', cause: `b3:${round}:${id}` }));
      await house.database.inScope(demo.scope, async (tx) => {
        await applyMovements(tx, moves);
        await tx.tell('stock-changed', { variantIds: moves.map((move) => move.variantId) });
      });
    }
  }
  return (performance.now() - startedAt) / 1000;
}

async function ends({ sql }: Practised): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql.query<{ sku: string; value: number }>('SELECT v.sku, l.on_hand - l.reserved AS value FROM app.variant v JOIN app.stock_level l ON l.variant_id = v.id');
  return new Map(rows.map((row) => [row.sku, row.value]));
}
