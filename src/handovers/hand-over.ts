import { ensureCategory } from '../catalogue/index.js';
import { lockLevels } from '../inventory/index.js';
import type { Caller, Tx } from '../kernel/index.js';
import { handoverErrors } from './errors.js';

export interface Goods { readonly id: string; readonly from: string; readonly code: string; readonly title: string }
export interface Collision { readonly productId: string; readonly code: string; readonly sku: string | null; readonly with: string }
interface Request { readonly productIds: readonly string[]; readonly to: string; readonly reason: string | null; readonly undoes: string | null }

/** The goods that change hands, locked; those that are there already are left out. Both units are in the scope and of one federation, or it throws. */
export async function chosen(tx: Tx, productIds: readonly string[], to: string): Promise<Goods[]> {
  const unit = /^\d{1,19}$/.test(to) && tx.scope.ids.includes(to) ? await tx.row<{ kin: string[] }>('SELECT app.federation(id) AS kin FROM app.cooperative WHERE id = $1 AND archived_at IS NULL', [to]) : null;
  if (!unit) throw handoverErrors.noUnit();
  const ids = [...new Set(productIds)];
  const rows = await tx.rows<Goods>('SELECT id, cooperative_id AS "from", code, title FROM app.product WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE', [ids]);
  if (rows.length < ids.length) throw handoverErrors.noProducts();
  if (rows.some((row) => !unit.kin.includes(row.from))) throw handoverErrors.elsewhere();
  const moving = rows.filter((row) => row.from !== to);
  if (moving.length === 0) throw handoverErrors.alreadyThere();
  return moving;
}

/** Codes and SKUs that are in use in the new unit, or twice among what is handed over. `with`: the product that has it. */
export const collisionsOf = (tx: Tx, ids: readonly string[], to: string): Promise<Collision[]> => tx.rows<Collision>(
  `WITH moving AS (SELECT p.id, p.code FROM app.product p WHERE p.id = ANY ($1::bigint[]))
   SELECT m.id AS "productId", m.code, NULL AS sku, o.title AS "with" FROM moving m JOIN app.product o ON o.code = m.code AND o.id <> m.id AND (o.cooperative_id = $2 OR o.id = ANY ($1::bigint[]))
   UNION ALL
   SELECT m.id, m.code, v.sku, o.title FROM moving m JOIN app.variant v ON v.product_id = m.id JOIN app.variant w ON w.sku_key = v.sku_key AND w.id <> v.id AND (w.cooperative_id = $2 OR w.product_id = ANY ($1::bigint[])) JOIN app.product o ON o.id = w.product_id
   ORDER BY 1, 3 NULLS FIRST`, [ids, to]);

/** What goes along, in numbers, for whoever is about to say yes. `ownShops`: listings in shops of the old units themselves, which go on selling the goods for their new owner. */
export async function weigh(tx: Tx, goods: readonly Goods[]) {
  const row = await tx.row<{ variants: number; on_hand: string; reserved: string; listings: number; own_shops: number; open_orders: number }>(
    `SELECT count(DISTINCT v.id)::int AS variants, (SELECT coalesce(sum(k.on_hand), 0) FROM app.stock_level k JOIN app.variant x ON x.id = k.variant_id WHERE x.product_id = ANY ($1::bigint[])) AS on_hand,
       (SELECT coalesce(sum(k.reserved), 0) FROM app.stock_level k JOIN app.variant x ON x.id = k.variant_id WHERE x.product_id = ANY ($1::bigint[])) AS reserved,
       (SELECT count(*)::int FROM app.listing l WHERE l.product_id = ANY ($1::bigint[])) AS listings, (SELECT count(*)::int FROM app.listing l JOIN app.product p ON p.id = l.product_id WHERE p.id = ANY ($1::bigint[]) AND l.cooperative_id = p.cooperative_id) AS own_shops,
       (SELECT count(DISTINCT l.order_id)::int FROM app.order_line l JOIN app.variant x ON x.id = l.variant_id JOIN app.reservation r ON r.order_line_id = l.id AND r.state = 'held' WHERE x.product_id = ANY ($1::bigint[])) AS open_orders
     FROM app.variant v WHERE v.product_id = ANY ($1::bigint[])`, [goods.map((one) => one.id)]);
  return { products: goods.length, variants: row?.variants ?? 0, stock: { onHand: Number(row?.on_hand ?? 0), reserved: Number(row?.reserved ?? 0) }, listings: row?.listings ?? 0, ownShops: row?.own_shops ?? 0, openOrders: row?.open_orders ?? 0 };
}

