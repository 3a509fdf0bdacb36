import { causes, isCause, type CauseEntry } from '../../adapters/contract/index.js';
import { fill, type FactIssue } from '../kernel/index.js';

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
