import type { CategoryRules, Photo } from '../../adapters/contract/index.js';
import type { Clock } from '../kernel/index.js';
import { fetchPicture, type PhotoFacts, type Photos, type Rendition } from '../photos/index.js';
import type { ShopRecord } from '../shops/index.js';
import type { PhotoSource } from '../sync/index.js';

const linkSeconds = 7 * 86_400;
const usualPx = 1_024;

/** Our photos as a marketplace takes them: bytes by its rules, or a signed link. A practice shop runs on this machine, so our own loopback address reaches it. */
export class PhotoRenditions implements PhotoSource {
  constructor(private readonly photos: Photos, private readonly clock: Clock, private readonly options: { readonly publicUrl: string | null; readonly ownUrl: () => string }) {}

  reachable(shop: ShopRecord): boolean {
    return this.#base(shop) !== null;
  }

  async takeFrom(shop: ShopRecord, addresses: readonly string[]): Promise<readonly PhotoFacts[]> {
    const taken = new Map<string, PhotoFacts>();
    for (const address of addresses) {
      const facts = await fetchPicture(address, { loopback: shop.connection.environment === 'practice' }).then((bytes) => this.photos.take(bytes)).catch(() => null);
      if (facts) taken.set(facts.sha256, facts);
    }
    return [...taken.values()];
  }

  photo(shop: ShopRecord, sha256: string, rules: CategoryRules | null): Photo {
    const base = this.#base(shop), wish = wishOf(rules);
    // Marketplaces look at a file's ending, so it is part of the use, and of what is signed.
    const use = `${wish.maxPx}-${wish.format}${wish.square ? '-square' : ''}.${wish.format === 'jpeg' ? 'jpg' : wish.format}`;
    // The link changes once a day, so that it is the same however often it is asked for.
    const expires = Math.ceil(this.clock.now() / 86_400_000) * 86_400 + linkSeconds;
    return { sha256, url: base === null ? null : base + this.photos.sign(sha256, use, expires), render: () => this.photos.render(sha256, wish) };
  }

  #base(shop: ShopRecord): string | null {
    return shop.connection.environment === 'practice' ? this.options.ownUrl() : this.options.publicUrl;
  }
}

function wishOf(rules: CategoryRules | null): Rendition {
  const limits = rules?.photos;
  const format = limits && !limits.formats.includes('jpeg') ? (limits.formats[0] ?? 'jpeg') : 'jpeg';
  return { maxPx: Math.max(limits?.minPx ?? 0, Math.min(limits?.maxPx ?? usualPx, usualPx)), minPx: limits?.minPx ?? 0, maxBytes: limits?.maxBytes ?? 2_000_000, format, square: limits?.square === 'demanded' };
}
