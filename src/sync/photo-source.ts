import type { CategoryRules, Photo } from '../../adapters/contract/index.js';
import type { PhotoFacts } from '../photos/index.js';
import type { ShopRecord } from '../shops/index.js';

/** Hands an adapter our photos: as bytes rendered by the marketplace's rules, or as signed links where it fetches by itself. Written over the photo store by the house. */
export interface PhotoSource {
  /** Whether links can be reached from where this shop's marketplace runs. */
  reachable(shop: ShopRecord): boolean;
  /** Takes pictures from where a marketplace shows them; one that cannot be had, or leads into a network, is left out. In their order, each once. */
  takeFrom(shop: ShopRecord, addresses: readonly string[]): Promise<readonly PhotoFacts[]>;
  photo(shop: ShopRecord, sha256: string, rules: CategoryRules | null): Photo;
}
