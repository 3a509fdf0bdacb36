import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { root } from './service.js';

type Row = Record<string, string>;

/**
 * The demo catalogue repeated under new codes until it has `products` products, with photos of other bytes, as files that an import takes: catalogue.csv, categories.csv, photos/.
 */
export async function writeLargeCatalogue(dir: string, products: number): Promise<void> {
  const from = join(root, 'demo');
  const rows = parse(await readFile(join(from, 'catalogue.csv'), 'utf8'), { columns: true, delimiter: ';', bom: true }) as Row[];
  // One marketplace refuses a product whose dearest choice costs more than seven times its cheapest: that is a person's work, not a bench's.
  const codes = [...new Set(rows.map((row) => row.kode_produk ?? ''))].filter((code) => {
    const prices = rows.filter((row) => row.kode_produk === code).map((row) => Number((row.harga ?? '').replace(/\D/g, '')));
    return Math.max(...prices) <= 7 * Math.min(...prices);
  });
  await mkdir(join(dir, 'photos'), { recursive: true });
  await copyFile(join(from, 'categories.csv'), join(dir, 'categories.csv'));
  const files = (await readdir(join(from, 'photos'))).filter((name) => /\.jpe?g$/i.test(name));
  const known = new Set(files.map((name) => name.toLowerCase()));
  const written: Row[] = [], pictures = new Set<string>();
  for (let n = 0; n < products; n += 1) {
    const copy = Math.floor(n / codes.length), code = codes[n % codes.length];
    for (const row of rows.filter((entry) => entry.kode_produk === code)) {
      const photos = (row.foto ?? '').split('|').filter((name) => known.has(name.toLowerCase())).map((name) => {
        pictures.add(`${copy} ${name}`);
        return named(copy, name);
      });
      written.push({ ...row, kode_produk: named(copy, row.kode_produk ?? ''), sku: named(copy, row.sku ?? ''), nama: copy === 0 ? (row.nama ?? '') : `${row.nama} Edisi ${copy + 1}`, foto: photos.join('|'), barcode: '' });
    }
  }
  for (const entry of pictures) {
    const [copy = '0', ...name] = entry.split(' ');
    await writeFile(join(dir, 'photos', named(Number(copy), name.join(' '))), withComment(await readFile(join(from, 'photos', files.find((file) => file.toLowerCase() === name.join(' ').toLowerCase()) ?? ''))));
  }
  await writeFile(join(dir, 'catalogue.csv'), `\ufeff${stringify(written, { header: true, delimiter: ';' })}`);
}

const named = (copy: number, name: string): string => (copy === 0 ? name : `R${copy}-${name}`);

/** The same picture as another file: a comment right behind the JPEG's first marker. */
function withComment(jpeg: Buffer): Buffer {
  const text = randomBytes(16);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, text.length + 2]), text, jpeg.subarray(2)]);
}
