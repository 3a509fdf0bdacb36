/** The documents of the practice Blibli, besides those of every ledger. */
import { Ledger, type Shelf } from '../kit/index.js';
import type { App, Feed, Order, Product, Return, Shop } from './documents.js';

export class World extends Ledger<App, Shop> {
  /** Ms by this marketplace's clock. */
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
    return this.ofShop(shop, 'products');
  }

  feeds(shop: string): Shelf<Feed> {
    return this.ofShop(shop, 'feeds');
  }

  orders(shop: string): Shelf<Order> {
    return this.ofShop(shop, 'orders');
  }

  returns(shop: string): Shelf<Return> {
    return this.ofShop(shop, 'returns');
  }

  putProduct(product: Product): void {
    product.updated = this.now();
    product.visibleAt = product.updated + this.kit.settings().searchLagMs;
    this.products(product.shop).put(product.sku, product);
  }
}
