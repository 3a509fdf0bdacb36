import type { Tx } from '../kernel/index.js';
import type { ActionMember } from '../listings/index.js';
import type { Hints, StreamName } from '../queue/index.js';

export interface Subject { readonly id: string; readonly subject: string; readonly shop_id: string; readonly cooperative_id: string; readonly operation: string }

/** A retry is a new wish on the subject, nothing else; the streams make it so. Returns what a bulk action should watch. */
export async function retrySubjects(tx: Tx, hints: Hints, subjects: readonly Subject[]): Promise<ActionMember[]> {
  const idsOf = (kind: string): string[] => [...new Set(subjects.filter((entry) => entry.subject.startsWith(`${kind}:`)).map((entry) => entry.subject.split(':')[1] ?? ''))].filter((id) => /^\d{1,19}$/.test(id));
  // A leaf's failure stands for the listings it touches.
  const leaves = subjects.filter((entry) => entry.subject.startsWith('leaf:')).map((entry) => entry.id);
  const ofLeaves = leaves.length === 0 ? [] : await tx.rows<{ id: string }>(`SELECT l.id FROM app.failure f JOIN app.listing l ON l.shop_id = f.shop_id AND l.product_id = ANY (f.touched) WHERE f.id = ANY ($1::bigint[]) AND l.wanted = 'live'`, [leaves]);
  const listings = await tx.rows<{ id: string; rev: string; shop_id: string }>(
    `WITH locked AS MATERIALIZED (SELECT id FROM app.listing WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE)
     UPDATE app.listing l SET wanted_rev = l.wanted_rev + 1, wanted_at = app.now(), attempts = 0, not_before = '-infinity', reason = NULL FROM locked WHERE l.id = locked.id RETURNING l.id, l.wanted_rev AS rev, l.shop_id`, [[...idsOf('listing'), ...ofLeaves.map((row) => row.id)]]);
  await tx.rows(
    `WITH locked AS MATERIALIZED (SELECT offer_id, side FROM app.offer_side WHERE (offer_id, side) IN (SELECT * FROM unnest($1::bigint[], $2::text[])) ORDER BY offer_id, side FOR UPDATE)
     UPDATE app.offer_side s SET wanted_rev = s.wanted_rev + 1, attempts = 0, not_before = CASE WHEN s.reason IN ('not-open', 'theirs') THEN s.not_before ELSE '-infinity' END, reason = CASE WHEN s.reason IN ('not-open', 'theirs') THEN s.reason END FROM locked WHERE s.offer_id = locked.offer_id AND s.side = locked.side`,
    [subjects.filter((s) => s.subject.startsWith('offer:')).map((s) => s.subject.split(':')[1]), subjects.filter((s) => s.subject.startsWith('offer:')).map((s) => s.subject.split(':')[2])]);
  for (const halt of subjects.filter((entry) => entry.subject === 'shop' && entry.operation === 'halt')) await tx.tell('resume-asked', { shopId: halt.shop_id, cooperativeId: halt.cooperative_id });
  const gates = [...new Set(subjects.filter((s) => (s.subject === 'shop' && s.operation !== 'halt') || s.subject.startsWith('connection:')).map((s) => s.shop_id))];
  if (gates.length > 0) {
    await tx.rows('UPDATE app.shop SET gate_until = NULL, gate_cause = NULL, gate_strikes = 0 WHERE connection_id IN (SELECT connection_id FROM app.shop WHERE id = ANY ($1::bigint[]))', [gates]);
    await tx.rows('UPDATE app.connection SET dead_at = NULL, refresh_from = app.now() WHERE dead_at IS NOT NULL AND id IN (SELECT connection_id FROM app.shop WHERE id = ANY ($1::bigint[]))', [gates]);
  }
  // An order, also one that could not be decoded, is read again by its id, as if the marketplace had just told of it; a reading under way does not count as the answer.
  const orders = await tx.rows<{ id: string }>(
    `INSERT INTO app.webhook_receipt AS r (cooperative_id, shop_id, dedupe, kind, remote_id) SELECT x.cooperative_id, x.shop_id, x.dedupe, 'order', x.remote_id FROM (
       SELECT o.cooperative_id, o.shop_id, 'retry:' || o.id AS dedupe, o.remote_id FROM app.orders o WHERE o.id = ANY ($1::bigint[])
       UNION ALL SELECT f.cooperative_id, f.shop_id, 'retry:' || f.subject, substr(f.subject, 5) FROM app.failure f WHERE f.id = ANY ($2::bigint[]) AND starts_with(f.subject, 'raw:') AND NOT starts_with(f.subject, 'raw:~')) x ORDER BY x.shop_id, x.dedupe
     ON CONFLICT (shop_id, dedupe) DO UPDATE SET done_at = NULL, attempts = 0, not_before = '-infinity', lease_until = NULL, fence = r.fence + 1 RETURNING r.id`, [idsOf('order'), subjects.filter((entry) => entry.subject.startsWith('raw:')).map((entry) => entry.id)]);
  const checkpoints = subjects.filter((s) => s.subject.startsWith('checkpoint:'));
  await tx.rows('UPDATE app.checkpoint c SET next_at = app.now(), attempts = 0, reason = NULL FROM unnest($1::bigint[], $2::text[]) AS x (shop_id, stream) WHERE c.shop_id = x.shop_id AND c.stream = x.stream', [checkpoints.map((s) => s.shop_id), checkpoints.map((s) => s.subject.slice(11))]);
  const shops = [...new Set(subjects.map((entry) => entry.shop_id))];
  await tx.rows(`UPDATE app.checkpoint SET next_at = app.now() WHERE shop_id = ANY ($1::bigint[]) AND stream = 'pull-orders'`, [shops]);
  for (const stream of ['publish-listings', 'push-offers', 'pull-orders', 'refresh-tokens'] satisfies StreamName[]) hints.after(tx, stream, shops);
  if (orders.length > 0) hints.after(tx, 'read-orders', shops);
  const revisions = new Map(listings.map((row) => [row.id, row.rev]));
  const cooperatives = await tx.rows<{ cooperative_id: string }>('SELECT DISTINCT cooperative_id FROM app.failure WHERE id = ANY ($1::bigint[])', [subjects.map((entry) => entry.id)]);
  for (const { cooperative_id } of cooperatives) for (const topic of ['listings', 'failures']) await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${cooperative_id}:${topic}`]);
  return subjects.map((entry) => {
    const id = entry.subject.startsWith('listing:') ? entry.subject.slice(8) : null;
    return { subject: `failure:${entry.id}`, listingId: id, revision: id === null ? null : revisions.get(id) ?? null };
  });
}
