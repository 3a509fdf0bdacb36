import { batchesOf, Gone, isAdapterError, Reject, type AdapterError, type Answer, type OfferRef, type Offers, type Side } from '../contract/index.js';
import type { Client } from './client.js';
import { errorOf } from './errors.js';
import { marketOf, money } from './mapping.js';
import { innerErrors, list, number, part, productOf, text, warehouseOf, type Body, type Inner, type Raw, type Warehouse } from './wire.js';

const perCall = 100;
const perRead = 600;
/** Where stock stands: one home, chosen or the shop's default; every other sales warehouse is named as empty. */
export class Places {
  constructor(private readonly client: Client) {}
  async home(): Promise<string | null> {
    const places = await this.sales(), chosen = this.client.settings.warehouse_id;
    return chosen ?? (places.find((place) => place.isDefault) ?? places[0])?.id ?? null;
  }

  /** All of it at home (or where told), every other place that holds the SKU named as empty. */
  async inventory(quantity: number, held: readonly string[], told?: string): Promise<readonly Body[]> {
    const main = told ?? (await this.home());
    return [{ ...(main === null ? {} : { warehouse_id: main }), quantity }, ...held.filter((place) => place !== '' && place !== main).map((place): Body => ({ warehouse_id: place, quantity: 0 }))];
  }
  async all(): Promise<readonly Warehouse[]> { return (await this.client.warehouses()).map(warehouseOf).filter((place) => place.forSales); }
  async sales(): Promise<readonly Warehouse[]> {
    const all = await this.all(), open = all.filter((place) => place.open);
    return open.length > 0 ? open : all;
  }
}
/** Stock and price: one product a call, absolute. Stock is taken only while the product is on sale, and only with all warehouses of a SKU named. */
export class TikTokOffers implements Offers {
  constructor(private readonly client: Client, private readonly places: Places) {}
  batches(offers: readonly OfferRef[]): readonly (readonly OfferRef[])[] {
    return batchesOf(offers, perCall, (offer) => offer.itemId);
  }

