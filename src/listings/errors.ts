import { defineErrors } from '../kernel/index.js';

export const listingErrors = defineErrors({
  notFound: { code: 'SRT-LST-001', status: 404, id: { sentence: 'Tayangan itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such listing.', next: 'Load the list again.' } },
  noShops: { code: 'SRT-LST-002', status: 422, id: { sentence: 'Toko yang dipilih tidak ada di koperasi ini.', next: 'Pilih toko dari daftar.' }, en: { sentence: 'The chosen shops are not this co-operative\'s.', next: 'Choose shops from the list.' } },
  noProducts: { code: 'SRT-LST-003', status: 422, id: { sentence: 'Tidak ada produk yang cocok dengan pilihan ini.', next: 'Ubah saringan, atau pilih produknya.' }, en: { sentence: 'No product matches this choice.', next: 'Change the filter, or choose products.' } },
  unknownLeaf: { code: 'SRT-LST-004', status: 422, id: { sentence: 'Kategori {leaf} tidak ada di {toko}, atau masih punya cabang.', next: 'Pilih kategori paling ujung.' }, en: { sentence: 'Category {leaf} does not exist at {toko}, or has branches.', next: 'Choose a category without branches.' } },
  noCategory: { code: 'SRT-LST-005', status: 422, id: { sentence: 'Kategori koperasi itu tidak ada.', next: 'Muat ulang daftar kategori.' }, en: { sentence: 'There is no such category of the co-operative.', next: 'Load the categories again.' } },
});
