import { isGtin, longestRow, millimetres, photoName, rupiah, wholeNumber, type SheetRow } from '../sheets/index.js';
import { columnName, faultColumns, needed, type Column, type Header } from './columns.js';

/** A row as it is kept (`app.import_row`). Null: the file has no such column, so what is there stays. */
export interface ImportRow {
  readonly number: number; readonly code: string; readonly title: string; readonly description: string | null; readonly category: string | null; readonly brand: string | null; readonly unit: string; readonly member: string | null; readonly ownership: 'own' | 'consignment';
  readonly sku: string; readonly axes: readonly string[] | null; readonly choice: readonly string[] | null; readonly price: number; readonly stock: number; readonly grams: number | null;
  readonly length_mm: number | null; readonly width_mm: number | null; readonly height_mm: number | null; readonly barcode: string | null; readonly photos: readonly string[]; readonly attributes: Readonly<Record<string, string>>;
}
export interface RowIssue { readonly column: string; readonly value: string; readonly reason: ImportReason; readonly params?: Readonly<Record<string, string | number>> }
export type ImportReason = 'missing' | 'not-a-price' | 'price-range' | 'not-a-stock' | 'bad-barcode' | 'bad-ownership' | 'too-long' | 'sku-twice' | 'too-many-cells' | 'unclosed-quote' | 'not-a-number' | 'unknown-unit' | 'sku-elsewhere' | 'column-twice' | 'first-counts' | 'sheet-unread' | 'axis-without-value' | 'axes-differ' | 'not-written' | 'sheet-error';

const longest: Partial<Record<Column, number>> = { description: 5_000, title: 255, sku: 50, code: 50, brand: 120, member: 120, unit: 120, category: 300, choice1: 60, choice2: 60, choice3: 60, axis1: 40, axis2: 40, axis3: 40, photos: 20_000, halalNo: 200, permitNo: 200, origin: 200 };
const ownerships: Readonly<Record<string, 'own' | 'consignment'>> = { '': 'own', 'milik sendiri': 'own', 'own': 'own', 'konsinyasi': 'consignment', 'consignment': 'consignment' };
// Control characters, what turns or hides text (bidi controls, zero-width spaces), and halves of a character that stand alone in a broken file: they cannot be stored, or show another text than there is.
// eslint-disable-next-line no-control-regex -- control characters are exactly what is dropped here
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{d800}-\u{dfff}]/gu;
// What a spreadsheet shows for a formula that failed.
const failed = /^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/i;

/** Two spellings of one SKU: trimmed, upper case, without spaces. A copy: a piece of the file's text, kept in a set, would keep all of the text around it. */
export const skuKey = (sku: string): string => Buffer.from(sku.toUpperCase().replace(/\s/g, '')).toString();

/** Pure: a row of cells as a product's row, or every reason why not. Text that looks like a formula or HTML stays text. */
export function readRow(row: SheetRow, header: Header): ImportRow | readonly RowIssue[] {
  const issues: RowIssue[] = [];
  const issue = (column: Column | '', value: string, reason: ImportReason, params?: RowIssue['params']): void => void issues.push({ column: column === '' ? '' : columnName(column), value: value.slice(0, 200), reason, params });
  if (row.broken) return [{ column: '', value: (row.cells[0] ?? '').slice(0, 200), ...(row.broken === 'endless' ? { reason: 'too-long', params: { batas: longestRow } } : { reason: row.broken }) }];
  const beyond = row.cells.slice(header.width);
  if (beyond.some((cell) => cell.trim() !== '')) return [{ column: '', value: beyond.join(' ').slice(0, 200), reason: 'too-many-cells' }];
  const has = (column: Column): boolean => header.at.has(column);
  const texts = new Map<Column, string>();
  for (const [column, at] of header.at) {
    const raw = (row.cells[at] ?? '').replace(control, '').replace(/\r\n?/g, '\n').trim(), text = column === 'description' ? raw : raw.replace(/\s*[\n\t]\s*/g, ' ');
    texts.set(column, text);
    const max = longest[column];
    if (max !== undefined && text.length > max && [...text].length > max) issue(column, text, 'too-long', { batas: max });
    else if (text.charCodeAt(0) === 35 && failed.test(text)) issue(column, text, 'sheet-error');
  }
  const text = (column: Column): string => texts.get(column) ?? '';
  for (const column of needed) if (text(column) === '') issue(column, '', 'missing');
  const price = text('price') === '' ? null : rupiah(text('price'));
  if (text('price') !== '' && price === null) issue('price', text('price'), 'not-a-price');
  else if (price !== null && (price < 1 || price > 1_000_000_000)) issue('price', text('price'), 'price-range');
  const stock = text('stock') === '' ? null : wholeNumber(text('stock'));
  if (text('stock') !== '' && (stock === null || stock > 1_000_000_000)) issue('stock', text('stock'), 'not-a-stock');
  const barcode = text('barcode').replace(/\s/g, '');
  if (barcode !== '' && !isGtin(barcode)) issue('barcode', barcode, 'bad-barcode');
  const ownership = ownerships[text('ownership').toLowerCase()];
  if (!ownership) issue('ownership', text('ownership'), 'bad-ownership');
  const grams = text('grams') === '' ? null : wholeNumber(text('grams'));
  if (text('grams') !== '' && (grams === null || grams > 10_000_000)) issue('grams', text('grams'), 'not-a-number');
  const [length_mm = null, width_mm = null, height_mm = null] = (['length', 'width', 'height'] as const).map((side) => {
    const value = text(side) === '' || text(side) === '0' ? null : millimetres(text(side));
    if (text(side) !== '' && text(side) !== '0' && value === null) issue(side, text(side), 'not-a-number');
    return value;
  });
  const pairs = ([['axis1', 'choice1'], ['axis2', 'choice2'], ['axis3', 'choice3']] as const).map(([axis, choice]) => ({ axis: text(axis), choice: text(choice), column: choice })).filter((pair) => pair.axis !== '' || pair.choice !== '');
  for (const pair of pairs) if (pair.axis === '' || pair.choice === '') issue(pair.column, pair.choice, 'axis-without-value');
  if (issues.length > 0) return issues;
  const optional = (column: Column): string | null => text(column) || null, chosen = has('axis1') || has('axis2') || has('axis3');
  return {
    number: row.number, code: text('code'), title: text('title'), description: has('description') ? text('description') : null, category: text('category').split('>').map((part) => part.trim()).filter(Boolean).join(' > ') || null, brand: optional('brand'), unit: text('unit'), member: optional('member'), ownership: ownership ?? 'own',
    sku: text('sku'), axes: chosen ? pairs.map((pair) => pair.axis) : null, choice: chosen ? pairs.map((pair) => pair.choice) : null, price: price ?? 0, stock: stock ?? 0, grams: grams === 0 ? null : grams, length_mm, width_mm, height_mm, barcode: barcode || null,
    photos: text('photos').split('|').map(photoName).filter(Boolean),
    attributes: Object.fromEntries((['halalNo', 'permitNo', 'origin'] as const).map((column) => [column, text(column)]).filter(([, value]) => value !== '')),
  };
}

/** Nothing of the row's own is filled in (the second fault of a row in our own file of bad rows, or an empty line). */
export const isBlank = (row: SheetRow, header: Header): boolean => !row.broken && (header.mended ? row.cells.slice(faultColumns.length) : row.cells).every((cell) => cell.trim() === '');
