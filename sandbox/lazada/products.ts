/** Products are made and changed; whoever changes the content goes before QC again. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Item, Sku, Variation } from './documents.js';
import { failure, messageOf, ok, Refused, refuse } from './envelope.js';
import { Node, readPayload } from './payload.js';
import { judgeWhole, readAttributes, readCategory, readImages, readSku, readVariations } from './product-fields.js';
import { announceItem } from './push.js';
import { attributes, limits } from './rules.js';
import type { World } from './world.js';

/** These are told as they are, never under an umbrella. */
const bare = ['1', '5', '30', '204', '207', '208', '1001', '4155', 'MissingParameter'];

/** Runs a create or an update; its refusals come as 500 or 501 with `detail`, or bare, as the setting says. */
export function under(umbrella: '500' | '501', run: (world: World, asked: Asked) => Answer): (world: World, asked: Asked) => Answer {
  return (world, asked) => {
    try {
      return run(world, asked);
    } catch (error) {
      if (!(error instanceof Refused) || bare.includes(error.code) || world.kit.unconfirmed('productErrors') !== 'umbrella') throw error;
      return umbrellaOf(umbrella, error, Number(world.kit.unconfirmed('errorStatus')));
    }
  };
}

export function umbrellaOf(umbrella: '500' | '501', error: Refused, status: number): Answer {
  return failure(umbrella, `E${umbrella}: ${messageOf(umbrella)}`, status, [{ field: error.field, message: `${error.code}: ${error.message}`, ...(error.sku === '' ? {} : { seller_sku: error.sku }) }]);
}

export function createProduct(world: World, asked: Asked): Answer {
  const product = productOf(asked);
  const rows = rowsOf(product);
  const associated = product.text('AssociatedSku');
  const base = associated === undefined ? null : world.itemOf(asked.shop.id, associated) ?? [...world.items(asked.shop.id).all()].find((item) => item.status !== 'Deleted' && item.skus.some((sku) => sku.id === associated));
  if (associated !== undefined && !base) throw refuse('207', `There is no SKU ${associated}`);
  const leaf = readCategory(base?.category ?? product.text('PrimaryCategory'));
  const skus = rows.map((row) => readSku(world, row, null));
  const names = skus.map((sku) => sku.sellerSku);
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice !== undefined) throw refuse('4126', undefined, 'SellerSku', twice);
  for (const name of names) if (world.itemOf(asked.shop.id, name)) throw refuse('4141', `SellerSku ${name} already exists`, 'SellerSku', name);
  if (!base && [...world.items(asked.shop.id).all()].filter((item) => item.status !== 'Deleted').length >= Number(world.kit.unconfirmed('itemCap'))) throw refuse('4148');
  const given = readVariations(world, product.node('variation'), leaf.kind);
  if (base) return addSkus(world, base, skus, given);
  const node = product.node('Attributes');
  if (!node) throw refuse('4110', 'Attributes is mandatory', 'Attributes');
  const item: Item = {
    id: world.kit.nextId(), shop: asked.shop.id, status: 'Active', category: leaf.id, attributes: readAttributes(world, node, leaf.kind, {}), images: readImages(world, product) ?? [],
    variations: given.length > 0 ? given : derived(skus, leaf.kind), skus, reason: '', banned: false, created: world.now(), updated: 0, visibleAt: 0,
  };
  judgeWhole(item);
  item.status = shownStatus(item);
  if (world.kit.unconfirmed('newItemStatus') === 'Pending QC') review(world, item);
  world.putItem(item);
  announceItem(world, item, 3);
  return ok({ item_id: BigInt(item.id), sku_list: item.skus.map((sku) => madeSku(item, sku)), item_status: item.status }, { effect: 'created', subject: `listing ${item.id}` });
}

function addSkus(world: World, item: Item, skus: readonly Sku[], given: readonly Variation[]): Answer {
  const variations = item.variations.map((variation) => {
    const more = [...(given.find((one) => one.name === variation.name)?.options ?? []), ...skus.map((sku) => sku.saleProp[variation.name] ?? '')].filter((option) => option !== '');
    return { ...variation, options: [...new Set([...variation.options, ...more])] };
  });
  const joined = { ...item, variations, skus: [...item.skus, ...skus] };
  if (joined.skus.length > limits.skus) throw refuse('4171');
  judgeWhole(joined);
  Object.assign(item, { variations, skus: joined.skus });
  if (item.status === 'InActive') item.status = shownStatus(item);
  world.putItem(item);
  announceItem(world, item, 4);
  return ok({ item_id: BigInt(item.id), sku_list: skus.map((sku) => madeSku(item, sku)), item_status: item.status }, { effect: 'updated', subject: `listing ${item.id}` });
}

/** Without `variation`, what the SKUs say of the category's own sale properties. */
function derived(skus: readonly Sku[], kind: keyof typeof attributes): Variation[] {
  const names = [...new Set(skus.flatMap((sku) => Object.keys(sku.saleProp)))];
  for (const name of names) if (!attributes[kind].some((rule) => rule.sale && rule.name === name)) throw refuse('4110', `${name} is no sale property of this category`, 'saleProp');
  return names.map((name) => ({ name, hasImage: false, customize: false, options: [...new Set(skus.map((sku) => sku.saleProp[name] ?? ''))] }));
}

