import type { Tx } from '../kernel/index.js';
import type { Adopted, DraftContent } from './source-shape.js';

/** A listing taken for work: `rev` is the wish read at the claim (for `ask`: the wish already answered, so that a newer one stays open), `fence` proves that the work is still ours. */
export interface ListingClaim {
  readonly id: string; readonly rev: string; readonly fence: string; readonly attempts: number; readonly wanted: 'live' | 'withdrawn'; readonly state: string; readonly productId: string; readonly ownerId: string;
  readonly code: string; readonly itemId: string | null; readonly ticket: string | null; readonly digest: string | null; readonly accepted: DraftContent | null; readonly intentKey: string | null; readonly intentAt: number | null; readonly wantedAt: number; readonly note: string | null; readonly adopted: Adopted | null;
  /** The trace of the edit that raised the wish, if it is traced (traceparent). */
  readonly trace: string | null;
  /** Something of its words or photos is set for this shop alone. */
  readonly ownWords: boolean;
}
interface Row {
  id: string; rev: string; fence: string; attempts: number; wanted: 'live' | 'withdrawn'; state: string; product_id: string; owner_id: string; remote_code: string; remote_item_id: string | null; ticket: string | null;
  draft_digest: string | null; accepted: DraftContent | null; intent_key: string | null; intent_at: Date | null; wanted_at: Date; note: string | null; adopted: Adopted | null; traceparent: string | null; own_words: boolean;
}

/** Takes due listings: `put` those with an open wish and no ticket, `ask` those whose fate the marketplace still decides. */
export async function claimListings(tx: Tx, shopId: string, kind: 'put' | 'ask', count: number, leaseMs: number): Promise<ListingClaim[]> {
  const which = kind === 'put' ? 'd.ticket IS NULL AND d.wanted_rev > d.answered_rev' : '(d.ticket IS NOT NULL OR d.wanted_rev <= d.answered_rev)';
  const rows = await tx.rows<Row>(
    `WITH picked AS MATERIALIZED (
       SELECT d.id FROM app.listing d WHERE d.shop_id = $1 AND d.due_at IS NOT NULL AND d.due_at <= app.now() AND (d.lease_until IS NULL OR d.lease_until <= app.now()) AND ${which}
       ORDER BY d.due_at, d.id LIMIT $2 FOR UPDATE SKIP LOCKED)
     UPDATE app.listing l SET lease_until = app.now() + make_interval(secs => $3), fence = l.fence + 1, attempts = l.attempts + 1 FROM picked p WHERE l.id = p.id
     RETURNING l.id, ${kind === 'put' ? 'l.wanted_rev' : 'l.answered_rev'} AS rev, l.fence, l.attempts, l.wanted, l.state, l.product_id, l.owner_id, l.remote_code, l.remote_item_id, l.ticket, l.draft_digest, l.accepted, l.intent_key, l.intent_at, l.wanted_at, l.note, l.adopted, l.traceparent,
       EXISTS (SELECT 1 FROM app.listing_override x WHERE x.shop_id = l.shop_id AND x.product_id = l.product_id AND x.variant_id = 0) AS own_words`,
    [shopId, count, leaseMs / 1000]);
  return rows.map((row) => ({
    id: row.id, rev: row.rev, fence: row.fence, attempts: row.attempts, wanted: row.wanted, state: row.state, productId: row.product_id, ownerId: row.owner_id, code: row.remote_code, itemId: row.remote_item_id, ticket: row.ticket,
    digest: row.draft_digest, accepted: row.accepted, intentKey: row.intent_key, intentAt: row.intent_at?.getTime() ?? null, wantedAt: row.wanted_at.getTime(), note: row.note, adopted: row.adopted, trace: row.traceparent, ownWords: row.own_words,
  }));
}

/** Commits "we are about to create this, under this key" before the call. False: the work is no longer ours. */
export async function openIntent(tx: Tx, claim: ListingClaim, key: string): Promise<boolean> {
  return (await tx.rows('UPDATE app.listing SET intent_key = $3, intent_at = app.now() WHERE id = $1 AND fence = $2 RETURNING id', [claim.id, claim.fence, key])).length === 1;
}

/** The create never left: what this attempt said of it is taken back, so that nobody waits to look for it. What an earlier attempt said stands. */
export async function takeBackIntent(tx: Tx, claim: ListingClaim): Promise<void> {
  await tx.rows('UPDATE app.listing SET intent_key = $3, intent_at = to_timestamp($4) WHERE id = $1 AND fence = $2', [claim.id, claim.fence, claim.intentKey, claim.intentAt === null ? null : claim.intentAt / 1000]);
}

export async function moreListings(tx: Tx, shopId: string, kind: 'put' | 'ask'): Promise<boolean> {
  const which = kind === 'put' ? 'd.ticket IS NULL AND d.wanted_rev > d.answered_rev' : '(d.ticket IS NOT NULL OR d.wanted_rev <= d.answered_rev)';
  return (await tx.row(`SELECT 1 FROM app.listing d WHERE d.shop_id = $1 AND d.due_at IS NOT NULL AND d.due_at <= app.now() AND (d.lease_until IS NULL OR d.lease_until <= app.now()) AND ${which} LIMIT 1`, [shopId])) !== null;
}
