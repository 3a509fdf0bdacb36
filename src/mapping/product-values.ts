import type { AttributeValue } from '../../adapters/contract/index.js';
import { DomainError, type Tx } from '../kernel/index.js';
import { reviveRules } from './category-rules.js';
import { checkValue, type ValueBody } from './check-value.js';
import { mappingErrors } from './errors.js';
import type { Place } from './place.js';
import { readMappings } from './read-mappings.js';

interface InLeaf { readonly productId: string; readonly cooperativeId: string; readonly categoryId: string | null; readonly leafId: string }

/** What each product's leaf would say against these values of one attribute, as far as its rules are known; who is not named takes them. */
export async function refusedByLeaves(tx: Tx, place: Place, attributeId: string, values: readonly ValueBody[], products: readonly InLeaf[]): Promise<ReadonlyMap<string, DomainError>> {
  const leaves = new Map((await tx.rows<{ remote_id: string; rules: unknown }>('SELECT remote_id, rules FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND remote_id = ANY ($3)', [place.marketplace, place.scopeKey, [...new Set(products.map((row) => row.leafId))]])).map((row) => [row.remote_id, row.rules ? reviveRules(row.rules).attributes : null]));
  // One product of each co-op and leaf settles what the others' words mean, too.
  const like = (row: InLeaf): string => `${row.cooperativeId} ${row.leafId}`, first = new Map(products.map((row) => [like(row), row])), said = new Map<string, DomainError>();
  const mappings = await readMappings(tx, place, [...first.values()].map((row) => ({ ...row, shopId: null })));
  for (const [key, row] of first) {
    const rules = leaves.get(row.leafId) ?? null, rule = rules?.find((known) => known.id === attributeId) ?? null;
    try {
      if (rules !== null && rule === null) throw mappingErrors.noAttribute({ toko: place.shop, atribut: attributeId });
      for (const value of values) checkValue(place.shop, rule, mappings.get(row.productId)?.meant ?? (() => []), value);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      said.set(key, error);
    }
  }
  return new Map(products.flatMap((row) => { const error = said.get(like(row)); return error ? [[row.productId, error] as const] : []; }));
}

export type Given = readonly AttributeValue[] | null;
/** What products say themselves of one attribute, from `before` to `after` (null: nothing), where it still is as before. Returns which were changed, and tells it. */
export async function setProductValues(tx: Tx, place: Pick<Place, 'marketplace' | 'scopeKey'>, attributeId: string, rows: readonly { readonly productId: string; readonly before: Given; readonly after: Given }[], userId: string | null): Promise<ReadonlySet<string>> {
  const here = `v.level = 'product' AND v.subject = a.id::text AND v.cooperative_id = a.owner AND v.marketplace = $1 AND v.scope_key = $2 AND v.attribute_id = $3 AND v.given = a.before`, json = (given: Given): string | null => given && JSON.stringify(given);
  const changed = await tx.rows<{ id: string }>(
    `WITH a AS MATERIALIZED (SELECT p.id, p.cooperative_id AS owner, x.before, x.after FROM unnest($4::bigint[], $5::jsonb[], $6::jsonb[]) AS x (id, before, after) JOIN app.product p ON p.id = x.id WHERE p.archived_at IS NULL),
       gone AS (DELETE FROM app.attribute_value v USING a WHERE ${here} AND a.after IS NULL RETURNING v.subject),
       other AS (UPDATE app.attribute_value v SET given = a.after, set_by = $7, set_at = app.now() FROM a WHERE ${here} AND a.after IS NOT NULL RETURNING v.subject),
       made AS (INSERT INTO app.attribute_value (cooperative_id, level, subject, marketplace, scope_key, attribute_id, given, set_by) SELECT a.owner, 'product', a.id::text, $1, $2, $3, a.after, $7 FROM a WHERE a.before IS NULL AND a.after IS NOT NULL
         ON CONFLICT (cooperative_id, level, subject, marketplace, scope_key, attribute_id) DO NOTHING RETURNING subject)
     SELECT subject AS id FROM gone UNION ALL SELECT subject FROM other UNION ALL SELECT subject FROM made`,
    [place.marketplace, place.scopeKey, attributeId, rows.map((row) => row.productId), rows.map((row) => json(row.before)), rows.map((row) => json(row.after)), userId]);
  const ids = changed.map((row) => row.id);
  if (ids.length > 0) await tx.tell('mapping-changed', { categoryIds: [], productIds: ids, marketplace: place.marketplace });
  return new Set(ids);
}
