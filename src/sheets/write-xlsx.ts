import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import type { Cell } from './cell.js';
import { neutral } from './neutral-text.js';

/** A sheet holds no more than `most` rows below its heading. */
export class TooManyRows extends Error {
  constructor(readonly most: number) {
    super(`more than ${most} rows`);
  }
}

/** A sheet's own limits: rows, and characters in one cell. */
const most = { rows: 1_048_576, text: 32_767 };
const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main', office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships', packed = 'http://schemas.openxmlformats.org/package/2006';
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** The parts beside the sheet, which say only what is needed. Style 1 is a heading, 2 a moment. */
const parts: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `<Types xmlns="${packed}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${Object.entries({ 'workbook': 'sheet.main', 'styles': 'styles', 'worksheets/sheet1': 'worksheet' }).map(([name, type]) => `<Override PartName="/xl/${name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`).join('')}</Types>`,
  '_rels/.rels': `<Relationships xmlns="${packed}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packed}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `<styleSheet xmlns="${spreadsheet}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`,
};

/** Writes a workbook of one sheet as it comes: nothing but the current batch is held. The first row is its heading and stays in view. Texts are neutralised; numbers, also negative ones, are numbers; moments are moments of the reader's own time. */
export async function writeXlsx(to: Writable, sheet: string, batches: AsyncIterable<readonly (readonly Cell[])[]>, local: (at: Date) => string): Promise<void> {
  const zip = new yazl.ZipFile();
  const rows = Readable.from(sheetText(batches, local), { objectMode: false, highWaterMark: 64 * 1024 });
  const broken = new Promise<never>((_, reject) => {
    rows.on('error', reject);
    zip.on('error', reject);
  });
  for (const [name, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(xml + text), name);
  zip.addBuffer(Buffer.from(`${xml}<workbook xmlns="${spreadsheet}" xmlns:r="${office}"><sheets><sheet name="${escaped(sheet.slice(0, 31))}" sheetId="1" r:id="rId1"/></sheets></workbook>`), 'xl/workbook.xml');
  zip.addReadStream(rows, 'xl/worksheets/sheet1.xml');
  zip.end();
  await Promise.race([pipeline(zip.outputStream, to, { end: false }), broken]);
}

async function* sheetText(batches: AsyncIterable<readonly (readonly Cell[])[]>, local: (at: Date) => string): AsyncGenerator<string> {
  yield `${xml}<worksheet xmlns="${spreadsheet}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
  let number = 0;
  for await (const rows of batches) {
    if (number + rows.length > most.rows) throw new TooManyRows(most.rows - 1);
    let text = '';
    for (const row of rows) {
      number += 1;
      text += `<row r="${number}">`;
      for (const [column, cell] of row.entries()) text += cellText(cell, `${letters(column)}${number}`, number === 1, local);
      text += '</row>';
    }
    if (text !== '') yield text;
  }
  yield '</sheetData></worksheet>';
}

function cellText(cell: Cell, at: string, heading: boolean, local: (at: Date) => string): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  // Days since 1899-12-30 by the clock on the wall.
  if (cell instanceof Date) return `<c r="${at}" s="2"><v>${Date.parse(`${local(cell).replace(' ', 'T')}Z`) / 86_400_000 + 25_569}</v></c>`;
  const text = neutral(cell);
  return `<c r="${at}" t="inlineStr"${heading ? ' s="1"' : ''}><is><t xml:space="preserve">${escaped(text.length > most.text ? `${text.slice(0, most.text - 1)}…` : text)}</t></is></c>`;
}

const letters = (column: number): string => (column >= 26 ? letters(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));

// Characters XML has no way to write, halves of a character among them.
// eslint-disable-next-line no-control-regex -- control characters are exactly what is dropped here
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };
const escaped = (text: string): string => text.replace(unwritable, '').replace(/[&<>"\r]/g, (mark) => marks[mark] ?? '');
