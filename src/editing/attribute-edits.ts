import type { Tx } from '../kernel/index.js';
import { placeOf, plainValue, readMappings, refusedByLeaves, type Place, type ValueBody } from '../mapping/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import type { Change, Refused } from './apply-change.js';

const lengths = { id: 80, text: 500, unit: 20 } as const;
/** One attribute of a marketplace, as a product says it itself: a list of values, or null to take it away. */
export const fitsAttribute = ({ how, value, round, shop, attribute }: Change): boolean => how === 'set' && round === undefined && shop !== undefined && attribute !== undefined
  && (value === null || (Array.isArray(value) && value.length > 0 && value.length <= 30 && value.every((one) => typeof one === 'object' && one !== null && Object.keys(one as object).length > 0 && Object.entries(one as object).every(([key, text]) => key in lengths && typeof text === 'string' && text.length <= lengths[key as keyof typeof lengths]))));

/** The change with the place its shop stands for; values in the order of keys in which they are kept. */
export async function placed(tx: Tx, marketplaces: Marketplaces, change: Change): Promise<Change & { readonly place: Place }> {
  const value = change.value as readonly ValueBody[] | null;
  return { ...change, value: value && value.map(plainValue), place: await placeOf(tx, marketplaces, change.shop ?? '') };
}

/** Why a product cannot have it; who is not named can. Whoever drafts does not set what goes out beside a product's own fields. */
export async function refusedValues(tx: Tx, { value, attribute = '', place }: Change & { readonly place: Place }, rows: readonly { readonly id: string; readonly ownerId: string }[]): Promise<ReadonlyMap<string, Refused>> {
  const refused = new Map<string, Refused>();
  const drafting = new Set((await tx.rows<{ id: string }>('SELECT c AS id FROM unnest($1::bigint[]) c WHERE app.is_drafting(c)', [[...new Set(rows.map((row) => row.ownerId))]])).map((row) => row.id));
  for (const row of rows) if (drafting.has(row.ownerId)) refused.set(row.id, 'needs-approval');
  if (value === null) return refused;
  const asked = (await tx.rows<{ id: string; cooperative_id: string; category_id: string | null }>('SELECT id, cooperative_id, category_id FROM app.product WHERE id = ANY ($1::bigint[])', [rows.map((row) => row.id)])).map((row) => ({ productId: row.id, cooperativeId: row.cooperative_id, categoryId: row.category_id, shopId: null }));
  const mappings = await readMappings(tx, place, asked);
  const inLeaves = asked.flatMap((row) => { const leaf = mappings.get(row.productId)?.leaf; return leaf ? [{ ...row, leafId: leaf.remoteId }] : []; });
  const said = await refusedByLeaves(tx, place, attribute, value as readonly ValueBody[], inLeaves), mapped = new Set(inLeaves.map((row) => row.productId));
  for (const { id } of rows) if (!refused.has(id) && (!mapped.has(id) || said.has(id))) refused.set(id, !mapped.has(id) ? 'not-mapped' : said.get(id)?.entry.code === 'SRT-MAP-004' ? 'no-attribute' : 'not-taken');
  return refused;
}
