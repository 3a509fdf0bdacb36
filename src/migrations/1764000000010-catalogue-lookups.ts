import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the catalogue is looked up by beside its keys: a photo by its content, products by name and code within their co-op, variants by barcode in the search. */
export class CatalogueLookups1764000000010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE INDEX photo_content ON app.photo (sha256);
CREATE INDEX product_by_title ON app.product (lower(title), id);
CREATE INDEX product_by_code ON app.product (code, id);
CREATE INDEX variant_barcode ON app.variant (barcode) WHERE barcode IS NOT NULL;

-- Every word is a prefix; a SKU is found by its beginning, a barcode whole. The scope is checked inside, because these operators cannot use an index under a policy.
CREATE OR REPLACE FUNCTION app.search_products(q text, top int) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  WITH words AS (SELECT string_agg(quote_literal(w) || ':*', ' & ') AS query FROM regexp_split_to_table(lower(regexp_replace(q, '[^[:alnum:]]+', ' ', 'g')), ' ') w WHERE w <> '')
  (SELECT p.id FROM product p, words WHERE words.query IS NOT NULL AND p.search @@ to_tsquery('simple', words.query) AND p.cooperative_id = ANY (app.scope()) LIMIT top)
  UNION
  (SELECT v.product_id FROM variant v WHERE trim(q) <> '' AND lower(v.sku) ~>=~ lower(trim(q)) AND lower(v.sku) ~<~ (lower(trim(q)) || chr(1114111)) AND v.cooperative_id = ANY (app.scope()) LIMIT top)
  UNION
  (SELECT v.product_id FROM variant v WHERE v.barcode = trim(q) AND v.cooperative_id = ANY (app.scope()) LIMIT top)
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
