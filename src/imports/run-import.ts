import { stat } from 'node:fs/promises';
import type { Database, Log, Scope } from '../kernel/index.js';
import { csvRows, encodingOf, kindOf, separatorOf, textOf, UnreasonableFile, xlsxRows, type SheetRow } from '../sheets/index.js';
import { columnName, readHeader, type Header } from './columns.js';
import type { ImportReason, RowIssue } from './read-row.js';
import { readRow, skuKey, type ImportRow } from './read-row.js';
import { ImportMemory, writeRows, type Importer, type Tally } from './write-rows.js';

const batch = 500;
/** A header must stand among the first rows; what is above it is skipped. */
const headerWithin = 50;

export type Refusal = 'empty' | 'no-header' | 'only-header' | 'unreadable' | 'interrupted';
export interface ImportResult extends Tally { rows: number; rejected: number; refusal: Refusal | null }

/**
 * Reads a file row by row and writes it batch by batch; a bad row is named and never holds up the good ones. Running it twice changes nothing.
 * Nothing but the current batch, the SKUs and the product codes is held in memory.
 */
export async function runImport(database: Database, scope: Scope, who: Importer, path: string, log: Log, progress: (result: ImportResult) => void = () => undefined): Promise<ImportResult> {
  const result: ImportResult = { rows: 0, created: 0, changed: 0, unchanged: 0, products: 0, rejected: 0, refusal: null };
  const memory = new ImportMemory();
  const skus = new Set<string>();
  let header: Header | null = null, headerRow = 0, good: ImportRow[] = [], bad: RowIssue[] = [], looked = 0;
  /** One transaction. What it learned and counted is kept only once it was committed, because a deadlock runs it again. */
  const write = async (rows: readonly ImportRow[], issues: readonly RowIssue[]): Promise<void> => {
    const [draft, attempt] = await database.inScope(scope, async (tx) => {
      const draft = memory.draft(), attempt: Tally = { created: result.created, changed: result.changed, unchanged: result.unchanged, products: result.products };
      const all = [...issues, ...(rows.length > 0 ? await writeRows(tx, rows, who, draft, attempt) : [])];
      await writeIssues(tx, who, all);
      const rejected = result.rejected + new Set(all.filter((issue) => issue.reason !== 'column-twice').map((issue) => issue.number)).size;
      await tx.rows('UPDATE app.import SET rows_read = $2, created = $3, changed = $4, unchanged = $5, rejected = $6, products = $7 WHERE id = $1', [who.importId, result.rows, attempt.created, attempt.changed, attempt.unchanged, rejected, attempt.products]);
      return [draft, { ...attempt, rejected }] as const;
    });
    memory.keep(draft);
    Object.assign(result, attempt);
  };
  const flush = async (): Promise<void> => {
    const rows = good, issues = bad;
    good = [];
    bad = [];
    try {
      await write(rows, issues);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // The database refuses one of these rows: write them one by one, so that it does not hold up the others.
      await write([], issues);
      for (const row of rows) await write([row], []).catch((refused: unknown) => (isRefusal(refused) ? write([], [{ number: row.number, column: '', value: row.sku, reason: 'not-written' }]) : Promise.reject(refused)));
    }
    progress(result);
  };
  try {
    if ((await stat(path)).size === 0) result.refusal = 'empty';
    else {
      const kind = await kindOf(path);
      if (kind === 'other') throw new UnreasonableFile('neither text nor a workbook');
      let sheet = 0;
      for await (const row of kind === 'xlsx' ? xlsxRows(path) : await textRows(path)) {
        if (row.sheet !== undefined && row.sheet !== sheet) {
          // The first sheet with a header is the catalogue; one without is a cover page.
          if (header) break;
          sheet = row.sheet;
          looked = 0;
        }
        if (!header) {
          looked += 1;
          if (looked > headerWithin) {
            if (kind === 'csv') break;
            continue;
          }
          header = readHeader(row.cells);
          headerRow = row.number;
          for (const column of header?.doubled ?? []) bad.push({ number: kind === 'xlsx' ? row.number : 1, column: columnName(column), value: '', reason: 'column-twice' });
          continue;
        }
        if (!row.broken && row.cells.every((cell) => cell.trim() === '')) continue;
        result.rows += 1;
        // In a text file the header counts as row 1; in a workbook the sheet's own numbers stand.
        const read = readRow(kind === 'xlsx' ? row : { ...row, number: row.number - headerRow + 1 }, header);
        if (!('sku' in read)) bad.push(...read);
        else if (skus.has(skuKey(read.sku))) bad.push({ number: read.number, column: 'sku', value: read.sku, reason: 'sku-twice' });
        else {
          skus.add(skuKey(read.sku));
          good.push(read);
        }
        if (good.length + bad.length >= batch) await flush();
      }
      if (!header) result.refusal = looked === 0 ? 'empty' : 'no-header';
      else if (result.rows === 0) result.refusal = 'only-header';
    }
    await flush();
  } catch (error) {
    if (!(error instanceof UnreasonableFile)) throw error;
    log.warn({ import: who.importId, reason: error.message }, 'import.refused');
    result.refusal = 'unreadable';
  }
  await database.inScope(scope, (tx) => tx.rows(`UPDATE app.import SET state = $2, refusal = $3, ended_at = app.now() WHERE id = $1`, [who.importId, result.refusal ? 'refused' : 'done', result.refusal ? JSON.stringify(result.refusal) : null]));
  log.info({ import: who.importId, ...result }, 'import.ended');
  return result;
}

/** Data the database will not hold (classes 22 and 23), as against trouble of its own. */
const isRefusal = (error: unknown): boolean => /^2[23]/.test((error as { driverError?: { code?: string } } | null)?.driverError?.code ?? '');

async function textRows(path: string): Promise<AsyncGenerator<SheetRow>> {
  const encoding = await encodingOf(path);
  let sample = '';
  for await (const piece of textOf(path, encoding)) {
    sample += piece;
    if (sample.length > 20_000) break;
  }
  return csvRows(textOf(path, encoding), await separatorOf(sample, (cells) => readHeader(cells) !== null));
}

async function writeIssues(tx: Parameters<Parameters<Database['inScope']>[1]>[0], who: Importer, issues: readonly RowIssue[]): Promise<void> {
  if (issues.length === 0) return;
  const nth = new Map<number, number>();
  const positions = issues.map((issue) => {
    const position = nth.get(issue.number) ?? 0;
    nth.set(issue.number, position + 1);
    return position;
  });
  const codes: readonly ImportReason[] = issues.map((issue) => issue.reason);
  await tx.rows(
    `INSERT INTO app.import_issue (import_id, cooperative_id, row_number, position, column_name, value, code, params) SELECT $1, $2, * FROM unnest($3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::jsonb[]) ON CONFLICT DO NOTHING`,
    [who.importId, who.cooperativeId, issues.map((i) => i.number), positions, issues.map((i) => i.column), issues.map((i) => i.value.replaceAll('\u0000', '')), codes, issues.map((i) => JSON.stringify(i.params ?? {}))]);
}
