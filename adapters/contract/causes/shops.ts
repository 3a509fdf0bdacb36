/** Causes: a shop's connection and what it may do. */
import type { CauseEntry } from './cause.js';

export const shops = {
  'token-expired': {
    code: 'SRT-SYN-027', severity: 'stops', owner: 'connection', link: '/',
    id: { title: 'Perlu masuk lagi', sentence: 'Izin dari {toko} berakhir pukul {waktu}. Masuk satu kali; yang menunggu terkirim sendiri sesudahnya.', button: 'Masuk ke {toko}' },
    en: { title: 'Sign in again', sentence: '{toko}\'s permission ended at {waktu}. Sign in once; what waits goes out by itself.', button: 'Sign in to {toko}' },
  },
  'access-revoked': {
    code: 'SRT-SYN-028', severity: 'stops', owner: 'connection', link: '/',
    id: { title: 'Izin dicabut', sentence: 'Izin Serentak dicabut di pusat penjual {toko}. Sambungkan lagi bila memang masih dipakai.', button: 'Sambungkan lagi' },
    en: { title: 'Access withdrawn', sentence: 'Serentak\'s access was withdrawn in {toko}\'s seller centre. Connect again if you still use it.', button: 'Connect again' },
  },
  'access-not-granted': {
    code: 'SRT-SYN-084', severity: 'stops', owner: 'connection', link: '/',
    id: { title: 'Akses API belum diberikan', sentence: 'Akses API {toko} belum diberikan. Isi dulu dari berkas pusat penjual; sambungkan tokonya begitu akses itu ada.', button: 'Sambungkan {toko}' },
    en: { title: 'API access not granted yet', sentence: 'API access to {toko} is not granted yet. Fill it from the seller centre\'s file; connect the shop as soon as there is access.', button: 'Connect {toko}' },
  },
  'permission-missing': {
    code: 'SRT-SYN-029', severity: 'stops', owner: 'connection', link: '/',
    id: { title: 'Izin belum diberikan', sentence: '{toko} belum memberi Serentak izin “{izin}”. Centang izin itu saat masuk lagi.', button: 'Masuk ke {toko}' },
    en: { title: 'Permission missing', sentence: '{toko} has not given Serentak the “{izin}” permission. Tick it when you sign in again.', button: 'Sign in to {toko}' },
  },
  'server-not-allowed': {
    code: 'SRT-SYN-030', severity: 'stops', owner: 'connection', link: 'pusat-penjual',
    id: { title: 'Server belum terdaftar', sentence: '{toko} hanya menerima server yang terdaftar. Administrator perlu mendaftarkan alamat {ip}.', button: 'Salin alamat' },
    en: { title: 'Server not allowed', sentence: '{toko} accepts registered servers only. An administrator must register {ip}.', button: 'Copy address' },
  },
  'quota-for-today': {
    code: 'SRT-SYN-031', severity: 'waits', owner: 'marketplace', link: '/masalah?cause={sebab}',
    id: { title: 'Jatah hari ini habis', sentence: 'Jatah panggilan {toko} hari ini habis. Kami lanjutkan pukul {waktu}; stok dan pesanan didahulukan.', button: 'Lihat jatah' },
    en: { title: 'Today\'s allowance used up', sentence: 'Today\'s call allowance of {toko} is used up. We go on at {waktu}; stock and orders first.', button: 'See allowance' },
  },
  'listing-limit': {
    code: 'SRT-SYN-032', severity: 'blocks', owner: 'marketplace', link: 'pusat-penjual',
    id: { title: 'Batas jumlah produk', sentence: '{toko} membatasi {batas} produk untuk toko ini. Tarik yang tidak laku, atau minta tambahan.', button: 'Pilih yang ditarik' },
    en: { title: 'Listing limit reached', sentence: '{toko} limits this shop to {batas} products. Withdraw what does not sell, or ask for more.', button: 'Choose what to withdraw' },
  },
  'new-seller-limit': {
    code: 'SRT-SYN-033', severity: 'waits', owner: 'marketplace', link: 'pusat-penjual',
    id: { title: 'Batas toko baru', sentence: 'Toko baru di {toko} boleh menambah {batas} produk sehari. Sisanya {n} terbit besok.', button: 'Atur urutan' },
    en: { title: 'New seller limit', sentence: 'A new shop on {toko} may add {batas} products a day. The other {n} go live tomorrow.', button: 'Set order' },
  },
  'shop-on-holiday': {
    code: 'SRT-SYN-034', severity: 'waits', owner: 'marketplace', link: 'pusat-penjual',
    id: { title: 'Toko sedang libur', sentence: '{toko} sedang mode libur. Perubahan kami simpan dan kirim saat toko dibuka lagi.', button: 'Buka pusat penjual' },
    en: { title: 'Shop on holiday', sentence: '{toko} is in holiday mode. We keep the changes and send them when it opens again.', button: 'Open seller centre' },
  },
  'shop-under-penalty': {
    code: 'SRT-SYN-038', severity: 'stops', owner: 'marketplace', link: 'pusat-penjual',
    id: { title: 'Toko kena pembatasan', sentence: '{toko} membatasi toko ini karena poin pelanggaran. Lihat rinciannya di pusat penjual.', button: 'Buka pusat penjual' },
    en: { title: 'Shop under penalty', sentence: '{toko} restricts this shop because of penalty points. See the seller centre.', button: 'Open seller centre' },
  },
  'consent-ends-soon': {
    code: 'SRT-SYN-059', severity: 'informs', owner: 'connection', link: '/',
    id: { title: 'Izin segera berakhir', sentence: 'Izin dari {toko} berakhir {tanggal}. Masuk lagi sebelum itu, supaya tidak ada yang terhenti.', button: 'Masuk ke {toko}' },
    en: { title: 'Permission ends soon', sentence: '{toko}\'s permission ends on {tanggal}. Sign in again before then, so that nothing stops.', button: 'Sign in to {toko}' },
  },
  'setting-there': {
    code: 'SRT-SYN-078', severity: 'blocks', owner: 'connection', link: 'pusat-penjual',
    id: { title: 'Pengaturan di sana menghalangi', sentence: 'Pengaturan {toko} menolak langkah ini: “{alasan}”. Ubah di pusat penjual, lalu coba lagi.', button: 'Buka pusat penjual' },
    en: { title: 'A setting there is in the way', sentence: 'A setting of {toko} refuses this step: “{alasan}”. Change it in the seller centre, then try again.', button: 'Open seller centre' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
