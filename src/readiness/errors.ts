import { defineErrors } from '../kernel/index.js';

export const readinessErrors = defineErrors({
  noShop: { code: 'SRT-RDY-001', status: 422, id: { sentence: 'Belum ada toko yang cocok dengan pilihan ini.', next: 'Sambungkan toko, atau pilih toko lain.' }, en: { sentence: 'No shop matches this choice yet.', next: 'Connect a shop, or choose another.' } },
  badCursor: { code: 'SRT-RDY-002', status: 400, id: { sentence: 'Penanda halaman itu tidak dikenal.', next: 'Mulai lagi dari halaman pertama.' }, en: { sentence: 'That page mark is not known.', next: 'Begin again at the first page.' } },
  noGap: { code: 'SRT-RDY-003', status: 404, id: { sentence: 'Tidak ada produk yang masih kekurangan isian itu.', next: 'Muat ulang daftarnya; mungkin sudah diisi.' }, en: { sentence: 'No product lacks that attribute any more.', next: 'Load the list again; it may be filled already.' } },
  whichPlace: { code: 'SRT-RDY-004', status: 422, id: { sentence: 'Sebutkan toko atau pasarnya.', next: 'Pilih satu toko, atau satu pasar.' }, en: { sentence: 'Name a shop or a marketplace.', next: 'Choose a shop, or a marketplace.' } },
});
