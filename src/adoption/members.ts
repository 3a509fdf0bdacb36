import type { AdoptItem, NotLinked } from '../listings/index.js';
import type { Scope, Tx } from '../kernel/index.js';
import type { PassedOver } from './errors.js';

export interface Action { readonly id: string; readonly what: 'link' | 'create' | 'undo'; readonly userId: string | null; /** Where a product is made: as far as the one who asked may write. */ readonly scope: Scope }
/** A row of an action that nothing was done with yet, with its listing. `rows`: how many that listing has. */
export interface Member {
  readonly row_id: string; readonly item_id: string; readonly remote_item_id: string; readonly remote_variant_id: string; readonly sku: string; readonly choice: readonly (readonly [string, string])[]; readonly price: string | null; readonly stock: number | null; readonly photo: string | null;
  readonly title: string; readonly description: string; readonly code: string; readonly photos: readonly string[]; readonly state: AdoptItem['state']; readonly offers_open: boolean; readonly sheet: boolean; readonly rows: number; readonly class: string; readonly decision: string | null;
  readonly variant_id: string | null; readonly product_id: string | null;
}
export interface Outcome { readonly rowId: string; readonly why: PassedOver | null; readonly variantId?: string; readonly productId?: string; readonly revision?: number; /** What {sebab} is, by language. */ readonly note?: Readonly<Record<'id' | 'en', string>> }

/** The next listings of an action, whole. */
export const nextMembers = (tx: Tx, actionId: string, listings: number): Promise<Member[]> => tx.rows<Member>(
  `WITH open AS MATERIALIZED (SELECT m.row_id, m.variant_id, r.item_id FROM app.adoption_member m JOIN app.adoption_row r ON r.id = m.row_id WHERE m.action_id = $1 AND m.result IS NULL), next AS (SELECT DISTINCT item_id FROM open ORDER BY item_id LIMIT $2)
   SELECT o.row_id, r.item_id, r.remote_item_id, r.remote_variant_id, r.sku, r.choice, r.price, r.stock, r.photo, i.title, i.description, i.code, i.photos, i.state, i.offers_open, a.source = 'sheet' AS sheet, (SELECT count(*)::int FROM app.adoption_row x WHERE x.item_id = i.id) AS rows, r.class, r.decision, v.id AS variant_id, v.product_id
   FROM open o JOIN next n ON n.item_id = o.item_id JOIN app.adoption_row r ON r.id = o.row_id JOIN app.adoption_item i ON i.id = r.item_id JOIN app.adoption a ON a.id = i.adoption_id LEFT JOIN app.variant v ON v.id = coalesce(o.variant_id, r.variant_id) ORDER BY r.item_id, r.id`, [actionId, listings]);

/** Writes what became of members, and of their rows. */
export async function closeMembers(tx: Tx, actionId: string, outcomes: readonly Outcome[]): Promise<void> {
  await tx.rows(
    `WITH said AS (SELECT * FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::int[], $7::jsonb[]) AS x (row_id, why, variant_id, product_id, revision, note)), linked AS (
       UPDATE app.adoption_row r SET decision = 'linked', variant_id = coalesce(s.variant_id, r.variant_id) FROM said s WHERE r.id = s.row_id AND s.why IS NULL)
     UPDATE app.adoption_member m SET result = CASE WHEN s.why IS NULL THEN 'done' ELSE 'skipped' END, why = s.why, note = s.note, variant_id = coalesce(s.variant_id, m.variant_id), product_id = s.product_id, revision = s.revision, at = app.now() FROM said s WHERE m.action_id = $1 AND m.row_id = s.row_id`,
    [actionId, outcomes.map((one) => one.rowId), outcomes.map((one) => one.why), outcomes.map((one) => one.variantId ?? null), outcomes.map((one) => one.productId ?? null), outcomes.map((one) => one.revision ?? null), outcomes.map((one) => (one.note ? JSON.stringify(one.note) : null))]);
}

/** Rows of one listing as what shall be linked: the product that most of them belong to; the others are passed over. */
export function itemOf(rows: readonly Member[]): { readonly item: AdoptItem | null; readonly passed: readonly Outcome[] } {
  const open = rows.filter((row) => row.decision === null && row.product_id !== null), counts = new Map<string, number>();
  for (const row of open) counts.set(row.product_id ?? '', (counts.get(row.product_id ?? '') ?? 0) + 1);
  const [productId] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [], [first] = rows;
  const mine = open.filter((row) => row.product_id === productId);
  const passed = rows.filter((row) => !mine.includes(row)).map((row): Outcome => ({ rowId: row.row_id, why: row.decision === null ? 'other-product' : 'linked-meanwhile' }));
  return { passed, item: first && productId !== undefined ? {
    itemId: first.remote_item_id, code: first.code, state: first.state, offersOpen: first.offers_open, rows: first.rows, shown: { title: first.title, description: first.description, photos: first.photos, ...(first.sheet ? { unread: true } : {}) }, productId,
    offers: mine.map((row) => ({ key: row.row_id, variantId: row.variant_id ?? '', remoteVariantId: row.remote_variant_id, sku: row.sku, price: row.price === null ? null : BigInt(row.price), stock: row.stock })),
  } : null };
}

/** What linking said, per row. */
export const outcomesOf = (items: readonly AdoptItem[], said: ReadonlyMap<string, NotLinked | null>): Outcome[] =>
  items.flatMap((item) => item.offers.map((offer): Outcome => ({ rowId: offer.key, why: said.has(offer.key) ? (said.get(offer.key) ?? null) : 'not-written', variantId: offer.variantId })));

export function byItem(members: readonly Member[]): readonly (readonly Member[])[] {
  const groups = new Map<string, Member[]>();
  for (const member of members) groups.set(member.item_id, [...(groups.get(member.item_id) ?? []), member]);
  return [...groups.values()];
}
