import type { Noted } from './noted.js';

/** Every error code that Shopee's reference pages and guides name, by their classes. */
export const noted: readonly Noted[] = [
  { kind: 'token', verdicts: ['reauthorise'], owners: ['connection'], codes: ['invalid_acceess_token', ['error_auth', 'Invalid access_token.'], 'invalid_code', 'invalid_shop_id', 'error_shop_refresh_token', 'error_merchant_refresh_token', 'refresh_token_expired', 'shop_access_expired', 'shop_no_linked'] },
  { kind: 'signature', verdicts: ['alarm', 'retry'], owners: ['marketplace'], codes: [['error_sign', 'Wrong sign.'], ['common.error_auth', 'Invalid sign'], ['error_param', 'Invalid timestamp.'], ['error_param', 'no sign']] },
  { kind: 'access', verdicts: ['wait', 'reauthorise'], owners: ['connection', 'marketplace'], codes: ['error_api_permission', 'source_ip_undeclared', 'shop_banned', 'error_kyc_auth', 'api_suspended', 'partner_shop_no_link', 'invalid_partner_id'] },
  { kind: 'throttle', verdicts: ['wait'], owners: ['marketplace'], codes: ['error_rate_limit', 'error_limit'] },
  { kind: 'transient', verdicts: ['retry'], owners: ['marketplace'], codes: ['error_server', 'error_inner', 'error_network', 'error_system_busy'] },
  { kind: 'category', verdicts: ['reject'], owners: ['data'], codes: ['error_invalid_category', 'error_category_is_block', 'error_forbidden_category'] },
  { kind: 'attributes and brand', verdicts: ['reject'], owners: ['data'], codes: ['error_less_required_attribute', 'error_invalid_attribute', 'error_less_required_brand', 'error_invalid_brand'] },
  { kind: 'content', verdicts: ['reject'], owners: ['data'], codes: ['error_title_exceeds_max_length', 'error_item_name_is_too_short', 'error_title_character_forbidden', 'error_desc_length_min_limit', 'error_image_num_min', 'error_image_unavailable'] },
  { kind: 'price', verdicts: ['reject'], owners: ['data'], codes: ['error_price_exceed_min_limitt', 'error_price_exceed_max_limitt', 'error_invalid_price'] },
  { kind: 'logistics', verdicts: ['reject'], owners: ['data'], codes: ['error_invalid_logistic_info'] },
  { kind: 'duplicate', verdicts: ['reject'], owners: ['data'], codes: ['error_repeated_mtsku'] },
  { kind: 'shop limits', verdicts: ['reject', 'park'], owners: ['marketplace'], codes: ['error_reach_shop_item_limit', 'error_seller_under_penalty', 'error_holiday_on_add_item', 'error_holiday_mode_change_stock'] },
  { kind: 'promotion lock', verdicts: ['park'], owners: ['marketplace'], codes: ['error_cannt_edit_stock_in_promotion', 'error_promotion_cantnot_update_stock', ['error_param', 'Stock is less than reserved stock'], 'error_cannt_edit_price_in_promotion', 'error_cannot_update_price_in_promotion', 'error_in_item_promotion_item_price_lock', 'error_cannt_unlisted_in_promotion', 'error_cannt_delete_in_promotion'] },
  { kind: 'item state', verdicts: ['gone', 'reject', 'park'], owners: ['data', 'marketplace'], codes: ['error_item_not_found', 'error_item_uneditable', 'error_busi_cannot_delist_reviewing_or_banned_item'] },
  { kind: 'variants', verdicts: ['reject'], owners: ['data'], codes: ['error_tier_var_too_many', 'error_tier_opt_too_many', 'error_model_count_over_limit', 'error_model_duplicate_name', 'error_model_duplicate_tier_variation_index', 'error_edit_item_stock_for_item_has_model'] },
  { kind: 'codes that speak by their message', verdicts: ['reject', 'alarm'], owners: ['data', 'marketplace', 'connection'], codes: [['product.error_busi', 'Something about this item is not right.'], ['logistics.error_param', 'This value is not right.'], 'order.order_list_invalid_time', ['error_server', 'Update item failed'], ['error_param', 'Location id is invalid']] },
];
