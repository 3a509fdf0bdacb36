import type { Service } from './service.js';

/** A year of a large co-op's ledgers, written in bulk: attempts with their months open, orders with a line each, failures open and mended, movements, 500 deeds on 20 listings each. Rare ends are rare: one attempt in 2,000 is unclear, one in 5,000 an adoption. */
export async function seedLedgers(service: Pick<Service, 'sql' | 'cooperativeId' | 'house' | 'scope'>, shops: readonly string[], of: { readonly runs: number; readonly orders: number; readonly failures: number; readonly movements: number }): Promise<void> {
  const client = await service.sql.connect();
  try {
    await client.query(`DO $$ DECLARE first date; n int; BEGIN FOR n IN 1..12 LOOP
      first := date_trunc('month', now() AT TIME ZONE 'UTC')::date - make_interval(months => n);
      EXECUTE format('CREATE TABLE IF NOT EXISTS app.sync_run_%s PARTITION OF app.sync_run FOR VALUES FROM (%L) TO (%L)', to_char(first, 'YYYY_MM'), first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
      EXECUTE format('ALTER TABLE app.sync_run_%s ENABLE ROW LEVEL SECURITY', to_char(first, 'YYYY_MM'));
    END LOOP; END $$`);
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(
      `INSERT INTO app.sync_run (opened_at, closed_at, cooperative_id, owner_id, shop_id, operation, subject, trigger, outcome, code, subjects, calls, exchange)
       SELECT at, at + interval '120 milliseconds', $1, $1, ($2::bigint[])[1 + n % cardinality($2::bigint[])], CASE WHEN n % 5000 = 0 THEN 'adopt' ELSE (ARRAY['push-offers', 'publish-listings', 'pull-orders', 'read-orders', 'push-offers'])[1 + n % 5] END,
         CASE WHEN n % 5 IN (1, 4) THEN 'listing:' || n % 20000 ELSE 'shop' END, 'due', CASE WHEN n % 2000 = 7 THEN 'unclear' WHEN n % 23 = 0 THEN 'refused' WHEN n % 11 = 0 THEN 'nothing' ELSE 'accepted' END, CASE WHEN n % 23 = 0 THEN 'weight-missing' END, 1 + n % 30, 1, '[]'
       FROM (SELECT n, now() - make_interval(secs => ($3 - n) * (364 * 86400.0 / $3)) AS at FROM generate_series(1, $3::int) n) x`, [service.cooperativeId, shops, of.runs]);
    await client.query(
      `WITH o AS (INSERT INTO app.orders (cooperative_id, shop_id, remote_id, group_id, number, status, raw_status, currency, total, placed_at, changed_at, read_at)
         SELECT $1, ($2::bigint[])[1 + n % cardinality($2::bigint[])], 'R-' || n, 'R-' || n, 'NO-' || n, CASE WHEN n % 50 = 0 THEN 'to-ship' WHEN n % 17 = 0 THEN 'cancelled' ELSE 'completed' END, 'X', 'IDR', 25000, now() - make_interval(mins => n), now(), now() FROM generate_series(1, $3::int) n RETURNING id, shop_id, number)
       INSERT INTO app.order_line (cooperative_id, owner_id, shop_id, order_id, remote_line_id, remote_item_id, remote_variant_id, sku, title, quantity, unit_paid, variant_id) SELECT $1, $1, o.shop_id, o.id, '1', '', '', v.sku, 'Barang', 1, 25000, v.id FROM o JOIN LATERAL (SELECT id, sku FROM app.variant WHERE id = 1 + o.id % (SELECT count(*) FROM app.variant) ) v ON true`, [service.cooperativeId, shops, of.orders]);
    await client.query(
      `INSERT INTO app.failure (cooperative_id, owner_id, shop_id, operation, subject, cause, code, product_id, issues, first_at, last_at, closed_at, closed_as, assigned_to)
       SELECT $1, $1, ($2::bigint[])[1 + n % cardinality($2::bigint[])], 'publish-listings', 'listing:' || n, (ARRAY['weight-missing', 'category-not-mapped', 'required-attribute', 'photo-missing', 'title-too-long', 'forbidden-word', 'brand-not-approved', 'price-spread'])[1 + n % 8], 'SRT-SYN-001', n, '[{"cause": "weight-missing", "field": "grams", "rawCode": "", "rawMessage": ""}]',
         now() - make_interval(mins => n), now(), CASE WHEN n > $3 THEN now() END, CASE WHEN n > $3 THEN 'mended' END, NULL FROM generate_series(1, $3::int * 4) n`, [service.cooperativeId, shops, of.failures]);
    await client.query(`INSERT INTO app.stock_movement (cooperative_id, variant_id, quantity, on_hand, kind, cause) SELECT $1, v.id, 1, 8, 'receive', 'b8:' || n FROM generate_series(1, $2::int) n JOIN LATERAL (SELECT 1 + n % (SELECT count(*) FROM app.variant) AS id) v ON true`, [service.cooperativeId, of.movements]);
    await client.query(`UPDATE app.listing SET state = 'refused', answered_rev = wanted_rev, issues = '[{"cause": "weight-missing", "field": "grams", "rawCode": "", "rawMessage": ""}]' WHERE id % 100 = 0`);
    await client.query(`WITH a AS (INSERT INTO app.bulk_action (cooperative_id, kind) SELECT $1, 'publish' FROM generate_series(1, 500) RETURNING id)
      INSERT INTO app.bulk_action_member (action_id, subject, cooperative_id, listing_id, revision) SELECT a.id, 'listing:' || l.id, $1, l.id, 1 FROM a JOIN app.listing l ON l.id BETWEEN a.id * 20 AND a.id * 20 + 19`, [service.cooperativeId]);
    await client.query('COMMIT');
    for (let done = 1; done > 0;) done = (await client.query<{ n: number }>('SELECT app.keep_runs(60) AS n')).rows[0]?.n ?? 0;
    for (const table of ['sync_run', 'sync_run_day', 'orders', 'order_line', 'failure', 'stock_movement', 'listing', 'bulk_action', 'bulk_action_member']) await client.query(`VACUUM ANALYZE app.${table}`);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** How ready every product is at each of these shops, as the keeper would have left it: three in ten blocked by one of five attributes or their weight, two in ten with a warning, one in 5,000 by something rare. Counts are kept by the triggers. */
export async function seedReadiness(service: Pick<Service, 'sql'>, shops: readonly string[]): Promise<void> {
  const cause = `CASE WHEN p.id % 5000 = 9 THEN 'brand-not-approved' WHEN p.id % 10 = 2 THEN 'weight-missing' WHEN p.id % 10 < 2 THEN 'required-attribute' ELSE 'title-too-short' END`, field = `CASE WHEN p.id % 10 = 2 THEN 'grams' WHEN p.id % 10 < 2 THEN 'attributes.a' || p.id % 5 ELSE '' END`;
  for (const shop of shops) {
    await service.sql.query(`INSERT INTO app.readiness (shop_id, product_id, cooperative_id, owner_id, state, leaf_id, issues)
      SELECT $1, p.id, p.cooperative_id, p.cooperative_id, CASE WHEN p.id % 10 < 3 OR p.id % 5000 = 9 THEN 'blocked' WHEN p.id % 10 < 5 THEN 'warnings' ELSE 'ready' END, 'all', CASE WHEN p.id % 10 < 5 OR p.id % 5000 = 9 THEN jsonb_build_array(jsonb_build_object('cause', ${cause}, 'field', ${field})) ELSE '[]' END FROM app.product p`, [shop]);
    await service.sql.query(`INSERT INTO app.readiness_reason (shop_id, product_id, cooperative_id, owner_id, cause, field, leaf_id, name) SELECT $1, p.id, p.cooperative_id, p.cooperative_id, ${cause}, ${field}, 'all', '' FROM app.product p WHERE p.id % 10 < 5 OR p.id % 5000 = 9`, [shop]);
  }
  await service.sql.query('DELETE FROM app.readiness_due');
  for (const table of ['readiness', 'readiness_reason', 'readiness_count', 'readiness_due']) await service.sql.query(`VACUUM ANALYZE app.${table}`);
}
