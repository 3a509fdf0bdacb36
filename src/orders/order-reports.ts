import type { RemoteOrder } from '../../adapters/contract/index.js';
import type { FactIssue, Facts, Tx } from '../kernel/index.js';
import type { ShopRecord } from '../shops/index.js';
import type { LineRow } from './order-rows.js';

const operation = 'read-orders';
const issue = (cause: string, params: Record<string, string>, more: Partial<FactIssue> = {}): FactIssue => ({ cause, field: null, params, rawCode: '', rawMessage: '', ...more });

/** Lines nobody knows (unless the goods are the marketplace's to ship), and a status nobody knows: said at once, with what to do; mended by the next reading that knows them. */
export async function reportLines(tx: Tx, shop: ShopRecord, orderId: string, order: RemoteOrder, lines: readonly LineRow[], fresh: boolean): Promise<void> {
  const issues = order.status === 'cancelled' || order.fulfilledBy === 'marketplace' ? [] : lines.filter((line) => line.variantId === null).map((line) => issue('unknown-order-line', { sku: line.sku || line.title, nomor: order.number }, { field: 'sku', value: line.sku, sku: line.sku }));
  if (order.status === 'unknown') issues.push(issue('unknown', { kode: order.rawStatus, nomor: order.number }, { field: 'status', value: order.rawStatus, rawCode: order.rawStatus }));
  // Of an order that was not there nothing can have been mended.
  if (!fresh || issues.length > 0) await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: shop.cooperativeId, operation: 'match-lines', subject: `order:${orderId}`, orderId, issues });
}

interface FreshlyHeld { readonly orderId: string; readonly ownerId: string; readonly placedAt: number; readonly lines: ReadonlyMap<string, number> }

/**
 * Every unit sold that is not there is told to a person at once, with its order. Of several orders the last one placed goes without.
 * Called after the levels were changed, so their rows are locked and final.
 */
export async function reportShort(tx: Tx, shop: ShopRecord, held: readonly FreshlyHeld[], moved: readonly { variantId: string; missing: number }[], shipped: readonly { variantId: string; orderId: string }[]): Promise<void> {
  const variantIds = [...new Set(held.flatMap((order) => [...order.lines.keys()]))];
  const levels = variantIds.length === 0 ? [] : await tx.rows<{ variant_id: string; sku: string; title: string; on_hand: number; reserved: number }>(
    `SELECT v.id AS variant_id, v.sku, p.title, coalesce(sum(l.on_hand), 0)::int AS on_hand, coalesce(sum(l.reserved), 0)::int AS reserved
     FROM app.variant v JOIN app.product p ON p.id = v.product_id LEFT JOIN app.stock_level l ON l.variant_id = v.id WHERE v.id = ANY ($1::bigint[]) GROUP BY v.id, v.sku, p.title`, [variantIds]);
  const short = new Map(levels.filter((level) => level.reserved > level.on_hand).map((level) => [level.variant_id, { ...level, left: level.reserved - level.on_hand }]));
  for (const order of [...held].sort((a, b) => b.placedAt - a.placedAt)) {
    const issues: FactIssue[] = [];
    for (const [variantId, quantity] of order.lines) {
      const level = short.get(variantId);
      if (!level || level.left <= 0) continue;
      level.left -= quantity;
      issues.push(issue('sold-what-was-not-there', { produk: level.title, ada: String(level.on_hand), dipesan: String(level.reserved) }, { field: 'stock', sku: level.sku, value: String(level.on_hand), rule: String(level.reserved) }));
    }
    if (issues.length === 0) continue;
    await tx.rows('UPDATE app.orders SET short = true WHERE id = $1', [order.orderId]);
    await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: order.ownerId, operation, subject: `order:${order.orderId}`, orderId: order.orderId, issues });
  }
  for (const entry of moved.filter((row) => row.missing > 0)) {
    const orderId = shipped.find((row) => row.variantId === entry.variantId)?.orderId;
    const product = await tx.row<{ title: string; sku: string }>('SELECT p.title, v.sku FROM app.variant v JOIN app.product p ON p.id = v.product_id WHERE v.id = $1', [entry.variantId]);
    await tx.tell('needs-person', { shopId: shop.id, cooperativeId: shop.cooperativeId, ownerId: shop.cooperativeId, operation: 'ship', subject: `variant:${entry.variantId}`, orderId, issues: [issue('count-is-wrong', { produk: product?.title ?? '' }, { field: 'stock', sku: product?.sku })] });
  }
}

