import { IsString } from 'class-validator';
import type { Adapter, CategoryRules, OfferRef, Side } from '../../../adapters/contract/index.js';

export class InstantKeys {
  @IsString() shop_id!: string;
  @IsString() token!: string;
}
export class InstantSettings {}

type Heard = (shop: string, side: Side, batch: readonly (OfferRef & { readonly value: bigint })[]) => void;
/** Where a bench listens: a shop is opened for a slice, offers arrive. */
export const ear: { opened: (shop: string) => void; set: Heard } = { opened: () => undefined, set: () => undefined };

const length = { min: 0, max: 200, countedIn: 'code-points' as const };
const rules: CategoryRules = {
  title: length, description: { ...length, max: 5_000 }, descriptionFormat: 'plain', photos: { min: 0, max: 9, minPx: 0, maxBytes: 2_000_000, formats: ['jpeg'], square: 'free' }, price: { min: 1n, max: 1_000_000_000n, spread: 20 }, stock: { min: 0, max: 999_999 },
  weight: { required: false }, size: { required: false }, variants: { axes: 3, max: 50, axisName: length, value: length }, sku: length, brand: { required: false, none: null }, attributes: [],
};

/** A marketplace that answers at once, without a call: what is left is the engine. A hundred offers a batch, no orders. */
export const adapter: Adapter<InstantKeys, InstantSettings> = {
  marketplace: 'instant', title: 'Instant', short: 'Instant', words: {}, credentials: InstantKeys, settings: InstantSettings, hosts: { live: { api: 'https://instant.example' }, test: { api: 'https://instant.example' } },
  limits: [], stockTakenAt: 'placed', lookupLagMs: 0, photosByUrl: false, app: (keys) => keys.shop_id,
  connect: ({ remoteId }) => {
    ear.opened(remoteId);
    return {
      check: async () => [{ remoteId, name: `Toko ${remoteId}`, country: 'ID' }],
      choices: async () => ({}),
      listings: {
        put: async (draft) => ({ state: 'live', ref: { itemId: `i-${draft.code}`, variants: Object.fromEntries(draft.variants.map((variant) => [variant.sku, { itemId: `i-${draft.code}`, variantId: '' }])) }, offersOpen: true, issues: [] }),
        recover: async () => 'absent', outcome: async (ref) => ({ state: 'live', ref, offersOpen: true, issues: [] }), withdraw: async (ref) => ({ state: 'ended', ref, offersOpen: false, issues: [] }), all: async () => ({ items: [], next: null }),
      },
      offers: {
        batches: (offers) => Array.from({ length: Math.ceil(offers.length / 100) }, (_, index) => offers.slice(index * 100, index * 100 + 100)),
        set: async (side, batch) => {
          ear.set(remoteId, side, batch);
          return batch.map(() => ({ is: 'set' }));
        },
        read: async (batch) => batch.map(() => ({ sellable: null, locked: 0, price: null })),
      },
      orders: { sees: 'every-change', windowMs: 15 * 86_400_000, freshMs: 5_000, lagMs: 0, changed: async () => ({ items: [], next: null }), get: async () => [] },
      categories: { shared: 'marketplace', keepMs: 86_400_000, tree: async () => [{ id: 'all', parentId: null, name: 'All', leaf: true }], describe: async () => rules },
    };
  },
};
