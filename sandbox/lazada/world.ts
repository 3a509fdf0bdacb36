/** The documents of the practice Lazada, besides those of every ledger; SellerSkus have an index of their own. */
import { Ledger, type Kit, type Shelf } from '../kit/index.js';
import type { App, Batch, Code, Image, Item, Order, Reverse, Shop, Token } from './documents.js';

export class World extends Ledger<App, Shop> {
  readonly tokens: Shelf<Token>;
  readonly codes: Shelf<Code>;
  readonly images: Shelf<Image>;
  readonly batches: Shelf<Batch>;

  constructor(kit: Kit) {
    super(kit);
    this.tokens = kit.store.shelf('tokens');
    this.codes = kit.store.shelf('codes');
    this.images = kit.store.shelf('images');
    this.batches = kit.store.shelf('batches');
  }

  /** Ms by this marketplace's clock. */
  now(): number {
    return this.kit.clock.now();
  }

  items(shop: string): Shelf<Item> {
    return this.ofShop(shop, 'items');
  }

  orders(shop: string): Shelf<Order> {
    return this.ofShop(shop, 'orders');
  }

  reverses(shop: string): Shelf<Reverse> {
    return this.ofShop(shop, 'reverses');
  }

  /** The item that has this SellerSku now. */
  itemOf(shop: string, sellerSku: string): Item | undefined {
    const id = this.ofShop<{ item: string }>(shop, 'skus').get(sellerSku)?.item;
    return id === undefined ? undefined : this.items(shop).get(id);
  }

  putItem(item: Item): void {
    item.updated = this.now();
    if (item.visibleAt === 0) item.visibleAt = this.now() + this.kit.settings().searchLagMs;
    this.items(item.shop).put(item.id, item);
    const skus = this.ofShop<{ item: string }>(item.shop, 'skus');
    for (const sku of item.skus) if (item.status === 'Deleted') skus.drop(sku.sellerSku); else skus.put(sku.sellerSku, { item: item.id });
  }

  forgetSku(shop: string, sellerSku: string): void {
    this.ofShop<{ item: string }>(shop, 'skus').drop(sellerSku);
  }

  putOrder(order: Order): void {
    order.updated = this.now();
    this.orders(order.shop).put(order.id, order);
  }
}
