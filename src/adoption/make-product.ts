import { addPhoto, createProduct, type ProductBody } from '../catalogue/index.js';
import { DomainError, fill, type Tx } from '../kernel/index.js';
import { adoptListings } from '../listings/index.js';
import type { PhotoFacts } from '../photos/index.js';
import type { PlaceOf } from '../prices/index.js';
import type { ShopRecord } from '../shops/index.js';
import type { PassedOver } from './errors.js';
import { itemOf, outcomesOf, type Member, type Outcome } from './members.js';

/** Ends the transaction: nothing of the product may stay. */
export class NotMade extends Error {
  constructor(readonly why: PassedOver) { super(why); }
}

/** Why a listing cannot become a product, as far as its rows tell. */
export function unfit(rows: readonly Member[]): PassedOver | null {
  if (rows.some((row) => row.decision === 'linked' || row.class === 'matched')) return 'partly-linked';
  if (rows.some((row) => row.decision !== null)) return 'linked-meanwhile';
  return rows.some((row) => row.price === null || BigInt(row.price) < 1n) ? 'no-price' : null;
}

/** A listing as a new product of the shop's co-op: under its own code and SKUs where it has some, with its stock as the first count. */
export function productOf(rows: readonly Member[]): ProductBody {
  const [first] = rows;
  const code = clipped(first?.code || (rows.length === 1 ? first?.sku ?? '' : '') || `M-${first?.remote_item_id ?? ''}`, 50);
  const named = rows.map((row) => row.choice.map(([axis]) => axis.trim()).filter((axis) => axis !== '')), axes = named[0] ?? [];
  const same = axes.length > 0 && axes.length <= 3 && named.every((other) => other.join('\n') === axes.join('\n'));
  const lone = rows.length === 1 && rows[0]?.choice.length === 0;
  return {
    code, title: clipped(first?.title ?? '', 255) || code, description: (first?.description ?? '').slice(0, 5_000), axes: lone ? [] : same ? axes.map((axis) => clipped(axis, 40)) : ['Varian'],
    variants: rows.map((row, index) => ({
      sku: clipped(row.sku, 50) || clipped(`${code.slice(0, 44)}-${index + 1}`, 50), price: Number(row.price), stock: Math.max(0, row.stock ?? 0),
      choice: lone ? [] : (same ? row.choice.map(([, value]) => value) : [row.choice.map(([, value]) => value).filter(Boolean).join(', ')]).map((value) => clipped(value, 60) || String(index + 1)),
    })),
  };
}
const clipped = (text: string, most: number): string => [...text.trim()].slice(0, most).join('').trim();

/** Makes the product with its photos, and links its listing. Throws `NotMade`, or the catalogue's own error. */
export async function makeProduct(tx: Tx, shop: ShopRecord, userId: string | null, rows: readonly Member[], photos: readonly PhotoFacts[], own: ReadonlyMap<string, PhotoFacts>, placeOf: PlaceOf): Promise<Outcome[]> {
  const productId = await createProduct(tx, { cooperativeId: shop.cooperativeId, userId: userId ?? '0', scope: tx.scope }, productOf(rows));
  const variants = await tx.rows<{ id: string }>('SELECT id FROM app.variant WHERE product_id = $1 ORDER BY position', [productId]);
  for (const facts of photos) await addPhoto(tx, productId, facts);
  for (const [index, row] of rows.entries()) {
    const facts = own.get(row.row_id);
    if (facts && !photos.some((photo) => photo.sha256 === facts.sha256)) await addPhoto(tx, productId, facts, variants[index]?.id);
  }
  const { item } = itemOf(rows.map((row, index) => ({ ...row, variant_id: variants[index]?.id ?? null, product_id: productId })));
  const outcomes = item ? outcomesOf([item], await adoptListings(tx, shop, [item], placeOf)) : [];
  const wrong = outcomes.find((one) => one.why !== null);
  // A draft stays, with its rows matched: they are linked when it is approved.
  if (wrong?.why === 'unapproved') await tx.rows(`UPDATE app.adoption_row r SET class = 'matched', how = 'sku', score = 1, variant_id = x.variant_id FROM unnest($1::bigint[], $2::bigint[]) AS x (id, variant_id) WHERE r.id = x.id`, [outcomes.map((one) => one.rowId), outcomes.map((one) => one.variantId)]);
  else if (wrong?.why || outcomes.length !== rows.length) throw new NotMade(wrong?.why ?? 'not-written');
  await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${shop.cooperativeId}:products`]);
  const made = await tx.row<{ revision: number }>('SELECT revision FROM app.product WHERE id = $1', [productId]);
  return outcomes.map((one) => ({ ...one, productId, revision: made?.revision ?? 1 }));
}

/** The sentence of what went wrong, in both languages. */
export const sayError = (error: DomainError): Readonly<Record<'id' | 'en', string>> => ({ id: fill(error.entry.id.sentence, error.params), en: fill(error.entry.en.sentence, error.params) });
