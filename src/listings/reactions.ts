import type { Facts, Tx } from '../kernel/index.js';
import type { Hints } from '../queue/index.js';
import { renewed } from './wishes.js';

interface Marked { shop_id: string; cooperative_id: string }

/** How changes beneath become wishes, in the same transaction; after its commit the shops concerned are hinted. Subscribed once, at boot. */
export function subscribeListings(facts: Facts, hints: Hints): void {
  const hint = (tx: Tx, stream: 'push-offers' | 'publish-listings', rows: readonly Marked[]): void => hints.after(tx, stream, rows.map((row) => row.shop_id));

  facts.hear('stock-changed', async (tx, { variantIds, sold }) => {
    if (variantIds.length === 0) return;
    const marked = await tx.rows<Marked>('SELECT * FROM app.mark_offers($1::bigint[], $2, $3::int[], $4)', [variantIds, sold?.shopId ?? null, sold?.quantities ?? null, sold ? new Date(sold.takenAt) : null]);
    hint(tx, 'push-offers', marked);
  });

  facts.hear('product-changed', async (tx, { productIds, pricedVariantIds = [] }) => {
    if (productIds.length > 0) hint(tx, 'publish-listings', await tx.rows<Marked>('SELECT * FROM app.mark_listings($1::bigint[])', [productIds]));
    if (pricedVariantIds.length > 0) hint(tx, 'push-offers', await tx.rows<Marked>('SELECT * FROM app.mark_prices($1::bigint[])', [pricedVariantIds]));
  });

  // A mapping mends refusals: only listings it can change are asked again, in a shop of a co-op above too.
  facts.hear('mapping-changed', async (tx, { categoryIds, productIds = [], marketplace }) => {
    const rows = await tx.rows<Marked>(
      `WITH locked AS MATERIALIZED (SELECT l.id FROM app.listing l JOIN app.product p ON p.id = l.product_id WHERE (p.category_id = ANY ($1::bigint[]) OR p.id = ANY ($3::bigint[])) AND l.shop_id IN (SELECT s.id FROM app.shop_names() s WHERE s.marketplace = $2) AND l.wanted = 'live' ORDER BY l.id FOR UPDATE OF l)
       UPDATE app.listing l SET ${renewed} FROM locked WHERE l.id = locked.id RETURNING l.shop_id, l.cooperative_id`, [categoryIds, marketplace, productIds]);
    hint(tx, 'publish-listings', rows);
  });

  facts.hear('shown-changed', async (tx, { marketplace, shopId, productIds }) => {
    hint(tx, 'publish-listings', await tx.rows<Marked>(
      `WITH locked AS MATERIALIZED (SELECT l.id FROM app.listing l WHERE ($2::bigint IS NULL OR l.shop_id = $2) AND ($3::bigint[] IS NULL OR l.product_id = ANY ($3)) AND l.shop_id IN (SELECT s.id FROM app.shop_names() s WHERE s.marketplace = $1) AND l.wanted = 'live' ORDER BY l.id FOR UPDATE)
       UPDATE app.listing l SET ${renewed} FROM locked WHERE l.id = locked.id RETURNING l.shop_id, l.cooperative_id`, [marketplace, shopId, productIds]));
  });

  facts.hear('rules-changed', async (tx, { shopId, stock }) => {
    if (stock) {
      await tx.rows('UPDATE app.offer o SET buffer = s.keep_back, cap = s.cap FROM app.shop s WHERE s.id = $1 AND o.shop_id = s.id', [shopId]);
      await tx.rows(
        `WITH locked AS MATERIALIZED (SELECT offer_id FROM app.offer_side WHERE shop_id = $1 AND side = 'stock' ORDER BY offer_id FOR UPDATE)
         UPDATE app.offer_side s SET wanted_rev = s.wanted_rev + 1, attempts = 0, urgency = 1 FROM locked l WHERE s.offer_id = l.offer_id AND s.side = 'stock'`, [shopId]);
    }
    hints.after(tx, 'push-offers', [shopId]);
  });

  facts.hear('prices-moved', async (tx, { shopId, offerIds }) => {
    await tx.rows(
      `WITH locked AS MATERIALIZED (SELECT offer_id FROM app.offer_side WHERE offer_id = ANY ($1::bigint[]) AND side = 'price' ORDER BY offer_id FOR UPDATE)
       UPDATE app.offer_side s SET wanted_rev = s.wanted_rev + 1, attempts = 0, urgency = 1, not_before = CASE WHEN s.reason IS NULL THEN least(s.not_before, app.now()) ELSE s.not_before END FROM locked l WHERE s.offer_id = l.offer_id AND s.side = 'price'`, [offerIds]);
    // A listing that was refused for its price is mended by another one.
    await tx.rows(
      `WITH locked AS MATERIALIZED (SELECT l.id FROM app.listing l WHERE l.id IN (SELECT o.listing_id FROM app.offer o WHERE o.id = ANY ($1::bigint[])) AND l.wanted = 'live' AND l.wanted_rev = l.answered_rev AND EXISTS (SELECT 1 FROM jsonb_array_elements(l.issues) i WHERE i->>'cause' LIKE 'price-%') ORDER BY l.id FOR UPDATE)
       UPDATE app.listing l SET wanted_rev = l.wanted_rev + 1, wanted_at = app.now(), attempts = 0 FROM locked WHERE l.id = locked.id`, [offerIds]);
    for (const stream of ['push-offers', 'publish-listings'] as const) hints.after(tx, stream, [shopId]);
  });
}
