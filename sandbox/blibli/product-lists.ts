/** What can be read of products. A change is seen after the search's lag; the list is 0-based. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import { leaves } from './category-tree.js';
import type { Item, Product } from './documents.js';
import { invalid, mta, seller } from './envelope.js';
import type { Body } from './params.js';
import { stateOf, theProduct } from './products.js';
import type { World } from './world.js';

const states = ['ACTIVE', 'OOS', 'ARCHIVED', 'SUSPENDED', 'NEED_CORRECTION', 'IN_PROGRESS'];

export function readPaging(body: Body, most: number): { page: number; size: number } {
  const paging = body.node('paging');
  return { page: paging?.whole('page', 0, 100_000) ?? 0, size: paging?.whole('size', 1, most) ?? Math.min(20, most) };
}

export function filterProducts(world: World, { body, shop, requestId }: Asked): Answer {
  body.only('filter paging sorting', world.strict());
  const filter = body.node('filter');
  filter?.only('productSku productName categoryCode pickupPointCode state', world.strict());
  const [sku, name, category, point, state = 'ACTIVE'] = ['productSku', 'productName', 'categoryCode', 'pickupPointCode', 'state'].map((field) => filter?.text(field));
  if (!states.includes(state)) throw invalid(`filter.state must be one of ${states.join(', ')}`);
  const { page, size } = readPaging(body, 100);
  const found = [...world.products(shop.id).all()].filter((product) => stateOf(product) === state && product.visibleAt <= world.now() && (point === undefined || point === shop.pickupPoint) && (category === undefined || product.category === category)
    && (sku !== undefined ? product.sku === sku : name === undefined || product.name.toLowerCase().includes(name.toLowerCase())));
  return seller(requestId, found.slice(page * size, (page + 1) * size).map((product) => row(world, product)), { paging: { page, size, total: found.length } });
}

function row(world: World, product: Product): object {
  const [regular, sale] = [product.items.map((item) => item.regular), product.items.map((item) => item.sale)];
  const range = (prices: readonly number[]) => ({ min: Math.min(...prices), max: Math.max(...prices) });
  return {
    product: { sku: product.sku, code: product.code, name: product.name, state: stateOf(product), url: `${world.kit.url()}/_shop?shop=${product.shop}` }, category: categoryOf(product), brand: { name: product.brand }, images: imagesOf(world, product),
    price: { normal: range(regular), sale: range(sale) }, counter: { stock: product.items.reduce((sum, item) => sum + item.stock, 0), variant: product.items.length }, pickupPointCodes: [world.shops.get(product.shop)?.pickupPoint], flags: { postLive: product.postLive }, createdDate: product.created,
  };
}

const categoryOf = (product: Product) => ({ code: product.category, name: leaves.get(product.category)?.name ?? '' });

function imagesOf(world: World, product: Product): object[] {
  const paths = [...new Set(product.items.flatMap((item) => item.pictures.map((picture) => picture.path)))];
  return paths.map((path, n) => ({ main: n === 0, path: `${world.kit.url()}${path}`, sequence: n }));
}

export function productDetail(world: World, { shop, requestId, ids: [sku = ''] }: Asked): Answer {
  const product = theProduct(world, shop, sku);
  return seller(requestId, {
    ...row(world, product), description: product.description, uniqueSellingPoint: product.usp, productType: product.type, dimension: product.dimension, attributes: product.attributes, logistics: product.logistics, videoUrl: product.videoUrl,
    correctionReason: product.reason, productItems: product.items.map((item) => itemOf(world, product, item)), updatedDate: product.updated,
  });
}

function itemOf(world: World, product: Product, item: Item): object {
  return {
    blibliSku: item.sku, itemSku: item.sku, sellerSku: item.sellerSku, upcCode: item.upc, name: item.name, variantAttribute: item.options, price: { regular: item.regular, sale: item.sale }, stock: item.stock, availableStock: item.stock, reservedStock: item.reserved, minimumStock: item.minimumStock,
    buyable: item.buyable, displayable: item.buyable, pickupPointCode: world.shops.get(product.shop)?.pickupPoint, images: item.pictures.map(({ path }, n) => ({ main: n === 0, path: `${world.kit.url()}${path}`, sequence: n })),
  };
}

export function filterVariants(world: World, { body, shop, requestId, ids: [sku = ''] }: Asked): Answer {
  body.only('filter paging sorting', world.strict());
  const filter = body.node('filter');
  filter?.only('pickupPointCode pickupPointCodes blibliSku', world.strict());
  const points = [...(filter?.texts('pickupPointCodes') ?? []), ...[filter?.text('pickupPointCode') ?? []].flat()];
  const product = theProduct(world, shop, sku);
  const wanted = filter?.text('blibliSku');
  const items = points.length > 0 && !points.includes(shop.pickupPoint) ? [] : product.items.filter((item) => wanted === undefined || item.sku === wanted);
  const { page, size } = readPaging(body, 100);
  return seller(requestId, items.slice(page * size, (page + 1) * size).map((item) => itemOf(world, product, item)), { paging: { page, size, total: items.length } });
}

/** The deprecated list of items, the only one that finds by the seller's SKU. */
export function oldProductList(world: World, { body, shop, requestId }: Asked): Answer {
  body.only('merchantSkus gdnSku buyable archived page size', world.strict());
  const skus = body.texts('merchantSkus', 0, 100);
  const [gdnSku, buyable, archived] = [body.text('gdnSku'), body.bool('buyable'), body.bool('archived')];
  const [page, size] = [body.whole('page') ?? 0, body.whole('size', 1, 100) ?? 20];
  const found = [...world.products(shop.id).all()].filter((product) => product.state !== 'REJECTED' && product.visibleAt <= world.now() && (archived === undefined || archived === (product.state === 'ARCHIVED')))
    .flatMap((product) => product.items.map((item) => ({ product, item })))
    .filter(({ item }) => (skus.length === 0 || skus.includes(item.sellerSku)) && (gdnSku === undefined || gdnSku === item.sku) && (buyable === undefined || buyable === item.buyable));
  return mta(requestId, found.slice(page * size, (page + 1) * size).map(({ product, item }) => ({
    gdnSku: item.sku, productSku: product.sku, productItemName: item.name, merchantSku: item.sellerSku, regularPrice: item.regular, sellingPrice: item.sale, stockAvailableLv2: item.stock, stockReservedLv2: item.reserved,
    buyable: item.buyable, displayable: item.buyable, archived: product.state === 'ARCHIVED', state: stateOf(product),
  })), { paging: { page, size, total: found.length } });
}
