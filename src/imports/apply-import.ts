import { lockLevels } from '../inventory/index.js';
import type { Tx } from '../kernel/index.js';
import type { Column } from './columns.js';
import { compareSql, fieldNames } from './compare.js';
import { countRows, inJob, presentColumns, writeFaults, type Counts, type ImportJob, type Work } from './import-job.js';
import { Places } from './places.js';
import { compareAnew, storedRows } from './read-import.js';
import { writeProducts, writeVariants } from './write-rows.js';

const batch = 1_000;

/**
 * The step `applying`: rows that create or change something, batch by batch, each batch whole or not at all; after a stop it goes on where it stood.
 * What changed since it was looked at is left out (`stale`) and shown anew; without a preview the file is the newest word.
 */
export async function applyImport(job: ImportJob, progress?: (done: { readonly products: number }) => void): Promise<Counts> {
  const present = await inJob(job, (tx) => presentColumns(tx, job.id));
  const places = new Places(job);
  for (let after = 0; ;) {
    const numbers = (await inJob(job, (tx) => tx.rows<{ number: number }>(`SELECT number FROM app.import_row WHERE import_id = $1 AND number > $2 AND outcome IN ('created', 'changed') AND result IS NULL ORDER BY number LIMIT ${batch}`, [job.id, after]))).map((row) => row.number);
    if (numbers.length === 0) break;
    await applyOrSplit(job, present, places, numbers);
    after = numbers.at(-1) ?? 0;
    progress?.(await job.database.inScope(job.scope, async (tx) => ({ products: (await tx.row<{ n: number }>('SELECT count(*)::int AS n FROM app.import_product WHERE import_id = $1', [job.id]))?.n ?? 0 })));
  }
  return inJob(job, (tx) => countRows(tx, job.id));
}

/** Data the database will not hold (classes 22 and 23), as against trouble of its own: the row is found by halves and named, and holds up none of the others. */
async function applyOrSplit(job: ImportJob, present: readonly Column[], places: Places, numbers: readonly number[]): Promise<void> {
  try {
    await applyRows(job, present, places, numbers);
  } catch (error) {
    if (!/^2[23]/.test((error as { driverError?: { code?: string } } | null)?.driverError?.code ?? '')) throw error;
    if (numbers.length === 1) {
      await inJob(job, async (tx) => {
        const [row] = await tx.rows<{ number: number; sku: string }>(`UPDATE app.import_row SET outcome = 'rejected', result = 'refused' WHERE import_id = $1 AND number = $2 RETURNING number, sku`, [job.id, numbers[0]]);
        if (row) await writeFaults(tx, job, [{ number: row.number, column: '', value: row.sku, reason: 'not-written' }]);
      });
      return;
    }
    const half = Math.ceil(numbers.length / 2);
    for (const part of [numbers.slice(0, half), numbers.slice(half)]) await applyOrSplit(job, present, places, part);
  }
}

async function applyRows(job: ImportJob, present: readonly Column[], places: Places, numbers: readonly number[]): Promise<void> {
  await places.learn(await job.database.inScope(job.scope, (tx) => tx.rows<Work>('SELECT owner_id, category, member FROM app.import_row WHERE import_id = $1 AND number = ANY ($2::int[])', [job.id, numbers])));
  await inJob(job, async (tx) => {
    await lockTouched(tx, job, numbers);
    const now = await tx.rows<Work>(
      `SELECT n.number, n.owner_id, n.code, n.sku, n.leads, n.category, n.member, n.stock, n.outcome, n.changes, n.product_id, n.variant_id, n.outcome <> 'rejected' AND (n.shown_outcome = 'created', n.shown_changes - 'photos') IS NOT DISTINCT FROM (n.outcome = 'created', n.changes - 'photos') AS same, (n.shown_outcome, n.shown_changes) IS DISTINCT FROM (n.outcome, n.changes) AS moved
       FROM (${compareSql(storedRows, present, '$3')}) n ORDER BY n.number`, [job.id, numbers, job.cooperativeId]);
    await compareAnew(tx, job, present, now.filter((row) => row.moved).map((row) => row.number));
    const other = now.filter((row) => !row.same).map((row) => row.number);
    if (job.preview && other.length > 0) await tx.rows(`UPDATE app.import_row SET result = 'stale' WHERE import_id = $1 AND number = ANY ($2::int[])`, [job.id, other]);
    const rows = now.filter((row) => (row.same || !job.preview) && (row.outcome === 'created' || row.outcome === 'changed'));
    if (rows.length > 0) await write(tx, job, present, places, rows);
  });
}

/** In the house's order: products, then stock levels by variant. */
async function lockTouched(tx: Tx, job: ImportJob, numbers: readonly number[]): Promise<void> {
  const there = await tx.rows<{ product_id: string | null; variant_id: string | null }>('SELECT product_id, variant_id FROM app.import_row WHERE import_id = $1 AND number = ANY ($2::int[]) AND product_id IS NOT NULL', [job.id, numbers]);
  if (there.length === 0) return;
  await tx.rows('SELECT 1 FROM app.product WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE', [[...new Set(there.map((row) => row.product_id))]]);
  await lockLevels(tx, there.flatMap((row) => row.variant_id ?? []));
}

