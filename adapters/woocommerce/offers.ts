import { batchesOf, isAdapterError, Retry, type Answer, type OfferRef, type Offers, type Side } from '../contract/index.js';
import { listed, type Client } from './client.js';
import { elementFault } from './errors.js';
import { minor, numeric, stockFields } from './mapping.js';
import { batchOf, item, readable, stockOf, type Item } from './wire.js';

type Seen = Awaited<ReturnType<Offers['read']>>[number];
const pathOf = (batch: readonly OfferRef[]): string => (batch[0]?.variantId ? `/products/${batch[0].itemId}/variations` : '/products');
const idOf = (ref: OfferRef): string => ref.variantId || ref.itemId;

/**
 * Stock and prices. Variations of one parent travel together, products without variations with each other, a hundred a call.
 * The price is the regular one: a sale that the shop's owner runs is theirs and stays.
 */
export class ShopOffers implements Offers {
  constructor(private readonly client: Client, private readonly currency: string) {}

  batches(offers: readonly OfferRef[]): readonly (readonly OfferRef[])[] {
    return batchesOf(offers, listed, (ref) => pathOf([ref]));
  }
  async set(side: Side, batch: readonly (OfferRef & { readonly value: bigint })[]): Promise<readonly Answer[]> {
    const update = batch.map((offer) => ({ id: numeric(idOf(offer)), ...(side === 'stock' ? stockFields(offer.value) : { regular_price: String(offer.value) }) }));
    try {
      const answers = batchOf(await this.client.send({ op: 'set-offers', effect: 'set', method: 'POST', path: `${pathOf(batch)}/batch`, body: { update } }), 'update');
      return batch.map((offer, index): Answer => {
        const answer = answers.length === batch.length ? answers[index] : answers.find((entry) => entry.id === idOf(offer));
        if (!answer) return { is: 'failed', error: new Retry('The batch left an element without an answer.', { rawCode: 'unclear' }) };
        return answer.error ? { is: 'failed', error: elementFault(answer.error, 'set', offer.sku) } : { is: 'set' };
      });
    } catch (error) {
      if (isAdapterError(error) && error.rawCode === 'woocommerce_rest_request_entity_too_large' && batch.length > 1) return batch.map((): Answer => ({ is: 'mixed' }));
      // The parent is gone: so are its variations.
      if (isAdapterError(error) && error.verdict === 'gone') return batch.map((): Answer => ({ is: 'failed', error }));
      throw error;
    }
  }
  async read(batch: readonly OfferRef[]): Promise<readonly Seen[]> {
    if (batch.length === 0) return [];
    const found = new Map<string, Item>();
    try {
      const rows = await this.client.send({ op: 'read-offers', effect: 'read', path: pathOf(batch), query: { include: [...new Set(batch.map(idOf))].join(','), per_page: listed } });
      for (const row of readable(rows, item)) found.set(row.id, row);
    } catch (error) {
      if (!isAdapterError(error) || error.verdict !== 'gone') throw error;
    }
    return batch.map((ref) => seen(found.get(idOf(ref)), this.currency));
  }
}

function seen(there: Item | undefined, currency: string): Seen {
  if (!there) return { sellable: null, locked: 0, price: null };
  return { sellable: stockOf(there), locked: 0, price: minor(there.regularPrice, currency) };
}
