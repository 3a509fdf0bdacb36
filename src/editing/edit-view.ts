import { fill, type Caller, type Tx } from '../kernel/index.js';
import type { Change, Field } from './apply-change.js';
import { notChanged, type NotChanged } from './errors.js';
import { ofVariants } from './edits.js';
import { warningsOf, type PreviewFacts } from './preview.js';

interface Row { id: string; name: string; field: Field; change: Change; chosen: object; preview: PreviewFacts; undoes: string | null; undone_by: string | null; state: string; created_at: Date; begun_at: Date | null; due_at: Date | null; done_at: Date | null; by: string | null; done: number; skipped: number; undone: number }
interface ItemRow { row_id: string; product_id: string; code: string; title: string; before: unknown; after: unknown; result: string | null; why: NotChanged | null; at: Date | null }

const nouns = { price: { id: 'Harga', en: 'Price' }, stock: { id: 'Stok', en: 'Stock' }, weight: { id: 'Berat', en: 'Weight' }, category: { id: 'Kategori', en: 'Category' }, attributes: { id: 'Atribut', en: 'Attributes' }, 'marketplace-attribute': { id: 'Isian marketplace', en: 'Marketplace attribute' } } as const;
const undoOf = { id: 'Urungkan: {name}', en: 'Undo: {name}' } as const;

/** What an edit is called when nobody gave it a name. */
function nameOf({ name, field, change, undoes }: Pick<Row, 'name' | 'field' | 'change' | 'undoes'>, language: Caller['language']): string {
  const { how, value, round } = change, grid = round ? ` ${{ up: '↑', down: '↓', nearest: '≈' }[round.way]} ${round.to}` : '';
  const number = typeof value === 'number' ? value.toLocaleString(language === 'id' ? 'id-ID' : 'en-US', { signDisplay: how === 'set' ? 'auto' : 'always' }) : '';
  const plain = name !== '' ? name : `${nouns[field][language]}${number && ` ${how === 'set' ? '= ' : ''}${number}${how === 'percent' ? ' %' : ''}`}${grid}`;
  return undoes === null ? plain : fill(undoOf[language], { name: plain });
}

/** Newest first. */
export async function viewEdits(tx: Tx, caller: Caller, page: { readonly id?: string; readonly after?: string; readonly limit: number }) {
  const rows = await tx.rows<Row>(
    `SELECT e.*, coalesce((SELECT o.change FROM app.edit o WHERE o.id = e.undoes), e.change) AS change, app.called(e.user_id) AS by, (SELECT u.id FROM app.edit u WHERE u.undoes = e.id AND u.state <> 'cancelled') AS undone_by FROM app.edit e WHERE ($1::bigint IS NULL OR e.id = $1) AND ($2::bigint IS NULL OR e.id < $2) AND ($1::bigint IS NOT NULL OR e.state <> 'draft') ORDER BY e.id DESC LIMIT $3`, [page.id ?? null, page.after ?? null, page.limit + 1]);
  const items = rows.slice(0, page.limit).map((row) => ({
    id: row.id, name: nameOf(row, caller.language), field: row.field, change: row.change, chosen: row.chosen, state: row.state, by: row.by, createdAt: row.created_at, begunAt: row.begun_at, leavesAt: row.state === 'waiting' ? row.due_at : null, doneAt: row.done_at, undoes: row.undoes, undoneBy: row.undone_by,
    counts: { waiting: row.preview.changing - row.done - row.skipped - row.undone, done: row.done, skipped: row.skipped, undone: row.undone, unchanged: row.preview.unchanged, refused: row.preview.total - row.preview.changing - row.preview.unchanged },
    preview: { ...row.preview, warnings: warningsOf(row.field, row.preview, caller.language), refused: Object.entries(row.preview.refused).map(([why, count]) => ({ why, count, ...said(why as NotChanged, caller) })) },
  }));
  return { items, next: rows.length > page.limit ? items.at(-1)?.id ?? null : null };
}

/** Its rows in the order of their ids, with what became of each. */
export async function viewEditItems(tx: Tx, caller: Caller, edit: { readonly id: string; readonly field: Field }, page: { readonly result?: string; readonly after?: string; readonly limit: number }) {
  const rows = await tx.rows<ItemRow>(
    `WITH page AS MATERIALIZED (SELECT * FROM app.edit_member m WHERE m.edit_id = $1 AND ($2::text IS NULL OR coalesce(m.result, 'waiting') = $2) AND ($3::bigint IS NULL OR m.row_id > $3) ORDER BY m.row_id LIMIT $4)
     SELECT m.*, coalesce(v.sku, p.code) AS code, p.title FROM page m JOIN app.product p ON p.id = m.product_id LEFT JOIN app.variant v ON $5 AND v.id = m.row_id ORDER BY m.row_id`, [edit.id, page.result ?? null, page.after ?? null, page.limit + 1, ofVariants(edit.field)]);
  const items = rows.slice(0, page.limit).map((row) => ({ id: row.row_id, productId: row.product_id, code: row.code, title: row.title, before: row.before, after: row.result === 'refused' ? null : row.after, result: row.result ?? 'waiting', why: row.why && { code: row.why, ...said(row.why, caller) }, at: row.at }));
  return { items, next: rows.length > page.limit ? items.at(-1)?.id ?? null : null };
}

const said = (why: NotChanged, { language }: Caller): { reason: string; next: string } => {
  const { sentence, next } = notChanged[why]().entry[language];
  return { reason: sentence, next };
};
