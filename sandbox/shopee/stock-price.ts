/** update_stock and update_price: one item a call, one to fifty models, each with an end of its own. When every row is refused, so is the call. */
import type { Answer } from '../kit/index.js';
import { mustFail } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Item, Model, Shop } from './documents.js';
import { ok, Refused, refuse } from './envelope.js';
import { readPrice, readStock } from './item-fields.js';
import { theItem, theShop, touch } from './items.js';
import { judgeSpread, theModel } from './models.js';
import type { Params } from './params.js';
import type { World } from './world.js';

export function updateStock(world: World, asked: Asked): Answer {
  const shop = theShop(asked);
  const item = open(world, shop, asked);
  if (shop.holiday) throw refuse('error_holiday_mode_change_stock');
  return rowByRow(world, asked, item, 'stock_list', (model, row) => {
    const stock = readStock(row);
    if (model.lockedUntil > 0 && world.kit.unconfirmed('promotionStock') === 'block') throw refuse('error_cannt_edit_stock_in_promotion');
    if (stock < model.reserved) throw refuse('error_param', `The stock is less than reserved stock (${model.reserved}).`);
    model.stock = stock;
    return { model_id: BigInt(model.id), location_id: 'IDZ', stock };
  });
}

export function updatePrice(world: World, asked: Asked): Answer {
  const item = open(world, theShop(asked), asked);
  const answer = rowByRow(world, asked, item, 'price_list', (model, row) => {
    const price = readPrice(row.raw.original_price);
    if (model.lockedUntil > 0) throw refuse('error_cannt_edit_price_in_promotion');
    model.price = price;
    return { model_id: BigInt(model.id), original_price: price };
  }, (models) => judgeSpread(models.map((model) => model.price)));
  return answer;
}

function open(world: World, shop: Shop, asked: Asked): Item {
  const item = theItem(world, shop, asked.params.id('item_id'));
  if (item.status === 'BANNED' && !item.rejected) throw refuse('error_item_uneditable', 'A banned item cannot be edited.');
  return item;
}

/** Works on copies of the models; only when the rows' sum is right do they take the place of the old. */
function rowByRow(world: World, asked: Asked, item: Item, name: string, change: (model: Model, row: Params) => object, judge?: (models: readonly Model[]) => void): Answer {
  const rows = asked.params.rows(name, 1, 50);
  const models = item.models.map((model) => ({ ...model }));
  const [done, failed]: [object[], object[]] = [[], []];
  let first: Refused | undefined;
  rows.forEach((row, index) => {
    const id = row.maybeId('model_id') ?? '0';
    try {
      if (item.tiers.length > 0 && id === '0') throw refuse('error_edit_item_stock_for_item_has_model', 'The item has models: name the model_id.');
      const model = theModel({ ...item, models }, id);
      if (mustFail(asked.call.partial, index, model.sku || item.sku)) throw refuse('error_inner');
      done.push(change(model, row));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      first ??= error;
      failed.push({ model_id: BigInt(id), failed_reason: `${error.code}: ${error.message}` });
    }
  });
  if (done.length > 0) judge?.(models);
  const lists = { success_list: done, failure_list: failed };
  if (done.length === 0 && first && !asked.call.partial) throw refuse(first.code, first.message, lists);
  if (done.length > 0) touch(world, Object.assign(item, { models }));
  return ok(lists, { effect: done.length > 0 ? 'updated' : 'none', subject: `${name === 'stock_list' ? 'stock' : 'price'} of listing ${item.id}` });
}
