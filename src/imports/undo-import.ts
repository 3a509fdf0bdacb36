import { forgetMentions } from '../catalogue/index.js';
import { lockLevels } from '../inventory/index.js';
import type { Tx } from '../kernel/index.js';
import { tellChanged } from './apply-import.js';
import { fieldNames } from './compare.js';
import { inJob, type ImportJob } from './import-job.js';
import { Places } from './places.js';

const batch = 1_000;
interface Row { readonly number: number; readonly outcome: string; readonly owner_id: string; readonly product_id: string; readonly variant_id: string; readonly photo_ids: string[] | null; readonly changes: Readonly<Record<string, readonly [unknown, unknown]>> }

/**
 * Which applied rows somebody touched later: the product was edited, goods moved, or what was made here is offered or was ordered.
 * Levels that the import did not set may have moved: they are left as they are.
 */
const touched = `NOT EXISTS (SELECT 1 FROM app.product p JOIN app.import_product x ON x.product_id = p.id AND x.revision = p.revision WHERE x.import_id = i.import_id AND p.id = i.product_id)
  OR ((i.outcome = 'created' OR i.changes ? 'stock') AND EXISTS (SELECT 1 FROM app.stock_level k WHERE k.variant_id = i.variant_id AND (k.on_hand <> i.stock OR (i.outcome = 'created' AND k.reserved > 0) OR (SELECT m.cause FROM app.stock_movement m WHERE m.variant_id = i.variant_id ORDER BY m.id DESC LIMIT 1) <> 'import:' || i.import_id || ':' || i.number)))
  OR (i.outcome = 'created' AND (EXISTS (SELECT 1 FROM app.offer o WHERE o.variant_id = i.variant_id) OR EXISTS (SELECT 1 FROM app.order_line l WHERE l.variant_id = i.variant_id)
    OR (EXISTS (SELECT 1 FROM app.import_product x WHERE x.import_id = i.import_id AND x.product_id = i.product_id AND x.made) AND EXISTS (SELECT 1 FROM app.listing l WHERE l.product_id = i.product_id))))`;

/** Marks the applied rows that were touched later, all or those named. Returns how many there are. */
export async function markTouched(tx: Tx, importId: string, numbers: readonly number[] | null = null): Promise<number> {
  if (numbers === null) await tx.rows(`UPDATE app.import_row SET result = 'applied' WHERE import_id = $1 AND result = 'touched'`, [importId]);
  const rows = await tx.rows(`UPDATE app.import_row i SET result = 'touched' WHERE i.import_id = $1 AND i.result = 'applied' AND ($2::int[] IS NULL OR i.number = ANY ($2::int[])) AND (${touched}) RETURNING i.number`, [importId, numbers]);
  return rows.length;
}

/** The step `undoing`, batch by batch from the last row up: fields get their values from before, stock a counter-movement, what was made is archived. Rows that were touched meanwhile stay as they are. */
export async function undoImport(job: ImportJob): Promise<void> {
  const places = new Places(job);
  for (let before = 2_147_483_647; ;) {
    const rows = await inJob(job, (tx) => tx.rows<Row>(`SELECT number, outcome, owner_id, product_id, variant_id, photo_ids, changes FROM app.import_row WHERE import_id = $1 AND number < $2 AND result = 'applied' ORDER BY number DESC LIMIT ${batch}`, [job.id, before]));
    if (rows.length === 0) return;
    await places.learn(rows.map((row) => ({ owner_id: row.owner_id, category: was(row, 'category'), member: was(row, 'member') })));
    await inJob(job, (tx) => undoRows(tx, job, places, rows));
    before = rows.at(-1)?.number ?? 0;
  }
}

const was = (row: Row, field: string): string | null => (row.changes[field]?.[0] as string | null | undefined) ?? null;

