import { changeMany } from '../catalogue/index.js';
import { setProductValues, type Given } from '../mapping/index.js';
import { applyMovements, lockLevels, type Movement } from '../inventory/index.js';
import type { Tx } from '../kernel/index.js';
import type { NotChanged } from './errors.js';
import { ofVariants, type Edit } from './edits.js';

export interface Member { readonly row_id: string; readonly product_id: string; readonly before: unknown; readonly after: unknown }
/** `now`: what became of it, where that is not what was frozen (stock that was sold meanwhile). */
interface Outcome { readonly id: string; readonly why: NotChanged | null; readonly now?: readonly [number, number] }

/** The next rows of an edit, written as they were frozen where nobody touched them since. Returns how many were looked at; 0: none are left. */
export async function carryOut(tx: Tx, edit: Edit & { readonly user_id: string | null }, count: number): Promise<number> {
  const members = await nextMembers(tx, edit.id, count);
  if (members.length === 0) return 0;
  const touched = edit.undoes === null ? new Set<string>() : await touchedSince(tx, edit, members);
  const rest = members.filter((member) => !touched.has(member.row_id));
  const done = edit.field === 'stock' ? await moveStock(tx, edit, rest) : await setValues(tx, edit, rest);
  await close(tx, edit, [...[...touched].map((id): Outcome => ({ id, why: 'changed-since' })), ...done]);
  return members.length;
}

export const nextMembers = (tx: Tx, editId: string, count: number): Promise<Member[]> => tx.rows<Member>('SELECT row_id, product_id, before, after FROM app.edit_member WHERE edit_id = $1 AND result IS NULL ORDER BY row_id LIMIT $2', [editId, count]);

async function setValues(tx: Tx, edit: Edit & { readonly user_id: string | null }, members: readonly Member[]): Promise<Outcome[]> {
  if (edit.field === 'stock') throw new Error('Stock moves by its ledger.');
  const outcomes = (changed: ReadonlySet<string>): Outcome[] => members.map((member) => ({ id: member.row_id, why: changed.has(member.row_id) ? null : 'changed-since' }));
  const { place, attribute = '' } = edit.change;
  if (edit.field === 'marketplace-attribute') return place ? outcomes(await setProductValues(tx, place, attribute, members.map((member) => ({ productId: member.row_id, before: member.before as Given, after: member.after as Given })), edit.user_id)) : [];
  // What was taken away is set back as what it was not: attributes that were not there are taken out again.
  const keys = edit.field === 'attributes' ? Object.keys(Object.assign({}, ...members.flatMap((m) => [m.before ?? {}, m.after ?? {}])) as object) : [];
  const whole = (value: unknown): unknown => (edit.field === 'attributes' ? Object.fromEntries(keys.map((key) => [key, ((value ?? {}) as Record<string, unknown>)[key] ?? null])) : value);
  return outcomes(await changeMany(tx, edit.field, members.map((member) => ({ id: member.row_id, before: whole(member.before), after: whole(member.after) }))));
}

/** A number that was set stands only where it is still what was seen. What is added or taken is moved whatever was sold meanwhile, and never below nothing. */
async function moveStock(tx: Tx, edit: Edit & { readonly user_id: string | null }, members: readonly Member[]): Promise<Outcome[]> {
  const ids = members.map((member) => member.row_id), relative = edit.change.how === 'add';
  await lockLevels(tx, ids);
  const levels = new Map((await tx.rows<{ variant_id: string; on_hand: number }>('SELECT k.variant_id, k.on_hand FROM app.stock_level k JOIN app.variant v ON v.id = k.variant_id AND v.archived_at IS NULL WHERE k.variant_id = ANY ($1::bigint[]) AND k.location_id = 0', [ids])).map((row) => [row.variant_id, row.on_hand]));
  const moves: Movement[] = [], outcomes: Outcome[] = [];
  for (const member of members) {
    const there = levels.get(member.row_id), before = Number(member.before), quantity = Number(member.after) - before;
    const why = there === undefined || (!relative && there !== before) ? 'changed-since' : there + quantity < 0 ? 'below-zero' : null;
    outcomes.push({ id: member.row_id, why, ...(why === null && there !== undefined ? { now: [there, there + quantity] as const } : {}) });
    if (why === null) moves.push({ variantId: member.row_id, quantity, kind: relative ? 'correct' : 'count', cause: `edit:${edit.id}`, reason: edit.name || 'ubah massal', userId: edit.user_id ?? undefined });
  }
  await applyMovements(tx, moves);
  if (moves.length > 0) {
    await tx.tell('stock-changed', { variantIds: moves.map((move) => move.variantId) });
    await tx.rows(`SELECT pg_notify('serentak_change', c.id || ':products') FROM (SELECT DISTINCT cooperative_id AS id FROM app.variant WHERE id = ANY ($1::bigint[])) c`, [moves.map((move) => move.variantId)]);
  }
  return outcomes;
}

