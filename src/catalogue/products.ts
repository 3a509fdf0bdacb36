import type { Caller, Tx } from '../kernel/index.js';
import { isGtin } from '../sheets/index.js';
import { catalogueErrors } from './errors.js';
import type { ProductBody, ProductChange, VariantBody, VariantChange } from './product-bodies.js';

/** Creates a product with its variants and their first stock. Returns its id. */
export async function createProduct(tx: Tx, caller: Pick<Caller, 'cooperativeId' | 'userId' | 'scope'>, body: ProductBody): Promise<string> {
  const cooperativeId = body.cooperativeId ?? caller.cooperativeId;
  if (!caller.scope.ids.includes(cooperativeId)) throw catalogueErrors.badReference();
  await assertReferences(tx, body);
  const axes = body.axes ?? [];
  assertChoices(axes, body.variants);
  const product = await tx.row<{ id: string }>(
    `INSERT INTO app.product (cooperative_id, code, title, description, brand, category_id, member_id, ownership, axes, attributes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (cooperative_id, code) DO NOTHING RETURNING id`,
    [cooperativeId, body.code, body.title, body.description ?? '', body.brand ?? null, body.categoryId ?? null, body.memberId ?? null, body.ownership ?? 'own', axes, JSON.stringify(body.attributes ?? {})]);
  if (!product) throw catalogueErrors.codeTaken({ code: body.code });
  for (const [position, variant] of body.variants.entries()) await insertVariant(tx, caller, product.id, cooperativeId, variant, position);
  await tx.tell('product-changed', { productIds: [product.id] });
  return product.id;
}

/** Changes a product; `revision` is what the change was based on. Facts are told for what really differs. */
export async function changeProduct(tx: Tx, caller: Pick<Caller, 'cooperativeId' | 'userId' | 'scope'>, id: string, revision: number, body: ProductChange): Promise<void> {
  const known = /^\d{1,19}$/.test(id) ? await tx.row<{ revision: number; cooperative_id: string; axes: string[] }>('SELECT revision, cooperative_id, axes FROM app.product WHERE id = $1 FOR UPDATE', [id]) : null;
  if (!known) throw catalogueErrors.notFound();
  if (known.revision !== revision) throw catalogueErrors.stale();
  await assertReferences(tx, body);
  await tx.rows(
    `UPDATE app.product SET title = coalesce($2, title), description = coalesce($3, description), brand = CASE WHEN $4 THEN $5 ELSE brand END, category_id = CASE WHEN $6 THEN $7 ELSE category_id END, member_id = CASE WHEN $8 THEN $9 ELSE member_id END,
       ownership = coalesce($10, ownership), attributes = coalesce($11, attributes), axes = coalesce($12, axes), archived_at = CASE WHEN $13::boolean IS NULL THEN archived_at WHEN $13 THEN coalesce(archived_at, app.now()) END, revision = revision + 1, updated_at = app.now() WHERE id = $1`,
    [id, body.title ?? null, body.description ?? null, body.brand !== undefined, body.brand ?? null, body.categoryId !== undefined, body.categoryId ?? null, body.memberId !== undefined, body.memberId ?? null, body.ownership ?? null,
      body.attributes ? JSON.stringify(body.attributes) : null, body.axes ?? null, body.archived ?? null]);
  if (body.axes && !body.variants) assertChoices(body.axes, await tx.rows<VariantBody>('SELECT sku, choice FROM app.variant WHERE product_id = $1 AND archived_at IS NULL', [id]));
  const priced = body.variants ? await setVariants(tx, caller, id, known.cooperative_id, body.axes ?? known.axes, body.variants) : [];
  // An archived product is taken down; the wish is the listings' own.
  if (body.archived === true) await tx.rows(`UPDATE app.listing SET wanted = 'withdrawn', wanted_rev = wanted_rev + 1, attempts = 0, not_before = '-infinity', reason = NULL WHERE product_id = $1 AND wanted = 'live'`, [id]);
  await tx.tell('product-changed', { productIds: [id], pricedVariantIds: priced });
}

