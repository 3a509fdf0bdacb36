import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Digests of what needs a person, by mail or signed webhook: who wants them, which causes were told as they happened, and each message as a row that is due until it was taken. A message is written in the transaction that decides it, so it is neither
 * lost nor made twice; it is claimed before it is sent.
 */
export class Digests1764000000182 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE TABLE app.digest (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, user_id bigint REFERENCES app.app_user, channel text NOT NULL CHECK (channel IN ('email', 'webhook')),
  address text NOT NULL, address_key text NOT NULL, sealed text, language text NOT NULL CHECK (language IN ('id', 'en')), urgent boolean NOT NULL,
  daily_at smallint CHECK (daily_at BETWEEN 0 AND 1439), quiet_from smallint CHECK (quiet_from BETWEEN 0 AND 1439), quiet_to smallint CHECK (quiet_to BETWEEN 0 AND 1439), next_at timestamptz, paused_at timestamptz, created_at timestamptz NOT NULL DEFAULT app.now(),
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
);
CREATE UNIQUE INDEX digest_once ON app.digest (cooperative_id, coalesce(user_id, 0), channel, address_key);
CREATE TABLE app.digest_told (digest_id bigint NOT NULL REFERENCES app.digest ON DELETE CASCADE, cause text NOT NULL, cooperative_id bigint NOT NULL, told_at timestamptz NOT NULL DEFAULT app.now(), PRIMARY KEY (digest_id, cause));
CREATE TABLE app.digest_message (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, digest_id bigint NOT NULL REFERENCES app.digest ON DELETE CASCADE, kind text NOT NULL CHECK (kind IN ('daily', 'urgent', 'test')), causes jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT app.now(), not_before timestamptz NOT NULL DEFAULT '-infinity', attempts int NOT NULL DEFAULT 0, lease_until timestamptz, fence bigint NOT NULL DEFAULT 0, sent_at timestamptz, ended_at timestamptz, error text
);
CREATE INDEX digest_message_due ON app.digest_message (not_before) WHERE ended_at IS NULL;
CREATE INDEX digest_message_of ON app.digest_message (digest_id, id);
CALL app.police('digest', 'own'); CALL app.police('digest_told', 'own'); CALL app.police('digest_message', 'own');
-- Quiet hours are minutes of the co-op's own day; over midnight when they end before they begin. The instant itself where it is not quiet.
CREATE FUNCTION app.quiet_until(at timestamptz, zone text, starts smallint, ends smallint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  WITH here AS (SELECT at AT TIME ZONE zone AS local), minute AS (SELECT extract(hour FROM local)::int * 60 + extract(minute FROM local)::int AS m, date_trunc('day', local) AS day FROM here)
  SELECT CASE WHEN starts IS NULL OR starts = ends OR NOT (CASE WHEN starts < ends THEN m >= starts AND m < ends ELSE m >= starts OR m < ends END) THEN at
    ELSE (day + make_interval(days => CASE WHEN m >= ends THEN 1 ELSE 0 END, mins => ends)) AT TIME ZONE zone END FROM minute
$$;
-- The next time it is so late in that zone, after now.
CREATE FUNCTION app.next_daily(zone text, minutes smallint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT (d.day + make_interval(days => CASE WHEN d.day + make_interval(mins => minutes) <= d.local THEN 1 ELSE 0 END, mins => minutes)) AT TIME ZONE zone FROM (SELECT app.now() AT TIME ZONE zone AS local, date_trunc('day', app.now() AT TIME ZONE zone) AS day) d
$$;
-- Digests that may have something to say or to send now, with what their co-op may see. An account that was closed gets nothing.
CREATE FUNCTION app.digests_due() RETURNS TABLE (digest_id bigint, subtree bigint[], above bigint[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT g.id, (SELECT array_agg(d.id ORDER BY d.id) FROM cooperative d WHERE d.path LIKE c.path || '%'), (SELECT coalesce(array_agg(a.id ORDER BY a.id), '{}') FROM cooperative a WHERE c.path LIKE a.path || '%' AND a.id <> c.id)
  FROM digest g JOIN cooperative c ON c.id = g.cooperative_id LEFT JOIN app_user u ON u.id = g.user_id
  WHERE u.disabled_at IS NULL AND ((g.paused_at IS NULL AND (g.urgent OR g.next_at <= app.now())) OR EXISTS (SELECT 1 FROM digest_message m WHERE m.digest_id = g.id AND m.ended_at IS NULL AND m.not_before <= app.now() AND (m.lease_until IS NULL OR m.lease_until <= app.now())))
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
