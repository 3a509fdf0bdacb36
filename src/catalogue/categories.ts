import { revisionIn, type Caller, type Tx } from '../kernel/index.js';
import { catalogueErrors } from './errors.js';

/** Names of the way down to a category, as its path is written. */
const between = ' > ';
/** How long a path may be, letters. */
export const longestPath = 300;

export interface CategoryRow { id: string; cooperative_id: string; parent_id: string | null; code: string | null; name: string; path: string; revision: number; archived_at: Date | null }
export interface CategoryChange { readonly name?: string; readonly parentId?: string | null; readonly archived?: boolean }

/** Finds a category by its path ('A > B > C') in this co-op or above, or makes it with its missing ancestors. One of its own that was archived comes back. */
export async function ensureCategory(tx: Tx, cooperativeId: string, path: string, code: string | null): Promise<string> {
  const known = await tx.row<{ id: string; archived: boolean }>('SELECT id, archived_at IS NOT NULL AS archived FROM app.category WHERE lower(path) = lower($1) ORDER BY archived_at IS NOT NULL, id LIMIT 1', [path]);
  if (known?.archived) await tx.rows('UPDATE app.category SET archived_at = NULL, revision = revision + 1 WHERE id = $1', [known.id]);
  const parts = path.split(between);
  const parentId = parts.length > 1 && (!known || known.archived) ? await ensureCategory(tx, cooperativeId, parts.slice(0, -1).join(between), null) : null;
  if (known) return known.id;
  const row = await tx.row<{ id: string }>('INSERT INTO app.category (cooperative_id, parent_id, code, name, path) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (cooperative_id, lower(path)) DO UPDATE SET path = app.category.path RETURNING id', [cooperativeId, parentId, code, parts.at(-1), path]);
  if (!row) throw new Error(`Category ${path} was not written.`);
  return row.id;
}

/** A category of the caller's own scope, locked, at the revision the change was based on. What a co-op above owns is read, never changed. */
export async function ownCategory(tx: Tx, caller: Pick<Caller, 'scope'>, id: string, match: string | undefined): Promise<CategoryRow> {
  const seen = /^\d{1,19}$/.test(id) ? await tx.row<CategoryRow>('SELECT * FROM app.category WHERE id = $1', [id]) : null;
  if (!seen) throw catalogueErrors.noCategory();
  if (!caller.scope.ids.includes(seen.cooperative_id)) throw catalogueErrors.categoryAbove({ kategori: seen.path });
  if (!match) throw catalogueErrors.needsMatch();
  const row = await tx.row<CategoryRow>('SELECT * FROM app.category WHERE id = $1 FOR UPDATE', [id]);
  if (!row || row.revision !== revisionIn(match)) throw catalogueErrors.categoryStale({ kategori: seen.path });
  return row;
}

/** Renames, moves, archives. What lies beneath goes along, its products and maps with it: they name the category, not its path. */
export async function changeCategory(tx: Tx, row: CategoryRow, change: CategoryChange): Promise<void> {
  await oneTreeAtATime(tx);
  const name = change.name?.trim() ?? row.name, parentId = change.parentId === undefined ? row.parent_id : change.parentId;
  if (name === '' || name.includes('>')) throw catalogueErrors.badCategoryName();
  const parent = parentId === null ? null : await roomBeneath(tx, row, parentId);
  const path = parent ? `${parent.path}${between}${name}` : name;
  if (change.archived === true) await assertEmpty(tx, row);
  await tx.rows('UPDATE app.category SET name = $2, parent_id = $3, archived_at = CASE WHEN $4::boolean IS NULL THEN archived_at WHEN $4 THEN coalesce(archived_at, app.now()) END, revision = revision + 1 WHERE id = $1', [row.id, name, parentId, change.archived ?? null]);
  if (path !== row.path) await writePaths(tx, row, path);
}

/** Where it may be moved to: not into itself, and not beneath a category that its own co-op's people might not see. */
async function roomBeneath(tx: Tx, row: CategoryRow, parentId: string): Promise<CategoryRow> {
  const parent = await tx.row<CategoryRow & { mine: boolean }>('SELECT c.*, starts_with(mine.path, owner.path) AS mine FROM app.category c JOIN app.cooperative owner ON owner.id = c.cooperative_id JOIN app.cooperative mine ON mine.id = $2 WHERE c.id = $1', [parentId, row.cooperative_id]);
  if (!parent?.mine || (parent.archived_at && parentId !== row.parent_id)) throw catalogueErrors.badReference();
  const loop = await tx.row('WITH RECURSIVE up AS (SELECT id, parent_id FROM app.category WHERE id = $1 UNION SELECT c.id, c.parent_id FROM up JOIN app.category c ON c.id = up.parent_id) SELECT 1 FROM up WHERE id = $2', [parentId, row.id]);
  if (loop) throw catalogueErrors.categoryLoop({ kategori: row.path, tujuan: parent.path });
  return parent;
}

