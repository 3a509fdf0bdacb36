import type { Caller, Tx } from '../kernel/index.js';
import { viewAdvice, type Advice } from '../photos/index.js';
import { catalogueErrors } from './errors.js';

interface Row {
  id: string; code: string; title: string; description: string; brand: string | null; cooperative_id: string; cooperative: string; category_id: string | null; category: string | null; member_id: string | null; member: string | null; ownership: string; axes: string[];
  attributes: object; revision: number; archived_at: Date | null; draft: boolean; review: { id: string; state: string } | null; created_at: Date; updated_at: Date;
}
export interface VariantRow { id: string; sku: string; choice: string[]; price: string; cost: string | null; barcode: string | null; grams: number | null; length_mm: number | null; width_mm: number | null; height_mm: number | null; on_hand: number; reserved: number; archived_at: Date | null; product_id: string }

/** The proposal that waits for product `p`, if any. */
export const openReview = `(SELECT jsonb_build_object('id', r.id::text, 'state', r.state) FROM app.product_review r WHERE r.product_id = p.id AND r.state IN ('pending', 'returned'))`;

export async function viewProduct(tx: Tx, id: string, language: Caller['language']) {
  const row = /^\d{1,19}$/.test(id) ? await tx.row<Row>(
    `SELECT p.*, c.name AS cooperative, g.path AS category, m.name AS member, ${openReview} AS review FROM app.product p JOIN app.cooperative c ON c.id = p.cooperative_id LEFT JOIN app.category g ON g.id = p.category_id LEFT JOIN app.member m ON m.id = p.member_id WHERE p.id = $1`, [id]) : null;
  if (!row) throw catalogueErrors.notFound();
  const photos = await tx.rows<{ id: string; sha256: string; width: number; height: number; position: number; variant_id: string | null; proposed: boolean; advice: Advice[] }>('SELECT id, sha256, width, height, position, variant_id, proposed, advice FROM app.photo WHERE product_id = $1 ORDER BY position, id', [id]);
  return {
    id: row.id, code: row.code, title: row.title, description: row.description, brand: row.brand, cooperativeId: row.cooperative_id, cooperative: row.cooperative, category: row.category_id && { id: row.category_id, path: row.category },
    member: row.member_id && { id: row.member_id, name: row.member }, ownership: row.ownership, axes: row.axes, attributes: row.attributes,
    photos: photos.map((photo) => ({ id: photo.id, sha256: photo.sha256, url: `/api/photos/${photo.sha256}`, width: photo.width, height: photo.height, position: photo.position, variantId: photo.variant_id, advice: viewAdvice(photo.advice, language), ...(photo.proposed ? { proposed: true } : {}) })),
    variants: (await variantRows(tx, 'v.product_id = $1 ORDER BY v.archived_at IS NOT NULL, v.position, v.id', [id])).map(viewVariant), revision: row.revision, archivedAt: row.archived_at, draft: row.draft, review: row.review, createdAt: row.created_at, updatedAt: row.updated_at,
  };
}

/** `where` holds conditions and an order, written here in the room, never from input. */
export const variantRows = (tx: Tx, where: string, params: readonly unknown[], limit = 500): Promise<VariantRow[]> => tx.rows<VariantRow>(
  `SELECT v.*, coalesce(k.on_hand, 0)::int AS on_hand, coalesce(k.reserved, 0)::int AS reserved FROM app.variant v LEFT JOIN LATERAL (SELECT sum(on_hand) AS on_hand, sum(reserved) AS reserved FROM app.stock_level x WHERE x.variant_id = v.id) k ON true
   WHERE ${where} LIMIT ${limit}`, params);

export const viewVariant = (row: VariantRow) => ({
  id: row.id, productId: row.product_id, sku: row.sku, choice: row.choice, price: Number(row.price), cost: row.cost === null ? null : Number(row.cost), barcode: row.barcode, grams: row.grams, lengthMm: row.length_mm, widthMm: row.width_mm, heightMm: row.height_mm, archivedAt: row.archived_at,
  stock: { onHand: row.on_hand, reserved: row.reserved, available: Math.max(0, row.on_hand - row.reserved), short: Math.max(0, row.reserved - row.on_hand) },
});
