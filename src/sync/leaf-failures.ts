import type { Issue } from '../../adapters/contract/index.js';
import type { Database, Facts, Tx } from '../kernel/index.js';
import { broughtByRules, checkSource, readSources, type ReachOf } from '../listings/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { placesOf } from '../prices/index.js';
import type { Hints } from '../queue/index.js';
import { federationOf, readShop } from '../shops/index.js';

const operation = 'refresh-categories';
export interface LeafPlace { readonly shopId: string; readonly cooperativeId: string; readonly marketplace: string; readonly scopeKey: string }
/** What a product is looked at with, without a call. */
export interface Sight { readonly marketplaces: Marketplaces; readonly reachOf: ReachOf }

/** How many listings are composed at a time. */
const slice = 200;

/**
 * A tree or its rules that changed under us: one failure for each leaf and cause, with all products it touches, never one for each product. Found by the daily reading, or by the first publish that meets it, by comparing: what was accepted there would be refused today (`broughtByRules`).
 * Mended (another leaf, a value at any level, a shorter title, the old rule back), it closes in the transaction that learns of it. `only`: nobody else is looked at, so that what is open can only shrink.
 */
export async function checkLeaves(tx: Tx, place: LeafPlace, sight: Sight, only: 'touched' | null = null): Promise<void> {
  const open = await tx.rows<{ subject: string; touched: string[] | null }>(`SELECT subject, touched FROM app.failure WHERE shop_id = $1 AND operation = $2 AND subject LIKE 'leaf:%' AND closed_at IS NULL`, [place.shopId, operation]);
  const found = await brokenLeaves(tx, place, sight, only === null ? null : [...new Set(open.flatMap((row) => row.touched ?? []))]);
  const tell = (subject: string, issues: readonly Issue[], touched: Readonly<Record<string, readonly string[]>>): Promise<void> => tx.tell('needs-person', { shopId: place.shopId, cooperativeId: place.cooperativeId, ownerId: place.cooperativeId, operation, subject, touched, issues });
  for (const subject of new Set(open.map((row) => row.subject))) if (!found.has(subject.slice(5))) await tell(subject, [], {});
  for (const [leafId, causes] of found) {
    await tell(`leaf:${leafId}`, [...causes.values()].flatMap((entry) => [...entry.issues.values()]), Object.fromEntries([...causes].map(([cause, entry]) => [cause, [...entry.touched]])));
    // What products said of it one by one is said once from now on.
    for (const [cause, { touched }] of causes) await tx.rows(`UPDATE app.failure SET closed_at = app.now(), closed_as = 'mended' WHERE shop_id = $1 AND operation = 'publish-listings' AND cause = $2 AND product_id = ANY ($3::bigint[]) AND closed_at IS NULL`, [place.shopId, cause, [...touched]]);
  }
}

interface Broken { readonly touched: Set<string>; /** By field and rule: what it says of one product stands for all. */ readonly issues: Map<string, Issue> }

/** By leaf and cause, of what is wanted live there. */
async function brokenLeaves(tx: Tx, place: LeafPlace, { marketplaces, reachOf }: Sight, only: readonly string[] | null): Promise<ReadonlyMap<string, ReadonlyMap<string, Broken>>> {
  const found = new Map<string, Map<string, Broken>>(), shop = await readShop(tx, place.shopId);
  if (!shop) return found;
  const wanted = (await tx.rows<{ id: string }>(`SELECT l.product_id AS id FROM app.listing l JOIN app.product p ON p.id = l.product_id WHERE l.shop_id = $1 AND l.part = 0 AND l.wanted = 'live' AND p.archived_at IS NULL AND ($2::bigint[] IS NULL OR p.id = ANY ($2)) ORDER BY p.id`, [place.shopId, only])).map((row) => row.id);
  for (let at = 0; at < wanted.length; at += slice) for (const [productId, source] of await readSources(tx, shop, placesOf(marketplaces)(shop), wanted.slice(at, at + slice))) {
    if (!source.map) continue;
    const reach = reachOf(shop), { draft, issues } = checkSource(source, shop.fieldRules, reach), leafId = source.map.remoteId;
    for (const issue of broughtByRules(issues, source, draft, reach)) {
      const causes = found.get(leafId) ?? new Map<string, Broken>(), entry = causes.get(issue.cause) ?? { touched: new Set<string>(), issues: new Map<string, Issue>() };
      entry.touched.add(productId);
      entry.issues.set(`${issue.field ?? ''} ${issue.rule ?? ''}`, { ...issue, params: { kategori: source.product.category ?? '—', ...issue.params } });
      found.set(leafId, causes.set(issue.cause, entry));
    }
  }
  return found;
}

