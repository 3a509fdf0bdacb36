import { deflateRawSync } from 'node:zlib';

export type Cell = string | number | null;
export interface Sheet { readonly name: string; readonly rows: readonly (readonly Cell[])[]; readonly merges?: readonly string[] }

/** A small workbook, written by hand: texts inline, numbers as numbers, the tabs in the order given while their files are numbered backwards. */
export function workbook(sheets: readonly Sheet[], prefix = ''): Buffer {
  const p = prefix && `${prefix}:`, ns = `xmlns${prefix && `:${prefix}`}="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`;
  const part = (index: number): string => `sheet${sheets.length - index}.xml`;
  const files: [string, string][] = [
    ['xl/workbook.xml', `<${p}workbook ${ns} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><${p}sheets>${sheets.map((sheet, index) => `<${p}sheet name="${escape(sheet.name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</${p}sheets></${p}workbook>`],
    ['xl/_rels/workbook.xml.rels', `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((_, index) => `<Relationship Id="rId${index + 1}" Type="x" Target="worksheets/${part(index)}"/>`).join('')}</Relationships>`],
    ...sheets.map((sheet, index): [string, string] => [`xl/worksheets/${part(index)}`, `<?xml version="1.0" encoding="UTF-8"?><${p}worksheet ${ns}><${p}sheetData>${sheet.rows.map((row, y) => (row.length === 0 ? '' : `<${p}row r="${y + 1}">${row.map((value, x) => cell(p, value, `${letter(x)}${y + 1}`)).join('')}</${p}row>`)).join('')}</${p}sheetData>${sheet.merges?.length ? `<${p}mergeCells>${sheet.merges.map((ref) => `<${p}mergeCell ref="${ref}"/>`).join('')}</${p}mergeCells>` : ''}</${p}worksheet>`]),
  ];
  return zip(files.map(([name, text]) => [name, Buffer.from(text)]));
}

const letter = (index: number): string => (index >= 26 ? letter(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const cell = (p: string, value: Cell, ref: string): string => (value === null ? '' : typeof value === 'number' ? `<${p}c r="${ref}"><${p}v>${value}</${p}v></${p}c>` : `<${p}c r="${ref}" t="inlineStr"><${p}is><${p}t xml:space="preserve">${escape(value)}</${p}t></${p}is></${p}c>`);

const table = Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});
const crc = (bytes: Buffer): number => (bytes.reduce((value, byte) => (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

/** @param claimed what the directory says a file unpacks to, where that is a lie. */
export function zip(files: readonly (readonly [string, Buffer])[], claimed?: number): Buffer {
  const parts: Buffer[] = [], directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of files) {
    const packed = deflateRawSync(bytes), title = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claimed ?? bytes.length, 18);
    fields.writeUInt16LE(title.length, 22);
    const head = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), fields, title]);
    const entry = Buffer.alloc(16);
    entry.writeUInt32LE(at, 12);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002', 'latin1'), Buffer.from([20, 0]), fields, entry.subarray(2), title]));
    parts.push(head, packed);
    at += head.length + packed.length;
  }
  const list = Buffer.concat(directory), end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, list, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}
