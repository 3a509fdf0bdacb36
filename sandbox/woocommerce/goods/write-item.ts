import type { Choice, Item, ItemAttribute } from '../documents.js';
import type { Shop } from '../shop.js';
import { readDate } from '../dates.js';
import { isObject, type Params } from '../wire/check-params.js';
import { claimSku } from './skus.js';
import { mergeMeta } from './meta.js';
import { readImages } from './images.js';
import { derivedStockStatus } from './sellable.js';
import { defaultCategory, freeSlug, slugOf, termsById, termsNamed } from './terms.js';

/** Turns checked parameters into the item's next state. Nothing is stored here: a request that fails half way leaves only the pictures it fetched. */
export function blankItem(shop: Shop, parent: number): Item {
  return {
    id: 0, parent, type: parent > 0 ? 'variation' : 'simple', status: 'publish', statusBeforeTrash: null, name: '', slug: '', description: '', shortDescription: '', sku: '',
    regular: '', sale: '', saleFrom: null, saleTo: null, manageStock: false, stock: 0, stockStatus: 'instock', backorders: 'no', soldIndividually: false, lowStock: null,
    weight: '', length: '', width: '', height: '', featured: false, visibility: 'visible', virtual: false, downloadable: false, taxStatus: 'taxable', taxClass: '', shippingClass: '',
    reviews: true, purchaseNote: '', menuOrder: 0, externalUrl: '', buttonText: '', categories: [], tags: [], brands: [], images: [], attributes: [], defaults: [], choices: [],
    variations: [], upsells: [], crossSells: [], grouped: [], sold: 0, meta: [], created: shop.now(), modified: shop.now(),
  };
}

export async function nextItem(shop: Shop, before: Item, given: Params): Promise<Item> {
  const item: Item = { ...before, modified: shop.now() };
  writeWords(item, given);
  if (given.sku !== undefined) {
    claimSku(shop, String(given.sku), before.id);
    item.sku = String(given.sku);
  }
  writePrices(item, given);
  writeStock(item, given);
  if (before.parent > 0) item.choices = variationChoices(shop, item, given.attributes);
  else writeProduct(shop, item, given);
  const metas = Array.isArray(given.meta_data) ? given.meta_data : [];
  item.meta = mergeMeta(shop, item.meta, metas.filter((entry) => !isObject(entry) || entry.key !== '_sku'));
  const loophole = metas.find((entry) => isObject(entry) && entry.key === '_sku');
  if (isObject(loophole)) item.sku = String(loophole.value); // the shop does not guard this door
  const images = before.parent > 0 ? (given.image === undefined ? undefined : [given.image]) : given.images;
  if (Array.isArray(images)) item.images = await readImages(shop, images);
  return item;
}

const WORDS = {
  name: 'name', description: 'description', short_description: 'shortDescription', weight: 'weight', catalog_visibility: 'visibility', tax_status: 'taxStatus', tax_class: 'taxClass',
  shipping_class: 'shippingClass', purchase_note: 'purchaseNote', external_url: 'externalUrl', button_text: 'buttonText', type: 'type', status: 'status', backorders: 'backorders',
} as const;
const TRUTHS = { featured: 'featured', virtual: 'virtual', downloadable: 'downloadable', sold_individually: 'soldIndividually', reviews_allowed: 'reviews', manage_stock: 'manageStock' } as const;
const LISTS = { upsell_ids: 'upsells', cross_sell_ids: 'crossSells', grouped_products: 'grouped' } as const;

function writeWords(item: Item, given: Params): void {
  for (const [name, field] of Object.entries(WORDS)) if (typeof given[name] === 'string') item[field as (typeof WORDS)[keyof typeof WORDS]] = given[name];
  for (const [name, field] of Object.entries(TRUTHS)) if (typeof given[name] === 'boolean') item[field as (typeof TRUTHS)[keyof typeof TRUTHS]] = given[name];
  for (const [name, field] of Object.entries(LISTS)) if (Array.isArray(given[name])) item[field as (typeof LISTS)[keyof typeof LISTS]] = given[name].map(Number);
  if (typeof given.menu_order === 'number') item.menuOrder = given.menu_order;
  if (typeof given.low_stock_amount === 'number') item.lowStock = given.low_stock_amount;
  if (isObject(given.dimensions)) {
    for (const side of ['length', 'width', 'height'] as const) if (typeof given.dimensions[side] === 'string') item[side] = given.dimensions[side];
  }
}

