import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Time and scope. Every rule reads app.now() (start of the transaction) or app.wall() (this very moment), so that one shift moves the clock of the whole
 * house; production never sets it. The scope is a text list '1,2,3' in a transaction-local setting; `above` are the ancestors, whose categories and maps may be read.
 * Policies wrap the functions in a sub-select, which the planner runs once per statement. RLS is enabled, not forced: the owner's definer functions pass it.
 */
export class Ground1764000000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE FUNCTION app.shift() RETURNS interval LANGUAGE sql STABLE AS $$ SELECT coalesce(nullif(current_setting('app.clock_shift', true), '')::interval, interval '0') $$;
CREATE FUNCTION app.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT pg_catalog.now() + app.shift() $$;
CREATE FUNCTION app.wall() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() + app.shift() $$;
CREATE FUNCTION app.scope() RETURNS bigint[] LANGUAGE sql STABLE AS $$ SELECT string_to_array(nullif(current_setting('app.scope', true), ''), ',')::bigint[] $$;
CREATE FUNCTION app.above() RETURNS bigint[] LANGUAGE sql STABLE AS $$ SELECT string_to_array(nullif(current_setting('app.above', true), ''), ',')::bigint[] $$;

CREATE PROCEDURE app.police(t text, kind text) LANGUAGE plpgsql AS $$
DECLARE inside text := 'cooperative_id = ANY ((SELECT app.scope())::bigint[])';
BEGIN
  EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', t);
  IF kind = 'own' THEN
    EXECUTE format('CREATE POLICY scope ON app.%I USING (%s)', t, inside);
  ELSIF kind = 'owner' THEN
    EXECUTE format('CREATE POLICY scope ON app.%I USING (%s OR owner_id = ANY ((SELECT app.scope())::bigint[]))', t, inside);
  ELSIF kind = 'above' THEN
    EXECUTE format('CREATE POLICY scope ON app.%I USING (%s)', t, inside);
    EXECUTE format('CREATE POLICY above ON app.%I FOR SELECT USING (cooperative_id = ANY ((SELECT app.above())::bigint[]))', t);
  ELSE RAISE EXCEPTION 'unknown policy %', kind;
  END IF;
END $$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
