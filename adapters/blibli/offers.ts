import { isAdapterError, Retry, type AdapterError, type Answer, type OfferRef, type Offers, type Side } from '../contract/index.js';
import { lookAfter, type Client } from './client.js';
import { errorOf } from './errors.js';
import { each, isDecoded, queueIdOf, rowsOf, variantOf, type Body, type Variant } from './wire.js';

const perCall = 100;
/** A ticket of offers: the queue id, and how often it was looked at. */
const looked = (queueId: string, looks: number): { readonly is: 'queued'; readonly ticket: string; readonly askAfterMs: number } => ({ is: 'queued', ticket: `${queueId} ${looks}`, askAfterMs: lookAfter(looks) });

/** The variants of a product, one row for each pickup point. */
export async function variantsOf(client: Client, productSku: string): Promise<readonly Variant[]> {
  const variants: Variant[] = [];
  for (let page = 0; page < 5; page += 1) {
    const { rows, more } = rowsOf(await client.filter('variants-read', `/seller/v1/products/${encodeURIComponent(productSku)}/variants/filter`, { filter: client.settings.pickupPointCode === undefined ? {} : { pickupPointCode: client.settings.pickupPointCode }, paging: { page, size: 100 } }, productSku), page, 100);
    variants.push(...each(rows, variantOf).filter(isDecoded));
    if (!more) break;
  }
  return variants;
}

/** Stock and price by bulk update only, a hundred SKUs a call whatever their product: the single call has five turns an hour. Accepted is queued: the queue tells of each SKU later. */
export class BlibliOffers implements Offers {
  constructor(private readonly client: Client) {}

  /** A SKU twice in one call is an error: its second wish travels in another. */
  batches(offers: readonly OfferRef[]): readonly (readonly OfferRef[])[] {
    const batches: OfferRef[][] = [];
    for (const offer of offers) {
      const open = batches.find((batch) => batch.length < perCall && !batch.some((other) => other.variantId === offer.variantId));
      if (open) open.push(offer); else batches.push([offer]);
    }
    return batches;
  }

  /** Stock goes as `exactStock`: `stock` would be added. Price and sale price travel together. */
  async set(side: Side, batch: readonly (OfferRef & { readonly value: bigint })[]): Promise<readonly Answer[]> {
    if (batch.length === 0) return [];
    const { pickupPointCode } = this.client.settings;
    try {
      const answer = await this.client.call({ op: 'bulk-update', method: 'POST', path: '/mta/api/businesspartner/v1/product/updateProduct', effect: 'set', body: {
        merchantCode: this.client.remoteId,
        productRequests: batch.map((offer): Body => {
          const value = Number(offer.value), place = offer.locationId ?? pickupPointCode;
          return { gdnSku: offer.variantId, ...(place === undefined ? {} : { pickupPointCode: place }), ...(side === 'stock' ? { exactStock: value } : { price: value, salePrice: value }) };
        }),
      } });
      const ticket = queueIdOf(answer);
      return batch.map(() => looked(ticket, 0));
    } catch (error) {
      if (!isAdapterError(error)) throw error;
      return whole(error, batch.length);
    }
  }

  async settle(ticket: string, batch: readonly OfferRef[]): Promise<readonly Answer[]> {
    const [queueId = '', looks = '0'] = ticket.split(' '), feed = await this.client.feed(queueId);
    if (!feed.done) return batch.map(() => looked(queueId, Number(looks) + 1));
    const named = feed.entries.some((entry) => entry.sku !== ''), bad = feed.entries.filter((entry) => !entry.ok);
    return batch.map((offer): Answer => {
      const own = feed.entries.find((entry) => entry.sku === offer.variantId) ?? (named ? undefined : bad[0]);
      if (own && !own.ok) return { is: 'failed', error: errorOf({ code: own.code || 'queue', message: own.message, effect: 'set', sku: offer.sku }) };
      if (own || bad.length === 0) return { is: 'set' };
      // Others failed and this one is not named: it is sent again, being absolute.
      return { is: 'failed', error: new Retry('the queue does not name this SKU', { rawCode: 'unnamed' }) };
    });
  }

  async read(batch: readonly OfferRef[]): Promise<readonly { sellable: number | null; locked: number; price: bigint | null }[]> {
    const found = new Map<string, { sellable: number | null; price: bigint | null }>();
    for (const productSku of new Set(batch.map((offer) => offer.itemId))) {
      const rows = await variantsOf(this.client, productSku).catch((error: unknown) => { if (isAdapterError(error) && error.verdict === 'gone') return []; throw error; });
      for (const row of rows) {
        const before = found.get(row.blibliSku);
        found.set(row.blibliSku, { sellable: row.stock === null ? (before?.sellable ?? null) : (before?.sellable ?? 0) + row.stock, price: before?.price ?? row.price });
      }
    }
    return batch.map((offer) => ({ sellable: found.get(offer.variantId)?.sellable ?? null, locked: 0, price: found.get(offer.variantId)?.price ?? null }));
  }
}
/** The whole call was refused. Trouble of call or shop is thrown; else nobody knows whose fault it is. */
function whole(error: AdapterError, size: number): readonly Answer[] {
  if (['retry', 'wait', 'reauthorise', 'look-first', 'alarm'].includes(error.verdict)) throw error;
  return Array.from({ length: size }, () => (size === 1 ? { is: 'failed', error } : { is: 'mixed' }));
}
