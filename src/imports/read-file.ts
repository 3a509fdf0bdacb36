import { stat } from 'node:fs/promises';
import { csvRows, encodingOf, kindOf, separatorOf, textOf, UnreasonableFile, xlsxRows, type SheetRow } from '../sheets/index.js';
import { columnName, faultColumns, readHeader, type Column, type ColumnWords, type FoundColumn, type Header } from './columns.js';
import { isBlank, readRow, skuKey, type ImportRow, type RowIssue } from './read-row.js';

/** A header must stand among the first rows of its sheet; what is above it is skipped, and the first of it is told. */
const headerWithin = 200, mostTop = 50;
/** Rows, or characters, a message may hold: as a piece of text small enough to go with the young, so that the house's memory does not grow by what it only hands on. */
const batch = 1_000, heaviest = 80_000;
const longestCell = 10_000, mostShown = 500;

export type Refusal = 'empty' | 'no-header' | 'only-header' | 'unreadable' | 'interrupted' | 'too-large' | 'seller-sheet';
/** Rows of a workbook are numbered by sheet × this + the sheet's own row. */
export const rowsASheet = 2_000_000;
export const allSheets = '*';
/** A sheet that holds a list; of one whose rows were read, the columns that it has of its own. */
export interface SheetFound { readonly index: number; readonly name: string; readonly row: number; readonly read: boolean; readonly columns?: readonly FoundColumn[]; readonly present?: readonly Column[] }
export interface ReadingTask { readonly path: string; /** Of a workbook; null: the first that holds a list. Each is read by its own columns. */ readonly sheet: string | null; readonly words: ColumnWords; /** Co-ops by name and code in lower case, and the importer's own by ''. */ readonly units: Readonly<Record<string, string>> }
export type GoodRow = Omit<ImportRow, 'unit'> & { readonly owner_id: string; /** The first row of its product: what the product itself gets. */ readonly leads: boolean };
/** About the file, no reason to leave a row out. */
export type Note = RowIssue & { readonly number: number };
export interface BadRow { readonly number: number; readonly cells: readonly string[]; readonly issues: readonly RowIssue[] }
export interface HeaderFound { readonly kind: 'csv' | 'xlsx'; readonly row: number; readonly columns: readonly FoundColumn[]; readonly present: readonly Column[]; readonly missing: readonly Column[] }
/** What the reader tells, in order: the header with the rows above it (`top`), then batches, then the end. */
export type Message =
  | { readonly header: HeaderFound | null; readonly top: Rows }
  | { readonly rows: number; /** The columns of the sheet from which these rows are. */ readonly present: readonly Column[]; readonly good: readonly GoodRow[]; readonly bad: readonly BadRow[]; readonly notes: readonly Note[] }
  | { readonly refusal: Refusal | null; readonly sheets?: readonly SheetFound[] };
export type Rows = readonly (readonly string[])[];

/** Reads a file from its first byte to its last. Nothing but the current batch, the SKUs and what each product's first row said is held in memory. */
export async function* readFileRows(task: ReadingTask): AsyncGenerator<Message> {
  if ((await stat(task.path)).size === 0) return yield { refusal: 'empty' };
  try {
    const kind = await kindOf(task.path);
    if (kind === 'other') throw new UnreasonableFile('neither text nor a workbook');
    const left = new Set<number>();
    const { rows, separator } = kind === 'xlsx' ? { rows: xlsxRows(task.path, (sheet) => left.has(sheet)), separator: '' } : await textRows(task);
    yield* readSheets(kind, separator, rows, task, left);
  } catch (error) {
    if (!(error instanceof UnreasonableFile)) throw error;
    yield { refusal: 'unreadable' };
  }
}

