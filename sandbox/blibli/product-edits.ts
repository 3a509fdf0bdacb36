/** Edits through the API: texts, variants, images, and in and out of the archive. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import { leaves } from './category-tree.js';
import type { Outcome, Picture, Product, Shop } from './documents.js';
import { empty, invalid } from './envelope.js';
import { enqueue } from './feeds.js';
import { Body } from './params.js';
import { takePicture } from './pictures.js';
import { readDescription, readItem, readName, readUsp } from './product-fields.js';
import { addItem, changed, checkReplacement, outcomeOf, queued, theProduct } from './products.js';
import { announceProduct } from './push.js';
import type { World } from './world.js';

/** Stands for the images a variant has already. */
const kept = ' kept';

function editable(product: Product): Product {
  if (product.state === 'ARCHIVED' || product.state === 'SUSPENDED') throw invalid(`Product is ${product.state}`);
  return product;
}

export function updateDetail(world: World, { body, shop, ids: [sku = ''] }: Asked): Answer {
  body.only('name description uniqueSellingPoint videoUrl', world.strict());
  const product = editable(theProduct(world, shop, sku));
  const change = {
    ...(body.has('name') ? { name: readName(world, body) } : {}), ...(body.has('description') ? { description: readDescription(world, body) } : {}), ...(body.has('uniqueSellingPoint') ? { usp: readUsp(body) } : {}),
    ...(body.has('videoUrl') ? { videoUrl: body.text('videoUrl') ?? '' } : {}),
  };
  changed(world, Object.assign(product, change));
  return empty({ effect: 'updated', subject: `listing ${sku}` });
}

/** The full replacement list; `blibliSku` names the ones that stay. */
export async function replaceVariants(world: World, { body, shop, ids: [sku = ''] }: Asked): Promise<Answer> {
  body.only('productItems imageMap', world.strict());
  const product = editable(theProduct(world, shop, sku));
  const leaf = leaves.get(product.category);
  if (!leaf) throw invalid('categoryCode is not a leaf category');
  const map = body.node('imageMap');
  const keys = Object.keys(map?.fields ?? {});
  const wanted = body.nodes('productItems', 1, 100).map((node) => {
    const { blibliSku, ...fields } = node.fields;
    const known = typeof blibliSku === 'string' ? product.items.find((item) => item.sku === blibliSku) : undefined;
    if (blibliSku !== undefined && !known) throw invalid(`blibliSku ${String(blibliSku)} is not of the product`);
    const given = known ? { ...fields, price: known.regular, stock: known.stock, images: fields.images ?? [kept] } : fields;
    return { known, given: fields, draft: readItem(world, new Body(given, 'productItems'), leaf, [...keys, kept]) };
  });
  checkReplacement(product, wanted.map((one) => one.draft));
  const taken = new Map<string, Picture>();
  for (const key of keys) taken.set(key, await takePicture(world, map?.mustText(key, 8_000_000) ?? ''));
  const before = product.items.splice(0);
  let fresh = Math.max(...before.map((item) => Number(item.sku.slice(-5))));
  for (const { known, given, draft } of wanted) {
    const pictures = draft.images.flatMap((key) => taken.get(key) ?? []);
    if (known) {
      product.items.push(Object.assign(known, { sellerSku: draft.sellerSku, options: draft.options, upc: draft.upc, name: [product.name, ...Object.values(draft.options)].join(' ') }, given.images === undefined ? {} : { pictures }));
      continue;
    }
    const item = addItem(product, draft, pictures);
    product.items[product.items.length - 1] = { ...item, sku: `${product.sku}-${String(++fresh).padStart(5, '0')}` };
  }
  changed(world, product);
  return empty({ effect: 'updated', subject: `listing ${sku}` });
}

export async function addImages(world: World, { body, shop, ids: [sku = ''] }: Asked): Promise<Answer> {
  body.only('images', world.strict());
  const product = editable(theProduct(world, shop, sku));
  const given = body.texts('images', 1, 8);
  if (product.items.some((item) => item.pictures.length + given.length > 8)) throw invalid('A variant must not have more than 8 images');
  const pictures = await Promise.all(given.map((one) => takePicture(world, one)));
  for (const item of product.items) item.pictures.push(...pictures);
  changed(world, product);
  return empty({ effect: 'updated', subject: `listing ${sku}` });
}

export function mainImage(world: World, { body, shop, ids: [sku = ''] }: Asked): Answer {
  body.only('path', world.strict());
  const product = editable(theProduct(world, shop, sku));
  const path = ownPath(product, body.mustText('path'));
  for (const item of product.items) item.pictures.sort((one, other) => Number(other.path === path) - Number(one.path === path));
  changed(world, product);
  return empty({ effect: 'updated', subject: `listing ${sku}` });
}

export function deleteImage(world: World, { body, shop, ids: [sku = ''] }: Asked): Answer {
  body.only('path', world.strict());
  const product = editable(theProduct(world, shop, sku));
  const path = ownPath(product, body.mustText('path'));
  if (product.items.some((item) => item.pictures.every((picture) => picture.path === path))) throw invalid('A variant must keep at least one image');
  for (const item of product.items) item.pictures = item.pictures.filter((picture) => picture.path !== path);
  changed(world, product);
  return empty({ effect: 'updated', subject: `listing ${sku}` });
}

function ownPath(product: Product, given: string): string {
  const found = product.items.flatMap((item) => item.pictures).find((picture) => given.endsWith(picture.path));
  if (!found) throw invalid('path is not an image of the product');
  return found.path;
}

export const archiving = (action: 'archive' | 'unarchive') => (world: World, asked: Asked): Answer => {
  asked.body.only('productSkus', world.strict());
  const skus = asked.body.texts('productSkus', 1, 100);
  return queued(asked, enqueue(world, asked, `${action}Product`, skus, skus));
};

export function archive(world: World, shop: Shop, entry: unknown, hide: boolean): Outcome {
  const product = theProduct(world, shop, String(entry));
  if (hide && !['ACTIVE', 'SUSPENDED', 'NEED_CORRECTION'].includes(product.state)) throw invalid(`Product is ${product.state}`);
  if (!hide && product.state !== 'ARCHIVED') throw invalid(`Product is ${product.state}, not ARCHIVED`);
  setArchived(world, product, hide);
  return outcomeOf(product);
}

export function setArchived(world: World, product: Product, hide: boolean): void {
  Object.assign(product, hide ? { before: product.state, state: 'ARCHIVED' } : { state: product.before });
  world.putProduct(product);
  announceProduct(world, product);
}
