import type { Tx } from '../../kernel/index.js';
import { photoErrors, type PhotoFacts } from '../../photos/index.js';
import { photoName } from '../../sheets/index.js';

/** A photo that a row of a catalogue names: a file's name, or an address. */
export interface Mention { readonly productId: string; readonly name: string; readonly position: number }
/** A product got a photo, or another one in a photo's place (`photoId` null); `importId`: whose row asked for it. */
export interface Arrival { readonly productId: string; readonly importId: string | null; readonly photoId: string | null }

/**
 * Keeps which photos the rows of an import name, and gives each product those that are there already. What a row of an earlier import named and nobody sent is forgotten, where this import names others.
 * `cooperativeId`: whose import it is, and whose files are looked at. Addresses are fetched afterwards (`photos-mentioned`).
 */
export async function mentionPhotos(tx: Tx, who: { readonly cooperativeId: string; readonly importId: string }, mentions: readonly Mention[]): Promise<void> {
  if (mentions.length === 0) return;
  const products = [...new Set(mentions.map((mention) => mention.productId))], names = mentions.map((mention) => photoName(mention.name));
  await tx.rows(`DELETE FROM app.photo_mention m WHERE m.product_id = ANY ($1::bigint[]) AND m.sha256 IS NULL AND m.import_id IS DISTINCT FROM $2 AND NOT EXISTS (SELECT 1 FROM unnest($3::bigint[], $4::text[]) AS w (product, name) WHERE w.product = m.product_id AND w.name = m.name)`,
    [products, who.importId, mentions.map((mention) => mention.productId), names]);
  const made = await tx.rows<{ state: string }>(
    `INSERT INTO app.photo_mention AS m (cooperative_id, product_id, name, position, import_id, named_by, state)
     SELECT p.cooperative_id, p.id, w.name, w.position, $4, $5, CASE WHEN w.name ~* '^https?://' THEN 'waiting' ELSE 'missing' END FROM (SELECT product, name, min(position) AS position FROM unnest($1::bigint[], $2::text[], $3::int[]) AS x (product, name, position) WHERE name <> '' GROUP BY 1, 2) w JOIN app.product p ON p.id = w.product ORDER BY p.id, w.position
     ON CONFLICT (product_id, name) DO UPDATE SET position = excluded.position, import_id = excluded.import_id, named_by = excluded.named_by, state = CASE WHEN m.state = 'failed' THEN 'waiting' ELSE m.state END, claimed_at = CASE WHEN m.state = 'failed' THEN NULL ELSE m.claimed_at END
     WHERE m.state = 'failed' OR m.position <> excluded.position OR m.sha256 IS NULL RETURNING state`,
    [mentions.map((mention) => mention.productId), names, mentions.map((mention) => mention.position), who.importId, who.cooperativeId]);
  if (made.some((row) => row.state === 'waiting')) await tx.tell('photos-mentioned', {});
  await photosChanged(tx, await matchFiles(tx, who.cooperativeId, 'm.product_id = ANY ($1::bigint[])', products));
}

/** An import is taken back: what it named is named no more. */
export const forgetMentions = (tx: Tx, importId: string, productIds: readonly string[]): Promise<unknown> => tx.rows('DELETE FROM app.photo_mention WHERE import_id = $1 AND product_id = ANY ($2::bigint[])', [importId, productIds]);

/** Keeps a picture under a file name, so that a row that names it finds it, sooner or later. The newest of a name counts. */
export const keepFile = (tx: Tx, cooperativeId: string, name: string, facts: PhotoFacts): Promise<unknown> => tx.rows(
  `INSERT INTO app.photo_file (cooperative_id, name, sha256, width, height, bytes, format, advice) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
   ON CONFLICT (cooperative_id, name) DO UPDATE SET sha256 = excluded.sha256, width = excluded.width, height = excluded.height, bytes = excluded.bytes, format = excluded.format, advice = excluded.advice`,
  [cooperativeId, name, facts.sha256, facts.width, facts.height, facts.bytes, facts.format, facts.advice]);

/** Gives the products that name one of these files their photo, everywhere in the scope, and tells that they changed. Returns them by file name; a name that fits several different files gives none. */
export async function attachFiles(tx: Tx, cooperativeId: string, names: readonly string[]): Promise<Map<string, { products: string[]; ambiguous: boolean }>> {
  const stems = names.map((name) => name.replace(/^.*\/|\.[a-z0-9]{1,5}$/g, ''));
  await photosChanged(tx, await matchFiles(tx, cooperativeId, 'm.stem = ANY ($1::text[])', stems));
  const rows = await tx.rows<{ name: string; products: string[]; ambiguous: boolean }>(
    `SELECT f.name, coalesce(array_agg(m.product_id::text ORDER BY m.product_id) FILTER (WHERE m.sha256 = f.sha256), '{}') AS products, coalesce(bool_or(m.state = 'ambiguous'), false) AS ambiguous FROM app.photo_file f LEFT JOIN app.photo_mention m ON m.stem = f.stem WHERE f.cooperative_id = $1 AND f.name = ANY ($2::text[]) GROUP BY f.name`, [cooperativeId, names]);
  return new Map(rows.map((row) => [row.name, row]));
}

/** Photos of products are others now: a revision, whoever listens, whoever looks. */
export async function photosChanged(tx: Tx, arrivals: readonly Arrival[]): Promise<void> {
  const productIds = [...new Set(arrivals.map((arrival) => arrival.productId))];
  if (productIds.length === 0) return;
  await tx.rows(`WITH p AS (UPDATE app.product SET revision = revision + 1, updated_at = app.now() WHERE id = ANY ($1::bigint[]) RETURNING cooperative_id) SELECT pg_notify('serentak_change', c.cooperative_id || ':products') FROM (SELECT DISTINCT cooperative_id FROM p) c`, [productIds]);
  await tx.tell('photos-arrived', { arrivals });
  await tx.tell('product-changed', { productIds });
}

