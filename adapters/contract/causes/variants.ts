/** Causes: variants, their options and SKUs. */
import type { CauseEntry } from './cause.js';

export const variants = {
  'too-many-variants': {
    code: 'SRT-SYN-026', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Varian terlalu banyak', sentence: '{produk} punya {n} varian, {toko} paling banyak {batas}. Bagi menjadi dua produk.', button: 'Bagi produk' },
    en: { title: 'Too many variants', sentence: '{produk} has {n} variants, {toko} takes {batas}. Split it into two products.', button: 'Split product' },
  },
  'too-many-options': {
    code: 'SRT-SYN-052', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Jenis pilihan terlalu banyak', sentence: 'Produk ini memakai {n} jenis pilihan, {toko} paling banyak {batas}. Gabungkan pilihan atau bagi produknya.', button: 'Atur varian' },
    en: { title: 'Too many option axes', sentence: 'This product uses {n} kinds of choice, {toko} takes {batas}. Merge choices or split the product.', button: 'Arrange variants' },
  },
  'option-text-too-long': {
    code: 'SRT-SYN-053', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Nama pilihan terlalu panjang', sentence: 'Pilihan “{nilai}” di {toko} paling banyak {batas} huruf. Pendekkan namanya.', button: 'Ubah varian' },
    en: { title: 'Option text too long', sentence: 'The choice “{nilai}” may have at most {batas} characters on {toko}. Shorten its name.', button: 'Edit variants' },
  },
  'duplicate-sku': {
    code: 'SRT-SYN-023', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'SKU sudah dipakai', sentence: 'SKU {sku} sudah dipakai produk lain di {toko}. Bila barangnya sama, hubungkan saja.', button: 'Hubungkan atau ubah' },
    en: { title: 'SKU already in use', sentence: 'Another product on {toko} already uses SKU {sku}. If it is the same item, just link it.', button: 'Link or change' },
  },
  'sku-not-accepted': {
    code: 'SRT-SYN-054', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'SKU belum sesuai', sentence: 'SKU {sku} tidak sesuai aturan {toko}: {batas}. Ubah SKU sebelum terbit pertama.', button: 'Ubah SKU' },
    en: { title: 'SKU not accepted', sentence: 'SKU {sku} does not fit {toko}\'s rule: {batas}. Change it before the first publish.', button: 'Change SKU' },
  },
  'duplicate-variant': {
    code: 'SRT-SYN-072', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Dua varian sama', sentence: 'Dua varian produk ini punya pilihan yang sama di {toko}. Bedakan namanya, atau hapus satu.', button: 'Ubah varian' },
    en: { title: 'Two variants are alike', sentence: 'Two variants of this product have the same choice on {toko}. Give them different names, or remove one.', button: 'Edit variants' },
  },
  'variants-differ-there': {
    code: 'SRT-SYN-073', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Susunan varian berbeda di sana', sentence: 'Di {toko} produk ini bersusun varian lain daripada di sini. Samakan variannya, atau tarik lalu terbitkan lagi.', button: 'Lihat varian' },
    en: { title: 'Variants differ there', sentence: 'On {toko} this product has other variants than here. Make them alike, or withdraw it and publish again.', button: 'See variants' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
