import { defineErrors } from '../kernel/index.js';

export const editErrors = defineErrors({
  notFound: { code: 'SRT-EDT-001', status: 404, id: { sentence: 'Ubah massal itu tidak ada.', next: 'Muat ulang daftarnya; rancangan hanya disimpan sehari.' }, en: { sentence: 'There is no such bulk edit.', next: 'Load the list again; a draft is kept for a day.' } },
  nothing: { code: 'SRT-EDT-002', status: 422, id: { sentence: 'Tidak ada baris yang cocok dengan pilihan ini.', next: 'Pilih produk lain, atau ubah saringannya.' }, en: { sentence: 'Nothing matches this choice.', next: 'Choose other products, or change the filter.' } },
  badChange: { code: 'SRT-EDT-003', status: 422, id: { sentence: 'Perubahan itu tidak cocok untuk {bidang}.', next: 'Harga, stok, dan berat: atur, tambah, persen, atau bulatkan dengan angka. Kategori dan atribut: atur.' }, en: { sentence: 'That change does not fit {bidang}.', next: 'Price, stock and weight: set, add, percent or round, with a number. Category and attributes: set.' } },
  confirm: { code: 'SRT-EDT-004', status: 409, id: { sentence: 'Perubahan ini besar: {rincian}.', next: 'Periksa contohnya. Kalau memang begitu, kirim lagi dengan persetujuan.' }, en: { sentence: 'This is a large change: {rincian}.', next: 'Look at the samples. If it is meant, send it again with your confirmation.' } },
  tooMany: { code: 'SRT-EDT-005', status: 422, id: { sentence: 'Pilihan ini berisi lebih dari {n} baris.', next: 'Bagi dengan saringan, misalnya per kategori.' }, en: { sentence: 'This choice holds more than {n} rows.', next: 'Split it by a filter, such as by category.' } },
  notOpen: { code: 'SRT-EDT-006', status: 409, id: { sentence: 'Ubah massal ini sudah dimulai atau dibatalkan.', next: 'Muat ulang untuk melihat keadaannya.' }, en: { sentence: 'This bulk edit was begun or cancelled already.', next: 'Load it again to see how it stands.' } },
  running: { code: 'SRT-EDT-007', status: 409, id: { sentence: 'Ubah massal ini sedang diterapkan.', next: 'Tunggu sampai selesai, lalu urungkan.' }, en: { sentence: 'This bulk edit is being carried out.', next: 'Wait until it is done, then undo it.' } },
  notUndone: { code: 'SRT-EDT-008', status: 409, id: { sentence: 'Ubah massal ini sudah diurungkan, atau tidak mengubah apa pun.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'This bulk edit was undone already, or changed nothing.', next: 'Load the list again.' } },
  noCategory: { code: 'SRT-EDT-009', status: 422, id: { sentence: 'Kategori itu tidak ada.', next: 'Pilih dari daftar kategori.' }, en: { sentence: 'There is no such category.', next: 'Choose one from the list.' } },
  noSale: { code: 'SRT-EDT-020', status: 404, id: { sentence: 'Harga terjadwal itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such scheduled price.', next: 'Load the list again.' } },
  backwards: { code: 'SRT-EDT-021', status: 422, id: { sentence: 'Waktu akhirnya tidak sesudah waktu mulainya, atau sudah lewat.', next: 'Perbaiki waktunya.' }, en: { sentence: 'Its end is not after its beginning, or has passed.', next: 'Mend the times.' } },
  overlaps: { code: 'SRT-EDT-022', status: 409, id: { sentence: '{n} varian sudah punya harga terjadwal pada waktu itu, misalnya {sku} di {nama}.', next: 'Pilih waktu lain, atau hentikan yang lama dulu.' }, en: { sentence: '{n} variants have a scheduled price at that time already, such as {sku} in {nama}.', next: 'Choose another time, or end the older one first.' } },
  noShop: { code: 'SRT-EDT-023', status: 422, id: { sentence: 'Toko itu tidak ada.', next: 'Pilih toko dari daftar, atau kosongkan untuk semua toko.' }, en: { sentence: 'There is no such shop.', next: 'Choose shops from the list, or none for all of them.' } },
  over: { code: 'SRT-EDT-024', status: 409, id: { sentence: 'Harga terjadwal ini sudah selesai.', next: 'Buat yang baru bila perlu.' }, en: { sentence: 'This scheduled price is over.', next: 'Make a new one if you need it.' } },
  unfit: { code: 'SRT-EDT-025', status: 422, id: { sentence: '{n} harga tidak bisa dihitung, misalnya {sku}.', next: 'Harga harus Rp 1 sampai Rp 1.000.000.000.' }, en: { sentence: '{n} prices cannot be, such as that of {sku}.', next: 'A price is Rp 1 to Rp 1,000,000,000.' } },
});

/** Why a row of an edit was not changed. */
export const notChanged = defineErrors({
  'changed-since': { code: 'SRT-EDT-101', status: 409, id: { sentence: 'Sudah diubah orang lain sejak dipratinjau.', next: 'Lihat nilainya sekarang, lalu ubah lagi bila perlu.' }, en: { sentence: 'Somebody changed it since the preview.', next: 'Look at it as it is now, then change it again if need be.' } },
  'out-of-range': { code: 'SRT-EDT-102', status: 422, id: { sentence: 'Hasilnya di luar batas.', next: 'Pakai perubahan yang lebih kecil.' }, en: { sentence: 'The result is out of bounds.', next: 'Make a smaller change.' } },
  'below-zero': { code: 'SRT-EDT-103', status: 422, id: { sentence: 'Stoknya tidak cukup untuk dikurangi sebanyak itu.', next: 'Kurangi lebih sedikit, atau atur jumlahnya.' }, en: { sentence: 'There is not that much stock to take.', next: 'Take less, or set the number.' } },
  'no-value': { code: 'SRT-EDT-104', status: 422, id: { sentence: 'Belum ada nilainya, jadi tidak bisa ditambah atau dihitung.', next: 'Atur nilainya dulu.' }, en: { sentence: 'It has no value yet to add to or reckon with.', next: 'Set its value first.' } },
  'not-written': { code: 'SRT-EDT-105', status: 409, id: { sentence: 'Baris ini belum bisa disimpan.', next: 'Coba lagi untuk baris ini.' }, en: { sentence: 'This row could not be written.', next: 'Try again for this row.' } },
});
export type NotChanged = keyof typeof notChanged;
