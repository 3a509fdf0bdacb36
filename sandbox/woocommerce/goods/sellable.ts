import type { Item } from '../documents.js';
import type { Shop } from '../shop.js';

/** What a buyer would pay and could have: prices, stock, and whether a thing is in the window at all. */
export function isOnSale(item: Item, now: number): boolean {
  return item.sale !== '' && (item.saleFrom === null || item.saleFrom <= now) && (item.saleTo === null || item.saleTo >= now);
}

export const ownPrice = (item: Item, now: number) => (isOnSale(item, now) ? item.sale : item.regular);

/** A variable product shows its cheapest variation. */
export function priceOf(shop: Shop, item: Item): string {
  if (item.type !== 'variable') return ownPrice(item, shop.now());
  const prices = shop.children(item).filter((child) => child.status === 'publish').map((child) => ownPrice(child, shop.now())).filter((price) => price !== '');
  return prices.sort((left, right) => Number(left) - Number(right))[0] ?? '';
}

/** Where the count of a thing is kept: a variation without stock of its own sells from its parent's. */
export function stockHolder(shop: Shop, item: Item): Item | null {
  if (item.manageStock) return item;
  const parent = item.parent > 0 ? shop.product(item.parent) : undefined;
  return parent?.manageStock ? parent : null;
}

export function derivedStockStatus(item: Item): string {
  if (!item.manageStock) return item.stockStatus;
  return item.stock > 0 ? 'instock' : item.backorders === 'no' ? 'outofstock' : 'onbackorder';
}

export function stockStatusOf(shop: Shop, item: Item): string {
  if (item.type === 'variable' && !item.manageStock) {
    const states = shop.children(item).filter((child) => child.status === 'publish').map((child) => stockStatusOf(shop, child));
    return states.includes('instock') ? 'instock' : states.includes('onbackorder') ? 'onbackorder' : 'outofstock';
  }
  const holder = stockHolder(shop, item);
  return holder ? derivedStockStatus(holder) : item.stockStatus;
}

/** Units that unpaid checkouts keep from other buyers, per holder of stock. */
export function held(shop: Shop, holder: Item): number {
  let sum = 0;
  for (const order of shop.shelves.orders.all()) {
    if (order.status !== 'pending' || order.stockTaken || order.heldUntil === null || order.heldUntil <= shop.world.now()) continue;
    for (const line of order.lines) {
      const item = shop.shelves.items.get(line.variationId || line.productId);
      if (item && stockHolder(shop, item)?.id === holder.id) sum += line.quantity;
    }
  }
  return sum;
}

export function isLive(shop: Shop, item: Item): boolean {
  const parent = item.parent > 0 ? shop.product(item.parent) : undefined;
  if (item.status !== 'publish' || (item.parent > 0 && parent?.status !== 'publish')) return false;
  return priceOf(shop, item) !== '' && (parent ?? item).visibility !== 'hidden';
}

/** Changes a count as a sale or a return does, and tells the webhooks. */
export function moveStock(shop: Shop, item: Item, by: number): void {
  const holder = stockHolder(shop, item);
  if (!holder) return;
  const changed: Item = { ...holder, stock: holder.stock + by, modified: shop.now() };
  shop.putItem({ ...changed, stockStatus: derivedStockStatus(changed) });
  shop.world.announce('product', 'updated', holder.id);
}