/** Hands them over; one record per old unit. Returns the records' ids. */
export async function handOver(tx: Tx, caller: Caller, request: Request): Promise<string[]> {
  const goods = await chosen(tx, request.productIds, request.to), ids = goods.map((one) => one.id), { to } = request;
  const collisions = await collisionsOf(tx, ids, to);
  if (collisions.length > 0) throw handoverErrors.collisions({ n: collisions.length }, { collisions });
  const variants = (await tx.rows<{ id: string }>('SELECT id FROM app.variant WHERE product_id = ANY ($1::bigint[]) ORDER BY id', [ids])).map((row) => row.id);
  await lockLevels(tx, variants);
  const records = await record(tx, caller, request, goods);
  await leaveBehind(tx, ids, to);
  await tx.rows('SELECT app.hand_products($1::bigint[], $2)', [ids, to]).catch((error: unknown) => {
    // Somebody took a code or SKU over there in this very moment.
    throw (error as { driverError?: { code?: string } }).driverError?.code === '23505' ? handoverErrors.collisions({ n: 1 }, { collisions: [] }) : error;
  });
  if (request.undoes !== null) await tx.rows('UPDATE app.product p SET member_id = h.member_id, ownership = coalesce(h.ownership, p.ownership), category_id = coalesce(h.category_id, p.category_id) FROM app.handover_product h WHERE h.handover_id = $1 AND h.product_id = p.id AND p.id = ANY ($2::bigint[])', [request.undoes, ids]);
  for (const { id, from } of records) await tx.rows(
    `INSERT INTO app.stock_movement (variant_id, cooperative_id, quantity, on_hand, kind, cause, reason, user_id)
     SELECT v.id, $2, 0, coalesce(k.on_hand, 0), 'correct', 'handover:' || $1::text, $3, $4 FROM app.handover_product h JOIN app.variant v ON v.product_id = h.product_id LEFT JOIN app.stock_level k ON k.variant_id = v.id AND k.location_id = 0 WHERE h.handover_id = $1::bigint`,
    [id, to, request.reason ?? `serah terima dari ${await nameOf(tx, from)}`, caller.userId]);
  await tx.rows(`SELECT pg_notify('serentak_change', x || ':products') FROM unnest($1::text[]) x`, [[...new Set([to, ...goods.map((one) => one.from)])]]);
  await tx.tell('product-changed', { productIds: ids });
  return records.map((one) => one.id);
}

async function record(tx: Tx, caller: Caller, { to, reason, undoes }: Request, goods: readonly Goods[]): Promise<{ id: string; from: string }[]> {
  const records: { id: string; from: string }[] = [];
  for (const from of new Set(goods.map((one) => one.from))) {
    const row = await tx.row<{ id: string }>('INSERT INTO app.handover (cooperative_id, owner_id, user_id, user_name, reason, undoes) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id', [from, to, caller.userId, caller.name, reason, undoes]);
    if (!row) throw new Error('A handover was not written.');
    await tx.rows(`INSERT INTO app.handover_product (handover_id, product_id, cooperative_id, owner_id, code, title, member_id, ownership, category_id) SELECT $1, id, $2, $3, code, title, member_id, ownership, category_id FROM app.product WHERE id = ANY ($4::bigint[])`, [row.id, from, to, goods.filter((one) => one.from === from).map((one) => one.id)]);
    records.push({ id: row.id, from });
  }
  return records;
}

/** A member of the old unit stays its member; a category that the new unit cannot see becomes the one of the same path there. */
async function leaveBehind(tx: Tx, ids: readonly string[], to: string): Promise<void> {
  await tx.rows(`UPDATE app.product p SET member_id = NULL, ownership = 'own' FROM app.member m WHERE m.id = p.member_id AND m.cooperative_id <> $2 AND p.id = ANY ($1::bigint[])`, [ids, to]);
  const seen = '(SELECT a.id FROM app.cooperative t JOIN app.cooperative a ON starts_with(t.path, a.path) WHERE t.id = $2)';
  const hidden = await tx.rows<{ id: string; path: string; there: string | null }>(
    `SELECT DISTINCT c.id, c.path, (SELECT x.id FROM app.category x WHERE lower(x.path) = lower(c.path) AND x.archived_at IS NULL AND x.cooperative_id IN ${seen} ORDER BY x.id LIMIT 1) AS there
     FROM app.product p JOIN app.category c ON c.id = p.category_id WHERE p.id = ANY ($1::bigint[]) AND c.cooperative_id NOT IN ${seen}`, [ids, to]);
  for (const category of hidden) {
    let there = category.there;
    if (there === null) await tx.widened({ ids: [to] }, async (inside) => { there = await ensureCategory(inside, to, category.path, null); });
    await tx.rows('UPDATE app.product SET category_id = $3 WHERE category_id = $2 AND id = ANY ($1::bigint[])', [ids, category.id, there]);
  }
}

const nameOf = async (tx: Tx, id: string): Promise<string> => (await tx.row<{ name: string }>('SELECT name FROM app.cooperative WHERE id = $1', [id]))?.name ?? '';
