import { createHash } from 'node:crypto';
import type { Standing } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';

/** Keeps a page of what stands in a shop. What is seen again is kept as it was first; what cannot be read is kept beside the others; what was deleted there is not kept. */
export async function keepSeen(tx: Tx, adoption: { readonly id: string; readonly cooperativeId: string }, items: readonly (Standing | { readonly undecodable: string })[]): Promise<void> {
  const poison = items.flatMap((item) => ('undecodable' in item ? [item.undecodable] : []));
  if (poison.length > 0) await tx.rows(
    `INSERT INTO app.adoption_item (adoption_id, cooperative_id, remote_item_id, state, unreadable) SELECT $1, $2, key, 'unreadable', text FROM unnest($3::text[], $4::text[]) AS x (key, text) ON CONFLICT DO NOTHING`,
    [adoption.id, adoption.cooperativeId, poison.map((text) => `unreadable ${createHash('sha256').update(text).digest('hex')}`), poison.map((text) => text.slice(0, 4_000))]);
  const standings = items.flatMap((item) => ('undecodable' in item || !item.seen || item.ref.itemId === undefined ? [] : [{ ...item, itemId: item.ref.itemId, seen: item.seen }]));
  if (standings.length === 0) return;
  const made = await tx.rows<{ id: string; remote_item_id: string }>(
    `INSERT INTO app.adoption_item (adoption_id, cooperative_id, remote_item_id, title, description, code, category, state, offers_open, photos)
     SELECT $1, $2, item, title, description, code, category, state, open, array(SELECT jsonb_array_elements_text(photos)) FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::boolean[], $10::jsonb[]) AS x (item, title, description, code, category, state, open, photos)
     ON CONFLICT DO NOTHING RETURNING id, remote_item_id`,
    [adoption.id, adoption.cooperativeId, standings.map((item) => item.itemId), standings.map((item) => item.seen.title), standings.map((item) => item.seen.description), standings.map((item) => item.seen.code), standings.map((item) => item.seen.category),
      standings.map((item) => (item.state === 'queued' ? 'review' : item.state)), standings.map((item) => item.offersOpen), standings.map((item) => JSON.stringify(item.seen.photos))]);
  const ids = new Map(made.map((row) => [row.remote_item_id, row.id]));
  const rows = standings.flatMap((item) => (ids.has(item.itemId) ? item.seen.variants.map((variant) => ({ ...variant, item: ids.get(item.itemId) })) : []));
  await tx.rows(
    `INSERT INTO app.adoption_row (adoption_id, cooperative_id, item_id, remote_item_id, remote_variant_id, sku, choice, price, stock, photo)
     SELECT $1, $2, x.* FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::bigint[], $9::int[], $10::text[]) AS x ON CONFLICT DO NOTHING`,
    [adoption.id, adoption.cooperativeId, rows.map((row) => row.item), rows.map((row) => row.itemId), rows.map((row) => row.variantId), rows.map((row) => row.sku), rows.map((row) => JSON.stringify(Object.entries(row.choice))), rows.map((row) => row.price?.toString() ?? null), rows.map((row) => row.stock), rows.map((row) => row.photo)]);
}
