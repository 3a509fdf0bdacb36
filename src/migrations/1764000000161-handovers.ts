import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Products handed from one unit to another. What belongs to a product goes along (variants, photos, stock with its holds, its own mappings, open proposals and failures; listings and offers change their owner);
 * what happened stays: orders' lines keep the owner they had when they were placed, movements keep who made them. `owner_id` of a movement: who owns the goods now, where that is another, and so may read their story.
 */
export class Handovers1764000000161 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
-- cooperative_id: from whom; owner_id: to whom. Both may read it.
CREATE TABLE app.handover (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, owner_id bigint NOT NULL REFERENCES app.cooperative, user_id bigint, user_name text NOT NULL, reason text,
  undoes bigint REFERENCES app.handover, created_at timestamptz NOT NULL DEFAULT app.now()
);
CREATE INDEX handover_list ON app.handover (cooperative_id, id);
-- What a product had to leave behind, so that handing it back restores it: a member and a category of the old unit's own.
CREATE TABLE app.handover_product (
  handover_id bigint NOT NULL REFERENCES app.handover, product_id bigint NOT NULL REFERENCES app.product, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL, code text NOT NULL, title text NOT NULL,
  member_id bigint, ownership text, category_id bigint, PRIMARY KEY (handover_id, product_id)
);
CREATE INDEX handover_product_story ON app.handover_product (product_id, handover_id);
CALL app.police('handover', 'owner'); CALL app.police('handover_product', 'owner');

ALTER TABLE app.stock_movement ADD COLUMN owner_id bigint;
CREATE POLICY story ON app.stock_movement FOR SELECT USING (owner_id = ANY ((SELECT app.scope())::bigint[]));
-- Ledger and audit are only ever added to; whose goods they tell of is not part of what they say.
CREATE FUNCTION app.own_story(variants bigint[], dest bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
  UPDATE audit SET owner_id = dest WHERE product_id IN (SELECT v.product_id FROM variant v WHERE v.id = ANY (variants) AND v.cooperative_id = ANY (app.scope())) AND dest = ANY (app.scope());
  UPDATE stock_movement m SET owner_id = dest FROM variant v WHERE v.id = ANY (variants) AND v.cooperative_id = ANY (app.scope()) AND dest = ANY (app.scope()) AND m.variant_id = v.id
$$;
-- The caller holds the products' and the stock levels' rows, and its scope holds both units.
CREATE FUNCTION app.hand_products(products bigint[], dest bigint) RETURNS void LANGUAGE plpgsql SET search_path = app, pg_temp AS $$
DECLARE later record; variants bigint[] := ARRAY(SELECT v.id FROM app.variant v WHERE v.product_id = ANY (products) ORDER BY v.id); listings bigint[] := ARRAY(SELECT l.id FROM app.listing l WHERE l.product_id = ANY (products) ORDER BY l.id FOR UPDATE);
BEGIN
  UPDATE product SET cooperative_id = dest, revision = revision + 1, updated_at = app.now() WHERE id = ANY (products);
  UPDATE variant SET cooperative_id = dest WHERE id = ANY (variants);
  UPDATE photo SET cooperative_id = dest WHERE product_id = ANY (products);
  UPDATE stock_level SET cooperative_id = dest WHERE variant_id = ANY (variants);
  PERFORM app.own_story(variants, dest);
  UPDATE product_map SET cooperative_id = dest WHERE product_id = ANY (products);
  UPDATE attribute_value SET cooperative_id = dest WHERE (level = 'product' AND subject = ANY (products::text[])) OR (level = 'listing' AND (subject = ANY (listings::text[]) OR split_part(subject, ':', 2) = ANY (products::text[])));
  UPDATE review_comment c SET cooperative_id = dest FROM product_review r WHERE r.id = c.review_id AND r.product_id = ANY (products) AND r.state IN ('pending', 'returned');
  UPDATE product_review SET cooperative_id = dest WHERE product_id = ANY (products) AND state IN ('pending', 'returned');
  UPDATE listing SET owner_id = dest WHERE id = ANY (listings);
  UPDATE sale_price SET owner_id = dest WHERE product_id = ANY (products);
  UPDATE offer SET owner_id = dest WHERE listing_id = ANY (listings);
  PERFORM 1 FROM offer_side s JOIN offer o ON o.id = s.offer_id WHERE o.listing_id = ANY (listings) ORDER BY s.offer_id FOR UPDATE OF s;
  UPDATE offer_side SET owner_id = dest WHERE listing_id = ANY (listings);
  -- Tables of later rooms, where they are there: whose it is, or what is worked out anew.
  FOR later IN SELECT * FROM (VALUES ('listing_override', 'UPDATE app.%I SET owner_id = $1 WHERE product_id = ANY ($2)'), ('photo_mention', 'UPDATE app.%I SET cooperative_id = $1 WHERE product_id = ANY ($2)'),
      ('readiness_reason', 'DELETE FROM app.%I WHERE product_id = ANY ($2) AND $1 > 0'), ('readiness', 'DELETE FROM app.%I WHERE product_id = ANY ($2) AND $1 > 0')) x (name, deed) WHERE to_regclass('app.' || name) IS NOT NULL LOOP
    EXECUTE format(later.deed, later.name) USING dest, products;
  END LOOP;
  UPDATE failure SET owner_id = dest WHERE closed_at IS NULL AND (product_id = ANY (products) OR subject IN (SELECT 'listing:' || x FROM unnest(listings) x));
END $$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
