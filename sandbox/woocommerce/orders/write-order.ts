import type { Address, Extra, Item, Line, Order } from '../documents.js';
import { mergeMeta } from '../goods/meta.js';
import type { Shop } from '../shop.js';
import { isObject, type Params } from '../wire/check-params.js';
import { WpError } from '../wire/wp-error.js';
import { reduce } from './move-order.js';
import { newLine } from './place-order.js';

/** Writes the checked parameters of POST and PUT into an order; the status is moved by the caller. Orders by API are not checked against stock. */
export function nextOrder(shop: Shop, before: Order, given: Params): Order {
  const text = (name: string, old: string) => (typeof given[name] === 'string' ? given[name] : old);
  return {
    ...before, currency: text('currency', before.currency), customerNote: text('customer_note', before.customerNote), paymentMethod: text('payment_method', before.paymentMethod),
    paymentTitle: text('payment_method_title', before.paymentTitle), transactionId: text('transaction_id', before.transactionId),
    customerId: typeof given.customer_id === 'number' ? given.customer_id : before.customerId,
    billing: mergeAddress(before.billing, given.billing), shipping: mergeAddress(before.shipping, given.shipping),
    lines: Array.isArray(given.line_items) ? mergeLines(shop, before, given.line_items) : before.lines,
    shippingLines: mergeExtras(shop, before.shippingLines, given.shipping_lines, 'method_title'), feeLines: mergeExtras(shop, before.feeLines, given.fee_lines, 'name'),
    meta: mergeMeta(shop, before.meta, given.meta_data),
  };
}

function mergeAddress(before: Address, given: unknown): Address {
  return isObject(given) ? { ...before, ...Object.fromEntries(Object.entries(given).map(([field, value]) => [field, String(value ?? '')])) } : before;
}

function mergeLines(shop: Shop, order: Order, given: readonly unknown[]): Line[] {
  let lines = [...order.lines];
  for (const entry of given) {
    if (!isObject(entry)) continue;
    const old = lines.find((line) => line.id === entry.id && Number(entry.id) > 0);
    if (Number(entry.id ?? 0) > 0 && !old) throw new WpError('woocommerce_rest_invalid_item_id', 400, 'Order item ID provided is not associated with order.');
    const removed = old && (entry.quantity === 0 || (entry.product_id === null && 'product_id' in entry));
    if (old && removed) {
      reduce(shop, old, -old.reduced);
      lines = lines.filter((line) => line !== old);
      continue;
    }
    let line = written(old ?? fresh(shop, entry), entry, old !== undefined);
    if (order.stockTaken) line = reduce(shop, line, line.quantity - line.reduced);
    lines = old ? lines.map((other) => (other === old ? line : other)) : [...lines, line];
  }
  return lines;
}

function fresh(shop: Shop, entry: Params): Line {
  const item = ordered(shop, entry);
  if (!item) throw new WpError('woocommerce_rest_required_product_reference', 400, 'Product ID or SKU is required.');
  return newLine(shop, item, typeof entry.quantity === 'number' ? entry.quantity : 1);
}

function ordered(shop: Shop, entry: Params): Item | undefined {
  const [variation, product] = [Number(entry.variation_id ?? 0), Number(entry.product_id ?? 0)];
  if (typeof entry.sku === 'string' && entry.sku !== '' && product === 0) return shop.shelves.items.get(shop.skuOwners(entry.sku)[0] ?? 0);
  return shop.shelves.items.get(variation || product);
}

function written(line: Line, entry: Params, known: boolean): Line {
  const quantity = typeof entry.quantity === 'number' ? entry.quantity : line.quantity;
  const price = line.quantity === 0 ? 0 : line.subtotal / line.quantity;
  const money = (name: string, fallback: number) => (typeof entry[name] === 'string' ? Number(entry[name]) || 0 : fallback);
  const subtotal = money('subtotal', known && quantity === line.quantity ? line.subtotal : price * quantity);
  return { ...line, quantity, subtotal, total: money('total', known && quantity === line.quantity ? line.total : subtotal), name: typeof entry.name === 'string' && entry.name !== '' ? entry.name : line.name };
}

function mergeExtras(shop: Shop, before: readonly Extra[], given: unknown, title: string): Extra[] {
  if (!Array.isArray(given)) return [...before];
  const extras = [...before];
  for (const entry of given.filter(isObject)) {
    const at = extras.findIndex((extra) => extra.id === entry.id);
    const old = extras[at] ?? { id: shop.next('rows'), name: '', method: '', total: 0, meta: [] };
    const next: Extra = { ...old, name: String(entry[title] ?? old.name), method: String(entry.method_id ?? old.method), total: typeof entry.total === 'string' ? Number(entry.total) || 0 : old.total, meta: mergeMeta(shop, old.meta, entry.meta_data) };
    if (at < 0) extras.push(next);
    else extras[at] = next;
  }
  return extras;
}
