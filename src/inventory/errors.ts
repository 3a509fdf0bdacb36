import { defineErrors } from '../kernel/index.js';

export const stockErrors = defineErrors({
  noVariant: { code: 'SRT-INV-001', status: 404, id: { sentence: 'Varian itu tidak ada.', next: 'Muat ulang produknya.' }, en: { sentence: 'There is no such variant.', next: 'Load the product again.' } },
  badQuantity: { code: 'SRT-INV-002', status: 422, id: { sentence: 'Jumlah {quantity} tidak cocok untuk {kind}.', next: 'Terima: lebih dari 0. Hitung: 0 atau lebih. Koreksi: bukan 0.' }, en: { sentence: 'The quantity {quantity} does not fit {kind}.', next: 'Receive: more than 0. Count: 0 or more. Correct: not 0.' } },
  notThere: { code: 'SRT-INV-003', status: 409, id: { sentence: 'Di gudang hanya ada {there}.', next: 'Hitung dulu barangnya, lalu catat sebagai Hitung.' }, en: { sentence: 'Only {there} are on hand.', next: 'Count the goods first and book it as a count.' } },
});
