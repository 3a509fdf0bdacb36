/** Variants: made only by init_tier_variation (a second one voids the old model ids), edited by their own calls. */
import type { Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Item, Model, Tier } from './documents.js';
import { ok, refuse } from './envelope.js';
import { codePoints, readPrice, readSku, readStock, theImage } from './item-fields.js';
import { priceInfo, showModels } from './item-lists.js';
import { isLocked, theItem, theShop, touch } from './items.js';
import type { Params } from './params.js';
import { limits } from './rules.js';
import type { World } from './world.js';

export function initTiers(world: World, asked: Asked): Answer {
  const item = editable(world, asked);
  const wait = Number(world.kit.unconfirmed('initWaitSeconds'));
  if (world.now() < item.created + wait) throw refuse('error_system_busy', 'The item is not ready yet.');
  const tiers = readTiers(world, asked.params);
  const models = readModels(world, asked.params.rows('model', 1, 1000), tiers);
  judge(tiers, models);
  judgeUse(tiers, models);
  const again = item.tiers.length > 0;
  touch(world, Object.assign(item, { tiers, models }));
  return ok({ item_id: BigInt(item.id), ...showTiers(world, item), model: models.map(showMade) }, { effect: again ? 'updated' : 'created', subject: `variants of listing ${item.id}` });
}

/** Options may be added, renamed, dropped and moved; the models that stay are named with their new places. */
export function updateTiers(world: World, asked: Asked): Answer {
  const item = editable(world, asked);
  if (item.tiers.length === 0) throw refuse('error_param', 'The item has no variations: use init_tier_variation.');
  const tiers = readTiers(world, asked.params);
  let models = item.models;
  if (asked.params.has('model_list')) {
    const places = asked.params.rows('model_list', 1, limits.models).map((row) => ({ id: row.id('model_id'), tierIndex: readIndex(row) }));
    models = places.map(({ id, tierIndex }) => ({ ...theModel(item, id), tierIndex }));
  } else if (tiers.length !== item.tiers.length) throw refuse('error_param', 'The number of tiers changes only by init_tier_variation.');
  judge(tiers, models);
  touch(world, Object.assign(item, { tiers, models }));
  return ok({}, { effect: 'updated', subject: `variants of listing ${item.id}` });
}

export function addModels(world: World, asked: Asked): Answer {
  const item = editable(world, asked);
  if (item.tiers.length === 0) throw refuse('error_param', 'The item has no variations: use init_tier_variation.');
  const made = readModels(world, asked.params.rows('model_list', 1, limits.models), item.tiers);
  judge(item.tiers, [...item.models, ...made]);
  touch(world, Object.assign(item, { models: [...item.models, ...made] }));
  return ok({ model: made.map(showMade) }, { effect: 'created', subject: `variants of listing ${item.id}` });
}

export function updateModels(world: World, asked: Asked): Answer {
  const item = editable(world, asked);
  const rows = asked.params.rows('model', 1, 50).map((row) => ({ model: theModel(item, row.id('model_id')), sku: readSku(row, 'model_sku', '') }));
  for (const { model, sku } of rows) model.sku = sku;
  touch(world, item);
  return ok({}, { effect: 'updated', subject: `variants of listing ${item.id}` });
}

export function deleteModel(world: World, asked: Asked): Answer {
  const item = editable(world, asked);
  const model = theModel(item, asked.params.id('model_id'));
  if (model.lockedUntil > 0) throw refuse('error_cannt_delete_in_promotion');
  if (item.models.length === 1) throw refuse('error_param', 'The last model cannot be deleted.');
  touch(world, Object.assign(item, { models: item.models.filter((one) => one.id !== model.id) }));
  return ok({}, { effect: 'deleted', subject: `variant ${model.id} of listing ${item.id}` });
}

export function theModel(item: Item, id: string): Model {
  const model = item.models.find((one) => one.id === id);
  if (!model || (item.tiers.length > 0) === (id === '0')) throw refuse('error_param', `The model ${id} is not of item ${item.id}.`);
  return model;
}

function editable(world: World, asked: Asked): Item {
  const item = theItem(world, theShop(asked), asked.params.id('item_id'));
  if (item.status === 'BANNED' && !item.rejected) throw refuse('error_item_uneditable');
  if (isLocked(item) && !/update_model$/.test(asked.call.path)) throw refuse('error_item_uneditable', 'The variations of an item in a promotion cannot be changed.');
  return item;
}

