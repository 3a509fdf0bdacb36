import type { Side } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';

export interface OfferClaim {
  readonly offerId: string; readonly side: Side; readonly rev: string; readonly fence: string; readonly attempts: number; readonly urgency: number; readonly listingId: string; readonly variantId: string; readonly ownerId: string;
  readonly sku: string; readonly itemId: string; readonly remoteVariantId: string; readonly ticket: string | null;
  /** The wish and the value that the open ticket carries: its answer belongs to them, whatever was wished since. */
  readonly asked: { readonly rev: string; readonly value: bigint } | null;
  /** What was last accepted; null: nothing, or it is not known. */
  readonly sent: bigint | null;
  /** The trace of the edit that raised the wish, if it is traced (traceparent). */
  readonly trace: string | null;
}
interface Row { offer_id: string; rev: string; fence: string; attempts: number; urgency: number; listing_id: string; variant_id: string; owner_id: string; remote_sku: string; remote_item_id: string | null; remote_variant_id: string | null; ticket: string | null; asked_rev: string | null; asked_value: string | null; sent_value: string | null; traceparent: string | null }

/**
 * Takes due sides, zeros first, then falls, then rises, from the index alone; then all other due sides of the same listings, because one call often carries a whole listing.
 * Values are read afterwards (`currentValues`): in this statement they would come from an older snapshot and lose an edit.
 */
export async function claimOffers(tx: Tx, shopId: string, side: Side, count: number, leaseMs: number, fallingOnly = false): Promise<OfferClaim[]> {
  const free = `(d.lease_until IS NULL OR d.lease_until <= app.now())${fallingOnly ? ' AND d.urgency < 2' : ''}`;
  // Beside the listings' other offers the due index must not be possible (hence the coalesce): its statistics were taken while nothing was due, and it would be read whole for each of them.
  const rows = await tx.rows<Row>(
    `WITH first AS MATERIALIZED (SELECT d.offer_id, d.listing_id FROM app.offer_side d WHERE d.shop_id = $1 AND d.side = $2 AND d.due_at IS NOT NULL AND d.due_at <= app.now() AND ${free} ORDER BY d.urgency, d.due_at LIMIT $3 FOR UPDATE SKIP LOCKED),
       mates AS MATERIALIZED (
         SELECT m.offer_id FROM (SELECT DISTINCT listing_id FROM first) f JOIN app.offer o ON o.listing_id = f.listing_id
         CROSS JOIN LATERAL (SELECT d.offer_id FROM app.offer_side d WHERE d.offer_id = o.id AND d.side = $2 AND coalesce(d.due_at, 'infinity') <= app.now() AND ${free} FOR UPDATE SKIP LOCKED) m
         WHERE o.id NOT IN (SELECT offer_id FROM first)),
       picked AS (SELECT offer_id FROM first UNION ALL SELECT offer_id FROM mates)
     UPDATE app.offer_side s SET lease_until = app.now() + make_interval(secs => $4), fence = s.fence + 1, attempts = s.attempts + 1
     FROM picked p JOIN app.offer o ON o.id = p.offer_id WHERE s.offer_id = p.offer_id AND s.side = $2
     RETURNING s.offer_id, s.wanted_rev AS rev, s.fence, s.attempts, s.urgency, s.listing_id, o.variant_id, o.owner_id, o.remote_sku, o.remote_item_id, o.remote_variant_id, s.ticket, s.asked_rev, s.asked_value, s.sent_value, s.traceparent`,
    [shopId, side, count, leaseMs / 1000]);
  return rows.map((row) => ({
    offerId: row.offer_id, side, rev: row.rev, fence: row.fence, attempts: row.attempts, urgency: row.urgency, listingId: row.listing_id, variantId: row.variant_id, ownerId: row.owner_id, sku: row.remote_sku,
    itemId: row.remote_item_id ?? '', remoteVariantId: row.remote_variant_id ?? '', ticket: row.ticket, asked: row.asked_rev === null || row.asked_value === null ? null : { rev: row.asked_rev, value: BigInt(row.asked_value) }, sent: row.sent_value === null ? null : BigInt(row.sent_value), trace: row.traceparent,
  }));
}

/**
 * The stock to send, as it stands now: on hand less reserved less what is kept back, at most the cap, never below 0, plus this shop's own unpaid reservations where the marketplace has not taken them yet.
 * (Prices: `priceWishes`.)
 */
export async function currentStock(tx: Tx, offerIds: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  const rows = await tx.rows<{ id: string; value: number }>(
    `SELECT o.id, greatest(0, least(o.cap, coalesce(sum(l.on_hand - l.reserved), 0) + app.untaken(o.shop_id, o.variant_id) - o.buffer))::int AS value
     FROM app.offer o LEFT JOIN app.stock_level l ON l.variant_id = o.variant_id WHERE o.id = ANY ($1::bigint[]) GROUP BY o.id`, [offerIds]);
  return new Map(rows.map((row) => [row.id, BigInt(row.value)]));
}

export type OfferEnd = 'set' | 'answered' | 'retry' | 'wait' | 'park' | 'unclear' | 'queued';
export interface OfferAnswer {
  readonly claim: OfferClaim; readonly what: OfferEnd;
  /** What was set, or what a ticket carries. */
  readonly value: bigint | null;
  /** ms since 1970: until when to wait or park (null: no end known), or when to ask about a ticket. */
  readonly until?: number | null;
  /** Why it is parked; of a ticket: 'quota' where only a quota keeps us from asking. */
  readonly reason?: string; readonly ticket?: string; readonly issues?: readonly unknown[];
}

