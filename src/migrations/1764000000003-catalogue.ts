import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Products, their variants and photos; stock levels, which are the lock and the truth, and their append-only ledger. */
export class Catalogue1764000000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE TABLE app.category (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, parent_id bigint REFERENCES app.category,
  code text, name text NOT NULL, path text NOT NULL, archived_at timestamptz, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX category_path ON app.category (cooperative_id, lower(path));
CALL app.police('category', 'above');

CREATE TABLE app.product (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, code text NOT NULL, revision int NOT NULL DEFAULT 1,
  title text NOT NULL, description text NOT NULL DEFAULT '', brand text, category_id bigint REFERENCES app.category, member_id bigint REFERENCES app.member,
  ownership text NOT NULL DEFAULT 'own' CHECK (ownership IN ('own', 'consignment')), axes text[] NOT NULL DEFAULT '{}' CHECK (cardinality(axes) <= 3),
  attributes jsonb NOT NULL DEFAULT '{}', archived_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
  search tsvector GENERATED ALWAYS AS (to_tsvector('simple', regexp_replace(title || ' ' || code || ' ' || coalesce(brand, ''), '[^[:alnum:]]+', ' ', 'g'))) STORED,
  UNIQUE (cooperative_id, code)
);
CREATE INDEX product_list ON app.product (cooperative_id, id);
CREATE INDEX product_search ON app.product USING gin (search);
CREATE INDEX product_category ON app.product (category_id);

CREATE TABLE app.variant (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, product_id bigint NOT NULL REFERENCES app.product, sku text NOT NULL,
  choice text[] NOT NULL DEFAULT '{}', -- one value per axis of the product, in its order
  price bigint NOT NULL CHECK (price BETWEEN 1 AND 1000000000), currency text NOT NULL DEFAULT 'IDR', barcode text,
  grams int CHECK (grams > 0), length_mm int CHECK (length_mm > 0), width_mm int CHECK (width_mm > 0), height_mm int CHECK (height_mm > 0),
  position int NOT NULL DEFAULT 0, archived_at timestamptz, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX variant_sku ON app.variant (cooperative_id, lower(sku));
CREATE INDEX variant_product ON app.variant (product_id);

CREATE TABLE app.photo (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, product_id bigint NOT NULL REFERENCES app.product, variant_id bigint REFERENCES app.variant,
  sha256 text NOT NULL, position int NOT NULL, width int NOT NULL, height int NOT NULL, bytes int NOT NULL, format text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (product_id, sha256)
);

-- Photos known by file name, for imports that name them.
CREATE TABLE app.photo_file (
  cooperative_id bigint NOT NULL REFERENCES app.cooperative, name text NOT NULL, sha256 text NOT NULL, width int NOT NULL, height int NOT NULL, bytes int NOT NULL, format text NOT NULL, PRIMARY KEY (cooperative_id, name)
);

CREATE TABLE app.stock_level (
  variant_id bigint NOT NULL REFERENCES app.variant, location_id bigint NOT NULL DEFAULT 0, cooperative_id bigint NOT NULL,
  on_hand int NOT NULL DEFAULT 0 CHECK (on_hand >= 0), reserved int NOT NULL DEFAULT 0 CHECK (reserved >= 0), PRIMARY KEY (variant_id, location_id)
) WITH (fillfactor = 80);
CREATE TABLE app.stock_movement (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, variant_id bigint NOT NULL REFERENCES app.variant, location_id bigint NOT NULL DEFAULT 0, cooperative_id bigint NOT NULL,
  quantity int NOT NULL, on_hand int NOT NULL, kind text NOT NULL CHECK (kind IN ('receive', 'count', 'correct', 'import', 'ship', 'return')),
  cause text NOT NULL, reason text, user_id bigint, at timestamptz NOT NULL DEFAULT app.now(), UNIQUE (cause, variant_id, location_id)
);
CREATE INDEX stock_movement_variant ON app.stock_movement (variant_id, id);

CREATE TABLE app.import (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, user_id bigint, name text NOT NULL, state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'refused')),
  rows_read int NOT NULL DEFAULT 0, created int NOT NULL DEFAULT 0, changed int NOT NULL DEFAULT 0, unchanged int NOT NULL DEFAULT 0, rejected int NOT NULL DEFAULT 0, products int NOT NULL DEFAULT 0,
  refusal jsonb, started_at timestamptz NOT NULL DEFAULT app.now(), ended_at timestamptz
);
CREATE TABLE app.import_issue (
  import_id bigint NOT NULL REFERENCES app.import, cooperative_id bigint NOT NULL, row_number int NOT NULL, position int NOT NULL DEFAULT 0,
  column_name text NOT NULL, value text NOT NULL, code text NOT NULL, params jsonb NOT NULL DEFAULT '{}', PRIMARY KEY (import_id, row_number, position)
);
CALL app.police('product', 'own'); CALL app.police('variant', 'own'); CALL app.police('photo', 'own'); CALL app.police('photo_file', 'own'); CALL app.police('stock_level', 'own');
CALL app.police('stock_movement', 'own'); CALL app.police('import', 'own'); CALL app.police('import_issue', 'own');

-- An import lives in the memory of the process that reads it: at boot, one that still 'runs' was cut short an hour ago or by this very stop.
CREATE FUNCTION app.end_cut_imports() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
  UPDATE app.import SET state = 'refused', refusal = '"interrupted"', ended_at = app.now() WHERE state = 'running'
$$;

-- Full-text and LIKE operators are not leakproof, so under a policy they cannot use their index: the search checks the scope itself.
CREATE FUNCTION app.search_products(q text, top int) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  WITH words AS (SELECT string_agg(quote_literal(w) || ':*', ' & ') AS query FROM regexp_split_to_table(lower(regexp_replace(q, '[^[:alnum:]]+', ' ', 'g')), ' ') w WHERE w <> '')
  (SELECT p.id FROM app.product p, words WHERE words.query IS NOT NULL AND p.search @@ to_tsquery('simple', words.query) AND p.cooperative_id = ANY (app.scope()) LIMIT top)
  UNION
  (SELECT v.product_id FROM app.variant v WHERE lower(v.sku) LIKE replace(replace(replace(lower(trim(q)), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%' AND v.cooperative_id = ANY (app.scope()) LIMIT top)
$$;
CREATE INDEX variant_sku_search ON app.variant (lower(sku) text_pattern_ops);`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