/** The category's own path and those of all beneath it, whoever's they are. */
async function writePaths(tx: Tx, row: CategoryRow, path: string): Promise<void> {
  const longest = await tx.row<{ n: number }>('SELECT max(length(path))::int AS n FROM app.category WHERE id = $1 OR starts_with(path, $2)', [row.id, `${row.path}${between}`]);
  if ((longest?.n ?? 0) - row.path.length + path.length > longestPath) throw catalogueErrors.pathTooLong({ batas: longestPath });
  await tx.rows(
    `WITH RECURSIVE beneath AS (SELECT id FROM app.category WHERE id = $1 UNION SELECT c.id FROM beneath b JOIN app.category c ON c.parent_id = b.id)
     UPDATE app.category c SET path = $2 || substr(c.path, $3), revision = c.revision + CASE WHEN c.id = $1 THEN 0 ELSE 1 END FROM beneath WHERE c.id = beneath.id`, [row.id, path, row.path.length + 1])
    .catch((error: unknown) => { throw isTaken(error) ? catalogueErrors.pathTaken({ kategori: path }) : error; });
}

async function assertEmpty(tx: Tx, row: CategoryRow): Promise<void> {
  const full = await tx.row<{ products: number; branches: number }>('SELECT (SELECT count(*)::int FROM app.product WHERE category_id = $1 AND archived_at IS NULL) AS products, (SELECT count(*)::int FROM app.category WHERE parent_id = $1 AND archived_at IS NULL) AS branches', [row.id]);
  if (full && full.products + full.branches > 0) throw catalogueErrors.categoryFull({ kategori: row.path, produk: full.products, cabang: full.branches });
}

/**
 * Makes one category of two: products and branches of `row` go to `into`, and so does what was mapped or filled in for it where `into` has nothing of its own; then `row` is gone. Its price rules end with it: what moved is priced as its new neighbours are, and they keep their prices.
 * Returns how many products moved.
 */
export async function mergeCategory(tx: Tx, row: CategoryRow, intoId: string): Promise<number> {
  await oneTreeAtATime(tx);
  if (intoId === row.id) throw catalogueErrors.categoryLoop({ kategori: row.path, tujuan: row.path });
  const into = await roomBeneath(tx, row, intoId);
  for (const child of await tx.rows<CategoryRow>('SELECT * FROM app.category WHERE parent_id = $1 ORDER BY id', [row.id])) await changeCategory(tx, child, { parentId: into.id });
  const moved = await tx.rows<{ id: string }>('UPDATE app.product SET category_id = $2, revision = revision + 1, updated_at = app.now() WHERE category_id = $1 RETURNING id', [row.id, into.id]);
  const maps = await tx.rows('UPDATE app.category_map m SET category_id = $2 WHERE category_id = $1 AND NOT EXISTS (SELECT 1 FROM app.category_map o WHERE o.category_id = $2 AND (o.cooperative_id, o.marketplace, o.scope_key) = (m.cooperative_id, m.marketplace, m.scope_key)) RETURNING id', [row.id, into.id]);
  const values = await tx.rows(
    `UPDATE app.attribute_value v SET subject = $2 WHERE level = 'category' AND subject = $1 AND NOT EXISTS (SELECT 1 FROM app.attribute_value o WHERE o.level = 'category' AND o.subject = $2 AND (o.cooperative_id, o.marketplace, o.scope_key, o.attribute_id) = (v.cooperative_id, v.marketplace, v.scope_key, v.attribute_id)) RETURNING subject`, [row.id, into.id]);
  await tx.rows(`DELETE FROM app.attribute_value WHERE level = 'category' AND subject = $1`, [row.id]);
  for (const table of ['category_map', 'price_rule']) await tx.rows(`DELETE FROM app.${table} WHERE category_id = $1`, [row.id]);
  await tx.rows('DELETE FROM app.category WHERE id = $1', [row.id]);
  await tx.rows('UPDATE app.category SET revision = revision + 1 WHERE id = $1', [into.id]);
  // A map that came along maps those who were there before, too.
  const changed = maps.length + values.length > 0 ? await tx.rows<{ id: string }>('SELECT id FROM app.product WHERE category_id = $1 AND archived_at IS NULL', [into.id]) : moved;
  if (changed.length > 0) await tx.tell('product-changed', { productIds: changed.map((product) => product.id) });
  return moved.length;
}

/** Two moves at once could close a loop that neither of them sees. */
const oneTreeAtATime = (tx: Tx): Promise<unknown> => tx.rows(`SELECT pg_advisory_xact_lock(hashtextextended('category-tree', 0))`);
const isTaken = (error: unknown): boolean => (error as { driverError?: { code?: string } }).driverError?.code === '23505';
