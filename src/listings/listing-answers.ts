import type { Issue, Receipt, RemoteRef } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';
import type { DraftContent } from './source-shape.js';
import { parkTheirs } from './field-rules.js';
import type { ListingClaim } from './listing-claims.js';

/** What the marketplace is believed to hold of a listing, as far as it was ever saved. */
export async function readRef(tx: Tx, listingId: string): Promise<RemoteRef | null> {
  const listing = await tx.row<{ remote_item_id: string | null; ticket: string | null }>('SELECT remote_item_id, ticket FROM app.listing WHERE id = $1', [listingId]);
  if (!listing || (listing.remote_item_id === null && listing.ticket === null)) return null;
  const offers = await tx.rows<{ remote_sku: string; remote_item_id: string; remote_variant_id: string }>('SELECT remote_sku, remote_item_id, remote_variant_id FROM app.offer WHERE listing_id = $1 AND remote_item_id IS NOT NULL', [listingId]);
  return {
    ...(listing.ticket === null ? {} : { ticket: listing.ticket }), ...(listing.remote_item_id === null ? {} : { itemId: listing.remote_item_id }),
    variants: Object.fromEntries(offers.map((offer) => [offer.remote_sku, { itemId: offer.remote_item_id, variantId: offer.remote_variant_id }])),
  };
}

/** Saves a reference. Not fenced: that the item exists there is a fact, whoever learned it; an item once known is never replaced by another. */
export async function keepRef(tx: Tx, listingId: string, ref: RemoteRef): Promise<void> {
  await tx.rows('UPDATE app.listing SET remote_item_id = coalesce(remote_item_id, $2), ticket = $3 WHERE id = $1', [listingId, ref.itemId ?? null, ref.ticket ?? null]);
  const skus = Object.keys(ref.variants);
  if (skus.length > 0) await tx.rows(
    `UPDATE app.offer o SET remote_item_id = v.item, remote_variant_id = v.variant FROM unnest($2::text[], $3::text[], $4::text[]) AS v (sku, item, variant) WHERE o.listing_id = $1 AND o.remote_sku = v.sku`,
    [listingId, skus, skus.map((sku) => ref.variants[sku]?.itemId), skus.map((sku) => ref.variants[sku]?.variantId)]);
}

/** What a put created with price and quantity: they count as sent, at the revisions read when composing, so that a create is not followed by a second push; where it is only queued or reviewed, from the day its offers open. */
export interface CreatedOffer { readonly offerId: string; readonly price: bigint; readonly quantity: number; readonly stockRev: string; readonly priceRev: string }

export interface Accepted { readonly receipt: Receipt; readonly digest: string | null; readonly content: DraftContent | null; readonly created: readonly CreatedOffer[] }

/** Writes a definite answer to the wish it belongs to. False: the fence was lost; the wish is raised again, and only the reference is kept. */
export async function answerListing(tx: Tx, claim: ListingClaim, accepted: Accepted): Promise<boolean> {
  const { receipt } = accepted;
  await keepRef(tx, claim.id, receipt.ref);
  const done = await tx.rows(
    `UPDATE app.listing SET answered_rev = $3, live_rev = CASE WHEN $4 = 'live' THEN $3 ELSE live_rev END, state = $4, offers_open = $5, issues = $6,
       draft_digest = coalesce($7, draft_digest), accepted = coalesce($8, accepted), accepted_at = CASE WHEN $7::text IS NULL THEN accepted_at ELSE app.now() END, intent_key = NULL, intent_at = NULL, attempts = 0, reason = NULL, not_before = '-infinity', quota_until = NULL, places = $10, note = $11,
       ask_at = CASE WHEN $9::float8 IS NULL THEN NULL ELSE app.now() + make_interval(secs => $9) END, lease_until = NULL
     WHERE id = $1 AND fence = $2 RETURNING id`,
    [claim.id, claim.fence, claim.rev, receipt.state, receipt.offersOpen, JSON.stringify(receipt.issues), accepted.digest, accepted.content && JSON.stringify(accepted.content), receipt.askAfterMs === undefined ? null : receipt.askAfterMs / 1000, JSON.stringify(receipt.places ?? {}), receipt.note ?? null]);
  if (done.length === 0) {
    await raiseLost(tx, claim);
    return false;
  }
  if (receipt.state === 'ended' || (receipt.state === 'refused' && !receipt.offersOpen && claim.state === 'live')) await closeOffers(tx, claim.id);
  else if (receipt.offersOpen) await openOffers(tx, claim.id, accepted.created);
  else if (receipt.state !== 'refused') await rememberCreated(tx, claim.id, accepted.created);
  if (claim.adopted) await parkTheirs(tx, { listingIds: [claim.id] });
  if (accepted.content) await endOffers(tx, claim.id);
  return true;
}

