import { describe, expect, it } from '@jest/globals';
import { readHeader, type Header } from './columns.js';
import { readRow, skuKey } from './read-row.js';

const good: Record<string, string> = { kode_produk: 'K-1', nama: 'Kopi', sku: 'K-1-A', harga: '45.000', stok: '7' };
function read(change: Record<string, string> = {}) {
  const row = { ...good, ...change };
  const header = readHeader(Object.keys(row)) as Header;
  return readRow({ number: 5, cells: Object.values(row) }, header);
}
const reasons = (change: Record<string, string>) => {
  const answer = read(change);
  return 'sku' in answer ? [] : answer.map((issue) => `${issue.column}: ${issue.reason}`);
};

describe('readHeader', () => {
  it('finds columns by name: any order, case, spaces or underscores, either language', () => {
    expect(readHeader(['Stock', 'PRICE', 'Product Code', ' Nama ', 'SKU', 'whatever', 'OPSI 1 Nama'])?.at).toEqual(new Map([['stock', 0], ['price', 1], ['code', 2], ['title', 3], ['sku', 4], ['axis1', 6]]));
  });
  it('is no header without the needed columns, and reports a column that occurs twice', () => {
    expect(readHeader(['kode_produk', 'nama', 'sku', 'harga'])).toBeNull();
    expect(readHeader(['kode_produk', 'nama', 'sku', 'harga', 'stok', 'price'])).toMatchObject({ doubled: ['price'] });
  });
});

describe('readRow', () => {
  it('reads what is there', () => {
    expect(read({ deskripsi: ' dua\r\nbaris ', kategori: 'A>  B', kepemilikan: 'Konsinyasi', berat_gram: '1.250', panjang_cm: '12,5', barcode: '2000010010073', foto: 'A.jpg| b.JPG |', halal_no: 'H-1', opsi_1_nama: 'Warna', opsi_1_nilai: 'Biru' })).toMatchObject({
      number: 5, price: 45_000, stock: 7, description: 'dua\nbaris', category: 'A > B', ownership: 'consignment', grams: 1_250, mm: [125, null, null], barcode: '2000010010073', photos: ['a.jpg', 'b.jpg'], attributes: { halalNo: 'H-1' }, axes: ['Warna'], choice: ['Biru'],
    });
  });

  it.each<[string, Record<string, string>]>([
    ['kode_produk: missing', { kode_produk: ' ' }], ['nama: missing', { nama: '' }], ['sku: missing', { sku: '' }], ['harga: missing', { harga: '' }], ['stok: missing', { stok: '' }],
    ['harga: not-a-price', { harga: '45.000,50' }], ['harga: price-range', { harga: '0' }], ['harga: price-range', { harga: '1.000.000.001' }], ['stok: not-a-stock', { stok: '-1' }], ['stok: not-a-stock', { stok: '1,5' }],
    ['barcode: bad-barcode', { barcode: '2000010010074' }], ['kepemilikan: bad-ownership', { kepemilikan: 'titipan' }], ['deskripsi: too-long', { deskripsi: 'x'.repeat(5_001) }], ['nama: too-long', { nama: 'x'.repeat(256) }], ['sku: too-long', { sku: 'x'.repeat(51) }],
    ['berat_gram: not-a-number', { berat_gram: 'berat' }], ['opsi_1_nilai: axis-without-value', { opsi_1_nama: 'Warna', opsi_1_nilai: '' }],
  ])('says %s', (reason, change) => expect(reasons(change)).toEqual([reason]));

  it('names every fault of a row at once', () => {
    expect(reasons({ harga: 'x', stok: 'y', nama: '' })).toEqual(['nama: missing', 'harga: not-a-price', 'stok: not-a-stock']);
  });

  it.each<Record<string, string>>([{ harga: '1' }, { harga: '1000000000' }, { stok: '0' }, { deskripsi: 'x'.repeat(5_000) }, { nama: '😀'.repeat(255) }, { sku: 'x'.repeat(50) }, { kepemilikan: 'OWN' }, { kepemilikan: '' }, { barcode: '' }, { berat_gram: '' }])('takes the edge %#', (change) => expect(reasons(change)).toEqual([]));

  it('leaves formulas and HTML as text, and drops control characters and broken halves', () => {
    expect(read({ nama: '=HYPERLINK("x")', deskripsi: '<b>a</b>\u0000\u0007\ud800 b', merek: '@x' })).toMatchObject({ title: '=HYPERLINK("x")', description: '<b>a</b> b', brand: '@x' });
  });

  it('refuses more cells than the header, but not empty ones', () => {
    const header = readHeader(Object.keys(good)) as Header;
    expect(readRow({ number: 2, cells: [...Object.values(good), '', ' '] }, header)).toHaveProperty('sku');
    expect(readRow({ number: 2, cells: [...Object.values(good), '', 'x'] }, header)).toMatchObject([{ reason: 'too-many-cells', value: ' x' }]);
  });

  it('holds two spellings of one SKU for one', () => expect(skuKey(' kop 001-a ')).toBe(skuKey('KOP001-A')));
});