/** Both bodies: `standardise_tier_variation` and the older `tier_variation`. */
function readTiers(world: World, params: Params): Tier[] {
  const older = params.has('tier_variation');
  if (older && params.has('standardise_tier_variation')) throw refuse('error_param', 'Send tier_variation or standardise_tier_variation, not both.');
  const rows = params.rows(older ? 'tier_variation' : 'standardise_tier_variation', 1, 100);
  if (rows.length > 2) throw refuse('error_tier_var_too_many');
  const tiers = rows.map((row) => {
    const options = row.rows(older ? 'option_list' : 'variation_option_list', 1, 1000);
    if (options.length > limits.models) throw refuse('error_tier_opt_too_many');
    return {
      name: row.text(older ? 'name' : 'variation_name'),
      options: options.map((option) => ({ name: option.text(older ? 'option' : 'variation_option_name'), image: (older ? option.part('image')?.maybeText('image_id') : option.maybeText('image_id')) || null })),
    };
  });
  tiers.forEach((tier, index) => judgeTier(world, tier, index));
  if (new Set(tiers.map((tier) => tier.name.toLowerCase())).size < tiers.length) throw refuse('error_param', 'Two tiers have the same name.');
  return tiers;
}

function judgeTier(world: World, tier: Tier, index: number): void {
  if (codePoints(tier.name) < 1 || codePoints(tier.name) > limits.tierName) throw refuse('error_param', `A tier's name has 1 to ${limits.tierName} characters.`);
  for (const { name } of tier.options) if (codePoints(name) < 1 || codePoints(name) > limits.option) throw refuse('error_param', `An option has 1 to ${limits.option} characters.`);
  if (new Set(tier.options.map((option) => option.name.toLowerCase())).size < tier.options.length) throw refuse('error_model_duplicate_name');
  const withImage = tier.options.filter((option) => option.image !== null);
  if (withImage.length > 0 && index > 0) throw refuse('error_param', 'Only options of the first tier have images.');
  if (withImage.length > 0 && withImage.length < tier.options.length) throw refuse('error_param', 'Either all options have an image or none.');
  for (const option of withImage) theImage(world, option.image ?? '');
}

function readIndex(row: Params): number[] {
  return row.ids('tier_index', 1, 2).map(Number);
}

function readModels(world: World, rows: readonly Params[], tiers: readonly Tier[]): Model[] {
  if (rows.length > limits.models) throw refuse('error_model_count_over_limit');
  const read = rows.map((row) => ({ tierIndex: readIndex(row), sku: readSku(row, 'model_sku', ''), price: readPrice(row.raw.original_price), stock: readStock(row), reserved: 0, lockedUntil: 0 }));
  judgePlaces(tiers, read);
  return read.map((model) => ({ ...model, id: world.kit.nextId() }));
}

function judgePlaces(tiers: readonly Tier[], models: readonly Pick<Model, 'tierIndex'>[]): void {
  for (const { tierIndex } of models) {
    if (tierIndex.length !== tiers.length || tierIndex.some((place, tier) => place >= (tiers[tier]?.options.length ?? 0))) throw refuse('error_param', `tier_index ${JSON.stringify(tierIndex)} points to no option.`);
  }
  if (new Set(models.map((model) => model.tierIndex.join())).size < models.length) throw refuse('error_model_duplicate_tier_variation_index');
}

/** Places are there and unique, the count and the spread of prices (7 in Indonesia) within bounds. */
function judge(tiers: readonly Tier[], models: readonly Model[]): void {
  if (models.length > limits.models) throw refuse('error_model_count_over_limit');
  judgePlaces(tiers, models);
  judgeSpread(models.map((model) => model.price));
}

/** What is made at once leaves no option without a model; later, options may come first and their models after. */
function judgeUse(tiers: readonly Tier[], models: readonly Model[]): void {
  tiers.forEach((tier, index) => tier.options.forEach((option, place) => {
    if (!models.some((model) => model.tierIndex[index] === place)) throw refuse('error_param', `tier_index must be contiguous: no model has the option ${option.name}.`);
  }));
}

export function judgeSpread(prices: readonly number[]): void {
  if (Math.max(...prices) > Math.min(...prices) * limits.spread) throw refuse('error_invalid_price', `The dearest model may cost at most ${limits.spread} times the cheapest.`);
}

function showTiers(world: World, item: Item): object {
  const { tier_variation, standardise_tier_variation } = showModels(world, item) as { tier_variation: unknown; standardise_tier_variation: unknown };
  return { tier_variation, standardise_tier_variation };
}

function showMade(model: Model): object {
  return { tier_index: model.tierIndex, model_id: BigInt(model.id), model_sku: model.sku, price_info: [priceInfo(model)], seller_stock: [{ location_id: 'IDZ', stock: model.stock }] };
}
