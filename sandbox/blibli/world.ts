/** The documents of the practice Blibli, and the numbers it gives. Everything of one store lies under `shop/<code>/`. */
import type { Kit, Shelf } from '../kit/index.js';
import type { App, Feed, Order, Product, Return, Shop } from './documents.js';

export class World {
  readonly apps: Shelf<App>;
  readonly shops: Shelf<Shop>;
  private readonly numbers: Shelf<{ last: number }>;
  private readonly shelves = new Map<string, unknown>();

  constructor(readonly kit: Kit) {
    this.apps = kit.store.shelf('apps');
    this.shops = kit.store.shelf('shops');
    this.numbers = kit.store.shelf('numbers');
  }

  now(): number {
    return this.kit.clock.now();
  }

  strict(): boolean {
    return this.kit.unconfirmed('refuseUnknownFields') === true;
  }

  shopOfKey(key: string): Shop | undefined {
    for (const shop of this.shops.all()) if (shop.sellerKey === key) return shop;
    return undefined;
  }

  products(shop: string): Shelf<Product> {
    return this.shelf(shop, 'products');
  }

  feeds(shop: string): Shelf<Feed> {
    return this.shelf(shop, 'feeds');
  }

  orders(shop: string): Shelf<Order> {
    return this.shelf(shop, 'orders');
  }

  returns(shop: string): Shelf<Return> {
    return this.shelf(shop, 'returns');
  }

  putProduct(product: Product): void {
    product.updated = this.now();
    product.visibleAt = product.updated + this.kit.settings().searchLagMs;
    this.products(product.shop).put(product.sku, product);
  }

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
