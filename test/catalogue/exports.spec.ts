import { readFile, writeFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { xlsxRows } from '../../src/sheets/index.js';
import { openCoOp, type Client, type CoOp } from './co-op.js';

interface Imported { state: string; rows: number; created: number; changed: number; unchanged: number; rejected: number; products: number }
let coOp: CoOp, manager: Client;
beforeAll(async () => {
  coOp = await openCoOp();
  for (const [code, name] of [['PGN', 'Unit Pangan Olahan'], ['TAN', 'Unit Pertanian'], ['KRJ', 'Unit Kerajinan']]) await coOp.database.inScope(coOp.scope, (tx) => tx.rows('INSERT INTO app.cooperative (parent_id, code, name) VALUES ($1, $2, $3)', [coOp.parent, code, name]));
  manager = await coOp.as('manager');
  expect(await take(await readFile(join(process.cwd(), 'demo', 'catalogue.csv')))).toMatchObject({ state: 'done', created: 298, rejected: 0, products: 160 });
});
afterAll(() => coOp.close());

async function take(bytes: Buffer, client = manager): Promise<Imported> {
  const { id } = (await client.send('post', '/api/imports?name=a').set('Content-Type', 'application/octet-stream').send(bytes).expect(202)).body as { id: string };
  for (;;) {
    const seen = (await client.get(`/api/imports/${id}`).expect(200)).body as Imported;
    if (seen.state !== 'running') return seen;
  }
}
async function download(path: string, client = manager): Promise<Buffer> {
  const answer = await client.get(`/api/exports/${path}`).buffer(true).parse((response, done) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(null, Buffer.concat(parts)));
  }).expect(200);
  return answer.body as Buffer;
}
const rowsOfCsv = (bytes: Buffer): string[][] => parse(bytes, { delimiter: ';', bom: true, relax_column_count: false }) as string[][];
async function rowsOfXlsx(bytes: Buffer): Promise<string[][]> {
  const path = join(coOp.dir, 'back.xlsx'), rows: string[][] = [];
  await writeFile(path, bytes);
  for await (const row of xlsxRows(path)) rows.push([...row.cells]);
  return rows;
}

