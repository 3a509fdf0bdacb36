import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The schedule (checkpoints), the news (receipts), the ledger of attempts (sync runs, by month), what needs a person (failures), and deeds on many rows (bulk actions). */
export class Sync1764000000007 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE TABLE app.checkpoint (
  shop_id bigint NOT NULL REFERENCES app.shop, stream text NOT NULL, cooperative_id bigint NOT NULL, interval_ms int NOT NULL, paused_at timestamptz,
  watermark timestamptz, from_at timestamptz, to_at timestamptz, cursor jsonb, next_at timestamptz NOT NULL DEFAULT app.now(), last_ok_at timestamptz, last_try_at timestamptz,
  attempts int NOT NULL DEFAULT 0, reason text, lease_until timestamptz, fence bigint NOT NULL DEFAULT 0, PRIMARY KEY (shop_id, stream)
);
CREATE TABLE app.webhook_receipt (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, shop_id bigint NOT NULL REFERENCES app.shop, dedupe text NOT NULL, kind text NOT NULL, remote_id text NOT NULL,
  taken_at timestamptz NOT NULL DEFAULT app.now(), done_at timestamptz, attempts int NOT NULL DEFAULT 0, not_before timestamptz NOT NULL DEFAULT '-infinity', lease_until timestamptz, fence bigint NOT NULL DEFAULT 0,
  UNIQUE (shop_id, dedupe)
);
CREATE INDEX webhook_receipt_due ON app.webhook_receipt (shop_id, not_before) WHERE done_at IS NULL;

CREATE TABLE app.sync_run (
  id bigint GENERATED ALWAYS AS IDENTITY, opened_at timestamptz NOT NULL DEFAULT app.wall(), closed_at timestamptz, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL, shop_id bigint NOT NULL,
  operation text NOT NULL, subject text NOT NULL, trigger text NOT NULL, fence bigint, state text NOT NULL CHECK (state IN ('open', 'done', 'lost')),
  outcome text CHECK (outcome IN ('accepted', 'refused', 'waiting', 'retrying', 'unclear', 'nothing', 'partly')), code text, subjects int NOT NULL DEFAULT 1, calls int NOT NULL DEFAULT 0, exchange jsonb,
  PRIMARY KEY (opened_at, id)
) PARTITION BY RANGE (opened_at);
CREATE TABLE app.sync_run_else PARTITION OF app.sync_run DEFAULT;
CREATE INDEX sync_run_shop ON app.sync_run (shop_id, id);
CREATE INDEX sync_run_subject ON app.sync_run (subject, id);
CREATE INDEX sync_run_list ON app.sync_run (cooperative_id, id);
-- The month's partition and the next one's; the application owns no table, so it asks.
CREATE FUNCTION app.open_months() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE first date; n int;
BEGIN
  FOR n IN 0..1 LOOP
    first := date_trunc('month', app.now() AT TIME ZONE 'UTC')::date + make_interval(months => n);
    IF to_regclass(format('app.sync_run_%s', to_char(first, 'YYYY_MM'))) IS NULL AND NOT EXISTS (SELECT 1 FROM app.sync_run_else WHERE opened_at >= first AND opened_at < first + interval '1 month') THEN
      EXECUTE format('CREATE TABLE app.sync_run_%s PARTITION OF app.sync_run FOR VALUES FROM (%L) TO (%L)', to_char(first, 'YYYY_MM'), first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
    END IF;
  END LOOP;
END $$;
SELECT app.open_months();

CREATE TABLE app.failure (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL, shop_id bigint NOT NULL REFERENCES app.shop,
  operation text NOT NULL, subject text NOT NULL, cause text NOT NULL, code text NOT NULL, product_id bigint, order_id bigint, field text, issues jsonb NOT NULL DEFAULT '[]',
  first_at timestamptz NOT NULL DEFAULT app.now(), last_at timestamptz NOT NULL DEFAULT app.now(), times int NOT NULL DEFAULT 1, closed_at timestamptz, closed_as text CHECK (closed_as IN ('mended', 'dismissed')), closed_by bigint, closed_why text
);
CREATE UNIQUE INDEX failure_open ON app.failure (shop_id, operation, subject, cause) WHERE closed_at IS NULL;
CREATE INDEX failure_cause ON app.failure (cooperative_id, cause) WHERE closed_at IS NULL;
CREATE INDEX failure_owner ON app.failure (owner_id, cause) WHERE closed_at IS NULL;
CREATE INDEX failure_subject ON app.failure (subject) WHERE closed_at IS NULL;

CREATE TABLE app.bulk_action (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, user_id bigint, kind text NOT NULL, filter jsonb NOT NULL DEFAULT '{}', cancelled_at timestamptz, created_at timestamptz NOT NULL DEFAULT app.now()
);
CREATE TABLE app.bulk_action_member (
  action_id bigint NOT NULL REFERENCES app.bulk_action, subject text NOT NULL, cooperative_id bigint NOT NULL, listing_id bigint, revision bigint, result text CHECK (result IN ('skipped', 'cancelled')), PRIMARY KEY (action_id, subject)
);
CREATE INDEX bulk_action_list ON app.bulk_action (cooperative_id, id);
CALL app.police('checkpoint', 'own'); CALL app.police('webhook_receipt', 'own'); CALL app.police('sync_run', 'owner'); CALL app.police('failure', 'owner');
CALL app.police('bulk_action', 'own'); CALL app.police('bulk_action_member', 'own');

-- SWEEP. What is due, as addresses: one index probe a shop and stream. Paused and gated shops wait; tokens are refreshed all the same.
CREATE FUNCTION app.due_streams() RETURNS TABLE (shop_id bigint, cooperative_id bigint, marketplace text, stream text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
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
  SELECT min(s.id), c.cooperative_id, c.marketplace, 'refresh-tokens' FROM connection c JOIN shop s ON s.connection_id = c.id
    WHERE c.refresh_at <= app.now() AND (c.lease_until IS NULL OR c.lease_until <= app.now()) GROUP BY c.id, c.cooperative_id, c.marketplace
$$;

-- Nothing is for everyone, and the ledger is only ever added to.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA app FROM public; REVOKE ALL ON ALL PROCEDURES IN SCHEMA app FROM public;
GRANT USAGE ON SCHEMA app TO serentak_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA app TO serentak_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA app TO serentak_app;
REVOKE UPDATE, DELETE ON app.stock_movement FROM serentak_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO serentak_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE EXECUTE ON FUNCTIONS FROM public;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT EXECUTE ON FUNCTIONS TO serentak_app;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
