/** The life of an order's items: who may move them where, what that does to stock, and which webhooks tell of it. */
import { mustBeInStock, nothingOnSale, Refusal, type MoveWish, type OrderWish } from '../kit/index.js';
import type { Item, Line, Order, Product, Shop } from './documents.js';
import { isLive } from './products.js';
import { announceLine, announceReturn, announceStock, type Event } from './push.js';
import type { World } from './world.js';

const moves: Readonly<Record<string, readonly string[]>> = {
  UNPAID: ['FP', 'X'], FP: ['PU', 'BP', 'X', 'OS'], PU: ['PF', 'CR', 'CX', 'X'], PF: ['CR', 'CX', 'X'], CR: ['CX', 'D', 'DF'], BP: ['D', 'X'], CX: ['D', 'DF'], DF: ['DX'], D: ['RETURN'], X: [], OS: [], DX: [],
};
const labels: Readonly<Record<string, string>> = { FP: 'Bayar', PU: 'Atur pengiriman', BP: 'Siapkan barang besar', X: 'Batalkan', OS: 'Stok habis', PF: 'Dijemput', CR: 'Di kurir', CX: 'Kirim', D: 'Sampai', DF: 'Gagal antar', DX: 'Tutup', RETURN: 'Minta retur' };
const dayMs = 86_400_000;

export function statusOf(order: Order): string {
  const live = order.lines.filter((line) => line.status !== 'X');
  return (live[0] ?? order.lines[0])?.status ?? '';
}

/** A payment that came after its time brings the very item back. */
function nextOfLine(line: Line | undefined): readonly string[] {
  const expired = line?.status === 'X' && line.history.length === 2 && line.history[0]?.status === 'UNPAID';
  return expired ? ['FP'] : moves[line?.status ?? ''] ?? [];
}

export function nextOf(order: Order): { to: string; label: string }[] {
  return nextOfLine(order.lines.find((line) => line.status === statusOf(order))).map((to) => ({ to, label: labels[to] ?? to }));
}

export function placeOrder(world: World, shop: Shop, wish: OrderWish): Order {
  const picked = wish.lines.map((line) => ({ ...onSale(world, shop, line), quantity: line.quantity }));
  mustBeInStock(picked, ({ item }) => ({ thing: item, stock: item.stock, name: item.sellerSku }));
  const created = wish.at ?? world.now();
  const status = wish.unpaid ? 'UNPAID' : 'FP';
  const lines = picked.map(({ product, item, quantity }): Line => ({
    id: String(world.number('item', 25_000_134_053)), product: product.sku, item: item.sku, sellerSku: item.sellerSku, title: item.name, variant: Object.values(item.options).join(' '), price: item.sale, type: product.type,
    quantity, cancelled: 0, status, packageId: '', awb: '', statusAt: created, history: [{ at: created, status }], reason: '',
  }));
  const order: Order = {
    id: String(world.number('order', 12_104_566_234)), shop: shop.id, buyer: wish.buyer ?? 'Pembeli latihan', created, paidAt: wish.unpaid ? 0 : created, cancelBy: created + 2 * dayMs, delivery: 'PICKUP', holdsStock: false, lines, history: [{ at: created, status }],
  };
  if (!wish.unpaid || world.kit.unconfirmed('stockTakenAt') === 'placed') takeStock(world, order);
  world.orders(shop.id).put(order.id, order);
  tell(world, order, lines, wish.unpaid ? 'waiting_for_payment_order' : 'new_order');
  return order;
}

function onSale(world: World, shop: Shop, wish: { sku?: string; id?: string }): { product: Product; item: Item } {
  for (const product of world.products(shop.id).all()) {
    if (!isLive(product)) continue;
    const item = product.items.find((one) => one.buyable && (wish.id !== undefined ? one.sku === wish.id : one.sellerSku === wish.sku));
    if (item) return { product, item };
  }
  throw nothingOnSale(wish);
}

function tell(world: World, order: Order, lines: readonly Line[], event: Event): void {
  for (const line of lines) announceLine(world, order, line, event);
}

