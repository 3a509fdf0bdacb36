/** Price and stock of SKUs: set without an audit, row by row; what fails is told in `errors` beside code 0, wrapped in 12052990. */
import { mustFail, type Answer } from '../kit/index.js';
import type { ShopAsked } from './auth.js';
import type { Offer, Product } from './documents.js';
import { messages, ok, Refused, refuse } from './envelope.js';
import type { Fields } from './fields.js';
import { findProduct } from './products.js';
import { readPrice, readStock } from './sku-fields.js';
import { announceInventory } from './webhooks.js';
import type { World } from './world.js';

export const stockSum = (offer: Offer): number => Object.values(offer.stock).reduce((sum, one) => sum + one, 0);

export function updatePrices(world: World, asked: ShopAsked): Answer {
  const product = editable(world, asked);
  return each(world, asked, product, ['id', 'price'], (row, offer) => {
    const price = readPrice(row.part('price'));
    if (offer.lockedUntil > 0 && price !== offer.price) throw refuse(12052038);
    offer.price = price;
  });
}

export function updateStock(world: World, asked: ShopAsked): Answer {
  const product = editable(world, asked);
  if (product.status !== 'ACTIVATE') throw refuse(12052901, `The product is ${product.status}, not ACTIVATE.`);
  return each(world, asked, product, ['id', 'inventory'], (row, offer, sku) => {
    const stock = readStock(world, asked.shop, row, Object.keys(offer.stock));
    const sum = Object.values(stock).reduce((total, one) => total + one, 0);
    if (offer.lockedUntil > 0 && sum < stockSum(offer)) throw refuse(12052393);
    const emptied = stockSum(offer) > 0 !== sum > 0;
    offer.stock = stock;
    if (emptied) announceInventory(world, product, sku);
  });
}

function editable(world: World, { shop, ids: [id = ''] }: ShopAsked): Product {
  const product = findProduct(world, shop, id);
  if (product.status === 'FREEZE' || product.status === 'PLATFORM_DEACTIVATED') throw refuse(12052901);
  return product;
}

function each(world: World, { body, call }: ShopAsked, product: Product, known: readonly string[], change: (row: Fields, offer: Offer, sku: string) => void): Answer {
  body.only(['skus']);
  const rows = body.rows('skus', 1, 100);
  const skus = [...product.live.skus, ...(product.waiting?.skus ?? [])];
  for (const row of rows) {
    row.only(known);
    row.id('id');
  }
  const errors = rows.flatMap((row, at) => {
    const id = row.id('id');
    const offer = product.offers[id];
    try {
      if (!offer) throw refuse(12052260, `There is no SKU ${id} in this product.`);
      if (mustFail(call.partial, at, skus.find((sku) => sku.id === id)?.sellerSku)) throw refuse(36009003);
      change(row, offer, id);
      return [];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return [{ code: 12052990, message: messages[12052990], detail: { sku_id: id, extra_errors: [{ code: error.code, message: error.message }] } }];
    }
  });
  if (errors.length === rows.length) return ok({ errors });
  world.putProduct(product);
  return ok(errors.length === 0 ? {} : { errors }, { effect: 'updated', subject: `listing ${product.id}` });
}

export function searchStock(world: World, { shop, body }: ShopAsked): Answer {
  body.only(['product_ids', 'sku_ids']);
  if (body.has('product_ids') === body.has('sku_ids')) throw refuse(36009004, 'Exactly one of product_ids and sku_ids is required.');
  const products = body.has('product_ids') ? body.texts('product_ids', 1, 100) : null;
  const skus = body.has('sku_ids') ? body.texts('sku_ids', 1, 600) : null;
  const found = [...world.products(shop.id).all()].filter(({ id, status, live }) => status !== 'DELETED' && (products ? products.includes(id) : live.skus.some((sku) => skus?.includes(sku.id))));
  return ok({
    inventory: found.map((product) => ({
      product_id: product.id,
      skus: product.live.skus.filter(({ id }) => !skus || skus.includes(id)).map(({ id, sellerSku }) => {
        const offer = product.offers[id];
        const [available, committed] = [offer ? stockSum(offer) : 0, offer?.committed ?? 0];
        return { id, seller_sku: sellerSku, total_available_quantity: available, total_committed_quantity: committed, warehouse_inventory: Object.entries(offer?.stock ?? {}).map(([warehouse_id, one], at) => ({ warehouse_id, available_quantity: one, committed_quantity: at === 0 ? committed : 0 })) };
      }),
    })),
  });
}
