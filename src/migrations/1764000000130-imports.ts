import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An import as one thing: read into rows of its own, looked at, applied, undone. `state` is where it stands, `step` what is being done while it runs; whoever does it holds a lease and a fence.
 * `outcome` is what a row would do, `result` what became of it. `scope`, `above`: what whoever asked for the step may see.
 */
export class Imports1764000000130 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.import DROP CONSTRAINT import_state_check, ADD CONSTRAINT import_state_check CHECK (state IN ('running', 'previewed', 'done', 'undone', 'refused', 'discarded')),
  ADD COLUMN step text CHECK (step IN ('reading', 'applying', 'undoing')), ADD COLUMN preview boolean NOT NULL DEFAULT false, ADD COLUMN kind text, ADD COLUMN header jsonb, ADD COLUMN scope bigint[] NOT NULL DEFAULT '{}', ADD COLUMN above bigint[] NOT NULL DEFAULT '{}',
  ADD COLUMN applied int NOT NULL DEFAULT 0, ADD COLUMN stale int NOT NULL DEFAULT 0, ADD COLUMN undone int NOT NULL DEFAULT 0, ADD COLUMN peak_mb int,
  ADD COLUMN lease_until timestamptz, ADD COLUMN fence int NOT NULL DEFAULT 0, ADD COLUMN asked_at timestamptz NOT NULL DEFAULT app.now();
CREATE INDEX import_list ON app.import (cooperative_id, id);
CREATE INDEX import_running ON app.import (id) WHERE state = 'running';
DROP FUNCTION app.end_cut_imports();

CREATE TABLE app.import_row (
  import_id bigint NOT NULL REFERENCES app.import, number int NOT NULL, cooperative_id bigint NOT NULL, outcome text NOT NULL CHECK (outcome IN ('created', 'changed', 'unchanged', 'rejected')),
  owner_id bigint, leads boolean, code text, title text, description text, category text, brand text, member text, ownership text, sku text, axes text[], choice text[], price bigint, stock int,
  grams int, length_mm int, width_mm int, height_mm int, barcode text, photos text[], attributes jsonb, changes jsonb, cells jsonb,
  result text CHECK (result IN ('applied', 'stale', 'refused', 'undone', 'touched')), product_id bigint, variant_id bigint, photo_ids bigint[], PRIMARY KEY (import_id, number)
) WITH (fillfactor = 70);
CREATE INDEX import_row_list ON app.import_row (import_id, outcome, number);
CREATE INDEX import_row_result ON app.import_row (import_id, result, number) WHERE result IN ('stale', 'touched', 'refused');

-- Products an import wrote: whether it made them, and their revision since. Another one now: somebody touched them later.
CREATE TABLE app.import_product (
  import_id bigint NOT NULL REFERENCES app.import, product_id bigint NOT NULL, cooperative_id bigint NOT NULL, made boolean NOT NULL, revision int NOT NULL, PRIMARY KEY (import_id, product_id)
);
-- How a co-op calls its columns: by the header's bare name. NULL: not to be read.
CREATE TABLE app.import_column (
  cooperative_id bigint NOT NULL REFERENCES app.cooperative, name text NOT NULL, column_name text, said_at timestamptz NOT NULL DEFAULT app.now(), user_id bigint, PRIMARY KEY (cooperative_id, name)
);
CALL app.police('import_row', 'own'); CALL app.police('import_product', 'own'); CALL app.police('import_column', 'own');

-- What is to be done and nobody does; whoever claims one works in its scope.
CREATE FUNCTION app.due_imports() RETURNS TABLE (id bigint, cooperative_id bigint, step text, waiting boolean) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT i.id, i.cooperative_id, coalesce(i.step, 'reading'), i.asked_at > app.now() - interval '1 hour' FROM import i WHERE i.state = 'running' AND (i.lease_until IS NULL OR i.lease_until < app.wall()) ORDER BY i.asked_at, i.id LIMIT 50
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
