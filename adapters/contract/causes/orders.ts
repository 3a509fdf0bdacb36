/** Causes: orders that came in. */
import type { CauseEntry } from './cause.js';

export const orders = {
  'unknown-order-line': {
    code: 'SRT-SYN-025', severity: 'decide', owner: 'data',
    id: { title: 'Barang pesanan belum dikenal', sentence: 'SKU {sku} di pesanan {nomor} belum dikenal. Tunjukkan produknya sekali.', button: 'Cocokkan barang' },
    en: { title: 'Unknown order line', sentence: 'SKU {sku} in order {nomor} is not known yet. Point to its product once.', button: 'Match item' },
  },
  'order-unreadable': {
    code: 'SRT-SYN-057', severity: 'blocks', owner: 'data',
    id: { title: 'Pesanan tidak terbaca', sentence: 'Pesanan {nomor} dari {toko} belum bisa dibaca. Isi aslinya tersimpan.', button: 'Lihat isinya' },
    en: { title: 'Order unreadable', sentence: 'Order {nomor} from {toko} could not be read. Its original is kept.', button: 'See the original' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
