import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How ready each product is at each shop, as last worked out; what keeps it back, one row for each reason; and what has to be worked out anew. Rules, prices and shops tell it by triggers, so that no code can forget it, across co-ops: a marketplace's rules are everybody's.
 * Counts are kept by triggers too: counting half a million rows for each look would be too slow.
 */
export class Readiness1764000000172 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
-- cooperative_id: the shop's; owner_id: the product's. leaf_id: where it would stand there.
CREATE TABLE app.readiness (
  shop_id bigint NOT NULL REFERENCES app.shop ON DELETE CASCADE, product_id bigint NOT NULL REFERENCES app.product ON DELETE CASCADE, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('ready', 'warnings', 'blocked')), leaf_id text NOT NULL DEFAULT '', issues jsonb NOT NULL DEFAULT '[]', checked_at timestamptz NOT NULL DEFAULT app.now(), PRIMARY KEY (shop_id, product_id)
);
CREATE INDEX readiness_state ON app.readiness (shop_id, state, product_id) INCLUDE (cooperative_id, owner_id); -- what the policy asks, so that a count reads no row
CREATE INDEX readiness_leaf ON app.readiness (shop_id, leaf_id, product_id);
CREATE INDEX readiness_product ON app.readiness (product_id);
-- One row for each cause and field of a product at a shop. name: the marketplace's, of an attribute.
CREATE TABLE app.readiness_reason (
  shop_id bigint NOT NULL REFERENCES app.shop ON DELETE CASCADE, product_id bigint NOT NULL REFERENCES app.product ON DELETE CASCADE, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL,
  cause text NOT NULL, field text NOT NULL, leaf_id text NOT NULL, name text NOT NULL DEFAULT '', PRIMARY KEY (shop_id, cause, field, product_id)
);
CREATE INDEX readiness_reason_product ON app.readiness_reason (shop_id, product_id);
-- what: a state (field and leaf empty), or a cause.
CREATE TABLE app.readiness_count (
  shop_id bigint NOT NULL REFERENCES app.shop ON DELETE CASCADE, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL, what text NOT NULL, field text NOT NULL DEFAULT '', leaf_id text NOT NULL DEFAULT '', name text NOT NULL DEFAULT '', n bigint NOT NULL,
  PRIMARY KEY (shop_id, owner_id, what, field, leaf_id)
) WITH (fillfactor = 70);
-- Nothing named: all products, all shops. after: how far it has come.
CREATE TABLE app.readiness_due (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, shop_id bigint REFERENCES app.shop ON DELETE CASCADE, marketplace text, product_ids bigint[], category_ids bigint[], leaf_ids text[], after bigint NOT NULL DEFAULT 0, at timestamptz NOT NULL DEFAULT app.now()
);
CALL app.police('readiness', 'owner'); CALL app.police('readiness_reason', 'owner'); CALL app.police('readiness_count', 'owner'); CALL app.police('readiness_due', 'own');

CREATE FUNCTION app.count_readiness() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE sign int := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN -- of a shop that is parted with nothing is counted any more
  IF TG_TABLE_NAME = 'readiness' THEN
    INSERT INTO readiness_count AS c (shop_id, cooperative_id, owner_id, what, n) SELECT shop_id, cooperative_id, owner_id, state, sign * count(*) FROM changed WHERE shop_id IN (SELECT id FROM shop) GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 4
    ON CONFLICT (shop_id, owner_id, what, field, leaf_id) DO UPDATE SET n = c.n + excluded.n;
  ELSE
    INSERT INTO readiness_count AS c (shop_id, cooperative_id, owner_id, what, field, leaf_id, name, n) SELECT shop_id, cooperative_id, owner_id, cause, field, leaf_id, max(name), sign * count(*) FROM changed WHERE shop_id IN (SELECT id FROM shop) GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 3, 4, 5, 6
    ON CONFLICT (shop_id, owner_id, what, field, leaf_id) DO UPDATE SET n = c.n + excluded.n, name = excluded.name;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER counted_in AFTER INSERT ON app.readiness REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_readiness();
CREATE TRIGGER counted_out AFTER DELETE ON app.readiness REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_readiness();
CREATE TRIGGER counted_in AFTER INSERT ON app.readiness_reason REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_readiness();
CREATE TRIGGER counted_out AFTER DELETE ON app.readiness_reason REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_readiness();

