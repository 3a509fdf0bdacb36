/** The life of an order: who may move it where, what that does to stock and packages, and which pushes tell of it. Stock is held from UNPAID on. */
import { mustBeInStock, nothingOnSale, Refusal, type MoveWish, type OrderWish } from '../kit/index.js';
import { openCancellation, settleCancellation, waitingCancellation } from './cancellation-life.js';
import type { Order, Product, Shop, Sku, Unit } from './documents.js';
import { stockSum } from './offers.js';
import { openReturn } from './return-life.js';
import { announceOrder, announcePackages } from './webhooks.js';
import type { World } from './world.js';

export const asksCancel = 'CANCELLATION_REQUEST_PENDING';
export const asksReturn = 'RETURN_OR_REFUND_REQUEST_PENDING';
const moves: Readonly<Record<string, readonly string[]>> = {
  UNPAID: ['ON_HOLD', 'AWAITING_SHIPMENT', 'CANCELLED'], ON_HOLD: ['AWAITING_SHIPMENT', 'CANCELLED'], AWAITING_SHIPMENT: ['AWAITING_COLLECTION', 'PARTIALLY_SHIPPING', asksCancel, 'CANCELLED'],
  PARTIALLY_SHIPPING: ['AWAITING_COLLECTION'], AWAITING_COLLECTION: ['IN_TRANSIT', asksCancel, 'CANCELLED'], IN_TRANSIT: ['DELIVERED'], DELIVERED: ['COMPLETED', asksReturn], COMPLETED: [asksReturn], CANCELLED: [],
};
const labels: Readonly<Record<string, string>> = {
  ON_HOLD: 'Bayar', AWAITING_SHIPMENT: 'Siap dikirim', PARTIALLY_SHIPPING: 'Kirim sebagian', AWAITING_COLLECTION: 'Atur pengiriman', [asksCancel]: 'Pembeli minta batal', CANCELLED: 'Batalkan', IN_TRANSIT: 'Diambil kurir',
  DELIVERED: 'Sampai', COMPLETED: 'Selesai', [asksReturn]: 'Minta retur',
};
const pool = 10_000_000;

/** A split needs lines, so the page has no button for it. */
export const movesFor = (order: Order) => (moves[order.status] ?? []).filter((to) => to !== 'PARTIALLY_SHIPPING').map((to) => ({ to, label: labels[to] ?? to }));

export function placeOrder(world: World, shop: Shop, wish: OrderWish): Order {
  const picked = wish.lines.map((line) => ({ ...findOnSale(world, shop, line), quantity: line.quantity }));
  mustBeInStock(picked, ({ product, sku }) => {
    const there = product.offers[sku.id];
    return { thing: sku.id, stock: there ? stockSum(there) : 0, name: sku.sellerSku || sku.id };
  });
  const now = world.now();
  const id = `57648${String(world.number('order', pool)).padStart(13, '0')}`;
  const units = picked.flatMap(({ product, sku, quantity }) => Array.from({ length: quantity }, () => unitOf(world, product, sku)));
  const order: Order = {
    id, shop: shop.id, status: 'UNPAID', created: wish.at === undefined ? now : Math.floor(wish.at / 1000), updated: now, paid: 0, buyer: wish.buyer ?? 'Pembeli latihan', buyerId: `74940${world.number('buyer', pool)}`, warehouse: shop.warehouse,
    units, packages: [], cancelBy: '', cancelReason: '', holdsStock: true, history: [{ at: now, status: 'UNPAID' }],
  };
  hold(world, order, 1);
  if (wish.unpaid) {
    world.putOrder(order);
    announceOrder(world, order);
  } else pay(world, order);
  return order;
}

function unitOf(world: World, product: Product, sku: Sku): Unit {
  return {
    id: `57649${String(world.number('unit', pool)).padStart(13, '0')}`, product: product.id, sku: sku.id, sellerSku: sku.sellerSku, name: product.live.title, option: sku.choices.map(({ value }) => value).join(', '), price: product.offers[sku.id]?.price ?? 0,
    image: sku.choices.find(({ image }) => image !== '')?.image ?? product.live.images[0] ?? '', package: '',
  };
}

function findOnSale(world: World, shop: Shop, wish: { sku?: string; id?: string }): { product: Product; sku: Sku } {
  for (const product of world.products(shop.id).all()) {
    if (product.status !== 'ACTIVATE') continue;
    const sku = product.live.skus.find((one) => (wish.id !== undefined ? one.id === wish.id : one.sellerSku === wish.sku));
    if (sku) return { product, sku };
  }
  throw nothingOnSale(wish);
}

/** Takes the units out of the stock (1), or gives them back (-1). */
function hold(world: World, order: Order, sign: 1 | -1): void {
  order.holdsStock = sign === 1;
  const touched = new Set<Product>();
  for (const unit of order.units) {
    const product = world.products(order.shop).get(unit.product);
    const offer = product?.offers[unit.sku];
    if (!product || !offer) continue;
    const place = sign === -1 || (offer.stock[order.warehouse] ?? 0) > 0 ? order.warehouse : Object.keys(offer.stock).find((one) => (offer.stock[one] ?? 0) > 0) ?? order.warehouse;
    offer.stock[place] = (offer.stock[place] ?? 0) - sign;
    offer.committed += sign;
    if (offer.lockedUntil > 0) offer.reserved = Math.max(0, offer.reserved - sign);
    touched.add(product);
  }
  for (const product of touched) world.putProduct(product);
}

