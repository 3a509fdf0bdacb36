import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { csvLine, csvRows } from '../../src/sheets/index.js';
import { openCoOp, type Client, type CoOp } from '../catalogue/co-op.js';
import { workbook, zip } from '../catalogue/workbook.js';
import { header, Importing } from './importing.js';

interface Item { id: string; revision: number; title: string; archived: boolean; variants: { id: string; sku: string; price: number; grams: number | null; stock: { onHand: number } }[] }
let coOp: CoOp, manager: Client, importing: Importing;
beforeAll(async () => { coOp = await openCoOp(); manager = await coOp.as('manager'); importing = new Importing(manager); });
afterAll(() => coOp.close());

const sql = <T extends object = Record<string, unknown>>(text: string, params: unknown[] = []): Promise<T[]> => coOp.database.inScope(coOp.scope, (tx) => tx.rows<T>(text, params));
const product = async (code: string): Promise<Item> => {
  const [row] = await sql<{ id: string }>('SELECT id FROM app.product WHERE code = $1', [code]);
  return (await manager.get(`/api/products/${row?.id}`).expect(200)).body as Item;
};
const stockOf = async (sku: string): Promise<number> => (await sql<{ n: number }>('SELECT k.on_hand AS n FROM app.stock_level k JOIN app.variant v ON v.id = k.variant_id WHERE v.sku = $1', [sku]))[0]?.n ?? -1;
const priceOf = async (sku: string): Promise<number> => Number((await sql<{ price: string }>('SELECT price FROM app.variant WHERE sku = $1', [sku]))[0]?.price ?? -1);
const cellsOf = async (text: string): Promise<string[][]> => {
  const rows: string[][] = [];
  for await (const row of csvRows((async function* () { yield text.replace('\ufeff', ''); })(), ';')) rows.push([...row.cells]);
  return rows;
};

