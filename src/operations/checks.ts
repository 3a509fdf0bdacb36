import { Database, noScope, type Caller, type Tx } from '../kernel/index.js';
import { checkSource, reachOf, readSources, viewIssue } from '../listings/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { placesOf } from '../prices/index.js';
import { federationOf, readShop, type ShopRecord } from '../shops/index.js';
import { failureConditions, type FailureFilter } from './failure-filter.js';

interface Member { id: string; subject: string; shop_id: string; cooperative_id: string; cause: string; touched: string[] | null }
interface Listing { product_id: string; wanted: string }
export interface Checked { readonly id: string; readonly subject: string; readonly passes: boolean | null; readonly issues: readonly ReturnType<typeof viewIssue>[] }

/** So many failures are checked by one question; `next` goes on. */
export const checkedAtOnce = 200;

/**
 * Whether what was mended would pass now, without a call: each failure's listing is composed from the newest state and held against the rules last read. `passes` null: only the marketplace can tell (a price, an order, a connection), so try it.
 * What the marketplace alone refuses (a word, a picture) passes here, and may be refused again.
 */
export async function checkFailures(database: Database, caller: Caller, filter: FailureFilter, after: string | null, marketplaces: Marketplaces, publicUrl: string | null) {
  const { where, params } = failureConditions(filter);
  const members = await database.inScope(caller.scope, (tx) => tx.rows<Member>(`SELECT f.id, f.subject, f.shop_id, f.cooperative_id, f.cause, f.touched FROM app.failure f WHERE ${where} AND ($${params.push(after)}::bigint IS NULL OR f.id > $${params.length}) ORDER BY f.id LIMIT ${checkedAtOnce + 1}`, params));
  const taken = members.slice(0, checkedAtOnce), placeOf = placesOf(marketplaces), reach = reachOf(marketplaces, publicUrl), items: Checked[] = [];
  for (const cooperativeId of new Set(taken.map((member) => member.cooperative_id))) {
    const scope = await database.inScope(noScope, (tx) => federationOf(tx, cooperativeId));
    await database.inScope(scope, async (tx) => {
      const shops = new Map<string, ShopRecord | null>();
      for (const member of taken.filter((entry) => entry.cooperative_id === cooperativeId)) {
        if (!shops.has(member.shop_id)) shops.set(member.shop_id, await readShop(tx, member.shop_id));
        const shop = shops.get(member.shop_id);
        const listings = await listingsOf(tx, member);
        if (!shop || listings.length === 0) {
          items.push({ id: member.id, subject: member.subject, passes: null, issues: [] });
          continue;
        }
        const sources = await readSources(tx, shop, placeOf(shop), listings.filter((listing) => listing.wanted === 'live').map((listing) => listing.product_id));
        const found = [...sources.values()].flatMap((source) => (source.product.archived ? [] : checkSource(source, shop.fieldRules, reach(shop)).issues));
        items.push({ id: member.id, subject: member.subject, passes: found.length === 0, issues: found.map((issue) => viewIssue(issue, shop.name, caller)) });
      }
    });
  }
  const count = (passes: boolean | null): number => items.filter((item) => item.passes === passes).length;
  return { items: items.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id))), passing: count(true), failing: count(false), unknown: count(null), next: members.length > checkedAtOnce ? taken.at(-1)?.id ?? null : null };
}

/** A leaf's failure stands for the listings it touches. */
async function listingsOf(tx: Tx, member: Member): Promise<Listing[]> {
  const columns = 'l.product_id, l.wanted', [kind, id] = member.subject.split(':');
  if (kind === 'listing') return tx.rows<Listing>(`SELECT ${columns} FROM app.listing l WHERE l.id = $1`, [id]);
  return kind === 'leaf' ? tx.rows<Listing>(`SELECT ${columns} FROM app.listing l WHERE l.shop_id = $1 AND l.product_id = ANY ($2::bigint[]) AND l.wanted = 'live' ORDER BY l.id`, [member.shop_id, member.touched ?? []]) : [];
}
