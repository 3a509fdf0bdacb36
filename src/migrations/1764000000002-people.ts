import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The federation's tree, its members and users. `path` is '/1/4/': a co-op's subtree is what begins with its path. Sign-in asks before any scope is known: two definer questions. */
export class People1764000000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE TABLE app.cooperative (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id bigint REFERENCES app.cooperative, path text NOT NULL UNIQUE,
  code text NOT NULL, name text NOT NULL, timezone text NOT NULL DEFAULT 'Asia/Jakarta', revision int NOT NULL DEFAULT 1, archived_at timestamptz, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX cooperative_path ON app.cooperative (path text_pattern_ops);
ALTER TABLE app.cooperative ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON app.cooperative USING (id = ANY ((SELECT app.scope())::bigint[]) OR parent_id = ANY ((SELECT app.scope())::bigint[]));
CREATE POLICY above ON app.cooperative FOR SELECT USING (id = ANY ((SELECT app.above())::bigint[]));
-- The path needs the id, which only the insert makes; a child's path hangs on its parent's, which a sub-co-op's scope may not hold.
CREATE FUNCTION app.set_path() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN NEW.path := coalesce((SELECT path FROM app.cooperative WHERE id = NEW.parent_id), '/') || NEW.id || '/'; RETURN NEW; END $$;
CREATE TRIGGER cooperative_path BEFORE INSERT ON app.cooperative FOR EACH ROW EXECUTE FUNCTION app.set_path();

CREATE TABLE app.member (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, name text NOT NULL, phone text,
  revision int NOT NULL DEFAULT 1, archived_at timestamptz, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX member_name ON app.member (cooperative_id, lower(name));
CREATE TABLE app.app_user (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, email text NOT NULL, name text NOT NULL,
  password_hash text NOT NULL, role text NOT NULL CHECK (role IN ('administrator', 'manager', 'operator', 'viewer')), language text NOT NULL DEFAULT 'id' CHECK (language IN ('id', 'en')),
  disabled_at timestamptz, revision int NOT NULL DEFAULT 1, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX app_user_email ON app.app_user (lower(email));
CREATE TABLE app.session (
  token_hash bytea PRIMARY KEY, user_id bigint NOT NULL REFERENCES app.app_user, cooperative_id bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL, seen_at timestamptz NOT NULL DEFAULT now(), agent text
);
CREATE INDEX session_by_user ON app.session (user_id);
CALL app.police('member', 'own'); CALL app.police('app_user', 'own'); CALL app.police('session', 'own');

-- Whose address is this? Only what a sign-in needs.
CREATE FUNCTION app.sign_in(mail text) RETURNS TABLE (user_id bigint, cooperative_id bigint, password_hash text, disabled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT u.id, u.cooperative_id, u.password_hash, u.disabled_at IS NOT NULL FROM app.app_user u WHERE lower(u.email) = lower(mail)
$$;
-- Whose session is this, and what may it see? subtree: the co-op and all beneath; above: its ancestors.
CREATE FUNCTION app.session_of(hash bytea) RETURNS TABLE (user_id bigint, name text, email text, role text, language text, cooperative_id bigint, cooperative text, timezone text, subtree bigint[], above bigint[], expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT u.id, u.name, u.email, u.role, u.language, c.id, c.name, c.timezone,
    (SELECT array_agg(d.id ORDER BY d.id) FROM app.cooperative d WHERE d.path LIKE c.path || '%'),
    (SELECT coalesce(array_agg(a.id ORDER BY a.id), '{}') FROM app.cooperative a WHERE c.path LIKE a.path || '%' AND a.id <> c.id), s.expires_at
  FROM app.session s JOIN app.app_user u ON u.id = s.user_id AND u.disabled_at IS NULL JOIN app.cooperative c ON c.id = u.cooperative_id
  WHERE s.token_hash = hash AND s.expires_at > app.now()
$$;
-- Jobs act in their whole federation: every co-op under the same root.
CREATE FUNCTION app.federation(of bigint) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT array_agg(d.id ORDER BY d.id) FROM app.cooperative d WHERE split_part(d.path, '/', 2) = (SELECT split_part(c.path, '/', 2) FROM app.cooperative c WHERE c.id = of)
$$;
-- Makes the first co-op of a federation; it has no parent whose scope could admit it.
CREATE FUNCTION app.found_federation(called text, short text) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
  INSERT INTO app.cooperative (name, code) VALUES (called, short) RETURNING id
$$;
CREATE FUNCTION app.any_federation() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$ SELECT EXISTS (SELECT 1 FROM app.cooperative) $$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
