/** Causes: what became of a listing there. */
import type { CauseEntry } from './cause.js';

export const listings = {
  'possible-duplicate-listing': {
    code: 'SRT-SYN-024', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Mungkin sudah tayang', sentence: '{toko} mungkin sudah punya tayangan ini. Kami cek dulu supaya tidak terbit dua kali.', button: 'Lihat yang mirip' },
    en: { title: 'Possibly listed already', sentence: '{toko} may already have this listing. We look first, so that it is not published twice.', button: 'See similar' },
  },
  'under-review': {
    code: 'SRT-SYN-035', severity: 'waits', owner: 'marketplace', link: '/masalah?cause={sebab}',
    id: { title: 'Sedang diperiksa', sentence: '{toko} sedang memeriksa, biasanya {lama}. Kami tanya lagi pukul {waktu}.', button: 'Lihat yang diperiksa' },
    en: { title: 'Under review', sentence: '{toko} is reviewing, usually {lama}. We ask again at {waktu}.', button: 'See what is reviewed' },
  },
  'rejected-by-review': {
    code: 'SRT-SYN-036', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Belum lolos pemeriksaan', sentence: '{toko} belum menerima setelah diperiksa: “{alasan}”. Perbaiki lalu kirim lagi.', button: 'Perbaiki' },
    en: { title: 'Rejected by review', sentence: '{toko} did not accept it after review: “{alasan}”. Mend it and send again.', button: 'Mend' },
  },
  'banned': {
    code: 'SRT-SYN-037', severity: 'blocks', owner: 'marketplace', link: 'pusat-penjual',
    id: { title: 'Tayangan dihentikan', sentence: '{toko} menghentikan tayangan ini: “{alasan}”. Kami tidak mengirim ulang sendiri.', button: 'Lihat alasan' },
    en: { title: 'Listing banned', sentence: '{toko} stopped this listing: “{alasan}”. We do not send it again by ourselves.', button: 'See reason' },
  },
  'deleted-there': {
    code: 'SRT-SYN-041', severity: 'decide', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Dihapus di sana', sentence: '{produk} dihapus di {toko}. Kami tidak membuatnya lagi tanpa persetujuan.', button: 'Terbitkan lagi' },
    en: { title: 'Deleted there', sentence: '{produk} was deleted on {toko}. We do not recreate it without your word.', button: 'Publish again' },
  },
  'hidden-there': {
    code: 'SRT-SYN-100', severity: 'decide', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Tidak dijual lagi di sana', sentence: 'Barang ini tidak dijual lagi di {toko}: disembunyikan di sana, atau stoknya habis dan {toko} tidak menerima stok 0. Terbitkan lagi bila boleh dijual.', button: 'Terbitkan lagi' },
    en: { title: 'No longer on sale there', sentence: 'This is no longer on sale on {toko}: hidden there, or sold out while {toko} takes no stock of 0. Publish it again when it may be sold.', button: 'Publish again' },
  },
  'changed-there': {
    code: 'SRT-SYN-042', severity: 'sells', owner: 'data', link: 'pusat-penjual',
    id: { title: 'Diubah di sana', sentence: 'Harga di {toko} diubah menjadi {harga}. Pakai yang di sini atau yang di sana?', button: 'Pilih harga' },
    en: { title: 'Changed there', sentence: 'The price on {toko} was changed to {harga}. Keep ours or theirs?', button: 'Choose price' },
  },
  'field-cleared-there': {
    code: 'SRT-SYN-058', severity: 'sells', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Ada isian yang dihapus', sentence: '{toko} menerima produk, tetapi menghapus {atribut}: “{alasan}”.', button: 'Ubah isian' },
    en: { title: 'A field was cleared', sentence: '{toko} took the product but cleared {atribut}: “{alasan}”.', button: 'Edit the field' },
  },
  'taken-with-remark': {
    code: 'SRT-SYN-088', severity: 'sells', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Diterima dengan catatan', sentence: '{toko} menerima produk ini dengan catatan: “{alasan}”. Periksa isiannya, ubah bila perlu.', button: 'Periksa produk' },
    en: { title: 'Taken with a remark', sentence: '{toko} took this product with a remark: “{alasan}”. Check what was filled in, and change it if need be.', button: 'Check the product' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
