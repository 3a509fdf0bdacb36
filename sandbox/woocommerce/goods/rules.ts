import type { Rule, Rules } from '../wire/check-params.js';

/** What products, variations and their lists take. Fields a reply adds (price, permalink, total_sales …) are read-only: ignored when sent. */
const text: Rule = { type: 'string' };
const whole: Rule = { type: 'integer' };
const truth: Rule = { type: 'boolean' };
const date: Rule = { type: 'string', format: 'date-time' };
export const meta: Rule = { type: 'array', items: { type: 'object', properties: { id: whole, key: text, value: { type: 'mixed' } } } };
const ids: Rule = { type: 'array', items: whole };
const named: Rule = { type: 'array', items: { type: 'object', properties: { id: whole } } };
const image: Rule = { type: 'object', properties: { id: whole, src: text, name: text, alt: text } };
const choice: Rule = { type: 'object', properties: { id: whole, name: text, option: text } };
const one = (...words: string[]): Rule => ({ type: 'string', enum: words });

export const STATUSES = ['draft', 'pending', 'private', 'publish'];
const STOCK = ['instock', 'outofstock', 'onbackorder'];

/** What variations have too. */
const sellable: Rules = {
  description: text, sku: text, regular_price: text, sale_price: text,
  date_on_sale_from: date, date_on_sale_from_gmt: date, date_on_sale_to: date, date_on_sale_to_gmt: date,
  virtual: truth, downloadable: truth, tax_status: one('taxable', 'shipping', 'none'), tax_class: text,
  manage_stock: truth, stock_quantity: whole, stock_status: one(...STOCK), backorders: one('no', 'notify', 'yes'), low_stock_amount: whole,
  weight: text, dimensions: { type: 'object', properties: { length: text, width: text, height: text } }, shipping_class: text, menu_order: whole, meta_data: meta,
};
export const product: Rules = {
  ...sellable, name: text, slug: text, type: one('simple', 'grouped', 'external', 'variable'), status: one(...STATUSES, 'future'), featured: truth,
  catalog_visibility: one('visible', 'catalog', 'search', 'hidden'), short_description: text, external_url: text, button_text: text,
  sold_individually: truth, reviews_allowed: truth, upsell_ids: ids, cross_sell_ids: ids, grouped_products: ids, parent_id: whole, purchase_note: text,
  categories: named, tags: named, brands: named, images: { type: 'array', items: image },
  attributes: { type: 'array', items: { type: 'object', properties: { id: whole, name: text, position: whole, visible: truth, variation: truth, options: { type: 'array', items: text } } } },
  default_attributes: { type: 'array', items: choice },
};
export const variation: Rules = { ...sellable, status: one(...STATUSES), image, attributes: { type: 'array', items: choice } };

export const paging: Rules = {
  page: { type: 'integer', min: 1, default: 1 }, per_page: { type: 'integer', min: 1, max: 100, default: 10 }, offset: { type: 'integer', min: 0 },
  order: { type: 'string', enum: ['asc', 'desc'], default: 'desc' }, include: ids, exclude: ids, search: text,
};
export const dated: Rules = { after: date, before: date, modified_after: date, modified_before: date, dates_are_gmt: { type: 'boolean', default: false } };
export const productList: Rules = {
  ...paging, ...dated, orderby: { ...one('date', 'id', 'include', 'title', 'slug', 'price', 'popularity', 'rating', 'menu_order', 'modified'), default: 'date' },
  sku: text, slug: text, status: { ...one('any', 'future', 'trash', ...STATUSES), default: 'any' }, type: one('simple', 'grouped', 'external', 'variable'),
  category: text, tag: text, brand: text, featured: truth, stock_status: one(...STOCK), on_sale: truth, min_price: text, max_price: text, parent: ids,
};