export function moveOrder(world: World, order: Order, wish: Omit<MoveWish, 'order' | 'shop'>): Order {
  const { to } = wish;
  const named = wish.lines?.map((one) => ({ quantity: one.quantity, line: order.lines.find((line) => line.id === one.id || line.sellerSku === one.sku) }));
  if (named?.some(({ line }) => !line)) throw new Refusal(404, 'A named line is not in the order.');
  const lines = named ? named.flatMap(({ line }) => line ?? []) : order.lines.filter((line) => line.status === statusOf(order));
  for (const line of lines) if (!nextOfLine(line).includes(to)) throw new Refusal(409, `An order item in ${line.status} cannot become ${to}.`, nextOfLine(line));
  if (to === 'RETURN') return openReturn(world, order, lines, wish.reason ?? 'Barang rusak');
  for (const line of lines) {
    const part = named?.find((one) => one.line === line)?.quantity ?? line.quantity - line.cancelled;
    if (line.status === 'X') revive(world, order, line);
    if (to === 'X') cancelLine(world, order, line, part, wish.reason ?? 'Dibatalkan');
    else setStatus(world, order, line, to);
    if (wish.tracking !== undefined && to === 'PU') line.awb = wish.tracking;
  }
  if (to === 'FP') Object.assign(order, { paidAt: world.now(), cancelBy: world.now() + 2 * dayMs });
  if (to === 'FP' && !order.holdsStock) takeStock(world, order);
  if (to === 'OS' || to === 'DX') for (const line of lines) giveBack(world, order, line, to === 'OS' ? 0 : line.quantity - line.cancelled);
  world.orders(order.shop).put(order.id, order);
  const event = ({ FP: 'new_order', D: 'delivered_order' } as const)[to];
  if (event) tell(world, order, lines, event);
  return order;
}

/** A cancelled part goes back on sale; the item ends when nothing is left of it. */
export function cancelLine(world: World, order: Order, line: Line, quantity: number, reason: string): void {
  const left = line.quantity - line.cancelled;
  if (quantity < 1 || quantity > left) throw new Refusal(400, `Only ${left} are left to cancel.`);
  const unpaid = line.status === 'UNPAID';
  giveBack(world, order, line, quantity);
  Object.assign(line, { cancelled: line.cancelled + quantity, reason });
  if (line.cancelled === line.quantity) setStatus(world, order, line, 'X');
  world.orders(order.shop).put(order.id, order);
  if (line.status === 'X' && unpaid) announceLine(world, order, line, 'cancelled_payment_expired_order');
}

export function setStatus(world: World, order: Order, line: Line, status: string): void {
  Object.assign(line, { status, statusAt: world.now() });
  line.history.push({ at: world.now(), status });
  order.history.push({ at: world.now(), status });
  world.orders(order.shop).put(order.id, order);
}

function revive(world: World, order: Order, line: Line): void {
  line.cancelled = 0;
  if (order.holdsStock) change(world, order.shop, line, -line.quantity);
}

function openReturn(world: World, order: Order, lines: readonly Line[], reason: string): Order {
  for (const line of lines) {
    const one = { id: String(world.number('return', 700_101)), shop: order.shop, order: order.id, item: line.id, status: 'NEW', reason, created: world.now() };
    world.returns(order.shop).put(one.id, one);
    announceReturn(world, one);
  }
  return order;
}

function takeStock(world: World, order: Order): void {
  order.holdsStock = true;
  for (const line of order.lines) change(world, order.shop, line, -line.quantity);
}

function giveBack(world: World, order: Order, line: Line, quantity: number): void {
  if (order.holdsStock && quantity > 0) change(world, order.shop, line, quantity);
}

function change(world: World, shop: string, line: Line, by: number): void {
  const product = world.products(shop).get(line.product);
  const item = product?.items.find((one) => one.sku === line.item);
  if (!product || !item) return;
  const from = item.stock;
  item.stock = Math.max(0, from + by);
  if (item.lockedUntil > 0) item.reserved = Math.max(0, Math.min(item.stock, item.reserved + by));
  world.putProduct(product);
  announceStock(world, product, item);
}
