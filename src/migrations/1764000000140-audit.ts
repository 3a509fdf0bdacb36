import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every change of what people set: who, when, why, before, after. Written by triggers alone: the application may read the table and do nothing else to it. Who and why come from the transaction (`app.by`, `app.why`), which `inScope` sets.
 * `app.watch` makes (or makes anew) the triggers of one table, from an allow-list of its columns, so that no secret gets in by being forgotten; `hidden` ones are told to have changed, never how.
 * A change is noted with the columns that differ and nothing else; a NULL is left out of what was made. bulk: one statement notes all its rows; else row by row, and only where one of these columns is named, so that what the engine writes beside them costs nothing.
 * One table, no partitions: a product's history is one probe of one index, and the oldest rows lie together at the table's beginning, where `forget_audit` takes them away in slices.
 */
export class Audit1764000000140 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE TABLE app.audit (
  id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL DEFAULT app.now(), cooperative_id bigint NOT NULL, owner_id bigint, subject text NOT NULL, product_id bigint,
  deed text NOT NULL CHECK (deed IN ('made', 'changed', 'gone')), before jsonb, after jsonb, by_id bigint, why text, PRIMARY KEY (cooperative_id, at, id)
);
CREATE INDEX audit_product ON app.audit (product_id, at, id) WHERE product_id IS NOT NULL;
CREATE INDEX audit_subject ON app.audit (subject, at, id);
CREATE INDEX audit_by ON app.audit (by_id, at, id) WHERE by_id IS NOT NULL;
CREATE INDEX audit_age ON app.audit USING brin (at);
CALL app.police('audit', 'owner');
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON app.audit FROM serentak_app;