const madeSku = (item: Item, sku: Sku) => ({ seller_sku: sku.sellerSku, shop_sku: shopSku(item, sku), sku_id: BigInt(sku.id) });
export const shopSku = (item: Pick<Item, 'id'>, sku: Pick<Sku, 'id'>) => `${item.id}_ID-${sku.id}`;

export function updateProduct(world: World, asked: Asked): Answer {
  const product = productOf(asked);
  const item = theItem(world, asked.shop.id, product.text('ItemId') ?? '');
  if (item.banned) throw refuse('4155');
  const rows = product.has('Skus') ? rowsOf(product) : [];
  if (!('Attributes' in product.tree)) throw refuse('4110', 'Attributes must be present, even if empty', 'Attributes');
  const leaf = readCategory(product.text('PrimaryCategory') ?? item.category);
  const changed = new Map(rows.map((row) => {
    const before = item.skus.find((sku) => sku.id === row.text('SkuId'));
    if (!before) throw refuse('207', `SkuId ${row.text('SkuId') ?? ''} is not in this item`, 'SkuId');
    const given = row.text('SellerSku');
    if (given !== undefined && given !== before.sellerSku) throw refuse('4167', 'SellerSku cannot be changed', 'SellerSku', given);
    return [before.id, readSku(world, row, structuredClone(before))] as const;
  }));
  const given = readVariations(world, product.node('variation'), leaf.kind);
  if (given.length > 0 && item.variations.some((one) => !given.some((other) => other.name === one.name))) throw refuse('4110', 'Variations cannot be dropped', 'variation');
  const images = readImages(world, product);
  const next = {
    ...item, category: leaf.id, attributes: readAttributes(world, product.node('Attributes') ?? new Node({}, true), leaf.kind, item.attributes), images: images && images.length > 0 ? images : item.images,
    variations: given.length > 0 ? given : item.variations, skus: item.skus.map((sku) => changed.get(sku.id) ?? sku),
  };
  judgeWhole(next);
  const content = (one: typeof next) => JSON.stringify([one.category, one.attributes, one.images]);
  const leapt = item.skus.some((sku) => leaps(world, sku.price, changed.get(sku.id)?.price ?? sku.price));
  const anew = leapt || (world.kit.unconfirmed('updateToQc') === true && content(next) !== content({ ...item }));
  Object.assign(item, next);
  if (item.status !== 'Pending QC') item.status = item.status === 'Rejected' && !anew ? 'Rejected' : shownStatus(item);
  if (anew) review(world, item);
  world.putItem(item);
  announceItem(world, item, 4);
  return ok({ item_status: item.status, variation: showVariations(item) }, { effect: 'updated', subject: `listing ${item.id}` });
}

export const showVariations = (item: Item) => Object.fromEntries(item.variations.map(({ options, ...one }, n) => [`variation${n + 1}`, { ...one, options: { option: options } }]));

function productOf(asked: Asked): Node {
  const product = readPayload(asked.params.must('payload')).node('Product');
  if (!product) throw refuse('30', 'E030: Empty Request');
  return product;
}

function rowsOf(product: Node): Node[] {
  const rows = product.node('Skus')?.nodes('Sku') ?? [];
  if (rows.length === 0) throw refuse('30', 'E030: No Sku');
  if (rows.length > limits.skus) throw refuse('4171');
  return rows;
}

export function theItem(world: World, shop: string, id: string): Item {
  const item = world.items(shop).get(id);
  if (!item || item.status === 'Deleted') throw refuse('208', `E208: There is no item ${id}`, 'ItemId');
  return item;
}

export function shownStatus(item: Item): 'Active' | 'InActive' | 'Suspended' {
  return item.banned ? 'Suspended' : item.skus.some((sku) => sku.on) ? 'Active' : 'InActive';
}

/** Whether a price is so far from the one before that its product goes before QC again. */
export function leaps(world: World, before: number, after: number): boolean {
  const percent = Number(world.kit.unconfirmed('priceToQc'));
  return percent > 0 && Math.abs(after - before) * 100 >= percent * before;
}

export function review(world: World, item: Item): void {
  item.status = 'Pending QC';
  item.reason = '';
  world.kit.schedule.at(world.now() + world.kit.settings().auditMs, 'lazada/qc', { shop: item.shop, item: item.id });
  announceItem(world, item, 1, 'PENDING');
}

export function endReview(world: World, item: Item, verdict: 'approve' | 'reject', reason: string): void {
  Object.assign(item, verdict === 'approve' ? { status: shownStatus(item), reason: '', approvedOnce: true } : { status: 'Rejected', reason });
  world.putItem(item);
  announceItem(world, item, 1, verdict === 'approve' ? 'APPROVED' : 'REJECTED');
}
