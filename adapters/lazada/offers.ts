import { batchesOf, isAdapterError, type Answer, type Change, type Issue, type OfferRef, type Offers, type Side } from '../contract/index.js';
import type { Client } from './client.js';
import { marketOf, money } from './mapping.js';
import { each, isDecoded, list, part, productOf, record, xml, type Product } from './wire.js';

type Wish = OfferRef & { readonly value: bigint };
const perCall = 20;

/** Stock as what buyers may still buy (never the total, which withheld units would spoil), and price; any twenty SKUs a call. */
export class LazadaOffers implements Offers {
  constructor(private readonly client: Client) {}

  batches(offers: readonly OfferRef[]): readonly (readonly OfferRef[])[] {
    return batchesOf(offers, perCall);
  }

  /** A price that differs by four fifths or more from the one that stands goes before QC again. */
  warns(side: Side, batch: readonly Change[]): readonly Issue[] {
    const far = side === 'price' ? batch.filter(({ value, sent }) => sent !== null && 5n * (value > sent ? value - sent : sent - value) >= 4n * sent) : [];
    return far.map(({ sku, value }) => ({ cause: 'price-returns-to-review', field: 'price', value: value.toString(), rule: '< 80 %', sku, params: { sku }, rawCode: '', rawMessage: '' }));
  }

  async set(side: Side, batch: readonly Wish[]): Promise<readonly Answer[]> {
    if (batch.length === 0) return [];
    try {
      await this.#send(side, batch);
      return batch.map(() => ({ is: 'set' }));
    } catch (error) {
      if (!isAdapterError(error)) throw error;
      // An item that is being edited holds up nobody but itself.
      if (batch.length > 1 && ['4147', '700024', 'GET_LOCK_FAILED'].includes(error.rawCode)) return batch.map(() => ({ is: 'mixed' }));
      // Trouble of call or shop is everybody's; a refusal of a batch is halved until it is clear whose it is.
      if (['retry', 'wait', 'reauthorise', 'look-first', 'alarm'].includes(error.verdict)) throw error;
      return batch.map(() => (batch.length === 1 ? { is: 'failed', error } : { is: 'mixed' }));
    }
  }

  /** One look-up by SellerSku for a batch; an item it does not show is asked for by itself. */
  async read(batch: readonly OfferRef[]): Promise<readonly { sellable: number | null; locked: number; price: bigint | null }[]> {
    const decode = productOf(marketOf(this.client.country).decimals), found = new Map<string, Product['skus'][number]>();
    const learn = (product: Product): void => product.skus.forEach((sku) => found.set(sku.id, sku));
    for (const page of this.batches(batch)) {
      const data = part((await this.client.get('/products/get', { filter: 'all', limit: '50', offset: '0', options: '1', sku_seller_list: JSON.stringify(page.map((offer) => offer.sku)) }))['data']);
      each(list(data['products']), decode).filter(isDecoded).forEach(learn);
    }
    for (const itemId of new Set(batch.filter((offer) => !found.has(offer.variantId)).map((offer) => offer.itemId))) {
      await this.client.get('/product/item/get', { item_id: itemId }).then((answer) => learn(decode(record(answer['data'], 'product'))), (error: unknown) => { if (!(isAdapterError(error) && error.verdict === 'gone')) throw error; });
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
    await this.client.post(side === 'stock' ? '/product/stock/sellable/update' : '/product/price_quantity/update', 'set', { payload });
  }
}
