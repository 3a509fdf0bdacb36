/** Causes: variants, their options and SKUs. */
import type { CauseEntry } from './cause.js';

export const variants = {
  'too-many-variants': {
    code: 'SRT-SYN-026', severity: 'blocks', owner: 'data',
    id: { title: 'Varian terlalu banyak', sentence: '{produk} punya {n} varian, {toko} paling banyak {batas}. Bagi menjadi dua produk.', button: 'Bagi produk' },
    en: { title: 'Too many variants', sentence: '{produk} has {n} variants, {toko} takes {batas}. Split it into two products.', button: 'Split product' },
  },
  'too-many-options': {
    code: 'SRT-SYN-052', severity: 'blocks', owner: 'data',
    id: { title: 'Jenis pilihan terlalu banyak', sentence: 'Produk ini memakai {n} jenis pilihan, {toko} paling banyak {batas}. Gabungkan pilihan atau bagi produknya.', button: 'Atur varian' },
    en: { title: 'Too many option axes', sentence: 'This product uses {n} kinds of choice, {toko} takes {batas}. Merge choices or split the product.', button: 'Arrange variants' },
  },
  'option-text-too-long': {
    code: 'SRT-SYN-053', severity: 'blocks', owner: 'data',
    id: { title: 'Nama pilihan terlalu panjang', sentence: 'Pilihan “{nilai}” di {toko} paling banyak {batas} huruf. Pendekkan namanya.', button: 'Ubah varian' },
    en: { title: 'Option text too long', sentence: 'The choice “{nilai}” may have at most {batas} characters on {toko}. Shorten its name.', button: 'Edit variants' },
  },
  'duplicate-sku': {
    code: 'SRT-SYN-023', severity: 'blocks', owner: 'data',
    id: { title: 'SKU sudah dipakai', sentence: 'SKU {sku} sudah dipakai produk lain di {toko}. Bila barangnya sama, hubungkan saja.', button: 'Hubungkan atau ubah' },
    en: { title: 'SKU already in use', sentence: 'Another product on {toko} already uses SKU {sku}. If it is the same item, just link it.', button: 'Link or change' },
  },
  'sku-not-accepted': {
    code: 'SRT-SYN-054', severity: 'blocks', owner: 'data',
    id: { title: 'SKU belum sesuai', sentence: 'SKU {sku} tidak sesuai aturan {toko}: {batas}. Ubah SKU sebelum terbit pertama.', button: 'Ubah SKU' },
    en: { title: 'SKU not accepted', sentence: 'SKU {sku} does not fit {toko}\'s rule: {batas}. Change it before the first publish.', button: 'Change SKU' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
