/** The life of order items: who may move them where, what that does to stock, and which pushes tell of it. Each unit lives by itself. */
import { mustBeInStock, nothingOnSale, Refusal, type MoveWish, type OrderWish } from '../kit/index.js';
import type { Item, Order, Shop, Sku, Unit } from './documents.js';
import { announce, announceUnit } from './push.js';
import { openReverse } from './reverses.js';
import { announceLow } from './stock-price.js';
import type { World } from './world.js';

export const moves: Readonly<Record<string, readonly string[]>> = {
  unpaid: ['pending', 'canceled'], pending: ['packed', 'canceled'], repacked: ['packed', 'canceled'], packed: ['ready_to_ship', 'ready_to_ship_pending', 'repacked', 'canceled'], ready_to_ship_pending: ['ready_to_ship', 'canceled'], ready_to_ship: ['shipped', 'canceled'],
  shipped: ['delivered', 'failed', 'lost', 'lost_by_3pl', 'damaged_by_3pl'], delivered: ['returned', 'RETURN', 'ONLY_REFUND'], failed: ['returned'], returned: [], canceled: [], lost: [], lost_by_3pl: [], damaged_by_3pl: [],
};
/** What GetOrders finds under the words of the seller centre's tabs. */
export const tabs: Readonly<Record<string, readonly string[]>> = { topack: ['pending', 'repacked'], toship: ['packed', 'ready_to_ship_pending', 'ready_to_ship'], shipping: ['shipped'] };
const labels: Readonly<Record<string, string>> = {
  pending: 'Bayar', packed: 'Kemas', repacked: 'Kemas ulang', ready_to_ship: 'Siap kirim', shipped: 'Kirim', delivered: 'Sampai', failed: 'Gagal antar', returned: 'Retur', canceled: 'Batalkan', lost: 'Hilang', lost_by_3pl: 'Hilang di kurir', ready_to_ship_pending: 'Tunggu resi', RETURN: 'Minta retur', ONLY_REFUND: 'Minta uang kembali', damaged_by_3pl: 'Rusak di kurir',
};
const unpaidMs = 1_800_000;

export const statusesOf = (order: Order): string[] => [...new Set(order.units.map((unit) => unit.status))];
export const movesOf = (order: Order) => [...new Set(order.units.flatMap((unit) => moves[unit.status] ?? []))].map((to) => ({ to, label: labels[to] ?? to }));

export function placeOrder(world: World, shop: Shop, wish: OrderWish): Order {
  const picked = wish.lines.map((line) => ({ ...onSale(world, shop, line), quantity: line.quantity }));
  mustBeInStock(picked, ({ sku }) => ({ thing: sku, stock: sku.sellable, name: sku.sellerSku }));
  const now = world.now();
  const order: Order = { id: world.kit.nextId(), shop: shop.id, buyer: wish.buyer ?? 'Pembeli latihan', created: wish.at ?? now, updated: now, units: [], cancelPending: false, history: [] };
  for (const { item, sku, quantity } of picked) {
    for (let n = 0; n < quantity; n++) order.units.push({
      id: world.kit.nextId(), item: item.id, sku: sku.id, sellerSku: sku.sellerSku, name: item.attributes.name ?? '', variation: item.variations.map((one) => `${one.name}:${sku.saleProp[one.name] ?? ''}`).join(', '), price: sku.special?.price ?? sku.price,
      image: item.images[0] ?? sku.images[0] ?? '', status: 'unpaid', packageId: '', tracking: '', reason: '', reverse: '', holds: 'withheld',
    });
    const before = sku.sellable;
    Object.assign(sku, { sellable: sku.sellable - quantity, withheld: sku.withheld + quantity, locked: sku.lockedUntil > 0 ? Math.max(0, sku.locked - quantity) : 0 });
    world.putItem(item);
    if (before >= 5 && sku.sellable < 5) announceLow(world, item, sku);
  }
  if (wish.unpaid) {
    note(world, order, order.units);
    world.kit.schedule.at(now + unpaidMs, 'lazada/unpaid', { shop: shop.id, order: order.id });
  } else advance(world, order, order.units, 'pending');
  return order;
}