/** Products first, then variants, then stock, then pictures; then it is told, and noted what the product's revision is since. */
async function write(tx: Tx, job: ImportJob, present: readonly Column[], places: Places, rows: readonly Work[]): Promise<void> {
  const products = await writeProducts(tx, job, present, places, rows);
  const productOf = (row: Work): string => row.product_id ?? products.made.get(`${row.owner_id} ${row.code}`) ?? '';
  const variants = await writeVariants(tx, job, present, rows, productOf);
  const written = rows.map((row) => ({ row, productId: productOf(row), variantId: row.variant_id ?? variants.get(row.number) ?? '' }));
  const counted = written.filter(({ row }) => row.outcome === 'created' || 'stock' in row.changes);
  if (counted.length > 0) await tx.tell('stock-counted', { counts: counted.map(({ row, variantId }) => ({ variantId, onHand: row.stock, kind: 'import', cause: `import:${job.id}:${row.number}`, userId: job.userId ?? undefined })) });
  const pictures = await writePhotos(tx, job, written);
  const content = [...fieldNames.product, ...fieldNames.variant];
  const touched = [...new Set(written.filter(({ row, productId }) => row.outcome === 'created' || content.some((field) => field in row.changes) || pictures.has(productId)).map(({ productId }) => productId))];
  const bumped = new Set([...products.made.values(), ...products.changed]);
  await tx.rows('UPDATE app.product SET revision = revision + 1, updated_at = app.now() WHERE id = ANY ($1::bigint[])', [touched.filter((id) => !bumped.has(id))]);
  await tx.rows(
    `UPDATE app.import_row i SET result = 'applied', product_id = w.product, variant_id = w.variant, photo_ids = (SELECT array_agg(value::bigint) FROM jsonb_array_elements_text(w.photos)) FROM unnest($2::int[], $3::bigint[], $4::bigint[], $5::jsonb[]) AS w (number, product, variant, photos) WHERE i.import_id = $1 AND i.number = w.number`,
    [job.id, written.map(({ row }) => row.number), written.map(({ productId }) => productId), written.map(({ variantId }) => variantId), written.map(({ row }) => JSON.stringify(pictures.get(row.number) ?? []))]);
  await tx.rows(
    `INSERT INTO app.import_product AS x (import_id, product_id, cooperative_id, made, revision) SELECT $1, p.id, $2, p.id = ANY ($4::bigint[]), p.revision FROM app.product p WHERE p.id = ANY ($3::bigint[]) ON CONFLICT (import_id, product_id) DO UPDATE SET revision = excluded.revision`,
    [job.id, job.cooperativeId, [...new Set(written.map(({ productId }) => productId))], [...products.made.values()]]);
  await tx.rows('UPDATE app.import SET applied = applied + $2 WHERE id = $1', [job.id, rows.length]);
  await tellChanged(tx, { productIds: touched, priced: written.filter(({ row }) => 'price' in row.changes).map(({ variantId }) => variantId), stocked: counted.filter(({ row }) => row.variant_id !== null).map(({ variantId }) => variantId), owners: rows.map((row) => row.owner_id) });
}

export async function tellChanged(tx: Tx, changed: { readonly productIds: readonly string[]; readonly priced: readonly string[]; readonly stocked: readonly string[]; readonly owners: readonly string[] }): Promise<void> {
  if (changed.productIds.length > 0) await tx.tell('product-changed', { productIds: changed.productIds, pricedVariantIds: changed.priced });
  if (changed.stocked.length > 0) await tx.tell('stock-changed', { variantIds: changed.stocked });
  for (const owner of new Set(changed.owners)) await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${owner}:products`]);
}

/** Photos that are known by the file names the rows give; those that are not known yet are simply not there. Which rows brought which, by row number; and by product's id, that it got some. */
async function writePhotos(tx: Tx, job: ImportJob, written: readonly { readonly row: Work; readonly productId: string }[]): Promise<Map<number | string, string[]>> {
  const made = await tx.rows<{ id: string; product_id: string; number: number }>(
    `WITH wanted AS (SELECT DISTINCT ON (p.id, f.sha256) p.cooperative_id, p.id AS product_id, f.sha256, n.position, f.width, f.height, f.bytes, f.format, w.number
       FROM unnest($2::int[], $3::bigint[]) AS w (number, product) JOIN app.import_row r ON r.import_id = $1 AND r.number = w.number JOIN app.product p ON p.id = w.product CROSS JOIN unnest(r.photos) WITH ORDINALITY AS n (name, position)
       JOIN app.photo_file f ON f.name = n.name AND f.cooperative_id = $4 ORDER BY p.id, f.sha256, n.position),
     made AS (INSERT INTO app.photo (cooperative_id, product_id, sha256, position, width, height, bytes, format) SELECT cooperative_id, product_id, sha256, position - 1, width, height, bytes, format FROM wanted ON CONFLICT (product_id, sha256) DO NOTHING RETURNING id, product_id, sha256)
     SELECT made.id, made.product_id, wanted.number FROM made JOIN wanted USING (product_id, sha256)`,
    [job.id, written.map(({ row }) => row.number), written.map(({ productId }) => productId), job.cooperativeId]);
  const ids = new Map<number | string, string[]>();
  for (const { id, product_id, number } of made) for (const key of [number, product_id]) ids.set(key, [...(ids.get(key) ?? []), id]);
  return ids;
}
