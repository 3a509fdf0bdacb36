import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Mapping, learned once: who confirmed a leaf; one product's own leaf; attribute values at four levels; what our words are called there.
 * What a co-op says of leaves, categories and words may be read by all beneath it; what it says of a product or a listing, by its own scope alone.
 */
export class Mapping1764000000080 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.category_map ADD COLUMN confirmed_by bigint, ADD COLUMN confirmed_at timestamptz;

CREATE TABLE app.product_map (
  product_id bigint NOT NULL REFERENCES app.product, cooperative_id bigint NOT NULL, marketplace text NOT NULL, scope_key text NOT NULL, remote_id text NOT NULL,
  confirmed_by bigint, confirmed_at timestamptz NOT NULL DEFAULT app.now(), PRIMARY KEY (product_id, marketplace, scope_key)
);
CALL app.police('product_map', 'own');

-- subject: a leaf's remote id, or the id of a category, product or listing, as level says. The category level lies in category_map.attributes too, where the co-op has a map of its own.
CREATE TABLE app.attribute_value (
  cooperative_id bigint NOT NULL REFERENCES app.cooperative, level text NOT NULL CHECK (level IN ('leaf', 'category', 'product', 'listing')), subject text NOT NULL, marketplace text NOT NULL, scope_key text NOT NULL,
  attribute_id text NOT NULL, given jsonb NOT NULL, set_by bigint, set_at timestamptz NOT NULL DEFAULT app.now(), PRIMARY KEY (cooperative_id, level, subject, marketplace, scope_key, attribute_id)
);
CREATE INDEX attribute_value_subject ON app.attribute_value (marketplace, level, subject);
ALTER TABLE app.attribute_value ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON app.attribute_value USING (cooperative_id = ANY ((SELECT app.scope())::bigint[]));
CREATE POLICY above ON app.attribute_value FOR SELECT USING (level IN ('leaf', 'category') AND cooperative_id = ANY ((SELECT app.above())::bigint[]));

-- attribute_id '@brand': our brand's name -> the marketplace's brand id.
CREATE TABLE app.value_map (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, marketplace text NOT NULL, scope_key text NOT NULL, attribute_id text NOT NULL,
  ours text NOT NULL, ours_key text NOT NULL GENERATED ALWAYS AS (lower(btrim(ours))) STORED, remote_id text NOT NULL, confirmed_by bigint, confirmed_at timestamptz NOT NULL DEFAULT app.now(),
  UNIQUE (cooperative_id, marketplace, scope_key, attribute_id, ours_key)
);
CALL app.police('value_map', 'above');

-- Products that one failure touches, where it is about more than one.
ALTER TABLE app.failure ADD COLUMN touched bigint[];

-- Where a shop stands, for who may see it or sells in it: its own co-op's scope, and the co-ops beneath.
CREATE FUNCTION app.shop_place(shop bigint) RETURNS TABLE (id bigint, name text, country text, marketplace text, cooperative_id bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT s.id, s.name, s.country, s.marketplace, s.cooperative_id FROM app.shop s WHERE s.id = shop AND (s.cooperative_id = ANY (app.scope()) OR s.cooperative_id = ANY (app.above()))
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
