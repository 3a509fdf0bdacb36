import { defineErrors } from '../kernel/index.js';

export const catalogueErrors = defineErrors({
  notFound: { code: 'SRT-CAT-001', status: 404, id: { sentence: 'Produk atau varian itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such product or variant.', next: 'Load the list again.' } },
  needsMatch: { code: 'SRT-CAT-002', status: 428, id: { sentence: 'Perubahan harus menyebut versi yang dibaca.', next: 'Baca lagi produknya, lalu kirim If-Match.' }, en: { sentence: 'A change must name the version it was based on.', next: 'Read the product again and send If-Match.' } },
  stale: { code: 'SRT-CAT-003', status: 412, id: { sentence: 'Produk ini sudah diubah orang lain.', next: 'Muat ulang, lalu ubah lagi.' }, en: { sentence: 'Somebody else changed this product.', next: 'Load it again, then change it.' } },
  codeTaken: { code: 'SRT-CAT-004', status: 409, id: { sentence: 'Kode produk {code} sudah dipakai.', next: 'Pakai kode lain.' }, en: { sentence: 'Product code {code} is in use.', next: 'Use another code.' } },
  skuTaken: { code: 'SRT-CAT-005', status: 409, id: { sentence: 'SKU {sku} sudah dipakai.', next: 'Pakai SKU lain.' }, en: { sentence: 'SKU {sku} is in use.', next: 'Use another SKU.' } },
  skuFrozen: { code: 'SRT-CAT-006', status: 409, id: { sentence: 'SKU {sku} sudah tayang di toko, jadi tidak bisa diganti.', next: 'Buat varian baru dengan SKU baru.' }, en: { sentence: 'SKU {sku} is listed in a shop, so it cannot change.', next: 'Make a new variant with the new SKU.' } },
  noVariants: { code: 'SRT-CAT-007', status: 422, id: { sentence: 'Produk perlu paling sedikit satu varian.', next: 'Tambahkan satu varian dengan SKU dan harga.' }, en: { sentence: 'A product needs at least one variant.', next: 'Add one with a SKU and a price.' } },
  badChoice: { code: 'SRT-CAT-008', status: 422, id: { sentence: 'Varian {sku} harus mengisi {n} pilihan, dan tidak boleh sama dengan varian lain.', next: 'Lengkapi pilihannya.' }, en: { sentence: 'Variant {sku} must fill {n} choices, unlike any other variant.', next: 'Complete its choices.' } },
  badReference: { code: 'SRT-CAT-009', status: 422, id: { sentence: 'Kategori, anggota, atau unit itu tidak ada.', next: 'Pilih dari daftar.' }, en: { sentence: 'There is no such category, member or unit.', next: 'Choose from the list.' } },
  badBarcode: { code: 'SRT-CAT-010', status: 422, id: { sentence: 'Barcode {barcode} salah angka periksanya.', next: 'Pindai lagi barcodenya.' }, en: { sentence: 'Barcode {barcode} has a wrong check digit.', next: 'Scan it again.' } },
  badCursor: { code: 'SRT-CAT-011', status: 400, id: { sentence: 'Penanda halaman itu tidak dikenal.', next: 'Mulai lagi dari halaman pertama.' }, en: { sentence: 'That page mark is not known.', next: 'Begin again at the first page.' } },
  categoryTaken: { code: 'SRT-CAT-012', status: 409, id: { sentence: 'Kategori itu sudah ada.', next: 'Pakai yang sudah ada.' }, en: { sentence: 'That category exists already.', next: 'Use the one that is there.' } },
  axisTwice: { code: 'SRT-CAT-014', status: 422, id: { sentence: 'Dua pilihan bernama sama.', next: 'Beri nama yang berbeda.' }, en: { sentence: 'Two options have the same name.', next: 'Give them different names.' } },
});
