import { defineErrors } from '../kernel/index.js';

export const shopErrors = defineErrors({
  notFound: { code: 'SRT-SHP-001', status: 404, id: { sentence: 'Toko itu tidak ada.', next: 'Muat ulang daftar toko.' }, en: { sentence: 'There is no such shop.', next: 'Load the list of shops again.' } },
  needsMatch: { code: 'SRT-SHP-002', status: 428, id: { sentence: 'Perubahan harus menyebut versi yang dibaca.', next: 'Baca lagi tokonya, lalu kirim If-Match.' }, en: { sentence: 'A change must name the version it was based on.', next: 'Read the shop again and send If-Match.' } },
  stale: { code: 'SRT-SHP-003', status: 412, id: { sentence: 'Toko ini sudah diubah orang lain.', next: 'Muat ulang, lalu ubah lagi.' }, en: { sentence: 'Somebody else changed this shop.', next: 'Load it again, then change it.' } },
});
