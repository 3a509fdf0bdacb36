/** Pushes: one address per app, signed over address and raw bytes; what never arrived waits in the lost-message queue behind a watermark. */
import { parseLossless, stringifyLossless, type Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { App, Item, Model, Order, Shop } from './documents.js';
import { ok, refuse } from './envelope.js';
import { pushSignature } from './sign.js';
import type { World } from './world.js';

const codes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 22, 23, 24, 25, 27, 28, 29, 30, 37, 47];
const keptSeconds = 3 * 86_400;

/** Sends a push to the shop's app, if it wants this code. `data` in the vendor's shape; `top` false leaves out shop_id. */
export function announce(world: World, shop: Shop, code: number, data: object, top = true): void {
  const app = world.apps.get(shop.partnerId);
  if (!app || app.callback === '' || app.suspended || !app.pushOn.includes(code) || app.blocked.includes(shop.id)) return;
  send(world, app, shop.id, code, { data, ...(top ? { shop_id: BigInt(shop.id) } : {}), code, timestamp: world.now() });
}

export function announceOrder(world: World, order: Order): void {
  const shop = world.shops.get(order.shop);
  if (!shop) return;
  announce(world, shop, 3, { items: [], ordersn: order.sn, status: order.status, completed_scenario: '', update_time: order.updated });
}

export function announceTracking(world: World, order: Order, parcel: { number: string; tracking: string }): void {
  const shop = world.shops.get(order.shop);
  if (shop) announce(world, shop, 4, { ordersn: order.sn, forder_id: order.sn, package_number: parcel.number, tracking_no: parcel.tracking });
}

export function announceDocument(world: World, order: Order, parcel: { number: string; document: string }): void {
  const shop = world.shops.get(order.shop);
  if (shop) announce(world, shop, 15, { ordersn: order.sn, package_number: parcel.number, status: parcel.document });
}

export function announceItem(world: World, item: Item): void {
  const shop = world.shops.get(item.shop);
  if (!shop) return;
  announce(world, shop, 16, {
    item_id: BigInt(item.id), item_name: item.name, item_status: item.status, deboost: false,
    item_status_details: item.banReason === '' ? [] : [{ violation_type: 'Prohibited Listing', violation_reason: item.banReason, suggestion: 'Perbaiki barang ini.', update_time: item.updated }],
  });
}

export function announceReserved(world: World, item: Item, model: Model, before: number, action: 'place_order' | 'cancel_order', sn: string): void {
  const shop = world.shops.get(item.shop);
  if (!shop) return;
  announce(world, shop, 8, {
    item_id: BigInt(item.id), variation_id: BigInt(model.id), action, ordersn: sn, changed_values: [{ name: 'reserved_stock', old: before, new: model.reserved }],
    promotion_type: 'product_promotion', promotion_id: 9_223_372_036_854_775_001n, update_time: world.now(),
  });
}

/** 1 authorised, 2 cancelled. */
export function announceGrant(world: World, shop: Shop, code: 1 | 2): void {
  announce(world, shop, code, { shop_id: BigInt(shop.id), success: 1, extra: '', authorize_type: code === 1 ? 'shop authorization' : 'cancel authorization' }, false);
}

function send(world: World, app: App, shop: string, code: number, push: object): void {
  const body = stringifyLossless(push);
  world.kit.pushes.send({
    shop, subscription: app.partnerId, event: String(code), url: app.callback, body,
    headers: { 'content-type': String(world.kit.unconfirmed('pushContentType')), authorization: pushSignature(app.key, app.callback, body) },
  });
}

