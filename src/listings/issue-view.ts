import { causes, isCause, type CauseEntry } from '../../adapters/contract/index.js';
import { fill, fillWhole, localeOf, sayTime, type FactIssue, type Reader } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';

/** An issue in the reader's language, with its code, its weight and what to do; the marketplace's own words beside it. */
export function viewIssue(issue: FactIssue, toko: string, reader: Reader) {
  const { language, timezone: timeZone } = reader;
  const entry: CauseEntry = isCause(issue.cause) ? causes[issue.cause] : causes.unknown;
  // An instant is kept as such, and becomes a day or a time in the reader's words.
  const words = entry[language], instant = (name: string): number => (/^\d{4}-.*Z$/.test(issue.params?.[name] ?? '') ? Date.parse(issue.params?.[name] ?? '') : NaN), ends = instant('tanggal'), at = instant('waktu');
  const moments: Readonly<Record<string, string>> = {
    ...(Number.isNaN(ends) ? {} : { tanggal: new Intl.DateTimeFormat(localeOf(language), { day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(ends) }), ...(Number.isNaN(at) ? {} : { waktu: sayTime(at, reader) }),
  };
  const sebab = issue.params?.sebab;
  const reason: Readonly<Record<string, string>> = sebab !== undefined && isCause(sebab) ? { sebab: causes[sebab][language].title } : {};
  const given = { toko, kode: issue.rawCode, alasan: issue.rawMessage, ...issue.params, ...moments, ...reason };
  return {
    cause: issue.cause, code: entry.code, severity: entry.severity, owner: entry.owner, field: issue.field, value: issue.value ?? null, rule: issue.rule ?? null, sku: issue.sku ?? null,
    title: words.title, sentence: fillWhole(words.sentence, given) || (issue.rawMessage ? `${toko}: “${issue.rawMessage}”` : `${words.title}.`), button: fill(words.button, given),
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