/** Units held that are not there and that no open report covers: somebody counted fewer. The orders placed last go without. */
async function reportUntold(tx: Tx, variantIds: readonly string[]): Promise<void> {
  const gaps = await tx.rows<{ id: string; sku: string; title: string; on_hand: number; reserved: number; missing: number }>(
    `SELECT v.id, v.sku, p.title, l.on_hand, l.reserved, (l.reserved - l.on_hand - coalesce((
       SELECT sum(r.quantity) FROM app.reservation r JOIN app.order_line x ON x.id = r.order_line_id JOIN app.orders o ON o.id = x.order_id WHERE r.variant_id = l.variant_id AND r.state = 'held' AND o.short), 0))::int AS missing
     FROM app.stock_level l JOIN app.variant v ON v.id = l.variant_id JOIN app.product p ON p.id = v.product_id WHERE l.variant_id = ANY ($1::bigint[]) AND l.reserved > l.on_hand`, [variantIds]);
  for (const gap of gaps.filter((row) => row.missing > 0)) {
    let { missing } = gap;
    const orders = await tx.rows<{ id: string; shop_id: string; cooperative_id: string; quantity: number }>(
      `SELECT o.id, o.shop_id, o.cooperative_id, sum(r.quantity)::int AS quantity FROM app.reservation r JOIN app.order_line x ON x.id = r.order_line_id JOIN app.orders o ON o.id = x.order_id
       WHERE r.variant_id = $1 AND r.state = 'held' AND r.quantity > 0 AND NOT o.short GROUP BY o.id ORDER BY o.placed_at DESC`, [gap.id]);
    for (const order of orders) {
      if (missing <= 0) break;
      missing -= order.quantity;
      await tx.rows('UPDATE app.orders SET short = true WHERE id = $1', [order.id]);
      await tx.tell('needs-person', { shopId: order.shop_id, cooperativeId: order.cooperative_id, ownerId: order.cooperative_id, operation, subject: `order:${order.id}`, orderId: order.id,
        issues: [issue('sold-what-was-not-there', { produk: gap.title, ada: String(gap.on_hand), dipesan: String(gap.reserved) }, { field: 'stock', sku: gap.sku, value: String(gap.on_hand), rule: String(gap.reserved) })] });
    }
  }
}

/** A shortage that ended (stock received, an order cancelled) no longer needs anybody; one that began at the shelf does. Subscribed at boot. */
export function subscribeOrders(facts: Facts): void {
  facts.hear('stock-changed', async (tx, { variantIds }) => {
    // A unit does not see its parent's orders, which may hold what it has just counted away.
    const held = await tx.row<{ ids: string[] }>('SELECT app.federation(cooperative_id) AS ids FROM app.stock_level WHERE variant_id = ANY ($1::bigint[]) AND reserved > 0 LIMIT 1', [variantIds]);
    const whole = held?.ids.map(String) ?? [];
    const look = async (wide: Tx): Promise<void> => {
      await closeMended(wide, variantIds);
      await reportUntold(wide, variantIds);
    };
    await (whole.every((id) => tx.scope.ids.includes(id)) ? look(tx) : tx.widened({ ids: whole }, look));
  });
}

async function closeMended(tx: Tx, variantIds: readonly string[]): Promise<void> {
  const mended = await tx.rows<{ id: string; shop_id: string; cooperative_id: string }>(
    `UPDATE app.orders o SET short = false WHERE o.short AND o.id IN (SELECT l.order_id FROM app.order_line l WHERE l.variant_id = ANY ($1::bigint[]))
       AND NOT EXISTS (SELECT 1 FROM app.order_line l JOIN app.reservation r ON r.order_line_id = l.id AND r.state = 'held' JOIN app.stock_level s ON s.variant_id = l.variant_id WHERE l.order_id = o.id AND s.reserved > s.on_hand)
     RETURNING o.id, o.shop_id, o.cooperative_id`, [variantIds]);
  for (const row of mended) await tx.tell('needs-person', { shopId: row.shop_id, cooperativeId: row.cooperative_id, ownerId: row.cooperative_id, operation, subject: `order:${row.id}`, orderId: row.id, issues: [] });
}
