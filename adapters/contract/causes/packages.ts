/** Causes: weight, size and shipping. */
import type { CauseEntry } from './cause.js';

export const packages = {
  'weight-missing': {
    code: 'SRT-SYN-001', severity: 'blocks', owner: 'data', link: '/masalah?cause={sebab}',
    id: { title: 'Berat belum diisi', sentence: '{toko} menghitung ongkos kirim dari berat, jadi produk tanpa berat belum bisa tayang. Isi berat paket siap kirim.', button: 'Isi berat' },
    en: { title: 'Weight missing', sentence: '{toko} works out shipping from the weight, so products without one cannot go live yet. Enter the packed weight.', button: 'Enter weight' },
  },
  'package-size-missing': {
    code: 'SRT-SYN-002', severity: 'blocks', owner: 'data', link: '/masalah?cause={sebab}',
    id: { title: 'Ukuran paket belum diisi', sentence: '{toko} meminta panjang, lebar, dan tinggi paket untuk kategori ini.', button: 'Isi ukuran' },
    en: { title: 'Package size missing', sentence: '{toko} asks for the package\'s length, width and height in this category.', button: 'Enter size' },
  },
  'package-too-heavy': {
    code: 'SRT-SYN-051', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Paket terlalu berat', sentence: 'Berat {berat} melebihi batas {toko}: {batas}. Bagi menjadi paket yang lebih ringan.', button: 'Ubah berat' },
    en: { title: 'Package too heavy', sentence: 'The weight {berat} is over {toko}\'s limit of {batas}. Split it into lighter packs.', button: 'Change weight' },
  },
  'shipping-channel-missing': {
    code: 'SRT-SYN-039', severity: 'blocks', owner: 'data', link: 'pusat-penjual',
    id: { title: 'Jasa kirim belum ada', sentence: 'Belum ada jasa kirim yang aktif untuk berat {berat}. Nyalakan satu di {toko}.', button: 'Lihat jasa kirim' },
    en: { title: 'Shipping service missing', sentence: 'No shipping service is active for {berat}. Switch one on at {toko}.', button: 'See services' },
  },
  'warehouse-missing': {
    code: 'SRT-SYN-074', severity: 'blocks', owner: 'connection', link: '/',
    id: { title: 'Gudang belum cocok', sentence: '{toko} tidak mengenal gudang yang dipakai, atau meminta stok untuk semua gudang. Pilih gudang lagi di pengaturan toko.', button: 'Atur gudang' },
    en: { title: 'Warehouse does not fit', sentence: '{toko} does not know the warehouse in use, or asks for stock of all warehouses. Choose the warehouse again in the shop\'s settings.', button: 'Set warehouse' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
