import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What operators watch, over all co-ops, as numbers by marketplace and never a row: how long the oldest open work waits (s; not that of paused shops), how far behind orders are read (s), which gates are closed and why, what is paused or lost its grant, and pushes not yet read. */
export class Measures1764000000192 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE FUNCTION app.house_state() RETURNS TABLE (what text, marketplace text, label text, n float8) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  WITH open AS MATERIALIZED (SELECT s.* FROM app.shop s WHERE s.paused_at IS NULL)
  SELECT 'oldest', s.marketplace, CASE WHEN l.ticket IS NULL AND l.wanted_rev > l.answered_rev THEN 'publish-listings' ELSE 'ask-outcomes' END, max(extract(epoch FROM app.now() - greatest(l.due_at, l.wanted_at)))::float8
    FROM app.listing l JOIN open s ON s.id = l.shop_id WHERE l.due_at <= app.now() GROUP BY 2, 3
  UNION ALL SELECT 'oldest', s.marketplace, 'push-offers.' || d.side, max(extract(epoch FROM app.now() - greatest(d.due_at, d.wanted_at)))::float8
    FROM app.offer_side d JOIN open s ON s.id = d.shop_id WHERE d.due_at <= app.now() AND (d.due_at > '-infinity' OR d.wanted_at IS NOT NULL) GROUP BY 2, 3
  UNION ALL SELECT 'oldest', s.marketplace, 'read-orders', max(extract(epoch FROM app.now() - greatest(r.taken_at, r.not_before)))::float8
    FROM app.webhook_receipt r JOIN open s ON s.id = r.shop_id WHERE r.done_at IS NULL AND r.not_before <= app.now() GROUP BY 2
  UNION ALL SELECT 'oldest', s.marketplace, c.stream, max(extract(epoch FROM app.now() - c.next_at))::float8
    FROM app.checkpoint c JOIN open s ON s.id = c.shop_id WHERE c.paused_at IS NULL AND c.next_at <= app.now() AND c.stream <> 'read-orders' GROUP BY 2, 3
  UNION ALL SELECT 'lag', s.marketplace, '', max(extract(epoch FROM app.now() - coalesce(c.last_ok_at, s.created_at)))::float8
    FROM app.checkpoint c JOIN open s ON s.id = c.shop_id WHERE c.stream = 'pull-orders' AND c.paused_at IS NULL GROUP BY 2
  UNION ALL SELECT 'gate', s.marketplace, coalesce(s.gate_cause, 'unknown'), count(*)::float8 FROM open s WHERE s.gate_until > app.now() GROUP BY 2, 3
  UNION ALL SELECT 'shops', s.marketplace, CASE WHEN s.paused_at IS NULL THEN 'open' ELSE 'paused' END, count(*)::float8 FROM app.shop s GROUP BY 2, 3
  UNION ALL SELECT 'shops', c.marketplace, 'no-grant', count(*)::float8 FROM app.connection c WHERE c.dead_at IS NOT NULL GROUP BY 2
  UNION ALL SELECT 'pushes', s.marketplace, '', count(*)::float8 FROM app.webhook_receipt r JOIN app.shop s ON s.id = r.shop_id WHERE r.done_at IS NULL GROUP BY 2
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
