import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A shop whose API access was not granted yet: a row without a connection and without the marketplace's id, its gate closed until it is connected. Nothing of it is due but what a person asked adoption to do; no measure counts what waits in it.
 */
export class UnconnectedShops1764000000210 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.shop ALTER COLUMN connection_id DROP NOT NULL, ALTER COLUMN remote_id DROP NOT NULL,
  ADD CONSTRAINT shop_unconnected CHECK (CASE WHEN connection_id IS NULL THEN remote_id IS NULL AND coalesce(gate_until, '-infinity') = 'infinity' ELSE remote_id IS NOT NULL END);
ALTER TABLE app.consent ADD COLUMN shop_id text; -- the registered shop it is asked for; 'new': none of them

CREATE OR REPLACE FUNCTION app.due_streams() RETURNS TABLE (shop_id bigint, cooperative_id bigint, marketplace text, stream text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  WITH open AS MATERIALIZED (SELECT s.id, s.cooperative_id, s.marketplace FROM shop s WHERE s.paused_at IS NULL AND (s.gate_until IS NULL OR s.gate_until <= app.now()))
  SELECT s.id, s.cooperative_id, s.marketplace, 'push-offers' FROM open s WHERE EXISTS (
    SELECT 1 FROM offer_side d WHERE d.shop_id = s.id AND d.due_at <= app.now() AND (d.lease_until IS NULL OR d.lease_until <= app.now()))
  UNION ALL
  SELECT s.id, s.cooperative_id, s.marketplace, 'publish-listings' FROM open s WHERE EXISTS (
    SELECT 1 FROM listing d WHERE d.shop_id = s.id AND d.due_at <= app.now() AND (d.lease_until IS NULL OR d.lease_until <= app.now()) AND d.ticket IS NULL AND d.wanted_rev > d.answered_rev)
  UNION ALL
  SELECT s.id, s.cooperative_id, s.marketplace, 'ask-outcomes' FROM open s WHERE EXISTS (
    SELECT 1 FROM listing d WHERE d.shop_id = s.id AND d.due_at <= app.now() AND (d.lease_until IS NULL OR d.lease_until <= app.now()) AND (d.ticket IS NOT NULL OR d.wanted_rev <= d.answered_rev))
  UNION ALL
  SELECT s.id, s.cooperative_id, s.marketplace, 'read-orders' FROM open s WHERE EXISTS (
    SELECT 1 FROM webhook_receipt d WHERE d.shop_id = s.id AND d.done_at IS NULL AND d.not_before <= app.now() AND (d.lease_until IS NULL OR d.lease_until <= app.now()))
    OR EXISTS (SELECT 1 FROM orders o WHERE o.shop_id = s.id AND o.status = 'unpaid' AND o.expires_at <= app.now())
  UNION ALL
  SELECT s.id, s.cooperative_id, s.marketplace, c.stream FROM open s JOIN checkpoint c ON c.shop_id = s.id
    WHERE c.paused_at IS NULL AND c.next_at <= app.now() AND (c.lease_until IS NULL OR c.lease_until <= app.now())
  UNION ALL
  SELECT s.id, s.cooperative_id, s.marketplace, c.stream FROM shop s JOIN checkpoint c ON c.shop_id = s.id
    WHERE s.connection_id IS NULL AND c.stream = 'adopt' AND c.next_at <= app.now() AND (c.lease_until IS NULL OR c.lease_until <= app.now())
  UNION ALL
  SELECT min(s.id), c.cooperative_id, c.marketplace, 'refresh-tokens' FROM connection c JOIN shop s ON s.connection_id = c.id
    WHERE c.refresh_at <= app.now() AND (c.lease_until IS NULL OR c.lease_until <= app.now()) GROUP BY c.id, c.cooperative_id, c.marketplace
$$;

CREATE OR REPLACE FUNCTION app.house_counts() RETURNS TABLE (what text, marketplace text, label text, n bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT 'due', s.marketplace, 'listing', count(*) FROM app.listing l JOIN app.shop s ON s.id = l.shop_id WHERE l.due_at <= app.now() AND s.connection_id IS NOT NULL GROUP BY s.marketplace
  UNION ALL SELECT 'due', s.marketplace, d.side, count(*) FROM app.offer_side d JOIN app.shop s ON s.id = d.shop_id WHERE d.due_at <= app.now() AND s.connection_id IS NOT NULL GROUP BY s.marketplace, d.side
  UNION ALL SELECT 'failure', s.marketplace, f.cause, count(*) FROM app.failure f JOIN app.shop s ON s.id = f.shop_id WHERE f.closed_at IS NULL GROUP BY s.marketplace, f.cause
  UNION ALL SELECT 'run', s.marketplace, r.operation || '.' || coalesce(r.outcome, 'open'), count(*) FROM app.sync_run r JOIN app.shop s ON s.id = r.shop_id WHERE r.opened_at > app.now() - interval '5 minutes' GROUP BY s.marketplace, r.operation, r.outcome
$$;

CREATE OR REPLACE FUNCTION app.house_state() RETURNS TABLE (what text, marketplace text, label text, n float8) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  WITH open AS MATERIALIZED (SELECT s.* FROM app.shop s WHERE s.paused_at IS NULL AND s.connection_id IS NOT NULL)
  SELECT 'oldest', s.marketplace, CASE WHEN l.ticket IS NULL AND l.wanted_rev > l.answered_rev THEN 'publish-listings' ELSE 'ask-outcomes' END, max(extract(epoch FROM app.now() - greatest(l.due_at, l.wanted_at)))::float8
    FROM app.listing l JOIN open s ON s.id = l.shop_id WHERE l.due_at <= app.now() GROUP BY 2, 3
  UNION ALL SELECT 'oldest', s.marketplace, 'push-offers.' || d.side, max(extract(epoch FROM app.now() - greatest(d.due_at, d.wanted_at)))::float8
    FROM app.offer_side d JOIN open s ON s.id = d.shop_id WHERE d.due_at <= app.now() AND (d.due_at > '-infinity' OR d.wanted_at IS NOT NULL) GROUP BY 2, 3
  UNION ALL SELECT 'oldest', s.marketplace, 'read-orders', max(extract(epoch FROM app.now() - greatest(r.taken_at, r.not_before)))::float8
    FROM app.webhook_receipt r JOIN open s ON s.id = r.shop_id WHERE r.done_at IS NULL AND r.not_before <= app.now() GROUP BY 2
  UNION ALL SELECT 'oldest', s.marketplace, c.stream, max(extract(epoch FROM app.now() - c.next_at))::float8
    FROM app.checkpoint c JOIN open s ON s.id = c.shop_id WHERE c.paused_at IS NULL AND c.next_at <= app.now() AND c.stream <> 'read-orders' GROUP BY 2, 3
  UNION ALL SELECT 'lag', s.marketplace, '', max(extract(epoch FROM app.now() - coalesce(c.last_ok_at, s.created_at)))::float8
    FROM app.checkpoint c JOIN open s ON s.id = c.shop_id WHERE c.stream = 'pull-orders' AND c.paused_at IS NULL GROUP BY 2
  UNION ALL SELECT 'gate', s.marketplace, coalesce(s.gate_cause, 'unknown'), count(*)::float8 FROM open s WHERE s.gate_until > app.now() GROUP BY 2, 3
  UNION ALL SELECT 'shops', s.marketplace, CASE WHEN s.connection_id IS NULL THEN 'no-access' WHEN s.paused_at IS NULL THEN 'open' ELSE 'paused' END, count(*)::float8 FROM app.shop s GROUP BY 2, 3
  UNION ALL SELECT 'shops', c.marketplace, 'no-grant', count(*)::float8 FROM app.connection c WHERE c.dead_at IS NOT NULL GROUP BY 2
  UNION ALL SELECT 'pushes', s.marketplace, '', count(*)::float8 FROM app.webhook_receipt r JOIN app.shop s ON s.id = r.shop_id WHERE r.done_at IS NULL GROUP BY 2
$$;

-- Readiness is worked out for connected shops: also when a registered one becomes one.
DROP TRIGGER shop_changed ON app.shop;
CREATE TRIGGER shop_changed AFTER UPDATE ON app.shop FOR EACH ROW WHEN ((OLD.price_rule, OLD.tier, OLD.field_rules, OLD.priced_on, OLD.connection_id IS NULL) IS DISTINCT FROM (NEW.price_rule, NEW.tier, NEW.field_rules, NEW.priced_on, NEW.connection_id IS NULL)) EXECUTE FUNCTION app.readiness_by_shop();`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
