import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import pg from 'pg';
import sharp from 'sharp';
import { openCoOp, type Client, type CoOp } from '../catalogue/co-op.js';
import { workbook, zip, type Cell } from '../catalogue/workbook.js';
import { until } from '../house/serve.js';

interface Imported { id: string; state: string; rows: number; created: number; changed: number; unchanged: number; rejected: number; products: number; refusal: { code: string; title: string; next: string } | null }
interface Named { row: number; sheet?: string | null; column: string; value: string; code: string; reason: string; next: string }
let coOp: CoOp, manager: Client;
beforeAll(async () => { coOp = await openCoOp(); manager = await coOp.as('manager'); });
afterAll(() => coOp.close());
beforeEach(() => { coOp.told['product-changed'] = []; coOp.told['stock-changed'] = []; });

/** Sends the file and waits until the import has ended. */
async function take(bytes: Buffer | string, name = 'berkas.bin', client = manager): Promise<Imported> {
  const { id } = (await client.send('post', `/api/imports?name=${name}`).set('Content-Type', 'application/octet-stream').send(Buffer.from(bytes)).expect(202)).body as { id: string };
  return ended(id, client);
}
async function ended(id: string, client = manager): Promise<Imported> {
  return until(async () => {
    const seen = (await client.get(`/api/imports/${id}`).expect(200)).body as Imported;
    return seen.state !== 'running' && seen;
  }, `import ${id} has ended`);
}
const named = async (id: string, client = manager): Promise<Named[]> => ((await client.get(`/api/imports/${id}/issues`).set('Accept-Language', 'en').expect(200)).body as { items: Named[] }).items;
const header = 'kode_produk;nama;sku;harga;stok';
const count = async (sql: string): Promise<number> => (await coOp.database.inScope(coOp.scope, (tx) => tx.row<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`)))?.n ?? -1;

describe('rows', () => {
  it('names each bad row by number, column, value and reason, and takes all the others', async () => {
    const done = await take(`${header}\nA-1;Satu;A-1-1;45.000;3\nA-2;Dua;A-2-1;empat;3\nA-3;Tiga;A-3-1;1000;-3\n"A-4;Empat;A-4-1;1000;1\nA-5;Lima;A-5-1;1000;1;lebih\nA-6;Enam;a-1 -1;1000;1\n\nA-7;Tujuh;A-7-1;Rp 1.000,-;0\n`);
    expect(done).toMatchObject({ state: 'done', rows: 7, created: 2, changed: 0, unchanged: 0, rejected: 5, products: 2, refusal: null });
    expect((await named(done.id)).map(({ row, column, value, code }) => [row, column, value, code])).toEqual([
      [3, 'harga', 'empat', 'SRT-IMP-002'], [4, 'stok', '-3', 'SRT-IMP-004'], [5, '', '"A-4;Empat;A-4-1;1000;1', 'SRT-IMP-010'], [6, '', 'lebih', 'SRT-IMP-009'], [7, 'sku', 'a-1 -1', 'SRT-IMP-008'],
    ]);
    expect((await named(done.id))[0]).toMatchObject({ reason: 'This price does not read as whole rupiah.', next: 'Write it like 45000 or Rp 45.000.' });
  });

  it('changes nothing the second time, and judges by value, not by spelling', async () => {
    const first = await take(`${header};deskripsi\nB-1;Satu;B-1-1;45.000;3;"a\r\nb"\nB-1;Satu;B-1-2;46.000;4;x\n`);
    expect(first).toMatchObject({ created: 2, products: 1 });
    coOp.told['product-changed'] = [];
    coOp.told['stock-changed'] = [];
    const movements = await count('app.stock_movement');
    expect(await take(`SKU,Stok,Nama,Harga,Kode Produk,deskripsi\nb-1- 1 ,"3","Satu","Rp 45.000,-",B-1,"a\nb"\nB-1-2,4.0,Satu,46000.00,B-1,\n`)).toMatchObject({ created: 0, changed: 0, unchanged: 2, rejected: 0, products: 1 });
    expect(await count('app.stock_movement')).toBe(movements);
    expect([coOp.told['product-changed'], coOp.told['stock-changed']]).toEqual([[], []]);
  });

  it('changes only what differs, tells it, and leaves what the file does not name', async () => {
    await take(`${header}\nC-1;Satu;C-1-1;1000;3\nC-1;Satu;C-1-2;2000;3\nC-2;Dua;C-2-1;1000;3\n`);
    coOp.told['product-changed'] = [];
    coOp.told['stock-changed'] = [];
    expect(await take(`${header}\nC-1;Satu;C-1-1;1500;3\nC-1;Satu;C-1-2;2000;9\n`)).toMatchObject({ created: 0, changed: 2, unchanged: 0, products: 1 });
    const [product] = coOp.told['product-changed'] ?? [], [stock] = coOp.told['stock-changed'] ?? [];
    expect([product?.productIds.length, product?.pricedVariantIds?.length, stock?.variantIds.length]).toEqual([1, 1, 1]);
    expect(await count(`app.stock_movement WHERE kind = 'import' AND quantity = 6 AND on_hand = 9`)).toBe(1);
    expect((await manager.get('/api/products?q=C-2').expect(200)).body).toMatchObject({ total: 1, items: [{ stock: { onHand: 3 } }] });
  });

  it('never takes a SKU from another product, and makes no product without a variant', async () => {
    await take(`${header}\nDX-1;Satu;DX-1-1;1000;3\n`);
    expect(await take(`${header}\nDX-2;Dua;dx - 1-1;1000;3\n`)).toMatchObject({ created: 0, rejected: 1 });
    await take(`${header}\nD-1;Satu;D-SKU;1000;3\n`);
    const done = await take(`${header}\nD-2;Dua;d-sku;1000;3\n`);
    expect(done).toMatchObject({ created: 0, rejected: 1, products: 0 });
    expect((await named(done.id))[0]).toMatchObject({ row: 2, column: 'sku', code: 'SRT-IMP-013' });
    expect(await count(`app.product WHERE code = 'D-2'`)).toBe(0);
  });

  it('refuses a row whose options are not those of its product', async () => {
    const done = await take(`${header};opsi_1_nama;opsi_1_nilai\nE-1;Satu;E-1-1;1000;1;Warna;Biru\nE-1;Satu;E-1-2;1000;1;;\nE-1;Satu;E-1-3;1000;1;warna;Hijau\n`);
    expect(done).toMatchObject({ created: 2, rejected: 1 });
    expect((await named(done.id))[0]).toMatchObject({ row: 3, code: 'SRT-IMP-016', reason: 'The options of this row differ from the first row of its product (Warna).' });
  });

  it('takes a form, whatever its field is called, and nothing but `false` is no preview', async () => {
    const form = (await manager.send('post', '/api/imports?preview=TRUE').attach('berkas', Buffer.from(`${header}\nFM-1;Satu;FM-1-1;1000;1\n`), 'daftar.csv').expect(202)).body as { id: string };
    expect(await ended(form.id)).toMatchObject({ name: 'daftar.csv', state: 'previewed', created: 1 });
    expect(await ended(((await manager.send('post', '/api/imports?preview=false').field('x', 'y').expect(202)).body as { id: string }).id)).toMatchObject({ state: 'refused', refusal: { code: 'SRT-IMP-101' } });
  });

  it('reports a column that occurs twice; the first counts', async () => {
    const done = await take(`${header};price\nF-1;Satu;F-1-1;1000;1;9999\n`);
    expect(done).toMatchObject({ created: 1, rejected: 0 });
    expect((await named(done.id))[0]).toMatchObject({ row: 1, column: 'harga', code: 'SRT-IMP-014' });
    expect((await manager.get('/api/variants?sku=f-1-1').expect(200)).body).toMatchObject({ items: [{ price: 1000 }] });
  });

  it('puts rows into the unit they name, and members into that unit', async () => {
    const done = await take(`${header};unit;anggota\nG-1;Satu;G-1-1;1000;1;unit kopi;Bu Tini\nG-2;Dua;G-2-1;1000;1;Unit Batik;Bu Tini\nG-3;Tiga;G-3-1;1000;1;Unit Entah;\nG-4;Empat;G-4-1;1000;1;;\n`);
    expect(done).toMatchObject({ created: 3, rejected: 1 });
    expect((await named(done.id))[0]).toMatchObject({ row: 4, column: 'unit', value: 'Unit Entah', code: 'SRT-IMP-012' });
    const kopi = await coOp.as('kopi');
    expect(((await kopi.get('/api/products?q=G').expect(200)).body as { items: { code: string }[] }).items.map((item) => item.code)).toEqual(['G-1']);
    expect(((await kopi.get('/api/members').expect(200)).body as { items: object[] }).items).toMatchObject([{ name: 'Bu Tini', cooperativeId: coOp.units[0] }]);
    await kopi.get(`/api/imports/${done.id}`).expect(404);
    expect(await take(`${header};unit\nG-9;X;G-9-1;1000;1;Unit Batik\n`, 'x.csv', kopi)).toMatchObject({ rejected: 1, created: 0 });
  });

  it('writes the good rows of a batch when the database itself refuses one of them', async () => {
    const owner = new pg.Client({ connectionString: coOp.ownerUrl });
    await owner.connect();
    await owner.query(`ALTER TABLE app.variant ADD CONSTRAINT spec_refuses CHECK (sku <> 'H-2-1')`);
    await owner.end();
    const done = await take(`${header}\nH-1;Satu;H-1-1;1000;1\nH-2;Dua;H-2-1;1000;1\nH-3;Tiga;H-3-1;1000;1\nH-1;Satu;H-1-2;x;1\n`);
    expect(done).toMatchObject({ state: 'done', created: 2, rejected: 2, products: 2 });
    expect((await named(done.id)).map(({ row, code }) => [row, code])).toEqual([[3, 'SRT-IMP-017'], [5, 'SRT-IMP-002']]);
    expect(await count(`app.product WHERE code = 'H-2'`)).toBe(0);
  });

  it('counts once, and forgets what was rolled back, when a deadlock runs a batch again', async () => {
    let deadlocks = 1;
    coOp.database.facts.hear('stock-counted', async () => { if (deadlocks-- > 0) throw Object.assign(new Error('deadlock detected'), { code: '40P01' }); });
    const done = await take(`${header};anggota;kategori\nJ-1;Satu;J-1-1;1000;1;Pak Baru;Baru > Sekali\nJ-1;Satu;J-1-2;1000;1;Pak Baru;Baru > Sekali\nJ-2;Dua;J-2-1;x;1;;\n`);
    expect(deadlocks).toBeLessThan(0);
    expect(done).toMatchObject({ state: 'done', rows: 3, created: 2, rejected: 1, products: 1 });
    expect(await count(`app.variant WHERE sku LIKE 'J-%'`)).toBe(2);
  });

  it('gives photos to the rows that name them, also when they come later', async () => {
    const file = `${header};foto\nI-1;Satu;I-1-1;1000;1;Satu.jpg|dua.png\n`;
    expect(await take(file)).toMatchObject({ created: 1 });
    for (const [name, background] of [['satu.jpg', '#f00'], ['DUA.png', '#0f0']] as const) {
      const bytes = await sharp({ create: { width: 60, height: 40, channels: 3, background } }).jpeg().toBuffer();
      await manager.send('put', `/api/photo-files/${name}`).set('Content-Type', 'image/jpeg').send(bytes).expect(200);
    }
    expect(await take(file)).toMatchObject({ created: 0, changed: 0, unchanged: 1 });
    const { items } = (await manager.get('/api/products?q=I-1').expect(200)).body as { items: { id: string; photos: number; photo: string }[] };
    expect(items[0]?.photos).toBe(2);
    const shown = await manager.get(items[0]?.photo ?? '').set('Accept', 'image/webp').expect(200);
    expect(shown.headers['content-type']).toBe('image/webp');
  });
});