/** Tells whoever looks at the products of its co-op that this one is different now. Returns the id. */
export async function seen(tx: Tx, id: string): Promise<string> {
  await tx.rows(`SELECT pg_notify('serentak_change', p.cooperative_id || ':products') FROM app.product p WHERE p.id = $1`, [id]);
  return id;
}

export async function changeVariant(tx: Tx, id: string, asked: VariantChange): Promise<string> {
  const body = { ...asked, ...(asked.sku === undefined ? {} : { sku: asked.sku.trim() }) };
  const known = /^\d{1,19}$/.test(id) ? await tx.row<{ product_id: string; sku: string; price: string; cost: string | null; listed: boolean }>('SELECT v.product_id, v.sku, v.price, v.cost, EXISTS (SELECT 1 FROM app.offer o WHERE o.variant_id = v.id) AS listed FROM app.variant v WHERE v.id = $1 FOR UPDATE OF v', [id]) : null;
  if (!known) throw catalogueErrors.notFound();
  if (body.sku !== undefined && body.sku !== known.sku && known.listed) throw catalogueErrors.skuFrozen({ sku: known.sku });
  if (body.barcode && !isGtin(body.barcode)) throw catalogueErrors.badBarcode({ barcode: body.barcode });
  await tx.rows(
    `UPDATE app.variant SET sku = coalesce($2, sku), price = coalesce($3, price), barcode = CASE WHEN $4 THEN $5 ELSE barcode END, grams = CASE WHEN $6 THEN $7 ELSE grams END, length_mm = CASE WHEN $8 THEN $9 ELSE length_mm END,
       width_mm = CASE WHEN $10 THEN $11 ELSE width_mm END, height_mm = CASE WHEN $12 THEN $13 ELSE height_mm END, cost = CASE WHEN $14 THEN $15 ELSE cost END WHERE id = $1`,
    [id, body.sku ?? null, body.price ?? null, body.barcode !== undefined, body.barcode ?? null, body.grams !== undefined, body.grams ?? null, body.lengthMm !== undefined, body.lengthMm ?? null, body.widthMm !== undefined, body.widthMm ?? null, body.heightMm !== undefined, body.heightMm ?? null, body.cost !== undefined, body.cost ?? null],
  ).catch((error: unknown) => skuClash(error, body.sku ?? ''));
  await tx.rows('UPDATE app.product SET revision = revision + 1, updated_at = app.now() WHERE id = $1', [known.product_id]);
  const content = Object.keys(body).some((field) => field !== 'price' && field !== 'cost' && field !== 'barcode' && body[field as keyof VariantChange] !== undefined);
  await tx.tell('product-changed', { productIds: content ? [known.product_id] : [], pricedVariantIds: differs(body.price, known.price) || differs(body.cost, known.cost) ? [id] : [] });
  return known.product_id;
}

const differs = (wish: number | null | undefined, now: string | null): boolean => wish !== undefined && (wish === null ? now !== null : now === null || BigInt(wish) !== BigInt(now));

/** The full list replaces the old one: what is missing is archived, what has an id is changed. Returns the variants whose price changed. */
async function setVariants(tx: Tx, caller: Pick<Caller, 'cooperativeId' | 'userId'>, productId: string, cooperativeId: string, axes: readonly string[], variants: readonly VariantBody[]): Promise<string[]> {
  assertChoices(axes, variants);
  const known = await tx.rows<{ id: string; sku: string; price: string; cost: string | null; listed: boolean }>('SELECT v.id, v.sku, v.price, v.cost, EXISTS (SELECT 1 FROM app.offer o WHERE o.variant_id = v.id) AS listed FROM app.variant v WHERE v.product_id = $1', [productId]);
  await tx.rows('UPDATE app.variant SET archived_at = coalesce(archived_at, app.now()) WHERE product_id = $1 AND id <> ALL ($2::bigint[])', [productId, variants.map((variant) => variant.id).filter(Boolean)]);
  const priced: string[] = [];
  for (const [position, asked] of variants.entries()) {
    const variant = { ...asked, sku: asked.sku.trim() }, old = known.find((row) => row.id === variant.id || (variant.id === undefined && row.sku.toLowerCase() === variant.sku.toLowerCase()));
    if (!old) {
      if (variant.id !== undefined) throw catalogueErrors.notFound();
      await insertVariant(tx, caller, productId, cooperativeId, variant, position);
      continue;
    }
    await changeVariantRow(tx, old, variant, position);
    if (differs(variant.price, old.price) || differs(variant.cost, old.cost)) priced.push(old.id);
  }
  return priced;
}

