import type { Extra, Line, Note, Order, Refund } from '../documents.js';
import { gmt, local } from '../dates.js';
import { presentImage } from '../goods/images.js';
import type { Shop } from '../shop.js';
import type { Params } from '../wire/check-params.js';

/** The order as the REST resource shows it. Totals are text with `dp` decimals; `price` of a line is a number. */
const ADDRESS = ['first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country', 'phone'];

export const totalOf = (order: Order) => sum(order.lines.map((line) => line.total)) + sum([...order.shippingLines, ...order.feeLines].map((extra) => extra.total));
export const refundedOf = (order: Order) => sum(order.refunds.map((refund) => refund.amount));
const sum = (numbers: readonly number[]) => numbers.reduce((one, two) => one + two, 0);

export function presentOrder(shop: Shop, order: Order, dp = 2): Params {
  const money = (amount: number) => amount.toFixed(dp);
  const total = totalOf(order);
  return {
    id: order.id, parent_id: 0, status: order.status, currency: order.currency, version: '11.1.0', prices_include_tax: false,
    date_created: local(order.created), date_modified: local(order.modified), discount_total: money(sum(order.lines.map((line) => line.subtotal - line.total))), discount_tax: money(0),
    shipping_total: money(sum(order.shippingLines.map((extra) => extra.total))), shipping_tax: money(0), cart_tax: money(0), total: money(total), total_tax: money(0),
    customer_id: order.customerId, order_key: order.key, billing: address(order.billing, [...ADDRESS.slice(0, 9), 'email', 'phone']), shipping: address(order.shipping, ADDRESS),
    payment_method: order.paymentMethod, payment_method_title: order.paymentTitle, transaction_id: order.transactionId, customer_ip_address: '', customer_user_agent: '',
    created_via: order.via, customer_note: order.customerNote, date_completed: local(order.completed), date_paid: local(order.paid), cart_hash: '', number: String(order.id), meta_data: order.meta,
    line_items: order.lines.map((line) => presentLine(shop, line, money)), tax_lines: [],
    shipping_lines: order.shippingLines.map((extra) => ({ id: extra.id, method_title: extra.name, method_id: extra.method, instance_id: '1', total: money(extra.total), total_tax: money(0), taxes: [], meta_data: extra.meta })),
    fee_lines: order.feeLines.map((extra) => presentFee(extra, money)), coupon_lines: [],
    refunds: order.refunds.map((refund) => ({ id: refund.id, reason: refund.reason, total: `-${money(refund.amount)}` })),
    payment_url: `${shop.world.home()}/checkout/order-pay/${order.id}/?pay_for_order=true&key=${order.key}`, is_editable: ['pending', 'on-hold'].includes(order.status),
    needs_payment: ['pending', 'failed'].includes(order.status) && total > 0, needs_processing: order.lines.length > 0,
    date_created_gmt: gmt(order.created), date_modified_gmt: gmt(order.modified), date_completed_gmt: gmt(order.completed), date_paid_gmt: gmt(order.paid), currency_symbol: 'Rp',
  };
}

function address(given: Readonly<Record<string, string>>, fields: readonly string[]): Params {
  return Object.fromEntries(fields.map((field) => [field, given[field] ?? '']));
}

function presentLine(shop: Shop, line: Line, money: (amount: number) => string): Params {
  const product = shop.product(line.productId);
  const item = shop.shelves.items.get(line.variationId || line.productId);
  const image = item?.images[0] ?? product?.images[0];
  return {
    id: line.id, name: line.name, product_id: line.productId, variation_id: line.variationId, quantity: line.quantity, tax_class: '', subtotal: money(line.subtotal), subtotal_tax: money(0),
    total: money(line.total), total_tax: money(0), taxes: [], meta_data: line.meta.map((meta) => ({ ...meta, display_key: meta.key, display_value: meta.value })),
    sku: item?.sku ?? '', price: line.quantity === 0 ? 0 : line.total / line.quantity, image: image ? presentImage(shop, image) : { id: '', src: '' }, parent_name: line.variationId > 0 ? product?.name ?? null : null,
  };
}

function presentFee(extra: Extra, money: (amount: number) => string): Params {
  return { id: extra.id, name: extra.name, tax_class: '', tax_status: 'taxable', amount: String(extra.total), total: money(extra.total), total_tax: money(0), taxes: [], meta_data: extra.meta };
}

export function presentNote(note: Note): Params {
  return { id: note.id, author: note.author, date_created: local(note.created), date_created_gmt: gmt(note.created), note: note.text, customer_note: note.customer };
}

export function presentRefund(order: Order, refund: Refund, dp = 2): Params {
  return {
    id: refund.id, date_created: local(refund.created), date_created_gmt: gmt(refund.created), amount: refund.amount.toFixed(dp), reason: refund.reason, refunded_by: 1, refunded_payment: refund.byGateway, meta_data: [],
    line_items: refund.lines.map((entry) => {
      const line = order.lines.find((candidate) => candidate.id === entry.line);
      return { id: entry.id, name: line?.name ?? '', product_id: line?.productId ?? 0, variation_id: line?.variationId ?? 0, quantity: -entry.quantity, total: (-entry.total).toFixed(dp), sku: line?.sku ?? '', meta_data: [{ id: 0, key: '_refunded_item_id', value: String(entry.line) }] };
    }),
  };
}
