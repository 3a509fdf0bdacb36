/** What Shopee's codes ask the house to do. One code has many messages, so a row may also look at the message; the first row that fits wins. Module prefixes (`product.error_busi`, `error.param`) are taken off first. */
import { errorAs, paramsFor, type AdapterError, type AdapterErrorDetail, type Cause, type Scope, type Verdict } from '../contract/index.js';

interface Row { readonly codes: readonly string[] | RegExp; readonly says?: RegExp; readonly verdict: Verdict; readonly cause?: Cause; readonly field?: string; readonly scope?: Scope; readonly afterMs?: number }

/** `lockMs`: how long a lock without a named end is left alone before it is asked again. */
const minute = 60_000, lockMs = 30 * minute;
const lock = (codes: Row['codes'], cause: Cause, field: string, says?: RegExp): Row => ({ codes, says, verdict: 'park', cause, field, afterMs: lockMs });
const refuse = (codes: Row['codes'], cause: Cause, field: string, says?: RegExp): Row => ({ codes, says, verdict: 'reject', cause, field });
const any = /^/;

export const table: readonly Row[] = [
  // Tokens and grants.
  { codes: ['invalid_acceess_token', 'invalid_access_token'], verdict: 'reauthorise', cause: 'token-expired' }, { codes: ['error_auth', 'error_param'], says: /access[_ ]?token/i, verdict: 'reauthorise', cause: 'token-expired' },
  { codes: ['error_shop_refresh_token', 'error_merchant_refresh_token', 'refresh_token_expired', 'shop_access_expired', 'invalid_code'], verdict: 'reauthorise', cause: 'token-expired' },
  { codes: ['shop_no_linked', 'partner_shop_no_link', 'invalid_shop_id', 'invalid_partner_id'], verdict: 'reauthorise', cause: 'access-revoked' },
  { codes: ['error_auth', 'error_param'], says: /refresh[_ ]?token/i, verdict: 'reauthorise', cause: 'token-expired' },
  { codes: ['error_auth'], says: /no linked|invalid partner_id or shop_?id|partner_id is invalid|app is deleted/i, verdict: 'reauthorise', cause: 'access-revoked' },
  // Signature and clock: the gateway learns the clock from the answer, so a late timestamp is tried again.
  { codes: ['error_param'], says: /timestamp/i, verdict: 'retry' }, { codes: ['error_sign'], verdict: 'alarm', cause: 'api-changed' },
  { codes: ['error_auth', 'error_param'], says: /\bsign\b/i, verdict: 'alarm', cause: 'api-changed' }, { codes: ['error_partner_key_expired'], verdict: 'reauthorise', cause: 'access-revoked' },
  // Access of the whole app or shop: its gate closes with the reason, and is tried again later.
  { codes: ['source_ip_undeclared'], verdict: 'wait', cause: 'server-not-allowed', scope: 'app', afterMs: 10 * minute },
  { codes: ['error_api_permission', 'error_ashop_api_permission', 'error_kyc_auth', 'api_suspended', 'error_api_call_restricted'], verdict: 'wait', cause: 'permission-missing', scope: 'shop', afterMs: 10 * minute },
  { codes: ['error_auth'], says: /no permission|restricted/i, verdict: 'wait', cause: 'permission-missing', scope: 'shop', afterMs: 10 * minute }, { codes: ['shop_banned'], verdict: 'wait', cause: 'shop-under-penalty', scope: 'shop', afterMs: 60 * minute },
  // Limits and passing trouble.
  { codes: ['error_rate_limit'], verdict: 'wait', scope: 'shop', afterMs: 1_000 }, { codes: ['error_limit'], verdict: 'wait', cause: 'quota-for-today', scope: 'app' },
  { codes: ['error_server', 'error_inner', 'error_network', 'error_system_busy'], says: /location id/i, verdict: 'reject', cause: 'warehouse-missing', field: 'stock' },
  { codes: ['error_server', 'error_inner', 'error_network', 'error_system_busy'], says: /update item failed/i, verdict: 'reject', cause: 'refused-in-words' },
  { codes: ['error_server', 'error_inner', 'error_network', 'error_system_busy'], verdict: 'retry' }, { codes: ['error_auth'], says: /try again later/i, verdict: 'retry' },
  // Holiday, promotion, review: waiting, not failing.
  { codes: ['error_holiday_on_add_item', 'error_holiday_mode_change_stock'], verdict: 'park', cause: 'shop-on-holiday', afterMs: 60 * minute },
  { codes: any, says: /holiday mode|vacation mode|vocation mode/i, verdict: 'park', cause: 'shop-on-holiday', afterMs: 60 * minute }, lock(['error_cannt_edit_stock_in_promotion', 'error_promotion_cantnot_update_stock'], 'stock-locked-by-promotion', 'stock'),
  lock(any, 'stock-locked-by-promotion', 'stock', /reserved? stock|promotion.*stock|stock.*promotion/i),
  lock(['error_cannt_edit_price_in_promotion', 'error_cannot_update_price_in_promotion', 'error_in_item_promotion_item_price_lock'], 'price-locked-by-promotion', 'price'),
  lock(any, 'price-locked-by-promotion', 'price', /price.*promotion|promotion.*price/i), lock(/_in_promotion$|_in_item_promotion_|_promotion_|_slash_price_/, 'price-locked-by-promotion', 'listing'),
  { codes: ['error_busi_cannot_delist_reviewing_or_banned_item'], verdict: 'park', cause: 'under-review', afterMs: 10 * minute },
  // What is gone.
  { codes: any, says: /\bapi is not found|request path is incorrect/i, verdict: 'alarm', cause: 'api-changed' }, { codes: ['error_not_found', 'order_not_found'], verdict: 'gone', cause: 'deleted-there' },
  { codes: ['error_item_not_found', 'error_item_or_variation_not_found', 'error_item_not_belong_shop', 'error_wrong_modelid'], verdict: 'gone', cause: 'deleted-there' },
  { codes: ['error_param', 'error_data', 'error_busi'], says: /(item|product|model)(_id)? (is )?not (found|exist)|item or model doesn/i, verdict: 'gone', cause: 'deleted-there' },
  lock(['error_item_uneditable'], 'price-locked-by-promotion', 'listing', /promotion/i), refuse(['error_item_uneditable'], 'banned', 'listing'),
  // Data a person must mend.
  refuse(['error_invalid_category'], 'category-gone', 'category'), refuse(['error_category_is_block', 'error_forbidden_category'], 'category-restricted', 'category'),
  refuse(['error_less_required_attribute'], 'required-attribute', 'attributes'), refuse(['error_invalid_attribute'], 'invalid-attribute', 'attributes'),
  refuse(['error_less_required_brand', 'error_invalid_brand'], 'brand-not-approved', 'brand'), refuse(['error_title_exceeds_max_length'], 'title-too-long', 'title'),
  refuse(['error_item_name_is_too_short'], 'title-too-short', 'title'), refuse(['error_title_character_forbidden'], 'forbidden-word', 'title'),
  refuse(['error_desc_length_min_limit'], 'description-too-short', 'description'), refuse(/^error_desc_length_max/, 'description-too-long', 'description'), refuse(['error_image_num_min'], 'photo-missing', 'photos'),
  refuse(/^error_image_num_max/, 'too-many-photos', 'photos'), refuse(['error_image_unavailable'], 'photo-unreadable', 'photos'), refuse(any, 'price-spread', 'price', /price.*(ratio|times|difference)|times the cheapest/i),
  refuse(['error_price_exceed_min_limitt', 'error_price_exceed_max_limitt', 'error_price_exceed_min_limit', 'error_price_exceed_max_limit', 'error_invalid_price'], 'price-out-of-range', 'price'),
  refuse(['error_invalid_logistic_info', 'error_invalid_price_for_logistic'], 'shipping-channel-missing', 'shipping'), refuse(['error_repeated_mtsku'], 'possible-duplicate-listing', 'listing'),
  refuse(['error_reach_shop_item_limit'], 'listing-limit', 'listing'), refuse(['error_seller_under_penalty'], 'shop-under-penalty', 'listing'),
  refuse(['error_tier_opt_too_many', 'error_model_count_over_limit'], 'too-many-variants', 'variants'), refuse(['error_tier_var_too_many'], 'too-many-options', 'variants'),
  refuse(['error_tier_opt_val_too_long', 'error_tier_var_name_too_long'], 'option-text-too-long', 'variants'),
  refuse(['error_model_duplicate_name', 'error_model_duplicate_tier_variation_index'], 'duplicate-variant', 'variants'), refuse(['error_edit_item_stock_for_item_has_model'], 'variants-differ-there', 'variants'),
  // Generic codes whose message says what is wrong.
  refuse(any, 'weight-missing', 'grams', /weight/i), refuse(any, 'package-size-missing', 'size', /dimension|package_(height|length|width)/i),
  refuse(any, 'photo-unreadable', 'photos', /image/i), refuse(any, 'shipping-channel-missing', 'shipping', /logistic|channel/i),
  refuse(any, 'required-attribute', 'attributes', /mandatory attribute|attribute.*(mandatory|required)/i), refuse(any, 'invalid-attribute', 'attributes', /attribute/i),
  refuse(any, 'stock-out-of-range', 'stock', /stock.*(limit|range|between)/i), refuse(any, 'warehouse-missing', 'stock', /location[ _]id/i),
  { codes: ['order_list_invalid_time'], verdict: 'alarm', cause: 'api-changed' }, { codes: ['error_busi', 'error_param', 'error_data', 'error_auth'], verdict: 'reject', cause: 'refused-in-words' },
];