describe('a dry run', () => {
  it('says of each row what it would do, field by field, and does nothing', async () => {
    await importing.take(`${header};kategori;asal\nA-1;Satu;A-1-1;1000;3;Makanan > Kopi;Solo\nA-1;Satu;A-1-2;2000;3;Makanan > Kopi;Solo\n`);
    const before = await sql('SELECT (SELECT count(*)::int FROM app.stock_movement) AS moves, (SELECT sum(revision)::int FROM app.product) AS revisions');
    const seen = await importing.preview(`${header};kategori;asal\nA-1;Satu Baru;A-1-1;1500;7;makanan > kopi;\nA-1;Satu Baru;A-1-2;2000;3;;\nA-2;Dua;A-2-1;1000;1;;\nA-3;Tiga;A-3-1;x;1;;\n`);
    expect(seen).toMatchObject({ state: 'previewed', preview: true, rows: 4, created: 1, changed: 1, unchanged: 1, rejected: 1, products: 2, applied: 0, missing: [] });
    const rows = await importing.rows(seen.id);
    expect(rows.map((row) => [row.row, row.outcome, row.sku])).toEqual([[2, 'changed', 'A-1-1'], [3, 'unchanged', 'A-1-2'], [4, 'created', 'A-2-1'], [5, 'rejected', null]]);
    expect(rows[0]?.changes.map(({ column, before, after }) => [column, before, after]).sort()).toEqual([['asal', 'Solo', null], ['harga', 1000, 1500], ['nama', 'Satu', 'Satu Baru'], ['stok', 3, 7]]);
    expect(rows[3]?.issues).toMatchObject([{ column: 'harga', value: 'x', code: 'SRT-IMP-002' }]);
    expect((await importing.rows(seen.id, 'outcome=created')).map((row) => row.sku)).toEqual(['A-2-1']);
    for (const path of ['rows', 'issues']) expect((await manager.get(`/api/imports/${seen.id}/${path}?after=9999999999`).expect(200)).body).toMatchObject({ items: [], next: null });
    const page = (await manager.get(`/api/imports/${seen.id}/rows?limit=2`).expect(200)).body as { next: string };
    expect((await importing.rows(seen.id, `after=${page.next}`)).map((row) => row.row)).toEqual([4, 5]);
    expect(await sql('SELECT (SELECT count(*)::int FROM app.stock_movement) AS moves, (SELECT sum(revision)::int FROM app.product) AS revisions')).toEqual(before);
    expect(await sql(`SELECT 1 FROM app.product WHERE code IN ('A-2', 'A-3')`)).toEqual([]);

    expect(await importing.act(seen.id, 'apply')).toMatchObject({ state: 'done', applied: 2, stale: 0, created: 1, changed: 1 });
    expect(await product('A-1')).toMatchObject({ title: 'Satu Baru' });
    expect([await priceOf('A-1-1'), await stockOf('A-1-1'), await stockOf('A-2-1')]).toEqual([1500, 7, 1]);
    expect(existsSync(coOp.imports.path(seen.id))).toBe(false);
    await manager.send('post', `/api/imports/${seen.id}/apply`).send({}).expect(409);
  });

  it('leaves alone what the file has no column for, and attributes that it does not name', async () => {
    await importing.take(`${header};deskripsi;berat_gram;asal;opsi_1_nama;opsi_1_nilai\nB-1;Satu;B-1-1;1000;3;Panjang sekali;250;Solo;Warna;Biru\n`);
    await sql(`UPDATE app.product SET attributes = attributes || '{"shelfLife": "12"}' WHERE code = 'B-1'`);
    const seen = await importing.preview(`${header}\nB-1;Satu;B-1-1;1200;3\n`);
    expect((await importing.rows(seen.id))[0]?.changes.map((change) => change.field)).toEqual(['price']);
    await importing.act(seen.id, 'apply');
    await importing.take(`${header};halal_no\nB-1;Satu;B-1-1;1200;3;H-9\n`);
    expect(await sql(`SELECT p.description, p.attributes, p.axes, v.grams, v.choice FROM app.product p JOIN app.variant v ON v.product_id = p.id WHERE p.code = 'B-1'`)).toEqual([{ description: 'Panjang sekali', attributes: { asal: undefined, origin: 'Solo', shelfLife: '12', halalNo: 'H-9' }, axes: ['Warna'], grams: 250, choice: ['Biru'] }]);
    // A variant more would be without its colour; the same one is not touched by a file that knows no colours.
    expect(await importing.take(`${header}\nB-1;Satu;B-1-2;1200;3\n`)).toMatchObject({ created: 0, rejected: 1 });
  });

  it('never takes the options from variants that the file does not name', async () => {
    await importing.take(`${header};opsi_1_nama;opsi_1_nilai\nC-1;Satu;C-1-1;1000;3;Warna;Biru\nC-1;Satu;C-1-2;1000;3;Warna;Merah\n`);
    const one = await importing.take(`${header};opsi_1_nama;opsi_1_nilai;opsi_2_nama;opsi_2_nilai\nC-1;Satu;C-1-1;1000;3;Warna;Biru;Ukuran;L\n`);
    expect(one).toMatchObject({ changed: 0, rejected: 1 });
    expect((await importing.named(one.id))[0]).toMatchObject({ row: 2, code: 'SRT-IMP-016' });
    expect(await importing.take(`${header};opsi_1_nama;opsi_1_nilai;opsi_2_nama;opsi_2_nilai\nC-1;Satu;C-1-1;1000;3;Warna;Biru;Ukuran;L\nC-1;Satu;C-1-2;1000;3;Warna;Merah;Ukuran;L\n`)).toMatchObject({ changed: 2, rejected: 0 });
  });

  it('shows anew what changed since, does the rest, and does the shown when asked once more', async () => {
    await importing.take(`${header}\nD-1;Satu;D-1-1;1000;3\nD-2;Dua;D-2-1;1000;3\nD-3;Tiga;D-3-1;1000;3\n`);
    const seen = await importing.preview(`${header}\nD-1;Satu;D-1-1;1500;3\nD-2;Dua;D-2-1;1500;3\nD-3;Tiga;D-3-1;1000;3\nD-4;Empat;D-4-1;1000;3\n`);
    const [, dua] = [await product('D-1'), await product('D-2')];
    await manager.send('patch', `/api/variants/${dua.variants[0]?.id}`).send({ price: 1800 }).expect(200);
    const [variant] = await sql<{ id: string }>(`SELECT id FROM app.variant WHERE sku = 'D-1-1'`);
    await manager.send('post', '/api/stock-movements').send({ variantId: variant?.id, kind: 'correct', quantity: -1, reason: 'pecah' }).expect(201);
    await importing.take(`${header}\nD-4;Lain;D-4-1;900;3\n`);
    const done = await importing.act(seen.id, 'apply');
    expect(done).toMatchObject({ state: 'done', applied: 0, stale: 3 });
    expect((await importing.rows(seen.id, 'result=stale')).map((row) => [row.sku, row.outcome, row.changes.map(({ field, before, after }) => [field, before, after]).sort()])).toEqual([
      ['D-1-1', 'changed', [['price', 1000, 1500], ['stock', 2, 3]]], ['D-2-1', 'changed', [['price', 1800, 1500]]], ['D-4-1', 'changed', [['price', 900, 1000], ['title', 'Lain', 'Empat']]],
    ]);
    expect([await priceOf('D-1-1'), await priceOf('D-2-1'), await stockOf('D-1-1')]).toEqual([1000, 1800, 2]);
    expect(await importing.act(seen.id, 'apply')).toMatchObject({ state: 'done', applied: 3, stale: 0 });
    expect([await priceOf('D-1-1'), await priceOf('D-2-1'), await stockOf('D-1-1')]).toEqual([1500, 1500, 3]);
  });

  it('is forgotten when it is discarded', async () => {
    const seen = await importing.preview(`${header}\nE-1;Satu;E-1-1;1000;3\n`);
    await manager.send('delete', `/api/imports/${seen.id}`).expect(204);
    expect(await importing.see(seen.id)).toMatchObject({ state: 'discarded' });
    expect([await importing.rows(seen.id), existsSync(coOp.imports.path(seen.id))]).toEqual([[], false]);
    await manager.send('post', `/api/imports/${seen.id}/apply`).send({}).expect(409);
  });
});

