import type { Rule, Rules } from '../wire/check-params.js';
import { dated, meta, paging } from '../goods/rules.js';
import { ORDER_STATUSES } from './move-order.js';

/** What orders, notes and refunds take. `date_*`, totals and `number` are read-only. */
const text: Rule = { type: 'string' };
const whole: Rule = { type: 'integer' };
const address: Rule = { type: 'object', properties: Object.fromEntries(['first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country', 'email', 'phone'].map((field) => [field, text])) };
const extra = (properties: Rules): Rule => ({ type: 'array', items: { type: 'object', properties: { id: whole, total: text, meta_data: meta, ...properties } } });

export const order: Rules = {
  status: { type: 'string', enum: ORDER_STATUSES.filter((status) => status !== 'trash') }, currency: text, customer_id: whole, customer_note: text, billing: address, shipping: address,
  payment_method: text, payment_method_title: text, transaction_id: text, set_paid: { type: 'boolean', default: false }, meta_data: meta, parent_id: whole,
  line_items: { type: 'array', items: { type: 'object', properties: { id: whole, name: text, product_id: { type: 'mixed' }, variation_id: whole, sku: text, quantity: whole, subtotal: text, total: text, meta_data: meta } } },
  shipping_lines: extra({ method_id: text, method_title: text }), fee_lines: extra({ name: text }),
};
export const decimals: Rules = { dp: { type: 'integer', min: 0, default: 2 } };
export const orderList: Rules = {
  ...paging, ...dated, ...decimals, orderby: { type: 'string', enum: ['date', 'id', 'include', 'title', 'slug', 'modified'], default: 'date' },
  status: { type: 'array', items: { type: 'string', enum: ['any', ...ORDER_STATUSES] }, default: ['any'] }, customer: whole, product: whole, parent: { type: 'array', items: whole },
};
export const note: Rules = { note: { type: 'string', required: true }, customer_note: { type: 'boolean', default: false }, added_by_user: { type: 'boolean', default: false } };
export const refund: Rules = {
  amount: text, reason: text, api_refund: { type: 'boolean', default: true }, api_restock: { type: 'boolean', default: true },
  line_items: { type: 'array', items: { type: 'object', properties: { id: whole, quantity: whole, refund_total: { type: 'number' } } } },
};
export const forced: Rules = { force: { type: 'boolean', default: false } };
