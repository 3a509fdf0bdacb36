import type { AttributeRule, CategoryRules } from '../../adapters/contract/index.js';
import type { Caller, Tx } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { reviveRules } from './category-rules.js';
import { mappingErrors } from './errors.js';
import type { OwnFields } from './own-fields.js';
import { leafStands, placeOf, type Place } from './place.js';
import { hereKey, readMappings, type Level, type Mapping } from './read-mappings.js';

/** What attribute values are asked or set for: exactly one of a leaf (remote id), a category, a product or a listing; a listing names its shop by itself. `here`: of the product, for this shop alone. */
export interface SubjectQuery { readonly shop?: string; readonly leaf?: string; readonly category?: string; readonly product?: string; readonly here?: boolean; readonly listing?: string }
export interface Subject { readonly place: Place; readonly level: Level; readonly id: string; /** As stored. */ readonly key: string; /** Whose row a value set here is. */ readonly ownerId: string; readonly categoryId: string | null; readonly productId: string | null; readonly mapping: Mapping; readonly rules: CategoryRules | null; readonly title: string }

interface ProductRow { id: string; cooperative_id: string; category_id: string | null; title: string; attributes: OwnFields; shop_id: string }

/** Finds the subject in the caller's scope, the leaf it stands in, and that leaf's rules as last read (old ones rather than none). */
export async function readSubject(tx: Tx, marketplaces: Marketplaces, caller: Caller, query: SubjectQuery): Promise<Subject> {
  const given = (['leaf', 'category', 'product', 'listing'] as const).filter((level) => query[level] !== undefined);
  const [named] = given, id = named && query[named], level: Level | undefined = named === 'product' && query.here ? 'listing' : named;
  if (given.length !== 1 || level === undefined || id === undefined) throw mappingErrors.badSubject();
  const product = named === 'product' ? await tx.row<ProductRow>('SELECT id, cooperative_id, category_id, title, attributes FROM app.product WHERE id = $1', [id])
    : named === 'listing' ? await tx.row<ProductRow>('SELECT p.id, p.cooperative_id, p.category_id, p.title, p.attributes, l.shop_id FROM app.listing l JOIN app.product p ON p.id = l.product_id WHERE l.id = $1', [id]) : null;
  if (product === null && (named === 'product' || named === 'listing')) throw mappingErrors.noProduct();
  const place = await placeOf(tx, marketplaces, (named === 'listing' ? product?.shop_id : query.shop) ?? '');
  if (level === 'leaf' && !(await leafStands(tx, place, id))) throw mappingErrors.unknownLeaf({ leaf: id, toko: place.shop });
  const category = level === 'category' ? await tx.row<{ path: string }>('SELECT path FROM app.category WHERE id = $1', [id]) : null;
  if (level === 'category' && !category) throw mappingErrors.noCategory();
  const asked = { productId: product?.id ?? '0', cooperativeId: product?.cooperative_id ?? caller.cooperativeId, categoryId: product ? product.category_id : level === 'category' ? id : null, shopId: level === 'listing' ? place.shopId : null, own: product?.attributes, ...(level === 'leaf' ? { leafId: id } : {}) };
  const mapping = (await readMappings(tx, place, [asked])).get(asked.productId);
  if (!mapping?.leaf) throw mappingErrors.notMapped({ toko: place.shop });
  const leaf = await tx.row<{ name: string; rules: unknown }>('SELECT name, rules FROM app.remote_category WHERE marketplace = $1 AND scope_key = $2 AND remote_id = $3', [place.marketplace, place.scopeKey, mapping.leaf.remoteId]);
  return { place, level, id, key: level === 'listing' ? hereKey(place.shopId, asked.productId) : id, ownerId: asked.cooperativeId, categoryId: asked.categoryId, productId: product?.id ?? null, mapping, rules: leaf?.rules ? reviveRules(leaf.rules) : null, title: product?.title ?? category?.path ?? leaf?.name ?? id };
}

/** The attribute's rule in the subject's leaf; null while the leaf's rules were never read. Throws `noAttribute`. */
export function ruleOf(subject: Subject, attributeId: string): AttributeRule | null {
  if (subject.rules === null) return null;
  const rule = subject.rules.attributes.find((entry) => entry.id === attributeId);
  if (!rule) throw mappingErrors.noAttribute({ toko: subject.place.shop, atribut: attributeId });
  return rule;
}

/** Whom a value set here concerns: products and categories whose listings are composed anew. */
export async function concernedBy(tx: Tx, subject: Subject): Promise<{ categoryIds: string[]; productIds: string[]; marketplace: string }> {
  const { marketplace } = subject.place;
  if (subject.productId !== null) return { categoryIds: [], productIds: [subject.productId], marketplace };
  if (subject.level === 'category') return { categoryIds: [subject.id], productIds: [], marketplace };
  const ids = async (sql: string): Promise<string[]> => (await tx.rows<{ id: string }>(sql, [marketplace, subject.id])).map((row) => row.id);
  return { categoryIds: await ids('SELECT DISTINCT category_id AS id FROM app.category_map WHERE marketplace = $1 AND remote_id = $2'), productIds: await ids('SELECT product_id AS id FROM app.product_map WHERE marketplace = $1 AND remote_id = $2'), marketplace };
}
