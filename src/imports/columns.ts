import { readFileSync } from 'node:fs';

const order = ['code', 'title', 'description', 'category', 'brand', 'unit', 'member', 'ownership', 'sku', 'axis1', 'choice1', 'axis2', 'choice2', 'axis3', 'choice3', 'price', 'stock', 'grams', 'length', 'width', 'height', 'barcode', 'photos', 'halalNo', 'permitNo', 'origin'] as const;
export type Column = (typeof order)[number];
export const columns: readonly Column[] = order;
export const needed: readonly Column[] = ['code', 'title', 'sku', 'price', 'stock'];

/** Our columns and the names they are found by, Indonesian or English: the first is how a person is told of it. */
const names = JSON.parse(readFileSync(new URL('./columns.json', import.meta.url), 'utf8')) as Readonly<Record<Column, readonly string[]>>;
export const columnName = (column: Column, language: 'id' | 'en' = 'id'): string => { const [id = column, en = id] = names[column]; return language === 'id' || column === 'halalNo' ? id : en; };
export const isColumn = (name: string): name is Column => (order as readonly string[]).includes(name);

/** Letters and digits only: any case, with or without spaces, underscores, brackets and stars. */
export const bareName = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '').slice(0, 100);
const known = new Map<string, { readonly column: Column; readonly rank: number }>(order.flatMap((column) => names[column].map((name, at) => [bareName(name), { column, rank: at < 2 ? 1 : 2 }] as const)));
/** What our own file of bad rows puts before the row's columns. */
export const faultColumns = ['Baris', 'Kolom', 'Nilai', 'Masalah', 'Perbaikan'] as const;

/** How a co-op calls its columns, by bare name; null: not to be read. */
export type ColumnWords = Readonly<Record<string, Column | null>>;
export interface FoundColumn { readonly name: string; readonly column: Column | null; readonly how: 'known' | 'said' | 'unknown' | 'twice' }
export interface Header { readonly width: number; readonly at: ReadonlyMap<Column, number>; readonly found: readonly FoundColumn[]; readonly missing: readonly Column[]; /** Our own file of bad rows: its first five cells tell what is wrong. */ readonly mended: boolean }

/** The row as a header, whether or not all that is needed stands in it. */
export function readHeader(cells: readonly string[], words: ColumnWords = {}): Header {
  const at = new Map<Column, number>();
  const mended = faultColumns.every((name, index) => bareName(cells[index] ?? '') === bareName(name));
  const meant = cells.map((cell, index) => {
    const name = bareName(cell), said = Object.hasOwn(words, name) ? words[name] : undefined;
    if (mended && index < faultColumns.length) return { column: null, rank: 3 };
    return said === undefined ? known.get(name) ?? { column: null, rank: 3 } : { column: said, rank: 0 };
  });
  // What a person said counts before the column's own name, and that before a synonym; of two alike the first.
  for (const rank of [0, 1, 2]) for (const [index, one] of meant.entries()) if (one.column && one.rank === rank && !at.has(one.column)) at.set(one.column, index);
  const found = cells.map((cell, index): FoundColumn => {
    const { column = null, rank = 3 } = meant[index] ?? {};
    return { name: cell.trim().slice(0, 100), column, how: column && at.get(column) !== index ? 'twice' : rank === 0 ? 'said' : column ? 'known' : 'unknown' };
  });
  return { width: cells.length, at, found, missing: needed.filter((column) => !at.has(column)), mended };
}
