/** Reading products: by time and state, by SellerSku, by id. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Item, Sku } from './documents.js';
import { ok, refuse } from './envelope.js';
import { bad } from './params.js';
import { shopSku, showVariations, theItem } from './products.js';
import { overQuota } from './quota.js';
import { readList } from './removal.js';
import type { World } from './world.js';

const filters: Readonly<Record<string, (item: Item) => boolean>> = {
  all: (item) => item.status !== 'Deleted', live: (item) => item.status === 'Active', inactive: (item) => item.status === 'InActive', deleted: (item) => item.status === 'Deleted', pending: (item) => item.status === 'Pending QC',
  rejected: (item) => item.status === 'Rejected', 'sold-out': (item) => item.status === 'Active' && item.skus.every((sku) => sku.sellable === 0),
};

export function getProducts(world: World, { params, shop }: Asked): Answer {
  const filter = filters[params.word('filter', Object.keys(filters), 'all')];
  const [limit, offset] = [params.whole('limit', 1, 50, 20), params.whole('offset', 0, 10_000, 0)];
  const [createdAfter, createdBefore, updatedAfter, updatedBefore] = ['create_after', 'create_before', 'update_after', 'update_before'].map((name) => params.instant(name));
  const wanted = params.get('sku_seller_list') === undefined ? null : readList(params.must('sku_seller_list'), 'sku_seller_list');
  if (wanted && wanted.length > 100) throw bad('sku_seller_list', 'must have at most 100 elements');
  const by = updatedAfter !== undefined || updatedBefore !== undefined ? 'updated' as const : 'created' as const;
  const word = world.kit.unconfirmed('skuSearch') === 'word';
  const fits = (sku: Sku) => wanted?.some((one) => (word ? ` ${words(sku.sellerSku)} `.includes(` ${words(one)} `) : sku.sellerSku === one)) ?? true;
  const all = [...world.items(shop.id).all()].filter((item) => filter?.(item) && item.visibleAt <= world.now() && item.created >= (createdAfter ?? 0) && item.created <= (createdBefore ?? Infinity)
    && item.updated >= (updatedAfter ?? 0) && item.updated <= (updatedBefore ?? Infinity) && (wanted === null || item.skus.some(fits))).sort((a, b) => a[by] - b[by]);
  return ok({ total_products: all.length, products: all.slice(offset, offset + limit).map((item) => showItem(world, item)) });
}

const words = (text: string) => text.toLowerCase().split(/[^\p{L}\d]+/u).join(' ');

export function getProduct(world: World, { params, shop }: Asked): Answer {
  return ok(showItem(world, theItem(world, shop.id, params.id('item_id'))));
}

export function qcAlerts(world: World, { params, shop }: Asked): Answer {
  const [offset, limit] = [params.whole('offset', 0, 10_000, 0), params.whole('limit', 1, 50, 20)];
  return ok([...world.items(shop.id).all()].filter((item) => item.banned).slice(offset, offset + limit).map((item) => ({ productId: BigInt(item.id), categoryId: Number(item.category), deactivationTime: String(item.updated), suggestionCategories: [] })));
}

/** Ten calls a second and seller. */
export function itemLimit(world: World, { shop }: Asked): Answer {
  if (overQuota(world, `limit ${shop.id}`, 10)) throw refuse('ApiCallLimit');
  const used = [...world.items(shop.id).all()].filter((item) => item.status !== 'Deleted').length, most = Number(world.kit.unconfirmed('itemCap'));
  return ok({ item_limit: most, item_count: used, remaining: Math.max(0, most - used) });
}

function showItem(world: World, item: Item): object {
  const { brand_id: _id, ...attributes } = item.attributes;
  return {
    item_id: BigInt(item.id), primary_category: Number(item.category), status: item.status, subStatus: item.banned ? 'Lock' : '', created_time: String(item.created), updated_time: String(item.updated), images: item.images, attributes,
    variation: showVariations(item), rejectReason: item.reason === '' ? [] : [{ suggestion: item.reason, violationDetail: item.reason }], hiddenStatus: '', suspendedSkus: [], skus: item.skus.map((sku) => showSku(world, item, sku)),
  };
}

function showSku(world: World, item: Item, sku: Sku): object {
  const total = sku.sellable + sku.withheld + sku.occupied;
  return {
    SkuId: BigInt(sku.id), SellerSku: sku.sellerSku, ShopSku: shopSku(item, sku), Status: sku.on ? 'active' : 'inactive', price: sku.price, special_price: sku.special?.price ?? 0, special_from_date: sku.special?.from ?? '', special_to_date: sku.special?.to ?? '', quantity: total, Available: sku.sellable,
    saleProp: sku.saleProp, Images: sku.images, Url: `${world.kit.url()}/_shop`, package_weight: String(sku.pack.weight), package_length: String(sku.pack.length), package_width: String(sku.pack.width), package_height: String(sku.pack.height), package_content: sku.pack.content,
    multiWarehouseInventories: [{ warehouseCode: 'dropshipping', sellableQuantity: sku.sellable, occupyQuantity: sku.occupied, withholdQuantity: sku.withheld, totalQuantity: total }],
    channelInventories: sku.lockedUntil > 0 ? [{ channelName: 'campaign', sellableQuantity: sku.locked, startTime: item.updated, endTime: sku.lockedUntil }] : [],
  };
}