/** One picture for one mention: another picture under the same name takes the place of the one before. */
export async function attach(tx: Tx, mentionIds: readonly string[], facts: readonly PhotoFacts[]): Promise<Arrival[]> {
  const columns = [mentionIds, facts.map((f) => f.sha256), facts.map((f) => f.width), facts.map((f) => f.height), facts.map((f) => f.bytes), facts.map((f) => f.format), facts.map((f) => JSON.stringify(f.advice))];
  const given = `(SELECT m.id, m.product_id, m.cooperative_id, m.position, m.import_id, m.sha256 AS old, w.sha256, w.width, w.height, w.bytes, w.format, ARRAY(SELECT jsonb_array_elements_text(w.advice::jsonb)) AS advice FROM unnest($1::bigint[], $2::text[], $3::int[], $4::int[], $5::int[], $6::text[], $7::text[]) AS w (id, sha256, width, height, bytes, format, advice) JOIN app.photo_mention m ON m.id = w.id)`;
  const replaced = await tx.rows<{ product_id: string; import_id: string | null }>(
    `UPDATE app.photo p SET sha256 = g.sha256, width = g.width, height = g.height, bytes = g.bytes, format = g.format, advice = g.advice FROM ${given} g WHERE p.product_id = g.product_id AND p.sha256 = g.old AND g.old <> g.sha256
       AND NOT EXISTS (SELECT 1 FROM app.photo x WHERE x.product_id = g.product_id AND x.sha256 = g.sha256) AND NOT EXISTS (SELECT 1 FROM app.photo_mention o WHERE o.product_id = g.product_id AND o.sha256 = g.old AND o.id <> g.id) RETURNING p.product_id, g.import_id`, columns);
  const added = await tx.rows<{ id: string; product_id: string; import_id: string | null }>(
    `WITH added AS (INSERT INTO app.photo (cooperative_id, product_id, sha256, position, width, height, bytes, format, advice) SELECT DISTINCT ON (g.product_id, g.sha256) g.cooperative_id, g.product_id, g.sha256, g.position, g.width, g.height, g.bytes, g.format, g.advice FROM ${given} g ORDER BY g.product_id, g.sha256, g.position
     ON CONFLICT (product_id, sha256) DO NOTHING RETURNING id, product_id, sha256)
     SELECT DISTINCT ON (a.id) a.id, a.product_id, g.import_id FROM added a JOIN ${given} g ON g.product_id = a.product_id AND g.sha256 = a.sha256 ORDER BY a.id, g.position`, columns);
  await tx.rows(`UPDATE app.photo_mention m SET state = 'there', sha256 = w.sha256, code = NULL, detail = NULL, claimed_at = NULL FROM unnest($1::bigint[], $2::text[]) AS w (id, sha256) WHERE m.id = w.id`, [mentionIds, columns[1]]);
  return [...replaced.map((row) => ({ productId: row.product_id, importId: row.import_id, photoId: null })), ...added.map((row) => ({ productId: row.product_id, importId: row.import_id, photoId: row.id }))];
}

interface Fit extends Omit<PhotoFacts, 'advice'> { id: string; n: number; advice: PhotoFacts['advice'] }

/** The file that fits each mention best: of the very name, else of that name in some folder, else of that name with another ending. Where several different pictures fit equally, none is taken. `which` is written here, never from input. */
async function matchFiles(tx: Tx, cooperativeId: string, which: string, keys: readonly string[]): Promise<Arrival[]> {
  const fits = await tx.rows<Fit>(
    `WITH found AS (SELECT m.id, m.sha256 AS old, EXISTS (SELECT 1 FROM app.photo x WHERE x.product_id = m.product_id AND x.sha256 = f.sha256) AS there, f.sha256, f.width, f.height, f.bytes, f.format, f.advice, CASE WHEN f.name = m.name THEN 1 WHEN regexp_replace(f.name, '^.*/', '') = regexp_replace(m.name, '^.*/', '') THEN 2 ELSE 3 END AS rank
       FROM app.photo_mention m JOIN app.photo_file f ON f.cooperative_id = $2 AND f.stem = m.stem WHERE ${which} AND m.name !~* '^https?://'),
     best AS (SELECT *, min(rank) OVER (PARTITION BY id) AS top FROM found)
     SELECT DISTINCT ON (b.id) b.id, b.old, b.there, b.sha256, b.width, b.height, b.bytes, b.format, b.advice, (SELECT count(DISTINCT x.sha256)::int FROM best x WHERE x.id = b.id AND x.rank = x.top) AS n FROM best b WHERE b.rank = b.top ORDER BY b.id, b.sha256`, [keys, cooperativeId]) as (Fit & { old: string | null; there: boolean })[];
  const several = fits.filter((fit) => fit.n > 1 && fit.old === null), fresh = fits.filter((fit) => fit.n === 1 && (fit.old !== fit.sha256 || !fit.there));
  if (several.length > 0) await tx.rows(`UPDATE app.photo_mention SET state = 'ambiguous', code = $2 WHERE id = ANY ($1::bigint[])`, [several.map((fit) => fit.id), photoErrors.sameName().entry.code]);
  return fresh.length === 0 ? [] : attach(tx, fresh.map((fit) => fit.id), fresh);
}