describe('files', () => {
  const text = `${header}\r\nENC;Café “Kopi” é;ENC-1;1000;1\r\n`;
  it.each<[string, Buffer]>([['UTF-8 with BOM', Buffer.from(`\ufeff${text}`)], ['UTF-8 with BOM and a broken byte', Buffer.concat([Buffer.from(`\ufeff${text}`), Buffer.from(';\u00e9\n', 'latin1')])], ['UTF-8', Buffer.from(text)], ['UTF-16 LE', Buffer.from(`\ufeff${text}`, 'utf16le')], ['UTF-16 BE', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()], ['Windows-1252', iconv.encode(text, 'win1252')]])('reads %s by its content', async (_, bytes) => {
    expect(await take(bytes, 'lupa.xlsx')).toMatchObject({ state: 'done', created: _ === 'UTF-8 with BOM' ? 1 : 0 });
    expect((await manager.get('/api/products?q=ENC').expect(200)).body).toMatchObject({ items: [{ title: 'Café “Kopi” é' }] });
  });

  it('skips what stands above the header, and counts the header as row 1', async () => {
    const done = await take(`Koperasi Uji\nDaftar harga;;;;\n\n${header}\nL-1;Satu;L-1-1;x;1\n`);
    expect(done.rejected).toBe(1);
    expect((await named(done.id))[0]?.row).toBe(2);
  });

  it.each<[string, Buffer | string, string]>([
    ['an empty file', '', 'SRT-IMP-101'], ['nothing but empty lines', '\n \r\n;;\n', 'SRT-IMP-101'], ['only a header', `${header}\n`, 'SRT-IMP-103'], ['no header', 'a;b;c\n1;2;3\n', 'SRT-IMP-102'], ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), 'SRT-IMP-104'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae10000000000000000', 'hex'), 'SRT-IMP-104'], ['a zip that is no workbook', zip([['a.txt', Buffer.from('x')]]), 'SRT-IMP-104'],
    ['a cut-off workbook', workbook([{ name: 'A', rows: [['kode_produk', 'nama', 'sku', 'harga', 'stok']] }]).subarray(0, 200), 'SRT-IMP-104'],
    ['a workbook that unpacks to more than it may', zip([['xl/workbook.xml', Buffer.from('<x/>')], ['xl/worksheets/sheet1.xml', Buffer.alloc(1_000_000, 32)]], 2_000_000_000), 'SRT-IMP-104'],
    ['a workbook that lies about its size', zip([['xl/worksheets/sheet1.xml', Buffer.alloc(5_000_000, 32)]], 1_000), 'SRT-IMP-104'],
    ['broken XML', zip([['xl/worksheets/sheet1.xml', Buffer.from('<worksheet><sheetData><row r="1"></c>')]]), 'SRT-IMP-104'],
  ])('refuses %s in plain words', async (_, bytes, code) => {
    const done = await take(bytes);
    expect(done).toMatchObject({ state: 'refused', refusal: { code } });
    expect(done.refusal?.next).not.toBe('');
    await manager.get('/api/imports').expect(200);
  });

  it('says of an import that a stop cut short that it is to be done again', async () => {
    const row = await coOp.database.inScope(coOp.scope, (tx) => tx.row<{ id: string }>(`INSERT INTO app.import (cooperative_id, name, asked_at) VALUES ($1, 'x', app.now() - interval '61 minutes') RETURNING id`, [coOp.parent]));
    coOp.imports.wake();
    expect(await ended(row?.id ?? '')).toMatchObject({ state: 'refused', refusal: { code: 'SRT-IMP-105' } });
  });
});

