import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which photos the rows of a catalogue name, by file name or by address, and what became of each; archives of photos that were sent, file by file; and what the coach says of a picture.
 */
export class PhotoMentions1764000000200 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.photo ADD COLUMN advice text[] NOT NULL DEFAULT '{}';
ALTER TABLE app.photo_file ADD COLUMN advice text[] NOT NULL DEFAULT '{}', ADD COLUMN stem text NOT NULL GENERATED ALWAYS AS (regexp_replace(name, '^.*/|\\.[a-z0-9]{1,5}$', '', 'g')) STORED;
CREATE INDEX photo_file_stem ON app.photo_file (cooperative_id, stem);

CREATE TABLE app.photo_mention (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, product_id bigint NOT NULL REFERENCES app.product,
  name text NOT NULL, -- a file name in small letters, or an address as it was written
  stem text NOT NULL GENERATED ALWAYS AS (regexp_replace(name, '^.*/|\\.[a-z0-9]{1,5}$', '', 'g')) STORED, -- without folder and ending: by this a file is found
  position int NOT NULL, import_id bigint, named_by bigint NOT NULL, state text NOT NULL DEFAULT 'missing' CHECK (state IN ('missing', 'waiting', 'there', 'ambiguous', 'failed')),
  sha256 text, code text, detail text, claimed_at timestamptz, UNIQUE (product_id, name)
);
CREATE INDEX photo_mention_stem ON app.photo_mention (cooperative_id, stem);
CREATE INDEX photo_mention_open ON app.photo_mention (cooperative_id, id) WHERE state <> 'there';
CALL app.police('photo_mention', 'own');

CREATE TABLE app.photo_archive (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, user_id bigint, name text NOT NULL, state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'refused')),
  files int NOT NULL DEFAULT 0, taken int NOT NULL DEFAULT 0, refusal jsonb, started_at timestamptz NOT NULL DEFAULT app.now(), ended_at timestamptz
);
CREATE TABLE app.photo_archive_file (
  archive_id bigint NOT NULL REFERENCES app.photo_archive, position int NOT NULL, cooperative_id bigint NOT NULL, name text NOT NULL, outcome text NOT NULL CHECK (outcome IN ('attached', 'unused', 'ambiguous', 'refused')),
  code text, products bigint[] NOT NULL DEFAULT '{}', advice text[] NOT NULL DEFAULT '{}', PRIMARY KEY (archive_id, position)
);
CALL app.police('photo_archive', 'own'); CALL app.police('photo_archive_file', 'own');

-- Whose photos wait to be fetched: asked before a scope is known.
CREATE FUNCTION app.waiting_photos() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT DISTINCT cooperative_id FROM app.photo_mention WHERE state = 'waiting' AND (claimed_at IS NULL OR claimed_at < app.wall() - interval '5 minutes')
$$;
CREATE INDEX photo_mention_waiting ON app.photo_mention (cooperative_id) WHERE state = 'waiting';
-- An archive lives in the memory of the process that reads it.
CREATE FUNCTION app.end_cut_archives() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
  UPDATE app.photo_archive SET state = 'refused', refusal = '"SRT-PHO-013"', ended_at = app.now() WHERE state = 'running'
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
