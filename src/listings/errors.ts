import { defineErrors } from '../kernel/index.js';
import { mappingErrors } from '../mapping/index.js';

export const listingErrors = { noShops: mappingErrors.noShops, ...defineErrors({
  notFound: { code: 'SRT-LST-001', status: 404, id: { sentence: 'Tayangan itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such listing.', next: 'Load the list again.' } },
  noProducts: { code: 'SRT-LST-003', status: 422, id: { sentence: 'Tidak ada produk yang cocok dengan pilihan ini.', next: 'Ubah saringan, atau pilih produknya.' }, en: { sentence: 'No product matches this choice.', next: 'Change the filter, or choose products.' } },
}) };
