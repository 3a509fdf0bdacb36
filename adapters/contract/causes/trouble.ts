/** Causes: what neither the person nor the product is to blame for. */
import type { CauseEntry } from './cause.js';

export const trouble = {
  'marketplace-slow': {
    code: 'SRT-SYN-043', severity: 'waits', owner: 'marketplace',
    id: { title: 'Marketplace lambat', sentence: '{toko} lambat menjawab. Mencoba lagi pukul {waktu}, percobaan {n} dari {batas}.', button: 'Coba sekarang' },
    en: { title: 'Marketplace slow', sentence: '{toko} answers slowly. Next try at {waktu}, {n} of {batas}.', button: 'Try now' },
  },
  'marketplace-down': {
    code: 'SRT-SYN-044', severity: 'stops', owner: 'marketplace',
    id: { title: 'Marketplace tidak terjangkau', sentence: '{toko} tidak bisa dihubungi sejak {waktu}. Semua perubahan tersimpan dan dikirim begitu pulih.', button: 'Lihat yang menunggu' },
    en: { title: 'Marketplace unreachable', sentence: '{toko} has been unreachable since {waktu}. All changes are kept and go out when it is back.', button: 'See what waits' },
  },
  'too-many-in-a-row': {
    code: 'SRT-SYN-045', severity: 'stops', owner: 'us',
    id: { title: 'Dijeda karena gagal beruntun', sentence: 'Dijeda: {n} kali gagal berturut-turut. Perbaiki sebab teratas, lalu lanjutkan.', button: 'Lanjutkan' },
    en: { title: 'Paused after failures', sentence: 'Paused: failed {n} times in a row. Mend the top cause, then resume.', button: 'Resume' },
  },
  'api-changed': {
    code: 'SRT-SYN-046', severity: 'blocks', owner: 'marketplace',
    id: { title: 'Jawaban tidak biasa', sentence: 'Jawaban {toko} tidak seperti biasanya. Kami berhenti dulu dan menyimpan buktinya untuk pengembang.', button: 'Unduh bukti' },
    en: { title: 'Unusual answer', sentence: '{toko}\'s answer looks unlike any before. We stopped and kept the evidence for the developers.', button: 'Download evidence' },
  },
  'unknown': {
    code: 'SRT-SYN-047', severity: 'blocks', owner: 'marketplace',
    id: { title: 'Kode belum dikenal', sentence: '{toko} menjawab dengan kode yang belum kami kenal: {kode}. Pesan aslinya di bawah.', button: 'Coba lagi' },
    en: { title: 'Code not known yet', sentence: '{toko} answered with a code we do not know yet: {kode}. Its own message is below.', button: 'Try again' },
  },
  'our-fault': {
    code: 'SRT-SYN-048', severity: 'blocks', owner: 'us',
    id: { title: 'Gangguan di Serentak', sentence: 'Ada yang rusak di Serentak, bukan di toko Anda. Data aman. Sebutkan {kode} kepada administrator.', button: 'Salin kode' },
    en: { title: 'Trouble in Serentak', sentence: 'Something broke in Serentak, not in your shop. Data are safe. Tell your administrator {kode}.', button: 'Copy code' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;
