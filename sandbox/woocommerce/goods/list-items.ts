import type { Item } from '../documents.js';
import { readDate } from '../dates.js';
import type { Shop } from '../shop.js';
import type { Params } from '../wire/check-params.js';
import { isOnSale, priceOf, stockStatusOf } from './sellable.js';

/** Lists as the shop filters and orders them. Bounds in time are exclusive, in whole seconds; `any` leaves out the bin. */
export function listProducts(shop: Shop, params: Params): Item[] {
  const skus = typeof params.sku === 'string' && params.sku !== '' ? params.sku.split(',').map((sku) => sku.trim()) : null;
  const pool = skus ? [...new Set(skus.flatMap((sku) => shop.skuOwners(sku)))].map((id) => shop.shelves.items.get(id)).filter((item) => item !== undefined)
    : [...shop.shelves.items.all()].filter((item) => item.parent === 0);
  const visible = pool.filter((item) => isFindable(shop, item) && matches(shop, item, params));
  return ordered(shop, visible, params);
}

export function listVariations(shop: Shop, parent: Item, params: Params): Item[] {
  const skus = typeof params.sku === 'string' && params.sku !== '' ? params.sku.split(',').map((sku) => sku.trim()) : null;
  return ordered(shop, shop.children(parent).filter((item) => (!skus || skus.includes(item.sku)) && matches(shop, item, params)), params);
}

/** A host's object cache may hide what has just been made. */
function isFindable(shop: Shop, item: Item): boolean {
  return shop.world.now() - item.created >= shop.world.searchLagMs();
}

function matches(shop: Shop, item: Item, params: Params): boolean {
  const status = params.status;
  if (status === 'any' || status === undefined ? item.status === 'trash' : item.status !== status) return false;
  if (!inTime(params, item.created, item.modified) || !listed(params, item.id)) return false;
  if (typeof params.search === 'string' && params.search !== '' && !`${item.name}\n${item.description}\n${item.shortDescription}`.toLowerCase().includes(params.search.toLowerCase())) return false;
  if (typeof params.slug === 'string' && params.slug !== '' && !params.slug.split(',').includes(item.slug)) return false;
  if (typeof params.type === 'string' && item.type !== params.type) return false;
  for (const [name, ids] of [['category', item.categories], ['tag', item.tags], ['brand', item.brands]] as const) {
    if (typeof params[name] === 'string' && params[name] !== '' && !params[name].split(',').some((id) => ids.includes(Number(id)))) return false;
  }
  if (Array.isArray(params.parent) && params.parent.length > 0 && !params.parent.includes(item.parent)) return false;
  if (typeof params.featured === 'boolean' && item.featured !== params.featured) return false;
  if (typeof params.on_sale === 'boolean' && isOnSale(item, shop.now()) !== params.on_sale) return false;
  if (typeof params.stock_status === 'string' && stockStatusOf(shop, item) !== params.stock_status) return false;
  const price = Number(priceOf(shop, item));
  return !(typeof params.min_price === 'string' && price < Number(params.min_price)) && !(typeof params.max_price === 'string' && price > Number(params.max_price));
}

export function inTime(params: Params, created: number, modified: number): boolean {
  const bound = (name: string) => (typeof params[name] === 'string' ? readDate(params[name], params.dates_are_gmt === true) : null);
  const [after, before, since, until] = [bound('after'), bound('before'), bound('modified_after'), bound('modified_before')];
  return (after === null || created > after) && (before === null || created < before) && (since === null || modified > since) && (until === null || modified < until);
}

export function listed(params: Params, id: number): boolean {
  const include = Array.isArray(params.include) ? params.include : [];
  const exclude = Array.isArray(params.exclude) ? params.exclude : [];
  return (include.length === 0 || include.includes(id)) && !exclude.includes(id);
}

function ordered(shop: Shop, items: Item[], params: Params): Item[] {
  const include = Array.isArray(params.include) ? params.include : [];
  const keys: Readonly<Record<string, (item: Item) => number | string>> = {
    date: (item) => item.created, id: (item) => item.id, include: (item) => include.indexOf(item.id), title: (item) => item.name.toLowerCase(), slug: (item) => item.slug,
    price: (item) => Number(priceOf(shop, item)), popularity: (item) => item.sold, rating: () => 0, menu_order: (item) => item.menuOrder, modified: (item) => item.modified,
  };
  return inOrder(items, keys[String(params.orderby)] ?? ((item) => item.created), params.order === 'asc');
}

/** Equal keys fall back on the id, in the same direction. */
export function inOrder<T extends { id: number }>(entries: T[], key: (entry: T) => number | string, ascending: boolean): T[] {
  const way = ascending ? 1 : -1;
  return entries.sort((left, right) => {
    const [one, two] = [key(left), key(right)];
    return way * (one < two ? -1 : one > two ? 1 : left.id - right.id);
  });
}
