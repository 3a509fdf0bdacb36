import type { Caller, Tx } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { applyChange, type Change, type Field } from './apply-change.js';
import { placed, refusedValues } from './attribute-edits.js';
import type { EditBody } from './bodies.js';
import { assertFits, chosenRows } from './chosen-rows.js';
import { editErrors } from './errors.js';
import { demandConfirmation, limitsOf, Preview, type PreviewFacts } from './preview.js';

export interface Edit { readonly id: string; readonly field: Field; readonly state: string; readonly preview: PreviewFacts; readonly change: Change; readonly name: string; readonly undoes: string | null }
/** Time to think better of it. */
export const undoSeconds = 10;

/** Freezes what would be changed, row by row with the values before and after, and what is to be said of it. Nothing is changed. Drafts that nobody began within a day go. */
export async function draftEdit(tx: Tx, marketplaces: Marketplaces, caller: Caller, body: EditBody): Promise<string> {
  const { field } = body;
  assertFits(field, body.change);
  const there = field === 'marketplace-attribute' ? await placed(tx, marketplaces, body.change) : null, change: Change = there ?? body.change;
  if (field === 'category' && change.value !== null && !(await tx.row('SELECT 1 FROM app.category WHERE id = $1 AND archived_at IS NULL', [change.value]))) throw editErrors.noCategory();
  await tx.rows(`WITH old AS (SELECT id FROM app.edit WHERE state = 'draft' AND created_at < app.now() - interval '1 day'), members AS (DELETE FROM app.edit_member m USING old WHERE m.edit_id = old.id) DELETE FROM app.edit e USING old WHERE e.id = old.id`);
  const { products } = body, chosen = { ...(products.ids ? { ids: products.ids.length } : {}), ...(products.filter ? { filter: products.filter } : {}), ...(products.variants ? { variants: products.variants.length } : {}) };
  const row = await tx.row<{ id: string }>(`INSERT INTO app.edit (cooperative_id, user_id, name, field, change, chosen, preview, nodes) VALUES ($1, $2, $3, $4, $5, $6, '{}', $7) RETURNING id`, [caller.cooperativeId, caller.userId, body.name ?? '', field, JSON.stringify(change), JSON.stringify(chosen), caller.scope.ids]);
  const id = row?.id ?? '', preview = new Preview(field, await limitsOf(tx, caller.cooperativeId));
  for await (const rows of chosenRows(tx, products, field, change)) {
    const unfit = there ? await refusedValues(tx, there, rows) : null;
    const members = rows.map((chosenRow) => {
      const why = unfit?.get(chosenRow.id), changed = why ? { refused: why } : applyChange(field, chosenRow.before, change);
      if ('refused' in changed) preview.refuse(changed.refused);
      else if (same(chosenRow.before, changed.after)) preview.keep();
      else preview.change(chosenRow, changed.after);
      return { ...chosenRow, after: 'after' in changed ? changed.after : null, result: 'refused' in changed ? 'refused' : same(chosenRow.before, changed.after) ? 'unchanged' : null, why: 'refused' in changed ? changed.refused : null };
    });
    await tx.rows(
      `INSERT INTO app.edit_member (edit_id, cooperative_id, row_id, product_id, before, after, result, why) SELECT $1, $2, x.* FROM unnest($3::bigint[], $4::bigint[], $5::jsonb[], $6::jsonb[], $7::text[], $8::text[]) AS x (row_id, product_id, before, after, result, why)`,
      [id, caller.cooperativeId, members.map((m) => m.id), members.map((m) => m.productId), members.map((m) => JSON.stringify(m.before)), members.map((m) => JSON.stringify(m.after)), members.map((m) => m.result), members.map((m) => m.why)]);
  }
  const facts = preview.facts();
  if (facts.total === 0) throw editErrors.nothing();
  await tx.rows('UPDATE app.edit SET preview = $2 WHERE id = $1', [id, JSON.stringify(facts)]);
  return id;
}

