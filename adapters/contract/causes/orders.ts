/** Causes: orders that came in. */
import type { CauseEntry } from './cause.js';

export const orders = {
  'unknown-order-line': {
    code: 'SRT-SYN-025', severity: 'decide', owner: 'data', link: '/pesanan?decide=1',
    id: { title: 'Barang pesanan belum dikenal', sentence: 'SKU {sku} di pesanan {nomor} belum dikenal. Tunjukkan produknya sekali.', button: 'Cocokkan barang' },
    en: { title: 'Unknown order line', sentence: 'SKU {sku} in order {nomor} is not known yet. Point to its product once.', button: 'Match item' },
  },
  'order-unreadable': {
    code: 'SRT-SYN-057', severity: 'blocks', owner: 'data', link: '/masalah?cause={sebab}',
    id: { title: 'Pesanan tidak terbaca', sentence: 'Pesanan {nomor} dari {toko} belum bisa dibaca. Isi aslinya tersimpan.', button: 'Lihat isinya' },
    en: { title: 'Order unreadable', sentence: 'Order {nomor} from {toko} could not be read. Its original is kept.', button: 'See the original' },
  },
  'order-step-refused': {
    code: 'SRT-SYN-075', severity: 'decide', owner: 'data', link: '/pesanan?decide=1',
    id: { title: 'Langkah pesanan ditolak', sentence: '{toko} tidak menerima langkah ini untuk pesanan: “{alasan}”. Lihat keadaan pesanannya, lalu putuskan lagi.', button: 'Lihat pesanan' },
    en: { title: 'Order step refused', sentence: '{toko} does not take this step for the order: “{alasan}”. See how the order stands, then decide again.', button: 'See order' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
