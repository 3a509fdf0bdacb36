/** Products one by one: dry run, create, read, replace, partial edit. */
import type { Answer } from '../kit/index.js';
import type { ShopAsked } from './auth.js';
import { beginAudit } from './audits.js';
import { platforms, type Offer, type Product, type Shop, type Version } from './documents.js';
import { ok, Refused, refuse, wrong } from './envelope.js';
import { urlOf } from './images.js';
import { brands, chainOf } from './knowledge.js';
import { readProduct, type Read } from './product-fields.js';
import type { ReadSkus } from './sku-fields.js';
import { announceCreation, announceInformation, platformStatuses } from './webhooks.js';
import type { World } from './world.js';

/** A product of this shop that is not deleted; of another shop or none at all: the two codes the notes give. */
export function findProduct(world: World, shop: Shop, id: string): Product {
  const product = readable(world, shop, id);
  if (product.status === 'DELETED') throw refuse(12052901);
  return product;
}

function readable(world: World, shop: Shop, id: string): Product {
  const product = world.products(shop.id).get(id);
  if (product && (product.status !== 'DELETED' || world.kit.unconfirmed('deletedAreHidden') !== true)) return product;
  for (const other of world.shops.all()) if (other.id !== shop.id && world.products(other.id).get(id)) throw refuse(12052048);
  throw refuse(12052260);
}

export function listingCheck(world: World, { shop, body }: ShopAsked): Answer {
  try {
    const { warnings } = readProduct(world, shop, body, null, null);
    return ok({ check_result: 'PASS', fail_reasons: [], warnings: { messages: warnings.map(({ message }) => message) } });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return ok({ check_result: 'FAILED', fail_reasons: [{ code: error.code, message: error.message }], warnings: {} });
  }
}

export function createProduct(world: World, { shop, body }: ShopAsked): Answer {
  const mode = body.word('save_mode', ['LISTING', 'AS_DRAFT'], 'LISTING');
  const key = body.maybeText('idempotency_key') ?? '';
  if (key.length > 128) throw wrong('idempotency_key must have at most 128 characters.');
  const done = key === '' ? undefined : world.keys(shop.id).get(key);
  if (done) return ok(done.data, { effect: 'none', subject: `listing ${done.id}` });
  checkQuota(world, shop);
  const read = readProduct(world, shop, body, null, null);
  const now = world.now();
  const product: Product = {
    id: world.kit.nextId(), shop: shop.id, created: now, updated: now, status: mode === 'LISTING' ? 'PENDING' : 'DRAFT', live: read.version, waiting: null, audit: 'NONE', round: 0, reasons: [], platforms: read.platforms ?? ['TIKTOK_SHOP'], off: [],
    offers: {}, seenFrom: world.kit.clock.now() + world.kit.settings().searchLagMs, beforeBan: null,
  };
  addOffers(product, shop, read.skus);
  world.putProduct(product);
  const data = { product_id: product.id, skus: skuReceipt(read.version), warnings: read.warnings };
  if (key !== '') world.keys(shop.id).put(key, { data, id: product.id });
  announceCreation(world, product);
  if (mode === 'LISTING') beginAudit(world, product);
  return ok(data, { effect: 'created', subject: `listing ${product.id}` });
}

function checkQuota(world: World, shop: Shop): void {
  const quota = Number(world.kit.unconfirmed('listingsPerDay'));
  const today = Math.floor(world.now() / 86_400);
  if (quota > 0 && [...world.products(shop.id).all()].filter(({ created }) => Math.floor(created / 86_400) === today).length >= quota) throw refuse(12052093);
}

function addOffers(product: Product, shop: Shop, read: ReadSkus | null): void {
  for (const [id, { price, stock }] of Object.entries(read?.offers ?? {})) {
    const old = product.offers[id];
    const offer: Offer = old ?? { price: 0, stock: { [shop.warehouse]: 0 }, committed: 0, reserved: 0, lockedUntil: 0 };
    product.offers[id] = { ...offer, price: price ?? offer.price, stock: stock ?? offer.stock };
  }
}

const skuReceipt = (version: Version) => version.skus.map((sku) => ({ id: sku.id, seller_sku: sku.sellerSku, external_sku_id: sku.externalId, sales_attributes: sku.choices.map(({ id, valueId }) => ({ id, value_id: valueId })) }));

export const replaceProduct = (world: World, asked: ShopAsked): Answer => edit(world, asked, true);
export const editProduct = (world: World, asked: ShopAsked): Answer => edit(world, asked, false);

