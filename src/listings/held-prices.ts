import type { Issue } from '../../adapters/contract/index.js';
import { rupiah, type Tx } from '../kernel/index.js';
import { fallsFar, quoteOffers, type PlaceOf, type Quote } from '../prices/index.js';

/** Why a price side is parked that a person must say yes to; a new wish ends the park by itself (a trigger). */
export const needsConfirmation = 'needs-confirmation';
/** `last`: what was last sent, whatever the marketplace shows since. `confirmed`: the one value a person agreed to. */
export interface PriceMemory { readonly sku: string; readonly last: bigint | null; readonly confirmed: bigint | null }
export interface PriceWish { readonly value: bigint; readonly held: Issue | null }

/** The guard: half of what was last sent, or less (unless it was planned so), or less left than the rule's floor. Null: it may be sent. */
export function heldPrice({ price, planned, left, floor, belowFloor }: Quote, { sku, last, confirmed }: PriceMemory): Issue | null {
  if (confirmed === price) return null;
  const found = { field: 'price', value: String(price), sku, rawCode: '', rawMessage: '' };
  if (last !== null && !planned && fallsFar(price, last)) return { ...found, cause: 'price-falls', rule: `> ${last / 2n}`, params: { sku, dari: rupiah(last), ke: rupiah(price), turun: String(((last - price) * 100n) / last) } };
  if (belowFloor && floor !== null) return { ...found, cause: 'price-below-floor', rule: `≥ ${floor}`, params: { sku, dari: last === null ? '—' : rupiah(last), ke: rupiah(price), sisa: rupiah(left), batas: rupiah(floor) } };
  return null;
}

/** What these price sides of one shop want to send now, and which of them wait for a person. */
export async function priceWishes(tx: Tx, shopId: string, offerIds: readonly string[], placeOf: PlaceOf): Promise<ReadonlyMap<string, PriceWish>> {
  const quotes = await quoteOffers(tx, shopId, offerIds, placeOf);
  const rows = await tx.rows<{ id: string; sku: string; last: string | null; confirmed: string | null }>(
    `SELECT s.offer_id AS id, o.remote_sku AS sku, s.last_value AS last, s.confirmed_value AS confirmed FROM app.offer_side s JOIN app.offer o ON o.id = s.offer_id WHERE s.side = 'price' AND s.offer_id = ANY ($1::bigint[])`, [offerIds]);
  return new Map(rows.flatMap((row): [string, PriceWish][] => {
    const quote = quotes.get(row.id);
    return quote ? [[row.id, { value: quote.price, held: heldPrice(quote, { sku: row.sku, last: big(row.last), confirmed: big(row.confirmed) }) }]] : [];
  }));
}

export const big = (text: string | null): bigint | null => (text === null ? null : BigInt(text));
