/** The documents of the practice TikTok Shop, and the numbers it gives. Everything of one shop lies under `shop/<id>/`. */
import type { Kit, Shelf } from '../kit/index.js';
import type { App, Cancellation, Code, Grant, Image, Order, Product, Return, Shop, Token, Webhook } from './documents.js';

export class World {
  readonly apps: Shelf<App>;
  readonly grants: Shelf<Grant>;
  readonly shops: Shelf<Shop>;
  readonly tokens: Shelf<Token>;
  readonly codes: Shelf<Code>;
  readonly images: Shelf<Image>;
  private readonly numbers: Shelf<{ last: number }>;
  private readonly shelves = new Map<string, unknown>();

  constructor(readonly kit: Kit) {
    this.apps = kit.store.shelf('apps');
    this.grants = kit.store.shelf('grants');
    this.shops = kit.store.shelf('shops');
    this.tokens = kit.store.shelf('tokens');
    this.codes = kit.store.shelf('codes');
    this.images = kit.store.shelf('images');
    this.numbers = kit.store.shelf('numbers');
  }

  /** Whole seconds by this marketplace's clock. */
  now(): number {
    return Math.floor(this.kit.clock.now() / 1000);
  }

  products = (shop: string): Shelf<Product> => this.shelf(shop, 'products');
  orders = (shop: string): Shelf<Order> => this.shelf(shop, 'orders');
  cancellations = (shop: string): Shelf<Cancellation> => this.shelf(shop, 'cancellations');
  returns = (shop: string): Shelf<Return> => this.shelf(shop, 'returns');
  webhooks = (shop: string): Shelf<Webhook> => this.shelf(shop, 'webhooks');
  /** Answers of creates by idempotency key. */
  keys = (shop: string): Shelf<{ data: object; id: string }> => this.shelf(shop, 'keys');

  putProduct(product: Product): void {
    product.updated = this.now();
    this.products(product.shop).put(product.id, product);
  }

  putOrder(order: Order): void {
    order.updated = this.now();
    this.orders(order.shop).put(order.id, order);
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
