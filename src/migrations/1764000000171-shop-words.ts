import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What one shop shows otherwise than the catalogue, said of a product and a shop, so that it is there before a listing and outlives it; and the template of a marketplace's descriptions.
 * An attribute of one shop alone is keyed the same way, 'shop:product', instead of by a listing.
 */
export class ShopWords1764000000171 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
-- cooperative_id: the shop's; owner_id: the product's. given: a text, a price as text (whole rupiah), or the photos that come first, by content. variant_id is 0 but for prices.
CREATE TABLE app.listing_override (
  cooperative_id bigint NOT NULL REFERENCES app.cooperative, owner_id bigint NOT NULL REFERENCES app.cooperative, shop_id bigint NOT NULL REFERENCES app.shop ON DELETE CASCADE, product_id bigint NOT NULL REFERENCES app.product,
  field text NOT NULL CHECK (field IN ('title', 'description', 'photos', 'price')), variant_id bigint NOT NULL DEFAULT 0, given jsonb NOT NULL, set_by bigint, set_at timestamptz NOT NULL DEFAULT app.now(),
  PRIMARY KEY (shop_id, product_id, field, variant_id)
);
CREATE INDEX listing_override_product ON app.listing_override (product_id);
CALL app.police('listing_override', 'owner');

CREATE TABLE app.description_template (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, marketplace text NOT NULL, body text NOT NULL,
  revision int NOT NULL DEFAULT 1, set_by bigint, set_at timestamptz NOT NULL DEFAULT app.now(), UNIQUE (cooperative_id, marketplace)
);
CALL app.police('description_template', 'above');

UPDATE app.attribute_value v SET subject = l.shop_id || ':' || l.product_id FROM app.listing l WHERE v.level = 'listing' AND v.subject = l.id::text;

CALL app.watch('listing_override', '{shop_id,product_id,field,variant_id,given}', subject => '''override:'' || x.field || '':'' || x.shop_id || '':'' || x.variant_id', product => 'x.product_id', owner => 'x.owner_id');
CREATE TRIGGER a_approved BEFORE INSERT OR UPDATE ON app.listing_override FOR EACH ROW EXECUTE FUNCTION app.only_approved('owner_id');
CALL app.watch('description_template', '{marketplace,body}');
CALL app.watch('attribute_value', '{given}', subject => '''attribute:'' || x.level || '':'' || replace(x.subject, '':'', ''/'') || '':'' || x.marketplace || '':'' || x.attribute_id',
  product => 'CASE x.level WHEN ''product'' THEN x.subject::bigint WHEN ''listing'' THEN split_part(x.subject, '':'', 2)::bigint END');

-- A product that is handed to another unit takes what was said of it along.
CREATE FUNCTION app.hand_over_overrides() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  UPDATE listing_override SET owner_id = NEW.cooperative_id WHERE product_id = NEW.id;
  UPDATE product_map SET cooperative_id = NEW.cooperative_id WHERE product_id = NEW.id;
  UPDATE attribute_value SET cooperative_id = NEW.cooperative_id WHERE cooperative_id = OLD.cooperative_id AND (level = 'product' AND subject = NEW.id::text OR level = 'listing' AND subject IN (SELECT s.id || ':' || NEW.id FROM shop s));
  RETURN NULL;
END $$;
CREATE TRIGGER product_handed_over AFTER UPDATE OF cooperative_id ON app.product FOR EACH ROW WHEN (OLD.cooperative_id <> NEW.cooperative_id) EXECUTE FUNCTION app.hand_over_overrides();`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
