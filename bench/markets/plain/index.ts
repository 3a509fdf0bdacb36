import type { Adapter } from '../../../adapters/contract/index.js';
import { adapter as instant, type InstantKeys, type InstantSettings } from '../instant/index.js';

/** As the instant one, but each batch of offers is a real call through the gateway, at most a hundred a second: the neighbours that keep a lane busy. */
export const adapter: Adapter<InstantKeys, InstantSettings> = {
  ...instant, marketplace: 'plain', title: 'Plain', short: 'Plain', limits: [{ ops: 'all', per: 'shop', calls: 110, everyMs: 1_000, burst: 10 }],
  connect: (shop, tools) => {
    const session = instant.connect(shop, tools);
    return {
      ...session,
      offers: {
        ...session.offers,
        set: async (_side, batch) => {
          const body = JSON.stringify(batch.map((offer) => [offer.sku, Number(offer.value)]));
          await tools.send({ op: 'set', effect: 'set', build: () => ({ host: 'api', method: 'POST', path: `/set/${shop.remoteId}`, headers: { 'content-type': 'application/json' }, body }) });
          return batch.map(() => ({ is: 'set' }));
        },
      },
    };
  },
};
