import type { Tx } from '../kernel/index.js';
import { ReaderEnded } from '../sheets/index.js';
import { columnName, type Column, type ColumnWords } from './columns.js';
import { compareSql, rowColumns, rowFields } from './compare.js';
import { bySheet, countRows, inJob, presentColumns, warningsFrom, writeFaults, type Counts, type ImportJob, type Present } from './import-job.js';
import type { ReadingTask, Refusal, Rows } from './read-file.js';
import { readApart, type Batch } from './reader.js';

export interface ReadResult extends Counts { refusal: Refusal | null }

/**
 * The step `reading`: the file, opened apart, becomes rows that say what each would do. Whatever an earlier reading left is forgotten first. Changes nothing outside this import.
 * `sellerOf` knows the sheets of seller centres by their first rows: they are no catalogue, whatever their columns are called.
 */
export async function readImport(job: ImportJob, path: string, sellerOf: (top: Rows) => string | null): Promise<ReadResult> {
  const task = await inJob(job, async (tx) => {
    for (const table of ['import_row', 'import_issue']) await tx.rows(`DELETE FROM app.${table} WHERE import_id = $1`, [job.id]);
    const row = await tx.row<{ sheet: string | null }>('UPDATE app.import SET rows_read = 0, created = 0, changed = 0, unchanged = 0, rejected = 0, products = 0, header = NULL, refusal = NULL WHERE id = $1 RETURNING sheet', [job.id]);
    return { path, sheet: row?.sheet ?? null, words: await columnWords(tx, job.cooperativeId), units: await unitsOf(tx, job) } satisfies ReadingTask;
  });
  let refusal: Refusal | null = null, peakMb = 0;
  try {
    for await (const message of readApart(task)) {
      if ('header' in message) {
        const { header, top } = message, marketplace = sellerOf(top);
        await inJob(job, (tx) => tx.rows('UPDATE app.import SET kind = $2, header = $3 WHERE id = $1', [job.id, header?.kind ?? null, JSON.stringify(marketplace ? { marketplace } : header)]));
        if (marketplace) {
          refusal = 'seller-sheet';
          break;
        }
      } else if ('good' in message) await inJob(job, (tx) => keepRows(tx, job, message));
      else if ('refusal' in message) {
        ({ refusal } = message);
        const { sheets = [] } = message;
        if (sheets.length > 0) await inJob(job, (tx) => tx.rows(`UPDATE app.import SET header = coalesce(nullif(header, 'null'), '{}') || jsonb_build_object('sheets', $2::jsonb) WHERE id = $1`, [job.id, JSON.stringify(sheets)]));
      }
      else peakMb = message.peakMb;
    }
  } catch (error) {
    if (!(error instanceof ReaderEnded)) throw error;
    job.log.warn({ import: job.id, reason: error.message }, 'import.reader-ended');
    refusal = 'too-large';
  }
  const counts = await inJob(job, async (tx) => {
    if (refusal && refusal !== 'no-header') for (const table of ['import_row', 'import_issue']) await tx.rows(`DELETE FROM app.${table} WHERE import_id = $1`, [job.id]);
    await tx.rows('UPDATE app.import SET peak_mb = $2 WHERE id = $1', [job.id, peakMb || null]);
    await leadAnew(tx, job);
    await refuseLostChoices(tx, job);
    return countRows(tx, job.id);
  });
  return { ...counts, refusal };
}

async function keepRows(tx: Tx, job: ImportJob, { present, good, bad, notes, rows }: Batch): Promise<void> {
  const counts = { created: 0, changed: 0, unchanged: 0, rejected: bad.length, products: 0 };
  if (good !== '[]') {
    const made = await tx.rows<{ outcome: 'created' | 'changed' | 'unchanged' | 'rejected'; n: number; products: number }>(
      `WITH compared AS MATERIALIZED (${compareSql(`jsonb_to_recordset($3::jsonb) AS r (${rowFields})`, present, '$2')}), kept AS (
         INSERT INTO app.import_row (import_id, cooperative_id, ${rowColumns}, outcome, changes, product_id, variant_id) SELECT $1, $2, ${rowColumns}, outcome, changes, product_id, variant_id FROM compared
       ), faults AS (${faultsSql('compared', '$1', '$2')})
       SELECT outcome, count(*)::int AS n, (count(*) FILTER (WHERE leads))::int AS products FROM compared GROUP BY 1`, [job.id, job.cooperativeId, good]);
    for (const { outcome, n, products } of made) {
      counts[outcome] += n;
      if (outcome !== 'rejected') counts.products += products;
    }
  }
  if (bad.length > 0) await tx.rows(`INSERT INTO app.import_row (import_id, cooperative_id, number, outcome, cells) SELECT $1, $2, number, 'rejected', cells FROM unnest($3::int[], $4::jsonb[]) AS b (number, cells)`, [job.id, job.cooperativeId, bad.map((row) => row.number), bad.map((row) => plainJson(row.cells))]);
  await writeFaults(tx, job, notes, warningsFrom);
  await writeFaults(tx, job, bad.flatMap((row) => row.issues.map((issue) => ({ ...issue, number: row.number }))));
  await tx.rows('UPDATE app.import SET rows_read = $2, created = created + $3, changed = changed + $4, unchanged = unchanged + $5, rejected = rejected + $6, products = products + $7 WHERE id = $1', [job.id, rows, counts.created, counts.changed, counts.unchanged, counts.rejected, counts.products]);
}

