import type { Tx } from '../../kernel/index.js';
import type { PhotoFacts } from '../../photos/index.js';

export interface PhotoRow { id: string; position: number; variant_id: string | null }

/** Puts a photo behind the others of a product; null: it is there already, or there is no such product. */
export const addPhoto = (tx: Tx, productId: string, facts: PhotoFacts, variantId: string | null = null): Promise<PhotoRow | null> => tx.row<PhotoRow>(
  `INSERT INTO app.photo (cooperative_id, product_id, variant_id, sha256, position, width, height, bytes, format, advice) SELECT p.cooperative_id, p.id, $7, $2, coalesce((SELECT max(position) + 1 FROM app.photo WHERE product_id = p.id), 0), $3, $4, $5, $6, $8 FROM app.product p WHERE p.id = $1
   ON CONFLICT (product_id, sha256) DO NOTHING RETURNING id, position, variant_id`, [productId, facts.sha256, facts.width, facts.height, facts.bytes, facts.format, variantId, facts.advice]);
