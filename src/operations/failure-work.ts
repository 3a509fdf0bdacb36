import type { Caller, Tx } from '../kernel/index.js';
import { recordAction } from '../listings/index.js';
import { operationErrors } from './errors.js';
import { failureConditions, type FailureFilter } from './failure-filter.js';
import type { Subject } from './retry.js';

const yearMs = 366 * 86_400_000;

/** The open failures of a filter, frozen here: what matches later does not belong to the deed. */
export async function matching(tx: Tx, filter: FailureFilter): Promise<(Subject & { cause: string })[]> {
  const { where, params } = failureConditions(filter);
  const rows = await tx.rows<Subject & { cause: string }>(`SELECT f.id, f.subject, f.shop_id, f.cooperative_id, f.operation, f.cause FROM app.failure f WHERE ${where} ORDER BY f.id`, params);
  if (rows.length === 0) throw filter.ids ? operationErrors.noFailure() : operationErrors.nothingMatches();
  return rows;
}

/**
 * Puts failures aside, with a reason that is kept. Without an end they are closed, and the next attempt that meets the cause opens them again. With one they stay out of sight until then, also when the same is met again; another cause of
 * the same subject is a failure of its own and shows at once.
 */
export async function dismiss(tx: Tx, caller: Caller, filter: FailureFilter, why: { readonly reason: string; readonly until: Date | null }, now: number): Promise<string> {
  if (why.until !== null && (Number.isNaN(why.until.getTime()) || why.until.getTime() <= now || why.until.getTime() > now + yearMs)) throw operationErrors.pastUntil();
  const subjects = await matching(tx, filter), ids = subjects.map((entry) => entry.id);
  await tx.rows('INSERT INTO app.failure_dismissal (cooperative_id, owner_id, failure_id, user_id, reason, until) SELECT f.cooperative_id, f.owner_id, f.id, $2, $3, $4 FROM app.failure f WHERE f.id = ANY ($1::bigint[]) AND f.closed_at IS NULL ORDER BY f.id', [ids, caller.userId, why.reason, why.until]);
  await changed(tx, why.until
    ? `UPDATE app.failure SET dismissed_until = $2 WHERE id = ANY ($1::bigint[]) AND closed_at IS NULL`
    : `UPDATE app.failure SET closed_at = app.now(), closed_as = 'dismissed', closed_by = $2, closed_why = $3 WHERE id = ANY ($1::bigint[]) AND closed_at IS NULL`, why.until ? [ids, why.until] : [ids, caller.userId, why.reason]);
  return recordAction(tx, { cooperativeId: caller.cooperativeId, userId: caller.userId, kind: 'dismiss', filter: { ...filter, reason: why.reason, until: why.until }, members: membersOf(subjects) });
}

/** Back in sight before its time. */
export async function takeUp(tx: Tx, id: string): Promise<void> {
  await matching(tx, { ids: [id] });
  await changed(tx, 'UPDATE app.failure SET dismissed_until = NULL WHERE id = ANY ($1::bigint[]) AND closed_at IS NULL', [[id]]);
}

/** Gives failures to a person who has a role in this co-op or its units; null: to nobody. */
export async function assign(tx: Tx, caller: Caller, filter: FailureFilter, userId: string | null): Promise<string> {
  if (userId !== null && !(await tx.row('SELECT 1 FROM app.user_role r LEFT JOIN app.app_user u ON u.id = r.user_id WHERE r.user_id = $1 AND u.disabled_at IS NULL', [userId]))) throw operationErrors.noPerson();
  const subjects = await matching(tx, filter);
  await changed(tx, 'UPDATE app.failure SET assigned_to = $2, assigned_at = CASE WHEN $2::bigint IS NOT NULL THEN app.now() END WHERE id = ANY ($1::bigint[]) AND closed_at IS NULL', [subjects.map((entry) => entry.id), userId]);
  return recordAction(tx, { cooperativeId: caller.cooperativeId, userId: caller.userId, kind: 'assign', filter: { ...filter, assignee: userId }, members: membersOf(subjects) });
}

const membersOf = (subjects: readonly Subject[]) => subjects.map((entry) => ({ subject: `failure:${entry.id}`, listingId: null, revision: null }));

/** Changes rows and tells the dashboards of the co-ops they belong to. */
async function changed(tx: Tx, update: string, params: readonly unknown[]): Promise<void> {
  await tx.rows(`WITH done AS (${update} RETURNING cooperative_id) SELECT pg_notify('serentak_change', c.cooperative_id || ':failures') FROM (SELECT DISTINCT cooperative_id FROM done) c`, params);
}
