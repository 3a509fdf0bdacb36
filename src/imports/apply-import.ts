import { mentionPhotos } from '../catalogue/index.js';
import { lockLevels } from '../inventory/index.js';
import type { Tx } from '../kernel/index.js';
import type { Column } from './columns.js';
import { compareSql, fieldNames } from './compare.js';
import { bySheet, countRows, inJob, presentColumns, writeFaults, type Counts, type ImportJob, type Present, type Work } from './import-job.js';
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
    for (const part of bySheet(numbers)) await applyOrSplit(job, present, places, part);
    after = numbers.at(-1) ?? 0;
    progress?.(await job.database.inScope(job.scope, async (tx) => ({ products: (await tx.row<{ n: number }>('SELECT count(*)::int AS n FROM app.import_product WHERE import_id = $1', [job.id]))?.n ?? 0 })));
  }
  await namePhotos(job);
  return inJob(job, (tx) => countRows(tx, job.id));
}

/** Data the database will not hold (classes 22 and 23), as against trouble of its own: the row is found by halves and named, and holds up none of the others. */
async function applyOrSplit(job: ImportJob, present: Present, places: Places, numbers: readonly number[]): Promise<void> {
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

async function applyRows(job: ImportJob, present: Present, places: Places, numbers: readonly number[]): Promise<void> {
  await places.learn(await job.database.inScope(job.scope, (tx) => tx.rows<Work>('SELECT owner_id, category, member FROM app.import_row WHERE import_id = $1 AND number = ANY ($2::int[])', [job.id, numbers])));
  const here = present(numbers[0] ?? 0);
  await inJob(job, async (tx) => {
    await lockTouched(tx, job, numbers);
    const now = await tx.rows<Work>(
      `SELECT n.number, n.owner_id, n.code, n.sku, n.leads, n.category, n.member, n.stock, n.outcome, n.changes, n.product_id, n.variant_id, n.outcome <> 'rejected' AND (n.shown_outcome = 'created', n.shown_changes - 'photos') IS NOT DISTINCT FROM (n.outcome = 'created', n.changes - 'photos') AS same, (n.shown_outcome, n.shown_changes) IS DISTINCT FROM (n.outcome, n.changes) AS moved
       FROM (${compareSql(storedRows, here, '$3')}) n ORDER BY n.number`, [job.id, numbers, job.cooperativeId]);
    await compareAnew(tx, job, present, now.filter((row) => row.moved).map((row) => row.number));
    const other = now.filter((row) => !row.same).map((row) => row.number);
    if (job.preview && other.length > 0) await tx.rows(`UPDATE app.import_row SET result = 'stale' WHERE import_id = $1 AND number = ANY ($2::int[])`, [job.id, other]);
    const rows = now.filter((row) => (row.same || !job.preview) && (row.outcome === 'created' || row.outcome === 'changed'));
    if (rows.length > 0) await write(tx, job, here, places, rows);
  });
}

/** In the house's order: products, then stock levels by variant. */
async function lockTouched(tx: Tx, job: ImportJob, numbers: readonly number[]): Promise<void> {
  const there = await tx.rows<{ product_id: string | null; variant_id: string | null }>('SELECT product_id, variant_id FROM app.import_row WHERE import_id = $1 AND number = ANY ($2::int[]) AND product_id IS NOT NULL', [job.id, numbers]);
  if (there.length === 0) return;
  await tx.rows('SELECT 1 FROM app.product WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE', [[...new Set(there.map((row) => row.product_id))]]);
  await lockLevels(tx, there.flatMap((row) => row.variant_id ?? []));
}

/** Products first, then variants, then stock; then it is told, and noted what the product's revision is since. */
async function write(tx: Tx, job: ImportJob, present: readonly Column[], places: Places, rows: readonly Work[]): Promise<void> {
  const products = await writeProducts(tx, job, present, places, rows);
  const productOf = (row: Work): string => row.product_id ?? products.made.get(`${row.owner_id} ${row.code}`) ?? '';
  const variants = await writeVariants(tx, job, present, rows, productOf);
  const written = rows.map((row) => ({ row, productId: productOf(row), variantId: row.variant_id ?? variants.get(row.number) ?? '' }));
  const counted = written.filter(({ row }) => row.outcome === 'created' || 'stock' in row.changes);
  if (counted.length > 0) await tx.tell('stock-counted', { counts: counted.map(({ row, variantId }) => ({ variantId, onHand: row.stock, kind: 'import', cause: `import:${job.id}:${row.number}`, userId: job.userId ?? undefined })) });
  const content = [...fieldNames.product, ...fieldNames.variant];
  const touched = [...new Set(written.filter(({ row }) => row.outcome === 'created' || content.some((field) => field in row.changes)).map(({ productId }) => productId))];
  const bumped = new Set([...products.made.values(), ...products.changed]);
  await tx.rows('UPDATE app.product SET revision = revision + 1, updated_at = app.now() WHERE id = ANY ($1::bigint[])', [touched.filter((id) => !bumped.has(id))]);
  await tx.rows(
    `UPDATE app.import_row i SET result = 'applied', product_id = w.product, variant_id = w.variant FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS w (number, product, variant) WHERE i.import_id = $1 AND i.number = w.number`,
    [job.id, written.map(({ row }) => row.number), written.map(({ productId }) => productId), written.map(({ variantId }) => variantId)]);
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

/** The photos that rows name, once the rows are there: those that were sent already are given, the others remembered until they come. Also for rows that changed nothing else. */
async function namePhotos(job: ImportJob): Promise<void> {
  for (let after = 0; ;) {
    const rows = await inJob(job, async (tx) => {
      const found = await tx.rows<{ number: number; product_id: string; photos: string[] }>(
        `SELECT r.number, p.id AS product_id, r.photos FROM app.import_row r JOIN app.product p ON p.cooperative_id = r.owner_id AND p.code = r.code WHERE r.import_id = $1 AND r.number > $2 AND r.outcome <> 'rejected' AND (r.result IS NULL OR r.result = 'applied') AND cardinality(r.photos) > 0 ORDER BY r.number LIMIT ${batch}`, [job.id, after]);
      await mentionPhotos(tx, { cooperativeId: job.cooperativeId, importId: job.id }, found.flatMap((row) => row.photos.map((name, position) => ({ productId: row.product_id, name, position }))));
      return found;
    });
    if (rows.length === 0) return;
    after = rows.at(-1)?.number ?? 0;
  }
}
