/** The documents of the practice TikTok Shop, besides those of every ledger. */
import { Ledger, type Kit, type Shelf } from '../kit/index.js';
import type { App, Cancellation, Code, Grant, Image, Order, Product, Return, Shop, Token, Webhook } from './documents.js';

export class World extends Ledger<App, Shop> {
  readonly grants: Shelf<Grant>;
  readonly tokens: Shelf<Token>;
  readonly codes: Shelf<Code>;
  readonly images: Shelf<Image>;

  constructor(kit: Kit) {
    super(kit);
    this.grants = kit.store.shelf('grants');
    this.tokens = kit.store.shelf('tokens');
    this.codes = kit.store.shelf('codes');
    this.images = kit.store.shelf('images');
  }

  /** Whole seconds by this marketplace's clock. */
  now(): number {
    return Math.floor(this.kit.clock.now() / 1000);
  }

  products = (shop: string): Shelf<Product> => this.ofShop(shop, 'products');
  orders = (shop: string): Shelf<Order> => this.ofShop(shop, 'orders');
  cancellations = (shop: string): Shelf<Cancellation> => this.ofShop(shop, 'cancellations');
  returns = (shop: string): Shelf<Return> => this.ofShop(shop, 'returns');
  webhooks = (shop: string): Shelf<Webhook> => this.ofShop(shop, 'webhooks');
  /** Answers of creates by idempotency key. */
  keys = (shop: string): Shelf<{ data: object; id: string }> => this.ofShop(shop, 'keys');

  putProduct(product: Product): void {
    product.updated = this.now();
    this.products(product.shop).put(product.id, product);
  }

  putOrder(order: Order): void {
    order.updated = this.now();
    this.orders(order.shop).put(order.id, order);
  }
}
