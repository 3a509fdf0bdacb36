import { defineErrors } from '../kernel/index.js';

export const operationErrors = defineErrors({
  noFailure: { code: 'SRT-OPS-001', status: 404, id: { sentence: 'Masalah itu tidak ada, atau sudah selesai.', next: 'Muat ulang halaman Masalah.' }, en: { sentence: 'There is no such problem, or it is over.', next: 'Load the problems again.' } },
  noAction: { code: 'SRT-OPS-002', status: 404, id: { sentence: 'Tindakan itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such action.', next: 'Load the list again.' } },
  nothingMatches: { code: 'SRT-OPS-003', status: 422, id: { sentence: 'Tidak ada masalah yang cocok dengan pilihan ini.', next: 'Ubah saringan, atau muat ulang.' }, en: { sentence: 'No problem matches this choice.', next: 'Change the filter, or load again.' } },
  needsReason: { code: 'SRT-OPS-004', status: 422, id: { sentence: 'Sebutkan alasannya.', next: 'Tulis mengapa ini bukan masalah.' }, en: { sentence: 'Give the reason.', next: 'Write why this is not a problem.' } },
  nothingToConfirm: { code: 'SRT-OPS-006', status: 422, id: { sentence: 'Tidak ada harga yang menunggu persetujuan di antara pilihan ini.', next: 'Muat ulang halaman Masalah.' }, en: { sentence: 'No price among these waits for a confirmation.', next: 'Load the problems again.' } },
  pastUntil: { code: 'SRT-OPS-007', status: 422, id: { sentence: 'Waktu itu sudah lewat, atau lebih dari setahun lagi.', next: 'Pilih tanggal antara besok dan setahun lagi.' }, en: { sentence: 'That time is over, or more than a year away.', next: 'Choose a date between tomorrow and a year from now.' } },
  noPerson: { code: 'SRT-OPS-008', status: 422, id: { sentence: 'Orang itu tidak ada di koperasi ini, atau akunnya ditutup.', next: 'Pilih orang lain dari daftar.' }, en: { sentence: 'That person is not in this co-operative, or the account is closed.', next: 'Choose somebody else from the list.' } },
  noDigest: { code: 'SRT-OPS-009', status: 404, id: { sentence: 'Ringkasan itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such digest.', next: 'Load the list again.' } },
  digestExists: { code: 'SRT-OPS-010', status: 409, id: { sentence: 'Ringkasan ke alamat itu sudah ada.', next: 'Ubah yang sudah ada.' }, en: { sentence: 'There is a digest to that address already.', next: 'Change the one that is there.' } },
  noMail: { code: 'SRT-OPS-011', status: 422, id: { sentence: 'Server ini belum bisa mengirim surel.', next: 'Administrator perlu mengisi SMTP_URL dan SMTP_FROM.' }, en: { sentence: 'This server cannot send e-mail yet.', next: 'An administrator must set SMTP_URL and SMTP_FROM.' } },
  needsHttps: { code: 'SRT-OPS-012', status: 422, id: { sentence: 'Alamat webhook harus diawali https://.', next: 'Pakai alamat https.' }, en: { sentence: 'A webhook\'s address must begin with https://.', next: 'Use an https address.' } },
  noRun: { code: 'SRT-OPS-005', status: 404, id: { sentence: 'Riwayat itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such run.', next: 'Load the list again.' } },
});
