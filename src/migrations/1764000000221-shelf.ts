import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is left of each product, so that the sold out and the nearly so are found without looking at all others. Kept by triggers in the transaction that changes it: worked out anew under the row's lock, after the change,
 * so that whoever comes second sees what the first did. Counted no further than six: a number that stays above five touches no row here.
 */
export class Shelf1764000000221 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
-- free: units that can be sold, of all variants on sale; 6 means six or more. gone: variants on sale of which none can be.
CREATE TABLE app.shelf (
  product_id bigint PRIMARY KEY REFERENCES app.product ON DELETE CASCADE, cooperative_id bigint NOT NULL, free smallint NOT NULL DEFAULT 0, gone int NOT NULL DEFAULT 0
) WITH (fillfactor = 80);
CALL app.police('shelf', 'own');
REVOKE INSERT, UPDATE, DELETE ON app.shelf FROM serentak_app;

CREATE FUNCTION app.shelve(ids bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  PERFORM 1 FROM shelf WHERE product_id = ANY (ids) ORDER BY product_id FOR UPDATE;
  UPDATE shelf s SET (cooperative_id, free, gone) = (n.cooperative_id, n.free, n.gone) FROM (
    SELECT p.id, p.cooperative_id, least(6, coalesce(sum(k.free), 0))::smallint AS free, (count(v.id) FILTER (WHERE coalesce(k.free, 0) = 0))::int AS gone
    FROM product p LEFT JOIN variant v ON v.product_id = p.id AND v.archived_at IS NULL LEFT JOIN LATERAL (SELECT sum(greatest(0, x.on_hand - x.reserved)) AS free FROM stock_level x WHERE x.variant_id = v.id) k ON true
    WHERE p.id = ANY (ids) GROUP BY p.id) n
  WHERE s.product_id = n.id AND (s.cooperative_id, s.free, s.gone) IS DISTINCT FROM (n.cooperative_id, n.free, n.gone);
END $$;
INSERT INTO app.shelf (product_id, cooperative_id) SELECT id, cooperative_id FROM app.product;
SELECT app.shelve(array_agg(id)) FROM app.product;
CREATE INDEX shelf_scarce ON app.shelf (cooperative_id, product_id) INCLUDE (free) WHERE free < 6;
CREATE INDEX shelf_gone ON app.shelf (cooperative_id) INCLUDE (gone) WHERE gone > 0;
CREATE INDEX variant_active ON app.variant (cooperative_id) WHERE archived_at IS NULL;

CREATE FUNCTION app.shelve_many() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_TABLE_NAME = 'product' THEN INSERT INTO shelf (product_id, cooperative_id) SELECT id, cooperative_id FROM came;
  ELSIF TG_TABLE_NAME = 'variant' THEN SELECT array_agg(DISTINCT product_id) INTO ids FROM came;
  ELSIF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT v.product_id) INTO ids FROM came c JOIN variant v ON v.id = c.variant_id WHERE c.on_hand > c.reserved;
  ELSE SELECT array_agg(DISTINCT v.product_id) INTO ids FROM came c JOIN went w USING (variant_id, location_id) JOIN variant v ON v.id = c.variant_id
    WHERE least(6, greatest(0, c.on_hand - c.reserved)) <> least(6, greatest(0, w.on_hand - w.reserved));
  END IF;
  IF ids IS NOT NULL THEN PERFORM app.shelve(ids); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER shelved AFTER INSERT ON app.product REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION app.shelve_many();
CREATE TRIGGER shelved AFTER INSERT ON app.variant REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION app.shelve_many();
CREATE TRIGGER shelved AFTER INSERT ON app.stock_level REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION app.shelve_many();
CREATE TRIGGER shelved_anew AFTER UPDATE ON app.stock_level REFERENCING NEW TABLE AS came OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION app.shelve_many();

CREATE FUNCTION app.shelve_one() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'product' THEN PERFORM app.shelve(ARRAY[NEW.id]);
  ELSIF TG_TABLE_NAME = 'stock_level' THEN PERFORM app.shelve(ARRAY(SELECT product_id FROM variant WHERE id = OLD.variant_id));
  ELSIF TG_OP = 'DELETE' THEN PERFORM app.shelve(ARRAY[OLD.product_id]);
  ELSE PERFORM app.shelve(ARRAY[OLD.product_id, NEW.product_id]);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER shelved_elsewhere AFTER UPDATE OF cooperative_id ON app.product FOR EACH ROW WHEN (OLD.cooperative_id <> NEW.cooperative_id) EXECUTE FUNCTION app.shelve_one();
CREATE TRIGGER shelved_anew AFTER UPDATE OF archived_at, product_id ON app.variant FOR EACH ROW WHEN ((OLD.archived_at IS NULL, OLD.product_id) IS DISTINCT FROM (NEW.archived_at IS NULL, NEW.product_id)) EXECUTE FUNCTION app.shelve_one();
CREATE TRIGGER shelved_no_more AFTER DELETE ON app.variant FOR EACH ROW EXECUTE FUNCTION app.shelve_one();
CREATE TRIGGER shelved_no_more AFTER DELETE ON app.stock_level FOR EACH ROW EXECUTE FUNCTION app.shelve_one();`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
