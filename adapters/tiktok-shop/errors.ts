/** What TikTok Shop's codes ask the house to do. One code may have several meanings, so a row may also look at the message; the first row that fits wins. */
import { errorAs, paramsFor, type AdapterError, type AdapterErrorDetail, type Cause, type Issue, type Scope, type Verdict } from '../contract/index.js';

interface Row { readonly codes: readonly number[] | 'any'; readonly says?: RegExp; readonly verdict: Verdict; readonly cause?: Cause; readonly field?: string; readonly scope?: Scope; readonly afterMs?: number }
const minute = 60_000;
const refuse = (codes: Row['codes'], cause: Cause, field: string, says?: RegExp): Row => ({ codes, says, verdict: 'reject', cause, field });
const park = (codes: Row['codes'], cause: Cause, field: string, afterMs: number): Row => ({ codes, verdict: 'park', cause, field, afterMs });
const span = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
export const table: readonly Row[] = [
  // Tokens and grants. A cipher that no longer fits is read anew with a refresh.
  { codes: [105002, 36004001, 36004004], verdict: 'reauthorise', cause: 'token-expired' }, { codes: [105001, 36004005, 106011, 106013, 101000], verdict: 'reauthorise', cause: 'access-revoked' },
  // One code for everything about the call's frame. The gateway learns the clock from the answer, so a late timestamp is tried again.
  { codes: [36009004], says: /timestamp/i, verdict: 'retry' }, { codes: [36009004], says: /cipher|\bsign/i, verdict: 'alarm', cause: 'api-changed' },
  { codes: [36009004], says: /app[_ ]?key/i, verdict: 'reauthorise', cause: 'access-revoked' }, { codes: [36009004], says: /token/i, verdict: 'reauthorise', cause: 'token-expired' },
  { codes: [106001, 36009004, 36009009, 36009010, 36009014, 36009022, 12052180], verdict: 'alarm', cause: 'api-changed' },
  { codes: [105005], verdict: 'wait', cause: 'permission-missing', scope: 'shop', afterMs: 10 * minute }, { codes: [36009033], verdict: 'wait', cause: 'server-not-allowed', scope: 'app', afterMs: 10 * minute },
  // Limits and passing trouble.
  { codes: [36009002], verdict: 'wait', scope: 'shop', afterMs: 1_000 }, { codes: [12052109], verdict: 'wait', scope: 'shop', afterMs: minute },
  { codes: [36009003, 36009007, 25001028, 10002014, 10002015, 10037002, 10037003, 10037004], verdict: 'retry' },
  { codes: [12052700], verdict: 'wait', cause: 'shop-under-penalty', scope: 'shop', afterMs: 60 * minute },
  // Waits for an end on their side.
  park([12052393], 'stock-locked-by-promotion', 'stock', 30 * minute), park([12052038, 12019045], 'price-locked-by-promotion', 'price', 30 * minute),
  park([12052332], 'under-review', 'listing', 360 * minute), park([12052901], 'under-review', 'listing', 2 * minute),
  { codes: [12052260, 12052048], verdict: 'gone', cause: 'deleted-there', field: 'listing' },
  { codes: 'any', says: /idempoten/i, verdict: 'look-first' },
  // Data a person must mend.
  refuse([12052023, 12052024], 'category-gone', 'category'), refuse([12052217, 12052230], 'category-gone', 'category'), refuse(span(12052220, 12052227), 'category-restricted', 'category'),
  refuse([12052104, 12052182], 'required-attribute', 'attributes'), refuse([12052105], 'permit-number-missing', 'attributes'),
  refuse([12052051, 12052261], 'title-too-long', 'title', /exceed|long|most|maximum|greater/i), refuse([12052051, 12052261], 'title-too-short', 'title', /short|least|minimum|less|between|length/i), refuse([12052051, 12052261], 'forbidden-word', 'title'),
  refuse([12052013, 12052015], 'description-too-long', 'description', /exceed|long|most|maximum|length/i), refuse([12052013, 12052015], 'description-too-short', 'description', /empty|short|least|required|missing/i),
  refuse([12052013, 12052015], 'contact-in-text', 'description'),
  refuse([12052028], 'photo-missing', 'photos'), refuse([12038014, 12019116], 'photo-too-small', 'photos', /dimension|pixel|small|resolution/i), refuse([12052722, 12038002, 12038004, 12038005, 12038014, 12019116], 'photo-unreadable', 'photos'),
  refuse([12052054, 12019059], 'sku-not-accepted', 'sku'), refuse([12052996], 'duplicate-sku', 'sku'), refuse([12052592], 'possible-duplicate-listing', 'listing'),
  refuse([12052560, 12052525, 12052050], 'too-many-variants', 'variants', /count|number of sku|too many|exceed/i), refuse([12052560, 12052525, 12052050], 'too-many-options', 'variants'),
  refuse([12052055], 'stock-out-of-range', 'stock'), refuse([12052097, 12019028], 'warehouse-missing', 'stock'), refuse([12052093], 'listing-limit', 'listing'),
  refuse([25001011, 25001014, 25001015, 25001020, 25001021, 25001045, 25001051], 'order-step-refused', 'order'), refuse([12052990], 'refused-in-words', 'listing'),
];
export interface Told { readonly code: string; readonly message: string; readonly effect: 'read' | 'set' | 'make'; readonly retryAfterMs?: number | null; readonly sku?: string }
const rowOf = (told: Told): Row | undefined => table.find((row) => (row.codes === 'any' || row.codes.includes(Number(told.code))) && (row.says?.test(told.message) ?? true));
/** One thing refused, in the house's words. */
export function issueOf(told: Told): Issue {
  const row = rowOf(told), cause = row?.cause ?? 'unknown';
  return { cause, field: row?.field ?? null, params: paramsOf(cause, told), rawCode: told.code, rawMessage: told.message, ...(told.sku === undefined ? {} : { sku: told.sku }) };
}
/** Makes the error that an answer means. An unclear end of a make is never repeated; an unknown code is refused with what was said. */
export function errorOf(told: Told): AdapterError {
  const row = rowOf(told), verdict = row?.verdict ?? 'reject';
  const detail: AdapterErrorDetail = {
    rawCode: told.code, scope: row?.scope, afterMs: row?.scope === 'shop' && row.cause === undefined ? (told.retryAfterMs ?? row.afterMs) : row?.afterMs,
    issues: row?.cause === undefined && verdict !== 'reject' ? [] : [issueOf(told)],
  };
  // Of the passing troubles only a clock's refusal proves that nothing was made.
  const end: Verdict = told.effect === 'make' ? (verdict === 'retry' && told.code !== '36009004' ? 'look-first' : verdict) : verdict === 'look-first' ? 'retry' : verdict;
  return errorAs(end, `${told.code}: ${told.message}`, detail);
}
/** What the message itself says of the numbers and names a sentence needs; a dash for what it leaves out. */
export function paramsOf(cause: Cause, told: { readonly code: string; readonly message: string; readonly sku?: string }): Readonly<Record<string, string>> {
  const quoted = /["'“\[]([^"'”\]]{1,80})["'”\]]/.exec(told.message)?.[1], figure = /\d[\d.,]*/.exec(told.message)?.[0];
  const known: Readonly<Record<string, string | undefined>> = { kode: told.code, atribut: quoted, kata: quoted, nilai: quoted, izin: quoted, batas: figure, alasan: told.message, sku: told.sku, ip: /\b(\d+\.\d+\.\d+\.\d+)\b/.exec(told.message)?.[1], min: '0', maks: '99.999' };
  return paramsFor(cause, known);
}