export function setPushConfig(world: World, { app, shop, params }: Asked): Answer {
  const callback = params.maybeText('callback_url') ?? app.callback;
  if (!/^https?:\/\/[^\s/]+/.test(callback)) throw refuse('error_param', 'callback_url is invalid.');
  const list = (name: string) => (params.has(name) ? params.ids(name, 0, 100).map(Number) : []);
  const [on, off] = [list('set_push_config_on'), list('set_push_config_off')];
  for (const code of [...on, ...off]) if (!codes.includes(code)) throw refuse('error_param', `There is no push code ${code}.`);
  const blocked = params.has('blocked_shop_id_list') ? [...params.ids('blocked_shop_id_list', 0, 500)] : app.blocked;
  const changed: App = { ...app, callback, pushOn: [...new Set([...app.pushOn, ...on])].filter((code) => !off.includes(code)), blocked, suspended: false };
  world.apps.put(app.partnerId, changed);
  send(world, changed, shop?.id ?? firstShop(world, app), 0, { code: 0, timestamp: world.now(), data: {} });
  return ok({ result: 'success' }, { effect: 'updated', subject: `push ${app.partnerId}` });
}

export function getPushConfig(_world: World, { app }: Asked): Answer {
  return ok({
    callback_url: app.callback, live_push_status: app.suspended ? 'Suspended' : app.callback ? 'Normal' : 'Warning', suspended_time: 0, blocked_shop_id: app.blocked.map(BigInt),
    push_config_on_list: app.pushOn, push_config_off_list: codes.filter((code) => !app.pushOn.includes(code)),
  });
}

export function lostPushes(world: World, { app }: Asked): Answer {
  const waiting = lostOf(world, app);
  const page = waiting.slice(0, 100);
  return ok({
    push_message_list: page.map(({ push }) => {
      const whole = parseLossless(push) as { shop_id?: unknown; code?: unknown; timestamp?: unknown };
      return { shop_id: whole.shop_id, code: whole.code, timestamp: whole.timestamp, data: push };
    }),
    has_next_page: waiting.length > page.length, last_message_id: Number(page.at(-1)?.id ?? app.confirmed),
  });
}

export function confirmLost(world: World, { app, params }: Asked): Answer {
  const last = Number(params.id('last_message_id'));
  if (![...world.lost.all()].some((one) => one.partnerId === app.partnerId && Number(one.id) >= last) && last > app.confirmed) throw refuse('error_param', 'last_message_id is invalid.');
  world.apps.put(app.partnerId, { ...app, confirmed: Math.max(app.confirmed, last) });
  return ok({}, { effect: 'updated', subject: `watermark ${last}` });
}

function lostOf(world: World, app: App) {
  return [...world.lost.all()].filter((one) => one.partnerId === app.partnerId && Number(one.id) > app.confirmed && one.at > world.now() - keptSeconds);
}

function firstShop(world: World, app: App): string {
  for (const shop of world.shops.all()) if (shop.partnerId === app.partnerId) return shop.id;
  return '';
}

const sixHours = 6 * 3_600;
const tallies = new WeakMap<World, Map<string, { since: number; sent: number; failed: number }>>();

export function forgetTallies(world: World): void {
  tallies.delete(world);
}

/** Counts an ended push: a failed one becomes a lost message; more than 600 in six hours of which fewer than 30 % arrive end the subscription. */
export function pushEnded(world: World, push: { id: string; subscription: string; ok: boolean }): void {
  const app = world.apps.get(push.subscription);
  if (!app) return;
  const ofWorld = tallies.get(world) ?? new Map<string, { since: number; sent: number; failed: number }>();
  tallies.set(world, ofWorld);
  const last = ofWorld.get(app.partnerId);
  const tally = last && last.since > world.now() - sixHours ? last : { since: world.now(), sent: 0, failed: 0 };
  tally.sent++;
  if (!push.ok) tally.failed++;
  ofWorld.set(app.partnerId, tally);
  if (tally.sent > 600 && tally.sent - tally.failed < 0.3 * tally.sent) world.apps.put(app.partnerId, { ...app, suspended: true });
  if (push.ok) return;
  const delivery = world.kit.pushes.deliveries().find((one) => one.id === push.id);
  if (!delivery?.body) return;
  const id = String(world.number('lost', 100_001));
  world.lost.put(id, { id, partnerId: app.partnerId, at: world.now(), push: delivery.body });
}
