/** What a photo lacks in a buyer's eyes. `weak` sells badly; a `hint` is for those who want better. Nothing of it refuses a photo. */
export type Advice = 'blurred' | 'dark' | 'bright' | 'small' | 'strip' | 'busy';
interface Words { readonly title: string; /** Small steps, to be done one after the other. */ readonly steps: readonly string[] }
interface AdviceEntry { readonly code: string; readonly weight: 'weak' | 'hint'; readonly id: Words; readonly en: Words }

/** The coach's words. A code is for ever. */
export const advices: Readonly<Record<Advice, AdviceEntry>> = {
  blurred: {
    code: 'SRT-PHO-101', weight: 'weak',
    id: { title: 'Foto buram', steps: ['Lap lensa ponsel dengan kain lembut.', 'Sandarkan ponsel atau tangan ke sesuatu yang diam.', 'Ketuk produk di layar, tunggu sampai tajam, lalu potret.'] },
    en: { title: 'The photo is blurred', steps: ['Wipe the lens with a soft cloth.', 'Rest the phone or your hands on something that does not move.', 'Tap the product on the screen, wait until it is sharp, then press.'] },
  },
  dark: {
    code: 'SRT-PHO-102', weight: 'weak',
    id: { title: 'Foto terlalu gelap', steps: ['Pindahkan produk ke dekat jendela, siang hari.', 'Matikan lampu kilat; biarkan cahaya datang dari samping.', 'Taruh kertas putih di sisi yang gelap supaya cahaya memantul.'] },
    en: { title: 'The photo is too dark', steps: ['Move the product near a window, by day.', 'Turn the flash off; let the light come from the side.', 'Stand white paper on the dark side, so that it throws light back.'] },
  },
  bright: {
    code: 'SRT-PHO-103', weight: 'weak',
    id: { title: 'Foto terlalu terang', steps: ['Jauhkan produk dari matahari langsung.', 'Ketuk bagian yang paling terang di layar, lalu geser ke bawah.', 'Potret lagi; warna dan tulisannya harus terlihat.'] },
    en: { title: 'The photo is too bright', steps: ['Move the product out of direct sun.', 'Tap the brightest part on the screen, then slide down.', 'Take it again; its colours and words must show.'] },
  },
  small: {
    code: 'SRT-PHO-104', weight: 'weak',
    id: { title: 'Foto terlalu kecil', steps: ['Pakai foto asli dari ponsel, bukan tangkapan layar atau kiriman obrolan.', 'Dekatkan ponsel ke produk; jangan pakai perbesaran.', 'Sisi foto sebaiknya 1.000 piksel, paling sedikit 500.'] },
    en: { title: 'The photo is too small', steps: ['Use the phone\'s own photo, not a screenshot or one from a chat.', 'Move closer to the product; do not zoom.', 'A side should have 1,000 pixels, at least 500.'] },
  },
  strip: {
    code: 'SRT-PHO-105', weight: 'weak',
    id: { title: 'Foto terlalu panjang dan sempit', steps: ['Pilih bentuk kotak (1:1) di kamera.', 'Mundur sedikit sampai seluruh produk masuk.', 'Taruh produk di tengah.'] },
    en: { title: 'The photo is too long and narrow', steps: ['Choose the square shape (1:1) in the camera.', 'Step back until the whole product fits.', 'Put the product in the middle.'] },
  },
  busy: {
    code: 'SRT-PHO-106', weight: 'hint',
    id: { title: 'Latar belakang ramai', steps: ['Alasi produk dengan kertas atau kain polos berwarna terang.', 'Singkirkan benda lain dan tulisan dari sekelilingnya.', 'Sisakan sedikit ruang kosong di semua sisi.'] },
    en: { title: 'The background is busy', steps: ['Lay the product on plain, light paper or cloth.', 'Take other things and words away from around it.', 'Leave a little empty room on every side.'] },
  },
};

export const viewAdvice = (found: readonly Advice[], language: 'id' | 'en') => found.map((name) => ({ code: advices[name].code, weight: advices[name].weight, title: advices[name][language].title, steps: advices[name][language].steps }));
