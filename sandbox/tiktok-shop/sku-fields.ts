/** Reads the SKUs of a product: at most 100 with at most 3 sales attributes, each combination once; price in whole rupiah, stock by warehouse. */
import type { Choice, Offer, Product, Shop, Sku } from './documents.js';
import { refuse, wrong } from './envelope.js';
import type { Fields } from './fields.js';
import { salesPropertyId } from './knowledge.js';
import { salesWarehouses } from './open-shop.js';
import type { World } from './world.js';

/** `offers`: what a SKU names of price and stock; a SKU that is there already may leave them out. */
export interface ReadSkus { readonly skus: Sku[]; readonly offers: Readonly<Record<string, Partial<Pick<Offer, 'price' | 'stock'>>>>; readonly warnings: string[] }

const known = ['id', 'seller_sku', 'external_sku_id', 'price', 'list_price', 'inventory', 'sales_attributes', 'identifier_code', 'sku_unit_count', 'pre_sale', 'external_urls'];

export function readSkus(world: World, shop: Shop, body: Fields, before: Product | null): ReadSkus {
  if (body.list('skus', 0, 1_000).length > 100) throw refuse(12052050);
  const rows = body.rows('skus', 1, 100);
  const earlier = [...(before?.live.skus ?? []), ...(before?.waiting?.skus ?? [])];
  const offers: Record<string, Partial<Pick<Offer, 'price' | 'stock'>>> = {};
  const warnings: string[] = [];
  const ids = new Map<string, string>();
  const skus = rows.map((row): Sku => {
    row.only(known);
    const given = row.has('id') ? row.id('id') : undefined;
    if (given !== undefined && (!before?.offers[given] || offers[given])) throw refuse(12052260, `There is no SKU ${given} in this product.`);
    const id = given ?? world.kit.nextId();
    offers[id] = {
      ...(row.has('price') || given === undefined ? { price: readPrice(row.part('price')) } : {}),
      ...(row.has('inventory') || given === undefined ? { stock: readStock(world, shop, row, []) } : {}),
    };
    if (row.has('identifier_code')) clearGtin(row.part('identifier_code'), warnings);
    return { id, sellerSku: readSellerSku(row), externalId: row.maybeText('external_sku_id') ?? '', choices: readChoices(world, row, ids, earlier) };
  });
  judge(world, shop, skus, before);
  return { skus, offers, warnings };
}

export function readPrice(price: Fields): number {
  price.only(['amount', 'currency', 'sale_price']);
  price.word('currency', ['IDR']);
  const amount = price.decimal('amount');
  if (!Number.isInteger(amount) || amount < 100 || amount > 100_000_000) throw wrong('price.amount must be from 100 to 100000000 whole rupiah.');
  return amount;
}

/** `needed`: the warehouses that must be named, as an update of stock wants all that the SKU stands in. */
export function readStock(world: World, shop: Shop, row: Fields, needed: readonly string[]): Record<string, number> {
  const stock: Record<string, number> = {}, places = salesWarehouses(world, shop);
  for (const place of row.rows('inventory', 1, 100)) {
    place.only(['warehouse_id', 'quantity']);
    const warehouse = place.has('warehouse_id') || places.length > 1 ? place.id('warehouse_id') : shop.warehouse;
    if (!places.includes(warehouse)) throw refuse(12052097);
    if (stock[warehouse] !== undefined) throw wrong('A warehouse is named twice.');
    const least = world.kit.unconfirmed('zeroStock') === true ? 0 : 1;
    const quantity = place.whole('quantity');
    if (quantity < least || quantity > 99_999) throw refuse(12052055, `The quantity must be from ${least} to 99999.`);
    stock[warehouse] = quantity;
  }
  if (needed.some((place) => stock[place] === undefined)) throw refuse(12019028);
  return stock;
}

function readSellerSku(row: Fields): string {
  const sku = row.maybeText('seller_sku') ?? '';
  if ([...sku].length > 50) throw refuse(12052054);
  if (/\s/.test(sku) || (row.has('seller_sku') && sku === '')) throw refuse(12019059);
  return sku;
}

function clearGtin(code: Fields, warnings: string[]): void {
  const digits = code.maybeText('code') ?? '';
  const sum = [...digits].reverse().slice(1).reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1), 0);
  if (/^(\d{8}|\d{12,14})$/.test(digits) && (10 - (sum % 10)) % 10 === Number(digits.at(-1))) return;
  warnings.push(`The [identifier_code]:${digits} field is incorrect and has been automatically cleared by the system.`);
}

/** The same name or value has the same id within a product, and keeps it over edits. */
function readChoices(world: World, row: Fields, ids: Map<string, string>, earlier: readonly Sku[]): Choice[] {
  if (row.list('sales_attributes', 0, 100).length > 3) throw refuse(12052560, 'At most 3 sales attributes.');
  return row.rows('sales_attributes', 0, 3).map((one): Choice => {
    one.only(['id', 'name', 'value_id', 'value_name', 'sku_img', 'supplementary_sku_images']);
    const old = earlier.flatMap(({ choices }) => choices);
    const name = one.maybeText('name') ?? old.find(({ id }) => id === one.maybeText('id'))?.name ?? '';
    const value = one.maybeText('value_name') ?? old.find(({ valueId }) => valueId === one.maybeText('value_id'))?.value ?? '';
    if (name === '' || value === '' || [...name].length > 20 || [...value].length > 50) throw refuse(12052560, 'A sales attribute has a name of 1 to 20 and a value of 1 to 50 characters.');
    const image = one.has('sku_img') ? one.part('sku_img').text('uri') : '';
    if (image !== '' && !world.images.get(image)) throw refuse(12052722);
    const idOf = (key: string, otherwise: string | undefined) => { const id = ids.get(key) ?? otherwise ?? world.kit.nextId(); ids.set(key, id); return id; };
    return {
      id: idOf(name, salesPropertyId(name) ?? old.find((choice) => choice.name === name)?.id), name, value, image,
      valueId: idOf(`${name}\n${value}`, old.find((choice) => choice.name === name && choice.value === value)?.valueId),
    };
  });
}

function judge(world: World, shop: Shop, skus: readonly Sku[], before: Product | null): void {
  const names = (sku: Sku) => sku.choices.map(({ name }) => name).sort().join('\n');
  if (skus.some((sku) => new Set(sku.choices.map(({ name }) => name)).size < sku.choices.length || names(sku) !== names(skus[0] ?? sku))) throw refuse(12052560);
  if (new Set(skus.map((sku) => sku.choices.map(({ name, value }) => `${name}\n${value}`).sort().join('\n\n'))).size < skus.length) throw refuse(12052525);
  const external = skus.flatMap(({ externalId }) => (externalId === '' ? [] : [externalId]));
  if (new Set(external).size < external.length) throw refuse(12052996);
  if (world.kit.unconfirmed('refuseDuplicateSellerSku') !== true) return;
  const own = skus.flatMap(({ sellerSku }) => (sellerSku === '' ? [] : [sellerSku]));
  const others = [...world.products(shop.id).all()].filter(({ id, status }) => id !== before?.id && status !== 'DELETED').flatMap(({ live }) => live.skus.map(({ sellerSku }) => sellerSku));
  if (new Set(own).size < own.length || own.some((sku) => others.includes(sku))) throw refuse(12019059, 'The seller SKU is already used.');
}
