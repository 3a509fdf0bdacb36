/** Reading orders: by package, filtered and paged; one order item whole; returns. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Line, Order, Shop } from './documents.js';
import { invalid, mta, Refused, seller } from './envelope.js';
import { pageOf } from './knowledge.js';
import { readPaging } from './product-lists.js';
import type { World } from './world.js';

const yearMs = 365 * 86_400_000;
const sorts: Readonly<Record<string, (one: Hit) => number>> = { statusFPUpdatedTimestamp: ({ order }) => order.paidAt, autoCancelTimestamp: ({ order }) => order.cancelBy };
interface Hit { readonly order: Order; readonly line: Line }

/** Pages are of packages; what is in no package yet stands alone. */
export function filterPackages(world: World, { body, shop, requestId }: Asked): Answer {
  body.only('filter sorting paging', world.strict());
  const filter = body.node('filter');
  filter?.only('orderItemStatuses statusFPDateRange packageId', world.strict());
  const statuses = filter?.texts('orderItemStatuses') ?? [];
  const range = filter?.node('statusFPDateRange');
  const [start, end] = [range?.must('start', 0, 9_999_999_999_999) ?? 0, range?.must('end', 0, 9_999_999_999_999) ?? Infinity];
  if (start > end) throw invalid('statusFPDateRange.start must not be after end');
  const packageId = filter?.fields.packageId ?? undefined;
  const sorting = body.node('sorting');
  const by = sorts[sorting?.text('by') ?? 'statusFPUpdatedTimestamp'];
  const direction = sorting?.text('direction') ?? 'ASC';
  if (!by || !['ASC', 'DESC'].includes(direction)) throw invalid('sorting is not valid');
  const { page, size } = readPaging(body, 50);
  const since = world.now() - yearMs;
  const hits = [...world.orders(shop.id).all()].filter((order) => order.paidAt > since && order.paidAt >= start && order.paidAt <= end).flatMap((order) => order.lines.map((line): Hit => ({ order, line })))
    .filter(({ line }) => line.status !== 'UNPAID' && (statuses.length === 0 || statuses.includes(line.status)) && (packageId === undefined || line.packageId === String(packageId)))
    .sort((one, other) => (by(one) - by(other) || Number(one.line.id) - Number(other.line.id)) * (direction === 'ASC' ? 1 : -1));
  const packages = new Map<string, Hit[]>();
  for (const hit of hits) {
    const key = hit.line.packageId || `item ${hit.line.id}`;
    packages.set(key, [...(packages.get(key) ?? []), hit]);
  }
  const cap = Number(world.kit.unconfirmed('orderCap'));
  const all = [...packages.values()].slice(0, cap > 0 ? cap : undefined);
  const content = all.slice(page * size, (page + 1) * size).map((some) => ({ packageId: some[0]?.line.packageId ? Number(some[0].line.packageId) : null, orderItems: some.map((one) => row(shop, one)) }));
  return seller(requestId, content, { paging: { page, size, total: all.length } });
}

function row(shop: Shop, { order, line }: Hit): object {
  return {
    order: {
      id: order.id, itemId: line.id, itemStatus: line.status, quantity: line.quantity - line.cancelled, date: order.created, type: 'REGULAR', customerFullName: order.buyer, autoCancelTimestamp: order.cancelBy, statusFPUpdatedTimestamp: order.paidAt,
    },
    product: productOf(line), logistic: { productCode: 'BES', productName: 'Blibli Express Service', optionCode: 'EXPRESS', optionName: 'Express', awbNumber: line.awb, awbValidityStatus: line.awb === '' ? null : 'VALID', shippingInstruction: '' },
    pickupPoint: { code: shop.pickupPoint, name: `Gudang ${shop.name}` }, preOrder: { active: false, type: null, value: null }, sellerDeliveryType: order.delivery, storeCode: shop.id, createdDate: order.created,
  };
}

const productOf = (line: Line) => ({ blibliSku: line.item, sellerSku: line.sellerSku, itemName: line.title, variantName: line.variant, price: line.price, type: line.type });

export function findLine(world: World, shop: Shop, id: string): Hit {
  for (const order of world.orders(shop.id).all()) {
    const line = order.lines.find((one) => one.id === id);
    if (line && line.status !== 'UNPAID') return { order, line };
  }
  throw new Refused('ERR-PA404012', `Order item ${id} is not found`);
}

export function orderDetail(world: World, { shop, requestId, ids: [id = ''] }: Asked): Answer {
  const { order, line } = findLine(world, shop, id);
  return seller(requestId, {
    id: order.id, itemId: line.id, status: line.status, packageId: line.packageId === '' ? null : Number(line.packageId), quantity: line.quantity - line.cancelled, product: productOf(line),
    recipient: { name: order.buyer, phoneNumber: '0800000000', streetAddress: 'Jl. Slamet Riyadi 10', subdistrict: 'Kemlayan', district: 'Serengan', city: 'Surakarta', state: 'Jawa Tengah', zipCode: '57151', country: 'Indonesia', email: 'pembeli@example.test', virtualPhoneNumber: { code: null, pin: null } },
    shipment: { awbNumber: line.awb, statuses: [] }, amount: { item: line.price, itemTotal: line.price * (line.quantity - line.cancelled), seller: line.price * (line.quantity - line.cancelled), shipping: { cost: 0 } },
    partialFulfillment: line.cancelled > 0 ? { canceledQuantity: line.cancelled, reason: line.reason, issuer: 'SELLER' } : null, pickupPoint: { code: shop.pickupPoint, name: `Gudang ${shop.name}` },
    histories: line.history.map(({ at, status }) => ({ status, timestamp: at })), orderDate: order.created, autoCancelTimestamp: order.cancelBy,
  });
}

export function returnSummary(world: World, { shop, requestId, query }: Asked): Answer {
  const wanted = query.get('orderIdOrItemId');
  const day = query.get('returDate');
  if (day !== null && !/^\d\d-\d\d-\d{4}$/.test(day)) throw invalid('returDate must be dd-MM-yyyy');
  const { page, size } = pageOf(query, 100);
  const found = [...world.returns(shop.id).all()].filter((one) => (wanted === null || one.order === wanted || one.item === wanted) && (day === null || dayOf(one.created) === day) && (query.get('status') ?? one.status) === one.status);
  return mta(requestId, found.slice(page * size, (page + 1) * size).map((one) => ({ rmaId: one.id, orderId: one.order, orderItemId: one.item, status: one.status, returnReason: one.reason, returDate: one.created })), { paging: { page, size, total: found.length } });
}

export function returnDetail(world: World, { shop, requestId, query }: Asked): Answer {
  const one = world.returns(shop.id).get(query.get('rmaId') ?? '');
  if (!one) throw new Refused('ERR-PA404001', 'Return is not found');
  return mta(requestId, { rmaId: one.id, rmaNumber: `RMA-${one.id}`, orderId: one.order, orderItemId: one.item, status: one.status, returnReason: one.reason, returDate: one.created });
}

const dayOf = (ms: number) => new Date(ms + 7 * 3_600_000).toISOString().slice(0, 10).split('-').reverse().join('-');
