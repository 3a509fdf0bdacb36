import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Grants of access and the shops they open; what the marketplaces told us of their categories; who waits for a limit or quota. */
export class Shops1764000000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
-- One address a marketplace's app pushes to. No co-op: shops of several may be connected through one app.
CREATE TABLE app.webhook_address (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, marketplace text NOT NULL, app text NOT NULL, key text NOT NULL UNIQUE, secret text NOT NULL, subscribed_as text, seen_at timestamptz,
  UNIQUE (marketplace, app)
);
CREATE TABLE app.connection (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, marketplace text NOT NULL,
  environment text NOT NULL CHECK (environment IN ('live', 'test', 'practice')), base_url text, app text NOT NULL, webhook_address_id bigint REFERENCES app.webhook_address,
  sealed text NOT NULL, last_four text NOT NULL DEFAULT '', generation int NOT NULL DEFAULT 1,
  expires_at timestamptz, ends_at timestamptz, refresh_from timestamptz, refresh_started_at timestamptz, refresh_tries int NOT NULL DEFAULT 0, dead_at timestamptz, -- refresh_from: 80 % of the token's life
  lease_until timestamptz, fence bigint NOT NULL DEFAULT 0, created_at timestamptz NOT NULL DEFAULT now(),
  refresh_at timestamptz GENERATED ALWAYS AS (CASE WHEN dead_at IS NULL THEN refresh_from END) STORED
);
CREATE INDEX connection_refresh ON app.connection (refresh_at) WHERE refresh_at IS NOT NULL;
CREATE INDEX connection_app ON app.connection (marketplace, app);
CREATE TABLE app.consent (
  state_hash bytea PRIMARY KEY, cooperative_id bigint NOT NULL, session_hash bytea NOT NULL, marketplace text NOT NULL, environment text NOT NULL, base_url text,
  sealed text NOT NULL, connection_id bigint, expires_at timestamptz NOT NULL
);
CREATE TABLE app.shop (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL REFERENCES app.cooperative, connection_id bigint NOT NULL REFERENCES app.connection,
  marketplace text NOT NULL, remote_id text NOT NULL, name text NOT NULL, country text NOT NULL DEFAULT 'ID', revision int NOT NULL DEFAULT 1,
  settings jsonb NOT NULL DEFAULT '{}', limits jsonb, drift text NOT NULL DEFAULT 'correct' CHECK (drift IN ('correct', 'adopt')),
  price_rule jsonb NOT NULL DEFAULT '{"percent": 0, "fixed": 0, "roundTo": 1}', keep_back int NOT NULL DEFAULT 0 CHECK (keep_back >= 0), cap int NOT NULL DEFAULT 2147483647 CHECK (cap >= 0),
  paused_at timestamptz, gate_until timestamptz, gate_cause text, gate_strikes int NOT NULL DEFAULT 0,
  orders_seen_at timestamptz NOT NULL DEFAULT '-infinity', last_order_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), UNIQUE (marketplace, remote_id)
);
CREATE INDEX shop_connection ON app.shop (connection_id);
CREATE TABLE app.gate (scope text NOT NULL, key text NOT NULL, op text NOT NULL DEFAULT '', until timestamptz NOT NULL, cause text NOT NULL, PRIMARY KEY (scope, key, op));
CREATE TABLE app.limit_bucket (key text PRIMARY KEY, tat timestamptz NOT NULL DEFAULT '-infinity') WITH (fillfactor = 50);
CREATE TABLE app.remote_media (
  shop_id bigint NOT NULL REFERENCES app.shop, cooperative_id bigint NOT NULL, sha256 text NOT NULL, use text NOT NULL, remote_id text NOT NULL, at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (shop_id, sha256, use)
);
CREATE TABLE app.category_map (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, category_id bigint NOT NULL REFERENCES app.category, marketplace text NOT NULL, scope_key text NOT NULL,
  remote_id text NOT NULL, attributes jsonb NOT NULL DEFAULT '{}', brand text, revision int NOT NULL DEFAULT 1, UNIQUE (cooperative_id, category_id, marketplace, scope_key)
);
CREATE TABLE app.remote_category (
  marketplace text NOT NULL, scope_key text NOT NULL, remote_id text NOT NULL, parent_id text, name text NOT NULL, leaf boolean NOT NULL, rules jsonb, rules_at timestamptz, expires_at timestamptz,
  PRIMARY KEY (marketplace, scope_key, remote_id)
);
CALL app.police('connection', 'own'); CALL app.police('consent', 'own'); CALL app.police('shop', 'own'); CALL app.police('remote_media', 'own'); CALL app.police('category_map', 'above');

