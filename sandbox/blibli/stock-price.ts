/** Stock and price: the exact stock of one SKU at once, one SKU's price, and the queued bulk update. */
import { isRecord, type Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Item, Outcome, Product, Shop } from './documents.js';
import { empty, invalid, mta } from './envelope.js';
import { enqueue } from './feeds.js';
import { Body } from './params.js';
import { readPrice } from './product-fields.js';
import { theItem } from './products.js';
import { announceItem, announceStock } from './push.js';
import type { World } from './world.js';

const most = 9_999_999;

/** Works on archived products too. */
export function setStock(world: World, { body, shop, query, ids: [sku = ''] }: Asked): Answer {
  const point = query.get('pickupPointCode');
  if (point !== null && point !== shop.pickupPoint) throw invalid(`pickupPointCode ${point} is not one of the SKU`);
  body.only('availableStock', world.strict());
  const { product, item } = theItem(world, shop, sku);
  putStock(world, product, item, body.must('availableStock', 0, most));
  return empty({ effect: 'updated', subject: `stock ${sku}` });
}

export function putStock(world: World, product: Product, item: Item, stock: number): void {
  if (stock < item.reserved) throw invalid(`A campaign keeps ${item.reserved} of ${item.sku}`);
  item.stock = stock;
  world.putProduct(product);
  announceStock(world, product, item);
}

export function setPrice(world: World, { body, shop, ids: [sku = ''] }: Asked): Answer {
  body.only('price sellerSku buyable', world.strict());
  const { product, item } = theItem(world, shop, sku);
  const price = readPrice(world, body, 'price');
  const buyable = body.bool('buyable') ?? item.buyable;
  const sellerSku = body.text('sellerSku', 50) ?? item.sellerSku;
  frozen(item, price);
  Object.assign(item, price, { buyable, sellerSku });
  world.putProduct(product);
  announceItem(world, product, item);
  return empty({ effect: 'updated', subject: `price ${sku}` });
}

function frozen(item: Item, price: { regular: number; sale: number }): void {
  if (item.lockedUntil > 0 && (price.regular !== item.regular || price.sale !== item.sale)) throw invalid(`The price of ${item.sku} is frozen by a campaign`);
}

export function bulkUpdate(world: World, asked: Asked): Answer {
  const { body, shop } = asked;
  body.only('merchantCode productRequests', world.strict());
  if (body.mustText('merchantCode') !== shop.id) throw invalid('merchantCode is not the store of the API seller key');
  const requests = body.nodes('productRequests', 1, 100);
  const skus = requests.map((one) => one.mustText('gdnSku'));
  if (new Set(skus).size < skus.length) throw invalid('Duplicate gdnSku in productRequests');
  for (const one of requests) {
    readChange(world, one);
    if ((one.text('pickupPointCode') ?? shop.pickupPoint) !== shop.pickupPoint) throw invalid(`pickupPointCode ${one.text('pickupPointCode')} is not one of the SKU`);
  }
  const unable = skus.filter((sku) => { const known = world.products(shop.id).get(sku.slice(0, sku.lastIndexOf('-'))); return known?.state === 'ARCHIVED' || known?.state === 'SUSPENDED'; });
  if (unable.length === skus.length) throw invalid(`Product is archived or suspended: ${unable.join(', ')}`);
  const id = enqueue(world, asked, 'updateProduct', requests.map((one) => one.fields), skus);
  return mta(asked.requestId, { queueFeedId: id, requestId: id, queueId: id }, { effect: 'updated', subject: `queue ${id}` });
}

interface Change { readonly price: { regular: number; sale: number } | null; readonly delta: number | null; readonly exact: number | null; readonly minimum: number | null; readonly buyable: boolean | null }

function readChange(world: World, one: Body): Change {
  one.only('gdnSku pickupPointCode price salePrice stock exactStock minimumStock buyable displayable', world.strict());
  if (one.has('stock') && one.has('exactStock')) throw invalid('stock and exactStock must not be given together');
  if (one.has('price') !== one.has('salePrice')) throw invalid('price and salePrice must be given together');
  const least = Number(world.kit.unconfirmed('minimumPrice'));
  const price = one.has('price') ? { regular: one.must('price', least), sale: one.must('salePrice', least) } : null;
  if (price && price.sale > price.regular) throw invalid('salePrice must not be above price');
  one.bool('displayable');
  return { price, delta: one.whole('stock', -most, most) ?? null, exact: one.whole('exactStock', 0, most) ?? null, minimum: one.whole('minimumStock') ?? null, buyable: one.bool('buyable') ?? null };
}

/** One element when the queue comes to it: whole or not at all. */
export function applyChange(world: World, shop: Shop, entry: unknown): Outcome {
  const one = new Body(isRecord(entry) ? entry : {});
  const { product, item } = theItem(world, shop, one.mustText('gdnSku'));
  if (product.state === 'ARCHIVED' || product.state === 'SUSPENDED') throw invalid(`Product is ${product.state}`);
  const change = readChange(world, one);
  if (change.price) frozen(item, change.price);
  const stock = change.exact ?? item.stock + (change.delta ?? 0);
  if (stock < 0) throw invalid('Stock would fall below 0');
  if (stock > most) throw invalid(`Stock must not be above ${most}`);
  if (stock !== item.stock) putStock(world, product, item, stock);
  Object.assign(item, change.price ?? {}, change.minimum === null ? {} : { minimumStock: change.minimum }, change.buyable === null ? {} : { buyable: change.buyable });
  world.putProduct(product);
  if (change.price || change.buyable !== null) announceItem(world, product, item);
  return { subject: item.sku, sellerSkus: [{ sellerSku: item.sellerSku, blibliSku: item.sku }], success: true, warning: change.delta === 0 ? 'Stock is not changed' : '', error: '' };
}
