import { applyMovements } from '../src/inventory/index.js';
import { chance, Fair, type FairOrder, type FairShop } from './lab/fair.js';
import { openHandEngine } from './lab/hand-engine.js';
import { exactly, raw, say, verdict } from './lab/report.js';
import { seedLive } from './lab/seed.js';
import { ground } from './markets/fair/index.js';

const hours = 400, everyHours = 2, skus = 12, stock = 5, seed = 2_026;
const hour = 3_600_000, minute = 60_000;
const shapes: readonly Pick<FairShop, 'name' | 'freshMs' | 'lagMs' | 'latencyMs'>[] = [
  { name: 'quick', freshMs: 5_000, lagMs: 0, latencyMs: [50, 600] }, { name: 'lagging', freshMs: 10_000, lagMs: 2_000, latencyMs: [50, 900] }, { name: 'slow', freshMs: 30_000, lagMs: 0, latencyMs: [200, 2_000] },
];

const engine = await openHandEngine();
const fair = new Fair(engine.clock, chance(seed));
try {
  for (const shape of shapes) fair.shops.set(shape.name, { ...shape, stock: new Map(), orders: [] });
  const ids = await engine.connect('fair', shapes.map((shape) => shape.name));
  const shopIds = new Map(shapes.map((shape, at) => [shape.name, ids[at] ?? '']));
  const variants = await seedLive(engine.seeder(), ids, skus, 'F', stock, ['stock']);
  const names = (await engine.sql.query<{ id: string; sku: string }>('SELECT id, sku FROM app.variant ORDER BY id')).rows;
  for (const shop of fair.shops.values()) for (const { sku } of names) shop.stock.set(sku, stock);
  ground.fair = fair;

  const startedAt = engine.clock.now(), counts = { orders: 0, cancelled: 0, shipped: 0, corrections: 0, oversold: 0, untold: 0 };
  const truth = new Map(variants.map((id) => [id, stock]));
  const news = (order: FairOrder): void => fair.at(engine.clock.now() + fair.between(0, minute), 'house', async () => {
    await engine.database.inScope(engine.scope, (tx) => tx.rows(
      `INSERT INTO app.webhook_receipt (cooperative_id, shop_id, dedupe, kind, remote_id) VALUES ($1, $2, $3, 'order', $4) ON CONFLICT DO NOTHING`, [engine.cooperativeId, shopIds.get(order.shop), `${order.id}.${order.changedAt}`, order.id]));
    await engine.sweep();
  });
  const end = (order: FairOrder): void => {
    const cancels = fair.random() < 0.2;
    const moment = engine.clock.now() + (cancels ? fair.between(5_000, 2 * hour) : fair.between(2 * hour, 24 * hour));
    if (cancels) fair.at(moment, 'market', () => { fair.move(order, 'cancelled'); counts.cancelled += 1; news(order); });
    // What is not there cannot be sent: the seller cancels it.
    else fair.at(moment, 'house', async () => {
      const id = names.find((row) => row.sku === order.sku)?.id ?? '', there = truth.get(id) ?? 0;
      if (there >= order.quantity) { truth.set(id, there - order.quantity); counts.shipped += 1; fair.move(order, 'shipped'); }
      else { counts.cancelled += 1; fair.move(order, 'cancelled'); }
      news(order);
    });
  };
  // A rush every second hour: buyers of all shops want the same few things within two minutes, which is when units are sold twice.
  for (let at = 0; at < hours; at += everyHours) {
    const rush = startedAt + at * hour + fair.between(0, hour / 2), wanted = Array.from({ length: 2 }, () => names[Math.floor(fair.random() * names.length)]?.sku ?? '');
    for (let buyer = 0; buyer < 5; buyer += 1) fair.at(rush + fair.between(0, 2 * minute), 'market', () => {
      const shop = [...fair.shops.values()][Math.floor(fair.random() * shapes.length)] as FairShop;
      const order = fair.buy(shop, wanted[Math.floor(fair.random() * wanted.length)] ?? '', 1 + Math.floor(fair.random() * 3));
      if (order) { counts.orders += 1; news(order); end(order); }
    });
    // A person counts, or goods come in, in the middle of every rush.
    fair.at(rush + fair.between(0, 2 * minute), 'house', async () => {
      const { id } = names[Math.floor(fair.random() * names.length)] ?? { id: '' }, there = truth.get(id) ?? 0;
      const quantity = there < 3 ? 5 : fair.random() < 0.5 ? -Math.min(2, there) : 3;
      truth.set(id, there + quantity);
      counts.corrections += 1;
      await engine.database.inScope(engine.scope, async (tx) => {
        await applyMovements(tx, [{ variantId: id, quantity, kind: 'correct', cause: `b5:${at}` }]);
        await tx.tell('stock-changed', { variantIds: [id] });
      });
    });
    fair.at(startedAt + at * hour + hour - 1, 'house', () => engine.sweep());
  }
  const began = performance.now();
  const told = new Set<string>();
  for (let kind = await fair.step(); kind !== null; kind = await fair.step()) {
    if (kind === 'market') continue;
    await engine.work();
    await look();
  }
  for (let round = 0; round < 4; round += 1) {
    engine.clock.advance(hour);
    await engine.sweep();
    await engine.work();
  }
  say(`  ${hours} hours in ${Math.round((performance.now() - began) / 1000)} s (seed ${seed}): ${counts.orders} orders, ${counts.cancelled} cancelled, ${counts.shipped} shipped, ${counts.corrections} corrections, ${fair.pushes} values pushed`);

  for (const shape of shapes) {
    const back = fair.putBack.filter((entry) => entry.shop === shape.name);
    raw(`${shape.name}: units put back on sale, age of the oldest`, [back.reduce((sum, entry) => sum + entry.units, 0), Math.max(0, ...back.map((entry) => entry.ageMs / 1000))], '(units, s)');
    verdict(`${shape.name}: age of the oldest sale that was put back`, Math.max(0, ...back.map((entry) => entry.ageMs)), { atMost: shape.freshMs }, 'ms');
  }
  const { rows } = await engine.sql.query<{ id: string; sku: string; on_hand: number; reserved: number }>('SELECT v.id, v.sku, l.on_hand, l.reserved FROM app.variant v JOIN app.stock_level l ON l.variant_id = v.id');
  const open = (sku: string): number => [...fair.shops.values()].flatMap((shop) => shop.orders).filter((order) => order.sku === sku && order.status === 'to-ship').reduce((sum, order) => sum + order.quantity, 0);
  exactly('levels that are the truth at the end', rows.filter((row) => row.on_hand === truth.get(row.id) && row.reserved === open(row.sku)).length, skus);
  exactly('numbers that are right in the shops at the end', [...fair.shops.values()].flatMap((shop) => rows.filter((row) => shop.stock.get(row.sku) === Math.max(0, row.on_hand - row.reserved))).length, skus * shapes.length);
  raw('units oversold at some time; of them not told', [counts.oversold, counts.untold], 'units');
  exactly('oversold units nobody was told of', counts.untold, 0);

  /** Whatever is held beyond what is there must stand in an open failure that names the order. */
  async function look(): Promise<void> {
    const short = await engine.sql.query<{ sku: string; missing: number; told: number }>(
      `SELECT v.sku, (l.reserved - l.on_hand)::int AS missing, coalesce((SELECT sum(x.quantity) FROM app.order_line x JOIN app.failure f ON f.order_id = x.order_id AND f.cause = 'sold-what-was-not-there' AND f.closed_at IS NULL WHERE x.variant_id = v.id), 0)::int AS told
       FROM app.stock_level l JOIN app.variant v ON v.id = l.variant_id WHERE l.reserved > l.on_hand`);
    for (const row of short.rows) {
      const key = `${row.sku}.${row.missing}.${row.told}`;
      if (told.has(key)) continue;
      told.add(key);
      counts.oversold += row.missing;
      counts.untold += Math.max(0, row.missing - row.told);
    }
  }
} finally {
  await engine.stop();
}
