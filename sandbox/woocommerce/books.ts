import { type Kit, Refusal, type Shelf as KitShelf } from '../kit/index.js';
import { TREE, type Branch } from './category-tree.js';
import type { Doc } from './documents.js';
import { downloadPicture } from './download-picture.js';
import { addTerm, defaultCategory } from './goods/terms.js';
import type { Announcer } from './hooks/announce.js';
import { Shop, type Shelf, type Shelves } from './shop.js';

/** All shops of this practice marketplace: opened, found, emptied. Each lives below an address of its own: http://127.0.0.1:4105/toko-1 */
interface Kept { id: string; name: string }
const FIRST_ID = 100;
const FIRST_TERM = 15; // the same categories have the same ids in every new shop: demo.json counts on it

export class Books {
  private readonly kept: KitShelf<Kept>;
  private readonly open = new Map<string, Shop>();

  constructor(private readonly kit: Kit, private readonly announcer: Announcer) {
    this.kept = kit.store.shelf<Kept>('shops');
  }

  create(name: string): Shop {
    const numbers = [...this.kept.all()].map((kept) => Number(kept.id.slice('toko-'.length)));
    const id = `toko-${Math.max(0, ...numbers) + 1}`;
    this.kept.put(id, { id, name });
    const shop = this.must(id);
    this.plant(shop);
    return shop;
  }

  find(id: string): Shop | undefined {
    const kept = this.kept.get(id);
    if (!kept) return undefined;
    const known = this.open.get(id);
    if (known) return known;
    const shop = this.raise(kept);
    this.open.set(id, shop);
    return shop;
  }

  must(id: string): Shop {
    const shop = this.find(id);
    if (!shop) throw new Refusal(404, `There is no shop ${id}.`, this.all().map((one) => one.slug));
    return shop;
  }

  all(): Shop[] {
    return [...this.kept.all()].map((kept) => this.find(kept.id)).filter((shop) => shop !== undefined);
  }

  /** A shop keeps its name, keys and numbers, and begins again with the categories of a new one. */
  empty(id: string): void {
    this.must(id);
    for (const kind of ['items', 'pictures', 'terms', 'attributes', 'orders', 'webhooks']) this.kit.store.clear(`shop/${id}/${kind}`);
    this.open.delete(id);
    const shop = this.must(id);
    const numbers = shop.shelves.sequences.get(1);
    if (numbers) shop.shelves.sequences.put({ ...numbers, terms: FIRST_TERM });
    this.plant(shop);
  }

  forget(): void {
    this.open.clear();
  }

  private plant(shop: Shop): void {
    defaultCategory(shop);
    const grow = (branches: readonly Branch[], parent: number): void => {
      for (const branch of branches) {
        const [name, below] = typeof branch === 'string' ? [branch, []] as const : branch;
        grow(below, addTerm(shop, { taxonomy: 'category', name, parent }).id);
      }
    };
    grow(TREE, 0);
  }

  private raise({ id, name }: Kept): Shop {
    const { kit, announcer } = this;
    const shelf = <T extends Doc>(kind: string): Shelf<T> => {
      const docs = kit.store.shelf<T>(`shop/${id}/${kind}`);
      return { get: (key) => docs.get(String(key)), put: (doc) => docs.put(String(doc.id), doc), drop: (key) => docs.drop(String(key)), all: () => docs.all() };
    };
    const shelves: Shelves = {
      items: shelf('items'), pictures: shelf('pictures'), terms: shelf('terms'), attributes: shelf('attributes'), orders: shelf('orders'), webhooks: shelf('webhooks'), keys: shelf('keys'), sequences: shelf('sequences'),
    };
    const shop: Shop = new Shop(id, name, shelves, {
      now: () => kit.clock.now(), home: () => `${kit.url()}/${id}`, fetch: downloadPicture, keepPicture: (bytes) => kit.photos.keep(bytes), unconfirmed: (what) => kit.unconfirmed(what),
      firstId: () => (Number.isSafeInteger(Number(kit.settings().idsFrom)) ? Number(kit.settings().idsFrom) : FIRST_ID), searchLagMs: () => kit.settings().searchLagMs, random: (digits) => kit.random(digits),
      announce: (resource, event, subject) => announcer.announce(shop, resource, event, subject), ping: (webhook) => announcer.ping(shop, webhook),
      cancelUnpaid: (order, at) => kit.schedule.at(at, 'cancel-unpaid', { shop: id, order: String(order) }),
    });
    return shop;
  }
}
