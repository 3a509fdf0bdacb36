/** The half of a practice that is the same wherever a ledger is kept: what is asked for is found there and handed to the marketplace's own trade. */
import type { Answer, Call } from './call.js';
import type { Ledger } from './ledger.js';
import type { Kit, ListingEdit, MoveWish, OrderWish, Practice } from './simulator.js';
import type { ListingState, OrderState, ShopState } from './state.js';
import type { Shelf } from './store.js';

/** What buyers, sellers and the system do on one marketplace, in its own documents. Whoever cannot throws Refusal. */
export interface Trade<World, Shop, Order, Listing> {
  orders(world: World, shop: string): Shelf<Order>;
  listings(world: World, shop: string): Shelf<Listing>;
  showShop(world: World, shop: Shop): ShopState;
  showListing(world: World, listing: Listing): ListingState;
  showOrder(order: Order): OrderState;
  placeOrder(world: World, shop: Shop, wish: OrderWish): Order;
  moveOrder(world: World, order: Order, wish: MoveWish): Order;
  movesOf(order: Order): readonly { to: string; label: string }[];
  editListing(world: World, listing: Listing, wish: ListingEdit): void;
}

export abstract class TradingPractice<World extends Ledger<{ readonly name: string }, Shop>, Shop extends { readonly id: string; readonly name: string }, Order, Listing> implements Practice {
  protected readonly kit: Kit;

  constructor(protected readonly world: World, private readonly trade: Trade<World, Shop, Order, Listing>) {
    this.kit = world.kit;
  }

  abstract handle(call: Call): Answer | Promise<Answer>;
  abstract shopOf(call: Call): string | null;
  abstract rateLimited(call: Call, retryAfterSeconds: number): Answer;
  abstract vendorError(code: string, call: Call | null): Answer | undefined;
  abstract serverError(call: Call): Answer;
  abstract openShop(wish: { name: string; app?: string; grant?: string }): { shop: string; credentials: Record<string, unknown> };
  abstract expireToken(shop: string, kind: 'access' | 'refresh'): void;
  abstract revoke(shop: string): void;

  shops(): readonly { id: string; name: string }[] {
    return [...this.world.shops.all()];
  }

  state(shop: string): ShopState {
    return this.trade.showShop(this.world, this.world.theShop(shop));
  }

  placeOrder(wish: OrderWish): OrderState {
    return this.trade.showOrder(this.trade.placeOrder(this.world, this.world.theShop(wish.shop), wish));
  }

  moveOrder(wish: MoveWish): OrderState {
    return this.trade.showOrder(this.trade.moveOrder(this.world, this.theOrder(wish.order, wish.shop), wish));
  }

  movesOf(shop: string, order: string): readonly { to: string; label: string }[] {
    return this.trade.movesOf(this.theOrder(order, shop));
  }

  editListing(wish: ListingEdit): ListingState {
    const listing = this.world.inShops('listing', wish.listing, wish.shop, (shop) => this.trade.listings(this.world, shop));
    this.trade.editListing(this.world, listing, wish);
    return this.trade.showListing(this.world, listing);
  }

  reset(shop?: string): void {
    if (shop !== undefined) this.kit.store.clear(`shop/${this.world.theShop(shop).id}/`);
  }

  /** Says what a kind of task does with a listing; `field` is where the task names it. One that is gone by then is passed over. */
  protected onListing(kind: string, field: string, act: (listing: Listing) => void): void {
    this.kit.schedule.on(kind, (task) => {
      const listing = this.trade.listings(this.world, task.shop ?? '').get(task[field] ?? '');
      if (listing !== undefined) act(listing);
    });
  }

  private theOrder(id: string, shop: string | undefined): Order {
    return this.world.inShops('order', id, shop, (one) => this.trade.orders(this.world, one));
  }
}
