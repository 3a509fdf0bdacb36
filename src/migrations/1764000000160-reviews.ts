import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A unit drafts, its parent approves. Whoever writes from a scope that does not hold the unit's parent, where the nearest word above says `required`, changes nothing that goes out:
 * triggers turn what they write into fields of the product's one open review (field -> from, to), and leave the approved row as it is. So no door can forget it, and everything that sends goes on reading approved rows.
 * A product they make is a `draft`: a row nobody may publish, changed freely until it is approved. Taking off sale, stock, owners and members need nobody's yes.
 * changes: 'title' … | 'variant:<id>:price' … | 'photo:<id>' (sha256 or null) | 'photo:<id>:position'.
 */
export class Reviews1764000000160 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.cooperative ADD COLUMN approval text CHECK (approval IN ('required', 'free')); -- NULL: as the co-op above says
ALTER TABLE app.product ADD COLUMN draft boolean NOT NULL DEFAULT false;
ALTER TABLE app.photo ADD COLUMN proposed boolean NOT NULL DEFAULT false;
CREATE TABLE app.product_review (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, product_id bigint NOT NULL REFERENCES app.product, kind text NOT NULL CHECK (kind IN ('new', 'change')),
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'returned', 'approved', 'withdrawn')), changes jsonb NOT NULL DEFAULT '{}', revision int NOT NULL DEFAULT 1,
  proposed_by bigint, proposed_at timestamptz NOT NULL DEFAULT app.now(), decided_by bigint, decided_at timestamptz, created_at timestamptz NOT NULL DEFAULT app.now()
);
CREATE UNIQUE INDEX product_review_open ON app.product_review (product_id) WHERE state IN ('pending', 'returned');
CREATE INDEX product_review_list ON app.product_review (cooperative_id, state, id);
CREATE TABLE app.review_comment (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, review_id bigint NOT NULL REFERENCES app.product_review, cooperative_id bigint NOT NULL, user_id bigint, name text NOT NULL, text text NOT NULL, at timestamptz NOT NULL DEFAULT app.now()
);
CREATE INDEX review_comment_list ON app.review_comment (review_id, id);
CALL app.police('product_review', 'own'); CALL app.police('review_comment', 'own');

