import type { Tx } from '../kernel/index.js';
import { lanes } from '../queue/index.js';

export interface RunFilter { readonly shop?: string; readonly operation?: string; readonly outcome?: string; readonly subject?: string; readonly after?: string; readonly limit: number }
export interface DayFilter { readonly shop?: string; readonly operation?: string; readonly outcome?: string; readonly code?: string; readonly from?: string; readonly to?: string }
interface Row { id: string; shop_id: string; shop: string; operation: string; subject: string; trigger: string; outcome: string; code: string | null; calls: number; subjects: number; opened_at: Date; closed_at: Date | null; exchange?: unknown }

const outcomes = ['accepted', 'refused', 'waiting', 'retrying', 'unclear', 'nothing', 'partly'];
const columns = 'r.id, r.shop_id, r.operation, r.subject, r.trigger, r.outcome, r.code, r.calls, r.subjects, r.opened_at, r.closed_at';
/** The newest months are looked at first: the year's other partitions only when they hold too few. */
const firstDays = 40, dayMs = 86_400_000;

/** Attempts, newest first. Keyset: ids below `after`. Shop by shop along the index that its filter names, so that a rare outcome is found as quickly as a common one. */
export async function viewRuns(tx: Tx, filter: RunFilter, now: number) {
  let rows = await readRuns(tx, filter, new Date(now - firstDays * dayMs));
  if (rows.length <= filter.limit) rows = await readRuns(tx, filter, null);
  const items = rows.slice(0, filter.limit).map(viewRun);
  return { items, next: rows.length > filter.limit ? items.at(-1)?.id ?? null : null };
}

function readRuns(tx: Tx, filter: RunFilter, since: Date | null): Promise<Row[]> {
  const params: unknown[] = [];
  const p = (value: unknown): string => `$${params.push(value)}`;
  const limit = p(filter.limit + 1), kinds = filter.operation !== undefined || filter.outcome !== undefined;
  const parts = [...(filter.after ? [`r.id < ${p(filter.after)}`] : []), ...(since ? [`r.opened_at >= ${p(since)}`] : []), ...(filter.subject ? [`r.subject = ${p(filter.subject)}`] : [])];
  const shop = filter.shop ? p(filter.shop) : null, newest = `ORDER BY r.id DESC LIMIT ${limit}`;
  if (filter.subject?.includes(':')) {
    const all = [...parts, ...(shop ? [`r.shop_id = ${shop}`] : []), ...(filter.operation ? [`r.operation = ${p(filter.operation)}`] : []), ...(filter.outcome ? [`r.outcome = ${p(filter.outcome)}`] : [])];
    return tx.rows<Row>(`SELECT x.*, s.name AS shop FROM (SELECT ${columns} FROM app.sync_run r WHERE ${all.join(' AND ')} ${newest}) x JOIN app.shop_names() s ON s.id = x.shop_id ORDER BY x.id DESC`, params);
  }
  const kind = kinds ? `CROSS JOIN unnest(${p(filter.operation ? [filter.operation] : Object.keys(lanes))}::text[]) AS op CROSS JOIN unnest(${p(filter.outcome ? [filter.outcome] : outcomes)}::text[]) AS oc` : '';
  const own = ['r.shop_id = s.id', ...(kinds ? ['r.operation = op', 'r.outcome = oc'] : []), ...parts].join(' AND ');
  const theirs = ['r.owner_id = o', 'r.cooperative_id = a', 'r.owner_id <> r.cooperative_id', ...(shop ? [`r.shop_id = ${shop}`] : []), ...(filter.operation ? [`r.operation = ${p(filter.operation)}`] : []), ...(filter.outcome ? [`r.outcome = ${p(filter.outcome)}`] : []), ...parts].join(' AND ');
  return tx.rows<Row>(
    `SELECT x.*, n.name AS shop FROM (
       (SELECT y.* FROM app.shop s ${kind} CROSS JOIN LATERAL (SELECT ${columns} FROM app.sync_run r WHERE ${own} ${newest}) y WHERE ${shop ? `s.id = ${shop}` : 'true'} ORDER BY y.id DESC LIMIT ${limit})
       UNION ALL
       (SELECT y.* FROM unnest((SELECT app.scope())) AS o CROSS JOIN unnest((SELECT app.above())) AS a CROSS JOIN LATERAL (SELECT ${columns} FROM app.sync_run r WHERE ${theirs} ${newest}) y ORDER BY y.id DESC LIMIT ${limit})
     ) x JOIN app.shop_names() n ON n.id = x.shop_id ORDER BY x.id DESC LIMIT ${limit}`, params);
}

