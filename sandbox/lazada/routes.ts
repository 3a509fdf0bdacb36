/** Every call: its methods, whether it needs a seller, the parameters it has, what answers it. */
import type { Answer } from '../kit/index.js';
import { root, type Asked, type Gate } from './auth.js';
import { createCancel, decideCancel, validateCancel } from './cancellation.js';
import { payouts, transactions } from './finance.js';
import { digitalDelivered, label, oldDocument, ownDelivered, ownFailed, packOrders, providers, readyToShip, repack, setInvoice, trace } from './fulfilment.js';
import { batchResult, migrate, migrateMany, upload } from './images.js';
import { brandPage, categoryAttributes, suggest, tree } from './knowledge.js';
import { getManyItems, getOrder, getOrderItems, getOrders } from './orders.js';
import { getProduct, getProducts, itemLimit, qcAlerts } from './product-lists.js';
import { createProduct, under, updateProduct } from './products.js';
import { deactivate, removeProduct, removeSku, setImages } from './removal.js';
import { decideRefund, listReverses, reverseDetail, updateReturn } from './returns.js';
import { adjustSellable, updatePriceQuantity, updateSellable } from './stock-price.js';
import { createToken, refreshToken } from './tokens.js';
import type { World } from './world.js';

type Run = (world: World, asked: Asked) => Answer | Promise<Answer>;
export interface Route extends Gate { readonly methods: readonly string[]; readonly run: Run }

const route = (methods: string, params: string, run: Run, open = false): Route => ({ methods: methods.split('|'), params: params.split(' ').filter(Boolean), run, open });
const either = 'GET|POST';

const paths: Readonly<Record<string, Route>> = {
  '/auth/token/create': route(either, 'code', createToken, true),
  '/auth/token/refresh': route(either, 'refresh_token', refreshToken, true),
  '/category/tree/get': route('GET', 'language_code', tree, true),
  '/category/attributes/get': route('GET', 'primary_category_id language_code', categoryAttributes, true),
  '/category/brands/query': route(either, 'startRow pageSize', brandPage, true),
  '/product/category/suggestion/get': route('GET', 'product_name', suggest),
  '/product/qc/alert/list': route('GET', 'offset limit', qcAlerts),
  '/image/upload': route('POST', '', upload),
  '/image/migrate': route('POST', 'payload', migrate),
  '/images/migrate': route('POST', 'payload', migrateMany),
  '/image/response/get': route('GET', 'batch_id', batchResult),
  '/images/set': route('POST', 'payload', setImages),
  '/product/create': route('POST', 'payload', under('500', createProduct)),
  '/product/update': route('POST', 'payload', under('501', updateProduct)),
  '/product/price_quantity/update': route('POST', 'payload', updatePriceQuantity),
  '/product/stock/sellable/update': route('POST', 'payload', updateSellable),
  '/product/stock/sellable/adjust': route('POST', 'payload', adjustSellable),
  '/product/deactivate': route('POST', 'apiRequestBody', deactivate),
  '/product/remove': route('POST', 'seller_sku_list sku_id_list', removeProduct),
  '/product/sku/remove': route('POST', 'payload', removeSku),
  '/product/seller/item/limit': route('GET', '', itemLimit),
  '/products/get': route('GET', 'filter create_after create_before update_after update_before limit offset options sku_seller_list', getProducts),
  '/product/item/get': route('GET', 'item_id', getProduct),
  '/orders/get': route('GET', 'created_after created_before update_after update_before status sort_by sort_direction limit offset', getOrders),
  '/order/get': route('GET', 'order_id', getOrder),
  '/order/items/get': route('GET', 'order_id', getOrderItems),
  '/orders/items/get': route('GET', 'order_ids', getManyItems),
  '/order/shipment/providers/get': route(either, 'getShipmentProvidersReq', providers),
  '/order/fulfill/pack': route('POST', 'packReq', packOrders),
  '/order/package/document/get': route(either, 'getDocumentReq', label),
  '/order/package/rts': route('POST', 'readyToShipReq', readyToShip),
  '/order/package/repack': route('POST', 'rePackReq', repack),
  '/order/package/sof/delivered': route('POST', 'dbsDeliveryReq', ownDelivered),
  '/order/package/sof/failed_delivery': route('POST', 'dbsFailedDeliveryReq', ownFailed),
  '/order/digital/delivered': route('POST', 'digitalDeliveryReq', digitalDelivered),
  '/order/document/get': route(either, 'doc_type order_item_ids', oldDocument),
  '/order/invoice_number/set': route('POST', 'order_item_id invoice_number', setInvoice),
  '/logistic/order/trace': route(either, 'order_id', trace),
  '/order/reverse/cancel/validate': route('GET', 'order_id order_item_id_list', validateCancel),
  '/order/reverse/cancel/create': route('GET', 'order_id order_item_id_list reason_id', createCancel),
  '/reverse/getreverseordersforseller': route(either, 'page_no page_size reverse_order_id trade_order_id reverse_status_list ofc_status_list ReverseOrderLineTimeRangeStart ReverseOrderLineTimeRangeEnd ReverseOrderLineModifiedTimeRangeStart ReverseOrderLineModifiedTimeRangeEnd', listReverses),
  '/order/reverse/return/detail/list': route(either, 'reverse_order_id page_no page_size', reverseDetail),
  '/order/reverse/return/update': route(either, 'reverse_order_id reverse_order_item_ids action reason_id comment image_info', updateReturn),
  '/order/reverse/onlyrefund/seller/decide': route(either, 'reverse_order_id reverse_order_item_ids action reason_id comment image_info', decideRefund),
  '/finance/transaction/details/get': route('GET', 'start_time end_time trans_type trade_order_id limit offset', transactions),
  '/finance/payout/status/get': route('GET', 'created_after', payouts),
  '/order/reverse/cancel/seller/decide': route(either, 'reverse_order_id agree_cancel', decideCancel),
};

export const routes: ReadonlyMap<string, Route> = new Map(Object.entries(paths).map(([path, one]) => [`${root}${path}`, one]));
export const batches: ReadonlySet<string> = new Set(['/product/price_quantity/update', '/product/stock/sellable/update', '/product/stock/sellable/adjust'].map((path) => `${root}${path}`));
