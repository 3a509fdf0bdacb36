import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger of attempts for a year: a row is written when an attempt ended, so it has an outcome and no state. Lists walk one shop's rows, by what they are filtered by; what a unit owns in its parent's shop has an index of its own.
 * Days are summed up two days later, for good; a month's partition goes when it is a year old and summed up.
 */
export class RunsKept1764000000181 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.sync_run DROP COLUMN state;
DROP INDEX app.sync_run_list;
CREATE INDEX sync_run_kind ON app.sync_run (shop_id, operation, outcome, id);
CREATE INDEX sync_run_owner ON app.sync_run (owner_id, cooperative_id, id) WHERE owner_id <> cooperative_id;
CREATE TABLE app.sync_run_day (
  cooperative_id bigint NOT NULL, owner_id bigint NOT NULL, shop_id bigint NOT NULL, day date NOT NULL, operation text NOT NULL, outcome text NOT NULL, code text NOT NULL,
  runs int NOT NULL, subjects bigint NOT NULL, calls bigint NOT NULL, ms bigint NOT NULL, PRIMARY KEY (shop_id, day, operation, outcome, code, owner_id)
);
CALL app.police('sync_run_day', 'owner');
CREATE TABLE app.sync_run_kept (until date NOT NULL);
ALTER TABLE app.sync_run_kept ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON app.sync_run_kept FROM serentak_app;
CREATE FUNCTION app.runs_kept() RETURNS date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$ SELECT max(until) FROM sync_run_kept $$;

-- Sums up at most so many days (UTC), then lets go of months older than a year. One at a time, whoever asks; a partition that is being read is let go next time.
CREATE FUNCTION app.keep_runs(most int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET lock_timeout = '2s' AS $$
DECLARE d date; last date := (app.now() AT TIME ZONE 'UTC')::date - 2; n int := 0; part text;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('serentak keep runs')) THEN RETURN 0; END IF;
  d := coalesce((SELECT max(until) + 1 FROM sync_run_kept), (SELECT (min(opened_at) AT TIME ZONE 'UTC')::date FROM sync_run), last + 1);
  WHILE d <= last AND n < most LOOP
    INSERT INTO sync_run_day SELECT r.cooperative_id, r.owner_id, r.shop_id, d, r.operation, coalesce(r.outcome, 'unclear'), coalesce(r.code, ''), count(*), sum(r.subjects), sum(r.calls), coalesce(sum(extract(epoch FROM r.closed_at - r.opened_at) * 1000), 0)::bigint
      FROM sync_run r WHERE r.opened_at >= d::timestamp AT TIME ZONE 'UTC' AND r.opened_at < (d + 1)::timestamp AT TIME ZONE 'UTC' GROUP BY 1, 2, 3, 5, 6, 7 ON CONFLICT DO NOTHING;
    n := n + 1; d := d + 1;
  END LOOP;
  IF n > 0 THEN DELETE FROM sync_run_kept; INSERT INTO sync_run_kept VALUES (d - 1); END IF;
  FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'app.sync_run'::regclass AND c.relname ~ '^sync_run_[0-9]{4}_[0-9]{2}$'
      AND to_date(substr(c.relname, 10), 'YYYY_MM') + interval '1 month' <= least((app.now() AT TIME ZONE 'UTC') - interval '1 year', d::timestamp) LOOP
    BEGIN EXECUTE format('DROP TABLE app.%I', part); EXCEPTION WHEN lock_not_available THEN NULL; END;
  END LOOP;
  DELETE FROM sync_run_else WHERE opened_at < least(app.now() - interval '1 year', d::timestamp AT TIME ZONE 'UTC');
  RETURN n;
END $$;
CREATE OR REPLACE FUNCTION app.open_months() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE first date; n int; name text;
BEGIN
  -- Three months ahead, so that a scheduler that was away for long finds its month open.
  FOR n IN 0..3 LOOP
    first := date_trunc('month', app.now() AT TIME ZONE 'UTC')::date + make_interval(months => n);
    name := 'sync_run_' || to_char(first, 'YYYY_MM');
    IF to_regclass('app.' || name) IS NULL AND NOT EXISTS (SELECT 1 FROM app.sync_run_else WHERE opened_at >= first AND opened_at < first + interval '1 month') THEN
      EXECUTE format('CREATE TABLE app.%I PARTITION OF app.sync_run FOR VALUES FROM (%L) TO (%L)', name, first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
      EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', name);
    END IF;
  END LOOP;
END $$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