describe('workbooks', () => {
  const names: Cell[] = ['kode_produk', 'nama', 'sku', 'harga', 'stok'];
  it.each(['', 'x'])('reads the first tab that has a header, merged cells in every row, numbers as numbers (prefix %j)', async (prefix) => {
    const done = await take(workbook([
      { name: 'Sampul', rows: [['Katalog'], ['Juni']] },
      { name: 'Katalog', rows: [['Daftar'], [], names, [`W${prefix}-1`, 'Satu', `W${prefix}-1-1`, 45_000, 3], [null, null, `W${prefix}-1-2`, '46.000', '4'], [`W${prefix}-2`, 'Dua', `W${prefix}-2-1`, 45.125, 1], [`W${prefix}-3`, 'Tiga', `W${prefix}-3-1`, 1000.5, 1], [`W${prefix}-4`, 'Empat', `W${prefix}-4-1`, 4.5e4, 1]], merges: ['A4:A5', 'B4:B5'] },
      { name: 'Lain', rows: [names, ['Z-1', 'Z', `Z${prefix}-1`, 1, 1]] },
    ], prefix));
    expect(done).toMatchObject({ state: 'done', rows: 5, created: 3, rejected: 2, products: 2 });
    expect((await named(done.id)).map(({ row, column, sheet }) => [row, column, sheet])).toEqual([[6, 'harga', 'Katalog'], [7, 'harga', 'Katalog'], [1, '', 'Lain']]);
  });
});