describe('undo', () => {
  const list = `${header};kategori;merek;asal;berat_gram;opsi_1_nama;opsi_1_nilai\n`;
  it('takes an import back as a whole: values, stock by a counter-movement, what was made is archived', async () => {
    await importing.take(`${list}F-1;Satu;F-1-1;1000;3;Makanan > Kopi;Bengawan;Solo;250;Warna;Biru\n`);
    const [before] = await sql(`SELECT p.title, p.brand, p.attributes, p.axes, p.category_id, p.description, v.price, v.grams, v.choice FROM app.product p JOIN app.variant v ON v.product_id = p.id WHERE p.code = 'F-1'`);
    const done = await importing.take(`${list}F-1;Satu X;F-1-1;1100;8;Makanan > Teh;;Madiun;300;Rasa;Manis\nF-1;Satu X;F-1-2;1100;5;;;;;Rasa;Asin\nF-2;Dua;F-2-1;900;4;;;;;;\n`);
    expect(done).toMatchObject({ created: 2, changed: 1 });
    coOp.told['stock-changed'] = [];
    expect(await importing.act(done.id, 'undo')).toMatchObject({ state: 'undone', undone: 3 });
    expect(await sql(`SELECT p.title, p.brand, p.attributes, p.axes, p.category_id, p.description, v.price, v.grams, v.choice FROM app.product p JOIN app.variant v ON v.product_id = p.id WHERE p.code = 'F-1' AND v.archived_at IS NULL`)).toEqual([before]);
    expect([await stockOf('F-1-1'), await stockOf('F-1-2'), await stockOf('F-2-1')]).toEqual([3, 0, 0]);
    expect(await sql(`SELECT m.quantity, m.reason FROM app.stock_movement m JOIN app.variant v ON v.id = m.variant_id WHERE v.sku = 'F-2-1' ORDER BY m.id`)).toEqual([{ quantity: 4, reason: null }, { quantity: -4, reason: 'impor dibatalkan' }]);
    expect(await sql(`SELECT code, archived_at IS NOT NULL AS archived FROM app.product WHERE code LIKE 'F-%' ORDER BY code`)).toEqual([{ code: 'F-1', archived: false }, { code: 'F-2', archived: true }]);
    expect(coOp.told['stock-changed']?.[0]?.variantIds).toHaveLength(3);
    await manager.send('post', `/api/imports/${done.id}/undo`).send({}).expect(409);
    // The same file once more brings back what was archived.
    const again = await importing.preview(`${list}F-2;Dua;F-2-1;900;4;;;;;;\n`);
    expect((await importing.rows(again.id))[0]?.changes.map((change) => change.field).sort()).toEqual(['archived', 'productArchived', 'stock']);
    await importing.act(again.id, 'apply');
    expect(await stockOf('F-2-1')).toBe(4);
  });

  it('is refused while rows were touched later, which are listed; the rest can be undone', async () => {
    await importing.take(`${header}\nG-1;Satu;G-1-1;1000;3\nG-2;Dua;G-2-1;1000;3\nG-3;Tiga;G-3-1;1000;3\nG-5;Lima;G-5-1;1000;3\n`);
    const done = await importing.take(`${header}\nG-1;Satu;G-1-1;1500;3\nG-2;Dua;G-2-1;1500;9\nG-3;Tiga;G-3-1;1500;3\nG-4;Empat;G-4-1;1500;3\nG-5;Lima;G-5-1;1500;3\n`);
    const tiga = await product('G-3'), [dua] = await sql<{ id: string }>(`SELECT id FROM app.variant WHERE sku = 'G-2-1'`), [lima] = await sql<{ id: string }>(`SELECT id FROM app.variant WHERE sku = 'G-5-1'`);
    await manager.send('patch', `/api/variants/${tiga.variants[0]?.id}`).send({ grams: 400 }).expect(200);
    // Sold where the import had set the level: touched. Sold where it had not: the price may still go back.
    for (const variant of [dua, lima]) await manager.send('post', '/api/stock-movements').send({ variantId: variant?.id, kind: 'correct', quantity: -1, reason: 'terjual' }).expect(201);
    const refused = (await manager.send('post', `/api/imports/${done.id}/undo`).send({}).set('Accept-Language', 'en').expect(409)).body as { code: string; title: string };
    expect(refused).toMatchObject({ code: 'SRT-IMP-203' });
    expect(JSON.stringify(refused)).toContain('2 rows were changed');
    expect((await importing.rows(done.id, 'result=touched')).map((row) => row.sku)).toEqual(['G-2-1', 'G-3-1']);
    expect([await priceOf('G-1-1'), await priceOf('G-3-1')]).toEqual([1500, 1500]);
    expect(await importing.act(done.id, 'undo', { rest: true })).toMatchObject({ state: 'undone', undone: 3 });
    expect([await priceOf('G-1-1'), await priceOf('G-2-1'), await priceOf('G-3-1'), await priceOf('G-5-1'), await stockOf('G-2-1'), await stockOf('G-5-1')]).toEqual([1000, 1500, 1500, 1000, 8, 2]);
    expect(await sql(`SELECT archived_at IS NOT NULL AS archived FROM app.product WHERE code = 'G-4'`)).toEqual([{ archived: true }]);
  });
});

