import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Price rules of a shop's categories, a co-op's own fee rows, and the memory of the guard: what was last *sent* of a price, and to which value a person said yes.
 * Both are kept by a trigger, so that no code can forget them: a price that was set is the last one and uses up its confirmation; a new wish ends a park that waits for one, so that the newest price is judged anew; where the offer is closed, nobody is asked any more.
 */
export class Prices1764000000100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.variant ADD COLUMN cost bigint CHECK (cost BETWEEN 0 AND 1000000000);
ALTER TABLE app.shop ADD COLUMN tier text, ADD COLUMN priced_on date NOT NULL DEFAULT (app.now() AT TIME ZONE 'Asia/Jakarta')::date, ADD COLUMN priced_fees jsonb; -- the day, and the shipped fee table, by which its prices were last looked at
ALTER TABLE app.offer_side ADD COLUMN last_value bigint, ADD COLUMN confirmed_value bigint;
UPDATE app.offer_side SET last_value = sent_value WHERE side = 'price' AND sent_value IS NOT NULL;

CREATE TABLE app.price_rule (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, shop_id bigint NOT NULL REFERENCES app.shop, category_id bigint NOT NULL REFERENCES app.category,
  rule jsonb NOT NULL, revision int NOT NULL DEFAULT 1, created_at timestamptz NOT NULL DEFAULT now(), UNIQUE (shop_id, category_id)
);
CREATE TABLE app.fee (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, marketplace text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('commission', 'service', 'payment', 'order', 'campaign')), category text, tier text,
  percent numeric(6, 4) CHECK (percent >= 0), rupiah bigint CHECK (rupiah >= 0), cap bigint CHECK (cap >= 0), valid_from date NOT NULL, valid_to date, source text NOT NULL, read_on date NOT NULL, note text,
  user_id bigint, revision int NOT NULL DEFAULT 1, created_at timestamptz NOT NULL DEFAULT now(), CHECK (percent IS NOT NULL OR rupiah IS NOT NULL), CHECK (valid_to >= valid_from)
);
CREATE INDEX fee_place ON app.fee (cooperative_id, marketplace);
CREATE INDEX category_parent ON app.category (parent_id);
CALL app.police('price_rule', 'own'); CALL app.police('fee', 'above');

CREATE FUNCTION app.guard_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.sent_at IS DISTINCT FROM OLD.sent_at AND NEW.sent_value IS NOT NULL THEN NEW.last_value := NEW.sent_value; NEW.confirmed_value := NULL; END IF;
  IF NEW.wanted_rev > OLD.wanted_rev AND NEW.reason = 'needs-confirmation' THEN NEW.reason := NULL; NEW.not_before := '-infinity'; END IF;
  IF NEW.reason = 'not-open' AND NEW.issues <> '[]' THEN
    UPDATE app.failure SET closed_at = app.now(), closed_as = 'mended' WHERE subject = 'offer:' || NEW.offer_id || ':price' AND shop_id = NEW.shop_id AND cause IN ('price-falls', 'price-below-floor') AND closed_at IS NULL;
    NEW.issues := '[]';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER offer_side_guard BEFORE UPDATE OF sent_at, wanted_rev, reason ON app.offer_side FOR EACH ROW WHEN (NEW.side = 'price') EXECUTE FUNCTION app.guard_price();

-- Another category may have another price rule, in whoever's shop; changed by a person or by a file.
CREATE FUNCTION app.reprice_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  WITH locked AS MATERIALIZED (
    SELECT s.offer_id FROM listing l JOIN offer o ON o.listing_id = l.id AND o.ended_at IS NULL JOIN offer_side s ON s.offer_id = o.id AND s.side = 'price'
    WHERE l.product_id = NEW.id AND EXISTS (SELECT 1 FROM price_rule r WHERE r.shop_id = l.shop_id) ORDER BY s.offer_id FOR UPDATE OF s)
  UPDATE offer_side s SET wanted_rev = s.wanted_rev + 1, attempts = 0, urgency = 1 FROM locked WHERE s.offer_id = locked.offer_id AND s.side = 'price';
  RETURN NULL;
END $$;
CREATE TRIGGER product_moved AFTER UPDATE OF category_id ON app.product FOR EACH ROW WHEN (OLD.category_id IS DISTINCT FROM NEW.category_id) EXECUTE FUNCTION app.reprice_moved();

-- Shops whose co-op has begun a day on which their prices were not looked at yet, or whose marketplace's shipped table is another one since. shipped: marketplace -> rows.
CREATE FUNCTION app.shops_to_price(shipped jsonb) RETURNS TABLE (shop_id bigint, federation bigint[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT s.id, app.federation(s.cooperative_id) FROM shop s JOIN cooperative c ON c.id = s.cooperative_id WHERE s.priced_on < (app.now() AT TIME ZONE c.timezone)::date OR s.priced_fees IS DISTINCT FROM coalesce(shipped -> s.marketplace, '[]')
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
