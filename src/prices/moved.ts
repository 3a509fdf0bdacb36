import type { FeeRow } from '../../adapters/contract/index.js';
import { noScope, type Database, type Facts, type Tx } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import type { PriceRule } from './price-rule.js';
import type { PriceBook } from './quote.js';
import { placesOf, pricedOf, pricedOffers, readPriceBook, type PlaceOf } from './read-book.js';

type Books = ReadonlyMap<string, PriceBook>;

/** Makes a change, and raises the price wishes of exactly those offers of these shops whose price, or whose need for a person's word, it moves. All in the caller's transaction. */
export async function moving<T>(tx: Tx, shopIds: readonly string[], placeOf: PlaceOf, change: () => Promise<T>): Promise<T> {
  const before = await books(tx, shopIds, placeOf);
  const done = await change();
  await tellMoved(tx, before, await books(tx, shopIds, placeOf));
  return done;
}

async function books(tx: Tx, shopIds: readonly string[], placeOf: PlaceOf): Promise<Books> {
  const found = new Map<string, PriceBook>();
  for (const id of shopIds) {
    const book = await readPriceBook(tx, id, placeOf);
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

/**
 * A fee begins or ends with a day, and a new release brings another table, without anybody changing a row: at each shop's first look since, what that moves is raised.
 * Two schedulers do no harm: the shop's row is locked, and the second finds nothing left to do.
 */
export async function priceAnew(database: Database, marketplaces: Marketplaces): Promise<void> {
  const placeOf = placesOf(marketplaces), shipped = Object.fromEntries(marketplaces.all().map((adapter) => [adapter.marketplace, adapter.fees ?? []]));
  const due = await database.inScope(noScope, (tx) => tx.rows<{ shop_id: string; federation: string[] }>('SELECT shop_id, federation FROM app.shops_to_price($1)', [JSON.stringify(shipped)]));
  for (const { shop_id, federation } of due) await database.inScope({ ids: federation }, async (tx) => {
    const row = await tx.row<{ then: string; fees: readonly FeeRow[] | null }>('SELECT priced_on::text AS then, priced_fees AS fees FROM app.shop WHERE id = $1 FOR NO KEY UPDATE', [shop_id]);
    const now = row && await readPriceBook(tx, shop_id, placeOf), then = row && await readPriceBook(tx, shop_id, (shop) => ({ ...placeOf(shop), fees: row.fees ?? placeOf(shop).fees }), row.then);
    if (!now || !then) return;
    await tx.rows('UPDATE app.shop SET priced_on = greatest(priced_on, $2), priced_fees = $3 WHERE id = $1', [shop_id, now.kept.day, JSON.stringify(shipped[now.shop.marketplace] ?? [])]);
    await tellMoved(tx, new Map([[shop_id, then]]), new Map([[shop_id, now]]));
  });
}
