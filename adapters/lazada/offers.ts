import { Gone, isAdapterError, type AdapterError, type Answer, type OfferRef, type Offers, type Side } from '../contract/index.js';
import type { Client } from './client.js';
import { marketOf, money } from './mapping.js';
import { part, productOf, record, xml, type Product } from './wire.js';

type Wish = OfferRef & { readonly value: bigint };
const perCall = 20;

/** Stock as what buyers may still buy (never the total, which withheld units would spoil), and price; any twenty SKUs a call. */
export class LazadaOffers implements Offers {
  constructor(private readonly client: Client) {}

  batches(offers: readonly OfferRef[]): readonly (readonly OfferRef[])[] {
    return Array.from({ length: Math.ceil(offers.length / perCall) }, (_, page) => offers.slice(page * perCall, (page + 1) * perCall));
  }

  async set(side: Side, batch: readonly Wish[]): Promise<readonly Answer[]> {
    if (batch.length === 0) return [];
    try {
      await this.#send(side, batch);
      return batch.map(() => ({ is: 'set' }));
    } catch (error) {
      if (!isAdapterError(error)) throw error;
      // Trouble of call or shop is everybody's; else whom the detail names has failed, and the others are halved until it is clear.
      if (['retry', 'wait', 'reauthorise', 'look-first', 'alarm'].includes(error.verdict)) throw error;
      return answers(error, batch);
    }
  }

  async read(batch: readonly OfferRef[]): Promise<readonly { sellable: number | null; locked: number; price: bigint | null }[]> {
    const decode = productOf(marketOf(this.client.country).decimals), found = new Map<string, Product['skus'][number]>();
    for (const itemId of new Set(batch.map((offer) => offer.itemId))) {
      try {
        for (const sku of decode(record((await this.client.get('/product/item/get', { item_id: itemId }))['data'], 'product')).skus) found.set(sku.id, sku);
      } catch (error) {
        if (!(error instanceof Gone) && !(isAdapterError(error) && error.verdict === 'gone')) throw error;
      }
    }
    return batch.map((offer) => {
      const sku = found.get(offer.variantId);
      return { sellable: sku?.sellable ?? null, locked: sku?.locked ?? 0, price: sku?.price ?? null };
    });
  }

  async #send(side: Side, batch: readonly Wish[]): Promise<void> {
    const { decimals } = marketOf(this.client.country), place = this.client.settings.warehouse_code;
    const Sku = batch.map((offer) => {
      const warehouse = offer.locationId ?? place, names = { ItemId: offer.itemId, SkuId: offer.variantId, SellerSku: offer.sku };
      if (side === 'price') return { ...names, Price: money(offer.value, decimals) };
      return warehouse === undefined ? { ...names, SellableQuantity: offer.value.toString() } : { ...names, MultiWarehouseInventories: { MultiWarehouseInventory: [{ WarehouseCode: warehouse, SellableQuantity: offer.value.toString() }] } };
    });
    const payload = xml({ Request: { Product: { Skus: { Sku } } } });
    const answer = await this.client.post(side === 'stock' ? '/product/stock/sellable/update' : '/product/price_quantity/update', 'set', { payload });
    part(answer['data']);
  }
}

function answers(error: AdapterError, batch: readonly Wish[]): readonly Answer[] {
  if (batch.length === 1) return [{ is: 'failed', error }];
  const named = new Set(error.issues.flatMap((issue) => batch.filter((offer) => issue.sku === offer.sku || issue.sku === offer.variantId || issue.rawMessage.split(/[\s,;:"'[\]()]+/).includes(offer.sku)).map((offer) => offer.sku)));
  return batch.map((offer) => (named.size > 0 && named.has(offer.sku) ? { is: 'failed', error } : { is: 'mixed' }));
}
