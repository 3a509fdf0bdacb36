import { Alarm, batchesOf, Gone, isAdapterError, type AdapterError, type Answer, type OfferRef, type Offers, type Side } from '../contract/index.js';
import type { Client } from './client.js';
import { errorOf } from './errors.js';
import { priceBody, stockBody } from './mapping.js';
import { id, list, part, text, type Items, type Raw } from './wire.js';

const perCall = 50;
/** Stock and price: one item a call, at most fifty of its models; both are absolute. Zero ends sales. */
export class ShopeeOffers implements Offers {
  constructor(private readonly client: Client, private readonly items: Items, private readonly shop: { readonly decimals: number; readonly locationId?: string }) {}

  batches(offers: readonly OfferRef[]): readonly (readonly OfferRef[])[] {
    return batchesOf(offers, perCall, (offer) => offer.itemId);
  }
  async set(side: Side, batch: readonly (OfferRef & { readonly value: bigint })[]): Promise<readonly Answer[]> {
    const itemId = batch[0]?.itemId;
    if (itemId === undefined) return [];
    const model = (offer: OfferRef): bigint => BigInt(offer.variantId || '0');
    try {
      const payload = side === 'stock'
        ? await this.client.post('/api/v2/product/update_stock', 'set', { item_id: BigInt(itemId), stock_list: batch.map((offer) => ({ model_id: model(offer), seller_stock: stockBody(offer.value, offer.locationId ?? this.shop.locationId) })) })
        : await this.client.post('/api/v2/product/update_price', 'set', { item_id: BigInt(itemId), price_list: batch.map((offer) => ({ model_id: model(offer), original_price: priceBody(offer.value, this.shop.decimals) })) });
      return answers(payload, batch);
    } catch (error) {
      if (!isAdapterError(error)) throw error;
      return whole(error, batch.length);
    }
  }
  async read(batch: readonly OfferRef[]): Promise<readonly { sellable: number | null; locked: number; price: bigint | null }[]> {
    const itemsOf = (simple: boolean): readonly string[] => [...new Set(batch.filter((offer) => (offer.variantId === '') === simple).map((offer) => offer.itemId))];
    const seen = new Map<string, { sellable: number | null; locked: number; price: bigint | null }>();
    for (const item of await this.items.read(itemsOf(true))) seen.set(`${item.itemId} `, item);
    for (const itemId of itemsOf(false)) {
      for (const model of (await this.items.models(itemId).catch(unlessGone)).models) seen.set(`${itemId} ${model.modelId}`, model);
    }
    return batch.map((offer) => {
      const { sellable = null, locked = 0, price = null } = seen.get(`${offer.itemId} ${offer.variantId}`) ?? {};
      return { sellable, locked, price };
    });
  }
}

const unlessGone = (error: unknown): { readonly models: readonly [] } => { if (isAdapterError(error) && error.verdict === 'gone') return { models: [] }; throw error; };
/** What the call said of each: failures carry a sentence, not a code. Where successes are listed, one that is in neither list is not known to be set. */
function answers(payload: Raw, batch: readonly OfferRef[]): readonly Answer[] {
  const key = (entry: unknown): string => id(part(entry)['model_id'] ?? 0);
  const done = new Set(list(payload['success_list']).map(key));
  const failed = new Map(list(payload['failure_list']).map((entry) => [key(entry), text(part(entry)['failed_reason'])]));
  return batch.map((offer) => {
    const model = offer.variantId || '0';
    const reason = failed.get(model);
    if (reason !== undefined) return { is: 'failed', error: errorOf({ code: codeIn(reason), message: reason, effect: 'set', sku: offer.sku }) };
    if (done.has(model) || (failed.size === 0 && (payload['success_list'] === undefined || (batch.length === 1 && done.size <= 1)))) return { is: 'set' };
    return { is: 'failed', error: new Alarm(`the answer names no end of model ${model}`, { rawCode: 'undecodable' }) };
  });
}
/** A reason may hold a code ("error_…"); else it is only words. */
const codeIn = (reason: string): string => /error_[a-z_]+/.exec(reason)?.[0] ?? 'failed_reason';
/** The whole call was refused. Trouble of call or shop is thrown; of the item, it holds for all; else nobody knows whose fault it is. */
function whole(error: AdapterError, size: number): readonly Answer[] {
  if (['retry', 'wait', 'reauthorise', 'look-first'].includes(error.verdict)) throw error;
  const ofItem = size === 1 || error instanceof Gone || /item_not_found|uneditable|holiday|penalty/.test(error.rawCode);
  return Array.from({ length: size }, () => (ofItem ? { is: 'failed', error } : { is: 'mixed' }));
}
