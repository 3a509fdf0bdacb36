import type { Tx } from '../kernel/index.js';
import { needsConfirmation, type ActionMember } from '../listings/index.js';
import type { Hints } from '../queue/index.js';
import type { Subject } from './retry.js';

/** Causes that a person's yes mends. */
export const confirmable: ReadonlySet<string> = new Set(['price-falls', 'price-below-floor']);

/**
 * A yes is to one value, the one the failure shows: it is written to the price side, which is due again. Should the price have moved since, the guard judges the new one.
 * An offer that does not exist there yet is confirmed through its listing, which is wished again.
 */
export async function confirmSubjects(tx: Tx, hints: Hints, subjects: readonly Subject[]): Promise<ActionMember[]> {
  const ids = subjects.map((entry) => entry.id);
  await tx.rows(
    `WITH yes AS (SELECT f.subject, i->>'sku' AS sku, (i->>'value')::bigint AS value FROM app.failure f CROSS JOIN jsonb_array_elements(f.issues) i WHERE f.id = ANY ($1::bigint[]) AND i->>'value' ~ '^[0-9]{1,15}$'),
       target AS MATERIALIZED (SELECT s.offer_id, yes.value FROM yes JOIN app.offer o ON (yes.subject = 'offer:' || o.id || ':price') OR (yes.subject = 'listing:' || o.listing_id AND o.remote_sku = yes.sku) JOIN app.offer_side s ON s.offer_id = o.id AND s.side = 'price' ORDER BY s.offer_id FOR UPDATE OF s)
     UPDATE app.offer_side s SET confirmed_value = t.value, attempts = 0, reason = CASE WHEN s.reason = $2 THEN NULL ELSE s.reason END, not_before = CASE WHEN s.reason = $2 THEN '-infinity' ELSE s.not_before END FROM target t WHERE s.offer_id = t.offer_id AND s.side = 'price'`, [ids, needsConfirmation]);
  const listings = await tx.rows<{ id: string; rev: string }>(
    `WITH locked AS MATERIALIZED (SELECT l.id FROM app.listing l WHERE 'listing:' || l.id = ANY ($1::text[]) ORDER BY l.id FOR UPDATE)
     UPDATE app.listing l SET wanted_rev = l.wanted_rev + 1, wanted_at = app.now(), attempts = 0, not_before = '-infinity', reason = NULL FROM locked WHERE l.id = locked.id RETURNING l.id, l.wanted_rev AS rev`, [subjects.map((entry) => entry.subject)]);
  const revisions = new Map(listings.map((row) => [row.id, row.rev]));
  for (const stream of ['push-offers', 'publish-listings'] as const) hints.after(tx, stream, subjects.map((entry) => entry.shop_id));
  return subjects.map((entry) => {
    const id = entry.subject.startsWith('listing:') ? entry.subject.slice(8) : null;
    return { subject: `failure:${entry.id}`, listingId: id, revision: id === null ? null : revisions.get(id) ?? null };
  });
}
