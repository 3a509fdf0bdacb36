import type { Sealer, Tx } from '../kernel/index.js';

interface LineJson { id: string; sku: string; title: string; quantity: number; cancelled: number; unitPaid: string; variantId: string | null; productId: string | null; productTitle: string | null; sha: string | null; held: number; state: string | null; short: number }
interface Row {
  id: string; number: string; shop_id: string; shop: string; marketplace: string; platform: string | null; fulfilled_by: string; status: string; raw_status: string; placed_at: Date; paid_at: Date | null; ship_by: Date | null; changed_at: Date; expires_at: Date | null; total: string; currency: string;
  buyer_sealed: string | null; remote_id: string; short: boolean; lines: LineJson[] | null;
}
export interface OrderFilter { readonly state?: string; readonly decide: boolean; readonly shop?: string; readonly q?: string; readonly after?: string; readonly id?: string; readonly limit: number }

export const orderStates = ['unpaid', 'held', 'to-ship', 'shipped', 'completed', 'cancelled', 'unknown'] as const;
/** Orders `o` that a person must decide: short of stock, or with a line that nobody knows. */
const undecided = `(o.short OR o.status <> 'cancelled' AND o.fulfilled_by = 'seller') AND o.id IN (SELECT x.id FROM app.orders x WHERE x.short UNION SELECT x.order_id FROM app.order_line x WHERE x.variant_id IS NULL)`;
/** Words that many orders have are found among the newest before the index is asked for all. */
const newest = 1_000;
const said = {
  newest: `o.id >= (SELECT min(x.id) FROM (SELECT y.id FROM app.orders y WHERE $5::bigint IS NULL OR y.id < $5 ORDER BY y.id DESC LIMIT ${newest}) x)
    AND (position(lower($4) IN lower(o.number)) > 0 OR (SELECT bool_or(position(lower($4) IN lower(x.sku || ' ' || x.title)) > 0) FROM app.order_line x WHERE x.order_id = o.id))`,
  ever: `o.id IN (SELECT app.search_orders('%' || regexp_replace($4, '([\\\\%_])', '\\\\\\1', 'g') || '%'))`,
};

/** Orders newest first, with their lines and the stock they hold. Keyset: ids below `after`. A buyer is opened only here, for the shop's own co-op. */
export async function viewOrders(tx: Tx, sealer: Sealer, filter: OrderFilter, nameOf: (marketplace: string, place: string) => string) {
  const read = (words: string): Promise<Row[]> => tx.rows<Row>(
    `SELECT o.id, o.number, o.shop_id, s.name AS shop, s.marketplace, o.platform, o.fulfilled_by, o.status, o.raw_status, o.placed_at, o.paid_at, o.ship_by, o.changed_at, o.expires_at, o.total, o.currency, o.buyer_sealed, o.remote_id, o.short,
       (SELECT jsonb_agg(jsonb_build_object('id', l.id::text, 'sku', l.sku, 'title', l.title, 'quantity', l.quantity, 'cancelled', l.cancelled, 'unitPaid', l.unit_paid::text, 'variantId', l.variant_id::text, 'productId', p.id::text, 'productTitle', p.title,
          'sha', (SELECT f.sha256 FROM app.photo f WHERE f.product_id = p.id ORDER BY f.position, f.id LIMIT 1), 'held', CASE WHEN r.state = 'held' THEN r.quantity ELSE 0 END, 'state', r.state,
          'short', CASE WHEN r.state = 'held' THEN greatest(0, coalesce(k.reserved - k.on_hand, 0)) ELSE 0 END) ORDER BY l.id)
        FROM app.order_line l LEFT JOIN app.variant v ON v.id = l.variant_id LEFT JOIN app.product p ON p.id = v.product_id LEFT JOIN app.reservation r ON r.order_line_id = l.id AND r.variant_id = l.variant_id
          LEFT JOIN LATERAL (SELECT sum(on_hand) AS on_hand, sum(reserved) AS reserved FROM app.stock_level x WHERE x.variant_id = v.id) k ON true WHERE l.order_id = o.id) AS lines
     FROM app.orders o JOIN app.shop s ON s.id = o.shop_id
     WHERE ($1::text IS NULL OR o.status = $1) AND ($3::bigint IS NULL OR o.shop_id = $3) AND ($4::text IS NULL OR ${words}) ${filter.decide ? `AND ${undecided}` : ''}
       AND ($5::bigint IS NULL OR o.id < $5) AND ($2::bigint IS NULL OR o.id = $2) ORDER BY o.id DESC LIMIT $6`,
    [filter.state ?? null, filter.id ?? null, filter.shop ?? null, filter.q ?? null, filter.after ?? null, filter.limit + 1]);
  let rows = await read(said.newest);
  if (filter.q && rows.length <= filter.limit) rows = await read(said.ever);
  const items = rows.slice(0, filter.limit).map((row) => {
    const lines = row.lines ?? [];
    return {
      id: row.id, number: row.number, shopId: row.shop_id, shop: row.shop, marketplace: row.marketplace, platform: row.platform && { id: row.platform, name: nameOf(row.marketplace, row.platform) }, fulfilledBy: row.fulfilled_by, status: row.status, rawStatus: row.raw_status, placedAt: row.placed_at, paidAt: row.paid_at, shipBy: row.ship_by, changedAt: row.changed_at, expiresAt: row.expires_at,
      total: Number(row.total), currency: row.currency, buyer: row.buyer_sealed ? (JSON.parse(sealer.open(row.buyer_sealed, `order:${row.shop_id}:${row.remote_id}`)) as { name: string; phone: string; address: string }) : null,
      lines: lines.map((line) => ({
        id: line.id, sku: line.sku, title: line.title, quantity: line.quantity, cancelled: line.cancelled, unitPaid: Number(line.unitPaid), variantId: line.variantId,
        product: line.productId ? { id: line.productId, title: line.productTitle, photo: line.sha && `/api/photos/${line.sha}?w=160` } : null, held: line.held, short: row.short ? Math.min(line.short, line.held) : 0,
      })),
      decide: row.short || (row.status !== 'cancelled' && row.fulfilled_by === 'seller' && lines.some((line) => line.variantId === null)),
    };
  });
  return { items, next: rows.length > filter.limit ? items.at(-1)?.id ?? null : null };
}

/** State by state, each along its own stretch of an index; those without orders are left out. */
export async function countOrders(tx: Tx, shop: string | null): Promise<Record<string, number>> {
  const rows = await tx.rows<{ status: string; n: number }>(
    `SELECT s.status, (SELECT count(*)::int FROM app.orders o WHERE o.status = s.status AND ($1::bigint IS NULL OR o.shop_id = $1)) AS n FROM unnest($2::text[]) AS s (status) UNION ALL SELECT 'decide', count(*)::int FROM app.orders o WHERE ($1::bigint IS NULL OR o.shop_id = $1) AND ${undecided}`, [shop, orderStates]);
  return Object.fromEntries(rows.filter((row) => row.n > 0 || row.status === 'decide').map((row) => [row.status, row.n]));
}
