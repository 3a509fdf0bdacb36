import type { Tx } from '../kernel/index.js';

interface Row { id: string; kind: string; filter: unknown; cancelled_at: Date | null; created_at: Date; by: string | null; total: number; succeeded: number; failed: number; waiting: number; skipped: number }

/**
 * What became of a member, read from its own row: a publish succeeded when the wish it froze is live (or ended, for a withdrawal), failed when that wish was answered otherwise, waits until then; a paused listing was passed over.
 * A retried failure without a listing succeeded when it is closed, failed when it was met again since.
 */
const verdict = `CASE WHEN m.result IS NOT NULL THEN m.result WHEN a.kind IN ('dismiss', 'assign') THEN 'succeeded' WHEN l.paused_at IS NOT NULL THEN 'skipped'
  WHEN m.listing_id IS NOT NULL AND l.answered_rev < m.revision THEN 'waiting' WHEN m.listing_id IS NOT NULL AND l.state IN ('review', 'queued') THEN 'waiting'
  WHEN m.listing_id IS NOT NULL AND (l.live_rev >= m.revision OR (l.wanted = 'withdrawn' AND l.state IN ('ended', 'new'))) THEN 'succeeded' WHEN m.listing_id IS NOT NULL THEN 'failed'
  WHEN f.closed_at IS NOT NULL THEN 'succeeded' WHEN f.id IS NULL THEN 'succeeded' WHEN f.last_at > a.created_at THEN 'failed' ELSE 'waiting' END`;
const joined = `app.bulk_action_member m JOIN app.bulk_action a ON a.id = m.action_id LEFT JOIN app.listing l ON l.id = m.listing_id LEFT JOIN app.failure f ON f.id = m.failure_id`;

/** The history of deeds on many rows: what, by whom, when, on which filter, and what became of it. Newest first; keyset: ids below `after`. */
export async function viewActions(tx: Tx, id: string | null, after: string | null = null, limit = 50) {
  const rows = await tx.rows<Row>(
    `SELECT a.id, a.kind, a.filter, a.cancelled_at, a.created_at, app.called(a.user_id) AS by, x.* FROM (SELECT * FROM app.bulk_action WHERE ($1::bigint IS NULL OR id = $1) AND ($3::bigint IS NULL OR id < $3) ORDER BY id DESC LIMIT $2) a
     CROSS JOIN LATERAL (SELECT count(*)::int AS total, count(*) FILTER (WHERE v = 'succeeded')::int AS succeeded, count(*) FILTER (WHERE v = 'failed')::int AS failed, count(*) FILTER (WHERE v = 'waiting')::int AS waiting, count(*) FILTER (WHERE v IN ('skipped', 'cancelled'))::int AS skipped
       FROM (SELECT ${verdict} AS v FROM app.bulk_action_member m LEFT JOIN app.listing l ON l.id = m.listing_id LEFT JOIN app.failure f ON f.id = m.failure_id WHERE m.action_id = a.id) y) x ORDER BY a.id DESC`, [id, limit, after]);
  return rows.map((row) => ({ id: row.id, kind: row.kind, filter: row.filter, state: row.cancelled_at ? 'cancelled' : row.waiting > 0 ? 'running' : 'done', total: row.total, succeeded: row.succeeded, failed: row.failed, waiting: row.waiting, skipped: row.skipped, createdAt: row.created_at, by: row.by }));
}

export async function viewActionItems(tx: Tx, id: string, result: string | null, after: string | null, limit: number) {
  const rows = await tx.rows<{ subject: string; listing_id: string | null; v: string; title: string | null; product_id: string | null; shop: string | null }>(
    `SELECT * FROM (SELECT m.subject, m.listing_id, ${verdict} AS v, p.title, p.id AS product_id, s.name AS shop FROM ${joined} LEFT JOIN app.product p ON p.id = coalesce(l.product_id, f.product_id) LEFT JOIN app.shop_names() s ON s.id = coalesce(l.shop_id, f.shop_id) WHERE m.action_id = $1) x
     WHERE ($2::text IS NULL OR v = $2) AND ($3::text IS NULL OR subject > $3) ORDER BY subject LIMIT $4`, [id, result, after, limit + 1]);
  const items = rows.slice(0, limit).map((row) => ({ subject: row.subject, listingId: row.listing_id, result: row.v, product: row.product_id && { id: row.product_id, title: row.title }, shop: row.shop }));
  return { items, next: rows.length > limit ? items.at(-1)?.subject ?? null : null };
}

/** Cancels what has not happened yet: a wish that nobody works on is answered as if never made. Where an older wish was still open (an edit), the row stays due for that one. */
export async function cancelRest(tx: Tx, id: string): Promise<void> {
  await tx.rows(
    `WITH rest AS MATERIALIZED (SELECT m.listing_id, a.kind, l.answered_rev = m.revision - 1 AS only_ours FROM app.bulk_action_member m JOIN app.bulk_action a ON a.id = m.action_id JOIN app.listing l ON l.id = m.listing_id
       WHERE m.action_id = $1 AND m.result IS NULL AND l.wanted_rev = m.revision AND l.answered_rev < m.revision AND l.lease_until IS NULL AND l.ticket IS NULL ORDER BY l.id FOR UPDATE OF l),
     undone AS (UPDATE app.listing l SET answered_rev = l.wanted_rev, live_rev = CASE WHEN l.live_rev = l.answered_rev AND l.state = 'live' THEN l.wanted_rev ELSE l.live_rev END,
       wanted = CASE WHEN r.kind = 'publish' AND (l.answered_rev = 0 OR l.state = 'ended') THEN 'withdrawn' WHEN r.kind = 'withdraw' AND l.state = 'live' THEN 'live' ELSE l.wanted END FROM rest r WHERE l.id = r.listing_id AND r.only_ours)
     UPDATE app.bulk_action_member m SET result = 'cancelled' FROM rest r WHERE m.action_id = $1 AND m.listing_id = r.listing_id`, [id]);
  await tx.rows('UPDATE app.bulk_action SET cancelled_at = coalesce(cancelled_at, app.now()) WHERE id = $1', [id]);
}
