import type { Database, Scope, Tx } from '../kernel/index.js';
import { matchRows, type OurVariant } from './match-rows.js';

interface Ours { variant_id: string; product_id: string; sku: string; title: string; choice: string[]; price: string; taken: boolean }
interface Theirs { id: string; item_id: string; remote_item_id: string; remote_variant_id: string; sku: string; title: string; choice: [string, string][]; price: string | null; linked: string | null }
export interface AdoptionKey { readonly id: string; readonly shopId: string }

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Matches what was read with the catalogue of the shop's co-op and its units, and writes what was found in one transaction; if two processes do it, one writes. What stands for one of ours already is told as linked. */
export async function matchAdoption(database: Database, scope: Scope, adoption: AdoptionKey): Promise<void> {
  const { ours, theirs } = await database.inScope(scope, async (tx) => ({ ours: await ourVariants(tx, adoption.shopId), theirs: await theirRows(tx, adoption) }));
  const linked = theirs.filter((row) => row.linked !== null);
  const matches = await matchRows(ours, theirs.filter((row) => row.linked === null)
    .map((row) => ({ id: row.id, item: row.item_id, sku: row.sku, title: row.title, choice: row.choice.map(([, value]) => value), price: row.price === null ? null : BigInt(row.price) })), breath);
  await database.inScope(scope, async (tx) => {
    if (!(await tx.row(`SELECT 1 FROM app.adoption WHERE id = $1 AND state = 'matching' FOR UPDATE`, [adoption.id]))) return;
    await tx.rows(
      `UPDATE app.adoption_row r SET class = m.class, how = m.how, score = m.score, variant_id = m.variant_id, candidates = m.candidates FROM unnest($1::bigint[], $2::text[], $3::text[], $4::real[], $5::bigint[], $6::jsonb[]) AS m (id, class, how, score, variant_id, candidates) WHERE r.id = m.id`,
      [matches.map((match) => match.rowId), matches.map((match) => match.class), matches.map((match) => match.how), matches.map((match) => match.score), matches.map((match) => match.variantId), matches.map((match) => JSON.stringify(match.candidates))]);
    await tx.rows(`UPDATE app.adoption_row r SET class = 'matched', how = 'linked', score = 1, variant_id = m.variant_id, decision = 'linked' FROM unnest($1::bigint[], $2::bigint[]) AS m (id, variant_id) WHERE r.id = m.id`, [linked.map((row) => row.id), linked.map((row) => row.linked)]);
    await tx.rows(`UPDATE app.adoption SET state = 'ready', ready_at = app.now() WHERE id = $1`, [adoption.id]);
    await tx.rows(`SELECT pg_notify('serentak_change', a.cooperative_id || ':listings') FROM app.adoption a WHERE a.id = $1`, [adoption.id]);
  });
}

/** Everything active in the subtree of the shop's co-op. */
async function ourVariants(tx: Tx, shopId: string): Promise<OurVariant[]> {
  const rows = await tx.rows<Ours>(
    `SELECT v.id AS variant_id, v.product_id, v.sku, p.title, v.choice, v.price, EXISTS (SELECT 1 FROM app.offer o WHERE o.shop_id = s.id AND o.variant_id = v.id AND o.remote_item_id IS NOT NULL) AS taken
     FROM app.shop s JOIN app.cooperative c ON c.id = s.cooperative_id JOIN app.cooperative d ON d.path LIKE c.path || '%' JOIN app.product p ON p.cooperative_id = d.id AND p.archived_at IS NULL JOIN app.variant v ON v.product_id = p.id AND v.archived_at IS NULL
     WHERE s.id = $1 ORDER BY v.product_id, v.position, v.id`, [shopId]);
  return rows.map((row) => ({ variantId: row.variant_id, productId: row.product_id, sku: row.sku, title: row.title, choice: row.choice, price: BigInt(row.price), taken: row.taken }));
}

const theirRows = (tx: Tx, adoption: AdoptionKey): Promise<Theirs[]> => tx.rows<Theirs>(
  `SELECT r.id, r.item_id, r.remote_item_id, r.remote_variant_id, r.sku, i.title, r.choice, r.price, o.variant_id AS linked FROM app.adoption_row r JOIN app.adoption_item i ON i.id = r.item_id
     LEFT JOIN app.offer o ON o.shop_id = $2 AND o.remote_item_id = r.remote_item_id AND o.remote_variant_id = r.remote_variant_id
   WHERE r.adoption_id = $1 ORDER BY r.id`, [adoption.id, adoption.shopId]);
