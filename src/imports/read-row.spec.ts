import { describe, expect, it } from '@jest/globals';
import { readHeader } from './columns.js';
import { isBlank, readRow, skuKey } from './read-row.js';

const good: Record<string, string> = { kode_produk: 'K-1', nama: 'Kopi', sku: 'K-1-A', harga: '45.000', stok: '7' };
function read(change: Record<string, string> = {}) {
  const row = { ...good, ...change };
  const header = readHeader(Object.keys(row));
  return readRow({ number: 5, cells: Object.values(row) }, header);
}
const reasons = (change: Record<string, string>) => {
  const answer = read(change);
  return 'sku' in answer ? [] : answer.map((issue) => `${issue.column}: ${issue.reason}`);
};

describe('readHeader', () => {
  it('finds columns by name: any order, case, spaces or underscores, either language', () => {
    expect(readHeader(['Stock', 'PRICE', 'Product Code', ' Nama* ', 'SKU', 'whatever', 'OPSI 1 Nama', 'Berat (gram)']).at).toEqual(new Map([['stock', 0], ['price', 1], ['code', 2], ['title', 3], ['sku', 4], ['axis1', 6], ['grams', 7]]));
  });
  it('is no header without the needed columns, and reports a column that occurs twice', () => {
    expect(readHeader(['kode_produk', 'nama', 'sku', 'harga']).missing).toEqual(['stock']);
    expect(readHeader(['kode_produk', 'nama', 'sku', 'harga', 'stok', 'price'])).toMatchObject({ missing: [], found: [{}, {}, {}, {}, {}, { column: 'price', how: 'twice' }] });
  });
  it('knows synonyms, and what a co-op said of its own columns; a name that is ambiguous is left to a person', () => {
    expect(readHeader(['Kode Produk', 'Nama Barang', 'Seller SKU', 'Harga Jual (Rp)', 'Qty', 'Berat'])).toMatchObject({ missing: [], found: [{}, {}, {}, {}, {}, { column: null, how: 'unknown' }] });
    expect(readHeader(['kode_produk', 'nama', 'sku', 'Harga Toko', 'harga', 'stok'], { hargatoko: 'price', harga: null })).toMatchObject({ missing: [], found: [{}, {}, {}, { column: 'price', how: 'said' }, { column: null, how: 'said' }, {}] });
  });
  it('lets a column\'s own name count before a synonym, and what was said by hand before both, wherever they stand', () => {
    expect(readHeader(['kode_produk', 'nama', 'sku', 'Harga Eceran', 'harga', 'jumlah', 'stok'])).toMatchObject({ missing: [], found: [{}, {}, {}, { how: 'twice' }, { column: 'price', how: 'known' }, { how: 'twice' }, { how: 'known' }] });
    expect(readHeader(['kode_produk', 'nama', 'sku', 'harga', 'stok', 'Harga Toko'], { hargatoko: 'price' }).at.get('price')).toBe(5);
  });
  it('knows its own file of bad rows by what it puts first', () => {
    const header = readHeader(['Baris', 'Kolom', 'Nilai', 'Masalah', 'Perbaikan', 'kode_produk', 'nama', 'sku', 'harga', 'stok']);
    expect([header.mended, header.at.get('code')]).toEqual([true, 5]);
    expect(isBlank({ number: 2, cells: ['3', 'harga', 'x', 'y', 'z', '', '', '', '', ''] }, header)).toBe(true);
  });
});

describe('readRow', () => {
  it('reads what is there', () => {
    expect(read({ deskripsi: ' dua\r\nbaris ', kategori: 'A>  B', kepemilikan: 'Konsinyasi', berat_gram: '1.250', panjang_cm: '12,5', barcode: '2000010010073', foto: 'A.jpg| b.JPG |', halal_no: 'H-1', opsi_1_nama: 'Warna', opsi_1_nilai: 'Biru' })).toMatchObject({
      number: 5, price: 45_000, stock: 7, description: 'dua\nbaris', category: 'A > B', ownership: 'consignment', grams: 1_250, length_mm: 125, width_mm: null, height_mm: null, barcode: '2000010010073', photos: ['a.jpg', 'b.jpg'], attributes: { halalNo: 'H-1' }, axes: ['Warna'], choice: ['Biru'],
    });
  });

  it.each<[string, Record<string, string>]>([
    ['kode_produk: missing', { kode_produk: ' ' }], ['nama: missing', { nama: '' }], ['sku: missing', { sku: '' }], ['harga: missing', { harga: '' }], ['stok: missing', { stok: '' }],
    ['harga: not-a-price', { harga: '45.000,50' }], ['harga: price-range', { harga: '0' }], ['harga: price-range', { harga: '1.000.000.001' }], ['stok: not-a-stock', { stok: 'Rp 5' }], ['stok: not-a-stock', { stok: '-1' }], ['stok: not-a-stock', { stok: '1,5' }],
    ['barcode: bad-barcode', { barcode: '2000010010074' }], ['kepemilikan: bad-ownership', { kepemilikan: 'titipan' }], ['deskripsi: too-long', { deskripsi: 'x'.repeat(5_001) }], ['nama: too-long', { nama: 'x'.repeat(256) }], ['sku: too-long', { sku: 'x'.repeat(51) }],
    ['berat_gram: not-a-number', { berat_gram: 'berat' }], ['opsi_1_nilai: axis-without-value', { opsi_1_nama: 'Warna', opsi_1_nilai: '' }],
  ])('says %s', (reason, change) => expect(reasons(change)).toEqual([reason]));

  it('names every fault of a row at once', () => {
    expect(reasons({ harga: 'x', stok: 'y', nama: '' })).toEqual(['nama: missing', 'harga: not-a-price', 'stok: not-a-stock']);
  });

  it.each<Record<string, string>>([{ harga: '1' }, { harga: '1000000000' }, { stok: '0' }, { deskripsi: 'x'.repeat(5_000) }, { nama: '😀'.repeat(255) }, { sku: 'x'.repeat(50) }, { kepemilikan: 'OWN' }, { kepemilikan: '' }, { barcode: '' }, { berat_gram: '' }])('takes the edge %#', (change) => expect(reasons(change)).toEqual([]));

  it('leaves formulas and HTML as text, and drops control characters, what turns text around, and broken halves', () => {
    expect(read({ nama: '=HYPERLINK("x")', deskripsi: '<b>a</b>\u0000\u0007\ud800 b\u202egpj.exe\u2066\u200b', merek: '@x' })).toMatchObject({ title: '=HYPERLINK("x")', description: '<b>a</b> bgpj.exe', brand: '@x' });
  });

  it('refuses a formula that failed, and leaves out what the file has no column for', () => {
    expect(reasons({ harga: '#REF!', asal: '#N/A' })).toEqual(['harga: sheet-error', 'asal: sheet-error', 'harga: not-a-price']);
    expect(read()).toMatchObject({ description: null, axes: null, choice: null, category: null });
  });

  it('refuses more cells than the header, but not empty ones', () => {
    const header = readHeader(Object.keys(good));
    expect(readRow({ number: 2, cells: [...Object.values(good), '', ' '] }, header)).toHaveProperty('sku');
    expect(readRow({ number: 2, cells: [...Object.values(good), '', 'x'] }, header)).toMatchObject([{ reason: 'too-many-cells', value: ' x' }]);
  });

  it('holds two spellings of one SKU for one', () => expect(skuKey(' kop 001-a ')).toBe(skuKey('KOP001-A')));
});
