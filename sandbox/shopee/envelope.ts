/** Shopee's envelope: its codes and messages, and how answers are wrapped. */
import { randomBytes } from 'node:crypto';
import { jsonAnswer, stringifyLossless, type Answer } from '../kit/index.js';

/** Thrown where a call is refused; becomes the envelope with `error` filled. */
export class Refused extends Error {
  constructor(readonly code: string, message: string, readonly response?: unknown) {
    super(message);
  }
}

/** Codes and messages as the notes list them; one code has many messages. */
export const messages: Readonly<Record<string, string>> = {
  invalid_acceess_token: 'Invalid access_token.', error_auth: 'Invalid access_token.', error_sign: 'Wrong sign.', error_param: 'Invalid timestamp.', error_api_permission: 'No permission to current api.', source_ip_undeclared: 'Source IP is not declared.', shop_banned: 'Shop is banned.', error_kyc_auth: 'Shop KYC is not finished.',
  api_suspended: 'API is suspended.', partner_shop_no_link: 'Partner and shop has no linked.', invalid_partner_id: 'Invalid partner id.', error_rate_limit: 'Too many requests, please try again later.', error_limit: 'Daily quota exceeded.', error_server: 'Something wrong, please try later.', error_inner: 'Our system is taking some time to respond, please try later.',
  error_network: 'Inner http call failed.', error_system_busy: 'System is busy, please try later.', error_invalid_category: 'Category ID is invalid.', error_category_is_block: 'Category is blocked.', error_forbidden_category: 'Category is restricted.', error_less_required_attribute: 'Required attribute is missing.', error_invalid_attribute: 'Attribute is invalid.',
  error_less_required_brand: 'Brand is required.', error_invalid_brand: 'Brand is invalid.', error_title_exceeds_max_length: 'Item name exceeds max length.', error_item_name_is_too_short: 'Item name is too short.', error_title_character_forbidden: 'Item name has forbidden characters.', error_desc_length_min_limit: 'Description is too short.', error_image_num_min: 'At least one image is needed.', error_image_unavailable: 'Image is not available.',
  error_price_exceed_min_limitt: 'Price is below the minimum.', error_price_exceed_max_limitt: 'Price is above the maximum.', error_invalid_price: 'Price is invalid.', error_invalid_logistic_info: 'Logistic info is invalid.', error_repeated_mtsku: 'A similar product exists.', error_reach_shop_item_limit: 'Shop item limit is reached.', error_seller_under_penalty: 'Seller is under penalty.',
  error_holiday_on_add_item: 'Shop is in holiday mode.', error_holiday_mode_change_stock: 'Shop is in holiday mode, stock cannot be changed.', error_cannt_edit_stock_in_promotion: 'Stock cannot be edited during promotion.', error_promotion_cantnot_update_stock: 'Stock cannot be updated during promotion.', error_cannt_edit_price_in_promotion: 'Price cannot be edited during promotion.',
  error_cannot_update_price_in_promotion: 'Price cannot be updated during promotion.', error_in_item_promotion_item_price_lock: 'Item price is locked by a promotion.', error_cannt_unlisted_in_promotion: 'Item cannot be unlisted during promotion.', error_cannt_delete_in_promotion: 'Item cannot be deleted during promotion.', error_item_not_found: 'Item is not found.', error_item_uneditable: 'Item cannot be edited.',
  error_busi_cannot_delist_reviewing_or_banned_item: 'Reviewing or banned item cannot be unlisted.', error_tier_var_too_many: 'Too many tier variations.', error_tier_opt_too_many: 'Too many options.', error_model_count_over_limit: 'Too many models.', error_model_duplicate_name: 'Model name is duplicate.', error_model_duplicate_tier_variation_index: 'Duplicate tier index.',
  error_edit_item_stock_for_item_has_model: 'Item has models, edit their stock.', invalid_code: 'Invalid code.', invalid_shop_id: 'Invalid shop id.', error_shop_refresh_token: 'Invalid refresh_token.', error_merchant_refresh_token: 'Invalid refresh_token.', refresh_token_expired: 'Refresh token is expired.', shop_access_expired: 'Shop access is expired.', shop_no_linked: 'Shop is not linked.',
  error_busi: 'The request cannot be processed.', error_not_found: 'Wrong parameters, the api is not found.', order_list_invalid_time: 'Start time must be earlier than end time and diff in 15days.',
};

export function refuse(code: string, message?: string, response?: unknown): Refused {
  return new Refused(code, message ?? messages[code] ?? messages[code.replace(/^\w+\./, '')] ?? code, response);
}

type More = Pick<Answer, 'effect' | 'subject'> & { readonly warning?: string };

export function ok(response: unknown, { warning = '', ...more }: More = {}): Answer {
  return jsonAnswer(200, stringifyLossless({ error: '', message: '', warning, request_id: requestId(), response }), more);
}

/** Token, public and shop-info calls carry their payload at the top. */
export function okTop(payload: object, more: More = {}): Answer {
  return jsonAnswer(200, stringifyLossless({ error: '', message: '', request_id: requestId(), ...payload }), more);
}

export function refusal({ code, message, response }: Refused, status: number): Answer {
  return jsonAnswer(status, stringifyLossless({ error: code, message, request_id: requestId(), ...(response === undefined ? {} : { response }) }));
}

const start = randomBytes(8).toString('hex');
let count = 0;
function requestId(): string {
  return `${start}${(++count).toString(16).padStart(16, '0')}`;
}