/**
 * Answers many sides of one kind at once. A lost fence raises the wish and leaves everything else alone; an unclear end leaves the lease in place for `sitOutMs` (longer than the HTTP timeout), then the value is sent again.
 * Returns the ids of those that had issues before.
 */
export async function answerOffers(tx: Tx, side: Side, answers: readonly OfferAnswer[], sitOutMs: number): Promise<ReadonlySet<string>> {
  if (answers.length === 0) return new Set();
  const rows = await tx.rows<{ id: string; troubled: boolean }>(
    `WITH a AS MATERIALIZED (
       SELECT a.*, s.fence = a.fence AS ours, s.issues <> '[]' AS troubled FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::float8[], $8::text[], $9::text[], $10::text[]) AS a (offer_id, fence, rev, value, what, until, why, ticket, issues)
       JOIN app.offer_side s ON s.offer_id = a.offer_id AND s.side = $1 ORDER BY a.offer_id FOR UPDATE OF s)
     UPDATE app.offer_side s SET
       answered_rev = CASE WHEN a.ours AND a.what IN ('set', 'answered') THEN a.rev ELSE s.answered_rev END,
       wanted_rev = CASE WHEN a.ours THEN s.wanted_rev ELSE s.wanted_rev + 1 END,
       sent_value = CASE WHEN a.ours AND a.what = 'set' THEN a.value WHEN a.ours AND a.what IN ('answered', 'wait', 'park', 'queued') THEN s.sent_value ELSE NULL END,
       sent_at = CASE WHEN a.ours AND a.what = 'set' THEN app.wall() ELSE s.sent_at END,
       issues = CASE WHEN a.ours AND a.issues IS NOT NULL THEN a.issues::jsonb ELSE s.issues END,
       attempts = CASE WHEN a.ours AND a.what IN ('set', 'answered') THEN 0 WHEN a.ours AND a.what IN ('wait', 'park') THEN greatest(0, s.attempts - 1) ELSE s.attempts END,
       reason = CASE WHEN a.ours AND a.what = 'park' THEN coalesce(a.why, 'parked') WHEN a.ours AND a.what IN ('set', 'answered') AND coalesce(s.reason, '') NOT IN ('not-open', 'theirs') THEN NULL ELSE s.reason END,
       not_before = CASE WHEN s.reason IN ('not-open', 'theirs') THEN s.not_before
                         WHEN a.ours AND a.what = 'retry' THEN app.now() + make_interval(secs => least(300, 0.5 * 2 ^ least(s.attempts, 10)) * (0.5 + random()))
                         WHEN a.ours AND a.what = 'wait' THEN coalesce(to_timestamp(a.until), s.not_before)
                         WHEN a.ours AND a.what = 'park' THEN coalesce(to_timestamp(a.until), 'infinity')
                         WHEN a.ours AND a.what IN ('set', 'answered') THEN '-infinity' ELSE s.not_before END,
       ticket = CASE WHEN a.ours AND a.what = 'queued' THEN a.ticket WHEN a.ours THEN NULL ELSE s.ticket END,
       ask_at = CASE WHEN a.ours AND a.what = 'queued' THEN to_timestamp(a.until) WHEN a.ours THEN NULL ELSE s.ask_at END,
       asked_rev = CASE WHEN a.ours AND a.what = 'queued' THEN a.rev WHEN a.ours THEN NULL ELSE s.asked_rev END,
       asked_value = CASE WHEN a.ours AND a.what = 'queued' THEN a.value WHEN a.ours THEN NULL ELSE s.asked_value END,
       quota_until = CASE WHEN a.ours AND (a.what = 'wait' OR a.why = 'quota') THEN to_timestamp(a.until) WHEN a.ours THEN NULL ELSE s.quota_until END,
       lease_until = CASE WHEN NOT a.ours THEN s.lease_until WHEN a.what = 'unclear' THEN app.now() + make_interval(secs => $11) ELSE NULL END
     FROM a WHERE s.offer_id = a.offer_id AND s.side = $1 RETURNING s.offer_id AS id, a.troubled`,
    [side, answers.map((a) => a.claim.offerId), answers.map((a) => a.claim.fence), answers.map((a) => a.claim.rev), answers.map((a) => a.value?.toString() ?? null), answers.map((a) => a.what),
      answers.map((a) => (a.until == null ? null : a.until / 1000)), answers.map((a) => a.reason ?? null), answers.map((a) => a.ticket ?? null), answers.map((a) => (a.issues ? JSON.stringify(a.issues) : a.what === 'set' ? '[]' : null)), sitOutMs / 1000]);
  return new Set(rows.filter((row) => row.troubled).map((row) => row.id));
}

export const moreOffers = async (tx: Tx, shopId: string): Promise<boolean> =>
  (await tx.row('SELECT 1 FROM app.offer_side d WHERE d.shop_id = $1 AND d.due_at IS NOT NULL AND d.due_at <= app.now() AND (d.lease_until IS NULL OR d.lease_until <= app.now()) LIMIT 1', [shopId])) !== null;
