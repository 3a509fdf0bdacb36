import type { AttributeValue } from '../../adapters/contract/index.js';
import type { Tx } from '../kernel/index.js';
import type { OwnFields } from './own-fields.js';

/** Whose value wins: the nearest to the listing. */
export const levels = ['listing', 'product', 'category', 'leaf'] as const;
export type Level = (typeof levels)[number];
/** `attribute_id` under which brands are learned. */
export const brandWord = '@brand';

export interface Asked { readonly productId: string; readonly cooperativeId: string; readonly categoryId: string | null; /** Whose values for one shop alone count; null: none do. */ readonly shopId: string | null; /** Looked at as if it were mapped there. */ readonly leafId?: string; /** What the catalogue says of it. */ readonly own?: OwnFields }
export interface LeafChoice { readonly remoteId: string; readonly brand: string | null; readonly by: 'product' | 'category'; readonly cooperativeId: string; readonly scopeKey: string }
export interface Layer { readonly level: Level; readonly cooperativeId: string; readonly values: readonly AttributeValue[] }
export interface Mapping {
  readonly leaf: LeafChoice | null;
  /** What the product says of itself in the catalogue. */
  readonly own: OwnFields;
  /** By attribute id, the winning layer first. */
  readonly layers: ReadonlyMap<string, readonly Layer[]>;
  /** What our text is called there, as remote ids, the nearest co-op's first; brands as this very place knows them, options as any shop of the marketplace taught them (a leaf takes only its own). */
  readonly meant: (attributeId: string, ours: string) => readonly string[];
}

type Given = Record<string, AttributeValue[]>;
interface MapRow { cooperative_id: string; category_id: string; remote_id: string; attributes: Given; brand: string | null; scope_key: string; owner_id: string; owner_path: string }
interface OwnRow { product_id: string; remote_id: string; scope_key: string; cooperative_id: string }
interface ValueRow { level: Level; subject: string; attribute_id: string; given: AttributeValue[]; cooperative_id: string; scope_key: string; path: string }
interface WordRow { attribute_id: string; ours_key: string; remote_id: string; scope_key: string; path: string }

/** How a value for one shop alone is keyed: it is said of a product, and outlives its listing. */
export const hereKey = (shopId: string, productId: string): string => `${shopId}:${productId}`;
const hereOf = (one: Asked): string | null => (one.shopId === null ? null : hereKey(one.shopId, one.productId));

/** A map made for another shop of the marketplace serves here too where both trees hold the same leaf: same id, same name. */
const sameLeaf = `(m.scope_key = $2 OR EXISTS (SELECT 1 FROM app.remote_category here JOIN app.remote_category there ON there.marketplace = here.marketplace AND there.remote_id = here.remote_id AND there.name = here.name
  WHERE here.marketplace = $1 AND here.scope_key = $2 AND here.remote_id = m.remote_id AND here.leaf AND there.scope_key = m.scope_key))`;

const oursKey = (text: string): string => text.trim().toLowerCase();

