import type { Service } from './service.js';

/** So many products of one variant, live in every one of these shops, with nothing due: written in bulk, as the engine would have left them. Stock of each variant: `stock`. Returns the variants' ids. */
export async function seedLive(service: Pick<Service, 'sql' | 'cooperativeId'>, shopIds: readonly string[], count: number, prefix: string, stock: number, sides: readonly ('stock' | 'price')[] = ['stock', 'price']): Promise<string[]> {
  const client = await service.sql.connect();
  try {
    await client.query('BEGIN');
    // Written in the order of their references, so nothing is lost by not checking each.
    await client.query(`SET LOCAL session_replication_role = replica`);
    await client.query(`CREATE TEMP TABLE fresh ON COMMIT DROP AS WITH p AS (
        INSERT INTO app.product (cooperative_id, code, title) SELECT $1, $2 || n, 'Barang ukur ' || n FROM generate_series(1, $3::int) n RETURNING id, code)
      SELECT id AS product_id, code FROM p`, [service.cooperativeId, prefix, count]);
    const { rows } = await client.query<{ id: string }>(`INSERT INTO app.variant (cooperative_id, product_id, sku, price, grams) SELECT $1, product_id, code, 10000, 100 FROM fresh ORDER BY product_id RETURNING id`, [service.cooperativeId]);
    const ids = rows.map((row) => row.id);
    await client.query('INSERT INTO app.stock_level (variant_id, cooperative_id, on_hand) SELECT id, $2, $3 FROM unnest($1::bigint[]) AS v (id)', [ids, service.cooperativeId, stock]);
    await client.query('INSERT INTO app.shelf (product_id, cooperative_id) SELECT product_id, $1 FROM fresh', [service.cooperativeId]);
    await client.query('SELECT app.shelve(array_agg(product_id)) FROM fresh');
    for (const shopId of shopIds) {
      await client.query(
        `WITH l AS (
           INSERT INTO app.listing (cooperative_id, owner_id, shop_id, product_id, wanted_rev, answered_rev, live_rev, state, offers_open, remote_code, remote_item_id, accepted_at)
           SELECT $1, $1, $2, f.product_id, 1, 1, 1, 'live', true, f.code, 'i-' || f.code, now() FROM fresh f ORDER BY f.product_id RETURNING id, product_id, remote_code, remote_item_id),
         o AS (
           INSERT INTO app.offer (cooperative_id, owner_id, listing_id, shop_id, variant_id, remote_sku, remote_item_id, remote_variant_id)
           SELECT $1, $1, l.id, $2, v.id, v.sku, l.remote_item_id, '' FROM l JOIN app.variant v ON v.product_id = l.product_id ORDER BY l.id RETURNING id, listing_id)
         INSERT INTO app.offer_side (offer_id, side, shop_id, listing_id, cooperative_id, owner_id, wanted_rev, answered_rev, sent_value, sent_at)
         SELECT o.id, s.side, $2, o.listing_id, $1, $1, 1, 1, s.value, now() FROM o CROSS JOIN (VALUES ('stock', $3::bigint), ('price', 10000)) AS s (side, value) WHERE s.side = ANY ($4)`, [service.cooperativeId, shopId, stock, sides]);
    }
    await client.query('COMMIT');
    return ids;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/** Planner's figures and a quiet disk before anything is measured. */
export async function settle(service: Service): Promise<void> {
  for (const table of ['product', 'variant', 'stock_level', 'shelf', 'listing', 'offer', 'offer_side']) await service.sql.query(`VACUUM ANALYZE app.${table}`);
  await service.sql.query('CHECKPOINT');
}
