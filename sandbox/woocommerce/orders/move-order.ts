import type { Line, Order } from '../documents.js';
import { moveStock } from '../goods/sellable.js';
import type { Shop } from '../shop.js';

/**
 * The life of an order. Any status may follow any other; what matters is stock: it is taken once, when the order is on hold, paid or done,
 * and given back once, when it is cancelled or becomes unpaid again. `failed`, `refunded` and the bin leave it where it is.
 * `dikirim` (shipped) stands for the states that plugins add.
 */
export const ORDER_STATUSES = ['pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed', 'trash', 'checkout-draft', 'dikirim'] as const;
const TAKES = ['processing', 'on-hold', 'completed'];
const GIVES = ['cancelled', 'pending'];

/** `at`: when it happened, ms since 1970. */
export function setStatus(shop: Shop, order: Order, status: string, why: string, at = shop.now()): Order {
  const paid = order.paid ?? (status === 'processing' || status === 'completed' ? at : null);
  let next: Order = {
    ...order, status, paid, completed: status === 'completed' ? order.completed ?? at : order.completed, heldUntil: status === 'pending' ? order.heldUntil : null,
    history: order.status === status && order.history.length > 0 ? order.history : [...order.history, { at, status }],
  };
  if (order.status !== status) next = withNote(shop, next, `Order status changed from ${order.status} to ${status}.${why === '' ? '' : ` ${why}`}`, false);
  if (TAKES.includes(status) && !next.stockTaken) next = take(shop, next);
  if (GIVES.includes(status) && next.stockTaken) next = giveBack(shop, next);
  return saveOrder(shop, next, at);
}

export function saveOrder(shop: Shop, order: Order, at = shop.now()): Order {
  const saved: Order = { ...order, modified: at };
  shop.shelves.orders.put(saved);
  shop.world.announce('order', 'updated', saved.id);
  return saved;
}

export function withNote(shop: Shop, order: Order, text: string, customer: boolean, author = 'WooCommerce'): Order {
  return { ...order, notes: [...order.notes, { id: shop.next('rows'), author, created: shop.now(), text, customer }] };
}

function take(shop: Shop, order: Order): Order {
  return { ...order, stockTaken: true, lines: order.lines.map((line) => reduce(shop, line, line.quantity - line.reduced)) };
}

function giveBack(shop: Shop, order: Order): Order {
  return { ...order, stockTaken: false, lines: order.lines.map((line) => reduce(shop, line, -line.reduced)) };
}

/** Takes `by` more units (negative: gives back) for a line whose product still exists. */
export function reduce(shop: Shop, line: Line, by: number): Line {
  const item = shop.shelves.items.get(line.variationId || line.productId);
  if (by === 0 || !item) return line;
  moveStock(shop, item, -by);
  const product = shop.product(line.productId);
  if (product) shop.putItem({ ...product, sold: Math.max(0, product.sold + by) });
  return { ...line, reduced: line.reduced + by };
}