function edit(world: World, { shop, body, ids: [id = ''] }: ShopAsked, whole: boolean): Answer {
  const product = findProduct(world, shop, id);
  if (product.status === 'FREEZE') throw refuse(12052901);
  if (world.kit.unconfirmed('shopIsMerging') === true) throw refuse(12052332);
  if (body.has('idempotency_key')) throw wrong('idempotency_key belongs to create only.');
  const mode = body.word('save_mode', ['LISTING', 'AS_DRAFT'], 'LISTING');
  if (mode === 'AS_DRAFT' && product.status !== 'DRAFT') throw refuse(12052901);
  const base = product.waiting ?? product.live;
  const read = readProduct(world, shop, body, whole ? null : base, product);
  lockedPrices(product, read);
  if (read.platforms) product.platforms = platforms.filter((one) => read.platforms?.includes(one));
  addOffers(product, shop, read.skus);
  if (product.status === 'ACTIVATE') product.waiting = read.version;
  else Object.assign(product, { live: read.version, waiting: null });
  world.putProduct(product);
  announceInformation(world, product, changes(base, read.version));
  if (mode === 'LISTING' && product.status !== 'SELLER_DEACTIVATED') beginAudit(world, product);
  return ok({ product_id: product.id, skus: skuReceipt(read.version), warnings: read.warnings }, { effect: 'updated', subject: `listing ${product.id}` });
}

function lockedPrices(product: Product, read: Read): void {
  for (const [sku, { price, stock }] of Object.entries(read.skus?.offers ?? {})) {
    const offer = product.offers[sku];
    if (!offer || offer.lockedUntil === 0) continue;
    if (price !== undefined && price !== offer.price) throw refuse(12052038);
    if (stock && total(stock) < total(offer.stock)) throw refuse(12052393);
  }
}

const total = (stock: Readonly<Record<string, number>>) => Object.values(stock).reduce((sum, one) => sum + one, 0);
const changes = (before: Version, after: Version): string[] => Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(new Map(Object.entries(before)).get(name))).map(([name]) => name);

export function getProduct(world: World, { shop, query, ids: [id = ''] }: ShopAsked): Answer {
  const product = readable(world, shop, id);
  const version = query.bool('return_under_review_version') || query.bool('return_draft_version') ? product.waiting ?? product.live : product.live;
  return ok({
    ...summary(product, version), description: version.description, category_chains: chainOf(version.category), ...(version.brand === '' ? {} : { brand: { id: version.brand, name: brands.find(([brand]) => brand === version.brand)?.[1] } }),
    main_images: version.images.map((uri) => picture(world, uri)), package_weight: version.weight, ...(version.dimensions ? { package_dimensions: version.dimensions } : {}), external_product_id: version.externalId,
    product_attributes: version.attributes.map(({ id: attribute, values }) => ({ id: attribute, name: attribute, values })), is_cod_allowed: false, delivery_options: [], has_draft: product.waiting !== null,
    skus: version.skus.map((sku) => ({
      id: sku.id, seller_sku: sku.sellerSku, external_sku_id: sku.externalId, price: priceOf(product, sku.id), inventory: stockOf(product, sku.id), status_info: skuStatus(product),
      sales_attributes: sku.choices.map((one) => ({ id: one.id, name: one.name, value_id: one.valueId, value_name: one.value, ...(one.image === '' ? {} : { sku_img: picture(world, one.image) }) })),
    })),
  });
}

/** What a search and a read have in common. */
export function summary(product: Product, version: Version): object {
  return {
    id: product.id, title: version.title, status: product.status, create_time: product.created, update_time: product.updated, audit: { status: product.audit },
    audit_failed_reasons: product.reasons.map((reason) => ({ position: 'Main image', reasons: [reason], suggestions: ['Unggah foto yang lebih jelas.'], listing_platform: product.platforms[0] })),
    listing_platforms: product.platforms, integrated_platform_statuses: platformStatuses(product),
  };
}

export const priceOf = (product: Product, sku: string) => { const price = String(product.offers[sku]?.price ?? 0); return { currency: 'IDR', sale_price: price, tax_exclusive_price: price }; };
export const stockOf = (product: Product, sku: string) => Object.entries(product.offers[sku]?.stock ?? {}).map(([warehouse_id, quantity]) => ({ warehouse_id, quantity }));
export const skuStatus = (product: Product) => (product.status === 'SELLER_DEACTIVATED' || product.status === 'PLATFORM_DEACTIVATED' ? { status: 'DEACTIVATED', deactivation_source: product.status === 'SELLER_DEACTIVATED' ? 'SELLER' : 'PLATFORM' } : { status: 'NORMAL' });

function picture(world: World, uri: string): object {
  const image = world.images.get(uri);
  return { uri, urls: [urlOf(world, uri)], thumb_urls: [urlOf(world, uri)], width: image?.width ?? 0, height: image?.height ?? 0 };
}