-- Does the nearest word, the co-op's own or one above, ask for approval?
CREATE FUNCTION app.approval_of(coop bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT a.approval FROM cooperative c JOIN cooperative a ON starts_with(c.path, a.path) WHERE c.id = coop AND a.approval IS NOT NULL ORDER BY length(a.path) DESC LIMIT 1
$$;
-- Asked for every row that is written: the answer is remembered as long as scope and co-op stay the same within the transaction.
CREATE FUNCTION app.is_drafting(coop bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE key text := coalesce(current_setting('app.scope', true), '') || '#' || coop; memo text := current_setting('app.drafting', true); says boolean;
BEGIN
  IF starts_with(memo, key || '=') THEN RETURN right(memo, 1) = 't'; END IF;
  SELECT c.parent_id IS NOT NULL AND NOT c.parent_id = ANY (coalesce(app.scope(), '{}')) AND app.approval_of(coop) = 'required' INTO says FROM cooperative c WHERE c.id = coop;
  PERFORM set_config('app.drafting', key || '=' || CASE WHEN says THEN 't' ELSE 'f' END, true);
  RETURN coalesce(says, false);
END $$;
-- A field in the open review keeps standing until it is proposed anew; \`anyway\`: a draft itself was changed, so whoever looked at it has to look again.
CREATE FUNCTION app.propose(coop bigint, product bigint, what text, diffs jsonb, anyway boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  INSERT INTO product_review AS r (cooperative_id, product_id, kind, changes, proposed_by) VALUES (coop, product, what, diffs, nullif(current_setting('app.by', true), '')::bigint)
  ON CONFLICT (product_id) WHERE state IN ('pending', 'returned') DO UPDATE SET changes = r.changes || excluded.changes, state = 'pending', revision = r.revision + 1, proposed_by = excluded.proposed_by, proposed_at = app.now()
  WHERE anyway OR r.state = 'returned' OR r.changes || excluded.changes IS DISTINCT FROM r.changes;
  PERFORM pg_notify('serentak_change', coop || ':reviews');
END $$;
CREATE FUNCTION app.differing(was jsonb, wish jsonb, keys text[], prefix text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_object_agg(prefix || k, jsonb_build_object('from', was -> k, 'to', wish -> k)), '{}') FROM unnest(keys) k
  WHERE was -> k IS DISTINCT FROM wish -> k AND (k <> 'archived_at' OR wish -> k = 'null')
$$;
-- The row as it was, in the fields that differ.
CREATE FUNCTION app.as_it_was(diffs jsonb, prefix text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_object_agg(substr(e.key, length(prefix) + 1), e.value -> 'from') FROM jsonb_each(diffs) e
$$;

CREATE FUNCTION app.divert_product() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE diffs jsonb;
BEGIN
  IF NOT app.is_drafting(NEW.cooperative_id) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN NEW.draft := true; RETURN NEW; END IF;
  diffs := app.differing(to_jsonb(OLD), to_jsonb(NEW), ARRAY['title', 'description', 'brand', 'category_id', 'axes', 'attributes', 'archived_at'], '');
  IF diffs = '{}' THEN RETURN NEW; END IF;
  PERFORM app.propose(NEW.cooperative_id, NEW.id, CASE WHEN OLD.draft THEN 'new' ELSE 'change' END, CASE WHEN OLD.draft THEN '{}' ELSE diffs END, OLD.draft);
  IF OLD.draft THEN RETURN NEW; END IF;
  RETURN jsonb_populate_record(NEW, app.as_it_was(diffs, ''));
END $$;
CREATE FUNCTION app.divert_variant() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE diffs jsonb; prefix text := 'variant:' || NEW.id || ':'; unapproved boolean;
BEGIN
  IF NOT app.is_drafting(NEW.cooperative_id) THEN RETURN NEW; END IF;
  SELECT draft INTO unapproved FROM product WHERE id = NEW.product_id;
  IF TG_OP = 'INSERT' THEN
    IF NOT unapproved THEN NEW.archived_at := app.now(); END IF;
    RETURN NEW;
  END IF;
  diffs := app.differing(to_jsonb(OLD), to_jsonb(NEW), ARRAY['sku', 'choice', 'price', 'barcode', 'grams', 'length_mm', 'width_mm', 'height_mm', 'cost', 'archived_at'], prefix);
  IF diffs = '{}' THEN RETURN NEW; END IF;
  IF unapproved THEN PERFORM app.propose(NEW.cooperative_id, NEW.product_id, 'new', '{}', true); RETURN NEW; END IF;
  -- One that was itself proposed is changed freely, but stays off sale.
  IF EXISTS (SELECT 1 FROM product_review r WHERE r.product_id = NEW.product_id AND r.state IN ('pending', 'returned') AND r.changes ? (prefix || 'archived_at')) THEN
    NEW.archived_at := OLD.archived_at;
    PERFORM app.propose(NEW.cooperative_id, NEW.product_id, 'change', '{}', true);
    RETURN NEW;
  END IF;
  PERFORM app.propose(NEW.cooperative_id, NEW.product_id, 'change', diffs, false);
  RETURN jsonb_populate_record(NEW, app.as_it_was(diffs, prefix));
END $$;
CREATE FUNCTION app.divert_photo() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE diffs jsonb; photo app.photo := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; prefix text := 'photo:' || photo.id; unapproved boolean;
BEGIN
  IF NOT app.is_drafting(photo.cooperative_id) THEN RETURN photo; END IF;
  SELECT draft INTO unapproved FROM product WHERE id = photo.product_id;
  IF TG_OP = 'INSERT' THEN NEW.proposed := NOT unapproved; RETURN NEW; END IF;
  IF unapproved THEN PERFORM app.propose(photo.cooperative_id, photo.product_id, 'new', '{}', true); RETURN photo; END IF;
  IF OLD.proposed THEN
    IF TG_OP = 'DELETE' THEN UPDATE product_review SET changes = changes - prefix, revision = revision + 1 WHERE product_id = OLD.product_id AND state IN ('pending', 'returned'); END IF;
    RETURN photo;
  END IF;
  IF TG_OP = 'DELETE' THEN
    PERFORM app.propose(OLD.cooperative_id, OLD.product_id, 'change', jsonb_build_object(prefix, jsonb_build_object('from', OLD.sha256, 'to', null)), false);
    RETURN NULL;
  END IF;
  diffs := app.differing(to_jsonb(OLD), to_jsonb(NEW), ARRAY['position', 'variant_id'], prefix || ':');
  IF diffs = '{}' THEN RETURN NEW; END IF;
  PERFORM app.propose(NEW.cooperative_id, NEW.product_id, 'change', diffs, false);
  RETURN jsonb_populate_record(NEW, app.as_it_was(diffs, prefix || ':'));
END $$;
-- An insert may find its row there already (ON CONFLICT): only what was really written is proposed.
CREATE FUNCTION app.propose_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE made record;
BEGIN
  FOR made IN SELECT f.coop, f.product, f.id, f.doc, p.draft FROM (
      SELECT (to_jsonb(x) ->> 'cooperative_id')::bigint AS coop, (to_jsonb(x) ->> CASE TG_TABLE_NAME WHEN 'product' THEN 'id' ELSE 'product_id' END)::bigint AS product, to_jsonb(x) ->> 'id' AS id, to_jsonb(x) AS doc
      FROM fresh x WHERE x.cooperative_id = ANY (ARRAY(SELECT c FROM (SELECT DISTINCT cooperative_id AS c FROM fresh) all_of WHERE app.is_drafting(c)))) f
    JOIN product p ON p.id = f.product LOOP
    PERFORM app.propose(made.coop, made.product, CASE WHEN made.draft THEN 'new' ELSE 'change' END, CASE WHEN made.draft THEN '{}'
      WHEN TG_TABLE_NAME = 'photo' THEN jsonb_build_object('photo:' || made.id, jsonb_build_object('from', null, 'to', made.doc -> 'sha256'))
      ELSE jsonb_build_object('variant:' || made.id || ':archived_at', jsonb_build_object('from', made.doc -> 'archived_at', 'to', null)) END, made.draft);
  END LOOP;
  RETURN NULL;
END $$;
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['product', 'variant', 'photo'] LOOP
    EXECUTE format('CREATE TRIGGER a_diverted BEFORE INSERT OR UPDATE %s ON app.%I FOR EACH ROW EXECUTE FUNCTION app.%I()', CASE t WHEN 'photo' THEN 'OR DELETE' ELSE '' END, t, 'divert_' || t);
    EXECUTE format('CREATE TRIGGER a_proposed AFTER INSERT ON app.%I REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION app.propose_made()', t);
  END LOOP;
END $$;

-- What goes out beside the product's own fields cannot be proposed field by field: it is refused (SRT-REV-011), and the co-op above sets it. The argument names the column that tells whose product it is.
CREATE FUNCTION app.only_approved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  IF app.is_drafting((to_jsonb(NEW) ->> TG_ARGV[0])::bigint) THEN RAISE EXCEPTION 'needs the approval of the co-operative above' USING ERRCODE = 'SR011'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_approved BEFORE INSERT OR UPDATE ON app.sale_price FOR EACH ROW EXECUTE FUNCTION app.only_approved('owner_id');
CREATE TRIGGER a_approved BEFORE INSERT OR UPDATE ON app.attribute_value FOR EACH ROW WHEN (NEW.level IN ('product', 'listing')) EXECUTE FUNCTION app.only_approved('cooperative_id');

CALL app.watch('cooperative', '{parent_id,code,name,timezone,archived_at,edit_limits,approval}', coop => 'x.id');
CALL app.watch('product', '{code,title,description,brand,category_id,member_id,ownership,axes,attributes,archived_at,draft}', product => 'x.id', bulk => true);
CALL app.watch('photo', '{sha256,position,variant_id,proposed}', product => 'x.product_id', bulk => true);

-- Each field of a review: what it was when it was proposed, what is wished, and what stands now.
CREATE FUNCTION app.review_fields(r app.product_review) RETURNS TABLE (key text, was jsonb, wish jsonb, stands jsonb) LANGUAGE sql STABLE AS $$
  SELECT c.key, c.value -> 'from', c.value -> 'to', coalesce(CASE
    WHEN k.kind = 'variant' THEN (SELECT to_jsonb(v) -> k.field FROM app.variant v WHERE v.id = k.id)
    WHEN k.kind = 'photo' AND k.field <> '' THEN (SELECT to_jsonb(f) -> k.field FROM app.photo f WHERE f.id = k.id)
    WHEN k.kind = 'photo' THEN (SELECT to_jsonb(f.sha256) FROM app.photo f WHERE f.id = k.id AND NOT f.proposed)
    ELSE (SELECT to_jsonb(p) -> c.key FROM app.product p WHERE p.id = r.product_id) END, 'null')
  FROM jsonb_each(r.changes) c CROSS JOIN LATERAL (SELECT split_part(c.key, ':', 1) AS kind, nullif(split_part(c.key, ':', 2), '')::bigint AS id, split_part(c.key, ':', 3) AS field) k
$$;
-- Who decides: people whose scope holds the co-op above.
CREATE FUNCTION app.decides(coop bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT coalesce((SELECT c.parent_id = ANY (app.scope()) FROM cooperative c WHERE c.id = coop), false)
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
