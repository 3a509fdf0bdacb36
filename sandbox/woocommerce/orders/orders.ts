import type { Order } from '../documents.js';
import { inOrder, inTime, listed } from '../goods/list-items.js';
import type { Shop } from '../shop.js';
import { checkParams, type Params } from '../wire/check-params.js';
import { WpError, alreadyTrashed, noOrder, noTrash } from '../wire/wp-error.js';
import { batch, changed, gone, id, made, ok, paged, type Ask, type Reply, type Route } from '../wire/rest.js';
import { saveOrder, setStatus, withNote } from './move-order.js';
import { blankOrder } from './place-order.js';
import { presentNote, presentOrder } from './present-order.js';
import * as rules from './rules.js';
import { nextOrder } from './write-order.js';

/** /orders and their notes. */
const writes = ['POST', 'PUT', 'PATCH'];
export const orderRoutes: readonly Route[] = [
  { methods: ['GET'], pattern: /^\/orders$/, answer: (ask) => list(ask) },
  { methods: ['POST'], pattern: /^\/orders$/, answer: (ask) => create(ask.shop, ask.params) },
  { methods: writes, pattern: /^\/orders\/batch$/, answer: (ask) => batch(ask, 'orders', {
    create: (given) => create(ask.shop, given), update: (target, given) => update(ask.shop, target, given), delete: (target) => remove(ask.shop, target, true) }) },
  { methods: ['GET'], pattern: /^\/orders\/(\d+)$/, answer: (ask) => ok(presentOrder(ask.shop, orderOf(ask.shop, id(ask)), Number(checkParams(ask.params, rules.decimals).dp))) },
  { methods: writes, pattern: /^\/orders\/(\d+)$/, answer: (ask) => update(ask.shop, id(ask), ask.params) },
  { methods: ['DELETE'], pattern: /^\/orders\/(\d+)$/, answer: (ask) => remove(ask.shop, id(ask), forced(ask)) },
  { methods: ['GET'], pattern: /^\/orders\/(\d+)\/notes$/, answer: (ask) => notes(ask) },
  { methods: ['POST'], pattern: /^\/orders\/(\d+)\/notes$/, answer: (ask) => addNote(ask) },
  { methods: ['GET'], pattern: /^\/orders\/(\d+)\/notes\/(\d+)$/, answer: (ask) => ok(presentNote(noteOf(orderOf(ask.shop, id(ask)), id(ask, 1)))) },
  { methods: ['DELETE'], pattern: /^\/orders\/(\d+)\/notes\/(\d+)$/, answer: (ask) => removeNote(ask) },
];

const forced = (ask: Ask) => checkParams(ask.params, rules.forced).force === true;

export function orderOf(shop: Shop, target: number, status: 400 | 404 = 404): Order {
  const order = shop.shelves.orders.get(target);
  if (!order) throw noOrder(status);
  return order;
}

function list(ask: Ask): Reply {
  const { shop } = ask;
  const params = checkParams(ask.params, rules.orderList);
  if (shop.world.unconfirmed('modifiedFilter') === false) for (const name of ['modified_after', 'modified_before']) delete params[name]; // older shops ignore it without a word
  const statuses = (Array.isArray(params.status) ? params.status : []).map((status) => String(status));
  const search = typeof params.search === 'string' ? params.search.toLowerCase() : '';
  const include = Array.isArray(params.include) ? params.include : [];
  const found = [...shop.shelves.orders.all()].filter((order) => (statuses.includes('any') ? order.status !== 'trash' : statuses.includes(order.status))
    && inTime(params, order.created, order.modified) && listed(params, order.id) && shop.world.now() - order.created >= shop.world.searchLagMs()
    && (typeof params.customer !== 'number' || order.customerId === params.customer)
    && (typeof params.product !== 'number' || order.lines.some((line) => line.productId === params.product || line.variationId === params.product))
    && (search === '' || `${order.id}\n${Object.values(order.billing).join(' ')}\n${order.lines.map((line) => line.name).join('\n')}`.toLowerCase().includes(search)));
  const keys: Readonly<Record<string, (order: Order) => number>> = { id: (order) => order.id, include: (order) => include.indexOf(order.id), modified: (order) => order.modified, date: (order) => order.created };
  return paged(ask, params, inOrder(found, keys[String(params.orderby)] ?? ((order) => order.id), params.order === 'asc'), (order) => presentOrder(shop, order, Number(params.dp)));
}

function create(shop: Shop, given: Params): Reply {
  const params = checkParams(given, rules.order);
  const blank = blankOrder(shop, 'rest-api', shop.now());
  const order = nextOrder(shop, { ...blank, history: [{ at: blank.created, status: 'pending' }] }, params);
  shop.shelves.orders.put(order);
  shop.world.announce('order', 'created', order.id);
  const status = params.set_paid === true ? 'processing' : String(params.status ?? 'pending');
  const placed = status === 'pending' ? order : setStatus(shop, order, status, params.set_paid === true ? 'Payment received.' : '');
  return made(presentOrder(shop, placed), `order ${order.id}`);
}

function update(shop: Shop, target: number, given: Params): Reply {
  const before = orderOf(shop, target);
  const params = checkParams(given, rules.order);
  const written = nextOrder(shop, before, params);
  const status = params.set_paid === true && ['pending', 'failed', 'on-hold', 'cancelled'].includes(before.status) ? 'processing' : params.status;
  const order = typeof status === 'string' && status !== before.status ? setStatus(shop, written, status, '') : saveOrder(shop, written);
  return changed(presentOrder(shop, order), `order ${target}`);
}

function remove(shop: Shop, target: number, force: boolean): Reply {
  const order = orderOf(shop, target);
  if (!force && order.status === 'trash') throw alreadyTrashed('order');
  const shown = presentOrder(shop, order);
  if (force) shop.shelves.orders.drop(target);
  else shop.shelves.orders.put({ ...order, status: 'trash', modified: shop.now(), history: [...order.history, { at: shop.now(), status: 'trash' }] });
  shop.world.announce('order', 'deleted', target);
  return gone(force ? shown : { ...shown, status: 'trash' }, `order ${target}`);
}

function notes(ask: Ask): Reply {
  const { type } = checkParams(ask.params, { type: { type: 'string', enum: ['any', 'customer', 'internal'], default: 'any' } });
  const found = orderOf(ask.shop, id(ask)).notes.filter((note) => type === 'any' || note.customer === (type === 'customer'));
  return ok(found.map(presentNote).reverse());
}

function addNote(ask: Ask): Reply {
  const order = orderOf(ask.shop, id(ask));
  const params = checkParams(ask.params, rules.note);
  const noted = withNote(ask.shop, order, String(params.note), params.customer_note === true, params.added_by_user === true ? 'admin' : 'WooCommerce');
  ask.shop.shelves.orders.put(noted);
  const note = noted.notes[noted.notes.length - 1];
  return made(note ? presentNote(note) : null, `note of order ${order.id}`);
}

function noteOf(order: Order, target: number) {
  const note = order.notes.find((entry) => entry.id === target);
  if (!note) throw new WpError('woocommerce_rest_invalid_id', 404, 'Invalid resource ID.');
  return note;
}

function removeNote(ask: Ask): Reply {
  const order = orderOf(ask.shop, id(ask));
  const note = noteOf(order, id(ask, 1));
  if (!forced(ask)) throw noTrash('Notes');
  ask.shop.shelves.orders.put({ ...order, notes: order.notes.filter((entry) => entry !== note) });
  return gone(presentNote(note), `note of order ${order.id}`);
}
