import type { ApiKey, Attribute, Doc, Item, Order, Picture, Sequences, Term, Webhook } from './documents.js';

/** One kind of document of one shop. What is put is written down before the request is answered; a document that was changed must be put again. */
export interface Shelf<T extends Doc> {
  get(id: number): T | undefined;
  put(doc: T): void;
  drop(id: number): void;
  all(): IterableIterator<T>;
}
export interface Shelves {
  items: Shelf<Item>; pictures: Shelf<Picture>; terms: Shelf<Term>; attributes: Shelf<Attribute>;
  orders: Shelf<Order>; webhooks: Shelf<Webhook>; keys: Shelf<ApiKey>; sequences: Shelf<Sequences>;
}
export type Resource = 'product' | 'order' | 'customer' | 'coupon';
export type ResourceEvent = 'created' | 'updated' | 'deleted' | 'restored';

/** What the shop asks of the world around it. */
export interface World {
  /** ms since 1970 by the shop's own clock. */
  now(): number;
  /** The address buyers and signatures know, without a slash at the end: http://127.0.0.1:4105/toko-1 */
  home(): string;
  /** Downloads a picture; throws with the reason. */
  fetch(url: string): Promise<Buffer>;
  /** Answers the bytes' SHA-256. */
  keepPicture(bytes: Buffer): string;
  /** The first post id of a new shop. */
  firstId(): number;
  /** Tells the shop's webhooks. */
  announce(resource: Resource, event: ResourceEvent, id: number): void;
  /** How long a new thing stays out of lists. */
  searchLagMs(): number;
  /** Greets the receiver of a webhook. */
  ping(webhook: Webhook): void;
  /** Has the shop's cron cancel an order that is still unpaid at the instant (ms since 1970). */
  cancelUnpaid(order: number, at: number): void;
  /** Random text of this many hex digits. */
  random(digits: number): string;
  /** Whether a behaviour that the vendor's papers leave open is switched on. */
  unconfirmed(name: string): unknown;
}

/** One web shop: its documents, their numbers, and who owns which SKU. */
export class Shop {
  /** SKUs that a create is busy with: a second create of the same is refused until the first ends. */
  readonly busySkus = new Set<string>();
  readonly nonces = new Map<number, Map<string, number>>();
  private readonly skus = new Map<string, Set<number>>();
  private readonly skuOf = new Map<number, string>();

  constructor(readonly slug: string, readonly name: string, readonly shelves: Shelves, readonly world: World) {
    for (const item of shelves.items.all()) this.index(item);
  }

  next(row: 'posts' | 'terms' | 'rows'): number {
    const sequences = this.shelves.sequences.get(1) ?? { id: 1, posts: this.world.firstId(), terms: 15, rows: 1 };
    const id = sequences[row];
    this.shelves.sequences.put({ ...sequences, [row]: id + 1 });
    return id;
  }

  now(): number {
    return Math.floor(this.world.now() / 1000) * 1000; // WordPress keeps whole seconds
  }

  putItem(item: Item): void {
    this.shelves.items.put(item);
    this.index(item);
  }

  dropItem(item: Item): void {
    this.skus.get(this.skuOf.get(item.id) ?? '')?.delete(item.id);
    this.skuOf.delete(item.id);
    this.shelves.items.drop(item.id);
  }

  /** Who has this SKU, the trashed included. */
  skuOwners(sku: string): number[] {
    return sku === '' ? [] : [...(this.skus.get(sku) ?? [])];
  }

  product(id: number): Item | undefined {
    const item = this.shelves.items.get(id);
    return item && item.parent === 0 ? item : undefined;
  }

  variation(parent: number, id: number): Item | undefined {
    const item = this.shelves.items.get(id);
    return item && item.parent === parent && parent > 0 ? item : undefined;
  }

  children(item: Item): Item[] {
    return item.variations.map((id) => this.shelves.items.get(id)).filter((child) => child !== undefined);
  }

  key(consumerKey: string): ApiKey | undefined {
    for (const key of this.shelves.keys.all()) if (key.consumerKey === consumerKey && !key.revoked) return key;
    return undefined;
  }

  noncesOf(key: ApiKey): Map<string, number> {
    const known = this.nonces.get(key.id) ?? new Map<string, number>();
    this.nonces.set(key.id, known);
    return known;
  }

  private index(item: Item): void {
    const before = this.skuOf.get(item.id);
    if (before === item.sku) return;
    if (before !== undefined) this.skus.get(before)?.delete(item.id);
    this.skuOf.set(item.id, item.sku);
    if (item.sku === '') return;
    const owners = this.skus.get(item.sku) ?? new Set<number>();
    owners.add(item.id);
    this.skus.set(item.sku, owners);
  }
}
