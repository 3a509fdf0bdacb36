export type IconName = 'beranda' | 'produk' | 'pesanan' | 'masalah' | 'toko' | 'lainnya' | 'stok' | 'impor' | 'kategori' | 'riwayat' | 'latihan' | 'orang' | 'cari' | 'terbit' | 'ulang' | 'ubah' | 'tambah' | 'tutup' | 'kanan' | 'kiri' | 'bawah' | 'saring' | 'luar'
  | 'sambung' | 'foto' | 'lihat' | 'tema' | 'bantuan' | 'ok' | 'gagal' | 'awas' | 'tunggu' | 'jeda' | 'lewati' | 'jalan' | 'info';

/** One of the sprite's symbols; always beside words, so hidden from readers of the screen. */
export const Icon = ({ name, size, turn }: { readonly name: IconName; readonly size?: 's' | 'l'; readonly turn?: boolean }) => (
  <svg class={`i${size ? ` ${size}` : ''}${turn ? ' turn' : ''}`} aria-hidden="true"><use href={`#i-${name}`} /></svg>
);
