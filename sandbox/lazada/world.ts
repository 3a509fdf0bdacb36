/** The documents of the practice Lazada. Everything of one shop lies under `shop/<id>/`. */
import type { Kit, Shelf } from '../kit/index.js';
import type { App, Batch, Code, Image, Item, Order, Shop, Token } from './documents.js';

export class World {
  readonly apps: Shelf<App>;
  readonly shops: Shelf<Shop>;
  readonly tokens: Shelf<Token>;
  readonly codes: Shelf<Code>;
  readonly images: Shelf<Image>;
  readonly batches: Shelf<Batch>;
  private readonly numbers: Shelf<{ last: number }>;
  private readonly shelves = new Map<string, unknown>();

  constructor(readonly kit: Kit) {
    this.apps = kit.store.shelf('apps');
    this.shops = kit.store.shelf('shops');
    this.tokens = kit.store.shelf('tokens');
    this.codes = kit.store.shelf('codes');
    this.images = kit.store.shelf('images');
    this.batches = kit.store.shelf('batches');
    this.numbers = kit.store.shelf('numbers');
  }

  /** Ms by this marketplace's clock. */
  now(): number {
    return this.kit.clock.now();
  }

  items(shop: string): Shelf<Item> {
    return this.shelf(shop, 'items');
  }

  orders(shop: string): Shelf<Order> {
    return this.shelf(shop, 'orders');
  }

  /** The item that has this SellerSku now. */
  itemOf(shop: string, sellerSku: string): Item | undefined {
    const id = this.shelf<{ item: string }>(shop, 'skus').get(sellerSku)?.item;
    return id === undefined ? undefined : this.items(shop).get(id);
  }

  putItem(item: Item): void {
    item.updated = this.now();
    if (item.visibleAt === 0) item.visibleAt = this.now() + this.kit.settings().searchLagMs;
    this.items(item.shop).put(item.id, item);
    const skus = this.shelf<{ item: string }>(item.shop, 'skus');
    for (const sku of item.skus) if (item.status === 'Deleted') skus.drop(sku.sellerSku); else skus.put(sku.sellerSku, { item: item.id });
  }

  forgetSku(shop: string, sellerSku: string): void {
    this.shelf<{ item: string }>(shop, 'skus').drop(sellerSku);
  }

  putOrder(order: Order): void {
    order.updated = this.now();
    this.orders(order.shop).put(order.id, order);
  }

  number(row: string, from = 1): number {
    const last = (this.numbers.get(row)?.last ?? from - 1) + 1;
    this.numbers.put(row, { last });
    return last;
  }

  private shelf<T>(shop: string, kind: string): Shelf<T> {
    const name = `shop/${shop}/${kind}`;
    let shelf = this.shelves.get(name) as Shelf<T> | undefined;
    if (!shelf) this.shelves.set(name, (shelf = this.kit.store.shelf<T>(name)));
    return shelf;
  }
}
