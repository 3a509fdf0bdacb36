import { defineErrors } from '../kernel/index.js';

export const orderErrors = defineErrors({
  notFound: { code: 'SRT-ORD-001', status: 404, id: { sentence: 'Pesanan itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such order.', next: 'Load the list again.' } },
  noVariant: { code: 'SRT-ORD-002', status: 422, id: { sentence: 'Varian itu tidak ada di katalog.', next: 'Pilih varian dari katalog.' }, en: { sentence: 'There is no such variant in the catalogue.', next: 'Choose a variant of the catalogue.' } },
  alreadyMatched: { code: 'SRT-ORD-003', status: 409, id: { sentence: 'Barang ini sudah dicocokkan.', next: 'Muat ulang pesanannya.' }, en: { sentence: 'This item is matched already.', next: 'Load the order again.' } },
});
