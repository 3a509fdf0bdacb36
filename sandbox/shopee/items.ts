/** Items are made, changed, hidden and deleted. */
import type { Answer } from '../kit/index.js';
import { Photos, mustFail } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Item, Shop } from './documents.js';
import { ok, Refused, refuse } from './envelope.js';
import { readFields, readPrice, readStock } from './item-fields.js';
import { announceItem } from './push.js';
import { limits } from './rules.js';
import type { World } from './world.js';

export function theShop(asked: Asked): Shop {
  if (!asked.shop) throw refuse('error_param', 'There is no shop_id in query.');
  return asked.shop;
}

/** An item that is there and not deleted. */
export function theItem(world: World, shop: Shop, id: string): Item {
  const item = world.items(shop.id).get(id);
  if (!item || item.status === 'SELLER_DELETE' || item.status === 'SHOPEE_DELETE') throw refuse('error_item_not_found', `The item ${id} is not found.`);
  return item;
}

export function isLocked(item: Item): boolean {
  return item.models.some((model) => model.lockedUntil > 0);
}

const remark = (world: World): string => String(world.kit.unconfirmed('writeWarning'));

export function addItem(world: World, asked: Asked): Answer {
  const shop = theShop(asked);
  const { params } = asked;
  if (shop.holiday) throw refuse('error_holiday_on_add_item');
  const items = world.items(shop.id);
  if (items.size >= limits.items) throw refuse('error_reach_shop_item_limit');
  const fields = readFields(world, params, null);
  const price = readPrice(params.raw.original_price);
  const stock = readStock(params, 0);
  const wanted = params.maybeWord('item_status', ['NORMAL', 'UNLIST']) ?? 'NORMAL';
  const publishAt = params.has('scheduled_publish_time') ? params.int('scheduled_publish_time', world.now() + 3600, world.now() + 90 * 86_400) : null;
  if (publishAt !== null && wanted !== 'UNLIST') throw refuse('error_param', 'scheduled_publish_time needs item_status UNLIST.');
  const now = world.now();
  const item: Item = {
    ...fields, id: world.kit.nextId(), shop: shop.id, status: wanted, wanted, banReason: '', rejected: false, tiers: [],
    models: [{ id: '0', tierIndex: [], sku: '', price, stock, reserved: 0, lockedUntil: 0 }], created: now, updated: now, visibleAt: 0, publishAt,
  };
  review(world, item);
  touch(world, item);
  if (publishAt !== null) world.kit.schedule.at(publishAt * 1000, 'shopee/publish', { shop: shop.id, item: item.id });
  return ok({ ...shown(world, item), price_info: { current_price: price, original_price: price }, seller_stock: [{ stock }] }, { effect: 'created', subject: `listing ${item.id}`, warning: remark(world) });
}

export function updateItem(world: World, asked: Asked): Answer {
  const shop = theShop(asked);
  const { params } = asked;
  const item = theItem(world, shop, params.id('item_id'));
  if (item.status === 'BANNED' && !item.rejected) throw refuse('error_item_uneditable', 'A banned item cannot be edited.');
  if (params.has('original_price') || params.has('seller_stock')) throw refuse('error_param', 'Price and stock are changed by update_price and update_stock.');
  const wanted = params.maybeWord('item_status', ['NORMAL', 'UNLIST']) ?? item.wanted;
  if (wanted === 'UNLIST' && item.wanted === 'NORMAL' && isLocked(item)) throw refuse('error_cannt_unlisted_in_promotion');
  const next: Item = { ...item, ...readFields(world, params, item), wanted, banReason: '', rejected: false };
  next.status = item.status === 'REVIEWING' ? 'REVIEWING' : wanted;
  if (item.rejected) review(world, next);
  touch(world, next);
  return ok({ ...shown(world, next), update_time: next.updated }, { effect: 'updated', subject: `listing ${item.id}`, warning: remark(world) });
}

export function unlistItems(world: World, asked: Asked): Answer {
  const shop = theShop(asked);
  const [done, failed]: [object[], object[]] = [[], []];
  const refused: Refused[] = [];
  const rows = asked.params.rows('item_list', 1, 50);
  rows.forEach((row, index) => {
    const id = row.id('item_id');
    const unlist = row.maybeBool('unlist');
    if (unlist === undefined) throw refuse('error_param', 'unlist is required.');
    try {
      if (mustFail(asked.call.partial, index, world.items(shop.id).get(id)?.sku)) throw refuse('error_inner');
      unlistOne(world, theItem(world, shop, id), unlist);
      done.push({ item_id: BigInt(id), unlist });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.push(error);
      failed.push({ item_id: BigInt(id), failed_reason: `${error.code}: ${error.message}` });
    }
  });
  const lists = { success_list: done, failure_list: failed };
  if (done.length === 0 && refused[0] && !asked.call.partial) throw refuse(refused[0].code, refused[0].message, lists);
  return ok(lists, { effect: done.length > 0 ? 'updated' : 'none', subject: `listing ${rows.map((row) => row.id('item_id')).join(',')}` });
}

export function unlistOne(world: World, item: Item, unlist: boolean): void {
  if (item.status === 'REVIEWING' || item.status === 'BANNED') throw refuse('error_busi_cannot_delist_reviewing_or_banned_item');
  if (unlist && isLocked(item)) throw refuse('error_cannt_unlisted_in_promotion');
  const wanted = unlist ? 'UNLIST' : 'NORMAL';
  touch(world, Object.assign(item, { wanted, status: wanted }));
}

export function deleteItem(world: World, asked: Asked): Answer {
  const item = theItem(world, theShop(asked), asked.params.id('item_id'));
  if (isLocked(item)) throw refuse('error_cannt_delete_in_promotion');
  touch(world, Object.assign(item, { status: 'SELLER_DELETE' }));
  return ok({}, { effect: 'deleted', subject: `listing ${item.id}` });
}

/** Puts a new or mended item before the audit, where items have one. */
function review(world: World, item: Item): void {
  if (world.kit.unconfirmed('newItemStatus') !== 'REVIEWING') return;
  item.status = 'REVIEWING';
  world.kit.schedule.at(world.kit.clock.now() + world.kit.settings().auditMs, 'shopee/audit', { shop: item.shop, item: item.id });
}

export function endAudit(world: World, item: Item, verdict: 'approve' | 'reject', reason: string): void {
  if (verdict === 'approve') Object.assign(item, { status: item.wanted, banReason: '', rejected: false });
  else Object.assign(item, { status: 'BANNED', banReason: reason, rejected: true });
  touch(world, item);
  announceItem(world, item);
}

export function touch(world: World, item: Item): void {
  item.visibleAt = world.kit.clock.now() + world.kit.settings().searchLagMs;
  world.putItem(item);
}

function shown(world: World, item: Item): object {
  return {
    item_id: BigInt(item.id), item_name: item.name, item_status: item.status, description: item.description, category_id: item.category, weight: item.weight, item_sku: item.sku,
    images: imagesOf(world, item.images), dimension: item.dimension ?? undefined, condition: item.condition, logistic_info: item.logistics, pre_order: { is_pre_order: item.preOrder, days_to_ship: item.daysToShip },
  };
}

export function imagesOf(world: World, ids: readonly string[]): { image_id_list: readonly string[]; image_url_list: string[] } {
  return { image_id_list: ids, image_url_list: ids.map((id) => `${world.kit.url()}${Photos.path(world.images.get(id)?.sha256 ?? '')}`) };
}
