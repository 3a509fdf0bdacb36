import { discoverAdapters, type Adapter } from '../../adapters/contract/index.js';

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

  all(): readonly Adapter[] {
    return [...this.adapters.values()];
  }
}
