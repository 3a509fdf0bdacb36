import { defineErrors } from '../kernel/index.js';

export const priceErrors = defineErrors({
  noShop: { code: 'SRT-PRI-001', status: 404, id: { sentence: 'Toko itu tidak ada.', next: 'Pilih toko dari daftar.' }, en: { sentence: 'There is no such shop.', next: 'Choose a shop from the list.' } },
  noCategory: { code: 'SRT-PRI-002', status: 404, id: { sentence: 'Kategori koperasi itu tidak ada.', next: 'Muat ulang daftar kategori.' }, en: { sentence: 'There is no such category of the co-operative.', next: 'Load the categories again.' } },
  noRule: { code: 'SRT-PRI-003', status: 404, id: { sentence: 'Kategori ini tidak punya aturan harga sendiri di toko itu.', next: 'Muat ulang aturannya.' }, en: { sentence: 'This category has no price rule of its own in that shop.', next: 'Load the rules again.' } },
  noFee: { code: 'SRT-PRI-004', status: 404, id: { sentence: 'Baris biaya itu tidak ada, atau bukan milik koperasi ini.', next: 'Tambahkan baris sendiri; baris koperasi menang atas bawaan.' }, en: { sentence: 'There is no such fee row, or it is not this co-operative\'s.', next: 'Add a row of your own; it beats what was shipped.' } },
  noGoods: { code: 'SRT-PRI-005', status: 404, id: { sentence: 'Produk atau varian itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such product or variant.', next: 'Load the list again.' } },
  needsMatch: { code: 'SRT-PRI-006', status: 428, id: { sentence: 'Perubahan harus menyebut versi yang dibaca.', next: 'Baca lagi, lalu kirim If-Match.' }, en: { sentence: 'A change must name the version it was based on.', next: 'Read it again and send If-Match.' } },
  stale: { code: 'SRT-PRI-007', status: 412, id: { sentence: 'Ini sudah diubah orang lain.', next: 'Muat ulang, lalu ubah lagi.' }, en: { sentence: 'Somebody else changed this.', next: 'Load it again, then change it.' } },
  noFigure: { code: 'SRT-PRI-008', status: 422, id: { sentence: 'Baris biaya perlu persen, rupiah, atau keduanya.', next: 'Isi angkanya; 0 bila gratis.' }, en: { sentence: 'A fee row needs a percent, rupiah, or both.', next: 'Enter the figure; 0 where it is free.' } },
  backwards: { code: 'SRT-PRI-009', status: 422, id: { sentence: 'Tanggal akhir mendahului tanggal mulai.', next: 'Perbaiki tanggalnya.' }, en: { sentence: 'The last day comes before the first.', next: 'Mend the dates.' } },
  noMarketplace: { code: 'SRT-PRI-010', status: 422, id: { sentence: 'Marketplace {nama} tidak dikenal.', next: 'Pilih dari daftar.' }, en: { sentence: 'Marketplace {nama} is not known.', next: 'Choose from the list.' } },
  badEnding: { code: 'SRT-PRI-011', status: 422, id: { sentence: 'Akhiran {akhiran} harus lebih kecil daripada kelipatan {kelipatan}.', next: 'Misalnya akhiran 900 pada kelipatan 1000.' }, en: { sentence: 'The ending {akhiran} must be less than the multiple {kelipatan}.', next: 'Such as an ending of 900 with a multiple of 1000.' } },
});
