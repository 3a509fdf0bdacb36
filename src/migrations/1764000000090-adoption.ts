import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adopting what is on sale already: what was seen in a shop (or stands in a sheet of its seller centre), what of ours it seems to be, and what a person said of it.
 * `class` is what matching found, `decision` what became of a row; only an action writes the latter. `listing.adopted`: what stood there when it was linked; NULL: ours from the first.
 */
export class Adoption1764000000090 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.shop ADD COLUMN field_rules jsonb NOT NULL DEFAULT '{"title": "theirs", "description": "theirs", "photos": "theirs", "attributes": "theirs", "price": "ours", "stock": "ours"}';
ALTER TABLE app.listing ADD COLUMN adopted jsonb;

CREATE TABLE app.adoption (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, shop_id bigint NOT NULL REFERENCES app.shop, user_id bigint, source text NOT NULL CHECK (source IN ('shop', 'sheet')), name text,
  state text NOT NULL DEFAULT 'reading' CHECK (state IN ('reading', 'matching', 'ready')), created_at timestamptz NOT NULL DEFAULT app.now(), read_at timestamptz, ready_at timestamptz
);
CREATE UNIQUE INDEX adoption_open ON app.adoption (shop_id) WHERE state <> 'ready';
CREATE INDEX adoption_list ON app.adoption (shop_id, id);
CREATE TABLE app.adoption_item (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, adoption_id bigint NOT NULL REFERENCES app.adoption, cooperative_id bigint NOT NULL, remote_item_id text NOT NULL,
  title text NOT NULL DEFAULT '', description text NOT NULL DEFAULT '', code text NOT NULL DEFAULT '', category text NOT NULL DEFAULT '', state text NOT NULL, offers_open boolean NOT NULL DEFAULT false, photos text[] NOT NULL DEFAULT '{}',
  unreadable text, UNIQUE (adoption_id, remote_item_id)
);
CREATE TABLE app.adoption_row (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, adoption_id bigint NOT NULL REFERENCES app.adoption, item_id bigint NOT NULL REFERENCES app.adoption_item, cooperative_id bigint NOT NULL,
  remote_item_id text NOT NULL, remote_variant_id text NOT NULL, sku text NOT NULL, choice jsonb NOT NULL DEFAULT '[]', price bigint, stock int, photo text,
  class text CHECK (class IN ('matched', 'ambiguous', 'unknown')), how text, score real, variant_id bigint REFERENCES app.variant, candidates jsonb NOT NULL DEFAULT '[]',
  decision text CHECK (decision IN ('linked', 'ignored')), UNIQUE (adoption_id, remote_item_id, remote_variant_id)
);
CREATE INDEX adoption_row_list ON app.adoption_row (adoption_id, class, id);
CREATE INDEX adoption_row_item ON app.adoption_row (item_id);
CREATE TABLE app.adoption_action (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, adoption_id bigint NOT NULL REFERENCES app.adoption, cooperative_id bigint NOT NULL, shop_id bigint NOT NULL, user_id bigint,
  what text NOT NULL CHECK (what IN ('link', 'create', 'ignore', 'undo')), undoes bigint REFERENCES app.adoption_action, created_at timestamptz NOT NULL DEFAULT app.now(), done_at timestamptz
);
CREATE UNIQUE INDEX adoption_action_undo ON app.adoption_action (undoes) WHERE done_at IS NULL;
CREATE INDEX adoption_action_open ON app.adoption_action (shop_id, id) WHERE done_at IS NULL;
CREATE INDEX adoption_action_list ON app.adoption_action (adoption_id, id);
-- result: done, skipped (why), or undone by a later action.
CREATE TABLE app.adoption_member (
  action_id bigint NOT NULL REFERENCES app.adoption_action, row_id bigint NOT NULL REFERENCES app.adoption_row, cooperative_id bigint NOT NULL, variant_id bigint REFERENCES app.variant,
  result text CHECK (result IN ('done', 'skipped', 'undone')), why text, note jsonb, product_id bigint, revision int, at timestamptz, PRIMARY KEY (action_id, row_id)
);
CREATE INDEX adoption_member_open ON app.adoption_member (action_id) WHERE result IS NULL;
CREATE INDEX adoption_member_row ON app.adoption_member (row_id);
CALL app.police('adoption', 'own'); CALL app.police('adoption_item', 'own'); CALL app.police('adoption_row', 'own'); CALL app.police('adoption_action', 'own'); CALL app.police('adoption_member', 'own');`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
