import type { AttributeValue } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';
import type { Place } from './place.js';
import { hereKey } from './read-mappings.js';

/** Attributes of one product that were set for one shop alone. */
export async function attributesHere(tx: Tx, place: Place, productId: string): Promise<readonly { readonly attributeId: string; readonly given: readonly AttributeValue[]; readonly setBy: string | null; readonly setAt: Date }[]> {
  const rows = await tx.rows<{ attribute_id: string; given: AttributeValue[]; set_by: string | null; set_at: Date }>(
    `SELECT v.attribute_id, v.given, v.set_at, (SELECT u.name FROM app.app_user u WHERE u.id = v.set_by) AS set_by FROM app.attribute_value v WHERE v.level = 'listing' AND v.subject = $1 AND v.marketplace = $2 ORDER BY v.attribute_id`, [hereKey(place.shopId, productId), place.marketplace]);
  return rows.map((row) => ({ attributeId: row.attribute_id, given: row.given, setBy: row.set_by, setAt: row.set_at }));
}

/** Takes back one of them, or (null) all. Returns how many. Whoever calls tells what changed. */
export async function takeAttributesHere(tx: Tx, place: Place, productId: string, attributeId: string | null): Promise<number> {
  return (await tx.rows(`DELETE FROM app.attribute_value WHERE level = 'listing' AND subject = $1 AND marketplace = $2 AND ($3::text IS NULL OR attribute_id = $3) RETURNING attribute_id`, [hereKey(place.shopId, productId), place.marketplace, attributeId])).length;
}
