import { defineErrors } from '../kernel/index.js';
import { mappingErrors } from '../mapping/index.js';

export const listingErrors = { noShops: mappingErrors.noShops, ...defineErrors({
  notFound: { code: 'SRT-LST-001', status: 404, id: { sentence: 'Tayangan itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such listing.', next: 'Load the list again.' } },
  noProducts: { code: 'SRT-LST-003', status: 422, id: { sentence: 'Tidak ada produk yang cocok dengan pilihan ini.', next: 'Ubah saringan, atau pilih produknya.' }, en: { sentence: 'No product matches this choice.', next: 'Change the filter, or choose products.' } },
  unapproved: { code: 'SRT-REV-010', status: 409, id: { sentence: '{n} produk belum disetujui koperasi induk, jadi belum bisa ditayangkan.', next: 'Tunggu persetujuan, atau lihat catatannya di daftar usulan.' }, en: { sentence: '{n} products are not approved by the co-operative above yet, so they cannot be published.', next: 'Wait for the approval, or read the comments in the list of proposals.' } },
}) };
