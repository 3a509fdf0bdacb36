/** Pure translations between the house's words and Lazada's. */
import { Alarm, type AttributeRule, type ListingDraft, type Photo, type Receipt, type RemoteOrder, type RemoteRef, withMarkup } from '../contract/index.js';
import { amount, flag, id, instant, list, record, part, text, type Body, type Product, type Raw } from './wire.js';

interface Market { readonly currency: string; readonly decimals: number; readonly language: string }
const home: Market = { currency: 'IDR', decimals: 0, language: 'id_ID' };
const markets: Readonly<Record<string, Market>> = {
  ID: home, VN: { currency: 'VND', decimals: 0, language: 'vi_VN' }, SG: { currency: 'SGD', decimals: 2, language: 'en_SG' },
  MY: { currency: 'MYR', decimals: 2, language: 'en_MY' }, TH: { currency: 'THB', decimals: 2, language: 'th_TH' }, PH: { currency: 'PHP', decimals: 2, language: 'en_PH' },
};
export const marketOf = (country: string): Market => markets[country.toUpperCase()] ?? home;
/** An instant as Lazada's queries want it. */
export const isoOf = (ms: number): string => `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}+00:00`;
export const money = (minor: bigint, decimals: number): string => (decimals === 0 ? minor.toString() : minor.toString().padStart(decimals + 1, '0').replace(new RegExp(`(\\d{${decimals}})$`), '.$1'));

export interface Attribute extends AttributeRule { readonly label: string; readonly place: 'normal' | 'sku'; readonly sale: boolean }
/** What stands in fields of its own. */
const own = new Set(['name', 'description', 'short_description', 'brand', 'brand_id', 'price', 'quantity', 'sellersku', 'seller_sku', 'special_price', 'special_from_date', 'special_to_date', '__images__', 'image', 'images', 'package_weight', 'package_length', 'package_width', 'package_height', 'status']);
export const isOwn = (name: string): boolean => own.has(name.toLowerCase());
/** Attributes are sent by name, options by their English name: both are the ids here. */
export function attributeOf(raw: Raw): Attribute {
  const kind = text(raw['input_type']), values = list(raw['options']).map(part).map((option) => ({ id: text(option['en_name']) || text(option['name']), name: text(option['name']) || text(option['en_name']) })).filter((value) => value.id !== '');
  const sale = flag(raw['is_sale_prop']), many = /^multi/i.test(kind), closed = /select$/i.test(kind) && values.length > 0;
  return {
    id: id(raw['name']), name: text(raw['label']) || text(raw['name']), label: text(raw['label']), required: flag(raw['is_mandatory']) && !sale, kind: values.length > 0 ? (many ? 'many' : 'one') : kind === 'numeric' ? 'number' : kind === 'date' ? 'date' : 'text',
    values, custom: !closed, units: text(raw['unit']) === '' ? [] : [text(raw['unit'])], variation: sale, place: text(raw['attribute_type']) === 'sku' ? 'sku' : 'normal', sale,
  };
}

type Variant = ListingDraft['variants'][number];
interface Axis { readonly ours: string; readonly theirs: string; readonly customize: boolean; readonly options: readonly string[]; /** One of our options, by their English name where they have it. */ readonly say: (option: string) => string }
/** Our axes as sale properties: the category's own where name and options fit, else of one's own. */
export function axesOf(draft: ListingDraft, attributes: readonly Attribute[], also: Made['also'] = []): readonly Axis[] {
  const alike = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  return Object.keys(draft.variants[0]?.choice ?? {}).map((ours) => {
    const options = [...new Set(draft.variants.map((variant) => variant.choice[ours] ?? ''))];
    const same = attributes.find((entry) => entry.sale && [entry.id, entry.label].some((name) => alike(name, ours)));
    const known = (option: string): string | undefined => same?.values.find((value) => alike(value.id, option) || alike(value.name, option))?.id;
    const fits = same !== undefined && (same.custom || options.every((option) => known(option) !== undefined));
    const theirs = fits ? same.id : ours, say = (option: string): string => (fits ? known(option) ?? option : option);
    return { ours, theirs, customize: !fits, options: [...new Set([...options.map(say), ...also.flatMap((choice) => choice[theirs] ?? [])])], say };
  });
}
const decimal = (value: number): string => String(Math.round(value * 100) / 100);
/** An attribute has one unit of its own, which is not sent. */
function valuesOf(draft: ListingDraft, attributes: readonly Attribute[], place: Attribute['place']): Record<string, string> {
  const known = new Map(attributes.map((entry) => [entry.id, entry]));
  const given = Object.entries(draft.attributes).filter(([name, values]) => values.length > 0 && (known.get(name)?.place ?? 'normal') === place);
  return Object.fromEntries(given.map(([name, values]) => [name, values.map((value) => value.id ?? `${value.text ?? ''}${value.unit && !known.get(name)?.units.includes(value.unit) && known.get(name)?.kind !== 'number' ? ` ${value.unit}` : ''}`).join(',')]));
}

