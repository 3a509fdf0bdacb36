import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who asked for an import's step; what is waited for longer; and what an import did row by row is kept for a season, what it was stays. */
export class ImportUpkeep1764000000131 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.import ADD COLUMN asked_by bigint;

CREATE OR REPLACE FUNCTION app.due_imports() RETURNS TABLE (id bigint, cooperative_id bigint, step text, waiting boolean) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT i.id, i.cooperative_id, coalesce(i.step, 'reading'), i.asked_at > app.now() - interval '1 hour' FROM import i WHERE i.state = 'running' AND (i.lease_until IS NULL OR i.lease_until < app.wall()) ORDER BY i.asked_at, i.id LIMIT 50
$$;

CREATE FUNCTION app.forget_import_rows() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE old bigint[] := ARRAY(SELECT i.id FROM import i WHERE i.state <> 'running' AND coalesce(i.ended_at, i.started_at) < app.now() - interval '90 days' AND EXISTS (SELECT 1 FROM import_row r WHERE r.import_id = i.id));
BEGIN
  DELETE FROM import_row WHERE import_id = ANY (old); DELETE FROM import_product WHERE import_id = ANY (old);
END $$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
