import { defineErrors } from '../../kernel/index.js';

export const edgeErrors = defineErrors({
  invalid: { code: 'SRT-APP-400', status: 400, id: { sentence: 'Ada isian yang belum cocok: {fields}.', next: 'Perbaiki isian yang disebut, lalu kirim lagi.' }, en: { sentence: 'Some fields do not fit: {fields}.', next: 'Mend the fields named, then send again.' } },
  notFound: { code: 'SRT-APP-404', status: 404, id: { sentence: 'Alamat ini tidak ada.', next: 'Lihat daftar alamat di /docs.' }, en: { sentence: 'There is nothing at this address.', next: 'See the list of addresses at /docs.' } },
  tooLarge: { code: 'SRT-APP-413', status: 413, id: { sentence: 'Kiriman ini terlalu besar.', next: 'Bagi menjadi beberapa kiriman.' }, en: { sentence: 'This request is too large.', next: 'Split it into several.' } },
  malformed: { code: 'SRT-APP-415', status: 400, id: { sentence: 'Kiriman ini tidak bisa dibaca.', next: 'Kirim JSON yang sah.' }, en: { sentence: 'This request cannot be read.', next: 'Send valid JSON.' } },
  method: { code: 'SRT-APP-405', status: 405, id: { sentence: 'Cara itu tidak berlaku di alamat ini.', next: 'Lihat /docs.' }, en: { sentence: 'That method does not apply here.', next: 'See /docs.' } },
  fault: { code: 'SRT-APP-500', status: 500, id: { sentence: 'Ada yang rusak di Serentak. Data aman.', next: 'Coba lagi; bila terulang, sebutkan {id} kepada administrator.' }, en: { sentence: 'Something broke in Serentak. Data are safe.', next: 'Try again; if it happens again, tell your administrator {id}.' } },
  stopping: { code: 'SRT-APP-503', status: 503, id: { sentence: 'Serentak sedang berhenti.', next: 'Coba lagi sebentar.' }, en: { sentence: 'Serentak is stopping.', next: 'Try again in a moment.' } },
});
