import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until, type Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

const noisyOffers = 2_000;

describe('one noisy shop, quiet neighbours', () => {
  let toy: ToyHouse, operator: Client;
  let variantId = '', noisy: string[] = [];
  beforeAll(async () => {
    toy = await toyHouse(['ramai', 'sepi']);
    operator = await toy.as('operator');
    const quiet = await toy.product('SEPI-1', { stock: 5 });
    variantId = quiet.variantId;
    await toy.publish([quiet.productId], ['sepi']);
    noisy = await live(noisyOffers);
    await toy.quiet(60_000);
  }, 120_000);
  afterAll(async () => {
    toy.market.latencyMs = 0;
    await toy.stop();
  });

  /** Products that the noisy shop sells already, each with one variant: as many publishes would leave them, without the minutes they would take. */
  async function live(count: number): Promise<string[]> {
    const shop = toy.shops.ramai, codes = Array.from({ length: count }, (_, index) => `R-${index}`);
    toy.market.items.set('ramai', codes.map((code, index) => ({ id: `ri${index}`, code, title: code, shown: true, variants: [{ id: `rv${index}`, sku: code, stock: 10, price: 10_000 }] })));
    const rows = await toy.sql<{ id: string }>(
      `WITH p AS (INSERT INTO app.product (cooperative_id, code, title) SELECT $1, code, code FROM unnest($2::text[]) AS code RETURNING id, code),
         v AS (INSERT INTO app.variant (cooperative_id, product_id, sku, price, grams) SELECT $1, id, code, 10000, 200 FROM p RETURNING id, product_id, sku),
         s AS (INSERT INTO app.stock_level (variant_id, cooperative_id, on_hand) SELECT id, $1, 10 FROM v),
         l AS (INSERT INTO app.listing (cooperative_id, owner_id, shop_id, product_id, remote_code, remote_item_id, state, offers_open, answered_rev, live_rev)
               SELECT $1, $1, $3, p.id, p.code, 'ri' || substr(p.code, 3), 'live', true, 1, 1 FROM p RETURNING id, product_id),
         o AS (INSERT INTO app.offer (cooperative_id, owner_id, listing_id, shop_id, variant_id, remote_sku, remote_item_id, remote_variant_id)
               SELECT $1, $1, l.id, $3, v.id, v.sku, 'ri' || substr(v.sku, 3), 'rv' || substr(v.sku, 3) FROM v JOIN l ON l.product_id = v.product_id RETURNING id, listing_id, variant_id),
         d AS (INSERT INTO app.offer_side (offer_id, side, shop_id, listing_id, cooperative_id, owner_id, answered_rev, wanted_rev, sent_value) SELECT o.id, side, $3, o.listing_id, $1, $1, 1, 1, CASE side WHEN 'stock' THEN 10 ELSE 10000 END FROM o CROSS JOIN (VALUES ('stock'), ('price')) AS s (side))
       SELECT id FROM v ORDER BY id`, [toy.cooperativeId, codes, shop]);
    return rows.map((row) => row.id);
  }
  const due = async (): Promise<number> => (await toy.sql<{ n: number }>(`SELECT count(*)::int AS n FROM app.offer_side WHERE shop_id = $1 AND wanted_rev > answered_rev`, [toy.shops.ramai]))[0]?.n ?? 0;

  it('2,000 offers wait in a slow shop: a change next door is there within moments, again and again, and the slow shop gets all of its own', async () => {
    toy.market.latencyMs = 600;
    await toy.house.database.inScope(toy.scope, async (tx) => {
      await tx.rows('UPDATE app.stock_level SET on_hand = 7 WHERE variant_id = ANY ($1::bigint[])', [noisy]);
      await tx.tell('stock-changed', { variantIds: noisy });
    });
    await until(async () => toy.market.calls.some((call) => call.shop === 'ramai' && call.path === '/offers/stock'), 'the noisy shop is at work');
    for (const stock of [4, 3]) {
      const before = toy.market.calls.length;
      await operator.send('POST', '/api/stock-movements', { variantId, kind: 'count', quantity: stock, reason: 'hitung' });
      await until(async () => toy.market.variant('sepi', 'SEPI-1')?.stock === stock, 'the quiet shop has it');
      // The neighbour had at most as many calls meanwhile as go out at once beside the two of the quiet shop, and a round more.
      expect(toy.market.calls.slice(before).filter((call) => call.shop === 'ramai').length).toBeLessThanOrEqual(16);
    }
    expect(await due()).toBeGreaterThan(0); // all that while the neighbour was busy
    toy.market.latencyMs = 0;
    await until(async () => (await due()) === 0, 'the noisy shop is done', 60_000);
    expect(toy.market.items.get('ramai')?.filter((item) => item.variants[0]?.stock !== 7)).toEqual([]);
  }, 120_000);
});
