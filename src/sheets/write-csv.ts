import { stringify } from 'csv-stringify/sync';
import type { Cell } from './cell.js';
import { neutral } from './neutral-text.js';

/**
 * Separated text as spreadsheets with Indonesian settings read it at a double click: UTF-8 with BOM, `;`, CRLF, decimals with a comma. Every cell is neutralised, a negative number too: text has no other way to say that it is none.
 * Takes and gives rows in batches.
 */
export async function* csvText(batches: AsyncIterable<readonly (readonly Cell[])[]>, local: (at: Date) => string): AsyncGenerator<string> {
  const text = (cell: Cell): string => (cell === null ? '' : cell instanceof Date ? local(cell) : neutral(typeof cell === 'number' ? String(cell).replace('.', ',') : cell));
  yield '\ufeff';
  for await (const rows of batches) yield stringify(rows.map((row) => row.map(text)), { delimiter: ';', record_delimiter: 'windows', quote_record_delimiter: true });
}
