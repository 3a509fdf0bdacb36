import { type ListingEdit, type MoveWish, type OrderWish, Refusal } from '../kit/index.js';
import type { Item, Order } from './documents.js';
import { derivedStockStatus } from './goods/sellable.js';
import { remove } from './goods/products.js';
import { ORDER_STATUSES, setStatus, withNote } from './orders/move-order.js';
import { placeOrder, whyNot, type Wanted } from './orders/place-order.js';
import { totalOf } from './orders/present-order.js';
import { refundOrder } from './orders/refunds.js';
import type { Shop } from './shop.js';

/** What people do in a shop: buyers order, the staff moves orders and edits products. */
export function buy(shop: Shop, wish: OrderWish): Order {
  const wanted = wish.lines.map((line): Wanted => ({ item: itemOf(shop, line), quantity: line.quantity }));
  const sums = new Map<number, Wanted>();
  for (const { item, quantity } of wanted) sums.set(item.id, { item, quantity: quantity + (sums.get(item.id)?.quantity ?? 0) });
  for (const sum of sums.values()) {
    const reason = whyNot(shop, sum);
    if (reason) throw new Refusal(409, reason);
  }
  return placeOrder(shop, wanted, { buyer: wish.buyer ?? 'Pembeli Latihan', unpaid: wish.unpaid === true, at: Math.floor((wish.at ?? shop.world.now()) / 1000) * 1000 });
}

function itemOf(shop: Shop, line: { readonly sku?: string; readonly id?: string }): Item {
  const id = line.id === undefined ? shop.skuOwners(line.sku ?? '').find((owner) => shop.shelves.items.get(owner)?.status !== 'trash') : Number(line.id);
  const item = shop.shelves.items.get(id ?? 0);
  if (!item) throw new Refusal(404, `There is no product ${line.sku ?? line.id ?? ''} in ${shop.name}.`);
  return item;
}

export function move(shop: Shop, order: Order, wish: MoveWish): Order {
  if (!ORDER_STATUSES.some((status) => status === wish.to)) throw new Refusal(400, `WooCommerce has no order status ${wish.to}.`, ORDER_STATUSES);
  if (wish.lines && wish.to !== 'refunded') throw new Refusal(400, 'Only a refund may name lines: WooCommerce moves orders whole.');
  if (wish.to === order.status) throw new Refusal(409, `Order ${order.id} is ${order.status} already.`);
  const noted = wish.tracking ? withNote(shop, order, `Nomor resi: ${wish.tracking}`, true) : order;
  if (!wish.lines) return setStatus(shop, noted, wish.to, [wish.by ? `By the ${wish.by}.` : '', wish.reason ?? ''].join(' ').trim());
  const lines = wish.lines.map((wanted) => {
    const line = noted.lines.find((candidate) => (wanted.id === undefined ? candidate.sku === wanted.sku : String(candidate.id) === wanted.id));
    if (!line) throw new Refusal(404, `Order ${order.id} has no line ${wanted.id ?? wanted.sku ?? ''}.`);
    if (wanted.quantity > line.quantity - line.refunded) throw new Refusal(409, `Only ${line.quantity - line.refunded} of ${line.sku} are left to refund.`);
    return { line: line.id, quantity: wanted.quantity, total: (line.total / line.quantity) * wanted.quantity };
  });
  const amount = lines.reduce((sum, line) => sum + line.total, 0);
  if (amount <= 0 || amount > totalOf(noted)) throw new Refusal(409, 'Nothing is left to refund.');
  refundOrder(shop, noted, { amount, reason: wish.reason ?? '', byGateway: true, restock: true, lines });
  return shop.shelves.orders.get(order.id) ?? noted;
}

const LABELS: Readonly<Record<string, string>> = {
  'pending': 'Menunggu bayar', 'processing': 'Sudah dibayar', 'on-hold': 'Tahan', 'completed': 'Selesai', 'cancelled': 'Batalkan', 'refunded': 'Kembalikan dana', 'failed': 'Bayar gagal', 'dikirim': 'Dikirim (plugin)',
};
export const moves = (order: Order) => Object.entries(LABELS).filter(([to]) => to !== order.status).map(([to, label]) => ({ to, label }));

export function edit(shop: Shop, item: Item, wish: ListingEdit): Item {
  if (wish.ban !== undefined || wish.audit !== undefined) throw new Refusal(400, 'A web shop has no audit and no ban: it is the co-op\'s own.');
  if (wish.lock !== undefined) throw new Refusal(400, 'WooCommerce keeps no stock for promotions.');
  if (wish.delete === true) {
    if (item.status === 'trash') throw new Refusal(409, `Product ${item.id} is in the bin already.`);
    remove(shop, item.id, false);
    return shop.product(item.id) ?? item;
  }
  const status = wish.unlist === undefined ? item.status : wish.unlist ? 'draft' : 'publish';
  save(shop, { ...item, name: wish.title ?? item.name, status });
  if (wish.price !== undefined || wish.stock !== undefined) for (const target of targets(shop, item, wish.variant)) save(shop, written(shop, target, wish));
  return shop.product(item.id) ?? item;
}

function targets(shop: Shop, item: Item, variant: string | undefined): Item[] {
  const all = item.type === 'variable' ? shop.children(item).map((child) => child.id) : [item.id];
  const chosen = all.map((id) => shop.shelves.items.get(id)).filter((one) => one !== undefined).filter((one) => variant === undefined || String(one.id) === variant || one.sku === variant);
  if (chosen.length === 0) throw new Refusal(404, `Product ${item.id} has no variant ${variant ?? ''}.`);
  return chosen;
}

function written(shop: Shop, item: Item, wish: ListingEdit): Item {
  const priced: Item = wish.price === undefined ? item : { ...item, regular: String(wish.price), sale: '' };
  const counted: Item = wish.stock === undefined ? priced : { ...priced, manageStock: true, stock: wish.stock };
  return { ...counted, stockStatus: derivedStockStatus(counted) };
}

function save(shop: Shop, item: Item): void {
  shop.putItem({ ...item, modified: shop.now() });
  shop.world.announce('product', 'updated', item.id);
}
