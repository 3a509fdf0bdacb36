/** What a seller does with orders: packages, fulfilment, labels, big goods, pick-up in the store, cancelling. */
import { Refusal, type Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Line, Order, Shop } from './documents.js';
import { empty, invalid, mta, Refused, seller } from './envelope.js';
import { cancelLine, setStatus } from './order-life.js';
import { findLine } from './orders.js';
import { announceLine } from './push.js';
import type { World } from './world.js';

export const reasons = ['Stok habis', 'Harga salah', 'Barang rusak', 'Toko tutup'];
const lastHoursMs = 12 * 3_600_000;

export function combineShipping(world: World, { shop, requestId, query }: Asked): Answer {
  const { order, line } = findLine(world, shop, query.get('orderItemId') ?? '');
  const together = order.lines.filter((one) => one.status === 'FP' && one.packageId === '' && one.type === line.type);
  return mta(requestId, { orderItemIds: together.map((one) => one.id), combineShippingItems: together.map((one) => ({ orderItemId: one.id, orderId: order.id })) });
}

export function createPackage(world: World, { body, shop, requestId }: Asked): Answer {
  body.only('orderItemIds', world.strict());
  const ids = body.texts('orderItemIds', 1, 100);
  const found = ids.map((id) => findLine(world, shop, id));
  if (new Set(ids).size < ids.length) throw invalid('orderItemIds must be unique');
  if (found.some(({ order }) => order !== found[0]?.order)) throw invalid('Order items of different orders cannot share a package');
  for (const { line } of found) if (line.status !== 'FP' || line.packageId !== '') throw invalid(`Order item ${line.id} is not eligible`);
  const packageId = String(world.number('package', 33_100_201));
  for (const { order, line } of found) { line.packageId = packageId; world.orders(shop.id).put(order.id, order); }
  return mta(requestId, { packageId: Number(packageId) }, { effect: 'created', subject: `package ${packageId}` });
}

function thePackage(world: World, shop: Shop, id: string): { order: Order; lines: Line[] } {
  for (const order of world.orders(shop.id).all()) {
    const lines = order.lines.filter((line) => line.packageId === id && line.status !== 'X');
    if (lines.length > 0) return { order, lines };
  }
  throw new Refused('ERR-PA404001', `Package ${id} is not found`);
}

export function fulfil(world: World, { body, shop, ids: [id = ''] }: Asked): Answer {
  body.only('awbNo', world.strict());
  const { order, lines } = thePackage(world, shop, id);
  const awb = body.text('awbNo', 50) ?? '';
  if (lines.some((line) => line.status !== 'FP' || line.type !== 1)) throw invalid('Package cannot be fulfilled');
  if ((order.delivery === 'DROPSHIP') !== (awb !== '')) throw invalid('awbNo belongs to DROPSHIP only');
  if (order.delivery === 'DROPSHIP' && order.cancelBy - world.now() > lastHoursMs) throw invalid('DROPSHIP can be fulfilled in the last 12 hours before auto-cancel only');
  for (const line of lines) { line.awb = awb || `BES${id}`; setStatus(world, order, line, 'PU'); }
  return empty({ effect: 'updated', subject: `package ${id}` });
}

export function label(world: World, { shop, requestId, ids: [id = ''] }: Asked): Answer {
  const { lines } = thePackage(world, shop, id);
  if (lines.some((line) => ['DX', 'X', 'D'].includes(line.status) || line.awb === '')) throw invalid('Label is not available');
  const pdf = `%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 280 420]>>endobj\ntrailer<</Root 1 0 R>>\n% ${id} ${lines[0]?.awb ?? ''}\n%%EOF\n`;
  return seller(requestId, { document: Buffer.from(pdf).toString('base64') });
}

/** Big goods and goods fetched in the store go from `from` to `to`. */
export const stepPackage = (type: number, from: string, to: string) => (world: World, { shop, ids: [id = ''] }: Asked): Answer => {
  const { order, lines } = thePackage(world, shop, id);
  if (lines.some((line) => line.type !== type || line.status !== from)) throw invalid(`Package is not in ${from}`);
  for (const line of lines) { setStatus(world, order, line, to); if (to === 'D') announceLine(world, order, line, 'delivered_order'); }
  return empty({ effect: 'updated', subject: `package ${id}` });
};

export function fulfilBopis(world: World, { body, shop, requestId }: Asked): Answer {
  body.only('orderItemId itemSkuCode', world.strict());
  const { order, line } = findLine(world, shop, body.mustText('orderItemId'));
  if (line.item !== body.mustText('itemSkuCode') || line.type !== 3 || line.status !== 'FP') throw invalid('Order item is not eligible');
  line.packageId ||= String(world.number('package', 33_100_201));
  setStatus(world, order, line, 'BP');
  return mta(requestId, { packageId: Number(line.packageId) }, { effect: 'updated', subject: `order ${order.id}` });
}

export function delay(world: World, { body, shop }: Asked): Answer {
  body.only('packageId', world.strict());
  const id = String(body.fields.packageId ?? '');
  const { order } = thePackage(world, shop, id);
  const delays = world.kit.store.shelf<{ at: number }>(`shop/${shop.id}/delays`);
  if (delays.get(id)) throw invalid('Package was delayed already');
  if ([...delays.all()].filter((one) => world.now() - one.at < 86_400_000).length >= 15) throw new Refused('ERR-PA429001');
  delays.put(id, { at: world.now() });
  order.cancelBy += 15 * 60_000;
  world.orders(shop.id).put(order.id, order);
  return empty({ effect: 'updated', subject: `package ${id}` });
}

export function cancellationReasons(_world: World, { requestId }: Asked): Answer {
  return mta(requestId, reasons.map((reason) => ({ reason })));
}

/** A listed reason, letter by letter, cancels the whole item; any other text only the quantity. */
export function cancel(world: World, { body, shop, ids: [id = ''] }: Asked): Answer {
  body.only('reason cancellationQuantity', world.strict());
  const { order, line } = findLine(world, shop, id);
  const reason = body.mustText('reason', 255);
  const given = body.must('cancellationQuantity', 1);
  if (!['FP', 'PU', 'BP'].includes(line.status)) throw invalid(`Order item in ${line.status} cannot be cancelled`);
  try {
    cancelLine(world, order, line, reasons.includes(reason) ? line.quantity - line.cancelled : given, reason);
  } catch (error) {
    throw error instanceof Refusal ? invalid(error.message) : error;
  }
  return empty({ effect: 'updated', subject: `order ${order.id}` });
}
