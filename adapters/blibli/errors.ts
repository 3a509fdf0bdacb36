/** What Blibli's refusals ask the house to do. Codes read ERR-<service><HTTP status><number>; no public list exists, so a row may also look at the message. The first row that fits wins. */
import { errorAs, paramsFor, type AdapterError, type Cause, type Issue, type Scope, type Verdict } from '../contract/index.js';

export interface Told { readonly code: string; readonly message: string; readonly status?: number; readonly effect: 'read' | 'set' | 'make'; readonly sku?: string; readonly afterMs?: number | null; readonly scope?: Scope }
interface Row { readonly code: RegExp; readonly says?: RegExp; readonly verdict: Verdict; readonly cause?: Cause; readonly field?: string }
const refuse = (says: RegExp, cause: Cause, field: string): Row => ({ code: /./, says, verdict: 'reject', cause, field });
const late = /signature[- ]?time|requestTime/i;
const halfAnHour = 1_800_000;
export const table: readonly Row[] = [
  { code: /^ERR-PA429001$/, verdict: 'wait' }, { code: /^ERR-MA500007$/, verdict: 'retry' },
  { code: /^ERR-PA404012$/, verdict: 'gone', cause: 'deleted-there', field: 'order' },
  { code: /^(ERR-[A-Z]+)?429/, verdict: 'wait' }, { code: /^(ERR-[A-Z]+)?5\d\d/, verdict: 'retry' },
  // The gateway learns the clock from the answer, so a late time is tried again; nothing was made.
  { code: /./, says: late, verdict: 'retry' }, { code: /./, says: /signature/i, verdict: 'alarm', cause: 'api-changed' },
  { code: /./, says: /not\s+bound|seller id not recogni[sz]ed|unauthori[sz]ed|api-?seller-?key/i, verdict: 'reauthorise', cause: 'access-revoked' },
  { code: /^(ERR-[A-Z]+)?401/, verdict: 'reauthorise', cause: 'access-revoked' }, { code: /^(ERR-[A-Z]+)?403/, verdict: 'reauthorise', cause: 'permission-missing' },
  { code: /^(ERR-[A-Z]+)?404/, verdict: 'gone', cause: 'deleted-there', field: 'listing' },
  { code: /./, says: /campaign|promo/i, verdict: 'park', cause: 'price-locked-by-promotion', field: 'price' },
  { code: /./, says: /under review|in review/i, verdict: 'park', cause: 'under-review', field: 'listing' },
  refuse(/archived|suspended/i, 'banned', 'listing'), refuse(/seller ?sku|merchant ?sku|duplicate/i, 'duplicate-sku', 'sku'),
  refuse(/phone|e-?mail|address|social media|\bCOD\b/i, 'contact-in-text', 'description'), refuse(/description.*(long|max|exceed|5[., ]?000)/i, 'description-too-long', 'description'),
  refuse(/brand/i, 'brand-not-approved', 'brand'), refuse(/image.*(min|600|small|resolution)/i, 'photo-too-small', 'photos'), refuse(/image.*(missing|required|empty)/i, 'photo-missing', 'photos'),
  refuse(/image/i, 'photo-unreadable', 'photos'), refuse(/attribute.*(mandatory|required|empty|missing)|(mandatory|required).*attribute/i, 'required-attribute', 'attributes'),
  refuse(/attribute/i, 'invalid-attribute', 'attributes'), refuse(/categor/i, 'category-gone', 'category'), refuse(/name.*(long|max|exceed)/i, 'title-too-long', 'title'),
  refuse(/price/i, 'price-out-of-range', 'price'), refuse(/stock/i, 'stock-out-of-range', 'stock'), refuse(/logistic|pickup ?point/i, 'shipping-channel-missing', 'shipping'),
  refuse(/weight/i, 'weight-missing', 'weight'), refuse(/dimension|length|width|height/i, 'package-size-missing', 'size'),
  { code: /^ERR-PA400054$|^(ERR-[A-Z]+)?400/, verdict: 'reject', cause: 'refused-in-words' },
];
const rowOf = (told: Told): Row | undefined => table.find((row) => row.code.test(told.code || 'unknown') && (row.says?.test(told.message) ?? true));
/** One thing refused, in the house's words. */
export function issueOf(told: Told): Issue {
  const row = rowOf(told), cause = row?.cause ?? 'unknown';
  return { cause, field: row?.field ?? null, params: paramsOf(cause, told), rawCode: told.code, rawMessage: told.message, ...(told.sku === undefined ? {} : { sku: told.sku }) };
}
/** Makes the error that an answer means. An unclear end of a make is never repeated; an unknown code is refused with what was said. */
export function errorOf(told: Told): AdapterError {
  const row = rowOf(told), verdict = row?.verdict ?? 'reject', end: Verdict = verdict === 'retry' && told.effect === 'make' && !late.test(told.message) ? 'look-first' : verdict;
  return errorAs(end, `${told.code}: ${told.message}`, {
    rawCode: told.code, ...(verdict === 'wait' ? { scope: told.scope ?? 'op', afterMs: told.afterMs ?? halfAnHour } : verdict === 'park' ? { afterMs: halfAnHour } : {}),
    issues: row?.cause === undefined && verdict !== 'reject' ? [] : [issueOf(told)],
  });
}
/** What the message itself says of the numbers and names a sentence needs; a dash for what it leaves out. */
function paramsOf(cause: Cause, told: Told): Readonly<Record<string, string>> {
  const quoted = /["'“[]([^"'”\]]{1,80})["'”\]]/.exec(told.message)?.[1], figure = /\d[\d.,]*/.exec(told.message)?.[0];
  const known: Readonly<Record<string, string | undefined>> = { kode: told.code, atribut: quoted, nilai: quoted, merek: quoted, izin: quoted, batas: figure, alasan: told.message, sku: told.sku ?? quoted };
  return paramsFor(cause, known);
}