/** What is known of these products at one place, in four questions however many they are. Nothing is decided here about a marketplace's rules: `fillAttributes` does that. */
export async function readMappings(tx: Tx, place: { readonly marketplace: string; readonly scopeKey: string }, asked: readonly Asked[]): Promise<ReadonlyMap<string, Mapping>> {
  const { marketplace, scopeKey } = place;
  const filed = asked.filter((one) => one.categoryId !== null);
  const maps = await tx.rows<MapRow>(
    `WITH asked AS (SELECT DISTINCT * FROM unnest($3::bigint[], $4::bigint[]) AS a (cooperative_id, category_id))
     SELECT a.cooperative_id, a.category_id, found.* FROM asked a JOIN app.cooperative mine ON mine.id = a.cooperative_id CROSS JOIN LATERAL (
       SELECT m.remote_id, m.attributes, m.brand, m.scope_key, m.cooperative_id AS owner_id, owner.path AS owner_path FROM app.category_map m JOIN app.cooperative owner ON owner.id = m.cooperative_id
       WHERE m.category_id = a.category_id AND m.marketplace = $1 AND starts_with(mine.path, owner.path) AND ${sameLeaf} ORDER BY (m.scope_key = $2) DESC, length(owner.path) DESC, m.id LIMIT 1) found`,
    [marketplace, scopeKey, filed.map((one) => one.cooperativeId), filed.map((one) => one.categoryId)]);
  const own = await tx.rows<OwnRow>(`SELECT DISTINCT ON (m.product_id) m.product_id, m.remote_id, m.scope_key, m.cooperative_id FROM app.product_map m WHERE m.product_id = ANY ($3::bigint[]) AND m.marketplace = $1 AND ${sameLeaf} ORDER BY m.product_id, (m.scope_key = $2) DESC, m.scope_key`, [marketplace, scopeKey, asked.map((one) => one.productId)]);
  const mapOf = new Map(maps.map((row) => [`${row.cooperative_id} ${row.category_id}`, row])), ownOf = new Map(own.map((row) => [row.product_id, row]));
  const values = await tx.rows<ValueRow>(
    `SELECT a.level, a.subject, a.attribute_id, a.given, a.cooperative_id, a.scope_key, c.path FROM app.attribute_value a JOIN app.cooperative c ON c.id = a.cooperative_id
     WHERE a.marketplace = $1 AND ((a.level = 'leaf' AND a.subject = ANY ($2)) OR (a.level = 'category' AND a.subject = ANY ($3)) OR (a.level = 'product' AND a.subject = ANY ($4)) OR (a.level = 'listing' AND a.subject = ANY ($5)))`,
    [marketplace, [...new Set([...[...maps, ...own].map((row) => row.remote_id), ...asked.flatMap((one) => one.leafId ?? [])])], [...new Set(filed.map((one) => one.categoryId))], asked.map((one) => one.productId), asked.flatMap((one) => hereOf(one) ?? [])]);
  const words = await tx.rows<WordRow>('SELECT w.attribute_id, w.ours_key, w.remote_id, w.scope_key, c.path FROM app.value_map w JOIN app.cooperative c ON c.id = w.cooperative_id WHERE w.marketplace = $1 ORDER BY (w.scope_key = $2) DESC, length(c.path) DESC, w.id', [marketplace, scopeKey]);
  const paths = new Map((await tx.rows<{ id: string; path: string }>('SELECT id, path FROM app.cooperative WHERE id = ANY ($1::bigint[])', [[...new Set(asked.map((one) => one.cooperativeId))]])).map((row) => [row.id, row.path]));
  const valuesOf = new Map<string, ValueRow[]>();
  for (const row of values) valuesOf.set(`${row.level} ${row.subject}`, [...(valuesOf.get(`${row.level} ${row.subject}`) ?? []), row]);

  return new Map(asked.map((one) => {
    const path = paths.get(one.cooperativeId) ?? '', found = mapOf.get(`${one.cooperativeId} ${one.categoryId ?? ''}`) ?? null, alone = ownOf.get(one.productId);
    // A brand's id is the shop's own.
    const filedAs = found && (found.scope_key === scopeKey ? found : { ...found, brand: null });
    const leaf: LeafChoice | null = one.leafId !== undefined ? { remoteId: one.leafId, brand: null, by: 'category', cooperativeId: one.cooperativeId, scopeKey } : alone ? { remoteId: alone.remote_id, brand: filedAs?.brand ?? null, by: 'product', cooperativeId: alone.cooperative_id, scopeKey: alone.scope_key }
      : filedAs && { remoteId: filedAs.remote_id, brand: filedAs.brand, by: 'category', cooperativeId: filedAs.owner_id, scopeKey: filedAs.scope_key };
    const subjects: Readonly<Record<Level, string | null>> = { listing: hereOf(one), product: one.productId, category: one.categoryId, leaf: leaf?.remoteId ?? null };
    const layers = new Map<string, Layer[]>();
    const add = (attributeId: string, layer: Layer): void => void layers.set(attributeId, [...(layers.get(attributeId) ?? []), layer]);
    for (const level of levels) {
      const fromMap = level === 'category' && filedAs ? Object.entries(filedAs.attributes).filter(([, given]) => given.length > 0).map(([attributeId, given]) => ({ attribute_id: attributeId, given, cooperative_id: filedAs.owner_id, scope_key: filedAs.scope_key, path: filedAs.owner_path, own: true })) : [];
      const rows = [...fromMap, ...(valuesOf.get(`${level} ${subjects[level] ?? ''}`) ?? []).map((row) => ({ ...row, own: false }))].filter((row) => row.own || (path.startsWith(row.path) && (row.scope_key === scopeKey || row.scope_key === leaf?.scopeKey)));
      // The nearest co-op first; a map of its own before what was set beside it.
      const rank = (row: (typeof rows)[number]): number => row.path.length * 4 + (row.scope_key === scopeKey ? 2 : 0) + (row.own ? 1 : 0);
      for (const row of rows.sort((a, b) => rank(b) - rank(a))) add(row.attribute_id, { level, cooperativeId: row.cooperative_id, values: row.given });
    }
    return [one.productId, { leaf, own: one.own ?? {}, layers, meant: (attributeId, ours) => words.filter((row) => row.attribute_id === attributeId && row.ours_key === oursKey(ours) && path.startsWith(row.path) && (attributeId !== brandWord || row.scope_key === scopeKey)).map((row) => row.remote_id) }];
  }));
}
