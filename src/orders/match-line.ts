import { reserve } from '../inventory/index.js';
import type { Tx } from '../kernel/index.js';
import { orderErrors } from './errors.js';

interface Line { id: string; order_id: string; shop_id: string; cooperative_id: string; sku: string; open: boolean; unpaid: boolean; quantity: number }

/** A line nobody knew gets its variant, and so do the other unmatched lines of the same SKU in that shop; lines of open orders hold stock at once. */
export async function matchLine(tx: Tx, orderId: string, lineId: string, variantId: string): Promise<void> {
  if (!/^\d{1,19}$/.test(orderId) || !/^\d{1,19}$/.test(lineId)) throw orderErrors.notFound();
  const line = await tx.row<{ sku: string; shop_id: string; variant_id: string | null }>('SELECT sku, shop_id, variant_id FROM app.order_line WHERE id = $1 AND order_id = $2', [lineId, orderId]);
  if (!line) throw orderErrors.notFound();
  if (line.variant_id !== null) throw orderErrors.alreadyMatched();
  if (!(await tx.row('SELECT 1 FROM app.variant WHERE id = $1', [variantId]))) throw orderErrors.noVariant();
  const lines = await tx.rows<Line>(
    `SELECT l.id, l.order_id, l.shop_id, l.cooperative_id, l.sku, o.status IN ('unpaid', 'held', 'to-ship') AND o.fulfilled_by = 'seller' AS open, o.paid_at IS NULL AS unpaid, greatest(0, l.quantity - l.cancelled) AS quantity
     FROM app.order_line l JOIN app.orders o ON o.id = l.order_id WHERE l.variant_id IS NULL AND l.shop_id = $1 AND (l.id = $2 OR (l.sku = $3 AND l.sku <> '')) ORDER BY o.remote_id, l.id FOR UPDATE OF o`, [line.shop_id, lineId, line.sku]);
  await tx.rows('UPDATE app.order_line l SET variant_id = $2, owner_id = v.cooperative_id FROM app.variant v WHERE v.id = $2 AND l.id = ANY ($1::bigint[])', [lines.map((row) => row.id), variantId]);
  const open = lines.filter((row) => row.open && row.quantity > 0);
  for (const row of open) await tx.rows(
    `INSERT INTO app.reservation (cooperative_id, owner_id, order_line_id, shop_id, variant_id, quantity, state) SELECT l.cooperative_id, l.owner_id, l.id, l.shop_id, l.variant_id, $2, 'held' FROM app.order_line l WHERE l.id = $1 ON CONFLICT DO NOTHING`, [row.id, row.quantity]);
  const held = open.reduce((sum, row) => sum + row.quantity, 0);
  if (held > 0) await reserve(tx, [{ variantId, delta: held }]);
  await tx.tell('stock-changed', { variantIds: [variantId] });
  for (const row of lines) await tx.tell('needs-person', { shopId: row.shop_id, cooperativeId: row.cooperative_id, ownerId: row.cooperative_id, operation: 'match-lines', subject: `order:${row.order_id}`, orderId: row.order_id, issues: [] });
}
