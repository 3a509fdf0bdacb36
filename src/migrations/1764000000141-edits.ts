import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Edits of many rows at once. What is changed is frozen as members when the edit is drafted, with the values before and after; an edit that was begun is a due row (`due_at`), which whoever comes by carries out, slice by slice.
 * A member's result: unchanged or refused (known when drafted), done, skipped (somebody else changed the row meanwhile …), undone (by a later edit).
 */
export class Edits1764000000141 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.cooperative ADD COLUMN edit_limits jsonb; -- NULL: as the nearest co-op above says, else the house's own
CALL app.watch('cooperative', '{parent_id,code,name,timezone,archived_at,edit_limits}', coop => 'x.id');

CREATE TABLE app.edit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, user_id bigint, name text NOT NULL, field text NOT NULL CHECK (field IN ('price', 'stock', 'weight', 'category', 'attributes')),
  change jsonb NOT NULL, chosen jsonb NOT NULL, preview jsonb NOT NULL, undoes bigint REFERENCES app.edit,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'waiting', 'running', 'done', 'cancelled')), created_at timestamptz NOT NULL DEFAULT app.now(), begun_at timestamptz, due_at timestamptz, done_at timestamptz
);
CREATE INDEX edit_list ON app.edit (cooperative_id, id);
CREATE INDEX edit_due ON app.edit (due_at) WHERE state IN ('waiting', 'running');
CREATE UNIQUE INDEX edit_undone ON app.edit (undoes) WHERE state <> 'cancelled';
CREATE TABLE app.edit_member (
  edit_id bigint NOT NULL REFERENCES app.edit, row_id bigint NOT NULL, cooperative_id bigint NOT NULL, product_id bigint NOT NULL, before jsonb, after jsonb,
  result text CHECK (result IN ('unchanged', 'refused', 'done', 'skipped', 'undone')), why text, at timestamptz, PRIMARY KEY (edit_id, row_id)
);
CREATE INDEX edit_member_open ON app.edit_member (edit_id, row_id) WHERE result IS NULL;
CALL app.police('edit', 'own'); CALL app.police('edit_member', 'own');

-- Edits whose time has come, with the co-ops that they may touch: the editor's and all beneath.
CREATE FUNCTION app.due_edits() RETURNS TABLE (edit_id bigint, user_id bigint, subtree bigint[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT e.id, e.user_id, (SELECT array_agg(d.id ORDER BY d.id) FROM cooperative d WHERE d.path LIKE c.path || '%') FROM edit e JOIN cooperative c ON c.id = e.cooperative_id WHERE e.state IN ('waiting', 'running') AND e.due_at <= app.now() ORDER BY e.due_at
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
