import { rupiah } from '../kernel/index.js';
import type { FeeLine } from './fees.js';
import { raised, type PriceRule } from './price-rule.js';
import { fallsFar, type Quote } from './quote.js';

type Language = 'id' | 'en';
const kinds: Readonly<Record<FeeLine['kind'], Readonly<Record<Language, string>>>> = {
  commission: { id: 'komisi', en: 'commission' }, service: { id: 'biaya layanan', en: 'service fee' }, payment: { id: 'biaya pembayaran', en: 'payment fee' }, order: { id: 'biaya per pesanan', en: 'fee per order' }, campaign: { id: 'biaya kampanye', en: 'campaign fee' },
};
const number = (value: number, language: Language): string => value.toLocaleString(language === 'id' ? 'id-ID' : 'en-US', { maximumFractionDigits: 4 });
const say = (language: Language, id: string, en: string): string => (language === 'id' ? id : en);
const signed = (amount: bigint, language: Language): string => `${amount < 0n ? '−' : '+'} ${rupiah(amount < 0n ? -amount : amount, language)}`;

/** "komisi 6,5 %", or "komisi belum diketahui". */
export const feeName = (line: FeeLine, language: Language): string =>
  [kinds[line.kind][language], line.percent !== null ? `${number(line.percent, language)} %` : null, line.known ? null : say(language, 'belum diketahui', 'not known')].filter(Boolean).join(' ');

/** "Rp 45.000 → Toko Rp 50.900: komisi 6,5 % Rp 3.309, sisa Rp 47.591". */
export function sentenceOf(quote: Quote, place: string, language: Language): string {
  const parts = [...quote.fees.map((line) => (line.known ? `${feeName(line, language)} ${rupiah(line.amount, language)}` : feeName(line, language))), `${say(language, 'sisa', 'left')} ${rupiah(quote.left, language)}`];
  return `${rupiah(quote.catalogue, language)} → ${place} ${rupiah(quote.price, language)}: ${parts.join(', ')}`;
}

/** What the rule does, in words. */
export function ruleWords(quote: Quote, language: Language): string {
  const { rule } = quote;
  if (quote.own) return say(language, 'harga khusus toko ini', 'a price of this shop alone');
  const parts = [
    rule.percent === 0 ? null : `${rule.percent < 0 ? '−' : '+'} ${number(Math.abs(rule.percent), language)} %`,
    rule.fixed === 0 ? null : signed(BigInt(rule.fixed), language),
    rounding(quote.catalogue, rule, language),
    quote.floor === null ? null : quote.lifted ? say(language, `dinaikkan sampai tersisa ${rupiah(quote.floor, 'id')}`, `raised until ${rupiah(quote.floor, 'en')} are left`) : say(language, `harus tersisa ${rupiah(quote.floor, 'id')}`, `${rupiah(quote.floor, 'en')} must be left`),
  ].filter(Boolean);
  return parts.join(', ') || say(language, 'harga katalog', 'catalogue price');
}

function rounding(catalogue: bigint, rule: PriceRule, language: Language): string | null {
  if (rule.roundTo <= 1) return null;
  const step = number(rule.roundTo, language);
  if (rule.rounding === 'charm') return say(language, `dinaikkan ke akhiran ${number(rule.ending ?? (rule.roundTo * 9) / 10, 'id')}`, `raised to an ending of ${number(rule.ending ?? (rule.roundTo * 9) / 10, 'en')}`);
  if (rule.rounding === 'nearest') return say(language, `dibulatkan ke ${step} terdekat`, `rounded to the nearest ${step}`);
  return raised(catalogue, rule) % BigInt(rule.roundTo) === 0n ? null : say(language, `dibulatkan naik ke kelipatan ${step}`, `rounded up to a multiple of ${step}`);
}

/** What is not known of this price. */
export const gapsOf = (quote: Quote, place: string, language: Language): readonly string[] => [
  ...quote.fees.filter((line) => !line.known).map((line) => say(language, `${kinds[line.kind].id} ${place} belum diketahui dan dihitung 0. ${line.row.note?.id ?? ''}`, `The ${kinds[line.kind].en} of ${place} is not known and counts as 0. ${line.row.note?.en ?? ''}`).trim()),
  ...(quote.fees.length === 0 ? [say(language, `Biaya ${place} belum ada di tabel: sisanya sama dengan harganya.`, `The fees of ${place} are not in the table: what is left equals the price.`)] : []),
  ...(quote.costMissing ? [say(language, 'Biaya pokok belum diisi: batasnya dihitung dari harga katalog.', 'No cost is entered: the floor is counted from the catalogue price.')] : []),
];

/** What this price sets off when it leaves. `last`: what was last sent; `there`: what the marketplace itself does with such a change. */
export const announcementsOf = (quote: Quote, last: bigint | null, language: Language, there: readonly string[]): readonly string[] => [
  ...(quote.belowFloor && quote.floor !== null ? [say(language, `Sisanya di bawah batas ${rupiah(quote.floor, 'id')}: harga ini menunggu persetujuan sebelum dikirim.`, `What is left is below the floor of ${rupiah(quote.floor, 'en')}: this price waits for a confirmation before it is sent.`)] : []),
  ...(last !== null && fallsFar(quote.price, last) ? [say(language, `Turun separuh atau lebih dari ${rupiah(last, 'id')} yang terakhir dikirim: harga ini menunggu persetujuan sebelum dikirim.`, `Half or less of the ${rupiah(last, 'en')} last sent: this price waits for a confirmation before it is sent.`)] : []),
  ...there,
];
