import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Two questions that cross scopes: what a shop is called (a unit whose products sell in its parent's shop may know that, and nothing else of the shop), and how much of everything there is (counts for the metrics). */
export class Edge1764000000020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE FUNCTION app.shop_names() RETURNS TABLE (id bigint, name text, marketplace text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT s.id, s.name, s.marketplace FROM app.shop s WHERE s.cooperative_id = ANY (app.scope()) OR s.cooperative_id = ANY (app.above())
$$;
-- what: due (rows whose time has come; label: listing, stock, price), failure (open; label: cause), run (closed in the last five minutes; label: operation.outcome).
CREATE FUNCTION app.house_counts() RETURNS TABLE (what text, marketplace text, label text, n bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT 'due', s.marketplace, 'listing', count(*) FROM app.listing l JOIN app.shop s ON s.id = l.shop_id WHERE l.due_at <= app.now() GROUP BY s.marketplace
  UNION ALL SELECT 'due', s.marketplace, d.side, count(*) FROM app.offer_side d JOIN app.shop s ON s.id = d.shop_id WHERE d.due_at <= app.now() GROUP BY s.marketplace, d.side
  UNION ALL SELECT 'failure', s.marketplace, f.cause, count(*) FROM app.failure f JOIN app.shop s ON s.id = f.shop_id WHERE f.closed_at IS NULL GROUP BY s.marketplace, f.cause
  UNION ALL SELECT 'run', s.marketplace, r.operation || '.' || coalesce(r.outcome, 'open'), count(*) FROM app.sync_run r JOIN app.shop s ON s.id = r.shop_id WHERE r.opened_at > app.now() - interval '5 minutes' GROUP BY s.marketplace, r.operation, r.outcome
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
