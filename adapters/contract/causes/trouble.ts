/** Causes: what neither the person nor the product is to blame for. */
import type { CauseEntry } from './cause.js';

export const trouble = {
  'marketplace-slow': {
    code: 'SRT-SYN-043', severity: 'waits', owner: 'marketplace', link: '/masalah?cause={sebab}',
    id: { title: 'Marketplace lambat', sentence: '{toko} lambat menjawab. Mencoba lagi pukul {waktu}.', button: 'Coba sekarang' },
    en: { title: 'Marketplace slow', sentence: '{toko} answers slowly. Next try at {waktu}.', button: 'Try now' },
  },
  'marketplace-down': {
    code: 'SRT-SYN-044', severity: 'stops', owner: 'marketplace', link: '/masalah?cause={sebab}',
    id: { title: 'Marketplace tidak terjangkau', sentence: '{toko} tidak bisa dihubungi sejak {waktu}. Semua perubahan tersimpan dan dikirim begitu pulih.', button: 'Lihat yang menunggu' },
    en: { title: 'Marketplace unreachable', sentence: '{toko} has been unreachable since {waktu}. All changes are kept and go out when it is back.', button: 'See what waits' },
  },
  'too-many-in-a-row': {
    code: 'SRT-SYN-045', severity: 'stops', owner: 'us', link: '/',
    id: { title: 'Dijeda karena gagal beruntun', sentence: 'Dijeda: {n} kali ditolak berturut-turut, terakhir karena “{sebab}”. Perbaiki, lalu lanjutkan: satu tayangan dicoba dulu.', button: 'Lanjutkan' },
    en: { title: 'Paused after failures', sentence: 'Paused: refused {n} times in a row, lastly because of “{sebab}”. Mend it, then resume: one listing is tried first.', button: 'Resume' },
  },
  'api-changed': {
    code: 'SRT-SYN-046', severity: 'blocks', owner: 'marketplace', link: '/masalah?cause={sebab}',
    id: { title: 'Jawaban tidak biasa', sentence: 'Jawaban {toko} tidak seperti biasanya. Kami berhenti dulu dan menyimpan buktinya untuk pengembang.', button: 'Unduh bukti' },
    en: { title: 'Unusual answer', sentence: '{toko}\'s answer looks unlike any before. We stopped and kept the evidence for the developers.', button: 'Download evidence' },
  },
  'unknown': {
    code: 'SRT-SYN-047', severity: 'blocks', owner: 'marketplace', link: '/masalah?cause={sebab}',
    id: { title: 'Kode belum dikenal', sentence: '{toko} menjawab dengan kode yang belum kami kenal: {kode}. Pesan aslinya di bawah.', button: 'Coba lagi' },
    en: { title: 'Code not known yet', sentence: '{toko} answered with a code we do not know yet: {kode}. Its own message is below.', button: 'Try again' },
  },
  'our-fault': {
    code: 'SRT-SYN-048', severity: 'blocks', owner: 'us', link: '/masalah?cause={sebab}',
    id: { title: 'Gangguan di Serentak', sentence: 'Ada yang rusak di Serentak, bukan di toko Anda. Data aman. Sebutkan {kode} kepada administrator.', button: 'Salin kode' },
    en: { title: 'Trouble in Serentak', sentence: 'Something broke in Serentak, not in your shop. Data are safe. Tell your administrator {kode}.', button: 'Copy code' },
  },
  'call-limit': {
    code: 'SRT-SYN-070', severity: 'waits', owner: 'marketplace', link: '/masalah?cause={sebab}',
    id: { title: 'Terlalu cepat untuk marketplace', sentence: '{toko} meminta kami melambat. Kami lanjutkan sendiri.', button: 'Lihat yang menunggu' },
    en: { title: 'Too fast for the marketplace', sentence: '{toko} asks us to slow down. We go on by ourselves.', button: 'See what waits' },
  },
  'refused-in-words': {
    code: 'SRT-SYN-071', severity: 'blocks', owner: 'data', link: '/produk/{produk}',
    id: { title: 'Ditolak dengan penjelasan', sentence: '{toko} menolak dan hanya berkata: “{alasan}”. Perbaiki yang disebut, lalu kirim lagi.', button: 'Buka produk' },
    en: { title: 'Refused in their words', sentence: '{toko} refused and said only: “{alasan}”. Mend what it names, then send again.', button: 'Open product' },
  },
  'closed-for-campaign': {
    code: 'SRT-SYN-077', severity: 'waits', owner: 'marketplace', link: '/masalah?cause={sebab}',
    id: { title: 'Ditutup selama kampanye besar', sentence: '{toko} menutup perubahan selama kampanye besar. Kami simpan dan lanjutkan sendiri sesudahnya.', button: 'Lihat yang menunggu' },
    en: { title: 'Closed for a big campaign', sentence: '{toko} takes no changes during a big campaign. We keep them and go on by ourselves afterwards.', button: 'See what waits' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
