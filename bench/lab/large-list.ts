import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { crc32, createDeflateRaw } from 'node:zlib';

/** One row of a co-op's list as it is meant; `bad`: how it was spoiled, null for nineteen of twenty. */
export interface ListRow {
  readonly number: number; readonly code: string; readonly title: string; readonly description: string; readonly category: string; readonly brand: string; readonly member: string; readonly sku: string; readonly choice: string; readonly price: number; readonly stock: number; readonly grams: number; readonly barcode: string; readonly origin: string;
  readonly bad: 'price' | 'stock' | 'title' | 'barcode' | 'sku' | null;
}
const ways = ['price', 'stock', 'title', 'barcode', 'sku'] as const;
const words = ['Kopi', 'Batik', 'Keripik', 'Beras', 'Tas', 'Madu', 'Sarung', 'Gula', 'Anyaman', 'Teh', 'Sambal', 'Cokelat'];
export const listHeader = ['kode_produk', 'nama', 'deskripsi', 'kategori', 'merek', 'anggota', 'sku', 'opsi_1_nama', 'opsi_1_nilai', 'harga', 'stok', 'berat_gram', 'barcode', 'asal'] as const;

/** The same rows whenever they are asked for: two variants a product, texts of a real list's length, one row in twenty bad. `number` is the row in the file, the header being row 1. */
export function* listRows(count: number): Generator<ListRow> {
  for (let n = 0; n < count; n += 1) {
    const product = n >> 1, word = words[product % words.length] ?? '', other = words[(product * 7) % words.length] ?? '';
    yield {
      number: n + 2, code: `P-${product}`, title: `${word} ${other} Pilihan Bengawan Nomor ${product} Tanpa Campuran`, description: `${word} buatan anggota koperasi, dipilih satu per satu lalu dikemas rapi. Cocok untuk oleh-oleh, isi hampers, maupun dijual kembali.\nNomor ${product}, simpan di tempat sejuk dan kering, jauhkan dari sinar matahari.`,
      category: `Grup ${product % 6} > Jenis ${product % 37}`, brand: `Merek ${product % 23}`, member: `Anggota ${product % 40}`, sku: `P-${product}-${n & 1}`, choice: n & 1 ? '200 gram' : '100 gram', price: 5_000 + ((n * 37) % 900) * 100, stock: (n * 13) % 250, grams: 120 + (n % 30) * 10,
      barcode: n % 2 === 0 ? '' : gtin(200_000_000_000 + n), origin: `Kabupaten ${product % 38}`, bad: n % 20 === 19 ? ways[((n - 19) / 20) % ways.length] ?? null : null,
    };
  }
}

function gtin(body: number): string {
  const digits = [...String(body)].map(Number), sum = digits.reduceRight((total, digit, at) => total + digit * ((digits.length - at) % 2 === 1 ? 3 : 1), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** What stands in the file: a spoiled row has its fault. */
function cellsOf(row: ListRow): (string | number)[] {
  const { bad } = row;
  return [row.code, bad === 'title' ? '' : row.title, row.description, row.category, row.brand, row.member, bad === 'sku' ? 'P-0-0' : row.sku, 'Berat', row.choice, bad === 'price' ? 'empat ribu' : row.price, bad === 'stock' ? '-3' : row.stock, row.grams, bad === 'barcode' ? '2000000000001' : row.barcode, row.origin];
}

async function writeCsv(path: string, count: number): Promise<void> {
  await pipeline(Readable.from((function* () {
    yield `\ufeff${listHeader.join(';')}\r\n`;
    for (const row of listRows(count)) yield `${cellsOf(row).map((cell, at) => (at === 2 ? `"${cell}"` : at === 9 && typeof cell === 'number' ? `Rp ${cell.toLocaleString('id-ID')}` : cell)).join(';')}\r\n`;
  })()), createWriteStream(path));
}

/** As spreadsheets write it: each text once, cells that point to it. */
async function writeXlsx(path: string, count: number): Promise<void> {
  const shared = new Map<string, number>(), escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const cell = (value: string | number, at: number, row: number): string => {
    const r = `${String.fromCharCode(65 + at)}${row}`;
    if (value === '') return '';
    if (typeof value === 'number') return `<c r="${r}"><v>${value}</v></c>`;
    const index = shared.get(value) ?? shared.size;
    shared.set(value, index);
    return `<c r="${r}" t="s"><v>${index}</v></c>`;
  };
  const ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const sheet = function* (): Generator<string> {
    yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet ${ns}><sheetData><row r="1">${listHeader.map((name, at) => cell(name, at, 1)).join('')}</row>`;
    for (const row of listRows(count)) yield `<row r="${row.number}">${cellsOf(row).map((value, at) => cell(value, at, row.number)).join('')}</row>`;
    yield '</sheetData></worksheet>';
  };
  const strings = function* (): Generator<string> {
    yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst ${ns} uniqueCount="${shared.size}">`;
    for (const text of shared.keys()) yield `<si><t xml:space="preserve">${escaped(text)}</t></si>`;
    yield '</sst>';
  };
  const once = (text: string) => function* (): Generator<string> { yield text; };
  const out = createWriteStream(path), directory: Buffer[] = [];
  let at = 0;
  const write = (bytes: Buffer): void => { out.write(bytes); at += bytes.length; };
  for (const [name, text] of [
    ['xl/workbook.xml', once(`<workbook ${ns} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Katalog" sheetId="1" r:id="rId1"/></sheets></workbook>`)],
    ['xl/_rels/workbook.xml.rels', once('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>')],
    ['xl/worksheets/sheet1.xml', sheet], ['xl/sharedStrings.xml', strings],
  ] as const) {
    const packed = `${path}.part`, title = Buffer.from(name);
    let crc = 0, size = 0;
    await pipeline(Readable.from(text()), async function* (source: AsyncIterable<string>) {
      for await (const piece of source) {
        const bytes = Buffer.from(piece);
        crc = crc32(bytes, crc);
        size += bytes.length;
        yield bytes;
      }
    }, createDeflateRaw(), createWriteStream(packed));
    const fields = Buffer.alloc(26), entry = Buffer.alloc(14), from = at;
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc, 10);
    fields.writeUInt32LE((await stat(packed)).size, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(title.length, 22);
    entry.writeUInt32LE(from, 10);
    write(Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), fields, title]));
    for await (const piece of createReadStream(packed)) write(piece as Buffer);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002', 'latin1'), Buffer.from([20, 0]), fields, entry, title]));
    await rm(packed);
  }
  const list = Buffer.concat(directory), end = Buffer.alloc(18), from = at;
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(from, 12);
  write(Buffer.concat([list, Buffer.from('PK\u0005\u0006', 'latin1'), end]));
  await new Promise<void>((resolve) => { out.end(() => resolve()); });
}

// A process of its own, so that what the files take to write is nobody's memory: node large-list.js <folder> <rows>.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , dir = '.', count = '0'] = process.argv;
  await writeCsv(join(dir, 'list.csv'), Number(count));
  await writeXlsx(join(dir, 'list.xlsx'), Number(count));
  await writeFile(join(dir, 'done'), '');
}
