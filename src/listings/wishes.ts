import type { Tx } from '../kernel/index.js';
import { recordAction, type ActionMember } from './bulk-record.js';
import { listingErrors } from './errors.js';

export interface WishRequest {
  readonly cooperativeId: string;
  readonly userId: string | null;
  readonly productIds: readonly string[];
  readonly shopIds: readonly string[];
  readonly wanted: 'live' | 'withdrawn';
  readonly filter: unknown;
}

/**
 * Wishes: these products live (or withdrawn) in these shops. Nothing is called here; the listings' rows say by themselves that they are due.
 * A draft is left out: nobody has approved it yet.
 * In a shop two units may use the same code or SKU: the first comer keeps it, later ones go out as `<code>-<unit code>`, frozen from then on.
 */
export async function wish(tx: Tx, request: WishRequest): Promise<{ actionId: string; wishes: number; unapproved: number; shopIds: string[] }> {
  // Two people wishing the same at once would both find the code free: whoever comes second waits, and finds the listing.
  await tx.rows(`SELECT pg_advisory_xact_lock(hashtextextended('wish:' || x.id, 0)) FROM (SELECT DISTINCT unnest($1::bigint[]) AS id ORDER BY 1) x`, [request.shopIds]);
  const shut = request.wanted === 'live' ? await tx.row<{ name: string }>('SELECT name FROM app.shop WHERE id = ANY ($1::bigint[]) AND connection_id IS NULL LIMIT 1', [request.shopIds]) : null;
  if (shut) throw listingErrors.noAccess({ toko: shut.name });
  const touched = request.wanted === 'live' ? await wantLive(tx, request) : await wantWithdrawn(tx, request);
  const unapproved = request.wanted === 'live' ? (await tx.row<{ n: number }>('SELECT count(*)::int AS n FROM app.product WHERE id = ANY ($1::bigint[]) AND draft AND archived_at IS NULL', [request.productIds]))?.n ?? 0 : 0;
  if (touched.length === 0 && unapproved > 0) throw listingErrors.unapproved({ n: unapproved });
  if (request.wanted === 'live') await ensureOffers(tx, touched.map((row) => row.id));
  const members: ActionMember[] = touched.map((row) => ({ subject: `listing:${row.id}`, listingId: row.id, revision: row.rev }));
  const actionId = await recordAction(tx, { cooperativeId: request.cooperativeId, userId: request.userId, kind: request.wanted === 'live' ? 'publish' : 'withdraw', filter: request.filter, members });
  return { actionId, wishes: touched.length, unapproved, shopIds: [...new Set(touched.map((row) => row.shop_id))] };
}

interface Touched { id: string; rev: string; shop_id: string }

/** A wish for a listing `l`: it ends a backoff and a refusal; a park (a reason with an end of its own) stays. */
export const renewed = `wanted_rev = l.wanted_rev + 1, wanted_at = app.now(), attempts = 0, not_before = CASE WHEN l.reason IS NULL THEN '-infinity' ELSE l.not_before END`;

function wantLive(tx: Tx, request: WishRequest): Promise<Touched[]> {
  return tx.rows<Touched>(
    `WITH pair AS (
       SELECT p.id AS product_id, p.cooperative_id AS owner_id, p.code, c.code AS unit, s.id AS shop_id, s.cooperative_id,
         row_number() OVER (PARTITION BY s.id, lower(p.code) ORDER BY p.id) AS nth
       FROM app.product p JOIN app.cooperative c ON c.id = p.cooperative_id CROSS JOIN app.shop s
       WHERE p.id = ANY ($1::bigint[]) AND s.id = ANY ($2::bigint[]) AND p.archived_at IS NULL AND NOT p.draft
     )
     INSERT INTO app.listing AS l (cooperative_id, owner_id, shop_id, product_id, remote_code)
     SELECT cooperative_id, owner_id, shop_id, product_id,
       CASE WHEN nth > 1 OR EXISTS (SELECT 1 FROM app.listing x WHERE x.shop_id = pair.shop_id AND x.code_key = lower(pair.code) AND x.product_id <> pair.product_id) THEN code || '-' || unit ELSE code END
     FROM pair ORDER BY shop_id, product_id
     ON CONFLICT (shop_id, product_id, part) DO UPDATE SET wanted = 'live', paused_at = NULL, ${renewed}
     RETURNING l.id, l.wanted_rev AS rev, l.shop_id`, [request.productIds, request.shopIds]);
}

function wantWithdrawn(tx: Tx, request: WishRequest): Promise<Touched[]> {
  return tx.rows<Touched>(
    `WITH locked AS MATERIALIZED (SELECT id FROM app.listing WHERE product_id = ANY ($1::bigint[]) AND shop_id = ANY ($2::bigint[]) AND NOT (wanted = 'withdrawn' AND state = 'ended') ORDER BY id FOR UPDATE)
     UPDATE app.listing l SET wanted = 'withdrawn', ${renewed} FROM locked WHERE l.id = locked.id RETURNING l.id, l.wanted_rev AS rev, l.shop_id`, [request.productIds, request.shopIds]);
}

/** Every active variant of these listings has an offer with two sides, closed until the listing's offers open; of an adopted listing that is linked in part, only what was linked. Running it twice changes nothing. */
export async function ensureOffers(tx: Tx, listingIds: readonly string[]): Promise<void> {
  if (listingIds.length === 0) return;
  await tx.rows(
    `WITH missing AS (
       SELECT l.id AS listing_id, l.cooperative_id, l.owner_id, l.shop_id, v.id AS variant_id, v.sku, c.code AS unit, s.keep_back, s.cap, row_number() OVER (PARTITION BY l.shop_id, lower(v.sku) ORDER BY v.id) AS nth
       FROM app.listing l JOIN app.variant v ON v.product_id = l.product_id AND v.archived_at IS NULL JOIN app.cooperative c ON c.id = l.owner_id JOIN app.shop s ON s.id = l.shop_id
       WHERE l.id = ANY ($1::bigint[]) AND NOT EXISTS (SELECT 1 FROM app.offer o WHERE o.listing_id = l.id AND o.variant_id = v.id) AND coalesce((l.adopted ->> 'whole')::boolean, true)
     ), made AS (
       INSERT INTO app.offer (cooperative_id, owner_id, listing_id, shop_id, variant_id, remote_sku, buffer, cap)
       SELECT cooperative_id, owner_id, listing_id, shop_id, variant_id,
         CASE WHEN nth > 1 OR EXISTS (SELECT 1 FROM app.offer x WHERE x.shop_id = missing.shop_id AND x.sku_key = lower(missing.sku)) THEN sku || '-' || unit ELSE sku END, keep_back, cap
       FROM missing ORDER BY listing_id, variant_id ON CONFLICT (listing_id, variant_id) DO NOTHING RETURNING id, shop_id, listing_id, cooperative_id, owner_id
     )
     INSERT INTO app.offer_side (offer_id, side, shop_id, listing_id, cooperative_id, owner_id, reason, not_before)
     SELECT id, side, shop_id, listing_id, cooperative_id, owner_id, 'not-open', 'infinity' FROM made CROSS JOIN (VALUES ('stock'), ('price')) AS s (side)`, [listingIds]);
  // A variant that came back, and one that left.
  await tx.rows(`UPDATE app.offer o SET ended_at = NULL FROM app.variant v WHERE v.id = o.variant_id AND v.archived_at IS NULL AND o.ended_at IS NOT NULL AND o.listing_id = ANY ($1::bigint[])`, [listingIds]);
}
