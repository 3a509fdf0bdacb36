import { defineErrors } from '../kernel/index.js';

export const photoErrors = defineErrors({
  notAPhoto: { code: 'SRT-PHO-001', status: 422, id: { sentence: 'Berkas ini bukan foto JPG, PNG, atau WebP.', next: 'Ambil fotonya lagi, atau simpan ulang sebagai JPG.' }, en: { sentence: 'This file is no JPG, PNG or WebP photo.', next: 'Take the photo again, or save it as JPG.' } },
  damaged: { code: 'SRT-PHO-002', status: 422, id: { sentence: 'Foto ini terpotong atau rusak.', next: 'Kirim lagi fotonya dari ponsel.' }, en: { sentence: 'This photo is cut off or damaged.', next: 'Send the photo from the phone again.' } },
  tooLarge: { code: 'SRT-PHO-003', status: 422, id: { sentence: 'Foto ini {megapixel} megapiksel, paling banyak 40.', next: 'Kecilkan fotonya dulu.' }, en: { sentence: 'This photo has {megapixel} megapixels, at most 40 are taken.', next: 'Make the photo smaller first.' } },
  notFound: { code: 'SRT-PHO-004', status: 404, id: { sentence: 'Foto itu tidak ada.', next: 'Muat ulang produknya.' }, en: { sentence: 'There is no such photo.', next: 'Load the product again.' } },
  badOrder: { code: 'SRT-PHO-005', status: 422, id: { sentence: 'Urutan harus menyebut semua foto produk ini, masing-masing sekali.', next: 'Muat ulang, lalu urutkan lagi.' }, en: { sentence: 'The order must name all photos of this product, once each.', next: 'Load it again, then sort.' } },
  tooMany: { code: 'SRT-PHO-006', status: 409, id: { sentence: 'Produk ini sudah punya {n} foto.', next: 'Hapus satu foto dulu.' }, en: { sentence: 'This product has {n} photos already.', next: 'Remove one first.' } },
});
