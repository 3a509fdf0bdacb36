/** Pure translations between the house's words and Shopee's. */
import { Alarm, type Cause, type ListingDraft, type RemoteOrder, type RemoteRef, type SeenListing } from '../contract/index.js';
import { amount, count, id, instant, list, number, part, record, text, type Body, type Channel, type Item, type Model, type Raw, type Tier } from './wire.js';

type Variant = ListingDraft['variants'][number];
/** Countries whose prices have two decimals; everywhere else they are whole. */
const twoDecimals = new Set(['SG', 'MY', 'BR', 'MX', 'PL', 'ES', 'AR']);
export const decimalsOf = (country: string): number => (twoDecimals.has(country.toUpperCase()) ? 2 : 0);
/** Dearest model ÷ cheapest, by country. */
const spreads: Readonly<Record<string, number>> = { BR: 4, SG: 5, VN: 5, TW: 5, TH: 5, PH: 5, MX: 5, ID: 7, MY: 7, CL: 9, CO: 9 };
export const spreadOf = (country: string): number | undefined => spreads[country.toUpperCase()];
export const languageOf = (country: string): string => (country.toUpperCase() === 'ID' ? 'id' : 'en');
export const priceBody = (minor: bigint, decimals: number): Body => (decimals === 0 ? minor : Number(minor) / 10 ** decimals);
export const stockBody = (stock: number | bigint, locationId?: string): Body => [{ ...(locationId ? { location_id: locationId } : {}), stock: typeof stock === 'bigint' ? stock : BigInt(stock) }];

export const axesOf = (draft: ListingDraft): readonly string[] => Object.keys(draft.variants[0]?.choice ?? {});
export const gramsOf = (draft: ListingDraft): number => Math.max(0, ...draft.variants.map((variant) => variant.grams));
/** The tiers a draft asks for. Pictures stand on the first tier only, and only where each of its options has one. */
export function tiersOfDraft(draft: ListingDraft, imageOf: (sha256: string) => string | null): readonly Tier[] {
  return axesOf(draft).map((axis, level) => {
    const names = [...new Set(draft.variants.map((variant) => variant.choice[axis] ?? ''))];
    const images = names.map((name) => { const photo = draft.variants.find((variant) => variant.choice[axis] === name && variant.photo !== null)?.photo; return photo ? imageOf(photo.sha256) : null; });
    const pictured = level === 0 && images.every((image) => image !== null);
    return { name: axis, options: names.map((name, index) => ({ name, imageId: pictured ? (images[index] ?? null) : null })) };
  });
}
export const tierIndexOf = (variant: Variant, tiers: readonly Tier[]): readonly number[] => tiers.map((tier) => tier.options.findIndex((option) => option.name === variant.choice[tier.name]));
export const tierBody = (tiers: readonly Tier[]): Body => tiers.map((tier) => ({
  variation_id: 0, variation_name: tier.name,
  variation_option_list: tier.options.map((option) => ({ variation_option_id: 0, variation_option_name: option.name, ...(option.imageId === null ? {} : { image_id: option.imageId }) })),
}));
export const modelBody = (variant: Variant, tiers: readonly Tier[], shop: { readonly decimals: number; readonly locationId?: string }): Body => ({
  tier_index: tierIndexOf(variant, tiers), original_price: priceBody(variant.price, shop.decimals), model_sku: variant.sku, seller_stock: stockBody(variant.quantity, shop.locationId),
});
/** Same names in the same order; pictures only where the draft has some. */
export const sameTiers = (wanted: readonly Tier[], there: readonly Tier[]): boolean => wanted.length === there.length && wanted.every((tier, level) => {
  const other = there[level];
  return other !== undefined && other.name === tier.name && other.options.length === tier.options.length
    && tier.options.every((option, index) => other.options[index]?.name === option.name && (option.imageId === null || other.options[index]?.imageId === option.imageId));
});
/** Which channels carry this parcel: switched on, no mere mask, within its weight, with a price Shopee knows. */
export function channelsFor(channels: readonly Channel[], grams: number, chosen: readonly string[]): readonly Channel[] {
  const kg = grams / 1000;
  return channels.filter((channel) => channel.enabled && !channel.masked && kg <= channel.maxKg && kg >= channel.minKg && channel.feeType !== 'CUSTOM_PRICE' && (channel.feeType !== 'SIZE_SELECTION' || channel.sizeId !== null) && (chosen.length === 0 || chosen.includes(channel.id)));
}
/** All listing fields of a draft, without price, stock and models. Weight in kg, rounded up to ten grams; sizes in whole cm, rounded up. */
export function itemBody(draft: ListingDraft, imageIds: readonly string[], channels: readonly Channel[]): { readonly [key: string]: Body } {
  const size = [0, 1, 2].map((side) => Math.ceil(Math.max(0, ...draft.variants.map((variant) => variant.mm[side] ?? 0)) / 10)), [length = 0, width = 0, height = 0] = size;
  const unbranded = draft.brand === null || draft.brand === '0';
  return {
    item_name: draft.title, description: draft.description, item_sku: draft.code, category_id: BigInt(draft.category), condition: 'NEW',
    weight: Math.ceil(gramsOf(draft) / 10) / 100, ...(size.every((side) => side > 0) ? { dimension: { package_length: length, package_width: width, package_height: height } } : {}),
    image: { image_id_list: imageIds },
    attribute_list: Object.entries(draft.attributes).filter(([, values]) => values.length > 0).map(([attribute, values]) => ({
      attribute_id: BigInt(attribute),
      attribute_value_list: values.map((value) => ({ value_id: value.id === undefined ? 0 : BigInt(value.id), ...(value.text === undefined ? {} : { original_value_name: value.text }), ...(value.unit === undefined ? {} : { value_unit: value.unit }) })),
    })),
    brand: unbranded ? { brand_id: 0, original_brand_name: 'NoBrand' } : { brand_id: BigInt(draft.brand ?? '0') },
    logistic_info: channels.map((channel) => ({ logistic_id: BigInt(channel.id), enabled: true, ...(channel.feeType === 'SIZE_SELECTION' && channel.sizeId !== null ? { size_id: BigInt(channel.sizeId) } : {}) })),
    pre_order: { is_pre_order: false },
  };
}
/** What the sentences of a refusal say about this draft. */
export function factsOf(draft: ListingDraft, cause: Cause): Readonly<Record<string, string>> {
  const length = (words: string): string => String([...words].length);
  const n = cause.startsWith('title') ? length(draft.title) : cause.startsWith('description') ? length(draft.description) : cause === 'too-many-photos' ? String(draft.photos.length) : cause === 'too-many-options' ? String(axesOf(draft).length) : String(draft.variants.length);
  return { n, produk: draft.title, merek: draft.brand ?? '—', kategori: draft.category, berat: `${gramsOf(draft)} g`, harga: `Rp ${(draft.variants[0]?.price ?? 0n).toLocaleString('id-ID')}` };
}
/** An item as it stands there. A picture belongs to an option of the first tier. */
export function seenOf(item: Item, there: { readonly tiers: readonly Tier[]; readonly models: readonly Model[] } | null): SeenListing {
  const option = (model: Model, level: number) => there?.tiers[level]?.options[model.tierIndex[level] ?? -1];
  return {
    code: item.code, title: item.title, description: item.description, category: item.category, status: item.status, photos: item.photos,
    variants: there === null ? [{ itemId: item.itemId, variantId: '', sku: item.code, choice: {}, price: item.price, stock: item.sellable, photo: null }] : there.models.map((model) => ({
      itemId: item.itemId, variantId: model.modelId, sku: model.sku, choice: Object.fromEntries(there.tiers.map((tier, level) => [tier.name, option(model, level)?.name ?? ''])), price: model.price, stock: model.sellable, photo: option(model, 0)?.photo || null,
    })),
  };
}

