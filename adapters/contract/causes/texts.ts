/** Causes: what the words of a product are. */
import type { CauseEntry } from './cause.js';

export const texts = {
  'title-too-long': {
    code: 'SRT-SYN-003', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Judul terlalu panjang', sentence: 'Judul {n} huruf, di {toko} paling banyak {batas}. Anda bisa memendekkannya hanya untuk toko ini.', button: 'Pendekkan judul' },
    en: { title: 'Title too long', sentence: 'The title has {n} characters, {toko} takes at most {batas}. You can shorten it for this shop only.', button: 'Shorten title' },
  },
  'title-too-short': {
    code: 'SRT-SYN-004', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Judul terlalu pendek', sentence: 'Judul {n} huruf, di {toko} paling sedikit {batas}. Tambahkan bahan, isi, atau asal.', button: 'Tambah judul' },
    en: { title: 'Title too short', sentence: 'The title has {n} characters, {toko} needs at least {batas}. Add material, content or origin.', button: 'Extend title' },
  },
  'forbidden-word': {
    code: 'SRT-SYN-005', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Ada kata terlarang', sentence: 'Kata “{kata}” tidak boleh dipakai di {toko}. Ganti atau hapus kata itu.', button: 'Ubah teks' },
    en: { title: 'Forbidden word', sentence: 'The word “{kata}” is not allowed on {toko}. Replace or remove it.', button: 'Edit text' },
  },
  'contact-in-text': {
    code: 'SRT-SYN-006', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Ada kontak di deskripsi', sentence: 'Ada nomor telepon atau tautan di deskripsi. {toko} tidak mengizinkannya.', button: 'Ubah deskripsi' },
    en: { title: 'Contact in the text', sentence: 'The description holds a phone number or link. {toko} does not allow that.', button: 'Edit description' },
  },
  'description-too-short': {
    code: 'SRT-SYN-007', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Deskripsi terlalu pendek', sentence: 'Deskripsi {n} huruf, {toko} meminta paling sedikit {batas}.', button: 'Tambah deskripsi' },
    en: { title: 'Description too short', sentence: 'The description has {n} characters, {toko} asks for at least {batas}.', button: 'Extend description' },
  },
  'description-too-long': {
    code: 'SRT-SYN-049', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Deskripsi terlalu panjang', sentence: 'Deskripsi {n} huruf, {toko} paling banyak {batas}. Pendekkan sedikit.', button: 'Pendekkan deskripsi' },
    en: { title: 'Description too long', sentence: 'The description has {n} characters, {toko} takes at most {batas}. Shorten it a little.', button: 'Shorten description' },
  },
  'field-not-accepted': {
    code: 'SRT-SYN-076', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Isian tidak diterima', sentence: '{toko} tidak menerima isian “{atribut}”: “{alasan}”. Ubah isian itu, lalu kirim lagi.', button: 'Ubah isian' },
    en: { title: 'Field not accepted', sentence: '{toko} does not take the field “{atribut}”: “{alasan}”. Change it, then send again.', button: 'Edit the field' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