export const bare = (code: string): string => code.trim().replace(/^error\./, 'error_').replace(/^.*\./, '');
export interface Told { readonly code: string; readonly message: string; readonly effect: 'read' | 'set' | 'make'; readonly retryAfterMs?: number | null; readonly now?: number; readonly sku?: string }
/** Makes the error that Shopee's answer means. An unclear end of a make is never repeated; an unknown code is refused with what was said. */
export function errorOf(told: Told): AdapterError {
  const code = bare(told.code);
  const row = table.find((entry) => (entry.codes instanceof RegExp ? entry.codes.test(code) : entry.codes.includes(code)) && (entry.says?.test(told.message) ?? true));
  const verdict = row?.verdict ?? 'reject', cause = row?.cause ?? (verdict === 'reject' ? 'unknown' : undefined);
  const issues = cause === undefined ? [] : [{ cause, field: row?.field ?? null, params: paramsOf(cause, told), rawCode: told.code, rawMessage: told.message, ...(told.sku === undefined ? {} : { sku: told.sku }) }];
  const detail: AdapterErrorDetail = { rawCode: told.code, scope: row?.scope, issues, afterMs: code === 'error_rate_limit' ? (told.retryAfterMs ?? row?.afterMs) : row?.afterMs, until: code === 'error_limit' && told.now !== undefined ? nextQuota(told.now) : null };
  // A late timestamp was refused before anything could happen.
  const end: Verdict = verdict === 'retry' && told.effect === 'make' && !/timestamp/i.test(told.message) ? 'look-first' : verdict;
  return errorAs(end, `${told.code}: ${told.message}`, detail);
}
/** Daily quotas start again at midnight of UTC+8. */
export const nextQuota = (now: number): number => Math.floor((now + 8 * 3_600_000) / 86_400_000 + 1) * 86_400_000 - 8 * 3_600_000;
/** What the message itself says of the numbers and names a sentence needs; a dash for what it leaves out. */
function paramsOf(cause: Cause, told: Told): Readonly<Record<string, string>> {
  const quoted = /["'“\[]([^"'”\]]{1,80})["'”\]]/.exec(told.message)?.[1], number = /\d[\d.,]*/.exec(told.message)?.[0];
  const known: Readonly<Record<string, string | undefined>> = {
    kode: told.code, atribut: quoted ?? /attribute:? ([^.,(]{2,60})/i.exec(told.message)?.[1]?.trim(), kata: quoted, nilai: quoted, batas: number, alasan: told.message, sku: told.sku, ip: /\(([\d.:a-f]+)\)/i.exec(told.message)?.[1],
  };
  return paramsFor(cause, known);
}
