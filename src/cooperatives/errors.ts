import { defineErrors } from '../kernel/index.js';

export const cooperativeErrors = defineErrors({
  notFound: { code: 'SRT-COP-001', status: 404, id: { sentence: 'Koperasi atau anggota itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such co-operative or member.', next: 'Load the list again.' } },
  taken: { code: 'SRT-COP-002', status: 409, id: { sentence: 'Nama atau kode itu sudah dipakai di sini.', next: 'Pakai nama lain.' }, en: { sentence: 'That name or code is in use here.', next: 'Use another name.' } },
  needsMatch: { code: 'SRT-COP-003', status: 428, id: { sentence: 'Perubahan harus menyebut versi yang dibaca.', next: 'Baca lagi, lalu kirim If-Match.' }, en: { sentence: 'A change must name the version it was based on.', next: 'Read it again and send If-Match.' } },
  stale: { code: 'SRT-COP-004', status: 412, id: { sentence: 'Data ini sudah diubah orang lain.', next: 'Muat ulang, lalu ubah lagi.' }, en: { sentence: 'Somebody else changed this.', next: 'Load it again, then change it.' } },
});
