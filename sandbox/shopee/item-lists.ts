/** Reading items: by id, by list, by search; and what moderation and promotions say of them. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Item, Model } from './documents.js';
import { ok, refuse } from './envelope.js';
import { imagesOf, theItem, theShop } from './items.js';
import { attributes, brands, channels, leafOf } from './rules.js';
import type { World } from './world.js';

const statuses = ['NORMAL', 'BANNED', 'UNLIST', 'REVIEWING', 'SELLER_DELETE', 'SHOPEE_DELETE'] as const;

export function baseInfo(world: World, asked: Asked): Answer {
  const items = asked.params.ids('item_id_list', 1, 50).map((id) => world.items(theShop(asked).id).get(id)).filter((item) => item !== undefined);
  if (items.length === 0) throw refuse('error_item_not_found');
  return ok({ item_list: items.map((item) => showItem(world, item)) });
}

function showItem(world: World, item: Item): object {
  const plain = item.tiers.length === 0 ? item.models[0] : undefined;
  const rules = attributes[leafOf(item.category)?.kind ?? 'food'];
  return {
    item_id: BigInt(item.id), category_id: item.category, item_name: item.name, description: item.description, item_sku: item.sku, create_time: item.created, update_time: item.updated,
    attribute_list: item.attributes.map((given) => {
      const rule = rules.find((one) => one.id === given.attribute_id);
      return { attribute_id: given.attribute_id, original_attribute_name: rule?.name ?? '', is_mandatory: rule?.mandatory ?? false, attribute_value_list: given.attribute_value_list };
    }),
    ...(plain ? { price_info: [priceInfo(plain)], stock_info_v2: stockInfo(plain) } : {}), image: imagesOf(world, item.images), weight: String(item.weight), dimension: item.dimension ?? undefined,
    logistic_info: item.logistics.map((one) => ({ ...one, logistic_name: channels.find((channel) => channel.logistics_channel_id === one.logistic_id)?.logistics_channel_name ?? '', size_id: 0, is_free: false })),
    pre_order: { is_pre_order: item.preOrder, days_to_ship: item.daysToShip }, condition: item.condition, size_chart: '', item_status: item.status, deboost: 'FALSE', has_model: item.tiers.length > 0,
    promotion_id: plain && plain.lockedUntil > 0 ? promotionId : undefined, brand: { brand_id: item.brand, original_brand_name: brands.find(([id]) => id === item.brand)?.[1] ?? '' }, item_dangerous: 0, description_type: 'normal',
  };
}

export const promotionId = 9_223_372_036_854_775_001n;

export function priceInfo(model: Model): object {
  return { currency: 'IDR', original_price: model.price, current_price: model.price, inflated_price_of_original_price: model.price, inflated_price_of_current_price: model.price };
}

export function stockInfo(model: Model): object {
  const free = model.stock - model.reserved;
  return { summary_info: { total_reserved_stock: model.reserved, total_available_stock: free }, seller_stock: [{ location_id: 'IDZ', stock: free, if_saleable: true }], shopee_stock: [] };
}

export function modelList(world: World, asked: Asked): Answer {
  const item = theItem(world, theShop(asked), asked.params.id('item_id'));
  return ok(showModels(world, item));
}

export function showModels(world: World, item: Item): object {
  if (item.tiers.length === 0) return { tier_variation: [], model: [], standardise_tier_variation: [] };
  const url = (id: string) => imagesOf(world, [id]).image_url_list[0];
  return {
    tier_variation: item.tiers.map((tier) => ({ name: tier.name, option_list: tier.options.map(({ name, image }) => ({ option: name, ...(image === null ? {} : { image: { image_id: image, image_url: url(image) } }) })) })),
    standardise_tier_variation: item.tiers.map((tier) => ({
      variation_id: 0, variation_name: tier.name, variation_group_id: 0,
      variation_option_list: tier.options.map(({ name, image }) => ({ variation_option_id: 0, variation_option_name: name, ...(image === null ? {} : { image_id: image, image_url: url(image) }) })),
    })),
    model: item.models.map((model) => ({
      model_id: BigInt(model.id), tier_index: model.tierIndex, model_sku: model.sku, model_status: 'MODEL_NORMAL', price_info: [priceInfo(model)], stock_info_v2: stockInfo(model),
      promotion_id: model.lockedUntil > 0 ? promotionId : 0, weight: String(item.weight), pre_order: { is_pre_order: item.preOrder, days_to_ship: item.daysToShip },
    })),
  };
}

export function itemList(world: World, asked: Asked): Answer {
  const { params } = asked;
  const [offset, size] = [params.int('offset', 0, 1_000_000_000), params.int('page_size', 1, 100)];
  const wanted = params.words('item_status', 1, statuses.length);
  for (const word of wanted) if (!statuses.some((status) => status === word)) throw refuse('error_param', `item_status should be one of ${statuses.join(', ')}.`);
  const [from, to] = [params.maybeInt('update_time_from', 0, 9_999_999_999) ?? 0, params.maybeInt('update_time_to', 0, 9_999_999_999) ?? Infinity];
  if (from > to) throw refuse('error_param', 'update_time_from must not be after update_time_to.');
  const now = world.kit.clock.now();
  const all = [...world.items(theShop(asked).id).all()].filter((item) => wanted.includes(item.status) && item.updated >= from && item.updated <= to && (item.visibleAt <= now || item.created < item.updated));
  const page = all.slice(offset, offset + size);
  const more = offset + size < all.length;
  return ok({
    item: page.map((item) => ({ item_id: BigInt(item.id), item_status: item.status, update_time: item.updated })), total_count: all.length, has_next_page: more, ...(more ? { next_offset: offset + size } : {}),
  });
}

/** The search knows an item's newest state only `searchLagMs` after it changed; it matches SKUs like a keyword. */
export function searchItem(world: World, asked: Asked): Answer {
  const { params } = asked;
  const size = params.int('page_size', 1, 100);
  const offset = Number(params.maybeText('offset') || '0');
  if (!Number.isInteger(offset) || offset < 0) throw refuse('error_param', 'offset is invalid.');
  const [sku, name] = [params.maybeText('item_sku')?.toLowerCase(), params.maybeText('item_name')?.toLowerCase()];
  const wanted = params.has('item_status') ? params.words('item_status', 1, statuses.length) : null;
  if (sku === undefined && name === undefined && wanted === null) throw refuse('error_param', 'One of item_name, item_sku, item_status is required.');
  const inModels = world.kit.unconfirmed('searchFindsModelSku') === true;
  const now = world.kit.clock.now();
  const hit = (item: Item) => (sku === undefined || [item.sku, ...(inModels ? item.models.map((model) => model.sku) : [])].some((own) => own.toLowerCase().includes(sku))) && (name === undefined || item.name.toLowerCase().includes(name));
  const found = [...world.items(theShop(asked).id).all()].filter((item) => !item.status.endsWith('DELETE') && item.visibleAt <= now && (wanted === null || wanted.includes(item.status)) && hit(item));
  const more = offset + size < found.length;
  return ok({ item_id_list: found.slice(offset, offset + size).map((item) => BigInt(item.id)), total_count: found.length, next_offset: more ? String(offset + size) : '' });
}