/** Nothing differed from what was last accepted: answered without a call. */
export async function skipListing(tx: Tx, claim: ListingClaim): Promise<boolean> {
  const done = await tx.rows(`UPDATE app.listing SET answered_rev = $3, live_rev = $3, attempts = 0, reason = NULL, not_before = '-infinity', lease_until = NULL WHERE id = $1 AND fence = $2 RETURNING id`, [claim.id, claim.fence, claim.rev]);
  if (done.length === 0) await raiseLost(tx, claim);
  return done.length === 1;
}

export type Put =
  | { readonly what: 'refused'; readonly issues: readonly Issue[] }
  | { readonly what: 'gone' }
  | { readonly what: 'retry'; readonly afterMs: number }
  | { readonly what: 'wait'; readonly until: number | null }
  | { readonly what: 'park'; readonly until: number | null; readonly reason: string }
  | { readonly what: 'look-first'; readonly afterMs: number };

/** Every other end. Refused and gone are answers; retry and look-first leave the wish open (look-first its intent too); wait and park give the attempt back. */
export async function endListing(tx: Tx, claim: ListingClaim, end: Put): Promise<boolean> {
  const set: Readonly<Record<Put['what'], string>> = {
    'refused': `answered_rev = $3, state = CASE WHEN remote_item_id IS NULL THEN 'refused' ELSE state END, issues = $4, intent_key = NULL, intent_at = NULL, attempts = 0, reason = NULL, not_before = '-infinity'`,
    'gone': `answered_rev = $3, state = 'ended', places = '{}', offers_open = false, remote_item_id = NULL, draft_digest = NULL, intent_key = NULL, intent_at = NULL, attempts = 0, reason = NULL, not_before = '-infinity', issues = $4`,
    'retry': `not_before = app.now() + make_interval(secs => $4), ${askAgain('app.now() + make_interval(secs => $4)')}`,
    'wait': `not_before = to_timestamp($4), quota_until = to_timestamp($4), attempts = greatest(0, attempts - 1), ${askAgain('to_timestamp($4)')}`,
    'park': `not_before = coalesce(to_timestamp($4), 'infinity'), reason = $5, attempts = greatest(0, attempts - 1), ${askAgain(`coalesce(to_timestamp($4), 'infinity')`)}`,
    'look-first': `not_before = app.now() + make_interval(secs => $4), ${askAgain('app.now() + make_interval(secs => $4)')}`,
  };
  const params: unknown[] = [claim.id, claim.fence];
  if (end.what === 'refused' || end.what === 'gone') params.push(claim.rev, JSON.stringify(end.what === 'refused' ? end.issues : []));
  else params.push(end.what === 'retry' || end.what === 'look-first' ? end.afterMs / 1000 : end.until === null ? null : end.until / 1000);
  if (end.what === 'park') params.push(end.reason);
  const sql = end.what === 'refused' || end.what === 'gone' ? set[end.what] : set[end.what].replaceAll('$4', '$3::float8').replaceAll('$5', '$4');
  const done = await tx.rows(`UPDATE app.listing SET ${sql}, lease_until = NULL WHERE id = $1 AND fence = $2 RETURNING id`, params);
  if (done.length === 0) await raiseLost(tx, claim);
  else if (end.what === 'gone') {
    await closeOffers(tx, claim.id);
    await tx.rows('UPDATE app.offer SET remote_item_id = NULL, remote_variant_id = NULL WHERE listing_id = $1', [claim.id]);
  }
  return done.length === 1;
}

/** Where the marketplace still decides, asking is what is due. */
const askAgain = (at: string): string => `ask_at = CASE WHEN ask_at IS NOT NULL THEN ${at} END`;

/** A late worker's answer: whatever it did there, the row is made equal once more. */
const raiseLost = (tx: Tx, claim: ListingClaim): Promise<unknown> => tx.rows('UPDATE app.listing SET wanted_rev = wanted_rev + 1, draft_digest = NULL WHERE id = $1', [claim.id]);

/** Values as `openOffers` and `rememberCreated` take them: offer ids, values, revisions. */
const valuesOf = (created: readonly CreatedOffer[], side: 'stock' | 'price'): unknown[] =>
  [created.map((c) => c.offerId), created.map((c) => (side === 'stock' ? String(c.quantity) : c.price.toString())), created.map((c) => (side === 'stock' ? c.stockRev : c.priceRev))];