describe('columns', () => {
  it('that nobody knows are shown, can be named by hand, and are remembered', async () => {
    const file = 'kode_produk;nama;sku;Harga Toko;Sisa;Catatan\nH-1;Satu;H-1-1;1000;3;x\n';
    const refused = await importing.take(file);
    expect(refused).toMatchObject({ state: 'refused', refusal: { code: 'SRT-IMP-102' }, missing: ['harga', 'stok'], columns: [{ column: 'code' }, { column: 'title' }, { column: 'sku' }, { name: 'Harga Toko', column: null, how: 'unknown' }, { name: 'Sisa', column: null }, { name: 'Catatan' }] });
    await manager.send('put', `/api/imports/${refused.id}/columns`).send({ columns: { Sisa: 'jumlah' } }).expect(422);
    await manager.send('put', `/api/imports/${refused.id}/columns`).send({ columns: { 'Harga Toko': 'price', Sisa: 'stock', Catatan: null } }).expect(202);
    const seen = await importing.ended(refused.id);
    expect(seen).toMatchObject({ state: 'previewed', created: 1, refusal: null, columns: [{}, {}, {}, { column: 'price', how: 'said' }, { column: 'stock', how: 'said' }, { column: null, how: 'said' }] });
    await importing.act(seen.id, 'apply');
    expect(await importing.take(file.replace('1000', '1.100'))).toMatchObject({ state: 'done', changed: 1 });
    expect((await manager.get('/api/import-columns').expect(200)).body).toMatchObject({ said: [{ name: 'catatan', column: null }, { name: 'hargatoko', column: 'price' }, { name: 'sisa', column: 'stock' }] });
    const kopi = new Importing(await coOp.as('kopi'));
    expect(await kopi.take(file)).toMatchObject({ state: 'refused' });
    for (const name of ['Sisa', 'Harga Toko', 'Catatan']) await manager.send('delete', `/api/import-columns/${encodeURIComponent(name)}`).expect(204);
    expect(await importing.take(file)).toMatchObject({ state: 'refused' });
  });

  it('of a seller centre are told from a catalogue, with the shop to which they belong', async () => {
    for (const [name, marketplace] of [['shopee-mass-update', 'shopee'], ['tiktok-shop-products', 'tiktok-shop']] as const) {
      const seen = await importing.take(await readFile(new URL(`../adoption/exports/${name}.xlsx`, import.meta.url)));
      expect(seen).toMatchObject({ state: 'refused', rows: 0, refusal: { code: 'SRT-IMP-107', marketplace, shops: [] } });
    }
  });
});

