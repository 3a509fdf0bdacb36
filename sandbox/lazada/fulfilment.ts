/** Packing, labels and handing over: a JSON text in one parameter, at most twenty a call, each element with an end of its own. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Order, Unit } from './documents.js';
import { ok, okResult, refuse } from './envelope.js';
import { advance, moves, pack } from './order-life.js';
import { theOrder } from './orders.js';
import { bad, missing } from './params.js';
import { Node, readJson } from './payload.js';
import { readList } from './removal.js';
import type { World } from './world.js';

const fine = { item_err_code: '0', msg: 'success', retry: false };
const wrong = (msg: string) => ({ item_err_code: '20', msg, retry: false });

export function providers(world: World, { params, shop }: Asked): Answer {
  for (const one of rows(params.must('getShipmentProvidersReq'), 'orders')) theOrder(world, shop, one.text('order_id') ?? '');
  return okResult({ shipment_providers: [{ name: 'LEX ID', provider_code: 'LEX' }], platform_default: 'LEX ID', shipping_allocate_type: 'TFS' });
}

export function packOrders(world: World, { params, shop }: Asked): Answer {
  const request = new Node(readJson(params.must('packReq')), false);
  if (request.text('delivery_type') !== 'dropship') throw bad('delivery_type', 'must be dropship');
  if (request.text('shipping_allocate_type') !== 'TFS') throw bad('shipping_allocate_type', 'must be TFS');
  const asked = rows(params.must('packReq'), 'pack_order_list').map((one) => ({ order: theOrder(world, shop, one.text('order_id') ?? ''), ids: one.texts('order_item_list') }));
  let packed = 0;
  const list = asked.map(({ order, ids }) => {
    const good = order.units.filter((unit) => ids.includes(unit.id) && moves[unit.status]?.includes('packed'));
    if (good.length > 0) {
      pack(world, good);
      advance(world, order, good, 'packed');
      packed += good.length;
    }
    return { order_id: BigInt(order.id), order_item_list: ids.map((id) => {
      const unit = good.find((one) => one.id === id);
      return { order_item_id: BigInt(id), ...(unit ? { ...fine, package_id: unit.packageId, tracking_number: unit.tracking, shipment_provider: 'LEX ID' } : wrong('The item cannot be packed')) };
    }) };
  });
  return okResult({ pack_order_list: list }, { effect: packed > 0 ? 'updated' : 'none', subject: `order ${asked.map(({ order }) => order.id).join(',')}` });
}

export const readyToShip = packages('readyToShipReq', 'ready_to_ship', ['packed']);
export const repack = packages('rePackReq', 'repacked', ['packed']);
/** A seller's own fleet, which is not seen on its way. */
export const ownDelivered = packages('dbsDeliveryReq', 'delivered', ['ready_to_ship', 'shipped']);
export const ownFailed = packages('dbsFailedDeliveryReq', 'failed', ['ready_to_ship', 'shipped']);

function packages(name: string, to: string, from: readonly string[]): (world: World, asked: Asked) => Answer {
  return (world, { params, shop }) => {
    let moved = 0;
    const list = rows(params.must(name), 'packages').map((one) => {
      const id = one.text('package_id') ?? '';
      const found = inPackage(world, shop.id, id);
      if (!found || found.units.some((unit) => !from.includes(unit.status))) return { package_id: id, ...wrong(found ? `The package is not ${from.join(' or ')}` : 'There is no such package') };
      advance(world, found.order, found.units, to);
      moved++;
      return { package_id: id, ...fine };
    });
    return okResult({ packages: list }, { effect: moved > 0 ? 'updated' : 'none', subject: `${moved} packages` });
  };
}

export function label(world: World, { params, shop }: Asked): Answer {
  const request = new Node(readJson(params.must('getDocumentReq')), false);
  if (!['PDF', 'HTML'].includes(request.text('doc_type') ?? '')) throw bad('doc_type', 'must be PDF or HTML');
  const ids = rows(params.must('getDocumentReq'), 'packages').map((one) => one.text('package_id') ?? '');
  for (const id of ids) if (!inPackage(world, shop.id, id)) throw refuse('1', `There is no package ${id}`, 'package_id');
  return okResult({ doc_type: request.text('doc_type'), file: Buffer.from(`%PDF-1.4\n% ${ids.join(' ')}\n%%EOF\n`).toString('base64'), pdf_url: `${world.kit.url()}/p/label.pdf` });
}

/** Goods without a parcel: only such items, and this shop sells none. */
export function digitalDelivered(world: World, { params, shop }: Asked): Answer {
  for (const one of rows(params.must('digitalDeliveryReq'), 'orders')) theOrder(world, shop, one.text('order_id') ?? '');
  throw bad('digitalDeliveryReq', 'names items that are not digital');
}

export function oldDocument(world: World, { params, shop }: Asked): Answer {
  const type = params.word('doc_type', ['invoice', 'shippingLabel', 'carrierManifest'], 'none' as 'invoice'), ids = readList(params.must('order_item_ids'), 'order_item_ids');
  if (params.get('doc_type') === undefined) missing('doc_type');
  for (const id of ids) if (!unitOf(world, shop.id, id)?.unit.packageId) throw refuse('1', `E001: Item ${id} is not packed`, 'order_item_ids');
  return ok({ document: { document_type: type, mime_type: 'text/html', file: Buffer.from(`<html><body>${type} ${ids.join(' ')}</body></html>`).toString('base64') } });
}

export function setInvoice(world: World, { params, shop }: Asked): Answer {
  const found = unitOf(world, shop.id, params.id('order_item_id'));
  if (!found) throw refuse('1', 'E001: There is no such order item', 'order_item_id');
  found.order.invoices = { ...found.order.invoices, [found.unit.id]: params.must('invoice_number') };
  world.putOrder(found.order);
  return ok({ order_item_id: BigInt(found.unit.id), invoice_number: params.must('invoice_number') }, { effect: 'updated', subject: `order ${found.order.id}` });
}

function unitOf(world: World, shop: string, id: string): { order: Order; unit: Unit } | null {
  for (const order of world.orders(shop).all()) {
    const unit = order.units.find((one) => one.id === id);
    if (unit) return { order, unit };
  }
  return null;
}

export function trace(world: World, { params, shop }: Asked): Answer {
  const order = theOrder(world, shop, params.id('order_id'));
  const ids = [...new Set(order.units.map((unit) => unit.packageId))].filter((id) => id !== '');
  return okResult(ids.map((id) => ({ package_id: id, logistic_detail_info_list: order.history.map(({ at, status }) => ({ event_time: at, title: status })) })));
}

export function inPackage(world: World, shop: string, id: string): { order: Order; units: Unit[] } | null {
  for (const order of world.orders(shop).all()) {
    const units = id === '' ? [] : order.units.filter((unit) => unit.packageId === id && unit.status !== 'canceled');
    if (units.length > 0) return { order, units };
  }
  return null;
}

function rows(text: string, name: string): Node[] {
  const list = new Node(readJson(text), false).nodes(name);
  if (list.length === 0 || list.length > 20) throw bad(name, 'must have 1 to 20 elements');
  return list;
}
