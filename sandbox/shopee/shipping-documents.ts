/** Shipping documents: asked for, made, loaded. They need status PROCESSED and a tracking number that shows. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Order, Parcel } from './documents.js';
import { ok, refuse } from './envelope.js';
import { theOrder } from './orders.js';
import { announceDocument } from './push.js';
import { theParcel } from './shipping.js';
import type { World } from './world.js';

export function documentParameter(world: World, asked: Asked): Answer {
  return perOrder(world, asked, () => ({ suggest_shipping_document_type: 'NORMAL_AIR_WAYBILL', selectable_shipping_document_type: ['NORMAL_AIR_WAYBILL', 'THERMAL_AIR_WAYBILL'] }));
}

export function createDocuments(world: World, asked: Asked): Answer {
  return perOrder(world, asked, (order, one) => {
    if (order.status !== 'PROCESSED' || one.trackingFrom > world.now()) throw refuse('logistics.error_busi', 'The document can be made once the order is PROCESSED and has its tracking number.');
    one.document = 'READY';
    world.putOrder(order);
    announceDocument(world, order, one);
    return {};
  });
}

export function documentResult(world: World, asked: Asked): Answer {
  return perOrder(world, asked, (_order, one) => {
    if (one.document === 'none') throw refuse('logistics.error_busi', 'The document was never asked for.');
    return { status: one.document };
  });
}

export function downloadDocuments(world: World, asked: Asked): Answer {
  for (const row of asked.params.rows('order_list', 1, 50)) {
    if (theParcel(theOrder(world, { ...asked, params: row }), row, false).document !== 'READY') throw refuse('logistics.error_busi', 'The document is not ready.');
  }
  const page = '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 420]>>endobj\n';
  return { status: 200, headers: { 'content-type': 'application/pdf' }, body: `%PDF-1.4\n${page}trailer<</Root 1 0 R>>\n%%EOF\n` };
}

function perOrder(world: World, asked: Asked, act: (order: Order, one: Parcel) => object): Answer {
  const rows = asked.params.rows('order_list', 1, 50).map((row) => {
    const order = theOrder(world, { ...asked, params: row });
    const one = theParcel(order, row, false);
    return { order_sn: order.sn, package_number: one.number, ...act(order, one) };
  });
  return ok({ result_list: rows });
}
