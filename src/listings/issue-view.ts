import { causes, isCause, type CauseEntry } from '../../adapters/contract/index.js';
import { fill, type FactIssue } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';

/** An issue in the reader's language, with its code, its weight and what to do; the marketplace's own words beside it. */
export function viewIssue(issue: FactIssue, toko: string, language: 'id' | 'en') {
  const entry: CauseEntry = isCause(issue.cause) ? causes[issue.cause] : causes.unknown;
  const words = entry[language], ends = Date.parse(issue.params?.tanggal ?? '');
  // An instant is kept as such, and becomes a day in the reader's words.
  const day: Readonly<Record<string, string>> = Number.isNaN(ends) ? {} : { tanggal: new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Asia/Jakarta' }).format(ends) };
  const sebab = issue.params?.sebab;
  const reason: Readonly<Record<string, string>> = sebab !== undefined && isCause(sebab) ? { sebab: causes[sebab][language].title } : {};
  return {
    cause: issue.cause, code: entry.code, severity: entry.severity, owner: entry.owner, field: issue.field, value: issue.value ?? null, rule: issue.rule ?? null, sku: issue.sku ?? null,
    title: words.title, sentence: fill(words.sentence, { toko, kode: issue.rawCode || '—', alasan: issue.rawMessage, ...issue.params, ...day, ...reason }), button: fill(words.button, { toko, ...issue.params }),
    raw: issue.rawCode || issue.rawMessage ? { code: issue.rawCode, message: issue.rawMessage } : null,
  };
}

/** Where it is mended: a page of ours, or the marketplace's seller centre where it has one. */
export function linkOf(of: { readonly cause: string; readonly product: string | null; readonly marketplace: string }, marketplaces: Marketplaces): string {
  const entry: CauseEntry = isCause(of.cause) ? causes[of.cause] : causes.unknown;
  if (entry.link === 'pusat-penjual') return marketplaces.find(of.marketplace)?.sellerCentre ?? '/';
  if (entry.link.includes('{produk}') && of.product === null) return `/masalah?cause=${of.cause}`;
  return entry.link.replace('{produk}', of.product ?? '').replace('{sebab}', of.cause);
}
