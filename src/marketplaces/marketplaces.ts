import { discoverAdapters, type Adapter, type Session, type Tools } from '../../adapters/contract/index.js';
import { sheetColumns } from './sheet-columns.js';

/** Opening a shop makes no call; whoever makes one through these tools is wrong. */
const deaf: Tools<object> = {
  send: () => Promise.reject(new Error('This shop was opened only to be asked about itself.')), json: () => null,
  media: { find: () => null, learn: () => Promise.resolve(), forget: () => Promise.resolve() },
};

export interface SheetFrom { readonly marketplace: string; readonly title: string }

/** Every marketplace that has a folder, by name. */
export class Marketplaces {
  private constructor(private readonly adapters: ReadonlyMap<string, Adapter>) {}

  static async discover(dirs: readonly string[]): Promise<Marketplaces> {
    return new Marketplaces(await discoverAdapters(dirs));
  }

  /** Throws when there is none: a shop of a marketplace whose folder was removed. */
  get(name: string): Adapter {
    const adapter = this.adapters.get(name);
    if (!adapter) throw new Error(`No adapter for "${name}": its folder is not in ADAPTER_DIRS.`);
    return adapter;
  }

  find(name: string): Adapter | null {
    return this.adapters.get(name) ?? null;
  }

  /** What a platform inside a marketplace is called on screen. */
  placeName(marketplace: string, place: string, language: 'id' | 'en'): string {
    return this.adapters.get(marketplace)?.words[place]?.[language] ?? place;
  }

  /** Under which key a shop's category tree is cached: shared by all shops, by a country's, or its own. */
  categoryScope(shop: { readonly id: string; readonly country: string; readonly marketplace: string }): string {
    const { shared } = this.unconnected(shop).categories;
    return shared === 'marketplace' ? '' : shared === 'country' ? shop.country : shop.id;
  }

  /** A shop opened without a network: for what its ports know by themselves. */
  unconnected(shop: { readonly country: string; readonly marketplace: string; readonly remoteId?: string; readonly settings?: object }): Session<object> {
    const adapter = this.get(shop.marketplace);
    return adapter.connect({ remoteId: shop.remoteId ?? '', country: shop.country, settings: Object.assign(new adapter.settings(), shop.settings) }, deaf);
  }

  /** Whose seller centre hands out a sheet that begins with these rows; null: nobody's. */
  sheetFrom(top: readonly (readonly string[])[]): SheetFrom | null {
    const adapter = this.all().find(({ sheets = [] }) => sheets.some((layout) => top.some((cells) => sheetColumns(layout, cells).size > 0)));
    return adapter ? { marketplace: adapter.marketplace, title: adapter.title } : null;
  }

  all(): readonly Adapter[] {
    return [...this.adapters.values()];
  }
}