async function changeVariantRow(tx: Tx, old: { id: string; sku: string; listed: boolean }, variant: VariantBody, position: number): Promise<void> {
  if (old.sku !== variant.sku && old.listed) throw catalogueErrors.skuFrozen({ sku: old.sku });
  if (variant.barcode && !isGtin(variant.barcode)) throw catalogueErrors.badBarcode({ barcode: variant.barcode });
  await tx.rows('UPDATE app.variant SET sku = $2, choice = $3, price = $4, barcode = $5, grams = $6, length_mm = $7, width_mm = $8, height_mm = $9, position = $10, archived_at = NULL, cost = CASE WHEN $11 THEN $12 ELSE cost END WHERE id = $1',
    [old.id, variant.sku, variant.choice ?? [], variant.price, variant.barcode ?? null, variant.grams ?? null, variant.lengthMm ?? null, variant.widthMm ?? null, variant.heightMm ?? null, position, variant.cost !== undefined, variant.cost ?? null]).catch((error: unknown) => skuClash(error, variant.sku));
}

async function insertVariant(tx: Tx, caller: Pick<Caller, 'userId'>, productId: string, cooperativeId: string, variant: VariantBody, position: number): Promise<void> {
  if (variant.barcode && !isGtin(variant.barcode)) throw catalogueErrors.badBarcode({ barcode: variant.barcode });
  const row = await tx.row<{ id: string }>(
    `INSERT INTO app.variant (cooperative_id, product_id, sku, choice, price, barcode, grams, length_mm, width_mm, height_mm, position, cost) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (cooperative_id, sku_key) DO NOTHING RETURNING id`,
    [cooperativeId, productId, variant.sku.trim(), variant.choice ?? [], variant.price, variant.barcode ?? null, variant.grams ?? null, variant.lengthMm ?? null, variant.widthMm ?? null, variant.heightMm ?? null, position, variant.cost ?? null]);
  if (!row) throw catalogueErrors.skuTaken({ sku: variant.sku });
  await tx.tell('stock-counted', { counts: [{ variantId: row.id, onHand: variant.stock ?? 0, kind: 'receive', cause: `create:${row.id}`, reason: 'stok awal', userId: caller.userId }] });
}

async function assertReferences(tx: Tx, body: { categoryId?: string | null; memberId?: string | null }): Promise<void> {
  if (body.categoryId && !(await tx.row('SELECT 1 FROM app.category WHERE id = $1', [body.categoryId]))) throw catalogueErrors.badReference();
  if (body.memberId && !(await tx.row('SELECT 1 FROM app.member WHERE id = $1', [body.memberId]))) throw catalogueErrors.badReference();
}

function assertChoices(axes: readonly string[], variants: readonly VariantBody[]): void {
  if (variants.length === 0) throw catalogueErrors.noVariants();
  if (new Set(axes.map((axis) => axis.trim().toLowerCase())).size !== axes.length) throw catalogueErrors.axisTwice();
  const seen = new Set<string>();
  for (const variant of variants) {
    const choice = variant.choice ?? [];
    const key = JSON.stringify(choice.map((value) => value.trim().toLowerCase()));
    if (choice.length !== axes.length || choice.some((value) => value.trim() === '') || (seen.has(key) && variants.length > 1)) throw catalogueErrors.badChoice({ sku: variant.sku, n: axes.length });
    seen.add(key);
  }
}

function skuClash(error: unknown, sku: string): never {
  if ((error as { driverError?: { code?: string } }).driverError?.code === '23505') throw catalogueErrors.skuTaken({ sku });
  throw error;
}