/** One attempt, with what went over the wire. */
export async function viewOneRun(tx: Tx, id: string) {
  const row = await tx.row<Row>(`SELECT ${columns}, r.exchange, s.name AS shop FROM app.shop_names() s CROSS JOIN LATERAL (SELECT * FROM app.sync_run x WHERE x.shop_id = s.id AND x.id = $1) r`, [id]);
  return row && { ...viewRun(row), exchange: row.exchange };
}

const viewRun = (row: Row) => ({
  id: row.id, shopId: row.shop_id, shop: row.shop, operation: row.operation, subject: row.subject, trigger: row.trigger, outcome: row.outcome, code: row.code, calls: row.calls, subjects: row.subjects, openedAt: row.opened_at, closedAt: row.closed_at,
  ms: row.closed_at ? row.closed_at.getTime() - row.opened_at.getTime() : null,
});

/** How attempts ended, day by day (UTC), newest first, at most a year: sums kept for good, and the last days counted from the attempts themselves. */
export async function viewRunDays(tx: Tx, filter: DayFilter, now: number) {
  const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10), later = (day: string, days: number): string => dayOf(Date.parse(day) + days * dayMs);
  const kept = await tx.row<{ until: string | null }>('SELECT app.runs_kept()::text AS until'), to = filter.to ?? dayOf(now);
  const from = [filter.from ?? later(to, -30), later(to, -366)].sort().at(-1) ?? to, live = [kept?.until ? later(kept.until, 1) : from, from].sort().at(-1) ?? from;
  const rows = await tx.rows<{ day: string; runs: number; subjects: string; calls: string; ms: string; outcomes: Record<string, number> }>(
    `WITH rows AS (
         SELECT d.day, d.outcome, d.runs, d.subjects, d.calls, d.ms FROM app.sync_run_day d WHERE ($1::bigint IS NULL OR d.shop_id = $1) AND ($2::text IS NULL OR d.operation = $2) AND ($3::text IS NULL OR d.outcome = $3) AND ($4::text IS NULL OR d.code = $4) AND d.day BETWEEN $5 AND $6
         UNION ALL
         SELECT (r.opened_at AT TIME ZONE 'UTC')::date, r.outcome, 1, r.subjects, r.calls, extract(epoch FROM r.closed_at - r.opened_at) * 1000 FROM app.sync_run r
         WHERE r.opened_at >= $7::timestamptz AND r.opened_at < $8::timestamptz AND ($1::bigint IS NULL OR r.shop_id = $1) AND ($2::text IS NULL OR r.operation = $2) AND ($3::text IS NULL OR r.outcome = $3) AND ($4::text IS NULL OR r.code = $4)),
       ends AS (SELECT day, outcome, sum(runs)::int AS runs, sum(subjects) AS subjects, sum(calls) AS calls, sum(ms) AS ms FROM rows GROUP BY 1, 2)
     SELECT day::text, sum(runs)::int AS runs, sum(subjects)::text AS subjects, sum(calls)::text AS calls, round(sum(ms))::text AS ms, jsonb_object_agg(outcome, runs) AS outcomes FROM ends GROUP BY day ORDER BY day DESC`,
    [filter.shop ?? null, filter.operation ?? null, filter.outcome ?? null, filter.code ?? null, from, to, `${live}T00:00:00Z`, `${later(to, 1)}T00:00:00Z`]);
  return { items: rows.map((row) => ({ day: row.day, runs: row.runs, subjects: Number(row.subjects), calls: Number(row.calls), ms: Number(row.ms), outcomes: row.outcomes })), next: null };
}
