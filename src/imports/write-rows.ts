import { ensureCategory } from '../catalogue/index.js';
import type { Tx } from '../kernel/index.js';
import { columnName } from './columns.js';
import type { ImportRow, RowIssue } from './read-row.js';

export interface Importer { readonly importId: string; readonly cooperativeId: string; readonly userId: string | null }
export interface Tally { created: number; changed: number; unchanged: number; products: number }

/** A product as its first row in this file had it. */
interface KnownProduct { readonly id: string; readonly axes: readonly string[] }

/** What one import remembers between its batches. A draft holds what one transaction learned, until that was committed. */
export class ImportMemory {
  readonly units = new Map<string, string>();
  readonly categories: Map<string, string>;
  readonly members: Map<string, string>;
  /** Products whose first row was read, by co-op and code. */
  readonly products: Map<string, KnownProduct>;

  /** Each list of axes once: thousands of products share a handful. */
  readonly #axes: Map<string, readonly string[]>;

  constructor(above?: ImportMemory) {
    this.#axes = above === undefined ? new Map() : above.#axes;
    this.categories = new Layer(above?.categories);
    this.members = new Layer(above?.members);
    this.products = new Layer(above?.products);
  }

  learn(key: string, id: string, axes: readonly string[]): void {
    const name = axes.join('\n'), shared = this.#axes.get(name) ?? axes;
    this.#axes.set(name, shared);
    this.products.set(key, { id, axes: shared });
  }

  draft(): ImportMemory {
    return new ImportMemory(this);
  }

  keep(draft: ImportMemory): void {
    for (const name of ['categories', 'members'] as const) for (const [key, value] of draft[name]) this[name].set(key, value);
    for (const [key, value] of draft.products) this.products.set(key, value);
  }
}

/** A map that also knows what the one above it knows, and keeps its own apart. */
class Layer<V> extends Map<string, V> {
  constructor(private readonly above?: ReadonlyMap<string, V>) {
    super();
  }

  override get(key: string): V | undefined {
    return super.get(key) ?? this.above?.get(key);
  }

  override has(key: string): boolean {
    return super.has(key) || (this.above?.has(key) ?? false);
  }
}

