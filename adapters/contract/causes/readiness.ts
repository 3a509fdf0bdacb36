/** Causes: what a product will lack in a shop, told before anybody publishes it. Of them only a draft is kept from being sent. */
import type { CauseEntry } from './cause.js';

export const readiness = {
  'awaits-approval': {
    code: 'SRT-SYN-089', severity: 'blocks', owner: 'data', link: '/produk?review=pending',
    id: { title: 'Menunggu persetujuan', sentence: 'Produk ini masih rancangan. Koperasi induk menyetujuinya dulu, baru bisa tayang di {toko}.', button: 'Lihat usulan' },
    en: { title: 'Waits for approval', sentence: 'This product is still a draft. The co-operative above approves it first; then it can be shown at {toko}.', button: 'See proposals' },
  },
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
