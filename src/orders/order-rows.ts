import type { RemoteOrder } from '../../adapters/contract/index.js';
import { defineSealed, type Sealer, type Tx } from '../kernel/index.js';
import type { ShopRecord } from '../shops/index.js';
import type { HeldLine } from './stock-effect.js';

export interface IngestOptions {
  readonly shop: ShopRecord;
  readonly takenAt: 'placed' | 'paid';
  /** When our read began, ms, our clock: of two readings with the same change time the later one is news. */
  readonly readAt: number;
  readonly sealer: Sealer;
}

export interface LineRow {
  readonly id: string; readonly variantId: string | null; readonly sku: string; readonly title: string; readonly quantity: number; readonly cancelled: number; readonly held: HeldLine | null; readonly untaken: boolean;
}

for (const column of ['buyer_sealed', 'raw_sealed']) defineSealed({ table: 'orders', column, bound: `'order:' || shop_id || ':' || remote_id` });

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

/** Locks what is known of these orders, in the order of their remote ids, and returns those whose reading is newer. */
export async function newsOnly(tx: Tx, shopId: string, sorted: readonly RemoteOrder[], readAt: number): Promise<RemoteOrder[]> {
  const known = await tx.rows<{ remote_id: string; changed: string; read: string }>(
    `SELECT remote_id, (extract(epoch FROM changed_at) * 1000)::bigint AS changed, (extract(epoch FROM read_at) * 1000)::bigint AS read FROM app.orders WHERE shop_id = $1 AND remote_id = ANY ($2) ORDER BY remote_id FOR UPDATE`,
    [shopId, sorted.map((order) => order.id)]);
  const newest = new Map(known.map((row) => [row.remote_id, { changed: Number(row.changed), read: Number(row.read) }]));
  return sorted.filter((order) => {
    const old = newest.get(order.id);
    return !old || order.changedAt > old.changed || (order.changedAt === old.changed && Math.floor(readAt) > old.read);
  });
}

/** Older news never wins, also when two workers insert the same new order at once: the second waits for the first and compares again. */
export async function upsertOrder(tx: Tx, order: RemoteOrder, options: IngestOptions): Promise<{ id: string; inserted: boolean; counted: boolean }> {
  const { shop, sealer } = options;
  const bound = `order:${shop.id}:${order.id}`;
  const row = await tx.row<{ id: string; inserted: boolean; counted: boolean }>(
    `INSERT INTO app.orders AS o (cooperative_id, shop_id, remote_id, group_id, number, status, raw_status, currency, total, placed_at, paid_at, changed_at, read_at, expires_at, ship_by, buyer_sealed, raw_sealed, platform, fulfilled_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10), to_timestamp($11), to_timestamp($12), to_timestamp($13), to_timestamp($14), to_timestamp($15), $16, $17, $18, $19)
     ON CONFLICT (shop_id, remote_id) DO UPDATE SET group_id = excluded.group_id, number = excluded.number, status = CASE WHEN excluded.status = 'unknown' THEN o.status ELSE excluded.status END, raw_status = excluded.raw_status,
       total = excluded.total, paid_at = excluded.paid_at, changed_at = excluded.changed_at, read_at = excluded.read_at, expires_at = excluded.expires_at, ship_by = excluded.ship_by,
       buyer_sealed = coalesce(excluded.buyer_sealed, o.buyer_sealed), raw_sealed = excluded.raw_sealed, platform = excluded.platform, fulfilled_by = excluded.fulfilled_by
     RETURNING o.id, o.xmax = 0 AS inserted, o.counted_at IS NOT NULL AS counted`,
    [shop.cooperativeId, shop.id, order.id, order.groupId, order.number, order.status, order.rawStatus, order.currency, order.total.toString(), seconds(order.placedAt), seconds(order.paidAt), seconds(order.changedAt), Math.floor(options.readAt) / 1000,
      seconds(order.expiresAt), seconds(order.shipBy), order.buyer && sealer.seal(JSON.stringify(order.buyer), bound), sealer.seal(JSON.stringify(order.raw, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)) ?? 'null', bound), order.platform ?? null, order.fulfilledBy ?? 'seller']);
  if (!row) throw new Error(`Order ${order.id} was not written.`);
  return row;
}