  async set(side: Side, batch: readonly (OfferRef & { readonly value: bigint })[]): Promise<readonly Answer[]> {
    const itemId = batch[0]?.itemId;
    if (itemId === undefined) return [];
    try {
      const data = side === 'stock' ? await this.#stock(itemId, batch) : await this.#price(itemId, batch);
      return await this.#soldOut(itemId, batch, answers(innerErrors(data), batch));
    } catch (error) {
      if (!isAdapterError(error)) throw error;
      if (error.rawCode === '12052901' && side === 'stock') return whole(await this.#whyClosed(itemId, error), batch.length);
      return this.#soldOut(itemId, batch, whole(error, batch.length));
    }
  }
  /** Whether a quantity may be 0 is not documented. Where it may not, what is sold out goes off sale with all its SKUs: nobody may buy what is not there. */
  async #soldOut(itemId: string, batch: readonly (OfferRef & { readonly value: bigint })[], told: readonly Answer[]): Promise<readonly Answer[]> {
    const refused = (answer: Answer, index: number): boolean => answer.is === 'failed' && answer.error.rawCode === '12052055' && batch[index]?.value === 0n;
    if (!told.some(refused)) return told;
    const [failed] = innerErrors(await this.client.turn('deactivate', itemId));
    if (failed && failed.code !== '12052901') return told;
    return told.map((answer, index) => (refused(answer, index) ? { is: 'set' } : answer));
  }
  /** Stock is taken only on sale: an audit ends by itself; what was hidden there, for a person has to show it again. */
  async #whyClosed(itemId: string, error: AdapterError): Promise<AdapterError> {
    const { status } = await this.client.get('product/product', `/product/202309/products/${itemId}`);
    return text(status) === 'SELLER_DEACTIVATED' ? new Reject(error.message, { rawCode: error.rawCode, issues: [{ cause: 'hidden-there', field: 'listing', params: {}, rawCode: error.rawCode, rawMessage: text(status) }] }) : error;
  }

  async read(batch: readonly OfferRef[]): Promise<readonly { sellable: number | null; locked: number; price: bigint | null }[]> {
    const stock = await this.#inventory(batch.map((offer) => offer.variantId)), prices = new Map<string, bigint | null>(), hidden = new Set<string>();
    const decode = productOf(marketOf(this.client.country).decimals);
    for (const itemId of new Set(batch.map((offer) => offer.itemId))) {
      const product = await this.client.get('product/product', `/product/202309/products/${itemId}`).then(decode).catch((error: unknown) => { if (isAdapterError(error) && error.verdict === 'gone') return null; throw error; });
      for (const sku of product?.skus ?? []) {
        prices.set(sku.id, sku.price);
        if (product?.status === 'SELLER_DEACTIVATED') hidden.add(sku.id);
        if (!stock.has(sku.id)) stock.set(sku.id, { sellable: sku.stock.reduce((sum, place) => sum + place.quantity, 0), places: [] });
      }
    }
    return batch.map((offer) => ({ sellable: hidden.has(offer.variantId) ? 0 : prices.has(offer.variantId) ? (stock.get(offer.variantId)?.sellable ?? null) : null, locked: 0, price: prices.get(offer.variantId) ?? null }));
  }

  async #stock(itemId: string, batch: readonly (OfferRef & { readonly value: bigint })[]): Promise<Raw> {
    // One warehouse needs no look; of several, closed ones too, the SKU's own must all be named.
    const held = (await this.places.all()).length > 1 ? await this.#inventory(batch.map((offer) => offer.variantId)) : new Map<string, Stock>();
    const skus = await Promise.all(batch.map(async (offer): Promise<Body> => ({ id: offer.variantId, inventory: await this.places.inventory(Number(offer.value), held.get(offer.variantId)?.places ?? [], offer.locationId) })));
    return this.client.post('product/inventory/update', `/product/202309/products/${itemId}/inventory/update`, 'set', { skus });
  }

  #price(itemId: string, batch: readonly (OfferRef & { readonly value: bigint })[]): Promise<Raw> {
    const { currency, decimals } = marketOf(this.client.country);
    return this.client.post('product/prices/update', `/product/202309/products/${itemId}/prices/update`, 'set', { skus: batch.map((offer): Body => ({ id: offer.variantId, price: { amount: money(offer.value, decimals), currency } })) });
  }
  /** What buyers may still buy of each SKU, and where it stands. The SKUs stand in a flat list or below their products. */
  async #inventory(skuIds: readonly string[]): Promise<Map<string, Stock>> {
    const found = new Map<string, Stock>();
    for (let at = 0; at < skuIds.length; at += perRead) {
      const data = await this.client.post('product/inventory/search', '/product/202309/inventory/search', 'read', { sku_ids: skuIds.slice(at, at + perRead) });
      const rows = list(data['inventory'] ?? data['skus'] ?? data['products']).map(part).flatMap((row) => (Array.isArray(row['skus']) ? list(row['skus']).map(part) : [row]));
      for (const row of rows) {
        const places = list(row['warehouse_inventory']).map(part);
        const each = places.map((place) => number(place['available_quantity'] ?? place['quantity']));
        const summed = places.length === 0 || each.includes(null) ? null : each.reduce<number>((sum, entry) => sum + (entry ?? 0), 0);
        found.set(text(row['id'] ?? row['sku_id']), { sellable: number(row['total_available_quantity']) ?? summed, places: places.map((place) => text(place['warehouse_id'])).filter((place) => place !== '') });
      }
    }
    return found;
  }
}
interface Stock { readonly sellable: number | null; readonly places: readonly string[] }
/** Code 0 with errors inside: whom an error names failed, the others are set. One that names nobody makes the batch unclear. */
function answers(inner: readonly Inner[], batch: readonly OfferRef[]): readonly Answer[] {
  const nameless = inner.find((entry) => entry.skuId === null || !batch.some((offer) => offer.variantId === entry.skuId));
  if (nameless && batch.length > 1) return whole(errorOf({ ...nameless, effect: 'set' }), batch.length);
  return batch.map((offer) => {
    const own = inner.find((entry) => entry.skuId === offer.variantId) ?? nameless;
    return own ? { is: 'failed', error: errorOf({ code: own.code, message: own.message, effect: 'set', sku: offer.sku }) } : { is: 'set' };
  });
}
/** The whole call was refused. Trouble of call or shop is thrown; of the product, it holds for all; else nobody knows whose fault it is. */
function whole(error: AdapterError, size: number): readonly Answer[] {
  if (['retry', 'wait', 'reauthorise', 'look-first', 'alarm'].includes(error.verdict)) throw error;
  const ofItem = size === 1 || error instanceof Gone || ['12052901', '12052332'].includes(error.rawCode);
  return Array.from({ length: size }, () => (ofItem ? { is: 'failed', error } : { is: 'mixed' }));
}
