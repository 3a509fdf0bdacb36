import type { Database, Log, Scope, Tx } from '../kernel/index.js';
import type { Column } from './columns.js';
import { rowsASheet, type SheetFound } from './read-file.js';

/** Somebody else holds the import now, or it was discarded: whatever was under way ends without a trace. */
export class LeaseLost extends Error {}

/** One step of one import, held by whoever runs it. */
export interface ImportJob {
  readonly database: Database; readonly log: Log; readonly scope: Scope;
  readonly id: string; readonly cooperativeId: string; readonly userId: string | null; readonly fence: number;
  /** Looked at before it is applied: what has changed since is left out. */
  readonly preview: boolean;
  /** This process is about to end: the step stops after its batch, and goes on elsewhere or later. */
  readonly over: () => boolean;
}
export interface Counts { rows: number; created: number; changed: number; unchanged: number; rejected: number; products: number }
export interface RowFault { readonly number: number; readonly column: string; readonly value: string; readonly reason: string; readonly params?: Readonly<Record<string, string | number>> }

/** A row with what it would do now; `same`: that is what was looked at, but for pictures that came meanwhile; `moved`: not to the letter. */
export interface Work { readonly number: number; readonly owner_id: string; readonly code: string; readonly sku: string; readonly leads: boolean; readonly category: string | null; readonly member: string | null; readonly stock: number; readonly outcome: string; readonly changes: Readonly<Record<string, unknown>>; readonly product_id: string | null; readonly variant_id: string | null; readonly same: boolean; readonly moved: boolean }

const leaseSeconds = 60;

/** A transaction that only goes through while this job holds the import; it renews the lease. */
export function inJob<T>(job: ImportJob, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (job.over()) return Promise.reject(new LeaseLost(`import ${job.id}`));
  return job.database.inScope(job.scope, async (tx) => {
    const held = await tx.row(`UPDATE app.import SET lease_until = app.wall() + $3 * interval '1 second' WHERE id = $1 AND fence = $2 AND state = 'running' RETURNING id`, [job.id, job.fence, leaseSeconds]);
    if (!held) throw new LeaseLost(`import ${job.id}`);
    return work(tx);
  });
}

/** Ends the step. */
export async function endStep(job: ImportJob, state: 'previewed' | 'done' | 'undone' | 'refused', refusal: string | null = null): Promise<void> {
  await inJob(job, async (tx) => {
    await tx.rows('UPDATE app.import SET state = $2, step = NULL, refusal = $3, ended_at = app.now(), lease_until = NULL WHERE id = $1', [job.id, state, refusal === null ? null : JSON.stringify(refusal)]);
    await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${job.cooperativeId}:imports`]);
  });
}

/** Which of our columns the sheet has in which a row stands. */
export type Present = (number: number) => readonly Column[];
export async function presentColumns(tx: Tx, importId: string): Promise<Present> {
  const row = await tx.row<{ header: { present?: Column[]; sheets?: readonly SheetFound[] } | null }>('SELECT header FROM app.import WHERE id = $1', [importId]);
  return (number) => row?.header?.sheets?.find(({ index }) => index === sheetOf(number))?.present ?? row?.header?.present ?? [];
}

export const sheetOf = (number: number): number => Math.floor(number / rowsASheet);
/** Row numbers in order, a piece for each sheet. */
export const bySheet = (numbers: readonly number[]): number[][] => [...new Set(numbers.map(sheetOf))].map((sheet) => numbers.filter((number) => sheetOf(number) === sheet));

/** What the rows add up to, as they stand. */
export async function countRows(tx: Tx, importId: string): Promise<Counts> {
  const row = await tx.row<Counts>(
    `UPDATE app.import i SET rows_read = n.rows, created = n.created, changed = n.changed, unchanged = n.unchanged, rejected = n.rejected, products = n.products, stale = n.stale
     FROM (SELECT count(*)::int AS rows, (count(*) FILTER (WHERE outcome = 'created'))::int AS created, (count(*) FILTER (WHERE outcome = 'changed'))::int AS changed, (count(*) FILTER (WHERE outcome = 'unchanged'))::int AS unchanged, (count(*) FILTER (WHERE outcome = 'rejected'))::int AS rejected,
       (count(*) FILTER (WHERE leads AND outcome <> 'rejected'))::int AS products, (count(*) FILTER (WHERE result = 'stale'))::int AS stale FROM app.import_row WHERE import_id = $1) n WHERE i.id = $1 RETURNING n.*`, [importId]);
  return row ?? { rows: 0, created: 0, changed: 0, unchanged: 0, rejected: 0, products: 0 };
}

/** Positions from here on are of warnings: such a row was taken, and leaves room for what may be wrong with it yet. */
export const warningsFrom = 1_000;

export async function writeFaults(tx: Tx, job: ImportJob, faults: readonly RowFault[], from = 0): Promise<void> {
  if (faults.length === 0) return;
  const nth = new Map<number, number>();
  const positions = faults.map(({ number }) => {
    const position = nth.get(number) ?? from;
    nth.set(number, position + 1);
    return position;
  });
  await tx.rows(
    `INSERT INTO app.import_issue (import_id, cooperative_id, row_number, position, column_name, value, code, params) SELECT $1, $2, * FROM unnest($3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::jsonb[]) ON CONFLICT DO NOTHING`,
    [job.id, job.cooperativeId, faults.map((f) => f.number), positions, faults.map((f) => f.column), faults.map((f) => f.value.replaceAll('\u0000', '').replace(/[\ud800-\udfff]/gu, '')), faults.map((f) => f.reason), faults.map((f) => JSON.stringify(f.params ?? {}))]);
}
