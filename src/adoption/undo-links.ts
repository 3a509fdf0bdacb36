import type { Tx } from '../kernel/index.js';
import { dropListings, dropOffers } from '../listings/index.js';
import type { ShopRecord } from '../shops/index.js';
import { closeMembers, type Outcome } from './members.js';
import type { PassedOver } from './errors.js';

interface Linked { row_id: string; offer_id: string | null; listing_id: string | null; made: string | null; busy: boolean; changed: boolean; sold: boolean; offers: number }

/** Members of an undo with what they linked, by listings. `changed`: content was sent, somebody withdrew or paused it, or the product that was made has been touched. Pushed stock and prices do not count: they are what linking is for. */
const linkedBy = (tx: Tx, actionId: string, count: number): Promise<Linked[]> => tx.rows<Linked>(
  `SELECT m.row_id, o.id AS offer_id, l.id AS listing_id, was.product_id AS made, (SELECT count(*)::int FROM app.offer x WHERE x.listing_id = l.id AND x.remote_item_id IS NOT NULL) AS offers,
     coalesce(l.lease_until > app.now() OR l.ticket IS NOT NULL OR EXISTS (SELECT 1 FROM app.offer_side d WHERE d.listing_id = l.id AND (d.lease_until > app.now() OR d.ticket IS NOT NULL)), false) AS busy,
     coalesce(l.accepted_at IS NOT NULL OR l.paused_at IS NOT NULL OR (l.wanted = 'withdrawn') <> (i.state = 'ended') OR (was.product_id IS NOT NULL AND (p.revision <> was.revision OR EXISTS (SELECT 1 FROM app.listing x WHERE x.product_id = was.product_id AND x.shop_id <> l.shop_id))), false) AS changed,
     EXISTS (SELECT 1 FROM app.order_line ol JOIN app.orders od ON od.id = ol.order_id WHERE ol.shop_id = l.shop_id AND ol.variant_id = o.variant_id AND od.created_at >= was.at) AS sold
   FROM (SELECT m.*, a.undoes FROM app.adoption_member m JOIN app.adoption_action a ON a.id = m.action_id JOIN app.adoption_row r ON r.id = m.row_id WHERE m.action_id = $1 AND m.result IS NULL
       AND r.item_id IN (SELECT DISTINCT y.item_id FROM app.adoption_member x JOIN app.adoption_row y ON y.id = x.row_id WHERE x.action_id = $1 AND x.result IS NULL ORDER BY 1 LIMIT $2)) m
     JOIN app.adoption_member was ON was.action_id = m.undoes AND was.row_id = m.row_id JOIN app.adoption_action a ON a.id = m.action_id JOIN app.adoption_row r ON r.id = m.row_id JOIN app.adoption_item i ON i.id = r.item_id
     LEFT JOIN app.offer o ON o.shop_id = a.shop_id AND o.remote_item_id = r.remote_item_id AND o.remote_variant_id = r.remote_variant_id AND o.variant_id = was.variant_id
     LEFT JOIN app.listing l ON l.id = o.listing_id LEFT JOIN app.product p ON p.id = was.product_id ORDER BY m.row_id`, [actionId, count]);

/** Unlinks the next listings of an undo; one that was touched since stays, with the reason. A product that was made goes to the archive. Returns whether there was anything to do. */
export async function undoLinks(tx: Tx, shop: ShopRecord, action: { readonly id: string }, count: number): Promise<boolean> {
  const before = await linkedBy(tx, action.id, count);
  if (before.length === 0) return false;
  // Locked first, looked at again: nobody may claim a side between the look and the end.
  await tx.rows('SELECT 1 FROM app.listing WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE', [before.map((row) => row.listing_id).filter(Boolean)]);
  await tx.rows('SELECT 1 FROM app.offer_side WHERE listing_id = ANY ($1::bigint[]) ORDER BY offer_id, side FOR UPDATE', [before.map((row) => row.listing_id).filter(Boolean)]);
  const rows = await linkedBy(tx, action.id, count);
  const of = (row: Linked): readonly Linked[] => (row.listing_id === null ? [row] : rows.filter((other) => other.listing_id === row.listing_id));
  const why = (row: Linked): PassedOver | null => {
    const mates = of(row);
    return mates.some((one) => one.sold) ? 'sold-since' : mates.some((one) => one.changed) ? 'changed-since' : mates.some((one) => one.busy) ? 'busy' : null;
  };
  const outcomes = rows.map((row): Outcome => ({ rowId: row.row_id, why: why(row) })), free = rows.filter((row, index) => outcomes[index]?.why === null);
  const whole = new Set(free.filter((row) => row.listing_id !== null && of(row).length === row.offers).map((row) => row.listing_id ?? ''));
  await dropListings(tx, shop, [...whole]);
  const part = free.filter((row) => row.offer_id !== null && !whole.has(row.listing_id ?? ''));
  await dropOffers(tx, part.map((row) => row.offer_id ?? ''));
  await tx.rows(`UPDATE app.listing SET adopted = adopted || '{"whole": false}' WHERE id = ANY ($1::bigint[]) AND adopted IS NOT NULL`, [part.map((row) => row.listing_id)]);
  await tx.rows('UPDATE app.product SET archived_at = app.now(), revision = revision + 1, updated_at = app.now() WHERE id = ANY ($1::bigint[]) AND archived_at IS NULL', [[...new Set(free.map((row) => row.made).filter(Boolean))]]);
  await closeMembers(tx, action.id, outcomes);
  const done = free.map((row) => row.row_id);
  await tx.rows(`UPDATE app.adoption_row r SET decision = NULL, variant_id = CASE WHEN r.class = 'matched' THEN r.variant_id END FROM unnest($1::bigint[]) AS x (id) WHERE r.id = x.id`, [done]);
  await tx.rows(`UPDATE app.adoption_member m SET result = 'undone' FROM app.adoption_action a WHERE a.id = $1 AND m.action_id = a.undoes AND m.row_id = ANY ($2::bigint[])`, [action.id, done]);
  return true;
}
