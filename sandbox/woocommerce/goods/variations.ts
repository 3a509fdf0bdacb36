import type { Item } from '../documents.js';
import type { Shop } from '../shop.js';
import { checkParams, type Params } from '../wire/check-params.js';
import { WpError, alreadyTrashed, noVariation } from '../wire/wp-error.js';
import { batch, changed, gone, id, made, ok, paged, type Ask, type Reply, type Route } from '../wire/rest.js';
import { listVariations } from './list-items.js';
import { presentItem } from './present-item.js';
import * as rules from './rules.js';
import { whileBusy } from './skus.js';
import { blankItem, nextItem } from './write-item.js';

/** /products/{id}/variations: what a variable product is sold as. */
export const variationRoutes: readonly Route[] = [
  { methods: ['GET'], pattern: /^\/products\/(\d+)\/variations$/, answer: (ask) => list(ask) },
  { methods: ['POST'], pattern: /^\/products\/(\d+)\/variations$/, answer: (ask) => create(ask.shop, parentOf(ask), ask.params) },
  { methods: ['POST', 'PUT', 'PATCH'], pattern: /^\/products\/(\d+)\/variations\/batch$/, answer: (ask) => {
    const parent = parentOf(ask);
    return batch(ask, `variations of product ${parent}`, {
      create: (given) => create(ask.shop, parent, given), update: (target, given) => update(ask.shop, parent, target, given), delete: (target) => remove(ask.shop, parent, target, true) });
  } },
  { methods: ['GET'], pattern: /^\/products\/(\d+)\/variations\/(\d+)$/, answer: (ask) => ok(presentItem(ask.shop, existing(ask.shop, parentOf(ask), id(ask, 1), 404))) },
  { methods: ['POST', 'PUT', 'PATCH'], pattern: /^\/products\/(\d+)\/variations\/(\d+)$/, answer: (ask) => update(ask.shop, parentOf(ask), id(ask, 1), ask.params) },
  { methods: ['DELETE'], pattern: /^\/products\/(\d+)\/variations\/(\d+)$/, answer: (ask) => remove(ask.shop, parentOf(ask), id(ask, 1), ask.params.force === true || ask.params.force === 'true') },
];

function parentOf(ask: Ask): number {
  const parent = ask.shop.product(id(ask));
  if (!parent) throw new WpError('woocommerce_rest_product_invalid_id', 404, 'Invalid ID.');
  return parent.id;
}

function list(ask: Ask): Reply {
  const parent = ask.shop.product(parentOf(ask));
  const params = checkParams(ask.params, rules.productList);
  return paged(ask, params, parent ? listVariations(ask.shop, parent, params) : [], (item) => presentItem(ask.shop, item));
}

function existing(shop: Shop, parent: number, target: number, status: 400 | 404): Item {
  const item = shop.variation(parent, target);
  if (!item) throw noVariation(status);
  return item;
}

async function create(shop: Shop, parent: number, given: Params): Promise<Reply> {
  const params = checkParams(given, rules.variation);
  return whileBusy(shop, String(params.sku ?? ''), async () => {
    const blank = { ...blankItem(shop, parent), menuOrder: (shop.product(parent)?.variations.length ?? 0) + 1 };
    const item: Item = { ...(await nextItem(shop, blank, params)), id: shop.next('posts') };
    const owner = shop.product(parent);
    if (!owner) throw noVariation(404);
    shop.putItem(item);
    shop.putItem({ ...owner, variations: [...owner.variations, item.id], modified: shop.now() });
    shop.world.announce('product', 'created', item.id);
    return made(presentItem(shop, item), `variation ${item.id} of product ${parent}`);
  });
}

async function update(shop: Shop, parent: number, target: number, given: Params): Promise<Reply> {
  const before = existing(shop, parent, target, 404);
  const params = checkParams(given, rules.variation);
  const written = await nextItem(shop, before, params);
  const now = existing(shop, parent, target, 404); // a picture takes time: sales that came meanwhile stay
  const stock = params.stock_quantity === undefined && written.manageStock === now.manageStock ? now.stock : written.stock;
  const item: Item = { ...written, sold: now.sold, stock, statusBeforeTrash: null };
  shop.putItem(item);
  shop.world.announce('product', 'updated', item.id);
  return changed(presentItem(shop, item), `variation ${item.id} of product ${parent}`);
}

function remove(shop: Shop, parent: number, target: number, force: boolean): Reply {
  const item = existing(shop, parent, target, 404);
  const shown = presentItem(shop, item);
  const owner = shop.product(parent);
  if (!force && item.status === 'trash') throw alreadyTrashed('product_variation');
  if (force) {
    shop.dropItem(item);
    if (owner) shop.putItem({ ...owner, variations: owner.variations.filter((child) => child !== item.id), modified: shop.now() });
  } else shop.putItem({ ...item, status: 'trash', statusBeforeTrash: item.status, modified: shop.now() });
  shop.world.announce('product', 'deleted', item.id);
  return gone(force ? shown : { ...shown, status: 'trash' }, `variation ${item.id} of product ${parent}`);
}
