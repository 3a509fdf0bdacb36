/** Webhooks: one address per shop and event, signed over the app's key and the raw body; and the calls that set them. */
import { stringifyLossless, type Answer } from '../kit/index.js';
import type { ShopAsked } from './auth.js';
import type { Cancellation, Order, Product, Return, Shop } from './documents.js';
import { ok, wrong } from './envelope.js';
import { pushSignature } from './sign.js';
import type { World } from './world.js';

/** The notes write some events as names, others as words: for those any name with the word is taken. */
const events: readonly (readonly [type: number, name: RegExp])[] = [
  [1, /^ORDER_STATUS_CHANGE$/], [3, /^RECIPIENT_ADDRESS_UPDATE$/], [4, /^PACKAGE_UPDATE$/], [5, /^PRODUCT_STATUS_CHANGE$/], [6, /DEAUTHORI/], [7, /EXPIR/], [11, /^CANCELLATION_STATUS_CHANGE$/], [12, /^RETURN_STATUS_CHANGE$/],
  [15, /^PRODUCT_INFO/], [16, /^PRODUCT_CREAT/], [18, /^PRODUCT_CATEGORY/], [27, /INVENTORY/], [35, /MIRROR/], [37, /^PRODUCT_AUDIT/],
];
const typeOf = (event: string) => events.find(([, name]) => name.test(event))?.[0];

export function announce(world: World, shop: Shop, type: number, data: object): void {
  const app = world.apps.get(shop.appKey);
  for (const hook of world.webhooks(shop.id).all()) {
    if (!app || typeOf(hook.event) !== type) continue;
    const body = stringifyLossless({ type, tts_notification_id: world.kit.nextId(), shop_id: shop.id, timestamp: world.now(), data });
    const headers = { 'content-type': 'application/json', authorization: pushSignature(app.key, app.secret, body) };
    world.kit.pushes.send({ shop: shop.id, subscription: hook.event, event: String(type), url: hook.address, body, headers });
  }
}

const inShop = (world: World, id: string, tell: (shop: Shop) => void) => { const shop = world.shops.get(id); if (shop) tell(shop); };

export function announceOrder(world: World, order: Order): void {
  const data = { order_id: order.id, order_status: order.status === 'CANCELLED' ? 'CANCEL' : order.status, is_on_hold_order: order.status === 'ON_HOLD', update_time: order.updated };
  inShop(world, order.shop, (shop) => announce(world, shop, 1, data));
}

export function announcePackages(world: World, order: Order, kind: 'SPLIT' | 'COMBINE'): void {
  const data = { sc_type: kind, role_type: 'SELLER', package_list: order.packages.map(({ id }) => ({ package_id: id, order_id_list: [order.id] })), update_time: order.updated };
  inShop(world, order.shop, (shop) => announce(world, shop, 4, data));
}

/** The product's id is a number here, beyond what a double holds. */
export function announceProduct(world: World, product: Product, status: 'PRODUCT_FIRST_PASS_REVIEW' | 'PRODUCT_STATUS_CHANGED' | 'PRODUCT_AUDIT_FAILURE'): void {
  inShop(world, product.shop, (shop) => announce(world, shop, 5, { product_id: BigInt(product.id), status, suspended_reason: product.reasons.join('; '), update_time: product.updated }));
}

export function announceAudit(world: World, product: Product): void {
  const data = { product_id: BigInt(product.id), audit: { status: product.audit }, integrated_platform_statuses: platformStatuses(product) };
  inShop(world, product.shop, (shop) => announce(world, shop, 37, data));
}

export function announceCreation(world: World, product: Product): void {
  inShop(world, product.shop, (shop) => announce(world, shop, 16, { product_id: BigInt(product.id), create_time: product.created }));
}

export function announceInformation(world: World, product: Product, fields: readonly string[]): void {
  inShop(world, product.shop, (shop) => announce(world, shop, 15, { product_id: product.id, changed_fields: fields, update_time: product.updated }));
}

export function announceInventory(world: World, product: Product, sku: string): void {
  const stock = Object.values(product.offers[sku]?.stock ?? {}).reduce((sum, one) => sum + one, 0);
  inShop(world, product.shop, (shop) => announce(world, shop, 27, {
    product_id: product.id, sku_id: sku, current_inventory_status: stock === 0 ? 'OUT_OF_STOCK' : 'NORMAL', inventory_distribution: Object.entries(product.offers[sku]?.stock ?? {}).map(([warehouse_id, quantity]) => ({ warehouse_id, quantity })),
  }));
}

export function announceCancellation(world: World, one: Cancellation): void {
  const status = one.status === 'CANCELLATION_REQUEST_CANCEL' ? 'CANCELLATION_REQUEST_CANCELLED' : one.status;
  inShop(world, one.shop, (shop) => announce(world, shop, 11, { order_id: one.order, cancellations_role: one.role, cancel_status: status, cancel_id: one.id, create_time: one.created }));
}

export function announceReturn(world: World, one: Return): void {
  inShop(world, one.shop, (shop) => announce(world, shop, 12, { order_id: one.order, return_id: one.id, return_type: one.type, return_status: one.status, return_role: 'BUYER', create_time: one.created, update_time: one.updated }));
}

export function platformStatuses(product: Product): { platform: string; status: string }[] {
  return product.platforms.map((platform) => ({ platform, status: product.off.includes(platform) && product.status === 'ACTIVATE' ? 'SELLER_DEACTIVATED' : product.status }));
}

export function putWebhook(world: World, { shop, body }: ShopAsked): Answer {
  body.only(['event_type', 'address']);
  const [event, address] = [body.text('event_type'), body.text('address')];
  if (typeOf(event) === undefined) throw wrong(`event_type ${event} is unknown.`);
  checkAddress(address, world.kit.unconfirmed('refuseLoopback') === true);
  const old = world.webhooks(shop.id).get(event);
  world.webhooks(shop.id).put(event, { event, address, created: old?.created ?? world.now(), updated: world.now() });
  return ok({}, { effect: old ? 'updated' : 'created', subject: `webhook ${event}` });
}

/** https, a domain, no port; this machine's own addresses are let through unless told otherwise, for practice. */
function checkAddress(address: string, strict: boolean): void {
  const url = URL.canParse(address) ? new URL(address) : null;
  const loopback = url !== null && /^(localhost|127\.|\[::1\])/.test(url.hostname);
  if (url && loopback && !strict && /^https?:$/.test(url.protocol)) return;
  if (!url || url.protocol !== 'https:' || url.port !== '' || loopback || /^[\d.]+$|^\[/.test(url.hostname)) throw wrong('address must be https with a domain and no port.');
}

export function listWebhooks(world: World, { shop }: ShopAsked): Answer {
  const all = [...world.webhooks(shop.id).all()];
  return ok({ webhooks: all.map((hook) => ({ event_type: hook.event, address: hook.address, create_time: hook.created, update_time: hook.updated })), total_count: all.length });
}

export function dropWebhook(world: World, { shop, body }: ShopAsked): Answer {
  body.only(['event_type']);
  const event = body.text('event_type');
  const there = world.webhooks(shop.id).get(event) !== undefined;
  world.webhooks(shop.id).drop(event);
  return ok({}, { effect: there ? 'deleted' : 'none', subject: `webhook ${event}` });
}
