import { describe, expect } from '@jest/globals';
import { until } from '../house/serve.js';
import type { ContractShop, SeenCall } from './contract-shop.js';
import { useStand } from './stand.js';
import { byCarrier } from './terms.js';
import { dieAfter, overhear } from './worker-death.js';

describe.each(await byCarrier())('%s on %s: tokens', (name, carrier, terms) => {
  const { stand, scenario } = useStand(name, terms, carrier);
  const expire = (shop: ContractShop): Promise<unknown> => stand.control('POST', '/tokens/expire', { shop: shop.remote, kind: 'access' });
  /** Calls of the refresh; the app signs them, so the log may name no shop. */
  const refreshes = async (after: number): Promise<readonly SeenCall[]> => {
    const { requests } = await stand.control<{ requests: SeenCall[] }>('GET', `/requests?after=${after}`);
    return requests.filter((call) => terms.refresh && stand.isStep(terms.refresh, call.method, call.path, call.body ?? ''));
  };
  const state = async (shop: ContractShop): Promise<string | undefined> => (await stand.api<{ items: { id: string; state: string }[] }>('GET', '/api/connections')).body.items.find((entry) => entry.id === shop.connectionId)?.state;

  scenario('a token that expired is refreshed', async (shop) => {
    const product = await shop.product({ stock: 5 });
    const mark = await shop.mark();
    await expire(shop);
    await shop.publish(product);
    expect(await shop.there(product)).toMatchObject([{ live: true, variants: [{ stock: 5 }] }]);
    expect(await refreshes(mark)).toHaveLength(1);
    expect(await shop.causes()).toEqual([]);
    expect(await state(shop)).toBe('ok');
    // What is kept of calls, for everybody to read, holds no token: the fresh ones either.
    const kept = (await shop.sql<{ text: string }>('SELECT exchange::text AS text FROM app.sync_run WHERE shop_id = $1', [shop.id])).map((row) => row.text).join('\n');
    if (terms.refresh) expect(kept).toMatch(/token/);
    expect(kept).not.toMatch(/(access|refresh)_token\\*"\s*:\s*\\*"(?!\*)/);
  });

  scenario('a refresh raced by twenty is made once', async (shop) => {
    const products = await Promise.all(Array.from({ length: 20 }, () => shop.product({ stock: 5 })));
    await shop.publish(...products);
    const mark = await shop.mark();
    await expire(shop);
    const generation = async (): Promise<number> => (await shop.sql<{ generation: number }>('SELECT generation FROM app.connection WHERE id = $1', [shop.connectionId]))[0]?.generation ?? 0;
    const before = await generation();
    let heard = 0;
    // The first refusal is heard only when somebody else has refreshed already: it must not be taken for a refusal of the new token.
    const held = async (): Promise<void> => { if (heard++ === 0) await until(async () => (await generation()) > before, 'another one refreshes'); };
    await overhear(stand, held, async () => {
      await Promise.all([
        ...products.slice(0, 10).map((product) => shop.count(product.variantIds[0], 7)), ...products.slice(10).map((product) => shop.edit(product, { title: `Kopi bubuk giling halus ${product.code}` })),
        stand.api('PATCH', `/api/shops/${shop.id}/schedule`, { pullNow: true }),
      ]);
      await shop.settle();
    });
    const { listings } = await shop.seen();
    expect(listings.flatMap((listing) => listing.variants).filter((variant) => variant.stock === 7)).toHaveLength(10);
    expect(listings.filter((listing) => listing.title.startsWith('Kopi bubuk giling'))).toHaveLength(10);
    expect(await refreshes(mark)).toHaveLength(1);
    expect(await shop.causes()).toEqual([]);
  });

  scenario('a crash after the refresh, before it is saved', async (shop) => {
    const product = await shop.product({ stock: 5 });
    await shop.publish(product);
    const mark = await shop.mark();
    await expire(shop);
    if (terms.refresh) await dieAfter(stand, terms.refresh, () => shop.count(product.variantIds[0], 4));
    await stand.passTime(61_000); // the dead worker's lease of the connection
    // The old refresh token is tried once more. It was used up, so a person must sign in: said once, and nothing is called any more.
    await until(async () => (await state(shop)) === 'dead', 'a person must sign in');
    await until(() => stand.idle(), 'the workers are idle');
    expect(await refreshes(mark)).toHaveLength(2);
    expect(await shop.causes()).toEqual(['token-expired']);
  });

  scenario('a revoked grant is one failure, and nothing is called any more', async (shop) => {
    const products = await Promise.all(Array.from({ length: 6 }, () => shop.product({ stock: 5 })));
    await stand.control('POST', '/tokens/revoke', { shop: shop.remote });
    await shop.wish(products);
    await until(async () => (await state(shop)) === 'dead', 'the grant is dead');
    await until(() => stand.idle(), 'the workers are idle');
    const { body } = await stand.api<{ causes: { cause: string; count: number; severity: string }[] }>('GET', `/api/failures?shop=${shop.id}`);
    expect(body.causes).toMatchObject([{ count: 1, severity: 'stops' }]);
    const mark = await shop.mark();
    await stand.passTime(3_600_000);
    await until(() => stand.idle(), 'the workers are idle');
    expect(await shop.calls(mark)).toEqual([]);
  });
});
