import type { Tx } from '../kernel/index.js';

/** Finds a category by its path ('A > B > C') in this co-op or above, or makes it with its missing ancestors. */
export async function ensureCategory(tx: Tx, cooperativeId: string, path: string, code: string | null): Promise<string> {
  const known = await tx.row<{ id: string }>('SELECT id FROM app.category WHERE lower(path) = lower($1) ORDER BY id LIMIT 1', [path]);
  if (known) return known.id;
  const parts = path.split(' > ');
  const parentId = parts.length > 1 ? await ensureCategory(tx, cooperativeId, parts.slice(0, -1).join(' > '), null) : null;
  const row = await tx.row<{ id: string }>('INSERT INTO app.category (cooperative_id, parent_id, code, name, path) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (cooperative_id, lower(path)) DO UPDATE SET path = app.category.path RETURNING id', [cooperativeId, parentId, code, parts.at(-1), path]);
  if (!row) throw new Error(`Category ${path} was not written.`);
  return row.id;
}