/** Sets an order's lines to what it says; a line that is no longer there counts as cancelled whole. A match, once made, stays. By the marketplace's variant id first, by SKU second. */
export async function upsertLines(tx: Tx, orderId: string, order: RemoteOrder, shop: ShopRecord, fresh: boolean): Promise<LineRow[]> {
  const { lines } = order;
  const written = await tx.rows<{ id: string; variant_id: string | null; sku: string; title: string; quantity: number; cancelled: number }>(
    `INSERT INTO app.order_line AS l (cooperative_id, owner_id, order_id, shop_id, remote_line_id, remote_item_id, remote_variant_id, sku, title, variant_id, quantity, cancelled, unit_paid, seller_discount, platform_discount)
     SELECT $1, coalesce(v.cooperative_id, $1), $2, $3, x.line, x.item, x.variant, x.sku, x.title, v.id, x.quantity, x.cancelled, x.paid, x.seller, x.platform
     FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[], $10::int[], $11::bigint[], $12::bigint[], $13::bigint[]) AS x (line, item, variant, sku, title, quantity, cancelled, paid, seller, platform)
     LEFT JOIN LATERAL (
       SELECT y.id FROM (
         (SELECT o.variant_id AS id, 1 AS rank FROM app.offer o WHERE o.shop_id = $3 AND o.remote_item_id = x.item AND o.remote_variant_id = x.variant LIMIT 1)
         UNION ALL (SELECT o.variant_id, 2 FROM app.offer o WHERE o.shop_id = $3 AND o.sku_key = lower(x.sku) AND x.sku <> '' LIMIT 1)
         UNION ALL (SELECT min(w.id), 3 FROM app.variant w WHERE w.sku_key = lower(x.sku) AND x.sku <> '' AND w.archived_at IS NULL HAVING count(*) = 1)
       ) y WHERE y.id IS NOT NULL ORDER BY y.rank LIMIT 1) found ON true
     LEFT JOIN app.variant v ON v.id = found.id
     ON CONFLICT (order_id, remote_line_id) DO UPDATE SET quantity = excluded.quantity, cancelled = excluded.cancelled, unit_paid = excluded.unit_paid, seller_discount = excluded.seller_discount, platform_discount = excluded.platform_discount,
       title = excluded.title, variant_id = coalesce(l.variant_id, excluded.variant_id), owner_id = CASE WHEN l.variant_id IS NULL THEN excluded.owner_id ELSE l.owner_id END RETURNING l.id, l.variant_id, l.sku, l.title, l.quantity, l.cancelled`,
    [shop.cooperativeId, orderId, shop.id, lines.map((l) => l.id), lines.map((l) => l.itemId), lines.map((l) => l.variantId), lines.map((l) => l.sku), lines.map((l) => l.title), lines.map((l) => l.quantity), lines.map((l) => l.cancelled),
      lines.map((l) => l.unitPaid.toString()), lines.map((l) => l.sellerDiscount.toString()), lines.map((l) => l.platformDiscount.toString())]);
  // An order that was not there has no other lines, and holds nothing yet.
  if (fresh) return written.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1)).map((row) => ({ id: row.id, variantId: row.variant_id, sku: row.sku, title: row.title, quantity: row.quantity, cancelled: row.cancelled, held: null, untaken: false }));
  await tx.rows('UPDATE app.order_line SET cancelled = quantity WHERE order_id = $1 AND remote_line_id <> ALL ($2) AND cancelled < quantity', [orderId, lines.map((l) => l.id)]);
  const rows = await tx.rows<{ id: string; variant_id: string | null; sku: string; title: string; quantity: number; cancelled: number; state: HeldLine['state'] | null; held: number | null; untaken: boolean | null }>(
    `SELECT l.id, l.variant_id, l.sku, l.title, l.quantity, l.cancelled, r.state, r.quantity AS held, r.untaken FROM app.order_line l LEFT JOIN app.reservation r ON r.order_line_id = l.id AND r.variant_id = l.variant_id WHERE l.order_id = $1 ORDER BY l.id`, [orderId]);
  return rows.map((row) => ({ id: row.id, variantId: row.variant_id, sku: row.sku, title: row.title, quantity: row.quantity, cancelled: row.cancelled, held: row.state === null ? null : { state: row.state, quantity: row.held ?? 0 }, untaken: row.untaken ?? false }));
}
