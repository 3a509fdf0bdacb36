import { fill, type Caller, type Tx } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { csvLine, csvStart } from '../sheets/index.js';
import { bareName, columnName, faultColumns, type Column, type FoundColumn } from './columns.js';
import { fields } from './compare.js';
import { sheetOf, warningsFrom } from './import-job.js';
import { rowsASheet, type HeaderFound, type Refusal, type SheetFound } from './read-file.js';
import type { ImportReason } from './read-row.js';
import { reasons, refusals } from './words.js';

type Language = Caller['language'];
const lastRow = 2_147_483_647;
export interface ImportRecord {
  id: string; name: string; state: string; step: string | null; preview: boolean; rows_read: number; created: number; changed: number; unchanged: number; rejected: number; products: number; applied: number; stale: number; undone: number;
  refusal: Refusal | null; header: (HeaderFound & { marketplace?: string; sheets?: readonly SheetFound[] }) | null; sheet: string | null; kind: string | null; peak_mb: number | null; started_at: Date; ended_at: Date | null; user_id: string | null;
}

export async function viewImports(tx: Tx, marketplaces: Marketplaces, language: Language, filter: { readonly id?: string; readonly before?: string; readonly limit?: number }) {
  const rows = await tx.rows<ImportRecord>('SELECT * FROM app.import WHERE ($1::bigint IS NULL OR id = $1) AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3', [filter.id ?? null, filter.before ?? null, filter.limit ?? 1]);
  return Promise.all(rows.map((row) => shown(tx, marketplaces, row, language)));
}

async function shown(tx: Tx, marketplaces: Marketplaces, row: ImportRecord, language: Language) {
  const marketplace = row.header?.marketplace, title = marketplace ? marketplaces.find(marketplace)?.title ?? marketplace : '';
  const shops = marketplace ? await tx.rows<{ id: string; name: string }>('SELECT id, name FROM app.shop WHERE marketplace = $1 ORDER BY id', [marketplace]) : [];
  return {
    id: row.id, name: row.name, state: row.state, step: row.step, preview: row.preview, userId: row.user_id, kind: row.kind, rows: row.rows_read, created: row.created, changed: row.changed, unchanged: row.unchanged, rejected: row.rejected, products: row.products, applied: row.applied, stale: row.stale, undone: row.undone,
    columns: columnsOf(row.header).map(({ name, column, how }) => ({ name, column, how })) ?? [], missing: row.header?.missing?.map((column) => columnName(column)) ?? [], readerMb: row.peak_mb,
    sheets: row.header?.sheets?.map(({ name, read }) => ({ name, read })) ?? [],
    refusal: row.refusal && { code: refusals[row.refusal].code, title: fill(refusals[row.refusal][language].sentence, { toko: title }), next: refusals[row.refusal][language].next, ...(marketplace ? { marketplace, shops: shops.map((shop) => ({ ...shop, adoptions: `/api/shops/${shop.id}/adoptions` })) } : {}) },
    startedAt: row.started_at, endedAt: row.ended_at,
  };
}

interface StoredIssue { row_number: number; position: number; column_name: string; value: string; code: ImportReason; params: Record<string, string> }
/** Where a row stands in its file: of a workbook the sheet, too. */
type PlaceOf = (number: number) => { readonly row: number; readonly sheet: string | null };
export const placesIn = ({ header, kind }: Pick<ImportRecord, 'header' | 'kind'>): PlaceOf => {
  const names = new Map(header?.sheets?.map(({ index, name }) => [index, name]));
  return (number) => (kind === 'xlsx' ? { row: number % rowsASheet, sheet: names.get(sheetOf(number)) ?? null } : { row: number, sheet: null });
};
const told = (issue: StoredIssue, language: Language, placeOf: PlaceOf) => ({ ...placeOf(issue.row_number), warning: issue.position >= warningsFrom, column: issue.column_name, value: issue.value, code: reasons[issue.code].code, reason: fill(reasons[issue.code][language].sentence, issue.params), next: reasons[issue.code][language].next });

/** The columns of all sheets that were read, each once: the first sheet's as they stand, then what others have beside them. */
function columnsOf(header: ImportRecord['header']): readonly FoundColumn[] {
  const first = header?.columns ?? [], known = new Set(first.map(keyOf));
  const others = new Map((header?.sheets ?? []).flatMap((sheet) => sheet.columns ?? []).map((column) => [keyOf(column), column]));
  return [...first, ...[...others].flatMap(([key, column]) => (known.has(key) ? [] : [column]))];
}
const keyOf = ({ column, how, name }: FoundColumn): string => (column && how !== 'twice' ? column : `:${bareName(name)}`);

/** Cells of a row as they stand under its own sheet's columns, put under those of all; what lies beyond its header stays beyond. */
function inOrder(cells: readonly string[], own: readonly FoundColumn[] | undefined, all: readonly FoundColumn[]): readonly string[] {
  if (!own || all.every((column, at) => own[at] && keyOf(column) === keyOf(own[at]))) return cells;
  return [...all.map((column) => cells[own.findIndex((one) => keyOf(one) === keyOf(column))] ?? ''), ...cells.slice(own.length)];
}

/** Page by page: `after` is the row and the position of the last issue seen. */
export async function viewIssues(tx: Tx, record: ImportRecord, language: Language, after: string | undefined) {
  const [row = '-1', position = '-1'] = (after ?? '').split('.'), limit = 200;
  const rows = await tx.rows<StoredIssue>(`SELECT row_number, position, column_name, value, code, params FROM app.import_issue WHERE import_id = $1 AND (row_number, position) > ($2::int, $3::int) ORDER BY row_number, position LIMIT ${limit + 1}`, [record.id, Math.min(lastRow, Number(row) || -1), Number(position)]);
  const page = rows.slice(0, limit), last = page.at(-1);
  return { items: page.map((issue) => told(issue, language, placesIn(record))), next: rows.length > limit && last ? `${last.row_number}.${last.position}` : null };
}