describe('the catalogue as a file', () => {
  it.each(['csv', 'xlsx'])('comes back by an import without a change, as %s', async (format) => {
    const bytes = await download(`products.${format}`);
    expect(await take(bytes)).toMatchObject({ state: 'done', rows: 298, created: 0, changed: 0, unchanged: 298, rejected: 0, products: 160 });
  });

  it('has the columns an import reads, in both languages, and says what it is', async () => {
    const [heading = [], ...rows] = rowsOfCsv(await download('products.csv'));
    expect(heading.join(';')).toBe('kode_produk;nama;deskripsi;kategori;merek;unit;anggota;kepemilikan;sku;opsi_1_nama;opsi_1_nilai;opsi_2_nama;opsi_2_nilai;opsi_3_nama;opsi_3_nilai;harga;stok;berat_gram;panjang_cm;lebar_cm;tinggi_cm;barcode;foto;halal_no;pirt_bpom_no;asal');
    expect(rows).toHaveLength(298);
    expect(rows[0]).toEqual(expect.arrayContaining(['KOP-001', 'KOP-001-100G', '18000', '39', 'kop-001-robusta-lereng.jpg|kop-001-robusta-lereng-2.jpg']));
    const answer = await manager.get('/api/exports/products.csv').expect(200);
    expect([answer.headers['content-type'], answer.headers['content-disposition']]).toEqual(['text/csv; charset=utf-8', expect.stringMatching(/^attachment; filename="katalog-\d{4}-\d\d-\d\d\.csv"$/)]);
    const [sheet] = await rowsOfXlsx(await download('products.xlsx'));
    expect(sheet).toEqual(heading);
  });

  it('holds what the filter holds, and only the caller\'s own', async () => {
    const codes = (rows: string[][]): string[] => [...new Set(rows.slice(1).map((row) => row[0] ?? ''))].sort();
    const found = (await manager.get('/api/products?q=kopi&limit=200').expect(200)).body as { items: { code: string }[]; total: number };
    expect(found.total).toBeGreaterThan(3);
    expect(codes(rowsOfCsv(await download('products.csv?q=kopi')))).toEqual(found.items.map((item) => item.code).sort());
    const kopi = codes(rowsOfCsv(await download('products.csv', await coOp.as('kopi'))));
    expect([kopi.length, kopi.every((code) => code.startsWith('KOP-'))]).toEqual([28, true]);
    expect((await manager.get('/api/exports/products.pdf').expect(404)).body).toMatchObject({ code: 'SRT-EXP-001' });
    expect((await manager.get('/api/exports/products.csv?stock=much').expect(400)).body).toMatchObject({ code: 'SRT-APP-400' });
  });

  it('neutralises what a spreadsheet would run, and takes it back as it was', async () => {
    const titles = ['=1+1', '+62 Kopi', '-5 derajat', '@toko', "'=sudah", "''-dua", 'x=1', 'petik "dua" ; titik koma', '<b>&amp;</b>'];
    for (const [n, title] of titles.entries()) await manager.send('post', '/api/products').send({ code: `Z-${n}`, title, description: 'baris satu\nbaris dua', variants: [{ sku: `Z-${n}-1`, price: 1000, stock: 1 }] }).expect(201);
    const guarded = (title: string): string => (/^'*[=+\-@]/.test(title) ? `'${title}` : title);
    // Our own reader of workbooks takes the guard off; the CSV is looked at as it is.
    for (const [rows, shown] of [[rowsOfCsv(await download('products.csv?q=Z')), guarded], [await rowsOfXlsx(await download('products.xlsx?q=Z')), (title: string): string => title]] as const) {
      const written = new Map(rows.map((row) => [row[0], row[1]]));
      for (const [n, title] of titles.entries()) expect(written.get(`Z-${n}`)).toBe(shown(title));
    }
    for (const format of ['csv', 'xlsx']) expect(await take(await download(`products.${format}?q=Z`))).toMatchObject({ state: 'done', rows: titles.length, created: 0, changed: 0, unchanged: titles.length, rejected: 0 });
  });
});

describe('other lists', () => {
  it('stock, variants and movements, by their filters; a negative number stays one', async () => {
    const stock = rowsOfCsv(await download('stock.csv?q=KOP-001'));
    expect(stock[0]?.slice(0, 5)).toEqual(['kode_produk', 'nama', 'unit', 'sku', 'pilihan']);
    expect(stock.slice(1).every((row) => row[0] === 'KOP-001')).toBe(true);
    const [variant] = ((await manager.get('/api/variants?sku=KOP-001-100G').expect(200)).body as { items: { id: string }[] }).items;
    await manager.send('post', '/api/stock-movements').send({ variantId: variant?.id, kind: 'correct', quantity: -4, reason: '=rusak' }).expect(201);
    expect(rowsOfCsv(await download('variants.csv?sku=kop-001-100g'))).toHaveLength(2);
    const path = `stock-movements.%?variant=${variant?.id ?? ''}`;
    expect(rowsOfCsv(await download(path.replace('%', 'csv'))).slice(1).map((row) => [row[3], row[4], row[5], row[6], row[8]])).toEqual([['koreksi', "'-4", '35', "'=rusak", 'manager'], ['impor', '39', '39', '', 'manager']]);
    expect((await rowsOfXlsx(await download(path.replace('%', 'xlsx')))).slice(1).map((row) => [row[4], row[6]])).toEqual([['-4', '=rusak'], ['39', '']]);
  });

  it('leave nothing behind', async () => {
    expect(await readdir(join(coOp.dir, 'exports'))).toEqual([]);
  });
});