/** Of an undo: rows that anybody changed after the edit, even if they are by now as the edit left them. */
async function touchedSince(tx: Tx, edit: Edit, members: readonly Member[]): Promise<Set<string>> {
  const params: unknown[] = [edit.undoes, members.map((member) => member.row_id), `edit:${edit.undoes}`];
  let since = 'SELECT 1 FROM app.stock_movement x WHERE x.variant_id = m.row_id AND x.at >= m.at AND x.cause <> $3';
  if (edit.field !== 'stock') {
    const column = { price: 'price', weight: 'grams', category: 'category_id', attributes: 'attributes', 'marketplace-attribute': 'given' }[edit.field];
    // As the audit names the rows: 'variant:7', 'attribute:product:7:<marketplace>:100'.
    params.push(...(edit.field === 'marketplace-attribute' ? ['attribute:product:', `:${edit.change.place?.marketplace}:${edit.change.attribute}`] : [ofVariants(edit.field) ? 'variant:' : 'product:', '']));
    since = `SELECT 1 FROM app.audit x WHERE x.product_id = m.product_id AND x.at >= m.at AND x.subject = $4 || m.row_id || $5 AND (x.before ? '${column}' OR x.after ? '${column}') AND x.why IS DISTINCT FROM $3`;
  }
  const rows = await tx.rows<{ id: string }>(`SELECT m.row_id AS id FROM app.edit_member m WHERE m.edit_id = $1 AND m.row_id = ANY ($2::bigint[]) AND EXISTS (${since})`, params);
  return new Set(rows.map((row) => row.id));
}

/** Writes what became of members, and counts it; what an undo set back is undone in the edit it undoes. */
export async function close(tx: Tx, edit: Pick<Edit, 'id' | 'undoes'>, outcomes: readonly Outcome[]): Promise<void> {
  await tx.rows(
    `WITH said AS (SELECT * FROM unnest($2::bigint[], $3::text[], $4::int[], $5::int[]) AS x (id, why, was, now)), first AS (
       UPDATE app.edit_member m SET result = 'undone' FROM said s WHERE m.edit_id = $6 AND m.row_id = s.id AND s.why IS NULL),
       counted AS (UPDATE app.edit e SET done = e.done + CASE e.id WHEN $1 THEN n.done ELSE -n.done END, skipped = e.skipped + CASE e.id WHEN $1 THEN n.skipped ELSE 0 END, undone = e.undone + CASE e.id WHEN $1 THEN 0 ELSE n.done END
         FROM (SELECT count(*) FILTER (WHERE why IS NULL)::int AS done, count(why)::int AS skipped FROM said) n WHERE e.id IN ($1, $6))
     UPDATE app.edit_member m SET result = CASE WHEN s.why IS NULL THEN 'done' ELSE 'skipped' END, why = s.why, at = app.now(), before = coalesce(to_jsonb(s.was), m.before), after = coalesce(to_jsonb(s.now), m.after) FROM said s WHERE m.edit_id = $1 AND m.row_id = s.id`,
    [edit.id, outcomes.map((one) => one.id), outcomes.map((one) => one.why), outcomes.map((one) => one.now?.[0] ?? null), outcomes.map((one) => one.now?.[1] ?? null), edit.undoes]);
}