/** The catalogue is the sheet that was asked for, else the first with a header; one without is a cover page. Of the others it is told which hold a list, too: they are `left` after their header. */
async function* readSheets(kind: 'csv' | 'xlsx', separator: string, source: AsyncIterable<SheetRow>, task: ReadingTask, left: Set<number>): AsyncGenerator<Message> {
  const within = new WithinFile(task.units), sheets: SheetFound[] = [], top: string[][] = [];
  let first: HeaderFound | null = null, header: Header | null = null, likely: HeaderFound | null = null, present: readonly Column[] = [], headerRow = 0, sheet = 0, looked = 0, any = false, said = false, rows = 0;
  let weight = 0, good: GoodRow[] = [], bad: BadRow[] = [], notes: Note[] = [];
  const flush = function* (): Generator<Message> {
    if (first && !said) yield { header: first, top };
    said ||= first !== null;
    if (good.length + bad.length + notes.length > 0) yield { rows, present, good, bad, notes };
    [good, bad, notes, weight] = [[], [], [], 0];
  };
  for await (const row of source) {
    const of = row.sheet ?? 0, base = of * rowsASheet;
    if (of !== sheet) {
      yield* flush();
      [sheet, header, looked] = [of, null, 0];
    }
    // In a workbook the names of columns may stand in two rows, and those that are merged over both count for both.
    if (!header || (kind === 'xlsx' && row.number === headerRow + 1 && !left.has(of))) {
      [looked, any] = [looked + 1, any || row.cells.some((cell) => cell.trim() !== '')];
      const seen: Header = readHeader(row.cells, task.words), asked = task.sheet === null || task.sheet === allSheets || task.sheet === row.name;
      if (!first && asked && top.length < mostTop) top.push(row.cells.slice(0, mostShown).map((cell) => cell.slice(0, 100)));
      if (seen.missing.length === 0) {
        const read = asked && (!first || header !== null || task.sheet === allSheets), found = told(kind, row.number, seen);
        if (header) sheets.pop();
        else if (!read) left.add(of);
        if (kind === 'xlsx') sheets.push({ index: of, name: row.name ?? '', row: row.number, read, ...(read ? { columns: found.columns, present: found.present } : {}) });
        if (read && (!first || (header && !said))) first = found;
        [header, headerRow] = [seen, row.number];
        if (!read) continue;
        ({ present } = found);
        notes = seen.found.filter((column) => column.how === 'twice').map((column) => ({ number: kind === 'xlsx' ? base + row.number : 1, column: columnName(column.column as Column), value: column.name, reason: 'column-twice' }));
        continue;
      }
      if (!header) {
        if (!first && asked && seen.at.size > (likely?.present.length ?? 0)) likely = told(kind, row.number, seen);
        if (looked < headerWithin) continue;
        left.add(of);
        if (kind === 'csv') break;
        continue;
      }
    }
    if (left.has(of) || isBlank(row, header)) continue;
    rows += 1;
    // In a text file the header counts as row 1; in a workbook the sheet's own numbers stand.
    const numbered = { ...row, number: kind === 'xlsx' ? base + row.number : row.number - headerRow + 1 }, read = readRow(numbered, header);
    const placed = 'sku' in read ? within.place(read, base, (row.cells[header.at.get('ownership') ?? -1] ?? '').trim(), notes) : read;
    if ('sku' in placed) good.push(placed);
    else bad.push({ number: numbered.number, cells: cellsOf(row, header, separator), issues: placed });
    weight += row.cells.reduce((sum, cell) => sum + cell.length, 0);
    if (good.length + bad.length >= batch || weight > heaviest) yield* flush();
  }
  if (first) notes.push(...sheets.filter((found) => !found.read).map((found): Note => ({ number: found.index * rowsASheet + found.row, column: '', value: found.name, reason: 'sheet-unread' })));
  yield* flush();
  if (!first) yield { header: likely, top };
  yield { refusal: !first ? (any ? 'no-header' : 'empty') : rows === 0 ? 'only-header' : null, sheets };
}

const told = (kind: 'csv' | 'xlsx', row: number, header: Header): HeaderFound => ({ kind, row, columns: header.found.slice(0, mostShown).filter((_, index) => !header.mended || index >= faultColumns.length), present: [...header.at.keys()], missing: header.missing });

/** A bad row's own cells, for the file in which it comes back: a broken one is cut at each separator, without its quotes; one of our own file of bad rows goes without what was said of it before. */
function cellsOf(row: SheetRow, header: Header, separator: string): string[] {
  const cells = row.broken ? (row.cells[0] ?? '').replaceAll('"', '').split(separator) : row.cells;
  return cells.slice(header.mended ? faultColumns.length : 0, mostShown).map((cell) => cell.slice(0, longestCell));
}