describe('bad rows', () => {
  it('come back as a file to mend and to bring in again, neutralised, whatever stands in them', async () => {
    const done = await importing.take(`${header};Catatan;deskripsi\nI-1;=1+1;I-1-1;x;-3;"a;b ""c""";"dua\nbaris"\nI-2;Dua;I-2-1;1000;1;;\nI-3;Tiga;I-3-1;y;1;;\n"I-4;Empat;I-4-1;1000;1\nI-5;'=x;I-2-1;1000;1;;\n`);
    expect(done).toMatchObject({ created: 1, rejected: 4 });
    const text = await importing.badRows(done.id);
    expect(text.startsWith('\ufeffBaris;Kolom;Nilai;Masalah;Perbaikan;kode_produk;nama;sku;harga;stok;Catatan;deskripsi\r\n')).toBe(true);
    expect(text).toContain(";'=1+1;");
    const rows = await cellsOf(text);
    expect(rows.slice(1).map((cells) => cells.slice(0, 3))).toEqual([['2', 'harga', 'x'], ['2', 'stok', '-3'], ['4', 'harga', 'y'], ['5', '', '"I-4;Empat;I-4-1;1000;1'], ['6', 'sku', 'I-2-1']]);
    expect(rows[1]?.slice(5)).toEqual(['I-1', '=1+1', 'I-1-1', 'x', '-3', 'a;b "c"', 'dua\nbaris']);
    const mend: Record<string, Record<number, string>> = { 'I-1': { 8: '1.500', 9: '3' }, 'I-3': { 8: '2.500' }, 'I-5': { 7: 'I-5-1' } };
    const mended = rows.filter((cells) => cells[0] !== '5').map((cells) => csvLine(cells.map((cell, at) => mend[cells[5] ?? '']?.[at] ?? cell))).join('');
    const again = await importing.take(mended);
    expect(again).toMatchObject({ state: 'done', rows: 3, created: 3, rejected: 0 });
    expect(await sql(`SELECT title, description FROM app.product WHERE code IN ('I-1', 'I-5') ORDER BY code`)).toEqual([{ title: '=1+1', description: 'dua\nbaris' }, { title: '=x', description: '' }]);
  });
});

