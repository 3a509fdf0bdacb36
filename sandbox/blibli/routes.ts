/** Every call: method, family, path below /v2/proxy, parameters of its own, quota, what answers it. */
import { decodedPart, type Answer, type Call } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Family } from './envelope.js';
import { feedDetail, listFeeds } from './feeds.js';
import { cancel, cancellationReasons, combineShipping, createPackage, delay, fulfil, fulfilBopis, label, stepPackage } from './fulfilment.js';
import { filterPickupPoints, getAttributes, getBrands, getCategory, getLogistics, getPickupPoint } from './knowledge.js';
import { filterPackages, orderDetail, returnDetail, returnSummary } from './orders.js';
import { addImages, archiving, deleteImage, mainImage, replaceVariants, updateDetail } from './product-edits.js';
import { filterProducts, filterVariants, oldProductList, productDetail } from './product-lists.js';
import { createProducts } from './products.js';
import { perDay, perHour, perMinutes, type Quota } from './quota.js';
import { filterSettlements, settlementItems } from './settlements.js';
import { bulkUpdate, setPrice, setStock } from './stock-price.js';
import type { World } from './world.js';

type Run = (world: World, asked: Asked) => Answer | Promise<Answer>;
/** `each`: the quota is counted for the id in the path (or in the query) and not for the store. */
export interface Route { readonly method: string; readonly family: Family; readonly path: RegExp; readonly name: string; readonly params: readonly string[]; readonly quota: Quota | null; readonly each: boolean; readonly run: Run }

function route(method: string, path: string, run: Run, { params = '', quota = null, each = false }: { params?: string; quota?: Quota | null; each?: boolean } = {}): Route {
  const full = path.replace(/^v(\d)\//, 'mta/api/businesspartner/v$1/');
  return { method, family: full.startsWith('mta/') ? 'mta' : 'seller', path: new RegExp(`^/v2/proxy/${full.replaceAll('{}', '([^/]+)')}$`), name: `${method} ${full}`, params: params.split(' ').filter(Boolean), quota, each, run };
}

export const routes: readonly Route[] = [
  route('GET', 'v1/product/getCategory', getCategory, { quota: perDay(5) }),
  route('GET', 'seller/v1/categories/{}/attributes', getAttributes, { quota: perDay(5), each: true }),
  route('GET', 'v2/product/getBrands', getBrands, { params: 'brandName page size' }),
  route('POST', 'seller/v1/stores/pickup-points/filter', filterPickupPoints),
  route('GET', 'v1/product/getPickupPoint', getPickupPoint, { quota: perDay(10) }),
  route('GET', 'seller/v1/logistics', getLogistics, { quota: perDay(5) }),
  route('POST', 'seller/v1/products/async', createProducts, { quota: perMinutes(25) }),
  route('GET', 'v1/feed/list', listFeeds, { params: 'queueDate queueAction status page size', quota: perDay(360) }),
  route('GET', 'v1/feed/detail', feedDetail, { params: 'page size', quota: perMinutes(5, 15), each: true }),
  route('POST', 'seller/v1/products/filter', filterProducts, { quota: perMinutes(25) }),
  route('POST', 'v2/product/getProductList', oldProductList, { quota: perMinutes(25) }),
  route('POST', 'v1/product/updateProduct', bulkUpdate, { quota: perMinutes(25) }),
  route('POST', 'seller/v1/products/statuses/archive', archiving('archive'), { quota: perMinutes(25) }),
  route('POST', 'seller/v1/products/statuses/unarchive', archiving('unarchive'), { quota: perMinutes(25) }),
  route('PUT', 'seller/v1/products/{}/stock', setStock, { params: 'pickupPointCode', quota: perMinutes(60) }),
  route('PUT', 'seller/v1/products/{}/detail', updateDetail, { quota: perMinutes(60) }),
  route('PUT', 'seller/v1/{}/detail', updateDetail, { quota: perMinutes(60) }),
  route('POST', 'seller/v1/products/{}/variants/filter', filterVariants),
  route('POST', 'seller/v1/products/{}/variants', replaceVariants, { quota: perMinutes(10, 30), each: true }),
  route('POST', 'seller/v1/products/{}/images', addImages, { quota: perMinutes(10), each: true }),
  route('PUT', 'seller/v1/products/{}/images', mainImage, { quota: perMinutes(10), each: true }),
  route('DELETE', 'seller/v1/products/{}/images', deleteImage, { quota: perMinutes(10), each: true }),
  route('GET', 'seller/v1/products/{}', productDetail, { quota: perMinutes(5, 30), each: true }),
  route('PUT', 'seller/v1/products/{}', setPrice, { quota: perHour(5), each: true }),
  route('POST', 'seller/v1/orders/packages/filter', filterPackages, { quota: perMinutes(100, 30) }),
  route('GET', 'seller/v1/orders/items/{}', orderDetail, { quota: perMinutes(5, 30), each: true }),
  route('POST', 'seller/v1/orders/items/{}/cancellations', cancel),
  route('GET', 'v1/order/cancellationReason', cancellationReasons),
  route('GET', 'v1/order/getCombineShipping', combineShipping, { params: 'orderItemId' }),
  route('POST', 'v1/order/createPackage', createPackage, { quota: perDay(7200) }),
  route('POST', 'v1/order/fulfillBopis', fulfilBopis),
  route('POST', 'seller/v1/orders/regular/{}/fulfill', fulfil, { quota: perDay(5), each: true }),
  route('GET', 'seller/v1/orders/{}/shippingLabel', label, { quota: perDay(5), each: true }),
  route('POST', 'seller/v1/orders/shipping-by-seller/{}/ready-to-ship', stepPackage(2, 'FP', 'BP')),
  route('POST', 'seller/v1/orders/shipping-by-seller/{}/mark-as-delivered', stepPackage(2, 'BP', 'D')),
  route('POST', 'seller/v1/orders/bopis/{}/mark-as-delivered', stepPackage(3, 'BP', 'D')),
  route('POST', 'seller/v1/orders/delay-fulfillment', delay),
  route('POST', 'seller/v1/settlements/filter', filterSettlements),
  route('GET', 'seller/v1/settlements/{}/orderItems', settlementItems, { params: 'page size' }),
  route('GET', 'v1/order/getReturnedOrderSummary', returnSummary, { params: 'orderIdOrItemId returDate status rmaResolution page size' }),
  route('GET', 'v1/order/getReturnedOrderDetail', returnDetail, { params: 'rmaId' }),
];

export function routeOf(call: Pick<Call, 'method' | 'path'>): { route: Route; ids: string[] } | null {
  for (const one of routes) {
    const found = one.method === call.method ? one.path.exec(call.path) : null;
    if (found) return { route: one, ids: found.slice(1).map(decodedPart) };
  }
  return null;
}

/** Calls whose elements fail one by one, in the queue. */
export function isBatch({ path }: Pick<Call, 'method' | 'path'>): boolean {
  return /\/products\/async$|\/updateProduct$|\/statuses\/(un)?archive$/.test(path);
}
