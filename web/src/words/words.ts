/** Words and numbers in the reader's language. Keys come from `id.json`, the original; `en.json` holds the same ones and is fetched only when wanted. */
import { signal } from '@preact/signals';
import id from './id.json';

export type Key = keyof typeof id;
export type Language = 'id' | 'en';
type Values = Readonly<Record<string, string | number>>;

export const language = signal<Language>(document.documentElement.lang === 'en' ? 'en' : 'id');
const books: Partial<Record<Language, Record<Key, string>>> = { id };

/** Resolves when the words are there; until then the former language stays on screen. */
export async function speak(wanted: Language): Promise<void> {
  books[wanted] ??= (await import('./en.json')).default;
  document.documentElement.lang = wanted;
  language.value = wanted;
}

/** `{n}` is filled in (numbers as the language writes them); `{n|product|products}` chooses by the number's plural form. */
export function t(key: Key, values: Values = {}): string {
  const words = (books[language.value] ?? id)[key];
  return words.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one: string | undefined, many: string | undefined) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (one !== undefined && many !== undefined) return value === 1 ? one : many;
    return typeof value === 'number' ? count(value) : value;
  });
}

/** A key built at run time (a state word, a role), or `otherwise` where the language has no word for it. */
export const tIf = (key: string, otherwise: string): string => (key in id ? t(key as Key) : otherwise);

export const locale = (): string => (language.value === 'id' ? 'id-ID' : 'en-GB');
export const count = (value: number): string => new Intl.NumberFormat(locale()).format(value);
/** Whole rupiah. */
export const rupiah = (value: number): string => new Intl.NumberFormat(locale(), { style: 'currency', currency: 'IDR', currencyDisplay: 'narrowSymbol', maximumFractionDigits: 0 }).format(value);
/** `Rp 18.000 – 152.000`, or one price. */
export const rupiahRange = (min: number, max: number): string => (min === max ? rupiah(min) : `${rupiah(min)} – ${count(max)}`);