export interface Made { readonly draft: ListingDraft; readonly attributes: readonly Attribute[]; readonly picture: (photo: Photo) => string; readonly decimals: number; /** Choices of SKUs that stand there and are not in the draft. */ readonly also?: readonly Readonly<Record<string, string>>[] }
/** A SKU of a product. Price and stock only where this call creates it; a weight is kept above nothing after rounding to two decimals. */
export function skuBody(variant: Variant, made: Made, to: { readonly skuId: string } | { readonly status: 'active' | 'inactive' }): { readonly [key: string]: Body } {
  const { draft, attributes, picture, decimals } = made, [length, width, height] = variant.mm;
  const pictured = draft.variants.every((entry) => entry.photo !== null), axes = axesOf(draft, attributes);
  return {
    SellerSku: variant.sku, ...('skuId' in to ? { SkuId: to.skuId } : { Status: to.status, quantity: String(variant.quantity), price: money(variant.price, decimals) }),
    ...(axes.length > 0 ? { saleProp: Object.fromEntries(axes.map((axis) => [axis.theirs, axis.say(variant.choice[axis.ours] ?? '')])) } : {}),
    package_weight: decimal(Math.max(variant.grams, variant.grams > 0 ? 10 : 0) / 1000), package_length: decimal(length / 10), package_width: decimal(width / 10), package_height: decimal(height / 10),
    ...valuesOf(draft, attributes, 'sku'), ...(pictured && variant.photo ? { Images: { Image: [picture(variant.photo)] } } : {}),
  };
}
/** Everything but the SKUs. */
export function productBody(made: Made): { readonly [key: string]: Body } {
  const { draft, attributes, picture } = made, axes = axesOf(draft, attributes, made.also), pictured = draft.variants.every((entry) => entry.photo !== null);
  return {
    PrimaryCategory: draft.category, Images: { Image: draft.photos.map(picture) },
    ...(axes.length > 0 ? { variation: Object.fromEntries(axes.map((axis, index): [string, Body] => [`variation${index + 1}`, { name: axis.theirs, hasImage: index === 0 && pictured, customize: axis.customize, options: { option: axis.options } }])) } : {}),
    Attributes: { name: draft.title, description: withMarkup(draft.description), ...(draft.brand ? { brand_id: draft.brand } : {}), ...valuesOf(draft, attributes, 'normal'), disableAutoFillAttribute: true },
  };
}

export const refOf = (itemId: string, skus: readonly { readonly id: string; readonly sku: string }[], before?: RemoteRef): RemoteRef => ({
  itemId, variants: { ...before?.variants, ...Object.fromEntries(skus.filter((sku) => sku.sku !== '' && sku.id !== '').map((sku) => [sku.sku, { itemId, variantId: sku.id }])) },
});
const askAfterMs = 300_000;
/** A product's state as a receipt. Review takes up to a day; one we do not know is asked again, never called live. A version under review may still sell, so offers stay open. */
export function receiptOf(product: Pick<Product, 'status' | 'reasons'> & { readonly skus: readonly { readonly status: string }[] }, ref: RemoteRef): Receipt {
  const { status } = product, why = product.reasons.join('; ');
  const told = (cause: 'rejected-by-review' | 'banned' | 'deleted-there', words: string) => [{ cause, field: 'listing', params: { alasan: words }, rawCode: status, rawMessage: why }];
  if (/delet/i.test(status)) return { state: 'ended', ref, offersOpen: false, issues: told('deleted-there', status) };
  if (/reject/i.test(status)) return { state: 'refused', ref, offersOpen: /live/i.test(status), issues: told('rejected-by-review', why || status) };
  if (/suspend|lock|ban/i.test(status)) return { state: 'refused', ref, offersOpen: false, issues: told('banned', why || status) };
  if (/pending|review|\bqc\b/i.test(status)) return { state: 'review', ref, offersOpen: true, askAfterMs, issues: [] };
  const sleeping = /inactive/i.test(status) || (product.skus.length > 0 && product.skus.every((sku) => sku.status === 'inactive' || sku.status === 'deleted'));
  if (sleeping) return { state: 'ended', ref, offersOpen: false, issues: [] };
  if (/active|live|sold/i.test(status)) return { state: 'live', ref, offersOpen: true, issues: [] };
  return { state: 'review', ref, offersOpen: true, askAfterMs, issues: [] };
}

