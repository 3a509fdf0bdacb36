import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Prices for a time. While its time runs, a row of sale_price stands in the place of the variant's catalogue price, in one shop or in all; nothing is written to the variant, so what counts afterwards is the catalogue price as it is then.
 * Whoever composes a price asks by the clock; the sale's state only remembers which offers were already told of the turn.
 */
export class Sales1764000000142 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE TABLE app.sale (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, user_id bigint, name text NOT NULL, shop_ids bigint[], starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL, preview jsonb NOT NULL,
  state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'running', 'ended', 'missed', 'cancelled')), created_at timestamptz NOT NULL DEFAULT app.now(), CHECK (starts_at < ends_at)
);
CREATE INDEX sale_list ON app.sale (cooperative_id, id);
CREATE INDEX sale_turn ON app.sale (state) WHERE state IN ('planned', 'running');
CREATE TABLE app.sale_price (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sale_id bigint NOT NULL REFERENCES app.sale, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL, product_id bigint NOT NULL, variant_id bigint NOT NULL REFERENCES app.variant, shop_id bigint REFERENCES app.shop,
  price bigint NOT NULL CHECK (price BETWEEN 1 AND 1000000000), starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL
);
CREATE INDEX sale_price_variant ON app.sale_price (variant_id, ends_at);
CREATE INDEX sale_price_sale ON app.sale_price (sale_id, id);
CALL app.police('sale', 'own'); CALL app.police('sale_price', 'owner');
CALL app.watch('sale_price', '{shop_id,price,starts_at,ends_at}', subject => '''sale:'' || x.sale_id || '':'' || x.variant_id', product => 'x.product_id', owner => 'x.owner_id', bulk => true);

-- Sales that begin or end by now, and nobody was told yet. They are told in their federation: a shop may sell what another of its co-ops owns.
CREATE FUNCTION app.turning_sales() RETURNS TABLE (sale_id bigint, federation bigint[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT s.id, app.federation(s.cooperative_id) FROM sale s WHERE (s.state = 'planned' AND s.starts_at <= app.now()) OR (s.state IN ('planned', 'running') AND s.ends_at <= app.now()) ORDER BY s.starts_at
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
