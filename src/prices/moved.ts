import { noScope, type Database, type Facts, type Tx } from '../kernel/index.js';
import type { PriceRule } from './price-rule.js';
import type { PriceBook } from './quote.js';
import { pricedOf, pricedOffers, readPriceBook, type PlaceOf } from './read-book.js';

type Books = ReadonlyMap<string, PriceBook>;

/** Makes a change, and raises the price wishes of exactly those offers of these shops whose price, or whose need for a person's word, it moves. All in the caller's transaction. */
export async function moving<T>(tx: Tx, shopIds: readonly string[], placeOf: PlaceOf, change: () => Promise<T>): Promise<T> {
  const before = await books(tx, shopIds, placeOf);
  const done = await change();
  await tellMoved(tx, before, await books(tx, shopIds, placeOf));
  return done;
}

async function books(tx: Tx, shopIds: readonly string[], placeOf: PlaceOf, day: string | null = null): Promise<Books> {
  const found = new Map<string, PriceBook>();
  for (const id of shopIds) {
    const book = await readPriceBook(tx, id, placeOf, day);
    if (book) found.set(id, book);
  }
  return found;
}

/** A shop may sell what another co-op of its federation owns: those offers are priced in the federation's scope, and none of their rows reaches the caller. */
async function tellMoved(tx: Tx, before: Books, after: Books): Promise<void> {
  for (const [shopId, now] of after) {
    const then = before.get(shopId);
    if (!then) continue;
    const federation = await tx.row<{ ids: string[] }>('SELECT app.federation($1) AS ids', [now.shop.cooperativeId]);
    await tx.widened({ ids: federation?.ids ?? [] }, async (wide) => {
      const moved = (await pricedOffers(wide, now, null, now.asksLeaf || then.asksLeaf)).filter((row) => {
        const priced = pricedOf(row), old = then.quote(priced), fresh = now.quote(priced);
        return old.price !== fresh.price || old.belowFloor !== fresh.belowFloor;
      });
      if (moved.length > 0) await wide.tell('prices-moved', { shopId, offerIds: moved.map((row) => row.id) });
    });
  }
}

/** A shop's own rule or tier was changed by its settings. Subscribed at boot. */
export function subscribePrices(facts: Facts, placeOf: PlaceOf): void {
  facts.hear('rules-changed', async (tx, { shopId, price }) => {
    if (!price) return;
    const now = await readPriceBook(tx, shopId, placeOf);
    if (now) await tellMoved(tx, new Map([[shopId, now.asIf({ rule: price.rule as PriceRule, tier: price.tier })]]), new Map([[shopId, now]]));
  });
}

/** A fee begins or ends with a day, and nobody changes a row: at each shop's first look on a new day, what the day moves is raised. */
export async function priceNewDays(database: Database, placeOf: PlaceOf): Promise<void> {
  const due = await database.inScope(noScope, (tx) => tx.rows<{ shop_id: string; federation: string[] }>('SELECT shop_id, federation FROM app.shops_to_price()'));
  for (const { shop_id, federation } of due) await database.inScope({ ids: federation }, async (tx) => {
    const row = await tx.row<{ then: string }>('SELECT priced_on::text AS then FROM app.shop WHERE id = $1 FOR NO KEY UPDATE', [shop_id]);
    const before = row && await books(tx, [shop_id], placeOf, row.then), after = await books(tx, [shop_id], placeOf);
    const today = after.get(shop_id)?.kept.day;
    if (!before || !today || today <= row.then) return;
    await tx.rows('UPDATE app.shop SET priced_on = $2 WHERE id = $1', [shop_id, today]);
    await tellMoved(tx, before, after);
  });
}
