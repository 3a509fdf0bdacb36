import type { FactMap, Tx } from '../kernel/index.js';

/** A photo that a row of an import asked for came later: it belongs to the import, is taken back with it, and is no touch of somebody else's. */
export async function keepArrivals(tx: Tx, { arrivals }: FactMap['photos-arrived']): Promise<void> {
  const ours = arrivals.filter((arrival) => arrival.importId !== null);
  if (ours.length === 0) return;
  const columns = [ours.map((arrival) => arrival.importId), ours.map((arrival) => arrival.productId), ours.map((arrival) => arrival.photoId)];
  await tx.rows(`UPDATE app.import_product x SET revision = p.revision FROM (SELECT DISTINCT import, product FROM unnest($1::bigint[], $2::bigint[]) AS a (import, product)) a JOIN app.product p ON p.id = a.product WHERE x.import_id = a.import AND x.product_id = a.product AND x.revision = p.revision - 1`, columns.slice(0, 2));
  await tx.rows(
    `UPDATE app.import_row r SET photo_ids = coalesce(r.photo_ids, '{}') || a.photos FROM (SELECT import, product, array_agg(photo) AS photos FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS a (import, product, photo) WHERE photo IS NOT NULL GROUP BY 1, 2) a
     WHERE r.import_id = a.import AND r.number = (SELECT min(x.number) FROM app.import_row x WHERE x.import_id = a.import AND x.product_id = a.product AND x.result = 'applied')`, columns);
}
