import { defineErrors } from '../kernel/index.js';

export const shopErrors = defineErrors({
  notFound: { code: 'SRT-SHP-001', status: 404, id: { sentence: 'Toko itu tidak ada.', next: 'Muat ulang daftar toko.' }, en: { sentence: 'There is no such shop.', next: 'Load the list of shops again.' } },
  needsMatch: { code: 'SRT-SHP-002', status: 428, id: { sentence: 'Perubahan harus menyebut versi yang dibaca.', next: 'Baca lagi tokonya, lalu kirim If-Match.' }, en: { sentence: 'A change must name the version it was based on.', next: 'Read the shop again and send If-Match.' } },
  stale: { code: 'SRT-SHP-003', status: 412, id: { sentence: 'Toko ini sudah diubah orang lain.', next: 'Muat ulang, lalu ubah lagi.' }, en: { sentence: 'Somebody else changed this shop.', next: 'Load it again, then change it.' } },
  noUnit: { code: 'SRT-SHP-004', status: 404, id: { sentence: 'Koperasi itu tidak ada.', next: 'Pilih dari daftar koperasi.' }, en: { sentence: 'There is no such co-operative.', next: 'Choose one from the list.' } },
  noSheets: { code: 'SRT-SHP-005', status: 422, id: { sentence: 'Tanpa akses API, {toko} belum bisa diisi: berkas pusat penjualnya belum dikenal.', next: 'Sambungkan tokonya begitu akses API diberikan.' }, en: { sentence: 'Without API access {toko} cannot be filled: no sheet of its seller centre is known.', next: 'Connect the shop as soon as API access is granted.' } },
  registered: { code: 'SRT-SHP-006', status: 409, id: { sentence: 'Toko {name} sudah ada.', next: 'Buka toko itu, atau beri nama lain.' }, en: { sentence: 'There is a shop {name} already.', next: 'Open that shop, or choose another name.' } },
  badSettings: { code: 'SRT-SHP-008', status: 422, id: { sentence: 'Pengaturan toko ada yang salah: {fields}.', next: 'Perbaiki isian yang disebut, atau kosongkan.' }, en: { sentence: 'Some settings of the shop do not fit: {fields}.', next: 'Mend the fields named, or leave them out.' } },
  notConnected: { code: 'SRT-SHP-007', status: 409, id: { sentence: 'Akses API toko ini belum diberikan, jadi belum ada yang dikirim atau dibaca.', next: 'Sambungkan tokonya dulu.' }, en: { sentence: 'API access to this shop is not granted yet, so nothing is sent or read.', next: 'Connect the shop first.' } },
});