-- Whose shops does this webhook address speak for?
CREATE FUNCTION app.webhook_of(place text, secret_key text) RETURNS TABLE (address_id bigint, app text, secret text, connection_id bigint, cooperative_id bigint, sealed text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT a.id, a.app, a.secret, c.id, c.cooperative_id, c.sealed FROM app.webhook_address a JOIN app.connection c ON c.webhook_address_id = a.id
  WHERE a.marketplace = place AND a.key = secret_key ORDER BY c.id DESC
$$;
CREATE FUNCTION app.webhook_shops(address bigint) RETURNS TABLE (shop_id bigint, remote_id text, cooperative_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT s.id, s.remote_id, s.cooperative_id FROM app.connection c JOIN app.shop s ON s.connection_id = c.id WHERE c.webhook_address_id = address
$$;
-- A callback carries only its state; single use: it is deleted by being asked for.
CREATE FUNCTION app.take_consent(hash bytea, session bytea) RETURNS SETOF app.consent LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
  DELETE FROM app.consent WHERE state_hash = hash AND session_hash = session AND expires_at > app.now() RETURNING *
$$;
-- Which lane carries this shop's hints? A fact that never changes.
CREATE FUNCTION app.place_of(shop bigint) RETURNS TABLE (marketplace text, cooperative_id bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT s.marketplace, s.cooperative_id FROM app.shop s WHERE s.id = shop
$$;
CREATE FUNCTION app.places_in_use() RETURNS TABLE (marketplace text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$ SELECT DISTINCT s.marketplace FROM app.shop s $$;
-- Is this shop connected already, by anybody? (Its unique key spans all co-ops.)
CREATE FUNCTION app.shop_taken(place text, remote text) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
  SELECT cooperative_id FROM app.shop WHERE marketplace = place AND remote_id = remote
$$;

-- GCRA, all or none: 0 when taken, else milliseconds to wait. cost = period / (calls - burst) is computed by the caller; burst = how far ahead of time calls may run.
CREATE FUNCTION app.take_tokens(names text[], costs float8[], bursts float8[]) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE wait interval; t timestamptz;
BEGIN
  PERFORM 1 FROM app.limit_bucket WHERE key = ANY (names) ORDER BY key FOR UPDATE;
  IF (SELECT count(*) FROM app.limit_bucket WHERE key = ANY (names)) < cardinality(names) THEN
    INSERT INTO app.limit_bucket (key) SELECT unnest(names) ORDER BY 1 ON CONFLICT DO NOTHING;
    PERFORM 1 FROM app.limit_bucket WHERE key = ANY (names) ORDER BY key FOR UPDATE;
  END IF;
  t := app.wall();
  SELECT max(greatest(b.tat, t) + make_interval(secs => a.cost) - make_interval(secs => a.burst) - t) INTO wait
    FROM unnest(names, costs, bursts) AS a (key, cost, burst) JOIN app.limit_bucket b USING (key);
  IF wait > interval '0' THEN RETURN greatest(1, ceil(extract(epoch FROM wait) * 1000)); END IF;
  UPDATE app.limit_bucket b SET tat = greatest(b.tat, t) + make_interval(secs => a.cost) FROM unnest(names, costs) AS a (key, cost) WHERE b.key = a.key;
  RETURN 0;
END $$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
