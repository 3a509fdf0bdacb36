import type { Standing } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';

/**
 * Listings that were linked by a sheet, as they are first read there: description and photos become known, so that content may be sent from now on; variants that the sheet called otherwise are found by their SKU.
 * One that is off sale there is as good as withdrawn, as it is when it is linked by reading. Returns how many were met; running it twice changes nothing.
 */
export async function meetAdopted(tx: Tx, shopId: string, standings: readonly Standing[]): Promise<number> {
  const seen = standings.flatMap(({ ref, seen: shown, state }) => (ref.itemId !== undefined && shown ? [{ itemId: ref.itemId, ended: state === 'ended', shown }] : []));
  const met = await tx.rows<{ id: string; remote_item_id: string }>(`SELECT id, remote_item_id FROM app.listing WHERE shop_id = $1 AND remote_item_id = ANY ($2) AND adopted ? 'unread' AND (lease_until IS NULL OR lease_until <= app.now()) ORDER BY id FOR UPDATE`, [shopId, seen.map((item) => item.itemId)]);
  if (met.length === 0) return 0;
  const listings = met.flatMap(({ id, remote_item_id }) => seen.filter((item) => item.itemId === remote_item_id).map((item) => ({ id, ...item })));
  const variants = listings.flatMap(({ id, shown }) => shown.variants.map((variant) => ({ id, ...variant })));
  await tx.rows(
    `WITH there AS (SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[]) AS x (listing_id, variant_id, sku)),
       found AS (SELECT o.id, min(t.variant_id) AS variant_id FROM app.offer o JOIN there t ON t.listing_id = o.listing_id AND lower(btrim(t.sku)) = lower(btrim(o.remote_sku))
         WHERE NOT EXISTS (SELECT 1 FROM there x WHERE x.listing_id = o.listing_id AND x.variant_id = o.remote_variant_id) GROUP BY o.id HAVING count(*) = 1)
     UPDATE app.offer o SET remote_variant_id = f.variant_id FROM found f WHERE o.id = f.id AND NOT EXISTS (SELECT 1 FROM app.offer x WHERE x.listing_id = o.listing_id AND x.remote_variant_id = f.variant_id)`,
    [variants.map((variant) => variant.id), variants.map((variant) => variant.variantId), variants.map((variant) => variant.sku)]);
  await tx.rows(
    `UPDATE app.listing l SET wanted_rev = l.wanted_rev + 1, wanted_at = app.now(), attempts = 0, answered_rev = CASE WHEN x.ended THEN l.wanted_rev + 1 ELSE l.answered_rev END, wanted = CASE WHEN x.ended THEN 'withdrawn' ELSE l.wanted END,
       state = CASE WHEN x.ended THEN 'ended' ELSE l.state END, offers_open = l.offers_open AND NOT x.ended,
       adopted = (l.adopted - 'unread') || x.shown || jsonb_build_object('whole', (l.adopted ->> 'whole')::boolean AND x.variants = (SELECT count(*) FROM app.offer o WHERE o.listing_id = l.id))
     FROM unnest($1::bigint[], $2::boolean[], $3::jsonb[], $4::int[]) AS x (id, ended, shown, variants) WHERE l.id = x.id`,
    [listings.map((row) => row.id), listings.map((row) => row.ended), listings.map(({ shown: { title, description, photos } }) => JSON.stringify({ title, description, photos })), listings.map((row) => row.shown.variants.length)]);
  await tx.rows(`UPDATE app.offer_side SET reason = 'not-open', not_before = 'infinity', sent_value = NULL WHERE listing_id = ANY ($1::bigint[]) AND lease_until IS NULL AND ticket IS NULL`, [listings.filter((row) => row.ended).map((row) => row.id)]);
  return listings.length;
}
