import { Buffer } from 'node:buffer';
import { workbook, zip, type Cell } from '../catalogue/workbook.js';
import { header } from './importing.js';

/** A file somebody might send by mistake or in malice, and how it ends: refused as a whole with a code, or read with so many good and bad rows. */
export interface HostileFile { readonly name: string; readonly bytes: () => Buffer; readonly refused?: string; readonly created?: number; readonly rejected?: number; /** Codes of what is named, in order. */ readonly named?: readonly string[] }

const names: readonly Cell[] = ['kode_produk', 'nama', 'sku', 'harga', 'stok'];
const good = (code: string): string => `${code};Baik;${code}-1;1000;1\n`;
const text = (code: string, body: string): (() => Buffer) => () => Buffer.from(`${header}\n${body}${good(code)}`);
const ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const sheet = (inside: string, before = '', extra: readonly (readonly [string, Buffer])[] = []): Buffer => zip([['xl/worksheets/sheet1.xml', Buffer.from(`<?xml version="1.0"?>${before}<worksheet ${ns}>${inside}</worksheet>`)], ...extra]);
const cell = (reference: string, value: string): string => `<c r="${reference}" t="inlineStr"><is><t>${value}</t></is></c>`;
const line = (row: number, values: readonly string[]): string => `<row r="${row}">${values.map((value, at) => cell(`${'ABCDE'[at]}${row}`, value)).join('')}</row>`;
const data = (...rows: readonly string[]): string => `<sheetData>${line(1, names.map(String))}${rows.join('')}</sheetData>`;

