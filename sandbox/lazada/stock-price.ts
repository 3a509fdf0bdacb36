/** Price and stock: up to 50 SKUs of any items a call; nothing is changed when one row is wrong. */
import { mustFail, type Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Item, Sku } from './documents.js';
import { ok, refuse } from './envelope.js';
import { readPayload, type Node } from './payload.js';
import { readPrice, readSpecial, setSellable, setTotal, whole } from './product-fields.js';
import { leaps, review, theItem } from './products.js';
import { announce } from './push.js';
import { overQuota } from './quota.js';
import type { World } from './world.js';

type Change = (world: World, row: Node, sku: Sku) => void;
const fields = ['ItemId', 'SkuId', 'SellerSku'];

export const updatePriceQuantity = rowByRow([...fields, 'Price', 'SalePrice', 'SaleStartDate', 'SaleEndDate', 'Quantity', 'MultiWarehouseInventories'], (world, row, sku) => {
  const [price, quantity, many] = [row.text('Price'), row.text('Quantity'), row.node('MultiWarehouseInventories')?.nodes('MultiWarehouseInventory')];
  if (price === undefined && quantity === undefined && !many && !row.has('SalePrice')) throw refuse('30', 'E030: Nothing to change');
  if ((price !== undefined || row.has('SalePrice')) && sku.lockedUntil > 0) throw refuse('4162', 'The price is locked by a campaign', 'Price', sku.sellerSku);
  if (price !== undefined) sku.price = readPrice(world, price, 'Price', sku.sellerSku);
  sku.special = readSpecial(world, row, sku.price, 'SalePrice', ['SaleStartDate', 'SaleEndDate'], sku.special);
  if (many ?? quantity !== undefined) setTotal(sku, amountOf(world, row, sku, 'Quantity') ?? '', 'Quantity');
});
const sellable = [...fields, 'SellableQuantity', 'MultiWarehouseInventories'];
export const updateSellable = rowByRow(sellable, (world, row, sku) => setSellable(sku, whole(amountOf(world, row, sku, 'SellableQuantity'), 'SellableQuantity', sku.sellerSku), 'SellableQuantity'));
export const adjustSellable = rowByRow(sellable, (world, row, sku) => setSellable(sku, sku.sellable + whole(amountOf(world, row, sku, 'SellableQuantity'), 'SellableQuantity', sku.sellerSku), 'SellableQuantity'));

/** The number itself, or of the one warehouse there is; never both. */
function amountOf(world: World, row: Node, sku: Sku, name: 'Quantity' | 'SellableQuantity'): string | undefined {
  const own = row.text(name), many = row.node('MultiWarehouseInventories')?.nodes('MultiWarehouseInventory');
  if (!many) return own;
  if (own !== undefined || world.kit.unconfirmed('multiWarehouse') !== true) throw refuse('1', 'E001: A seller with one warehouse must not name warehouses', 'MultiWarehouseInventories', sku.sellerSku);
  if (many.length !== 1 || many[0]?.text('WarehouseCode') !== 'dropshipping') throw refuse('1', 'E001: WarehouseCode is unknown', 'WarehouseCode', sku.sellerSku);
  return many[0].text(name);
}

function rowByRow(known: readonly string[], change: Change): (world: World, asked: Asked) => Answer {
  return (world, asked) => {
    if (overQuota(world, `stock ${asked.shop.id}`, 50)) throw refuse('ApiCallLimit');
    const rows = readPayload(asked.params.must('payload')).node('Product')?.node('Skus')?.nodes('Sku') ?? [];
    if (rows.length === 0) throw refuse('30', 'E030: No Sku');
    if (rows.length > 50) throw refuse('204');
    const done: { item: Item; sku: Sku }[] = [];
    rows.forEach((row, index) => {
      for (const name of row.names()) if (!known.includes(name)) throw refuse('1', `E001: ${name} is unknown`, name);
      const { item, sku } = find(world, asked.shop.id, row);
      if (item.banned) throw refuse('4155', undefined, 'SkuId', sku.sellerSku);
      if (mustFail(asked.call.partial, index, sku.sellerSku)) throw refuse('4147', undefined, 'SkuId', sku.sellerSku);
      const earlier = done.find((one) => one.sku.id === sku.id)?.sku;
      const copy = earlier ?? structuredClone(sku);
      change(world, row, copy);
      if (!earlier) done.push({ item, sku: copy });
    });
    for (const { item, sku } of done) {
      const before = item.skus.find((one) => one.id === sku.id);
      Object.assign(item, { skus: item.skus.map((one) => (one.id === sku.id ? sku : one)) });
      if (before && item.status === 'Active' && leaps(world, before.price, sku.price)) review(world, item);
      world.putItem(item);
      if (before && before.sellable >= 5 && sku.sellable < 5) announceLow(world, item, sku);
    }
    return ok({}, { effect: 'updated', subject: `offers ${done.map(({ sku }) => sku.sellerSku).join(',')}` });
  };
}

export function announceLow(world: World, item: Item, sku: Sku): void {
  announce(world, item.shop, 6, { item_id: item.id, sku_id: sku.id, seller_sku: sku.sellerSku, quantity: sku.sellable }, true);
}

/** By ItemId and SkuId, or by SellerSku. */
function find(world: World, shop: string, row: Node): { item: Item; sku: Sku } {
  const [itemId, skuId, sellerSku] = fields.map((name) => row.text(name));
  const item = itemId === undefined ? world.itemOf(shop, sellerSku ?? '') : theItem(world, shop, itemId);
  const sku = item?.skus.find((one) => (skuId === undefined ? one.sellerSku === sellerSku : one.id === skuId));
  if (!item || !sku || (sellerSku !== undefined && sku.sellerSku !== sellerSku)) throw refuse('207', `E207: There is no SKU ${skuId ?? sellerSku ?? ''}`, 'SkuId', sellerSku);
  return { item, sku };
}