async function undoRows(tx: Tx, job: ImportJob, places: Places, all: readonly Row[]): Promise<void> {
  await tx.rows('SELECT 1 FROM app.product WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE', [[...new Set(all.map((row) => row.product_id))]]);
  await lockLevels(tx, all.map((row) => row.variant_id));
  await markTouched(tx, job.id, all.map((row) => row.number));
  const left = new Set((await tx.rows<{ number: number }>(`SELECT number FROM app.import_row WHERE import_id = $1 AND number = ANY ($2::int[]) AND result = 'applied'`, [job.id, all.map((row) => row.number)])).map((row) => row.number));
  const rows = all.filter((row) => left.has(row.number));
  if (rows.length === 0) return;
  const led = rows.filter((row) => fieldNames.product.some((field) => field in row.changes)), varied = rows.filter((row) => row.outcome === 'changed' && fieldNames.variant.some((field) => field in row.changes));
  const made = rows.filter((row) => row.outcome === 'created'), counted = rows.filter((row) => row.outcome === 'created' || row.changes.stock);
  await restoreProducts(tx, job, places, led);
  await restoreVariants(tx, job, varied);
  await tx.rows('UPDATE app.variant SET archived_at = app.now() WHERE id = ANY ($1::bigint[])', [made.map((row) => row.variant_id)]);
  await tx.rows('DELETE FROM app.photo WHERE id = ANY ($1::bigint[])', [rows.flatMap((row) => row.photo_ids ?? [])]);
  await forgetMentions(tx, job.id, rows.map((row) => row.product_id));
  await tx.tell('stock-counted', { counts: counted.map((row) => ({ variantId: row.variant_id, onHand: Number(row.changes.stock?.[0] ?? 0), kind: 'import', cause: `import-undo:${job.id}:${row.number}`, reason: 'impor dibatalkan', userId: job.userId ?? undefined })) });
  const productIds = [...new Set([...led, ...varied, ...made, ...rows.filter((row) => row.photo_ids)].map((row) => row.product_id))];
  await tx.rows(
    `WITH p AS (UPDATE app.product p SET revision = p.revision + 1, updated_at = app.now(),
         archived_at = CASE WHEN EXISTS (SELECT 1 FROM app.import_product x WHERE x.import_id = $1 AND x.product_id = p.id AND x.made) AND NOT EXISTS (SELECT 1 FROM app.variant v WHERE v.product_id = p.id AND v.archived_at IS NULL) THEN app.now() ELSE p.archived_at END
       WHERE p.id = ANY ($2::bigint[]) RETURNING p.id, p.revision)
     UPDATE app.import_product x SET revision = p.revision FROM p WHERE x.import_id = $1 AND x.product_id = p.id`, [job.id, productIds]);
  await tx.rows(`UPDATE app.import_row SET result = 'undone' WHERE import_id = $1 AND number = ANY ($2::int[])`, [job.id, rows.map((row) => row.number)]);
  await tx.rows('UPDATE app.import SET undone = undone + $2 WHERE id = $1', [job.id, rows.length]);
  await tellChanged(tx, { productIds, priced: rows.filter((row) => row.changes.price).map((row) => row.variant_id), stocked: counted.map((row) => row.variant_id), owners: rows.map((row) => row.owner_id) });
}

/** `changes` holds [before, after] of what differed; a field that did not differ stays. */
const before = (field: string, column: string, value = `r.changes -> '${field}' ->> 0`): string => `${column} = CASE WHEN r.changes ? '${field}' THEN ${value} ELSE t.${column} END`;
const list = (field: string): string => `ARRAY(SELECT jsonb_array_elements_text(r.changes -> '${field}' -> 0))`;
const attributes = ['halalNo', 'permitNo', 'origin'];

async function restoreProducts(tx: Tx, job: ImportJob, places: Places, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const set = [before('title', 'title'), before('description', 'description'), before('brand', 'brand'), before('ownership', 'ownership'), before('axes', 'axes', list('axes')), before('category', 'category_id', 'w.category'), before('member', 'member_id', 'w.member'), before('productArchived', 'archived_at', 'app.now()'),
    `attributes = (t.attributes - ARRAY(SELECT name FROM unnest('{${attributes.join(',')}}'::text[]) name WHERE r.changes ? name)) || jsonb_strip_nulls(jsonb_build_object(${attributes.map((name) => `'${name}', r.changes -> '${name}' -> 0`).join(', ')}))`];
  await tx.rows(
    `UPDATE app.product t SET ${set.join(', ')} FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS w (number, category, member) JOIN app.import_row r ON r.import_id = $1 AND r.number = w.number WHERE t.id = r.product_id`,
    [job.id, rows.map((row) => row.number), rows.map((row) => places.category(was(row, 'category'))), rows.map((row) => places.member(row.owner_id, was(row, 'member')))]);
}

async function restoreVariants(tx: Tx, job: ImportJob, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const whole = (field: string, column: string, type = 'int'): string => before(field, column, `(r.changes -> '${field}' ->> 0)::${type}`);
  const set = [whole('price', 'price', 'bigint'), before('barcode', 'barcode'), whole('grams', 'grams'), whole('length', 'length_mm'), whole('width', 'width_mm'), whole('height', 'height_mm'), before('choice', 'choice', list('choice')), before('archived', 'archived_at', 'app.now()')];
  await tx.rows(`UPDATE app.variant t SET ${set.join(', ')} FROM app.import_row r WHERE r.import_id = $1 AND r.number = ANY ($2::int[]) AND t.id = r.variant_id`, [job.id, rows.map((row) => row.number)]);
}
