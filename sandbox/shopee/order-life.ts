/** The life of an order: who may move it where, what that does to stock and parcels, and which pushes tell of it. */
import { mustBeInStock, Refusal, type MoveWish, type OrderWish } from '../kit/index.js';
import type { Line, Order, Shop } from './documents.js';
import { optionsOf, findOnSale, giveBack, take } from './order-stock.js';
import { arrange, newParcel, setParcels, shipPart } from './parcels.js';
import { announceOrder } from './push.js';
import type { World } from './world.js';

/** From → to. IN_CANCEL also leads back to where it came from. */
const moves: Readonly<Record<string, readonly string[]>> = {
  UNPAID: ['READY_TO_SHIP', 'PENDING', 'CANCELLED'], PENDING: ['READY_TO_SHIP', 'CANCELLED'], READY_TO_SHIP: ['PROCESSED', 'IN_CANCEL', 'CANCELLED'],
  PROCESSED: ['SHIPPED', 'RETRY_SHIP', 'IN_CANCEL', 'CANCELLED'], RETRY_SHIP: ['PROCESSED', 'SHIPPED', 'CANCELLED'], SHIPPED: ['TO_CONFIRM_RECEIVE', 'TO_RETURN', 'CANCELLED'],
  TO_CONFIRM_RECEIVE: ['COMPLETED', 'TO_RETURN'], TO_RETURN: ['COMPLETED', 'CANCELLED', 'TO_CONFIRM_RECEIVE'], IN_CANCEL: ['CANCELLED'], COMPLETED: [], CANCELLED: [],
};
const labels: Readonly<Record<string, string>> = {
  READY_TO_SHIP: 'Siap dikirim', PENDING: 'Tahan', CANCELLED: 'Batalkan', PROCESSED: 'Atur pengiriman', IN_CANCEL: 'Pembeli minta batal', SHIPPED: 'Kirim', RETRY_SHIP: 'Jemput ulang',
  TO_CONFIRM_RECEIVE: 'Sampai', TO_RETURN: 'Minta retur', COMPLETED: 'Selesai',
};
const daysToShip = 2 * 86_400;

export function nextOf(order: Order): readonly string[] {
  return order.status === 'IN_CANCEL' ? ['CANCELLED', order.before] : moves[order.status] ?? [];
}

/** The word on the button of a move. */
export function labelOf(order: Order, to: string): string {
  if (order.status === 'UNPAID' && to === 'READY_TO_SHIP') return 'Bayar';
  if (order.status === 'IN_CANCEL') return to === 'CANCELLED' ? 'Setujui batal' : 'Tolak batal';
  return labels[to] ?? to;
}

export function placeOrder(world: World, shop: Shop, wish: OrderWish): Order {
  const picked = wish.lines.map((line) => ({ ...findOnSale(world, shop, line), quantity: line.quantity }));
  mustBeInStock(picked, ({ item, model }) => ({ thing: model, stock: model.stock, name: model.sku || item.sku || item.name }));
  const now = world.now();
  const created = wish.at === undefined ? now : Math.floor(wish.at / 1000);
  const lines: Line[] = picked.map(({ item, model, quantity }) => ({
    id: String(world.number('line', 200_000_001)), item: item.id, model: model.id, name: item.name, modelName: optionsOf(item, model).join(','), itemSku: item.sku, modelSku: model.sku, quantity,
    price: model.price, image: item.images[0] ?? '', promotion: model.lockedUntil > 0,
  }));
  const status = wish.unpaid ? 'UNPAID' : 'READY_TO_SHIP';
  const order: Order = {
    sn: serial(world, created), shop: shop.id, status, created, updated: now, paid: wish.unpaid ? 0 : now, shipBy: wish.unpaid ? 0 : now + daysToShip, buyer: wish.buyer ?? 'Pembeli latihan', lines,
    parcels: [newParcel(world, lines)], before: '', cancelBy: '', cancelReason: '', buyerCancelReason: '', holdsStock: false, history: [{ at: now, status }],
  };
  setParcels(order);
  if (world.kit.unconfirmed('stockTakenAt') === 'placed' || !wish.unpaid) take(world, order);
  world.putOrder(order);
  announceOrder(world, order);
  return order;
}

/** Moves an order as its buyer, its seller or the system would; refuses what its life does not have. */
export function moveOrder(world: World, order: Order, wish: Omit<MoveWish, 'order' | 'shop'>): Order {
  const { to } = wish;
  if (!nextOf(order).includes(to)) throw new Refusal(409, `An order in ${order.status} cannot become ${to}.`, nextOf(order));
  if (wish.lines && to !== 'SHIPPED') throw new Refusal(400, 'Only a move to SHIPPED can name lines.');
  if (to === 'READY_TO_SHIP' && order.status !== 'IN_CANCEL') {
    if (!order.holdsStock) take(world, order);
    Object.assign(order, { paid: order.paid || world.now(), shipBy: world.now() + daysToShip });
  }
  if (to === 'PENDING') order.paid = world.now();
  if (to === 'IN_CANCEL') Object.assign(order, { before: order.status, buyerCancelReason: wish.reason ?? 'Change of mind', cancelBy: 'buyer' });
  if (to === 'CANCELLED') cancel(world, order, wish);
  if (to === 'PROCESSED') for (const one of order.parcels) arrange(world, order, one, wish.tracking);
  if (to === 'SHIPPED' && wish.lines && !shipPart(world, order, wish.lines)) world.putOrder(order);
  else setStatus(world, order, to);
  return order;
}

export function setStatus(world: World, order: Order, status: string): void {
  order.status = status;
  order.history.push({ at: world.now(), status });
  setParcels(order);
  world.putOrder(order);
  announceOrder(world, order);
}

function cancel(world: World, order: Order, wish: Omit<MoveWish, 'order' | 'shop'>): void {
  const by = wish.by ?? (order.status === 'IN_CANCEL' ? 'buyer' : order.status === 'UNPAID' ? 'system' : 'seller');
  const otherwise = order.buyerCancelReason || (by === 'system' ? 'Unpaid Order' : 'Out of Stock');
  Object.assign(order, { cancelBy: by, cancelReason: wish.reason ?? otherwise });
  if (order.holdsStock && !order.history.some((one) => one.status === 'SHIPPED')) giveBack(world, order);
}

function serial(world: World, at: number): string {
  const day = new Date(at * 1000 + 7 * 3_600_000).toISOString().slice(2, 10).replaceAll('-', '');
  return `${day}${world.number('order', 78_364_164_097).toString(36).toUpperCase().padStart(8, '0')}`;
}
