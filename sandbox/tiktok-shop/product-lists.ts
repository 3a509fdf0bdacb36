/** Many products at once: search, unlist, relist, delete, recover, diagnoses. Rows that fail come in `errors` beside code 0. */
import { mustFail, type Answer } from '../kit/index.js';
import type { ShopAsked } from './auth.js';
import { beginAudit } from './audits.js';
import type { Product } from './documents.js';
import { messages, ok, Refused, refuse } from './envelope.js';
import { pageOf } from './page-of.js';
import { readPlatforms } from './product-fields.js';
import { findProduct, priceOf, skuStatus, stockOf, summary } from './products.js';
import { announceProduct } from './webhooks.js';
import type { World } from './world.js';

const statuses = ['ALL', 'DRAFT', 'PENDING', 'FAILED', 'ACTIVATE', 'SELLER_DEACTIVATED', 'PLATFORM_DEACTIVATED', 'FREEZE', 'DELETED'] as const;
const filters = ['status', 'seller_skus', 'sku_ids', 'create_time_ge', 'create_time_le', 'update_time_ge', 'update_time_le', 'audit_status', 'listing_platforms', 'category_version', 'return_draft_version'];

export function searchProducts(world: World, { shop, query, body }: ShopAsked): Answer {
  body.only(filters);
  const status = body.word('status', statuses, 'ALL');
  const [skus, ids, audits] = [body.texts('seller_skus', 0, 10), body.texts('sku_ids', 0, 10), body.texts('audit_status', 0, 10)];
  const [from, to, changedFrom, changedTo] = ['create_time_ge', 'create_time_le', 'update_time_ge', 'update_time_le'].map((name) => body.maybeWhole(name));
  const listed = body.has('listing_platforms') ? readPlatforms(body) : null;
  const now = world.kit.clock.now();
  const found = [...world.products(shop.id).all()].filter((product) =>
    product.seenFrom <= now && (status === 'ALL' || product.status === status) && (product.status !== 'DELETED' || world.kit.unconfirmed('deletedAreHidden') !== true)
    && (skus.length === 0 || product.live.skus.some((sku) => skus.includes(sku.sellerSku))) && (ids.length === 0 || product.live.skus.some((sku) => ids.includes(sku.id)))
    && (audits.length === 0 || audits.includes(product.audit)) && (listed === null || listed.some((one) => product.platforms.includes(one)))
    && product.created >= (from ?? 0) && product.created <= (to ?? Infinity) && product.updated >= (changedFrom ?? 0) && product.updated <= (changedTo ?? Infinity));
  if (found.length > 10_000) throw refuse(12052180);
  const page = pageOf(world, found, query, 100, (product) => product.created, true);
  return ok({
    products: page.rows.map((product) => ({
      ...summary(product, product.live), sales_regions: ['ID'],
      skus: product.live.skus.map((sku) => ({ id: sku.id, seller_sku: sku.sellerSku, external_sku_id: sku.externalId, price: priceOf(product, sku.id), inventory: stockOf(product, sku.id), status_info: skuStatus(product) })),
    })),
    total_count: found.length, next_page_token: page.next,
  });
}

type Act = (world: World, product: Product, asked: ShopAsked) => void;

const deactivate: Act = (world, product, { body }) => {
  if (!['ACTIVATE', 'PENDING', 'FAILED', 'SELLER_DEACTIVATED'].includes(product.status)) throw refuse(12052901);
  const asked = body.has('listing_platforms') ? readPlatforms(body) : product.platforms;
  const off = product.platforms.filter((one) => product.off.includes(one) || asked.includes(one));
  Object.assign(product, { off, ...(off.length === product.platforms.length ? { status: 'SELLER_DEACTIVATED' } : {}) });
};
const activate: Act = (world, product, { body }) => {
  if (product.status !== 'SELLER_DEACTIVATED' && product.off.length === 0) throw refuse(12052901);
  const asked = body.has('listing_platforms') ? readPlatforms(body) : product.platforms;
  product.off = product.off.filter((one) => !asked.includes(one));
  if (product.status === 'SELLER_DEACTIVATED') beginAudit(world, product);
};
const remove: Act = (_world, product) => {
  if (Object.values(product.offers).some(({ lockedUntil }) => lockedUntil > 0)) throw refuse(12052901, 'A product in a promotion cannot be deleted.');
  product.status = 'DELETED';
};
const recover: Act = (_world, product) => { product.status = 'SELLER_DEACTIVATED'; };

export const deactivateProducts = (world: World, asked: ShopAsked): Answer => each(world, asked, deactivate, 'updated');
export const activateProducts = (world: World, asked: ShopAsked): Answer => each(world, asked, activate, 'updated');
export const deleteProducts = (world: World, asked: ShopAsked): Answer => each(world, asked, remove, 'deleted');
export const recoverProducts = (world: World, asked: ShopAsked): Answer => each(world, asked, recover, 'updated');

function each(world: World, asked: ShopAsked, act: Act, effect: 'updated' | 'deleted'): Answer {
  asked.body.only(act === activate || act === deactivate ? ['product_ids', 'listing_platforms'] : ['product_ids']);
  const ids = asked.body.texts('product_ids', 1, 20);
  const errors = ids.flatMap((id, at) => {
    try {
      const product = act === recover ? deleted(world, asked, id) : findProduct(world, asked.shop, id);
      if (mustFail(asked.call.partial, at, product.live.skus[0]?.sellerSku)) throw refuse(36009003);
      act(world, product, asked);
      world.putProduct(product);
      announceProduct(world, product, 'PRODUCT_STATUS_CHANGED');
      return [];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return [{ code: error.code, message: error.message, detail: { product_id: id } }];
    }
  });
  return ok(errors.length === 0 ? {} : { errors }, errors.length === ids.length ? {} : { effect, subject: `listing ${ids.join(',')}` });
}

function deleted(world: World, { shop }: ShopAsked, id: string): Product {
  const product = world.products(shop.id).get(id);
  if (product?.status !== 'DELETED') throw refuse(product ? 12052901 : 12052260, messages[product ? 12052901 : 12052260]);
  return product;
}

export function diagnoses(world: World, { shop, query }: ShopAsked): Answer {
  const ids = query.text('product_ids').split(',');
  if (ids.length > 200) throw refuse(36009004, 'At most 200 product_ids.');
  return ok({ products: ids.map((id) => ({ id: findProduct(world, shop, id).id, diagnoses: [], listing_quality: { current_tier: 'GOOD', remaining_recommendations: 0 } })) });
}
