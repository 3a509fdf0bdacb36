import { isGtin, millimetres, wholeNumber, type SheetRow } from '../sheets/index.js';
import { columnName, needed, type Column, type Header } from './columns.js';

export interface ImportRow {
  readonly number: number; readonly code: string; readonly title: string; readonly description: string; readonly category: string; readonly brand: string; readonly unit: string; readonly member: string; readonly ownership: 'own' | 'consignment';
  readonly sku: string; readonly axes: readonly string[]; readonly choice: readonly string[]; readonly price: number; readonly stock: number; readonly grams: number | null; readonly mm: readonly (number | null)[]; readonly barcode: string | null;
  readonly photos: readonly string[]; readonly attributes: Readonly<Record<string, string>>;
}
export interface RowIssue { readonly number: number; readonly column: string; readonly value: string; readonly reason: ImportReason; readonly params?: Readonly<Record<string, string | number>> }
export type ImportReason = 'missing' | 'not-a-price' | 'price-range' | 'not-a-stock' | 'bad-barcode' | 'bad-ownership' | 'too-long' | 'sku-twice' | 'too-many-cells' | 'unclosed-quote' | 'not-a-number' | 'unknown-unit' | 'sku-elsewhere' | 'column-twice' | 'axis-without-value' | 'axes-differ' | 'not-written';

const longest: Partial<Record<Column, number>> = { description: 5_000, title: 255, sku: 50, code: 50, brand: 120, member: 120, unit: 120, category: 300, choice1: 60, choice2: 60, choice3: 60, axis1: 40, axis2: 40, axis3: 40 };
const ownerships: Readonly<Record<string, 'own' | 'consignment'>> = { '': 'own', 'milik sendiri': 'own', 'own': 'own', 'konsinyasi': 'consignment', 'consignment': 'consignment' };
// Halves of a character that stand alone (a broken UTF-16 file) cannot be stored either.
// eslint-disable-next-line no-control-regex -- control characters are exactly what is dropped here
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u{d800}-\u{dfff}]/gu;

/** Two spellings of one SKU: trimmed, upper case, without spaces. A copy: a piece of the file's text, kept in a set, would keep all of the text around it. */
export const skuKey = (sku: string): string => Buffer.from(sku.toUpperCase().replace(/\s/g, '')).toString();

/** Pure: a row of cells as a product's row, or every reason why not. Text that looks like a formula or HTML stays text. */
export function readRow(row: SheetRow, header: Header): ImportRow | readonly RowIssue[] {
  const issues: RowIssue[] = [];
  const issue = (column: Column | '', value: string, reason: ImportReason, params?: RowIssue['params']): void => void issues.push({ number: row.number, column: column === '' ? '' : columnName(column), value: value.slice(0, 200), reason, params });
  if (row.broken) return [{ number: row.number, column: '', value: (row.cells[0] ?? '').slice(0, 200), reason: 'unclosed-quote' }];
  if (row.cells.length > header.width && row.cells.slice(header.width).some((cell) => cell.trim() !== '')) return [{ number: row.number, column: '', value: row.cells.slice(header.width).join(' ').slice(0, 200), reason: 'too-many-cells' }];
  const raw = (column: Column): string => {
    const at = header.at.get(column);
    return at === undefined ? '' : (row.cells[at] ?? '').replace(control, '').replace(/\r\n?/g, '\n').trim();
  };
  const text = (column: Column): string => (column === 'description' ? raw(column) : raw(column).replace(/\s*[\n\t]\s*/g, ' '));
  for (const column of needed) if (text(column) === '') issue(column, '', 'missing');
  for (const [column, max] of Object.entries(longest) as [Column, number][]) if ([...text(column)].length > max) issue(column, text(column), 'too-long', { batas: max });
  const price = text('price') === '' ? null : wholeNumber(text('price'));
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
  const mm = (['length', 'width', 'height'] as const).map((side) => {
    const value = text(side) === '' || text(side) === '0' ? null : millimetres(text(side));
    if (text(side) !== '' && text(side) !== '0' && value === null) issue(side, text(side), 'not-a-number');
    return value;
  });
  const pairs = ([['axis1', 'choice1'], ['axis2', 'choice2'], ['axis3', 'choice3']] as const).map(([axis, choice]) => ({ axis: text(axis), choice: text(choice), column: choice })).filter((pair) => pair.axis !== '' || pair.choice !== '');
  for (const pair of pairs) if (pair.axis === '' || pair.choice === '') issue(pair.column, pair.choice, 'axis-without-value');
  if (issues.length > 0) return issues;
  return {
    number: row.number, code: text('code'), title: text('title'), description: text('description'), category: text('category').split('>').map((part) => part.trim()).filter(Boolean).join(' > '), brand: text('brand'), unit: text('unit'), member: text('member'), ownership: ownership ?? 'own',
    sku: text('sku'), axes: pairs.map((pair) => pair.axis), choice: pairs.map((pair) => pair.choice), price: price ?? 0, stock: stock ?? 0, grams: grams === 0 ? null : grams, mm, barcode: barcode === '' ? null : barcode,
    photos: text('photos').split('|').map((name) => name.trim().toLowerCase()).filter(Boolean),
    attributes: Object.fromEntries((['halalNo', 'permitNo', 'origin'] as const).map((column) => [column, text(column)]).filter(([, value]) => value !== '')),
  };
}