/** JSON that PostgreSQL can keep: it has no place for NUL and for halves of characters. */
const plainJson = (cells: readonly string[]): string => JSON.stringify(cells.map((cell) => cell.replaceAll('\u0000', '').replace(/[\ud800-\udfff]/gu, '')));

const faultsSql = (from: string, importId: string, cooperativeId: string): string =>
  `INSERT INTO app.import_issue (import_id, cooperative_id, row_number, position, column_name, value, code, params)
   SELECT ${importId}, ${cooperativeId}, number, 0, CASE why WHEN 'axes-differ' THEN '${columnName('axis1')}' ELSE 'sku' END, CASE why WHEN 'axes-differ' THEN '' ELSE sku END, why, CASE why WHEN 'axes-differ' THEN jsonb_build_object('pilihan', their_axes) ELSE '{}' END FROM ${from} WHERE why IS NOT NULL ON CONFLICT DO NOTHING`;

/** Rows as they are kept, compared anew with what is there now. */
export const storedRows = `(SELECT ${rowColumns}, outcome AS shown_outcome, changes AS shown_changes FROM app.import_row WHERE import_id = $1 AND number = ANY ($2::int[])) AS r`;
export async function compareAnew(tx: Tx, job: ImportJob, present: Present, all: readonly number[]): Promise<void> {
  for (const numbers of bySheet(all)) await tx.rows(
    `WITH compared AS MATERIALIZED (${compareSql(storedRows, present(numbers[0] ?? 0), '$3')}), faults AS (${faultsSql('compared', '$1', '$3')})
     UPDATE app.import_row i SET outcome = n.outcome, changes = n.changes, product_id = n.product_id, variant_id = n.variant_id FROM compared n WHERE i.import_id = $1 AND i.number = n.number`, [job.id, numbers, job.cooperativeId]);
}

/** A product whose first row was refused by what is there already is led by its next one. */
async function leadAnew(tx: Tx, job: ImportJob): Promise<void> {
  if (!(await tx.row(`SELECT 1 FROM app.import_row WHERE import_id = $1 AND leads AND outcome = 'rejected' LIMIT 1`, [job.id]))) return;
  const rows = await tx.rows<{ number: number }>(
    `WITH lost AS (SELECT owner_id, code FROM app.import_row WHERE import_id = $1 AND leads AND outcome = 'rejected')
     UPDATE app.import_row i SET leads = true FROM (SELECT min(r.number) AS number FROM app.import_row r JOIN lost l ON l.owner_id = r.owner_id AND l.code = r.code WHERE r.import_id = $1 AND r.outcome <> 'rejected' GROUP BY r.owner_id, r.code) n
     WHERE i.import_id = $1 AND i.number = n.number RETURNING i.number`, [job.id]);
  await compareAnew(tx, job, await presentColumns(tx, job.id), rows.map((row) => row.number));
}

/** A product may get other options only when each of its variants says what it chooses: one that the file does not name would be left without. */
async function refuseLostChoices(tx: Tx, job: ImportJob): Promise<void> {
  await tx.rows(
    `WITH led AS (SELECT l.product_id, cardinality(l.axes) AS n, array_to_string(p.axes, ', ') AS theirs FROM app.import_row l JOIN app.product p ON p.id = l.product_id WHERE l.import_id = $1 AND l.leads AND l.changes ? 'axes' AND cardinality(p.axes) <> cardinality(l.axes)),
     lost AS (SELECT * FROM led WHERE EXISTS (SELECT 1 FROM app.variant v WHERE v.product_id = led.product_id AND v.archived_at IS NULL AND NOT EXISTS (SELECT 1 FROM app.import_row r WHERE r.import_id = $1 AND r.variant_id = v.id AND r.outcome <> 'rejected'))),
     hit AS (UPDATE app.import_row i SET outcome = 'rejected', changes = '{}' FROM lost WHERE i.import_id = $1 AND i.product_id = lost.product_id AND i.outcome <> 'rejected' RETURNING i.number, array_to_string(i.axes, ', ') AS axes, lost.theirs)
     INSERT INTO app.import_issue (import_id, cooperative_id, row_number, position, column_name, value, code, params) SELECT $1, $2, number, 0, '${columnName('axis1')}', coalesce(axes, ''), 'axes-differ', jsonb_build_object('pilihan', coalesce(nullif(theirs, ''), '–')) FROM hit ON CONFLICT DO NOTHING`, [job.id, job.cooperativeId]);
}

async function columnWords(tx: Tx, cooperativeId: string): Promise<ColumnWords> {
  return Object.fromEntries((await tx.rows<{ name: string; column_name: Column | null }>('SELECT name, column_name FROM app.import_column WHERE cooperative_id = $1', [cooperativeId])).map((row) => [row.name, row.column_name]));
}

async function unitsOf(tx: Tx, job: ImportJob): Promise<Record<string, string>> {
  const units = await tx.rows<{ id: string; name: string; code: string }>('SELECT id, name, code FROM app.cooperative WHERE id = ANY ($1::bigint[])', [job.scope.ids]);
  return Object.fromEntries([...units.flatMap((unit) => [[unit.name.toLowerCase(), unit.id], [unit.code.toLowerCase(), unit.id]] as const), ['', job.cooperativeId]]);
}

