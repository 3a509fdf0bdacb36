/** The calls there are: method, path with its versions, which parameters the query may have beside the common ones, and who answers. */
import { decodedPart, type Answer } from '../kit/index.js';
import * as after from './after-sales.js';
import type { Asked, Form, ShopAsked } from './auth.js';
import { refuse } from './envelope.js';
import * as finance from './finance.js';
import { uploadImage } from './images.js';
import * as knows from './knowledge.js';
import * as offers from './offers.js';
import * as orders from './orders.js';
import * as packages from './packages.js';
import * as lists from './product-lists.js';
import * as products from './products.js';
import { listShops } from './tokens.js';
import * as hooks from './webhooks.js';
import type { World } from './world.js';

export type Run = { readonly shopless: true; act(world: World, asked: Asked): Answer } | { readonly shopless: false; act(world: World, asked: ShopAsked): Answer };
export interface Route { readonly method: string; readonly path: RegExp; readonly versions: readonly string[]; readonly params: readonly string[]; readonly form: Form; readonly run: Run }

const table: Route[] = [];
function inShop(method: string, path: string, act: (world: World, asked: ShopAsked) => Answer, params = ''): void {
  table.push({ ...shape(method, path, params), form: 'json', run: { shopless: false, act } });
}
function shape(method: string, path: string, params: string): Pick<Route, 'method' | 'path' | 'versions' | 'params'> {
  const versions = (/\/([\d|]+)\//.exec(path)?.[1] ?? '').split('|');
  return { method, versions, params: params === '' ? [] : params.split(' '), path: new RegExp(`^${path.replace(/\/[\d|]+\//, '/(?<version>\\d{6})/').replaceAll('{id}', '([^/]+)')}$`) };
}

const paged = 'page_size page_token';
table.push({ ...shape('GET', '/authorization/202309/shops', ''), form: 'json', run: { shopless: true, act: listShops } });
table.push({ ...shape('POST', '/product/202309/images/upload', ''), form: 'multipart', run: { shopless: true, act: uploadImage } });
inShop('GET', '/product/202312/prerequisites', knows.prerequisites);
inShop('GET', '/product/202309/categories', knows.listCategories, 'locale keyword category_version listing_platform');
inShop('GET', '/product/202309/categories/{id}/attributes', knows.listAttributes, 'locale category_version');
inShop('GET', '/product/202309/categories/{id}/rules', knows.categoryRules, 'locale category_version');
inShop('POST', '/product/202309/categories/recommend', knows.recommend);
inShop('GET', '/product/202309/brands', knows.listBrands, `${paged} category_id brand_name is_authorized category_version`);
inShop('POST', '/product/202309/products/listing_check', products.listingCheck);
inShop('POST', '/product/202309/products', products.createProduct);
inShop('GET', '/product/202309/products/{id}', products.getProduct, 'return_under_review_version return_draft_version locale');
inShop('POST', '/product/202502|202312|202309/products/search', lists.searchProducts, paged);
inShop('PUT', '/product/202509|202309/products/{id}', products.replaceProduct);
inShop('POST', '/product/202509|202309/products/{id}/partial_edit', products.editProduct);
inShop('POST', '/product/202309/products/{id}/prices/update', offers.updatePrices);
inShop('POST', '/product/202309/products/{id}/inventory/update', offers.updateStock);
inShop('POST', '/product/202309/inventory/search', offers.searchStock);
inShop('POST', '/product/202309/products/deactivate', lists.deactivateProducts);
inShop('POST', '/product/202309/products/activate', lists.activateProducts);
inShop('DELETE', '/product/202309/products', lists.deleteProducts);
inShop('POST', '/product/202309/products/recover', lists.recoverProducts);
inShop('GET', '/product/202405/products/diagnoses', lists.diagnoses, 'product_ids');
inShop('GET', '/logistics/202309/warehouses', knows.listWarehouses);
inShop('GET', '/logistics/202309/delivery_options/{id}/shipping_providers', knows.listCarriers);
inShop('POST', '/order/202309/orders/search', orders.searchOrders, `${paged} sort_field sort_order`);
inShop('GET', '/order/202507|202309/orders', orders.getOrders, 'ids');
inShop('GET', '/order/202407/orders/{id}/price_detail', orders.priceDetail);
inShop('GET', '/fulfillment/202309/packages/{id}/handover_time_slots', packages.handoverSlots);
inShop('POST', '/fulfillment/202309/packages/{id}/ship', packages.shipPackage);
inShop('POST', '/fulfillment/202309/packages/ship', packages.shipPackages);
inShop('GET', '/fulfillment/202309/packages/{id}/shipping_documents', packages.shippingDocument, 'document_type document_size');
inShop('POST', '/fulfillment/202309/packages/search', packages.searchPackages, `${paged} sort_field sort_order`);
inShop('GET', '/fulfillment/202309/packages/{id}', packages.getPackage);
inShop('GET', '/fulfillment/202309/orders/{id}/tracking', packages.tracking);
inShop('POST', '/fulfillment/202309/orders/{id}/packages', packages.markShipped);
inShop('POST', '/return_refund/202309/cancellations', after.cancelOrder, 'idempotency_key');
inShop('POST', '/return_refund/202309/cancellations/search', after.searchCancellations, `${paged} sort_field sort_order`);
inShop('POST', '/return_refund/202309/cancellations/{id}/approve', after.approveCancellation, 'idempotency_key');
inShop('POST', '/return_refund/202309/cancellations/{id}/reject', after.rejectCancellation, 'idempotency_key');
inShop('POST', '/return_refund/202309/returns/search', after.searchReturns, `${paged} sort_field sort_order`);
inShop('POST', '/return_refund/202309/returns/{id}/approve', after.approveReturn, 'idempotency_key');
inShop('POST', '/return_refund/202309/returns/{id}/reject', after.rejectReturn, 'idempotency_key');
inShop('GET', '/return_refund/202309/reject_reasons', after.listRejectReasons, 'return_or_cancel_id locale');
inShop('GET', '/finance/202309/statements', finance.listStatements, `${paged} sort_field sort_order statement_time_ge statement_time_lt payment_status`);
inShop('GET', '/finance/202501/statements/{id}/statement_transactions', finance.statementTransactions, `${paged} sort_field sort_order`);
inShop('GET', '/finance/202501/orders/{id}/statement_transactions', finance.orderTransactions);
inShop('GET', '/finance/202309/payments', finance.payments, `${paged} sort_field sort_order create_time_ge create_time_lt`);
inShop('GET', '/finance/202309/withdrawals', finance.withdrawals, `${paged} types create_time_ge create_time_lt`);
inShop('GET', '/finance/202507/orders/unsettled', finance.unsettled, `${paged} sort_field sort_order search_time_ge search_time_lt`);
inShop('PUT', '/event/202309/webhooks', hooks.putWebhook);
inShop('GET', '/event/202309/webhooks', hooks.listWebhooks);
inShop('DELETE', '/event/202309/webhooks', hooks.dropWebhook);

/** A fixed path goes before one with an id in it; refuses an unknown path, method or version, each with its own code. */
export function findRoute(method: string, path: string): { route: Route; ids: readonly string[] } {
  const found = table.flatMap((route) => { const match = route.path.exec(path); return match ? [{ route, version: match.groups?.version ?? '', ids: match.slice(2).map(decodedPart) }] : []; }).sort((a, b) => a.ids.length - b.ids.length);
  if (found.length === 0) throw refuse(36009009);
  const ofMethod = found.filter(({ route }) => route.method === method);
  if (ofMethod.length === 0) throw refuse(36009010);
  const one = ofMethod.find(({ route, version }) => route.versions.includes(version));
  if (!one) throw refuse(36009014);
  return one;
}

export const isBatchPath = (method: string, path: string): boolean =>
  /\/(prices|inventory)\/update$|\/products\/(deactivate|activate|recover)$|\/packages\/ship$/.test(path) || (method === 'DELETE' && /\/products$/.test(path));
