import { type Issue } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';
import { checkSource, readSources, type ReachOf } from '../listings/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { placesOf } from '../prices/index.js';
import { readShop } from '../shops/index.js';

export type State = 'ready' | 'warnings' | 'blocked';
interface Measured { readonly productId: string; readonly state: State; readonly leafId: string; readonly issues: readonly Stored[] }
/** An issue as it is kept: what a vendor would have said is empty before anybody asked. */
type Stored = Omit<Issue, 'rawCode' | 'rawMessage'>;
interface Pair { product_id: string; archived: boolean; draft: boolean }
const unapproved: Stored = { cause: 'awaits-approval', field: '', params: {} };

/** Works out these products at one shop and writes what differs from what is known. The scope is the federation's, and its lock is held: nobody else writes. */
export async function measureProducts(tx: Tx, shopId: string, productIds: readonly string[], marketplaces: Marketplaces, reachOf: ReachOf): Promise<void> {
  const shop = await readShop(tx, shopId);
  if (!shop || !marketplaces.find(shop.marketplace)) return;
  // A co-op sells in its own shops and in those of co-ops above; elsewhere only what was wished for.
  const pairs = await tx.rows<Pair>(
    `SELECT p.id AS product_id, p.archived_at IS NOT NULL AS archived, p.draft FROM app.product p JOIN app.cooperative owner ON owner.id = p.cooperative_id JOIN app.cooperative mine ON mine.id = $2
     WHERE p.id = ANY ($3::bigint[]) AND (starts_with(owner.path, mine.path) OR EXISTS (SELECT 1 FROM app.listing l WHERE l.product_id = p.id AND l.shop_id = $1))`, [shopId, shop.cooperativeId, productIds]);
  const live = pairs.filter((pair) => !pair.archived).map((pair) => pair.product_id);
  const sources = await readSources(tx, shop, placesOf(marketplaces)(shop), live), reach = reachOf(shop);
  // What is shown of it would be composed as well, but a draft can be wished by nobody.
  const drafts = new Set(pairs.filter((pair) => pair.draft).map((pair) => pair.product_id));
  const measured = [...sources].map(([productId, source]): Measured => {
    const { issues, notes } = checkSource(source, shop.fieldRules, reach), draft = drafts.has(productId);
    return { productId, state: draft || issues.length > 0 ? 'blocked' : notes.length > 0 ? 'warnings' : 'ready', leafId: source.map?.remoteId ?? '', issues: [...(draft ? [unapproved] : []), ...[...issues, ...notes].map(({ rawCode: _code, rawMessage: _message, ...rest }) => rest)] };
  });
  await write(tx, shopId, shop.cooperativeId, productIds, measured);
}

/** What stayed as it was is not touched: a whole shop looked at again writes next to nothing. */
async function write(tx: Tx, shopId: string, cooperativeId: string, productIds: readonly string[], measured: readonly Measured[]): Promise<void> {
  const columns = [shopId, measured.map((row) => row.productId), measured.map((row) => row.state), measured.map((row) => row.leafId), measured.map((row) => JSON.stringify(row.issues))];
  const changed = new Set((await tx.rows<{ id: string }>(
    `SELECT m.id FROM unnest($2::bigint[], $3::text[], $4::text[], $5::jsonb[]) AS m (id, state, leaf_id, issues) JOIN app.product p ON p.id = m.id LEFT JOIN app.readiness r ON r.shop_id = $1 AND r.product_id = m.id
     WHERE (r.state, r.leaf_id, r.issues, r.owner_id) IS DISTINCT FROM (m.state, m.leaf_id, m.issues, p.cooperative_id)`, columns)).map((row) => row.id));
  const kept = new Set(measured.map((row) => row.productId)), gone = productIds.filter((id) => !kept.has(id) || changed.has(id));
  for (const table of ['readiness', 'readiness_reason']) if (gone.length > 0) await tx.rows(`DELETE FROM app.${table} WHERE shop_id = $1 AND product_id = ANY ($2::bigint[])`, [shopId, gone]);
  const fresh = measured.filter((row) => changed.has(row.productId));
  if (fresh.length === 0) return;
  await tx.rows(
    `INSERT INTO app.readiness (shop_id, cooperative_id, product_id, owner_id, state, leaf_id, issues) SELECT $1, $2, p.id, p.cooperative_id, m.state, m.leaf_id, m.issues FROM unnest($3::bigint[], $4::text[], $5::text[], $6::jsonb[]) AS m (id, state, leaf_id, issues) JOIN app.product p ON p.id = m.id`,
    [shopId, cooperativeId, fresh.map((row) => row.productId), fresh.map((row) => row.state), fresh.map((row) => row.leafId), fresh.map((row) => JSON.stringify(row.issues))]);
  const reasons = fresh.flatMap((row) => row.issues.map((issue) => ({ productId: row.productId, leafId: row.leafId, cause: issue.cause, field: issue.field ?? '', name: issue.params?.atribut ?? '' })));
  if (reasons.length > 0) await tx.rows(
    `INSERT INTO app.readiness_reason (shop_id, cooperative_id, product_id, owner_id, cause, field, leaf_id, name)
     SELECT DISTINCT ON (r.cause, r.field, p.id) $1::bigint, $2::bigint, p.id, p.cooperative_id, r.cause, r.field, r.leaf_id, r.name FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[]) AS r (id, cause, field, leaf_id, name) JOIN app.product p ON p.id = r.id`,
    [shopId, cooperativeId, reasons.map((row) => row.productId), reasons.map((row) => row.cause), reasons.map((row) => row.field), reasons.map((row) => row.leafId), reasons.map((row) => row.name)]);
}
