import { defineErrors } from '../kernel/index.js';

export const accessErrors = defineErrors({
  wrong: { code: 'SRT-ACC-001', status: 401, id: { sentence: 'Alamat surel atau kata sandi belum cocok.', next: 'Periksa keduanya, atau minta administrator memberi kata sandi baru.' }, en: { sentence: 'The e-mail address and password do not match.', next: 'Check both, or ask your administrator for a new password.' } },
  throttled: { code: 'SRT-ACC-002', status: 429, id: { sentence: 'Terlalu banyak percobaan. Coba lagi dalam {detik} detik.', next: 'Tunggu sebentar; sambungan lain tidak terganggu.' }, en: { sentence: 'Too many attempts. Try again in {detik} seconds.', next: 'Wait a moment; nobody else is affected.' } },
  signedOut: { code: 'SRT-ACC-003', status: 401, id: { sentence: 'Anda belum masuk.', next: 'Masuk dulu, lalu ulangi.' }, en: { sentence: 'You are not signed in.', next: 'Sign in, then try again.' } },
  forbidden: { code: 'SRT-ACC-004', status: 403, id: { sentence: 'Peran Anda tidak mencakup ini.', next: 'Minta manajer atau administrator melakukannya.' }, en: { sentence: 'Your role does not include this.', next: 'Ask a manager or administrator to do it.' } },
  crossSite: { code: 'SRT-ACC-005', status: 403, id: { sentence: 'Permintaan ini tidak datang dari Serentak.', next: 'Muat ulang halaman, lalu ulangi.' }, en: { sentence: 'This request did not come from Serentak.', next: 'Load the page again, then repeat.' } },
  notFound: { code: 'SRT-ACC-006', status: 404, id: { sentence: 'Pengguna itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such user.', next: 'Load the list again.' } },
  taken: { code: 'SRT-ACC-007', status: 409, id: { sentence: 'Alamat surel itu sudah dipakai.', next: 'Pakai alamat lain.' }, en: { sentence: 'That e-mail address is in use.', next: 'Use another address.' } },
  lastAdministrator: { code: 'SRT-ACC-008', status: 409, id: { sentence: 'Ini administrator terakhir.', next: 'Angkat administrator lain dulu.' }, en: { sentence: 'This is the last administrator.', next: 'Appoint another administrator first.' } },
});
