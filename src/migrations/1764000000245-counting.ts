import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes that hold what a count asks, the policies' columns too, in the order that lets it count each product once without sorting; a page of one shop's listings; days of attempts by their day. */
export class Counting1764000000245 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE INDEX readiness_once ON app.readiness (state, product_id) INCLUDE (shop_id, cooperative_id, owner_id);
CREATE INDEX readiness_reason_once ON app.readiness_reason (cause, field, product_id) INCLUDE (shop_id, cooperative_id, owner_id);
CREATE INDEX failure_once ON app.failure (cause, product_id) INCLUDE (shop_id, dismissed_until, cooperative_id, owner_id) WHERE closed_at IS NULL AND touched IS NULL AND product_id IS NOT NULL;
-- The other half of listing_unsettled: what says 'live'.
CREATE INDEX listing_live ON app.listing (product_id) INCLUDE (shop_id, cooperative_id, owner_id) WHERE NOT (paused_at IS NOT NULL OR ticket IS NOT NULL OR wanted_rev > answered_rev OR live_rev < answered_rev OR state <> 'live');
DROP INDEX app.listing_shop;
CREATE INDEX listing_shop ON app.listing (shop_id, id) INCLUDE (cooperative_id, owner_id);
CREATE INDEX sync_run_day_day ON app.sync_run_day (day);

CREATE FUNCTION app.readiness_behind(cooperative bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM readiness_due WHERE cooperative_id = ANY (app.federation(cooperative)))
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
