import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Roles per node of the tree, inherited downwards; and what a door needs besides a password: the second step, links that work once, tries that several processes count together.
 * A key for programs is a session without a browser: named, with permissions and a node of its own. `place` is the part of an address that may be kept: 203.0.113.0/24, 2001:db8:1::/48.
 */
export class Roles1764000000150 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE TABLE app.user_role (
  user_id bigint NOT NULL REFERENCES app.app_user, cooperative_id bigint NOT NULL REFERENCES app.cooperative, role text NOT NULL CHECK (role IN ('administrator', 'manager', 'operator', 'viewer')),
  created_at timestamptz NOT NULL DEFAULT app.now(), PRIMARY KEY (user_id, cooperative_id)
);
CREATE INDEX user_role_by_node ON app.user_role (cooperative_id);
INSERT INTO app.user_role (user_id, cooperative_id, role) SELECT id, cooperative_id, role FROM app.app_user;
-- Administrators sign in anew: in production that is where they set up their second step.
DELETE FROM app.session s USING app.app_user u WHERE u.id = s.user_id AND u.role = 'administrator';
DROP TRIGGER audit_changed ON app.app_user;
ALTER TABLE app.app_user DROP COLUMN role, ADD COLUMN temporary_password boolean NOT NULL DEFAULT false;
CALL app.watch('app_user', '{email,name,language,disabled_at,temporary_password}', hidden => '{password_hash}', subject => '''user:'' || x.id');
CALL app.watch('user_role', '{role}', subject => '''user:'' || x.user_id || '':'' || x.cooperative_id');
ALTER TABLE app.session ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY UNIQUE, ADD COLUMN place text, ADD COLUMN name text, ADD COLUMN permissions text[], ADD COLUMN node_id bigint REFERENCES app.cooperative, ADD COLUMN hint text;

CREATE TABLE app.two_step (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id bigint NOT NULL UNIQUE REFERENCES app.app_user, cooperative_id bigint NOT NULL REFERENCES app.cooperative, sealed text NOT NULL, last_step bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT app.now()
);
CREATE TABLE app.recovery_code (
  user_id bigint NOT NULL REFERENCES app.app_user, cooperative_id bigint NOT NULL REFERENCES app.cooperative, code_hash bytea NOT NULL, used_at timestamptz, PRIMARY KEY (user_id, code_hash)
);
-- An invitation (no user yet: e-mail and role), or a new password for somebody (user_id).
CREATE TABLE app.invitation (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, user_id bigint REFERENCES app.app_user, email text NOT NULL, name text, role text CHECK (role IN ('administrator', 'manager', 'operator', 'viewer')),
  token_hash bytea NOT NULL UNIQUE, invited_by bigint REFERENCES app.app_user, created_at timestamptz NOT NULL DEFAULT app.now(), expires_at timestamptz NOT NULL, used_at timestamptz, revoked_at timestamptz, revision int NOT NULL DEFAULT 1,
  CHECK ((user_id IS NULL) = (role IS NOT NULL))
);
CREATE UNIQUE INDEX invitation_open ON app.invitation (cooperative_id, lower(email)) WHERE used_at IS NULL AND revoked_at IS NULL AND user_id IS NULL;
CALL app.police('user_role', 'own'); CALL app.police('two_step', 'own'); CALL app.police('recovery_code', 'own'); CALL app.police('invitation', 'own');

CALL app.watch('invitation', '{email,role,used_at,revoked_at}', "only" => 'who_ IS NOT NULL');
CALL app.watch('two_step', '{created_at}', subject => '''user:'' || x.user_id');
CALL app.watch('session', '{name,permissions,node_id}', subject => '''key:'' || x.id', deeds => 'id', "only" => 'x.permissions IS NOT NULL');

-- Nobody stands in two federations: what they reach could then be mixed.
CREATE FUNCTION app.same_federation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  IF NOT (SELECT NEW.cooperative_id = ANY (app.federation(u.cooperative_id)) FROM app.app_user u WHERE u.id = NEW.user_id) THEN RAISE EXCEPTION 'a role outside of the federation' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER user_role_federation BEFORE INSERT OR UPDATE ON app.user_role FOR EACH ROW EXECUTE FUNCTION app.same_federation();

-- Live events listen: whoever's standing changed or whose session ended must be asked anew who they are.
CREATE FUNCTION app.say_person() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('serentak_person', coalesce(OLD.user_id, NEW.user_id)::text); RETURN NULL; END $$;
CREATE TRIGGER session_over AFTER DELETE ON app.session FOR EACH ROW EXECUTE FUNCTION app.say_person();
CREATE TRIGGER role_moved AFTER INSERT OR UPDATE OR DELETE ON app.user_role FOR EACH ROW EXECUTE FUNCTION app.say_person();

-- At each node they reach, the strongest role they hold there or above. Aligned; the topmost nodes first.
CREATE FUNCTION app.standing(who bigint, beneath bigint) RETURNS TABLE (ids bigint[], paths text[], roles text[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT coalesce(array_agg(n.id ORDER BY n.depth, n.id), '{}'), coalesce(array_agg(n.path ORDER BY n.depth, n.id), '{}'), coalesce(array_agg((ARRAY['administrator', 'manager', 'operator', 'viewer'])[n.rank] ORDER BY n.depth, n.id), '{}') FROM (
    SELECT d.id, d.path, length(d.path) - length(replace(d.path, '/', '')) AS depth, min(array_position(ARRAY['administrator', 'manager', 'operator', 'viewer'], r.role)) AS rank
    FROM app.user_role r JOIN app.cooperative c ON c.id = r.cooperative_id JOIN app.cooperative d ON d.path LIKE c.path || '%'
    WHERE r.user_id = who AND (beneath IS NULL OR d.path LIKE (SELECT b.path || '%' FROM app.cooperative b WHERE b.id = beneath)) GROUP BY d.id) n
$$;
DROP FUNCTION app.session_of(bytea);
CREATE FUNCTION app.session_of(hash bytea) RETURNS TABLE (session_id bigint, user_id bigint, name text, email text, language text, cooperative_id bigint, cooperative text, timezone text, ids bigint[], paths text[], roles text[], permissions text[], seen_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT s.id, u.id, u.name, u.email, u.language, c.id, c.name, c.timezone, w.ids, w.paths, w.roles, s.permissions, s.seen_at, s.expires_at
  FROM app.session s JOIN app.app_user u ON u.id = s.user_id AND u.disabled_at IS NULL JOIN app.cooperative c ON c.id = u.cooperative_id, app.standing(u.id, s.node_id) w
  WHERE s.token_hash = hash AND s.expires_at > app.now()
$$;
-- Whose address is this? Only what a sign-in needs. usual: they are signed in from that place.
DROP FUNCTION app.sign_in(text);
CREATE FUNCTION app.sign_in(mail text, asked_from text) RETURNS TABLE (user_id bigint, name text, email text, cooperative_id bigint, cooperative text, password_hash text, disabled boolean, temporary boolean, administrator boolean, usual boolean, two_step boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT u.id, u.name, u.email, c.id, c.name, u.password_hash, u.disabled_at IS NOT NULL, u.temporary_password, EXISTS (SELECT 1 FROM app.user_role r WHERE r.user_id = u.id AND r.role = 'administrator'),
    EXISTS (SELECT 1 FROM app.session s WHERE s.user_id = u.id AND s.place = asked_from AND s.expires_at > app.now()), EXISTS (SELECT 1 FROM app.two_step t WHERE t.user_id = u.id)
  FROM app.app_user u JOIN app.cooperative c ON c.id = u.cooperative_id WHERE lower(u.email) = lower(mail)
$$;
-- What does this link open? Nothing once it was used, revoked or is over, or whoever made it no longer manages people there.
CREATE FUNCTION app.invitation_of(hash bytea) RETURNS TABLE (id bigint, cooperative_id bigint, cooperative text, user_id bigint, email text, name text, role text, expires_at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT i.id, i.cooperative_id, c.name, i.user_id, i.email, coalesce(u.name, i.name), i.role, i.expires_at FROM app.invitation i JOIN app.cooperative c ON c.id = i.cooperative_id LEFT JOIN app.app_user u ON u.id = i.user_id
  WHERE i.token_hash = hash AND i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > app.now() AND u.disabled_at IS NULL
    AND EXISTS (SELECT 1 FROM app.user_role r JOIN app.cooperative a ON a.id = r.cooperative_id JOIN app.app_user b ON b.id = r.user_id AND b.disabled_at IS NULL WHERE r.user_id = i.invited_by AND r.role = 'administrator' AND c.path LIKE a.path || '%')
$$;
-- Does this person hold a role that the asker's scope does not contain?
CREATE FUNCTION app.reaches_beyond(who bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM app.user_role r WHERE r.user_id = who AND r.cooperative_id <> ALL (coalesce(app.scope(), '{}')))
$$;
-- Is this node now without anybody who manages its people, here or above? One such question at a time per federation, so that two administrators cannot each be the other's reason.
CREATE FUNCTION app.leaderless(node bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('administrators'), (SELECT split_part(c.path, '/', 2)::int FROM app.cooperative c WHERE c.id = node));
  RETURN NOT EXISTS (SELECT 1 FROM app.cooperative c JOIN app.cooperative a ON c.path LIKE a.path || '%' JOIN app.user_role r ON r.cooperative_id = a.id AND r.role = 'administrator' JOIN app.app_user u ON u.id = r.user_id AND u.disabled_at IS NULL
    WHERE c.id = node);
END $$;

-- Tries at the door, by hashed key; counted together by all processes, kept through no crash.
CREATE UNLOGGED TABLE app.door_try (key bytea PRIMARY KEY, spent int NOT NULL, until timestamptz NOT NULL);
CREATE INDEX door_try_until ON app.door_try (until);
ALTER TABLE app.door_try ENABLE ROW LEVEL SECURITY;
-- Pays one try of each key in turn until one is used up; answers how many seconds that one has to wait, 0 when all were paid.
CREATE FUNCTION app.pay_tries(keys bytea[], most int[], seconds int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE t app.door_try;
BEGIN
  DELETE FROM app.door_try d WHERE d.key IN (SELECT o.key FROM app.door_try o WHERE o.until <= app.now() AND o.key <> ALL (keys) LIMIT 20 FOR UPDATE SKIP LOCKED);
  FOR n IN 1 .. cardinality(keys) LOOP
    INSERT INTO app.door_try AS d (key, spent, until) VALUES (keys[n], 1, app.now() + make_interval(secs => seconds))
    ON CONFLICT (key) DO UPDATE SET spent = CASE WHEN d.until <= app.now() THEN 1 ELSE least(d.spent, most[n]) + 1 END, until = CASE WHEN d.until <= app.now() THEN excluded.until ELSE d.until END RETURNING * INTO t;
    IF t.spent > most[n] THEN RETURN greatest(1, ceil(extract(epoch FROM t.until - app.now())))::int; END IF;
  END LOOP;
  RETURN 0;
END $$;
-- Gives one try back to each; the first is forgiven whole.
CREATE FUNCTION app.give_back_tries(keys bytea[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
  UPDATE app.door_try d SET spent = CASE WHEN d.key = keys[1] THEN 0 ELSE greatest(0, d.spent - 1) END WHERE d.key = ANY (keys)
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