export const hostileFiles: readonly HostileFile[] = [
  { name: 'formulas and scripts as text', bytes: text('HA', 'HA-0;"=HYPERLINK(""http://x"")";HA-0-1;1000;1\nHA-9;<script>alert(1)</script>;@HA-9;1000;1\n'), created: 3, rejected: 0 },
  { name: 'a formula for a price', bytes: text('HB', 'HB-0;Rumus;HB-0-1;=1+1;1\nHB-9;Rumus;HB-9-1;#REF!;1\n'), created: 1, rejected: 2, named: ['SRT-IMP-002', 'SRT-IMP-018', 'SRT-IMP-002'] },
  { name: 'a cell of 2 MB', bytes: text('HC', `HC-0;${'x'.repeat(2_000_000)};HC-0-1;1000;1\n"HC-9";"${'y\n'.repeat(1_000_000)}";HC-9-1;1000;1\n`), created: 1, rejected: 2, named: ['SRT-IMP-007', 'SRT-IMP-007'] },
  { name: 'NUL and other control characters', bytes: text('HD', 'HD-0;Ko\u0000pi\u0007 \u001bEnak;HD\u0000-0-1;1000;1\n'), created: 2, rejected: 0 },
  { name: 'text that is turned around (U+202E and its kin)', bytes: text('HE', 'HE-0;Kopi\u202egpj.exe\u2066\u200f;HE\u200b-0-1;1000;1\n'), created: 2, rejected: 0 },
  { name: 'a quote that is never closed', bytes: text('HF', 'HF-0;"Kopi;HF-0-1;1000;1\n'), created: 1, rejected: 1, named: ['SRT-IMP-010'] },
  { name: 'nothing but quotes', bytes: () => Buffer.from(`${header}\n${'"'.repeat(300_001)}`), created: 0, rejected: 1, named: ['SRT-IMP-010'] },
  { name: 'headers that occur twice', bytes: () => Buffer.from(`${header};harga;SKU\nHH;Baik;HH-1;1000;1;x;y\n`), created: 1, rejected: 0, named: ['SRT-IMP-014', 'SRT-IMP-014'] },
  { name: '5,000 columns', bytes: () => Buffer.from(`${header};${Array.from({ length: 5_000 }, (_, at) => `k${at}`).join(';')}\nHI;Baik;HI-1;1000;1${';z'.repeat(5_000)}\nHI;Lagi;HI-2;1000;1${';z'.repeat(5_001)}\n`), created: 1, rejected: 1, named: ['SRT-IMP-009'] },
  { name: 'a workbook called .csv, text called .xlsx', bytes: () => workbook([{ name: 'A', rows: [names, ['HJ', 'Baik', 'HJ-1', 1000, 1]] }]), created: 1, rejected: 0 },
  { name: 'UTF-16 that does not say so', bytes: () => Buffer.from(`${header}\n${good('HK')}`, 'utf16le'), created: 1, rejected: 0 },
  { name: 'a page of HTML called .xls', bytes: () => Buffer.from(`<html><table><tr><td>kode_produk</td></tr></table></html>`), refused: 'SRT-IMP-102' },
  { name: 'random bytes', bytes: () => Buffer.from(Array.from({ length: 20_000 }, (_, at) => (at * 7919 + (at >> 3) * 104_729) % 256)), refused: 'SRT-IMP-104' },
  { name: 'a line of 20 MB', bytes: () => Buffer.concat([Buffer.from(`${header}\n`), Buffer.alloc(20_000_000, 'a'), Buffer.from(`\n${good('HL')}`)]), created: 1, rejected: 1, named: ['SRT-IMP-007'] },
  { name: '200,000 quotes that open and never close', bytes: () => Buffer.from(`${header}\n${'"a;b\n'.repeat(20_000)}${good('HM')}`), created: 1, rejected: 20_000 },

  { name: 'a zip bomb', bytes: () => sheet(`${data(line(2, ['HN', 'Baik', 'HN-1', '1000', '1']))}${' '.repeat(60_000_000)}`), refused: 'SRT-IMP-104' },
  { name: 'a zip that says it is small', bytes: () => zip([['xl/worksheets/sheet1.xml', Buffer.alloc(5_000_000, 32)]], 1_000), refused: 'SRT-IMP-104' },
  { name: 'a zip of two thousand parts', bytes: () => zip(Array.from({ length: 2_000 }, (_, at) => [`xl/worksheets/sheet${at}.xml`, Buffer.from('<x/>')] as const)), refused: 'SRT-IMP-104' },
  { name: 'entities from outside', bytes: () => sheet(data(line(2, ['HO', '&xxe;', 'HO-1', '1000', '1'])), '<!DOCTYPE worksheet [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'), refused: 'SRT-IMP-104' },
  { name: 'a billion laughs', bytes: () => sheet(data(line(2, ['HP', '&l9;', 'HP-1', '1000', '1'])), `<!DOCTYPE worksheet [<!ENTITY l0 "ha">${Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('')}]>`), refused: 'SRT-IMP-104' },
  { name: 'dimensions beyond reason', bytes: () => sheet(`<dimension ref="A1:XFD1048576"/>${data(line(2, ['HQ', 'Baik', 'HQ-1', '1000', '1']), '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>', `<row r="3">${cell('ZZZZZZ3', 'x')}</row>`)}<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>`), created: 1, rejected: 1 },
  { name: 'shared strings that are not there', bytes: () => sheet(`${data('<row r="2"><c r="A2" t="s"><v>999999999</v></c><c r="B2" t="s"><v>-1</v></c><c r="C2" t="s"><v>x</v></c><c r="D2"><v>1000</v></c><c r="E2"><v>1</v></c></row>')}`, '', [['xl/sharedStrings.xml', Buffer.from(`<sst ${ns} count="4000000000" uniqueCount="4000000000"><si><t>satu</t></si></sst>`)]]), created: 0, rejected: 1 },
  { name: 'a shared string of 90 MB', bytes: () => sheet(data('<row r="2"><c r="A2" t="s"><v>0</v></c></row>'), '', [['xl/sharedStrings.xml', Buffer.from(`<sst ${ns}><si><t>${randomText(19_000_000)}</t></si></sst>`)]]), created: 0, rejected: 1 },
  { name: 'a cell of 19 MB in a workbook', bytes: () => sheet(data(`<row r="2">${cell('A2', 'HS')}${cell('B2', randomText(19_000_000))}${cell('C2', 'HS-1')}${cell('D2', '1000')}${cell('E2', '1')}</row>`)), created: 0, rejected: 1, named: ['SRT-IMP-007'] },
  { name: 'broken XML', bytes: () => sheet('<sheetData><row r="1"></c>'), refused: 'SRT-IMP-104' },
  { name: 'a cut-off workbook', bytes: () => workbook([{ name: 'A', rows: [names, ['HT', 'Baik', 'HT-1', 1000, 1]] }]).subarray(0, 300), refused: 'SRT-IMP-104' },
];

/** Text that shrinks too little to be taken for a bomb. */
function randomText(length: number): string {
  let seed = 1;
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 1) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[at] = 97 + ((seed >> 16) % 26);
  }
  return bytes.toString('latin1');
}
