import type { Adapter } from '../../../adapters/contract/index.js';
import type { Fair, FairShop } from '../../lab/fair.js';
import { adapter as instant, type InstantKeys, type InstantSettings } from '../instant/index.js';

/** Which fair is held. */
export const ground: { fair: Fair | null } = { fair: null };

/** Marketplaces in simulated time: every call takes its time, and time is what passes on the fair's clock. */
export const adapter: Adapter<InstantKeys, InstantSettings> = {
  ...instant, marketplace: 'fair', title: 'Fair', short: 'Fair',
  connect: (opened, tools) => {
    const session = instant.connect(opened, tools), fair = ground.fair, shop = fair?.shops.get(opened.remoteId);
    if (!fair || !shop) return session;
    const wait = (): Promise<void> => fair.pass(fair.between(...shop.latencyMs));
    return {
      ...session,
      offers: { ...session.offers, set: async (side, batch) => {
        if (side === 'stock') await fair.push(shop, batch.map((offer) => ({ sku: offer.sku, value: Number(offer.value) })));
        return batch.map(() => ({ is: 'set' }));
      } },
      orders: orders(fair, shop, wait),
    };
  },
};

const orders = (fair: Fair, shop: FairShop, wait: () => Promise<void>): ReturnType<typeof instant.connect>['orders'] => ({
  sees: 'every-change', windowMs: 15 * 86_400_000, freshMs: shop.freshMs, lagMs: shop.lagMs,
  // What is shown is what there was when the call arrived; its answer travels back while buyers go on.
  changed: async ({ from, to }) => {
    await wait();
    const items = fair.show(shop, (order) => order.changedAt >= from && order.changedAt <= to, fair.between(0, shop.lagMs));
    await wait();
    return { items, next: null };
  },
  get: async (ids) => {
    await wait();
    const items = fair.show(shop, (order) => ids.includes(order.id), 0);
    await wait();
    return items;
  },
});
