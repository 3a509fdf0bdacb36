import { fill, sayTime } from '../../kernel/index.js';

/** What a digest says of one cause: no row, no buyer, no secret. */
export interface ToldCause { readonly cause: string; readonly code: string; readonly severity: string; readonly owner: string; readonly title: string; readonly sentence: string; readonly count: number; readonly products: number; readonly shops: readonly { readonly id: string; readonly name: string }[]; readonly firstAt: string; readonly link: string }
export type MessageKind = 'daily' | 'urgent' | 'test';

const words = {
  id: {
    daily: '{koperasi}: {n} sebab perlu tangan Anda', urgent: '{koperasi}: ada toko berhenti — {judul}', test: '{koperasi}: ini percobaan ringkasan Serentak', hello: 'Yang perlu ditangani di {koperasi}:', trial: 'Ringkasan dari {koperasi} akan datang ke alamat ini.',
    line: '{judul} — {produk} produk, {toko}. Sejak {sejak}.', open: 'Buka: {tautan}', end: 'Atur ringkasan ini, atau hentikan, di Serentak: {tautan}',
  },
  en: {
    daily: '{koperasi}: {n} causes need your hand', urgent: '{koperasi}: a shop stands still — {judul}', test: '{koperasi}: a trial of Serentak\'s digest', hello: 'What needs doing at {koperasi}:', trial: 'Digests of {koperasi} will come to this address.',
    line: '{judul} — {produk} products, {toko}. Since {sejak}.', open: 'Open: {tautan}', end: 'Change or stop this digest in Serentak: {tautan}',
  },
} as const;

/** A digest as a letter: plain text, one paragraph a cause. */
export function letterOf(of: { readonly kind: MessageKind; readonly causes: readonly ToldCause[]; readonly cooperative: string; readonly timezone: string; readonly language: 'id' | 'en'; readonly publicUrl: string }): { subject: string; text: string } {
  const say = words[of.language], koperasi = of.cooperative, link = (path: string): string => (/^https?:/.test(path) ? path : of.publicUrl + path);
  const parts = of.causes.map((cause) => [
    fill(say.line, { judul: cause.title, produk: cause.products, toko: cause.shops.map((shop) => shop.name).join(', '), sejak: sayTime(new Date(cause.firstAt), of, { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }) }), cause.sentence, fill(say.open, { tautan: link(`/masalah?cause=${cause.cause}`) }),
  ].join('\n'));
  return {
    subject: fill(say[of.kind], { koperasi, n: of.causes.length, judul: of.causes[0]?.title ?? '' }).replace(/\s+/g, ' ').slice(0, 200),
    text: [fill(of.kind === 'test' ? say.trial : say.hello, { koperasi }), ...parts, fill(say.end, { tautan: link('/') })].join('\n\n'),
  };
}
