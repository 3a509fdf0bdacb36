import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Ways to the rows that lists show. Under a policy a condition may use an index only when nothing in it might leak what it is given; the planner takes COALESCE and NULLIF for leaks, and app.now() held both, so that no condition on time used one.
 * What a listing needs is asked of the few that are not quietly live; an order is found by any part of its number, a SKU or a title.
 */
export class ListWays1764000000220 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE OR REPLACE FUNCTION app.shift() RETURNS interval LANGUAGE sql STABLE AS $$ SELECT CASE WHEN current_setting('app.clock_shift', true) <> '' THEN current_setting('app.clock_shift')::interval ELSE interval '0' END $$;

-- As before, with the clock read only where a wish is open.
CREATE OR REPLACE FUNCTION app.listing_word(l app.listing) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN l.paused_at IS NOT NULL THEN 'paused' WHEN l.ticket IS NOT NULL THEN 'queued' WHEN l.wanted_rev > l.answered_rev THEN CASE WHEN l.lease_until > app.now() THEN 'sending' ELSE 'waiting' END
    WHEN l.wanted = 'withdrawn' AND l.state IN ('ended', 'new') THEN 'withdrawn' WHEN l.state = 'review' THEN 'review' WHEN l.live_rev < l.answered_rev OR l.state IN ('refused', 'ended') THEN 'failed' WHEN l.state = 'live' THEN 'live' ELSE 'new' END
$$;
-- Every word but 'live'; written as the index below is, which a query that asks for it can then use.
CREATE FUNCTION app.unsettled(l app.listing) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT l.paused_at IS NOT NULL OR l.ticket IS NOT NULL OR l.wanted_rev > l.answered_rev OR l.live_rev < l.answered_rev OR l.state <> 'live'
$$;
CREATE INDEX listing_unsettled ON app.listing (shop_id, id) WHERE paused_at IS NOT NULL OR ticket IS NOT NULL OR wanted_rev > answered_rev OR live_rev < answered_rev OR state <> 'live';
CREATE INDEX listing_shop ON app.listing (shop_id) INCLUDE (cooperative_id, owner_id); -- what the policy asks, so that a count reads no row
CREATE INDEX listing_accepted ON app.listing (accepted_at) WHERE accepted_at IS NOT NULL;

DROP INDEX app.failure_first; DROP INDEX app.failure_first_owner;
CREATE INDEX failure_came ON app.failure (first_at);
CREATE INDEX failure_newest ON app.failure (cause, last_at, id) WHERE closed_at IS NULL;
CREATE INDEX failure_touched ON app.failure (cause) WHERE closed_at IS NULL AND touched IS NOT NULL;
CREATE INDEX failure_aside ON app.failure (dismissed_until) WHERE closed_at IS NULL AND dismissed_until IS NOT NULL;

CREATE INDEX orders_status ON app.orders (status, id) INCLUDE (cooperative_id, shop_id);
CREATE INDEX orders_placed ON app.orders (placed_at);
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA app;
CREATE INDEX orders_words ON app.orders USING gin (lower(number) app.gin_trgm_ops);
CREATE INDEX order_line_words ON app.order_line USING gin (lower(sku || ' ' || title) app.gin_trgm_ops);
-- LIKE might leak too, so the search checks the scope itself. pattern: escaped for LIKE.
CREATE FUNCTION app.search_orders(pattern text) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT o.id FROM orders o WHERE lower(o.number) LIKE lower(pattern) AND o.cooperative_id = ANY (app.scope())
  UNION SELECT l.order_id FROM order_line l WHERE lower(l.sku || ' ' || l.title) LIKE lower(pattern) AND l.cooperative_id = ANY (app.scope())
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
