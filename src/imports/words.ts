import type { Refusal } from './read-file.js';
import type { ImportReason } from './read-row.js';

type Words = Readonly<Record<'id' | 'en', { readonly sentence: string; readonly next: string }>>;
const w = (id: string, idNext: string, en: string, enNext: string): Words => ({ id: { sentence: id, next: idNext }, en: { sentence: en, next: enNext } });

/** Why a row was left out, and what to do; `code` is for ever. */
export const reasons: Readonly<Record<ImportReason, Words & { readonly code: string }>> = {
  'missing': { code: 'SRT-IMP-001', ...w('Kolom ini wajib diisi.', 'Isi, lalu impor lagi.', 'This column is needed.', 'Fill it in and import again.') },
  'not-a-price': { code: 'SRT-IMP-002', ...w('Harga ini tidak terbaca sebagai rupiah bulat.', 'Tulis seperti 45000 atau Rp 45.000.', 'This price does not read as whole rupiah.', 'Write it like 45000 or Rp 45.000.') },
  'price-range': { code: 'SRT-IMP-003', ...w('Harga harus dari Rp 1 sampai Rp 1.000.000.000.', 'Periksa angkanya.', 'A price must be from Rp 1 to Rp 1,000,000,000.', 'Check the number.') },
  'not-a-stock': { code: 'SRT-IMP-004', ...w('Stok harus bilangan bulat dari 0.', 'Tulis jumlah barangnya saja.', 'Stock must be a whole number from 0.', 'Write just the count.') },
  'bad-barcode': { code: 'SRT-IMP-005', ...w('Barcode salah angka periksanya.', 'Pindai lagi, atau kosongkan.', 'The barcode has a wrong check digit.', 'Scan it again, or leave it empty.') },
  'bad-ownership': { code: 'SRT-IMP-006', ...w('Kepemilikan: milik sendiri atau konsinyasi.', 'Pakai salah satu, atau kosongkan.', 'Ownership is own or consignment.', 'Use one of them, or leave it empty.') },
  'too-long': { code: 'SRT-IMP-007', ...w('Isinya lebih dari {batas} huruf.', 'Pendekkan.', 'It has more than {batas} characters.', 'Shorten it.') },
  'sku-twice': { code: 'SRT-IMP-008', ...w('SKU ini sudah ada di baris sebelumnya.', 'Beri SKU lain, atau hapus barisnya.', 'This SKU stands in an earlier row.', 'Give it another SKU, or delete the row.') },
  'too-many-cells': { code: 'SRT-IMP-009', ...w('Baris ini punya kolom lebih banyak dari judulnya.', 'Periksa tanda pemisah di dalam teks.', 'This row has more cells than the header.', 'Check for separators inside the text.') },
  'unclosed-quote': { code: 'SRT-IMP-010', ...w('Tanda kutip di baris ini tidak ditutup.', 'Tutup kutipnya, atau hapus.', 'A quote in this row is never closed.', 'Close the quote, or remove it.') },
  'not-a-number': { code: 'SRT-IMP-011', ...w('Isinya tidak terbaca sebagai angka.', 'Tulis angkanya saja.', 'It does not read as a number.', 'Write just the number.') },
  'unknown-unit': { code: 'SRT-IMP-012', ...w('Unit ini tidak ada di koperasi Anda.', 'Tambahkan unitnya dulu, atau perbaiki namanya.', 'There is no such unit in your co-operative.', 'Add the unit first, or mend its name.') },
  'sku-elsewhere': { code: 'SRT-IMP-013', ...w('SKU ini milik produk lain.', 'Beri SKU lain.', 'This SKU belongs to another product.', 'Give it another SKU.') },
  'column-twice': { code: 'SRT-IMP-014', ...w('Kolom ini muncul dua kali; yang pertama dipakai.', 'Hapus salah satu.', 'This column occurs twice; the first counts.', 'Delete one.') },
  'first-counts': { code: 'SRT-IMP-019', ...w('Isinya lain dari baris {baris}, baris pertama produk ini; yang pertama dipakai.', 'Samakan di semua baris produk itu.', 'It differs from row {baris}, the first of this product; the first counts.', 'Write the same in all rows of that product.') },
  'sheet-unread': { code: 'SRT-IMP-020', ...w('Lembar ini juga berisi daftar, dan tidak ikut dibaca.', 'Pilih lembar ini, atau semua lembar.', 'This sheet holds a list, too, and was not read.', 'Choose this sheet, or all sheets.') },
  'axis-without-value': { code: 'SRT-IMP-015', ...w('Nama pilihan dan nilainya harus sama-sama diisi.', 'Isi keduanya, atau kosongkan keduanya.', 'An option needs both its name and its value.', 'Fill in both, or neither.') },
  'axes-differ': { code: 'SRT-IMP-016', ...w('Pilihan baris ini lain dari baris pertama produknya ({pilihan}).', 'Samakan nama pilihannya di semua baris produk itu.', 'The options of this row differ from the first row of its product ({pilihan}).', 'Use the same option names in all rows of that product.') },
  'sheet-error': { code: 'SRT-IMP-018', ...w('Sel ini berisi rumus yang gagal.', 'Perbaiki rumusnya di lembar kerja, atau tulis isinya.', 'This cell holds a formula that failed.', 'Mend the formula in the sheet, or write its value.') },
  'not-written': { code: 'SRT-IMP-017', ...w('Baris ini belum bisa disimpan.', 'Periksa isinya, lalu impor lagi.', 'This row could not be kept.', 'Check what it holds and import again.') },
};