/** What a later row of a product says again, and may say otherwise: the first row counts. Nothing said is no contradiction; names of places and people are one in any case. */
interface Repeated { readonly column: Column; readonly of: (row: ImportRow) => string | null | undefined; readonly anyCase: boolean }
const said = (column: Column, of: Repeated['of'], anyCase = false): Repeated => ({ column, of, anyCase });
const repeated: readonly Repeated[] = [
  said('title', (row) => row.title), said('description', (row) => row.description), said('category', (row) => row.category, true), said('brand', (row) => row.brand), said('member', (row) => row.member, true),
  said('halalNo', (row) => row.attributes.halalNo), said('permitNo', (row) => row.attributes.permitNo), said('origin', (row) => row.attributes.origin), said('ownership', (row) => row.ownership),
];

/** A text as one number, so that thousands of descriptions need not be held (FNV-1a). */
function markOf(text: string): number {
  let mark = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) mark = Math.imul(mark ^ text.charCodeAt(at), 0x01000193);
  return mark;
}

/** What the rows of one file must agree on: a SKU stands once, and a product has the options of its first row. What else differs from that row is told. */
class WithinFile {
  readonly #skus = new Set<string>();
  readonly #products = new Map<string, { readonly axes: readonly string[] | null; readonly photos: string; readonly row: number; readonly marks: Int32Array }>();
  /** Each list of axes once: thousands of products share a handful. */
  readonly #axes = new Map<string, readonly string[]>();

  constructor(private readonly units: Readonly<Record<string, string>>) {}

  /** `base`: of its sheet; `owned`: what the row itself says of who owns. Puts into `notes` what differs from the product's first row. */
  place(whole: ImportRow, base: number, owned: string, notes: Note[]): GoodRow | readonly RowIssue[] {
    const { unit, ...row } = whole;
    const key = skuKey(row.sku), owner = Object.hasOwn(this.units, unit.toLowerCase()) ? this.units[unit.toLowerCase()] : undefined;
    if (this.#skus.has(key)) return [{ column: columnName('sku'), value: row.sku, reason: 'sku-twice' }];
    if (owner === undefined) return [{ column: columnName('unit'), value: unit, reason: 'unknown-unit' }];
    const code = Buffer.from(`${owner} ${row.code}`).toString(), first = this.#products.get(code), photos = row.photos.join('|');
    if (first && !alike(first.axes, row.axes)) return [{ column: columnName('axis1'), value: (row.axes ?? []).join(', '), reason: 'axes-differ', params: { pilihan: first.axes?.join(', ') || '–' } }];
    this.#skus.add(key);
    const marks = first?.marks ?? new Int32Array(repeated.length);
    let at = -1;
    for (const { column, of, anyCase } of repeated) {
      const text = of(whole) ?? '', mark = markOf(anyCase ? text.toLowerCase() : text);
      at += 1;
      if (!first) marks[at] = mark;
      else if (mark !== marks[at] && text !== '' && (column !== 'ownership' || owned !== '')) notes.push({ number: row.number, column: columnName(column), value: column === 'ownership' ? owned : text.slice(0, 200), reason: 'first-counts', params: { baris: first.row } });
    }
    if (!first) this.#products.set(code, { axes: this.#shared(row.axes), photos: photos === '' ? '' : Buffer.from(photos).toString(), row: row.number - base, marks });
    // The same pictures in every row of a product are said once.
    return { ...row, owner_id: owner, leads: !first, photos: first?.photos === photos ? [] : row.photos };
  }

  #shared(axes: readonly string[] | null): readonly string[] | null {
    if (axes === null) return null;
    const name = axes.join('\n'), known = this.#axes.get(name) ?? axes.map((axis) => Buffer.from(axis).toString());
    this.#axes.set(name, known);
    return known;
  }
}

const alike = (one: readonly string[] | null, other: readonly string[] | null): boolean => one === other || (one !== null && other !== null && one.length === other.length && one.every((axis, n) => axis.toLowerCase() === other[n]?.toLowerCase()));

async function textRows(task: ReadingTask): Promise<{ rows: AsyncGenerator<SheetRow>; separator: string }> {
  const encoding = await encodingOf(task.path);
  let sample = '';
  for await (const piece of textOf(task.path, encoding)) {
    sample += piece;
    if (sample.length > 20_000) break;
  }
  const separator = await separatorOf(sample, (cells) => readHeader(cells, task.words).at.size);
  return { rows: csvRows(textOf(task.path, encoding), separator), separator };
}
