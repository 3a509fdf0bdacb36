/** Causes: prices and stock. */
import type { CauseEntry } from './cause.js';

export const offers = {
  'price-spread': {
    code: 'SRT-SYN-018', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Jarak harga terlalu lebar', sentence: 'Varian termahal {x} kali yang termurah; batas {toko} {batas} kali. Pisahkan kemasan besar menjadi produk sendiri, atau sesuaikan harga.', button: 'Atur harga' },
    en: { title: 'Price spread too wide', sentence: 'The dearest variant costs {x} times the cheapest; {toko}\'s limit is {batas}. Make the large pack a product of its own, or adjust prices.', button: 'Adjust prices' },
  },
  'price-out-of-range': {
    code: 'SRT-SYN-019', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Harga di luar batas', sentence: 'Harga {harga} di luar batas {toko}: {min} sampai {maks}.', button: 'Ubah harga' },
    en: { title: 'Price out of range', sentence: 'The price {harga} is outside {toko}\'s range: {min} to {maks}.', button: 'Change price' },
  },
  'price-locked-by-promotion': {
    code: 'SRT-SYN-020', severity: 'waits', owner: 'marketplace', link: 'pusat-penjual',
    id: { title: 'Harga dikunci promosi', sentence: 'Harga dikunci promosi {toko} sampai {waktu}. Harga baru dikirim sendiri sesudahnya.', button: 'Lihat promosi' },
    en: { title: 'Price locked by promotion', sentence: '{toko}\'s promotion locks the price until {waktu}. The new price goes out by itself then.', button: 'See promotion' },
  },
  'stock-locked-by-promotion': {
    code: 'SRT-SYN-021', severity: 'waits', owner: 'marketplace', link: 'pusat-penjual',
    id: { title: 'Stok dikunci promosi', sentence: '{toko} menahan {n} barang untuk promosi sampai {waktu}. Stok disamakan sendiri sesudahnya.', button: 'Lihat promosi' },
    en: { title: 'Stock locked by promotion', sentence: '{toko} holds {n} pieces for a promotion until {waktu}. Stock is made equal by itself then.', button: 'See promotion' },
  },
  'stock-out-of-range': {
    code: 'SRT-SYN-055', severity: 'blocks', owner: 'data', link: '/',
    id: { title: 'Stok di luar batas', sentence: 'Stok {n} di luar batas {toko}: {min} sampai {maks}. Atur aturan stok toko ini.', button: 'Atur stok' },
    en: { title: 'Stock out of range', sentence: 'Stock {n} is outside {toko}\'s range: {min} to {maks}. Adjust this shop\'s stock rule.', button: 'Adjust stock' },
  },
  'sold-what-was-not-there': {
    code: 'SRT-SYN-022', severity: 'decide', owner: 'data', link: '/pesanan?decide=1',
    id: { title: 'Terjual melebihi stok', sentence: '{produk} tinggal {ada}, terjual {dipesan}. Pilih siapa yang dikirimi.', button: 'Putuskan' },
    en: { title: 'Sold what was not there', sentence: '{ada} of {produk} left, {dipesan} sold. Choose who is served.', button: 'Decide' },
  },
  'count-is-wrong': {
    code: 'SRT-SYN-056', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Catatan stok keliru', sentence: '{produk} terkirim lebih banyak daripada catatan gudang. Hitung ulang barangnya.', button: 'Hitung stok' },
    en: { title: 'Stock record is wrong', sentence: 'More of {produk} was shipped than the records hold. Count the goods again.', button: 'Count stock' },
  },
  'price-returns-to-review': {
    code: 'SRT-SYN-060', severity: 'informs', owner: 'marketplace', link: '/produk/{produk}',
    id: { title: 'Harga ini diperiksa dulu', sentence: 'Harga baru {sku} membuat {toko} memeriksa tayangan ini lagi. Sampai selesai, tayangan bisa tidak dijual.', button: 'Lihat harga' },
    en: { title: 'This price is reviewed first', sentence: 'The new price of {sku} makes {toko} review this listing again. Until that is done it may be off sale.', button: 'See the price' },
  },
  'price-falls': {
    code: 'SRT-SYN-061', severity: 'decide', owner: 'data', link: '/masalah?cause={sebab}',
    id: { title: 'Harga turun separuh atau lebih', sentence: 'Harga {sku} di {toko} akan turun {turun} %, dari {dari} menjadi {ke}. Harga lama tetap berlaku sampai Anda menyetujuinya.', button: 'Setujui harga' },
    en: { title: 'Price falls by half or more', sentence: 'The price of {sku} in {toko} would fall by {turun} %, from {dari} to {ke}. The old price stays until you agree.', button: 'Agree to the price' },
  },
  'price-below-floor': {
    code: 'SRT-SYN-062', severity: 'decide', owner: 'data', link: '/masalah?cause={sebab}',
    id: { title: 'Sisa harga di bawah batas', sentence: 'Harga {sku} di {toko}, dari {dari} menjadi {ke}, hanya menyisakan {sisa}; batasnya {batas}. Harga ini dikirim setelah Anda menyetujuinya.', button: 'Setujui harga' },
    en: { title: 'What is left is below the floor', sentence: 'The price of {sku} in {toko}, from {dari} to {ke}, leaves only {sisa}; the floor is {batas}. It is sent once you agree.', button: 'Agree to the price' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
