/** The documents of the practice Shopee, besides those of every ledger. */
import { Ledger, type Kit, type Shelf } from '../kit/index.js';
import type { App, Code, Image, Item, LostPush, Order, Return, Shop, Token } from './documents.js';

export class World extends Ledger<App, Shop> {
  readonly tokens: Shelf<Token>;
  readonly codes: Shelf<Code>;
  readonly images: Shelf<Image>;
  readonly lost: Shelf<LostPush>;

  constructor(kit: Kit) {
    super(kit);
    this.tokens = kit.store.shelf('tokens');
    this.codes = kit.store.shelf('codes');
    this.images = kit.store.shelf('images');
    this.lost = kit.store.shelf('lost');
  }

  /** Whole seconds by this marketplace's clock. */
  now(): number {
    return Math.floor(this.kit.clock.now() / 1000);
  }

  items(shop: string): Shelf<Item> {
    return this.ofShop(shop, 'items');
  }

  orders(shop: string): Shelf<Order> {
    return this.ofShop(shop, 'orders');
  }

  returns(shop: string): Shelf<Return> {
    return this.ofShop(shop, 'returns');
  }

  putItem(item: Item): void {
    item.updated = this.now();
    this.items(item.shop).put(item.id, item);
  }

  putOrder(order: Order): void {
    order.updated = this.now();
    this.orders(order.shop).put(order.sn, order);
  }
}
