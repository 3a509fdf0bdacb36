import type { Cell } from './cell.js';
import { csvLine, csvStart } from './csv-line.js';

/** Rows in batches as separated text, decimals with a comma. Every cell is guarded, a negative number too: text has no other way to say that it is none. */
export async function* csvText(batches: AsyncIterable<readonly (readonly Cell[])[]>, local: (at: Date) => string): AsyncGenerator<string> {
  const text = (cell: Cell): string | null => (cell instanceof Date ? local(cell) : typeof cell === 'number' ? String(cell).replace('.', ',') : cell);
  yield csvStart;
  for await (const rows of batches) yield rows.map((row) => csvLine(row.map(text))).join('');
}