describe('the demo catalogue', () => {
  const demo = (name: string) => readFile(new URL(`../../demo/${name}`, import.meta.url));
  const units = `INSERT INTO app.cooperative (parent_id, code, name) VALUES ($1, 'PGN', 'Unit Pangan Olahan'), ($1, 'TAN', 'Unit Pertanian'), ($1, 'KRJ', 'Unit Kerajinan')`;

  it('imports with the counts it promises, and the workbook of the same rows changes nothing', async () => {
    await coOp.close();
    coOp = await openCoOp();
    await coOp.database.inScope({ ids: [coOp.parent] }, (tx) => tx.rows(units, [coOp.parent]));
    manager = await coOp.as('manager');
    expect(await take(await demo('catalogue.csv'), 'catalogue.csv')).toMatchObject({ state: 'done', rows: 298, created: 298, changed: 0, unchanged: 0, rejected: 0, products: 160 });
    const all = { ids: ((await manager.get('/api/cooperatives').expect(200)).body as { items: { id: string }[] }).items.map((item) => item.id) };
    const facts = await coOp.database.inScope(all, (tx) => tx.row(`SELECT count(*)::int AS variants, count(DISTINCT v.product_id)::int AS products, sum(v.price)::int AS prices, sum(k.on_hand)::int AS stock, (count(*) FILTER (WHERE k.on_hand = 0))::int AS out, count(v.barcode)::int AS barcodes FROM app.variant v JOIN app.stock_level k ON k.variant_id = v.id`));
    expect(facts).toEqual({ variants: 298, products: 160, prices: 29_177_500, stock: 19_604, out: 15, barcodes: 166 });
    const products = await coOp.database.inScope(all, (tx) => tx.row(`SELECT (count(*) FILTER (WHERE ownership = 'consignment'))::int AS consigned, (count(*) FILTER (WHERE attributes ? 'halalNo'))::int AS halal, (count(*) FILTER (WHERE attributes ? 'permitNo'))::int AS permit,
      (count(*) FILTER (WHERE position(E'\\n' IN description) > 0))::int AS lines, (count(*) FILTER (WHERE cardinality(axes) = 2))::int AS two, min(length(title)) AS shortest, max(length(title)) AS longest FROM app.product`));
    expect(products).toEqual({ consigned: 101, halal: 72, permit: 74, lines: 53, two: 9, shortest: 11, longest: 109 });
    const perUnit = await coOp.database.inScope(all, (tx) => tx.rows(`SELECT c.name, count(*)::int AS n FROM app.product p JOIN app.cooperative c ON c.id = p.cooperative_id GROUP BY 1 ORDER BY 1`));
    expect(perUnit).toEqual([['Unit Batik', 28], ['Unit Kerajinan', 30], ['Unit Kopi', 28], ['Unit Pangan Olahan', 41], ['Unit Pertanian', 33]].map(([name, n]) => ({ name, n })));
    coOp.told['product-changed'] = [];
    coOp.told['stock-changed'] = [];
    expect(await take(await demo('catalogue.csv'), 'catalogue.csv')).toMatchObject({ created: 0, changed: 0, unchanged: 298, rejected: 0, products: 160 });
    expect(await take(await demo('catalogue.xlsx'), 'catalogue.xlsx')).toMatchObject({ state: 'done', rows: 298, created: 0, changed: 0, unchanged: 298, rejected: 0, products: 160 });
    expect([coOp.told['product-changed'], coOp.told['stock-changed']]).toEqual([[], []]);
  });
});
