import type { Facts } from '../kernel/index.js';
import type { Hints } from '../queue/index.js';

/** A shop whose gate opened (connected, resumed, signed in again) is looked at at once, without waiting for the sweep. Subscribed at boot. */
export function subscribeSync(facts: Facts, hints: Hints, opened: () => void): void {
  facts.hear('shop-opened', async (tx, { shopId }) => {
    for (const stream of ['refresh-categories', 'pull-orders', 'push-offers', 'publish-listings', 'read-orders', 'keep-webhooks'] as const) hints.after(tx, stream, [shopId]);
    tx.after(opened);
  });
}