/** Whether a value already is what it would become; of attributes a null and none are one. */
const same = (before: unknown, after: unknown): boolean => {
  if (Array.isArray(after)) return JSON.stringify(before) === JSON.stringify(after);
  if (typeof after !== 'object' || after === null) return (before ?? null) === (after ?? null);
  const now = (before ?? {}) as Record<string, unknown>;
  return Object.entries(after).every(([key, value]) => (now[key] ?? null) === value);
};

/** Locks an edit; what runs is held by whoever carries it out. */
export async function takeEdit(tx: Tx, id: string): Promise<Edit> {
  const edit = /^\d{1,18}$/.test(id) ? await tx.row<Edit>('SELECT id, field, state, preview, change, name, undoes FROM app.edit WHERE id = $1 FOR UPDATE', [id]) : null;
  if (!edit) throw editErrors.notFound();
  return edit;
}

/** It leaves when ten seconds have passed. Begun twice is begun once. */
export async function beginEdit(tx: Tx, caller: Caller, edit: Edit, confirmed: boolean | undefined): Promise<void> {
  if (edit.state === 'waiting' || edit.state === 'running') return;
  if (edit.state !== 'draft') throw editErrors.notOpen();
  demandConfirmation(edit.field, edit.preview, confirmed, caller.language);
  await tx.rows(`UPDATE app.edit SET state = 'waiting', begun_at = app.now(), due_at = app.now() + make_interval(secs => $2) WHERE id = $1`, [edit.id, undoSeconds]);
}

/** Within its ten seconds (or as a draft) it is as if it had never been; later its rows are set back by an edit of their own, which it returns. */
export async function undoEdit(tx: Tx, caller: Caller, edit: Edit): Promise<string> {
  if (edit.state === 'draft' || edit.state === 'waiting') {
    await tx.rows(`UPDATE app.edit SET state = 'cancelled', done_at = app.now() WHERE id = $1`, [edit.id]);
    return edit.id;
  }
  if (edit.state === 'running') throw editErrors.running();
  const row = edit.state === 'done' ? await tx.row<{ id: string }>(
    `INSERT INTO app.edit (cooperative_id, user_id, name, field, change, chosen, preview, undoes, state, begun_at, due_at, nodes) SELECT $2, $3, e.name, e.field, e.change || '{"how": "set"}', e.chosen, '{}', e.id, 'waiting', app.now(), app.now() + make_interval(secs => $4), $5 FROM app.edit e WHERE e.id = $1
     ON CONFLICT DO NOTHING RETURNING id`, [edit.id, caller.cooperativeId, caller.userId, undoSeconds, caller.scope.ids]) : null;
  if (!row) throw editErrors.notUndone();
  const preview = new Preview(edit.field, await limitsOf(tx, caller.cooperativeId));
  const rows = await tx.rows<{ id: string; code: string; title: string; before: unknown; after: unknown }>(
    `WITH made AS (INSERT INTO app.edit_member (edit_id, cooperative_id, row_id, product_id, before, after) SELECT $1, $2, row_id, product_id, after, before FROM app.edit_member WHERE edit_id = $3 AND result = 'done' RETURNING row_id, product_id, before, after)
     SELECT m.row_id AS id, m.before, m.after, coalesce(v.sku, p.code) AS code, p.title FROM made m JOIN app.product p ON p.id = m.product_id LEFT JOIN app.variant v ON $4 AND v.id = m.row_id ORDER BY m.row_id`, [row.id, caller.cooperativeId, edit.id, ofVariants(edit.field)]);
  if (rows.length === 0) throw editErrors.notUndone();
  for (const member of rows) preview.change(member, member.after);
  await tx.rows('UPDATE app.edit SET preview = $2 WHERE id = $1', [row.id, JSON.stringify(preview.facts())]);
  return row.id;
}

export const ofVariants = (field: Field): boolean => field !== 'category' && field !== 'attributes' && field !== 'marketplace-attribute';
