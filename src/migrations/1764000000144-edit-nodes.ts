import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An edit may touch just the co-ops its maker might change when it was drafted: several units apart from each other too, and none where they only look. */
export class EditNodes1764000000144 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.edit ADD COLUMN nodes bigint[];
CREATE OR REPLACE FUNCTION app.due_edits() RETURNS TABLE (edit_id bigint, user_id bigint, subtree bigint[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT e.id, e.user_id, coalesce(e.nodes, (SELECT array_agg(d.id ORDER BY d.id) FROM cooperative d WHERE d.path LIKE c.path || '%')) FROM edit e JOIN cooperative c ON c.id = e.cooperative_id WHERE e.state IN ('waiting', 'running') AND e.due_at <= app.now() ORDER BY e.due_at
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
