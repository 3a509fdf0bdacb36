import type { RemoteOrder } from '../../adapters/contract/index.js';
import type { Clock } from '../../src/kernel/index.js';

export interface FairOrder { readonly id: string; readonly shop: string; readonly sku: string; readonly quantity: number; readonly placedAt: number; changedAt: number; status: 'to-ship' | 'shipped' | 'cancelled'; read: boolean }
export interface FairShop { readonly name: string; readonly freshMs: number; readonly lagMs: number; readonly latencyMs: readonly [number, number]; readonly stock: Map<string, number>; readonly orders: FairOrder[] }
interface Event { readonly at: number; readonly n: number; readonly kind: 'market' | 'house'; readonly run: () => void | Promise<void> }

/** Chance that is the same for the same seed. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Marketplaces in simulated time, and the only hand on the clock. What buyers do happens whenever time passes, also while a call of ours is under way; what reaches the house (news, people, the sweep)
 * waits until it is idle. Each shop lowers its own number when an order is placed, and raises it when one is cancelled, as real ones do.
 */
export class Fair {
  readonly shops = new Map<string, FairShop>();
  /** Units that a push put on sale again though this shop had sold them, by how old the sale was when the push left, ms. */
  readonly putBack: { readonly shop: string; readonly units: number; readonly ageMs: number }[] = [];
  pushes = 0;
  private events: Event[] = [];
  private count = 0;

  constructor(private readonly clock: Clock, readonly random: () => number) {}

  between = (low: number, high: number): number => low + this.random() * (high - low);

  at(at: number, kind: Event['kind'], run: Event['run']): void {
    const event = { at, n: this.count++, kind, run };
    let low = 0, high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1, other = this.events[middle] as Event;
      if (other.at < at || (other.at === at && other.n < event.n)) low = middle + 1;
      else high = middle;
    }
    this.events.splice(low, 0, event);
  }

  /** The next thing to happen, with the clock moved to its time: whose it was, or null when there is nothing more. */
  async step(): Promise<Event['kind'] | null> {
    const event = this.events.shift();
    if (!event) return null;
    this.clock.advance(Math.max(0, event.at - this.clock.now()));
    await event.run();
    return event.kind;
  }

  /** Time passes while a call is under way: buyers go on buying. */
  async pass(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    for (;;) {
      const index = this.events.findIndex((event) => event.kind === 'market' || event.at > until);
      const event = this.events[index];
      if (!event || event.at > until) break;
      this.events.splice(index, 1);
      this.clock.advance(Math.max(0, event.at - this.clock.now()));
      await event.run();
    }
    this.clock.advance(Math.max(0, until - this.clock.now()));
  }

  buy(shop: FairShop, sku: string, quantity: number): FairOrder | null {
    const there = shop.stock.get(sku) ?? 0;
    if (there < quantity) return null;
    shop.stock.set(sku, there - quantity);
    const now = Math.floor(this.clock.now());
    const order: FairOrder = { id: `${shop.name}-${shop.orders.length + 1}`, shop: shop.name, sku, quantity, placedAt: now, changedAt: now, status: 'to-ship', read: false };
    shop.orders.push(order);
    return order;
  }

  move(order: FairOrder, status: 'shipped' | 'cancelled'): void {
    const shop = this.shops.get(order.shop);
    if (!shop || order.status !== 'to-ship') return;
    if (status === 'cancelled') shop.stock.set(order.sku, (shop.stock.get(order.sku) ?? 0) + order.quantity);
    order.status = status;
    order.changedAt = Math.max(order.changedAt + 1, Math.floor(this.clock.now()));
  }

  /** A push arrives after its latency. What this shop sold and we had not read when it left is put on sale again. */
  async push(shop: FairShop, values: readonly { readonly sku: string; readonly value: number }[]): Promise<void> {
    const leftAt = this.clock.now();
    const unread = new Map(values.map(({ sku }) => [sku, shop.orders.filter((order) => order.sku === sku && order.status !== 'cancelled' && !order.read)]));
    await this.pass(this.between(...shop.latencyMs));
    for (const { sku, value } of values) {
      if (value > 0) for (const order of unread.get(sku) ?? []) this.putBack.push({ shop: shop.name, units: order.quantity, ageMs: leftAt - order.placedAt });
      shop.stock.set(sku, value);
      this.pushes += 1;
    }
  }

  /** What the list of changed orders shows: an order may stay invisible for the list's lag. Whoever is shown is known to the house. */
  show(shop: FairShop, is: (order: FairOrder) => boolean, lagMs: number): RemoteOrder[] {
    const now = this.clock.now();
    return shop.orders.filter((order) => order.changedAt <= now - lagMs && is(order)).map((order) => {
      order.read = true;
      return remote(order);
    });
  }
}

const remote = (order: FairOrder): RemoteOrder => ({
  id: order.id, groupId: order.id, number: order.id, placedAt: order.placedAt, paidAt: order.placedAt, changedAt: order.changedAt, expiresAt: null, shipBy: null, status: order.status, rawStatus: order.status, currency: 'IDR', total: 0n, buyer: null,
  lines: [{ id: `${order.id}.1`, itemId: '', variantId: '', sku: order.sku, title: order.sku, quantity: order.quantity, cancelled: order.status === 'cancelled' ? order.quantity : 0, unitPaid: 0n, sellerDiscount: 0n, platformDiscount: 0n }], raw: {},
});
