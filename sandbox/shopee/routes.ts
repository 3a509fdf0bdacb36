/** Every call: its method, how it is signed, the parameters it has, what answers it. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import { fieldNames } from './item-fields.js';
import { baseInfo, extraInfo, itemList, modelList, promotions, searchItem, violations } from './item-lists.js';
import { addItem, deleteItem, theShop, unlistItems, updateItem } from './items.js';
import { getAttributeTree, getBrandList, getCategory, getChannels, getItemLimit, getWarehouses, recommend } from './knowledge.js';
import { uploadImages } from './media.js';
import { addModels, deleteModel, initTiers, updateModels, updateTiers } from './models.js';
import { orderDetail, orderList, searchPackages } from './orders.js';
import { escrow, escrowBatch, escrowList, wallet } from './payments.js';
import { confirmLost, getPushConfig, lostPushes, setPushConfig } from './push.js';
import { answerReturn, returnDetail, returnList, solutions } from './returns.js';
import { createDocuments, documentParameter, documentResult, downloadDocuments } from './shipping-documents.js';
import { answerCancellation, cancelOrder, shipOrder, shippingParameter, splitOrder, trackingNumber, unsplitOrder, updateShipping } from './shipping.js';
import { updatePrice, updateStock } from './stock-price.js';
import { exchangeCode, listGrants, refreshTokens, shopInfo } from './tokens.js';
import type { World } from './world.js';

type Run = (world: World, asked: Asked) => Answer;
export interface Route { readonly method: 'GET' | 'POST'; readonly kind: 'public' | 'shop' | 'either'; readonly params: readonly string[]; readonly run: Run }

const words = (params: string) => params.split(' ').filter((name) => name !== '');
const get = (params: string, run: Run, kind: Route['kind'] = 'shop'): Route => ({ method: 'GET', kind, params: words(params), run });
const post = (params: string, run: Run, kind: Route['kind'] = 'shop'): Route => ({ method: 'POST', kind, params: words(params), run });
const item = fieldNames.join(' ');

const paths: Readonly<Record<string, Route>> = {
  'auth/token/get': post('code shop_id main_account_id partner_id', exchangeCode, 'public'),
  'auth/access_token/get': post('refresh_token shop_id merchant_id partner_id', refreshTokens, 'public'),
  'public/get_shops_by_partner': get('page_no page_size', listGrants, 'public'),
  'shop/get_shop_info': get('', (world, asked) => shopInfo(theShop(asked))),
  'shop/get_warehouse_detail': get('warehouse_type', getWarehouses),
  'product/get_category': get('language', getCategory),
  'product/get_attribute_tree': get('category_id_list language', (_world, asked) => getAttributeTree(asked)),
  'product/get_brand_list': get('category_id status offset page_size language', (_world, asked) => getBrandList(asked)),
  'product/category_recommend': get('item_name product_cover_image', (_world, asked) => recommend(asked)),
  'product/get_item_limit': get('category_id', (_world, asked) => getItemLimit(asked)),
  'logistics/get_channel_list': get('', getChannels),
  'media_space/upload_image': post('', uploadImages, 'either'),
  'product/add_item': post(`${item} original_price seller_stock`, addItem),
  'product/update_item': post(`${item} item_id original_price seller_stock`, updateItem),
  'product/unlist_item': post('item_list', unlistItems),
  'product/delete_item': post('item_id', deleteItem),
  'product/init_tier_variation': post('item_id standardise_tier_variation tier_variation model', initTiers),
  'product/update_tier_variation': post('item_id standardise_tier_variation tier_variation model_list', updateTiers),
  'product/add_model': post('item_id model_list', addModels),
  'product/update_model': post('item_id model', updateModels),
  'product/delete_model': post('item_id model_id', deleteModel),
  'product/get_model_list': get('item_id', modelList),
  'product/get_item_base_info': get('item_id_list need_tax_info need_complaint_policy', baseInfo),
  'product/get_item_extra_info': get('item_id_list', extraInfo),
  'product/get_item_list': get('offset page_size item_status update_time_from update_time_to', itemList),
  'product/search_item': get('offset page_size item_name attribute_status item_sku item_status deboost_only', searchItem),
  'product/get_item_violation_info': get('item_id_list language', violations),
  'product/get_item_promotion': get('item_id_list', promotions),
  'product/update_stock': post('item_id stock_list', updateStock),
  'product/update_price': post('item_id price_list', updatePrice),
  'order/get_order_list': get('time_range_field time_from time_to page_size cursor order_status response_optional_fields request_order_status_pending logistics_channel_id', orderList),
  'order/get_order_detail': get('order_sn_list request_order_status_pending response_optional_fields', orderDetail),
  'order/cancel_order': post('order_sn cancel_reason item_list', cancelOrder),
  'order/handle_buyer_cancellation': post('order_sn operation', answerCancellation),
  'order/split_order': post('order_sn package_list', splitOrder),
  'order/unsplit_order': post('order_sn', unsplitOrder),
  'order/search_package_list': post('filter pagination sort', searchPackages),
  'logistics/get_shipping_parameter': get('order_sn package_number', shippingParameter),
  'logistics/ship_order': post('order_sn package_number pickup dropoff non_integrated', shipOrder),
  'logistics/update_shipping_order': post('order_sn package_number pickup', updateShipping),
  'logistics/get_tracking_number': get('order_sn package_number response_optional_fields', trackingNumber),
  'logistics/get_shipping_document_parameter': post('order_list', documentParameter),
  'logistics/create_shipping_document': post('order_list', createDocuments),
  'logistics/get_shipping_document_result': post('order_list', documentResult),
  'logistics/download_shipping_document': post('order_list shipping_document_type', downloadDocuments),
  'returns/get_return_list': get('page_no page_size create_time_from create_time_to update_time_from update_time_to status negotiation_status', returnList),
  'returns/get_return_detail': get('return_sn', returnDetail),
  'returns/get_available_solutions': get('return_sn', solutions),
  'returns/confirm': post('return_sn', answerReturn('ACCEPTED', ['REQUESTED', 'PROCESSING'])),
  'returns/offer': post('return_sn proposed_solution proposed_adjusted_refund_amount', answerReturn('PROCESSING', ['REQUESTED'])),
  'returns/accept_offer': post('return_sn', answerReturn('ACCEPTED', ['PROCESSING'])),
  'returns/dispute': post('return_sn email dispute_reason_id dispute_text_reason image', answerReturn('SELLER_DISPUTE', ['REQUESTED', 'PROCESSING'])),
  'payment/get_escrow_detail': get('order_sn', escrow),
  'payment/get_escrow_detail_batch': post('order_sn_list', escrowBatch),
  'payment/get_escrow_list': get('release_time_from release_time_to page_size page_no', escrowList),
  'payment/get_wallet_transaction_list': get('page_no page_size create_time_from create_time_to wallet_type transaction_type', wallet),
  'push/set_app_push_config': post('callback_url set_push_config_on set_push_config_off blocked_shop_id_list', setPushConfig, 'either'),
  'push/get_app_push_config': get('', getPushConfig, 'either'),
  'push/get_lost_push_message': post('', lostPushes, 'either'),
  'push/confirm_consumed_lost_push_message': post('last_message_id', confirmLost, 'either'),
};

export const routes: ReadonlyMap<string, Route> = new Map(Object.entries(paths).map(([path, route]) => [`/api/v2/${path}`, route]));
export const batches: ReadonlySet<string> = new Set(['update_stock', 'update_price', 'unlist_item'].map((name) => `/api/v2/product/${name}`));
