import { productIdsMatching } from '../catalogue/index.js';
import type { Tx } from '../kernel/index.js';
import type { Change, Field } from './apply-change.js';
import { fitsAttribute } from './attribute-edits.js';
import type { ChosenBody } from './bodies.js';
import { editErrors } from './errors.js';

/** A row that an edit would change: a variant, or for category and attributes a product (`ofVariants`). */
export interface ChosenRow { readonly id: string; readonly productId: string; readonly ownerId: string; readonly code: string; readonly title: string; readonly before: unknown }
interface Row { id: string; product_id: string; cooperative_id: string; code: string; title: string; before: unknown }

const slice = 2_000;
export const mostRows = 200_000;
const attributeNames = ['halalNo', 'permitNo', 'origin'] as const;

/** Whether a change is one of this field; numbers are whole, percents exact to four decimals. */
export function assertFits(field: Field, change: Change): void {
  const { how, value, round } = change, number = field === 'price' || field === 'stock' || field === 'weight';
  const whole = (most: number): boolean => Number.isInteger(value) && Math.abs(value as number) <= most;
  const object = (): boolean => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0 && Object.entries(value).every(([name, text]) => (attributeNames as readonly string[]).includes(name) && (text === null || (typeof text === 'string' && text.trim() !== '' && text.length <= 200)));
  const fits = number ? (how === 'set' && whole(1_000_000_000) && (value as number) >= 0) || (how === 'add' && whole(1_000_000_000) && value !== 0) || (how === 'percent' && typeof value === 'number' && value >= -100 && value <= 10_000 && value !== 0 && Number.isInteger(Math.round(value * 1e8) / 1e4)) || (how === 'round' && round !== undefined && value === undefined)
    : field === 'marketplace-attribute' ? fitsAttribute(change) : how === 'set' && round === undefined && (field === 'category' ? value === null || (typeof value === 'string' && /^\d{1,18}$/.test(value)) : object());
  if (!fits || (round && (field === 'stock' || (round.ending ?? 0) >= round.to))) throw editErrors.badChange();
}

/** All that is chosen and active, with its value now, a slice at a time and in the order of ids. */
export async function* chosenRows(tx: Tx, chosen: ChosenBody, field: Field, change: Change): AsyncGenerator<readonly ChosenRow[]> {
  if (!chosen.ids && !chosen.filter && !chosen.variants) throw editErrors.nothing();
  const products = chosen.ids || chosen.filter ? await productIdsMatching(tx, { ...chosen.filter, ids: chosen.ids }) : (await tx.rows<{ id: string }>('SELECT DISTINCT p.id FROM app.variant v JOIN app.product p ON p.id = v.product_id WHERE v.id = ANY ($1::bigint[]) AND p.archived_at IS NULL ORDER BY p.id', [chosen.variants])).map((row) => row.id);
  const { marketplace, scopeKey } = change.place ?? {};
  const [before, named]: readonly [string, readonly unknown[]] = field === 'category' ? ['to_jsonb(p.category_id::text)', []] : field === 'attributes' ? ['(SELECT jsonb_object_agg(k, p.attributes -> k) FROM unnest($2::text[]) k)', [Object.keys(change.value as object)]]
    : [`(SELECT v.given FROM app.attribute_value v WHERE v.cooperative_id = p.cooperative_id AND v.level = 'product' AND v.subject = p.id::text AND v.marketplace = $2 AND v.scope_key = $3 AND v.attribute_id = $4)`, [marketplace, scopeKey, change.attribute]];
  let count = 0;
  for (let n = 0; n < products.length; n += slice) {
    const ids = products.slice(n, n + slice);
    const rows = field === 'category' || field === 'attributes' || field === 'marketplace-attribute'
      ? await tx.rows<Row>(`SELECT p.id, p.id AS product_id, p.cooperative_id, p.code, p.title, ${before} AS before FROM app.product p WHERE p.id = ANY ($1::bigint[]) ORDER BY p.id`, [ids, ...named])
      : await tx.rows<Row>(
        `SELECT v.id, v.product_id, v.cooperative_id, v.sku AS code, p.title, to_jsonb(${{ price: 'v.price', weight: 'v.grams', stock: '(SELECT coalesce(sum(k.on_hand), 0) FROM app.stock_level k WHERE k.variant_id = v.id AND k.location_id = 0)' }[field]}) AS before FROM app.variant v JOIN app.product p ON p.id = v.product_id
         WHERE v.product_id = ANY ($1::bigint[]) AND v.archived_at IS NULL AND ($2::bigint[] IS NULL OR v.id = ANY ($2::bigint[])) ORDER BY v.id`, [ids, chosen.variants ?? null]);
    count += rows.length;
    if (count > mostRows) throw editErrors.tooMany({ n: mostRows });
    yield rows.map((row) => ({ id: row.id, productId: row.product_id, ownerId: row.cooperative_id, code: row.code, title: row.title, before: row.before }));
  }
}
