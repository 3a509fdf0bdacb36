import { defineErrors } from '../kernel/index.js';

export const auditErrors = defineErrors({
  noProduct: { code: 'SRT-AUD-001', status: 404, id: { sentence: 'Produk itu tidak ada.', next: 'Muat ulang daftar produk.' }, en: { sentence: 'There is no such product.', next: 'Load the products again.' } },
  badCursor: { code: 'SRT-AUD-002', status: 400, id: { sentence: 'Penanda halaman itu tidak dikenal.', next: 'Mulai lagi dari halaman pertama.' }, en: { sentence: 'That page mark is not known.', next: 'Begin again at the first page.' } },
});
