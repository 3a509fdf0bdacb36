/** Taking off sale, removing, and pictures of SKUs. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Item } from './documents.js';
import { ok, refuse } from './envelope.js';
import { bad } from './params.js';
import { readPayload } from './payload.js';
import { judgeWhole, readImages } from './product-fields.js';
import { shownStatus, theItem } from './products.js';
import { announceItem } from './push.js';
import type { World } from './world.js';

export function deactivate(world: World, { params, shop }: Asked): Answer {
  const product = readPayload(params.must('apiRequestBody')).node('Product');
  const item = theItem(world, shop.id, product?.text('ItemId') ?? '');
  const rows = product?.node('Skus');
  const each = [rows, ...(rows?.nodes('Sku') ?? [])].filter((node) => node !== undefined);
  const named = each.flatMap((node) => [...node.texts('SkuId'), ...node.texts('SellerSku')]);
  for (const name of named) if (!item.skus.some((sku) => sku.id === name || sku.sellerSku === name)) throw refuse('207', `E207: There is no SKU ${name}`);
  for (const sku of item.skus) if (named.length === 0 || named.includes(sku.id) || named.includes(sku.sellerSku)) sku.on = false;
  if (item.status === 'Active') item.status = shownStatus(item);
  world.putItem(item);
  announceItem(world, item, 4);
  return ok({}, { effect: 'updated', subject: `listing ${item.id}` });
}

export function removeProduct(world: World, { params, shop }: Asked): Answer {
  const [ids, skus] = [params.get('sku_id_list'), params.get('seller_sku_list')];
  const name = ids === undefined ? 'seller_sku_list' : 'sku_id_list';
  const list = readList(ids ?? params.must(name), name);
  if (list.length === 0 || list.length > 50) throw bad(name, 'must have 1 to 50 elements');
  const found = list.map((one) => {
    const [, itemId, skuId] = /^SkuId_(\d+)_(\d+)$/.exec(one) ?? [];
    const item = skus !== undefined && ids === undefined ? world.itemOf(shop.id, one) : world.items(shop.id).get(itemId ?? '');
    const sku = item?.skus.find((own) => (skuId === undefined ? own.sellerSku === one : own.id === skuId));
    if (!item || !sku) throw refuse('207', `E207: There is no SKU ${one}`);
    return { item, sku };
  });
  for (const { item, sku } of found) {
    if (item.skus.length === 1) Object.assign(item, { status: 'Deleted' });
    else item.skus = item.skus.filter((one) => one.id !== sku.id);
    world.putItem(item);
    if (item.status === 'Deleted') announceItem(world, item, 5);
    else world.forgetSku(shop.id, sku.sellerSku);
  }
  return ok({}, { effect: 'deleted', subject: `listing ${[...new Set(found.map(({ item }) => item.id))].join(',')}` });
}

export function removeSku(world: World, { params, shop }: Asked): Answer {
  const product = readPayload(params.must('payload')).node('Product');
  const item = theItem(world, shop.id, product?.text('ItemId') ?? '');
  const ids = (product?.node('Skus')?.nodes('Sku') ?? []).map((row) => row.text('SkuId') ?? '');
  if (ids.length === 0) throw refuse('30', 'E030: No Sku');
  for (const id of ids) if (!item.skus.some((sku) => sku.id === id)) throw refuse('207', `E207: There is no SKU ${id}`);
  const rest = item.skus.filter((sku) => !ids.includes(sku.id));
  if (rest.length === 0) throw refuse('207', 'The last SKU cannot be removed: remove the product');
  for (const sku of item.skus) if (ids.includes(sku.id)) world.forgetSku(shop.id, sku.sellerSku);
  Object.assign(item, { skus: rest, variations: item.variations.map((one) => ({ ...one, options: one.options.filter((option) => rest.some((sku) => sku.saleProp[one.name] === option)) })) });
  if (item.status === 'Active') item.status = shownStatus(item);
  world.putItem(item);
  announceItem(world, item, 4);
  return ok({}, { effect: 'updated', subject: `listing ${item.id}` });
}

export function setImages(world: World, { params, shop }: Asked): Answer {
  const rows = readPayload(params.must('payload')).node('Product')?.node('Skus')?.nodes('Sku') ?? [];
  if (rows.length === 0) throw refuse('30', 'E030: No Sku');
  const touched = new Map<string, Item>();
  for (const row of rows) {
    const id = row.text('SkuId') ?? '';
    const found = [...world.items(shop.id).all()].find((item) => item.status !== 'Deleted' && item.skus.some((sku) => sku.id === id));
    if (!found) throw refuse('207', `E207: There is no SKU ${id}`);
    const item = touched.get(found.id) ?? structuredClone(found);
    for (const sku of item.skus) if (sku.id === id) sku.images = readImages(world, row) ?? [];
    touched.set(item.id, item);
  }
  for (const item of touched.values()) judgeWhole(item);
  for (const item of touched.values()) world.putItem(item);
  return ok({}, { effect: 'updated', subject: `listing ${[...touched.keys()].join(',')}` });
}

export function readList(text: string, name: string): string[] {
  try {
    const list: unknown = JSON.parse(text.replace(/(?<=[[,\s])(\d+)(?=\s*[,\]])/g, '"$1"'));
    if (Array.isArray(list) && list.every((one) => typeof one === 'string')) return list as string[];
  } catch {
    // Told below.
  }
  throw bad(name, 'must be a JSON list');
}
