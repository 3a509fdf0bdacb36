import type { Item } from '../documents.js';
import type { Shop } from '../shop.js';
import { checkParams, type Params } from '../wire/check-params.js';
import { alreadyTrashed, noProduct } from '../wire/wp-error.js';
import { batch, changed, gone, id, made, ok, paged, type Ask, type Reply, type Route } from '../wire/rest.js';
import { listProducts } from './list-items.js';
import { presentItem, presentListed } from './present-item.js';
import * as rules from './rules.js';
import { whileBusy } from './skus.js';
import { blankItem, nextItem } from './write-item.js';

/** /products: simple and variable goods, the bin, and batches. */
export const productRoutes: readonly Route[] = [
  { methods: ['GET'], pattern: /^\/products$/, answer: (ask) => list(ask) },
  { methods: ['POST'], pattern: /^\/products$/, answer: (ask) => create(ask.shop, ask.params) },
  { methods: ['POST', 'PUT', 'PATCH'], pattern: /^\/products\/batch$/, answer: (ask) => batch(ask, 'products', {
    create: (given) => create(ask.shop, given), update: (target, given) => update(ask.shop, target, given), delete: (target) => remove(ask.shop, target, true) }) },
  { methods: ['GET'], pattern: /^\/products\/(\d+)$/, answer: (ask) => ok(presentListed(ask.shop, existing(ask.shop, id(ask), 404))) },
  { methods: ['POST', 'PUT', 'PATCH'], pattern: /^\/products\/(\d+)$/, answer: (ask) => update(ask.shop, id(ask), ask.params) },
  { methods: ['DELETE'], pattern: /^\/products\/(\d+)$/, answer: (ask) => remove(ask.shop, id(ask), checkParams(ask.params, { force: { type: 'boolean', default: false } }).force === true) },
];

function list(ask: Ask): Reply {
  const params = checkParams(ask.params, rules.productList);
  return paged(ask, params, listProducts(ask.shop, params), (item) => presentListed(ask.shop, item));
}

/** Reading one knows variations too; writing does not. */
function existing(shop: Shop, target: number, status: 400 | 404): Item {
  const item = status === 404 ? shop.shelves.items.get(target) : shop.product(target);
  if (!item) throw noProduct(status);
  return item;
}

async function create(shop: Shop, given: Params): Promise<Reply> {
  const params = checkParams(given, rules.product);
  return whileBusy(shop, String(params.sku ?? ''), async () => {
    const item: Item = { ...(await nextItem(shop, blankItem(shop, 0), params)), id: shop.next('posts') };
    shop.putItem(item);
    shop.world.announce('product', 'created', item.id);
    return made(presentItem(shop, item), `product ${item.id}`);
  });
}

async function update(shop: Shop, target: number, given: Params): Promise<Reply> {
  const before = existing(shop, target, 400);
  const params = checkParams(given, rules.product);
  const written = await nextItem(shop, before, params);
  const now = existing(shop, target, 400); // pictures take time: sales and variations that came meanwhile stay
  const stock = params.stock_quantity === undefined && written.manageStock === now.manageStock ? now.stock : written.stock;
  const item: Item = { ...written, variations: now.variations, sold: now.sold, stock, statusBeforeTrash: null };
  shop.putItem(item);
  if (before.status === 'trash' && item.status !== 'trash') restore(shop, item);
  else shop.world.announce('product', 'updated', item.id);
  return changed(presentItem(shop, item), `product ${item.id}`);
}

function restore(shop: Shop, item: Item): void {
  for (const child of shop.children(item)) if (child.status === 'trash') shop.putItem({ ...child, status: child.statusBeforeTrash ?? 'publish', statusBeforeTrash: null });
  shop.world.announce('product', 'restored', item.id);
}

export function remove(shop: Shop, target: number, force: boolean): Reply {
  const item = shop.product(target);
  if (!item) throw noProduct(404);
  const shown = presentItem(shop, item);
  if (force) {
    for (const child of shop.children(item)) shop.dropItem(child);
    shop.dropItem(item);
    shop.world.announce('product', 'deleted', item.id);
    return gone(shown, `product ${item.id}`);
  }
  if (item.status === 'trash') throw alreadyTrashed('product');
  const binned = (entry: Item): Item => ({ ...entry, status: 'trash', statusBeforeTrash: entry.status, modified: shop.now() });
  for (const child of shop.children(item)) if (child.status !== 'trash') shop.putItem(binned(child));
  shop.putItem(binned(item));
  shop.world.announce('product', 'deleted', item.id);
  return gone({ ...shown, status: 'trash' }, `product ${item.id}`);
}