export function moveOrder(world: World, order: Order, wish: Omit<MoveWish, 'order' | 'shop'>): Order {
  const chosen = wish.lines ? wish.lines.flatMap((line) => {
    const units = order.units.filter((unit) => (line.id !== undefined ? unit.id === line.id || unit.sku === line.id : unit.sellerSku === line.sku) && moves[unit.status]?.includes(wish.to)).slice(0, line.quantity);
    if (units.length < line.quantity) throw new Refusal(409, `Not so many units of ${line.sku ?? line.id ?? ''} can become ${wish.to}.`, movesOf(order).map((one) => one.to));
    return units;
  }) : order.units.filter((unit) => unit.status !== 'canceled');
  const stuck = chosen.find((unit) => !moves[unit.status]?.includes(wish.to));
  if (chosen.length === 0 || stuck) throw new Refusal(409, `An order in ${stuck?.status ?? statusesOf(order).join(', ')} cannot become ${wish.to}.`, movesOf(order).map((one) => one.to));
  if (wish.to === 'packed') pack(world, chosen, wish.tracking);
  if (wish.to === 'canceled' && wish.by === 'buyer' && chosen.some((unit) => unit.status === 'packed' || unit.status.startsWith('ready_to_ship'))) return askCancel(world, order, chosen, wish.reason ?? 'Change of mind');
  if (wish.to === 'RETURN' || wish.to === 'ONLY_REFUND') {
    openReverse(world, order, chosen, wish.to, 'REQUEST_INITIATE', wish.reason ?? 'Barang rusak');
    world.putOrder(order);
    return order;
  }
  for (const unit of chosen) if (wish.reason !== undefined) unit.reason = wish.reason;
  advance(world, order, chosen, wish.to);
  return order;
}

export function pack(world: World, units: readonly Unit[], tracking?: string): string {
  const id = `FP${world.number('package', 52_100_001)}`;
  for (const unit of units) Object.assign(unit, { packageId: id, tracking: tracking ?? `LXID${id.slice(2)}` });
  return id;
}

/** A buyer wants out of what is packed already: the seller decides. */
function askCancel(world: World, order: Order, units: readonly Unit[], reason: string): Order {
  openReverse(world, order, units, 'CANCEL', 'CANCEL_INIT', reason);
  order.cancelPending = true;
  world.putOrder(order);
  return order;
}

export function advance(world: World, order: Order, units: readonly Unit[], to: string): void {
  for (const unit of units) {
    if (to === 'pending') hold(world, order, unit, 'occupied');
    if (to === 'ready_to_ship' || to === 'ready_to_ship_pending' || to === 'canceled') release(world, order, unit, to === 'canceled');
    unit.status = to;
    if (to === 'repacked') Object.assign(unit, { packageId: '', tracking: '' });
  }
  if (to === 'canceled') order.cancelPending = false;
  note(world, order, units);
  for (const id of new Set(units.map((unit) => unit.packageId))) if (id !== '') announce(world, order.shop, 14, { trade_order_id: order.id, package_id: id, status: to }, true);
}

function note(world: World, order: Order, units: readonly Unit[]): void {
  for (const status of new Set(units.map((unit) => unit.status))) order.history.push({ at: world.now(), status });
  world.putOrder(order);
  for (const unit of units) announceUnit(world, order, unit);
}

function hold(world: World, order: Order, unit: Unit, as: 'withheld' | 'occupied'): void {
  const found = there(world, order, unit);
  if (found && unit.holds !== '') {
    found.sku[unit.holds] -= 1;
    found.sku[as] += 1;
    world.putItem(found.item);
  }
  unit.holds = as;
}

/** Goods that go out leave the books; goods of what is canceled before that go back on sale. */
function release(world: World, order: Order, unit: Unit, back: boolean): void {
  const found = there(world, order, unit);
  if (found && unit.holds !== '') {
    found.sku[unit.holds] -= 1;
    if (back) found.sku.sellable += 1;
    world.putItem(found.item);
  } else if (found && back && unit.status.startsWith('ready_to_ship')) {
    found.sku.sellable += 1;
    world.putItem(found.item);
  }
  unit.holds = '';
}

export function there(world: World, order: Order, unit: Unit): { item: Item; sku: Sku } | null {
  const item = world.items(order.shop).get(unit.item);
  const sku = item?.skus.find((one) => one.id === unit.sku);
  return item && sku ? { item, sku } : null;
}

function onSale(world: World, shop: Shop, wish: { sku?: string; id?: string }): { item: Item; sku: Sku } {
  const items = wish.sku !== undefined && wish.id === undefined ? [world.itemOf(shop.id, wish.sku)] : world.items(shop.id).all();
  for (const item of items) {
    const sku = item && sells(world, item) ? item.skus.find((one) => one.on && (wish.id !== undefined ? one.id === wish.id : one.sellerSku === wish.sku)) : undefined;
    if (item && sku) return { item, sku };
  }
  throw nothingOnSale(wish);
}

/** In QC again after an edit, a product sells on, where the setting says so. */
export function sells(world: World, item: Item): boolean {
  return item.status === 'Active' || (item.status === 'Pending QC' && item.approvedOnce === true && !item.banned && item.skus.some((sku) => sku.on) && world.kit.unconfirmed('liveWhilePending') === true);
}