const steps: Readonly<Record<string, RemoteOrder['status']>> = {
  unpaid: 'unpaid', pending: 'to-ship', topack: 'to-ship', packed: 'to-ship', repacked: 'to-ship', toship: 'to-ship', ready_to_ship: 'to-ship', ready_to_ship_pending: 'to-ship', shipping: 'shipped', shipped: 'shipped',
  delivered: 'completed', failed: 'shipped', failed_delivery: 'shipped', lost: 'shipped', lost_by_3pl: 'shipped', damaged_by_3pl: 'shipped', returned: 'completed', canceled: 'cancelled', cancelled: 'cancelled',
};
const order = ['unknown', 'unpaid', 'to-ship', 'shipped', 'completed', 'cancelled'] as const;
const lapseMs = 1_800_000;
/** An order with its items, one for each unit. It has no state of its own: the least advanced of its living items speaks for it. */
export function orderOf(raw: Raw, items: readonly Raw[], country: string): RemoteOrder {
  const own = id(raw['order_id']), placedAt = instant(raw['created_at']), changedAt = instant(raw['updated_at']), market = marketOf(country);
  if (placedAt === null || changedAt === null || items.length === 0) throw new Alarm('an order without times or items', { rawCode: 'undecodable' });
  const currency = text(items[0]?.['currency']) || market.currency, decimals = ['IDR', 'VND'].includes(currency) ? 0 : 2, minor = (value: unknown): bigint => (text(value) === '' ? 0n : amount(value, decimals));
  const raws = items.map((item) => text(item['status'])), states = raws.map((state) => steps[state.toLowerCase()] ?? 'unknown');
  const status = order.find((step) => states.includes(step)) ?? 'unknown';
  const lines = items.map((item, index) => {
    const [item_ = '', sku_ = ''] = text(item['shop_sku']).split(/_[A-Z]*-?/), full = minor(item['item_price']), paid = text(item['paid_price']) === '' ? full : minor(item['paid_price']), platform = minor(item['voucher_platform']);
    return {
      id: id(item['order_item_id']), itemId: text(item['product_id']) || item_, variantId: text(item['sku_id']) || sku_, sku: text(item['sku']), title: [text(item['name']), text(item['variation'])].filter(Boolean).join(', '), quantity: 1,
      cancelled: states[index] === 'cancelled' ? 1 : 0, unitPaid: paid, sellerDiscount: text(item['voucher_seller']) !== '' ? minor(item['voucher_seller']) : full > paid + platform ? full - paid - platform : 0n, platformDiscount: platform,
    };
  });
  const address = part(raw['address_shipping']), due = items.flatMap((item) => instant(item['sla_time_stamp']) ?? []);
  const name = [text(address['first_name']), text(address['last_name'])].filter(Boolean).join(' ');
  return {
    id: own, groupId: own, number: text(raw['order_number']) || own, placedAt, paidAt: null, changedAt, expiresAt: status === 'unpaid' ? placedAt + lapseMs : null, shipBy: due.length > 0 ? Math.min(...due) : null,
    status, rawStatus: [...new Set(raws)].join(','), currency, total: minor(raw['price']) - minor(raw['voucher']) + minor(raw['shipping_fee']),
    buyer: name === '' ? null : { name, phone: text(address['phone']), address: [1, 2, 3, 4, 5].map((at) => text(address[`address${at}`])).concat(text(address['city']), text(address['post_code'])).filter(Boolean).join(', ') },
    fulfilledBy: items.every((item) => flag(item['is_fbl'])) ? 'marketplace' : 'seller', lines, raw: { ...raw, order_items: items },
  };
}
export const itemsOf = (raw: Raw): readonly Raw[] => list(raw['order_items']).map((entry) => record(entry, 'order item'));
