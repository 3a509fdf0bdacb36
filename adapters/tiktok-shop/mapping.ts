/** Pure translations between the house's words and TikTok Shop's. */
import { Alarm, type Issue, type ListingDraft, type Photo, type Receipt, type RemoteOrder, type RemoteRef, withMarkup } from '../contract/index.js';
import { amount, id, instant, list, number, part, record, text, type Body, type Product, type Raw } from './wire.js';

type Variant = ListingDraft['variants'][number];
interface Market { readonly currency: string; readonly decimals: number; readonly price: readonly [bigint, bigint]; readonly locale: string; readonly titleMin: number; readonly titleMax: number; readonly skus: number }
const market = (currency: string, decimals: number, price: readonly [bigint, bigint], locale: string, more: Partial<Market> = {}): Market => ({ currency, decimals, price, locale, titleMin: 25, titleMax: 255, skus: 100, ...more });
/** What differs by country; prices in minor units. */
const markets: Readonly<Record<string, Market>> = {
  ID: market('IDR', 0, [100n, 100_000_000n], 'id-ID'), VN: market('VND', 0, [1n, 180_000_000n], 'vi-VN'), MY: market('MYR', 2, [1n, 32_000_000n], 'ms-MY'), PH: market('PHP', 2, [1n, 40_000_000n], 'en-PH'),
  SG: market('SGD', 2, [1n, 1_000_000n], 'en-SG'), TH: market('THB', 2, [3_000n, 26_000_000n], 'th-TH'), US: market('USD', 2, [1n, 760_000n], 'en-US', { titleMin: 1, skus: 300 }), GB: market('GBP', 2, [1n, 560_000n], 'en-GB', { titleMin: 1, skus: 300 }),
};
const elsewhere = market('EUR', 2, [1n, 100_000_000n], 'en-US', { titleMin: 1, titleMax: 255, skus: 300 });
export const marketOf = (country: string): Market => markets[country.toUpperCase() === 'UK' ? 'GB' : country.toUpperCase()] ?? elsewhere;
/** Tokopedia is served in Indonesia only. */
export const platformsOf = (chosen: string | undefined, country: string): readonly string[] => chosen?.split(',').map((entry) => entry.trim()).filter(Boolean) ?? (country.toUpperCase() === 'ID' ? ['TIKTOK_SHOP', 'TOKOPEDIA'] : ['TIKTOK_SHOP']);
/** Minor units as a decimal string. */
export const money = (minor: bigint, decimals: number): string => minor.toString().padStart(decimals + 1, '0').replace(decimals === 0 ? /$^/ : new RegExp(`(\\d{${decimals}})$`), '.$1');
export const axesOf = (draft: ListingDraft): readonly string[] => Object.keys(draft.variants[0]?.choice ?? {});
/** Options of a SKU. Pictures stand on the first axis only, and only where each of its options has one. */
export function choiceBody(variant: Variant, draft: ListingDraft, option: (photo: Photo) => string | null): Body {
  const axes = axesOf(draft), first = axes[0] ?? '';
  const photoOf = (value: string | undefined): Photo | null => draft.variants.find((entry) => entry.choice[first] === value && entry.photo !== null)?.photo ?? null;
  const pictured = draft.variants.every((entry) => photoOf(entry.choice[first]) !== null);
  return axes.map((axis, level) => {
    const photo = level === 0 && pictured ? photoOf(variant.choice[axis]) : null, uri = photo ? option(photo) : null;
    return { name: axis, value_name: variant.choice[axis] ?? '', ...(uri === null ? {} : { sku_img: { uri } }) };
  });
}
/** All listing fields, without SKUs. Weight in kg to the gram; sizes in whole cm, rounded up. */
export function productBody(draft: ListingDraft, images: readonly string[], version: string): { readonly [key: string]: Body } {
  const grams = Math.max(0, ...draft.variants.map((variant) => variant.grams));
  const [length = 0, width = 0, height = 0] = [0, 1, 2].map((side) => Math.ceil(Math.max(0, ...draft.variants.map((variant) => variant.mm[side] ?? 0)) / 10));
  return {
    title: draft.title, description: withMarkup(draft.description), category_id: draft.category, category_version: version, ...(draft.brand === null || draft.brand === '' ? {} : { brand_id: draft.brand }),
    main_images: images.map((uri) => ({ uri })), package_weight: { value: String(grams / 1000), unit: 'KILOGRAM' },
    ...(length > 0 && width > 0 && height > 0 ? { package_dimensions: { length: String(length), width: String(width), height: String(height), unit: 'CENTIMETER' } } : {}),
    product_attributes: Object.entries(draft.attributes).filter(([, values]) => values.length > 0).map(([attribute, values]) => ({ id: attribute, values: values.map((value): Body => (value.id === undefined ? { name: `${value.text ?? ''}${value.unit ? ` ${value.unit}` : ''}` } : { id: value.id })) })),
  };
}
export const refOf = (product: { readonly id: string; readonly skus: readonly { readonly id: string; readonly sku: string }[] }, before?: RemoteRef): RemoteRef => ({
  itemId: product.id, variants: { ...before?.variants, ...Object.fromEntries(product.skus.filter((sku) => sku.sku !== '').map((sku) => [sku.sku, { itemId: product.id, variantId: sku.id }])) },
});
/** Where an audit points at, as our field. */
const positions: readonly (readonly [RegExp, string])[] = [[/title|name/i, 'title'], [/desc/i, 'description'], [/image|photo|picture|video/i, 'photos'], [/categor/i, 'category'], [/brand/i, 'brand'], [/attribute|certif|gtin/i, 'attributes'], [/price/i, 'price'], [/sku|variation/i, 'variants'], [/weight/i, 'grams'], [/dimension|size/i, 'size'], [/stock|inventor|quantity/i, 'stock']];
export const fieldOf = (position: string): string => positions.find(([pattern]) => pattern.test(position))?.[1] ?? 'listing';
/** A field that was cleared although the call succeeded: "The [brand_id]:123 field … cleared". */
export function clearedIssue(message: string): Issue {
  const [, named = '', value] = /\[([\w.]+)\](?::\s*([^\s,]+))?/.exec(message) ?? [];
  return { cause: 'field-cleared-there', field: fieldOf(named === '' ? message : named), ...(value === undefined ? {} : { value }), params: { atribut: named || '—', alasan: message }, rawCode: 'warning', rawMessage: message };
}
const askMs = 30_000;
const live = new Set(['ACTIVATE', 'LIVE', 'ACTIVE']);
const placed: Readonly<Record<string, Receipt['state']>> = { PENDING: 'review', AUDITING: 'review', UNDER_REVIEW: 'review', PRE_APPROVED: 'review', FAILED: 'refused', FREEZE: 'refused', PLATFORM_DEACTIVATED: 'refused', SELLER_DEACTIVATED: 'ended', DELETED: 'ended' };
/** A platform's word as a state of ours; one we do not know stays TikTok's. */
const placeOf = (status: string): string => (live.has(status) ? 'live' : placed[status] ?? status);
/** A product as a receipt. `cleared`: what its last put had cleared. A platform that lags or refuses is told beside the state; one we do not know is asked again, never called live. */
export function receiptOf(product: Product, before: RemoteRef | undefined, cleared: readonly string[]): Receipt {
  const kept = before?.variants ?? {}, ref = refOf(product, { variants: kept });
  const warned = cleared.map(clearedIssue);
  const refusals = product.reasons.map((entry): Issue => {
    const said = [...entry.reasons, ...entry.suggestions].join(' ');
    return { cause: 'rejected-by-review', field: fieldOf(entry.position), ...(entry.platform === '' ? {} : { value: entry.platform }), params: { alasan: said }, rawCode: [entry.platform, entry.position].filter(Boolean).join(' ') || product.status, rawMessage: said };
  });
  const refused = refusals.length > 0 ? refusals : [{ cause: 'rejected-by-review' as const, field: 'listing', params: { alasan: product.audit || product.status }, rawCode: product.status, rawMessage: product.audit }];
  const places = Object.fromEntries(Object.entries(product.platforms).map(([platform, status]) => [platform, placeOf(status)])), lags = Object.values(places).includes('review');
  // A platform that stands still needs a person; one that lags only shows where it is.
  const standing = Object.entries(places).filter(([platform, place]) => place !== 'live' && place !== 'review' && !product.reasons.some((entry) => entry.platform === platform))
    .map(([platform]): Issue => ({ cause: 'rejected-by-review', field: 'platform', value: platform, params: { alasan: `${platform}: ${product.platforms[platform] ?? ''}` }, rawCode: `${platform} ${product.platforms[platform] ?? ''}`, rawMessage: '' }));
  switch (product.status) {
    case 'ACTIVATE': {
      const onlyOther = product.reasons.length > 0 && product.reasons.every((entry) => entry.platform !== '' && !live.has(product.platforms[entry.platform] ?? 'ACTIVATE'));
      if (product.audit === 'FAILED' && !onlyOther) return { state: 'refused', ref, offersOpen: true, places, issues: [...refused, ...warned] };
      if (product.audit === 'AUDITING' || product.audit === 'PRE_APPROVED') return { state: 'review', ref, ...noted(cleared), offersOpen: true, places, askAfterMs: askMs, issues: warned };
      return { state: 'live', ref, offersOpen: true, places, ...(lags ? { askAfterMs: 10 * askMs } : {}), issues: [...warned, ...refusals, ...standing] };
    }
    case 'FAILED': return { state: 'refused', ref, offersOpen: false, places, issues: [...refused, ...warned] };
    case 'FREEZE': case 'PLATFORM_DEACTIVATED': return { state: 'refused', ref, offersOpen: false, places, issues: [{ cause: 'banned', field: 'listing', params: { alasan: refusals.map((entry) => entry.rawMessage).join(' ') || product.status }, rawCode: product.status, rawMessage: '' }] };
    case 'SELLER_DEACTIVATED': case 'DELETED': return { state: 'ended', ref, offersOpen: false, issues: product.status === 'DELETED' ? [{ cause: 'deleted-there', field: 'listing', params: {}, rawCode: product.status, rawMessage: '' }] : [] };
    default: return { state: 'review', ref, ...noted(cleared), offersOpen: false, places, askAfterMs: askMs, issues: warned };
  }
}
/** What a put had cleared must still be said when the audit ends. */
const noted = (cleared: readonly string[]): Pick<Receipt, 'note'> => (cleared.length === 0 ? {} : { note: JSON.stringify(cleared) });
export const clearedIn = (note: string | null | undefined): readonly string[] => (typeof note !== 'string' ? [] : list(JSON.parse(note)).map(text).filter((entry) => entry !== ''));
const statuses: Readonly<Record<string, RemoteOrder['status']>> = {
  UNPAID: 'unpaid', ON_HOLD: 'held', AWAITING_SHIPMENT: 'to-ship', PARTIALLY_SHIPPING: 'to-ship', AWAITING_COLLECTION: 'to-ship', IN_TRANSIT: 'shipped', DELIVERED: 'shipped', COMPLETED: 'completed', CANCELLED: 'cancelled', CANCEL: 'cancelled',
};
/** An order, one line for each unit as TikTok has it. Held orders, and those the platform ships itself, are never to be shipped by the seller. */
export function orderOf(raw: Raw, country: string): RemoteOrder {
  const own = id(raw['id'] ?? raw['order_id']), rawStatus = text(raw['status']), placedAt = instant(raw['create_time']), changedAt = instant(raw['update_time']);
  if (rawStatus === '' || placedAt === null || changedAt === null) throw new Alarm('an order without status or time', { rawCode: 'undecodable' });
  const payment = part(raw['payment']), currency = text(payment['currency']) || marketOf(country).currency;
  const decimals = ['IDR', 'VND', 'JPY', 'KRW'].includes(currency) ? 0 : 2, status = statuses[rawStatus] ?? 'unknown';
  const items = list(raw['line_items']).map((entry) => record(entry, 'order line'));
  if (items.length === 0) throw new Alarm('an order without lines', { rawCode: 'undecodable' });
  const lines = items.map((item) => {
    const paid = amount(item['sale_price'] ?? item['original_price'] ?? 0, decimals), original = amount(item['original_price'] ?? item['sale_price'] ?? 0, decimals), platform = amount(item['platform_discount'] ?? 0, decimals);
    const gone = ['CANCELLED', 'CANCEL'].includes(text(item['display_status'])) || text(item['package_status']) === 'CANCELLED';
    return {
      id: id(item['id']), itemId: id(item['product_id']), variantId: id(item['sku_id']), sku: text(item['seller_sku']), title: [text(item['product_name']), text(item['sku_name'])].filter(Boolean).join(', '), quantity: 1, cancelled: gone ? 1 : 0, unitPaid: paid,
      sellerDiscount: item['seller_discount'] !== undefined ? amount(item['seller_discount'], decimals) : original > paid + platform ? original - paid - platform : 0n, platformDiscount: platform,
    };
  });
  const address = part(raw['recipient_address']), platform = text(raw['commerce_platform']), elsewhere = !['', 'FULFILLMENT_BY_SELLER'].includes(text(raw['fulfillment_type']));
  return {
    id: own, groupId: own, number: own, placedAt, paidAt: instant(raw['paid_time']), changedAt, expiresAt: null, shipBy: instant(raw['rts_sla_time']),
    status: status === 'to-ship' && elsewhere ? 'held' : status, rawStatus, currency, ...(platform === '' ? {} : { platform }), fulfilledBy: elsewhere ? 'marketplace' : 'seller',
    total: number(payment['total_amount']) === null ? lines.reduce((sum, line) => sum + line.unitPaid, 0n) : amount(payment['total_amount'], decimals),
    buyer: text(address['name']) === '' ? null : { name: text(address['name']), phone: text(address['phone_number']), address: text(address['full_address']) }, lines, raw,
  };
}