async function openOffers(tx: Tx, listingId: string, created: readonly CreatedOffer[]): Promise<void> {
  for (const side of ['stock', 'price'] as const) {
    await tx.rows(
      `WITH locked AS MATERIALIZED (SELECT s.offer_id, s.asked_rev, s.asked_value FROM app.offer_side s JOIN app.offer o ON o.id = s.offer_id WHERE s.listing_id = $1 AND s.side = $2 AND s.reason = 'not-open' AND o.remote_item_id IS NOT NULL AND o.ended_at IS NULL ORDER BY s.offer_id FOR UPDATE OF s),
         sent AS (SELECT l.offer_id, coalesce(c.value, l.asked_value) AS value, CASE WHEN c.value IS NULL THEN l.asked_rev ELSE c.rev END AS rev FROM locked l LEFT JOIN unnest($3::bigint[], $4::bigint[], $5::bigint[]) AS c (offer_id, value, rev) ON c.offer_id = l.offer_id)
       UPDATE app.offer_side s SET reason = NULL, not_before = '-infinity', sent_value = t.value, sent_at = CASE WHEN t.value IS NULL THEN s.sent_at ELSE app.wall() END, answered_rev = coalesce(t.rev, s.answered_rev),
         wanted_rev = CASE WHEN t.value IS NULL THEN s.wanted_rev + 1 ELSE s.wanted_rev END, urgency = 1, asked_rev = NULL, asked_value = NULL
       FROM sent t WHERE s.offer_id = t.offer_id AND s.side = $2`,
      [listingId, side, ...valuesOf(created, side)]);
  }
}

/** A create that waits in a queue or a review carries these: what was wished since goes out when the offers open, what was not is not sent again. */
async function rememberCreated(tx: Tx, listingId: string, created: readonly CreatedOffer[]): Promise<void> {
  if (created.length === 0) return;
  for (const side of ['stock', 'price'] as const) await tx.rows(
    `WITH locked AS MATERIALIZED (SELECT s.offer_id, c.value, c.rev FROM app.offer_side s JOIN unnest($3::bigint[], $4::bigint[], $5::bigint[]) AS c (offer_id, value, rev) ON c.offer_id = s.offer_id WHERE s.listing_id = $1 AND s.side = $2 AND s.reason = 'not-open' ORDER BY s.offer_id FOR UPDATE OF s)
     UPDATE app.offer_side s SET asked_value = l.value, asked_rev = l.rev FROM locked l WHERE s.offer_id = l.offer_id AND s.side = $2`, [listingId, side, ...valuesOf(created, side)]);
}

const closeOffers = (tx: Tx, listingId: string): Promise<unknown> =>
  tx.rows(`UPDATE app.offer_side SET reason = 'not-open', not_before = 'infinity', sent_value = NULL, asked_rev = CASE WHEN ticket IS NULL THEN NULL ELSE asked_rev END, asked_value = CASE WHEN ticket IS NULL THEN NULL ELSE asked_value END WHERE listing_id = $1`, [listingId]);

/** Variants that left the product left the listing with this put. */
async function endOffers(tx: Tx, listingId: string): Promise<void> {
  const ended = await tx.rows<{ id: string }>(
    `UPDATE app.offer o SET ended_at = app.now(), remote_item_id = NULL, remote_variant_id = NULL FROM app.variant v WHERE v.id = o.variant_id AND v.archived_at IS NOT NULL AND o.ended_at IS NULL AND o.listing_id = $1 RETURNING o.id`, [listingId]);
  if (ended.length > 0) await tx.rows(`UPDATE app.offer_side SET reason = 'not-open', not_before = 'infinity', sent_value = NULL WHERE offer_id = ANY ($1::bigint[])`, [ended.map((row) => row.id)]);
}

/** The listing moved to another leaf, whose fees may be others: what was sent of its prices is compared with what they are there. */
export async function repriceOffers(tx: Tx, prices: readonly { readonly offerId: string; readonly price: bigint }[]): Promise<void> {
  await tx.rows(
    `UPDATE app.offer_side s SET wanted_rev = s.wanted_rev + 1, attempts = 0, urgency = 1 FROM unnest($1::bigint[], $2::bigint[]) AS p (id, price) WHERE s.offer_id = p.id AND s.side = 'price' AND s.sent_value <> p.price AND s.wanted_rev = s.answered_rev`,
    [prices.map((entry) => entry.offerId), prices.map((entry) => entry.price.toString())]);
}
