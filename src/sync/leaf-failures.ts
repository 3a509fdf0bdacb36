import type { Issue } from '../../adapters/contract/index.js';
import type { Database, Facts, Tx } from '../kernel/index.js';
import { readGaps, type ListingClaim } from '../listings/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import type { Hints } from '../queue/index.js';
import { federationOf, readShop } from '../shops/index.js';

const operation = 'refresh-categories';
export interface LeafPlace { readonly shopId: string; readonly cooperativeId: string; readonly marketplace: string; readonly scopeKey: string }

/**
 * A tree that changed under us: one failure for each leaf, with all products it touches, never one for each product. Found by the daily reading, or by the first publish that meets it;
 * it counts what is wanted live: a leaf that is gone touches all of it, a demand that grew touches what had been accepted before. Mended (another leaf, a value at any level), it closes in the same transaction.
 */
export async function checkLeaves(tx: Tx, place: LeafPlace): Promise<void> {
  const found = new Map<string, { touched: Set<string>; issues: Map<string, Issue> }>();
  const add = (leafId: string, key: string, productId: string, issue: Issue): void => {
    const entry = found.get(leafId) ?? { touched: new Set(), issues: new Map() };
    entry.touched.add(productId);
    entry.issues.set(key, issue);
    found.set(leafId, entry);
  };
  for (const gap of await readGaps(tx, place, 'wanted')) {
    if (!gap.leaf) continue;
    const { id, name } = gap.leaf;
    if (!gap.leaf.stands) add(id, 'gone', gap.productId, { cause: 'category-gone', field: 'category', value: id, params: { kategori: name }, rawCode: '', rawMessage: '' });
    else if (gap.live) for (const rule of gap.missing) add(id, rule.id, gap.productId, { cause: 'required-attribute', field: `attributes.${rule.id}`, rule: rule.name, params: { atribut: rule.name, kategori: name }, rawCode: '', rawMessage: '' });
  }
  const open = await tx.rows<{ subject: string }>(`SELECT DISTINCT subject FROM app.failure WHERE shop_id = $1 AND operation = $2 AND subject LIKE 'leaf:%' AND closed_at IS NULL`, [place.shopId, operation]);
  const tell = (subject: string, issues: readonly Issue[], touched: readonly string[]): Promise<void> => tx.tell('needs-person', { shopId: place.shopId, cooperativeId: place.cooperativeId, ownerId: place.cooperativeId, operation, subject, touched, issues });
  for (const { subject } of open) if (!found.has(subject.slice(5))) await tell(subject, [], []);
  for (const [leafId, { touched, issues }] of found) {
    await tell(`leaf:${leafId}`, [...issues.values()], [...touched]);
    // What products said of it one by one is said once from now on.
    await tx.rows(`UPDATE app.failure SET closed_at = app.now(), closed_as = 'mended' WHERE shop_id = $1 AND operation = 'publish-listings' AND cause = ANY ($2) AND product_id = ANY ($3::bigint[]) AND closed_at IS NULL`, [place.shopId, [...new Set([...issues.values()].map((issue) => issue.cause))], [...touched]]);
  }
}

/** What a refused listing says by itself: what its leaf's failure says for all is left out, and told there, now if it was not yet. */
export async function withoutLeafs(database: Database, place: LeafPlace & { readonly scope: Parameters<Database['inScope']>[0] }, claim: ListingClaim, leafId: string, issues: readonly Issue[]): Promise<readonly Issue[]> {
  const shared = [...new Set(issues.filter((issue) => issue.cause === 'category-gone' || (issue.cause === 'required-attribute' && claim.state === 'live')).map((issue) => issue.cause))];
  if (shared.length === 0) return issues;
  return database.inScope(place.scope, async (tx) => {
    const met = (): Promise<{ cause: string }[]> => tx.rows<{ cause: string }>(
      `UPDATE app.failure SET last_at = app.now(), times = times + 1 WHERE shop_id = $1 AND operation = $2 AND subject = $3 AND cause = ANY ($4) AND closed_at IS NULL AND $5::bigint = ANY (touched) RETURNING cause`, [place.shopId, operation, `leaf:${leafId}`, shared, claim.productId]);
    let told = await met();
    if (told.length < shared.length) {
      await checkLeaves(tx, place);
      told = await met();
    }
    return issues.filter((issue) => !told.some((row) => row.cause === issue.cause));
  });
}

/** A listing that went through although its leaf's failure names it (its product was moved to another category) is no longer touched. */
export async function leavesLeaf(tx: Tx, place: LeafPlace, productId: string): Promise<void> {
  if (await tx.row('SELECT 1 FROM app.failure WHERE shop_id = $1 AND operation = $2 AND closed_at IS NULL AND $3::bigint = ANY (touched)', [place.shopId, operation, productId])) await checkLeaves(tx, place);
}

/** A mapping that changed: rules of new leaves are read, and open leaf failures of the whole federation are looked at again, a unit's mending of its parent's shop included. */
export function subscribeLeaves(facts: Facts, marketplaces: Marketplaces, hints: Hints): void {
  const again = async (tx: Tx, marketplace: string): Promise<void> => {
    const [mine] = tx.scope.ids;
    if (mine === undefined) return;
    const whole = await federationOf(tx, mine);
    await tx.widened(whole, async (wide) => {
      const shops = await wide.rows<{ id: string }>(`SELECT DISTINCT s.id FROM app.failure f JOIN app.shop s ON s.id = f.shop_id WHERE f.operation = $1 AND f.subject LIKE 'leaf:%' AND f.closed_at IS NULL AND s.marketplace = $2`, [operation, marketplace]);
      for (const { id } of shops) {
        const shop = await readShop(wide, id);
        if (shop) await checkLeaves(wide, { shopId: id, cooperativeId: shop.cooperativeId, marketplace: shop.marketplace, scopeKey: marketplaces.categoryScope(shop) });
      }
    });
  };
  facts.hear('mapping-changed', async (tx, { marketplace }) => {
    const shops = await tx.rows<{ id: string }>('SELECT id FROM app.shop_names() WHERE marketplace = $1', [marketplace]);
    hints.after(tx, 'refresh-categories', shops.map((shop) => shop.id));
    await again(tx, marketplace);
  });
}
