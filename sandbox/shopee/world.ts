/** The documents of the practice Shopee, and the numbers it gives. Everything of one shop lies under `shop/<id>/`. */
import type { Kit, Shelf } from '../kit/index.js';
import type { App, Code, Image, Item, LostPush, Order, Return, Shop, Token } from './documents.js';

export class World {
  readonly apps: Shelf<App>;
  readonly shops: Shelf<Shop>;
  readonly tokens: Shelf<Token>;
  readonly codes: Shelf<Code>;
  readonly images: Shelf<Image>;
  readonly lost: Shelf<LostPush>;
  private readonly numbers: Shelf<{ last: number }>;
  private readonly shelves = new Map<string, unknown>();

  constructor(readonly kit: Kit) {
    this.apps = kit.store.shelf('apps');
    this.shops = kit.store.shelf('shops');
    this.tokens = kit.store.shelf('tokens');
    this.codes = kit.store.shelf('codes');
    this.images = kit.store.shelf('images');
    this.lost = kit.store.shelf('lost');
    this.numbers = kit.store.shelf('numbers');
  }

  /** Whole seconds by this marketplace's clock. */
  now(): number {
    return Math.floor(this.kit.clock.now() / 1000);
  }

  items(shop: string): Shelf<Item> {
    return this.shelf(shop, 'items');
  }

  orders(shop: string): Shelf<Order> {
    return this.shelf(shop, 'orders');
  }

  returns(shop: string): Shelf<Return> {
    return this.shelf(shop, 'returns');
  }

  putItem(item: Item): void {
    item.updated = this.now();
    this.items(item.shop).put(item.id, item);
  }

  putOrder(order: Order): void {
    order.updated = this.now();
    this.orders(order.shop).put(order.sn, order);
  }

  /** The next small number of a row. */
  number(row: string, from = 1): number {
    const last = this.numbers.get(row)?.last ?? from - 1;
    this.numbers.put(row, { last: last + 1 });
    return last + 1;
  }

  private shelf<T>(shop: string, kind: string): Shelf<T> {
    const name = `shop/${shop}/${kind}`;
    let shelf = this.shelves.get(name) as Shelf<T> | undefined;
    if (!shelf) this.shelves.set(name, (shelf = this.kit.store.shelf<T>(name)));
    return shelf;
  }
}
