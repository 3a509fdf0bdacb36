import type { RemoteOrder } from '../../adapters/contract/index.js';
import { applyMovements, reserve } from '../inventory/index.js';
import type { Tx } from '../kernel/index.js';
import { effectOf, nextElsewhere, nextHold, type HeldLine } from './stock-effect.js';
import { reportLines, reportShort } from './order-reports.js';
import { newsOnly, upsertLines, upsertOrder, type IngestOptions, type LineRow } from './order-rows.js';

export interface Ingested { readonly orders: number; readonly fresh: number; readonly changed: number }

/**
 * One page of orders, in the caller's transaction, in any order and as often as it likes: an order is one row, its lines and reservations are set to what the newest reading says.
 * Locks: orders by remote id, then stock levels by variant (inventory), then offers by id (the fact).
 */
export async function ingestOrders(tx: Tx, orders: readonly RemoteOrder[], options: IngestOptions): Promise<Ingested> {
  const { shop } = options;
  const sorted = [...new Map(orders.map((order) => [order.id, order])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const news = await newsOnly(tx, shop.id, sorted, options.readAt);
  const reserved = new Map<string, number>(), shipped: { variantId: string; quantity: number; cause: string; orderId: string }[] = [], sold = new Map<string, { quantity: number; takenAt: number }>();
  const givenBack = new Set<string>();
  const reservations: { line: LineRow; hold: HeldLine; untaken: boolean; expiresAt: number | null }[] = [];
  const touched = new Set<string>(), freshlyHeld: { orderId: string; ownerId: string; placedAt: number; lines: Map<string, number> }[] = [];
  const counted: string[] = [];
  let fresh = 0;

  for (const order of news) {
    const row = await upsertOrder(tx, order, options);
    if (row.inserted) fresh += 1;
    const lines = await upsertLines(tx, row.id, order, shop, row.inserted);
    await reportLines(tx, shop, row.id, order, lines, row.inserted);
    const history = row.inserted && order.placedAt < shop.createdAt, elsewhere = order.fulfilledBy === 'marketplace';
    const counts = !row.counted && (options.takenAt === 'placed' || order.paidAt !== null) && order.status !== 'cancelled' && !history && !elsewhere;
    const holding = new Map<string, number>();
    for (const line of lines) {
      if (line.variantId === null) continue;
      const quantity = Math.max(0, line.quantity - line.cancelled);
      const next = elsewhere ? nextElsewhere(line.held) : nextHold(line.held, order.status, quantity, history);
      if (next === null) continue;
      const effect = effectOf(line.held, next);
      if (effect.reserved !== 0) reserved.set(line.variantId, (reserved.get(line.variantId) ?? 0) + effect.reserved);
      if (effect.reserved > 0) holding.set(line.variantId, (holding.get(line.variantId) ?? 0) + effect.reserved);
      if (effect.shipped > 0) shipped.push({ variantId: line.variantId, quantity: -effect.shipped, cause: `line:${line.id}:ship`, orderId: row.id });
      const untaken = options.takenAt === 'paid' && order.paidAt === null && next.state === 'held';
      if (next !== line.held || untaken !== line.untaken) reservations.push({ line, hold: next, untaken, expiresAt: order.status === 'unpaid' ? order.expiresAt : null });
      if (effect.reserved !== 0 || effect.shipped > 0 || untaken !== line.untaken) touched.add(line.variantId);
      if (effect.reserved < 0 && effect.shipped === 0) givenBack.add(line.variantId);
      if (counts && quantity > 0) {
        const before = sold.get(line.variantId), takenAt = options.takenAt === 'paid' ? order.paidAt ?? order.changedAt : order.placedAt;
        sold.set(line.variantId, { quantity: (before?.quantity ?? 0) + quantity, takenAt: Math.min(before?.takenAt ?? Infinity, takenAt) });
        touched.add(line.variantId);
      }
    }
    if (counts) counted.push(row.id);
    if (holding.size > 0) freshlyHeld.push({ orderId: row.id, ownerId: shop.cooperativeId, placedAt: order.placedAt, lines: holding });
  }

  if (counted.length > 0) await tx.rows('UPDATE app.orders SET counted_at = app.now() WHERE id = ANY ($1::bigint[])', [counted]);
  await lastOrder(tx, shop.id, news);
  await writeReservations(tx, reservations);
  await reserve(tx, [...reserved].map(([variantId, delta]) => ({ variantId, delta })).filter((entry) => entry.delta !== 0));
  const moved = await applyMovements(tx, shipped.map(({ variantId, quantity, cause }) => ({ variantId, quantity, kind: 'ship' as const, cause })));
  await reportShort(tx, shop, freshlyHeld, moved, shipped);
  if (touched.size > 0) {
    const variantIds = [...touched].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    const all = variantIds.map((id) => sold.get(id));
    const takenAt = Math.min(...all.map((entry) => entry?.takenAt ?? Infinity));
    // Variants that nobody bought in this page are told apart, so that the selling shop's number is not taken for unknown.
    const bought = variantIds.filter((id) => sold.has(id) && !givenBack.has(id)), others = variantIds.filter((id) => !sold.has(id) && !givenBack.has(id));
    // A cancellation raises the shop's own number by itself, also where ours stays 0 because more was sold than is there: what it holds is unknown, hence due.
    const raised = variantIds.filter((id) => givenBack.has(id));
    if (raised.length > 0) await tx.tell('stock-changed', { variantIds: raised, sold: { shopId: shop.id, quantities: raised.map(() => 0), takenAt: 0 } });
    if (bought.length > 0) await tx.tell('stock-changed', { variantIds: bought, sold: { shopId: shop.id, quantities: bought.map((id) => sold.get(id)?.quantity ?? 0), takenAt } });
    if (others.length > 0) await tx.tell('stock-changed', { variantIds: others });
  }
  return { orders: sorted.length, fresh, changed: news.length };
}

async function lastOrder(tx: Tx, shopId: string, news: readonly RemoteOrder[]): Promise<void> {
  if (news.length > 0) await tx.rows(`UPDATE app.shop SET last_order_at = to_timestamp($2) WHERE id = $1 AND (last_order_at IS NULL OR last_order_at < to_timestamp($2))`, [shopId, Math.max(...news.map((order) => order.placedAt)) / 1000]);
}

async function writeReservations(tx: Tx, entries: readonly { line: LineRow; hold: HeldLine; untaken: boolean; expiresAt: number | null }[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.rows(
    `INSERT INTO app.reservation AS r (cooperative_id, owner_id, order_line_id, shop_id, variant_id, quantity, state, untaken, expires_at)
     SELECT l.cooperative_id, l.owner_id, l.id, l.shop_id, e.variant_id, e.quantity, e.state, e.untaken, to_timestamp(e.expires)
     FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[], $5::boolean[], $6::float8[]) AS e (line_id, variant_id, quantity, state, untaken, expires) JOIN app.order_line l ON l.id = e.line_id
     ON CONFLICT (order_line_id, variant_id, location_id) DO UPDATE SET quantity = excluded.quantity, state = excluded.state, untaken = excluded.untaken, expires_at = excluded.expires_at`,
    [entries.map((e) => e.line.id), entries.map((e) => e.line.variantId), entries.map((e) => e.hold.quantity), entries.map((e) => e.hold.state), entries.map((e) => e.untaken), entries.map((e) => (e.expiresAt === null ? null : e.expiresAt / 1000))]);
}