/** Paid: a package exists from now on. The buyer has an hour in which to cancel freely. */
function pay(world: World, order: Order): void {
  const seconds = Number(world.kit.unconfirmed('onHoldSeconds'));
  order.paid = world.now();
  const parcel = { id: `11530${String(world.number('package', pool)).padStart(13, '0')}`, status: 'TO_FULFILL' as const, tracking: '', handover: '' };
  order.packages = [parcel];
  for (const unit of order.units) unit.package = parcel.id;
  setStatus(world, order, seconds > 0 ? 'ON_HOLD' : 'AWAITING_SHIPMENT');
  if (seconds > 0) world.kit.schedule.at((world.now() + seconds) * 1000, 'tiktok-shop/hold', { shop: order.shop, order: order.id });
}

export function holdOver(world: World, order: Order | undefined): void {
  if (order?.status === 'ON_HOLD') setStatus(world, order, 'AWAITING_SHIPMENT');
}

export function setStatus(world: World, order: Order, status: string): void {
  order.status = status;
  order.history.push({ at: world.now(), status });
  const state = ({ AWAITING_COLLECTION: 'PROCESSING', IN_TRANSIT: 'FULFILLING', DELIVERED: 'COMPLETED', CANCELLED: 'CANCELLED' } as const)[status];
  if (state) for (const one of order.packages) one.status = state;
  if (status === 'IN_TRANSIT') commit(world, order);
  world.putOrder(order);
  announceOrder(world, order);
}

/** The goods have left: they are no longer promised. */
function commit(world: World, order: Order): void {
  for (const unit of order.units) {
    const product = world.products(order.shop).get(unit.product);
    const offer = product?.offers[unit.sku];
    if (!product || !offer) continue;
    offer.committed -= 1;
    world.products(order.shop).put(product.id, product);
  }
  order.holdsStock = false;
}

/** Moves an order as its buyer, its seller or the system would; refuses what its life does not have. From UNPAID to AWAITING_SHIPMENT it passes ON_HOLD. */
export function moveOrder(world: World, order: Order, wish: Omit<MoveWish, 'order' | 'shop'>): Order {
  const { to } = wish;
  const allowed = moves[order.status] ?? [];
  if (!allowed.includes(to)) throw new Refusal(409, `An order in ${order.status} cannot become ${to}.`, allowed);
  if (wish.lines && to !== 'PARTIALLY_SHIPPING') throw new Refusal(400, 'Only a move to PARTIALLY_SHIPPING can name lines.');
  if (order.status === 'UNPAID' && to !== 'CANCELLED') {
    pay(world, order);
    if (to === 'AWAITING_SHIPMENT') holdOver(world, order);
  } else if (to === asksCancel) {
    if (waitingCancellation(world, order)) throw new Refusal(409, 'A cancellation is already asked for.');
    openCancellation(world, order, 'BUYER', wish.reason ?? 'ecom_order_delivered_cancel_reason_change_mind', asksCancel);
  } else if (to === asksReturn) openReturn(world, order, wish.reason ?? 'ecom_order_delivered_refund_reason_damaged');
  else if (to === 'CANCELLED') {
    const by = wish.by ?? (order.status === 'UNPAID' ? 'system' : order.status === 'ON_HOLD' ? 'buyer' : 'seller');
    cancel(world, order, by.toUpperCase() as 'BUYER' | 'SELLER' | 'SYSTEM', wish.reason ?? (by === 'system' ? 'unpaid' : 'no longer needed'));
  } else if (to === 'PARTIALLY_SHIPPING') split(world, order, wish.lines, wish.tracking);
  else ship(world, order, to, wish.tracking);
  return order;
}

export function cancel(world: World, order: Order, role: 'BUYER' | 'SELLER' | 'SYSTEM', reason: string): string {
  Object.assign(order, { cancelBy: role, cancelReason: reason });
  if (order.holdsStock) hold(world, order, -1);
  setStatus(world, order, 'CANCELLED');
  const waiting = waitingCancellation(world, order);
  if (!waiting) return openCancellation(world, order, role, reason, 'CANCELLATION_REQUEST_COMPLETE').id;
  settleCancellation(world, waiting, 'CANCELLATION_REQUEST_COMPLETE');
  return waiting.id;
}

/** To AWAITING_COLLECTION and on; numbers for parcels come when they are shipped. */
export function ship(world: World, order: Order, to: string, tracking?: string): void {
  for (const one of order.packages) if (to === 'AWAITING_COLLECTION' && one.tracking === '') one.tracking = tracking ?? trackingNumber(world);
  setStatus(world, order, to);
}

export const trackingNumber = (world: World): string => `JX${world.number('tracking', 4_100_000_001)}`;

function split(world: World, order: Order, lines: MoveWish['lines'], tracking?: string): void {
  if (!lines) throw new Refusal(400, 'A move to PARTIALLY_SHIPPING must name lines.');
  const gone: Unit[] = [];
  for (const line of lines) {
    const units = order.units.filter((unit) => !gone.includes(unit) && (line.id !== undefined ? [unit.id, unit.sku].includes(line.id) : unit.sellerSku === line.sku)).slice(0, line.quantity);
    if (units.length < line.quantity) throw new Refusal(409, 'The order has not so many of these units.');
    gone.push(...units);
  }
  if (gone.length === order.units.length) throw new Refusal(409, 'Something must stay behind: this would be the whole order.');
  const parcel = { id: `11530${String(world.number('package', pool)).padStart(13, '0')}`, status: 'PROCESSING' as const, tracking: tracking ?? trackingNumber(world), handover: '' };
  for (const unit of gone) unit.package = parcel.id;
  order.packages.push(parcel);
  announcePackages(world, order, 'SPLIT');
  setStatus(world, order, 'PARTIALLY_SHIPPING');
}