export function extraInfo(world: World, asked: Asked): Answer {
  const items = asked.params.ids('item_id_list', 1, 50).map((id) => theItem(world, theShop(asked), id));
  return ok({ item_list: items.map((item) => ({ item_id: BigInt(item.id), sale: 0, views: 0, likes: 0, rating_star: 0, comment_count: 0 })) });
}

export function violations(world: World, asked: Asked): Answer {
  const items = asked.params.ids('item_id_list', 1, 50).map((id) => world.items(theShop(asked).id).get(id)).filter((item) => item !== undefined);
  return ok({
    item_list: items.map((item) => ({
      item_id: BigInt(item.id), item_status: item.status, deboost: false,
      violation_list: item.banReason === '' ? [] : [{ violation_type: 'Prohibited Listing', violation_reason: item.banReason, suggestion: 'Perbaiki barang ini.', suggested_category: [], fix_deadline_time: item.updated + 7 * 86_400, update_time: item.updated }],
    })),
  });
}

export function promotions(world: World, asked: Asked): Answer {
  const items = asked.params.ids('item_id_list', 1, 50).map((id) => theItem(world, theShop(asked), id));
  return ok({
    success_list: items.map((item) => ({
      item_id: BigInt(item.id), promotion: item.models.filter((model) => model.lockedUntil > 0).map((model) => ({
        promotion_type: 'Product Promotions', promotion_id: promotionId, model_id: BigInt(model.id), start_time: item.created, end_time: model.lockedUntil, promotion_price_info: [{ promotion_price: model.price }],
        reserved_stock_info: [{ reserved_stock: model.reserved }], promotion_staging: 'ongoing',
      })),
    })),
    failure_list: [],
  });
}
