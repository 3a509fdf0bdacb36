import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A shop whose house was restored from a backup: when, and to what moment. For a while after, nothing is made there before it was looked for.
 * And the federations there are, as scopes, for deeds of the house in all of them (a change of the key): ids, and nothing else.
 */
export class Restores1764000000190 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.shop ADD COLUMN restored_at timestamptz, ADD COLUMN restored_to timestamptz;
CREATE FUNCTION app.federations() RETURNS TABLE (ids bigint[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT array_agg(d.id ORDER BY d.id) FROM app.cooperative d GROUP BY split_part(d.path, '/', 2)
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