describe('workbooks', () => {
  it('keep the zeros a number is shown with, dates, long barcodes, texts that are shared; hidden sheets and formulas do not count', async () => {
    const ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"', rel = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
    const head = ['kode_produk', 'nama', 'sku', 'harga', 'stok', 'barcode'].map((name, at) => `<c r="${'ABCDEF'[at]}1" t="inlineStr"><is><t>${name}</t></is></c>`).join('');
    const sheet = (rows: string): Buffer => Buffer.from(`<worksheet ${ns}><sheetData><row r="1">${head}</row>${rows}</sheetData></worksheet>`);
    const bytes = zip([
      ['xl/workbook.xml', Buffer.from(`<workbook ${ns} ${rel}><sheets><sheet name="Lama" state="hidden" r:id="r1"/><sheet name="Katalog" r:id="r2"/></sheets></workbook>`)],
      ['xl/_rels/workbook.xml.rels', Buffer.from('<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="worksheets/sheet2.xml"/></Relationships>')],
      ['xl/styles.xml', Buffer.from(`<styleSheet ${ns}><numFmts><numFmt numFmtId="164" formatCode="000000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="9"/></cellXfs></styleSheet>`)],
      ['xl/sharedStrings.xml', Buffer.from(`<sst ${ns}><si><t>Z-1</t></si><si><r><t>Kopi </t></r><r><t>Enak_x000D_</t></r><rPh><t>bunyi</t></rPh></si></sst>`)],
      ['xl/worksheets/sheet1.xml', sheet('<row r="2"><c r="A2" t="s"><v>0</v></c></row>')],
      ['xl/worksheets/sheet2.xml', sheet('<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" s="1"><v>123</v></c><c r="D2"><f>40000+5000</f><v>45000</v></c><c r="E2"><v>7</v></c><c r="F2"><v>2.000010010073E12</v></c></row><row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" s="2"><v>45292</v></c><c r="D3" t="e"><v>#DIV/0!</v></c><c r="E3" t="b"><v>1</v></c></row><row r="4"><c r="A4" t="s"><v>0</v></c><c r="B4" t="s"><v>1</v></c><c r="C4"><v>9</v></c><c r="D4" s="3"><v>450</v></c><c r="E4"><v>1</v></c></row>')],
    ]);
    const done = await importing.take(bytes);
    expect(done).toMatchObject({ created: 1, rejected: 2 });
    expect(await sql(`SELECT p.title, v.sku, v.price::int AS price, v.barcode FROM app.variant v JOIN app.product p ON p.id = v.product_id WHERE p.code = 'Z-1'`)).toEqual([{ title: 'Kopi Enak', sku: '000123', price: 45_000, barcode: '2000010010073' }]);
    expect((await cellsOf(await importing.badRows(done.id))).slice(1).map((cells) => [cells[1], cells[2], cells[7]])).toEqual([['harga', '#DIV/0!', '2024-01-01'], ['harga', '#DIV/0!', undefined], ['stok', 'TRUE', undefined], ['harga', '45000%', '9']]);
  });

  it('count a title row, merged cells and the sheet\'s own row numbers', async () => {
    const done = await importing.take(workbook([{ name: 'Katalog', rows: [['Daftar'], [], ['kode_produk', 'nama', 'sku', 'harga', 'stok'], ['J-1', 'Satu', 'J-1-1', 'x', 3]] }]));
    expect(await importing.named(done.id)).toMatchObject([{ row: 4, column: 'harga' }]);
    const wide = Array.from({ length: 600 }, (_, at) => `k${at}`);
    expect(await importing.take(workbook([{ name: 'Katalog', rows: [[...wide, 'kode_produk', 'nama', 'sku', 'harga', 'stok', 'ukuran'], [...wide.map(() => null), null, null, null, null, null, 'panjang', 'lebar'], [...wide.map(() => null), 'J-2', 'Dua', 'J-2-1', 1000, 3, 10, 20]], merges: ['WC1:WC2', 'WD1:WD2', 'WE1:WE2', 'WF1:WF2', 'WG1:WG2', 'WH1:WI1'] }]))).toMatchObject({ created: 1, rejected: 0 });
    expect(await sql(`SELECT length_mm, width_mm FROM app.variant WHERE sku = 'J-2-1'`)).toEqual([{ length_mm: 100, width_mm: 200 }]);
    expect((await cellsOf(await importing.badRows(done.id)))[1]).toEqual(['4', 'harga', 'x', 'Harga ini tidak terbaca sebagai rupiah bulat.', 'Tulis seperti 45000 atau Rp 45.000.', 'J-1', 'Satu', 'J-1-1', 'x', '3']);
  });

  it('of several sheets: the first list is read, the others are named; another may be chosen, or all, each by its own columns', async () => {
    const head = ['kode_produk', 'nama', 'sku', 'harga', 'stok'];
    const bytes = workbook([
      { name: 'Sampul', rows: [['Daftar koperasi']] }, { name: 'Juni', rows: [['Juni'], head, ['K-1', 'Satu', 'K-1-1', 1000, 3]] },
      { name: 'Juli', rows: [head, ['K-2', 'Dua', 'K-2-1', 2000, 4], ['K-2', 'Dua', 'K-2-2', 'x', 4], ['K-3', 'Tiga', 'K-1-1', 3000, 1]] }, { name: 'Lain', rows: [['merek', ...[...head].reverse()], ['Bengawan', 5, 5000, 'K-5-1', 'Lima', 'K-5'], ['Solo', 'y', 5000, 'K-5-2', 'Lima', 'K-5']] },
    ]);
    const seen = await importing.preview(bytes), names = (sheets: typeof seen.sheets) => sheets.map(({ name, read }) => `${name}${read ? ' *' : ''}`);
    expect([seen.created, names(seen.sheets)]).toEqual([1, ['Juni *', 'Juli', 'Lain']]);
    expect(await importing.named(seen.id)).toMatchObject([{ sheet: 'Juli', row: 1, value: 'Juli', code: 'SRT-IMP-020', warning: true }, { sheet: 'Lain', value: 'Lain', warning: true }]);
    const choose = async (sheet: string) => { await manager.send('put', `/api/imports/${seen.id}/columns`).send({ sheet }).expect(202); return importing.ended(seen.id); };
    const july = await choose('Juli');
    expect([july.created, july.rejected, names(july.sheets), (await importing.rows(seen.id)).map(({ sheet, row, sku, issues }) => [sheet, row, sku, issues.map((issue) => issue.row)])]).toEqual([2, 1, ['Juni', 'Juli *', 'Lain'], [['Juli', 2, 'K-2-1', []], ['Juli', 3, null, [3]], ['Juli', 4, 'K-1-1', []]]]);
    expect((await manager.send('put', `/api/imports/${seen.id}/columns`).send({ sheet: 'Sampul' }).expect(422)).body).toMatchObject({ code: 'SRT-IMP-207' });
    const all = await choose('*');
    expect([all.created, all.rejected, names(all.sheets), all.columns.map(({ name }) => name)]).toEqual([3, 3, ['Juni *', 'Juli *', 'Lain *'], [...head, 'merek']]);
    expect((await cellsOf(await importing.badRows(seen.id))).slice(1).map((cells) => [...cells.slice(0, 3), ...cells.slice(5)])).toEqual([['Juli!3', 'harga', 'x', 'K-2', 'Dua', 'K-2-2', 'x', '4'], ['Juli!4', 'sku', 'K-1-1', 'K-3', 'Tiga', 'K-1-1', '3000', '1'], ['Lain!3', 'stok', 'y', 'K-5', 'Lima', 'K-5-2', '5000', 'y', 'Solo']].map((cells) => (cells.length < 9 ? [...cells, ''] : cells)));
    expect(await importing.act(seen.id, 'apply')).toMatchObject({ state: 'done', applied: 3 });
    expect([await priceOf('K-1-1'), await priceOf('K-2-1'), await stockOf('K-2-1')]).toEqual([1000, 2000, 4]);
    await importing.act(seen.id, 'undo');
    const lain = await importing.ended(((await manager.send('post', '/api/imports?name=x&preview=1&sheet=Lain').set('Content-Type', 'application/octet-stream').send(bytes).expect(202)).body as { id: string }).id);
    expect([lain.created, names(lain.sheets)]).toEqual([0, ['Juni', 'Juli', 'Lain *']]);
  });

  it('tell where a later row says something else of its product: the first counts, and an empty cell says nothing', async () => {
    const done = await importing.take(`${header};kategori;kepemilikan;asal\nM-1;Satu;M-1-1;1000;3;Makanan > Kopi;;Solo\nM-1;Satu Lagi;M-1-2;1000;3;makanan>kopi;own;\nM-1;Satu;M-1-3;1000;3;Makanan > Teh;konsinyasi;Madiun\nM-2;Satu Lagi;M-2-1;1000;3;;;\n`);
    expect(done).toMatchObject({ created: 4, rejected: 0 });
    expect((await importing.named(done.id)).map(({ row, column, value, code, warning, reason }) => [row, column, value, code, warning, reason])).toEqual(
      [[3, 'nama', 'Satu Lagi'], [4, 'kategori', 'Makanan > Teh'], [4, 'asal', 'Madiun'], [4, 'kepemilikan', 'konsinyasi']].map((fault) => [...fault, 'SRT-IMP-019', true, 'It differs from row 2, the first of this product; the first counts.']));
    expect((await importing.rows(done.id))[1]).toMatchObject({ outcome: 'created', issues: [{ code: 'SRT-IMP-019' }] });
    expect(await importing.badRows(done.id)).not.toContain('M-1-2');
    expect(await product('M-1')).toMatchObject({ title: 'Satu' });
  });
});
