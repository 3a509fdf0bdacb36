/** Packages: search, read, pick-up slots, shipping one or many, labels, tracking. */
import { mustFail, type Answer, type Call } from '../kit/index.js';
import type { ShopAsked } from './auth.js';
import type { Order, Package } from './documents.js';
import { ok, Refused, refuse, wrong } from './envelope.js';
import type { Fields } from './fields.js';
import { carriers } from './knowledge.js';
import { setStatus, trackingNumber } from './order-life.js';
import { findOrder } from './orders.js';
import { pageOf } from './page-of.js';
import type { World } from './world.js';

const states = ['TO_FULFILL', 'PROCESSING', 'FULFILLING', 'COMPLETED', 'CANCELLED'] as const;
const show = (order: Order, one: Package) => ({
  id: one.id, status: one.status, tracking_number: one.tracking, shipping_type: 'TIKTOK', shipping_provider_id: carriers[0].id, shipping_provider_name: carriers[0].name, create_time: order.paid, update_time: order.updated,
  orders: [{ id: order.id, skus: order.units.filter((unit) => unit.package === one.id).map((unit) => ({ id: unit.sku, quantity: 1 })) }], order_line_item_ids: order.units.filter((unit) => unit.package === one.id).map(({ id }) => id),
});

export function searchPackages(world: World, { shop, query, body }: ShopAsked): Answer {
  body.only(['package_status', 'create_time_ge', 'create_time_lt', 'update_time_ge', 'update_time_lt']);
  const state = body.maybeWord('package_status', states);
  const all = [...world.orders(shop.id).all()].flatMap((order) => order.packages.filter(({ status }) => state === undefined || status === state).map((one) => ({ id: one.id, one, order })));
  const page = pageOf(world, all, query, 50, ({ order }) => order.created, true);
  return ok({ packages: page.rows.map(({ order, one }) => show(order, one)), next_page_token: page.next, total_count: all.length });
}

export function getPackage(world: World, asked: ShopAsked): Answer {
  const { order, one } = find(world, asked, asked.ids[0] ?? '');
  return ok(show(order, one));
}

export function handoverSlots(world: World, asked: ShopAsked): Answer {
  find(world, asked, asked.ids[0] ?? '');
  const nine = Math.ceil(world.now() / 86_400) * 86_400 + 2 * 3_600;
  return ok({ can_pickup: true, can_drop_off: true, can_van_collection: false, pickup_slots: [0, 1].map((day) => ({ start_time: nine + day * 86_400, end_time: nine + day * 86_400 + 4 * 3_600, avaliable: true })) });
}

export function shipPackage(world: World, asked: ShopAsked): Answer {
  shipOne(world, asked, asked.ids[0] ?? '', asked.body);
  return ok({}, { effect: 'updated', subject: `package ${asked.ids[0]}` });
}

export function shipPackages(world: World, asked: ShopAsked): Answer {
  asked.body.only(['packages']);
  const rows = asked.body.rows('packages', 1, 50);
  const errors = rows.flatMap((row, at) => {
    const id = row.id('id');
    try {
      if (mustFail(asked.call.partial, at)) throw refuse(36009003);
      shipOne(world, asked, id, row);
      return [];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return [{ code: error.code, message: error.message, detail: { package_id: id } }];
    }
  });
  return ok(errors.length === 0 ? {} : { errors }, errors.length === rows.length ? {} : { effect: 'updated', subject: `${rows.length - errors.length} packages` });
}

/** handover_method is taken and has no meaning here, as in all local shops of the region. */
function shipOne(world: World, asked: ShopAsked, id: string, body: Fields): void {
  body.only(['id', 'handover_method', 'pickup_slot', 'self_shipment']);
  const { order, one } = find(world, asked, id);
  if (body.has('self_shipment')) throw wrong('self_shipment is for seller shipping; this order goes by TikTok shipping.');
  body.maybeWord('handover_method', ['PICKUP', 'DROP_OFF']);
  if (order.status !== 'AWAITING_SHIPMENT' && order.status !== 'PARTIALLY_SHIPPING') throw wrong(`An order in ${order.status} cannot be shipped.`);
  if (one.status !== 'TO_FULFILL') throw wrong('The package is already shipped.');
  Object.assign(one, { status: 'PROCESSING', tracking: trackingNumber(world), handover: body.maybeText('handover_method') ?? 'PICKUP' });
  if (order.packages.every(({ status }) => status !== 'TO_FULFILL')) setStatus(world, order, 'AWAITING_COLLECTION');
  else world.putOrder(order);
}

export function shippingDocument(world: World, asked: ShopAsked): Answer {
  const { one } = find(world, asked, asked.ids[0] ?? '');
  asked.query.word('document_type', ['SHIPPING_LABEL', 'PACKING_SLIP', 'SHIPPING_LABEL_AND_PACKING_SLIP']);
  asked.query.word('document_size', ['A5', 'A6'], 'A6');
  if (one.status === 'TO_FULFILL') throw wrong('The package is not shipped yet.');
  return ok({ doc_url: `${world.kit.url()}${labels}${one.id}?until=${world.now() + 86_400}`, tracking_number: one.tracking });
}

export const labels = '/labels/';

/** The label behind `doc_url`, for a day. */
export function label(world: World, call: Call): Answer {
  if (Number(call.query.get('until')) < world.now()) return { status: 403, body: 'expired' };
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `Label kirim latihan\nPaket ${call.path.slice(labels.length)}\n` };
}

export function tracking(world: World, { shop, ids: [id = ''] }: ShopAsked): Answer {
  const order = findOrder(world, shop, id);
  return ok({ tracking: order.history.filter(({ status }) => ['AWAITING_COLLECTION', 'IN_TRANSIT', 'DELIVERED'].includes(status)).map(({ at, status }) => ({ update_time_millis: at * 1000, description: status })) });
}

export function markShipped(): Answer {
  throw wrong('This call is not available in this market.');
}

function find(world: World, { shop }: ShopAsked, id: string): { order: Order; one: Package } {
  for (const order of world.orders(shop.id).all()) for (const one of order.packages) if (one.id === id) return { order, one };
  throw wrong(`There is no package ${id}.`);
}