-- Which shops' tree or leaf rules are other ones now; many at once: the whole shop.
CREATE FUNCTION app.readiness_by_rules() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  CASE TG_OP
  WHEN 'UPDATE' THEN
    INSERT INTO readiness_due (cooperative_id, shop_id, leaf_ids) SELECT s.cooperative_id, s.id, CASE WHEN count(*) <= 200 THEN array_agg(n.remote_id) END
    FROM new_rows n JOIN old_rows o USING (marketplace, scope_key, remote_id) JOIN shop s ON s.marketplace = n.marketplace AND n.scope_key IN ('', s.country, s.id::text) WHERE (o.leaf, o.rules) IS DISTINCT FROM (n.leaf, n.rules) GROUP BY s.id, s.cooperative_id;
  WHEN 'INSERT' THEN
    INSERT INTO readiness_due (cooperative_id, shop_id, leaf_ids) SELECT s.cooperative_id, s.id, CASE WHEN count(*) <= 200 AND bool_and(n.leaf) THEN array_agg(n.remote_id) END
    FROM new_rows n JOIN shop s ON s.marketplace = n.marketplace AND n.scope_key IN ('', s.country, s.id::text) GROUP BY s.id, s.cooperative_id;
  ELSE
    INSERT INTO readiness_due (cooperative_id, shop_id, leaf_ids) SELECT s.cooperative_id, s.id, CASE WHEN count(*) <= 200 THEN array_agg(o.remote_id) END
    FROM old_rows o JOIN shop s ON s.marketplace = o.marketplace AND o.scope_key IN ('', s.country, s.id::text) WHERE o.leaf GROUP BY s.id, s.cooperative_id;
  END CASE;
  RETURN NULL;
END $$;
CREATE TRIGGER rules_came AFTER INSERT ON app.remote_category REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION app.readiness_by_rules();
CREATE TRIGGER rules_changed AFTER UPDATE ON app.remote_category REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION app.readiness_by_rules();
CREATE TRIGGER rules_went AFTER DELETE ON app.remote_category REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION app.readiness_by_rules();

-- A shop that came, was set otherwise, or began a new day (which mends whatever was missed).
CREATE FUNCTION app.readiness_by_shop() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  INSERT INTO readiness_due (cooperative_id, shop_id) VALUES (NEW.cooperative_id, NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER shop_came AFTER INSERT ON app.shop FOR EACH ROW EXECUTE FUNCTION app.readiness_by_shop();
CREATE TRIGGER shop_changed AFTER UPDATE ON app.shop FOR EACH ROW WHEN ((OLD.price_rule, OLD.tier, OLD.field_rules, OLD.priced_on) IS DISTINCT FROM (NEW.price_rule, NEW.tier, NEW.field_rules, NEW.priced_on)) EXECUTE FUNCTION app.readiness_by_shop();
CREATE FUNCTION app.readiness_by_price() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  INSERT INTO readiness_due (cooperative_id, shop_id) VALUES (coalesce(NEW.cooperative_id, OLD.cooperative_id), coalesce(NEW.shop_id, OLD.shop_id));
  RETURN NULL;
END $$;
CREATE TRIGGER rule_changed AFTER INSERT OR UPDATE OR DELETE ON app.price_rule FOR EACH ROW EXECUTE FUNCTION app.readiness_by_price();
CREATE FUNCTION app.readiness_by_fee() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  INSERT INTO readiness_due (cooperative_id, marketplace) VALUES (coalesce(NEW.cooperative_id, OLD.cooperative_id), coalesce(NEW.marketplace, OLD.marketplace));
  RETURN NULL;
END $$;
CREATE TRIGGER fee_changed AFTER INSERT OR UPDATE OR DELETE ON app.fee FOR EACH ROW EXECUTE FUNCTION app.readiness_by_fee();

INSERT INTO app.readiness_due (cooperative_id, shop_id) SELECT cooperative_id, id FROM app.shop;

-- Federations that have something to be worked out, the longest waiting first.
CREATE FUNCTION app.readiness_waiting() RETURNS TABLE (federation bigint[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT app.federation(x.cooperative_id) FROM (SELECT min(d.cooperative_id) AS cooperative_id, min(d.id) AS first FROM readiness_due d JOIN cooperative c ON c.id = d.cooperative_id GROUP BY split_part(c.path, '/', 2)) x ORDER BY x.first
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
