import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Orders as last read, their lines, and what stock they hold. News wins by (changed_at, read_at). A reservation is set to what the order says: 'held' counts in stock_level.reserved,
 * 'taken' has become a movement, 'released' holds nothing. `untaken` marks held lines whose marketplace lowers its own number only at payment, while unpaid.
 */
export class Orders1764000000005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE TABLE app.orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, shop_id bigint NOT NULL REFERENCES app.shop, remote_id text NOT NULL, group_id text NOT NULL, number text NOT NULL,
  status text NOT NULL CHECK (status IN ('unpaid', 'held', 'to-ship', 'shipped', 'completed', 'cancelled', 'unknown')), raw_status text NOT NULL,
  currency text NOT NULL, total bigint NOT NULL, placed_at timestamptz NOT NULL, paid_at timestamptz, changed_at timestamptz NOT NULL, read_at timestamptz NOT NULL,
  expires_at timestamptz, ship_by timestamptz, buyer_sealed text, raw_sealed text, counted_at timestamptz, short boolean NOT NULL DEFAULT false, created_at timestamptz NOT NULL DEFAULT app.now(), UNIQUE (shop_id, remote_id)
);
CREATE INDEX orders_state ON app.orders (shop_id, status, ship_by);
CREATE INDEX orders_list ON app.orders (cooperative_id, id);
CREATE INDEX orders_expire ON app.orders (shop_id, expires_at) WHERE status = 'unpaid' AND expires_at IS NOT NULL;
CREATE INDEX orders_short ON app.orders (cooperative_id) WHERE short;
CREATE TABLE app.order_line (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL, order_id bigint NOT NULL REFERENCES app.orders, shop_id bigint NOT NULL,
  remote_line_id text NOT NULL, remote_item_id text NOT NULL, remote_variant_id text NOT NULL, sku text NOT NULL, title text NOT NULL, variant_id bigint REFERENCES app.variant,
  quantity int NOT NULL, cancelled int NOT NULL DEFAULT 0, unit_paid bigint NOT NULL, seller_discount bigint NOT NULL DEFAULT 0, platform_discount bigint NOT NULL DEFAULT 0, UNIQUE (order_id, remote_line_id)
);
CREATE INDEX order_line_unmatched ON app.order_line (shop_id, sku) WHERE variant_id IS NULL;
CREATE INDEX order_line_variant ON app.order_line (variant_id);
CREATE TABLE app.reservation (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL, order_line_id bigint NOT NULL REFERENCES app.order_line, shop_id bigint NOT NULL,
  variant_id bigint NOT NULL REFERENCES app.variant, location_id bigint NOT NULL DEFAULT 0, quantity int NOT NULL CHECK (quantity >= 0),
  state text NOT NULL CHECK (state IN ('held', 'taken', 'released')), untaken boolean NOT NULL DEFAULT false, expires_at timestamptz, UNIQUE (order_line_id, variant_id, location_id)
);
CREATE INDEX reservation_held ON app.reservation (variant_id) WHERE state = 'held';
CREATE INDEX reservation_untaken ON app.reservation (shop_id, variant_id) WHERE untaken AND state = 'held';
CALL app.police('orders', 'own'); CALL app.police('order_line', 'owner'); CALL app.police('reservation', 'owner');

CREATE FUNCTION app.untaken(in_shop bigint, of_variant bigint) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT coalesce(sum(r.quantity), 0)::int FROM app.reservation r WHERE r.shop_id = in_shop AND r.variant_id = of_variant AND r.untaken AND r.state = 'held'
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