-- subject, product, coop, owner, only: SQL over the row x. Within it who_ and why_ are whose deed it is. deeds: which of made (i), changed (u), gone (d) are noted.
CREATE PROCEDURE app.watch(t text, columns text[], subject text DEFAULT NULL, product text DEFAULT 'NULL::bigint', coop text DEFAULT 'x.cooperative_id', owner text DEFAULT 'NULL::bigint', hidden text[] DEFAULT '{}', deeds text DEFAULT 'iud', bulk boolean DEFAULT false, "only" text DEFAULT 'true')
LANGUAGE plpgsql AS $watch$
DECLARE
  every text[] := columns || hidden;
  named text := coalesce(subject, quote_literal(replace(t, '_', '-') || ':') || ' || x.id');
  whole text := (SELECT 'jsonb_build_object(' || string_agg(format('%L, %%1$s.%I', c, c), ', ') || ')' FROM unnest(columns) c);
  parts text := (SELECT 'jsonb_build_object(' || string_agg(CASE WHEN c = ANY (hidden) THEN format('%L, ''***''', c) ELSE format('%L, %%1$s.%I', c, c) END, ', ') || ')' FROM unnest(every) c);
  same text := (SELECT 'ARRAY[' || string_agg(format('CASE WHEN x.%1$I IS NOT DISTINCT FROM o.%1$I THEN %1$L END', c), ', ') || ']::text[]' FROM unnest(every) c);
  differs text := (SELECT '(' || string_agg(format('%%1$s.%I IS DISTINCT FROM %%2$s.%I', c, c), ' OR ') || ')' FROM unnest(every) c);
  head text := format('INSERT INTO audit (cooperative_id, owner_id, subject, product_id, by_id, why, deed, before, after) SELECT %s, %s, %s, %s, who_, why_, ', coop, owner, named, product);
  made text := head || format('''made'', NULL, jsonb_strip_nulls(%s) FROM fresh x WHERE %s', format(whole, 'x'), "only");
  gone text := head || format('''gone'', jsonb_strip_nulls(%s), NULL FROM stale x WHERE %s', format(whole, 'x'), "only");
  changed text := head || format('''changed'', %s - same, %s - same FROM %s CROSS JOIN LATERAL (SELECT %s AS same) s WHERE %s AND %s', format(parts, 'o'), format(parts, 'x'),
    CASE WHEN bulk THEN 'fresh x JOIN stale o ON o.id = x.id' ELSE '(SELECT NEW.*) x CROSS JOIN (SELECT OLD.*) o' END, same, format(differs, 'x', 'o'), "only");
  frame text := $f$ CREATE OR REPLACE FUNCTION app.%I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_nestloop = off AS $n$
    DECLARE who_ bigint := nullif(current_setting('app.by', true), ''); why_ text := nullif(current_setting('app.why', true), '');
    BEGIN %s; RETURN NULL; END $n$ $f$;
BEGIN
  -- No nested loops: the plan is kept from a first call that may have had no rows at all, and 500 rows beside 500 would be compared one by one.
  IF position('i' IN deeds) > 0 THEN
    EXECUTE format(frame, t || '_made', made);
    EXECUTE format('CREATE OR REPLACE TRIGGER audit_made AFTER INSERT ON app.%I REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION app.%I()', t, t || '_made');
  END IF;
  IF position('d' IN deeds) > 0 THEN
    EXECUTE format(frame, t || '_gone', gone);
    EXECUTE format('CREATE OR REPLACE TRIGGER audit_gone AFTER DELETE ON app.%I REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION app.%I()', t, t || '_gone');
  END IF;
  IF position('u' IN deeds) > 0 THEN
    EXECUTE format(frame, t || '_changed', changed);
    IF bulk THEN
      EXECUTE format('CREATE OR REPLACE TRIGGER audit_changed AFTER UPDATE ON app.%I REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION app.%I()', t, t || '_changed');
    ELSE
      EXECUTE format('CREATE OR REPLACE TRIGGER audit_changed AFTER UPDATE OF %s ON app.%I FOR EACH ROW WHEN %s EXECUTE FUNCTION app.%I()', (SELECT string_agg(quote_ident(c), ', ') FROM unnest(every) c), t, format(differs, 'OLD', 'NEW'), t || '_changed');
    END IF;
  END IF;
END $watch$;

CALL app.watch('cooperative', '{parent_id,code,name,timezone,archived_at}', coop => 'x.id');
CALL app.watch('member', '{name,phone,archived_at}');
CALL app.watch('app_user', '{email,name,role,language,disabled_at}', hidden => '{password_hash}', subject => '''user:'' || x.id');
CALL app.watch('category', '{parent_id,code,name,path,archived_at}', bulk => true);
CALL app.watch('product', '{code,title,description,brand,category_id,member_id,ownership,axes,attributes,archived_at}', product => 'x.id', bulk => true);
CALL app.watch('variant', '{sku,choice,price,cost,barcode,grams,length_mm,width_mm,height_mm,archived_at}', product => 'x.product_id', bulk => true);
CALL app.watch('photo', '{sha256,position,variant_id}', product => 'x.product_id', bulk => true);
CALL app.watch('connection', '{marketplace,environment,base_url}', hidden => '{sealed}', "only" => 'who_ IS NOT NULL');
CALL app.watch('shop', '{name,settings,limits,drift,price_rule,keep_back,cap,tier,field_rules,paused_at}');
CALL app.watch('checkpoint', '{interval_ms,paused_at}', subject => '''schedule:'' || x.shop_id || '':'' || x.stream', deeds => 'u', "only" => 'who_ IS NOT NULL');
CALL app.watch('price_rule', '{shop_id,category_id,rule}');
CALL app.watch('fee', '{marketplace,kind,category,tier,percent,rupiah,cap,valid_from,valid_to,source,read_on,note}');
CALL app.watch('category_map', '{category_id,marketplace,scope_key,remote_id,attributes,brand}');
CALL app.watch('product_map', '{marketplace,scope_key,remote_id}', subject => '''product-map:'' || x.product_id || '':'' || x.marketplace', product => 'x.product_id');
CALL app.watch('attribute_value', '{given}', subject => '''attribute:'' || x.level || '':'' || x.subject || '':'' || x.marketplace || '':'' || x.attribute_id',
  product => 'CASE x.level WHEN ''product'' THEN x.subject::bigint WHEN ''listing'' THEN (SELECT l.product_id FROM listing l WHERE l.id = x.subject::bigint) END');
CALL app.watch('value_map', '{marketplace,scope_key,attribute_id,ours,remote_id}');
CALL app.watch('listing', '{shop_id,wanted,paused_at}', product => 'x.product_id', owner => 'x.owner_id', deeds => 'iud');
CALL app.watch('offer_side', '{confirmed_value}', subject => '''offer:'' || x.offer_id || '':'' || x.side', product => '(SELECT l.product_id FROM listing l WHERE l.id = x.listing_id)', owner => 'x.owner_id', deeds => 'u', "only" => 'x.confirmed_value IS NOT NULL');
CALL app.watch('failure', '{closed_as,closed_why}', product => 'x.product_id', owner => 'x.owner_id', deeds => 'u', "only" => 'x.closed_as = ''dismissed''');
CALL app.watch('order_line', '{variant_id}', deeds => 'u', subject => '''order:'' || x.order_id || '':'' || x.id', "only" => 'who_ IS NOT NULL');

-- Takes the oldest away, a slice a turn; what is younger than ninety days stays, whatever is asked. Returns how many went.
CREATE FUNCTION app.forget_audit(days int) RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
  WITH gone AS (DELETE FROM audit WHERE ctid = ANY (ARRAY(SELECT ctid FROM audit WHERE at < app.now() - make_interval(days => greatest(90, days)) LIMIT 20000)) RETURNING 1) SELECT count(*)::int FROM gone
$$;
-- What somebody is called, for who may read of their deeds: a co-op of the same federation.
CREATE FUNCTION app.called(person bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT u.name FROM app_user u WHERE u.id = person AND app.federation(u.cooperative_id) && app.scope()
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
