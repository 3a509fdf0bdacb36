import type { Column } from './columns.js';

/** What a row of a file holds, as columns of `app.import_row`, and as fields of the JSON in which it comes. */
export const rowFields = 'number int, owner_id bigint, leads boolean, code text, title text, description text, category text, brand text, member text, ownership text, sku text, axes text[], choice text[], price bigint, stock int, grams int, length_mm int, width_mm int, height_mm int, barcode text, photos text[], attributes jsonb';
export const rowColumns = rowFields.replace(/ \w+(\[\])?(?=,|$)/g, '');

/** A field that may differ: what a person calls it is the column's name; `was` and `will` are SQL over r (row), p (product), v (variant), k (stock level), c (category), m (member). */
interface Field { readonly of: 'product' | 'variant'; readonly column: Column | null; readonly was: string; readonly will: string; readonly differs?: string }
const attribute = (name: Column): Field => ({ of: 'product', column: name, was: `p.attributes ->> '${name}'`, will: `r.attributes ->> '${name}'` });
export const fields: Readonly<Record<string, Field>> = {
  title: { of: 'product', column: 'title', was: 'p.title', will: 'r.title' },
  description: { of: 'product', column: 'description', was: 'p.description', will: 'r.description' },
  category: { of: 'product', column: 'category', was: 'c.path', will: 'r.category', differs: 'lower(c.path) IS DISTINCT FROM lower(r.category)' },
  brand: { of: 'product', column: 'brand', was: 'p.brand', will: 'r.brand' },
  member: { of: 'product', column: 'member', was: 'm.name', will: 'r.member', differs: 'lower(m.name) IS DISTINCT FROM lower(r.member)' },
  ownership: { of: 'product', column: 'ownership', was: 'p.ownership', will: 'r.ownership' },
  axes: { of: 'product', column: 'axis1', was: 'to_jsonb(p.axes)', will: 'to_jsonb(r.axes)', differs: 'r.axes IS NOT NULL AND p.axes <> r.axes' },
  halalNo: attribute('halalNo'), permitNo: attribute('permitNo'), origin: attribute('origin'),
  productArchived: { of: 'product', column: null, was: 'true', will: 'false', differs: 'p.archived_at IS NOT NULL' },
  choice: { of: 'variant', column: 'choice1', was: 'to_jsonb(v.choice)', will: 'to_jsonb(r.choice)', differs: 'r.choice IS NOT NULL AND v.choice <> r.choice' },
  price: { of: 'variant', column: 'price', was: 'v.price', will: 'r.price' },
  barcode: { of: 'variant', column: 'barcode', was: 'v.barcode', will: 'r.barcode' },
  grams: { of: 'variant', column: 'grams', was: 'v.grams', will: 'r.grams' },
  length: { of: 'variant', column: 'length', was: 'v.length_mm', will: 'r.length_mm' },
  width: { of: 'variant', column: 'width', was: 'v.width_mm', will: 'r.width_mm' },
  height: { of: 'variant', column: 'height', was: 'v.height_mm', will: 'r.height_mm' },
  archived: { of: 'variant', column: null, was: 'true', will: 'false', differs: 'v.archived_at IS NOT NULL' },
};
/** What is not a column of the product or variant: booked by inventory, and pictures that are known by their names and not there yet. */
const stock = `'stock', CASE WHEN v.id IS NOT NULL AND coalesce(k.on_hand, 0) <> r.stock THEN jsonb_build_array(coalesce(k.on_hand, 0), r.stock) END`;
const photos = (owner: string): string => `'photos', CASE WHEN v.id IS NOT NULL AND cardinality(r.photos) > 0 THEN (SELECT jsonb_build_array(NULL, jsonb_agg(DISTINCT f.name)) FROM app.photo_file f WHERE f.cooperative_id = ${owner} AND f.name = ANY (r.photos) AND NOT EXISTS (SELECT 1 FROM app.photo x WHERE x.product_id = p.id AND x.sha256 = f.sha256) HAVING count(*) > 0) END`;

const namesOf = (of: Field['of']): readonly string[] => Object.keys(fields).filter((name) => fields[name]?.of === of);
export const fieldNames = { product: namesOf('product'), variant: namesOf('variant') };

/** A SKU by any spelling: spaces do not count. */
const bare = (sku: string): string => `regexp_replace(${sku}, '[\\s\u00a0]', '', 'g')`;

/**
 * Rows of `source` (a FROM item called r) beside what is there now: r's columns, product_id, variant_id, outcome, changes ({field: [before, after]}, only what differs) and why a row cannot be.
 * A column that the file does not have (`present`) leaves what is there.
 */
export function compareSql(source: string, present: readonly Column[], importer: string): string {
  const compared = Object.entries(fields).filter(([, field]) => field.column === null || present.includes(field.column));
  const pair = ([name, field]: [string, Field]): string => `'${name}', CASE WHEN ${field.of === 'product' ? 'r.leads AND p.id' : 'v.id'} IS NOT NULL AND ${field.differs ?? `${field.was} IS DISTINCT FROM ${field.will}`} THEN jsonb_build_array(${field.was}, ${field.will}) END`;
  // Materialized: under a policy an index is only used for equality with a value that is there already, not with lower(). LATERAL: row by row by their keys, whatever the statistics of tables that were empty a moment ago say; + 0: without them the list of a whole co-op looks as cheap as one code.
  return `WITH r AS MATERIALIZED (SELECT r.*, lower(r.sku) AS sku_key FROM ${source})
    SELECT x.*, CASE WHEN why IS NOT NULL THEN 'rejected' WHEN variant_id IS NULL THEN 'created' WHEN changes <> '{}' THEN 'changed' ELSE 'unchanged' END AS outcome FROM (
    SELECT r.*, p.id AS product_id, v.id AS variant_id,
      CASE WHEN v.product_id IS DISTINCT FROM p.id AND v.id IS NOT NULL THEN 'sku-elsewhere' WHEN v.id IS NULL AND r.axes IS NULL AND cardinality(p.axes) > 0 THEN 'axes-differ' END AS why, array_to_string(p.axes, ', ') AS their_axes,
      CASE WHEN p.id IS NULL THEN '{}'::jsonb ELSE jsonb_strip_nulls(jsonb_build_object(${[...compared.map(pair), stock, photos(importer)].join(', ')})) END AS changes
    FROM r LEFT JOIN LATERAL (SELECT * FROM app.product p WHERE p.code = r.code AND p.cooperative_id + 0 = r.owner_id LIMIT 1) p ON true
    LEFT JOIN LATERAL (SELECT * FROM app.variant v WHERE v.cooperative_id = r.owner_id AND v.sku_key = r.sku_key UNION ALL (SELECT * FROM app.variant v WHERE v.product_id = p.id AND ${bare('v.sku_key')} = ${bare('r.sku_key')}) UNION ALL (SELECT * FROM app.variant v WHERE v.cooperative_id = r.owner_id AND v.sku_key = ${bare('r.sku_key')} AND r.sku_key ~ '[\\s\u00a0]') LIMIT 1) v ON true
    LEFT JOIN app.stock_level k ON k.variant_id = v.id AND k.location_id = 0 LEFT JOIN app.category c ON c.id = p.category_id LEFT JOIN app.member m ON m.id = p.member_id) x`;
}
