import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * News of a listing that nothing is decided about any more is news too: what was banned or deleted there, or let back. It is looked at a minute later, once for however many pushes an edit sets off.
 * All else of `take_news` as before.
 */
export class NewsOfSettled1764000000255 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE OR REPLACE FUNCTION app.take_news(addresses bigint[], shops text[], kinds text[], ids text[], dedupes text[], pushed bigint[], keys text[]) RETURNS TABLE (shop_id bigint, cooperative_id bigint, what text)
LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
  WITH door AS MATERIALIZED (SELECT a.id, a.key FROM unnest(pushed, keys) AS x (id, key) JOIN webhook_address a ON a.id = x.id AND a.key = x.key WHERE EXISTS (SELECT 1 FROM connection c WHERE c.webhook_address_id = a.id)), news AS MATERIALIZED (
    SELECT s.id AS shop_id, s.cooperative_id, x.kind, x.id, x.dedupe, x.address FROM unnest(addresses, shops, kinds, ids, dedupes) AS x (address, shop, kind, id, dedupe)
    JOIN connection c ON c.webhook_address_id = x.address JOIN shop s ON s.connection_id = c.id AND (x.shop IS NULL OR x.shop = s.remote_id)
    WHERE x.address <> ALL (pushed) OR x.address IN (SELECT d.id FROM door d)
  ), fresh AS (
    INSERT INTO webhook_receipt AS r (cooperative_id, shop_id, dedupe, kind, remote_id) SELECT DISTINCT ON (n.shop_id, n.dedupe) n.cooperative_id, n.shop_id, n.dedupe, 'order', n.id FROM news n WHERE n.kind = 'order' ORDER BY n.shop_id, n.dedupe
    ON CONFLICT (shop_id, dedupe) DO NOTHING RETURNING r.shop_id, r.cooperative_id
  ), asked AS (
    UPDATE listing l SET ask_at = CASE WHEN l.ticket IS NOT NULL OR l.state = 'review' THEN app.now() ELSE least(l.ask_at, app.now() + interval '1 minute') END FROM (SELECT DISTINCT n.shop_id, n.id FROM news n WHERE n.kind = 'listing') n
    WHERE l.shop_id = n.shop_id AND l.remote_item_id = n.id AND (l.ticket IS NOT NULL OR l.state = 'review' OR (l.state IN ('live', 'refused') AND l.wanted = 'live')) RETURNING l.shop_id, l.cooperative_id
  ), seen AS (
    UPDATE webhook_address a SET seen_at = app.now() WHERE a.id IN (SELECT d.id FROM door d) AND (a.seen_at IS NULL OR a.seen_at < app.now() - interval '1 second')
  )
  SELECT DISTINCT f.shop_id, f.cooperative_id, 'read-orders' FROM fresh f UNION ALL SELECT DISTINCT a.shop_id, a.cooperative_id, 'ask-outcomes' FROM asked a
  UNION ALL SELECT 0, c.cooperative_id, 'said' || pg_notify('serentak_change', c.cooperative_id || ':shops')::text FROM (SELECT DISTINCT n.cooperative_id FROM news n) c
  UNION ALL SELECT d.id, 0, 'open:' || d.key FROM door d
  UNION ALL SELECT DISTINCT n.shop_id, n.cooperative_id, CASE WHEN n.address = ANY (pushed) THEN 'heard' ELSE 'told' END FROM news n
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
