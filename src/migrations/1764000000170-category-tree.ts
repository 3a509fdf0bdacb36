import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The co-op's tree of categories is edited: each has a revision, and one that moves beneath another may come under other price rules, in whoever's shop. */
export class CategoryTree1764000000170 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.category ADD COLUMN revision int NOT NULL DEFAULT 1;

CREATE FUNCTION app.reprice_branch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  WITH RECURSIVE branch AS (SELECT NEW.id AS id UNION ALL SELECT c.id FROM branch b JOIN category c ON c.parent_id = b.id),
  locked AS MATERIALIZED (
    SELECT s.offer_id FROM product p JOIN listing l ON l.product_id = p.id JOIN offer o ON o.listing_id = l.id AND o.ended_at IS NULL JOIN offer_side s ON s.offer_id = o.id AND s.side = 'price'
    WHERE p.category_id IN (SELECT id FROM branch) AND EXISTS (SELECT 1 FROM price_rule r WHERE r.shop_id = l.shop_id) ORDER BY s.offer_id FOR UPDATE OF s)
  UPDATE offer_side s SET wanted_rev = s.wanted_rev + 1, attempts = 0, urgency = 1 FROM locked WHERE s.offer_id = locked.offer_id AND s.side = 'price';
  RETURN NULL;
END $$;
CREATE TRIGGER category_moved AFTER UPDATE OF parent_id ON app.category FOR EACH ROW WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id) EXECUTE FUNCTION app.reprice_branch();`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
