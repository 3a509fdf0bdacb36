/** Between the house's words and Blibli's, pure. */
import { Alarm, Reject, type AttributeRule, type AttributeValue, type ListingDraft, type RemoteOrder } from '../contract/index.js';
import { first, id, instant, list, number, part, rupiah, text, type Body, type Raw } from './wire.js';

export type Place = 'product' | 'special' | 'variant';
/** An attribute of a category and where its value goes: to the product, to each item, or as what tells items apart. */
export interface Attribute extends AttributeRule { readonly place: Place }
export const attributeOf = (raw: Raw): Attribute => {
  const yes = (value: unknown): boolean => value === true || value === 'true';
  const values = list(first(raw, 'options', 'values')).map((option) => (typeof option === 'object' ? { id: id(first(part(option), 'code', 'id', 'value', 'name')), name: text(first(part(option), 'name', 'value', 'code')) } : { id: text(option), name: text(option) }));
  const free = text(first(raw, 'type', 'attributeType')) === 'DESCRIPTIVE' || values.length === 0, place = yes(raw['variantCreating']) ? 'variant' : yes(raw['specialAttribute']) ? 'special' : 'product';
  return {
    id: id(first(raw, 'code', 'attributeCode')), name: text(first(raw, 'name', 'attributeName')), required: yes(raw['mandatory']), kind: free ? 'text' : 'one', values: free ? [] : values, custom: free, units: [],
    length: { min: 1, max: 255, countedIn: 'code-points' }, variation: place === 'variant', place,
  };
};

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
/** Which attribute carries each of our axes: by name; what is left takes, in order, the left attributes that take any text. Refused where an axis finds none. */
export function axesOf(draft: ListingDraft, attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> {
  const axes = [...new Set(draft.variants.flatMap((variant) => Object.keys(variant.choice)))], open = attributes.filter((attribute) => attribute.place === 'variant'), found = new Map<string, Attribute>();
  const take = (axis: string, fits: (attribute: Attribute) => boolean): void => {
    const index = open.findIndex(fits), taken = open[index];
    if (taken) { found.set(axis, taken); open.splice(index, 1); }
  };
  for (const axis of axes) take(axis, (attribute) => same(attribute.name, axis) || same(attribute.id, axis));
  for (const axis of axes) if (!found.has(axis)) take(axis, (attribute) => attribute.custom);
  if (found.size < axes.length) {
    const most = attributes.filter((attribute) => attribute.place === 'variant').length;
    throw new Reject('an axis has no attribute in this category', { rawCode: 'no_axis', issues: [{ cause: 'too-many-options', field: 'variants', params: { n: String(axes.length), batas: String(most) }, rawCode: 'no_axis', rawMessage: axes.filter((axis) => !found.has(axis)).join(', ') }] });
  }
  return found;
}
const written = (attribute: Attribute, value: string): string => attribute.values.find((option) => option.id === value || same(option.name, value))?.name ?? value;
const valueOf = (values: readonly AttributeValue[], attribute: Attribute): string => values.map((value) => written(attribute, value.text ?? value.id ?? '')).filter((value) => value !== '').join(', ');
/** Optional attributes must be absent rather than empty. */
function attributesAt(draft: ListingDraft, attributes: readonly Attribute[], place: Place): Record<string, Body> {
  return Object.fromEntries(attributes.filter((attribute) => attribute.place === place).flatMap((attribute) => {
    const value = valueOf(draft.attributes[attribute.id] ?? [], attribute);
    return value === '' ? [] : [[attribute.id, value]];
  }));
}
/** The items of a product: what exists keeps its price and stock, whatever stands here. Photos go by the keys of `imageMap`. */
export function itemsOf(draft: ListingDraft, attributes: readonly Attribute[], known: Readonly<Record<string, { readonly variantId: string }>> = {}): readonly Body[] {
  const axes = axesOf(draft, attributes), special = attributesAt(draft, attributes, 'special'), given = attributesAt(draft, attributes, 'variant');
  return draft.variants.map((variant): Body => {
    const photos = [...(variant.photo ? [variant.photo] : []), ...draft.photos].map((photo) => photo.sha256), price = Number(variant.price);
    return {
      ...(known[variant.sku] === undefined ? {} : { blibliSku: known[variant.sku]?.variantId }), sellerSku: variant.sku, price: { regular: price, sale: price }, stock: variant.quantity, minimumStock: 0, buyable: true, images: [...new Set(photos)].slice(0, 8),
      variantAttribute: { ...given, ...Object.fromEntries(Object.entries(variant.choice).flatMap(([axis, value]) => { const attribute = axes.get(axis); return attribute ? [[attribute.id, written(attribute, value)]] : []; })) },
      ...(Object.keys(special).length === 0 ? {} : { specialAttribute: special }),
    };
  });
}
/** Millimetres as centimetres, grams as they are; the heaviest and largest of the variants. */
export function createBody(draft: ListingDraft, attributes: readonly Attribute[], shop: { readonly pickupPoint: string; readonly logistics: readonly string[]; readonly brand: string | null; readonly description: string }, imageMap: Readonly<Record<string, string>>): Body {
  const side = (index: 0 | 1 | 2): number => Math.max(...draft.variants.map((variant) => variant.mm[index])) / 10;
  return {
    name: draft.title, ...(shop.brand === null ? {} : { brandCode: shop.brand }), categoryCode: draft.category, productType: 1, description: shop.description,
    ...(shop.pickupPoint === '' ? {} : { pickupPointCode: shop.pickupPoint }), dimension: { length: side(0), width: side(1), height: side(2), weight: Math.max(...draft.variants.map((variant) => variant.grams)) },
    attributes: attributesAt(draft, attributes, 'product'), ...(shop.logistics.length === 0 ? {} : { logistics: [...shop.logistics] }), imageMap, productItems: itemsOf(draft, attributes),
  };
}

/** Until the courier has it an item is to be shipped, so that a cancellation frees it. CX lies inside shipping although others read it as cancelled: goods are never put back on sale because of it. DF is under way back. What is not confirmed (OS) stays unknown. */
export const statuses: Readonly<Record<string, RemoteOrder['status']>> = { FP: 'to-ship', BP: 'to-ship', PU: 'to-ship', PF: 'to-ship', CR: 'shipped', CX: 'shipped', D: 'completed', DF: 'shipped', X: 'cancelled', DX: 'cancelled' };
export const productSkuOf = (blibliSku: string): string => blibliSku.replace(/-\d+$/, '');
interface Told { readonly id: string; readonly order: Raw; readonly status: string; readonly product: Raw; readonly quantity: unknown; readonly raw: Raw; readonly buyer: RemoteOrder['buyer']; readonly cancelled: number; readonly unit: bigint | null; readonly changed: readonly (number | null)[]; readonly paid: number | null }
function orderFrom(told: Told): RemoteOrder {
  const { order, product } = told, quantity = number(told.quantity), blibliSku = id(first(product, 'blibliSku', 'gdnSku', 'itemSku')), groupId = id(first(order, 'id', 'orderId'));
  if (quantity === null || !Number.isSafeInteger(quantity) || quantity < 0 || told.unit === null || told.status === '') throw new Alarm('an order item without quantity, price or status', { rawCode: 'undecodable' });
  const placedAt = instant(first(order, 'date', 'orderDate', 'createdDate')) ?? told.paid;
  if (placedAt === null) throw new Alarm('an order item without a date', { rawCode: 'undecodable' });
  const instants = [...told.changed, told.paid, placedAt].filter((at): at is number => at !== null);
  return {
    id: told.id, groupId, number: groupId, placedAt, paidAt: told.paid, changedAt: Math.max(...instants), expiresAt: null, shipBy: instant(order['autoCancelTimestamp'] ?? told.raw['autoCancelTimestamp']),
    status: statuses[told.status] ?? 'unknown', rawStatus: told.status, currency: 'IDR', total: told.unit * BigInt(Math.max(0, quantity - told.cancelled)), buyer: told.buyer,
    lines: [{ id: told.id, itemId: productSkuOf(blibliSku), variantId: blibliSku, sku: text(first(product, 'sellerSku', 'merchantSku')), title: [first(product, 'itemName', 'name'), product['variantName']].map(text).filter((word) => word !== '').join(' '), quantity, cancelled: told.cancelled, unitPaid: told.unit, sellerDiscount: 0n, platformDiscount: 0n }],
    raw: told.raw,
  };
}
/** An item as the list of packages tells it. */
export function listedOrderOf(raw: Raw): RemoteOrder {
  const order = part(raw['order']), product = part(raw['product']), name = text(order['customerFullName']);
  return orderFrom({ id: id(order['itemId']), order, status: text(order['itemStatus']), product, quantity: order['quantity'], raw, buyer: name === '' ? null : { name, phone: '', address: '' }, cancelled: 0, unit: rupiah(product['price']), changed: [], paid: instant(order['statusFPUpdatedTimestamp']) });
}
/** An item as its own page tells it: with its history, its buyer, and what of it was cancelled. */
export function orderOf(raw: Raw): RemoteOrder {
  const product = part(raw['product']), amount = part(raw['amount']), who = part(raw['recipient']), histories = list(raw['histories']).map(part), name = text(who['name']);
  const total = rupiah(amount['itemTotal']), quantity = number(raw['quantity']), cancelled = number(part(raw['partialFulfillment'])['canceledQuantity']) ?? 0;
  const unit = rupiah(first(amount, 'item')) ?? rupiah(product['price']) ?? (total !== null && quantity !== null && quantity > 0 ? total / BigInt(quantity) : null);
  // What was cancelled is either still counted in `quantity` or no longer (unconfirmed): the total says which; without it, no longer, as in pushes.
  const counted = cancelled > 0 && quantity !== null && unit !== null && total !== null && quantity >= cancelled && total === unit * BigInt(quantity - cancelled) && total !== unit * BigInt(quantity);
  const paid = instant(first(raw, 'statusFPUpdatedTimestamp')) ?? instant(histories.find((entry) => text(entry['status']) === 'FP')?.['timestamp']);
  return orderFrom({
    id: id(first(raw, 'itemId', 'orderItemId')), order: raw, status: text(raw['status']), product, quantity: quantity === null || counted ? quantity : quantity + cancelled, raw, cancelled, unit, paid,
    changed: histories.map((entry) => instant(entry['timestamp'])),
    buyer: name === '' ? null : { name, phone: text(who['phoneNumber']), address: ['streetAddress', 'subdistrict', 'district', 'city', 'state', 'zipCode'].map((field) => text(who[field])).filter((line) => line !== '').join(', ') },
  });
}
