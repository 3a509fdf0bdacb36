/** Causes: a product's photos. */
import type { CauseEntry } from './cause.js';

export const photos = {
  'photo-missing': {
    code: 'SRT-SYN-014', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Foto belum ada', sentence: '{toko} tidak menayangkan produk tanpa foto. Satu foto sudah cukup.', button: 'Tambah foto' },
    en: { title: 'Photo missing', sentence: '{toko} shows no product without a photo. One is enough.', button: 'Add photo' },
  },
  'photo-too-small': {
    code: 'SRT-SYN-015', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Foto terlalu kecil', sentence: 'Foto utama {lebar} × {tinggi}, di {toko} paling kecil {batas} × {batas}. Ambil ulang dari dekat, jangan diperbesar.', button: 'Ganti foto' },
    en: { title: 'Photo too small', sentence: 'The main photo is {lebar} × {tinggi}, {toko} needs {batas} × {batas}. Take it again from closer; do not enlarge it.', button: 'Replace photo' },
  },
  'photo-unreadable': {
    code: 'SRT-SYN-016', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Foto tidak terbaca', sentence: 'Foto tidak bisa dibuka {toko}. Simpan ulang sebagai JPG.', button: 'Ganti foto' },
    en: { title: 'Photo unreadable', sentence: '{toko} cannot open the photo. Save it again as JPG.', button: 'Replace photo' },
  },
  'photo-not-reachable': {
    code: 'SRT-SYN-017', severity: 'blocks', owner: 'us', link: '/',
    id: { title: 'Foto tidak terjangkau', sentence: 'Web koperasi tidak bisa mengambil foto dari Serentak. Administrator perlu mengisi alamat luar server.', button: 'Lihat caranya' },
    en: { title: 'Photo not reachable', sentence: 'The web shop cannot fetch photos from Serentak. An administrator must set the server\'s public address.', button: 'See how' },
  },
  'too-many-photos': {
    code: 'SRT-SYN-050', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Foto terlalu banyak', sentence: '{toko} menerima paling banyak {batas} foto, produk ini punya {n}. Hapus yang tidak perlu.', button: 'Atur foto' },
    en: { title: 'Too many photos', sentence: '{toko} takes at most {batas} photos, this product has {n}. Remove what is not needed.', button: 'Arrange photos' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
