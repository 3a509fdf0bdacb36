import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever no longer has a role in a co-op is told nothing more of it. What the co-op itself ordered goes on. */
export class DigestsOfMembers1764000000266 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE OR REPLACE FUNCTION app.digests_due() RETURNS TABLE (digest_id bigint, subtree bigint[], above bigint[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT g.id, (SELECT array_agg(d.id ORDER BY d.id) FROM cooperative d WHERE d.path LIKE c.path || '%'), (SELECT coalesce(array_agg(a.id ORDER BY a.id), '{}') FROM cooperative a WHERE c.path LIKE a.path || '%' AND a.id <> c.id)
  FROM digest g JOIN cooperative c ON c.id = g.cooperative_id LEFT JOIN app_user u ON u.id = g.user_id
  WHERE u.disabled_at IS NULL AND (g.user_id IS NULL OR EXISTS (SELECT 1 FROM user_role r JOIN cooperative a ON a.id = r.cooperative_id WHERE r.user_id = g.user_id AND c.path LIKE a.path || '%'))
    AND ((g.paused_at IS NULL AND (g.urgent OR g.next_at <= app.now())) OR EXISTS (SELECT 1 FROM digest_message m WHERE m.digest_id = g.id AND m.ended_at IS NULL AND m.not_before <= app.now() AND (m.lease_until IS NULL OR m.lease_until <= app.now())))
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