/** Writes one batch in the caller's transaction: products by their first row, then variants, then stock, then photos; only what differs. Returns rows that could not be written. */
export async function writeRows(tx: Tx, rows: readonly ImportRow[], who: Importer, memory: ImportMemory, tally: Tally): Promise<RowIssue[]> {
  const issues: RowIssue[] = [];
  await loadUnits(tx, who, memory);
  const inUnit = rows.flatMap((row) => {
    const cooperativeId = row.unit === '' ? who.cooperativeId : memory.units.get(row.unit.toLowerCase());
    if (cooperativeId) return [{ row, cooperativeId, key: `${cooperativeId} ${row.code}`, skuKey: `${cooperativeId} ${row.sku.toLowerCase()}` }];
    issues.push({ number: row.number, column: 'unit', value: row.unit, reason: 'unknown-unit' });
    return [];
  });
  const known = await knownVariants(tx, inUnit);
  const placed = withOneProduct(inUnit, known, memory, issues);
  const changedRows = new Set<number>();
  const changedProducts = await writeProducts(tx, placed, who, memory, tally, changedRows);
  const { ids, priced, touched } = await writeVariants(tx, placed, known, memory, changedRows);
  const stocked = await writeStock(tx, placed.map((entry) => ({ variantId: ids.get(entry.row.number)?.id ?? '', row: entry.row })), who, changedRows);
  const pictured = new Set(await writePhotos(tx, placed, who, memory));
  const seen = new Set<string>();
  for (const entry of placed) {
    const product = memory.products.get(entry.key)?.id ?? '';
    // A product that got a photo counts once, at its first row here.
    if (pictured.has(product) && !seen.has(product)) changedRows.add(entry.row.number);
    seen.add(product);
    if (ids.get(entry.row.number)?.fresh) tally.created += 1;
    else if (changedRows.has(entry.row.number)) tally.changed += 1;
    else tally.unchanged += 1;
  }
  const productIds = [...new Set([...changedProducts, ...touched, ...pictured])];
  if (productIds.length > 0 || priced.length > 0) await tx.tell('product-changed', { productIds, pricedVariantIds: priced });
  if (stocked.length > 0) await tx.tell('stock-changed', { variantIds: stocked });
  if (productIds.length > 0 || stocked.length > 0) for (const id of new Set(placed.map((entry) => entry.cooperativeId))) await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${id}:products`]);
  return issues;
}

interface Placed { readonly row: ImportRow; readonly cooperativeId: string; readonly key: string; readonly skuKey: string }
interface KnownVariant { readonly id: string; readonly code: string; readonly price: string }

async function knownVariants(tx: Tx, entries: readonly Placed[]): Promise<Map<string, KnownVariant>> {
  const rows = await tx.rows<KnownVariant & { key: string }>(
    `SELECT v.cooperative_id || ' ' || v.sku_key AS key, v.id, v.price, p.code FROM unnest($1::bigint[], $2::text[]) AS r (coop, sku) JOIN app.variant v ON v.cooperative_id = r.coop AND v.sku_key = r.sku JOIN app.product p ON p.id = v.product_id`,
    [entries.map((entry) => entry.cooperativeId), entries.map((entry) => entry.row.sku.toLowerCase())]);
  return new Map(rows.map((row) => [row.key, row]));
}

/** Leaves out rows whose SKU another product has, and rows whose options are not those of their product's first row: a product of which nothing is left is never made. */
function withOneProduct(entries: readonly Placed[], known: ReadonlyMap<string, KnownVariant>, memory: ImportMemory, issues: RowIssue[]): Placed[] {
  const axes = new Map<string, readonly string[]>();
  return entries.filter(({ row, key, skuKey }) => {
    const old = known.get(skuKey);
    if (old && old.code !== row.code) {
      issues.push({ number: row.number, column: 'sku', value: row.sku, reason: 'sku-elsewhere' });
      return false;
    }
    const first = memory.products.get(key)?.axes ?? axes.get(key) ?? row.axes;
    axes.set(key, first);
    if (first.length === row.axes.length && first.every((axis, n) => axis.toLowerCase() === row.axes[n]?.toLowerCase())) return true;
    issues.push({ number: row.number, column: columnName('axis1'), value: row.axes.join(', '), reason: 'axes-differ', params: { pilihan: first.join(', ') || '–' } });
    return false;
  });
}

async function loadUnits(tx: Tx, who: Importer, memory: ImportMemory): Promise<void> {
  if (memory.units.size > 0) return;
  for (const unit of await tx.rows<{ id: string; name: string; code: string }>('SELECT id, name, code FROM app.cooperative WHERE id = ANY ($1::bigint[])', [tx.scope.ids])) {
    memory.units.set(unit.name.toLowerCase(), unit.id);
    memory.units.set(unit.code.toLowerCase(), unit.id);
  }
  memory.units.set('', who.cooperativeId);
}

async function writeProducts(tx: Tx, placed: readonly Placed[], who: Importer, memory: ImportMemory, tally: Tally, changedRows: Set<number>): Promise<string[]> {
  const firsts = [...new Map(placed.filter((entry) => !memory.products.has(entry.key)).reverse().map((entry) => [entry.key, entry])).values()].reverse();
  if (firsts.length === 0) return [];
  for (const { row, cooperativeId } of firsts) {
    if (row.category !== '' && !memory.categories.has(row.category.toLowerCase())) memory.categories.set(row.category.toLowerCase(), await ensureCategory(tx, who.cooperativeId, row.category, null));
    const member = `${cooperativeId} ${row.member.toLowerCase()}`;
    if (row.member !== '' && !memory.members.has(member)) {
      const made = await tx.row<{ id: string }>('INSERT INTO app.member (cooperative_id, name) VALUES ($1, $2) ON CONFLICT (cooperative_id, lower(name)) DO UPDATE SET name = app.member.name RETURNING id', [cooperativeId, row.member]);
      if (made) memory.members.set(member, made.id);
    }
  }
  const changed = await tx.rows<{ id: string; fresh: boolean; cooperative_id: string; code: string }>(
    `INSERT INTO app.product AS p (cooperative_id, code, title, description, category_id, brand, member_id, ownership, axes, attributes)
     SELECT r.coop, r.code, r.title, r.description, r.category, r.brand, r.member, r.ownership, ARRAY(SELECT jsonb_array_elements_text(r.axes::jsonb)), r.attributes::jsonb
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::text[], $9::text[], $10::text[]) AS r (coop, code, title, description, category, brand, member, ownership, axes, attributes)
     ON CONFLICT (cooperative_id, code) DO UPDATE SET title = excluded.title, description = excluded.description, category_id = excluded.category_id, brand = excluded.brand, member_id = excluded.member_id, ownership = excluded.ownership, axes = excluded.axes, attributes = excluded.attributes,
       revision = p.revision + 1, updated_at = app.now(), archived_at = NULL
     WHERE (p.title, p.description, p.category_id, p.brand, p.member_id, p.ownership, p.axes, p.attributes) IS DISTINCT FROM (excluded.title, excluded.description, excluded.category_id, excluded.brand, excluded.member_id, excluded.ownership, excluded.axes, excluded.attributes) OR p.archived_at IS NOT NULL
     RETURNING p.id, p.xmax = 0 AS fresh, p.cooperative_id, p.code`,
    [firsts.map((f) => f.cooperativeId), firsts.map((f) => f.row.code), firsts.map((f) => f.row.title), firsts.map((f) => f.row.description), firsts.map((f) => memory.categories.get(f.row.category.toLowerCase()) ?? null), firsts.map((f) => f.row.brand || null),
      firsts.map((f) => memory.members.get(`${f.cooperativeId} ${f.row.member.toLowerCase()}`) ?? null), firsts.map((f) => f.row.ownership), firsts.map((f) => JSON.stringify(f.row.axes)), firsts.map((f) => JSON.stringify(f.row.attributes))]);
  const known = await tx.rows<{ id: string; cooperative_id: string; code: string; axes: string[] }>('SELECT p.id, p.cooperative_id, p.code, p.axes FROM app.product p JOIN unnest($1::bigint[], $2::text[]) AS r (coop, code) ON p.cooperative_id = r.coop AND p.code = r.code', [firsts.map((f) => f.cooperativeId), firsts.map((f) => f.row.code)]);
  for (const product of known) memory.learn(`${product.cooperative_id} ${product.code}`, product.id, product.axes);
  tally.products += firsts.length;
  const keys = new Set(changed.filter((row) => !row.fresh).map((row) => `${row.cooperative_id} ${row.code}`));
  for (const first of firsts) if (keys.has(first.key)) changedRows.add(first.row.number);
  return changed.map((row) => row.id);
}

async function writeVariants(tx: Tx, good: readonly Placed[], known: ReadonlyMap<string, KnownVariant>, memory: ImportMemory, changedRows: Set<number>): Promise<{ ids: Map<number, { id: string; fresh: boolean }>; priced: string[]; touched: string[] }> {
  const rows = await tx.rows<{ id: string; fresh: boolean; cooperative_id: string; sku: string; product_id: string; price: string }>(
    `INSERT INTO app.variant AS v (cooperative_id, product_id, sku, choice, price, barcode, grams, length_mm, width_mm, height_mm, position)
     SELECT r.coop, r.product, r.sku, ARRAY(SELECT jsonb_array_elements_text(r.choice::jsonb)), r.price, r.barcode, r.grams, r.length, r.width, r.height, r.position
     FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::int[], $8::int[], $9::int[], $10::int[], $11::int[]) AS r (coop, product, sku, choice, price, barcode, grams, length, width, height, position)
     ON CONFLICT (cooperative_id, sku_key) DO UPDATE SET choice = excluded.choice, price = excluded.price, barcode = excluded.barcode, grams = excluded.grams, length_mm = excluded.length_mm, width_mm = excluded.width_mm, height_mm = excluded.height_mm, archived_at = NULL
     WHERE (v.choice, v.price, v.barcode, v.grams, v.length_mm, v.width_mm, v.height_mm) IS DISTINCT FROM (excluded.choice, excluded.price, excluded.barcode, excluded.grams, excluded.length_mm, excluded.width_mm, excluded.height_mm) OR v.archived_at IS NOT NULL
     RETURNING v.id, v.xmax = 0 AS fresh, v.cooperative_id, v.sku_key AS sku, v.product_id, v.price`,
    [good.map((e) => e.cooperativeId), good.map((e) => memory.products.get(e.key)?.id), good.map((e) => e.row.sku), good.map((e) => JSON.stringify(e.row.choice)), good.map((e) => e.row.price), good.map((e) => e.row.barcode), good.map((e) => e.row.grams),
      good.map((e) => e.row.mm[0] ?? null), good.map((e) => e.row.mm[1] ?? null), good.map((e) => e.row.mm[2] ?? null), good.map((e) => e.row.number)]);
  const written = new Map(rows.map((row) => [`${row.cooperative_id} ${row.sku}`, row]));
  const ids = new Map<number, { id: string; fresh: boolean }>();
  const priced: string[] = [], touched: string[] = [];
  for (const entry of good) {
    const row = written.get(entry.skuKey), old = known.get(entry.skuKey);
    const id = row?.id ?? old?.id;
    if (id === undefined) throw new Error(`Row ${entry.row.number} was not written.`);
    ids.set(entry.row.number, { id, fresh: row?.fresh ?? false });
    if (row) {
      touched.push(row.product_id);
      if (!row.fresh) changedRows.add(entry.row.number);
      if (old && old.price !== row.price) priced.push(row.id);
    }
  }
  return { ids, priced, touched };
}

/** Stock in a file is a count: what differs becomes a movement. */
async function writeStock(tx: Tx, entries: readonly { variantId: string; row: ImportRow }[], who: Importer, changedRows: Set<number>): Promise<string[]> {
  const cause = (row: ImportRow): string => `import:${who.importId}:${row.number}`;
  await tx.tell('stock-counted', { counts: entries.map(({ variantId, row }) => ({ variantId, onHand: row.stock, kind: 'import', cause: cause(row), userId: who.userId ?? undefined })) });
  const moved = new Set((await tx.rows<{ cause: string }>('SELECT cause FROM app.stock_movement WHERE cause = ANY ($1::text[]) AND variant_id = ANY ($2::bigint[])', [entries.map((entry) => cause(entry.row)), entries.map((entry) => entry.variantId)])).map((row) => row.cause));
  const moves = entries.filter((entry) => moved.has(cause(entry.row)));
  for (const entry of moves) changedRows.add(entry.row.number);
  return moves.map((entry) => entry.variantId);
}

/** Photos that are known by the file names the rows give; those that are not known yet are simply not there. */
async function writePhotos(tx: Tx, placed: readonly Placed[], who: Importer, memory: ImportMemory): Promise<string[]> {
  const wanted = placed.flatMap((entry) => entry.row.photos.map((name, position) => ({ product: memory.products.get(entry.key)?.id, name, position })));
  if (wanted.length === 0) return [];
  const rows = await tx.rows<{ product_id: string }>(
    `INSERT INTO app.photo (cooperative_id, product_id, sha256, position, width, height, bytes, format)
     SELECT DISTINCT ON (p.id, f.sha256) p.cooperative_id, p.id, f.sha256, w.position, f.width, f.height, f.bytes, f.format FROM unnest($1::bigint[], $2::text[], $3::int[]) AS w (product, name, position)
     JOIN app.product p ON p.id = w.product JOIN app.photo_file f ON f.name = w.name AND f.cooperative_id = $4 ORDER BY p.id, f.sha256, w.position ON CONFLICT (product_id, sha256) DO NOTHING RETURNING product_id`,
    [wanted.map((w) => w.product), wanted.map((w) => w.name), wanted.map((w) => w.position), who.cooperativeId]);
  return rows.map((row) => row.product_id);
}