/** What a refused listing says by itself: what its leaf's failure says for all is left out, and told there, now if it was not yet. */
export async function withoutLeafs(database: Database, place: LeafPlace & { readonly scope: Parameters<Database['inScope']>[0] }, sight: Sight, productId: string, leafId: string, issues: readonly Issue[], brought: readonly Issue[]): Promise<readonly Issue[]> {
  const shared = [...new Set(brought.map((issue) => issue.cause))];
  if (shared.length === 0) return issues;
  return database.inScope(place.scope, async (tx) => {
    const met = (): Promise<{ cause: string }[]> => tx.rows<{ cause: string }>(
      `UPDATE app.failure SET last_at = app.now(), times = times + 1 WHERE shop_id = $1 AND operation = $2 AND subject = $3 AND cause = ANY ($4) AND closed_at IS NULL AND $5::bigint = ANY (touched) RETURNING cause`, [place.shopId, operation, `leaf:${leafId}`, shared, productId]);
    let told = await met();
    if (told.length < shared.length) {
      await checkLeaves(tx, place, sight);
      told = await met();
    }
    return issues.filter((issue) => !told.some((row) => row.cause === issue.cause));
  });
}

/** A listing that went through although its leaf's failure names it (its product was moved to another category) is no longer touched. */
export async function leavesLeaf(tx: Tx, place: LeafPlace, sight: Sight, productId: string): Promise<void> {
  if (await tx.row('SELECT 1 FROM app.failure WHERE shop_id = $1 AND operation = $2 AND closed_at IS NULL AND $3::bigint = ANY (touched)', [place.shopId, operation, productId])) await checkLeaves(tx, place, sight, 'touched');
}

/** A mapping that changed: rules of new leaves are read, and open leaf failures of the whole federation are looked at again, a unit's mending of its parent's shop included. */
export function subscribeLeaves(facts: Facts, sight: Sight, hints: Hints): void {
  const { marketplaces } = sight;
  const again = async (tx: Tx, marketplace: string): Promise<void> => {
    const [mine] = tx.scope.ids;
    if (mine === undefined) return;
    const whole = await federationOf(tx, mine);
    await tx.widened(whole, async (wide) => {
      const shops = await wide.rows<{ id: string }>(`SELECT DISTINCT s.id FROM app.failure f JOIN app.shop s ON s.id = f.shop_id WHERE f.operation = $1 AND f.subject LIKE 'leaf:%' AND f.closed_at IS NULL AND s.marketplace = $2`, [operation, marketplace]);
      for (const { id } of shops) {
        const shop = await readShop(wide, id);
        if (shop) await checkLeaves(wide, { shopId: id, cooperativeId: shop.cooperativeId, marketplace: shop.marketplace, scopeKey: marketplaces.categoryScope(shop) }, sight, 'touched');
      }
    });
  };
  facts.hear('mapping-changed', async (tx, { marketplace }) => {
    const shops = await tx.rows<{ id: string }>('SELECT id FROM app.shop_names() WHERE marketplace = $1', [marketplace]);
    hints.after(tx, 'refresh-categories', shops.map((shop) => shop.id));
    await again(tx, marketplace);
  });
}
