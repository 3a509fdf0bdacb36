/** Causes: what a product will lack in a shop, told before anybody publishes it. None of them keeps it from being sent. */
import type { CauseEntry } from './cause.js';

export const readiness = {
  'rules-not-read': {
    code: 'SRT-SYN-080', severity: 'informs', owner: 'us', link: '/produk/{produk}',
    id: { title: 'Aturan belum dibaca', sentence: 'Aturan kategori di {toko} belum dibaca. Kami baca sendiri; lihat lagi sebentar lagi.', button: 'Lihat lagi' },
    en: { title: 'Rules not read yet', sentence: '{toko}\'s rules for this category are not read yet. We read them by ourselves; look again soon.', button: 'Look again' },
  },
  'photos-left-out': {
    code: 'SRT-SYN-081', severity: 'informs', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Ada foto yang tidak ikut', sentence: '{n} foto terakhir tidak ikut: {toko} memuat paling banyak {batas}. Atur urutannya bila perlu.', button: 'Atur foto' },
    en: { title: 'Some photos stay behind', sentence: 'The last {n} photos stay behind: {toko} shows at most {batas}. Change their order if you need to.', button: 'Arrange photos' },
  },
  'brand-left-out': {
    code: 'SRT-SYN-082', severity: 'informs', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Tayang tanpa merek', sentence: 'Merek “{merek}” belum dicocokkan dengan daftar {toko}, jadi tayang sebagai “Tanpa merek”.', button: 'Cocokkan merek' },
    en: { title: 'Shown without its brand', sentence: 'The brand “{merek}” is not matched with {toko}\'s list yet, so it is shown as “No brand”.', button: 'Match the brand' },
  },
  'photo-not-square': {
    code: 'SRT-SYN-083', severity: 'informs', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Foto utama tidak persegi', sentence: 'Foto utama {lebar} × {tinggi}. {toko} memakai foto persegi; sisanya kami beri warna putih.', button: 'Ganti foto' },
    en: { title: 'The main photo is not square', sentence: 'The main photo is {lebar} × {tinggi}. {toko} uses square photos; we fill the rest with white.', button: 'Replace photo' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
