import type { Tx } from '../kernel/index.js';
import type { FieldRules } from '../shops/index.js';
import type { Adopted, Theirs } from './source-shape.js';

const content = ['title', 'description', 'photos', 'attributes'] as const;

/** Whether a marketplace's put may be made for this listing: it sends all content at once, so one field of ours is enough (by the shop's rule, or set for this shop alone), and none of ours sends nothing. */
export const sendsContent = (adopted: Adopted | null, rules: FieldRules, ownWords: boolean): boolean => adopted === null || (adopted.whole && !adopted.unread && (content.some((field) => rules[field] === 'ours') || ownWords));

/** What of it a draft keeps. Photos that could not be fetched are left to the catalogue's. */
export const theirsOf = (adopted: Adopted | null, rules: FieldRules | undefined): Theirs => (adopted === null || rules === undefined ? {} : {
  ...(rules.title === 'theirs' ? { title: adopted.title } : {}), ...(rules.description === 'theirs' && adopted.description !== '' ? { description: adopted.description } : {}), ...(rules.photos === 'theirs' && adopted.shas && adopted.shas.length > 0 ? { photos: adopted.shas } : {}),
});

/** A price set for this shop alone is ours, whatever the shop's rule. */
const own = `(d.side = 'price' AND EXISTS (SELECT 1 FROM app.listing_override x JOIN app.offer o ON o.variant_id = x.variant_id WHERE o.id = d.offer_id AND x.shop_id = l.shop_id AND x.product_id = l.product_id AND x.field = 'price'))`;

/** Sides of adopted offers that shall stay as they are there wait for ever, whatever wish is raised; sides that are ours again are due. Running it twice changes nothing. */
export async function parkTheirs(tx: Tx, of: { readonly shopId: string } | { readonly listingIds: readonly string[] }): Promise<void> {
  const those = `FROM app.listing l, app.shop s WHERE l.id = d.listing_id AND ${'shopId' in of ? 'l.shop_id = $1' : 'l.id = ANY ($1::bigint[])'} AND l.adopted IS NOT NULL AND s.id = l.shop_id`, which = 'shopId' in of ? of.shopId : of.listingIds;
  await tx.rows(`UPDATE app.offer_side d SET reason = 'theirs', not_before = 'infinity' ${those} AND s.field_rules ->> d.side = 'theirs' AND d.reason IS NULL AND d.lease_until IS NULL AND d.ticket IS NULL AND NOT ${own}`, [which]);
  await tx.rows(`UPDATE app.offer_side d SET reason = NULL, not_before = '-infinity', wanted_rev = d.wanted_rev + 1, attempts = 0, urgency = 1 ${those} AND (s.field_rules ->> d.side = 'ours' OR ${own}) AND d.reason = 'theirs'`, [which]);
}