export const simpleRef = (itemId: string, sku: string): RemoteRef => ({ itemId, variants: { [sku]: { itemId, variantId: '' } } });

const statuses: Readonly<Record<string, RemoteOrder['status']>> = {
  UNPAID: 'unpaid', PENDING: 'held', INVOICE_PENDING: 'held', IN_CANCEL: 'held', READY_TO_SHIP: 'to-ship', PROCESSED: 'to-ship', RETRY_SHIP: 'to-ship',
  SHIPPED: 'shipped', TO_CONFIRM_RECEIVE: 'shipped', TO_RETURN: 'shipped', COMPLETED: 'completed', CANCELLED: 'cancelled',
};
/** An order as `get_order_detail` tells it. Discounts are per line, not per piece. */
export function orderOf(raw: Raw, country: string): RemoteOrder {
  const decimals = decimalsOf(text(raw['region']) || country);
  const number_ = text(raw['order_sn']), rawStatus = text(raw['order_status']), placedAt = instant(raw['create_time']), changedAt = instant(raw['update_time']);
  if (number_ === '' || rawStatus === '' || placedAt === null || changedAt === null) throw new Alarm('an order without number, status or time', { rawCode: 'undecodable' });
  const items = list(raw['item_list']).map((entry) => record(entry, 'order line'));
  if (items.length === 0) throw new Alarm('an order without lines', { rawCode: 'undecodable' });
  const seen = new Map<string, number>();
  const lines = items.map((item) => {
    const itemId = id(item['item_id']), modelId = id(item['model_id'] ?? 0), quantity = count(item['model_quantity_purchased'], 'quantity');
    const original = amount(item['model_original_price'] ?? item['model_discounted_price'] ?? 0, decimals), paid = amount(item['model_discounted_price'] ?? item['model_original_price'] ?? 0, decimals);
    const key = [text(item['order_item_id']) || '0', itemId, modelId, text(item['promotion_group_id']) || '0'].join('-');
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return {
      id: nth === 1 ? key : `${key}-${nth}`, itemId, variantId: modelId === '0' ? '' : modelId, sku: text(item['model_sku']) || text(item['item_sku']), title: [text(item['item_name']), text(item['model_name'])].filter(Boolean).join(', '),
      quantity, cancelled: 0, unitPaid: paid, sellerDiscount: original > paid ? (original - paid) * BigInt(quantity) : 0n, platformDiscount: 0n,
    };
  });
  const address = part(raw['recipient_address']), name = text(address['name']) || text(raw['buyer_username']);
  // From Shopee's own warehouse: never ours to ship.
  const elsewhere = text(raw['fulfillment_flag']) === 'fulfilled_by_shopee', status = statuses[rawStatus] ?? 'unknown';
  return {
    id: number_, groupId: number_, number: number_, placedAt, paidAt: instant(raw['pay_time']), changedAt, expiresAt: null, shipBy: instant(raw['ship_by_date']),
    status: status === 'to-ship' && elsewhere ? 'held' : status, rawStatus, fulfilledBy: elsewhere ? 'marketplace' : 'seller', currency: text(raw['currency']) || 'IDR',
    total: number(raw['total_amount']) === null ? lines.reduce((sum, line) => sum + line.unitPaid * BigInt(line.quantity), 0n) : amount(raw['total_amount'], decimals),
    buyer: name === '' ? null : { name, phone: text(address['phone']), address: text(address['full_address']) }, lines, raw,
  };
}