export const refusals: Readonly<Record<Refusal, Words & { readonly code: string }>> = {
  'empty': { code: 'SRT-IMP-101', ...w('Berkas ini kosong.', 'Pilih berkas yang ada isinya.', 'This file is empty.', 'Choose a file with something in it.') },
  'no-header': { code: 'SRT-IMP-102', ...w('Judul kolom tidak ditemukan.', 'Perlu kolom kode_produk, nama, sku, harga, stok.', 'No header was found.', 'It needs the columns product_code, name, sku, price, stock.') },
  'only-header': { code: 'SRT-IMP-103', ...w('Berkas ini hanya berisi judul kolom.', 'Isi barisnya, lalu impor lagi.', 'This file holds only a header.', 'Fill in rows and import again.') },
  'unreadable': { code: 'SRT-IMP-104', ...w('Berkas ini rusak, atau isinya terlalu besar untuk dibuka. Katalog tidak berubah.', 'Simpan ulang sebagai XLSX atau CSV.', 'This file is damaged, or unpacks too large. The catalogue did not change.', 'Save it again as XLSX or CSV.') },
  'interrupted': { code: 'SRT-IMP-105', ...w('Impor terputus sebelum berkasnya terbaca habis. Katalog tidak berubah.', 'Impor lagi berkas yang sama.', 'The import was cut short before the file was read. The catalogue did not change.', 'Import the same file again.') },
  'too-large': { code: 'SRT-IMP-106', ...w('Berkas ini terlalu besar atau terlalu lama dibaca, jadi dihentikan. Katalog tidak berubah.', 'Bagi menjadi beberapa berkas yang lebih kecil, paling besar 200 MB.', 'This file is too large or took too long to read, so it was stopped. The catalogue did not change.', 'Cut it into smaller files, of 200 MB at most.') },
  'seller-sheet': { code: 'SRT-IMP-107', ...w('Ini daftar barang yang sudah dijual di {toko}, bukan daftar katalog.', 'Kirim berkas ini ke tokonya (POST /api/shops/:id/adoptions), lalu sambungkan barangnya.', 'This lists what is on sale at {toko} already; it is no catalogue.', 'Send this file to the shop (POST /api/shops/:id/adoptions), then link what it lists.') },
};