/** Everything that is no digit, sign or last point is dropped, as the shop does: "Rp 45,000" is 45000, but "45.000" is 45. */
export const decimal = (text: string) => text.replace(/\.(?![^.]+$)|[^0-9.-]/g, '');

function writePrices(item: Item, given: Params): void {
  if (typeof given.regular_price === 'string') item.regular = decimal(given.regular_price);
  if (typeof given.sale_price === 'string') item.sale = decimal(given.sale_price);
  const date = (name: string, before: number | null) => {
    for (const [field, isGmt] of [[name, false], [`${name}_gmt`, true]] as const) if (typeof given[field] === 'string') return readDate(given[field], isGmt);
    return before;
  };
  item.saleFrom = date('date_on_sale_from', item.saleFrom);
  item.saleTo = date('date_on_sale_to', item.saleTo);
  if (item.sale !== '' && Number(item.sale) >= Number(item.regular)) item.sale = '';
  if (item.type === 'variable') [item.regular, item.sale] = ['', ''];
}

function writeStock(item: Item, given: Params): void {
  if (typeof given.stock_status === 'string') item.stockStatus = given.stock_status;
  if (!item.manageStock) item.stock = 0;
  else if (typeof given.stock_quantity === 'number') item.stock = given.stock_quantity;
  item.stockStatus = derivedStockStatus(item);
}

function writeProduct(shop: Shop, item: Item, given: Params): void {
  const ids = (name: string) => (Array.isArray(given[name]) ? given[name].map((entry) => (isObject(entry) ? Number(entry.id) : 0)) : null);
  const [categories, tags, brands] = [ids('categories'), ids('tags'), ids('brands')];
  if (categories) item.categories = termsById(shop, 'category', categories);
  if (item.categories.length === 0) item.categories = [defaultCategory(shop)];
  if (tags) item.tags = termsById(shop, 'tag', tags);
  if (brands) item.brands = termsById(shop, 'brand', brands);
  if (typeof given.slug === 'string' || item.slug === '') {
    const wish = slugOf(String(given.slug ?? item.name)).slice(0, 200) || 'produk';
    item.slug = freeSlug(wish, (slug) => [...shop.shelves.items.all()].some((other) => other.parent === 0 && other.id !== item.id && other.slug === slug));
  }
  if (Array.isArray(given.attributes)) item.attributes = given.attributes.filter(isObject).flatMap((entry, index) => productAttribute(shop, entry, index));
  if (Array.isArray(given.default_attributes)) item.defaults = given.default_attributes.filter(isObject).map((entry) => ({ id: Number(entry.id ?? 0), name: String(entry.name ?? ''), option: String(entry.option ?? '') }));
}

function productAttribute(shop: Shop, entry: Params, index: number): ItemAttribute[] {
  const id = Number(entry.id ?? 0);
  const known = id > 0 ? shop.shelves.attributes.get(id) : undefined;
  const options = Array.isArray(entry.options) ? entry.options.map(String).map((option) => option.trim()).filter((option) => option !== '') : [];
  const name = known?.name ?? String(entry.name ?? '');
  if ((id > 0 && !known) || name === '' || options.length === 0) return []; // dropped without a word, as the shop does
  if (known) termsNamed(shop, `attribute-${known.id}`, options);
  return [{ id: known ? id : 0, name, position: Number(entry.position ?? index), visible: entry.visible === true, variation: entry.variation === true, options }];
}

/** A choice counts only on an attribute that its parent varies by; others are dropped without a word. */
function variationChoices(shop: Shop, item: Item, given: unknown): Choice[] {
  if (!Array.isArray(given)) return item.choices;
  const axes = shop.product(item.parent)?.attributes.filter((attribute) => attribute.variation) ?? [];
  return given.filter(isObject).flatMap((entry) => {
    const id = Number(entry.id ?? 0);
    const axis = axes.find((candidate) => (id > 0 ? candidate.id === id : slugOf(candidate.name) === slugOf(String(entry.name ?? ''))));
    return axis && typeof entry.option === 'string' ? [{ id: axis.id, name: axis.name, option: entry.option }] : [];
  });
}
