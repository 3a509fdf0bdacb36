import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Pushes, as they are kept coming. Registered per connection (a second connection of one app has pushes of its own). What is usual is learned per shop from past deliveries: `silent_from` is the instant
 * from which no news is more silence than usual, moved by each delivery; `silent_since` is set when it has passed, and cleared by the next delivery. A shop that never delivered has neither.
 */
export class Pushes1764000000111 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.connection ADD COLUMN subscribed_as text, ADD COLUMN subscribed_at timestamptz, ADD COLUMN end_told timestamptz; -- end_told: the end of consent that was warned of
UPDATE app.connection c SET subscribed_as = a.subscribed_as FROM app.webhook_address a WHERE a.id = c.webhook_address_id;
ALTER TABLE app.webhook_address DROP COLUMN subscribed_as, ADD COLUMN missed_at timestamptz;
-- A table of its own: a page of orders holds its shop's row for as long as it is written, and a push must be answered within seconds.
CREATE TABLE app.push_rhythm (
  shop_id bigint PRIMARY KEY REFERENCES app.shop, cooperative_id bigint NOT NULL, last_at timestamptz NOT NULL DEFAULT app.now(), gaps int NOT NULL DEFAULT 0, usual_ms bigint NOT NULL DEFAULT 0,
  silent_from timestamptz NOT NULL, silent_since timestamptz
);
CREATE INDEX push_rhythm_silent ON app.push_rhythm (silent_from) WHERE silent_since IS NULL;
CALL app.police('push_rhythm', 'own');
INSERT INTO app.checkpoint (shop_id, stream, cooperative_id, interval_ms) SELECT id, 'keep-webhooks', cooperative_id, 10800000 FROM app.shop ON CONFLICT DO NOTHING;

-- How often orders are read: as the shop says, or, while its pushes are silent, four times as often, within 15 s and 2 min.
CREATE FUNCTION app.pull_every(interval_ms int, silent boolean) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
  SELECT make_interval(secs => CASE WHEN silent THEN least(interval_ms, greatest(15000, least(120000, interval_ms / 4))) ELSE interval_ms END / 1000.0)
$$;
-- Shops that have just become silent: from now on they are read more often, their address is registered again, and what the marketplace kept is fetched.
CREATE FUNCTION app.fell_silent() RETURNS TABLE (shop_id bigint, cooperative_id bigint) LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
  WITH fell AS (UPDATE push_rhythm r SET silent_since = r.silent_from FROM shop s WHERE s.id = r.shop_id AND r.silent_from <= app.now() AND r.silent_since IS NULL AND s.paused_at IS NULL RETURNING s.id, s.cooperative_id),
  hastened AS (
    UPDATE checkpoint c SET next_at = CASE c.stream WHEN 'keep-webhooks' THEN app.now() ELSE least(c.next_at, app.now() + app.pull_every(c.interval_ms, true)) END
    FROM fell f WHERE c.shop_id = f.id AND c.stream IN ('pull-orders', 'keep-webhooks'))
  SELECT id, cooperative_id FROM fell
$$;
-- Grants whose consent ends within the fortnight and of which nobody was told, and those that were told of and no longer end so soon.
CREATE FUNCTION app.ending_consents() RETURNS TABLE (connection_id bigint, shop_id bigint, cooperative_id bigint, marketplace text, ends_at timestamptz, near boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT c.id, (SELECT min(s.id) FROM shop s WHERE s.connection_id = c.id), c.cooperative_id, c.marketplace, c.ends_at, x.near
  FROM connection c CROSS JOIN LATERAL (SELECT coalesce(c.ends_at <= app.now() + interval '14 days', false) AS near) x
  WHERE c.dead_at IS NULL AND EXISTS (SELECT 1 FROM shop s WHERE s.connection_id = c.id) AND CASE WHEN x.near THEN c.end_told IS DISTINCT FROM c.ends_at ELSE c.end_told IS NOT NULL END
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
