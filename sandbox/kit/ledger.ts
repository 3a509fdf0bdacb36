/**
 * The documents that every marketplace of many sellers keeps: apps, shops, what each shop has, and rows of small numbers.
 * Everything of one shop lies under `shop/<id>/`, so that a reset of it is one sweep.
 */
import { Refusal } from './refusal.js';
import type { Kit } from './simulator.js';
import type { Shelf } from './store.js';

export class Ledger<App extends { readonly name: string }, Shop extends { readonly id: string; readonly name: string }> {
  readonly apps: Shelf<App>;
  readonly shops: Shelf<Shop>;
  private readonly numbers: Shelf<{ last: number }>;
  private readonly shelves = new Map<string, unknown>();

  constructor(readonly kit: Kit) {
    this.apps = kit.store.shelf('apps');
    this.shops = kit.store.shelf('shops');
    this.numbers = kit.store.shelf('numbers');
  }

  /** The next small number of a row. */
  number(row: string, from = 1): number {
    const last = this.numbers.get(row)?.last ?? from - 1;
    this.numbers.put(row, { last: last + 1 });
    return last + 1;
  }

  /** Throws Refusal 404. */
  theShop(id: string): Shop {
    const shop = this.shops.get(id);
    if (!shop) throw new Refusal(404, `There is no shop ${id}.`);
    return shop;
  }

  /** An app by its own key or by its name; undefined: it is to be made. */
  knownApp(wish: string | undefined): App | undefined {
    return wish === undefined ? undefined : this.apps.get(wish) ?? [...this.apps.all()].find((one) => one.name === wish);
  }

  /** The document of this id in the named shop or, where none is named, in whichever has it. Throws Refusal 404 with `what` it is. */
  inShops<T>(what: string, id: string, shop: string | undefined, shelfOf: (shop: string) => Shelf<T>): T {
    for (const one of this.shops.all()) {
      const found = shop === undefined || shop === one.id ? shelfOf(one.id).get(id) : undefined;
      if (found !== undefined) return found;
    }
    throw new Refusal(404, `There is no ${what} ${id}.`);
  }

  protected ofShop<T>(shop: string, kind: string): Shelf<T> {
    const name = `shop/${shop}/${kind}`;
    let shelf = this.shelves.get(name) as Shelf<T> | undefined;
    if (!shelf) this.shelves.set(name, (shelf = this.kit.store.shelf<T>(name)));
    return shelf;
  }
}
