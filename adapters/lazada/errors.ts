/** What Lazada's codes ask the house to do. The same meaning comes as a number, as a symbolic name or as words (500 and 501 only open a `detail`): a row is found by its codes first, by its words second. */
import { Alarm, causes, Gone, LookFirst, Park, Reauthorise, Reject, Retry, Wait, type AdapterError, type AdapterErrorDetail, type Cause, type Issue, type Scope, type Verdict } from '../contract/index.js';
import { part, text, type Raw } from './wire.js';

interface Row { readonly codes: readonly string[]; readonly says?: RegExp; readonly verdict: Verdict; readonly cause?: Cause; readonly field?: string; readonly scope?: Scope; readonly afterMs?: number }
const classes: Readonly<Record<Verdict, new (message: string, detail: AdapterErrorDetail) => AdapterError>> = { 'retry': Retry, 'wait': Wait, 'park': Park, 'reauthorise': Reauthorise, 'reject': Reject, 'gone': Gone, 'look-first': LookFirst, 'alarm': Alarm };
const minute = 60_000;
const refuse = (codes: string, cause: Cause, field: string, says?: RegExp): Row => ({ codes: codes.split(' '), verdict: 'reject', cause, field, ...(says ? { says } : {}) });
export const table: readonly Row[] = [
  // Limits. A ban is told to last one second; around mega campaigns the API is closed.
  { codes: ['ApiCallLimit', '901', '4154', 'SYS_REQUEST_TOO_FAST', 'TRAFFIC_CONTROL'], says: /ban will last|too (fast|frequent|many requests)/i, verdict: 'wait', scope: 'op', afterMs: 1_000 },
  { codes: ['998'], verdict: 'wait', cause: 'closed-for-campaign', scope: 'shop', afterMs: 30 * minute },
  // Passing trouble.
  { codes: ['6', '513', '1000', '4135', '4159', 'THD_IC_ERR', 'IC_EXCEPTION', 'ServiceTimeout', 'SYS_ERROR', '40011', 'RPC_ERROR', '700024', 'GET_LOCK_FAILED', '4147'], says: /timed? ?out|concurrent|timestamp/i, verdict: 'retry' },
  // Tokens and signature.
  { codes: ['IllegalAccessToken'], verdict: 'reauthorise', cause: 'token-expired' },
  { codes: ['IllegalRefreshToken', 'InvalidCode', 'AUTH_TYPE_UNSUPPORTED'], verdict: 'reauthorise', cause: 'access-revoked' },
  { codes: ['IncompleteSignature', 'MissingParameter', '1', '5', '30', '1001'], verdict: 'alarm', cause: 'api-changed' },
  // Waits for an end on their side.
  { codes: ['4151'], says: /\bQC\b|under review/i, verdict: 'park', cause: 'under-review', field: 'listing', afterMs: 30 * minute },
  { codes: ['4155', '4162'], says: /\block(ed)?\b/i, verdict: 'park', cause: 'under-review', field: 'listing', afterMs: 60 * minute },
  { codes: ['4170'], says: /campaign/i, verdict: 'park', cause: 'stock-locked-by-promotion', field: 'stock', afterMs: 30 * minute },
  { codes: ['SellerNotActive', 'SellerNotVerified'], verdict: 'wait', cause: 'shop-under-penalty', scope: 'shop', afterMs: 60 * minute },
  { codes: ['16'], says: /invalid order id/i, verdict: 'gone' },
  { codes: ['207', '208'], says: /(item|sku|product)[^.]*(not (found|exist)|does not exist)/i, verdict: 'gone', cause: 'deleted-there', field: 'listing' },
  // Data a person must mend.
  refuse('201', 'category-gone', 'category', /categor/i), refuse('204 4171', 'too-many-variants', 'variants', /too many sku|more than \d+ sku/i),
  refuse('4105 4126 4141', 'duplicate-sku', 'sku', /(duplicat|exist)[^.]*seller ?sku|seller ?sku[^.]*(duplicat|exist)/i),
  refuse('4139', 'photo-missing', 'photos', /(no|missing|at least)[^.]*image|image[^.]*(required|mandatory|missing)/i), refuse('4169', 'too-many-photos', 'photos', /(too many|more than|at most)[^.]*image/i),
  refuse('4138', 'photo-not-reachable', 'photos', /external[^.]*image|image[^.]*external/i), refuse('300 301 302 303 304', 'photo-unreadable', 'photos', /image/i),
  refuse('4142 4130 4156', 'brand-not-approved', 'brand', /brand/i), refuse('4118 4157', 'price-out-of-range', 'price', /price/i),
  refuse('4164', 'package-too-heavy', 'grams', /weight/i), refuse('4165', 'package-size-missing', 'size', /length|width|height|dimension/i),
  refuse('4131 512 4123 4124', 'forbidden-word', 'title', /sensitive|mangrove|forbidden/i), refuse('4148', 'listing-limit', 'listing', /item (cap|limit)/i),
  refuse('4110 4167', 'required-attribute', 'attributes', /mandatory|required/i), refuse('701', 'category-not-mapped', 'category'),
  { codes: ['500', '501'], verdict: 'reject', cause: 'refused-in-words' },
];
export interface Told { readonly code: string; readonly message: string; readonly effect: 'read' | 'set' | 'make'; readonly detail?: readonly Detail[]; readonly sku?: string; readonly retryAfterMs?: number | null }
export interface Detail { readonly code: string; readonly field: string; readonly message: string; readonly sku: string; readonly skuId: string }
/** What a saying names by number or symbol: a leading number ("4139: …"), an E-number ("E030"), a symbolic name. Numbers further in are figures, not codes. */
const codesIn = (message: string): readonly string[] => [
  ...(/^\W*(\d{1,6})\s*(?::|-\s|$)/.exec(message)?.slice(1) ?? []), ...[...message.matchAll(/\bE0*(\d{1,5})\b/g)].map((match) => match[1] ?? ''), ...(message.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []),
];
/** An umbrella's inside. Its members are not documented: each usual name is looked for, a code may also stand in the message. */
export function detailsOf(envelope: Raw): readonly Detail[] {
  const inside = envelope['detail'], entries = Array.isArray(inside) ? inside : inside === undefined || inside === null || inside === '' ? [] : [inside];
  return entries.map((entry: unknown) => {
    const raw = part(entry), message = text(raw['message'] ?? raw['msg']) || (typeof entry === 'string' ? entry : '');
    const code = text(raw['code'] ?? raw['error_code']) || (codesIn(message)[0] ?? '');
    return { code, field: text(raw['field']), message, sku: text(raw['seller_sku'] ?? raw['SellerSku']), skuId: text(raw['sku_id'] ?? raw['SkuId']) };
  });
}
const byCode = (code: string): Row | undefined => table.find((row) => row.codes.includes(code));
/** Whether it is a word of Lazada's own, and not a gateway's: it means what it says whatever HTTP status it comes with (which one is not documented). */
export const isKnown = (code: string): boolean => byCode(code) !== undefined;
/** 500 and 501 say only that there is more inside, 1 hardly more; any other code means what it says. */
function rowOf(code: string, message: string): Row | undefined {
  const inside = codesIn(message).flatMap((named) => byCode(named) ?? [])[0];
  const own = ['500', '501'].includes(code) ? undefined : byCode(code.replace(/^E0*(?=\d)/, ''));
  return (code === '1' ? inside ?? own : own ?? inside) ?? table.find((row) => row.says?.test(message)) ?? byCode(code);
}
const ours: readonly (readonly [RegExp, string])[] = [[/^name$|title/i, 'title'], [/desc/i, 'description'], [/image/i, 'photos'], [/brand/i, 'brand'], [/categor/i, 'category'], [/price/i, 'price'], [/quantity|stock/i, 'stock'], [/weight/i, 'grams'], [/length|width|height/i, 'size'], [/sku/i, 'sku']];
const tooLong: readonly (readonly [RegExp, Cause, string])[] = [[/\b(name|title)\b[^.]*\blong/i, 'title-too-long', 'title'], [/description[^.]*\blong/i, 'description-too-long', 'description']];
/** Codes for "mandatory" come for wrong values and long texts too, and a lock may be a campaign's: field and words tell. */
function issueOf(detail: Detail, row: Row | undefined): Issue {
  const words = `${detail.field} ${detail.message}`, named = ours.find(([pattern]) => pattern.test(detail.field))?.[1], make = (cause: Cause, field: string | null): Issue => (
    { cause, field, params: paramsOf(cause, detail), rawCode: detail.code, rawMessage: detail.message, ...(detail.sku === '' ? {} : { sku: detail.sku }) });
  if (row?.cause === 'under-review' && /campaign|promo/i.test(words)) return named === 'stock' ? make('stock-locked-by-promotion', 'stock') : make('price-locked-by-promotion', 'price');
  if (row?.cause !== 'required-attribute') return make(row?.cause ?? 'unknown', row?.field ?? named ?? (detail.field || null));
  const long = tooLong.find(([pattern]) => pattern.test(words));
  if (long) return make(long[1], long[2]);
  return make(/invalid|must (be|have)|not belong/i.test(words) ? 'invalid-attribute' : 'required-attribute', named ?? (detail.field === '' ? 'attributes' : `attributes.${detail.field}`));
}
/** Makes the error that an answer means: of an umbrella, what its inside says; one that passes by itself wins over one a person must mend. An unclear end of a make is never repeated. */
export function errorOf(told: Told): AdapterError {
  const own: Detail = { code: told.code, message: told.message, field: '', sku: told.sku ?? '', skuId: '' };
  const inside = told.detail && told.detail.length > 0 ? told.detail.map((entry) => ({ ...entry, code: entry.code || told.code, sku: entry.sku || own.sku })) : [own];
  const seen = inside.map((detail) => ({ detail, row: rowOf(detail.code, `${detail.message} ${detail.field}`.trim()) }));
  const row = (seen.find((entry) => entry.row && entry.row.verdict !== 'reject') ?? seen.find((entry) => entry.row) ?? seen[0])?.row;
  const verdict = row?.verdict ?? 'reject', end: Verdict = verdict === 'retry' && told.effect === 'make' ? 'look-first' : verdict;
  const issues = row?.cause === undefined && verdict !== 'reject' ? [] : seen.map((entry) => issueOf(entry.detail, entry.row));
  return new classes[end](`${told.code}: ${[told.message, ...inside.map((entry) => entry.message).filter((message) => message !== told.message)].join('; ')}`, { rawCode: told.code, scope: row?.scope, afterMs: row?.scope === 'op' ? Math.max(row.afterMs ?? 0, told.retryAfterMs ?? 0) : row?.afterMs, issues });
}
/** What the message itself says of the numbers and names a sentence needs; a dash for what it leaves out. */
function paramsOf(cause: Cause, told: Detail): Readonly<Record<string, string>> {
  const quoted = /["'“\[]([^"'”\]]{1,80})["'”\]]/.exec(told.message)?.[1], figure = /\d[\d.,]*/.exec(told.message.replace(told.code, ''))?.[0];
  const known: Readonly<Record<string, string | undefined>> = { kode: told.code, atribut: told.field || quoted || /^(.{1,60}?) (is|must|has)\b/.exec(told.message.replace(/^\W*\d+:\s*/, ''))?.[1], kata: quoted, nilai: quoted ?? /: ([^:]{1,80})$/.exec(told.message)?.[1], merek: quoted, batas: figure, alasan: told.message, sku: told.sku || undefined };
  const asked = [...causes[cause].id.sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').filter((name) => name !== 'toko' && name !== 'waktu');
  return Object.fromEntries(asked.map((name) => [name, known[name] ?? '—']));
}
