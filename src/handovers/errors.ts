import { defineErrors } from '../kernel/index.js';

export const handoverErrors = defineErrors({
  notFound: { code: 'SRT-REV-020', status: 404, id: { sentence: 'Serah terima itu tidak ada.', next: 'Muat ulang daftarnya.' }, en: { sentence: 'There is no such handover.', next: 'Load the list again.' } },
  noUnit: { code: 'SRT-REV-021', status: 404, id: { sentence: 'Unit tujuan itu tidak ada.', next: 'Pilih unit dari daftar.' }, en: { sentence: 'There is no such unit to hand to.', next: 'Choose a unit from the list.' } },
  noProducts: { code: 'SRT-REV-022', status: 404, id: { sentence: 'Sebagian produk itu tidak ada.', next: 'Muat ulang daftarnya, lalu pilih lagi.' }, en: { sentence: 'Some of these products do not exist.', next: 'Load the list again and choose anew.' } },
  alreadyThere: { code: 'SRT-REV-023', status: 422, id: { sentence: 'Semua produk itu sudah milik unit tujuan.', next: 'Pilih unit atau produk lain.' }, en: { sentence: 'All of these products are that unit\'s already.', next: 'Choose another unit or other products.' } },
  elsewhere: { code: 'SRT-REV-024', status: 422, id: { sentence: 'Produk hanya bisa diserahkan di dalam satu federasi.', next: 'Pilih unit dari federasi yang sama.' }, en: { sentence: 'Products can be handed over within one federation only.', next: 'Choose a unit of the same federation.' } },
  collisions: { code: 'SRT-REV-025', status: 409, id: { sentence: '{n} kode atau SKU sudah dipakai di unit tujuan.', next: 'Ganti kode atau SKU itu dulu, lalu serahkan lagi.' }, en: { sentence: '{n} codes or SKUs are in use in that unit.', next: 'Change these first, then hand over again.' } },
  movedOn: { code: 'SRT-REV-026', status: 409, id: { sentence: 'Sebagian produk sudah diserahkan lagi ke unit lain.', next: 'Serahkan dari unit yang sekarang memegangnya.' }, en: { sentence: 'Some of these products were handed on since.', next: 'Hand them over from the unit that has them now.' } },
});
