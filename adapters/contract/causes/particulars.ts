/** Causes: category, details and permits that a marketplace asks for. */
import type { CauseEntry } from './cause.js';

export const particulars = {
  'category-not-mapped': {
    code: 'SRT-SYN-008', severity: 'blocks', owner: 'data', link: '/masalah?cause={sebab}',
    id: { title: 'Kategori belum dipetakan', sentence: '{toko} belum tahu tempat “{kategori}”. Pilih sekali, semua produk di dalamnya ikut.', button: 'Pilih kategori' },
    en: { title: 'Category not mapped', sentence: '{toko} does not know where “{kategori}” belongs. Choose once; all its products follow.', button: 'Choose category' },
  },
  'category-gone': {
    code: 'SRT-SYN-009', severity: 'blocks', owner: 'data', link: '/masalah?cause={sebab}',
    id: { title: 'Kategori sudah ditutup', sentence: '{toko} menutup kategori yang dipakai. Pilih penggantinya.', button: 'Pilih pengganti' },
    en: { title: 'Category gone', sentence: '{toko} closed the category in use. Choose its successor.', button: 'Choose successor' },
  },
  'category-restricted': {
    code: 'SRT-SYN-010', severity: 'blocks', owner: 'data', link: 'pusat-penjual',
    id: { title: 'Kategori perlu izin', sentence: 'Kategori ini perlu izin dari {toko} lebih dulu. Ajukan di pusat penjual, lalu coba lagi.', button: 'Buka pusat penjual' },
    en: { title: 'Category restricted', sentence: 'This category needs {toko}\'s permission first. Apply in the seller centre, then try again.', button: 'Open seller centre' },
  },
  'required-attribute': {
    code: 'SRT-SYN-011', severity: 'blocks', owner: 'data', link: '/masalah?cause={sebab}',
    id: { title: 'Keterangan wajib kosong', sentence: '{toko} meminta “{atribut}” untuk kategori ini. Isi sekali untuk semua, atau satu per satu.', button: 'Isi keterangan' },
    en: { title: 'Required detail missing', sentence: '{toko} asks for “{atribut}” in this category. Fill it once for all, or one by one.', button: 'Fill in detail' },
  },
  'invalid-attribute': {
    code: 'SRT-SYN-012', severity: 'blocks', owner: 'data', link: '/masalah?cause={sebab}',
    id: { title: 'Pilihan belum dikenal', sentence: '{toko} belum mengenal “{nilai}” sebagai “{atribut}”. Cocokkan sekali dengan pilihan di sana, atau pilih yang lain.', button: 'Pilih ulang' },
    en: { title: 'Choice not known', sentence: '{toko} does not know “{nilai}” as “{atribut}”. Match it once with a choice there, or pick another.', button: 'Choose again' },
  },
  'brand-not-approved': {
    code: 'SRT-SYN-013', severity: 'blocks', owner: 'data', link: 'pusat-penjual',
    id: { title: 'Merek belum terdaftar', sentence: 'Merek “{merek}” belum terdaftar di {toko}. Pilih “Tanpa merek”, atau daftarkan dulu.', button: 'Atur merek' },
    en: { title: 'Brand not approved', sentence: 'The brand “{merek}” is not registered on {toko}. Choose “No brand”, or register it first.', button: 'Set brand' },
  },
  'permit-number-missing': {
    code: 'SRT-SYN-040', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Nomor izin belum ada', sentence: '{toko} meminta nomor {izin} (P-IRT, BPOM, halal) untuk makanan. Isi bila ada.', button: 'Isi nomor izin' },
    en: { title: 'Permit number missing', sentence: '{toko} asks for the {izin} number for food. Enter it if there is one.', button: 'Enter number' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
