import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Failures as work: whose they are, until when they are put aside and why, how many came lately; codes nobody knows yet, counted; a shop that stops itself after refusals in a row, and tries one listing first. */
export class Failures1764000000180 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.failure ADD assigned_to bigint REFERENCES app.app_user, ADD assigned_at timestamptz, ADD dismissed_until timestamptz;
CREATE INDEX failure_first ON app.failure (cooperative_id, first_at);
CREATE INDEX failure_first_owner ON app.failure (owner_id, first_at);
CREATE INDEX failure_assigned ON app.failure (assigned_to) WHERE closed_at IS NULL AND assigned_to IS NOT NULL;
-- What was said when a failure was put aside: kept when it comes back.
CREATE TABLE app.failure_dismissal (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL, failure_id bigint NOT NULL REFERENCES app.failure ON DELETE CASCADE, user_id bigint, at timestamptz NOT NULL DEFAULT app.now(), reason text NOT NULL, until timestamptz
);
CREATE INDEX failure_dismissal_of ON app.failure_dismissal (failure_id);
CREATE INDEX failure_past ON app.failure (subject, cause) WHERE closed_as = 'dismissed';
CREATE TABLE app.unknown_code (
  cooperative_id bigint NOT NULL, marketplace text NOT NULL, code text NOT NULL, times bigint NOT NULL DEFAULT 1, operation text NOT NULL, message text NOT NULL,
  first_at timestamptz NOT NULL DEFAULT app.now(), last_at timestamptz NOT NULL DEFAULT app.now(), PRIMARY KEY (cooperative_id, marketplace, code)
);
CALL app.police('failure_dismissal', 'owner'); CALL app.police('unknown_code', 'own');
-- For the metrics: counts over all co-ops.
CREATE FUNCTION app.unknown_code_counts() RETURNS TABLE (marketplace text, code text, n bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT u.marketplace, u.code, sum(u.times)::bigint FROM app.unknown_code u GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 200
$$;

-- fail_streak: refusals by the marketplace without an acceptance between. halted_at: the shop stopped itself. probe_at: a person said "go on"; one listing is tested, by probe_stream; probe_until: a worker is at it.
ALTER TABLE app.shop ADD fail_streak int NOT NULL DEFAULT 0, ADD halted_at timestamptz, ADD halted_cause text, ADD halted_code text, ADD probe_at timestamptz, ADD probe_stream text, ADD probe_until timestamptz, ADD probe_listing bigint;
-- Streams of shops that stopped themselves, which the sweep leaves alone. Stock that falls goes out all the same.
CREATE FUNCTION app.held_streams() RETURNS TABLE (shop_id bigint, stream text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT s.id, 'publish-listings' FROM shop s WHERE s.halted_at IS NOT NULL AND (s.probe_at IS NULL OR s.probe_stream <> 'publish-listings' OR s.probe_until > app.now())
  UNION ALL
  SELECT s.id, 'push-offers' FROM shop s WHERE s.halted_at IS NOT NULL AND (s.probe_at IS NULL OR s.probe_stream <> 'push-offers' OR s.probe_until > app.now())
    AND NOT EXISTS (SELECT 1 FROM offer_side d WHERE d.shop_id = s.id AND d.side = 'stock' AND d.urgency < 2 AND d.due_at <= app.now() AND (d.lease_until IS NULL OR d.lease_until <= app.now()))
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