interface StoredRow { number: number; outcome: string; result: string | null; code: string | null; title: string | null; sku: string | null; price: string | null; stock: number | null; changes: Record<string, [unknown, unknown]> | null; cells: string[] | null; product_id: string | null; variant_id: string | null }

export async function viewRows(tx: Tx, record: ImportRecord, language: Language, query: { readonly outcome?: string; readonly result?: string; readonly after?: string; readonly limit?: number }) {
  const limit = query.limit ?? 50;
  const rows = await tx.rows<StoredRow>(
    'SELECT number, outcome, result, code, title, sku, price, stock, changes, cells, product_id, variant_id FROM app.import_row WHERE import_id = $1 AND ($2::text IS NULL OR outcome = $2) AND ($3::text IS NULL OR result = $3) AND number > $4 ORDER BY number LIMIT $5',
    [record.id, query.outcome ?? null, query.result ?? null, Math.min(lastRow, Number(query.after ?? 0)), limit + 1]);
  const page = rows.slice(0, limit), faults = await issuesOf(tx, record.id, page.map((row) => row.number)), placeOf = placesIn(record);
  return {
    items: page.map((row) => ({
      ...placeOf(row.number), outcome: row.outcome, result: row.result, code: row.code, title: row.title, sku: row.sku, price: row.price === null ? null : Number(row.price), stock: row.stock, productId: row.product_id, variantId: row.variant_id,
      changes: Object.entries(row.changes ?? {}).map(([field, [before, after]]) => ({ field, column: nameOf(field), before, after })), issues: (faults.get(row.number) ?? []).map((issue) => told(issue, language, placeOf)), ...(row.cells ? { cells: row.cells.slice(0, 50).map((cell) => cell.slice(0, 300)) } : {}),
    })),
    next: rows.length > limit ? String(page.at(-1)?.number) : null,
  };
}

const nameOf = (field: string): string | null => {
  const column = fields[field]?.column ?? (field === 'stock' || field === 'photos' ? field : null);
  return column && columnName(column);
};

async function issuesOf(tx: Tx, importId: string, numbers: readonly number[]): Promise<Map<number, StoredIssue[]>> {
  const found = new Map<number, StoredIssue[]>();
  if (numbers.length === 0) return found;
  for (const issue of await tx.rows<StoredIssue>('SELECT row_number, position, column_name, value, code, params FROM app.import_issue WHERE import_id = $1 AND row_number = ANY ($2::int[]) ORDER BY row_number, position', [importId, numbers])) found.set(issue.row_number, [...(found.get(issue.row_number) ?? []), issue]);
  return found;
}

/**
 * Bad rows as a CSV to mend and bring in again, in pieces: what is wrong first (one line a fault), then the row's own columns, on the first line of each row only.
 * `page` asks for the next rows in a transaction of its own.
 */
export async function* badRows(page: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>, record: ImportRecord, language: Language): AsyncGenerator<string> {
  const { id: importId, header } = record, columns = columnsOf(header), placeOf = placesIn(record), several = (header?.sheets ?? []).filter((sheet) => sheet.read).length > 1;
  yield csvStart + csvLine([...faultColumns, ...columns.map((column) => column.name)]);
  for (let after = 0; ;) {
    const lines = await page(async (tx) => {
      const rows = await tx.rows<StoredRow & Record<string, unknown>>(`SELECT * FROM app.import_row WHERE import_id = $1 AND outcome = 'rejected' AND number > $2 ORDER BY number LIMIT 500`, [importId, after]), faults = await issuesOf(tx, importId, rows.map((row) => row.number));
      after = rows.at(-1)?.number ?? 0;
      return rows.flatMap((row) => {
        const own = row.cells ? inOrder(row.cells, header?.sheets?.find(({ index }) => index === sheetOf(row.number))?.columns, columns) : columns.map(({ column, how }) => (column && how !== 'twice' ? cellOf(row, column) : ''));
        return (faults.get(row.number) ?? []).map((issue, index) => {
          const { reason, next, sheet, row: number } = told(issue, language, placeOf);
          return csvLine([several && sheet !== null ? `${sheet}!${number}` : number, issue.column_name, issue.value, reason, next, ...(index === 0 ? own : [])]);
        });
      });
    });
    if (lines.length === 0) return;
    yield lines.join('');
  }
}

/** A row that was read well and refused by what is there: its cells are written anew. */
function cellOf(row: Readonly<Record<string, unknown>>, column: Column): string {
  const list = (name: string, at: number): unknown => (row[name] as unknown[] | null)?.[at], cm = (name: string): unknown => (row[name] === null ? null : String(Number(row[name]) / 10).replace('.', ','));
  const value: unknown = { axis1: () => list('axes', 0), axis2: () => list('axes', 1), axis3: () => list('axes', 2), choice1: () => list('choice', 0), choice2: () => list('choice', 1), choice3: () => list('choice', 2), length: () => cm('length_mm'), width: () => cm('width_mm'), height: () => cm('height_mm'), photos: () => (row.photos as string[] | null)?.join('|') }[column as 'axis1']?.()
    ?? (row.attributes as Record<string, unknown> | null)?.[column] ?? row[column];
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value);
}
