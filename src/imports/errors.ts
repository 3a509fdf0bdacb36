import { defineErrors } from '../kernel/index.js';

export const importErrors = defineErrors({
  notFound: { code: 'SRT-CAT-013', status: 404, id: { sentence: 'Impor itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such import.', next: 'Load the list again.' } },
  notReady: { code: 'SRT-IMP-201', status: 409, id: { sentence: 'Impor ini tidak menunggu untuk diterapkan.', next: 'Lihat keadaannya; impor lagi berkasnya kalau perlu.' }, en: { sentence: 'This import does not wait to be applied.', next: 'Look at its state; import the file again if need be.' } },
  notUndoable: { code: 'SRT-IMP-202', status: 409, id: { sentence: 'Impor ini tidak punya perubahan yang bisa dibatalkan.', next: 'Hanya impor yang sudah diterapkan bisa dibatalkan, sekali.' }, en: { sentence: 'This import has no changes to undo.', next: 'Only an import that was applied can be undone, once.' } },
  touchedLater: { code: 'SRT-IMP-203', status: 409, id: { sentence: '{n} baris sudah diubah, dijual, atau tayang setelah impor ini, jadi belum ada yang dibatalkan.', next: 'Lihat barisnya (rows?result=touched), atau batalkan sisanya saja (undo dengan rest: true).' }, en: { sentence: '{n} rows were changed, sold or listed after this import, so nothing was undone.', next: 'Look at them (rows?result=touched), or undo just the others (undo with rest: true).' } },
  noColumn: { code: 'SRT-IMP-204', status: 422, id: { sentence: 'Kolom {kolom} tidak dikenal.', next: 'Pilih salah satu kolom Serentak, atau null untuk melewatinya.' }, en: { sentence: 'There is no column {kolom}.', next: 'Choose one of the columns of Serentak, or null to leave it out.' } },
  fileGone: { code: 'SRT-IMP-205', status: 409, id: { sentence: 'Berkas impor ini sudah tidak disimpan.', next: 'Impor lagi berkasnya; nama kolomnya sudah diingat.' }, en: { sentence: 'The file of this import is kept no longer.', next: 'Import it again; the names of its columns are remembered.' } },
  running: { code: 'SRT-IMP-206', status: 409, id: { sentence: 'Impor ini sedang dikerjakan.', next: 'Tunggu sampai selesai.' }, en: { sentence: 'This import is being worked on.', next: 'Wait until it is done.' } },
});
