import type { FactMap, Tx } from '../kernel/index.js';

export type MovementKind = 'receive' | 'count' | 'correct' | 'import' | 'ship' | 'return';
export interface Movement {
  readonly variantId: string;
  /** Added to what is on hand; negative takes, at most what is there. */
  readonly quantity: number;
  readonly kind: MovementKind;
  /** The same cause twice changes nothing. */
  readonly cause: string;
  readonly reason?: string;
  readonly userId?: string;
}
export interface Moved { readonly id: string; readonly variantId: string; readonly quantity: number; readonly onHand: number; /** Asked to be taken, but not there. */ readonly missing: number }

/** Locks the levels in the order of their variants, making those that are missing. Everything that changes stock begins with this. */
export async function lockLevels(tx: Tx, variantIds: readonly string[]): Promise<void> {
  if (variantIds.length === 0) return;
  await tx.rows(`INSERT INTO app.stock_level (variant_id, cooperative_id) SELECT v.id, v.cooperative_id FROM app.variant v WHERE v.id = ANY ($1::bigint[]) ORDER BY v.id ON CONFLICT DO NOTHING`, [variantIds]);
  await tx.rows('SELECT 1 FROM app.stock_level WHERE variant_id = ANY ($1::bigint[]) ORDER BY variant_id, location_id FOR UPDATE', [variantIds]);
}

/**
 * Changes what is on hand and writes the ledger in one statement, in the order given. On hand never falls below 0: what is taken beyond it is `missing`.
 * Movements whose cause is known already are left out of the answer. The caller tells `stock-changed` afterwards.
 */
export async function applyMovements(tx: Tx, asked: readonly Movement[]): Promise<Moved[]> {
  const movements = [...new Map([...asked].reverse().map((movement) => [`${movement.cause} ${movement.variantId}`, movement])).values()].reverse();
  if (movements.length === 0) return [];
  await lockLevels(tx, [...new Set(movements.map((movement) => movement.variantId))]);
  // Running sums are reflected at 0: `after` is the sum less the deepest fall below 0 so far.
  const rows = await tx.rows<{ id: string; variant_id: string; quantity: number; on_hand: number; asked: number }>(
    `WITH fresh AS MATERIALIZED (
       SELECT m.*, l.on_hand, l.cooperative_id, l.on_hand + sum(m.quantity) OVER (PARTITION BY m.variant_id ORDER BY m.n) AS upto
       FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[]) WITH ORDINALITY AS m (variant_id, quantity, kind, cause, reason, user_id, n)
       JOIN app.stock_level l ON l.variant_id = m.variant_id AND l.location_id = 0
       WHERE NOT EXISTS (SELECT 1 FROM app.stock_movement x WHERE x.cause = m.cause AND x.variant_id = m.variant_id AND x.location_id = 0)
     ), bounded AS (
       SELECT *, upto - least(0, min(upto) OVER (PARTITION BY variant_id ORDER BY n)) AS after FROM fresh
     ), stepped AS (
       SELECT *, after - lag(after, 1, on_hand::bigint) OVER (PARTITION BY variant_id ORDER BY n) AS real FROM bounded
     ), ledger AS (
       INSERT INTO app.stock_movement (variant_id, cooperative_id, quantity, on_hand, kind, cause, reason, user_id) SELECT variant_id, cooperative_id, real, after, kind, cause, reason, user_id FROM stepped ORDER BY n RETURNING id, variant_id, quantity, on_hand, cause
     ), final AS (SELECT DISTINCT ON (variant_id) variant_id, after FROM bounded ORDER BY variant_id, n DESC),
     level AS (UPDATE app.stock_level l SET on_hand = f.after FROM final f WHERE l.variant_id = f.variant_id AND l.location_id = 0)
     SELECT g.id, g.variant_id, g.quantity, g.on_hand, s.quantity AS asked FROM ledger g JOIN stepped s ON s.cause = g.cause AND s.variant_id = g.variant_id ORDER BY g.id`,
    [movements.map((m) => m.variantId), movements.map((m) => m.quantity), movements.map((m) => m.kind), movements.map((m) => m.cause), movements.map((m) => m.reason ?? null), movements.map((m) => m.userId ?? null)]);
  return rows.map((row) => ({ id: row.id, variantId: row.variant_id, quantity: row.quantity, onHand: row.on_hand, missing: Math.max(0, row.quantity - row.asked) }));
}

/** Makes what is on hand what was counted: only what differs moves, in one statement. One count a variant. */
export async function countLevels(tx: Tx, counts: FactMap['stock-counted']['counts']): Promise<void> {
  await lockLevels(tx, counts.map((count) => count.variantId));
  await tx.rows(
    `WITH differs AS MATERIALIZED (
       SELECT c.*, l.cooperative_id, c.on_hand - l.on_hand AS quantity FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[]) AS c (variant_id, on_hand, kind, cause, reason, user_id)
       JOIN app.stock_level l ON l.variant_id = c.variant_id AND l.location_id = 0
       WHERE c.on_hand <> l.on_hand AND NOT EXISTS (SELECT 1 FROM app.stock_movement x WHERE x.cause = c.cause AND x.variant_id = c.variant_id AND x.location_id = 0)
     ), ledger AS (
       INSERT INTO app.stock_movement (variant_id, cooperative_id, quantity, on_hand, kind, cause, reason, user_id) SELECT variant_id, cooperative_id, quantity, on_hand, kind, cause, reason, user_id FROM differs ORDER BY variant_id
     )
     UPDATE app.stock_level l SET on_hand = d.on_hand FROM differs d WHERE l.variant_id = d.variant_id AND l.location_id = 0`,
    [counts.map((c) => c.variantId), counts.map((c) => c.onHand), counts.map((c) => c.kind), counts.map((c) => c.cause), counts.map((c) => c.reason ?? null), counts.map((c) => c.userId ?? null)]);
}

/** Changes what open orders hold; never below 0. More than is on hand may be held: the surplus is what was sold and is not there. */
export async function reserve(tx: Tx, changes: readonly { readonly variantId: string; readonly delta: number }[]): Promise<void> {
  if (changes.length === 0) return;
  await lockLevels(tx, [...new Set(changes.map((change) => change.variantId))]);
  await tx.rows('UPDATE app.stock_level l SET reserved = greatest(0, l.reserved + c.delta) FROM (SELECT variant_id, sum(delta)::int AS delta FROM unnest($1::bigint[], $2::int[]) AS x (variant_id, delta) GROUP BY 1) c WHERE l.variant_id = c.variant_id AND l.location_id = 0',
    [changes.map((change) => change.variantId), changes.map((change) => change.delta)]);
}
