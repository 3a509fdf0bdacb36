/** Opens a workbook for `xlsxRowsApart`: its rows as JSON, or why it is none. */
import { sayLines } from './say-lines.js';
import { UnreasonableFile, xlsxRows } from './xlsx-rows.js';

/** Characters: of a cell, and of all that is handed over. */
const longestCell = 5_000, heaviest = 32_000_000;

await sayLines<{ readonly path: string }>(async function* ({ path }) {
  let weight = 0;
  try {
    for await (const row of xlsxRows(path)) {
      const cells = row.cells.map((cell) => cell.slice(0, longestCell));
      if ((weight += cells.reduce((sum, cell) => sum + cell.length, 0)) > heaviest) throw new UnreasonableFile('too much text');
      yield JSON.stringify({ ...row, cells });
    }
  } catch (error) {
    if (!(error instanceof UnreasonableFile)) throw error;
    yield JSON.stringify({ unreasonable: error.message });
  }
});
