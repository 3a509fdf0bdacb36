import { defineErrors } from '../kernel/index.js';

export const importErrors = defineErrors({
  notFound: { code: 'SRT-CAT-013', status: 404, id: { sentence: 'Impor itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such import.', next: 'Load the list again.' } },
});
