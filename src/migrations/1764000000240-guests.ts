import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who holds a role at a node of the asker's scope while another co-op keeps their account: name and role, nothing else of them. */
export class Guests1764000000240 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE FUNCTION app.guests() RETURNS TABLE (user_id bigint, name text, cooperative_id bigint, role text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT u.id, u.name, r.cooperative_id, r.role FROM app.user_role r JOIN app.app_user u ON u.id = r.user_id WHERE r.cooperative_id = ANY (app.scope()) AND u.cooperative_id <> ALL (app.scope())
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
