import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A partition asked by its own name does not obey its parent's policy: each has row level security and no policy, so that only the way through the parent shows rows. */
export class PartitionPolicies1764000000070 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE OR REPLACE FUNCTION app.open_months() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE first date; n int; name text;
BEGIN
  FOR n IN 0..1 LOOP
    first := date_trunc('month', app.now() AT TIME ZONE 'UTC')::date + make_interval(months => n);
    name := 'sync_run_' || to_char(first, 'YYYY_MM');
    IF to_regclass('app.' || name) IS NULL AND NOT EXISTS (SELECT 1 FROM app.sync_run_else WHERE opened_at >= first AND opened_at < first + interval '1 month') THEN
      EXECUTE format('CREATE TABLE app.%I PARTITION OF app.sync_run FOR VALUES FROM (%L) TO (%L)', name, first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
      EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', name);
    END IF;
  END LOOP;
END $$;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'app.sync_run'::regclass LOOP EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name); END LOOP;
END $$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
