import type { Tx } from '../kernel/index.js';
import type { Column } from './columns.js';
import { fieldNames } from './compare.js';
import type { ImportJob, Work } from './import-job.js';
import type { Places } from './places.js';

/** Straight from the rows as they are kept: nothing of them passes through this process again. */
const rows = 'FROM app.import_row r WHERE r.import_id = $1 AND r.number = ANY ($2::int[])';
const held = (present: readonly Column[], columns: Readonly<Record<string, readonly [Column, string]>>): string[] => Object.entries(columns).flatMap(([name, [column, value]]) => (present.includes(column) ? [`${name} = ${value}`] : []));

/** New products by their first row here (`made`, by co-op and code), and those whose first row says otherwise (`changed`). */
export async function writeProducts(tx: Tx, job: ImportJob, present: readonly Column[], places: Places, work: readonly Work[]): Promise<{ readonly made: ReadonlyMap<string, string>; readonly changed: readonly string[] }> {
  const fresh = [...new Map(work.filter((row) => row.product_id === null).reverse().map((row) => [`${row.owner_id} ${row.code}`, row])).values()];
  const changed = work.filter((row) => row.leads && row.product_id !== null && fieldNames.product.some((field) => field in row.changes));
  const placed = (some: readonly Work[]): unknown[] => [some.map((row) => row.number), some.map((row) => places.category(row.category)), some.map((row) => places.member(row.owner_id, row.member))];
  const known = 'FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS w (number, category, member) JOIN app.import_row r ON r.import_id = $1 AND r.number = w.number';
  const made = fresh.length === 0 ? [] : await tx.rows<{ id: string; key: string }>(
    `INSERT INTO app.product (cooperative_id, code, title, description, category_id, brand, member_id, ownership, axes, attributes)
     SELECT r.owner_id, r.code, r.title, coalesce(r.description, ''), w.category, r.brand, w.member, r.ownership, coalesce(r.axes, '{}'), r.attributes ${known} ORDER BY r.number RETURNING id, cooperative_id || ' ' || code AS key`, [job.id, ...placed(fresh)]);
  if (changed.length > 0) {
    const attributes = (['halalNo', 'permitNo', 'origin'] as const).filter((name) => present.includes(name));
    const set = held(present, { description: ['description', 'r.description'], category_id: ['category', 'w.category'], brand: ['brand', 'r.brand'], member_id: ['member', 'w.member'], ownership: ['ownership', 'r.ownership'] });
    if (attributes.length > 0) set.push(`attributes = (p.attributes - '{${attributes.join(',')}}'::text[]) || r.attributes`);
    await tx.rows(
      `UPDATE app.product p SET ${['title = r.title', ...set].join(', ')}, axes = coalesce(r.axes, p.axes), revision = p.revision + 1, updated_at = app.now(), archived_at = NULL ${known} WHERE p.id = r.product_id`, [job.id, ...placed(changed)]);
  }
  return { made: new Map(made.map((row) => [row.key, row.id])), changed: changed.map((row) => row.product_id ?? '') };
}

/** New variants and changed ones. Returns the new ones' ids by row number. */
export async function writeVariants(tx: Tx, job: ImportJob, present: readonly Column[], work: readonly Work[], productOf: (row: Work) => string): Promise<Map<number, string>> {
  const fresh = work.filter((row) => row.variant_id === null), changed = work.filter((row) => row.variant_id !== null && fieldNames.variant.some((field) => field in row.changes)).map((row) => row.number);
  if (changed.length > 0) {
    const set = held(present, { barcode: ['barcode', 'r.barcode'], grams: ['grams', 'r.grams'], length_mm: ['length', 'r.length_mm'], width_mm: ['width', 'r.width_mm'], height_mm: ['height', 'r.height_mm'] });
    await tx.rows(`UPDATE app.variant v SET ${['price = r.price', ...set].join(', ')}, choice = coalesce(r.choice, v.choice), archived_at = NULL ${rows} AND v.id = r.variant_id`, [job.id, changed]);
  }
  if (fresh.length === 0) return new Map();
  const made = await tx.rows<{ id: string; number: number }>(
    `INSERT INTO app.variant (cooperative_id, product_id, sku, choice, price, barcode, grams, length_mm, width_mm, height_mm, position)
     SELECT r.owner_id, w.product, r.sku, coalesce(r.choice, '{}'), r.price, r.barcode, r.grams, r.length_mm, r.width_mm, r.height_mm, r.number FROM unnest($2::int[], $3::bigint[]) AS w (number, product) JOIN app.import_row r ON r.import_id = $1 AND r.number = w.number ORDER BY r.number RETURNING id, position AS number`, [job.id, fresh.map((row) => row.number), fresh.map(productOf)]);
  return new Map(made.map((row) => [row.number, row.id]));
}
