/** What a store may ask of the marketplace before it sells: categories, attributes, brands, pickup points, logistics. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import { attributesOf, brands, leaves, logistics, tree, type Branch, type Leaf } from './category-tree.js';
import { invalid, mta, Refused, seller } from './envelope.js';
import type { World } from './world.js';

const show = (node: Branch | Leaf): object => ({ categoryCode: node.code, categoryName: node.name, name: node.name, postLive: 'postLive' in node && node.postLive, children: 'children' in node ? node.children.map(show) : [] });

export function getCategory(_world: World, { requestId }: Asked): Answer {
  return mta(requestId, tree.map(show));
}

export function getAttributes(_world: World, { requestId, ids: [code = ''] }: Asked): Answer {
  const leaf = leaves.get(code);
  if (!leaf) throw new Refused('ERR-PA404001', `Category ${code} is not found`);
  return seller(requestId, attributesOf(leaf));
}

export function getBrands(_world: World, { requestId, query }: Asked): Answer {
  const { page, size } = pageOf(query, 100);
  const found = brands.filter(({ name }) => name.toLowerCase().includes((query.get('brandName') ?? '').toLowerCase()));
  return mta(requestId, found.slice(page * size, (page + 1) * size).map(({ code, name }) => ({ brandCode: code, brandName: name })), { paging: { page, size, total: found.length } });
}

export function filterPickupPoints(_world: World, { requestId, shop, body }: Asked): Answer {
  const paging = body.node('paging');
  const size = paging?.whole('size', 1, 100) ?? 20;
  const page = paging?.whole('page') ?? 0;
  const point = { code: shop.pickupPoint, name: `Gudang ${shop.name}`, active: true, address: 'Jl. Bengawan 1', city: 'Surakarta', province: 'Jawa Tengah' };
  return seller(requestId, page === 0 ? [point] : [], { paging: { page, size, total: 1 } });
}

export function getPickupPoint(_world: World, { requestId, shop }: Asked): Answer {
  return mta(requestId, [{ pickupPointCode: shop.pickupPoint, pickupPointName: `Gudang ${shop.name}` }]);
}

export function getLogistics(_world: World, { requestId }: Asked): Answer {
  return seller(requestId, logistics.map(({ code, name }) => ({ code, name, selected: true })));
}

/** 0-based pages in a query. */
export function pageOf(query: URLSearchParams, most: number): { page: number; size: number } {
  const [page, size] = [query.get('page') ?? '0', query.get('size') ?? String(Math.min(most, 20))];
  if (!/^\d{1,6}$/.test(page)) throw invalid('page must be a whole number from 0');
  if (!/^\d{1,4}$/.test(size) || Number(size) < 1 || Number(size) > most) throw invalid(`size must be from 1 to ${most}`);
  return { page: Number(page), size: Number(size) };
}
