/** The life of a product: accepted, made, reviewed, on sale or to be corrected, archived. It is never deleted. */
import { isRecord, type Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Item, Outcome, Product, Shop } from './documents.js';
import { leaves } from './category-tree.js';
import { invalid, Refused, seller } from './envelope.js';
import { enqueue } from './feeds.js';
import { Body } from './params.js';
import { takePicture } from './pictures.js';
import { checkVariants, readDraft, type DraftItem } from './product-fields.js';
import { announceProduct, announceSubmission } from './push.js';
import type { World } from './world.js';

/** What a queue answers, wherever the client looks for its id. */
export function queued(asked: Asked, queueId: string): Answer {
  return seller(asked.requestId, { requestId: queueId, queueId }, { status: 202, effect: 'created', subject: `queue ${queueId}` });
}

export function createProducts(world: World, asked: Asked): Answer {
  asked.body.only('product', world.strict());
  const drafts = asked.body.nodes('product', 1, 10);
  const names = drafts.map((draft) => draft.mustText('name'));
  if (new Set(names).size < names.length) throw invalid('Product names must be unique in the request');
  const make = () => enqueue(world, asked, 'createProductV3', drafts.map((draft) => draft.fields), drafts.map(skuOf));
  if (world.kit.unconfirmed('replayProtection') !== true) return queued(asked, make());
  const seen = world.kit.store.shelf<{ queue: string }>(`shop/${asked.shop.id}/replays`);
  const queue = seen.get(asked.requestId)?.queue ?? make();
  seen.put(asked.requestId, { queue });
  return queued(asked, queue);
}

function skuOf(draft: Body): string {
  const [first] = draft.list('productItems');
  return isRecord(first) ? String(first.sellerSku ?? '') : '';
}

export async function makeProduct(world: World, shop: Shop, entry: unknown): Promise<Outcome> {
  const { items, pictures, ...fields } = readDraft(world, shop, new Body(isRecord(entry) ? entry : {}));
  const taken = new Map<string, Awaited<ReturnType<typeof takePicture>>>();
  for (const [key, given] of Object.entries(pictures)) taken.set(key, await takePicture(world, given));
  const sku = `${shop.id}-${String(world.number(`product/${shop.id}`)).padStart(5, '0')}`;
  const now = world.now();
  const product: Product = {
    ...fields, sku, code: `MTA-${String(world.number('master', 309_773)).padStart(7, '0')}`, shop: shop.id, state: 'IN_PROGRESS', before: 'ACTIVE', reason: '', created: now, updated: now, visibleAt: now, items: [],
  };
  for (const item of items) addItem(product, item, item.images.flatMap((key) => taken.get(key) ?? []));
  world.putProduct(product);
  announceSubmission(world, product, 'product_submission_created');
  review(world, product);
  return outcomeOf(product);
}

export function addItem(product: Product, { images: _keys, ...draft }: DraftItem, pictures: Item['pictures']): Item {
  const options = Object.values(draft.options);
  const item: Item = { ...draft, sku: `${product.sku}-${String(product.items.length + 1).padStart(5, '0')}`, name: options.length === 0 ? product.name : `${product.name} ${options.join(' ')}`, pictures };
  product.items.push(item);
  return item;
}

export function outcomeOf(product: Product, warning = ''): Outcome {
  return { subject: product.sku, sellerSkus: product.items.map((item) => ({ sellerSku: item.sellerSku, blibliSku: item.sku })), success: true, warning, error: '' };
}

export function review(world: World, product: Product): void {
  product.state = 'IN_PROGRESS';
  world.putProduct(product);
  world.kit.schedule.at(world.now() + world.kit.settings().auditMs, 'blibli/review', { shop: product.shop, product: product.sku });
}

/** The review ends: on sale, to be corrected, or rejected for good. */
export function endReview(world: World, product: Product, verdict: 'approve' | 'correct' | 'reject', reason: string): void {
  if (product.state !== 'IN_PROGRESS') return;
  Object.assign(product, { state: verdict === 'approve' ? 'ACTIVE' : verdict === 'correct' ? 'NEED_CORRECTION' : 'REJECTED', reason: verdict === 'approve' ? '' : reason });
  world.putProduct(product);
  announceSubmission(world, product, verdict === 'approve' ? 'product_submission_approved' : verdict === 'correct' ? 'product_submission_need_correction' : 'product_submission_rejected');
}

/** The word the list has for it: what is on sale and sold out is OOS. */
export function stateOf(product: Product): string {
  return product.state === 'ACTIVE' && product.items.every((item) => item.stock === 0) ? 'OOS' : product.state;
}

export function isLive(product: Product): boolean {
  return (product.state === 'ACTIVE' || (product.state === 'IN_PROGRESS' && product.postLive)) && product.items.some((item) => item.buyable);
}

/** A product that can be spoken of: a rejected one cannot be fetched. */
export function theProduct(world: World, shop: Shop, sku: string): Product {
  const product = world.products(shop.id).get(sku);
  if (!product || product.state === 'REJECTED') throw new Refused('ERR-PA404001', `Product ${sku} is not found`);
  return product;
}

export function theItem(world: World, shop: Shop, sku: string): { product: Product; item: Item } {
  const product = theProduct(world, shop, sku.slice(0, sku.lastIndexOf('-')));
  const item = product.items.find((one) => one.sku === sku);
  if (!item) throw new Refused('ERR-PA404001', `SKU ${sku} is not found`);
  return { product, item };
}

/** The whole list of variants: what is not in it goes; price and stock of those that stay are ignored. */
export function checkReplacement(product: Product, items: readonly DraftItem[]): void {
  if (product.state === 'ARCHIVED' || product.state === 'SUSPENDED') throw invalid(`Product is ${product.state}`);
  if (!leaves.has(product.category)) throw invalid('categoryCode is not a leaf category');
  checkVariants(items);
}

export function changed(world: World, product: Product): void {
  world.putProduct(product);
  announceProduct(world, product);
}
